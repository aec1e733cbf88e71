//! The committee: its congress and term, who holds which post, as of any day.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::committee;
use sodangvien::ids::PersonId;
use sodangvien::ledger::{self, NewEvent};
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::commendations::{resend, send};
use crate::sample::Sample;
use crate::support::{Answer, TestApp, User};

const CONGRESS: [(&str, &str); 4] =
    [("congress", "IV"), ("held_on", "10/6/2020"), ("from_year", "2020"), ("to_year", "2025")];

/// Three members of the first branch and one of the second.
async fn four(test: &TestApp) -> [PersonId; 4] {
    let [first, second] = test.branches;
    let member = |name: &str, branch| test.person(name).carried_over(branch, "1/1/2018", "3/2/2010");
    [
        member("Lê Văn An", first).enter().await,
        member("Đỗ Thị Hà", first).female().enter().await,
        member("Trần Bình", first).enter().await,
        member("Vũ Sơn", second).enter().await,
    ]
}

/// Records a congress of the root; its page.
async fn congress(test: &TestApp, user: &User<'_>, typed: &[(&str, &str)]) -> String {
    let root = test.root.to_string();
    let typed: Vec<_> = typed.iter().copied().chain([("organisation", root.as_str())]).collect();
    send(user, "/committee/terms/new", &typed).await.expect(StatusCode::SEE_OTHER).location().to_owned()
}

/// The names of a page of who holds what.
fn names(page: &Answer) -> Vec<String> {
    page.all("table tbody th a")
}

#[tokio::test]
async fn a_congress_and_its_whole_committee_are_recorded_on_two_pages_and_shown_as_of_any_day() {
    let test = TestApp::new().await;
    let [an, ha, ..] = four(&test).await;
    let secretary = test.secretary().await;
    let term = congress(&test, &secretary, &CONGRESS).await;
    let new = format!("/committee/posts/new?organisation={}", test.root);
    let opened = secretary.get(&new).await.expect(StatusCode::OK);
    assert_eq!(opened.attributes("#from", "value"), ["10/06/2020"], "the day of the congress");
    let posts = [
        ("from", "10/6/2020"),
        ("term", term.rsplit('/').next().unwrap()),
        ("member_1", "Lê Văn An"),
        ("kind_1", "secretary"),
        ("duties_1", "Phụ trách chung"),
        ("member_2", "do thi ha"),
        ("kind_2", "deputy_secretary"),
        ("member_4", "Vũ Sơn"),
        ("kind_4", "committee_member"),
        ("kind_9", "secretary"),
    ];
    let done = resend(&secretary, &opened, &posts).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get(done.location()).await.expect(StatusCode::OK);
    assert_eq!(names(&page), ["Lê Văn An", "Đỗ Thị Hà", "Vũ Sơn"]);
    assert!(page.text().contains("Đại hội lần thứ IV, nhiệm kỳ 2020–2025"));
    let before = secretary.get("/committee?as_of=2020-06-09").await.expect(StatusCode::OK);
    assert_eq!(names(&before), [""; 0]);
    let known = secretary.get("/committee?known_on=2026-11-22").await.expect(StatusCode::OK);
    assert_eq!(names(&known), [""; 0], "as the book said it yesterday");
    let shown = secretary.get(&term).await.expect(StatusCode::OK);
    assert_eq!(shown.all("[aria-labelledby=held-title] a").len(), 3);
    let card = secretary.get(&an.path()).await.expect(StatusCode::OK).one("[aria-labelledby=committee-title]");
    assert!(card.contains("Bí thư, phụ trách Phụ trách chung"), "{card}");
    let card = secretary.get(&ha.path()).await.expect(StatusCode::OK).one("[aria-labelledby=committee-title]");
    assert!(card.contains("Phó bí thư"), "{card}");
    let card = secretary.get(&test.root.path()).await.expect(StatusCode::OK).one("[aria-labelledby=committee-title]");
    assert!(card.contains("Lê Văn An") && card.contains("nhiệm kỳ 2020–2025"), "{card}");
    let again = resend(&secretary, &opened, &posts).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(again.location(), done.location());
    assert_eq!(test.count("posts").await, 3, "sent twice, recorded once");
    // The next congress ends what was held, and nothing else.
    let next = [("congress", "V"), ("held_on", "18/6/2025"), ("from_year", "2025"), ("to_year", "2030"), ("ends", "1")];
    congress(&test, &secretary, &next).await;
    assert_eq!(names(&secretary.get("/committee").await), [""; 0]);
    assert_eq!(names(&secretary.get("/committee?as_of=2025-06-17").await).len(), 3);
    let mut db = test.db().acquire().await.unwrap();
    assert!(committee::is_last_year(&mut db, test.root, 2025).await.unwrap(), "of the fourth term");
    assert!(!committee::is_last_year(&mut db, test.root, 2024).await.unwrap());
    assert!(!committee::is_last_year(&mut db, test.root, 2026).await.unwrap());
}

#[tokio::test]
async fn who_has_left_cannot_hold_a_post_and_holds_none_any_more() {
    let test = TestApp::new().await;
    let [an, _, binh, _] = four(&test).await;
    let leave = async |person, on: &str| {
        let author = test.author().await;
        let mut tx = test.db().begin().await.unwrap();
        let left = NewEvent::new(person, Kind::TransferredOut, day(on), test.branches[0]);
        ledger::record(&mut tx, author, &left).await.unwrap();
        tx.commit().await.unwrap();
    };
    leave(an, "1/6/2022").await;
    let secretary = test.secretary().await;
    let new = format!("/committee/posts/new?organisation={}", test.root);
    let post = |who: &'static str, from: &'static str| [("from", from), ("member_1", who), ("kind_1", "secretary")];
    let late = send(&secretary, &new, &post("Lê Văn An", "1/7/2022")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(late.attributes(".error-summary a", "href"), ["#member_1"]);
    assert_eq!(late.attributes("#member_1", "value"), ["Lê Văn An"]);
    let open = send(&secretary, &new, &post("Lê Văn An", "1/1/2020")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(open.one(".error-summary").contains("Từ ngày 01/06/2022 Lê Văn An không còn là đảng viên"));
    // The reason is told with the day that was typed, and with that on which they came or left.
    let joined = test.person("Cao Muộn").admitted(test.branches[0], "19/5/2024").enter().await.to_string();
    for (who, from, why) in [
        (joined.as_str(), "1/2/2023", "Cao Muộn là đảng viên của Đảng bộ Sở Thử nghiệm từ ngày 19/05/2024"),
        (joined.as_str(), "1/2/2023", "từ ngày 01/02/2023"),
        ("Lê Văn An", "1/7/2022", "Lê Văn An thôi là đảng viên của Đảng bộ Sở Thử nghiệm từ ngày 01/06/2022"),
        (joined.as_str(), "1/2/2015", "từ ngày 01/02/2015"),
    ] {
        let post = [("from", from), ("member_1", who), ("kind_1", "secretary")];
        let said = send(&secretary, &new, &post).await.expect(StatusCode::UNPROCESSABLE_ENTITY).one(".error-summary");
        assert!(said.contains(why), "{said}");
        assert!(!said.contains("01/01/2018"), "the first day of the book was not typed: {said}");
    }
    // A member of another branch holds nothing in this one.
    let other = format!("/committee/posts/new?organisation={}", test.branches[1]);
    let other = send(&secretary, &other, &post("Trần Bình", "1/1/2020")).await;
    other.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(test.count("posts").await, 0);
    // Who leaves later does not hold it from that day on, though nobody has ended the post.
    send(&secretary, &new, &post("Trần Bình", "1/1/2020")).await.expect(StatusCode::SEE_OTHER);
    leave(binh, "1/3/2026").await;
    let page = secretary.get("/committee").await.expect(StatusCode::OK);
    assert!(page.one("table tbody th").contains("Không còn là đảng viên ở đây"));
    assert!(page.text().contains("sổ không ghi ai là bí thư"));
    assert!(!secretary.get("/committee?as_of=2026-02-28").await.text().contains("Không còn là đảng viên"));
    let edit = page.attributes("table tbody td a", "href").pop().unwrap();
    let form = [("kind", "secretary"), ("from", "01/01/2020")];
    let refused = send(&secretary, &edit, &form).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(refused.location(), format!("/committee?branch={}", test.root), "unchanged is not judged");
    let ended = [("kind", "secretary"), ("from", "01/01/2020"), ("to", "1/3/2026")];
    send(&secretary, &edit, &ended).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(names(&secretary.get("/committee").await), [""; 0]);
    let wrong = [("kind", "secretary"), ("from", "01/01/2020"), ("to", "2/3/2026")];
    let wrong = send(&secretary, &edit, &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#to"]);
}

#[tokio::test]
async fn two_secretaries_at_once_are_said_and_confirmed_and_nobody_holds_a_post_twice() {
    let test = TestApp::new().await;
    four(&test).await;
    let secretary = test.secretary().await;
    let new = format!("/committee/posts/new?organisation={}", test.root);
    let one = [("from", "1/1/2020"), ("member_1", "Lê Văn An"), ("kind_1", "secretary")];
    send(&secretary, &new, &one).await.expect(StatusCode::SEE_OTHER);
    let twice = send(&secretary, &new, &one).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(twice.attributes(".error-summary a", "href"), ["#member_1"]);
    let second = [("from", "1/1/2021"), ("member_1", "Trần Bình"), ("kind_1", "secretary")];
    let said = send(&secretary, &new, &second).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.one(".finding").contains("hai bí thư"), "{}", said.one(".finding"));
    let confirmed = [second[0], second[1], second[2], ("confirm", "two_secretaries")];
    send(&secretary, &new, &confirmed).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get("/committee").await.text().contains("sổ ghi 2 bí thư cùng một lúc"));
    let probationary = test.person("Ngô Mới").admitted(test.branches[0], "1/5/2026").enter().await;
    let new_one = probationary.to_string();
    let third = [("from", "1/6/2026"), ("member_1", new_one.as_str()), ("kind_1", "committee_member")];
    let said = send(&secretary, &new, &third).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.one(".finding").contains("đảng viên dự bị"), "{}", said.one(".finding"));
}

#[tokio::test]
async fn a_post_that_begins_before_the_congress_of_its_term_is_said_and_confirmed() {
    let test = TestApp::new().await;
    four(&test).await;
    let secretary = test.secretary().await;
    let term = congress(&test, &secretary, &CONGRESS).await;
    let id = term.rsplit('/').next().unwrap();
    let new = format!("/committee/posts/new?organisation={}&term={id}", test.root);
    let early = [("from", "1/1/2020"), ("term", id), ("member_1", "Lê Văn An"), ("kind_1", "secretary")];
    let said = send(&secretary, &new, &early).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.one(".finding").contains("trước đại hội của nhiệm kỳ này (ngày"), "{}", said.one(".finding"));
    let confirmed: Vec<_> = early.into_iter().chain([("confirm", "post_before_congress")]).collect();
    send(&secretary, &new, &confirmed).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get("/committee").await.expect(StatusCode::OK);
    let edit = page.attributes("table tbody td a", "href").pop().unwrap();
    let moved = [("kind", "secretary"), ("term", id), ("from", "2/1/2020")];
    let said = send(&secretary, &edit, &moved).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.one(".finding").contains("02/01/2020"), "{}", said.one(".finding"));
}

#[tokio::test]
async fn a_congress_that_never_was_gives_its_committee_back_and_one_of_the_same_years_is_refused() {
    let test = TestApp::new().await;
    four(&test).await;
    let secretary = test.secretary().await;
    let term = congress(&test, &secretary, &CONGRESS).await;
    let id = term.rsplit('/').next().unwrap();
    let new = format!("/committee/posts/new?organisation={}&term={id}", test.root);
    let posts = [
        ("from", "10/6/2020"),
        ("term", id),
        ("member_1", "Lê Văn An"),
        ("kind_1", "secretary"),
        ("member_2", "Đỗ Thị Hà"),
        ("kind_2", "deputy_secretary"),
    ];
    send(&secretary, &new, &posts).await.expect(StatusCode::SEE_OTHER);
    let root = test.root.to_string();
    let next = |years: [&'static str; 2]| {
        let own = [("congress", "V"), ("held_on", "1/6/2025"), ("from_year", years[0]), ("to_year", years[1])];
        own.into_iter().chain([("organisation", root.as_str()), ("ends", "1")]).collect::<Vec<_>>()
    };
    let same = send(&secretary, "/committee/terms/new", &next(["2020", "2025"])).await;
    let same = same.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(same.attributes(".error-summary a", "href"), ["#from_year"]);
    assert_eq!(names(&secretary.get("/committee").await).len(), 2);

    let wrong = send(&secretary, "/committee/terms/new", &next(["2025", "2030"])).await;
    let withdrawal = format!("{}/withdrawal", wrong.expect(StatusCode::SEE_OTHER).location());
    assert!(names(&secretary.get("/committee").await).is_empty(), "the new congress ended the posts");
    let asked = secretary.get(&withdrawal).await.expect(StatusCode::OK);
    assert!(asked.one("main").contains("2 chức vụ"), "{}", asked.one("main"));
    send(&secretary, &withdrawal, &[("reason", "Chưa họp")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(names(&secretary.get("/committee").await).len(), 2, "they are held again");
}

#[tokio::test]
async fn terms_and_posts_are_corrected_and_withdrawn_and_nothing_is_overwritten() {
    let test = TestApp::new().await;
    four(&test).await;
    let secretary = test.secretary().await;
    let term = congress(&test, &secretary, &CONGRESS).await;
    let root = test.root.to_string();
    let same: Vec<_> = CONGRESS.into_iter().chain([("organisation", root.as_str())]).collect();
    let same = send(&secretary, "/committee/terms/new", &same).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(same.attributes(".error-summary a", "href"), ["#congress"]);
    let edit = format!("{term}/edit");
    let (mine, theirs) = (secretary.get(&edit).await, secretary.get(&edit).await);
    let mut typed = CONGRESS;
    typed[1].1 = "11/6/2020";
    resend(&secretary, &theirs, &typed).await.expect(StatusCode::SEE_OTHER);
    typed[1].1 = "12/6/2020";
    let stale = resend(&secretary, &mine, &typed).await.expect(StatusCode::CONFLICT);
    assert!(stale.one("#version").contains("11/06/2020"));
    assert_eq!(stale.attributes("#held_on", "value"), ["12/6/2020"]);
    resend(&secretary, &stale, &typed).await.expect(StatusCode::SEE_OTHER);
    let id = term.rsplit('/').next().unwrap();
    let new = format!("/committee/posts/new?organisation={}&term={id}", test.root);
    let post = [("from", "12/6/2020"), ("term", id), ("member_1", "Lê Văn An"), ("kind_1", "secretary")];
    send(&secretary, &new, &post).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get("/committee").await.expect(StatusCode::OK);
    let edit = page.attributes("table tbody td a", "href").pop().unwrap();
    let withdrawal = format!("{term}/withdrawal");
    let held = send(&secretary, &withdrawal, &[("reason", "Nhầm")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(held.one(".error-summary").contains("Còn chức vụ ghi trong nhiệm kỳ này"));
    let post = edit.replace("/edit", "/withdrawal");
    send(&secretary, &post, &[("reason", "Nhầm người")]).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, &withdrawal, &[("reason", "Nhầm")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(names(&secretary.get("/committee").await), [""; 0]);
    assert!(secretary.get(&term).await.expect(StatusCode::OK).one(".notice.warn").contains("Nhầm"));
    assert_eq!(secretary.get(&edit).await.status, StatusCode::SEE_OTHER);
    assert_eq!(secretary.get(&withdrawal).await.status, StatusCode::SEE_OTHER);
    for statement in ["delete from post_versions", "update term_versions set congress = 'X'"] {
        assert!(sqlx::query(statement).execute(test.db()).await.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_branch_sees_and_writes_only_its_own_committee() {
    let test = TestApp::new().await;
    four(&test).await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    let term = congress(&test, &secretary, &CONGRESS).await;
    let new = format!("/committee/posts/new?organisation={}", test.root);
    let post = [("from", "10/6/2020"), ("member_1", "Lê Văn An"), ("kind_1", "secretary")];
    send(&secretary, &new, &post).await.expect(StatusCode::SEE_OTHER);
    let edit = secretary.get("/committee").await.attributes("table tbody td a", "href").pop().unwrap();
    let branch = test.user("chibo", &[Role::Committee], first).await;
    assert_eq!(names(&branch.get("/committee").await.expect(StatusCode::OK)), [""; 0]);
    for page in [term.as_str(), new.as_str(), edit.as_str(), &format!("{term}/edit"), &format!("{term}/withdrawal")] {
        branch.get(page).await.expect(StatusCode::NOT_FOUND);
    }
    branch.get(&format!("/committee/posts/new?organisation={second}")).await.expect(StatusCode::NOT_FOUND);
    let own = format!("/committee/posts/new?organisation={first}");
    let stranger = [("from", "10/6/2020"), ("member_1", "Vũ Sơn"), ("kind_1", "secretary")];
    send(&branch, &own, &stranger).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    send(&branch, &own, &post).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(names(&branch.get("/committee").await), ["Lê Văn An"]);
}

#[tokio::test]
async fn the_terms_of_the_sample_follow_one_another_and_each_post_is_held_by_a_member() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    for (as_of, label) in [("2019-12-31", "III"), ("2020-12-31", "IV"), ("2026-11-23", "V")] {
        let page = user.get(&format!("/committee?as_of={as_of}")).await.expect(StatusCode::OK);
        assert!(page.text().contains(&format!("Đại hội lần thứ {label}, nhiệm kỳ")), "{as_of}");
        assert!(!page.text().contains("Không còn là đảng viên"), "{as_of}");
        assert!(!page.text().contains("bí thư cùng một lúc"), "{as_of}");
        assert!(!page.text().contains("không ghi ai là bí thư"), "{as_of}");
    }
    let page = user.get("/committee?as_of=2019-12-31").await;
    assert_eq!(names(&page)[0], "Đoàn Thế Hào", "the secretary of the committee first");
    let mut db = sample.test.db().acquire().await.unwrap();
    let committee_of = sample.places.committee;
    assert!(committee::is_last_year(&mut db, committee_of, 2020).await.unwrap(), "năm cuối nhiệm kỳ 2015-2020");
    let english = user.with_cookie("language=en").get("/committee").await.expect(StatusCode::OK);
    assert_eq!(english.one("h1"), "Committee and term");
}
