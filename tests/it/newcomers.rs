//! Who comes from outside with a letter, and is not in the book yet.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::book;
use sodangvien::ids::OrganisationId;

use crate::admissions::{Typed, person_of, wrong_fields};
use crate::build::day;
use crate::roster::{figure, names};
use crate::support::TestApp;

/// The fields of a letter that brings somebody into a branch, all right.
fn letter(branch: OrganisationId) -> Typed {
    Typed::empty()
        .with("full_name", "Trần Thị Đến")
        .with("gender", "female")
        .with("born_on", "1985")
        .with("branch", &branch.to_string())
        .with("counterpart_text", "Đảng bộ xã Bên")
        .with("decision_number", "07-GT/ĐU")
        .with("decided_on", "1/9/2026")
        .with("effective_on", "5/9/2026")
}

fn arrival(branch: OrganisationId) -> Typed {
    letter(branch).with("standing", "official").with("admitted_on", "3/2/2010").with("official_on", "3/2/2011")
}

#[tokio::test]
async fn somebody_who_is_transferred_in_becomes_a_member_on_the_day_of_arrival() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    user.get("/members/arrival").await.expect(StatusCode::OK);
    let person =
        person_of(&arrival(test.branches[0]).post(&user, "/members/arrival").await.expect(StatusCode::SEE_OTHER));
    assert_eq!(names(&user.get("/members").await), ["Trần Thị Đến"]);
    assert!(names(&user.get("/members?as_of=4/9/2026").await).is_empty());
    assert_eq!(names(&user.get("/members?as_of=5/9/2026").await).len(), 1);
    let record = user.get(&person.path()).await.expect(StatusCode::OK).text();
    for part in ["Đảng bộ xã Bên", "07-GT/ĐU", "03/02/2010", "Chính thức"] {
        assert!(record.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_decision_of_the_admission_comes_along_and_is_no_later_than_the_ceremony() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let late = arrival(test.branches[0]).with("admission_decided_on", "4/2/2010");
    let page = late.post(&user, "/members/arrival").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["admitted_on"]);
    let late = late.with("admitted_on", "").with("official_on", "1/2010");
    let page = late.post(&user, "/members/arrival").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["official_on"]);
    let right = arrival(test.branches[0]).with("admission_decided_on", "20/1/2010");
    let person = person_of(&right.post(&user, "/members/arrival").await.expect(StatusCode::SEE_OTHER));
    let page = user.get(&format!("{}/party-age", person.path())).await.expect(StatusCode::OK);
    assert!(page.one(".timeline li").starts_with("20/01/2010"), "{}", page.one(".timeline li"));
    // The event of the arrival says it when it is corrected.
    let event: i64 = sqlx::query_scalar("select max(id) from events").fetch_one(test.db()).await.unwrap();
    let page = user.get(&format!("{}/events/{event}/correction", person.path())).await.expect(StatusCode::OK);
    assert_eq!(page.attributes("#admission_decided_on", "value"), ["20/01/2010"]);
}

#[tokio::test]
async fn a_guest_stays_until_the_day_of_the_letter_and_is_not_counted() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let stay = letter(test.branches[0]).with("due_on", "5/3/2027");
    stay.post(&user, "/members/stay").await.expect(StatusCode::SEE_OTHER);
    let page = user.get("/members").await;
    assert_eq!((figure(&page, "Tất cả"), figure(&page, "Tạm thời đến")), ("0".to_owned(), "1".to_owned()));
    assert_eq!(names(&user.get("/members?temporary=in").await), ["Trần Thị Đến"]);
}

#[tokio::test]
async fn everything_that_is_missing_is_said_at_once_in_the_order_of_the_form() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let page = Typed::empty().post(&user, "/members/arrival").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong_fields(&page),
        [
            "full_name",
            "gender",
            "born_on",
            "branch",
            "counterpart_text",
            "standing",
            "decision_number",
            "decided_on",
            "effective_on"
        ]
    );
    let page = arrival(test.branches[0]).with("effective_on", "24/11/2026").post(&user, "/members/arrival").await;
    assert_eq!(wrong_fields(&page), ["effective_on"]);
    assert_eq!(page.attributes("#full_name", "value"), ["Trần Thị Đến"]);
    let page = arrival(test.branches[0]).with("born_on", "6/9/2026").post(&user, "/members/arrival").await;
    assert_eq!(wrong_fields(&page), ["born_on"]);
}

#[tokio::test]
async fn who_is_in_the_book_already_is_pointed_out_and_who_has_their_number_is_refused() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let branch = test.branches[0];
    let first = arrival(branch).with("citizen_id", "001185012345").with("born_on", "5/8/1985");
    let known = person_of(&first.post(&user, "/members/arrival").await.expect(StatusCode::SEE_OTHER));
    let again = first.clone().once().with("full_name", "TRẦN THỊ ĐẾN");
    let page = again.post(&user, "/members/arrival").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong_fields(&page).contains(&"citizen_id".to_owned()));
    let alike = again.once().with("citizen_id", "");
    let page = alike.clone().post(&user, "/members/arrival").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.attributes("#duplicates a", "href").contains(&known.path()));
    let another = alike.once().and("not_duplicate", &known.to_string());
    another.post(&user, "/members/arrival").await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("people").await, 2);
}

#[tokio::test]
async fn a_letter_sent_twice_makes_one_member_and_the_next_keeps_what_they_have_in_common() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let form = arrival(test.branches[1]).with("then", "another");
    let first = form.post(&user, "/members/arrival").await.expect(StatusCode::SEE_OTHER);
    let second = form.post(&user, "/members/arrival").await.expect(StatusCode::SEE_OTHER);
    assert_eq!(first.location(), second.location());
    assert_eq!(test.count("people").await, 1);
    let next = user.get(first.location()).await.expect(StatusCode::OK);
    assert_eq!(next.attributes("#counterpart_text", "value"), ["Đảng bộ xã Bên"]);
    assert_eq!(next.attributes("#effective_on", "value"), ["05/09/2026"]);
    assert_eq!(next.attributes("#branch option[selected]", "value"), [test.branches[1].to_string()]);
    assert_eq!(next.attributes("#full_name", "value"), [""]);
    assert!(next.text().contains("Trần Thị Đến"));
}

#[tokio::test]
async fn nobody_arrives_before_the_book_opens_nor_in_a_branch_of_others() {
    let test = TestApp::new().await;
    let mut db = test.db().begin().await.unwrap();
    book::open(&mut db, test.author().await, day("1/1/2026")).await.unwrap();
    db.commit().await.unwrap();
    let user = test.user("chuyenmon", &[Role::Committee], test.branches[1]).await;
    let early = arrival(test.branches[1]).with("decided_on", "20/12/2025").with("effective_on", "31/12/2025");
    let page = early.post(&user, "/members/arrival").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["effective_on"]);
    let page = arrival(test.branches[0]).post(&user, "/members/arrival").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["branch"]);
    arrival(test.branches[1]).post(&user, "/members/arrival").await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_comes_who_was_younger_than_sixteen_at_their_admission() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let young = arrival(test.branches[0]).with("born_on", "4/2/1994");
    let page = young.post(&user, "/members/arrival").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["born_on"]);
    let guest = letter(test.branches[0]).with("due_on", "5/3/2027");
    guest
        .clone()
        .with("born_on", "10/2010")
        .post(&user, "/members/stay")
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    let sixteen = arrival(test.branches[0]).with("born_on", "3/2/1994");
    sixteen.post(&user, "/members/arrival").await.expect(StatusCode::SEE_OTHER);
}
