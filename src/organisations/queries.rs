//! The statements of organisations and their versions.

use sqlx::PgConnection;

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
