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

/// Two secretaries, each of one branch, enter the same person; neither sees the other's.
async fn entered_twice(test: &TestApp) -> [PersonId; 2] {
    let mut people = Vec::new();
    for (at, name) in [(0, "Nguyễn Thị Ánh"), (1, "NGUYỄN THỊ ANH")] {
        let branch = test.branches[at];
        let secretary = test.user(&format!("chibo{at}"), &[Role::Committee], branch).await;
        people.push(admit(&secretary, Typed::admission(branch).with("full_name", name)).await);
    }
    people.try_into().unwrap()
}

/// The two of each pair that an account is told of.
async fn told(user: &User<'_>, query: &str) -> Vec<String> {
    let page = user.get(&format!("/attention?kind=alike{query}")).await.expect(StatusCode::OK);
    page.all(".attention .next-steps a")
}

#[tokio::test]
async fn a_person_entered_in_two_branches_is_told_to_the_committee_above_both_and_to_nobody_else() {
    let test = TestApp::new().await;
    let [first, second] = entered_twice(&test).await;
    let committee = test.user("capuy", &[Role::Committee], test.root).await;
    let page = committee.get("/attention?kind=alike").await.expect(StatusCode::OK);
    assert_eq!(page.all(".attention li").len(), 1);
    assert!(page.one(".attention li").contains("Trùng họ tên và ngày sinh với NGUYỄN THỊ ANH"));
    let compare = format!("/attention/alike/{first}/{second}");
    assert_eq!(page.attributes(".attention .next-steps a", "href"), [compare.clone(), first.path(), second.path()]);
    assert!(page.one(".figures [aria-current]").contains("Có thể là một người"));
    for branch in test.branches {
        assert_eq!(told(&committee, &format!("&branch={branch}")).await.len(), 3, "either branch leads to it");
    }
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    assert_eq!(told(&inspector, "").await.len(), 2, "who only reads is led to the records alone");
    inspector.get(&compare).await.expect(StatusCode::NOT_FOUND);
    for (at, branch) in test.branches.into_iter().enumerate() {
        let secretary = test.user(&format!("khac{at}"), &[Role::Committee], branch).await;
        assert_eq!(told(&secretary, "").await, [""; 0], "nothing tells that the other is there");
        let all = secretary.get("/attention").await.expect(StatusCode::OK);
        let figures = all.all(".figures a");
        assert!(figures.iter().any(|figure| figure == "0 Có thể là một người"), "{figures:?}");
        secretary.get(&compare).await.expect(StatusCode::NOT_FOUND);
        secretary.post(&compare, &[("submission", &"a".repeat(32))]).await.expect(StatusCode::NOT_FOUND);
    }
    assert_eq!(test.count("alike_answers").await, 0);
}

#[tokio::test]
async fn two_people_who_were_told_apart_are_not_asked_about_again() {
    let test = TestApp::new().await;
    let [first, second] = entered_twice(&test).await;
    let committee = test.user("capuy", &[Role::Committee], test.root).await;
    let compare = format!("/attention/alike/{second}/{first}");
    let page = committee.get(&compare).await.expect(StatusCode::OK);
    assert_eq!(page.all("main h2")[..2], ["Nguyễn Thị Ánh", "NGUYỄN THỊ ANH"]);
    assert!(page.text().contains("Chi bộ Văn phòng") && page.text().contains("Chi bộ Chuyên môn"));
    let action = page.attributes("main form[method=post]", "action").pop().unwrap();
    let key = page.attributes("input[name=submission]", "value").pop().unwrap();
    for _ in 0..2 {
        committee.post(&action, &[("submission", &key)]).await.expect(StatusCode::SEE_OTHER);
    }
    assert_eq!(told(&committee, "").await, [""; 0]);
    committee.get(&compare).await.expect(StatusCode::NOT_FOUND);
    let kept: Vec<(i64, i64)> =
        sqlx::query_as("select subject_id, organisation from changes where act = 'told_apart' order by id")
            .fetch_all(test.db())
            .await
            .unwrap();
    let [one, other] = test.branches;
    assert_eq!(kept, [(first.0, one.0), (second.0, other.0)], "a line in the log of each");
}

#[tokio::test]
async fn who_sees_both_has_answered_when_entering_and_who_is_gone_or_called_otherwise_is_alike_no_more() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let first = admit(&secretary, Typed::admission(test.branches[0])).await;
    let again = Typed::admission(test.branches[1]).with("not_duplicate", &first.to_string());
    admit(&secretary, again).await;
    assert_eq!(told(&secretary, "").await, [""; 0], "said at once that it is another");

    let other = test.user("chibo", &[Role::Committee], test.branches[1]).await;
    let typed = Typed::admission(test.branches[1]).with("full_name", "Nguyễn Thị Ánh").with("born_on", "1999");
    let second = sqlx::query_scalar::<_, i64>("select max(person) from person_versions").fetch_one(test.db()).await;
    let third = admit(&other, typed.with("not_duplicate", &second.unwrap().to_string())).await;
    let pairs = async || told(&secretary, "").await.len() / 3;
    assert_eq!(pairs().await, 1, "{first} and {third}: of the other it was said");
    let mut tx = test.db().begin().await.unwrap();
    let left = NewEvent::new(third, Kind::TransferredOut, Day::parse_typed("20/11/2026").unwrap(), test.branches[1]);
    ledger::record(&mut tx, test.author().await, &left).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(pairs().await, 0, "who has left is in no two organisations");
}
