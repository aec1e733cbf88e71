//! The statements by which somebody is chosen.

use std::collections::HashMap;

use sqlx::PgExecutor;

use super::{Candidate, Namesake};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::{Day, PartialDate};

/// The members of organisations on a day, in the order of names, up to a count.
pub(super) async fn members(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    day: Day,
    most: i64,
) -> Result<Vec<Candidate>> {
    Ok(sqlx::query_as!(
        Candidate,
        r#"
        select versions.person as "person: PersonId", versions.full_name,
               versions.born_on as "born_on: PartialDate", spans.organisation as "organisation: OrganisationId"
          from spans
          join person_versions as versions
            on versions.person = spans.person and upper_inf(versions.known) and versions.valid @> $2::date
         where spans.track = 'membership' and upper_inf(spans.known) and spans.valid @> $2::date
           and spans.organisation = any($1)
         order by versions.given_name, versions.family_name, versions.middle_name, versions.person
         limit $3
        "#,
        organisations,
        day as _,
        most,
    )
    .fetch_all(db)
    .await?)
}

/// Somebody who is or was a member of one of the organisations.
pub(super) async fn somebody(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    person: PersonId,
) -> Result<Option<Candidate>> {
    Ok(sqlx::query_as!(
        Candidate,
        r#"
        select versions.person as "person: PersonId", versions.full_name,
               versions.born_on as "born_on: PartialDate", spans.organisation as "organisation: OrganisationId"
          from person_versions as versions
          join spans on spans.person = versions.person and spans.track = 'membership' and upper_inf(spans.known)
         where versions.person = $2 and upper_inf(versions.known) and upper_inf(versions.valid)
           and spans.organisation = any($1)
         order by lower(spans.valid) desc
         limit 1
        "#,
        organisations,
        person as _,
    )
    .fetch_optional(db)
    .await?)
}

/// Who is or was a member of the organisations under this name, whatever its diacritics.
pub(super) async fn namesakes(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    name: &str,
    day: Day,
) -> Result<Vec<Namesake>> {
    let rows = sqlx::query!(
        r#"
        select versions.person as "person: PersonId", versions.full_name,
               versions.born_on as "born_on: PartialDate", spans.organisation as "organisation: OrganisationId",
               spans.valid @> $3::date as "on_day!", lower(versions.full_name) = lower($2) as "exact!"
          from person_versions as versions
          join spans on spans.person = versions.person and spans.track = 'membership' and upper_inf(spans.known)
         where upper_inf(versions.known) and upper_inf(versions.valid)
           and to_tsvector('simple', versions.search) @@ plainto_tsquery('simple', fold($2))
           and versions.search = fold($2)
           and spans.organisation = any($1)
         order by versions.person, spans.id
        "#,
        organisations,
        name,
        day as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Namesake {
            candidate: Candidate {
                person: row.person,
                full_name: row.full_name,
                born_on: row.born_on,
                organisation: row.organisation,
            },
            on_day: row.on_day,
            exact: row.exact,
        })
        .collect())
}

/// Where people were members last within a time, among some organisations.
pub(super) async fn where_members(
    db: impl PgExecutor<'_>,
    people: &[PersonId],
    organisations: &[i64],
    (from, to): (Day, Day),
) -> Result<HashMap<PersonId, OrganisationId>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    let rows = sqlx::query!(
        r#"
        select distinct on (person) person as "person: PersonId", organisation as "organisation: OrganisationId"
          from spans
         where person = any($1) and track = 'membership' and upper_inf(known)
           and organisation = any($2) and valid && daterange($3, $4, '[]')
         order by person, lower(valid) desc
        "#,
        &people,
        organisations,
        from as _,
        to as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, row.organisation)).collect())
}

/// The branches in which somebody was a member (or a guest, where guests count) within a time, the last first.
pub(super) async fn branches(
    db: impl PgExecutor<'_>,
    person: PersonId,
    (from, to): (Day, Day),
    known: Option<Instant>,
    guests: bool,
) -> Result<Vec<OrganisationId>> {
    Ok(sqlx::query_scalar!(
        r#"
        select organisation as "organisation: OrganisationId"
          from spans
         where person = $1 and (track = 'membership' or $5 and track = 'guest') and valid && daterange($2, $3, '[]')
           and known @> coalesce($4, timestamptz 'infinity')
         group by organisation
         order by max(lower(valid)) desc
        "#,
        person as _,
        from as _,
        to as _,
        known as _,
        guests,
    )
    .fetch_all(db)
    .await?)
}

/// From when to when people are or were members of some organisations, all their stays together.
pub(super) async fn stays(
    db: impl PgExecutor<'_>,
    people: &[PersonId],
    organisations: &[i64],
) -> Result<HashMap<PersonId, (Day, Option<Day>)>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    let rows = sqlx::query!(
        r#"
        select person as "person: PersonId", min(lower(valid)) as "joined!: Day",
               case when bool_or(upper_inf(valid)) then null else max(upper(valid)) end as "left: Day"
          from spans
         where person = any($1) and track = 'membership' and upper_inf(known) and organisation = any($2)
         group by person
        "#,
        &people,
        organisations,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, (row.joined, row.left))).collect())
}

/// The names of people on a day; of one who had none then, the first they had.
pub(super) async fn names(
    db: impl PgExecutor<'_>,
    people: &[PersonId],
    day: Day,
    known: Option<Instant>,
) -> Result<HashMap<PersonId, String>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    let rows = sqlx::query!(
        r#"
        select distinct on (person) person as "person: PersonId", full_name
          from person_versions
         where person = any($1) and known @> coalesce($3, timestamptz 'infinity')
         order by person, valid @> $2::date desc, lower(valid) nulls first
        "#,
        &people,
        day as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, row.full_name)).collect())
}
