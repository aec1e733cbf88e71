//! The statements of organisations and their versions.

use sqlx::{PgConnection, PgExecutor};

use super::Placed;
use crate::Result;
use crate::auth::scope::Kind;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;

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
    name: &str,
    parent: Option<OrganisationId>,
    from: Option<Day>,
    to: Option<Day>,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into organisation_versions (organisation, name, parent, valid, known)
        values ($1, $2, $3, daterange($4, $5), tstzrange($6, null))
        "#,
        organisation as _,
        name,
        parent as _,
        from as _,
        to as _,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Names on a day; the last one of an organisation that was not there then.
pub(super) async fn names_on(db: impl PgExecutor<'_>, ids: &[i64], day: Day) -> Result<Vec<(OrganisationId, String)>> {
    let rows = sqlx::query!(
        r#"
        select distinct on (organisation) organisation as "id: OrganisationId", name
          from organisation_versions
         where organisation = any($1) and upper_inf(known)
         order by organisation, valid @> $2::date desc, lower(valid) desc nulls last
        "#,
        ids,
        day as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Those of the organisations given that were there on a day, in order of name.
pub(super) async fn placed_on(db: impl PgExecutor<'_>, ids: &[i64], day: Day) -> Result<Vec<Placed>> {
    let rows = sqlx::query!(
        r#"
        select versions.organisation as "id: OrganisationId", organisations.kind, versions.name,
               versions.parent as "parent: OrganisationId"
          from organisation_versions as versions
          join organisations on organisations.id = versions.organisation
         where versions.organisation = any($1) and versions.valid @> $2::date and upper_inf(versions.known)
         order by versions.name, versions.organisation
        "#,
        ids,
        day as _,
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
