//! The statements of the book's first day, and of the order of writing and closing.

use sqlx::{PgConnection, PgExecutor};

use crate::Result;
use crate::clock::Instant;
use crate::rules::Day;

/// The number of the lock that writers share and a closing holds alone: "book" in ASCII.
const LOCK: i64 = 0x626f_6f6b;

pub(super) async fn opens_on(db: impl PgExecutor<'_>) -> Result<Option<Day>> {
    Ok(sqlx::query_scalar!(r#"select opens_on as "opens_on: Day" from book"#).fetch_optional(db).await?)
}

/// Whether the day was written: not when there is one.
pub(super) async fn insert(db: impl PgExecutor<'_>, on: Day) -> Result<bool> {
    let done =
        sqlx::query!("insert into book (opens_on) values ($1) on conflict do nothing", on as _).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Until the end of the transaction nobody else holds the lock alone.
pub(super) async fn share(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock_shared($1)", LOCK).execute(db).await?;
    Ok(())
}

/// Until the end of the transaction nobody else has the lock.
pub(super) async fn hold(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(db).await?;
    Ok(())
}

/// When a period was closed last; those that were withdrawn count.
pub(super) async fn last_closing(db: impl PgExecutor<'_>) -> Result<Option<Instant>> {
    Ok(sqlx::query_scalar!(r#"select max(closed_at) as "at: Instant" from closings"#).fetch_one(db).await?)
}

/// The sum of the counters that every change of anyone counts up.
pub(super) async fn revision(db: impl PgExecutor<'_>) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"select coalesce(sum(n), 0)::bigint as "revision!" from revisions"#).fetch_one(db).await?)
}
