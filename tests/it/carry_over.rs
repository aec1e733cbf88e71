//! The members of the paper book, through their form.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::book;
use sodangvien::ids::PersonId;
use sodangvien::rules::Day;

use crate::admissions::{Typed, person_of, wrong_fields};
use crate::support::{Answer, TestApp};

const PATH: &str = "/members/carry-over";

/// Opens the book on 1/1/2018.
pub async fn open_book(test: &TestApp) {
    let author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    if book::opens_on(&mut *tx).await.unwrap().is_none() {
        book::open(&mut tx, author, Day::parse_iso("2018-01-01").unwrap()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn typed(test: &TestApp) -> Typed {
    Typed::empty()
        .with("full_name", "Lò Văn Ổn")
        .with("gender", "male")
        .with("born_on", "1980")
        .with("branch", &test.branches[0].to_string())
        .with("standing", "official")
}

/// Somebody of the first branch's paper book, born in 1980.
pub async fn member(test: &TestApp, full_name: &str, standing: &str) -> PersonId {
    open_book(test).await;
    let name = format!("ghi{}", test.count("accounts").await);
    let user = test.user(&name, &[Role::Committee], test.root).await;
    let typed = typed(test).with("full_name", full_name).with("standing", standing);
    person_of(&typed.post(&user, PATH).await.expect(StatusCode::SEE_OTHER))
}

#[tokio::test]
async fn a_member_of_the_paper_book_enters_on_its_first_day_with_what_is_known() {
    let test = TestApp::new().await;
    open_book(&test).await;
    let secretary = test.secretary().await;
    let typed = typed(&test)
        .with("card_number", "92.945836")
        .with("decided_on", "2003")
        .with("admitted_on", "3/2/2004")
        .with("official_on", "2/2005");
    let answer = typed.clone().with("then", "record").post(&secretary, PATH).await.expect(StatusCode::SEE_OTHER);
    let person = person_of(&answer);
    assert_eq!(answer.location(), format!("/members/{person}"));
    let event: (String, Day, String, String, String, String) = sqlx::query_as(
        "select kind, effective_on, standing, decided_on, admitted_on, official_on from events where person = $1",
    )
    .bind(person.0)
    .fetch_one(test.db())
    .await
    .unwrap();
    let texts = ("opening_balance", "official", "2003", "2004-02-03", "2005-02");
    assert_eq!((event.0.as_str(), event.2.as_str(), event.3.as_str(), event.4.as_str(), event.5.as_str()), texts);
    assert_eq!(event.1.iso(), "2018-01-01");
    let span: (String, String, String) =
        sqlx::query_as("select value, valid::text, official_on from spans where person = $1")
            .bind(person.0)
            .fetch_one(test.db())
            .await
            .unwrap();
    assert_eq!(span, ("official".into(), "[2018-01-01,)".into(), "2005-02".into()));
    let card: String = sqlx::query_scalar("select card_number from person_versions where person = $1")
        .bind(person.0)
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(card, "92945836");
    let again = typed.with("then", "record").post(&secretary, PATH).await;
    assert_eq!(again.location(), format!("/members/{person}"), "a reload makes nobody");
    assert_eq!(test.count("people").await, 1);
}

#[tokio::test]
async fn the_next_form_keeps_the_branch_and_says_how_many_there_are() {
    let test = TestApp::new().await;
    open_book(&test).await;
    let secretary = test.secretary().await;
    for (count, name) in ["Lò Văn An", "Lò Văn Bình", "Lò Văn Chung"].into_iter().enumerate() {
        let answer = typed(&test).with("full_name", name).post(&secretary, PATH).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location(), format!("{PATH}?after={}", person_of(&answer)));
        let page = secretary.get(answer.location()).await.expect(StatusCode::OK);
        assert_eq!(page.attributes("#branch option[selected]", "value"), [test.branches[0].to_string()]);
        assert!(page.one(".notice.info").contains(&format!("{} người", count + 1)));
        assert!(page.one(".notice.info").contains(name));
    }
}

#[tokio::test]
async fn before_the_book_is_open_nobody_is_carried_over() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = secretary.get(PATH).await.expect(StatusCode::OK);
    assert!(page.all("form[action='/members/carry-over']").is_empty());
    let refused = typed(&test).post(&secretary, PATH).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Sổ chưa mở"));
    assert_eq!(test.count("people").await, 0);
}

#[tokio::test]
async fn dates_that_are_surely_out_of_order_are_refused_and_kept() {
    let test = TestApp::new().await;
    open_book(&test).await;
    let secretary = test.secretary().await;
    let page = typed(&test)
        .with("decided_on", "5/2004")
        .with("admitted_on", " 4/2004")
        .with("official_on", "2/1/2018")
        .post(&secretary, PATH)
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["admitted_on", "official_on"]);
    assert_eq!(page.attributes("#admitted_on", "value"), [" 4/2004"]);
    assert_eq!(page.attributes("input[name=standing][checked]", "value"), ["official"]);
}

#[tokio::test]
async fn an_id_that_contradicts_the_person_is_confirmed_and_kept() {
    let test = TestApp::new().await;
    open_book(&test).await;
    let secretary = test.secretary().await;
    let typed = typed(&test).with("citizen_id", "001180012345");
    let page = typed.post(&secretary, PATH).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["confirm"]);
    let answer = typed.with("confirm", "id_contradicts_gender").post(&secretary, PATH).await;
    let person = person_of(&answer.expect(StatusCode::SEE_OTHER));
    let kept: String = sqlx::query_scalar("select details #>> '{confirmed,0,code}' from events where person = $1")
        .bind(person.0)
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(kept, "id_contradicts_gender");
}

#[tokio::test]
async fn what_hardly_was_so_is_confirmed_and_kept_with_the_rule() {
    let test = TestApp::new().await;
    open_book(&test).await;
    let secretary = test.secretary().await;
    let codes = |page: &Answer| page.attributes("input[name=confirm]", "value");
    let young =
        typed(&test).with("born_on", "4/2/1995").with("admitted_on", "3/2/2013").with("official_on", "2/2/2014");
    let page = young.post(&secretary, PATH).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(codes(&page), ["ceremony_under_age", "official_early"]);
    assert_eq!(wrong_fields(&page), ["confirm", "confirm"]);
    assert!(page.one(".error-summary.to-confirm h2").starts_with("Có 2 điều cần xem xét."));
    let half = young.and("confirm", "official_early");
    assert_eq!(wrong_fields(&half.post(&secretary, PATH).await), ["confirm"]);
    let person = person_of(
        &half.and("confirm", "ceremony_under_age").post(&secretary, PATH).await.expect(StatusCode::SEE_OTHER),
    );
    let kept: serde_json::Value = sqlx::query_scalar("select details -> 'confirmed' from events where person = $1")
        .bind(person.0)
        .fetch_one(test.db())
        .await
        .unwrap();
    let kept = kept.as_array().unwrap();
    assert_eq!(
        kept.iter().map(|one| one["code"].as_str().unwrap()).collect::<Vec<_>>(),
        ["ceremony_under_age", "official_early"]
    );
    assert!(kept[1]["citation"].as_str().unwrap().contains("Điều lệ Đảng"));

    let over = typed(&test).with("standing", "probationary").with("admitted_on", "31/12/2015");
    assert_eq!(codes(&over.post(&secretary, PATH).await.expect(StatusCode::UNPROCESSABLE_ENTITY)), ["probation_over"]);
    over.with("admitted_on", "1/1/2016").post(&secretary, PATH).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_branch_outside_the_scope_is_not_taken() {
    let test = TestApp::new().await;
    open_book(&test).await;
    let other = test.user("chuyenmon", &[Role::Committee], test.branches[1]).await;
    let page = typed(&test).post(&other, PATH).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["branch"]);
    let person = member(&test, "Trần Văn Bình", "official").await;
    let page = other.get(&format!("{PATH}?after={person}")).await.expect(StatusCode::OK);
    assert!(!page.text().contains("Trần Văn Bình"));
}
