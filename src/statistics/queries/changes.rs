//! What became of people from day to day within a period: found by what began and what ended in the
//! organisations counted, never by reading everyone.

use sqlx::PgConnection;

use super::{Placed, Sql, believed};
use crate::Result;
use crate::clock::Instant;
use crate::ids::PersonId;
use crate::rules::Day;
use crate::rules::movement::{Change, State};
use crate::rules::standing::{Kind, Standing};

/// Up to so many organisations, their members are asked what changed in them; of more, whoever changed is
/// asked where they were.
const FEW: usize = 50;

/// A change as it is read: of one person on a day, or of many alike.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::statistics) struct Read {
    /// Who; none of many alike.
    pub person: Option<PersonId>,
    /// When; none of many alike.
    pub day: Option<Day>,
    /// Where they were the day before; none of many alike.
    pub organisation_before: Option<i64>,
    /// Where they were on the day; none of many alike.
    pub organisation_after: Option<i64>,
    unit_before: Option<i64>,
    value_before: Option<String>,
    unit_after: Option<i64>,
    value_after: Option<String>,
    same_organisation: bool,
    entry: Option<String>,
    exit: Option<String>,
    woman_before: Option<bool>,
    minority_before: Option<bool>,
    religious_before: Option<bool>,
    woman_after: Option<bool>,
    minority_after: Option<bool>,
    religious_after: Option<bool>,
    people: i64,
}

impl Read {
    /// The change as the arithmetic takes it.
    pub fn change(&self) -> Change {
        let state = |value: Option<&str>, unit, [woman, minority, religious]: [Option<bool>; 3]| {
            Some(State {
                unit,
                standing: Standing::from_code(value?)?,
                woman: woman.unwrap_or_default(),
                minority: minority.unwrap_or_default(),
                religious: religious.unwrap_or_default(),
            })
        };
        let before = [self.woman_before, self.minority_before, self.religious_before];
        let after = [self.woman_after, self.minority_after, self.religious_after];
        Change {
            before: state(self.value_before.as_deref(), self.unit_before, before),
            after: state(self.value_after.as_deref(), self.unit_after, after),
            same_organisation: self.same_organisation,
            entry: self.entry.as_deref().and_then(Kind::from_code),
            exit: self.exit.as_deref().and_then(Kind::from_code),
            people: self.people,
        }
    }
}

/// The changes of a period: those alike together, or each with its person and day.
pub(in crate::statistics) async fn of_period(
    db: &mut PgConnection,
    places: &[Placed],
    period: (Day, Day),
    known: Option<Instant>,
    each: bool,
) -> Result<Vec<Read>> {
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, places);
    began(&mut sql, period, known);
    ended(&mut sql, period, known);
    passed(&mut sql, known);
    changed(&mut sql, period, known, places.len() <= FEW);
    let who = if each {
        "c.person, c.day, c.organisation_before, c.organisation_after"
    } else {
        "null::bigint as person, null::date as day, null::bigint as organisation_before, \
         null::bigint as organisation_after"
    };
    sql.push(" select ").push(who).push(
        ", c.unit_before, c.value_before, c.unit_after, c.value_after, \
         coalesce(c.organisation_before = c.organisation_after, false) as same_organisation, c.entry, c.exit, \
         b.gender = 'female' as woman_before, is_minority(b.ethnicity) as minority_before, \
         is_religious(b.religion) as religious_before, a.gender = 'female' as woman_after, \
         is_minority(a.ethnicity) as minority_after, is_religious(a.religion) as religious_after, count(*) as people \
         from (select * from passed union all select * from changed) as c",
    );
    facts(&mut sql, "b", "c.value_before is not null", "c.day - 1", known);
    facts(&mut sql, "a", "c.value_after is not null", "c.day", known);
    sql.push(" group by ");
    if each {
        sql.push("c.person, c.day, c.organisation_before, c.organisation_after, ");
    }
    sql.push(
        "c.unit_before, c.value_before, c.unit_after, c.value_after, same_organisation, c.entry, c.exit, woman_before, \
         minority_before, religious_before, woman_after, minority_after, religious_after",
    );
    Ok(sql.build_query_as().persistent(false).fetch_all(db).await?)
}

/// The facts of a change's person on a day, where they are wanted: all that are believed of the person are read by the
/// number, and the day is chosen among them, which is shorter than looking for the day.
fn facts(sql: &mut Sql, alias: &str, wanted: &str, day: &str, known: Option<Instant>) {
    sql.push(
        " left join lateral (select f.gender, f.ethnicity, f.religion \
         from (select v.gender, v.ethnicity, v.religion, v.valid from person_versions as v where v.person = c.person and ",
    );
    sql.push(wanted).push(" and ");
    believed(sql, "v", known);
    sql.push(format_args!(" offset 0) as f where f.valid @> ({day}) limit 1) as {alias} on true"));
}

/// `began`: whose span begins within a place, or whose place begins to count.
fn began(sql: &mut Sql, (from, to): (Day, Day), known: Option<Instant>) {
    sql.push(
        ", began as (select s.person, s.day, placed.unit, s.organisation, s.value from placed cross join lateral (\
         select s.person, lower(s.valid) as day, s.organisation, s.value from spans as s \
         where s.track = 'membership' and s.organisation = placed.organisation \
         and lower(s.valid) >= greatest(placed.since, ",
    );
    sql.push_bind(from).push("::date) and lower(s.valid) < placed.until and lower(s.valid) <= ");
    sql.push_bind(to).push(" and ");
    believed(sql, "s", known);
    sql.push(
        " union all select s.person, placed.since, s.organisation, s.value from spans as s \
         where s.track = 'membership' and s.organisation = placed.organisation and placed.since >= ",
    );
    sql.push_bind(from).push(" and s.valid @> placed.since and lower(s.valid) < placed.since and ");
    believed(sql, "s", known);
    sql.push(") as s)");
}

/// `ended`: whose span ends within a place, or whose place does not count any more.
fn ended(sql: &mut Sql, (from, to): (Day, Day), known: Option<Instant>) {
    sql.push(
        ", ended as (select s.person, s.day, placed.unit, s.organisation, s.value from placed cross join lateral (\
         select s.person, upper(s.valid) as day, s.organisation, s.value from spans as s \
         where s.track = 'membership' and s.organisation = placed.organisation and not upper_inf(s.valid) \
         and upper(s.valid) > placed.since and upper(s.valid) <= placed.until and upper(s.valid) between ",
    );
    sql.push_bind(from).push(" and ").push_bind(to).push(" and ");
    believed(sql, "s", known);
    sql.push(
        " union all select s.person, placed.until, s.organisation, s.value from spans as s \
         where s.track = 'membership' and s.organisation = placed.organisation and placed.until <= ",
    );
    sql.push_bind(to)
        .push(" and s.valid @> (placed.until - 1) and (upper_inf(s.valid) or upper(s.valid) > placed.until) and ");
    believed(sql, "s", known);
    sql.push(") as s)");
}

/// `passed`: what ended and what began for one person on one day is one change; of whom only one of them is counted
/// here, the other side is looked for in the whole book, and where there is none, the event that says why.
fn passed(sql: &mut Sql, known: Option<Instant>) {
    sql.push(
        ", met as (select coalesce(b.person, e.person) as person, coalesce(b.day, e.day) as day, \
         e.unit as unit_before, e.organisation as organisation_before, e.value as value_before, \
         b.unit as unit_after, b.organisation as organisation_after, b.value as value_after \
         from began as b full join ended as e on e.person = b.person and e.day = b.day), \
         passed as (select c.person, c.day, c.unit_before, \
         case when c.value_before is null then n.organisation else c.organisation_before end as organisation_before, \
         coalesce(c.value_before, n.value) as value_before, c.unit_after, \
         case when c.value_after is null then n.organisation else c.organisation_after end as organisation_after, \
         coalesce(c.value_after, n.value) as value_after, \
         case when c.value_before is null and n.value is null then ",
    );
    event_of_the_day(sql, "entry", known);
    sql.push(" end as entry, case when c.value_after is null and n.value is null then ");
    event_of_the_day(sql, "exit", known);
    sql.push(
        " end as exit from met as c left join lateral (select s.organisation, s.value \
         from (select s.organisation, s.value, s.valid from spans as s \
         where (c.value_before is null or c.value_after is null) and s.person = c.person and s.track = 'membership' and ",
    );
    believed(sql, "s", known);
    sql.push(
        " offset 0) as s where s.valid @> (case when c.value_before is null then c.day - 1 else c.day end) limit 1) \
         as n on true)",
    );
}

/// `changed`: of whom something else was so from a day on, while nothing began or ended.
fn changed(sql: &mut Sql, (from, to): (Day, Day), known: Option<Instant>, few: bool) {
    sql.push(
        ", changed as (select s.person, lower(v.valid) as day, placed.unit as unit_before, \
         s.organisation as organisation_before, s.value as value_before, placed.unit as unit_after, \
         s.organisation as organisation_after, s.value as value_after, null::text as entry, null::text as exit from ",
    );
    if few {
        sql.push(
            "placed cross join lateral (select s.person, s.organisation, s.value, s.valid from spans as s \
             where s.track = 'membership' and s.organisation = placed.organisation \
             and s.valid && daterange(placed.since, placed.until) and ",
        );
        believed(sql, "s", known);
        sql.push(
            ") as s join person_versions as v on v.person = s.person where s.valid @> lower(v.valid) \
             and lower(s.valid) < lower(v.valid) and ",
        );
    } else {
        // The limit keeps the order: from the few who changed to where they were, never from everyone who was there.
        sql.push(
            "person_versions as v cross join lateral (select s.person, s.organisation, s.value from spans as s \
             where s.person = v.person and s.track = 'membership' and s.valid @> lower(v.valid) \
             and lower(s.valid) < lower(v.valid) and ",
        );
        believed(sql, "s", known);
        sql.push(" limit 1) as s join placed on placed.organisation = s.organisation where ");
    }
    believed(sql, "v", known);
    sql.push(" and not lower_inf(v.valid) and lower(v.valid) between ").push_bind(from).push(" and ").push_bind(to);
    sql.push(" and placed.since < lower(v.valid) and lower(v.valid) < placed.until)");
}

/// The last entry or exit of a person `c` on the day, of those that were not voided.
fn event_of_the_day(sql: &mut Sql, which: &str, known: Option<Instant>) {
    let kinds: Vec<_> = Kind::ALL
        .into_iter()
        .filter(|kind| if which == "entry" { kind.is_entry() } else { kind.is_exit() })
        .map(|kind| kind.code().to_owned())
        .collect();
    sql.push("(select e.kind from events as e where e.person = c.person and e.effective_on = c.day and e.kind = any(");
    sql.push_bind(kinds).push(")");
    if let Some(instant) = known {
        sql.push(" and e.recorded_at <= ").push_bind(instant);
    }
    sql.push(" and not exists (select from events as o where o.voids = e.id");
    if let Some(instant) = known {
        sql.push(" and o.recorded_at <= ").push_bind(instant);
    }
    sql.push(") order by e.id desc limit 1)");
}
