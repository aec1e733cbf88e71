//! The statements of the edit.

use sqlx::PgConnection;

use crate::Result;
use crate::clock::Instant;

/// A version is no longer believed. One that was first believed at this very instant never was.
pub(super) async fn end_version(db: &mut PgConnection, id: i64, at: Instant) -> Result<()> {
    sqlx::query!("delete from person_versions where id = $1 and lower(known) >= $2", id, at as _)
        .execute(&mut *db)
        .await?;
    sqlx::query!("update person_versions set known = tstzrange(lower(known), $2) where id = $1", id, at as _)
        .execute(db)
        .await?;
    Ok(())
}
