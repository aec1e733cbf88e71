//! The statements of the statistics. Those of the movement are composed: what is believed now is found by
//! partial indexes, which a condition on another instant cannot use, and a few organisations are walked where
//! the whole book is read at once. They are planned with their days in them, every time (`persistent(false)`): of a day
//! it does not know, the planner believes that it leaves hardly anyone. A test runs every shape of them.

pub(super) mod changes;
pub(super) mod closings;
pub(super) mod composition;
pub(super) mod counts;
pub(super) mod people;
pub(super) mod places;

use sqlx::{Postgres, QueryBuilder};

use crate::clock::Instant;
use crate::rules::Day;

pub(super) type Sql = QueryBuilder<Postgres>;

/// Where an organisation lay from one day until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// The unit directly below the organisation asked for, in which it lay; that organisation itself.
    pub unit: i64,
    /// Which.
    pub organisation: i64,
    /// The first day, as far as the period and the day before it go.
    pub since: Day,
    /// The day after the last.
    pub until: Day,
}

/// Whether a row `alias` is believed at that instant; none: now.
fn believed(sql: &mut Sql, alias: &str, known: Option<Instant>) {
    match known {
        None => sql.push(format_args!("upper_inf({alias}.known)")),
        Some(instant) => sql.push(format_args!("{alias}.known @> ")).push_bind(instant),
    };
}

/// The organisations that are counted on a day, each with its unit.
fn on(places: &[Placed], day: Day) -> Vec<Placed> {
    places.iter().filter(|place| place.since <= day && day < place.until).copied().collect()
}

/// Which organisations those are.
fn which(places: &[Placed]) -> Vec<i64> {
    places.iter().map(|place| place.organisation).collect()
}

/// Who is a member of one of the organisations placed, and in another of them for a time, is no guest of theirs: asked
/// of a guest's span `s`, one by one. The organisations are an array, which is looked up by its hash: a list of many
/// thousands would be read through for every guest.
fn no_member_of_ours(sql: &mut Sql, places: &[Placed], day: Day, known: Option<Instant>) {
    sql.push("not exists (select from spans as own where own.person = s.person and own.track = 'membership' ");
    sql.push("and own.organisation = any(").push_bind(which(places)).push(") and own.valid @> ").push_bind(day);
    sql.push(" and ");
    believed(sql, "own", known);
    sql.push(" offset 0)");
}

/// `unnest(…) as placed (unit, organisation)`: the organisations counted on a day, as a source that several processes
/// may read at once, which they may not of a `with`.
fn among(sql: &mut Sql, places: &[Placed]) {
    sql.push("unnest(").push_bind(places.iter().map(|place| place.unit).collect::<Vec<_>>());
    sql.push("::bigint[], ").push_bind(which(places)).push("::bigint[]) as placed (unit, organisation)");
}

/// `placed as (…)`: the organisations and the days of each.
fn placed(sql: &mut Sql, places: &[Placed]) {
    sql.push("placed as materialized (select * from unnest(")
        .push_bind(places.iter().map(|place| place.unit).collect::<Vec<_>>())
        .push("::bigint[], ")
        .push_bind(places.iter().map(|place| place.organisation).collect::<Vec<_>>())
        .push("::bigint[], ")
        .push_bind(places.iter().map(|place| place.since).collect::<Vec<_>>())
        .push("::date[], ")
        .push_bind(places.iter().map(|place| place.until).collect::<Vec<_>>())
        .push("::date[]) as placed (unit, organisation, since, until))");
}
