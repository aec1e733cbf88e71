//! The sample organisation: the figures of a real year-end report, proved from its events.

use axum::http::StatusCode;
use jiff::Timestamp;
use sodangvien::auth::Role;
use sodangvien::ids::{AccountId, OrganisationId};
use sodangvien::ledger::{Details, verify};
use sodangvien::rules::standing::Kind;
use sodangvien::sample::{self, Places};
use sqlx::types::Json;
use tokio::sync::OnceCell;

use crate::support::{Template, TestApp};

/// A book with the sample in it, as of the test's clock.
pub struct Sample {
    pub test: TestApp,
    pub places: Places,
    pub account: AccountId,
}

impl Sample {
    /// As of the instant at which the tests' clock stands.
    pub async fn now() -> Self {
        static RECORDED: OnceCell<(Template, Places, AccountId)> = OnceCell::const_new();
        let made = RECORDED.get_or_init(|| async {
            let Self { test, places, account } = Self::recorded(TestApp::new().await).await;
            (test.into_template().await, places, account)
        });
        let (template, places, account) = made.await;
        Self { test: TestApp::copy(template).await, places: places.clone(), account: *account }
    }

    /// As of another instant.
    pub async fn at(now: &str) -> Self {
        let test = TestApp::new().await;
        test.clock.set(now.parse::<Timestamp>().unwrap());
        Self::recorded(test).await
    }

    async fn recorded(test: TestApp) -> Self {
        let mut tx = test.db().begin().await.unwrap();
        let places = sample::found(&mut tx, &test.app).await.unwrap();
        tx.commit().await.unwrap();
        let account = test.account("mau", &[Role::Administrator, Role::Committee], places.committee).await;
        let mut tx = test.db().begin().await.unwrap();
        sample::record(&mut tx, &test.app, account, &places).await.unwrap();
        tx.commit().await.unwrap();
        test.app.read_tree().await.unwrap();
        Self { test, places, account }
    }

    /// How many people have a span of these values on a day, as the book says now.
    async fn count(&self, day: &str, values: &[&str]) -> i64 {
        sqlx::query_scalar(
            "select count(distinct person) from spans
              where upper_inf(known) and valid @> $1::date and value = any($2)",
        )
        .bind(day.parse::<jiff::civil::Date>().map(jiff_sqlx::ToSqlx::to_sqlx).unwrap())
        .bind(values)
        .fetch_one(self.test.db())
        .await
        .unwrap()
    }

    async fn members(&self, day: &str) -> i64 {
        self.count(day, &["probationary", "official"]).await
    }

    /// How many events of a kind count from a day of that year.
    async fn events(&self, year: i32, kind: &str) -> i64 {
        self.one(
            "select count(*) from events where kind = $2 and extract(year from effective_on) = $1::integer",
            year,
            kind,
        )
        .await
    }

    async fn one(&self, statement: &'static str, year: i32, word: &str) -> i64 {
        sqlx::query_scalar(statement).bind(year).bind(word).fetch_one(self.test.db()).await.unwrap()
    }

    /// The words of a statement's first column.
    async fn words(&self, statement: &'static str) -> Vec<String> {
        sqlx::query_scalar(statement).fetch_all(self.test.db()).await.unwrap()
    }
}

#[tokio::test]
async fn the_figures_of_the_year_end_report_of_2019_come_from_the_events() {
    let sample = Sample::now().await;
    assert_eq!(sample.members("2018-12-31").await, 37);
    assert_eq!(sample.members("2019-12-31").await, 38);
    assert_eq!(sample.count("2018-12-31", &["probationary"]).await, 5);
    assert_eq!(sample.count("2019-12-31", &["probationary"]).await, 4);
    assert_eq!(sample.count("2019-12-31", &["away"]).await, 1);
    assert_eq!(sample.count("2019-12-31", &["guest"]).await, 0);
    let women: i64 = sqlx::query_scalar(
        "select count(*) from spans join person_versions using (person)
          where track = 'membership' and upper_inf(spans.known) and spans.valid @> date '2019-12-31'
            and gender = 'female' and upper_inf(person_versions.known)
            and person_versions.valid @> date '2019-12-31'",
    )
    .fetch_one(sample.test.db())
    .await
    .unwrap();
    assert_eq!(women, 16);
    let recognised = "select count(*) from events where kind = $2 and left(decided_on, 4) = $1::text";
    assert_eq!(sample.one(recognised, 2019, "recognised").await, 5);
    assert_eq!(
        sample
            .words(
                "select full_name from events join person_versions using (person)
                  where kind = 'admitted' and extract(year from effective_on) = 2019 and upper_inf(known)
                    and person_versions.valid @> date '2019-12-31'
                  order by full_name",
            )
            .await,
        sample
            .words(
                "select full_name from spans join person_versions using (person)
                  where value = 'probationary' and upper_inf(spans.known) and spans.valid @> date '2019-12-31'
                    and upper_inf(person_versions.known) and person_versions.valid @> date '2019-12-31'
                  order by full_name",
            )
            .await,
        "the four who are probationary are the four admitted in the year"
    );
}

#[tokio::test]
async fn the_roster_shows_the_figures_of_the_report() {
    let sample = Sample::now().await;
    let secretary = sample.test.session(sample.account).await;
    for (day, wanted) in [("2018-12-31", ["37", "16", "5", "0", "0"]), ("2019-12-31", ["38", "16", "4", "1", "0"])] {
        let page = secretary.get(&format!("/members?as_of={day}")).await.expect(StatusCode::OK);
        assert_eq!(page.all(".figure span"), ["Tất cả", "Nữ", "Dự bị", "Tạm thời đi", "Tạm thời đến"]);
        assert_eq!(page.all(".figure b"), wanted, "{day}");
        // On paper the organisations are called as on that day.
        let paper = secretary.get(&format!("/members/print?as_of={day}")).await.expect(StatusCode::OK);
        assert_eq!(paper.all(".party-left p")[..2], ["Đảng ủy Khối các cơ quan tỉnh", "Đảng bộ Sở Công Thương"]);
    }
}

#[tokio::test]
async fn who_is_a_guest_in_another_of_our_branches_is_no_guest_of_ours() {
    let sample = Sample::now().await;
    let secretary = sample.test.session(sample.account).await;
    let guests = secretary.get("/members").await.expect(StatusCode::OK).all(".figure b").pop().unwrap();
    assert_eq!(guests, "1", "one of the two who are guests of a branch");
    let tree = secretary.get("/organisations").await.expect(StatusCode::OK);
    let said = format!("{guests} sinh hoạt tạm thời");
    assert_eq!(tree.all(".tag.guest"), [said.as_str(), said.as_str(), said.as_str()], "the whole, and two branches");
    let residence = secretary.get("/residence?year=2026").await.expect(StatusCode::OK);
    assert!(residence.text().contains("Không tính 1 người sinh hoạt tạm thời đến"));
}

#[tokio::test]
async fn the_movement_of_2019_adds_up_row_by_row() {
    let sample = Sample::now().await;
    for (kind, expected) in [
        ("admitted", 4),
        ("readmitted", 0),
        ("transferred_in", 1),
        ("reinstated", 0),
        ("transferred_out", 2),
        ("died", 1),
        ("removed", 1),
        ("expelled", 0),
        ("resigned", 0),
        ("admission_cancelled", 0),
        ("moved", 1),
    ] {
        assert_eq!(sample.events(2019, kind).await, expected, "{kind}");
    }
}

#[tokio::test]
async fn opening_and_increases_less_decreases_is_the_closing_of_every_year() {
    let sample = Sample::now().await;
    let mut members = 0;
    for year in 2018..=2026 {
        for kind in Kind::ALL {
            let events = sample.events(year, kind.code()).await;
            if kind.is_entry() {
                members += events;
            } else if kind.is_exit() {
                members -= events;
            }
        }
        assert_eq!(sample.members(&format!("{year}-12-31")).await, members, "{year}");
    }
    assert_eq!(members, 53);
}

#[tokio::test]
async fn every_screen_has_something_to_show_today() {
    let sample = Sample::now().await;
    let today = "2026-11-23";
    assert_eq!(sample.count(today, &["probationary"]).await, 6);
    assert_eq!(sample.count(today, &["away"]).await, 3);
    assert_eq!(sample.count(today, &["guest"]).await, 2);
    assert_eq!(sample.count(today, &["exempt"]).await, 1);
    for kind in Kind::ALL {
        let recorded: i64 = sqlx::query_scalar("select count(*) from events where kind = $1")
            .bind(kind.code())
            .fetch_one(sample.test.db())
            .await
            .unwrap();
        assert!(recorded > 0, "no {}", kind.code());
    }
    let partial = sample.words("select born_on from person_versions where length(born_on) < 10").await;
    assert!(partial.iter().any(|born| born.len() == 4) && partial.iter().any(|born| born.len() == 7), "{partial:?}");
}

#[tokio::test]
async fn the_spans_are_what_the_events_say() {
    let sample = Sample::now().await;
    let report = verify::all(sample.test.db()).await.unwrap();
    assert_eq!(report.differing, []);
    assert_eq!(report.people, 69);
}

#[tokio::test]
async fn one_admission_has_a_warning_and_it_was_confirmed_with_its_rule() {
    let sample = Sample::now().await;
    let details: Vec<Json<Details>> =
        sqlx::query_scalar("select details from events where kind in ('admitted', 'readmitted')")
            .fetch_all(sample.test.db())
            .await
            .unwrap();
    assert!(details.iter().all(|Json(details)| details.sponsors.len() == 2 && details.resolved_on.is_some()));
    let confirmed: Vec<_> = details.iter().flat_map(|Json(details)| &details.confirmed).collect();
    assert_eq!(confirmed.len(), 1, "{confirmed:?}");
    assert_eq!(confirmed[0].code, "ceremony_late");
    assert!(confirmed[0].citation.contains("-QĐ/TW"), "{}", confirmed[0].citation);
}

#[tokio::test]
async fn nothing_is_told_that_has_not_happened_yet() {
    let sample = Sample::at("2019-12-31T10:00:00Z").await;
    assert_eq!(sample.members("2019-12-31").await, 38);
    assert_eq!(sample.members("2030-01-01").await, 38);
    let later: i64 = sqlx::query_scalar(
        "select count(*) from events
          where effective_on > date '2019-12-31' or decided_on > '2019-12-31' or recorded_at > $1",
    )
    .bind(sample.test.app.clock.now())
    .fetch_one(sample.test.db())
    .await
    .unwrap();
    assert_eq!(later, 0);
}

#[tokio::test]
async fn before_the_book_opens_there_are_organisations_and_no_members() {
    let sample = Sample::at("2017-06-01T03:00:00Z").await;
    assert_eq!(sample.test.count("people").await, 0);
    assert_eq!(sample.test.count("book").await, 0);
}

#[tokio::test]
async fn official_members_hold_a_card_and_the_others_none() {
    let sample = Sample::now().await;
    let wrong = sample
        .words(
            "select full_name from spans join person_versions using (person)
              where track = 'membership' and upper_inf(spans.known) and upper_inf(person_versions.known)
                and spans.valid @> date '2026-11-23' and person_versions.valid @> date '2026-11-23'
                and (value = 'official') <> (card_number is not null or card_digest is not null)
                and full_name <> 'Đỗ Khánh Toàn'",
        )
        .await;
    assert_eq!(wrong, [""; 0], "who was admitted again kept the number of the first card");
    let new: i64 = sqlx::query_scalar(
        "select count(*) from person_versions where card_digest is not null and upper_inf(known) and upper_inf(valid)",
    )
    .fetch_one(sample.test.db())
    .await
    .unwrap();
    assert_eq!(new, 6);
}

#[tokio::test]
async fn what_changed_in_somebody_leaves_the_years_before_alone() {
    let sample = Sample::now().await;
    let qualification = async |day: &str| -> String {
        sqlx::query_scalar(
            "select professional_qualification from person_versions
              where full_name = 'Từ Mỹ Linh' and upper_inf(known) and valid @> $1::date",
        )
        .bind(day.parse::<jiff::civil::Date>().map(jiff_sqlx::ToSqlx::to_sqlx).unwrap())
        .fetch_one(sample.test.db())
        .await
        .unwrap()
    };
    assert_eq!(qualification("2019-12-31").await, "Cử nhân Luật kinh tế");
    assert_eq!(qualification("2026-11-23").await, "Thạc sĩ Luật kinh tế");
}

#[tokio::test]
async fn what_was_written_down_late_was_not_known_before() {
    let sample = Sample::now().await;
    let branch_of_ha = async |known: &str| -> String {
        sqlx::query_scalar(
            "select name from spans
               join person_versions using (person)
               join organisation_versions on organisation_versions.organisation = spans.organisation
              where full_name = 'Nông Thị Thu Hà' and upper_inf(person_versions.known)
                and upper_inf(person_versions.valid) and upper_inf(organisation_versions.known)
                and track = 'membership' and spans.valid @> date '2022-07-10'
                and spans.known @> $1::timestamptz",
        )
        .bind(known.parse::<Timestamp>().map(jiff_sqlx::ToSqlx::to_sqlx).unwrap())
        .fetch_one(sample.test.db())
        .await
        .unwrap()
    };
    assert_eq!(branch_of_ha("2022-07-15T03:00:00Z").await, "Chi bộ Quản lý thương mại");
    assert_eq!(branch_of_ha("2022-09-01T03:00:00Z").await, "Chi bộ Văn phòng - Thanh tra");
}

#[tokio::test]
async fn every_event_was_written_down_after_its_decision_in_the_order_of_the_ledger() {
    let sample = Sample::now().await;
    let unordered = sample
        .words(
            "select kind from (select kind, effective_on, decided_on, recorded_at,
                                      lag(recorded_at) over (order by id) as before from events) as ledger
              where recorded_at < before or recorded_at < effective_on
                 or (length(decided_on) = 10 and recorded_at < decided_on::date)",
        )
        .await;
    assert_eq!(unordered, [""; 0]);
    let whose: Vec<AccountId> =
        sqlx::query_scalar("select distinct recorded_by from events").fetch_all(sample.test.db()).await.unwrap();
    assert_eq!(whose, [sample.account]);
}

#[tokio::test]
async fn the_log_of_changes_is_in_the_order_of_time() {
    let sample = Sample::now().await;
    let unordered = sample
        .words(
            "select act from (select act, at, lag(at) over (order by id) as before
                                from changes where account is not null) as log
              where at < before",
        )
        .await;
    assert_eq!(unordered, [""; 0]);
}

#[tokio::test]
async fn who_came_from_elsewhere_brought_a_letter_of_those_weeks() {
    let sample = Sample::now().await;
    let wrong = sample
        .words(
            "select decision_number from events
              where kind = 'transferred_in'
                and not (length(decided_on) = 10 and effective_on - decided_on::date between 1 and 30)",
        )
        .await;
    assert_eq!(wrong, [""; 0]);
}

#[tokio::test]
async fn the_superior_is_the_one_of_its_day() {
    let sample = Sample::now().await;
    for (day, superior) in
        [("2025-02-02", "Đảng ủy Khối các cơ quan tỉnh"), ("2025-02-03", "Đảng ủy Ủy ban nhân dân tỉnh")]
    {
        let found: String = sqlx::query_scalar(
            "select above.name from organisation_versions as ours
               join organisation_versions as above on above.organisation = ours.parent
              where ours.organisation = $1 and upper_inf(ours.known) and ours.valid @> $2::date
                and upper_inf(above.known)",
        )
        .bind(sample.places.committee)
        .bind(day.parse::<jiff::civil::Date>().map(jiff_sqlx::ToSqlx::to_sqlx).unwrap())
        .fetch_one(sample.test.db())
        .await
        .unwrap();
        assert_eq!(found, superior, "{day}");
    }
    let bodies = sample
        .words("select distinct issuing_body from events where effective_on >= '2025-03-01' and issuing_body <> ''")
        .await;
    assert_eq!(bodies, ["Đảng ủy Ủy ban nhân dân tỉnh"]);
}

#[tokio::test]
async fn the_organisation_has_four_branches_and_each_has_members() {
    let sample = Sample::now().await;
    let tree = sample.test.app.read_tree().await.unwrap();
    let below: Vec<OrganisationId> = tree.children(sample.places.committee).to_vec();
    assert_eq!(below.len(), 4);
    for branch in below {
        let members: i64 = sqlx::query_scalar(
            "select count(*) from spans where track = 'membership' and organisation = $1
                and upper_inf(known) and upper_inf(valid)",
        )
        .bind(branch)
        .fetch_one(sample.test.db())
        .await
        .unwrap();
        assert!(members >= 9, "{}: {members}", tree.name(branch));
    }
}
