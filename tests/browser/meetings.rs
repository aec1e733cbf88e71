//! A month that a branch missed is found in the table of the year, entered, and marked by person.

use crate::visitor::Book;

#[tokio::test]
async fn a_missed_month_is_found_entered_and_marked_by_person() {
    let book = Book::open().await;
    let [branch, _] = book.test.branches;
    let mut people = Vec::new();
    for name in ["Lê Văn An", "Lê Thị Bình", "Lê Văn Cường"] {
        people.push(book.test.person(name).carried_over(branch, "1/1/2019", "3/2/2001").enter().await);
    }
    let secretary = book.secretary().await;
    secretary.open(&format!("/meetings/new?branch={branch}&month=2026-08")).await;
    secretary.fills("held_on", "5/8/2026").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.reads("Sinh hoạt định kỳ, 05/08/2026").await;
    secretary.open(&format!("/meetings?year=2026&branch={branch}")).await;
    secretary.sees_texts("td.sum.missed", &["1/3"]).await;
    secretary.clicks("a.miss").await;
    secretary.reads("Ghi cuộc họp").await;
    assert_eq!(secretary.value("for_month").await, "09/2026");
    secretary.fills("held_on", "4/9/2026").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.reads("Sinh hoạt định kỳ, 04/09/2026").await;
    secretary.presses("Điểm danh").await;
    secretary.reads("Điểm danh, 04/09/2026").await;
    secretary.finds_it_sound().await;
    // Everybody stands as present: only who was absent is changed.
    secretary.chooses(&format!("mark.{}", people[1]), "Vắng có lý do").await;
    secretary.presses("Lưu điểm danh").await;
    secretary.reads("Sinh hoạt định kỳ, 04/09/2026").await;
    secretary.sees_text_with("main", "2/3").await;
    secretary.finds_it_sound().await;
    secretary.open(&format!("/meetings?year=2026&branch={branch}")).await;
    secretary.sees_texts("td.sum.missed", &["2/3"]).await;
    secretary.finds_it_sound().await;
    secretary.leaves().await;
}
