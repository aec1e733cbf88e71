//! A large organisation: a branch is found by its name, since no list can show them all.

use axum::http::StatusCode;
use sodangvien::audit::Author;
use sodangvien::auth::Role;
use sodangvien::auth::scope::Kind;
use sodangvien::ids::OrganisationId;
use sodangvien::organisations::{self, NewOrganisation};

use crate::admissions::{Typed, person_of, wrong_fields};
use crate::build::day;
use crate::support::TestApp;

/// An application whose organisation has two communes more, each with branches 1 to 150 and one of the same name.
async fn large() -> (TestApp, [OrganisationId; 2]) {
    let test = TestApp::new().await;
    let author = Author { account: None, at: test.app.clock.now() };
    let mut db = test.db().begin().await.unwrap();
    let mut communes = [OrganisationId(0); 2];
    for (at, name) in ["Đảng bộ xã Đông", "Đảng bộ xã Tây"].into_iter().enumerate() {
        let mut make = async |kind, name: &str, parent| {
            let new = NewOrganisation { kind, name: name.to_owned(), parent: Some(parent), from: None };
            organisations::create(&mut db, author, &new).await.unwrap()
        };
        communes[at] = make(Kind::Committee, name, test.root).await;
        make(Kind::Branch, "Chi bộ Trường học", communes[at]).await;
        for number in 1..=100 {
            make(Kind::Branch, &format!("Chi bộ {} {number}", if at == 0 { "Đ" } else { "T" }), communes[at]).await;
        }
    }
    db.commit().await.unwrap();
    test.app.read_tree().await.unwrap();
    (test, communes)
}

async fn branch_of(test: &TestApp, person: sodangvien::ids::PersonId) -> String {
    let tree = test.app.tree();
    let id: i64 = sqlx::query_scalar("select organisation from spans where person = $1 and track = 'membership'")
        .bind(person.0)
        .fetch_one(test.db())
        .await
        .unwrap();
    tree.name(OrganisationId(id)).to_owned()
}

#[tokio::test]
async fn a_member_is_admitted_into_a_branch_that_is_named() {
    let (test, _) = large().await;
    let user = test.secretary().await;
    let page = user.get("/members/new").await.expect(StatusCode::OK);
    assert!(page.all("select#branch").is_empty(), "203 branches are no list");
    assert_eq!(page.attributes("input#branch", "data-units"), ["branches"]);

    let typed = Typed::admission(test.root).with("branch", "chi bo d 7");
    let person = person_of(&typed.post(&user, "/members").await.expect(StatusCode::SEE_OTHER));
    assert_eq!(branch_of(&test, person).await, "Chi bộ Đ 7", "and not Chi bộ Đ 70");

    let next = user.get(&format!("/members/new?after={person}")).await.expect(StatusCode::OK);
    assert_eq!(next.attributes("input#branch", "value"), ["Chi bộ Đ 7 (Đảng bộ xã Đông)"]);
}

#[tokio::test]
async fn a_name_that_is_not_clear_suggests_what_it_may_mean_and_keeps_what_was_typed() {
    let (test, _) = large().await;
    let user = test.secretary().await;
    let typed = Typed::admission(test.root).with("branch", "Chi bộ Trường học");
    let page = typed.post(&user, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["branch"]);
    assert_eq!(page.attributes("input#branch", "value"), ["Chi bộ Trường học"]);
    assert_eq!(page.attributes("input[name=full_name]", "value"), ["Nguyễn Thị Ánh"]);
    let mut suggested = page.all(".suggested li");
    suggested.sort();
    assert_eq!(suggested, ["Chi bộ Trường học (Đảng bộ xã Tây)", "Chi bộ Trường học (Đảng bộ xã Đông)"]);

    let typed = typed.once().with("branch", "Chi bộ Trường học (Đảng bộ xã Tây)");
    typed.post(&user, "/members").await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_committee_and_what_lies_outside_are_no_branch_to_enter() {
    let (test, [east, west]) = large().await;
    let user = test.user("tay", &[Role::Committee], west).await;
    let outside: OrganisationId = test.branches[0];
    // The scope of the commune has 102 organisations: a list.
    assert!(!user.get("/members/new").await.all("select#branch option").is_empty());
    for branch in [west, east, outside] {
        let page = Typed::admission(branch).post(&user, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong_fields(&page), ["branch"], "{branch}");
    }
    let user = test.secretary().await;
    for branch in ["Đảng bộ xã Tây", "Chi bộ Không có"] {
        let typed = Typed::admission(test.root).with("branch", branch);
        let page = typed.post(&user, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong_fields(&page), ["branch"], "{branch}");
    }
}

#[tokio::test]
async fn a_branch_that_was_not_there_yet_takes_nobody() {
    let (test, [east, _]) = large().await;
    let author = Author { account: None, at: test.app.clock.now() };
    let mut db = test.db().begin().await.unwrap();
    let new = NewOrganisation {
        kind: Kind::Branch,
        name: "Chi bộ Mới".to_owned(),
        parent: Some(east),
        from: Some(day("2026-11-01")),
    };
    organisations::create(&mut db, author, &new).await.unwrap();
    db.commit().await.unwrap();
    let user = test.secretary().await;
    let typed = Typed::admission(test.root).with("branch", "Chi bộ Mới");
    let page = typed.post(&user, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["branch"]);
    assert!(page.one("#branch-error").contains("Chi bộ Mới chưa có"), "{}", page.one("#branch-error"));
}

#[tokio::test]
async fn the_roster_is_narrowed_by_a_name_and_keeps_to_the_number() {
    let (test, _) = large().await;
    let user = test.secretary().await;
    Typed::admission(test.root)
        .with("branch", "chi bo d 7")
        .post(&user, "/members")
        .await
        .expect(StatusCode::SEE_OTHER);
    let page = user.get("/members?branch=chi+bo+d+7").await.expect(StatusCode::OK);
    assert_eq!(page.all("#results tbody tr").len(), 1);
    assert_eq!(page.attributes("input#branch", "value"), ["Chi bộ Đ 7 (Đảng bộ xã Đông)"]);
    let page = user.get("/members?branch=dang+bo+xa+tay").await.expect(StatusCode::OK);
    assert_eq!(page.all("#results tbody tr").len(), 0);

    let page = user.get("/members?branch=truong+hoc").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attributes("input#branch", "value"), ["truong hoc"]);
    assert_eq!(page.all(".suggested li").len(), 2);
    user.get("/members?branch=999999").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn names_are_suggested_within_the_scope_alone() {
    let (test, [_, west]) = large().await;
    let user = test.user("tay", &[Role::Inspector], west).await;
    let names = user.get("/organisations/names?of=branches&q=truong").await.expect(StatusCode::OK).text();
    assert_eq!(names, "Chi bộ Trường học (Đảng bộ xã Tây)");
    let names = user.get("/organisations/names?of=any&q=dang+bo+xa+dong").await.expect(StatusCode::OK).text();
    assert_eq!(names, "");
    user.get("/organisations/names?of=all&q=x").await.expect(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_account_is_given_an_organisation_by_its_name() {
    let (test, [east, _]) = large().await;
    let user = test.user("quantri", &[Role::Administrator], test.root).await;
    let page = user.get("/accounts/new").await.expect(StatusCode::OK);
    assert_eq!(page.attributes("input#organisation", "data-units"), ["any"]);
    let form = [("name", "dong"), ("full_name", "Đặng Đông"), ("roles", "committee")];
    let send = async |organisation: &str| {
        let key = sodangvien::submissions::key().unwrap();
        let own = [("organisation", organisation), ("submission", key.as_str())];
        user.post("/accounts", &[form.as_slice(), &own].concat()).await
    };
    let page = send("xa dong").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["organisation"]);
    assert!(page.all(".suggested li").contains(&"Đảng bộ xã Đông (Đảng bộ Sở Thử nghiệm)".to_owned()));
    send("Đảng bộ xã Đông").await.expect(StatusCode::SEE_OTHER);
    let organisation: i64 =
        sqlx::query_scalar("select organisation from accounts where name = 'dong'").fetch_one(test.db()).await.unwrap();
    assert_eq!(organisation, east.0);
}
