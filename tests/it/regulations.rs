//! The pages of the rules.

use axum::http::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn the_rules_of_a_day_are_shown_with_their_article_and_how_sure_it_is() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let now = secretary.get("/rules").await.expect(StatusCode::OK);
    let then = secretary.get("/rules?on=1/8/2025").await.expect(StatusCode::OK);
    assert_eq!(now.all(".card-heading h2").len(), 32);
    let ceremony = |page: &crate::support::Answer| {
        let at =
            page.all(".card-heading h2").iter().position(|heading| heading == "Từ quyết định đến lễ kết nạp").unwrap();
        page.all(&format!("[aria-labelledby=rule-{}] .card-body p", at + 1)).join(" ")
    };
    let now = ceremony(&now);
    assert!(now.contains("30 ngày làm việc") && now.contains("208-QĐ/TW") && now.contains("Chưa đối chiếu"), "{now}");
    let then = ceremony(&then);
    assert!(then.contains("294-QĐ/TW") && then.contains("Đã đối chiếu"), "{then}");
    secretary.get("/rules?on=31/2/2025").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_day_before_every_rule_that_is_known_says_so() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = secretary.get("/rules?on=1/1/1990").await.expect(StatusCode::OK);
    assert!(page.text().contains("Chưa có dữ liệu về quy định của ngày này."));
}

#[tokio::test]
async fn the_calendar_shows_what_differs_in_a_year_and_counts_working_days() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = secretary.get("/rules/calendar?year=2019").await.expect(StatusCode::OK);
    assert!(page.all("tbody th").contains(&"Thứ Ba, 01/01/2019".to_owned()));
    // 1/9/2019 is a Sunday, 2/9 the National Day.
    let counted = secretary.get("/rules/calendar?from=30/8/2019&days=1").await.expect(StatusCode::OK);
    assert!(counted.one(".notice").ends_with("là Thứ Ba, ngày 03/09/2019."), "{}", counted.one(".notice"));
    let wrong = secretary.get("/rules/calendar?from=30/8/2019&days=0").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Nhập số ngày từ 1 đến 1.000."));
    let far = secretary.get("/rules/calendar?year=2050").await.expect(StatusCode::OK);
    assert!(far.text().contains("Chưa có lịch nghỉ của năm này"));
}
