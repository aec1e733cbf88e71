//! Documents made known: entered once, with their sessions; the shares of a year; and those of the sample.

use axum::http::StatusCode;
use sodangvien::auth::Role;

use crate::sample::Sample;
use crate::support::{Answer, TestApp, User};

const DOCUMENT: [(&str, &str); 5] = [
    ("kind", "resolution"),
    ("number", "12-NQ/TU"),
    ("issued_on", "3/6/2026"),
    ("body", "Tỉnh ủy"),
    ("title", "Phát triển công nghiệp"),
];

/// Sends the form of a page as it was opened, with fields typed over.
async fn send(user: &User<'_>, page: &str, fields: &[(&str, &str)]) -> Answer {
    let (action, all) = opened(user, page, fields).await;
    let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    user.post(&action, &all).await
}

async fn opened(user: &User<'_>, page: &str, fields: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    let opened = user.get(page).await.expect(StatusCode::OK);
    let action = opened.attributes("main form[method=post]", "action").pop().unwrap();
    let names = opened.attributes("main form[method=post] input:not([type=checkbox])", "name");
    let values = opened.attributes("main form[method=post] input:not([type=checkbox])", "value");
    let mut all: Vec<_> = names.into_iter().zip(values).collect();
    for name in opened.attributes("main form[method=post] select", "name") {
        let chosen = opened.attributes(&format!("select[name='{name}'] option[selected]"), "value");
        all.push((name, chosen.first().cloned().unwrap_or_default()));
    }
    all.retain(|(name, _)| !fields.iter().any(|(typed, _)| typed == name));
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    (action, all)
}

async fn document(user: &User<'_>) -> String {
    send(user, "/documents/new", &DOCUMENT).await.expect(StatusCode::SEE_OTHER).location().to_owned()
}

/// A committee of three members in the first branch and two in the second.
async fn members(test: &TestApp) {
    for (name, at) in [("Lê Văn An", 0), ("Lê Văn Bình", 0), ("Lê Văn Cường", 0), ("Lê Văn Dũng", 1), ("Lê Văn Én", 1)]
    {
        test.person(name).carried_over(test.branches[at], "1/1/2019", "3/2/2001").enter().await;
    }
}

#[tokio::test]
async fn a_document_is_entered_once_however_it_is_typed() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let path = document(&secretary).await;
    let again = [("number", "12-nq/tu"), ("body", "TỈNH ỦY")];
    let mut fields = DOCUMENT.to_vec();
    fields.retain(|(name, _)| !again.iter().any(|(typed, _)| typed == name));
    fields.extend(again);
    let refused = send(&secretary, "/documents/new", &fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#number"]);
    assert_eq!(refused.attributes(".notice a", "href"), std::slice::from_ref(&path));
    assert_eq!(refused.attributes("#body", "value"), ["TỈNH ỦY"]);
    let page = secretary.get("/documents/new").await;
    assert_eq!(page.attributes("#bodies option", "value"), ["Tỉnh ủy"], "suggested");
    let empty = send(&secretary, "/documents/new", &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.attributes(".error-summary a", "href"), ["#kind", "#number", "#issued_on", "#body", "#title"]);
    assert_eq!(test.count("documents").await, 1);
}

#[tokio::test]
async fn the_shares_are_of_all_sessions_and_who_catches_up_is_not_expected_twice() {
    let test = TestApp::new().await;
    members(&test).await;
    let secretary = test.secretary().await;
    let path = document(&secretary).await;
    let root = test.root.to_string();
    let new = format!("{path}/sessions/new");
    let catch_up = [("branch", root.as_str()), ("held_on", "20/6/2026"), ("members_present", "2"), ("catch_up", "yes")];
    let early = send(&secretary, &new, &catch_up).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(early.attributes(".error-summary a", "href"), ["#catch_up"], "nobody has missed anything");
    let main = [
        ("branch", root.as_str()),
        ("held_on", "10/6/2026"),
        ("members_present", "3"),
        ("outsiders_present", "19"),
        ("outsiders_should", "20"),
    ];
    send(&secretary, &new, &main).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(&path).await.expect(StatusCode::OK);
    assert!(shown.one("table.sessions tbody").contains("3/5 60%"), "{}", shown.one("table.sessions tbody"));
    assert!(shown.one("table.sessions tbody").contains("19/20 95%"));
    let many = [("branch", root.as_str()), ("held_on", "20/6/2026"), ("members_present", "3"), ("catch_up", "yes")];
    let refused = send(&secretary, &new, &many).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#members_present"], "only two had missed it");
    send(&secretary, &new, &catch_up).await.expect(StatusCode::SEE_OTHER);
    let list = secretary.get("/documents?year=2026").await.expect(StatusCode::OK);
    assert_eq!(
        list.all("ul.counts li"),
        ["1 văn bản đã quán triệt", "100% đảng viên dự (5/5)", "95% người ngoài Đảng dự (19/20)"]
    );
    let of_the_root = secretary.get(&test.root.path()).await.expect(StatusCode::OK);
    assert!(of_the_root.attributes("main section a", "href").iter().any(|link| link.starts_with("/documents")));
    // A record says what was made known where the person was a member on that day; who came is not kept by name.
    let late = test.person("Lê Thị Muộn").carried_over(test.branches[0], "15/6/2026", "3/2/2001").enter().await;
    let known: i64 = sqlx::query_scalar("select min(id) from people").fetch_one(test.db()).await.unwrap();
    let record = secretary.get(&format!("/members/{known}")).await.expect(StatusCode::OK);
    let lines = record.all("[aria-labelledby=documents-title] .facts div");
    assert_eq!(lines.len(), 1, "who catches up does not make it known again: {lines:?}");
    assert!(
        lines[0].starts_with("10/06/2026") && lines[0].contains("12-NQ/TU") && lines[0].contains("3/5 đảng viên dự"),
        "{lines:?}"
    );
    let record = secretary.get(&late.path()).await.expect(StatusCode::OK);
    assert_eq!(record.all("[aria-labelledby=documents-title] .facts div").len(), 0);
    let before = secretary.get("/documents?year=2026&as_of=2026-06-15").await.expect(StatusCode::OK);
    assert!(before.one("ul.counts").contains("60% đảng viên dự (3/5)"));
    let refused = send(&secretary, &format!("{path}/withdrawal"), &[("reason", "Nhầm")]).await;
    let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one(".error-summary").contains("còn lần quán triệt"));
}

#[tokio::test]
async fn a_session_is_not_counted_twice() {
    let test = TestApp::new().await;
    members(&test).await;
    let secretary = test.secretary().await;
    let path = document(&secretary).await;
    let (root, first) = (test.root.to_string(), test.branches[0].to_string());
    let new = format!("{path}/sessions/new");
    let main = [("branch", root.as_str()), ("held_on", "10/6/2026"), ("members_present", "3")];
    send(&secretary, &new, &main).await.expect(StatusCode::SEE_OTHER);
    let edit = secretary.get(&path).await.attributes("table.sessions td a", "href").remove(0);
    let again = [("branch", root.as_str()), ("held_on", "10/6/2026"), ("members_present", "4"), ("note", "Giữ")];
    let refused = send(&secretary, &new, &again).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#held_on"]);
    assert_eq!(refused.attributes(".notice a", "href"), std::slice::from_ref(&edit), "leads to the first");
    assert_eq!(refused.attributes("#members_present, #note", "value"), ["4", "Giữ"]);
    assert_eq!(test.count("document_sessions").await, 1);
    // Who catches up that day, another day and another organisation are sessions of their own.
    let catch_up = [("branch", root.as_str()), ("held_on", "10/6/2026"), ("members_present", "1"), ("catch_up", "yes")];
    send(&secretary, &new, &catch_up).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, &new, &catch_up).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let own =
        [("branch", first.as_str()), ("held_on", "10/6/2026"), ("members_present", "1"), ("confirm", "same_people")];
    send(&secretary, &new, &own).await.expect(StatusCode::SEE_OTHER);
    let other_day =
        [("branch", root.as_str()), ("held_on", "11/6/2026"), ("members_present", "1"), ("confirm", "same_people")];
    send(&secretary, &new, &other_day).await.expect(StatusCode::SEE_OTHER);
    // Nor is one put on the day of the other afterwards; and it stays what it is when it is edited.
    let moved = secretary.get(&path).await.attributes("table.sessions td a", "href").remove(0);
    let refused = send(&secretary, &moved, &[("held_on", "10/6/2026")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".notice a", "href"), std::slice::from_ref(&edit));
    send(&secretary, &edit, &[("note", "Hội trường")]).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_is_edited_once_and_withdrawn_with_a_reason() {
    let test = TestApp::new().await;
    members(&test).await;
    let secretary = test.secretary().await;
    let path = document(&secretary).await;
    let branch = test.branches[0].to_string();
    let fields = [("branch", branch.as_str()), ("held_on", "10/6/2026"), ("members_present", "2")];
    let (action, all) = opened(&secretary, &format!("{path}/sessions/new"), &fields).await;
    let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    secretary.post(&action, &all).await.expect(StatusCode::SEE_OTHER);
    secretary.post(&action, &all).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("document_sessions").await, 1, "sent twice");
    let shown = secretary.get(&path).await;
    let links = shown.attributes("table.sessions td a", "href");
    let (edit, withdrawal) = (&links[0], &links[1]);
    let (action, late) = opened(&secretary, edit, &[("note", "Hội trường")]).await;
    test.clock.set(test.app.clock.now().plus_seconds(60).0);
    send(&secretary, edit, &[("members_present", "3")]).await.expect(StatusCode::SEE_OTHER);
    let late: Vec<_> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let stale = secretary.post(&action, &late).await.expect(StatusCode::CONFLICT);
    assert_eq!(stale.attributes("#members_present", "value"), ["3"]);
    assert_eq!(stale.attributes("#note", "value"), ["Hội trường"]);
    send(&secretary, withdrawal, &[("reason", "Ghi nhầm")]).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(&path).await.text().contains("Chưa ghi lần quán triệt nào."));
    send(&secretary, &format!("{path}/withdrawal"), &[("reason", "Nhầm")]).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(&path).await.expect(StatusCode::OK).text().contains("Lý do: Nhầm"));
    assert!(secretary.get("/documents?year=2026").await.text().contains("Năm này chưa ghi văn bản nào."));
}

#[tokio::test]
async fn a_branch_sees_what_comes_from_above_and_not_what_others_keep() {
    let test = TestApp::new().await;
    members(&test).await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    let path = document(&secretary).await;
    let one = test.user("chibomot", &[Role::Committee], first).await;
    let other = test.user("chibohai", &[Role::Committee], second).await;
    let shown = one.get(&path).await.expect(StatusCode::OK);
    assert_eq!(shown.attributes(".actions a", "href"), [format!("{path}/sessions/new")], "not theirs to edit");
    one.get(&format!("{path}/edit")).await.expect(StatusCode::NOT_FOUND);
    let again = send(&one, "/documents/new", &DOCUMENT).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.attributes(".notice a", "href"), std::slice::from_ref(&path));
    let fields = [("held_on", "10/6/2026"), ("members_present", "3")];
    send(&one, &format!("{path}/sessions/new"), &fields).await.expect(StatusCode::SEE_OTHER);
    let session = one.get(&path).await.attributes("table.sessions td a", "href").remove(0);
    other.get(&session).await.expect(StatusCode::NOT_FOUND);
    assert!(other.get(&path).await.text().contains("Chưa ghi lần quán triệt nào."));
    let mut own = DOCUMENT.to_vec();
    own.retain(|(name, _)| *name != "number");
    own.push(("number", "01-KH/CB"));
    let own = send(&one, "/documents/new", &own).await.expect(StatusCode::SEE_OTHER).location().to_owned();
    other.get(&own).await.expect(StatusCode::NOT_FOUND);
    secretary.get(&own).await.expect(StatusCode::OK);
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    assert!(inspector.get(&path).await.expect(StatusCode::OK).attributes(".actions a", "href").is_empty());
    let english = secretary.with_cookie("language=en").get("/documents?year=2026").await.expect(StatusCode::OK);
    assert!(english.text().contains("Documents made known in 2026"));
}

#[tokio::test]
async fn the_sample_made_everything_known_to_all_members_in_2020_and_to_95_of_100_others() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get("/documents?year=2020").await.expect(StatusCode::OK);
    let counts = page.all("ul.counts li");
    assert_eq!(counts[0], "8 văn bản đã quán triệt");
    assert!(counts[1].starts_with("100% đảng viên dự"), "{counts:?}");
    assert_eq!(counts[2], "95% người ngoài Đảng dự (342/360)");
    let page = user.get("/documents?year=2019").await.expect(StatusCode::OK);
    let counts = page.all("ul.counts li");
    assert_eq!(counts[0], "8 văn bản đã quán triệt");
    assert!(counts[1].starts_with("100% đảng viên dự"), "{counts:?}");
    assert_eq!(counts[2], "94,2% người ngoài Đảng dự (339/360)");
    let waiting = user.get("/documents?year=2026").await.expect(StatusCode::OK);
    assert_eq!(waiting.all("table.documents .hint").iter().filter(|hint| *hint == "chưa quán triệt").count(), 1);
}

/// However the sessions are written, corrected and taken out, nobody is counted who could not have come.
#[tokio::test]
async fn no_more_are_told_in_all_than_should_have_come_whatever_is_written_last() {
    let test = TestApp::new().await;
    members(&test).await;
    let secretary = test.secretary().await;
    let path = document(&secretary).await;
    let branch = test.branches[0].to_string();
    let new = format!("{path}/sessions/new");
    let main = [("branch", branch.as_str()), ("held_on", "10/6/2026"), ("members_present", "1")];
    send(&secretary, &new, &main).await.expect(StatusCode::SEE_OTHER);
    let later = [("branch", branch.as_str()), ("held_on", "20/6/2026"), ("members_present", "2"), ("catch_up", "yes")];
    send(&secretary, &new, &later).await.expect(StatusCode::SEE_OTHER);

    let first: i64 = sqlx::query_scalar("select min(id) from document_sessions").fetch_one(test.db()).await.unwrap();
    let edit = format!("{path}/sessions/{first}/edit");
    let refused = send(&secretary, &edit, &[("members_present", "3")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#members_present"]);
    let other = test.branches[1].to_string();
    let moved = [("branch", other.as_str()), ("members_should", "2")];
    let refused = send(&secretary, &edit, &moved).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#branch"], "somebody caught up on it there");
    let withdrawal = format!("{path}/sessions/{first}/withdrawal");
    let refused = send(&secretary, &withdrawal, &[("reason", "Nhầm")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one(".error-summary").contains("Còn lần học bù dựa vào lần này"));

    // Nor is a document of a later day than it was made known.
    let refused = send(&secretary, &format!("{path}/edit"), &[("issued_on", "11/6/2026")]).await;
    let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one("#issued_on-error").contains("từ ngày 10/06/2026"), "{}", refused.one("#issued_on-error"));

    // More than the branch has on the day, and a whole committee some of whom were told already: asked, and kept.
    let many =
        [("branch", other.as_str()), ("held_on", "11/6/2026"), ("members_present", "50"), ("members_should", "50")];
    let asked = send(&secretary, &new, &many).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked.attributes("input[name=confirm]", "value"), ["session_size"]);
    assert!(asked.one(".finding").contains("nơi này có 2 đảng viên phải dự; đã ghi 50"), "{}", asked.one(".finding"));
    let root = test.root.to_string();
    let all = [("branch", root.as_str()), ("held_on", "12/6/2026"), ("members_present", "4")];
    let asked = send(&secretary, &new, &all).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked.attributes("input[name=confirm]", "value"), ["same_people"]);
    assert_eq!(asked.attributes(".finding a", "href"), [edit.as_str()]);
    let confirmed: Vec<_> = all.into_iter().chain([("confirm", "same_people")]).collect();
    send(&secretary, &new, &confirmed).await.expect(StatusCode::SEE_OTHER);
    let log = secretary.get("/audit").await.expect(StatusCode::OK).text();
    assert!(log.contains("Văn bản đã quán triệt cho người ở đó"), "what was confirmed stays");
}
