//! Targets: what is derived is told by the records alone, and they are opened.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::rules::standing::Kind;

use crate::commendations::{resend, send};
use crate::sample::Sample;
use crate::support::{Answer, TestApp, User};

/// The cells of a target's row: to be reached, reached, of it, result.
#[track_caller]
fn row(page: &Answer, name: &str) -> [String; 4] {
    let html = scraper::Html::parse_document(&page.text());
    let [rows, head, cells] =
        ["table.targets tbody tr", "th b", "td"].map(|selector| scraper::Selector::parse(selector).unwrap());
    let text = |element: scraper::ElementRef<'_>| {
        element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut found = html.select(&rows).filter(|row| row.select(&head).next().is_some_and(|head| text(head) == name));
    let row = found.next().unwrap_or_else(|| panic!("no target {name}: {}", page.text()));
    let cells: Vec<_> = row.select(&cells).map(text).collect();
    let seen = "(xem những hồ sơ liên quan)";
    [cells[0].clone(), cells[1].replace(seen, "").trim().to_owned(), cells[2].clone(), cells[3].clone()]
}

/// Records a target of the root in a year.
async fn target(test: &TestApp, user: &User<'_>, year: &str, typed: &[(&str, &str)]) {
    let root = test.root.to_string();
    let typed: Vec<_> = typed.iter().copied().chain([("organisation", root.as_str()), ("year", year)]).collect();
    send(user, "/targets/new", &typed).await.expect(StatusCode::SEE_OTHER);
}

const ADMIT: [(&str, &str); 3] = [("name", "Kết nạp đảng viên"), ("source", "admissions"), ("aim", "1")];

#[tokio::test]
async fn a_target_is_met_by_records_alone_and_opens_them() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    target(&test, &secretary, "2025", &ADMIT).await;
    let page = secretary.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Kết nạp đảng viên"), ["1", "0", "0%", "Không đạt"]);
    test.person("Lê Văn An").admitted(first, "19/5/2025").enter().await;
    let page = secretary.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Kết nạp đảng viên"), ["1", "1", "100%", "Đạt"]);
    test.person("Đỗ Thị Hà").female().admitted(second, "2/9/2025").enter().await;
    let page = secretary.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Kết nạp đảng viên"), ["1", "2", "200%", "Vượt"]);
    let behind = page.attributes("table.targets td a", "href").remove(0);
    let people = secretary.get(&behind).await.expect(StatusCode::OK);
    assert_eq!(people.all("table.people tbody th"), ["Lê Văn An", "Đỗ Thị Hà"]);
    // As of a day before the second of them, and as the book said it yesterday.
    let page = secretary.get("/targets?year=2025&as_of=2025-06-30").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Kết nạp đảng viên")[1], "1");
    let behind = page.attributes("table.targets td a", "href").remove(0);
    assert_eq!(secretary.get(&behind).await.all("table.people tbody th"), ["Lê Văn An"]);
    let page = secretary.get("/targets?year=2025&known_on=2026-11-22").await.expect(StatusCode::OK);
    assert_eq!(page.all("table.targets tbody tr").len(), 0, "there was no target yesterday");
    for page in [test.root.path(), "/year?year=2025".to_owned()] {
        assert!(secretary.get(&page).await.expect(StatusCode::OK).text().contains("/targets?year="), "{page}");
    }
    let year = secretary.get("/year?year=2025").await;
    assert!(year.text().contains("2/1, đạt 200%"), "{}", year.one("main"));
    let english = secretary.with_cookie("language=en").get("/year?year=2025").await.expect(StatusCode::OK);
    let figures = english.all(".year-figures li");
    assert_eq!(figures[..2], ["1/1 target met or exceeded", "1 target exceeded"], "one is one");
}

#[tokio::test]
async fn what_a_committee_writes_is_said_to_be_so_and_is_exact() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    for (name, source, aim, actual, expected) in [
        ("Học tập", "typed_percent", "100", "38/38", ["100%", "38/38 (100%)", "", "Đạt"]),
        ("Gần đủ", "typed_percent", "100", "2999/3000", ["100%", "2.999/3.000 (99,9%)", "", "Không đạt"]),
        ("Ngoài Đảng", "typed_percent", "95", "97,5", ["95%", "97,5%", "", "Vượt"]),
        ("Hội nghị", "typed_number", "3", "4", ["3", "4", "133,3%", "Vượt"]),
        ("Chưa làm", "typed_number", "12", "", ["12", "", "", "Chưa có số liệu"]),
    ] {
        let typed = [("name", name), ("source", source), ("aim", aim), ("actual", actual)];
        target(&test, &secretary, "2025", &typed).await;
        let page = secretary.get("/targets?year=2025").await.expect(StatusCode::OK);
        assert_eq!(row(&page, name), expected, "{name}");
    }
    let done = [("name", "Đại hội"), ("source", "typed_yes_no"), ("actual_choice", "yes")];
    target(&test, &secretary, "2025", &done).await;
    let grade = [("name", "Xếp loại"), ("source", "typed_grade"), ("aim_grade", "3"), ("actual_choice", "2")];
    target(&test, &secretary, "2025", &grade).await;
    let page = secretary.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Đại hội"), ["Thực hiện", "Đã thực hiện", "", "Đạt"]);
    let expected = ["Hoàn thành tốt nhiệm vụ trở lên", "Hoàn thành nhiệm vụ", "", "Không đạt"];
    assert_eq!(row(&page, "Xếp loại"), expected);
    assert!(page.one(".summary-line").contains("Đạt và vượt 4/7 chỉ tiêu"), "{}", page.one(".summary-line"));
    assert!(page.one("table.targets tbody tr:first-child").contains("Cấp ủy ghi"));
    let english = secretary.with_cookie("language=en");
    let page = english.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Hội nghị")[2], "133.3%");
    assert_eq!(row(&page, "Hội nghị")[3], "Exceeded");
    let year = english.get("/year?year=2025").await.expect(StatusCode::OK);
    let told = year.all(".progress-list .numeric");
    for said in [
        "Done; target: to be done",
        "Completed the tasks; target: completed the tasks well or better",
        "no figures yet; target: 12",
    ] {
        assert!(told.iter().any(|one| one == said), "{said}: {told:?}");
    }
}

#[tokio::test]
async fn of_a_past_day_it_is_told_what_stood_there_on_that_day() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let typed = [("name", "Hội nghị"), ("source", "typed_number"), ("aim", "4"), ("actual", "1"), ("note", "Quý một")];
    target(&test, &secretary, "2026", &typed).await;
    test.clock.set(test.app.clock.now().plus_seconds(2 * 24 * 60 * 60).0);
    let secretary = test.user("phobithu", &[Role::Committee], test.root).await;
    let page = secretary.get("/targets?year=2026").await.expect(StatusCode::OK);
    let edit = page.attributes("table.targets td a[href$=edit]", "href").remove(0);
    let later = [("name", "Hội nghị"), ("source", "typed_number"), ("aim", "4"), ("actual", "3"), ("note", "Quý ba")];
    send(&secretary, &edit, &later).await.expect(StatusCode::SEE_OTHER);
    let of = async |query: &str| {
        let page = secretary.get(&format!("/targets?year=2026{query}")).await.expect(StatusCode::OK);
        (row(&page, "Hội nghị")[1].clone(), page.one("table.targets tbody th"))
    };
    assert_eq!(of("").await, ("3".to_owned(), "Hội nghịQuý ba".to_owned()));
    assert_eq!(of("&as_of=2026-11-24").await, ("1".to_owned(), "Hội nghịQuý một".to_owned()));
    assert_eq!(of("&as_of=2026-11-25").await.0, "3");
    assert_eq!(of("&as_of=2026-11-22").await, (String::new(), "Hội nghị".to_owned()), "nobody had written anything");
    assert_eq!(of("&known_on=2026-11-24").await.0, "1", "as the book said it then");
    let year = secretary.get(&format!("{}?as_of=2026-11-24", test.root.path())).await.expect(StatusCode::OK);
    assert!(year.one("[aria-labelledby=targets-title]").contains("1 (25%)"), "the card of the organisation likewise");
}

#[tokio::test]
async fn a_recognition_is_in_time_when_the_branch_considered_in_time() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    let in_time = [("name", "Công nhận đúng hạn"), ("source", "recognitions_in_time"), ("aim", "2")];
    let all = [("name", "Công nhận"), ("source", "recognitions"), ("aim", "2")];
    target(&test, &secretary, "2025", &in_time).await;
    target(&test, &secretary, "2025", &all).await;
    let recognised = async |name: &str, branch, considered: Option<&str>, decided: &str| {
        let admitted = test.person(name).admitted(branch, "19/5/2024");
        let event = admitted.event(Kind::Recognised, branch, "19/5/2025", |event| {
            event.decided_on = Some(crate::build::day(decided).into());
            event.details.resolved_on = considered.map(|day| crate::build::day(day).iso());
        });
        event.enter().await
    };
    // 30 working days from 19/5/2025 end on 30/6/2025.
    recognised("Lê Văn An", first, Some("30/6/2025"), "15/8/2025").await;
    recognised("Đỗ Thị Hà", second, None, "30/6/2025").await;
    recognised("Trần Bình", first, Some("1/7/2025"), "15/8/2025").await;
    recognised("Vũ Sơn", first, None, "1/7/2025").await;
    let page = secretary.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Công nhận")[1], "4");
    assert_eq!(row(&page, "Công nhận đúng hạn")[1..], ["2 2 công nhận muộn, không tính", "100%", "Đạt"]);
    let links = page.attributes("table.targets td a[href^='/statistics/people']", "href");
    let names = async |word: &str| {
        let link = links.iter().find(|link| link.contains(word)).unwrap();
        secretary.get(link).await.expect(StatusCode::OK)
    };
    assert_eq!(names("row=decided_in_time").await.all("table.people tbody th"), ["Lê Văn An", "Đỗ Thị Hà"]);
    let late = names("row=decided_late").await;
    assert_eq!(late.all("table.people tbody th"), ["Trần Bình", "Vũ Sơn"]);
    assert!(late.text().contains("Muộn: chi bộ xét ngày 01/07/2025, hạn 30/06/2025."), "{}", late.one("table.people"));
    assert!(late.text().contains("Không rõ ngày chi bộ xét, hạn 30/06/2025."));
    assert_eq!(names("row=decided&").await.all("table.people tbody th").len(), 4);
    let english = secretary.with_cookie("language=en").get("/targets?year=2025").await.expect(StatusCode::OK);
    assert!(english.text().contains("2 late recognitions, not counted"));
}

#[tokio::test]
async fn next_years_targets_start_from_this_years() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    target(&test, &secretary, "2025", &ADMIT).await;
    let percent = [("name", "Học tập"), ("source", "typed_percent"), ("aim", "95"), ("actual", "96")];
    target(&test, &secretary, "2025", &percent).await;
    let dropped = [("name", "Chỉ năm nay"), ("source", "typed_yes_no")];
    target(&test, &secretary, "2025", &dropped).await;
    let opened = secretary.get("/targets/next?year=2025").await.expect(StatusCode::OK);
    assert_eq!(
        opened.attributes("#name_1, #name_2, #name_3", "value"),
        ["Kết nạp đảng viên", "Học tập", "Chỉ năm nay"]
    );
    assert_eq!(opened.attributes("#aim_1, #aim_2", "value"), ["1", "95"]);
    let wrong =
        [("take_1", "1"), ("name_1", "Kết nạp đảng viên"), ("aim_1", "không"), ("name_2", "Học tập"), ("aim_2", "100")];
    let refused = resend(&secretary, &opened, &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#aim_1"]);
    assert_eq!(refused.attributes("#aim_1, #aim_2", "value"), ["không", "100"], "what was typed is kept");
    let good = [
        ("take_1", "1"),
        ("name_1", "Kết nạp đảng viên"),
        ("aim_1", "4"),
        ("take_2", "1"),
        ("name_2", "Học tập"),
        ("aim_2", "100"),
        ("name_3", "Chỉ năm nay"),
    ];
    let done = resend(&secretary, &refused, &good).await.expect(StatusCode::SEE_OTHER);
    resend(&secretary, &refused, &good).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get(done.location()).await.expect(StatusCode::OK);
    assert_eq!(
        page.all("table.targets tbody th b"),
        ["Kết nạp đảng viên", "Học tập"],
        "once, and without what was dropped"
    );
    assert_eq!(row(&page, "Kết nạp đảng viên"), ["4", "0", "0%", "Chưa đạt"], "the year is not over");
    assert_eq!(row(&page, "Học tập")[1..], ["", "", "Chưa có số liệu"], "what came of it starts anew");
    let again = secretary.get("/targets/next?year=2025").await.expect(StatusCode::OK);
    assert_eq!(again.attributes("input[name^=take_][checked]", "name"), ["take_3"], "what is there is not taken again");
    let twice = resend(&secretary, &again, &good).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(twice.attributes(".error-summary a", "href"), ["#name_1", "#name_2"]);
    let none = resend(&secretary, &again, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(none.attributes(".error-summary a", "href"), ["#rows"]);
}

#[tokio::test]
async fn a_target_is_corrected_withdrawn_and_never_overwritten() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    target(&test, &secretary, "2025", &ADMIT).await;
    let root = test.root.to_string();
    let opened = secretary.get("/targets/new?year=2025").await.expect(StatusCode::OK);
    let same: Vec<_> =
        ADMIT.into_iter().chain([("organisation", root.as_str()), ("year", "2025"), ("note", "Giữ")]).collect();
    let same = resend(&secretary, &opened, &same).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(same.attributes(".error-summary a", "href"), ["#name"]);
    assert_eq!(same.attributes("#note", "value"), ["Giữ"]);
    let empty = send(&secretary, "/targets/new", &[("organisation", &root), ("year", "19")]).await;
    let empty = empty.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.attributes(".error-summary a", "href"), ["#year", "#name", "#source"]);
    let edit = secretary.get("/targets?year=2025").await.attributes("table.targets td a[href$=edit]", "href").remove(0);
    let (mine, theirs) = (secretary.get(&edit).await, secretary.get(&edit).await);
    let mut typed = ADMIT;
    typed[2].1 = "3";
    resend(&secretary, &theirs, &typed).await.expect(StatusCode::SEE_OTHER);
    typed[2].1 = "5";
    let stale = resend(&secretary, &mine, &typed).await.expect(StatusCode::CONFLICT);
    assert!(stale.one("#version").contains("Mức cần đạt3"), "{}", stale.one("#version"));
    assert_eq!(stale.attributes("#aim", "value"), ["5"]);
    resend(&secretary, &stale, &typed).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(row(&secretary.get("/targets?year=2025").await, "Kết nạp đảng viên")[0], "5");
    let withdrawal = edit.replace("/edit", "/withdrawal");
    send(&secretary, &withdrawal, &[("reason", "Không có trong nghị quyết")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get("/targets?year=2025").await.all("table.targets tbody tr").len(), 0);
    assert_eq!(secretary.get(&edit).await.status, StatusCode::SEE_OTHER);
    assert_eq!(secretary.get(&withdrawal).await.status, StatusCode::SEE_OTHER);
    assert_eq!(test.count("target_versions").await, 3, "all of it is still there");
    assert!(sqlx::query("delete from target_versions").execute(test.db()).await.is_err());
}

#[tokio::test]
async fn a_branch_has_its_own_targets_and_counts_its_own_people() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    test.person("Lê Văn An").admitted(first, "19/5/2025").enter().await;
    test.person("Đỗ Thị Hà").female().admitted(second, "2/9/2025").enter().await;
    let secretary = test.secretary().await;
    target(&test, &secretary, "2025", &ADMIT).await;
    let branch = test.user("chibo", &[Role::Committee], first).await;
    let own = first.to_string();
    let typed: Vec<_> = ADMIT.into_iter().chain([("organisation", own.as_str()), ("year", "2025")]).collect();
    send(&branch, "/targets/new", &typed).await.expect(StatusCode::SEE_OTHER);
    let page = branch.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Kết nạp đảng viên"), ["1", "1", "100%", "Đạt"]);
    let edit = secretary.get("/targets?year=2025").await.attributes("table.targets td a[href$=edit]", "href").remove(0);
    branch.get(&edit).await.expect(StatusCode::NOT_FOUND);
    branch.get(&format!("/targets/new?branch={second}")).await.expect(StatusCode::NOT_FOUND);
    branch.get(&format!("/targets/next?branch={}", test.root)).await.expect(StatusCode::NOT_FOUND);
    let other = second.to_string();
    let typed: Vec<_> = ADMIT.into_iter().chain([("organisation", other.as_str()), ("year", "2025")]).collect();
    send(&branch, "/targets/new", &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let whole = secretary.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert!(whole.one("[aria-labelledby=below-title]").contains("Chi bộ Văn phòng 1 chỉ tiêu"));
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let page = inspector.get("/targets?year=2025").await.expect(StatusCode::OK);
    assert_eq!(page.attributes("table.targets td a[href$=edit]", "href"), [""; 0]);
    inspector.get("/targets/new").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_targets_of_the_report_of_2019_are_all_met_or_exceeded_and_those_of_2020_are_set() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get("/targets?year=2019").await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Kết nạp đảng viên mới"), ["3", "4", "133,3%", "Vượt"]);
    assert_eq!(row(&page, "Công nhận đảng viên chính thức đúng hạn"), ["5", "5", "100%", "Đạt"]);
    assert!(page.one(".summary-line").contains("Đạt và vượt 9/9 chỉ tiêu"), "{}", page.one(".summary-line"));
    let behind = page.attributes("table.targets td a[href^='/statistics/people']", "href").remove(0);
    assert_eq!(user.get(&behind).await.expect(StatusCode::OK).all("table.people tbody th").len(), 4);
    // What the other records tell: each figure of the report, and the page behind it.
    let residence = "Đảng viên giữ mối liên hệ, được nơi cư trú nhận xét";
    assert_eq!(row(&page, residence)[1], "38/38 (100%)");
    assert_eq!(row(&page, "Cử đảng viên mới học lớp bồi dưỡng")[1], "2");
    assert_eq!(row(&page, "Cử quần chúng học lớp đối tượng kết nạp Đảng")[1], "5");
    assert_eq!(row(&page, "Đảng bộ đạt trong sạch, vững mạnh")[1], "Hoàn thành tốt nhiệm vụ");
    assert!(row(&page, "Đảng viên hoàn thành nhiệm vụ trở lên")[1].ends_with("(100%)"));
    let addresses = page.attributes("table.targets td a:not([href$=edit])", "href");
    assert_eq!(addresses.len(), 18, "each figure and each source opens the records");
    for address in addresses {
        user.get(&address).await.expect(StatusCode::OK);
    }
    let page = user.get("/targets?year=2020&as_of=2020-01-06").await.expect(StatusCode::OK);
    let study = "Đảng viên học tập, quán triệt chủ trương, nghị quyết của Đảng";
    assert_eq!(row(&page, study)[0], "100%");
    assert_eq!(row(&page, "Công chức, viên chức ngoài Đảng học tập, quán triệt")[0], "95%");
    assert_eq!(row(&page, "Đảng bộ đạt trong sạch, vững mạnh")[0], "Hoàn thành tốt nhiệm vụ trở lên");
    assert_eq!(row(&page, "Đảng viên hoàn thành và hoàn thành tốt nhiệm vụ")[0], "100%");
    assert_eq!(row(&page, "Kết nạp đảng viên mới")[0], "4");
    let year = user.get("/targets?year=2020").await.expect(StatusCode::OK);
    assert_eq!(row(&year, "Kết nạp đảng viên mới"), ["4", "4", "100%", "Đạt"]);
}

/// Whose records a figure counts, their own page says as well.
#[tokio::test]
async fn a_record_says_in_which_targets_the_person_is_counted_and_all_of_them_make_the_figure() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get("/targets?year=2019&as_of=2020-12-31").await.expect(StatusCode::OK);
    let people: Vec<i64> =
        sqlx::query_scalar("select id from people order by id").fetch_all(sample.test.db()).await.unwrap();
    let mut counted = std::collections::BTreeMap::<String, usize>::new();
    for person in people {
        let record = user.get(&format!("/members/{person}?as_of=2020-12-31")).await;
        for line in record.all("[aria-labelledby=targets-title] .facts div") {
            if let Some(target) = line.strip_prefix("2019") {
                *counted.entry(target.trim().to_owned()).or_default() += 1;
            }
        }
    }
    for target in [
        "Kết nạp đảng viên mới",
        "Công nhận đảng viên chính thức đúng hạn",
        "Cử đảng viên mới học lớp bồi dưỡng",
        "Đảng viên hoàn thành nhiệm vụ trở lên",
        "Đảng viên giữ mối liên hệ, được nơi cư trú nhận xét",
    ] {
        let actual = row(&page, target)[1].clone();
        let people = counted.iter().find(|(line, _)| line.starts_with(target)).map_or(0, |(_, people)| *people);
        assert_eq!(
            actual.split(['/', ' ']).next(),
            Some(people.to_string().as_str()),
            "{target}: {actual}; {counted:?}"
        );
    }
}
