//! The people behind a figure, by name.

use sqlx::PgConnection;

use super::super::recognitions::Recognition;
use super::{Placed, Sql, believed};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::movement::Column;
use crate::rules::{Day, PartialDate};

/// Somebody, as they were on a day.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::statistics) struct Named {
    /// Their place in what was asked for, from 1.
    pub number: i64,
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// The part of it by which it is ordered.
    pub given_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
}

/// The names of people on a day each, in the order of names: so many of them after so many.
pub(in crate::statistics) async fn named(
    db: &mut PgConnection,
    people: &[(PersonId, Day)],
    known: Option<Instant>,
    (skipped, most): (i64, i64),
) -> Result<Vec<Named>> {
    let mut sql = Sql::new("select w.number, v.person, v.full_name, v.given_name, v.born_on from unnest(");
    sql.push_bind(people.iter().map(|(person, _)| person.0).collect::<Vec<_>>())
        .push("::bigint[], ")
        .push_bind(people.iter().map(|(_, day)| *day).collect::<Vec<_>>())
        .push("::date[]) with ordinality as w (person, day, number) join person_versions as v on v.person = w.person and v.valid @> w.day and ");
    believed(&mut sql, "v", known);
    sql.push(" order by v.given_name, v.family_name, v.middle_name, v.person, w.number limit ").push_bind(most);
    sql.push(" offset ").push_bind(skipped);
    Ok(sql.build_query_as().persistent(false).fetch_all(db).await?)
}

/// Somebody who was there on a day.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::statistics) struct There {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// The part of it by which it is ordered.
    pub given_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Where.
    pub organisation: OrganisationId,
    /// What they were.
    pub value: String,
    /// Since when.
    pub since: Day,
    /// How many there are in all.
    pub total: i64,
}

/// What somebody who is looked for is on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::statistics) enum Wanted {
    /// A member in that column.
    Member(Column),
    /// Somebody with a span of that value beside the membership.
    Beside(&'static str),
}

/// Who was there on a day, in the order of names: so many of them after so many.
pub(in crate::statistics) async fn there(
    db: &mut PgConnection,
    places: &[Placed],
    day: Day,
    known: Option<Instant>,
    wanted: Wanted,
    (skipped, most): (i64, i64),
) -> Result<Vec<There>> {
    let places = super::on(places, day);
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, &places);
    sql.push(
        " select v.person, v.full_name, v.given_name, v.born_on, s.organisation, s.value, lower(s.valid) as since, \
         count(*) over () as total from placed join spans as s on s.organisation = placed.organisation and ",
    );
    match wanted {
        Wanted::Member(_) => sql.push("s.track = 'membership'"),
        Wanted::Beside(value) => sql.push("s.track in ('away', 'guest', 'activity') and s.value = ").push_bind(value),
    };
    sql.push(" and s.valid @> ").push_bind(day).push(" and ");
    believed(&mut sql, "s", known);
    sql.push(" join person_versions as v on v.person = s.person and v.valid @> ").push_bind(day).push(" and ");
    believed(&mut sql, "v", known);
    if let Wanted::Member(column) = wanted {
        sql.push(match column {
            Column::Total => "",
            Column::Women => " and v.gender = 'female'",
            Column::Minority => " and is_minority(v.ethnicity)",
            Column::Religion => " and is_religious(v.religion)",
            Column::Probationary => " and s.value = 'probationary'",
            Column::Official => " and s.value = 'official'",
        });
    }
    if wanted == Wanted::Beside("guest") {
        sql.push(" where ");
        super::no_member_of_ours(&mut sql, &places, day, known);
    }
    sql.push(" order by v.given_name, v.family_name, v.middle_name, v.person limit ").push_bind(most);
    sql.push(" offset ").push_bind(skipped);
    Ok(sql.build_query_as().persistent(false).fetch_all(db).await?)
}

/// The recognitions decided within a period in the organisations counted, by the day from which they count; of one
/// person alone, where one is meant.
pub(in crate::statistics) async fn recognitions_decided(
    db: &mut PgConnection,
    places: &[Placed],
    (from, to): (Day, Day),
    known: Option<Instant>,
    only: Option<PersonId>,
) -> Result<Vec<Recognition>> {
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, places);
    sql.push(
        " select e.person, e.organisation, e.effective_on, e.decided_on, e.official_on, \
                 nullif(e.details ->> 'resolved_on', '')::date as considered_on from placed join events as e \
         on e.organisation = placed.organisation and e.kind = 'recognised' and e.decided_on between greatest(",
    );
    sql.push_bind(from.iso()).push(", to_char(placed.since, 'YYYY-MM-DD')) and least(").push_bind(to.iso());
    sql.push(
        ", to_char(placed.until - 1, 'YYYY-MM-DD')) where not exists (select from events as o where o.voids = e.id",
    );
    if let Some(instant) = known {
        sql.push(" and o.recorded_at <= ").push_bind(instant).push(") and e.recorded_at <= ").push_bind(instant);
    } else {
        sql.push(")");
    }
    if let Some(person) = only {
        sql.push(" and e.person = ").push_bind(person.0);
    }
    sql.push(" order by e.effective_on, e.id");
    Ok(sql.build_query_as().persistent(false).fetch_all(db).await?)
}

/// Whether a membership of somebody began within a period in the organisations counted by being admitted.
pub(in crate::statistics) async fn was_admitted(
    db: &mut PgConnection,
    places: &[Placed],
    (from, to): (Day, Day),
    known: Option<Instant>,
    person: PersonId,
) -> Result<bool> {
    let mut sql = Sql::new("with ");
    super::placed(&mut sql, places);
    sql.push(
        " select exists (select from placed join spans as s on s.organisation = placed.organisation \
         join events as e on e.id = s.event where s.track = 'membership' and e.kind in ('admitted', 'readmitted') \
         and s.person = ",
    );
    sql.push_bind(person.0).push(" and lower(s.valid) between greatest(placed.since, ");
    sql.push_bind(from).push("::date) and ").push_bind(to).push(" and lower(s.valid) < placed.until and ");
    believed(&mut sql, "s", known);
    sql.push(")");
    Ok(sql.build_query_scalar().persistent(false).fetch_one(db).await?)
}
