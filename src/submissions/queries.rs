//! The statements of the keys of forms.

use sqlx::{PgConnection, PgExecutor};

use crate::Result;
use crate::clock::Instant;
use crate::ids::AccountId;

/// Whether the key was free. Waits for a transaction under way that has it.
pub(super) async fn insert(
    db: &mut PgConnection,
    key: &str,
    account: AccountId,
    at: Instant,
    content: &[u8],
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into submissions (key, account, location, at, content)
        values ($1, $2, '', $3, $4)
            on conflict (key) do nothing
        "#,
        key,
        account as _,
        at as _,
        content,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a key has done.
pub(super) struct Before {
    pub(super) location: String,
    pub(super) content: Option<Vec<u8>>,
}

pub(super) async fn before(db: &mut PgConnection, key: &str, account: AccountId) -> Result<Option<Before>> {
    let before = sqlx::query_as!(
        Before,
        "select location, content from submissions where key = $1 and account = $2",
        key,
        account as _,
    );
    Ok(before.fetch_optional(db).await?)
}

/// Deletes the oldest keys from before an instant, but none that somebody else is deleting.
pub(super) async fn purge(db: &mut PgConnection, before: Instant, most: i64) -> Result<()> {
    sqlx::query!(
        r#"
        delete from submissions
         where key in (select key from submissions
                        where at < $1
                        order by at
                        limit $2
                          for update skip locked)
        "#,
        before as _,
        most,
    )
    .execute(db)
    .await?;
    Ok(())
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
