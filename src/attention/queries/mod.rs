//! The statements of what needs attention: who is due first, and how many by day.
//!
//! What is near is walked in the order of its day; `organisations` only tells whom it is about, none: everybody. Where
//! they are few, the database goes by them instead.

mod alike;
mod badges;

use sqlx::PgExecutor;

use super::{About, Case};
use crate::Result;
use crate::ids::{EventId, OrganisationId, PersonId};
use crate::rules::{Day, PartialDate};
pub use alike::Pair;
pub(super) use alike::{alike, count_alike, pair};
pub(super) use badges::{badge_days, badges, interrupted};

/// Who is probationary since that day or longer, the longest first; and those of whom it is not known.
pub(super) async fn probations(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    admitted_until: Day,
    today: Day,
    most: i64,
) -> Result<Vec<Case>> {
    let rows = sqlx::query!(
        r#"
        with due as (
            (select person, organisation, admitted_on
               from spans
              where value = 'probationary' and upper_inf(known) and upper_inf(valid) and lower(valid) <= $3
                and admitted_on <= $2::text and ($1::bigint[] is null or organisation = any($1))
              order by admitted_on, person
              limit $4)
            union all
            -- Gathered before they are put in order, or the planner looks for them among everybody in that order.
            (select person, organisation, admitted_on
               from (select person, organisation, admitted_on
                       from spans
                      where value = 'probationary' and upper_inf(known) and upper_inf(valid) and lower(valid) <= $3
                        and admitted_on is null and ($1::bigint[] is null or organisation = any($1))
                     offset 0) as unknown
              order by person
              limit $4)
        )
        select due.person as "person!: PersonId", person_versions.full_name,
               due.organisation as "organisation!: OrganisationId", due.admitted_on as "admitted_on: PartialDate"
          from due
          join person_versions
            on person_versions.person = due.person and upper_inf(person_versions.known)
           and person_versions.valid @> $3::date
         order by due.admitted_on nulls last, person_versions.given_name, due.person
        "#,
        organisations,
        admitted_until.iso(),
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    let cases = rows.into_iter().map(|row| Case {
        person: row.person,
        full_name: row.full_name,
        organisation: row.organisation,
        about: About::Probation(row.admitted_on),
    });
    Ok(cases.collect())
}

/// How many are probationary, by the day of their ceremony.
pub(super) async fn probation_days(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    today: Day,
    most: i64,
) -> Result<Vec<(About, i64)>> {
    let rows = sqlx::query!(
        r#"
        select admitted_on as "admitted_on: PartialDate", count(*) as "people!"
          from (select admitted_on
                  from spans
                 where value = 'probationary' and upper_inf(known) and upper_inf(valid) and lower(valid) <= $2
                   and ($1::bigint[] is null or organisation = any($1))
                 order by admitted_on
                 limit $3) as due
         group by admitted_on
        "#,
        organisations,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (About::Probation(row.admitted_on), row.people)).collect())
}

/// Who is on one of these tracks, away, guest or activity, until that day at the latest. Who is away from one of these
/// branches to another is one case, that of home.
pub(super) async fn temporaries(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    tracks: &[String],
    due_until: Day,
    today: Day,
    most: i64,
) -> Result<Vec<Case>> {
    let rows = sqlx::query!(
        r#"
        with due as (
            select spans.person, spans.organisation, spans.value, spans.due_on, home.organisation as home
              from spans
              left join spans as home
                on spans.track = 'guest' and home.person = spans.person and home.track = 'away'
               and upper_inf(home.known) and upper_inf(home.valid)
             where spans.track in ('away', 'guest', 'activity') and spans.track = any($2)
               and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $4
               and spans.due_on <= $3 and ($1::bigint[] is null or spans.organisation = any($1))
               and (home.organisation is null or not ($1::bigint[] is null or home.organisation = any($1)))
             order by spans.due_on, spans.person
             limit $5
        )
        select due.person as "person: PersonId", person_versions.full_name,
               due.organisation as "organisation: OrganisationId", due.value, due.due_on as "due_on!: Day",
               due.home is not null as "of_ours!"
          from due
          join person_versions
            on person_versions.person = due.person and upper_inf(person_versions.known)
           and person_versions.valid @> $4::date
         order by due.due_on, person_versions.given_name, due.person
        "#,
        organisations,
        tracks,
        due_until as _,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    let cases = rows.into_iter().map(|row| Case {
        person: row.person,
        full_name: row.full_name,
        organisation: row.organisation,
        about: until(&row.value, row.due_on, row.of_ours),
    });
    Ok(cases.collect())
}

/// How many are away, guests, exempt or suspended, by the last day.
pub(super) async fn temporary_days(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    today: Day,
    most: i64,
) -> Result<Vec<(About, i64)>> {
    let rows = sqlx::query!(
        r#"
        select value as "value!", due_on as "due_on!: Day", count(*) as "people!"
          from (select spans.value, spans.due_on
                  from spans
                  left join spans as home
                    on spans.track = 'guest' and home.person = spans.person and home.track = 'away'
                   and upper_inf(home.known) and upper_inf(home.valid)
                 where spans.track in ('away', 'guest', 'activity')
                   and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $2
                   and spans.due_on is not null and ($1::bigint[] is null or spans.organisation = any($1))
                   and (home.organisation is null or not ($1::bigint[] is null or home.organisation = any($1)))
                 order by spans.due_on
                 limit $3) as due
         group by value, due_on
        "#,
        organisations,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (until(&row.value, row.due_on, false), row.people)).collect())
}

/// What runs until that day by the value of its span; of a guest, whether home is a branch of the book.
fn until(value: &str, due_on: Day, of_ours: bool) -> About {
    match value {
        "away" => About::Away(due_on),
        "exempt" => About::Exempt(due_on),
        "suspended" => About::Suspended(due_on),
        _ => About::Guest(due_on, of_ours),
    }
}

/// Who was introduced elsewhere by a letter of those days, and nobody has said that they arrived. Who has come back
/// arrived nowhere.
pub(super) async fn letters(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    from: Day,
    until: Day,
    today: Day,
    most: i64,
) -> Result<Vec<Case>> {
    let rows = sqlx::query!(
        r#"
        with due as (
            select events.id, events.person, events.organisation, events.counterpart_text,
                   coalesce(last_day(events.decided_on), events.effective_on) as introduced_on
              from events
             where events.kind = 'transferred_out'
               and coalesce(last_day(events.decided_on), events.effective_on) between $2 and $3
               and ($1::bigint[] is null or events.organisation = any($1))
               and not exists (select from events as void where void.voids = events.id)
               and (select confirmed_on from transfer_confirmations
                     where event = events.id order by id desc limit 1) is null
               and not exists (select from spans
                                where spans.person = events.person and spans.track = 'membership'
                                  and upper_inf(spans.known) and upper_inf(spans.valid))
             order by coalesce(last_day(events.decided_on), events.effective_on), events.id
             limit $5
        )
        select due.id as "event: EventId", due.person as "person: PersonId", person_versions.full_name,
               due.organisation as "organisation!: OrganisationId", due.counterpart_text as "to",
               due.introduced_on as "introduced_on!: Day"
          from due
          join person_versions
            on person_versions.person = due.person and upper_inf(person_versions.known)
           and person_versions.valid @> $4::date
         order by due.introduced_on, person_versions.given_name, due.person
        "#,
        organisations,
        from as _,
        until as _,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    let cases = rows.into_iter().map(|row| Case {
        person: row.person,
        full_name: row.full_name,
        organisation: row.organisation,
        about: About::Letter(row.event, row.introduced_on, row.to),
    });
    Ok(cases.collect())
}

/// How many were introduced elsewhere and not confirmed, by the day of the letter.
pub(super) async fn letter_days(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    from: Day,
    until: Day,
    most: i64,
) -> Result<Vec<(About, i64)>> {
    let rows = sqlx::query!(
        r#"
        select introduced_on as "introduced_on!: Day", count(*) as "people!"
          from (select coalesce(last_day(events.decided_on), events.effective_on) as introduced_on
                  from events
                 where events.kind = 'transferred_out'
                   and coalesce(last_day(events.decided_on), events.effective_on) between $2 and $3
                   and ($1::bigint[] is null or events.organisation = any($1))
                   and not exists (select from events as void where void.voids = events.id)
                   and (select confirmed_on from transfer_confirmations
                         where event = events.id order by id desc limit 1) is null
                   and not exists (select from spans
                                    where spans.person = events.person and spans.track = 'membership'
                                      and upper_inf(spans.known) and upper_inf(spans.valid))
                 order by coalesce(last_day(events.decided_on), events.effective_on)
                 limit $4) as due
         group by introduced_on
        "#,
        organisations,
        from as _,
        until as _,
        most,
    )
    .fetch_all(db)
    .await?;
    let about = |day| About::Letter(EventId(0), day, String::new());
    Ok(rows.into_iter().map(|row| (about(row.introduced_on), row.people)).collect())
}
