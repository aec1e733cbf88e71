//! The members of a day by what they are: counted by what is written, which `rules::composition` puts into classes.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::people::There;
use super::{Placed, Sql, among, believed, on, which};
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

    /// The columns of a member's span `s` and facts `f` that it rests on.
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Age => &["f.born_on"],
            Self::Gender => &["f.gender"],
            Self::Ethnicity => &["f.ethnicity"],
            Self::Religion => &["f.religion"],
            Self::GeneralEducation => &["f.general_education"],
            Self::Qualification => &["f.professional_qualification", "f.academic_degree"],
            Self::PoliticalTheory => &["f.political_theory"],
            Self::Occupation => &["f.occupation"],
            Self::Branch => &["s.organisation"],
        }
    }

    /// What is written in those columns, of the row `of`.
    fn push(self, sql: &mut Sql, of: &str, day: Day) {
        match self {
            // A birth known in part is taken from its first day.
            Self::Age => {
                sql.push("(").push_bind(i32::from(day.year()));
                sql.push(format_args!("::integer - left({of}.born_on, 4)::integer - (substr({of}.born_on, 6) > "));
                sql.push_bind(day.iso()[5..].to_owned()).push("::text)::integer)::text")
            }
            Self::Gender => sql.push(format_args!("{of}.gender")),
            Self::Ethnicity => sql.push(format_args!("btrim({of}.ethnicity)")),
            Self::Religion => sql.push(format_args!("btrim({of}.religion)")),
            Self::GeneralEducation => sql.push(format_args!("btrim({of}.general_education)")),
            Self::Qualification => {
                sql.push(format_args!("btrim({of}.professional_qualification) || '|' || btrim({of}.academic_degree)"))
            }
            Self::PoliticalTheory => sql.push(format_args!("btrim({of}.political_theory)")),
            Self::Occupation => sql.push(format_args!("btrim({of}.occupation)")),
            Self::Branch => sql.push(format_args!("{of}.organisation::text")),
        };
    }
}

/// `from …`: the members of a day with their facts.
fn members(sql: &mut Sql, places: &[Placed], day: Day, known: Option<Instant>) {
    sql.push(" from ");
    among(sql, &on(places, day));
    sql.push(" join spans as s on s.organisation = placed.organisation and s.track = 'membership' and s.valid @> ");
    sql.push_bind(day).push(" and ");
    believed(sql, "s", known);
    sql.push(" left join person_versions as f on f.person = s.person and f.valid @> ").push_bind(day).push(" and ");
    believed(sql, "f", known);
}

/// How many members of a day have what is written, by what they are counted by: each column is counted as it is in
/// the book, all in one reading, and only what was found is put into words.
pub(in crate::statistics) async fn counted(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    known: Option<Instant>,
) -> Result<HashMap<By, Vec<(String, i64)>>> {
    let columns = By::ALL.map(By::columns);
    let all: Vec<_> = columns.iter().flat_map(|columns| columns.iter().copied()).collect();
    let mut sql = Sql::new("select d.by, coalesce(case d.by ");
    for by in By::ALL {
        sql.push("when ").push_bind(by.code()).push(" then ");
        by.push(&mut sql, "d", day);
        sql.push(" ");
    }
    sql.push("end, '') as written, sum(d.people)::bigint from (select case ");
    for (by, columns) in By::ALL.into_iter().zip(columns) {
        sql.push("when grouping(").push(columns[0]).push(") = 0 then ").push_bind(by.code()).push(" ");
    }
    sql.push("end as by, ").push(all.join(", ")).push(", count(*) as people");
    members(&mut sql, places, day, known);
    sql.push(" group by grouping sets (");
    sql.push(columns.map(|columns| format!("({})", columns.join(", "))).join(", "));
    sql.push(")) as d group by d.by, written order by sum(d.people) desc, written");
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
    let mut sql = Sql::new("select coalesce(");
    By::Age.push(&mut sql, "d", day);
    sql.push(", ''), coalesce(d.gender, ''), sum(d.people)::bigint from (");
    sql.push("select f.born_on, f.gender, count(*) as people");
    members(&mut sql, places, day, known);
    sql.push(" group by f.born_on, f.gender) as d group by 1, 2");
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
    let mut sql = Sql::new(
        "select f.person, f.full_name, f.given_name, f.born_on, s.organisation, s.value, lower(s.valid) as since, \
         count(*) over () as total",
    );
    members(&mut sql, places, day, known);
    sql.push(" where coalesce(");
    by.push(&mut sql, if by == By::Branch { "s" } else { "f" }, day);
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
    let mut sql = Sql::new(
        "with m as materialized (select s.person from spans as s where s.track = 'membership' and s.organisation = any(",
    );
    sql.push_bind(which(&on(places, day))).push(") and s.valid @> ").push_bind(day).push(" and ");
    believed(&mut sql, "s", known);
    sql.push(
        ") select e.person, e.id, e.kind, e.effective_on, e.organisation, e.counterpart, e.standing, \
         case e.kind when 'transferred_in' then e.admission_decided_on else e.decided_on end as decided_on, e.admitted_on, e.official_on, e.due_on from m join events as e on e.person = m.person and e.voids is null \
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
