//! Every page there is, found by the table of routes: fit for everybody by what axe knows, as wide as
//! its window from 320 px (which is 1280 px at 400 %), in both languages and both colours, without a
//! complaint of the browser and without a request to another machine.

use axum::http::{StatusCode, header};
use sodangvien::audit::Author;
use sodangvien::auth::{Right, Role, Route, Verb};
use sodangvien::ids::{OrganisationId, PersonId};
use sodangvien::steps::SHEETS;
use sodangvien::{app, organisations, sample};

use crate::support::{TestApp, User};
use crate::visitor::{Book, Sight, Visitor};

/// The roster in its states beside the plain one, and pages that are not there.
const STATES: [&str; 19] = [
    "/reports/2020",
    "/reports/2026",
    "/reports/2019/edit?part=work",
    "/commendations?year=2019",
    "/committee?as_of=2019-12-31",
    "/targets?year=2019",
    "/targets?year=2000",
    "/targets?year=19",
    "/targets/next?year=2020",
    "/members?q=khong+co+ai",
    "/members?q=nguyen&gender=female&standing=official",
    "/members?as_of=2019-12-31",
    "/members?as_of=1900-01-01",
    "/members?as_of=31/02/2020",
    "/members?temporary=out",
    "/courses?year=2019&kind=awareness",
    "/members/new?candidate=1",
    "/members/999999999",
    "/no/such/page",
];

/// Pages that are there for a moment only: until there is an account, and once after a password was given.
const GONE: [&str; 2] = ["/setup", "/accounts/{id}/password"];

/// What is not for people, and answers a stranger as if it were not there.
const FOR_PROGRAMS: [&str; 2] = ["/metrics", "/calendar/{file}"];

/// One of each thing that is recorded of a year.
struct OfTheYear {
    ids: Vec<(&'static str, i64)>,
    participant: i64,
    session: i64,
}

impl OfTheYear {
    /// The newest of each, so that the posts of today's committee are among them; a candidate who is one still; a
    /// meeting that is marked by person; a document that was made known.
    async fn find(db: &sqlx::PgPool) -> Self {
        let newest = [
            ("commendations", "select max(id) from commendations"),
            ("terms", "select max(id) from terms"),
            ("committee", "select max(id) from posts"),
            ("targets", "select max(id) from targets"),
            ("courses", "select course from course_participants order by id limit 1"),
            (
                "candidates",
                "select max(candidate) from candidate_versions
                  where upper_inf(known) and person is null and ended_on is null",
            ),
            ("meetings", "select max(meeting) from meeting_attendance"),
            ("documents", "select document from document_sessions order by id desc limit 1"),
            ("participant", "select min(id) from course_participants"),
            ("session", "select max(id) from document_sessions"),
        ];
        let mut ids = Vec::new();
        for (feature, statement) in newest {
            let id: i64 = sqlx::query_scalar(statement).fetch_one(db).await.unwrap();
            ids.push((feature, id));
        }
        let of = |wanted: &str| ids.iter().find(|(feature, _)| *feature == wanted).unwrap().1;
        Self { participant: of("participant"), session: of("session"), ids }
    }

    /// The one that the page of a feature is of.
    fn id(&self, feature: &str, path: &str) -> Option<i64> {
        let wanted = if path.contains("/terms/") { "terms" } else { feature };
        self.ids.iter().find(|(feature, _)| *feature == wanted).map(|(_, id)| *id)
    }
}

/// The sample organisation, and somebody who may open everything.
struct Everything {
    book: Book,
    cookie: String,
    /// The pages: of strangers, and of whoever is signed in.
    pages: [Vec<String>; 2],
}

impl Everything {
    async fn new() -> Self {
        let test = TestApp::new().await;
        let mut tx = test.db().begin().await.unwrap();
        let places = sample::found(&mut tx, &test.app).await.unwrap();
        tx.commit().await.unwrap();
        let account = test.account("mau", &Role::ALL, places.committee).await;
        let mut tx = test.db().begin().await.unwrap();
        sample::record(&mut tx, &test.app, account, &places).await.unwrap();
        tx.commit().await.unwrap();
        test.app.read_tree().await.unwrap();
        let (person, branch): (PersonId, OrganisationId) = sqlx::query_as(
            "select person, organisation from spans where value = 'official' and upper_inf(known) and upper_inf(valid)
              order by person limit 1",
        )
        .fetch_one(test.db())
        .await
        .unwrap();
        let event: i64 = sqlx::query_scalar("select min(id) from events where person = $1")
            .bind(person)
            .fetch_one(test.db())
            .await
            .unwrap();
        // What a committee sets holds for the whole book: beside the sample there is no other organisation in it.
        let author = Author { account: Some(account), at: test.app.clock.now() };
        let mut tx = test.db().begin().await.unwrap();
        for id in [test.branches[0], test.branches[1], test.root] {
            let history = organisations::queries::history(&mut *tx, id).await.unwrap();
            let target = organisations::Target { id, version: organisations::newest(&history).unwrap() };
            organisations::withdraw(&mut tx, author, target).await.unwrap();
        }
        tx.commit().await.unwrap();
        test.app.read_tree().await.unwrap();
        let (left, departure): (PersonId, i64) =
            sqlx::query_as("select person, id from events where kind = 'transferred_out' order by id limit 1")
                .fetch_one(test.db())
                .await
                .unwrap();
        let twin =
            async || test.person("Vi Thị Trùng").female().carried_over(branch, "1/1/2018", "3/2/2001").enter().await;
        let (one, other) = (twin().await, twin().await);
        let user = test.session(account).await;
        let cookie = user.cookie.clone();
        let rule = [
            ("rule", "recognition_considered"),
            ("value", "15"),
            ("valid_from", "1/1/2026"),
            ("citation", "Hướng dẫn 21-HD/BTCTU"),
        ];
        send(&user, "/rules/overrides/new", &rule).await;
        send(&user, "/statistics/closings?from=2019-01-01&to=2019-12-31", &[]).await;
        let [own_rule, closing]: [i64; 2] = [
            sqlx::query_scalar("select max(id) from rule_overrides").fetch_one(test.db()).await.unwrap(),
            sqlx::query_scalar("select max(id) from closings").fetch_one(test.db()).await.unwrap(),
        ];
        send(&user, "/reports/2020/closing", &[]).await;
        let year = OfTheYear::find(test.db()).await;
        let mut pages = [Vec::new(), STATES.map(ToOwned::to_owned).to_vec()];
        let wanted = |route: &&Route| {
            route.method == Verb::Get && !FOR_PROGRAMS.contains(&route.path) && !route.path.contains("{*")
        };
        for route in app::routes().filter(wanted) {
            let id = match route.path.split('/').nth(1) {
                Some("organisations") => branch.to_string(),
                Some("accounts") => account.to_string(),
                Some("rules") => own_rule.to_string(),
                Some("statistics") => closing.to_string(),
                Some(feature) if year.id(feature, route.path).is_some() => {
                    year.id(feature, route.path).unwrap().to_string()
                }
                _ if route.path.ends_with("/confirmation") => left.to_string(),
                _ => person.to_string(),
            };
            let event = if route.path.ends_with("/confirmation") { departure } else { event };
            let path = route.path.replace("{id}", &id).replace("{event}", &event.to_string());
            let path = path.replace("{participant}", &year.participant.to_string());
            let path = path.replace("{organisation}", &branch.to_string());
            let path = path.replace("{person}", &one.to_string()).replace("{other}", &other.to_string());
            let path = path.replace("{session}", &year.session.to_string());
            let told = if path.ends_with("/reopening") { "2020" } else { "2019" };
            let path = path.replace("{year}", told);
            let steps = if path.contains("{step}") { SHEETS.as_slice() } else { &SHEETS[..1] };
            for path in steps.iter().map(|sheet| path.replace("{step}", sheet.noun)) {
                let stranger = route.right == Right::Anyone;
                let answer = if stranger { test.stranger().get(&path).await } else { user.get(&path).await };
                let kind = answer.headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap().to_owned());
                if kind.is_some_and(|kind| kind.starts_with("text/html")) {
                    let wanted = if GONE.contains(&route.path) { StatusCode::NOT_FOUND } else { StatusCode::OK };
                    assert_eq!(answer.status, wanted, "{path}");
                    pages[usize::from(!stranger)].push(path);
                }
            }
        }
        drop(user);
        Self { book: Book::of(test).await, cookie, pages }
    }

    /// Two browsers: one of a stranger, one that is signed in.
    async fn visitors(&self) -> [Visitor; 2] {
        [self.book.stranger().await, self.book.visitor(&self.cookie).await]
    }

    /// Every page, seen so.
    async fn is_sound(&self, sights: &[Sight]) {
        let visitors = self.visitors().await;
        let mut complaints = Vec::new();
        for (visitor, pages) in visitors.iter().zip(&self.pages) {
            for sight in sights {
                visitor.see_as(*sight).await;
                for page in pages {
                    visitor.open(page).await;
                    note(&mut complaints, page, *sight, &visitor.complaint().await);
                }
            }
        }
        assert!(complaints.is_empty(), "{}", complaints.concat());
        for visitor in visitors {
            visitor.leaves().await;
        }
    }
}

/// Sends the form of a page as it was opened, with what is typed into it.
async fn send(user: &User<'_>, page: &str, typed: &[(&str, &str)]) {
    let opened = user.get(page).await.expect(StatusCode::OK);
    let action = opened.attributes("main form[method=post]", "action").pop().unwrap();
    let names = opened.attributes("main form[method=post] input[type=hidden]", "name");
    let values = opened.attributes("main form[method=post] input[type=hidden]", "value");
    let hidden: Vec<_> = names.into_iter().zip(values).collect();
    let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = hidden.chain(typed.iter().copied()).collect();
    user.post(&action, &fields).await.expect(StatusCode::SEE_OTHER);
}

fn note(complaints: &mut Vec<String>, page: &str, sight: Sight, complaint: &str) {
    if !complaint.is_empty() {
        complaints.push(format!("\n{page} ({sight:?}):{complaint}"));
    }
}

#[tokio::test]
async fn every_page_is_sound_in_vietnamese_on_a_wide_screen() {
    let everything = Everything::new().await;
    assert!(everything.pages[1].len() > 15, "{:?}", everything.pages);
    everything.is_sound(&[Sight { language: "vi", colours: "light", width: 1280 }]).await;
}

#[tokio::test]
async fn every_page_is_sound_in_english_and_dark_on_a_narrow_one() {
    Everything::new().await.is_sound(&[Sight { language: "en", colours: "dark", width: 320 }]).await;
}

#[tokio::test]
async fn every_form_that_is_sent_empty_says_what_is_missing_soundly() {
    let everything = Everything::new().await;
    let visitors = everything.visitors().await;
    let sight = Sight { language: "vi", colours: "light", width: 320 };
    let mut sent = 0;
    let mut complaints = Vec::new();
    for (visitor, pages) in visitors.iter().zip(&everything.pages) {
        visitor.see_as(sight).await;
        for page in pages {
            visitor.open(page).await;
            if visitor.asks("return !!document.querySelector('main form[method=post][novalidate] [type=submit]')").await
                == true
            {
                visitor.clicks("main form[method=post][novalidate] [type=submit]").await;
                visitor.sees("main").await;
                note(&mut complaints, page, sight, &visitor.complaint().await);
                sent += 1;
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.concat());
    assert!(sent > 5, "{sent} forms");
    for visitor in visitors {
        visitor.leaves().await;
    }
}

#[tokio::test]
async fn every_page_is_as_wide_as_its_window_when_text_is_twice_as_large() {
    let everything = Everything::new().await;
    let mut complaints = Vec::new();
    for (visitor, pages) in everything.visitors().await.into_iter().zip(&everything.pages) {
        visitor.reads_large().await;
        for (language, width) in [("en", 1280), ("vi", 640)] {
            let sight = Sight { language, colours: "light", width };
            visitor.see_as(sight).await;
            for page in pages {
                visitor.open(page).await;
                assert_eq!(visitor.asks("return getComputedStyle(document.documentElement).fontSize").await, "32px");
                note(&mut complaints, page, sight, &visitor.too_wide().await);
            }
        }
        visitor.leaves().await;
    }
    assert!(complaints.is_empty(), "{}", complaints.concat());
}

#[tokio::test]
#[ignore = "minutes: script/test --all"]
async fn every_page_is_sound_in_every_language_colour_and_width() {
    let mut sights = Vec::new();
    for language in ["vi", "en"] {
        for colours in ["light", "dark"] {
            for width in [1280, 360, 320] {
                sights.push(Sight { language, colours, width });
            }
        }
    }
    Everything::new().await.is_sound(&sights).await;
}
