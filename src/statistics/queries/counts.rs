//! Who was a member on a day, counted by unit and column.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::{Placed, Sql, among, believed, no_member_of_ours, on, which};
use crate::Result;
use crate::clock::Instant;
use crate::rules::Day;
use crate::rules::movement::Cells;

/// Of more organisations than this, those who are not simply members are gathered first and their places looked at
/// after: they are few.
const MANY: usize = 5_000;

/// The members of a day in each unit.
pub(in crate::statistics) async fn members(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    known: Option<Instant>,
) -> Result<HashMap<i64, Cells>> {
    let mut sql = Sql::new(
        "select placed.unit, count(*), count(*) filter (where f.gender = 'female'), \
         count(*) filter (where is_minority(f.ethnicity)), count(*) filter (where is_religious(f.religion)), \
         count(*) filter (where s.value = 'probationary'), count(*) filter (where s.value = 'official') from ",
    );
    among(&mut sql, &on(places, day));
    sql.push(" join spans as s on s.organisation = placed.organisation and s.track = 'membership' and s.valid @> ");
    sql.push_bind(day).push(" and ");
    believed(&mut sql, "s", known);
    sql.push(" left join person_versions as f on f.person = s.person and f.valid @> ").push_bind(day).push(" and ");
    believed(&mut sql, "f", known);
    sql.push(" group by placed.unit");
    let rows: Vec<(i64, i64, i64, i64, i64, i64, i64)> = sql.build_query_as().persistent(false).fetch_all(db).await?;
    let cells = |(unit, total, women, minority, religion, probationary, official)| {
        (unit, Cells([total, women, minority, religion, probationary, official]))
    };
    Ok(rows.into_iter().map(cells).collect())
}

/// How many members there are on a day, counted without their facts.
pub(in crate::statistics) async fn total(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    known: Option<Instant>,
) -> Result<i64> {
    let mut sql = Sql::new("select count(*) from spans as s where s.track = 'membership' and s.organisation = any(");
    sql.push_bind(which(&on(places, day))).push(") and s.valid @> ").push_bind(day).push(" and ");
    believed(&mut sql, "s", known);
    Ok(sql.build_query_scalar().persistent(false).fetch_one(db).await?)
}

/// What stands beside the table on a day: nothing of it changes the count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::statistics) struct Beside {
    /// Members who are away on a temporary transfer.
    pub away: i64,
    /// Guests, who are not counted here.
    pub guests: i64,
    /// Members who are exempt from activity.
    pub exempt: i64,
    /// Members who are suspended.
    pub suspended: i64,
}

/// What stands beside the table on a day.
pub(in crate::statistics) async fn beside(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    known: Option<Instant>,
) -> Result<Beside> {
    let places = on(places, day);
    let mut sql = Sql::new(
        "select count(*) filter (where s.value = 'away') as away, count(*) filter (where s.value = 'guest') as guests, \
         count(*) filter (where s.value = 'exempt') as exempt, \
         count(*) filter (where s.value = 'suspended') as suspended \
         from ",
    );
    let aside = |sql: &mut Sql, alias: &str| {
        sql.push(format_args!("{alias}.track in ('away', 'guest', 'activity') and {alias}.valid @> "));
        sql.push_bind(day).push(" and ");
        believed(sql, alias, known);
    };
    if places.len() > MANY {
        sql.push("(select a.person, a.organisation, a.value from spans as a where ");
        aside(&mut sql, "a");
        sql.push(" offset 0) as s where ");
    } else {
        sql.push("spans as s where ");
        aside(&mut sql, "s");
        sql.push(" and ");
    }
    sql.push("s.organisation = any(").push_bind(which(&places)).push(")");
    sql.push(" and (s.value <> 'guest' or ");
    no_member_of_ours(&mut sql, &places, day, known);
    sql.push(")");
    Ok(sql.build_query_as().persistent(false).fetch_one(db).await?)
}
