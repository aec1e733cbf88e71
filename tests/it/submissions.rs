//! One form, one thing: whatever is sent twice. Another content is told that it was not saved.

use axum::http::StatusCode;
use sodangvien::Error;
use sodangvien::auth::Role;
use sodangvien::submissions::{Claim, claim, finish, key};

use crate::admissions::{Typed, person_of};
use crate::support::TestApp;

#[tokio::test]
async fn a_key_does_one_thing_and_is_answered_alike_afterwards() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let key = key().unwrap();
    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut tx, &test.app.seal, author, &key, "content").await.unwrap(), Claim::New);
    finish(&mut tx, author, &key, "/members/1").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(
        claim(&mut tx, &test.app.seal, author, &key, "content").await.unwrap(),
        Claim::Done("/members/1".to_owned())
    );
}

#[tokio::test]
async fn a_key_whose_change_failed_is_free_again() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let key = key().unwrap();
    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut tx, &test.app.seal, author, &key, "content").await.unwrap(), Claim::New);
    tx.rollback().await.unwrap();

    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut tx, &test.app.seal, author, &key, "content").await.unwrap(), Claim::New);
}

#[tokio::test]
async fn of_two_at_once_the_second_waits_and_gets_the_answer_of_the_first() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let key = key().unwrap();
    let mut first = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut first, &test.app.seal, author, &key, "content").await.unwrap(), Claim::New);
    let second = tokio::spawn({
        let (pool, key, seal) = (test.db().clone(), key.clone(), test.app.seal.clone());
        async move {
            let mut tx = pool.begin().await.unwrap();
            claim(&mut tx, &seal, author, &key, "content").await.unwrap()
        }
    });
    test.until_waiting(&second).await;
    finish(&mut first, author, &key, "/members/1").await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), Claim::Done("/members/1".to_owned()));
}

#[tokio::test]
async fn what_is_no_key_or_that_of_somebody_else_is_refused() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    for wrong in ["", "0", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcdeg"] {
        assert!(
            matches!(claim(&mut tx, &test.app.seal, author, wrong, "content").await, Err(Error::BadRequest)),
            "{wrong:?}"
        );
    }
    let key = key().unwrap();
    assert_eq!(claim(&mut tx, &test.app.seal, author, &key, "content").await.unwrap(), Claim::New);
    finish(&mut tx, author, &key, "/members/1").await.unwrap();
    tx.commit().await.unwrap();

    let other = test.account("khac", &[Role::Committee], test.root).await;
    let other = sodangvien::audit::Author { account: Some(other), ..author };
    let mut tx = test.db().begin().await.unwrap();
    assert!(matches!(claim(&mut tx, &test.app.seal, other, &key, "content").await, Err(Error::BadRequest)));
}

#[tokio::test]
async fn a_form_that_comes_again_with_another_person_says_that_nothing_of_it_was_saved() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let first = Typed::admission(test.branches[0]);
    let saved = first.post(&secretary, "/members").await.expect(StatusCode::SEE_OTHER);
    let path = person_of(&saved).path();

    // The same, but for spaces, the button pressed and what was confirmed: it is the same form.
    let same = first.clone().with("full_name", " Nguyễn  Thị Ánh ").with("then", "another").and("confirm", "x");
    assert_eq!(same.post(&secretary, "/members").await.expect(StatusCode::SEE_OTHER).location(), path);

    let other = first.clone().with("full_name", "Trần Văn Bình").with("phone", "0912 345 678");
    let page = other.post(&secretary, "/members").await.expect(StatusCode::CONFLICT);
    assert_eq!(test.count("people").await, 1);
    assert_eq!(page.one(".error-summary h2"), "Lần gửi này chưa được lưu.");
    assert_eq!(page.attributes(".error-summary a", "href"), [path.as_str()]);
    assert_eq!(page.attributes("#full_name", "value"), ["Trần Văn Bình"], "what was typed stays");
    assert_eq!(page.attributes("#phone", "value"), ["0912 345 678"]);
    // The page is a new form: sent again it is saved.
    let key = page.attributes("main input[name=submission]", "value")[0].clone();
    let again = other.with("submission", &key).post(&secretary, "/members").await.expect(StatusCode::SEE_OTHER);
    assert_ne!(person_of(&again).path(), path);
    assert_eq!(test.count("people").await, 2);
}

#[tokio::test]
async fn every_form_that_writes_once_says_so_of_other_content() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [first, second] = test.branches;

    let admitted = Typed::admission(first).post(&secretary, "/members").await;
    let edit = format!("{}/edit", person_of(&admitted).path());
    let opened = secretary.get(&edit).await;
    let typed = ["submission", "version", "full_name", "born_on"].into_iter().fold(Typed::empty(), |typed, field| {
        typed.with(field, &opened.attributes(&format!("main input[name={field}]"), "value")[0])
    });
    let typed = typed.with("gender", "female").with("mode", "correction").with("residence", "Phường A");
    typed.post(&secretary, &edit).await.expect(StatusCode::SEE_OTHER);
    typed.post(&secretary, &edit).await.expect(StatusCode::SEE_OTHER);
    let page = typed.with("residence", "Phường B").post(&secretary, &edit).await.expect(StatusCode::CONFLICT);
    assert_eq!(page.one(".error-summary h2"), "Lần gửi này chưa được lưu.");
    assert_eq!(page.attributes("#residence", "value"), ["Phường B"]);
    assert_ne!(
        page.attributes("main input[name=submission]", "value"),
        opened.attributes("main input[name=submission]", "value")
    );

    let made = Typed::empty().with("kind", "branch").with("name", "Chi bộ Ba").with("parent", &test.root.to_string());
    let place = made.post(&secretary, "/organisations").await.expect(StatusCode::SEE_OTHER).location().to_owned();
    let page = made.with("name", "Chi bộ Bốn").post(&secretary, "/organisations").await.expect(StatusCode::CONFLICT);
    assert_eq!(page.attributes(".error-summary a", "href"), [place]);
    assert_eq!(page.attributes("#name", "value"), ["Chi bộ Bốn"]);

    let renaming = Typed::empty().with("name", "Chi bộ Một").with("when", "correction");
    let version = secretary.get(&format!("/organisations/{first}/rename")).await;
    let version = version.attributes("main input[name=version]", "value")[0].clone();
    let of = "2026-11-23";
    let renaming = renaming.with("version", &version).with("of", of);
    let path = format!("/organisations/{first}/rename");
    renaming.post(&secretary, &path).await.expect(StatusCode::SEE_OTHER);
    renaming.post(&secretary, &path).await.expect(StatusCode::SEE_OTHER);
    renaming.clone().with("name", "Chi bộ Khác").post(&secretary, &path).await.expect(StatusCode::CONFLICT);
    // The same words for another organisation are another form.
    renaming.post(&secretary, &format!("/organisations/{second}/rename")).await.expect(StatusCode::CONFLICT);

    let invited =
        Typed::empty().with("name", "tran.hoa").with("roles", "committee").with("organisation", &first.to_string());
    invited.post(&secretary, "/accounts").await.expect(StatusCode::SEE_OTHER);
    let page = invited.with("name", "le.minh").post(&secretary, "/accounts").await.expect(StatusCode::CONFLICT);
    assert_eq!(page.attributes("#name", "value"), ["le.minh"]);
    assert_eq!(test.count("accounts").await, 2);
}

#[tokio::test]
async fn what_a_form_said_is_kept_as_a_digest_and_old_keys_go() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    let (old, new) = (key().unwrap(), key().unwrap());
    for (key, days) in [(&old, 31), (&new, 29)] {
        let then = sodangvien::audit::Author { at: author.at.plus_seconds(-days * 24 * 60 * 60), ..author };
        assert_eq!(claim(&mut tx, &test.app.seal, then, key, "001099012345").await.unwrap(), Claim::New);
        finish(&mut tx, then, key, "/members/1").await.unwrap();
    }
    tx.commit().await.unwrap();
    let kept: Vec<u8> = sqlx::query_scalar("select content from submissions where key = $1")
        .bind(&new)
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(kept, test.app.seal.secret_for("submission", "001099012345"));

    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut tx, &test.app.seal, author, &key().unwrap(), "").await.unwrap(), Claim::New);
    let left: Vec<String> =
        sqlx::query_scalar("select key from submissions where location <> ''").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(left, [new]);
}
