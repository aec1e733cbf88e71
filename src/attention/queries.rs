//! The statements of what needs attention.

use sqlx::PgExecutor;

use super::{About, Case};
use crate::Result;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::{Day, PartialDate};

/// The most cases of each kind that are read.
pub(super) const MOST: i64 = 20;

/// Who is probationary since that day or longer, and those of whom it is not known; how many there are in all.
pub(super) async fn probations(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    admitted_until: Day,
    today: Day,
) -> Result<(Vec<Case>, i64)> {
    let rows = sqlx::query!(
        r#"
        select spans.person as "person: PersonId", person_versions.full_name,
               spans.organisation as "organisation: OrganisationId",
               spans.admitted_on as "admitted_on: PartialDate", count(*) over () as "total!"
          from spans
          join person_versions
            on person_versions.person = spans.person and upper_inf(person_versions.known)
           and person_versions.valid @> $3::date
         where spans.organisation = any($1) and spans.track = 'membership' and spans.value = 'probationary'
           and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $3
           and (spans.admitted_on is null or spans.admitted_on <= $2::text)
         order by spans.admitted_on nulls last, person_versions.given_name, spans.person
         limit $4
        "#,
        organisations,
        admitted_until.iso(),
        today as _,
        MOST,
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let cases = rows.into_iter().map(|row| Case {
        person: row.person,
        full_name: row.full_name,
        organisation: row.organisation,
        about: About::Probation(row.admitted_on),
    });
    Ok((cases.collect(), total))
}

/// Who is away or a guest until that day at the latest; how many there are in all. Who is away from one of these
/// branches to another is one case, that of home.
pub(super) async fn temporaries(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    due_until: Day,
    today: Day,
) -> Result<(Vec<Case>, i64)> {
    let rows = sqlx::query!(
        r#"
        select spans.person as "person: PersonId", person_versions.full_name,
               spans.organisation as "organisation: OrganisationId", spans.track, spans.due_on as "due_on!: Day",
               home.person is not null as "of_ours!", count(*) over () as "total!"
          from spans
          join person_versions
            on person_versions.person = spans.person and upper_inf(person_versions.known)
           and person_versions.valid @> $3::date
          left join spans as home
            on spans.track = 'guest' and home.person = spans.person and home.track = 'away'
           and upper_inf(home.known) and upper_inf(home.valid)
         where spans.organisation = any($1) and spans.track in ('away', 'guest')
           and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $3 and spans.due_on <= $2
           and (home.organisation is null or home.organisation <> all ($1))
         order by spans.due_on, person_versions.given_name, spans.person
         limit $4
        "#,
        organisations,
        due_until as _,
        today as _,
        MOST,
    )
    .fetch_all(db)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let cases = rows.into_iter().map(|row| Case {
        person: row.person,
        full_name: row.full_name,
        organisation: row.organisation,
        about: if row.track == "away" { About::Away(row.due_on) } else { About::Guest(row.due_on, row.of_ours) },
    });
    Ok((cases.collect(), total))
}
