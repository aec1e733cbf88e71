//! The roster: found without diacritics while typing, and on paper.

use crate::visitor::{Book, Key};

#[tokio::test]
async fn a_member_is_found_by_her_name_typed_without_diacritics() {
    let book = Book::open().await;
    let [branch, _] = book.test.branches;
    for name in ["Đặng Thị Ngọc Ánh", "Nguyễn Thị Hoà", "Đặng Đình Đức"] {
        book.test.person(name).admitted(branch, "5/8/2019").enter().await;
    }
    let secretary = book.secretary().await;
    secretary.open("/members").await;
    secretary.reads("Đảng viên").await;
    secretary.finds_it_sound().await;
    // The key of the search, then the name as it is typed in a hurry: no button, no Enter.
    secretary.strikes("/").await;
    secretary.strikes("dang thi ngoc an").await;
    secretary.sees_texts("table.roster tbody th", &["Đặng Thị Ngọc Ánh"]).await;
    secretary.sees_texts("#announcement", &["1 người"]).await;
    secretary.stands_at("/members?q=dang+thi+ngoc+an").await;
    secretary.finds_it_sound().await;
    // What was found has an address of its own, and the next click leads to her.
    secretary.strikes_key(Key::Backspace, "dang thi ngoc an".len()).await;
    secretary.strikes("hoa").await;
    secretary.sees_texts("table.roster tbody th", &["Nguyễn Thị Hoà"]).await;
    secretary.leaves().await;
}

#[tokio::test]
async fn a_branch_filters_at_once_when_it_is_chosen() {
    let book = Book::open().await;
    let [first, second] = book.test.branches;
    book.test.person("Lê Văn Một").admitted(first, "5/8/2019").enter().await;
    book.test.person("Lê Văn Hai").admitted(second, "5/8/2019").enter().await;
    let secretary = book.secretary().await;
    secretary.open("/members").await;
    // Before the script of the search can be there: it is fetched with this very choice.
    secretary.chooses("branch", "Chi bộ Chuyên môn").await;
    secretary.sees_texts("table.roster tbody th", &["Lê Văn Hai"]).await;
    secretary.stands_at(&format!("/members?branch={second}")).await;
    secretary.leaves().await;
}
