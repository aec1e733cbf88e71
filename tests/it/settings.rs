//! What a committee sets beside the rules and the calendar that come with the program: in force at once, cited, kept.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::auth::password::Cost;
use sodangvien::rules::regulations::RuleCode;
use sodangvien::seal::Seal;
use sodangvien::state::App;

use crate::build::day;
use crate::support::{Answer, TestApp, User};

/// Opens a page with a form, fills it and sends it.
async fn send(user: &User<'_>, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = user.get(page).await.expect(StatusCode::OK);
    let field = format!("form[action='{action}'] input[name=submission]");
    let key = shown.attributes(&field, "value").pop().unwrap();
    user.post(action, &[fields, &[("submission", &key)]].concat()).await
}

const NEW: &str = "/rules/overrides/new";
const OVERRIDES: &str = "/rules/overrides";
const FIFTEEN: [(&str, &str); 4] = [
    ("rule", "recognition_considered"),
    ("value", "15"),
    ("valid_from", "1/1/2026"),
    ("citation", "Hướng dẫn 21-HD/BTCTU ngày 21/8/2025"),
];

#[tokio::test]
async fn a_rule_of_the_committees_own_is_judged_by_at_once_with_its_citation_until_it_ends() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    // Twelve months on 1/10/2026; thirty working days until 12/11, fifteen until 22/10.
    let person = test.person("Trần Văn Bình").admitted(test.branches[0], "1/10/2025").enter().await;
    let said = async || secretary.get("/attention").await.all(".attention p:not(.hint)").pop().unwrap();
    assert!(said().await.contains("chậm nhất ngày 12/11/2026"), "{}", said().await);
    send(&secretary, NEW, OVERRIDES, &FIFTEEN).await.expect(StatusCode::SEE_OTHER);
    assert!(said().await.contains("chậm nhất ngày 22/10/2026"), "{}", said().await);
    let page = secretary.get("/attention").await;
    assert!(page.text().contains("Căn cứ: Hướng dẫn 21-HD/BTCTU ngày 21/8/2025"));
    let record = secretary.get(&person.path()).await;
    assert!(record.text().contains("chi bộ xét chậm nhất 22/10/2026"));

    let path = format!("{}/recognition", person.path());
    let shown = secretary.get(&path).await;
    let hidden = |name: &str| shown.attributes(&format!("form.form input[name={name}]"), "value").pop().unwrap();
    let (submission, last) = (hidden("submission"), hidden("last"));
    let late = [
        ("resolved_on", "23/10/2026"),
        ("decision_number", "8-QĐ/ĐU"),
        ("decided_on", "10/11/2026"),
        ("submission", submission.as_str()),
        ("last", last.as_str()),
    ];
    let asked = secretary.post(&path, &late).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".findings .citation").contains("21-HD/BTCTU"));

    let rules = secretary.get("/rules").await;
    assert!(rules.text().contains("Cấp ủy quy định") && rules.text().contains("Quy định chung:"));
    let then = secretary.get("/rules?on=31/12/2025").await;
    assert!(!then.text().contains("Quy định chung:"), "not yet in force");

    let end = rules.attributes("[aria-labelledby=own-title] .next-steps a", "href").pop().unwrap();
    let early = [("valid_to", "31/12/2025"), ("reason", "Bãi bỏ")];
    send(&secretary, &end, &end, &early).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    send(&secretary, &end, &end, &[("valid_to", "1/10/2026")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let ended = [("valid_to", "1/10/2026"), ("reason", "Bãi bỏ theo Công văn 5")];
    send(&secretary, &end, &end, &ended).await.expect(StatusCode::SEE_OTHER);
    assert!(said().await.contains("chậm nhất ngày 12/11/2026"), "the day of the step is 1/10/2026");
    assert_eq!(test.count("rule_overrides").await, 2, "nothing is deleted");
    let rules = secretary.get("/rules").await.text();
    assert!(rules.contains("Đã kết thúc") && rules.contains("Bãi bỏ theo Công văn 5"));
    let acts: Vec<String> = sqlx::query_scalar("select act from changes where act like 'rule%' order by id")
        .fetch_all(test.db())
        .await
        .unwrap();
    assert_eq!(acts, ["rule_override_added", "rule_override_ended"]);
    let log = secretary.get("/audit").await.text();
    assert!(log.contains("Từ khi hết dự bị đến khi chi bộ xét công nhận chính thức"), "the log says which rule");
    assert!(sqlx::query("delete from rule_overrides").execute(test.db()).await.is_err());
}

#[tokio::test]
async fn a_rule_says_all_that_is_missing_and_does_not_overlap_another() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let empty = send(&secretary, NEW, OVERRIDES, &[("value", "0")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.attributes(".error-summary a", "href"), ["#rule", "#value", "#valid_from", "#citation"]);
    for lead in empty.attributes(".error-summary a", "href") {
        assert_eq!(empty.all(&lead).len(), 1, "{lead}");
    }
    let condition = [FIFTEEN.as_slice(), &[("rule", "sponsor_is_official")]].concat();
    let condition: Vec<_> = condition.into_iter().filter(|pair| *pair != ("rule", "recognition_considered")).collect();
    send(&secretary, NEW, OVERRIDES, &condition).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    send(&secretary, NEW, OVERRIDES, &FIFTEEN).await.expect(StatusCode::SEE_OTHER);
    let twice = send(&secretary, NEW, OVERRIDES, &FIFTEEN).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.one(".error-summary").contains("Từ ngày 01/01/2026 đã có quy định của cấp ủy"));
    assert_eq!(twice.attributes("#value", "value"), ["15"]);
    assert_eq!(test.count("rule_overrides").await, 1);
}

#[tokio::test]
async fn only_an_administrator_of_the_whole_book_sets_rules_and_days() {
    let test = TestApp::new().await;
    let own = test.user("chibo", &[Role::Administrator], test.branches[0]).await;
    assert!(!own.get("/rules").await.attributes("main a", "href").contains(&NEW.to_owned()));
    own.get(NEW).await.expect(StatusCode::NOT_FOUND);
    own.post(OVERRIDES, &FIFTEEN).await.expect(StatusCode::NOT_FOUND);
    own.post("/rules/calendar", &[("off", "24/11/2026")]).await.expect(StatusCode::NOT_FOUND);
    let committee = test.user("cap-uy", &[Role::Committee], test.root).await;
    assert!(committee.get("/rules/calendar").await.all("#section-set").is_empty());
    assert_eq!(test.count("rule_overrides").await + test.count("calendar_days").await, 0);
}

#[tokio::test]
async fn what_another_process_has_set_is_judged_by_at_the_next_request() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let other = App::with_cost(test.db().clone(), test.clock.clone(), Seal::from_keys(&[7; 64]), None, Cost::LEAST);
    let months =
        |app: &App| app.settings().rulebook.rule(RuleCode::RecognitionConsidered, day("1/10/2026")).unwrap().value;
    send(&secretary, NEW, OVERRIDES, &FIFTEEN).await.expect(StatusCode::SEE_OTHER);
    secretary.get("/rules").await.expect(StatusCode::OK);
    assert_eq!((months(&test.app), months(&other)), (15, 30));
    let revision: i64 = sqlx::query_scalar("select n from settings").fetch_one(test.db()).await.unwrap();
    other.settings_at(revision).await.unwrap();
    assert_eq!(months(&other), 15);
}

#[tokio::test]
async fn a_day_off_is_set_counted_at_once_and_taken_back() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let calendar = "/rules/calendar";
    let next = async || {
        let page = secretary.get("/rules/calendar?from=26/11/2026&days=1").await.expect(StatusCode::OK);
        page.one(".notice")
    };
    assert!(next().await.contains("27/11/2026"));
    // The exchange that was proposed and not decided.
    let exchange = [("off", "27/11/2026"), ("worked", "28/11/2026"), ("source", "Công văn 1/VPCP ngày 20/11/2026")];
    send(&secretary, calendar, calendar, &exchange).await.expect(StatusCode::SEE_OTHER);
    assert!(next().await.contains("28/11/2026"), "{}", next().await);
    let year = secretary.get("/rules/calendar?year=2026").await;
    assert!(year.text().contains("Công văn 1/VPCP ngày 20/11/2026") && year.text().contains("Cấp ủy quy định"));

    for (off, worked, field) in [
        ("28/11/2027", "", "#off"),
        ("", "30/11/2026", "#worked"),
        ("1/12/2031", "", "#off"),
        ("", "", "#off"),
        ("31/2/2026", "", "#off"),
    ] {
        let typed = [("off", off), ("worked", worked), ("source", "Công văn 2")];
        let wrong = send(&secretary, calendar, calendar, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.attributes(".error-summary a", "href"), [field], "{off} {worked}");
        assert_eq!(wrong.attributes("#source", "value"), ["Công văn 2"]);
    }

    let removal = "/rules/calendar/2026-11-27/removal";
    send(&secretary, "/rules/calendar?year=2026", removal, &[]).await.expect(StatusCode::SEE_OTHER);
    assert!(next().await.contains("27/11/2026"));
    // 2/9 is not off after all.
    let worked = [("off", ""), ("worked", "2/9/2026"), ("source", "Công văn 3")];
    send(&secretary, calendar, calendar, &worked).await.expect(StatusCode::SEE_OTHER);
    assert!(test.app.settings_at(-1).await.unwrap().calendar.is_working_day(day("2/9/2026")));
    assert_eq!(test.count("calendar_days").await, 4, "nothing is deleted");
    let acts: Vec<String> = sqlx::query_scalar("select act from changes where act like 'calendar_day%' order by id")
        .fetch_all(test.db())
        .await
        .unwrap();
    assert_eq!(acts, ["calendar_day_set", "calendar_day_set", "calendar_day_taken_back", "calendar_day_set"]);
}
