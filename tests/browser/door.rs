//! The door: a password that is wrong, one that is right, the other language, and out again.

use sodangvien::accounts::{self, NewAccount};
use sodangvien::audit::Author;
use sodangvien::auth::Role;

use crate::visitor::Book;

const PASSWORD: &str = "bốn mùa gió thổi qua đồng";

#[tokio::test]
async fn a_secretary_comes_in_reads_english_and_goes_out_again() {
    let book = Book::open().await;
    let test = &book.test;
    let new = NewAccount {
        name: "bithu".to_owned(),
        full_name: "Trần Thị Hòa".to_owned(),
        roles: vec![Role::Committee],
        organisation: test.root,
        password: PASSWORD.to_owned(),
    };
    let mut tx = test.db().begin().await.unwrap();
    accounts::add(&mut tx, &test.app, Author { account: None, at: test.app.clock.now() }, new).await.unwrap();
    tx.commit().await.unwrap();

    let visitor = book.stranger().await;
    // Where she wanted to go is where she arrives in the end.
    visitor.open("/members").await;
    visitor.reads("Đăng nhập").await;
    visitor.finds_it_sound().await;
    visitor.fills("name", "bithu").await;
    visitor.fills("password", "bốn mùa gió thổi").await;
    visitor.presses("Đăng nhập").await;
    visitor.sees("[role=alert]").await;
    visitor.finds_it_sound().await;
    assert_eq!(visitor.value("name").await, "bithu");
    assert_eq!(visitor.value("password").await, "");
    visitor.fills("password", PASSWORD).await;
    visitor.presses("Đăng nhập").await;
    visitor.arrives_at("/members").await;
    visitor.reads("Đảng viên").await;

    visitor.clicks("#viewer-menu summary").await;
    visitor.finds_it_sound().await;
    visitor.presses("English").await;
    visitor.reads("Members").await;
    assert_eq!(visitor.place().await, "/members");
    assert_eq!(visitor.asks("return document.documentElement.lang").await, "en");
    visitor.finds_it_sound().await;
    visitor.clicks("#viewer-menu summary").await;
    visitor.presses("Tiếng Việt").await;
    visitor.reads("Đảng viên").await;

    // The colours change at once and are still there on the next page.
    visitor.clicks("#viewer-menu summary").await;
    visitor.presses("Tối").await;
    visitor.sees("html[data-theme=dark]").await;
    visitor.open("/members").await;
    visitor.sees("html[data-theme=dark]").await;

    visitor.clicks("#viewer-menu summary").await;
    visitor.presses("Đăng xuất").await;
    visitor.reads("Đăng nhập").await;
    visitor.open("/members").await;
    visitor.reads("Đăng nhập").await;
    visitor.leaves().await;
}
