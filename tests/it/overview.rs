//! The front page: the figures of today, and what needs attention.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::book;
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::support::TestApp;

async fn open_book(test: &TestApp, on: &str) {
    let author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    book::open(&mut tx, author, day(on)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_figure_leads_to_the_people_behind_it() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [first, second] = test.branches;
    open_book(&test, "1/1/2020").await;
    test.person("Đỗ Thị Mỹ Ánh").female().carried_over(first, "1/1/2020", "3/2/2010").enter().await;
    test.person("Trần Văn Bình").carried_over(second, "1/1/2020", "1999").enter().await;
    test.person("Phạm Văn Dũng")
        .carried_over(second, "1/1/2020", "1999")
        .away(second, "1/9/2026", "1/9/2028")
        .enter()
        .await;
    test.person("Lê Thị Hoa").female().admitted(first, "19/5/2026").enter().await;
    test.person("Lê Văn Cường").guest(second, "6/3/2026", "6/3/2028").enter().await;
    let page = secretary.get("/").await.expect(StatusCode::OK);
    assert_eq!(
        page.all(".figure"),
        ["4 đảng viên", "2 nữ", "1 dự bị", "1 sinh hoạt tạm thời nơi khác", "1 đến sinh hoạt tạm thời"]
    );
    for (address, figure) in page.attributes(".figure", "href").iter().zip(page.all(".figure b")) {
        let roster = secretary.get(address).await.expect(StatusCode::OK);
        assert_eq!(roster.all(".table tbody tr").len().to_string(), figure, "{address}");
    }
    assert_eq!(page.one(".change"), "Số đảng viên tăng 1 so với ngày 23/11/2025 (3)");
    assert_eq!(page.attributes(".change a", "href"), ["/statistics?from=2025-11-24&to=2026-11-23"]);
    assert_eq!(
        page.all("[aria-labelledby=branches-title] :is(tbody th, tbody td)"),
        ["Chi bộ Chuyên môn", "2", "0", "0", "Chi bộ Văn phòng", "2", "2", "1", "Cộng", "4", "2", "1"]
    );
    assert_eq!(page.one("#admitted-title"), "Kết nạp trong năm 2026: 1");
    assert_eq!(
        page.all("[aria-labelledby=admitted-title] :is(li a, li p)"),
        ["Lê Thị Hoa", "19/05/2026, Chi bộ Văn phòng"]
    );
}

#[tokio::test]
async fn a_voided_admission_is_not_counted_and_neither_is_one_of_last_year() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [branch, _] = test.branches;
    test.person("Trần Văn Bình").admitted(branch, "31/12/2025").enter().await;
    let voided = test.person("Lê Thị Hoa").female().admitted(branch, "1/1/2026").enter().await;
    sqlx::query(
        "insert into events (person, kind, effective_on, recorded_by, recorded_at, voids)
         select person, 'void', effective_on, recorded_by, recorded_at, id from events where person = $1",
    )
    .bind(voided)
    .execute(test.db())
    .await
    .unwrap();
    let page = secretary.get("/").await.expect(StatusCode::OK);
    assert_eq!(page.one("#admitted-title"), "Kết nạp trong năm 2026: 0");
}

#[tokio::test]
async fn a_young_book_is_compared_with_its_first_day() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    open_book(&test, "1/3/2026").await;
    test.person("Đỗ Thị Mỹ Ánh").carried_over(test.branches[0], "1/3/2026", "2010").enter().await;
    let page = secretary.get("/").await.expect(StatusCode::OK);
    assert_eq!(page.one(".change"), "Số đảng viên bằng ngày 01/03/2026 (1)");
}

#[tokio::test]
async fn what_is_due_is_said_with_its_day_the_most_pressing_first() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [branch, other] = test.branches;
    test.person("Lê Thị Hoa").female().admitted(branch, "22/1/2026").enter().await;
    test.person("Trần Văn Bình").admitted(branch, "23/1/2026").enter().await;
    test.person("Phạm Văn Dũng").admitted(branch, "1/9/2025").enter().await;
    test.person("Ngô Văn Giang")
        .admitted(other, "1/3/2020")
        .recognised(other, "1/3/2020")
        .away(other, "1/9/2026", "1/11/2026")
        .enter()
        .await;
    test.person("Lê Văn Cường").guest(other, "6/3/2026", "20/12/2026").enter().await;
    let page = secretary.get("/").await.expect(StatusCode::OK);
    let lines = page.all("[aria-labelledby=attention-title] .attention b");
    assert_eq!(lines, ["Phạm Văn Dũng", "Ngô Văn Giang", "Lê Văn Cường", "Lê Thị Hoa"]);
    let said = page.all("[aria-labelledby=attention-title] .attention p:not(.hint)");
    assert!(said[0].starts_with("Quá hạn xét công nhận chính thức: hết 12 tháng dự bị từ 01/09/2026"), "{said:?}");
    assert_eq!(said[1], "Hết hạn sinh hoạt tạm thời ngày 01/11/2026, đã quá hạn: ghi việc trở về hoặc gia hạn.");
    assert!(said[3].starts_with("Hết 12 tháng dự bị ngày 22/01/2027"), "{said:?}");
    for link in page.attributes("[aria-labelledby=attention-title] .attention a", "href") {
        assert!(link.starts_with("/members/"), "{link}");
    }
}

#[tokio::test]
async fn an_empty_book_says_what_comes_next() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    open_book(&test, "1/1/2026").await;
    let page = secretary.get("/").await.expect(StatusCode::OK);
    assert!(page.all(".figure").is_empty());
    assert_eq!(
        page.attributes("[aria-labelledby=steps-title] a", "href"),
        ["/organisations", "/members/carry-over", "/members/new"]
    );
    assert!(page.text().contains("vào ngày mở sổ, 01/01/2026."));
}

#[tokio::test]
async fn an_administrator_without_another_role_sees_nothing_of_any_member() {
    let test = TestApp::new().await;
    test.person("Lê Thị Hoa").female().admitted(test.branches[0], "19/5/2026").enter().await;
    let administrator = test.user("quantri", &[Role::Administrator], test.root).await;
    let page = administrator.get("/").await.expect(StatusCode::OK);
    assert!(!page.text().contains("Hoa") && page.all(".figure").is_empty());
    let links = page.attributes("main a", "href");
    assert_eq!(links, ["/organisations", "/accounts", "/audit"]);
    let shown: Vec<i32> = sqlx::query_scalar("select shown from views").fetch_all(test.db()).await.unwrap();
    assert_eq!(shown, [0]);
}

#[tokio::test]
async fn the_front_page_is_of_ones_own_scope_and_says_in_the_log_how_many_it_showed() {
    let test = TestApp::new().await;
    let [own, other] = test.branches;
    test.person("Lê Thị Hoa").female().admitted(own, "19/5/2026").enter().await;
    test.person("Trần Văn Bình").admitted(other, "20/5/2026").enter().await;
    let user = test.user("chibo", &[Role::Inspector], own).await;
    let page = user.get("/").await.expect(StatusCode::OK);
    assert_eq!(page.all(".figure b"), ["1", "1", "1", "0", "0"]);
    assert!(!page.text().contains("Bình") && !page.text().contains("Chuyên môn"));
    assert!(page.all("[aria-labelledby=branches-title]").is_empty());
    assert!(!page.attributes("main a", "href").contains(&"/members/new".to_owned()));
    let views: Vec<(String, i32)> = sqlx::query_as("select act, shown from views").fetch_all(test.db()).await.unwrap();
    assert_eq!(views, [("overview".to_owned(), 2)]);
}

#[tokio::test]
async fn who_left_or_returned_is_not_in_the_way() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [branch, _] = test.branches;
    test.person("Phạm Văn Dũng")
        .admitted(branch, "1/9/2025")
        .event(Kind::AdmissionCancelled, branch, "1/10/2026", |_| {})
        .enter()
        .await;
    test.person("Ngô Văn Giang")
        .carried_over(branch, "1/1/2020", "1999")
        .away(branch, "1/1/2026", "1/7/2026")
        .event(Kind::TemporaryEnded, branch, "1/7/2026", |_| {})
        .enter()
        .await;
    let page = secretary.get("/").await.expect(StatusCode::OK);
    assert_eq!(page.all("[aria-labelledby=attention-title] .attention li").len(), 1);
    assert!(page.text().contains("Không có việc nào đến hạn."));
    assert_eq!(page.all(".figure b")[0], "1");
}

#[tokio::test]
async fn the_article_behind_what_is_due_is_said_once_below_the_list() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    for name in ["Trần Văn Bình", "Lê Thị Hoa"] {
        test.person(name).admitted(test.branches[0], "3/10/2025").enter().await;
    }
    let page = secretary.get("/").await.expect(StatusCode::OK);
    assert_eq!(page.all("[aria-labelledby=attention-title] .attention li").len(), 2);
    assert_eq!(page.text().matches("Căn cứ:").count(), 1);
}

/// The links of the lines: those of the name, and those that do the next step.
async fn led_to(user: &crate::support::User<'_>) -> (Vec<String>, Vec<String>) {
    let page = user.get("/").await.expect(StatusCode::OK);
    let links = |of: &str| page.attributes(&format!("[aria-labelledby=attention-title] .attention {of}"), "href");
    (links("a:has(b)"), links(".next-steps a"))
}

#[tokio::test]
async fn what_needs_attention_leads_to_the_page_that_does_the_next_step() {
    let test = TestApp::new().await;
    let [branch, other] = test.branches;
    let over = test.person("Phạm Văn Dũng").admitted(branch, "1/11/2025").enter().await.path();
    let away = test
        .person("Ngô Văn Giang")
        .carried_over(branch, "1/1/2020", "1999")
        .away(branch, "1/6/2026", "5/12/2026")
        .enter()
        .await
        .path();
    let guest = test.person("Lê Văn Cường").guest(branch, "6/3/2026", "6/12/2026").enter().await.path();
    // At home in the other branch, a guest in this one: recorded at home.
    let between = test.person("Trần Thị Hạnh").carried_over(other, "1/1/2020", "1999");
    let between = between.event(Kind::TemporaryOut, other, "1/6/2026", |event| {
        event.counterpart = Some(branch);
        event.due_on = Some(day("7/12/2026"));
    });
    let between = between.enter().await.path();
    let soon = test.person("Lê Thị Hoa").female().admitted(branch, "1/1/2026").enter().await.path();

    let secretary = test.user("chibo", &[Role::Committee], branch).await;
    let (names, steps) = led_to(&secretary).await;
    assert_eq!(names, [&away, &guest, &between, &over, &soon].map(Clone::clone));
    let expected = [
        format!("{away}/return"),
        format!("{away}/temporary-extension"),
        format!("{guest}/stay-end"),
        format!("{guest}/stay-extension"),
        between.clone(),
        format!("{over}/recognition"),
        soon.clone(),
    ];
    assert_eq!(steps, expected);
    for step in steps {
        secretary.get(&step).await.expect(StatusCode::OK);
    }

    let inspector = test.user("kiemtra", &[Role::Inspector], branch).await;
    let (names, steps) = led_to(&inspector).await;
    assert_eq!(names, steps, "who only reads is led to the record");

    let whole = test.user("dangbo", &[Role::Committee], test.root).await;
    let (_, steps) = led_to(&whole).await;
    assert!(steps.contains(&format!("{between}/return")), "{steps:?}");
    assert_eq!(steps.iter().filter(|step| step.starts_with(&between)).count(), 2, "one case, not two");
}

#[tokio::test]
async fn the_newest_events_are_told_with_their_people_and_of_today_only() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Trần Văn Mới").admitted(first, "5/8/2026").enter().await;
    test.person("Lê Thị Khuất").admitted(second, "6/8/2026").enter().await;
    let own = test.user("chibo", &[Role::Committee], first).await;
    let page = own.get("/").await.expect(StatusCode::OK);
    assert_eq!(page.all("[aria-labelledby=latest-title] dd a"), ["Trần Văn Mới"], "of one's own scope");
    assert_eq!(page.attributes("[aria-labelledby=latest-title] dd a", "href"), [person.path()]);
    assert!(page.one("[aria-labelledby=latest-title] dt").contains("05/08/2026"));
    let then = own.get("/?as_of=31/8/2026").await.expect(StatusCode::OK);
    assert!(then.all("[aria-labelledby=latest-title]").is_empty());
}

#[tokio::test]
async fn the_years_targets_and_what_is_missing_of_the_year_stand_on_the_desk() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let secretary = test.secretary().await;
    test.person("Lê Thị Hoa").female().admitted(branch, "19/5/2026").enter().await;
    let root = test.root.to_string();
    let target = [
        ("name", "Kết nạp đảng viên"),
        ("source", "admissions"),
        ("aim", "1"),
        ("organisation", root.as_str()),
        ("year", "2026"),
    ];
    let front = secretary.get("/").await.expect(StatusCode::OK);
    assert!(!front.text().contains("100%"), "nothing was to be reached yet");
    crate::commendations::send(&secretary, "/targets/new", &target).await.expect(StatusCode::SEE_OTHER);
    let front = secretary.get("/").await.expect(StatusCode::OK);
    let card = front.one("section[aria-labelledby=targets-title]");
    assert!(card.contains("Kết nạp đảng viên") && card.contains("100%"), "{card}");
    let missing = front.attributes("section[aria-labelledby=missing-title] li a", "href");
    assert!(missing.iter().any(|link| link.starts_with("/residence")), "{missing:?}");
    for link in &missing {
        secretary.get(link).await.expect(StatusCode::OK);
    }
    let past = secretary.get("/?as_of=31/12/2025").await.expect(StatusCode::OK);
    assert!(past.all("section[aria-labelledby=missing-title]").is_empty(), "what is missing is of today");
}
