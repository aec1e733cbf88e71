//! The statements of badges to come.

use std::collections::HashMap;

use sqlx::PgExecutor;

use crate::Result;
use crate::attention::due::Rules;
use crate::attention::{About, Case};
use crate::ids::{OrganisationId, PersonId};
use crate::rules::badge::{Window, badge};
use crate::rules::standing::{Event, Kind, Standing};
use crate::rules::{Day, PartialDate};

/// An official member whose party age counts from the paper of one entry.
pub(in crate::attention) struct Starting {
    person: PersonId,
    full_name: String,
    organisation: OrganisationId,
    from: Day,
    exact: bool,
    years: i32,
    given_on: Day,
}

impl Starting {
    /// The badge to come.
    pub fn case(self, today: Day, rules: Rules<'_>) -> Option<Case> {
        let reached_on = self.from.plus_months(self.years * 12);
        let years = u32::try_from(self.years).ok()?;
        let badge = badge(years, reached_on, self.given_on, rules.rulebook, rules.calendar)?;
        (badge.given_on >= today).then_some(Case {
            person: self.person,
            full_name: self.full_name,
            organisation: self.organisation,
            about: About::Badge(badge, self.exact),
        })
    }
}

/// The windows of badges, as columns.
fn columns(windows: &[Window]) -> (Vec<Day>, Vec<Day>, Vec<i32>, Vec<Day>) {
    let years = windows.iter().map(|window| i32::try_from(window.years).unwrap_or(i32::MAX)).collect();
    (
        windows.iter().map(|window| window.after).collect(),
        windows.iter().map(|window| window.until).collect(),
        years,
        windows.iter().map(|window| window.given_on).collect(),
    )
}

/// More organisations than this are not gone by: the windows are walked instead.
const FEW: usize = 500;

/// Official members whose party age counts from the paper of one entry, within the windows, the nearest badge first.
/// Those who left and were readmitted, or whose admission was cancelled, are [`interrupted`].
pub(in crate::attention) async fn badges(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    windows: &[Window],
    today: Day,
    most: i64,
) -> Result<Vec<Starting>> {
    match organisations.filter(|organisations| organisations.len() <= FEW) {
        Some(few) => of_few(db, few, windows, today, most).await,
        None => walked(db, organisations, windows, today, most).await,
    }
}

/// How many of them there are in each window; at most so many altogether.
pub(in crate::attention) async fn badge_days(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    windows: &[Window],
    today: Day,
    most: i64,
) -> Result<Vec<(Window, i64)>> {
    let numbers = match organisations.filter(|organisations| organisations.len() <= FEW) {
        Some(few) => days_of_few(db, few, windows, today, most).await?,
        None => walked_days(db, organisations, windows, today, most).await?,
    };
    let window = |number: i64| windows.get(usize::try_from(number - 1).ok()?).copied();
    Ok(numbers.into_iter().filter_map(|(number, people)| Some((window(number)?, people))).collect())
}

/// The badges of the members of a few organisations, who are looked at one by one.
async fn of_few(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    windows: &[Window],
    today: Day,
    most: i64,
) -> Result<Vec<Starting>> {
    let (after, until, years, given_on) = columns(windows);
    Ok(sqlx::query_as!(
        Starting,
        r#"
        with due as (
            select entry.person, spans.organisation, windows.years, windows.given_on,
                   party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on) as starts,
                   case entry.kind when 'transferred_in' then coalesce(entry.admission_decided_on, entry.admitted_on)
                   else coalesce(entry.decided_on, entry.admitted_on) end as paper
              from spans
              join events as entry
                on entry.person = spans.person and entry.kind in ('opening_balance', 'admitted', 'transferred_in')
              join unnest($2::date[], $3::date[], $4::int[], $5::date[]) as windows (after, until, years, given_on)
                on party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on) > windows.after
               and party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on)
                   <= windows.until
             where spans.organisation = any($1) and spans.track = 'membership' and spans.value = 'official'
               and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $6
               and not exists (select from events as void where void.voids = entry.id)
               and not exists (
                   select from events as other
                    where other.person = entry.person
                      and (other.kind in ('readmitted', 'admission_cancelled')
                           or (other.kind in ('opening_balance', 'admitted', 'transferred_in')
                               and (other.effective_on, other.id) < (entry.effective_on, entry.id)
                               and party_age_start(other.kind, other.decided_on, other.admission_decided_on, other.admitted_on, other.effective_on)
                                   is not null))
                      and not exists (select from events as void where void.voids = other.id))
             order by windows.given_on, starts, entry.person
             limit $7
        )
        select due.person as "person: PersonId", person_versions.full_name,
               due.organisation as "organisation: OrganisationId", due.starts as "from!: Day",
               coalesce(length(due.paper) = 10, true) as "exact!", due.years as "years!", due.given_on as "given_on!: Day"
          from due
          join person_versions
            on person_versions.person = due.person and upper_inf(person_versions.known)
           and person_versions.valid @> $6::date
         order by due.given_on, due.starts, person_versions.given_name, due.person
        "#,
        organisations,
        &after as _,
        &until as _,
        &years,
        &given_on as _,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?)
}

async fn days_of_few(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    windows: &[Window],
    today: Day,
    most: i64,
) -> Result<Vec<(i64, i64)>> {
    let (after, until, years, _) = columns(windows);
    let rows = sqlx::query!(
        r#"
        select number as "number!", count(*) as "people!"
          from (select windows.number
                  from spans
                  join events as entry
                    on entry.person = spans.person and entry.kind in ('opening_balance', 'admitted', 'transferred_in')
                  join unnest($2::date[], $3::date[], $4::int[]) with ordinality
                       as windows (after, until, years, number)
                    on party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on)
                       > windows.after
                   and party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on)
                       <= windows.until
                 where spans.organisation = any($1) and spans.track = 'membership' and spans.value = 'official'
                   and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $5
                   and not exists (select from events as void where void.voids = entry.id)
                   and not exists (
                       select from events as other
                        where other.person = entry.person
                          and (other.kind in ('readmitted', 'admission_cancelled')
                               or (other.kind in ('opening_balance', 'admitted', 'transferred_in')
                                   and (other.effective_on, other.id) < (entry.effective_on, entry.id)
                                   and party_age_start(other.kind, other.decided_on, other.admission_decided_on, other.admitted_on, other.effective_on)
                                       is not null))
                          and not exists (select from events as void where void.voids = other.id))
                 limit $6) as due
         group by number
        "#,
        organisations,
        &after as _,
        &until as _,
        &years,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.people)).collect())
}

/// The badges of many: the windows are walked by the day from which the party age counts, each no further than is
/// wanted. A `case` keeps the planner from thinking that they are few after all.
async fn walked(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    windows: &[Window],
    today: Day,
    most: i64,
) -> Result<Vec<Starting>> {
    let (after, until, years, given_on) = columns(windows);
    Ok(sqlx::query_as!(
        Starting,
        r#"
        with due as (
            select windows.years, windows.given_on, nearest.*
              from unnest($2::date[], $3::date[], $4::int[], $5::date[]) as windows (after, until, years, given_on)
             cross join lateral (
                   select entry.person, spans.organisation,
                          party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on) as starts,
                          case entry.kind when 'transferred_in' then coalesce(entry.admission_decided_on, entry.admitted_on)
                          else coalesce(entry.decided_on, entry.admitted_on) end as paper
                     from events as entry
                     join spans
                       on spans.person = entry.person and spans.track = 'membership' and spans.value = 'official'
                      and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $6
                      and case when $1::bigint[] is null then true else spans.organisation = any($1) end
                    where entry.kind in ('opening_balance', 'admitted', 'transferred_in')
                      and party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on) > windows.after
                      and party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on) <= windows.until
                      and not exists (select from events as void where void.voids = entry.id)
                      and not exists (
                          select from events as other
                           where other.person = entry.person
                             and (other.kind in ('readmitted', 'admission_cancelled')
                                  or (other.kind in ('opening_balance', 'admitted', 'transferred_in')
                                      and (other.effective_on, other.id) < (entry.effective_on, entry.id)
                                      and party_age_start(other.kind, other.decided_on, other.admission_decided_on, other.admitted_on, other.effective_on)
                                          is not null))
                             and not exists (select from events as void where void.voids = other.id))
                    order by party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on), entry.person
                    limit $7) as nearest
             order by windows.given_on, nearest.starts, nearest.person
             limit $7
        )
        select due.person as "person: PersonId", person_versions.full_name,
               due.organisation as "organisation: OrganisationId", due.starts as "from!: Day",
               coalesce(length(due.paper) = 10, true) as "exact!", due.years as "years!", due.given_on as "given_on!: Day"
          from due
          join person_versions
            on person_versions.person = due.person and upper_inf(person_versions.known)
           and person_versions.valid @> $6::date
         order by due.given_on, due.starts, person_versions.given_name, due.person
        "#,
        organisations,
        &after as _,
        &until as _,
        &years,
        &given_on as _,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?)
}

async fn walked_days(
    db: impl PgExecutor<'_>,
    organisations: Option<&[i64]>,
    windows: &[Window],
    today: Day,
    most: i64,
) -> Result<Vec<(i64, i64)>> {
    let (after, until, years, _) = columns(windows);
    let rows = sqlx::query!(
        r#"
        select number as "number!", count(*) as "people!"
          from (select windows.number
                  from unnest($2::date[], $3::date[], $4::int[]) with ordinality
                       as windows (after, until, years, number)
                 cross join lateral (
                       select entry.person
                         from events as entry
                         join spans
                           on spans.person = entry.person and spans.track = 'membership' and spans.value = 'official'
                          and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $5
                          and case when $1::bigint[] is null then true else spans.organisation = any($1) end
                        where entry.kind in ('opening_balance', 'admitted', 'transferred_in')
                          and party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on) > windows.after
                          and party_age_start(entry.kind, entry.decided_on, entry.admission_decided_on, entry.admitted_on, entry.effective_on) <= windows.until
                          and not exists (select from events as void where void.voids = entry.id)
                          and not exists (
                              select from events as other
                               where other.person = entry.person
                                 and (other.kind in ('readmitted', 'admission_cancelled')
                                      or (other.kind in ('opening_balance', 'admitted', 'transferred_in')
                                          and (other.effective_on, other.id) < (entry.effective_on, entry.id)
                                          and party_age_start(other.kind, other.decided_on, other.admission_decided_on, other.admitted_on, other.effective_on)
                                              is not null))
                                 and not exists (select from events as void where void.voids = other.id))
                       offset 0) as there
                 limit $6) as due
         group by number
        "#,
        organisations,
        &after as _,
        &until as _,
        &years,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.people)).collect())
}

/// Official members who were readmitted, or whose admission was once cancelled, each with all that counts of what
/// happened to them. Their case is filled in once the party age is counted.
pub(in crate::attention) async fn interrupted(
    db: &sqlx::PgPool,
    organisations: Option<&[i64]>,
    today: Day,
    most: i64,
) -> Result<Vec<(Case, Vec<Event>)>> {
    let rows = sqlx::query!(
        r#"
        -- From the few to whom it happened, each to where they are: never from everybody there is.
        with again as materialized (
            select distinct person from events
             where kind in ('readmitted', 'admission_cancelled')
               and not exists (select from events as void where void.voids = events.id)
        )
        select there.person as "person!: PersonId", person_versions.full_name,
               there.organisation as "organisation!: OrganisationId"
          from again
         cross join lateral (
               select spans.person, spans.organisation from spans
                where spans.person = again.person and spans.track = 'membership' and spans.value = 'official'
                  and upper_inf(spans.known) and upper_inf(spans.valid) and lower(spans.valid) <= $2
                  and ($1::bigint[] is null or spans.organisation = any($1))
               offset 0) as there
          join person_versions
            on person_versions.person = there.person and upper_inf(person_versions.known)
           and person_versions.valid @> $2::date
         order by there.person
         limit $3
        "#,
        organisations,
        today as _,
        most,
    )
    .fetch_all(db)
    .await?;
    let people: Vec<_> = rows.iter().map(|row| row.person.0).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = events(db, &people).await?;
    let cases = rows.into_iter().map(|row| {
        let case = Case {
            person: row.person,
            full_name: row.full_name,
            organisation: row.organisation,
            about: About::Probation(None),
        };
        (case, all.remove(&row.person).unwrap_or_default())
    });
    Ok(cases.collect())
}

/// What happened to these people, what is void left out.
async fn events(db: impl PgExecutor<'_>, people: &[i64]) -> Result<HashMap<PersonId, Vec<Event>>> {
    let rows = sqlx::query!(
        r#"
        select id, person as "person: PersonId", kind, effective_on as "effective_on: Day",
               organisation as "organisation!", counterpart, standing,
               case kind when 'transferred_in' then admission_decided_on else decided_on end as "decided_on: PartialDate",
               admitted_on as "admitted_on: PartialDate", official_on as "official_on: PartialDate",
               due_on as "due_on: Day"
          from events
         where person = any($1) and kind <> 'void'
           and not exists (select from events as void where void.voids = events.id)
         order by person, effective_on, id
        "#,
        people,
    )
    .fetch_all(db)
    .await?;
    let mut all: HashMap<PersonId, Vec<Event>> = HashMap::new();
    for row in rows {
        let Some(kind) = Kind::from_code(&row.kind) else { continue };
        all.entry(row.person).or_default().push(Event {
            id: row.id,
            kind,
            effective_on: row.effective_on,
            organisation: row.organisation,
            counterpart: row.counterpart,
            standing: row.standing.as_deref().and_then(Standing::from_code),
            decided_on: row.decided_on,
            admitted_on: row.admitted_on,
            official_on: row.official_on,
            due_on: row.due_on,
        });
    }
    Ok(all)
}
