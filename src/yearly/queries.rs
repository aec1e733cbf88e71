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

/// Holds an organisation until the end of the transaction: whoever saves a grid of it, or of what is below it, waits. Who
/// records members in it does not.
pub async fn hold(db: &mut PgConnection, organisation: OrganisationId) -> Result<()> {
    sqlx::query_scalar!("select id from organisations where id = $1 for no key update", organisation as _)
        .fetch_one(db)
        .await?;
    Ok(())
}
