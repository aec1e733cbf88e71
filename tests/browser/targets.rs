//! A target is set, met by records alone, and explained by them.

use crate::visitor::Book;

#[tokio::test]
async fn a_target_is_set_met_by_an_admission_and_explained_by_it() {
    let book = Book::open().await;
    let secretary = book.secretary().await;
    secretary.open("/targets?year=2026").await;
    secretary.reads("Chỉ tiêu năm 2026").await;
    secretary.finds_it_sound().await;
    secretary.clicks(".actions a.main").await;
    secretary.reads("Ghi chỉ tiêu").await;
    secretary.fills("name", "Kết nạp đảng viên mới").await;
    secretary.chooses("source", "Sổ tự tính: Kết nạp đảng viên (số lượng)").await;
    // A slip: the number is missing; the rest stays.
    secretary.presses("Ghi vào sổ").await;
    secretary.sees(".error-summary").await;
    // What was typed is not saved yet: who goes away is asked.
    let asked = "const leaving = new Event('beforeunload', { cancelable: true }); dispatchEvent(leaving);
        return leaving.defaultPrevented;";
    assert_eq!(secretary.asks(asked).await, true);
    secretary.finds_it_sound().await;
    assert_eq!(secretary.value("name").await, "Kết nạp đảng viên mới");
    secretary.fills("aim", "1").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_at("/targets").await;
    secretary.sees_text_with("table.targets tbody tr", "Chưa đạt").await;
    secretary.finds_it_sound().await;

    secretary.open("/members/new").await;
    secretary.fills("full_name", "Nguyễn Thị Ngọc Ánh").await;
    secretary.clicks("input[name=gender][value=female]").await;
    secretary.fills("born_on", "5/8/1999").await;
    secretary.chooses("branch", "Chi bộ Văn phòng").await;
    secretary.fills("decision_number", "12-QĐ/ĐU").await;
    secretary.fills("decided_on", "1/10/2026").await;
    secretary.fills("admitted_on", "15/10/2026").await;
    secretary.fills("sponsor_1", "Vi Thị Giới").await;
    secretary.fills("sponsor_2", "Vi Văn Thiệu").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_below("/members/").await;

    secretary.open("/targets?year=2026").await;
    secretary.sees_text_with("table.targets tbody tr", "100%").await;
    secretary.sees_text_with("table.targets tbody tr", "Đạt").await;
    secretary.clicks("table.targets td a[href^='/statistics/people']").await;
    secretary.sees_texts("table.people tbody th", &["Nguyễn Thị Ngọc Ánh"]).await;
    secretary.finds_it_sound().await;
    secretary.leaves().await;
}
