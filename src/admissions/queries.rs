//! The statements of admission.

use sqlx::PgExecutor;

use crate::Result;
use crate::choosing::Candidate;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::standing::Standing;
use crate::rules::{Day, PartialDate};

/// The official members of a scope on a day, in the order of names, up to a count.
pub(super) async fn official_members(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    day: Day,
    most: i64,
) -> Result<Vec<Candidate>> {
    Ok(sqlx::query_as!(
        Candidate,
        r#"
        select versions.person as "person: PersonId", versions.full_name,
               versions.born_on as "born_on: PartialDate", spans.organisation as "organisation: OrganisationId"
          from spans
          join person_versions as versions
            on versions.person = spans.person and upper_inf(versions.known) and upper_inf(versions.valid)
         where spans.track = 'membership' and spans.value = 'official' and upper_inf(spans.known)
           and spans.valid @> $2::date
           and spans.organisation = any($1)
         order by versions.given_name, versions.family_name, versions.middle_name, versions.person
         limit $3
        "#,
        organisations,
        day as _,
        most,
    )
    .fetch_all(db)
    .await?)
}

/// How many official members a scope has today, counted up to a number.
pub(super) async fn count_official(db: impl PgExecutor<'_>, organisations: &[i64], most: i64) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
          from (select 1
                  from spans
                 where track = 'membership' and value = 'official' and upper_inf(known) and upper_inf(valid)
                   and organisation = any($1)
                 limit $2) as counted
        "#,
        organisations,
        most,
    )
    .fetch_one(db)
    .await?)
}

/// Somebody of a scope, who is or was a member or a guest there.
pub(super) async fn member(db: impl PgExecutor<'_>, organisations: &[i64], person: PersonId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        r#"
        select full_name
          from person_versions
         where person = $2 and upper_inf(known) and upper_inf(valid)
           and exists (select from spans
                        where spans.person = $2 and upper_inf(spans.known) and spans.organisation = any($1))
        "#,
        organisations,
        person as _,
    )
    .fetch_optional(db)
    .await?)
}

/// What somebody is on a day; nothing when no member then.
pub(super) async fn standing_on(db: impl PgExecutor<'_>, person: PersonId, day: Day) -> Result<Option<Standing>> {
    let value = sqlx::query_scalar!(
        "select value from spans where person = $1 and track = 'membership' and upper_inf(known) and valid @> $2::date",
        person as _,
        day as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(value.as_deref().and_then(Standing::from_code))
}

/// What the next form keeps of an admission.
pub(super) struct Last {
    /// Who was admitted.
    pub full_name: String,
    /// Into which branch.
    pub branch: OrganisationId,
    /// The decision.
    pub decision_number: String,
    /// Its day.
    pub decided_on: Option<PartialDate>,
    /// Who decided.
    pub issuing_body: String,
    /// The ceremony.
    pub admitted_on: Day,
}

/// The admission of somebody of a scope.
pub(super) async fn last(db: impl PgExecutor<'_>, organisations: &[i64], person: PersonId) -> Result<Option<Last>> {
    Ok(sqlx::query_as!(
        Last,
        r#"
        select versions.full_name, events.organisation as "branch!: OrganisationId", events.decision_number,
               events.decided_on as "decided_on: PartialDate", events.issuing_body,
               events.effective_on as "admitted_on: Day"
          from events
          join person_versions as versions
            on versions.person = events.person and upper_inf(versions.known) and upper_inf(versions.valid)
         where events.person = $2 and events.kind = 'admitted' and events.organisation = any($1)
         order by events.id desc
         limit 1
        "#,
        organisations,
        person as _,
    )
    .fetch_optional(db)
    .await?)
}
