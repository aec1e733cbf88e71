//! The statements of what a committee has set.

use sqlx::{PgConnection, PgExecutor};

use super::{LocalDay, Override};
use crate::Result;
use crate::audit::Author;
use crate::rules::Day;
use crate::rules::regulations::{LocalRule, RuleCode};

/// How often anything was set.
pub(super) async fn revision(db: impl PgExecutor<'_>) -> Result<i64> {
    Ok(sqlx::query_scalar!("select n from settings").fetch_one(db).await?)
}

/// Sets one thing at a time: until the end of the transaction nobody else does.
pub(super) async fn one_writer(db: &mut PgConnection) -> Result<()> {
    sqlx::query_scalar!("select n from settings for update").fetch_one(db).await?;
    Ok(())
}

/// Every number that was set, those that ended with their end, by subject and by day.
pub(super) async fn overrides(db: impl PgExecutor<'_>) -> Result<Vec<Override>> {
    let rows = sqlx::query!(
        r#"
        select rule_overrides.id, code, value, valid_from as "valid_from: Day", valid_to as "valid_to: Day", citation,
               reason, accounts.name as recorded_by, recorded_at
          from rule_overrides
          join accounts on accounts.id = rule_overrides.recorded_by
         where not exists (select from rule_overrides as next where next.replaces = rule_overrides.id)
         order by code, valid_from, rule_overrides.id
        "#,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Override {
                id: row.id,
                rule: LocalRule {
                    code: RuleCode::from_code(&row.code)?,
                    value: u32::try_from(row.value).ok()?,
                    valid_from: row.valid_from,
                    valid_to: row.valid_to,
                    citation: row.citation,
                },
                reason: row.reason,
                recorded_by: row.recorded_by,
                recorded_at: row.recorded_at,
            })
        })
        .collect())
}

pub(super) async fn insert(
    db: &mut PgConnection,
    author: Author,
    rule: &LocalRule,
    replaces: Option<i64>,
    reason: &str,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into rule_overrides (code, value, valid_from, valid_to, citation, replaces, reason,
                                    recorded_by, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        "#,
        rule.code.code(),
        i32::try_from(rule.value).unwrap_or(i32::MAX),
        rule.valid_from as _,
        rule.valid_to as _,
        rule.citation,
        replaces,
        reason,
        author.account as _,
        author.at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Every day that is set now.
pub(super) async fn days(db: impl PgExecutor<'_>) -> Result<Vec<LocalDay>> {
    Ok(sqlx::query_as!(
        LocalDay,
        r#"
        select day as "day: Day", worked as "worked!", source
          from (select distinct on (day) day, worked, source
                  from calendar_days
                 order by day, id desc) as latest
         where worked is not null
        "#,
    )
    .fetch_all(db)
    .await?)
}

pub(super) async fn insert_day(
    db: &mut PgConnection,
    author: Author,
    day: Day,
    worked: Option<bool>,
    source: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into calendar_days (day, worked, source, recorded_by, recorded_at) values ($1, $2, $3, $4, $5)",
        day as _,
        worked,
        source,
        author.account as _,
        author.at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
