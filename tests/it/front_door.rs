//! What stands before every page.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::support::TestApp;

#[tokio::test]
async fn the_program_says_that_it_is_alive_and_its_database_answers() {
    let test = TestApp::new().await;
    assert_eq!(test.stranger().get("/healthz").await.status, StatusCode::OK);
    assert_eq!(test.stranger().get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_address_is_not_found() {
    let test = TestApp::new().await;
    test.stranger().get("/no/such/page").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_write_from_elsewhere_is_refused() {
    let test = TestApp::new().await;
    let stranger = test.stranger();
    for (header, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("accept", "says nothing of its origin"),
    ] {
        let answer = stranger.send(Request::post("/sign-in").header(header, value), Body::empty()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header}: {value}");
    }
}

#[tokio::test]
async fn the_figures_of_the_program_are_for_its_own_machine_only() {
    use axum::extract::ConnectInfo;
    use std::net::SocketAddr;
    let test = TestApp::new().await;
    // Counting begins once a process, whichever test comes first.
    let _ = sodangvien::web::measure::begin();
    let from = |peer: &str| {
        let peer: SocketAddr = peer.parse().unwrap();
        Request::get("/metrics").extension(ConnectInfo(peer))
    };
    let stranger = test.stranger();
    stranger.get("/healthz").await.expect(StatusCode::OK);
    let told = stranger.send(from("127.0.0.1:4000"), Body::empty()).await.expect(StatusCode::OK).text();
    assert!(told.contains("http_requests_total{route=\"/healthz\""), "{told}");
    stranger.send(from("192.0.2.7:4000"), Body::empty()).await.expect(StatusCode::NOT_FOUND);
    let passed_on = from("127.0.0.1:4000").header("x-forwarded-for", "192.0.2.7");
    stranger.send(passed_on, Body::empty()).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_name_that_is_not_its_own_is_refused() {
    let test = TestApp::new().await;
    let stranger = test.stranger();
    let called = |host: &str, path: &str| Request::get(path).header("host", host);
    for host in ["localhost:3000", "so.localhost", "127.0.0.1:3000", "192.168.1.7", "[::1]:3000"] {
        stranger.send(called(host, "/sign-in"), Body::empty()).await.expect(StatusCode::OK);
    }
    for path in ["/sign-in", "/", "/no/such/page", "/metrics"] {
        let answer = stranger.send(called("evil.example:3000", path), Body::empty()).await;
        assert!(answer.expect(StatusCode::MISDIRECTED_REQUEST).text().contains("PUBLIC_URL"), "{path}");
    }
    let two = called("localhost", "/sign-in").header("host", "evil.example");
    stranger.send(two, Body::empty()).await.expect(StatusCode::MISDIRECTED_REQUEST);
    for path in ["/healthz", "/readyz"] {
        stranger.send(called("evil.example", path), Body::empty()).await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn a_page_that_answers_a_form_offers_no_switch_that_would_lose_it() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let switches = ".menu-panel form[action='/preferences']";
    assert_eq!(secretary.get("/members/new").await.all(switches).len(), 2);
    let typed = [("full_name", "Nguyễn Văn An"), ("submission", "0123456789abcdef0123456789abcdef")];
    let page = secretary.post("/members", &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.all(switches).len(), 0);
    assert!(page.text().contains("sau khi gửi biểu mẫu này"));
}
