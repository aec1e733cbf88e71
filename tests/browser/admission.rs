//! A member is admitted: by the keyboard alone, and without scripts.

use crate::visitor::{Book, Key, Visitor};

/// Moves on with the Tab key until a field has the focus.
async fn tabs_to(visitor: &Visitor, field: &str) {
    for _ in 0..40 {
        if visitor.focus().await == field {
            return;
        }
        visitor.strikes_key(Key::Tab, 1).await;
    }
    panic!("the Tab key does not lead to {field}");
}

#[tokio::test]
async fn a_member_is_admitted_by_the_keyboard_alone() {
    let book = Book::open().await;
    let secretary = book.secretary().await;
    secretary.open("/members").await;
    secretary.reads("Đảng viên").await;
    secretary.strikes("n").await;
    secretary.reads("Kết nạp đảng viên").await;
    secretary.finds_it_sound().await;
    let before = secretary.strokes();
    assert_eq!(secretary.focus().await, "full_name");
    secretary.strikes("Nguyễn Thị Ngọc Ánh").await;
    tabs_to(&secretary, "gender").await;
    secretary.strikes(" ").await;
    tabs_to(&secretary, "born_on").await;
    secretary.strikes("05081999").await;
    tabs_to(&secretary, "branch").await;
    secretary.strikes_key(Key::Down, 1).await;
    tabs_to(&secretary, "decision_number").await;
    secretary.strikes("12-QĐ/ĐU").await;
    tabs_to(&secretary, "decided_on").await;
    secretary.strikes("1/10/2026").await;
    tabs_to(&secretary, "admitted_on").await;
    // A slip of the finger: the ceremony would have been before the decision.
    secretary.strikes("15092026").await;
    tabs_to(&secretary, "sponsor_1").await;
    secretary.strikes("Vi Thị Giới").await;
    tabs_to(&secretary, "sponsor_2").await;
    secretary.strikes("Vi Văn Thiệu").await;
    secretary.strikes_key(Key::Enter, 1).await;
    let typed = "Nguyễn Thị Ngọc Ánh0508199912-QĐ/ĐU1/10/202615092026Vi Thị GiớiVi Văn Thiệu".chars().count();
    let more = secretary.strokes() - before - typed;
    assert!(more <= 30, "{more} strokes beyond what there is to say");

    // The page says so, has lost nothing, and leads to the field.
    secretary.sees(".error-summary").await;
    secretary.finds_it_sound().await;
    assert!(secretary.asks("return document.title").await.as_str().unwrap().starts_with("Lỗi:"));
    assert_eq!(secretary.value("full_name").await, "Nguyễn Thị Ngọc Ánh");
    assert_eq!(secretary.value("born_on").await, "05081999");
    assert_eq!(secretary.texts(".error-summary a").await.len(), 1);
    secretary.strikes_key(Key::Tab, 1).await;
    secretary.strikes_key(Key::Enter, 1).await;
    assert_eq!(secretary.focus().await, "admitted_on");
    // What is typed there takes the place of what was wrong; what follows from it is said before the button.
    secretary.strikes("15102026").await;
    secretary.strikes_key(Key::Tab, 1).await;
    secretary.sees_text_with("#follows", "15/10/2027").await;
    tabs_to(&secretary, "Ghi vào sổ").await;
    secretary.strikes_key(Key::Enter, 1).await;
    secretary.arrives_below("/members/").await;

    secretary.open("/members").await;
    secretary.sees_texts("table.roster tbody th", &["Nguyễn Thị Ngọc Ánh"]).await;
    let cells = secretary.texts("table.roster tbody td").await;
    for cell in ["05/08/1999", "Nữ", "Dự bị", "15/10/2026"] {
        assert!(cells.iter().any(|text| text == cell), "{cell}: {cells:?}");
    }
    secretary.leaves().await;
}

#[tokio::test]
async fn a_member_is_admitted_without_scripts() {
    let book = Book::open().await;
    let [branch, _] = book.test.branches;
    // Somebody of the same name and birth date is in the book already.
    book.test.person("Nguyễn Thị Ngọc Anh").female().born("5/8/1999").admitted(branch, "5/8/2020").enter().await;
    let secretary = book.secretary().await.without_script().await;
    secretary.open("/members").await;
    secretary.presses("Kết nạp đảng viên").await;
    secretary.reads("Kết nạp đảng viên").await;
    secretary.finds_it_sound().await;
    secretary.fills("full_name", "Nguyễn Thị Ngọc Ánh").await;
    secretary.clicks("input[name=gender][value=female]").await;
    secretary.fills("born_on", "5/8/1999").await;
    secretary.chooses("branch", "Chi bộ Chuyên môn").await;
    secretary.fills("decision_number", "12-QĐ/ĐU").await;
    secretary.fills("decided_on", "1/10/2026").await;
    secretary.fills("admitted_on", "15/10/2026").await;
    secretary.fills("sponsor_1", "Vi Thị Giới").await;
    secretary.fills("sponsor_2", "Vi Văn Thiệu").await;
    secretary.presses("Ghi vào sổ").await;

    // The page asks about her namesake, and what follows stands on it.
    secretary.sees(".error-summary").await;
    secretary.finds_it_sound().await;
    secretary.sees_text_with("#follows", "15/10/2027").await;
    secretary.clicks("input[name=not_duplicate]").await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_below("/members/").await;

    secretary.open("/members").await;
    secretary.fills("q", "ngoc anh").await;
    secretary.presses("Tìm").await;
    secretary.sees_texts("table.roster tbody th", &["Nguyễn Thị Ngọc Anh", "Nguyễn Thị Ngọc Ánh"]).await;
    assert_eq!(secretary.place().await, "/members?q=ngoc+anh&branch=&as_of=&known_on=");
    secretary.leaves().await;
}

#[tokio::test]
async fn a_name_typed_in_capitals_is_offered_as_names_are_written() {
    let book = Book::open().await;
    let secretary = book.secretary().await;
    secretary.open("/members/new").await;
    secretary.strikes("NGUYỄN  THỊ H'HEN").await;
    secretary.strikes_key(Key::Tab, 1).await;
    secretary.sees_text_with("[data-capitals]", "Viết là “Nguyễn Thị H'Hen”").await;
    secretary.finds_it_sound().await;
    secretary.clicks("[data-capitals]").await;
    assert_eq!(secretary.value("full_name").await, "Nguyễn Thị H'Hen");
    assert_eq!(secretary.asks("return document.querySelector('[data-capitals]').hidden").await, true);
    assert_eq!(secretary.focus().await, "full_name");
    secretary.leaves().await;
}
