//! What is asked of a server at the start.

use sqlx::{AssertSqlSafe, PgPool, Row};

/// The settings of the server that give up safety, as `name = value`; empty on a sound one.
///
/// # Errors
/// When the server does not answer.
pub async fn check_durability(db: &PgPool) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "select name || ' = ' || setting
           from pg_settings
          where name in ('fsync', 'full_page_writes', 'synchronous_commit')
            and setting = 'off'
          order by name",
    )
    .fetch_all(db)
    .await
}

/// Sorts again what was sorted by another version of the collation library (ICU), as after an
/// upgrade of the system: an index in the old order would lose names. Gives the collations that had
/// changed; needs the owner of the cluster.
///
/// # Errors
/// When the server does not answer or refuses.
pub async fn refresh_collations(db: &PgPool) -> sqlx::Result<Vec<String>> {
    let changed = changed_collations(db).await?;
    if !changed.is_empty() {
        sqlx::raw_sql(AssertSqlSafe(format!("reindex database \"{}\"", super::DATABASE))).execute(db).await?;
        for name in &changed {
            // The names come quoted from the catalogue.
            sqlx::raw_sql(AssertSqlSafe(format!("alter collation {name} refresh version"))).execute(db).await?;
        }
    }
    Ok(changed)
}

/// The collations whose library has another version than when they were last used for sorting.
///
/// # Errors
/// When the server does not answer.
pub async fn changed_collations(db: &PgPool) -> sqlx::Result<Vec<String>> {
    let rows = sqlx::query(
        "select format('%I.%I', nspname, collname) as name
           from pg_collation
           join pg_namespace on pg_namespace.oid = collnamespace
          where collversion is distinct from pg_collation_actual_version(pg_collation.oid)
            and collversion is not null
          order by 1",
    )
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| row.try_get("name")).collect()
}
