//! What happens to a membership, recorded from the record of a member.

use crate::visitor::Book;

#[tokio::test]
async fn a_member_is_recognised_goes_away_comes_back_and_a_mistaken_transfer_is_undone() {
    let book = Book::open().await;
    let [branch, _] = book.test.branches;
    let person = book.test.person("Đặng Thị Ngọc Ánh").female().admitted(branch, "6/11/2025").enter().await;
    let secretary = book.secretary().await;
    let listed = async |query: &str, wanted: &[&str]| {
        secretary.open(&format!("/members?{query}")).await;
        secretary.sees_texts("table.roster tbody th", wanted).await;
    };
    let her = ["Đặng Thị Ngọc Ánh"];

    secretary.open(&person.path()).await;
    secretary.presses("Công nhận chính thức").await;
    secretary.reads("Công nhận chính thức").await;
    secretary.sees_text_with("#effective_on", "06/11/2026").await;
    secretary.fills("resolved_on", "10/11/2026").await;
    secretary.fills("decision_number", "77-QĐ/ĐU").await;
    secretary.fills("decided_on", "16/11/2026").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_at(&person.path()).await;
    secretary.finds_it_sound().await;
    listed("standing=official", &her).await;
    listed("standing=official&as_of=2026-11-05", &[]).await;

    secretary.open(&person.path()).await;
    secretary.presses("Chuyển sinh hoạt tạm thời đi").await;
    secretary.fills("counterpart_text", "Chi bộ Trường Chính trị tỉnh").await;
    secretary.fills("decision_number", "09-GT/ĐU").await;
    secretary.fills("decided_on", "16/11/2026").await;
    secretary.fills("effective_on", "17/11/2026").await;
    secretary.fills("due_on", "17/5/2027").await;
    secretary.fills("reason", "Học tập").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_at(&person.path()).await;
    listed("temporary=out", &her).await;

    secretary.open(&person.path()).await;
    secretary.presses("Hết sinh hoạt tạm thời, trở về").await;
    secretary.fills("effective_on", "20/11/2026").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_at(&person.path()).await;
    listed("temporary=out", &[]).await;
    listed("temporary=out&as_of=2026-11-19", &her).await;

    secretary.open(&person.path()).await;
    secretary.presses("Chuyển đi").await;
    secretary.fills("counterpart_text", "Đảng bộ phường Bến Nghé").await;
    secretary.fills("decision_number", "10-GT/ĐU").await;
    secretary.fills("decided_on", "20/11/2026").await;
    secretary.fills("effective_on", "23/11/2026").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_at(&person.path()).await;
    secretary.presses("Hoàn tác").await;
    secretary.sees_text_with(".notice.ok", "Đã hủy việc ghi sai").await;
    secretary.finds_it_sound().await;
    listed("", &her).await;
    secretary.leaves().await;
}
