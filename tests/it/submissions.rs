//! One form, one thing: whatever is sent twice.

use sodangvien::Error;
use sodangvien::auth::Role;
use sodangvien::submissions::{Claim, claim, finish, key};

use crate::support::TestApp;

#[tokio::test]
async fn a_key_does_one_thing_and_is_answered_alike_afterwards() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let key = key().unwrap();
    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut tx, author, &key).await.unwrap(), Claim::New);
    finish(&mut tx, author, &key, "/members/1").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut tx, author, &key).await.unwrap(), Claim::Done("/members/1".to_owned()));
}

#[tokio::test]
async fn a_key_whose_change_failed_is_free_again() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let key = key().unwrap();
    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut tx, author, &key).await.unwrap(), Claim::New);
    tx.rollback().await.unwrap();

    let mut tx = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut tx, author, &key).await.unwrap(), Claim::New);
}

#[tokio::test]
async fn of_two_at_once_the_second_waits_and_gets_the_answer_of_the_first() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let key = key().unwrap();
    let mut first = test.db().begin().await.unwrap();
    assert_eq!(claim(&mut first, author, &key).await.unwrap(), Claim::New);
    let second = tokio::spawn({
        let (pool, key) = (test.db().clone(), key.clone());
        async move {
            let mut tx = pool.begin().await.unwrap();
            claim(&mut tx, author, &key).await.unwrap()
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
        assert!(matches!(claim(&mut tx, author, wrong).await, Err(Error::BadRequest)), "{wrong:?}");
    }
    let key = key().unwrap();
    assert_eq!(claim(&mut tx, author, &key).await.unwrap(), Claim::New);
    finish(&mut tx, author, &key, "/members/1").await.unwrap();
    tx.commit().await.unwrap();

    let other = test.account("khac", &[Role::Committee], test.root).await;
    let other = sodangvien::audit::Author { account: Some(other), ..author };
    let mut tx = test.db().begin().await.unwrap();
    assert!(matches!(claim(&mut tx, other, &key).await, Err(Error::BadRequest)));
}
