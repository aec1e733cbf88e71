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
    // A row of the movement of a time in this year: total, women, minority, religion, probationary, official. The
    // table's own check must agree whatever was recorded.
    let movement = async |from: &str, to: &str, row: &str| {
        secretary.open(&format!("/statistics?from=2026-{from}&to=2026-{to}")).await;
        secretary.sees("#check.ok").await;
        let lines = secretary.texts("table.movement tbody tr").await;
        let line = lines.iter().find(|line| line.starts_with(row)).unwrap_or_else(|| panic!("no {row} in {lines:?}"));
        line.rsplitn(7, ' ')
            .take(6)
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(movement("01-01", "11-23", "Cuối kỳ").await, "1 1 0 0 1 0");

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
    assert_eq!(movement("01-01", "11-23", "Công nhận chính thức").await, "0 0 0 0 −1 +1");
    assert_eq!(movement("01-01", "11-23", "Cuối kỳ").await, "1 1 0 0 0 1");
    assert_eq!(movement("01-01", "11-05", "Cuối kỳ").await, "1 1 0 0 1 0");

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
    assert_eq!(movement("11-17", "11-23", "Cuối kỳ").await, "1 1 0 0 0 1", "whoever is away is counted");

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
    listed("", &[]).await;
    listed("as_of=2026-11-22", &her).await;
    assert_eq!(movement("11-01", "11-23", "Chuyển sinh hoạt chính thức đi").await, "1 1 0 0 0 1");
    assert_eq!(movement("11-01", "11-23", "Cuối kỳ").await, "0 0 0 0 0 0");
    assert_eq!(movement("11-01", "11-22", "Cuối kỳ").await, "1 1 0 0 0 1");
    secretary.open(&person.path()).await;
    secretary.clicks("[aria-labelledby=timeline-title] li:last-child a[href$='/correction']").await;
    secretary.presses("Việc này không hề có: hủy").await;
    secretary.fills("reason", "Nhầm người").await;
    secretary.presses("Hủy việc này").await;
    secretary.arrives_at(&person.path()).await;
    secretary.sees_text_with(".notice.ok", "Đã hủy việc ghi sai").await;
    secretary.finds_it_sound().await;
    listed("", &her).await;
    assert_eq!(movement("11-01", "11-23", "Chuyển sinh hoạt chính thức đi").await, "0 0 0 0 0 0");
    assert_eq!(movement("11-01", "11-23", "Cuối kỳ").await, "1 1 0 0 0 1");
    secretary.leaves().await;
}
