//! The statements that the features of a year share.

use sqlx::PgConnection;

use crate::Result;
use crate::ids::OrganisationId;

/// Holds an organisation until the end of the transaction: whoever saves a grid of it, or of what is below it, waits. Who
/// records members in it does not.
pub async fn hold(db: &mut PgConnection, organisation: OrganisationId) -> Result<()> {
    sqlx::query_scalar!("select id from organisations where id = $1 for no key update", organisation as _)
        .fetch_one(db)
        .await?;
    Ok(())
}
