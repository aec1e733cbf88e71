//! The statements of the one-time link.

use sqlx::{PgConnection, PgExecutor};

use crate::Result;
use crate::clock::Instant;

/// Keeps the hash of a new link, and no other.
pub(super) async fn replace_link(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    made_at: Instant,
    expires_at: Instant,
) -> Result<()> {
    sqlx::query!(
        r#"
        with ended as (delete from setup_links)
        insert into setup_links (token_hash, made_at, expires_at) values ($1, $2, $3)
        "#,
        token_hash,
        made_at as _,
        expires_at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn is_good(db: impl PgExecutor<'_>, token_hash: &[u8], at: Instant) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (select from setup_links where token_hash = $1 and expires_at > $2)
               and not exists (select from accounts) as "good!"
        "#,
        token_hash,
        at as _,
    )
    .fetch_one(db)
    .await?)
}

/// Whether the link was good; it is no longer, nor is any other.
pub(super) async fn spend(db: &mut PgConnection, token_hash: &[u8], at: Instant) -> Result<bool> {
    let good = sqlx::query!("delete from setup_links where token_hash = $1 and expires_at > $2", token_hash, at as _)
        .execute(&mut *db)
        .await?
        .rows_affected()
        == 1;
    if good {
        sqlx::query!("delete from setup_links").execute(db).await?;
    }
    Ok(good)
}
