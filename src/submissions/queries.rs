//! The statements of the keys of forms.

use sqlx::{PgConnection, PgExecutor};

use crate::Result;
use crate::clock::Instant;
use crate::ids::AccountId;

/// Whether the key was free. Waits for a transaction under way that has it.
pub(super) async fn insert(db: &mut PgConnection, key: &str, account: AccountId, at: Instant) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into submissions (key, account, location, at)
        values ($1, $2, '', $3)
            on conflict (key) do nothing
        "#,
        key,
        account as _,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn location(db: &mut PgConnection, key: &str, account: AccountId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select location from submissions where key = $1 and account = $2", key, account as _)
        .fetch_optional(db)
        .await?)
}

/// Whether the account has the key.
pub(super) async fn finish(db: &mut PgConnection, key: &str, account: AccountId, location: &str) -> Result<bool> {
    let done = sqlx::query!(
        "update submissions set location = $3 where key = $1 and account = $2",
        key,
        account as _,
        location,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn done(db: impl PgExecutor<'_>, key: &str, account: AccountId) -> Result<Option<(String, Instant)>> {
    let row = sqlx::query!("select location, at from submissions where key = $1 and account = $2", key, account as _)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| (row.location, row.at)))
}
