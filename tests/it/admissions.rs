//! Admission through its form: what stops, what is confirmed, what is written.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sodangvien::auth::Role;
use sodangvien::book;
use sodangvien::ids::{OrganisationId, PersonId};
use sodangvien::rules::Day;

use crate::support::{Answer, TestApp, User};

/// A form as it is typed: fields and values, some of them repeated.
#[derive(Clone)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// Nothing but a submission's key.
    pub fn empty() -> Self {
        Self(Vec::new()).once()
    }

    /// The required fields of an admission into a branch, all right.
    pub fn admission(branch: OrganisationId) -> Self {
        Self::empty()
            .with("full_name", "Nguyễn Thị Ánh")
            .with("gender", "female")
            .with("born_on", "05081999")
            .with("branch", &branch.to_string())
            .with("decision_number", "12-QĐ/ĐU")
            .with("decided_on", "1/10/2026")
            .with("admitted_on", "15/10/2026")
            .with("sponsor_1", "Vi Thị Giới")
            .with("sponsor_2", "Vi Văn Thiệu")
    }

    /// With this value in a field, in the place of any other.
    #[must_use]
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.0.retain(|(name, _)| name != field);
        self.and(field, value)
    }

    /// With one more value of a field.
    #[must_use]
    pub fn and(mut self, field: &str, value: &str) -> Self {
        self.0.push((field.to_owned(), value.to_owned()));
        self
    }

    /// With a key of its own.
    #[must_use]
    pub fn once(self) -> Self {
        self.with("submission", &sodangvien::submissions::key().unwrap())
    }

    /// Sent to a path.
    pub async fn post(&self, user: &User<'_>, path: &str) -> Answer {
        let fields: Vec<_> = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        user.post(path, &fields).await
    }
}

/// Whom a redirect leads to.
pub fn person_of(answer: &Answer) -> PersonId {
    let id = answer.location().rsplit(['/', '=']).next().unwrap();
    PersonId(id.parse().unwrap_or_else(|_| panic!("{} {}", answer.status, answer.location())))
}

/// The fields that an error summary leads to, in its order.
pub fn wrong_fields(answer: &Answer) -> Vec<String> {
    let links = answer.attributes(".error-summary a", "href");
    links.into_iter().map(|link| link.trim_start_matches('#').to_owned()).collect()
}

/// The codes of the warnings shown.
pub fn warnings(answer: &Answer) -> Vec<String> {
    answer.attributes("input[name=confirm]", "value")
}

/// Whom a form admits.
pub async fn admit(user: &User<'_>, typed: &Typed) -> PersonId {
    person_of(&typed.post(user, "/members").await.expect(StatusCode::SEE_OTHER))
}

/// What the event of an admission keeps besides.
pub async fn details(test: &TestApp, person: PersonId) -> Value {
    sqlx::query_scalar("select details from events where person = $1 and kind = 'admitted'")
        .bind(person.0)
        .fetch_one(test.db())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_admission_is_written_as_an_event_and_makes_a_probationary_member() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let typed = Typed::admission(test.branches[0])
        .with("resolved_on", "15/9/2026")
        .with("issuing_body", "Đảng ủy Khối Thử nghiệm")
        .with("awareness_certificate_on", "1/6/2026")
        .with("sponsor_1", "Trần Văn Bình")
        .with("citizen_id", "001 199 012 345")
        .with("ethnicity", "Ê-đê");
    let answer = typed.post(&secretary, "/members").await.expect(StatusCode::SEE_OTHER);
    let person = person_of(&answer);
    assert_eq!(answer.location(), format!("/members/{person}"));
    assert!(answer.cookies().iter().any(|cookie| cookie.starts_with("done=admitted")));

    let event: (String, Day, String, String, String, i64) = sqlx::query_as(
        "select kind, effective_on, decided_on, decision_number, issuing_body, organisation from events where person = $1",
    )
    .bind(person.0)
    .fetch_one(test.db())
    .await
    .unwrap();
    assert_eq!(
        event,
        (
            "admitted".into(),
            Day::parse_iso("2026-10-15").unwrap(),
            "2026-10-01".into(),
            "12-QĐ/ĐU".into(),
            "Đảng ủy Khối Thử nghiệm".into(),
            test.branches[0].0
        )
    );
    assert_eq!(
        details(&test, person).await,
        json!({
            "resolved_on": "2026-09-15",
            "awareness_certificate_on": "2026-06-01",
            "sponsors": [{ "name": "Trần Văn Bình" }, { "name": "Vi Văn Thiệu" }],
        })
    );
    let span: (String, String, String) =
        sqlx::query_as("select value, valid::text, admitted_on from spans where person = $1")
            .bind(person.0)
            .fetch_one(test.db())
            .await
            .unwrap();
    assert_eq!(span, ("probationary".into(), "[2026-10-15,)".into(), "2026-10-15".into()));
    let facts: (String, String, String, String) =
        sqlx::query_as("select full_name, given_name, born_on, ethnicity from person_versions where person = $1")
            .bind(person.0)
            .fetch_one(test.db())
            .await
            .unwrap();
    assert_eq!(facts, ("Nguyễn Thị Ánh".into(), "Ánh".into(), "1999-08-05".into(), "Ê-đê".into()));
    let lines: Vec<(String, Value)> =
        sqlx::query_as("select act, fields from changes where subject = 'person' and subject_id = $1 order by id")
            .bind(person.0)
            .fetch_all(test.db())
            .await
            .unwrap();
    assert_eq!(lines.iter().map(|(act, _)| act.as_str()).collect::<Vec<_>>(), ["person_entered", "admitted"]);
    let value = |field: &Value, name: &str| field[name].as_str().unwrap().to_owned();
    let entered: Vec<_> =
        lines[0].1.as_array().unwrap().iter().map(|field| (value(field, "name"), value(field, "new"))).collect();
    let expected = [
        ("full_name", "Nguyễn Thị Ánh"),
        ("gender", "female"),
        ("born_on", "05/08/1999"),
        ("ethnicity", "Ê-đê"),
        ("citizen_id", "0011•••••345"),
    ];
    assert_eq!(entered, expected.map(|(name, new)| (name.to_owned(), new.to_owned())));
}

#[tokio::test]
async fn every_error_is_said_at_once_in_the_order_of_the_form() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let empty = Typed::empty().post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let required = ["full_name", "gender", "born_on", "branch", "decision_number", "decided_on", "admitted_on"];
    assert_eq!(wrong_fields(&empty), required);

    let wrong = Typed::admission(test.branches[0])
        .with("full_name", "Nguyễn 2")
        .with("born_on", "31/4/1999")
        .with("citizen_id", "123")
        .with("phone", "gọi sau")
        .with("given_name", "Lan")
        .with("branch", "999")
        .with("resolved_on", "24/11/2026")
        .with("decided_on", "1/10/26")
        .with("admitted_on", "trước Tết")
        .with("awareness_certificate_on", "2025")
        .with("sponsor_1", "999")
        .post(&secretary, "/members")
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong_fields(&wrong),
        [
            "full_name",
            "born_on",
            "citizen_id",
            "phone",
            "branch",
            "resolved_on",
            "decided_on",
            "admitted_on",
            "awareness_certificate_on",
            "sponsor_1",
        ]
    );
    for field in wrong_fields(&wrong) {
        assert_eq!(wrong.attributes(&format!("#{field}"), "aria-invalid"), ["true"], "{field}");
        assert_eq!(wrong.all(&format!("#{field}-error")).len(), 1, "{field}");
    }
    assert_eq!(test.count("people").await, 0);
}

#[tokio::test]
async fn what_was_typed_comes_back_byte_for_byte() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let odd = "  Nguye\u{302}\u{303}n \"Ánh\" <b>&amp; 'x'\u{a0}";
    let lines = "\nmột\r\n hai </textarea><script>\n\n";
    let fields = [
        "full_name",
        "born_on",
        "citizen_id",
        "card_number",
        "ethnicity",
        "religion",
        "native_place",
        "residence",
        "phone",
        "email",
        "occupation",
        "workplace",
        "general_education",
        "professional_qualification",
        "political_theory",
        "given_name",
        "other_names",
        "birth_registration",
        "family_class",
        "youth_union_on",
        "academic_degree",
        "foreign_languages",
        "army_service",
        "health",
        "resolved_on",
        "decision_number",
        "decided_on",
        "issuing_body",
        "admitted_on",
        "awareness_certificate_on",
        "sponsor_1",
        "sponsor_2",
    ];
    let texts = ["career", "family", "notes"];
    let mut typed = Typed::empty().with("gender", "male").with("branch", &test.branches[1].to_string());
    for field in fields {
        typed = typed.with(field, odd);
    }
    for field in texts {
        typed = typed.with(field, lines);
    }
    let page = typed.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    for field in fields {
        assert_eq!(page.attributes(&format!("#{field}"), "value"), [odd], "{field}");
    }
    let html = scraper::Html::parse_document(&page.text());
    for field in texts {
        let selector = scraper::Selector::parse(&format!("#{field}")).unwrap();
        let shown: String = html.select(&selector).next().unwrap().text().collect();
        assert_eq!(shown, lines.replace("\r\n", "\n"), "{field}");
    }
    assert_eq!(page.attributes("input[name=gender][checked]", "value"), ["male"]);
    assert_eq!(page.attributes("#branch option[selected]", "value"), [test.branches[1].to_string()]);
}

/// What is tried, what is typed besides, and the codes of the warnings that follow.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

#[tokio::test]
async fn each_warning_stands_at_its_boundary_with_its_citation() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let good = Typed::admission(test.branches[0]).with("decided_on", "1/9/2026").with("admitted_on", "15/9/2026");
    let cases: [Case; 13] = [
        ("18 on the day of the decision", &[("born_on", "1/9/2008")], &[]),
        ("18 a day later", &[("born_on", "2/9/2008")], &["under_age"]),
        ("judged when the branch considered", &[("born_on", "1/9/2008"), ("resolved_on", "31/8/2026")], &["under_age"]),
        ("a year is not surely under age", &[("born_on", "2008")], &[]),
        ("60 and not yet a month more", &[("born_on", "2/8/1966")], &[]),
        ("60 and a month", &[("born_on", "1/8/1966")], &["over_age"]),
        ("a man's number", &[("citizen_id", "001099012345")], &["id_contradicts_gender"]),
        ("a number of 1998", &[("citizen_id", "001198012345")], &["id_contradicts_birth"]),
        ("her own number", &[("citizen_id", "001199012345")], &[]),
        ("60 months to the day", &[("awareness_certificate_on", "1/9/2021")], &[]),
        ("60 months and a day", &[("awareness_certificate_on", "31/8/2021")], &["certificate_expired"]),
        (
            "after the branch considered",
            &[("awareness_certificate_on", "2/9/2026")],
            &["certificate_after_consideration"],
        ),
        ("resolved after the decision", &[("resolved_on", "2/9/2026")], &["resolved_after_decision"]),
    ];
    for (name, fields, expected) in cases {
        let typed = fields.iter().fold(good.clone(), |typed, (field, value)| typed.with(field, value));
        // Another field is wrong, so that nothing is written and every case starts alike.
        let page = typed.with("decision_number", "").post(&secretary, "/members").await;
        assert_eq!(warnings(&page.expect(StatusCode::UNPROCESSABLE_ENTITY)), expected, "{name}");
    }
}

#[tokio::test]
async fn a_ceremony_is_late_after_thirty_working_days() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let decided_on = Day::parse_iso("2026-09-03").unwrap();
    let last = test.app.settings().calendar.plus_working_days(decided_on, 30);
    for (day, expected) in [(last, vec![]), (last.succ(), vec!["ceremony_late".to_owned()])] {
        let page = Typed::admission(test.branches[0])
            .with("decided_on", &decided_on.to_string())
            .with("admitted_on", &day.to_string())
            .with("decision_number", "")
            .post(&secretary, "/members")
            .await;
        assert_eq!(warnings(&page), expected, "{day}");
    }
}

#[tokio::test]
async fn a_warning_stops_until_it_is_confirmed_and_is_kept_with_its_citation() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let typed = Typed::admission(test.branches[0]).with("born_on", "2/10/2008").with("citizen_id", "001099012345");
    let page = typed.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["confirm", "confirm", "confirm"], "a line for each, which leads to the cards");
    assert!(page.one(".error-summary.to-confirm h2").starts_with("Có 3 điều cần xem xét."));
    assert!(!page.one("title").contains("Lỗi"), "{}", page.one("title"));
    let mixed = typed.clone().with("decision_number", "").post(&secretary, "/members").await;
    assert!(mixed.all(".to-confirm").is_empty());
    let lines = mixed.all(".error-summary li").len();
    let head = format!("Có 1 lỗi và {} điều cần xem xét.", lines - 1);
    assert!(mixed.one(".error-summary h2").starts_with(&head), "what is to be confirmed is no error: {head}");
    assert_eq!(warnings(&page), ["id_contradicts_gender", "id_contradicts_birth", "under_age"]);
    let citations = page.all(".finding .citation");
    assert_eq!(citations.len(), 3);
    assert!(citations[2].contains("QĐ/TW"), "{citations:?}");

    let half = typed.clone().and("confirm", "under_age").and("confirm", "id_contradicts_birth");
    let page = half.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let ticked = page.attributes("input[name=confirm][checked]", "value");
    assert_eq!(ticked, ["id_contradicts_birth", "under_age"]);

    let person = admit(&secretary, &half.and("confirm", "id_contradicts_gender").and("confirm", "no_such_code")).await;
    let confirmed = details(&test, person).await["confirmed"].clone();
    let codes: Vec<_> = confirmed.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["id_contradicts_gender", "id_contradicts_birth", "under_age"]);
    assert!(confirmed[2]["citation"].as_str().unwrap().contains("QĐ/TW"));
}

#[tokio::test]
async fn a_ceremony_before_its_decision_is_refused_and_cannot_be_confirmed() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let typed =
        Typed::admission(test.branches[0]).with("admitted_on", "30/9/2026").and("confirm", "ceremony_before_decision");
    let page = typed.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["admitted_on"]);
    assert!(warnings(&page).is_empty());
}

#[tokio::test]
async fn a_ceremony_before_the_first_day_of_the_book_leads_to_the_carry_over() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let mut tx = test.db().begin().await.unwrap();
    book::open(&mut tx, test.author().await, Day::parse_iso("2026-10-15").unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let typed = Typed::admission(test.branches[0]);
    let page = typed.clone().with("admitted_on", "14/10/2026").post(&secretary, "/members").await;
    assert_eq!(wrong_fields(&page.expect(StatusCode::UNPROCESSABLE_ENTITY)), ["admitted_on"]);
    admit(&secretary, &typed).await;
}

#[tokio::test]
async fn fifty_times_the_same_button_makes_one_member_and_fifty_same_answers() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let typed = Typed::admission(test.branches[0]);
    let posts = (0..50).map(|_| typed.post(&secretary, "/members"));
    let answers = futures(posts).await;
    let first = answers[0].location().to_owned();
    for answer in answers {
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, first.as_str()));
    }
    assert_eq!((test.count("people").await, test.count("events").await), (1, 1));
}

#[tokio::test]
async fn of_two_who_enter_one_number_at_once_one_is_told() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let names = ["Lò Văn An", "Lò Văn Bình", "Lò Văn Chung", "Lò Văn Dũng", "Lò Văn Em", "Lò Văn Giang"];
    let typed: Vec<_> = names
        .iter()
        .map(|name| Typed::admission(test.branches[0]).with("full_name", name).with("citizen_id", "001199012345"))
        .collect();
    let answers = futures(typed.iter().map(|typed| typed.post(&secretary, "/members"))).await;
    let made = answers.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(made, 1);
    for answer in answers.iter().filter(|answer| answer.status != StatusCode::SEE_OTHER) {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong_fields(answer), ["citizen_id"]);
    }
    assert_eq!((test.count("people").await, test.count("person_versions").await), (1, 1));
}

#[tokio::test]
async fn a_branch_outside_the_scope_is_neither_offered_nor_taken() {
    let test = TestApp::new().await;
    let own = test.user("vanphong", &[Role::Committee], test.branches[0]).await;
    let page = own.get("/members/new").await.expect(StatusCode::OK);
    let offered = page.attributes("#branch option", "value");
    assert_eq!(offered, [String::new(), test.branches[0].to_string()]);
    assert_eq!(page.attributes("#branch option[selected]", "value"), [test.branches[0].to_string()]);
    let other =
        Typed::admission(test.branches[1]).post(&own, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&other), ["branch"]);
    assert!(!other.text().contains("Chi bộ Chuyên môn"));
    let committee = Typed::admission(test.root).post(&test.secretary().await, "/members").await;
    assert_eq!(wrong_fields(&committee), ["branch"], "a đảng bộ has no members of its own");
    assert_eq!(test.count("people").await, 0);
}

#[tokio::test]
async fn a_birth_less_than_sixteen_years_before_the_decision_is_an_error() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = Typed::admission(test.branches[0])
        .with("born_on", "2/10/2010")
        .post(&secretary, "/members")
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["born_on"]);
    assert!(warnings(&page).is_empty());
    let page = Typed::admission(test.branches[0]).with("born_on", "1/10/2010").post(&secretary, "/members").await;
    assert_eq!(warnings(&page), ["under_age"]);
}

#[tokio::test]
async fn it_says_what_will_follow_before_the_button() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = Typed::admission(test.branches[0]).with("full_name", "").post(&secretary, "/members").await;
    let follows = page.one("#follows");
    assert!(follows.contains("15/10/2027"), "{follows}");
    let asked = secretary.get("/members/new/follows?admitted_on=15-10-2026").await.expect(StatusCode::OK);
    assert_eq!(asked.text(), follows);
    for nothing in ["", "x", "24/11/2026", "2026"] {
        let asked = secretary.get(&format!("/members/new/follows?admitted_on={nothing}")).await;
        assert_eq!(asked.expect(StatusCode::OK).text(), "", "{nothing}");
    }
}

#[tokio::test]
async fn an_empty_form_starts_at_the_name_and_asks_nothing_yet() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = secretary.get("/members/new").await.expect(StatusCode::OK);
    assert_eq!(page.attributes("[autofocus]", "id"), ["full_name"]);
    assert!(page.text().contains(r#"data-address="/members/duplicates"></div>"#), "the region is empty, to the letter");
    assert!(page.all(".finding, .error-summary").is_empty());
    assert_eq!(page.attributes("#issuing_body", "value"), ["Đảng ủy Khối Thử nghiệm"]);
    let keys = page.attributes("input[name=submission]", "value");
    assert_ne!(keys, secretary.get("/members/new").await.attributes("input[name=submission]", "value"));
}

#[tokio::test]
async fn the_next_form_keeps_branch_and_decision() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let answer = Typed::admission(test.branches[1]).with("then", "another").post(&secretary, "/members").await;
    let person = person_of(&answer.expect(StatusCode::SEE_OTHER));
    let page = secretary.get(&format!("/members/new?after={person}")).await.expect(StatusCode::OK);
    assert_eq!(page.attributes("#branch option[selected]", "value"), [test.branches[1].to_string()]);
    assert_eq!(page.attributes("#decision_number", "value"), ["12-QĐ/ĐU"]);
    assert_eq!(page.attributes("#decided_on", "value"), ["01/10/2026"]);
    assert_eq!(page.attributes("#full_name", "value"), [""]);
    let shown = page.attributes(&format!("a[href='/members/{person}']"), "href");
    assert_eq!(shown.len(), 1, "it leads to who was just admitted");

    let elsewhere = test.user("vanphong", &[Role::Committee], test.branches[0]).await;
    let page = elsewhere.get(&format!("/members/new?after={person}")).await.expect(StatusCode::OK);
    assert!(!page.text().contains("Nguyễn Thị Ánh"));
}

#[tokio::test]
async fn the_form_speaks_both_languages() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await.with_cookie("language=en");
    let page = Typed::admission(test.branches[0])
        .with("born_on", "2/10/2008")
        .with("admitted_on", "")
        .post(&secretary, "/members")
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("lang=\"en\""));
    assert!(page.one("#admitted_on-error").contains("ceremony"));
    assert!(page.one(".finding b").contains("17 years"), "{}", page.one(".finding b"));
}

#[tokio::test]
async fn a_branch_founded_after_the_ceremony_takes_nobody_then() {
    use sodangvien::auth::scope::Kind;
    use sodangvien::organisations::{self, NewOrganisation};
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let new = NewOrganisation {
        kind: Kind::Branch,
        name: "Chi bộ Mới".to_owned(),
        parent: Some(test.root),
        from: Day::parse_iso("2026-11-01"),
    };
    let mut tx = test.db().begin().await.unwrap();
    let branch = organisations::create(&mut tx, test.author().await, &new).await.unwrap();
    tx.commit().await.unwrap();
    let typed = Typed::admission(branch);
    let page = typed.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["branch"]);
    assert!(page.one("#branch-error").contains("Chi bộ Mới"));
    admit(&secretary, &typed.with("admitted_on", "1/11/2026")).await;
}

/// Runs requests side by side.
async fn futures<F: std::future::Future<Output = Answer>>(posts: impl Iterator<Item = F>) -> Vec<Answer> {
    let mut open: Vec<_> = posts.map(Box::pin).collect();
    let mut done: Vec<Option<Answer>> = open.iter().map(|_| None).collect();
    std::future::poll_fn(move |cx| {
        for (post, answer) in open.iter_mut().zip(&mut done) {
            if answer.is_none()
                && let std::task::Poll::Ready(ready) = post.as_mut().poll(cx)
            {
                *answer = Some(ready);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(done.drain(..).flatten().collect())
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}
