//! What the commands ask of the database before anything else can.

use sqlx::PgPool;

/// The migrations that were applied, in their order; none in a new database.
pub(super) async fn applied(db: &PgPool) -> sqlx::Result<Vec<i64>> {
    let there: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(db).await?;
    if !there {
        return Ok(Vec::new());
    }
    sqlx::query_scalar("select version from _sqlx_migrations where success order by version").fetch_all(db).await
}

/// Whether somebody has an account: the book is in use.
pub(super) async fn any_account(db: &PgPool) -> sqlx::Result<bool> {
    let there: bool = sqlx::query_scalar("select to_regclass('accounts') is not null").fetch_one(db).await?;
    if !there {
        return Ok(false);
    }
    sqlx::query_scalar("select exists (select from accounts)").fetch_one(db).await
}
