//! The statements of a year: what was held, what was missed, who attended how often.

use sqlx::PgExecutor;

use crate::Result;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::meetings::{Attended, Held, Kind};
use crate::rules::Day;

pub(in crate::meetings) async fn held(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    (from, to): (Day, Day),
    until: Day,
    known: Option<Instant>,
) -> Result<Vec<Held>> {
    let rows = sqlx::query!(
        r#"
        select organisation as "organisation: OrganisationId", kind, count(*) as "meetings!",
               count(distinct for_month) as "months!"
          from meeting_versions
         where organisation = any($1) and for_month between $2 and $3 and held_on <= $4
           and known @> coalesce($5, timestamptz 'infinity')
         group by organisation, kind
         order by organisation, kind
        "#,
        organisations,
        from as _,
        to as _,
        until as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    let held = rows.into_iter().filter_map(|row| {
        let kind = Kind::from_code(&row.kind)?;
        Some(Held { organisation: row.organisation, kind, meetings: row.meetings, months: row.months })
    });
    Ok(held.collect())
}

pub(in crate::meetings) async fn without_regular(
    db: impl PgExecutor<'_>,
    branches: &[i64],
    (from, to): (Day, Day),
    until: Day,
    known: Option<Instant>,
) -> Result<Vec<(OrganisationId, Day)>> {
    let rows = sqlx::query!(
        r#"
        with first as (
            select min(for_month) as month from meeting_versions
             where kind = 'regular' and known @> coalesce($5, timestamptz 'infinity')
        ), own as (
            select organisation, min(for_month) as month from meeting_versions
             where organisation = any($1) and kind = 'regular' and known @> coalesce($5, timestamptz 'infinity')
             group by organisation
        )
        select branch.id as "branch!: OrganisationId", month.day::date as "month!: Day"
          from unnest($1::bigint[]) as branch (id)
         cross join generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') as month (day)
          left join own on own.organisation = branch.id
         where month.day::date >= coalesce(own.month, (select first.month from first))
           and exists (select from organisation_versions
                        where organisation_versions.organisation = branch.id
                          and organisation_versions.valid @> (month.day + interval '1 month - 1 day')::date
                          and organisation_versions.known @> coalesce($5, timestamptz 'infinity'))
           and not exists (select from meeting_versions
                            where meeting_versions.organisation = branch.id
                              and meeting_versions.for_month = month.day::date and meeting_versions.kind = 'regular'
                              and meeting_versions.held_on <= $4
                              and meeting_versions.known @> coalesce($5, timestamptz 'infinity'))
         order by month.day, branch.id
        "#,
        branches,
        from as _,
        to as _,
        until as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.branch, row.month)).collect())
}

pub(in crate::meetings) async fn attended(
    db: impl PgExecutor<'_>,
    person: PersonId,
    organisations: &[i64],
    (from, to): (Day, Day),
    until: Day,
    known: Option<Instant>,
) -> Result<Attended> {
    let row = sqlx::query!(
        r#"
        select count(*) as "of!", count(*) filter (where marks.mark = 'present') as "present!"
          from meeting_attendance as marks
          join meeting_versions as versions on versions.meeting = marks.meeting
         where marks.person = $1 and versions.organisation = any($2) and versions.for_month between $3 and $4
           and versions.held_on <= $5 and versions.known @> coalesce($6, timestamptz 'infinity')
           and marks.known @> coalesce($6, timestamptz 'infinity')
        "#,
        person as _,
        organisations,
        from as _,
        to as _,
        until as _,
        known as _,
    )
    .fetch_one(db)
    .await?;
    Ok(Attended { present: row.present, of: row.of })
}
