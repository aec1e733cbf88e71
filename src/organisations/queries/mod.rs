//! The statements of organisations and their versions.

mod place;

use sqlx::{PgConnection, PgExecutor};

use super::{Staying, Version};
use crate::auth::scope::Kind;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::{Error, Result};
pub(super) use place::{guests_of_their_own, headcounts, headcounts_known, names_on, placed_on, probationary};

/// Organisations are written by one at a time, so that the newest version is the last to be seen:
/// the tree kept in memory rests on it.
pub(super) async fn one_writer(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("lock table organisation_versions in share row exclusive mode").execute(db).await?;
    Ok(())
}

pub(super) async fn insert(db: &mut PgConnection, at: Instant, kind: Kind) -> Result<OrganisationId> {
    Ok(sqlx::query_scalar!(
        r#"insert into organisations (kind, created_at) values ($1, $2) returning id as "id: OrganisationId""#,
        kind.code(),
        at as _,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn insert_version(
    db: &mut PgConnection,
    at: Instant,
    organisation: OrganisationId,
    version: &Version,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into organisation_versions (organisation, name, parent, valid, known)
        values ($1, $2, $3, daterange($4, $5), tstzrange($6, null))
        "#,
        organisation as _,
        version.name,
        version.parent as _,
        version.from as _,
        version.to as _,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A version is no longer believed. One that was first believed at this very instant never was.
pub(super) async fn end_version(db: &mut PgConnection, row: i64, at: Instant) -> Result<()> {
    sqlx::query!("delete from organisation_versions where id = $1 and lower(known) >= $2", row, at as _)
        .execute(&mut *db)
        .await?;
    sqlx::query!("update organisation_versions set known = tstzrange(lower(known), $2) where id = $1", row, at as _)
        .execute(db)
        .await?;
    Ok(())
}

/// What is believed now of an organisation, by the days for which it holds.
pub async fn history(db: impl PgExecutor<'_>, organisation: OrganisationId) -> Result<Vec<(i64, Version)>> {
    let rows = sqlx::query!(
        r#"
        select id, name, parent as "parent: OrganisationId", lower(valid) as "from: Day", upper(valid) as "to: Day"
          from organisation_versions
         where organisation = $1 and upper_inf(known)
         order by lower(valid) nulls first, id
        "#,
        organisation as _,
    )
    .fetch_all(db)
    .await?;
    let version = |row: (String, _, _, _)| Version { name: row.0, parent: row.1, from: row.2, to: row.3 };
    Ok(rows.into_iter().map(|row| (row.id, version((row.name, row.parent, row.from, row.to)))).collect())
}

/// Waits for every transaction under way that writes something of this organisation, and makes others wait.
pub(super) async fn hold(db: &mut PgConnection, organisation: OrganisationId) -> Result<()> {
    sqlx::query_scalar!("select id from organisations where id = $1 for update", organisation as _)
        .fetch_optional(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(())
}

/// What is wrong with the place of an organisation, on whatever day.
#[expect(clippy::struct_excessive_bools, reason = "the answers of one statement")]
pub(super) struct PlaceProblems {
    pub below_itself: bool,
    pub below_a_branch: bool,
    pub above_not_there: bool,
    pub same_name: bool,
}

pub(super) async fn place_problems(db: &mut PgConnection, organisation: OrganisationId) -> Result<PlaceProblems> {
    Ok(sqlx::query_as!(
        PlaceProblems,
        r#"
        with recursive own as (
            select name, parent, valid
              from organisation_versions
             where organisation = $1 and upper_inf(known)
        ), above as (
            select parent, valid from own where parent is not null
             union
            select versions.parent, versions.valid * above.valid
              from above
              join organisation_versions as versions
                on versions.organisation = above.parent and upper_inf(versions.known) and versions.valid && above.valid
             where above.parent <> $1 and versions.parent is not null
        )
        select exists (select from above where parent = $1) as "below_itself!",
               exists (select from own join organisations on organisations.id = own.parent
                        where organisations.kind = 'branch') as "below_a_branch!",
               exists (select from own
                        where parent is not null
                          and not coalesce((select range_agg(versions.valid)
                                              from organisation_versions as versions
                                             where versions.organisation = own.parent and upper_inf(versions.known)),
                                           '{}'::datemultirange) @> own.valid) as "above_not_there!",
               exists (select from own
                         join organisation_versions as others
                           on others.parent = own.parent and others.organisation <> $1 and upper_inf(others.known)
                          and others.valid && own.valid and lower(others.name) = lower(own.name)) as "same_name!"
        "#,
        organisation as _,
    )
    .fetch_one(db)
    .await?)
}

/// The names of those directly below on a day or later.
pub(super) async fn below_from(db: impl PgExecutor<'_>, organisation: OrganisationId, on: Day) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct name
          from organisation_versions
         where parent = $1 and upper_inf(known) and valid && daterange($2, null)
         order by name
        "#,
        organisation as _,
        on as _,
    )
    .fetch_all(db)
    .await?)
}

/// The names of those that were directly below on a day before.
pub(super) async fn below_before(
    db: impl PgExecutor<'_>,
    organisation: OrganisationId,
    day: Day,
) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct name
          from organisation_versions
         where parent = $1 and upper_inf(known) and valid && daterange(null, $2)
         order by name
        "#,
        organisation as _,
        day as _,
    )
    .fetch_all(db)
    .await?)
}

/// The first day on which the book has somebody in an organisation, or something that happened there.
pub(super) async fn first_stay(db: impl PgExecutor<'_>, organisation: OrganisationId) -> Result<Option<Day>> {
    Ok(sqlx::query_scalar!(
        r#"
        select least((select min(lower(valid)) from spans where organisation = $1 and upper_inf(known)),
                     (select min(effective_on) from events where organisation = $1
                         and not exists (select from events as voids where voids.voids = events.id)))
               as "day: Day"
        "#,
        organisation as _,
    )
    .fetch_one(db)
    .await?)
}

/// Whether anything in the book rests on an organisation.
pub(super) async fn is_used(db: impl PgExecutor<'_>, organisation: OrganisationId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (select from events where organisation = $1)
            or exists (select from events where counterpart = $1)
            or exists (select from spans where organisation = $1)
            or exists (select from accounts where organisation = $1)
            or exists (select from closings where organisation = $1)
            or exists (select from meeting_versions where organisation = $1)
            or exists (select from document_versions where kept_by = $1)
            or exists (select from document_session_versions where organisation = $1)
            or exists (select from organisation_versions where parent = $1 and upper_inf(known))
            or exists (select from successions where $1 in (ancestor, heir)) as "used!"
        "#,
        organisation as _,
    )
    .fetch_one(db)
    .await?)
}

/// Leaves the version that says that there is none: believed at the one instant at which it was said, and the
/// newest, so that every tree kept in memory is read again.
pub(super) async fn say_withdrawn(db: &mut PgConnection, organisation: OrganisationId, at: Instant) -> Result<()> {
    sqlx::query!(
        r#"
        insert into organisation_versions (organisation, name, parent, valid, known)
        select organisation, name, parent, valid, tstzrange($2, $2, '[]')
          from organisation_versions
         where organisation = $1
         order by id desc limit 1
        "#,
        organisation as _,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The members and guests of an organisation on a day or later.
pub(super) async fn staying(db: impl PgExecutor<'_>, organisation: OrganisationId, on: Day) -> Result<Staying> {
    Ok(sqlx::query_as!(
        Staying,
        r#"
        select count(distinct person) as "people!",
               case when not bool_or(upper_inf(valid)) then max(upper(valid)) end as "until: Day"
          from spans
         where organisation = $1 and track in ('membership', 'guest') and upper_inf(known)
           and valid && daterange($2, null)
        "#,
        organisation as _,
        on as _,
    )
    .fetch_one(db)
    .await?)
}

/// The name of what was directly above an organisation on a day, as the book says now or said at that instant.
pub async fn above(
    db: impl PgExecutor<'_>,
    organisation: OrganisationId,
    day: Day,
    known: Option<Instant>,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        r#"
        select above.name
          from organisation_versions as own
          join organisation_versions as above
            on above.organisation = own.parent and above.known @> coalesce($3, timestamptz 'infinity')
         where own.organisation = $1 and own.known @> coalesce($3, timestamptz 'infinity') and own.valid @> $2::date
         order by above.valid @> $2::date desc, lower(above.valid) desc nulls last
         limit 1
        "#,
        organisation as _,
        day as _,
        known as _,
    )
    .fetch_optional(db)
    .await?)
}

/// Whether an organisation was there on a day.
pub async fn was_there(db: impl PgExecutor<'_>, organisation: OrganisationId, on: Day) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (select from organisation_versions
                        where organisation = $1 and upper_inf(known) and valid @> $2::date) as "there!"
        "#,
        organisation as _,
        on as _,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn insert_succession(
    db: &mut PgConnection,
    ancestor: OrganisationId,
    heir: OrganisationId,
    on: Day,
) -> Result<()> {
    sqlx::query!(
        "insert into successions (ancestor, heir, on_day) values ($1, $2, $3) on conflict do nothing",
        ancestor as _,
        heir as _,
        on as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The successions of an end that was taken back.
pub(super) async fn delete_successions(db: &mut PgConnection, ancestor: OrganisationId) -> Result<()> {
    sqlx::query!("delete from successions where ancestor = $1", ancestor as _).execute(db).await?;
    Ok(())
}

/// Whom an organisation follows (`heir` is it), and who follows it.
pub(super) struct Succession {
    pub ancestor: OrganisationId,
    pub heir: OrganisationId,
    pub on_day: Day,
}

pub(super) async fn successions(db: impl PgExecutor<'_>, organisation: OrganisationId) -> Result<Vec<Succession>> {
    Ok(sqlx::query_as!(
        Succession,
        r#"
        select ancestor as "ancestor: OrganisationId", heir as "heir: OrganisationId", on_day as "on_day: Day"
          from successions
         where $1 in (ancestor, heir)
         order by on_day, id
        "#,
        organisation as _,
    )
    .fetch_all(db)
    .await?)
}

/// Makes everyone wait who writes what an organisation has one after another: its meetings, posts, targets, grades …
pub async fn in_turn(db: &mut PgConnection, organisation: OrganisationId) -> Result<()> {
    sqlx::query_scalar!("select id from organisations where id = $1 for no key update", organisation as _)
        .fetch_optional(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(())
}
