//! The statements that the features of a year share.

use sqlx::PgConnection;

use crate::Result;
use crate::ids::OrganisationId;

/// Ends a version of a record, with a reason where nothing follows it; whether it had not ended before.
macro_rules! end_version {
    ($table:tt, $db:expr, $author:expr, $version:expr, $withdrawn:expr) => {{
        let done = sqlx::query!(
            "update "
                + $table
                + r#"
                set known = tstzrange(lower(known), greatest($2, lower(known) + interval '1 microsecond')),
                    withdrawn_by = case when $3::text is null then null else $4::bigint end, withdrawn_reason = $3
              where id = $1 and upper_inf(known)
            "#,
            $version,
            $author.at as _,
            $withdrawn,
            $author.account as _,
        );
        Ok(done.execute($db).await?.rows_affected() == 1)
    }};
}
pub(crate) use end_version;

/// Ends the version of a record that is believed: when it ended, which is never when it began. The record is said by a
/// condition on `$2` and so on, and their values.
macro_rules! end_believed {
    ($table:tt where $record:tt, $at:expr, $($value:expr),+) => {
        sqlx::query_scalar!(
            "update "
                + $table
                + r#"
                set known = tstzrange(lower(known), greatest($1, lower(known) + interval '1 microsecond'))
              where "#
                + $record
                + r#" and upper_inf(known)
             returning upper(known) as "at!: crate::clock::Instant"
            "#,
            $at as _,
            $($value),+
        )
    };
}
pub(crate) use end_believed;

/// Withdraws a record: `"meeting_withdrawals" of "meeting"` is the table and its column for what is withdrawn.
macro_rules! insert_withdrawal {
    ($table:tt of $record:tt, $db:expr, $author:expr, $id:expr, $reason:expr) => {{
        let withdrawal = sqlx::query!(
            "insert into " + $table + " (" + $record + ", reason, withdrawn_by, withdrawn_at) values ($1, $2, $3, $4)",
            $id as _,
            $reason,
            $author.account as _,
            $author.at as _,
        );
        withdrawal.execute($db).await?;
        Ok(())
    }};
}
pub(crate) use insert_withdrawal;

/// Why a record was withdrawn, by whom and when; the same table and column.
macro_rules! withdrawal {
    ($table:tt of $record:tt, $db:expr, $id:expr) => {{
        let row = sqlx::query!(
            r#"
            select withdrawals.reason, accounts.name, withdrawals.withdrawn_at as "at: crate::clock::Instant"
              from "#
                + $table
                + r#" as withdrawals
              join accounts on accounts.id = withdrawals.withdrawn_by
             where withdrawals."#
                + $record
                + " = $1",
            $id as _,
        );
        Ok(row.fetch_optional($db).await?.map(|row| (row.reason, row.name, row.at)))
    }};
}
pub(crate) use withdrawal;

/// Holds an organisation until the end of the transaction: whoever saves a grid of it, or of what is below it, waits. Who
/// records members in it does not.
pub async fn hold(db: &mut PgConnection, organisation: OrganisationId) -> Result<()> {
    sqlx::query_scalar!("select id from organisations where id = $1 for no key update", organisation as _)
        .fetch_one(db)
        .await?;
    Ok(())
}
