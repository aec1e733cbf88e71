//! A year that has not begun is prepared and not judged; beyond the next one there is nothing.

use axum::http::StatusCode;
use sodangvien::auth::Role;

use crate::commendations::{resend, send};
use crate::support::TestApp;

/// A target of the root as it is typed.
fn target<'a>(organisation: &'a str, year: &'a str) -> [(&'a str, &'a str); 5] {
    let what = [("name", "Kết nạp đảng viên"), ("source", "admissions"), ("aim", "4")];
    [what[0], what[1], what[2], ("organisation", organisation), ("year", year)]
}

#[tokio::test]
async fn targets_are_set_up_to_the_year_that_a_page_shows() {
    let test = TestApp::new().await;
    let root = test.root.to_string();
    let secretary = test.secretary().await;
    let first = send(&secretary, "/targets/new?year=2026", &target(&root, "2026")).await;
    let page = secretary.get(first.expect(StatusCode::SEE_OTHER).location()).await.expect(StatusCode::OK);
    assert_eq!(page.attributes("a[href^='/targets/next']", "href"), [format!("/targets/next?year=2026&branch={root}")]);
    let opened = secretary.get("/targets/next?year=2026").await.expect(StatusCode::OK);
    let taken = [("take_1", "1"), ("name_1", "Kết nạp đảng viên"), ("aim_1", "5")];
    let next = resend(&secretary, &opened, &taken).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get(next.location()).await.expect(StatusCode::OK);
    let links = page.attributes("main a", "href");
    assert!(links.iter().all(|link| !link.contains("2028") && !link.starts_with("/targets/next")), "{links:?}");
    for year in ["2028", "2031", "1975"] {
        let refused = send(&secretary, "/targets/new?year=2027", &target(&root, year)).await;
        let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.attributes(".error-summary a", "href"), ["#year"], "{year}");
        assert!(refused.one(".error-summary").contains("từ 1976 đến 2027"), "{}", refused.one(".error-summary"));
    }
    assert_eq!(secretary.get("/targets/new?year=2031").await.attributes("#year", "value"), ["2026"]);
    let beyond = secretary.get("/targets/next?year=2027").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(beyond.text().contains("Chỉ lập được chỉ tiêu đến năm 2027."), "{}", beyond.text());
    let fields = [("year", "2027"), ("branch", &root), taken[0], taken[1], taken[2]];
    secretary.post("/targets/next", &fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(test.count("target_versions").await, 2);
}

#[tokio::test]
async fn of_a_year_that_has_not_begun_there_is_no_verdict_and_no_cap() {
    let test = TestApp::new().await;
    let (root, branch) = (test.root.to_string(), test.branches[0]);
    for name in ["Lê Văn An", "Đỗ Văn Bình", "Trần Văn Cường"] {
        test.person(name).carried_over(branch, "1/1/2018", "3/2/2001").enter().await;
    }
    let secretary = test.secretary().await;
    for year in ["2026", "2027"] {
        send(&secretary, "/targets/new", &target(&root, year)).await.expect(StatusCode::SEE_OTHER);
    }
    let running = secretary.get("/targets?year=2026").await.expect(StatusCode::OK);
    assert!(running.one(".summary-line").contains("Đạt và vượt 0/1 chỉ tiêu"), "{}", running.one(".summary-line"));
    let ahead = secretary.get("/targets?year=2027").await.expect(StatusCode::OK);
    assert_eq!(ahead.one(".summary-line"), "Năm 2027 chưa bắt đầu. 1 chỉ tiêu.");
    assert_eq!(ahead.all("table.targets td .tag"), ["Năm chưa bắt đầu"]);
    let year = secretary.get("/year?year=2027").await.expect(StatusCode::OK);
    assert!(year.one("main").contains("Năm 2027 chưa bắt đầu."));
    assert_eq!(year.all(".year-card:first-child .year-figures li"), ["1 chỉ tiêu đã đặt ra"]);
    assert_eq!(year.all(".progress-list .numeric"), ["cần đạt 4"]);
    for (page, capped) in [
        ("/evaluations", true),
        (&format!("/evaluations/{branch}"), true),
        ("/evaluations/organisations", false),
        ("/residence", false),
        (&format!("/residence/{branch}"), false),
    ] {
        let running = secretary.get(&format!("{page}?year=2026")).await.expect(StatusCode::OK);
        assert!(!running.text().contains("chưa bắt đầu."), "{page}");
        assert_eq!(running.text().contains("Không quá 20%"), capped, "{page}");
        let ahead = secretary.get(&format!("{page}?year=2027")).await.expect(StatusCode::OK);
        assert!(ahead.text().contains("Năm 2027 chưa bắt đầu."), "{page}");
        assert!(!ahead.text().contains("Không quá 20%"), "{page}");
        assert_eq!(ahead.all("main table, main .figures").len(), 0, "{page}");
    }
    // What is asked as of a day before the year, too.
    let before = secretary.get("/targets?year=2026&as_of=2025-12-31").await.expect(StatusCode::OK);
    assert!(before.one(".summary-line").starts_with("Năm 2026 chưa bắt đầu."), "{}", before.one(".summary-line"));
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    assert!(inspector.get("/year?year=2027").await.text().contains("Năm 2027 chưa bắt đầu."));
}
