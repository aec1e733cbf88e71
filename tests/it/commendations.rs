//! Commendations: many at once, corrected, withdrawn, each as the book said it when.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::evaluations::{self, Change, Evaluation, Outcome};
use sodangvien::rules::evaluation::Grade;

use crate::build::day;
use crate::sample::Sample;
use crate::support::{Answer, TestApp, User};

/// Sends the form of a page as it was opened, with what is typed into it.
pub async fn send(user: &User<'_>, page: &str, typed: &[(&str, &str)]) -> Answer {
    let opened = user.get(page).await.expect(StatusCode::OK);
    resend(user, &opened, typed).await
}

/// Sends the form of a page that is open.
pub async fn resend(user: &User<'_>, opened: &Answer, typed: &[(&str, &str)]) -> Answer {
    let action = opened.attributes("main form[method=post]", "action").pop().unwrap();
    let names = opened.attributes("main form[method=post] input[type=hidden]", "name");
    let values = opened.attributes("main form[method=post] input[type=hidden]", "value");
    let hidden: Vec<_> = names.into_iter().zip(values).collect();
    let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = hidden.chain(typed.iter().copied()).collect();
    user.post(&action, &fields).await
}

const DECISION: [(&str, &str); 6] = [
    ("form", "certificate"),
    ("issuing_body", "Đảng ủy Sở Thử nghiệm"),
    ("decision_number", "12-QĐ/ĐU"),
    ("decided_on", "25/12/2025"),
    ("year", "2025"),
    ("merit", "Hoàn thành xuất sắc nhiệm vụ năm 2025"),
];

fn decision<'a>(test: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    DECISION.into_iter().chain([("organisation", test)]).chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn one_decision_commends_many_members_and_organisations_and_is_seen_on_their_pages() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let one = test.person("Lê Văn An").carried_over(first, "1/1/2018", "3/2/2010").enter().await;
    let two = test.person("Đỗ Thị Hà").female().carried_over(second, "1/1/2018", "3/2/2012").enter().await;
    let three = test.person("Trần Bình").carried_over(second, "1/1/2018", "3/2/2015").enter().await;
    let secretary = test.secretary().await;
    let root = test.root.to_string();
    let (tick, unit) = (one.to_string(), second.to_string());
    let typed = decision(&root, &[("member", &tick), ("names", "đỗ thị hà\r\nTran Binh"), ("unit", &unit)]);
    let done = send(&secretary, "/commendations/new?year=2025", &typed).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(done.location()).await.expect(StatusCode::OK);
    assert_eq!(shown.all("[aria-labelledby=people-title] li a"), ["Lê Văn An", "Trần Bình", "Đỗ Thị Hà"]);
    assert_eq!(shown.all("[aria-labelledby=units-title] li a"), ["Chi bộ Chuyên môn"]);
    let list = secretary.get("/commendations?year=2025").await.expect(StatusCode::OK);
    assert_eq!(list.one(".summary-line"), "1 quyết định 3 đảng viên được khen 1 tổ chức được khen");
    for page in [one.path(), two.path(), three.path(), second.path()] {
        let card = secretary.get(&page).await.expect(StatusCode::OK).one("[aria-labelledby=commendations-title]");
        assert!(card.contains("Giấy khen: Hoàn thành xuất sắc nhiệm vụ năm 2025"), "{page}: {card}");
    }
    let of_first = format!("/commendations?year=2025&branch={first}");
    let list = secretary.get(&of_first).await.expect(StatusCode::OK);
    assert_eq!(list.all("table tbody td a"), ["Lê Văn An"], "of a branch only its own");
    let year = secretary.get("/year?year=2025").await.expect(StatusCode::OK).text();
    assert!(year.contains("/commendations?year=2025"), "the year leads here");
    // As of the day before there was none.
    let before = secretary.get("/commendations?year=2025&as_of=2025-12-24").await.expect(StatusCode::OK);
    assert_eq!(before.all("table tbody tr").len(), 0);
}

#[tokio::test]
async fn whoever_sees_one_branch_reads_of_a_decision_only_its_own_people_and_changes_nothing() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let one = test.person("Lê Văn An").carried_over(first, "1/1/2018", "3/2/2010").enter().await;
    let two = test.person("Đỗ Thị Hà").female().carried_over(second, "1/1/2018", "3/2/2012").enter().await;
    let secretary = test.secretary().await;
    let (root, a, b) = (test.root.to_string(), one.to_string(), two.to_string());
    let typed = decision(&root, &[("member", &a), ("member", &b)]);
    let done = send(&secretary, "/commendations/new", &typed).await.expect(StatusCode::SEE_OTHER);
    let path = done.location().to_owned();
    let branch = test.user("chibo", &[Role::Committee], first).await;
    let shown = branch.get(&path).await.expect(StatusCode::OK);
    assert_eq!(shown.all("[aria-labelledby=people-title] li a"), ["Lê Văn An"]);
    assert_eq!(shown.attributes("a[href$='/edit']", "href"), [""; 0]);
    for page in ["edit", "withdrawal"] {
        branch.get(&format!("{path}/{page}")).await.expect(StatusCode::NOT_FOUND);
    }
    // Nobody of another branch is commended, by whatever number or name.
    let own = first.to_string();
    let other = decision(&own, &[("member", &b)]);
    send(&branch, "/commendations/new", &other).await.expect(StatusCode::NOT_FOUND);
    let other = decision(&own, &[("names", "Đỗ Thị Hà")]);
    let refused = send(&branch, "/commendations/new", &other).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#names"]);
    let stranger = test.user("khac", &[Role::Committee], second).await;
    let only_first = decision(&root, &[("member", &a), ("confirm", "same_decision")]);
    let done = send(&secretary, "/commendations/new", &only_first).await.expect(StatusCode::SEE_OTHER);
    stranger.get(done.location()).await.expect(StatusCode::NOT_FOUND);
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    inspector.get(&path).await.expect(StatusCode::OK);
    inspector.get("/commendations/new").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_once_and_everything_typed_is_kept() {
    let test = TestApp::new().await;
    let one = test.person("Lê Văn An").carried_over(test.branches[0], "1/1/2018", "3/2/2010").enter().await;
    let secretary = test.secretary().await;
    let empty = send(&secretary, "/commendations/new", &[("year", "2027")]).await;
    let empty = empty.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let wanted = ["#form", "#issuing_body", "#decided_on", "#organisation", "#merit", "#member"];
    assert_eq!(empty.attributes(".error-summary a", "href"), wanted);
    let (root, tick) = (test.root.to_string(), one.to_string());
    let mut typed = decision(&root, &[("member", &tick), ("names", "Không Có Ai"), ("note", "Giữ lại")]);
    typed[3].1 = "31/2/2025";
    let wrong = send(&secretary, "/commendations/new", &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#decided_on", "#names"]);
    assert_eq!(wrong.attributes("#note, #decided_on", "value"), ["31/2/2025", "Giữ lại"]);
    assert_eq!(wrong.attributes("input[name=member][checked]", "value"), [tick.as_str()]);
    assert_eq!(test.count("commendations").await, 0);
    // A year in which they were no member yet.
    let mut typed = decision(&root, &[("member", &tick)]);
    (typed[3].1, typed[4].1) = ("25/12/1999", "1999");
    let early = send(&secretary, "/commendations/new", &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let said = early.one(".error-summary");
    assert!(said.contains("Lê Văn An (vào đây ngày 01/01/2018)"), "{said}");
}

#[tokio::test]
async fn the_same_paper_is_asked_about_and_leads_to_the_first() {
    let test = TestApp::new().await;
    let one = test.person("Lê Văn An").carried_over(test.branches[0], "1/1/2018", "3/2/2010").enter().await;
    let two = test.person("Đỗ Thị Hà").female().carried_over(test.branches[0], "1/1/2018", "3/2/2012").enter().await;
    let secretary = test.secretary().await;
    let (root, a, b) = (test.root.to_string(), one.to_string(), two.to_string());
    let first = send(&secretary, "/commendations/new", &decision(&root, &[("member", &a)])).await;
    let first = first.expect(StatusCode::SEE_OTHER).location().to_owned();
    let mut again = decision(&root, &[("member", &b)]);
    (again[1].1, again[2].1, again[5].1) = ("đảng ủy sở thử nghiệm", "12-qđ/đu", "Việc khác");
    let asked = send(&secretary, "/commendations/new", &again).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked.attributes(".error-summary a", "href"), ["#confirm"]);
    assert_eq!(asked.attributes(".finding a", "href"), std::slice::from_ref(&first));
    assert_eq!(asked.attributes("input[name=member][checked]", "value"), [b.as_str()]);
    assert_eq!(test.count("commendations").await, 1);
    let mut number = again.clone();
    number[2].1 = "13-QĐ/ĐU";
    let other = send(&secretary, "/commendations/new", &number).await.expect(StatusCode::SEE_OTHER);
    // An edit that makes it the same paper is asked too; one that leaves the paper is not.
    let edit = format!("{}/edit", other.location());
    let without = |fields: &[(&'static str, &'static str)]| {
        let fields = fields.iter().copied().filter(|(name, _)| *name != "organisation");
        fields.collect::<Vec<_>>()
    };
    let mut same = without(&DECISION);
    same.extend([("note", "Sửa")]);
    let typed: Vec<_> = same.iter().copied().chain([("member", b.as_str())]).collect();
    send(&secretary, &edit, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let typed: Vec<_> = typed.into_iter().chain([("confirm", "same_decision")]).collect();
    send(&secretary, &edit, &typed).await.expect(StatusCode::SEE_OTHER);
    let note: Vec<_> = DECISION.iter().copied().chain([("note", "Lần nữa"), ("member", b.as_str())]).collect();
    send(&secretary, &edit, &note).await.expect(StatusCode::SEE_OTHER);
    // Without a number it is the same where the same is given for the same.
    let plain: Vec<_> =
        decision(&root, &[("member", &a)]).into_iter().filter(|(name, _)| *name != "decision_number").collect();
    send(&secretary, "/commendations/new", &plain).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, "/commendations/new", &plain).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let mut merit = plain.clone();
    merit[4].1 = "Việc khác";
    send(&secretary, "/commendations/new", &merit).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn years_running_are_those_that_had_been_decided_by_the_day_that_is_asked() {
    let test = TestApp::new().await;
    let one = test.person("Lê Văn An").carried_over(test.branches[0], "1/1/2018", "3/2/2010").enter().await;
    let mut tx = test.db().begin().await.unwrap();
    let author = test.author().await;
    for year in 2019..=2023 {
        let after = Evaluation {
            outcome: Outcome::Graded(Grade::Excellent),
            points: None,
            decision_number: String::new(),
            decided_on: Some(day(&format!("5/1/{}", year + 1))),
            note: String::new(),
        };
        let change = Change { of: one, before: None, after: Some(after) };
        evaluations::write(&mut tx, author, test.branches[0], year, &[change], &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let secretary = test.secretary().await;
    let ready = async |query: &str| {
        let page = secretary.get(&format!("/commendations?year=2023{query}")).await.expect(StatusCode::OK);
        page.all("#ready li p").len()
    };
    assert_eq!(ready("").await, 1);
    assert_eq!(ready("&as_of=2024-01-05").await, 1, "decided that day");
    assert_eq!(ready("&as_of=2024-01-04").await, 0, "the fifth year had not been decided");
    let record = secretary.get(&format!("{}?as_of=2024-01-04", one.path())).await.expect(StatusCode::OK);
    let card = record.one("[aria-labelledby=commendations-title]");
    assert!(!card.contains("năm liền"), "{card}");
    let record = secretary.get(&format!("{}?as_of=2023-12-31", one.path())).await.expect(StatusCode::OK);
    let card = record.one("[aria-labelledby=commendations-title]");
    assert!(card.contains("4 năm liền hoàn thành xuất sắc nhiệm vụ, tính đến năm 2022"), "{card}");
}

#[tokio::test]
async fn a_form_sent_twice_records_once_and_another_ones_edit_is_not_overwritten() {
    let test = TestApp::new().await;
    let one = test.person("Lê Văn An").carried_over(test.branches[0], "1/1/2018", "3/2/2010").enter().await;
    let secretary = test.secretary().await;
    let (root, tick) = (test.root.to_string(), one.to_string());
    let typed = decision(&root, &[("member", &tick)]);
    let opened = secretary.get("/commendations/new").await.expect(StatusCode::OK);
    let done = resend(&secretary, &opened, &typed).await.expect(StatusCode::SEE_OTHER);
    let again = resend(&secretary, &opened, &typed).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(done.location(), again.location());
    assert_eq!(test.count("commendations").await, 1);
    let path = done.location().to_owned();
    let edit = format!("{path}/edit");
    let (mine, theirs) = (secretary.get(&edit).await, secretary.get(&edit).await);
    test.clock.set(test.app.clock.now().plus_seconds(60).0);
    let mut changed: Vec<_> = typed.iter().copied().filter(|(name, _)| *name != "organisation").collect();
    changed[5].1 = "Thành tích của người kia";
    resend(&secretary, &theirs, &changed).await.expect(StatusCode::SEE_OTHER);
    changed[5].1 = "Thành tích của tôi";
    let stale = resend(&secretary, &mine, &changed).await.expect(StatusCode::CONFLICT);
    assert!(stale.one("#version").contains("Thành tích của người kia"), "{}", stale.one("#version"));
    assert_eq!(stale.attributes("#merit", "value"), ["Thành tích của tôi"]);
    resend(&secretary, &stale, &changed).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("commendation_versions").await, 3);
    let unchanged = send(&secretary, &edit, &changed).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(unchanged.location(), path);
    assert_eq!(test.count("commendation_versions").await, 3, "nothing changed, nothing written");
    let shown = secretary.get(&path).await.expect(StatusCode::OK);
    assert_eq!(shown.all("[aria-labelledby=past-title] details").len(), 2);
    // What the book said before is still said of that day.
    let known = test.app.clock.now().day().pred().iso();
    let past = secretary.get(&format!("/commendations?year=2025&known_on={known}")).await.expect(StatusCode::OK);
    assert_eq!(past.all("table tbody tr").len(), 0, "it was recorded today");
}

#[tokio::test]
async fn a_wrong_one_is_withdrawn_with_a_reason_and_stays_readable() {
    let test = TestApp::new().await;
    let one = test.person("Lê Văn An").carried_over(test.branches[0], "1/1/2018", "3/2/2010").enter().await;
    let secretary = test.secretary().await;
    let (root, tick) = (test.root.to_string(), one.to_string());
    let done = send(&secretary, "/commendations/new", &decision(&root, &[("member", &tick)])).await;
    let path = done.expect(StatusCode::SEE_OTHER).location().to_owned();
    let withdrawal = format!("{path}/withdrawal");
    let stale = secretary.get(&withdrawal).await.expect(StatusCode::OK);
    let empty = send(&secretary, &withdrawal, &[("reason", " ")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.attributes(".error-summary a", "href"), ["#reason"]);
    send(&secretary, &withdrawal, &[("reason", "Ghi hai lần")]).await.expect(StatusCode::SEE_OTHER);
    let late = resend(&secretary, &stale, &[("reason", "Tôi cũng thu hồi")]).await.expect(StatusCode::CONFLICT);
    assert_eq!(late.attributes("#reason", "value"), ["Tôi cũng thu hồi"]);
    let shown = secretary.get(&path).await.expect(StatusCode::OK);
    assert!(shown.one(".notice.warn").contains("Ghi hai lần"));
    let list = secretary.get("/commendations?year=2025").await.expect(StatusCode::OK);
    assert_eq!(list.all("table tbody tr").len(), 0);
    assert_eq!(secretary.get(&format!("{path}/edit")).await.status, StatusCode::SEE_OTHER);
    for statement in ["delete from commendation_versions", "update commendation_recipients set organisation = 1"] {
        assert!(sqlx::query(statement).execute(test.db()).await.is_err(), "{statement}");
    }
    let acts: Vec<String> = sqlx::query_scalar("select act from changes where act like 'commendation%' order by id")
        .fetch_all(test.db())
        .await
        .unwrap();
    assert_eq!(acts, ["commendation_recorded", "commendation_withdrawn"]);
}

#[tokio::test]
async fn the_giay_khen_of_2019_is_in_the_sample_as_of_its_day() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let list = user.get("/commendations?year=2019").await.expect(StatusCode::OK);
    assert_eq!(list.all("table tbody th a"), ["Giấy khen"]);
    assert!(list.one("table tbody").contains("Quyết định số 12-QĐ/ĐU ngày 25/12/2019 của Đảng ủy Sở Công Thương"));
    assert_eq!(list.all("table tbody td a").len(), 5, "cá nhân hoàn thành xuất sắc nhiệm vụ năm 2019");
    let before = user.get("/commendations?year=2019&known_on=2019-12-25").await.expect(StatusCode::OK);
    assert_eq!(before.all("table tbody tr").len(), 0, "nobody had written it down on the day itself");
    assert!(day("25/12/2019") < day("31/12/2019"));
    let english = user.with_cookie("language=en").get("/commendations?year=2019").await.expect(StatusCode::OK);
    assert_eq!(english.one("h1"), "Commendations for 2019");
}

#[tokio::test]
async fn five_excellent_years_running_are_found_in_the_evaluations_and_said_where_they_were_commended() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    for (year, running) in [
        ("2022", &[][..]),
        (
            "2023",
            &["Lưu Thị Minh Nguyệt: 5 năm liền, tính đến năm 2023.", "Quách Thị Lan: 5 năm liền, tính đến năm 2023."],
        ),
        (
            "2025",
            &[
                "Lưu Thị Minh Nguyệt: 7 năm liền, tính đến năm 2025.",
                "Phan Thị Bích Loan: 5 năm liền, tính đến năm 2025.",
            ],
        ),
    ] {
        let page = user.get(&format!("/commendations?year={year}")).await.expect(StatusCode::OK);
        let found = page.all("#ready li p");
        assert_eq!(found.len(), running.len(), "{year}: {found:?}");
        assert!(running.iter().all(|words| found.iter().any(|found| found.starts_with(words))), "{year}: {found:?}");
    }
    let page = user.get("/commendations?year=2025").await;
    let [done, open] = ["#ready li.done", "#ready li:not(.done)"].map(|selector| page.one(selector));
    assert!(done.contains("Quyết định số 15-QĐ/ĐUK"), "{done}");
    assert!(open.contains("Phan Thị Bích Loan") && open.contains("xét đề nghị cấp trên"), "{open}");
    let record = page.attributes("#ready li.done a", "href").remove(0);
    let card = user.get(&record).await.expect(StatusCode::OK).one("[aria-labelledby=commendations-title]");
    assert!(card.contains("7 năm liền hoàn thành xuất sắc nhiệm vụ"), "{card}");
}
