//! The first run: from the one-time link to the first name on the roster.

use crate::visitor::Book;

const PASSWORD: &str = "bốn mùa gió thổi qua đồng";

#[tokio::test]
async fn the_one_time_link_leads_to_an_organisation_and_its_first_roster() {
    let book = Book::open().await;
    let link = sodangvien::setup::link(&book.test.app).await.unwrap().unwrap();
    let visitor = book.stranger().await;
    visitor.open(&link).await;
    visitor.reads("Mở sổ đảng viên").await;
    visitor.finds_it_sound().await;
    // Too little is said, and nothing of it is lost.
    visitor.fills("name", "bithu").await;
    visitor.presses("Mở sổ").await;
    visitor.sees(".error-summary").await;
    visitor.finds_it_sound().await;
    assert_eq!(visitor.value("name").await, "bithu");

    visitor.fills("full_name", "Trần Thị Hòa").await;
    visitor.fills("password", PASSWORD).await;
    visitor.fills("organisation", "Đảng bộ xã Vinh Lộc").await;
    visitor.fills("superior", "Đảng ủy huyện Hồng Lĩnh").await;
    visitor.fills("branches", "Chi bộ thôn Một\nChi bộ thôn Hai").await;
    visitor.fills("opens_on", "1/1/2026").await;
    visitor.presses("Mở sổ").await;
    visitor.arrives_at("/members").await;
    visitor.reads("Đảng viên").await;
    visitor.finds_it_sound().await;
    assert_eq!(visitor.texts(".brand b").await, ["Đảng bộ xã Vinh Lộc"]);

    // Her first member comes from the paper book.
    visitor.presses("Ghi đảng viên từ sổ giấy").await;
    visitor.arrives_at("/members/carry-over").await;
    visitor.finds_it_sound().await;
    visitor.fills("full_name", "Lê Văn Ổn").await;
    visitor.clicks("input[name=gender][value=male]").await;
    visitor.fills("born_on", "1975").await;
    visitor.chooses("branch", "Chi bộ thôn Hai").await;
    visitor.clicks("input[name=standing][value=official]").await;
    visitor.fills("admitted_on", "3/2/2000").await;
    visitor.presses("Ghi rồi mở hồ sơ").await;
    visitor.arrives_below("/members/").await;
    visitor.open("/members").await;
    visitor.sees_texts("table.roster tbody th", &["Lê Văn Ổn"]).await;
    visitor.finds_it_sound().await;

    // The link is spent.
    visitor.open(&link).await;
    assert!(visitor.texts("form[action='/setup']").await.is_empty());
    visitor.leaves().await;
}
