//! The calendar to subscribe to: made and taken back by its owner, open to who has its address, without a name.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::support::{Answer, TestApp, User};

const ME: &str = "/accounts/me";

/// Presses a button of one's own account.
async fn press(user: &User<'_>, action: &str) -> Answer {
    let page = user.get(ME).await.expect(StatusCode::OK);
    let field = format!("form[action='{action}'] input[name=submission]");
    let key = page.attributes(&field, "value").pop().unwrap();
    user.post(action, &[("submission", &key)]).await
}

/// Makes a calendar; the path of its address.
async fn made(user: &User<'_>) -> String {
    press(user, "/accounts/me/calendar").await.expect(StatusCode::SEE_OTHER);
    let address = user.get(ME).await.attributes("#calendar-address", "value").pop().unwrap();
    address.strip_prefix("http://localhost").unwrap().to_owned()
}

/// The calendar, a minute later than it was last read.
async fn read(test: &TestApp, address: &str) -> Answer {
    test.clock.set(test.app.clock.now().plus_seconds(60).0);
    test.stranger().get(address).await
}

#[tokio::test]
async fn a_calendar_says_what_and_how_many_on_which_day_and_no_name() {
    let test = TestApp::new().await;
    let [branch, other] = test.branches;
    for name in ["Trần Văn Bình", "Lê Thị Hoa"] {
        test.person(name).admitted(branch, "22/1/2026").enter().await;
    }
    test.person("Phạm Văn Dũng").admitted(branch, "1/9/2025").enter().await;
    test.person("Ngô Văn Giang")
        .carried_over(other, "1/1/2020", "1999")
        .away(other, "1/9/2026", "5/12/2026")
        .enter()
        .await;
    let person = test.person("Đinh Văn Tám").carried_over(other, "1/1/2020", "1999");
    let exempt = person.event(Kind::Exempted, other, "1/9/2026", |event| event.due_on = Some(day("5/12/2026")));
    exempt.enter().await;
    let own = test.user("chibo", &[Role::Inspector], branch).await;
    let path = made(&own).await;
    let answer = read(&test, &path).await.expect(StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let said = answer.text().replace("\r\n ", "");
    assert!(said.contains("SUMMARY:Xét công nhận chính thức (quá hạn): 01 người\r\n"), "{said}");
    assert!(said.contains("SUMMARY:Xét công nhận chính thức: 02 người\r\n"), "{said}");
    // Twelve months from 22/1/2026, and thirty working days: Tết of 2027 lies between.
    assert!(said.contains("DTSTART;VALUE=DATE:20270312\r\n"), "{said}");
    assert!(said.contains("DTSTART;VALUE=DATE:20261123\r\n"), "what is late is said today: {said}");
    assert_eq!(said.matches("BEGIN:VEVENT").count(), 2, "of one's own branch alone");
    for name in ["Bình", "Hoa", "Dũng", "Giang", "Tám"] {
        assert!(!said.contains(name), "{name}");
    }
    let whole = test.user("dangbo", &[Role::Committee], test.root).await;
    let said = read(&test, &made(&whole).await).await.text();
    assert!(said.contains("DTSTART;VALUE=DATE:20261205\r\n") && said.matches("BEGIN:VEVENT").count() == 4, "{said}");
    let said = said.replace("\r\n ", "");
    assert!(said.contains("Miễn\\, đình chỉ sinh hoạt sắp hoặc đã hết hạn: 01 người"), "{said}");
}

#[tokio::test]
async fn an_address_is_kept_as_a_hash_and_dies_when_it_is_taken_back_or_replaced() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let path = made(&secretary).await;
    let secret = path.strip_prefix("/calendar/").unwrap().strip_suffix(".ics").unwrap();
    let kept: String =
        sqlx::query_scalar("select calendar_feeds::text from calendar_feeds").fetch_one(test.db()).await.unwrap();
    assert!(secret.len() == 64 && !kept.contains(secret));
    read(&test, &path).await.expect(StatusCode::OK);
    assert!(secretary.get(ME).await.text().contains("đọc lần cuối lúc 23/11/2026 10:01"));

    let next = made(&secretary).await;
    assert_ne!(next, path);
    read(&test, &path).await.expect(StatusCode::NOT_FOUND);
    read(&test, &next).await.expect(StatusCode::OK);
    press(&secretary, "/accounts/me/calendar/revocation").await.expect(StatusCode::SEE_OTHER);
    read(&test, &next).await.expect(StatusCode::NOT_FOUND);
    assert!(secretary.get(ME).await.all("#calendar-address").is_empty());
    let acts: Vec<String> = sqlx::query_scalar("select act from changes where act like 'calendar%' order by id")
        .fetch_all(test.db())
        .await
        .unwrap();
    assert_eq!(acts, ["calendar_made", "calendar_made", "calendar_revoked"]);
}

#[tokio::test]
async fn a_calendar_dies_with_what_its_account_may_do() {
    let test = TestApp::new().await;
    let user = test.user("chibo", &[Role::Committee], test.branches[0]).await;
    let path = made(&user).await;
    for (change, back) in [
        ("disabled_at = created_at", "disabled_at = null"),
        ("roles = '{administrator}'", "roles = '{committee}'"),
        ("password_expires_at = created_at + interval '3 days'", "password_expires_at = null"),
    ] {
        let set = |what: &str| sqlx::AssertSqlSafe(format!("update accounts set {what} where name = 'chibo'"));
        sqlx::query(set(change)).execute(test.db()).await.unwrap();
        read(&test, &path).await.expect(StatusCode::NOT_FOUND);
        sqlx::query(set(back)).execute(test.db()).await.unwrap();
        read(&test, &path).await.expect(StatusCode::OK);
    }
    let unknown = format!("/calendar/{}.ics", "0".repeat(64));
    for wrong in [unknown.as_str(), "/calendar/x.ics", path.strip_suffix(".ics").unwrap()] {
        read(&test, wrong).await.expect(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_calendar_is_read_now_and_then_and_made_only_by_who_reads_members() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let path = made(&secretary).await;
    read(&test, &path).await.expect(StatusCode::OK);
    let again = test.stranger().get(&path).await.expect(StatusCode::TOO_MANY_REQUESTS);
    assert!(again.headers.contains_key("retry-after"));
    read(&test, &path).await.expect(StatusCode::OK);
    let administrator = test.user("quantri", &[Role::Administrator], test.root).await;
    assert!(!administrator.get(ME).await.text().contains("Lịch nhắc việc"));
    administrator.post("/accounts/me/calendar", &[]).await.expect(StatusCode::FORBIDDEN);
}
