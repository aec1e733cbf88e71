//! The door: who comes in, who does not, and what is written about it.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use sodangvien::accounts::{self, NewAccount};
use sodangvien::audit::Author;
use sodangvien::auth::Role;
use sodangvien::auth::password::{Cost, Passwords};
use sodangvien::ids::AccountId;
use sodangvien::seal::Seal;
use tower::ServiceExt;

use crate::support::{Answer, TestApp, User, form};

const PASSWORD: &str = "con mèo nhà hàng xóm";

async fn account(test: &TestApp, name: &str) -> AccountId {
    let author = Author { account: None, at: test.app.clock.now() };
    let new = NewAccount {
        name: name.to_owned(),
        full_name: "Trần Thị Hòa".to_owned(),
        roles: vec![Role::Administrator, Role::Committee],
        organisation: test.root,
        password: PASSWORD.to_owned(),
    };
    let mut tx = test.db().begin().await.unwrap();
    let id = accounts::add(&mut tx, &test.app, author, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn sign_in(user: &User<'_>, name: &str, password: &str) -> Answer {
    user.post("/sign-in", &[("name", name), ("password", password), ("next", "/accounts/me")]).await
}

/// The browser after an answer: with the cookies that it sets.
fn after<'a>(test: &'a TestApp, answer: &Answer) -> User<'a> {
    let mut user = test.stranger();
    let cookies = answer.cookies();
    user.cookie = cookies.iter().map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ");
    user
}

async fn acts(test: &TestApp) -> Vec<String> {
    sqlx::query_scalar("select act from changes where act like 'sign%' order by id").fetch_all(test.db()).await.unwrap()
}

fn later(test: &TestApp, seconds: i64) {
    test.clock.set(test.app.clock.now().plus_seconds(seconds).0);
}

#[tokio::test]
async fn who_knows_the_password_comes_in_and_goes_out() {
    let test = TestApp::new().await;
    account(&test, "tran.hoa").await;
    let answer = sign_in(&test.stranger(), " Tran.Hoa ", PASSWORD).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/accounts/me");
    let session = answer.cookies().into_iter().find(|cookie| cookie.starts_with("session=")).unwrap();
    assert!(
        session.contains("HttpOnly") && session.contains("SameSite=Lax") && !session.contains("Secure"),
        "{session}"
    );

    let user = after(&test, &answer);
    user.get("/accounts/me").await.expect(StatusCode::OK);
    let out = user.post("/sign-out", &[]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(out.location(), "/sign-in");
    assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
    assert!(out.cookies()[0].starts_with("session=;") && out.cookies()[0].contains("Max-Age=0"));
    let gone = user.get("/accounts/me").await.expect(StatusCode::SEE_OTHER);
    assert_eq!(gone.location(), "/sign-in?next=/accounts/me");
    assert_eq!(acts(&test).await, ["sign_in", "sign_out"]);
    // Signing out twice is no mistake.
    user.post("/sign-out", &[]).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let test = TestApp::new().await;
    account(&test, "tran.hoa").await;
    let wrong_password = sign_in(&test.stranger(), "tran.hoa", "con mèo nhà ai").await;
    let wrong_name = sign_in(&test.stranger(), "tran.an", "con mèo nhà ai").await;
    assert_eq!(
        (wrong_password.status, wrong_name.status),
        (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
    );
    assert_eq!(wrong_password.text().replace("tran.hoa", "-"), wrong_name.text().replace("tran.an", "-"));
    assert!(wrong_password.one("[role=alert]").starts_with("Tên đăng nhập hoặc mật khẩu chưa đúng."));
    assert_eq!(wrong_password.attributes("#name", "value"), ["tran.hoa"]);
    assert!(!wrong_password.text().contains("con mèo"), "a password is never sent back");
    assert!(!wrong_password.cookies().iter().any(|cookie| cookie.starts_with("session")));
}

#[tokio::test]
async fn a_line_is_written_of_a_try_that_failed_and_never_what_was_typed() {
    let test = TestApp::new().await;
    let id = account(&test, "tran.hoa").await;
    sign_in(&test.stranger(), "tran.hoa", "mật khẩu gõ sai").await;
    sign_in(&test.stranger(), "mật-khẩu-gõ-nhầm-ô", "tran.hoa").await;
    let lines: Vec<(String, Option<i64>, String)> = sqlx::query_as(
        "select subject, subject_id, fields::text from changes where act = 'sign_in_failed' order by id",
    )
    .fetch_all(test.db())
    .await
    .unwrap();
    assert_eq!((lines[0].0.as_str(), lines[0].1), ("account", Some(id.0)));
    assert_eq!((lines[1].0.as_str(), lines[1].1), ("book", None));
    let all: String =
        sqlx::query_scalar("select string_agg(changes::text, ' ') from changes").fetch_one(test.db()).await.unwrap();
    let counts: String = sqlx::query_scalar("select string_agg(f::text, ' ') from sign_in_failures as f")
        .fetch_one(test.db())
        .await
        .unwrap();
    assert!(!all.contains("gõ") && !counts.contains("gõ") && !counts.contains("tran"), "{all} {counts}");
}

#[tokio::test]
async fn after_signing_in_one_goes_to_a_page_of_ours_only() {
    let test = TestApp::new().await;
    account(&test, "tran.hoa").await;
    for (next, location) in
        [("/members?q=an", "/members?q=an"), ("//evil.example", "/"), ("https://evil.example", "/"), ("", "/")]
    {
        let answer =
            test.stranger().post("/sign-in", &[("name", "tran.hoa"), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!(answer.expect(StatusCode::SEE_OTHER).location(), location);
    }
    let page = test.stranger().get("/sign-in?next=//evil.example").await.expect(StatusCode::OK);
    assert_eq!(page.attributes("input[name=next]", "value"), ["/"]);
}

#[tokio::test]
async fn signing_in_ends_the_session_that_the_browser_had() {
    let test = TestApp::new().await;
    account(&test, "tran.hoa").await;
    let first = sign_in(&test.stranger(), "tran.hoa", PASSWORD).await;
    let user = after(&test, &first);
    let second = sign_in(&user, "tran.hoa", PASSWORD).await;
    assert_ne!(first.cookies()[0], second.cookies()[0]);
    user.get("/accounts/me").await.expect(StatusCode::SEE_OTHER);
    after(&test, &second).get("/accounts/me").await.expect(StatusCode::OK);
    assert_eq!(test.count("sessions").await, 1);
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_in_any_case() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    later(&test, 29 * 60);
    user.get("/accounts/me").await.expect(StatusCode::OK);
    later(&test, 29 * 60);
    user.get("/accounts/me").await.expect(StatusCode::OK);
    later(&test, 30 * 60);
    user.get("/accounts/me").await.expect(StatusCode::SEE_OTHER);

    let user = test.session(user.account.unwrap()).await;
    for _ in 0..35 {
        later(&test, 20 * 60);
        user.get("/accounts/me").await.expect(StatusCode::OK);
    }
    later(&test, 20 * 60);
    user.get("/accounts/me").await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn sessions_that_nobody_uses_any_more_are_forgotten() {
    let test = TestApp::new().await;
    account(&test, "tran.hoa").await;
    sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::SEE_OTHER);
    later(&test, 29 * 60);
    sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("sessions").await, 2);
    later(&test, 60);
    sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("sessions").await, 2);
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_says_that_nothing_is_lost() {
    let test = TestApp::new().await;
    let answer = test.stranger().post("/accounts/me", &[("password", "x")]).await;
    let answer = answer.expect(StatusCode::UNAUTHORIZED);
    assert_eq!(answer.one("h1"), "Phiên làm việc đã hết");
    let way = "a.button.main";
    assert_eq!(answer.attributes(way, "href"), ["/sign-in"], "the one main way on");
    assert_eq!(answer.attributes(way, "target"), ["_blank"], "what was typed stays in this tab");
    assert_eq!(answer.attributes(way, "rel"), ["noopener"]);
}

#[tokio::test]
async fn of_a_hundred_guesses_few_are_looked_at_and_the_holder_still_comes_in() {
    let test = TestApp::new().await;
    account(&test, "tran.hoa").await;
    let known = after(&test, &sign_in(&test.stranger(), "tran.hoa", PASSWORD).await);
    let mut looked_at = 0;
    let mut refused = 0;
    for guess in 0..100 {
        let answer = sign_in(&test.stranger(), "tran.hoa", &format!("đoán lần thứ {guess}")).await;
        match answer.status {
            StatusCode::UNPROCESSABLE_ENTITY => looked_at += 1,
            StatusCode::TOO_MANY_REQUESTS => {
                assert_eq!(answer.headers[header::RETRY_AFTER], "30");
                assert!(answer.one("[role=alert]").contains("Chờ 30 giây"));
                refused += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!((looked_at, refused), (5, 95));
    // A stranger waits even with the right password; the browser that was here before does not.
    sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::TOO_MANY_REQUESTS);
    sign_in(&known, "tran.hoa", PASSWORD).await.expect(StatusCode::SEE_OTHER);
    later(&test, 30);
    sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::SEE_OTHER);
    // A right password begins the count anew.
    for _ in 0..5 {
        sign_in(&test.stranger(), "tran.hoa", "x").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    sign_in(&test.stranger(), "tran.hoa", "x").await.expect(StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn guesses_in_parallel_are_counted_too() {
    let test = TestApp::new().await;
    account(&test, "tran.hoa").await;
    let stranger = test.stranger();
    let guesses = (0..20).map(|_| sign_in(&stranger, "tran.hoa", "một lần đoán"));
    let answers = futures_of(guesses).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY).count(), 5);
}

/// All of them at once, on one thread.
async fn futures_of<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut open: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for (future, done) in &mut open {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *done = Some(value),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    open.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn after_a_hundred_failures_only_an_administrator_helps() {
    let test = TestApp::new().await;
    let id = account(&test, "tran.hoa").await;
    for _ in 0..100 {
        sign_in(&test.stranger(), "tran.hoa", "sai").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        later(&test, 3600);
    }
    let answer = sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.one("[role=alert]").contains("Đề nghị người quản trị cấp mật khẩu mới."));

    let administrator = test.secretary().await;
    let key = "0123456789abcdef0123456789abcdef";
    let given = administrator.post(&format!("/accounts/{id}/password"), &[("submission", key)]).await;
    let password = administrator.get(given.expect(StatusCode::SEE_OTHER).location()).await.one(".one-time");
    sign_in(&test.stranger(), "tran.hoa", &password).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_address_has_ten_tries_at_once_and_twenty_a_minute() {
    let test = TestApp::new().await;
    let guess = async |number: i32, address: &str| {
        let body = form(&[("name", &format!("ai-do-{number}")), ("password", "x")]);
        let mut request = Request::post("/sign-in")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let address: std::net::SocketAddr = address.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        sodangvien::app::router(test.app.clone()).unwrap().oneshot(request).await.unwrap().status()
    };
    for number in 0..10 {
        assert_eq!(guess(number, "10.1.2.3:4000").await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(guess(10, "10.1.2.3:4001").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(guess(11, "10.1.2.4:4000").await, StatusCode::UNPROCESSABLE_ENTITY);
    later(&test, 3);
    assert_eq!(guess(12, "10.1.2.3:4002").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(guess(13, "10.1.2.3:4003").await, StatusCode::TOO_MANY_REQUESTS);
    later(&test, 60);
    for number in 14..24 {
        assert_eq!(guess(number, "10.1.2.3:4000").await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(guess(24, "10.1.2.3:4000").await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn twenty_who_sign_in_at_once_all_come_in() {
    let test = TestApp::new().await;
    for number in 0..20 {
        account(&test, &format!("can-bo-{number}")).await;
    }
    let stranger = test.stranger();
    let names: Vec<_> = (0..20).map(|number| format!("can-bo-{number}")).collect();
    let answers = futures_of(names.iter().map(|name| sign_in(&stranger, name, PASSWORD))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::SEE_OTHER));
    assert_eq!(test.count("sessions").await, 20);
}

#[tokio::test]
async fn a_hash_of_an_older_cost_is_made_anew() {
    let test = TestApp::new().await;
    let id = account(&test, "tran.hoa").await;
    let dearer = Passwords::new(&Seal::from_keys(&[7; 64]), Cost { memory: 16, passes: 2 });
    sqlx::query("update accounts set password_hash = $2 where id = $1")
        .bind(id)
        .bind(dearer.hash(PASSWORD).await.unwrap())
        .execute(test.db())
        .await
        .unwrap();
    sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::SEE_OTHER);
    let hash: String = sqlx::query_scalar("select password_hash from accounts where id = $1")
        .bind(id)
        .fetch_one(test.db())
        .await
        .unwrap();
    assert!(hash.contains("m=8,t=1"), "{hash}");
    sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_closed_account_stays_out() {
    let test = TestApp::new().await;
    let id = account(&test, "tran.hoa").await;
    let user = after(&test, &sign_in(&test.stranger(), "tran.hoa", PASSWORD).await);
    sqlx::query("update accounts set disabled_at = created_at where id = $1")
        .bind(id)
        .execute(test.db())
        .await
        .unwrap();
    user.get("/accounts/me").await.expect(StatusCode::SEE_OTHER);
    sign_in(&test.stranger(), "tran.hoa", PASSWORD).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_door_speaks_english_when_asked_and_remembers_it() {
    let test = TestApp::new().await;
    let choice = test.stranger().post("/preferences", &[("language", "en"), ("back", "/sign-in?next=/members")]).await;
    assert_eq!(choice.location(), "/sign-in?next=/members");
    let english = after(&test, &choice);
    assert_eq!(english.get("/sign-in").await.one("h1"), "Sign in");
    assert_eq!(test.stranger().get("/sign-in").await.one("h1"), "Đăng nhập");
    let back = test.stranger().post("/preferences", &[("language", "vi"), ("back", "//evil.example")]).await;
    assert_eq!(back.location(), "/");

    let dark = after(&test, &test.stranger().post("/preferences", &[("theme", "dark")]).await);
    assert_eq!(dark.get("/sign-in").await.attributes("html", "data-theme"), ["dark"]);
    let none = dark.post("/preferences", &[("theme", "auto")]).await;
    assert!(none.cookies()[0].starts_with("theme=;") && none.cookies()[0].contains("Max-Age=0"));
    let odd = test.stranger().post("/preferences", &[("theme", "pink"), ("language", "xx")]).await;
    assert!(odd.expect(StatusCode::SEE_OTHER).cookies().is_empty());
}

#[tokio::test]
async fn the_door_of_an_empty_book_says_how_to_begin() {
    let test = TestApp::new().await;
    assert!(test.stranger().get("/sign-in").await.text().contains("Chưa có tài khoản nào."));
    account(&test, "tran.hoa").await;
    assert!(!test.stranger().get("/sign-in").await.text().contains("Chưa có tài khoản nào."));
}
