//! The statements of the carry-over.

use sqlx::PgExecutor;

use crate::Result;
use crate::ids::{OrganisationId, PersonId};

/// What the next form keeps of the member before.
pub(super) struct Last {
    /// Who.
    pub full_name: String,
    /// In which branch.
    pub branch: OrganisationId,
}

/// The opening balance of somebody of a scope.
pub(super) async fn last(db: impl PgExecutor<'_>, organisations: &[i64], person: PersonId) -> Result<Option<Last>> {
    Ok(sqlx::query_as!(
        Last,
        r#"
        select versions.full_name, events.organisation as "branch!: OrganisationId"
          from events
          join person_versions as versions
            on versions.person = events.person and upper_inf(versions.known) and upper_inf(versions.valid)
         where events.person = $2 and events.kind = 'opening_balance' and events.organisation = any($1)
         limit 1
        "#,
        organisations,
        person as _,
    )
    .fetch_optional(db)
    .await?)
}

/// How many members were carried over into a branch, voided ones not counted.
pub(super) async fn count(db: impl PgExecutor<'_>, branch: OrganisationId) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
          from events
         where organisation = $1 and kind = 'opening_balance'
           and not exists (select from events as others where others.voids = events.id)
        "#,
        branch as _,
    )
    .fetch_one(db)
    .await?)
}
