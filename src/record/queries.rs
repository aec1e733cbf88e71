//! The statements that only the record needs.

use std::collections::HashMap;

use sqlx::PgExecutor;

use crate::Result;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;

/// The names of organisations, each on a day of its own, as the book says now or said at that instant; of one that was not there then, its last name.
pub(super) async fn names(
    db: impl PgExecutor<'_>,
    wanted: &[(OrganisationId, Day)],
    known: Option<Instant>,
) -> Result<HashMap<(OrganisationId, Day), String>> {
    let organisations: Vec<_> = wanted.iter().map(|(organisation, _)| organisation.0).collect();
    let days: Vec<_> = wanted.iter().map(|(_, day)| *day).collect();
    let rows = sqlx::query!(
        r#"
        select wanted.organisation as "organisation!: OrganisationId", wanted.day as "day!", called.name
          from unnest($1::bigint[], $2::date[]) as wanted (organisation, day)
          cross join lateral (
               select name
                 from organisation_versions as versions
                where versions.organisation = wanted.organisation
                  and versions.known @> coalesce($3, timestamptz 'infinity')
                order by versions.valid @> wanted.day desc, lower(versions.valid) desc nulls last
                limit 1) as called
        "#,
        &organisations,
        &days as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.organisation, row.day), row.name)).collect())
}
