//! The roster on paper: the head on every page, the pages numbered, nobody cut in two or left out.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::visitor::Book;

/// The pages of a PDF as text (`pdftotext` of poppler-utils).
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("pdftotext (apt-get install poppler-utils): {error}"));
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let text = String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap();
    text.split('\u{c}').map(ToOwned::to_owned).filter(|page| !page.is_empty()).collect()
}

#[tokio::test]
async fn the_roster_is_printed_with_its_head_and_a_number_on_every_page() {
    let book = Book::open().await;
    let [branch, _] = book.test.branches;
    for number in 100..180 {
        book.test.person(&format!("Nguyễn Văn Số{number}")).admitted(branch, "5/8/2019").enter().await;
    }
    let secretary = book.secretary().await;
    secretary.open("/members").await;
    secretary.presses("In").await;
    secretary.arrives_at("/members/print").await;
    secretary.finds_it_sound().await;
    let pages = pages(&secretary.prints().await);
    assert!(pages.len() > 1, "80 people on {} page", pages.len());
    let first = &pages[0];
    assert!(first.contains("ĐẢNG CỘNG SẢN VIỆT NAM") && first.contains("Đảng bộ Sở Thử nghiệm"), "{first}");
    for (page, number) in pages.iter().zip(1..) {
        assert!(page.contains("Họ và tên") && page.contains("Số thẻ"), "{page}");
        assert!(page.contains(&format!("Trang {number}/{}", pages.len())), "{page}");
    }
    let all = pages.concat();
    for number in 100..180 {
        assert_eq!(all.matches(&format!("Số{number}")).count(), 1);
    }
    let (end, before) = pages.split_last().unwrap();
    assert!(end.contains("NGƯỜI LẬP DANH SÁCH") && end.contains("BÍ THƯ") && end.contains(", ngày"), "{end}");
    assert!(!before.concat().contains("NGƯỜI LẬP DANH SÁCH"), "signed once, at the end");
    // However the names fall on the pages, the last of them stand above the signatures, and these are of one piece.
    for _ in 0..8 {
        let left: i64 = sqlx::query_scalar(
            "delete from spans where person = (select max(person) from spans) returning (select count(distinct person) from spans) - 1",
        )
        .fetch_one(book.test.db())
        .await
        .unwrap();
        secretary.open("/members/print").await;
        let pages = self::pages(&secretary.prints().await);
        let end = pages.last().unwrap();
        assert!(end.contains(&format!("Số{}", 99 + left)) && end.contains("NGƯỜI LẬP DANH SÁCH"), "{left}: {end}");
        assert!(end.contains("(ký, ghi rõ họ tên, đóng dấu nếu có)"), "{left}: {end}");
    }
    assert!(!all.contains("Đăng xuất") && !all.contains("Tổng quan"), "the menu is printed");
    secretary.leaves().await;
}
