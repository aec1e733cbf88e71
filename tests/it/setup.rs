//! The first run.

use axum::http::StatusCode;
use sodangvien::setup;

use crate::support::{Answer, NOW, TestApp};

const PASSWORD: &str = "con mèo nhà hàng xóm";

async fn token(test: &TestApp) -> String {
    let link = setup::link(&test.app).await.unwrap().unwrap();
    link.strip_prefix("/setup?token=").unwrap().to_owned()
}

fn own<'a>(token: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("token", token),
        ("name", name),
        ("full_name", "Trần Thị Hòa"),
        ("password", PASSWORD),
        ("start", "own"),
        ("organisation", "Đảng bộ xã Vinh Lộc"),
        ("superior", "Đảng bộ tỉnh"),
        ("branches", "Chi bộ thôn 1\r\nChi bộ thôn 2"),
        ("opens_on", "01/01/2026"),
    ]
}

fn cookies(answer: &Answer) -> String {
    let cookies = answer.cookies();
    cookies.iter().map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn the_link_makes_the_first_account_and_its_organisation_and_signs_in() {
    let test = TestApp::unopened(NOW).await;
    let token = token(&test).await;
    let page = test.stranger().get(&format!("/setup?token={token}")).await.expect(StatusCode::OK);
    assert_eq!(page.one("h1"), "Mở sổ đảng viên");
    let answer = test.stranger().post("/setup", &own(&token, "bithu")).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/members");
    let mut user = test.stranger();
    user.cookie = cookies(&answer);
    let roster = user.get("/members").await.expect(StatusCode::OK);
    assert!(roster.text().contains("Đã mở sổ") && roster.text().contains("Đảng bộ xã Vinh Lộc"));
    user.get("/accounts").await.expect(StatusCode::OK);
    let names: Vec<String> = sqlx::query_scalar(
        "select v.name from accounts a join organisation_versions v on v.organisation = a.organisation or v.parent = a.organisation
          order by v.id",
    )
    .fetch_all(test.db())
    .await
    .unwrap();
    assert_eq!(names, ["Đảng bộ xã Vinh Lộc", "Chi bộ thôn 1", "Chi bộ thôn 2"]);
    let opens_on: String = sqlx::query_scalar("select opens_on::text from book").fetch_one(test.db()).await.unwrap();
    assert_eq!(opens_on, "2026-01-01");

    // Once there is an account there is no set-up, with whatever link.
    assert_eq!(setup::link(&test.app).await.unwrap(), None);
    test.stranger().get(&format!("/setup?token={token}")).await.expect(StatusCode::NOT_FOUND);
    test.stranger().get("/setup").await.expect(StatusCode::NOT_FOUND);
    test.stranger().post("/setup", &own(&token, "khac")).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(test.count("accounts").await, 1);
}

#[tokio::test]
async fn the_sample_organisation_is_there_at_once() {
    let test = TestApp::new().await;
    let token = token(&test).await;
    let form = [("token", token.as_str()), ("name", "bithu"), ("password", PASSWORD), ("start", "sample")];
    let answer = test.stranger().post("/setup", &form).await.expect(StatusCode::SEE_OTHER);
    let mut user = test.stranger();
    user.cookie = cookies(&answer);
    let roster = user.get("/members?as_of=2019-12-31").await.expect(StatusCode::OK);
    assert_eq!(roster.all("tbody tr").len(), 38);
}

#[tokio::test]
async fn of_ten_uses_at_once_one_makes_the_account() {
    let test = TestApp::new().await;
    let token = token(&test).await;
    let uses = (0..10).map(|number| {
        let (app, token) = (test.app.clone(), token.clone());
        tokio::spawn(async move {
            let name = format!("bithu-{number}");
            let body = crate::support::form(&own(&token, &name));
            let request = axum::http::Request::post("/setup")
                .header("sec-fetch-site", "same-origin")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(body))
                .unwrap();
            let router = sodangvien::app::router(app).unwrap();
            tower::ServiceExt::oneshot(router, request).await.unwrap().status()
        })
    });
    let uses: Vec<_> = uses.collect();
    let mut statuses = Vec::new();
    for one in uses {
        statuses.push(one.await.unwrap());
    }
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::NOT_FOUND).count(), 9, "{statuses:?}");
    assert_eq!((test.count("accounts").await, test.count("sessions").await, test.count("book").await), (1, 1, 1));
}

#[tokio::test]
async fn a_link_is_good_for_a_day_and_only_the_newest() {
    let test = TestApp::new().await;
    let first = token(&test).await;
    let second = token(&test).await;
    let expired = test.stranger().get(&format!("/setup?token={first}")).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(expired.one("h1"), "Đường dẫn thiết lập đã hết hạn");
    test.stranger().post("/setup", &own(&first, "bithu")).await.expect(StatusCode::NOT_FOUND);
    test.stranger().get("/setup").await.expect(StatusCode::NOT_FOUND);
    test.clock.set(test.app.clock.now().plus_seconds(24 * 3600 - 1).0);
    test.stranger().get(&format!("/setup?token={second}")).await.expect(StatusCode::OK);
    test.clock.set(test.app.clock.now().plus_seconds(1).0);
    test.stranger().get(&format!("/setup?token={second}")).await.expect(StatusCode::NOT_FOUND);
    test.stranger().post("/setup", &own(&second, "bithu")).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(test.count("accounts").await, 0);
}

#[tokio::test]
async fn what_is_wrong_is_said_and_the_link_stays_good() {
    let test = TestApp::new().await;
    let token = token(&test).await;
    let form = [("token", token.as_str()), ("password", "matkhau123"), ("start", "own"), ("branches", "Chi bộ thôn 1")];
    let answer = test.stranger().post("/setup", &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let links = answer.attributes(".error-summary a", "href");
    assert_eq!(links, ["#name", "#password", "#organisation", "#opens_on"]);
    for link in links {
        assert_eq!(answer.all(&format!("main {link}")).len(), 1, "{link}");
    }
    assert_eq!(answer.one("#branches"), "Chi bộ thôn 1");
    assert!(!answer.text().contains("matkhau123"));
    test.stranger().post("/setup", &own(&token, "bithu")).await.expect(StatusCode::SEE_OTHER);
}
