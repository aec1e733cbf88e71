//! What needs attention: every kind, by day, by branch; the letter that is confirmed; the party age that is explained.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::ids::{OrganisationId, PersonId};
use sodangvien::rules::standing::{Kind, Standing};

use crate::build::{date, day};
use crate::support::{Answer, TestApp, User};

/// The names of the lines, and what is said of them.
fn lines(page: &Answer) -> Vec<(String, String)> {
    let said = page.all(".attention p:not(.hint)");
    page.all(".attention b").into_iter().zip(said).collect()
}

fn names(page: &Answer) -> Vec<String> {
    lines(page).into_iter().map(|(name, _)| name).collect()
}

/// Somebody who was decided on a day and is official since the book opened.
async fn since(test: &TestApp, name: &str, branch: OrganisationId, decided_on: &str) -> PersonId {
    let person = test.person(name).event(Kind::OpeningBalance, branch, "1/1/2020", |event| {
        event.standing = Some(Standing::Official);
        event.decided_on = Some(date(decided_on));
    });
    person.enter().await
}

/// Somebody who was introduced elsewhere by a letter of that day.
async fn gone(test: &TestApp, name: &str, branch: OrganisationId, on: &str) -> PersonId {
    let letter = day(on);
    let person = test.person(name).carried_over(branch, "1/1/2020", "3/2/2018");
    let person = person.event(Kind::TransferredOut, branch, on, |event| {
        event.decided_on = Some(letter.into());
        "10-GT/ĐU".clone_into(&mut event.decision_number);
        "Đảng bộ phường Bến Nghé".clone_into(&mut event.counterpart_text);
    });
    person.enter().await
}

async fn hidden(user: &User<'_>, path: &str) -> String {
    let page = user.get(path).await.expect(StatusCode::OK);
    page.attributes("form.form input[name=submission]", "value").pop().unwrap()
}

#[tokio::test]
async fn every_kind_of_thing_is_there_the_nearest_first_and_filtered() {
    let test = TestApp::new().await;
    let [branch, other] = test.branches;
    let secretary = test.secretary().await;
    test.person("Phạm Văn Dũng").admitted(branch, "1/11/2025").enter().await;
    test.person("Ngô Văn Giang")
        .carried_over(other, "1/1/2020", "1999")
        .away(other, "1/6/2026", "5/12/2026")
        .enter()
        .await;
    test.person("Lê Văn Cường").guest(branch, "6/3/2026", "6/12/2026").enter().await;
    gone(&test, "Vũ Thị Kim", branch, "1/7/2026").await;
    gone(&test, "Bùi Văn Lâm", branch, "16/11/2026").await;
    for (name, kind, due) in
        [("Ân Thị Sen", Kind::Suspended, "20/11/2026"), ("Đinh Văn Tám", Kind::Exempted, "20/12/2026")]
    {
        let due = day(due);
        let person = test.person(name).carried_over(branch, "1/1/2020", "1999");
        person.event(kind, branch, "20/8/2026", |event| event.due_on = Some(due)).enter().await;
    }
    // Thirty years on 1/12/2026: the badge of 3/2/2027, its papers thirty working days before.
    since(&test, "Đỗ Thanh Bách", branch, "1/12/1996").await;
    since(&test, "Hà Văn Minh", branch, "1/12/1997").await;

    let page = secretary.get("/attention").await.expect(StatusCode::OK);
    let all = lines(&page);
    assert_eq!(
        all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["Vũ Thị Kim", "Ân Thị Sen", "Ngô Văn Giang", "Lê Văn Cường", "Phạm Văn Dũng", "Đinh Văn Tám", "Đỗ Thanh Bách"]
    );
    assert!(all[0].1.contains("quá 3 tháng chưa có báo nhận") && all[0].1.contains("Bến Nghé"), "{}", all[0].1);
    assert!(all[6].1.starts_with("Đủ 30 năm tuổi Đảng ngày 01/12/2026: làm hồ sơ Huy hiệu Đảng đợt 03/02/2027"));
    assert!(page.text().contains("Căn cứ:") && page.text().contains("ngày làm việc"));
    assert_eq!(page.all(".figure b"), ["7", "1", "1", "1", "2", "1", "1", "0"]);
    for (link, count) in page.attributes(".figure", "href").iter().zip(page.all(".figure b")) {
        let one = secretary.get(link).await.expect(StatusCode::OK);
        assert_eq!(one.all(".attention li").len().to_string(), count, "{link}");
    }
    let one = secretary.get(&format!("/attention?branch={other}")).await.expect(StatusCode::OK);
    assert_eq!(names(&one), ["Ngô Văn Giang"]);
    assert_eq!(one.all(".figure b"), ["1", "0", "1", "0", "0", "0", "0", "0"]);

    let front = secretary.get("/").await.expect(StatusCode::OK);
    assert_eq!(front.one("#attention-title"), "Cần xử lý: 7");
    assert!(front.attributes("main a", "href").contains(&"/attention".to_owned()));
}

#[tokio::test]
async fn an_exemption_and_a_suspension_that_end_are_there_until_they_are_ended() {
    let test = TestApp::new().await;
    let branch = test.branches[0];
    let secretary = test.secretary().await;
    let until = async |name: &str, kind: Kind, due: Option<&str>| {
        let due = due.map(day);
        let person = test.person(name).carried_over(branch, "1/1/2020", "1999");
        person.event(kind, branch, "20/8/2026", |event| event.due_on = due).enter().await
    };
    let suspended = until("Ân Thị Sen", Kind::Suspended, Some("20/11/2026")).await;
    let exempt = until("Đinh Văn Tám", Kind::Exempted, Some("23/12/2026")).await;
    until("Bùi Văn Lâm", Kind::Exempted, Some("24/12/2026")).await;
    until("Vũ Thị Kim", Kind::Exempted, None).await;
    let page = secretary.get("/attention?kind=activity").await.expect(StatusCode::OK);
    assert_eq!(names(&page), ["Ân Thị Sen", "Đinh Văn Tám"], "thirty days ahead; not who has no day");
    assert!(page.text().contains("Hết hạn đình chỉ sinh hoạt ngày 20/11/2026, đã quá hạn"));
    let [end, back] = [format!("{}/suspension-end", suspended.path()), format!("{}/exemption-end", exempt.path())];
    assert_eq!(page.attributes(".next-steps a", "href"), [end.as_str(), back.as_str()]);
    let key = hidden(&secretary, &end).await;
    let last = secretary.get(&end).await.attributes("input[name=last]", "value").remove(0);
    let fields = [("effective_on", "21/11/2026"), ("submission", key.as_str()), ("last", last.as_str())];
    secretary.post(&end, &fields).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(names(&secretary.get("/attention").await), ["Đinh Văn Tám"]);
    let inspector = test.user("kiemtra", &[Role::Inspector], branch).await;
    let page = inspector.get("/attention").await.expect(StatusCode::OK);
    assert_eq!(page.attributes(".next-steps a", "href"), [exempt.path()], "who only reads is led to the record");
}

#[tokio::test]
async fn it_is_printed_with_its_heading_and_by_whom_and_without_what_leads_on() {
    let test = TestApp::new().await;
    test.person("Phạm Văn Dũng").admitted(test.branches[0], "1/9/2025").enter().await;
    let secretary = test.secretary().await;
    let page = secretary.get("/attention?kind=recognition").await.expect(StatusCode::OK);
    let heading = page.one(".party-heading");
    assert!(heading.contains("ĐẢNG CỘNG SẢN VIỆT NAM") && heading.contains("Cần xử lý"), "{heading}");
    assert_eq!(page.one(".party-below"), "Xét công nhận chính thức. Tính đến ngày 23/11/2026");
    assert!(page.one(".print-only.hint").starts_with("In ngày 23/11/2026"));
    assert_eq!(page.all(".next-steps").len(), page.all(".next-steps.no-print").len());
    for path in ["/statistics/charts".to_owned(), page.attributes(".attention a", "href").remove(0)] {
        let printed = secretary.get(&path).await.expect(StatusCode::OK);
        assert!(printed.one(".print-only.hint").starts_with("In ngày 23/11/2026"), "{path}");
    }
}

#[tokio::test]
async fn what_is_elsewhere_is_neither_shown_nor_counted_and_the_look_is_kept() {
    let test = TestApp::new().await;
    let [branch, other] = test.branches;
    gone(&test, "Vũ Thị Kim", branch, "1/7/2026").await;
    since(&test, "Đỗ Thanh Bách", branch, "1/12/1996").await;
    let own = test.user("chibo1", &[Role::Inspector], branch).await;
    let stranger = test.user("chibo2", &[Role::Committee], other).await;
    assert_eq!(own.get("/attention").await.all(".figure b")[0], "2");
    let page = stranger.get("/attention").await.expect(StatusCode::OK);
    assert_eq!(page.all(".figure b")[0], "0");
    assert!(!page.text().contains("Kim") && !page.text().contains("Bách"));
    stranger.get(&format!("/attention?branch={branch}")).await.expect(StatusCode::NOT_FOUND);
    let seen: Vec<(String, i32)> =
        sqlx::query_as("select act, shown from views order by id").fetch_all(test.db()).await.unwrap();
    assert_eq!(seen, [("attention".to_owned(), 2), ("attention".to_owned(), 0)]);
    let administrator = test.user("quantri", &[Role::Administrator], test.root).await;
    administrator.get("/attention").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_arrival_is_confirmed_once_taken_back_with_its_reason_and_stays_in_the_log() {
    let test = TestApp::new().await;
    let [branch, other] = test.branches;
    let person = gone(&test, "Vũ Thị Kim", branch, "1/7/2026").await;
    let secretary = test.secretary().await;
    let listed = async || names(&secretary.get("/attention").await).len();
    assert_eq!(listed().await, 1);
    let path = secretary.get("/attention").await.attributes(".next-steps a", "href").pop().unwrap();
    let send = async |fields: &[(&str, &str)]| {
        let key = hidden(&secretary, &path).await;
        secretary.post(&path, &[fields, &[("submission", &key)]].concat()).await
    };
    let early = send(&[("confirmed_on", "30/6/2026")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.one(".error-summary").contains("không thể trước ngày chuyển đi"));
    send(&[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let key = hidden(&secretary, &path).await;
    let slip = [("confirmed_on", "20/7/2026"), ("note", "Phiếu 12-PB/ĐU"), ("submission", key.as_str())];
    for _ in 0..2 {
        secretary.post(&path, &slip).await.expect(StatusCode::SEE_OTHER);
    }
    assert_eq!((test.count("transfer_confirmations").await, listed().await), (1, 0));
    let record = secretary.get(&person.path()).await;
    assert!(record.text().contains("Nơi đến đã báo nhận ngày 20/07/2026. Phiếu 12-PB/ĐU"));

    send(&[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    send(&[("note", "Nhầm người")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!((test.count("transfer_confirmations").await, listed().await), (2, 1));
    assert!(!secretary.get(&person.path()).await.text().contains("đã báo nhận ngày"));
    let acts: Vec<String> =
        sqlx::query_scalar("select act from changes where act like 'transfer_%confirmed' order by id")
            .fetch_all(test.db())
            .await
            .unwrap();
    assert_eq!(acts, ["transfer_confirmed", "transfer_unconfirmed"]);
    let changed = sqlx::query("update transfer_confirmations set note = ''").execute(test.db()).await;
    assert!(changed.is_err(), "append only");

    let stranger = test.user("chibo2", &[Role::Committee], other).await;
    stranger.get(&path).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_a_transfer_that_stands_is_confirmed() {
    let test = TestApp::new().await;
    let person = gone(&test, "Vũ Thị Kim", test.branches[0], "1/7/2026").await;
    let secretary = test.secretary().await;
    let events: Vec<i64> = sqlx::query_scalar("select id from events order by id").fetch_all(test.db()).await.unwrap();
    let at = |event: i64| format!("{}/events/{event}/confirmation", person.path());
    secretary.get(&at(events[0])).await.expect(StatusCode::NOT_FOUND);
    secretary.get(&at(events[1])).await.expect(StatusCode::OK);
    let void = format!("{}/events/{}/void", person.path(), events[1]);
    let key = hidden(&secretary, &void).await;
    secretary.post(&void, &[("reason", "Nhầm người"), ("submission", &key)]).await.expect(StatusCode::SEE_OTHER);
    secretary.get(&at(events[1])).await.expect(StatusCode::NOT_FOUND);
    assert!(names(&secretary.get("/attention").await).is_empty(), "a voided transfer waits for nobody");
}

#[tokio::test]
async fn a_badge_counts_from_the_first_decision_less_the_gap() {
    let test = TestApp::new().await;
    let branch = test.branches[0];
    let secretary = test.secretary().await;
    // Thirty years on 1/12/2026 but for a year outside the party.
    let person = test.person("Hà Văn Minh").event(Kind::OpeningBalance, branch, "1/1/2018", |event| {
        event.standing = Some(Standing::Official);
        event.decided_on = Some(date("1/12/1995"));
        "3-QĐ/HU".clone_into(&mut event.decision_number);
    });
    let person = person
        .event(Kind::Removed, branch, "1/1/2020", |_| {})
        .event(Kind::Readmitted, branch, "20/1/2021", |event| {
            event.decided_on = Some(date("31/12/2020"));
            event.admitted_on = Some(date("20/1/2021"));
        })
        .event(Kind::Recognised, branch, "20/1/2022", |_| {})
        .enter()
        .await;
    let page = secretary.get("/attention?kind=badge").await.expect(StatusCode::OK);
    assert_eq!(names(&page), ["Hà Văn Minh"]);
    assert_eq!(page.all(".figure b"), ["1", "0", "0", "0", "0", "0", "1", "0"]);
    let path = format!("{}/party-age", person.path());
    assert_eq!(page.attributes(".next-steps a", "href"), std::slice::from_ref(&path));

    let page = secretary.get(&path).await.expect(StatusCode::OK);
    let steps = page.all(".timeline li");
    assert_eq!(steps.len(), 3, "{steps:?}");
    assert!(steps[0].starts_with("01/12/1995") && steps[0].contains("Số 3-QĐ/HU"), "{steps:?}");
    assert!(steps[1].contains("Xóa tên → Kết nạp lại") && steps[1].contains("trừ 365 ngày"), "{steps:?}");
    assert!(steps[2].starts_with("30/11/1996"), "{steps:?}");
    assert_eq!(page.one(".summary-line b"), "29 năm 11 tháng");
    let facts = page.all(".facts dd");
    assert_eq!(facts[..3], ["30 năm tuổi Đảng", "30/11/2026", "03/02/2027"]);
    assert!(facts[4].contains("nhiều nhất 12 tháng, từ ngày 30/11/2025"), "{facts:?}");
    assert!(page.text().contains("208-QĐ/TW (chưa có toàn văn để đối chiếu)"));
    assert!(secretary.get(&person.path()).await.attributes("main a", "href").contains(&path));
}

#[tokio::test]
async fn who_arrived_counts_from_the_decision_of_the_admission_and_not_from_the_letter_nor_the_ceremony() {
    let test = TestApp::new().await;
    let branch = test.branches[0];
    let secretary = test.secretary().await;
    // Thirty years on 1/12/2026 by the decision; by the ceremony only at the end of January.
    let person = test.person("Hà Văn Minh").event(Kind::TransferredIn, branch, "1/1/2020", |event| {
        event.standing = Some(Standing::Official);
        event.decided_on = Some(date("15/12/2019"));
        event.admission_decided_on = Some(date("1/12/1996"));
        event.admitted_on = Some(date("30/1/1997"));
    });
    let person = person.enter().await;
    let page = secretary.get("/attention?kind=badge").await.expect(StatusCode::OK);
    assert_eq!(names(&page), ["Hà Văn Minh"]);
    let page = secretary.get(&format!("{}/party-age", person.path())).await.expect(StatusCode::OK);
    assert_eq!(page.one(".summary-line b"), "29 năm 11 tháng");
    assert!(page.one(".timeline li").starts_with("01/12/1996"), "{}", page.one(".timeline li"));
    let composition = secretary.get("/statistics/composition").await.expect(StatusCode::OK).text();
    assert!(composition.contains("Tuổi Đảng"));
    assert!(secretary.get(&person.path()).await.text().contains("01/12/1996"));
    // The link keeps the day that the record was asked for.
    let then = secretary.get(&format!("{}?as_of=1/12/2024", person.path())).await.expect(StatusCode::OK);
    let link = then.attributes("main a[href*=party-age]", "href").remove(0);
    let page = secretary.get(&link).await.expect(StatusCode::OK);
    assert_eq!(page.one(".summary-line b"), "28 năm 0 tháng");
    secretary
        .get(&format!("{}/party-age?as_of=31/2/2024", person.path()))
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_party_age_that_cannot_be_counted_says_why() {
    let test = TestApp::new().await;
    let branch = test.branches[0];
    let secretary = test.secretary().await;
    let probationary = test.person("Lê Thị Hoa").admitted(branch, "19/5/2026").enter().await;
    let unknown = test.person("Trần Văn Bình").event(Kind::OpeningBalance, branch, "1/1/2020", |event| {
        event.standing = Some(Standing::Official);
    });
    let unknown = unknown.enter().await;
    let year = since(&test, "Phạm Văn Dũng", branch, "1987").await;
    let guest = test.person("Lê Văn Cường").guest(branch, "6/3/2026", "6/3/2027").enter().await;
    for (person, sentence) in [
        (probationary, "Đảng viên dự bị chưa có tuổi Đảng."),
        (unknown, "chưa ghi ngày quyết định kết nạp hay ngày vào Đảng"),
        (year, "tuổi Đảng ít nhất là như trên"),
        (guest, "không phải đảng viên trong sổ"),
    ] {
        let page = secretary.get(&format!("{}/party-age", person.path())).await.expect(StatusCode::OK);
        assert!(page.one(".notice").contains(sentence), "{}", page.one(".notice"));
    }
    let stranger = test.user("chibo2", &[Role::Inspector], test.branches[1]).await;
    stranger.get(&format!("{}/party-age", year.path())).await.expect(StatusCode::NOT_FOUND);
}

/// The statements read what is near by its day, and not everybody.
#[tokio::test]
async fn the_database_finds_a_day_as_the_rules_do() {
    let test = TestApp::new().await;
    for (partial, last) in
        [("1987", "1987-12-31"), ("2024-02", "2024-02-29"), ("2025-02", "2025-02-28"), ("2019-05-09", "2019-05-09")]
    {
        let found: String =
            sqlx::query_scalar("select last_day($1)::text").bind(partial).fetch_one(test.db()).await.unwrap();
        assert_eq!(found, last);
        let rules = sodangvien::rules::PartialDate::parse_iso(partial).unwrap();
        assert_eq!(rules.last().iso(), last);
    }
}

#[tokio::test]
async fn nothing_that_needs_attention_is_out_of_reach() {
    let test = TestApp::new().await;
    for n in 0..205 {
        let name = format!("Trần Văn {}", 300 - n);
        test.person(&name).admitted(test.branches[n % 2], if n < 120 { "1/9/2025" } else { "2/9/2025" }).enter().await;
    }
    let user = test.secretary().await;
    let people = |page: &crate::support::Answer| page.attributes(".attention a:has(b)", "href");
    for query in ["", "?kind=recognition"] {
        let first = user.get(&format!("/attention{query}")).await.expect(StatusCode::OK);
        let next = first.attributes("[rel=next]", "href").remove(0);
        let second = user.get(&next).await.expect(StatusCode::OK);
        assert!(second.attributes("[rel=next]", "href").is_empty());
        let (mut all, rest) = (people(&first), people(&second));
        assert_eq!((all.len(), rest.len()), (200, 5), "{query}");
        all.extend(rest);
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 205, "each once");
        let back = second.attributes("[rel=prev]", "href").remove(0);
        assert_eq!(people(&user.get(&back).await.expect(StatusCode::OK)), people(&first));
    }
    user.get("/attention?page=0").await.expect(StatusCode::BAD_REQUEST);
}
