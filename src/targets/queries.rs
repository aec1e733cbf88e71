//! The statements of targets.

use sqlx::PgExecutor;

use super::sources::{Source, TYPED};
use super::{Content, Target, TargetId, kept, typed};
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::target::{Aim, Unit};
use crate::yearly::queries::end_version;
use crate::{Error, Result};

struct Row {
    id: TargetId,
    organisation: OrganisationId,
    year: i16,
    version: i64,
    place: i16,
    name: String,
    unit: String,
    aim: i32,
    source: String,
    actual_part: Option<i32>,
    actual_whole: Option<i32>,
    note: String,
    recorded_by: String,
    recorded_at: Instant,
    ended_at: Option<Instant>,
    withdrawn_by: Option<String>,
    withdrawn_reason: Option<String>,
}

impl Row {
    fn target(self) -> Result<Target> {
        let aim = Unit::from_code(&self.unit).and_then(|unit| Aim::of(unit, self.aim));
        let aim = aim.ok_or_else(|| Error::Internal(anyhow::anyhow!("target version {} has no aim", self.version)))?;
        let source = if self.source == TYPED {
            None
        } else {
            let source = Source::from_code(&self.source).map(|source| source.code);
            Some(source.ok_or_else(|| Error::Internal(anyhow::anyhow!("no such source: {}", self.source)))?)
        };
        let actual = self.actual_part.and_then(|part| typed(aim, part.into(), self.actual_whole.map(i64::from)));
        Ok(Target {
            id: self.id,
            organisation: self.organisation,
            year: self.year,
            version: self.version,
            content: Content { place: self.place, name: self.name, aim, source, typed: actual, note: self.note },
            recorded_by: self.recorded_by,
            recorded_at: self.recorded_at,
            ended_at: self.ended_at,
            withdrawn: self.withdrawn_by.zip(self.withdrawn_reason),
        })
    }
}

/// The targets of a year of some organisations as the book says at an instant, in their order.
pub(super) async fn of_year(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    year: i16,
    known: Option<Instant>,
) -> Result<Vec<Target>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select targets.id as "id: TargetId", targets.organisation as "organisation: OrganisationId", targets.year,
               versions.id as version, versions.place, versions.name, versions.unit, versions.aim, versions.source,
               versions.actual_part, versions.actual_whole, versions.note, accounts.name as recorded_by,
               lower(versions.known) as "recorded_at!: Instant", upper(versions.known) as "ended_at: Instant",
               withdrawers.name as "withdrawn_by?", versions.withdrawn_reason
          from targets
          join target_versions as versions on versions.target = targets.id
          join accounts on accounts.id = versions.recorded_by
          left join accounts as withdrawers on withdrawers.id = versions.withdrawn_by
         where targets.year = $2 and targets.organisation = any($1)
           and versions.known @> coalesce($3, timestamptz 'infinity')
         order by targets.organisation, versions.place, targets.id
        "#,
        organisations,
        year,
        known as _,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Row::target).collect()
}

/// How many targets organisations have in a year.
pub(super) async fn counts(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    year: i16,
    known: Option<Instant>,
) -> Result<Vec<(OrganisationId, i64)>> {
    let rows = sqlx::query!(
        r#"
        select targets.organisation as "organisation: OrganisationId", count(*) as "count!"
          from targets
          join target_versions as versions on versions.target = targets.id
         where targets.year = $2 and targets.organisation = any($1)
           and versions.known @> coalesce($3, timestamptz 'infinity')
         group by targets.organisation
        "#,
        organisations,
        year,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.organisation, row.count)).collect())
}

/// Every version of a target, the newest first.
pub(super) async fn versions(db: impl PgExecutor<'_>, id: TargetId) -> Result<Vec<Target>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select targets.id as "id: TargetId", targets.organisation as "organisation: OrganisationId", targets.year,
               versions.id as version, versions.place, versions.name, versions.unit, versions.aim, versions.source,
               versions.actual_part, versions.actual_whole, versions.note, accounts.name as recorded_by,
               lower(versions.known) as "recorded_at!: Instant", upper(versions.known) as "ended_at: Instant",
               withdrawers.name as "withdrawn_by?", versions.withdrawn_reason
          from targets
          join target_versions as versions on versions.target = targets.id
          join accounts on accounts.id = versions.recorded_by
          left join accounts as withdrawers on withdrawers.id = versions.withdrawn_by
         where targets.id = $1
         order by versions.id desc
        "#,
        id as _,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Row::target).collect()
}

pub(super) async fn insert(db: impl PgExecutor<'_>, organisation: OrganisationId, year: i16) -> Result<TargetId> {
    Ok(sqlx::query_scalar!(
        r#"insert into targets (organisation, year) values ($1, $2) returning id as "id: TargetId""#,
        organisation as _,
        year,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn insert_version(
    db: impl PgExecutor<'_>,
    author: Author,
    id: TargetId,
    content: &Content,
) -> Result<()> {
    let (part, whole) = content.typed.map(kept).map_or((None, None), |(part, whole)| (Some(part), whole));
    let small = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    sqlx::query!(
        r#"
        insert into target_versions
               (target, place, name, unit, aim, source, actual_part, actual_whole, note, known, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, tstzrange($10, null), $11)
        "#,
        id as _,
        content.place,
        content.name,
        content.aim.unit().code(),
        content.aim.kept(),
        content.source.unwrap_or(TYPED),
        part.map(small),
        whole.map(small),
        content.note,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a version, with a reason where nothing follows it; whether it had not ended before.
pub(super) async fn end(
    db: impl PgExecutor<'_>,
    author: Author,
    version: i64,
    withdrawn: Option<&str>,
) -> Result<bool> {
    end_version!("target_versions", db, author, version, withdrawn)
}
