//! The statements of who came, and of who should have.

use std::collections::HashMap;

use sqlx::{PgConnection, PgExecutor};

use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{MeetingId, OrganisationId, PersonId};
use crate::meetings::Expected;
use crate::meetings::attendance::{Capacity, Mark, Marked, OnSheet};
use crate::rules::Day;

/// The marks of a meeting as was believed at an instant, with the name of each on its day, in order of name.
pub(in crate::meetings) async fn marks(
    db: impl PgExecutor<'_>,
    id: MeetingId,
    on: Day,
    known: Option<Instant>,
) -> Result<Vec<(PersonId, String, Marked)>> {
    let rows = sqlx::query!(
        r#"
        select marks.person as "person: PersonId", marks.capacity, marks.mark,
               coalesce(names.full_name, '') as "full_name!"
          from meeting_attendance as marks
          left join lateral (
               select full_name, given_name, family_name, middle_name from person_versions
                where person_versions.person = marks.person and person_versions.known @> coalesce($3, timestamptz 'infinity')
                order by person_versions.valid @> $2::date desc, lower(person_versions.valid) nulls first limit 1
               ) as names on true
         where marks.meeting = $1 and marks.known @> coalesce($3, timestamptz 'infinity')
         order by names.given_name, names.family_name, names.middle_name, marks.person
        "#,
        id as _,
        on as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    let marked = |capacity: &str, mark: &str| {
        Some(Marked { capacity: Capacity::from_code(capacity)?, mark: Mark::from_code(mark)? })
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.person, row.full_name, marked(&row.capacity, &row.mark)?)))
        .collect())
}

/// Everybody who belongs to a branch on a day as member or guest, as the book says now, in order of name.
pub(in crate::meetings) async fn people(
    db: impl PgExecutor<'_>,
    branch: OrganisationId,
    on: Day,
) -> Result<Vec<OnSheet>> {
    let rows = sqlx::query!(
        r#"
        select belonging.person as "person: PersonId", belonging.value, person_versions.full_name,
               beside.away as "away!", beside.exempt as "exempt!", beside.suspended as "suspended!"
          from spans as belonging
          join person_versions on person_versions.person = belonging.person and upper_inf(person_versions.known)
                              and person_versions.valid @> $2::date
         cross join lateral (
               select coalesce(bool_or(value = 'away'), false) as away,
                      coalesce(bool_or(value = 'exempt'), false) as exempt,
                      coalesce(bool_or(value = 'suspended'), false) as suspended
                 from spans
                where spans.person = belonging.person
                  -- Who is away from one branch of ours and a guest of another is away from the first alone.
                  and (spans.track = 'activity' or spans.track = 'away' and belonging.track = 'membership')
                  and upper_inf(spans.known) and spans.valid @> $2::date) as beside
         where belonging.organisation = $1 and belonging.track in ('membership', 'guest')
           and upper_inf(belonging.known) and belonging.valid @> $2::date
         order by belonging.track = 'guest', person_versions.given_name, person_versions.family_name,
                  person_versions.middle_name, belonging.person
        "#,
        branch as _,
        on as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OnSheet {
            person: row.person,
            name: row.full_name,
            capacity: Capacity::from_code(&row.value),
            away: row.away,
            exempt: row.exempt,
            suspended: row.suspended,
            marked: None,
        })
        .collect())
}

/// Who belongs to some branches on a day, and how many of them need not come.
pub(in crate::meetings) async fn expected(db: impl PgExecutor<'_>, branches: &[i64], on: Day) -> Result<Expected> {
    let row = sqlx::query!(
        r#"
        select count(*) filter (where belonging.value = 'official') as "official!",
               count(*) filter (where belonging.value = 'probationary') as "probationary!",
               count(*) filter (where belonging.value = 'official' and beside.elsewhere) as "official_elsewhere!",
               count(*) filter (where belonging.value = 'probationary' and beside.elsewhere) as "probationary_elsewhere!"
          from spans as belonging
         cross join lateral (
               select exists (select from spans
                               where spans.person = belonging.person and spans.track in ('away', 'activity')
                                 and upper_inf(spans.known) and spans.valid @> $2::date) as elsewhere) as beside
         where belonging.organisation = any($1) and belonging.track = 'membership'
           and upper_inf(belonging.known) and belonging.valid @> $2::date
        "#,
        branches,
        on as _,
    )
    .fetch_one(db)
    .await?;
    let count = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    Ok(Expected {
        official: count(row.official),
        probationary: count(row.probationary),
        official_elsewhere: count(row.official_elsewhere),
        probationary_elsewhere: count(row.probationary_elsewhere),
    })
}

pub(in crate::meetings) async fn end_marks(
    db: &mut PgConnection,
    id: MeetingId,
    people: &[i64],
    author: Author,
) -> Result<()> {
    sqlx::query!(
        r#"
        update meeting_attendance set known = tstzrange(lower(known), greatest(lower(known), $3))
         where meeting = $1 and person = any($2) and upper_inf(known)
        "#,
        id as _,
        people,
        author.at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::meetings) async fn insert_marks(
    db: &mut PgConnection,
    id: MeetingId,
    marks: &[(PersonId, Marked)],
    author: Author,
) -> Result<()> {
    let people: Vec<_> = marks.iter().map(|(person, _)| person.0).collect();
    let capacities: Vec<_> = marks.iter().map(|(_, marked)| marked.capacity.code().to_owned()).collect();
    let words: Vec<_> = marks.iter().map(|(_, marked)| marked.mark.code().to_owned()).collect();
    sqlx::query!(
        r#"
        insert into meeting_attendance (meeting, person, capacity, mark, known, recorded_by)
        select $1, marks.person, marks.capacity, marks.mark, tstzrange($5, null), $6
          from unnest($2::bigint[], $3::text[], $4::text[]) as marks (person, capacity, mark)
        "#,
        id as _,
        &people,
        &capacities,
        &words,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The marks of a meeting as they are believed now, by person.
pub(in crate::meetings) async fn marked(
    db: impl PgExecutor<'_>,
    id: MeetingId,
    on: Day,
) -> Result<HashMap<PersonId, (String, Marked)>> {
    Ok(marks(db, id, on, None).await?.into_iter().map(|(person, name, marked)| (person, (name, marked))).collect())
}
