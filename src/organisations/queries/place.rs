//! Where the organisations were on a day, what they were called, and who was in them.

use sqlx::PgExecutor;

use super::super::Placed;
use super::super::place::Headcount;
use crate::Result;
use crate::auth::scope::Kind;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;

/// How many members and guests the organisations given have on a day; those without any are left out.
pub(in crate::organisations) async fn headcounts(
    db: impl PgExecutor<'_>,
    ids: &[i64],
    day: Day,
) -> Result<Vec<(OrganisationId, Headcount)>> {
    let rows = sqlx::query!(
        r#"
        select organisation as "id: OrganisationId",
               count(*) filter (where track = 'membership') as "members!",
               count(*) filter (where track = 'guest') as "guests!"
          from spans
         where organisation = any($1) and track in ('membership', 'guest') and upper_inf(known) and valid @> $2::date
         group by organisation
        "#,
        ids,
        day as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, Headcount { members: row.members, guests: row.guests })).collect())
}

/// The same as the book said at that instant.
pub(in crate::organisations) async fn headcounts_known(
    db: impl PgExecutor<'_>,
    ids: &[i64],
    day: Day,
    known: Instant,
) -> Result<Vec<(OrganisationId, Headcount)>> {
    let rows = sqlx::query!(
        r#"
        select organisation as "id: OrganisationId",
               count(*) filter (where track = 'membership') as "members!",
               count(*) filter (where track = 'guest') as "guests!"
          from spans
         where organisation = any($1) and track in ('membership', 'guest') and known @> $3 and valid @> $2::date
         group by organisation
        "#,
        ids,
        day as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, Headcount { members: row.members, guests: row.guests })).collect())
}

macro_rules! guests_of_their_own {
    ($guest:tt, $member:tt, $db:expr, $ids:expr, $day:expr $(, $known:expr)?) => {
        sqlx::query!(
            r#"
            select guest.organisation as "at: OrganisationId", own.organisation as "home: OrganisationId",
                   count(*) as "people!"
              from spans as guest
              join spans as own on own.person = guest.person and own.track = 'membership'
             where guest.organisation = any($1) and guest.track = 'guest' and guest.valid @> $2::date
               and own.organisation = any($1) and own.valid @> $2::date and "# + $guest + " and " + $member + r#"
             group by guest.organisation, own.organisation
            "#,
            $ids,
            $day as _,
            $($known as _,)?
        )
        .fetch_all($db)
        .await?
        .into_iter()
        .map(|row| (row.at, row.home, row.people))
        .collect()
    };
}

/// Of the guests on a day, those who are members of another of the organisations given: where, from where, how many.
pub(in crate::organisations) async fn guests_of_their_own(
    db: impl PgExecutor<'_>,
    ids: &[i64],
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<(OrganisationId, OrganisationId, i64)>> {
    Ok(match known {
        None => guests_of_their_own!("upper_inf(guest.known)", "upper_inf(own.known)", db, ids, day),
        Some(known) => guests_of_their_own!("guest.known @> $3", "own.known @> $3", db, ids, day, known),
    })
}

/// How many members of the organisations given are probationary on a day.
pub(in crate::organisations) async fn probationary(
    db: impl PgExecutor<'_>,
    ids: &[i64],
    day: Day,
    known: Option<Instant>,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
          from spans
         where organisation = any($1) and track = 'membership' and value = 'probationary'
           and known @> coalesce($3, timestamptz 'infinity') and valid @> $2::date
        "#,
        ids,
        day as _,
        known as _,
    )
    .fetch_one(db)
    .await?)
}

/// Names on a day, as believed now or as known then; the last one of an organisation that was not there that day.
pub(in crate::organisations) async fn names_on(
    db: impl PgExecutor<'_>,
    ids: &[i64],
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<(OrganisationId, String)>> {
    let rows = sqlx::query!(
        r#"
        select distinct on (organisation) organisation as "id: OrganisationId", name
          from organisation_versions
         where organisation = any($1) and known @> coalesce($3, timestamptz 'infinity')
         order by organisation, valid @> $2::date desc, lower(valid) desc nulls last
        "#,
        ids,
        day as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Those of the organisations given that were there on a day, in order of name.
pub(in crate::organisations) async fn placed_on(
    db: impl PgExecutor<'_>,
    ids: &[i64],
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<Placed>> {
    let rows = sqlx::query!(
        r#"
        select versions.organisation as "id: OrganisationId", organisations.kind, versions.name,
               versions.parent as "parent: OrganisationId"
          from organisation_versions as versions
          join organisations on organisations.id = versions.organisation
         where versions.organisation = any($1) and versions.valid @> $2::date
           and versions.known @> coalesce($3, timestamptz 'infinity')
         order by versions.name, versions.organisation
        "#,
        ids,
        day as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Placed { id: row.id, kind: Kind::from_code(&row.kind)?, name: row.name, parent: row.parent, depth: 0 })
        })
        .collect())
}
