//! What happens to a membership, through its pages: what is offered, asked, refused, taken back; and two at once.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::ledger::verify;
use sodangvien::rules::standing::Kind;
use sodangvien::steps::SHEETS;

use crate::build::day;
use crate::support::{Answer, TestApp, User};

/// A page of a step, filled and sent as it was opened.
pub async fn send(user: &User<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = user.get(path).await.expect(StatusCode::OK);
    send_on(user, path, &page, fields).await
}

pub async fn send_on(user: &User<'_>, path: &str, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let hidden = |name: &str| page.attributes(&format!("form.form input[name={name}]"), "value").pop();
    // A page that is closed is sent as somebody sends it who had it open before.
    let key = || sodangvien::submissions::key().unwrap();
    let closed = page.all("main form").is_empty().then(|| "1000000".to_owned());
    let (submission, last) = (hidden("submission").unwrap_or_else(key), hidden("last").or(closed));
    let mut all = vec![("submission", submission.as_str())];
    all.extend(last.as_deref().map(|last| ("last", last)));
    all.extend_from_slice(fields);
    user.post(path, &all).await
}

/// The words of the tags on a record: where the person stands.
fn tags(page: &Answer) -> Vec<String> {
    page.all(".summary-line .tag")
}

pub async fn ledger_holds(test: &TestApp) {
    let found = verify::all(test.db()).await.unwrap();
    assert!(found.differing.is_empty(), "{:?}", found.differing);
}

#[tokio::test]
async fn a_membership_is_recorded_step_by_step_and_a_mistake_is_taken_back() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Trịnh Thị Hoa Mơ").female().admitted(first, "20/10/2025").enter().await;
    let secretary = test.secretary().await;
    let at = |noun: &str| format!("{}/{noun}", person.path());

    let record = secretary.get(&person.path()).await;
    assert!(record.attributes(".steps a", "href").contains(&at("recognition")));
    assert!(!record.attributes(".steps a", "href").contains(&at("return")), "nobody returns who is not away");

    let page = secretary.get(&at("recognition")).await.expect(StatusCode::OK);
    assert!(page.one("#effective_on").contains("20/10/2026"), "twelve months from the ceremony");
    let recognised = [
        ("resolved_on", "2/11/2026"),
        ("decision_number", "77-QĐ/ĐU"),
        ("decided_on", "10/11/2026"),
        ("issuing_body", "Đảng ủy"),
    ];
    send(&secretary, &at("recognition"), &recognised).await.expect(StatusCode::SEE_OTHER);
    let record = secretary.get(&person.path()).await;
    assert_eq!(tags(&record), ["Chính thức"]);
    assert!(record.text().contains("Chi bộ họp xét ngày 02/11/2026"));

    let away = [
        ("counterpart_text", "Chi bộ Trường Chính trị"),
        ("decision_number", "9-GT/ĐU"),
        ("decided_on", "1/11/2026"),
        ("effective_on", "3/11/2026"),
        ("due_on", "3/8/2027"),
        ("fees_until", "10/2026"),
        ("reason", "Học tập"),
    ];
    send(&secretary, &at("temporary-transfer"), &away).await.expect(StatusCode::SEE_OTHER);
    let record = secretary.get(&person.path()).await;
    assert!(record.text().contains("Đảng phí đóng đến hết 10/2026"));
    assert_eq!(secretary.get("/members?temporary=out").await.all("tbody tr").len(), 1);
    assert_eq!(secretary.get("/members?temporary=out&as_of=2026-11-02").await.all("tbody tr").len(), 0);

    send(&secretary, &at("return"), &[("effective_on", "16/11/2026")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(tags(&secretary.get(&person.path()).await), ["Chính thức"]);

    let moved = [("counterpart", second.to_string()), ("effective_on", "17/11/2026".to_owned())];
    let moved: Vec<_> = moved.iter().map(|(name, value)| (*name, value.as_str())).collect();
    send(&secretary, &at("move"), &moved).await.expect(StatusCode::SEE_OTHER);

    let out = [
        ("counterpart_text", "Đảng bộ phường Bến Nghé"),
        ("decision_number", "10-GT/ĐU"),
        ("decided_on", "18/11/2026"),
        ("effective_on", "20/11/2026"),
    ];
    let sent = send(&secretary, &at("transfer"), &out).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get("/members").await.all("tbody tr").len(), 0);
    assert_eq!(secretary.get("/members?as_of=2026-11-19").await.all("tbody tr").len(), 1);

    // One click takes it back, at once.
    assert!(sent.cookies().into_iter().any(|cookie| cookie.starts_with("done=")));
    let record = secretary.get(&person.path()).await;
    let undo = record.attributes("form:has(input[name=undo])", "action").pop().unwrap();
    let key = record.attributes("form:has(input[name=undo]) input[name=submission]", "value").pop().unwrap();
    secretary.post(&undo, &[("undo", "1"), ("submission", &key)]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get("/members").await.all("tbody tr").len(), 1);
    let record = secretary.get(&format!("{}?voided=1", person.path())).await;
    assert_eq!(record.all(".timeline li.voided").len(), 1);
    assert!(record.text().contains("Ghi nhầm, hủy ngay sau khi ghi."));
    ledger_holds(&test).await;
}

#[tokio::test]
async fn every_page_opens_and_says_all_that_is_missing_at_once() {
    let test = TestApp::new().await;
    let person = test.person("Đỗ Thanh Bách").admitted(test.branches[0], "6/5/2024").enter().await;
    let secretary = test.secretary().await;
    for sheet in &SHEETS {
        let path = sheet.path(person);
        let answer = send(&secretary, &path, &[("note", "giữ lại")]).await;
        // Only a move without a day and so on: nothing of these pages can be sent empty.
        let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
        for lead in answer.attributes(".error-summary a", "href") {
            assert_eq!(answer.all(&lead).len(), 1, "{}: {lead} leads nowhere", sheet.noun);
        }
        assert_eq!(answer.attributes("#note", "value"), ["giữ lại"], "{}", sheet.noun);
    }
    secretary.get(&format!("{}/nothing", person.path())).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(test.count("events").await, 1);
}

#[tokio::test]
async fn every_page_asks_for_what_its_paper_says() {
    let test = TestApp::new().await;
    let person = test.person("Đỗ Thanh Bách").admitted(test.branches[0], "6/5/2024").enter().await;
    let secretary = test.secretary().await;
    let paper = ["decision_number", "decided_on", "issuing_body"];
    for (noun, papers, others) in [
        ("recognition", true, &["resolved_on"][..]),
        ("move", true, &["counterpart", "effective_on", "reason"]),
        ("transfer", true, &["counterpart_text", "effective_on", "fees_until", "reason"]),
        ("temporary-transfer", true, &["counterpart_text", "effective_on", "due_on", "fees_until", "reason"]),
        ("temporary-extension", true, &["effective_on", "due_on", "reason"]),
        ("return", true, &["effective_on", "fees_until"]),
        ("exemption", true, &["effective_on", "due_on", "reason"]),
        ("exemption-end", true, &["effective_on"]),
        ("suspension", true, &["effective_on", "due_on", "reason"]),
        ("suspension-end", true, &["effective_on"]),
        ("removal", true, &["effective_on", "reason"]),
        ("expulsion", true, &["effective_on", "reason"]),
        ("resignation", true, &["effective_on", "reason"]),
        ("death", false, &["effective_on", "reason"]),
        ("cancellation", true, &["effective_on", "reason"]),
        (
            "arrival",
            true,
            &[
                "branch",
                "counterpart_text",
                "effective_on",
                "standing",
                "admission_decided_on",
                "admitted_on",
                "official_on",
                "fees_until",
            ],
        ),
        (
            "readmission",
            true,
            &["branch", "resolved_on", "effective_on", "awareness_certificate_on", "sponsor_1", "sponsor_2"],
        ),
        ("reinstatement", true, &["branch", "effective_on"]),
        ("stay", true, &["branch", "counterpart_text", "effective_on", "due_on", "fees_until"]),
        ("stay-extension", true, &["effective_on", "due_on"]),
        ("stay-end", false, &["effective_on", "fees_until"]),
    ] {
        // A page of what may not follow is shown with what was sent to it, and why it may not.
        let answer = send(&secretary, &format!("{}/{noun}", person.path()), &[]).await;
        let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let asked = answer.attributes("main form [name]", "name");
        for field in others.iter().chain(paper.iter().filter(|_| papers)).chain(&["note"]) {
            assert!(asked.iter().any(|name| name == field), "{noun} does not ask for {field}: {asked:?}");
        }
    }
}

#[tokio::test]
async fn what_may_not_follow_is_refused_with_what_is_missing() {
    let test = TestApp::new().await;
    let person = test.person("Đỗ Thanh Bách").carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await;
    let secretary = test.secretary().await;
    let path = format!("{}/return", person.path());
    let answer = send(&secretary, &path, &[("effective_on", "5/8/2026")]).await;
    let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Ghi việc chuyển sinh hoạt tạm thời đi trước."));
    assert_eq!(answer.attributes("#effective_on", "value"), ["5/8/2026"]);

    let future = send(&secretary, &format!("{}/death", person.path()), &[("effective_on", "24/11/2026")]).await;
    assert!(future.expect(StatusCode::UNPROCESSABLE_ENTITY).text().contains("Ngày này chưa đến."));
    assert_eq!(test.count("events").await, 1);
}

#[tokio::test]
async fn a_recognition_considered_too_early_or_too_late_is_confirmed_and_kept_with_its_rule() {
    let test = TestApp::new().await;
    let person = test.person("Lâm Gia Khang").admitted(test.branches[0], "6/1/2025").enter().await;
    let secretary = test.secretary().await;
    let path = format!("{}/recognition", person.path());
    let typed = [("resolved_on", "1/6/2026"), ("decision_number", "8-QĐ/ĐU"), ("decided_on", "10/6/2026")];
    let late = send(&secretary, &path, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.one(".findings").contains("Chi bộ họp xét sau hạn"));
    let confirmed = [typed.as_slice(), &[("confirm", "considered_late")]].concat();
    send_on(&secretary, &path, &late, &confirmed).await.expect(StatusCode::SEE_OTHER);
    let spans: Vec<String> = sqlx::query_scalar(
        "select value || ' ' || lower(valid) from spans where person = $1 and upper_inf(known) order by lower(valid)",
    )
    .bind(person)
    .fetch_all(test.db())
    .await
    .unwrap();
    assert_eq!(spans, ["probationary 2025-01-06", "official 2026-01-06"], "however late, from the twelfth month");
    let kept: bool = sqlx::query_scalar(
        "select details -> 'confirmed' -> 0 ->> 'code' = 'considered_late' from events where kind = 'recognised'",
    )
    .fetch_one(test.db())
    .await
    .unwrap();
    assert!(kept);
}

#[tokio::test]
async fn nobody_is_recognised_before_the_probation_is_over() {
    let test = TestApp::new().await;
    let person = test.person("Vi Ngọc Diệp").female().admitted(test.branches[0], "3/2/2026").enter().await;
    let secretary = test.secretary().await;
    let path = format!("{}/recognition", person.path());
    let offered = secretary.get(&person.path()).await.attributes(".steps a", "href");
    assert!(!offered.contains(&path), "{offered:?}");
    let typed = [("resolved_on", "2/11/2026"), ("decision_number", "8-QĐ/ĐU"), ("decided_on", "10/11/2026")];
    let answer = send(&secretary, &path, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.one(".error-summary").contains("03/02/2027"));
    assert_eq!(test.count("events").await, 1);
}

#[tokio::test]
async fn a_void_that_would_leave_later_events_without_ground_names_them() {
    let test = TestApp::new().await;
    let branch = test.branches[0];
    let person =
        test.person("Lâm Gia Khang").carried_over(branch, "1/1/2018", "3/2/2001").away(branch, "6/5/2026", "6/11/2026");
    let person = person.event(Kind::TemporaryEnded, branch, "7/9/2026", |_| {}).enter().await;
    let secretary = test.secretary().await;
    let events: Vec<i64> = sqlx::query_scalar("select id from events order by id").fetch_all(test.db()).await.unwrap();
    let void = |event: i64| format!("{}/events/{event}/void", person.path());

    let missing = send(&secretary, &void(events[1]), &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text().contains("Ghi vì sao việc này sai"));
    let refused = send(&secretary, &void(events[1]), &[("reason", "Nhầm người")]).await;
    let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.all(".error-summary li"),
        [
            "Chưa hủy được: “Hết sinh hoạt tạm thời, trở về” ngày 07/09/2026 dựa vào việc này. Hủy hoặc sửa việc đó trước."
        ]
    );
    assert_eq!(refused.attributes("#reason", "value"), ["Nhầm người"]);

    send(&secretary, &void(events[2]), &[("reason", "Nhầm ngày")]).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, &void(events[1]), &[("reason", "Nhầm người")]).await.expect(StatusCode::SEE_OTHER);
    let again = secretary.get(&void(events[1])).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "what is void is not voided again");
    let spans: i64 =
        sqlx::query_scalar("select count(*) from spans where upper_inf(known)").fetch_one(test.db()).await.unwrap();
    assert_eq!(spans, 1);
    ledger_holds(&test).await;
}

#[tokio::test]
async fn of_two_who_record_at_once_the_second_is_shown_what_the_first_recorded() {
    let test = TestApp::new().await;
    let person = test.person("Đỗ Thanh Bách").carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await;
    let one = test.user("mot", &[Role::Committee], test.root).await;
    let other = test.user("hai", &[Role::Committee], test.root).await;
    let (out, death) = (format!("{}/transfer", person.path()), format!("{}/death", person.path()));
    let (page_out, page_death) = (one.get(&out).await, other.get(&death).await);
    let letter = [
        ("counterpart_text", "Đảng bộ phường Bến Nghé"),
        ("decision_number", "10-GT/ĐU"),
        ("decided_on", "18/11/2026"),
        ("effective_on", "20/11/2026"),
    ];
    let dead = [("effective_on", "19/11/2026"), ("reason", "Bệnh")];
    let (first, second) =
        tokio::join!(send_on(&one, &out, &page_out, &letter), send_on(&other, &death, &page_death, &dead));
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
    let late = if first.status == StatusCode::CONFLICT { first } else { second };
    assert!(late.one(".notice.warn").contains("có người đã ghi cho người này"));
    assert!(!late.attributes("#effective_on", "value")[0].is_empty(), "what was typed is kept");
    assert_eq!(test.count("events").await, 2);
    ledger_holds(&test).await;
}

#[tokio::test]
async fn who_has_not_the_person_records_nothing_of_them() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Đỗ Thanh Bách").carried_over(first, "1/1/2018", "3/2/2001").enter().await;
    let stranger = test.user("chibo2", &[Role::Committee], second).await;
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let path = format!("{}/death", person.path());
    stranger.get(&path).await.expect(StatusCode::NOT_FOUND);
    inspector.get(&path).await.expect(StatusCode::NOT_FOUND);
    let own = test.user("chibo1", &[Role::Committee], first).await;
    let page = own.get(&path).await.expect(StatusCode::OK);
    let answer = send_on(&stranger, &path, &page, &[("effective_on", "19/11/2026")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(inspector.get(&person.path()).await.all(".steps").is_empty(), "nothing is offered");
    assert_eq!(test.count("events").await, 1);
}

#[tokio::test]
async fn what_is_recorded_late_goes_to_its_day() {
    let test = TestApp::new().await;
    let person = test.person("Đỗ Thanh Bách").carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await;
    let secretary = test.secretary().await;
    let at = |noun: &str| format!("{}/{noun}", person.path());
    let suspended = [("decision_number", "5-QĐ/ĐU"), ("decided_on", "1/9/2026"), ("effective_on", "1/9/2026")];
    send(&secretary, &at("suspension"), &suspended).await.expect(StatusCode::SEE_OTHER);
    // A year and a half after it happened.
    let away = [
        ("counterpart_text", "Chi bộ Trường Chính trị"),
        ("decision_number", "9-GT/ĐU"),
        ("decided_on", "1/3/2025"),
        ("effective_on", "3/3/2025"),
        ("due_on", "3/9/2025"),
    ];
    send(&secretary, &at("temporary-transfer"), &away).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, &at("return"), &[("effective_on", "4/9/2025")]).await.expect(StatusCode::SEE_OTHER);
    let tracks = async |on: &str| {
        let tracks: Vec<String> = sqlx::query_scalar(
            "select track from spans where person = $1 and upper_inf(known) and valid @> $2 order by track",
        )
        .bind(person)
        .bind(day(on))
        .fetch_all(test.db())
        .await
        .unwrap();
        tracks.join(" ")
    };
    assert_eq!(tracks("2/3/2025").await, "membership");
    assert_eq!(tracks("3/3/2025").await, "away membership");
    assert_eq!(tracks("3/9/2025").await, "away membership");
    assert_eq!(tracks("4/9/2025").await, "membership");
    assert_eq!(tracks("1/9/2026").await, "activity membership");
    // What was recorded before would lie in another branch than it says: it is named.
    let moved = [("counterpart", test.branches[1].to_string()), ("effective_on", "3/3/2024".to_owned())];
    let moved: Vec<_> = moved.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = send(&secretary, &at("move"), &moved).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one(".error-summary").contains("03/03/2025 đã ghi trước sẽ không còn khớp"));
}

#[tokio::test]
async fn nothing_is_offered_and_nothing_begins_on_the_day_on_which_somebody_leaves() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Trần Văn Bình").admitted(first, "6/5/2020").recognised(first, "6/5/2020").enter().await;
    let secretary = test.secretary().await;
    let at = |noun: &str| format!("{}/{noun}", person.path());
    let stale = secretary.get(&at("suspension")).await.expect(StatusCode::OK);
    let out = [
        ("counterpart_text", "Đảng bộ phường"),
        ("decision_number", "10-GT/ĐU"),
        ("decided_on", "18/11/2026"),
        ("effective_on", "23/11/2026"),
    ];
    send(&secretary, &at("transfer"), &out).await.expect(StatusCode::SEE_OTHER);
    let offers = secretary.get(&person.path()).await.attributes(".steps a", "href");
    assert!(offers.is_empty(), "{offers:?}");
    let suspended = [("decision_number", "1-QĐ"), ("decided_on", "20/11/2026"), ("effective_on", "23/11/2026")];
    let refused = send(&secretary, &at("suspension"), &suspended).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one(".error-summary li").contains("rời tổ chức đúng ngày đó"));
    // Until the day before it could be.
    let before = [("decision_number", "1-QĐ"), ("decided_on", "20/11/2026"), ("effective_on", "22/11/2026")];
    send_on(&secretary, &at("suspension"), &refused, &before).await.expect(StatusCode::SEE_OTHER);
    drop(stale);
}

#[tokio::test]
async fn a_recognition_is_refused_at_once_where_nobody_is_on_probation() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Trần Văn Bình").admitted(first, "6/5/2020").recognised(first, "6/5/2020").enter().await;
    let secretary = test.secretary().await;
    let path = format!("{}/recognition", person.path());
    let refused = send(&secretary, &path, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.all(".error-summary li").len(), 1);
    assert!(refused.one(".error-summary li").contains("đã là đảng viên chính thức"));
}

#[tokio::test]
async fn a_day_that_is_missing_is_named() {
    let test = TestApp::new().await;
    let person = test.person("Trịnh Thị Hoa Mơ").female().admitted(test.branches[0], "20/10/2025").enter().await;
    let secretary = test.secretary().await;
    let page = send(&secretary, &format!("{}/death", person.path()), &[]).await;
    let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let label = page.one("label[for=effective_on]");
    let label = label.trim_end_matches('*').trim();
    assert!(!label.is_empty() && page.one("#effective_on-error").contains(&format!("“{label}”")));
}

#[tokio::test]
async fn a_verification_names_whose_spans_are_not_what_their_events_say() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let mut people = Vec::new();
    for name in ["Trần Văn A", "Trần Văn B", "Trần Văn C", "Trần Văn D"] {
        people.push(test.person(name).admitted(first, "6/5/2020").recognised(first, "6/5/2020").enter().await);
    }
    let found = verify::all(test.db()).await.unwrap();
    assert_eq!((found.people, found.events, found.differing), (4, 8, Vec::new()));
    for (statement, person) in [
        ("update spans set organisation = $2 where person = $1 and value = 'official'", people[0]),
        ("delete from spans where person = $1 and value = 'probationary' and $2 > 0", people[1]),
        (
            "insert into spans (person, track, value, organisation, valid, known, event)
             select $1, 'activity', 'exempt', $2, daterange('2021-01-01', null), tstzrange(now(), null), max(id) from events",
            people[2],
        ),
    ] {
        sqlx::query(statement).bind(person).bind(second).execute(test.db()).await.unwrap();
    }
    let found = verify::all(test.db()).await.unwrap();
    assert_eq!(found.differing, people[..3]);
}

/// Sends a step that is odd, confirms it, and says what the card and the record say of it.
async fn confirmed(user: &User<'_>, path: &str, fields: &[(&str, &str)], code: &str) -> (String, String) {
    let odd = send(user, path, fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let finding = odd.one(".findings .finding p b");
    assert!(!odd.one(".findings .citation").is_empty());
    let confirmed = [fields, &[("confirm", code)]].concat();
    let saved = send_on(user, path, &odd, &confirmed).await.expect(StatusCode::SEE_OTHER);
    (finding, user.get(saved.location()).await.one("main"))
}

#[tokio::test]
async fn a_temporary_transfer_of_an_odd_length_is_confirmed_and_kept_with_its_rule() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let person = test.person("Đỗ Thanh Bách").carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await;
    let at = |noun: &str| format!("{}/{noun}", person.path());
    let away = |due_on| {
        [
            ("counterpart_text", "Chi bộ Trường Chính trị"),
            ("decision_number", "9-GT/ĐU"),
            ("decided_on", "1/8/2025"),
            ("effective_on", "1/8/2025"),
            ("due_on", due_on),
        ]
    };
    // Under 294-QĐ/TW: from 1/8/2025 at least until 31/10/2025, at most until 30/7/2026.
    let path = at("temporary-transfer");
    let (short, record) = confirmed(&secretary, &path, &away("30/10/2025"), "temporary_short").await;
    assert!(short.contains("ngắn hơn 3 tháng (ít nhất đến 31/10/2025)"), "{short}");
    assert!(record.contains("ngắn hơn quy định (Quy định 294-QĐ/TW, điểm 6.3.2)"), "{record}");

    let extended = [("effective_on", "30/10/2025"), ("due_on", "31/7/2026"), ("reason", "Công tác, biệt phái")];
    let (long, _) = confirmed(&secretary, &at("temporary-extension"), &extended, "temporary_long").await;
    assert!(long.contains("phải dưới 12 tháng (chậm nhất đến 30/07/2026)"), "counted from the first day: {long}");
    send(&secretary, &at("return"), &[("effective_on", "1/7/2026")]).await.expect(StatusCode::SEE_OTHER);

    let study = away("31/7/2027").map(|(name, value)| (name, if value == "1/8/2025" { "2/7/2026" } else { value }));
    let study = [study.as_slice(), &[("reason", "Học tập")]].concat();
    send(&secretary, &path, &study).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_letter_presented_late_is_confirmed_and_kept_with_its_rule() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let person = test.person("Lâm Gia Khang").carried_over(test.branches[0], "1/1/2018", "3/2/2001");
    let person = person.event(Kind::TransferredOut, test.branches[0], "1/1/2020", |_| {}).enter().await;
    let path = format!("{}/arrival", person.path());
    let branch = test.branches[1].to_string();
    let arrives = |on| {
        [
            ("branch", branch.as_str()),
            ("counterpart_text", "Đảng bộ phường Bến Nghé"),
            ("standing", "official"),
            ("decision_number", "10-GT/ĐU"),
            ("decided_on", "1/10/2025"),
            ("effective_on", on),
        ]
    };
    let (late, _) = confirmed(&secretary, &path, &arrives("13/11/2025"), "letter_late").await;
    assert!(late.contains("sau 30 ngày làm việc, hạn đến 12/11/2025"), "{late}");
    let kept: serde_json::Value = sqlx::query_scalar("select details from events where kind = 'transferred_in'")
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(kept["confirmed"][0]["code"], "letter_late");
    assert_eq!(kept["confirmed"][0]["citation"], "Quy định 294-QĐ/TW, điểm 6.3.1");
}

#[tokio::test]
async fn what_one_recorded_last_today_is_taken_back_however_often_the_page_is_opened() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Thanh Bách").carried_over(first, "1/1/2018", "3/2/2001").enter().await;
    let secretary = test.secretary().await;
    let undo = async |user: &User<'_>, query: &str| {
        let page = user.get(&format!("{}{query}", person.path())).await.expect(StatusCode::OK);
        page.all("form:has(input[name=undo]) p")
    };
    assert_eq!(undo(&secretary, "").await, [""; 0], "somebody else recorded it");
    let exempt = [("effective_on", "2/11/2026"), ("reason", "Già yếu")];
    send(&secretary, &format!("{}/exemption", person.path()), &exempt).await.expect(StatusCode::SEE_OTHER);
    for _ in 0..2 {
        let offered = undo(&secretary, "").await;
        assert_eq!(
            offered,
            ["Hôm nay đã ghi: Miễn công tác và sinh hoạt đảng, từ ngày 02/11/2026. Ghi nhầm? Hoàn tác"]
        );
    }
    assert_eq!(undo(&secretary, "?as_of=2026-11-22&known_on=2026-11-23").await, [""; 0], "the past is only read");
    let other = test.user("khac", &[Role::Committee], test.root).await;
    assert_eq!(undo(&other, "").await, [""; 0], "it is not theirs");
    // The end of it rests on it: that one is offered instead.
    send(&secretary, &format!("{}/exemption-end", person.path()), &[("effective_on", "9/11/2026")])
        .await
        .expect(StatusCode::SEE_OTHER);
    assert!(undo(&secretary, "").await[0].contains("Trở lại sinh hoạt sau khi được miễn, từ ngày 09/11/2026"));
    // Corrected, it stands in the place of the wrong one: taken back, both would be missing.
    let event: i64 = sqlx::query_scalar("select max(id) from events").fetch_one(test.db()).await.unwrap();
    let correction = format!("{}/events/{event}/correction", person.path());
    send(&secretary, &correction, &[("effective_on", "10/11/2026"), ("why", "Gõ nhầm ngày")])
        .await
        .expect(StatusCode::SEE_OTHER);
    assert_eq!(undo(&secretary, "").await, [""; 0]);
    // A minute later.
    test.clock.set(test.app.clock.now().plus_seconds(60).0);
    let away = [
        ("counterpart_text", "Chi bộ Trường Chính trị"),
        ("decision_number", "9-GT/ĐU"),
        ("decided_on", "12/11/2026"),
        ("effective_on", "12/11/2026"),
        ("due_on", "12/8/2027"),
    ];
    send(&secretary, &format!("{}/temporary-transfer", person.path()), &away).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(undo(&secretary, "").await.len(), 1);
    test.clock.set(test.app.clock.now().plus_seconds(24 * 3600).0);
    let tomorrow = test.session(secretary.account.unwrap()).await;
    assert_eq!(undo(&tomorrow, "").await, [""; 0], "the next day it is voided with a reason");
}

#[tokio::test]
async fn who_sees_one_branch_is_offered_no_move_and_told_who_records_it() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Thanh Bách").carried_over(first, "1/1/2018", "3/2/2001").enter().await;
    let path = format!("{}/move", person.path());
    let offers = async |user: &User<'_>| {
        let record = user.get(&person.path()).await.expect(StatusCode::OK);
        let roster = user.get("/members?pick=1").await.expect(StatusCode::OK);
        (
            record.attributes("ul.steps a", "href").contains(&path),
            roster.attributes("select[name=step] option", "value").contains(&"move".to_owned()),
        )
    };
    let committee = test.user("capuy", &[Role::Committee], test.root).await;
    assert_eq!(offers(&committee).await, (true, true));
    assert_eq!(committee.get(&path).await.all("form[method=post] #counterpart option").len(), 3);
    let branch = test.user("chibo", &[Role::Committee], first).await;
    assert_eq!(offers(&branch).await, (false, false));
    let page = branch.get(&path).await.expect(StatusCode::OK);
    assert!(page.text().contains("Việc chuyển giữa hai chi bộ do cấp ủy cấp trên ghi."));
    assert!(page.all("main form").is_empty());
    let first = first.to_string();
    let moved = [("counterpart", first.as_str()), ("effective_on", "17/11/2026"), ("last", "1")];
    let key = sodangvien::submissions::key().unwrap();
    let moved: Vec<_> = moved.into_iter().chain([("submission", key.as_str())]).collect();
    branch.post(&path, &moved).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let batch = branch.get(&format!("/members/batch?step=move&person={person}")).await;
    assert!(batch.expect(StatusCode::UNPROCESSABLE_ENTITY).one(".error-summary").contains("cấp ủy cấp trên ghi"));
    // To study elsewhere: only the name outside the book is asked for.
    let away = branch.get(&format!("{}/temporary-transfer", person.path())).await.expect(StatusCode::OK);
    assert_eq!((away.all("#counterpart").len(), away.all("#counterpart_text").len()), (0, 1));
    assert_eq!(test.count("events").await, 1);
}
