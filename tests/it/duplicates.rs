//! Who may already be in the book: one rule for admission, carry-over and edit.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::ids::PersonId;
use sodangvien::ledger::{self, NewEvent};
use sodangvien::rules::Day;
use sodangvien::rules::standing::Kind;

use crate::admissions::{Typed, person_of, wrong_fields};
use crate::support::{Answer, TestApp, User};

const ID: &str = "001199012345";

async fn admit(user: &User<'_>, typed: Typed) -> PersonId {
    person_of(&typed.once().post(user, "/members").await.expect(StatusCode::SEE_OTHER))
}

/// The people asked about.
fn asked_about(answer: &Answer) -> Vec<String> {
    answer.attributes("input[name=not_duplicate]", "value")
}

#[tokio::test]
async fn the_same_name_without_diacritics_and_the_same_birth_date_is_asked_about() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let first = Typed::admission(test.branches[0]);
    let known = admit(&secretary, first.clone()).await;
    for (full_name, born_on, alike) in [
        ("Nguyễn Thị Ánh", "5/8/1999", true),
        ("NGUYEN THI ANH", "5/8/1999", true),
        ("nguye\u{302}\u{303}n  thị Ảnh", "5/8/1999", true),
        ("Nguyễn Thị Ánh", "1999", true),
        ("Nguyễn Thị Ánh", "8/1999", true),
        ("Nguyễn Thị Ánh", "6/8/1999", false),
        ("Nguyễn Thị Ánh", "9/1999", false),
        ("Nguyễn Thị Ánh", "1998", false),
        ("Nguyễn Thị Oanh", "5/8/1999", false),
        ("Thị Ánh", "5/8/1999", false),
    ] {
        let typed = first.clone().once().with("full_name", full_name).with("born_on", born_on);
        // Another field is wrong, so that nothing is written and every case starts alike.
        let page = typed.with("decision_number", "").post(&secretary, "/members").await;
        let expected: Vec<String> = alike.then(|| known.to_string()).into_iter().collect();
        assert_eq!(asked_about(&page.expect(StatusCode::UNPROCESSABLE_ENTITY)), expected, "{full_name} {born_on}");
    }
}

#[tokio::test]
async fn a_member_of_whom_only_the_year_is_known_is_asked_about() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let first = Typed::admission(test.branches[0]);
    let known = admit(&secretary, first.clone().with("born_on", "1999")).await;
    let page = first.clone().once().post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked_about(&page), [known.to_string()]);
    let other = first.once().with("born_on", "31/12/1998");
    other.post(&secretary, "/members").await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_person_is_a_choice_that_is_kept() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let first = Typed::admission(test.branches[0]);
    let known = admit(&secretary, first.clone()).await;
    let page = first.clone().once().post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["not_duplicate"]);
    assert!(page.one("#duplicates .citation").contains("Chi bộ Văn phòng"));
    assert_eq!(page.attributes("#duplicates a", "href"), [known.path()]);

    let chosen = first.once().and("not_duplicate", &known.to_string()).and("not_duplicate", "999");
    let wrong = chosen.clone().with("decision_number", "").post(&secretary, "/members").await;
    assert_eq!(wrong.attributes("input[name=not_duplicate][checked]", "value"), [known.to_string()]);
    let second = admit(&secretary, chosen).await;
    let kept: serde_json::Value = sqlx::query_scalar("select details -> 'not_duplicate' from events where person = $1")
        .bind(second.0)
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(kept, serde_json::json!([known.0]));
}

#[tokio::test]
async fn two_who_enter_the_same_person_at_once_see_each_other() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let (one, two) = (Typed::admission(test.branches[0]), Typed::admission(test.branches[0]));
    let (one, two) = tokio::join!(one.post(&secretary, "/members"), two.post(&secretary, "/members"));
    let mut found = [one.status, two.status];
    found.sort_unstable();
    assert_eq!(found, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
    assert_eq!(test.count("people").await, 1);
}

#[tokio::test]
async fn who_left_is_asked_about_too_and_it_says_so() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let first = Typed::admission(test.branches[0]);
    let known = admit(&secretary, first.clone()).await;
    let author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    let left = NewEvent::new(known, Kind::Resigned, Day::parse_iso("2026-11-01").unwrap(), test.branches[0]);
    ledger::record(&mut tx, author, &left).await.unwrap();
    tx.commit().await.unwrap();
    let page = first.once().post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked_about(&page), [known.to_string()]);
    assert!(page.one("#duplicates .citation").contains("đã rời"));
}

#[tokio::test]
async fn who_is_outside_the_scope_is_not_asked_about() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    admit(&secretary, Typed::admission(test.branches[0])).await;
    let other = test.user("chuyenmon", &[Role::Committee], test.branches[1]).await;
    admit(&other, Typed::admission(test.branches[1])).await;
}

#[tokio::test]
async fn a_number_that_the_book_has_stops_whichever_field_it_stands_in() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let first = Typed::admission(test.branches[0]);
    let known = admit(&secretary, first.clone().with("citizen_id", ID)).await;
    admit(&secretary, first.clone().with("full_name", "Lò Thị Cúc").with("card_number", "92945836")).await;
    let other = first.with("full_name", "Trần Thị Dung");
    for (field, number) in [("citizen_id", "001 199 012 345"), ("card_number", ID), ("card_number", "92 945836")] {
        let typed = other.clone().once().with(field, number).and("not_duplicate", &known.to_string());
        let page = typed.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong_fields(&page).contains(&field.to_owned()), "{field} {number}");
        assert_eq!(page.all("#duplicates .notice.danger a").len(), 1, "{field} {number}: it leads to the record");
        assert!(page.one(&format!("#{field}-error")).contains("ở hồ sơ của"));
    }
    assert_eq!(test.count("people").await, 2);
}

#[tokio::test]
async fn a_number_outside_the_scope_says_to_ask_the_superior_and_is_recorded() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let known = admit(&secretary, Typed::admission(test.branches[0]).with("citizen_id", ID)).await;
    let other = test.user("chuyenmon", &[Role::Committee], test.branches[1]).await;
    let typed = Typed::admission(test.branches[1]).with("full_name", "Trần Thị Dung").with("citizen_id", ID);
    let page = typed.post(&other, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one("#citizen_id-error").contains("hỏi cấp ủy cấp trên"));
    assert!(page.all("#duplicates a").is_empty());
    assert!(!page.text().contains("Ánh") && !page.text().contains(&known.path()));
    let line: (Option<i64>, i64, i64, serde_json::Value) =
        sqlx::query_as("select account, subject_id, organisation, fields from changes where act = 'number_taken'")
            .fetch_one(test.db())
            .await
            .unwrap();
    assert_eq!((line.0, line.1, line.2), (other.account.map(|account| account.0), known.0, test.branches[0].0));
    assert_eq!(line.3[0]["new"], "0011•••••345");
    assert_eq!(test.count("people").await, 1);
}

#[tokio::test]
async fn the_script_is_answered_with_the_same_cards_and_leaves_a_line_of_who_was_seen() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let known = admit(&secretary, Typed::admission(test.branches[0]).with("citizen_id", ID)).await;
    let views = test.count("views").await;
    let ask = Typed::empty().with("full_name", "nguyen thi anh").with("born_on", "1999");
    let part = ask.post(&secretary, "/members/duplicates").await.expect(StatusCode::OK);
    assert_eq!(asked_about(&part), [known.to_string()]);
    assert!(!part.text().contains("<html"));
    let seen: Vec<Option<i64>> =
        sqlx::query_scalar("select person from views where act = 'duplicate'").fetch_all(test.db()).await.unwrap();
    assert_eq!(seen, [Some(known.0)]);
    assert_eq!(test.count("views").await, views + 1);

    let own = ask.clone().with("person", &known.to_string()).with("citizen_id", ID);
    let part = own.post(&secretary, "/members/duplicates").await.expect(StatusCode::OK);
    assert!(asked_about(&part).is_empty(), "nobody is a duplicate of themselves");
    let number = Typed::empty().with("citizen_id", ID);
    let part = number.post(&secretary, "/members/duplicates").await.expect(StatusCode::OK);
    assert_eq!(part.attributes("a", "href"), [known.path()]);
}

#[tokio::test]
async fn the_committee_is_asked_about_a_namesake_in_another_of_its_branches_and_a_branch_is_not() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    let known = admit(&secretary, Typed::admission(first)).await;
    let page = Typed::admission(second).post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked_about(&page), [known.to_string()]);
    assert!(page.one("#duplicates .citation").contains("Chi bộ Văn phòng"));
    let branch = test.user("chuyenmon", &[Role::Committee], second).await;
    let wrong = Typed::admission(second).with("decision_number", "").post(&branch, "/members").await;
    assert_eq!(asked_about(&wrong.expect(StatusCode::UNPROCESSABLE_ENTITY)), [""; 0], "what lies outside is not told");
}
