//! Somebody outside the Party is sent to a course, passes it, and is admitted: typed once.

use crate::visitor::Book;

#[tokio::test]
async fn somebody_is_sent_to_a_course_gets_a_certificate_and_is_admitted_without_being_typed_twice() {
    let book = Book::open().await;
    let secretary = book.secretary().await;
    secretary.open("/courses?year=2026&kind=awareness").await;
    secretary.presses("Ghi lớp học").await;
    secretary.reads("Ghi lớp học").await;
    secretary.finds_it_sound().await;
    secretary.fills("from_on", "8/6/2026").await;
    secretary.fills("to_on", "12/6/2026").await;
    secretary.fills("place", "Trường Chính trị tỉnh").await;
    secretary.presses("Ghi, rồi chọn người học").await;

    // Nobody is on the list yet: the rows of new people are open.
    secretary.reads("Cử người học").await;
    secretary.finds_it_sound().await;
    secretary.fills("full_name.1", "Lục Thị Ngọc Ánh").await;
    secretary.fills("born_on.1", "05081999").await;
    secretary.chooses("gender.1", "Nữ").await;
    secretary.chooses("unit.1", "Chi bộ Chuyên môn").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.sees_texts("tbody .name", &["Lục Thị Ngọc Ánh"]).await;
    secretary.finds_it_sound().await;

    secretary.presses("Ghi kết quả").await;
    secretary.reads("Kết quả học").await;
    secretary.finds_it_sound().await;
    // No certificate for who has not passed: said at the cell, and nothing is lost.
    secretary.fills("all_certificate_on", "19/6/2026").await;
    secretary.chooses("all_result", "Không đạt").await;
    secretary.asks("document.querySelector('input[name^=\"certificate_number.\"]').value = '112/GCN'").await;
    secretary.presses("Lưu").await;
    secretary.sees(".error-summary").await;
    secretary.finds_it_sound().await;
    secretary.asks("document.querySelector('select[name^=\"result.\"]').value = 'good'").await;
    secretary.presses("Lưu").await;
    secretary.sees_texts("tbody .tag", &["Đạt loại giỏi", "còn giá trị đến 19/06/2031"]).await;

    secretary.open("/candidates").await;
    secretary.finds_it_sound().await;
    secretary.clicks("tbody a[href^='/members/new']").await;
    secretary.reads("Kết nạp đảng viên").await;
    secretary.finds_it_sound().await;
    assert_eq!(secretary.value("full_name").await, "Lục Thị Ngọc Ánh");
    assert_eq!(secretary.value("born_on").await, "05/08/1999");
    assert_eq!(secretary.value("awareness_certificate_on").await, "19/06/2026");
    secretary.fills("decision_number", "12-QĐ/ĐU").await;
    secretary.fills("decided_on", "1/10/2026").await;
    secretary.fills("admitted_on", "15/10/2026").await;
    secretary.fills("sponsor_1", "Vi Thị Giới").await;
    secretary.fills("sponsor_2", "Vi Văn Thiệu").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_below("/members/").await;
    secretary.reads("Lục Thị Ngọc Ánh").await;
    secretary.sees_text_with("section[aria-labelledby=courses-title]", "112/GCN ngày 19/06/2026").await;
    secretary.open("/candidates").await;
    assert!(secretary.texts("tbody .name").await.is_empty(), "a member is no candidate");
    secretary.leaves().await;
}
