//! The charts and the comparison of a table that somebody brings.

use axum::http::StatusCode;
use sodangvien::auth::Role;

use crate::sample::Sample;
use crate::support::TestApp;

#[tokio::test]
async fn the_charts_say_what_their_tables_say_and_need_no_colour() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get("/statistics/charts").await.expect(StatusCode::OK);
    let years = page.all("table.movement:not(.ages) tbody th");
    assert_eq!(years, ["2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026"]);
    let closings = page.all("table.movement:not(.ages) tbody td:nth-of-type(4)");
    assert_eq!(closings[..2], ["37", "38"]);
    assert_eq!(closings[8], "53");
    let bars = page.all("svg[aria-labelledby^=members] .bar-label");
    assert_eq!(bars, closings, "each bar has its figure");
    let up_and_down = page.all("svg[aria-labelledby^=movement] .bar-label");
    assert_eq!(up_and_down[2..4], ["+5", "−4"], "2019, with signs");
    assert_eq!(page.attributes("svg[aria-labelledby^=movement] rect.hatched", "fill").len(), 9);
    for svg in ["members", "movement", "ages"] {
        assert_eq!(page.attributes(&format!("svg[aria-labelledby^={svg}]"), "role"), ["img"]);
        assert!(!page.one(&format!("#{svg}-title")).is_empty() && !page.one(&format!("#{svg}-desc")).is_empty());
    }
    let ages: i64 = page.all("table.ages tbody td").iter().map(|n| n.parse::<i64>().unwrap()).sum();
    assert_eq!(ages, 53, "everyone is in the pyramid or said to be unknown");
    let link = page.attributes("table.movement:not(.ages) tbody th a", "href")[1].clone();
    assert!(user.get(&link).await.expect(StatusCode::OK).text().contains("Năm 2019"));
}

#[tokio::test]
async fn a_book_without_anybody_has_charts_of_nobody() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let page = user.get("/statistics/charts").await.expect(StatusCode::OK);
    assert_eq!(page.all("table.movement:not(.ages) tbody td"), ["0", "0", "0", "0", "0"]);
}

const OF_2019: [(&str, &str); 2] = [("from", "1/1/2019"), ("to", "31/12/2019")];

#[tokio::test]
async fn the_report_of_2019_does_not_close_by_three_and_the_page_says_where() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let table = "Đầu kỳ\t37\nKết nạp\t4\nCuối kỳ\t38\t16\t\t\t4\nĐảng phí\t5";
    let page = user.post("/statistics/compare", &[OF_2019[0], OF_2019[1], ("table", table)]).await;
    let page = page.expect(StatusCode::OK);
    assert_eq!(page.all(".faults li"), ["Cột Tổng số: cuối kỳ ghi 38; đầu kỳ cộng tăng trừ giảm là 41, lệch −3."]);
    assert_eq!(page.all(".unread li"), ["Đảng phí 5"]);
    assert!(page.one("#found").contains("Cả 5 số đều bằng số của sổ."), "{}", page.one("#found"));
}

#[tokio::test]
async fn where_a_table_differs_from_the_book_is_named_and_opens_the_people() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let table = "Nội dung;Tổng số;Nữ\nĐầu kỳ;37;16\nKết nạp;5;2\nChuyển đến;1;0\nGiảm;4;1\nCuối kỳ;39;17";
    let page = user.post("/statistics/compare", &[OF_2019[0], OF_2019[1], ("table", table)]).await;
    let page = page.expect(StatusCode::OK);
    assert!(page.one("#found").contains("Bảng cân"), "{}", page.one("#found"));
    let rows = page.all("table.differences tbody tr");
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert_eq!(page.all("table.differences tbody tr:first-child :is(th, td)"), ["Kết nạp", "Tổng số", "5", "4", "+1"]);
    let people = page.attributes("table.differences a", "href")[0].clone();
    assert_eq!(user.get(&people).await.expect(StatusCode::OK).all("table.people tbody tr").len(), 4);
    assert_eq!(page.one("textarea"), table.split_whitespace().collect::<Vec<_>>().join(" "), "what was typed is kept");
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_asked_for_again_and_the_scope_is_kept() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    for table in ["", "chưa có số nào"] {
        let page = user.post("/statistics/compare", &[("table", table)]).await;
        let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.all("#table-error").len(), 1);
    }
    let test = TestApp::new().await;
    let branch = test.user("chibo", &[Role::Committee], test.branches[0]).await;
    let root = test.root.to_string();
    branch.post("/statistics/compare", &[("branch", &root), ("table", "x")]).await.expect(StatusCode::NOT_FOUND);
    branch.get(&format!("/statistics/charts?branch={root}")).await.expect(StatusCode::NOT_FOUND);
}
