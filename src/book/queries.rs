//! The statements of the book's first day.

use sqlx::PgExecutor;

use crate::Result;
use crate::rules::Day;

pub(super) async fn opens_on(db: impl PgExecutor<'_>) -> Result<Option<Day>> {
    Ok(sqlx::query_scalar!(r#"select opens_on as "opens_on: Day" from book"#).fetch_optional(db).await?)
}

/// Whether the day was written: not when there is one.
pub(super) async fn insert(db: impl PgExecutor<'_>, on: Day) -> Result<bool> {
    let done =
        sqlx::query!("insert into book (opens_on) values ($1) on conflict do nothing", on as _).execute(db).await?;
    Ok(done.rows_affected() == 1)
}
