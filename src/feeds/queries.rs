//! The statements of calendars.

use sqlx::{PgConnection, PgExecutor};

use crate::Result;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};

/// A calendar of an account.
pub(super) struct FeedRow {
    pub nonce: String,
    pub created_at: Instant,
    pub last_read_at: Option<Instant>,
}

pub(super) async fn of(db: impl PgExecutor<'_>, account: AccountId) -> Result<Option<FeedRow>> {
    Ok(sqlx::query_as!(
        FeedRow,
        r#"
        select nonce, created_at, last_read_at as "last_read_at: Instant"
          from calendar_feeds
         where account = $1 and revoked_at is null
        "#,
        account as _,
    )
    .fetch_optional(db)
    .await?)
}

/// Ends the calendar of an account; whether there was one.
pub(super) async fn revoke(db: impl PgExecutor<'_>, account: AccountId, at: Instant) -> Result<bool> {
    let done = sqlx::query!(
        "update calendar_feeds set revoked_at = $2 where account = $1 and revoked_at is null",
        account as _,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Makes one account's calendar at a time: until the end of the transaction nobody else makes it one.
pub(super) async fn lock(db: &mut PgConnection, account: AccountId) -> Result<()> {
    sqlx::query_scalar!("select id from accounts where id = $1 for update", account as _).fetch_one(db).await?;
    Ok(())
}

pub(super) async fn insert(
    db: &mut PgConnection,
    account: AccountId,
    nonce: &str,
    token_hash: &[u8],
    at: Instant,
) -> Result<()> {
    sqlx::query!(
        "insert into calendar_feeds (account, nonce, token_hash, created_at) values ($1, $2, $3, $4)",
        account as _,
        nonce,
        token_hash,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whose calendar is asked for.
pub(super) struct Reader {
    /// Its number.
    pub id: i64,
    /// The organisation of the account.
    pub organisation: OrganisationId,
    /// What the account may be.
    pub roles: Vec<String>,
    /// The newest row of the tree of organisations.
    pub tree: i64,
    /// How often a rule or a day off was set.
    pub settings: i64,
}

/// The calendar with the hash of this secret, while its account may sign in with a password of its own.
pub(super) async fn reader(db: impl PgExecutor<'_>, token_hash: &[u8]) -> Result<Option<Reader>> {
    Ok(sqlx::query_as!(
        Reader,
        r#"
        select calendar_feeds.id, accounts.organisation as "organisation: OrganisationId", accounts.roles,
               coalesce((select max(id) from organisation_versions), 0) as "tree!",
               (select n from settings) as "settings!"
          from calendar_feeds
          join accounts on accounts.id = calendar_feeds.account
         where calendar_feeds.token_hash = $1 and calendar_feeds.revoked_at is null
           and accounts.disabled_at is null and accounts.password_expires_at is null
        "#,
        token_hash,
    )
    .fetch_optional(db)
    .await?)
}

/// Notes that a calendar is read now; not when that was done since an instant.
pub(super) async fn touch(db: impl PgExecutor<'_>, id: i64, now: Instant, since: Instant) -> Result<bool> {
    let done = sqlx::query!(
        "update calendar_feeds set last_read_at = $2 where id = $1 and (last_read_at is null or last_read_at <= $3)",
        id,
        now as _,
        since as _,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}
