//! Closed periods: what was kept stays, what is recorded later is an adjustment of the next period.

use axum::http::StatusCode;
use sodangvien::audit::Author;
use sodangvien::auth::Role;
use sodangvien::auth::scope::Kind::Branch;
use sodangvien::ids::PersonId;
use sodangvien::ledger::{self, NewEvent};
use sodangvien::organisations::{self, NewOrganisation, Target, When};
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::support::{Answer, TestApp, User};

const OF_2019: &str = "from=2019-01-01&to=2019-12-31";
const OF_2020: &str = "from=2020-01-01&to=2020-12-31";

/// Three members, carried over on the first day of 2019.
async fn three(test: &TestApp) -> [PersonId; 3] {
    let mut people = Vec::new();
    for (name, branch) in [("Lê Thị Một", 0), ("Lê Văn Hai", 0), ("Lê Thị Ba", 1)] {
        let person = test.person(name).female();
        people.push(person.carried_over(test.branches[branch], "1/1/2019", "3/2/2001").enter().await);
    }
    people.try_into().unwrap()
}

/// Sends the form of a page as it was opened.
async fn send(user: &User<'_>, page: &str, fields: &[(&str, &str)]) -> Answer {
    let opened = user.get(page).await.expect(StatusCode::OK);
    let action = opened.attributes("main form[method=post]", "action").pop().unwrap();
    let names = opened.attributes("main form[method=post] input[type=hidden]", "name");
    let values = opened.attributes("main form[method=post] input[type=hidden]", "value");
    let hidden: Vec<_> = names.into_iter().zip(values).collect();
    let mut all: Vec<_> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend_from_slice(fields);
    user.post(&action, &all).await
}

/// The figures of a row of the movement.
#[track_caller]
fn row(page: &Answer, label: &str) -> Vec<String> {
    let html = scraper::Html::parse_document(&page.text());
    let [rows, head, cells] = ["table.movement:not(.units):not(.kept) tbody tr", "th", "td"]
        .map(|selector| scraper::Selector::parse(selector).unwrap());
    let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>().trim().to_owned();
    let mut found = html.select(&rows).filter(|row| text(row.select(&head).next().unwrap()).starts_with(label));
    found.next().unwrap_or_else(|| panic!("no row {label}")).select(&cells).map(text).collect()
}

/// Records later that somebody had left on 1/6/2019.
async fn late(test: &TestApp, person: PersonId) {
    test.clock.set(test.app.clock.now().plus_seconds(60).0);
    let author = Author { at: test.app.clock.now(), ..test.author().await };
    let mut tx = test.db().begin().await.unwrap();
    let left = NewEvent::new(person, Kind::TransferredOut, day("1/6/2019"), test.branches[0]);
    ledger::record(&mut tx, author, &left).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_recorded_late_changes_nothing_of_a_closed_period_and_is_an_adjustment_of_the_next() {
    let test = TestApp::new().await;
    let [_, second, _] = three(&test).await;
    let secretary = test.secretary().await;
    let closed = send(&secretary, &format!("/statistics/closings?{OF_2019}"), &[]).await;
    let closed = closed.expect(StatusCode::SEE_OTHER);
    let page = secretary.get(closed.location()).await.expect(StatusCode::OK);
    assert!(page.one("#closed").contains("người chốt: bithu"), "{}", page.one("#closed"));
    assert!(page.one("#closed").contains("Số đã chốt và số của sổ hiện nay như nhau."));

    late(&test, second).await;
    let page = secretary.get(&format!("/statistics?{OF_2019}")).await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Cuối kỳ")[0], "2", "as it is now");
    assert!(
        page.one("#closed").contains("Số của kỳ này là số đã chốt: cuối kỳ 3 đảng viên."),
        "{}",
        page.one("#closed")
    );
    let csv = secretary.get(&format!("/statistics.csv?{OF_2019}")).await.text();
    let closings: Vec<_> =
        csv.lines().filter(|line| line.contains(",closing,")).map(|line| line.rsplit(',').next()).collect();
    assert_eq!(closings[..2], [Some("closed"), Some("now")], "what was kept comes first: {csv}");
    assert!(csv.lines().any(|line| line.contains(",closing,3,3,") && line.ends_with(",closed")), "{csv}");
    let sheets = secretary.get(&format!("/statistics.xlsx?{OF_2019}")).await.expect(StatusCode::OK);
    let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(sheets.body)).unwrap();
    assert_eq!(calamine::Reader::sheet_names(&book)[..2], ["Số đã chốt", "Biến động"]);
    let kept = calamine::Reader::worksheet_range(&mut book, "Số đã chốt").unwrap();
    let ends = |row: &[calamine::Data]| {
        row[0] == calamine::Data::String("Cuối kỳ".to_owned()) && row[1] == calamine::Data::Float(3.0)
    };
    assert!(kept.rows().any(ends));
    let kept = page.all("table.kept tr:has(th) td");
    assert!(kept.contains(&"3".to_owned()), "{kept:?}");
    let differences = page.all("table.kept tr.difference td:nth-of-type(2)");
    assert_eq!(differences, ["+1", "+1", "−1"], "decreases, transfers out, closing");
    let behind = page.attributes("#closed .card-body > p a", "href").pop().unwrap();
    assert_eq!(secretary.get(&behind).await.all("table.people tbody th"), ["Lê Văn Hai"]);

    let next = secretary.get(&format!("/statistics?{OF_2020}")).await.expect(StatusCode::OK);
    assert_eq!(row(&next, "Đầu kỳ"), ["3", "3", "0", "0", "0", "3"], "what was kept");
    assert_eq!(row(&next, "Điều chỉnh kỳ trước đã chốt (1 người)"), ["−1", "−1", "0", "0", "0", "−1"]);
    assert_eq!(row(&next, "Cuối kỳ")[0], "2");
    assert!(next.one("#check").contains("Đầu kỳ kể cả điều chỉnh 2 bằng danh sách ngày 31/12/2019."));
    assert_eq!(next.all("table.units thead th")[2], "Điều chỉnh");
    assert_eq!(next.all("table.units tr.sum td")[..5], ["3", "−1", "0", "0", "2"]);
    for link in next.attributes("table.movement tbody a", "href").iter().filter(|link| link.contains("row=adj")) {
        let list = secretary.get(link).await.expect(StatusCode::OK);
        assert_eq!(list.all("table.people tbody th"), ["Lê Văn Hai"], "{link}");
    }
    // As the book said it the day before the closing, there was none; at its end, nothing was otherwise.
    let before = secretary.get(&format!("/statistics?{OF_2020}&known_on=2026-11-22")).await.expect(StatusCode::OK);
    assert!(!before.text().contains("Điều chỉnh"));
    let written: i64 = sqlx::query_scalar("select count(*) from changes where act = 'period_closed'")
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(written, 1);
}

#[tokio::test]
async fn a_period_is_closed_once_and_no_two_closed_periods_overlap() {
    let test = TestApp::new().await;
    three(&test).await;
    let secretary = test.secretary().await;
    let page = format!("/statistics/closings?{OF_2019}");
    send(&secretary, &page, &[]).await.expect(StatusCode::SEE_OTHER);
    let again = send(&secretary, &page, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.one(".error-summary").contains("Kỳ này đã chốt ngày 23/11/2026, người chốt: bithu."));
    assert_eq!(again.attributes(".error-summary a", "href"), ["#from"]);
    let half = "/statistics/closings?from=2019-07-01&to=2020-06-30";
    let half = send(&secretary, half, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(half.one(".error-summary").contains("trùng một phần với kỳ từ 01/01/2019 đến 31/12/2019"));
    assert_eq!(half.attributes("#from, #to", "value"), ["01/07/2019", "30/06/2020"]);
    assert_eq!(test.count("closings").await, 1);
    // A branch closes its own.
    let own = format!("{page}&branch={}", test.branches[0]);
    send(&secretary, &own, &[]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("closings").await, 2);
}

#[tokio::test]
async fn a_mistaken_closing_is_withdrawn_with_a_reason_and_stays_readable() {
    let test = TestApp::new().await;
    let [_, second, _] = three(&test).await;
    let secretary = test.secretary().await;
    let page = format!("/statistics/closings?{OF_2019}");
    send(&secretary, &page, &[]).await.expect(StatusCode::SEE_OTHER);
    late(&test, second).await;
    let list = secretary.get("/statistics/closings").await.expect(StatusCode::OK);
    let withdrawal = list.attributes("table.closings td a", "href").pop().unwrap();
    let empty = send(&secretary, &withdrawal, &[("reason", " ")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.attributes(".error-summary a", "href"), ["#reason"]);
    send(&secretary, &withdrawal, &[("reason", "Chốt trước khi ghi đủ")]).await.expect(StatusCode::SEE_OTHER);
    let list = secretary.get("/statistics/closings").await;
    assert!(list.one("table.closings").contains("Lý do: Chốt trước khi ghi đủ"), "{}", list.one("table.closings"));
    let next = secretary.get(&format!("/statistics?{OF_2020}")).await;
    assert_eq!(row(&next, "Đầu kỳ")[0], "2");
    assert!(!next.text().contains("Điều chỉnh"));
    assert_eq!(secretary.get(&withdrawal).await.status, StatusCode::SEE_OTHER, "once");
    send(&secretary, &page, &[]).await.expect(StatusCode::SEE_OTHER);
    for statement in ["delete from closings", "update closings set figures = '{}'"] {
        assert!(sqlx::query(statement).execute(test.db()).await.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn only_the_administrator_of_the_organisation_closes_its_periods() {
    let test = TestApp::new().await;
    three(&test).await;
    let committee = test.user("capuy", &[Role::Committee], test.root).await;
    let page = committee.get(&format!("/statistics/closings?{OF_2019}")).await.expect(StatusCode::OK);
    assert_eq!(page.attributes("main form[method=post]", "action"), [""; 0]);
    let form = [("from", "1/1/2019"), ("to", "31/12/2019")];
    committee.post("/statistics/closings", &form).await.expect(StatusCode::FORBIDDEN);
    let [first, second] = test.branches;
    let branch = test.user("chibo", &[Role::Administrator, Role::Committee], first).await;
    let opened = branch.get(&format!("/statistics/closings?{OF_2019}")).await.expect(StatusCode::OK);
    let key = opened.attributes("input[name=submission]", "value").pop().unwrap();
    for organisation in [test.root, second] {
        branch.get(&format!("/statistics/closings?branch={organisation}")).await.expect(StatusCode::NOT_FOUND);
        let organisation = organisation.to_string();
        let form = [("from", "1/1/2019"), ("to", "31/12/2019"), ("branch", &organisation), ("submission", &key)];
        branch.post("/statistics/closings", &form).await.expect(StatusCode::NOT_FOUND);
    }
    assert_eq!(test.count("closings").await, 0);
    let secretary = test.secretary().await;
    send(&secretary, &format!("/statistics/closings?{OF_2019}"), &[]).await.expect(StatusCode::SEE_OTHER);
    let id: i64 = sqlx::query_scalar("select id from closings").fetch_one(test.db()).await.unwrap();
    let withdrawal = format!("/statistics/closings/{id}/withdrawal");
    branch.get(&withdrawal).await.expect(StatusCode::NOT_FOUND);
}

/// An event of somebody, in a transaction of its own that is still open.
async fn leaving(test: &TestApp, author: Author, person: PersonId) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut tx = test.db().begin().await.unwrap();
    let left = NewEvent::new(person, Kind::TransferredOut, day("1/6/2019"), test.branches[0]);
    ledger::record(&mut tx, author, &left).await.unwrap();
    tx
}

#[tokio::test]
async fn a_closing_waits_for_what_is_being_recorded_and_counts_it() {
    let test: &'static TestApp = Box::leak(Box::new(TestApp::new().await));
    let [first, ..] = three(test).await;
    let secretary = test.secretary().await;
    let tx = leaving(test, test.author().await, first).await;
    let page = format!("/statistics/closings?{OF_2019}");
    let closing = tokio::spawn(async move { send(&secretary, &page, &[]).await });
    test.until_waiting(&closing).await;
    tx.commit().await.unwrap();
    closing.await.unwrap().expect(StatusCode::SEE_OTHER);
    let kept: i64 = sqlx::query_scalar("select (figures -> 'rows' -> 'closing' ->> 0)::bigint from closings")
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(kept, 2, "what was recorded before the closing is in it");
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let next = inspector.get(&format!("/statistics?{OF_2020}")).await.expect(StatusCode::OK);
    assert_eq!(row(&next, "Đầu kỳ")[0], "2");
    assert!(!next.text().contains("Điều chỉnh"), "and is no adjustment of the next period");
}

#[tokio::test]
async fn what_is_recorded_while_a_period_is_being_closed_waits_and_is_written_after_it() {
    let test: &'static TestApp = Box::leak(Box::new(TestApp::new().await));
    let [first, ..] = three(test).await;
    let secretary = test.secretary().await;
    // Somebody else is closing another period: nothing of whose figures may change under their hands.
    let mut other = test.db().begin().await.unwrap();
    sodangvien::book::closing(&mut other, test.author().await, || test.app.clock.now()).await.unwrap();
    // The request began before this period is closed, and it comes after it.
    let began = test.author().await;
    let late = tokio::spawn(async move {
        let mut tx = test.db().begin().await.unwrap();
        let left = NewEvent::new(first, Kind::TransferredOut, day("1/6/2019"), test.branches[0]);
        ledger::record(&mut tx, began, &left).await.unwrap();
        tx.commit().await.unwrap();
    });
    test.until_waiting(&late).await;
    late.abort();
    let _ = late.await;
    other.rollback().await.unwrap();
    send(&secretary, &format!("/statistics/closings?{OF_2019}"), &[]).await.expect(StatusCode::SEE_OTHER);
    let mut tx = test.db().begin().await.unwrap();
    let left = NewEvent::new(first, Kind::TransferredOut, day("1/6/2019"), test.branches[0]);
    ledger::record(&mut tx, began, &left).await.unwrap();
    tx.commit().await.unwrap();
    let after: bool = sqlx::query_scalar(
        "select (select max(recorded_at) from events) > (select closed_at from closings)
            and (select max(lower(known)) from spans) > (select closed_at from closings)",
    )
    .fetch_one(test.db())
    .await
    .unwrap();
    assert!(after, "though its request began before");
    let next = secretary.get(&format!("/statistics?{OF_2020}")).await.expect(StatusCode::OK);
    assert_eq!(row(&next, "Đầu kỳ")[0], "3", "what was kept stays");
    assert_eq!(row(&next, "Điều chỉnh")[0], "−1");
    assert_eq!(row(&next, "Cuối kỳ")[0], "2");
}

#[tokio::test]
async fn closings_and_events_at_the_same_instant_never_contradict() {
    let test: &'static TestApp = Box::leak(Box::new(TestApp::new().await));
    let mut people = Vec::new();
    for n in 0..8 {
        let person = test.person(&format!("Lê Thị {n}")).female();
        people.push(person.carried_over(test.branches[0], "1/1/2019", "3/2/2001").enter().await);
    }
    let account = test.account("bithu", &[Role::Administrator, Role::Committee], test.root).await;
    let author = test.author().await;
    let closing = tokio::spawn(async move {
        let secretary = test.session(account).await;
        send(&secretary, &format!("/statistics/closings?{OF_2019}"), &[]).await
    });
    let events: Vec<_> = people
        .into_iter()
        .map(|person| {
            tokio::spawn(async move {
                let tx = leaving(test, author, person).await;
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for event in events {
        event.await.unwrap();
    }
    closing.await.unwrap().expect(StatusCode::SEE_OTHER);
    let (kept, then): (i64, i64) = sqlx::query_as(
        "select (figures -> 'rows' -> 'closing' ->> 0)::bigint,
                (select count(*) from spans where track = 'membership' and valid @> date '2019-12-31'
                    and known @> closed_at)
           from closings",
    )
    .fetch_one(test.db())
    .await
    .unwrap();
    assert_eq!(kept, then, "what was kept is what the book said at that instant");
    let secretary = test.session(account).await;
    let next = secretary.get(&format!("/statistics?{OF_2020}")).await.expect(StatusCode::OK);
    assert_eq!(row(&next, "Đầu kỳ")[0], kept.to_string());
    assert_eq!(row(&next, "Cuối kỳ")[0], "0");
    assert!(next.one("#check").contains("Bảng khớp."), "{}", next.one("#check"));
}

#[tokio::test]
async fn a_change_of_an_organisation_waits_for_a_closing_and_is_written_after_it() {
    let test: &'static TestApp = Box::leak(Box::new(TestApp::new().await));
    three(test).await;
    let [_, second] = test.branches;
    let version: i64 = sqlx::query_scalar("select max(id) from organisation_versions where organisation = $1")
        .bind(second.0)
        .fetch_one(test.db())
        .await
        .unwrap();
    let target = Target { id: second, version };
    // Each request began before the closing.
    let began = test.author().await;
    for change in 0..4 {
        let mut closing = test.db().begin().await.unwrap();
        sodangvien::book::closing(&mut closing, test.author().await, || test.app.clock.now()).await.unwrap();
        let waiting = tokio::spawn(async move {
            let mut tx = test.db().begin().await.unwrap();
            let when = When::From(day("1/6/2019"));
            match change {
                0 => organisations::rename(&mut tx, began, target, when, "Chi bộ Nghiệp vụ").await,
                1 => organisations::put_under_superior(&mut tx, began, target, when, "Đảng ủy khác").await,
                2 => organisations::dissolve(&mut tx, began, target, day("1/6/2019"), &[]).await,
                _ => {
                    let new =
                        NewOrganisation { kind: Branch, name: "Chi bộ Mới".to_owned(), parent: None, from: None };
                    organisations::create(&mut tx, began, &new).await.map(drop)
                }
            }
        });
        test.until_waiting(&waiting).await;
        waiting.abort();
        let _ = waiting.await;
        closing.rollback().await.unwrap();
    }
    let secretary = test.secretary().await;
    send(&secretary, &format!("/statistics/closings?{OF_2019}"), &[]).await.expect(StatusCode::SEE_OTHER);
    let mut tx = test.db().begin().await.unwrap();
    organisations::rename(&mut tx, began, target, When::From(day("1/6/2019")), "Chi bộ Nghiệp vụ").await.unwrap();
    tx.commit().await.unwrap();
    let after: bool = sqlx::query_scalar(
        "select max(lower(known)) > (select closed_at from closings) from organisation_versions where organisation = $1",
    )
    .bind(second.0)
    .fetch_one(test.db())
    .await
    .unwrap();
    assert!(after, "what a closing keeps is what the book said of the organisations, too");
}

#[tokio::test]
async fn a_closing_waits_for_an_organisation_that_is_being_changed() {
    let test: &'static TestApp = Box::leak(Box::new(TestApp::new().await));
    three(test).await;
    let secretary = test.secretary().await;
    let mut tx = test.db().begin().await.unwrap();
    let new = NewOrganisation { kind: Branch, name: "Chi bộ Mới".to_owned(), parent: Some(test.root), from: None };
    organisations::create(&mut tx, test.author().await, &new).await.unwrap();
    let page = format!("/statistics/closings?{OF_2019}");
    let closing = tokio::spawn(async move { send(&secretary, &page, &[]).await });
    test.until_waiting(&closing).await;
    tx.commit().await.unwrap();
    closing.await.unwrap().expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_late_recognition_reaches_back_into_a_closed_period_and_adjusts_the_next() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Lê Văn Hai").admitted(first, "2/9/2018").enter().await;
    let secretary = test.secretary().await;
    send(&secretary, &format!("/statistics/closings?{OF_2019}"), &[]).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get(&format!("/statistics?{OF_2019}")).await.expect(StatusCode::OK);
    assert_eq!(row(&page, "Cuối kỳ"), ["1", "0", "0", "0", "1", "0"], "still probationary when it was closed");

    test.clock.set(test.app.clock.now().plus_seconds(60).0);
    let decided = [("resolved_on", "10/11/2026"), ("decision_number", "77-QĐ/ĐU"), ("decided_on", "16/11/2026")];
    let decided = [&decided[..], &[("confirm", "considered_late")]].concat();
    let recognition = format!("{}/recognition", person.path());
    send(&secretary, &recognition, &decided).await.expect(StatusCode::SEE_OTHER);
    let closed = secretary.get(&format!("/statistics?{OF_2019}")).await.expect(StatusCode::OK);
    assert!(closed.one("#closed").contains("Số của kỳ này là số đã chốt"), "{}", closed.one("#closed"));
    assert_eq!(row(&closed, "Cuối kỳ"), ["1", "0", "0", "0", "0", "1"], "official since 2/9/2019, as it is now");
    let next = secretary.get(&format!("/statistics?{OF_2020}")).await.expect(StatusCode::OK);
    assert_eq!(row(&next, "Đầu kỳ"), ["1", "0", "0", "0", "1", "0"], "what was kept");
    assert_eq!(row(&next, "Điều chỉnh kỳ trước đã chốt (1 người)"), ["0", "0", "0", "0", "−1", "+1"]);
    assert_eq!(row(&next, "Cuối kỳ"), ["1", "0", "0", "0", "0", "1"]);
}

/// A report keeps figures of the year's records as well as of the ledger: none of them is half written when it is closed.
#[tokio::test]
async fn a_form_of_the_committees_year_waits_for_a_closing() {
    let test: &'static TestApp = Box::leak(Box::new(TestApp::new().await));
    three(test).await;
    let secretary: &'static User<'static> = Box::leak(Box::new(test.secretary().await));
    let mut closing = test.db().begin().await.unwrap();
    sodangvien::book::closing(&mut closing, test.author().await, || test.app.clock.now()).await.unwrap();
    let waiting = tokio::spawn(async move {
        let root = test.root.to_string();
        let typed = [
            ("organisation", root.as_str()),
            ("year", "2019"),
            ("name", "Kết nạp đảng viên"),
            ("source", "admissions"),
            ("aim", "1"),
        ];
        send(secretary, "/targets/new", &typed).await.expect(StatusCode::SEE_OTHER);
    });
    test.until_waiting(&waiting).await;
    assert_eq!(test.count("target_versions").await, 0);
    closing.rollback().await.unwrap();
    waiting.await.unwrap();
    assert_eq!(test.count("target_versions").await, 1);
}
