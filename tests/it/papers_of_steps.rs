//! What the pages of steps ask, when they are closed, and what is odd or too long in what is typed.

use axum::http::StatusCode;
use sodangvien::rules::standing::Kind;

use crate::steps::{ledger_holds, send, send_on};
use crate::support::TestApp;

#[tokio::test]
async fn a_page_of_what_can_be_on_no_day_is_closed_and_says_why() {
    let test = TestApp::new().await;
    let branch = test.branches[0];
    let secretary = test.secretary().await;
    let official = test.person("Đỗ Thanh Bách").carried_over(branch, "1/1/2018", "3/2/2001").enter().await;
    for (noun, why) in [
        ("recognition", "người này đã là đảng viên chính thức"),
        ("return", "ngày đó người này không đi sinh hoạt tạm thời"),
        ("suspension-end", "ngày đó người này không bị đình chỉ sinh hoạt"),
        ("stay-end", "ngày đó người này không phải là khách"),
        ("readmission", "người này đang là đảng viên trong sổ"),
    ] {
        let page = secretary.get(&format!("{}/{noun}", official.path())).await.expect(StatusCode::OK);
        assert!(page.all("main form").is_empty(), "{noun}");
        assert!(page.one(".notice").contains("Chưa ghi được") && page.one(".notice").contains(why), "{noun}");
    }
    for noun in ["move", "suspension", "death", "temporary-transfer"] {
        let page = secretary.get(&format!("{}/{noun}", official.path())).await.expect(StatusCode::OK);
        assert_eq!(page.all("form[method=post] #note").len(), 1, "{noun}");
    }
    // What could be on an earlier day only is open.
    let left = test.person("Trần Văn Bình").carried_over(branch, "1/1/2018", "3/2/2001");
    let left = left.event(Kind::Removed, branch, "5/8/2026", |_| {}).enter().await;
    for (noun, open) in [("exemption", true), ("removal", false), ("readmission", true), ("return", false)] {
        let page = secretary.get(&format!("{}/{noun}", left.path())).await.expect(StatusCode::OK);
        assert_eq!(!page.all("main form").is_empty(), open, "{noun}");
    }
}

#[tokio::test]
async fn a_readmission_says_what_its_paper_says_and_a_doubt_cites_its_rule() {
    let test = TestApp::new().await;
    let branch = test.branches[0];
    let secretary = test.secretary().await;
    let person = test.person("Trần Văn Bình").carried_over(branch, "1/1/2018", "3/2/2001");
    let person = person.event(Kind::Removed, branch, "5/8/2023", |_| {}).enter().await;
    let path = format!("{}/readmission", person.path());
    let number = branch.to_string();
    let typed = |resolved_on| {
        [
            ("branch", number.as_str()),
            ("resolved_on", resolved_on),
            ("decision_number", "8-QĐ/ĐU"),
            ("decided_on", "10/8/2026"),
            ("effective_on", "19/8/2026"),
            ("awareness_certificate_on", "2/3/2026"),
            ("sponsor_1", "Nguyễn Văn Sáu"),
            ("sponsor_2", "Lê Thị Bảy"),
        ]
    };
    let early = send(&secretary, &path, &typed("4/8/2026")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let found = early.one(".findings");
    assert!(found.contains("chưa đủ 36 tháng") && found.contains("05/08/2026"), "{found}");
    assert!(found.contains("208-QĐ/TW (chưa có toàn văn để đối chiếu)"), "{found}");
    let swapped = send(&secretary, &path, &typed("11/8/2026")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(swapped.one(".error-summary").contains("Quyết định không thể trước ngày chi bộ xét"));
    send(&secretary, &path, &typed("5/8/2026")).await.expect(StatusCode::SEE_OTHER);
    let record = secretary.get(&person.path()).await.text();
    for said in ["05/08/2026", "02/03/2026", "Nguyễn Văn Sáu", "Lê Thị Bảy"] {
        assert!(record.contains(said), "{said}");
    }

    let again = test.person("Ngô Văn Giang").carried_over(branch, "1/1/2018", "3/2/2001");
    let again = again.event(Kind::Removed, branch, "5/8/2018", |_| {});
    let again = again.event(Kind::Readmitted, branch, "2/9/2021", |_| {});
    let again = again.event(Kind::Removed, branch, "5/8/2023", |_| {}).enter().await;
    let path = format!("{}/readmission", again.path());
    let twice = send(&secretary, &path, &typed("5/8/2026")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.one(".findings").contains("đã được kết nạp lại ngày 02/09/2021"));
    let confirmed = [typed("5/8/2026").as_slice(), &[("confirm", "readmitted_again")]].concat();
    send_on(&secretary, &path, &twice, &confirmed).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(&again.path()).await.text().contains("Kết nạp lại lần thứ hai"));
    ledger_holds(&test).await;
}

#[tokio::test]
async fn texts_that_are_too_long_and_months_that_are_none_are_told() {
    let test = TestApp::new().await;
    let person = test.person("Đỗ Thanh Bách").carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await;
    let secretary = test.secretary().await;
    let path = format!("{}/transfer", person.path());
    let long = |n: usize| "ơ".repeat(n);
    let (place, number, words) = (long(201), long(61), long(1_001));
    let typed = [
        ("counterpart_text", place.as_str()),
        ("decision_number", &number),
        ("decided_on", "10/8/2026"),
        ("issuing_body", &place),
        ("effective_on", "19/8/2026"),
        ("fees_until", "2026"),
        ("reason", &words),
        ("note", &words),
    ];
    let refused = send(&secretary, &path, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    for (field, sentence) in [
        ("counterpart_text", "Dài quá 200 chữ. Viết gọn lại."),
        ("decision_number", "Dài quá 60 chữ. Viết gọn lại."),
        ("issuing_body", "Dài quá 200 chữ. Viết gọn lại."),
        ("fees_until", "Nhập tháng theo dạng tháng/năm, ví dụ 8/2026."),
        ("reason", "Dài quá 1000 chữ. Viết gọn lại."),
        ("note", "Dài quá 1000 chữ. Viết gọn lại."),
    ] {
        assert!(refused.one(&format!("#{field}-error")).contains(sentence), "{field}");
    }
    let wrong = [("fees_until", "13/2026")];
    let wrong = send(&secretary, &path, &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.one("#fees_until-error").contains("Tháng phải từ 1 đến 12. Kiểm tra lại tháng."));
    assert_eq!(test.count("events").await, 1);
}
