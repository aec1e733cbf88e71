//! Every route, tried by everybody: what the table of routes says is what happens.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use sodangvien::app::routes;
use sodangvien::auth::{Right, Role, Route, Verb};
use sodangvien::ids::AccountId;

use crate::support::{Answer, TestApp, User};

/// Every route was looked at by somebody: a new one belongs in `routes.txt` once its right and whether
/// it shows personal data are settled.
#[test]
fn every_route_is_on_the_reviewed_list() {
    let mut lines: Vec<_> = routes()
        .map(|route| {
            let mut line = format!("{} {} {:?}", verb(route), route.path, route.right);
            if route.personal {
                let _ = write!(line, " personal");
            }
            line
        })
        .collect();
    lines.sort_by_key(|line| line.split(' ').nth(1).map(ToOwned::to_owned));
    let reviewed: Vec<_> = include_str!("routes.txt").lines().collect();
    let missing: Vec<_> = lines.iter().filter(|line| !reviewed.contains(&line.as_str())).collect();
    let gone: Vec<_> = reviewed.iter().filter(|line| !lines.iter().any(|there| there == *line)).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not reviewed: {missing:#?}\non the list, but not there: {gone:#?}");
}

fn verb(route: &Route) -> &'static str {
    match route.method {
        Verb::Get => "GET",
        Verb::Post => "POST",
    }
}

/// The address of a route, of things that are not there.
fn address(route: &Route) -> String {
    route
        .path
        .split('/')
        .map(|part| if part.starts_with('{') { "987654321" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

async fn try_it(user: &User<'_>, route: &Route) -> Answer {
    match route.method {
        Verb::Get => user.get(&address(route)).await,
        Verb::Post => user.post(&address(route), &[]).await,
    }
}

#[tokio::test]
async fn every_route_is_open_to_whom_its_right_says_and_to_nobody_else() {
    let test = TestApp::new().await;
    let combinations: [&[Role]; 4] = [&[Role::Administrator], &[Role::Committee], &[Role::Inspector], &Role::ALL];
    for (number, roles) in combinations.into_iter().enumerate() {
        let account = test.account(&format!("ai-{number}"), roles, test.root).await;
        for route in routes() {
            // A session of its own for each: some routes end it.
            let user = test.session(account).await;
            let answer = try_it(&user, route).await;
            let what = format!("{} {} by {roles:?}: {}", verb(route), route.path, answer.status);
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
            match (route.right.allows(roles), route.method) {
                (true, _) => {
                    assert!(!matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN), "{what}");
                    assert!(route.right == Right::Anyone || !answer.location().starts_with("/sign-in"), "{what}");
                    let there = route.path.contains('{') || route.right == Right::Anyone;
                    assert!(there || answer.status != StatusCode::NOT_FOUND, "{what}");
                }
                (false, Verb::Get) => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}"),
                (false, Verb::Post) => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}"),
            }
        }
    }
}

#[tokio::test]
async fn nobody_comes_in_without_a_good_session() {
    let test = TestApp::new().await;
    let account = test.account("ai", &Role::ALL, test.root).await;
    let expired = test.session(account).await;
    test.clock.set(test.app.clock.now().plus_seconds(12 * 3600).0);
    let closed = test.account("khoa", &Role::ALL, test.root).await;
    let closed = test.session(closed).await;
    sqlx::query("update accounts set disabled_at = created_at where name = 'khoa'").execute(test.db()).await.unwrap();
    let invented = test.stranger().with_cookie(&format!("session={}", "0".repeat(64)));
    for user in [&test.stranger(), &expired, &closed, &invented] {
        for route in routes().filter(|route| route.right != Right::Anyone) {
            let answer = try_it(user, route).await;
            let what = format!("{} {}", verb(route), route.path);
            match route.method {
                Verb::Get => {
                    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{what}");
                    assert!(answer.location().starts_with("/sign-in"), "{what}");
                }
                Verb::Post => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}"),
            }
        }
    }
}

#[tokio::test]
async fn a_one_time_password_opens_nothing_but_ones_own_account() {
    let test = TestApp::new().await;
    let account: AccountId = test.account("ai", &Role::ALL, test.root).await;
    sqlx::query("update accounts set password_expires_at = created_at + interval '3 days'")
        .execute(test.db())
        .await
        .unwrap();
    for route in routes().filter(|route| !matches!(route.right, Right::Anyone | Right::OwnAccount)) {
        let answer = try_it(&test.session(account).await, route).await;
        let what = format!("{} {}", verb(route), route.path);
        match route.method {
            Verb::Get => assert_eq!(answer.location(), "/accounts/me", "{what}"),
            Verb::Post => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}"),
        }
    }
}

#[tokio::test]
async fn no_route_is_written_to_from_elsewhere() {
    let test = TestApp::new().await;
    let account = test.account("ai", &Role::ALL, test.root).await;
    for route in routes().filter(|route| route.method == Verb::Post) {
        for (header, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("accept", "says nothing of its origin"),
        ] {
            let user = test.session(account).await;
            let answer = user.send(Request::post(address(route)).header(header, value), Body::empty()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} {header}: {value}", route.path);
        }
    }
}
