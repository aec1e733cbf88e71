//! The members of a day by what they are: counted by what is written, which `rules::composition` puts into classes.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::people::There;
use super::{Placed, Sql, believed};
use crate::Result;
use crate::clock::Instant;
use crate::ids::PersonId;
use crate::rules::standing::{Event, Kind, Standing};
use crate::rules::{Day, PartialDate};

/// By what members are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::statistics) enum By {
    /// Whole years on the day; nothing when the birth is not known.
    Age,
    /// Nữ, nam.
    Gender,
    /// As written.
    Ethnicity,
    /// As written.
    Religion,
    /// As written.
    GeneralEducation,
    /// The qualification and the academic degree, with a bar between them.
    Qualification,
    /// As written.
    PoliticalTheory,
    /// As written.
    Occupation,
    /// The organisation's number.
    Branch,
}

impl By {
    /// Those that are counted by statement.
    pub const ALL: [Self; 9] = [
        Self::Age,
        Self::Gender,
        Self::Ethnicity,
        Self::Religion,
        Self::GeneralEducation,
        Self::Qualification,
        Self::PoliticalTheory,
        Self::Occupation,
        Self::Branch,
    ];

    /// Its word in addresses and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Gender => "gender",
            Self::Ethnicity => "ethnicity",
            Self::Religion => "religion",
            Self::GeneralEducation => "general_education",
            Self::Qualification => "qualification",
            Self::PoliticalTheory => "political_theory",
            Self::Occupation => "occupation",
            Self::Branch => "branch",
        }
    }

    /// The one with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }

    /// What of a member's span `s` and facts `f` on a day is written.
    fn push(self, sql: &mut Sql, day: Day) {
        match self {
            // A birth known in part is taken from its first day.
            Self::Age => {
                sql.push("(")
                    .push_bind(i32::from(day.year()))
                    .push("::integer - left(f.born_on, 4)::integer - (substr(f.born_on, 6) > ");
                sql.push_bind(day.iso()[5..].to_owned()).push("::text)::integer)::text")
            }
            Self::Gender => sql.push("f.gender"),
            Self::Ethnicity => sql.push("btrim(f.ethnicity)"),
            Self::Religion => sql.push("btrim(f.religion)"),
            Self::GeneralEducation => sql.push("btrim(f.general_education)"),
            Self::Qualification => sql.push("btrim(f.professional_qualification) || '|' || btrim(f.academic_degree)"),
            Self::PoliticalTheory => sql.push("btrim(f.political_theory)"),
            Self::Occupation => sql.push("btrim(f.occupation)"),
            Self::Branch => sql.push("s.organisation::text"),
        };
    }
}

/// `from placed …`: the members of a day with their facts.
fn members(sql: &mut Sql, day: Day, known: Option<Instant>) {
    sql.push(
        " from placed join spans as s on s.organisation = placed.organisation and s.track = 'membership' and s.valid @> ",
    );
    sql.push_bind(day).push(" and ");
    believed(sql, "s", known);
    sql.push(" left join person_versions as f on f.person = s.person and f.valid @> ").push_bind(day).push(" and ");
    believed(sql, "f", known);
}

fn on(places: &[Placed], day: Day) -> Vec<Placed> {
    places.iter().filter(|place| place.since <= day && day < place.until).copied().collect()
}

/// How many members of a day have what is written, by what they are counted by.
pub(in crate::statistics) async fn counted(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    known: Option<Instant>,
) -> Result<HashMap<By, Vec<(String, i64)>>> {
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, &on(places, day));
    sql.push(" select d.by, coalesce(d.written, '') as written, count(*)");
    members(&mut sql, day, known);
    sql.push(" cross join lateral (values ");
    for (at, by) in By::ALL.into_iter().enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        sql.push("(").push_bind(by.code()).push(", ");
        by.push(&mut sql, day);
        sql.push(")");
    }
    sql.push(") as d (by, written) group by d.by, coalesce(d.written, '') order by count(*) desc, written");
    let rows: Vec<(String, String, i64)> = sql.build_query_as().persistent(false).fetch_all(db).await?;
    let mut found: HashMap<By, Vec<(String, i64)>> = HashMap::new();
    for (by, written, count) in rows {
        if let Some(by) = By::from_code(&by) {
            found.entry(by).or_default().push((written, count));
        }
    }
    Ok(found)
}

/// How many members of a day have an age and a gender; empty where it is not known.
pub(in crate::statistics) async fn ages_by_gender(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<(String, String, i64)>> {
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, &on(places, day));
    sql.push(" select coalesce(d.age, ''), coalesce(d.gender, ''), count(*)");
    members(&mut sql, day, known);
    sql.push(" cross join lateral (select ");
    By::Age.push(&mut sql, day);
    sql.push(" as age, f.gender as gender) as d group by 1, 2");
    Ok(sql.build_query_as().persistent(false).fetch_all(db).await?)
}

/// The members of a day who have one of what is written, in the order of names: so many after so many.
pub(in crate::statistics) async fn written(
    db: &mut PgConnection,
    places: &[Placed],
    (day, known): (Day, Option<Instant>),
    (by, texts): (By, &[String]),
    (skipped, most): (i64, i64),
) -> Result<Vec<There>> {
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, &on(places, day));
    sql.push(
        " select f.person, f.full_name, f.given_name, f.born_on, s.organisation, s.value, lower(s.valid) as since, \
         count(*) over () as total",
    );
    members(&mut sql, day, known);
    sql.push(" where coalesce(");
    by.push(&mut sql, day);
    sql.push(", '') = any(").push_bind(texts.to_vec()).push(")");
    sql.push(" order by f.given_name, f.family_name, f.middle_name, f.person limit ").push_bind(most);
    sql.push(" offset ").push_bind(skipped);
    Ok(sql.build_query_as().persistent(false).fetch_all(db).await?)
}

/// An event as the statement gives it.
#[derive(sqlx::FromRow)]
struct Row {
    person: PersonId,
    id: i64,
    kind: String,
    effective_on: Day,
    organisation: i64,
    counterpart: Option<i64>,
    standing: Option<String>,
    decided_on: Option<PartialDate>,
    admitted_on: Option<PartialDate>,
    official_on: Option<PartialDate>,
    due_on: Option<Day>,
}

/// The ledgers of the members of a day, as far as they are not voided: what party age is counted from.
pub(in crate::statistics) async fn ledgers(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<(PersonId, Vec<Event>)>> {
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, &on(places, day));
    sql.push(
        ", m as materialized (select s.person from placed join spans as s on s.organisation = placed.organisation \
         and s.track = 'membership' and s.valid @> ",
    );
    sql.push_bind(day).push(" and ");
    believed(&mut sql, "s", known);
    sql.push(
        ") select e.person, e.id, e.kind, e.effective_on, e.organisation, e.counterpart, e.standing, e.decided_on, \
         e.admitted_on, e.official_on, e.due_on from m join events as e on e.person = m.person and e.voids is null \
         where not exists (select from events as o where o.voids = e.id",
    );
    if let Some(instant) = known {
        sql.push(" and o.recorded_at <= ").push_bind(instant);
    }
    sql.push(")");
    if let Some(instant) = known {
        sql.push(" and e.recorded_at <= ").push_bind(instant);
    }
    sql.push(" order by e.person, e.effective_on, e.id");
    let rows: Vec<Row> = sql.build_query_as().persistent(false).fetch_all(db).await?;
    let mut ledgers: Vec<(PersonId, Vec<Event>)> = Vec::new();
    for row in rows {
        let Some(kind) = Kind::from_code(&row.kind) else { continue };
        let event = Event {
            id: row.id,
            kind,
            effective_on: row.effective_on,
            organisation: row.organisation,
            counterpart: row.counterpart,
            standing: row.standing.as_deref().and_then(Standing::from_code),
            decided_on: row.decided_on,
            admitted_on: row.admitted_on,
            official_on: row.official_on,
            due_on: row.due_on,
        };
        match ledgers.last_mut() {
            Some((person, events)) if *person == row.person => events.push(event),
            _ => ledgers.push((row.person, vec![event])),
        }
    }
    Ok(ledgers)
}
