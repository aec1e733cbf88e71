//! What was recorded wrongly is recorded anew, and what rests on it stays.

use axum::http::StatusCode;
use sodangvien::ids::{EventId, PersonId};
use sodangvien::ledger::verify;
use sodangvien::rules::standing::Kind;

use crate::admissions::{Typed, person_of, wrong_fields};
use crate::roster::names;
use crate::support::{Answer, TestApp, User};

async fn event(test: &TestApp, person: PersonId, kind: Kind) -> EventId {
    let id = sqlx::query_scalar("select max(id) from events where person = $1 and kind = $2")
        .bind(person)
        .bind(kind.code())
        .fetch_one(test.db())
        .await
        .unwrap();
    EventId(id)
}

fn path(person: PersonId, event: EventId) -> String {
    format!("{}/events/{event}/correction", person.path())
}

/// The page with everything that stands in it, some of it typed over.
async fn send(user: &User<'_>, path: &str, page: &Answer, over: &[(&str, &str)]) -> Answer {
    let mut fields = Vec::new();
    for control in ["input:not([type=radio]):not([type=checkbox])", "input[checked]"] {
        let names = page.attributes(&format!("form.form {control}[name]"), "name");
        let values = page.attributes(&format!("form.form {control}[name]"), "value");
        fields.extend(names.into_iter().zip(values));
    }
    let selects = page.attributes("form.form select", "name");
    let chosen = page.attributes("form.form select option[selected]", "value");
    fields.extend(selects.into_iter().zip(chosen));
    fields.retain(|(name, _)| !over.iter().any(|(typed, _)| typed == name));
    fields.extend(over.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    user.post(path, &fields).await
}

async fn correct(user: &User<'_>, path: &str, over: &[(&str, &str)]) -> Answer {
    let page = user.get(path).await.expect(StatusCode::OK);
    send(user, path, &page, over).await
}

#[tokio::test]
async fn a_wrong_decision_number_of_an_admission_is_mended_though_the_member_is_official_since() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let admitted = Typed::admission(test.branches[0])
        .with("decided_on", "1/6/2025")
        .with("admitted_on", "15/6/2025")
        .with("sponsor_1", "Lê Văn Giới");
    let person = person_of(&admitted.post(&user, "/members").await.expect(StatusCode::SEE_OTHER));
    let recognition = format!("{}/recognition", person.path());
    let said = [("resolved_on", "1/7/2026"), ("decision_number", "77-QĐ/ĐU"), ("decided_on", "10/7/2026")];
    correct(&user, &recognition, &said).await.expect(StatusCode::SEE_OTHER);

    let at = path(person, event(&test, person, Kind::Admitted).await);
    let page = user.get(&at).await.expect(StatusCode::OK);
    assert_eq!(page.attributes("#decision_number", "value"), ["12-QĐ/ĐU"]);
    assert_eq!(page.attributes("#sponsor_1", "value"), ["Lê Văn Giới"]);
    assert_eq!(page.attributes("#branch option[selected]", "value"), [test.branches[0].to_string()]);
    let unsaid = send(&user, &at, &page, &[("decision_number", "21-QĐ/ĐU")]).await;
    assert_eq!(wrong_fields(&unsaid.expect(StatusCode::UNPROCESSABLE_ENTITY)), ["why"]);
    let over = [("decision_number", "21-QĐ/ĐU"), ("sponsor_2", "Trần Thị Thiệu"), ("why", "Gõ nhầm số")];
    correct(&user, &at, &over).await.expect(StatusCode::SEE_OTHER);

    let record = user.get(&person.path()).await.expect(StatusCode::OK);
    for part in ["21-QĐ/ĐU", "Lê Văn Giới", "Trần Thị Thiệu", "Chính thức"] {
        assert!(record.text().contains(part), "{part}");
    }
    assert_eq!(record.all(".timeline li .voided").len(), 0);
    let struck = user.get(&format!("{}?voided=1", person.path())).await.text();
    assert!(struck.contains("12-QĐ/ĐU") && struck.contains("Gõ nhầm số"));
    assert!(record.text().contains("Ghi lại việc cho đúng"), "the log says so");
    assert!(verify::all(test.db()).await.unwrap().differing.is_empty());
}

#[tokio::test]
async fn a_wrong_day_moves_what_is_so_and_a_day_that_cannot_be_is_refused() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let [first, _] = test.branches;
    let person = test
        .person("Trần Văn Bình")
        .admitted(first, "6/5/2020")
        .recognised(first, "6/5/2020")
        .away(first, "1/3/2026", "1/12/2026")
        .enter()
        .await;
    let at = path(person, event(&test, person, Kind::TemporaryOut).await);
    let over = [
        ("counterpart_text", "Đảng bộ xã Bên"),
        ("decision_number", "9-GT"),
        ("decided_on", "20/3/2026"),
        ("effective_on", "1/4/2026"),
        ("why", "Nhầm tháng"),
    ];
    correct(&user, &at, &over).await.expect(StatusCode::SEE_OTHER);
    assert!(names(&user.get("/members?temporary=out&as_of=31/3/2026").await).is_empty());
    assert_eq!(names(&user.get("/members?temporary=out&as_of=1/4/2026").await), ["Trần Văn Bình"]);

    let admitted = path(person, event(&test, person, Kind::Admitted).await);
    let late = [("effective_on", "1/1/2022"), ("why", "x"), ("decision_number", "1-QĐ"), ("decided_on", "1/1/2020")];
    let refused = correct(&user, &admitted, &late).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&refused), ["confirm", "confirm"], "the ceremony is late, the recognition of another day");
    assert!(refused.text().contains("Việc công nhận đã ghi tính chính thức từ 06/05/2021"), "{}", refused.text());
    let late: Vec<_> =
        late.into_iter().chain(["ceremony_late", "recognised_otherwise"].map(|code| ("confirm", code))).collect();
    let refused = correct(&user, &admitted, &late).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&refused), ["effective_on"], "official before the ceremony");
    let before = [("effective_on", "1/4/2020"), ("why", "x"), ("decision_number", "1-QĐ"), ("decided_on", "2/4/2020")];
    let refused = correct(&user, &admitted, &before).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&refused), ["effective_on"]);
    assert!(verify::all(test.db()).await.unwrap().differing.is_empty());
}

#[tokio::test]
async fn an_admission_that_was_voided_is_recorded_again_for_the_same_person() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let admitted = Typed::admission(test.branches[0]).with("citizen_id", "001199012345");
    let person = person_of(&admitted.post(&user, "/members").await.expect(StatusCode::SEE_OTHER));
    let id = event(&test, person, Kind::Admitted).await;
    let void = format!("{}/events/{id}/void", person.path());
    correct(&user, &void, &[("reason", "Nhầm quyết định")]).await.expect(StatusCode::SEE_OTHER);
    assert!(names(&user.get("/members").await).is_empty());

    let record = user.get(&format!("{}?voided=1", person.path())).await.expect(StatusCode::OK);
    assert!(record.attributes(".timeline a", "href").contains(&path(person, id)));
    correct(&user, &path(person, id), &[("decision_number", "21-QĐ/ĐU")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(names(&user.get("/members").await), ["Nguyễn Thị Ánh"]);
    assert!(user.get(&person.path()).await.text().contains("21-QĐ/ĐU"));
}

#[tokio::test]
async fn a_carried_over_member_keeps_the_first_day_of_the_book_whatever_is_mended() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let [first, second] = test.branches;
    let person = test.person("Lò Văn Ổn").carried_over(first, "1/1/2018", "3/2/2010").enter().await;
    let at = path(person, event(&test, person, Kind::OpeningBalance).await);
    let branch = second.to_string();
    let over = [("branch", branch.as_str()), ("standing", "official"), ("admitted_on", "3/2/2011"), ("why", "Nhầm")];
    correct(&user, &at, &over).await.expect(StatusCode::SEE_OTHER);
    let listed = user.get(&format!("/members?branch={second}&as_of=1/1/2018")).await;
    assert_eq!(names(&listed), ["Lò Văn Ổn"]);
    assert!(listed.text().contains("03/02/2011"));
    assert!(names(&user.get("/members?as_of=31/12/2017").await).is_empty());
}

#[tokio::test]
async fn what_another_recorded_meanwhile_is_shown_and_a_double_click_corrects_once() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let [first, second] = test.branches;
    let person = test.person("Trần Văn Bình").admitted(first, "6/5/2026").enter().await;
    let at = path(person, event(&test, person, Kind::Admitted).await);
    let page = user.get(&at).await.expect(StatusCode::OK);
    let moved = format!("{}/move", person.path());
    let to = second.to_string();
    correct(&user, &moved, &[("counterpart", &to), ("effective_on", "1/9/2026")]).await.expect(StatusCode::SEE_OTHER);
    let over = [("decision_number", "21-QĐ"), ("decided_on", "1/5/2026"), ("why", "Nhầm số")];
    let stale = send(&user, &at, &page, &over).await.expect(StatusCode::CONFLICT);
    assert!(stale.text().contains("Chuyển chi bộ"));
    let events = test.count("events").await;
    for _ in 0..2 {
        send(&user, &at, &stale, &over).await.expect(StatusCode::SEE_OTHER);
    }
    assert_eq!(test.count("events").await, events + 2, "a void and the new one");
    assert_eq!(names(&user.get(&format!("/members?branch={second}")).await), ["Trần Văn Bình"]);
}

#[tokio::test]
async fn an_admission_is_judged_again_by_its_rules_and_what_says_the_same_is_no_correction() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let admitted = Typed::admission(test.branches[0])
        .with("decided_on", "1/6/2025")
        .with("admitted_on", "15/6/2025")
        .with("sponsor_1", "Lê Văn Giới");
    let person = person_of(&admitted.post(&user, "/members").await.expect(StatusCode::SEE_OTHER));
    let wrong = event(&test, person, Kind::Admitted).await;
    let at = path(person, wrong);

    let same = correct(&user, &at, &[("why", "Không sửa gì")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&same), ["why"]);
    // Asked as when somebody is admitted: the ceremony is held too late after its decision.
    let late = [("effective_on", "1/9/2025"), ("why", "Nhầm ngày lễ")];
    let asked = correct(&user, &at, &late).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&asked), ["confirm"]);
    assert_eq!(asked.attributes("input[name=confirm]", "value"), ["ceremony_late"]);
    let confirmed = [("effective_on", "1/9/2025"), ("why", "Nhầm ngày lễ"), ("confirm", "ceremony_late")];
    correct(&user, &at, &confirmed).await.expect(StatusCode::SEE_OTHER);
    let kept: String = sqlx::query_scalar("select details ->> 'confirmed' from events where id = $1")
        .bind(event(&test, person, Kind::Admitted).await)
        .fetch_one(test.db())
        .await
        .unwrap();
    assert!(kept.contains("ceremony_late"), "{kept}");

    // The page of what was corrected leads to what stands in its place; what was sent from an old one is not recorded.
    let there = user.get(&at).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(there.location(), path(person, event(&test, person, Kind::Admitted).await));
    let page = user.get(there.location()).await.expect(StatusCode::OK);
    let again = send(&user, &at, &page, &[("decision_number", "99-QĐ/ĐU"), ("why", "x")]).await;
    assert_eq!(wrong_fields(&again.expect(StatusCode::UNPROCESSABLE_ENTITY)), ["why"]);
}

#[tokio::test]
async fn nobody_is_made_younger_than_sixteen_by_a_corrected_admission() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let person = test.person("Trần Văn Non").born("1/1/2004").admitted(test.branches[0], "15/6/2024").enter().await;
    let at = path(person, event(&test, person, Kind::Admitted).await);
    let over = [("decided_on", "1/6/2019"), ("effective_on", "15/6/2019"), ("decision_number", "1-QĐ"), ("why", "x")];
    let refused = correct(&user, &at, &over).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong_fields(&refused).contains(&"effective_on".to_owned()), "{:?}", wrong_fields(&refused));
}

#[tokio::test]
async fn who_was_entered_wrongly_and_undone_is_entered_again_from_their_record_in_one_step() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let typed = || Typed::admission(test.branches[0]).with("citizen_id", "001199012345");
    let person = person_of(&typed().post(&user, "/members").await.expect(StatusCode::SEE_OTHER));
    let record = user.get(&person.path()).await.expect(StatusCode::OK);
    let undo = record.attributes("form:has(input[name=undo])", "action").pop().unwrap();
    let key = record.attributes("form:has(input[name=undo]) input[name=submission]", "value").pop().unwrap();
    user.post(&undo, &[("undo", "1"), ("submission", &key)]).await.expect(StatusCode::SEE_OTHER);
    assert!(names(&user.get("/members").await).is_empty());

    // The record leads to the form with all that was typed.
    let record = user.get(&person.path()).await.expect(StatusCode::OK);
    let again = path(person, event(&test, person, Kind::Admitted).await);
    assert!(record.attributes(".notice a", "href").contains(&again), "{:?}", record.attributes(".notice a", "href"));
    correct(&user, &again, &[]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(names(&user.get("/members").await).len(), 1);
    let record = user.get(&person.path()).await.expect(StatusCode::OK);
    assert!(!record.attributes(".notice a", "href").iter().any(|href| href.contains("/correction")));
    assert!(verify::all(test.db()).await.unwrap().differing.is_empty());
}

/// Whoever was entered by the wrong page, undone, is entered by the right one with the same numbers.
#[tokio::test]
async fn a_record_that_is_wholly_void_keeps_no_number_from_the_right_one() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let typed = || Typed::admission(test.branches[0]).with("citizen_id", "001199012345");
    let wrong = person_of(&typed().post(&user, "/members").await.expect(StatusCode::SEE_OTHER));
    let refused = typed().with("full_name", "Lục Thị Khác").post(&user, "/members").await;
    assert_eq!(wrong_fields(&refused.expect(StatusCode::UNPROCESSABLE_ENTITY)), ["citizen_id"], "it is hers still");
    let event = event(&test, wrong, Kind::Admitted).await;
    let void = format!("{}/events/{event}/void", wrong.path());
    let page = user.get(&void).await.expect(StatusCode::OK);
    send(&user, &void, &page, &[("reason", "Nhầm trang")]).await.expect(StatusCode::SEE_OTHER);
    let right = typed().and("not_duplicate", &wrong.to_string()).post(&user, "/members").await;
    let right = person_of(&right.expect(StatusCode::SEE_OTHER));
    assert_ne!(right, wrong);
    let held: Vec<PersonId> = sqlx::query_scalar(
        "select person from person_versions where citizen_id_digest is not null and upper_inf(known)",
    )
    .fetch_all(test.db())
    .await
    .unwrap();
    assert_eq!(held, [right], "the number is on one record");
    assert!(user.get("/audit").await.text().contains("Số của hồ sơ đã hủy được ghi cho hồ sơ khác"));
    assert!(verify::all(test.db()).await.unwrap().differing.is_empty());
}
