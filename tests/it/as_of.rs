//! One day on every page, and the day at whose end the book said so; links keep both.

use axum::http::StatusCode;
use sodangvien::auth::scope::Kind;
use sodangvien::organisations::{self, Target, When};
use sodangvien::rules::standing;

use crate::build::day;
use crate::organisations::make;
use crate::roster::names;
use crate::support::TestApp;

async fn rename(test: &TestApp, id: sodangvien::ids::OrganisationId, when: When, name: &str) {
    let author = test.author().await;
    let mut db = test.db().begin().await.unwrap();
    let history = organisations::queries::history(&mut *db, id).await.unwrap();
    let target = Target { id, version: organisations::newest(&history).unwrap() };
    organisations::rename(&mut db, author, target, when, name).await.unwrap();
    db.commit().await.unwrap();
}

#[tokio::test]
async fn a_branch_bears_the_name_of_the_day_and_the_one_that_the_book_gave_it_then() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    test.clock.set("2020-01-02T03:00:00Z".parse().unwrap());
    let branch = make(&test, Kind::Branch, "Chi bộ Kế toan", test.root, Some(day("1/1/2018"))).await;
    test.person("Trần Văn A")
        .carried_over(branch, "1/1/2018", "3/2/2010")
        .recorded_at("2020-01-02T03:00:00Z")
        .enter()
        .await;
    test.clock.set("2020-03-02T03:00:00Z".parse().unwrap());
    rename(&test, branch, When::Throughout(day("1/1/2020")), "Chi bộ Kế toán").await;
    test.clock.set("2022-03-02T03:00:00Z".parse().unwrap());
    rename(&test, branch, When::From(day("1/3/2022")), "Chi bộ Tài chính").await;
    test.clock.set(crate::support::NOW.parse().unwrap());

    let name = |page: &crate::support::Answer| page.one("tbody td.branch");
    for (query, called) in [
        ("", "Chi bộ Tài chính"),
        ("?as_of=31/12/2019", "Chi bộ Kế toán"),
        ("?as_of=31/12/2019&known_on=6/1/2020", "Chi bộ Kế toan"),
    ] {
        assert_eq!(name(&user.get(&format!("/members{query}")).await), called, "{query}");
        let tree = user.get(&format!("/organisations{query}")).await.expect(StatusCode::OK);
        assert!(tree.all(".tree-row a").contains(&called.to_owned()), "{query}");
        let page = user.get(&format!("{}{query}", branch.path())).await.expect(StatusCode::OK);
        assert_eq!(page.one("h1"), called);
        let csv = user.get(&format!("/members.csv{query}")).await.text();
        assert!(csv.contains(called), "{query}");
    }
}

#[tokio::test]
async fn counts_and_links_keep_both_days() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let carried = async |name: &str, at: &str| {
        test.person(name).carried_over(first, "1/1/2018", "3/2/2010").recorded_at(at).enter().await;
    };
    carried("Trần Văn A", crate::support::NOW).await;
    // Found out later: there was somebody else all the time.
    test.clock.set("2027-01-10T03:00:00Z".parse().unwrap());
    carried("Trần Văn B", "2026-12-02T03:00:00Z").await;
    let user = test.secretary().await;
    let both = "as_of=2019-12-31&known_on=2026-11-30";
    let members = format!("/members?branch={first}&{both}");
    let tree = user.get(&format!("/organisations?{both}")).await.expect(StatusCode::OK);
    assert!(tree.attributes(".tree-row a", "href").contains(&members));
    assert!(tree.attributes(".tree-row a", "href").contains(&format!("{}?{both}", first.path())));
    assert!(tree.text().contains("như sổ ghi đến hết ngày 30/11/2026"));
    assert_eq!(names(&user.get(&members).await), ["Trần Văn A"]);
    let branch = user.get(&format!("{}?{both}", first.path())).await.expect(StatusCode::OK);
    assert_eq!(branch.all(".figure b"), ["1", "0", "0"]);
    let now = user.get(&format!("{}?as_of=2019-12-31", first.path())).await;
    assert_eq!(now.all(".figure b"), ["2", "0", "0"]);
    let roster = user.get(&members).await;
    assert!(roster.attributes("tbody th a", "href")[0].ends_with(&format!("?{both}")));
    assert_eq!(roster.attributes("#known_on", "value"), ["30/11/2026"]);
    user.get("/organisations?as_of=31/2/2020").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    user.get(&format!("{}?known_on=11/1/2027", first.path())).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_record_says_what_the_book_said_then() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Trần Văn A").admitted(first, "6/5/2020").recognised(first, "6/5/2020").enter().await;
    // A week later somebody records that he had moved long ago, and a day later that this was a mistake.
    test.clock.set("2026-11-30T03:00:00Z".parse().unwrap());
    let author = test.author().await;
    let mut db = test.db().begin().await.unwrap();
    let mut moved = sodangvien::ledger::NewEvent::new(person, standing::Kind::Moved, day("1/1/2024"), first);
    moved.counterpart = Some(second);
    let id = sodangvien::ledger::record(&mut db, author, &moved).await.unwrap();
    db.commit().await.unwrap();
    test.clock.set("2026-12-02T03:00:00Z".parse().unwrap());
    let author = test.author().await;
    let mut db = test.db().begin().await.unwrap();
    let events = sodangvien::ledger::queries::events(&mut *db, person).await.unwrap();
    let wrong = events.iter().find(|event| event.id == id).unwrap();
    sodangvien::ledger::void(&mut db, author, person, wrong, "nhầm người").await.unwrap();
    db.commit().await.unwrap();
    let user = test.secretary().await;
    let record = async |query: &str| user.get(&format!("{}{query}", person.path())).await.expect(StatusCode::OK);
    for (query, branch, moves) in [
        ("", "Chi bộ Văn phòng", 0),
        ("?known_on=23/11/2026", "Chi bộ Văn phòng", 0),
        ("?known_on=30/11/2026", "Chi bộ Chuyên môn", 1),
        ("?as_of=31/12/2023&known_on=30/11/2026", "Chi bộ Văn phòng", 0),
        ("?known_on=1/12/2026", "Chi bộ Chuyên môn", 1),
    ] {
        let page = record(query).await;
        assert!(page.one(".summary-line").contains(branch), "{query}: {}", page.one(".summary-line"));
        let told = page.all("[aria-labelledby=timeline-title] li h3");
        assert_eq!(told.iter().filter(|line| line.contains("Chuyển chi bộ")).count(), moves, "{query}: {told:?}");
    }
    let then = record("?known_on=30/11/2026").await;
    assert!(then.text().contains("như sổ ghi đến hết ngày 30/11/2026"));
    assert!(then.all(".steps a").is_empty(), "nothing is recorded into the past of the book");
}
