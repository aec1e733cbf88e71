//! A branch is evaluated on one page: filled, corrected, asked about the cap, saved; and seen where it is counted.

use sodangvien::evaluations;

use crate::visitor::Book;

#[tokio::test]
async fn a_branch_is_evaluated_on_one_page_with_one_save() {
    let book = Book::open().await;
    let [branch, _] = book.test.branches;
    let mut people = Vec::new();
    for name in ["Đặng Thị Ngọc Ánh", "Trần Văn Bình", "Lê Thị Cúc", "Phạm Văn Dũng"] {
        people.push(book.test.person(name).carried_over(branch, "1/1/2018", "3/2/2001").enter().await);
    }
    let secretary = book.secretary().await;
    let grid = evaluations::path(branch, 2025);
    secretary.open("/year?year=2025").await;
    secretary.presses("Xếp loại đảng viên, chi bộ").await;
    secretary.reads("Xếp loại năm 2025").await;
    secretary.presses("Chi bộ Văn phòng").await;
    secretary.sees("select[name=fill]").await;
    secretary.chooses("fill", "Hoàn thành tốt nhiệm vụ").await;
    secretary.presses("Điền").await;
    secretary.sees_text_with(".notice.info", "chưa có gì được lưu").await;
    let best = format!("grade.{}", people[0]);
    secretary.chooses(&best, "Hoàn thành xuất sắc nhiệm vụ").await;
    secretary.fills(&format!("points.{}", people[0]), "92,5").await;
    secretary.fills("decision_number.0", "201-QĐ/ĐU").await;
    secretary.presses("Lưu cả chi bộ").await;
    secretary.sees_text_with(".error-summary", "Nhập ngày quyết định xếp loại.").await;
    secretary.finds_it_sound().await;
    secretary.fills("decided_on.0", "12/12/2025").await;
    secretary.presses("Lưu cả chi bộ").await;
    // One of four is more than a fifth: the committee decides, and says so.
    secretary.sees_text_with(".finding", "nhiều hơn 0").await;
    secretary.finds_it_sound().await;
    secretary.clicks("#confirm-excellent_share").await;
    secretary.presses("Lưu cả chi bộ").await;
    secretary.stands_at(&grid).await;
    secretary.sees_text_with(".summary-line", "4/4 đảng viên đã xếp loại").await;
    secretary.open("/evaluations/people?year=2025&of=excellent").await;
    secretary.sees_texts("table.people tbody th", &["Đặng Thị Ngọc Ánh"]).await;
    secretary.open(&people[0].path()).await;
    secretary.sees_text_with("[aria-labelledby=evaluations-title]", "92,5 điểm").await;
    secretary.leaves().await;
}
