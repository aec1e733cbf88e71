//! The statements of the ledger and of the spans.

use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

use super::{Details, Event, NewEvent};
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{EventId, OrganisationId, PersonId};
use crate::rules::standing::{self, Kind, Span, Standing, Track, Value};
use crate::rules::{Day, PartialDate};
use crate::{Error, Result};

/// Makes every other write to this person wait.
pub async fn lock(db: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query_scalar!("select id from people where id = $1 for update", person as _)
        .fetch_optional(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(())
}

pub(super) async fn insert(db: &mut PgConnection, author: Author, new: &NewEvent) -> Result<EventId> {
    Ok(sqlx::query_scalar!(
        r#"
        insert into events (person, kind, effective_on, decided_on, decision_number, issuing_body, organisation,
                            counterpart, counterpart_text, standing, admission_decided_on, admitted_on, official_on,
                            due_on, details, recorded_by, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        returning id as "id: EventId"
        "#,
        new.person as _,
        new.kind.code(),
        new.effective_on as _,
        new.decided_on as _,
        new.decision_number,
        new.issuing_body,
        new.organisation as _,
        new.counterpart as _,
        new.counterpart_text,
        new.standing.map(Standing::code),
        new.admission_decided_on as _,
        new.admitted_on as _,
        new.official_on as _,
        new.due_on as _,
        Json(&new.details) as _,
        author.account as _,
        author.at as _,
    )
    .fetch_one(db)
    .await?)
}

/// The void of an event, on the day of what it voids.
pub(super) async fn insert_void(
    db: &mut PgConnection,
    author: Author,
    person: PersonId,
    event: &Event,
    reason: &str,
) -> Result<()> {
    let details = Details { reason: reason.to_owned(), ..Details::default() };
    sqlx::query!(
        r#"
        insert into events (person, kind, effective_on, details, recorded_by, recorded_at, voids)
        values ($1, 'void', $2, $3, $4, $5, $6)
        "#,
        person as _,
        event.effective_on as _,
        Json(&details) as _,
        author.account as _,
        author.at as _,
        event.id as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Every event of a person, voids and voided included, by effective day and then as recorded.
pub async fn events(db: impl PgExecutor<'_>, person: PersonId) -> Result<Vec<Event>> {
    let rows = sqlx::query!(
        r#"
        select events.id as "id: EventId", events.kind, events.effective_on,
               events.decided_on as "decided_on: PartialDate", events.decision_number, events.issuing_body,
               events.organisation as "organisation: OrganisationId",
               events.counterpart as "counterpart: OrganisationId", events.counterpart_text, events.standing,
               events.admission_decided_on as "admission_decided_on: PartialDate",
               events.admitted_on as "admitted_on: PartialDate", events.official_on as "official_on: PartialDate",
               events.due_on, events.details as "details: Json<Details>",
               accounts.name as recorded_by, events.recorded_at, events.voids as "voids: EventId",
               exists (select from events as others where others.voids = events.id) as "voided!"
          from events
          join accounts on accounts.id = events.recorded_by
         where events.person = $1
         order by events.effective_on, events.id
        "#,
        person as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Event {
            id: row.id,
            kind: Kind::from_code(&row.kind),
            effective_on: row.effective_on,
            decided_on: row.decided_on,
            decision_number: row.decision_number,
            issuing_body: row.issuing_body,
            organisation: row.organisation,
            counterpart: row.counterpart,
            counterpart_text: row.counterpart_text,
            standing: row.standing.as_deref().and_then(Standing::from_code),
            admission_decided_on: row.admission_decided_on,
            admitted_on: row.admitted_on,
            official_on: row.official_on,
            due_on: row.due_on,
            details: row.details.0,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            voids: row.voids,
            voided: row.voided,
        })
        .collect())
}

/// The spans of a person that are believed now.
pub(super) async fn spans(db: impl PgExecutor<'_>, person: PersonId) -> Result<Vec<(i64, Span)>> {
    let rows = sqlx::query!(
        r#"
        select id, track, value, organisation, lower(valid) as "from!: Day", upper(valid) as "to: Day", event,
               admitted_on as "admitted_on: PartialDate", official_on as "official_on: PartialDate", due_on
          from spans
         where person = $1 and upper_inf(known)
         order by lower(valid), id
        "#,
        person as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some((
                row.id,
                Span {
                    track: Track::from_code(&row.track)?,
                    value: Value::from_code(&row.value)?,
                    organisation: row.organisation,
                    from: row.from,
                    to: row.to,
                    event: row.event,
                    admitted_on: row.admitted_on,
                    official_on: row.official_on,
                    due_on: row.due_on,
                },
            ))
        })
        .collect())
}

/// A span is no longer believed. One that was first believed at this very instant never was.
pub(super) async fn end_span(db: &mut PgConnection, id: i64, at: Instant) -> Result<()> {
    sqlx::query!("delete from spans where id = $1 and lower(known) >= $2", id, at as _).execute(&mut *db).await?;
    sqlx::query!("update spans set known = tstzrange(lower(known), $2) where id = $1", id, at as _).execute(db).await?;
    Ok(())
}

pub(super) async fn insert_span(db: &mut PgConnection, person: PersonId, span: &Span, at: Instant) -> Result<()> {
    sqlx::query!(
        r#"
        insert into spans (person, track, value, organisation, valid, known, event, admitted_on, official_on, due_on)
        values ($1, $2, $3, $4, daterange($5, $6), tstzrange($7, null), $8, $9, $10, $11)
        "#,
        person as _,
        span.track.code(),
        span.value.code(),
        span.organisation,
        span.from as _,
        span.to as _,
        at as _,
        span.event,
        span.admitted_on as _,
        span.official_on as _,
        span.due_on as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A place where nobody can be a member or a guest.
pub(super) struct Misplaced {
    /// Its name.
    pub name: String,
    /// Whether it is a branch, but not one that is there all the while; otherwise it is no branch.
    pub is_branch: bool,
    /// From when.
    pub from: Day,
}

/// Where a person is believed to be a member or a guest, although it is no branch or not there all the while.
pub(super) async fn misplaced(db: &mut PgConnection, person: PersonId) -> Result<Option<Misplaced>> {
    Ok(sqlx::query_as!(
        Misplaced,
        r#"
        select (select name from organisation_versions as versions
                 where versions.organisation = spans.organisation and upper_inf(versions.known)
                 order by versions.valid @> lower(spans.valid) desc, lower(versions.valid) desc nulls last
                 limit 1) as "name!",
               organisations.kind = 'branch' as "is_branch!", lower(spans.valid) as "from!: Day"
          from spans
          join organisations on organisations.id = spans.organisation
         where spans.person = $1 and spans.track in ('membership', 'guest') and upper_inf(spans.known)
           and (organisations.kind <> 'branch'
                or not coalesce((select range_agg(versions.valid)
                                   from organisation_versions as versions
                                  where versions.organisation = spans.organisation and upper_inf(versions.known)),
                                '{}'::datemultirange) @> spans.valid)
         order by lower(spans.valid), spans.id
         limit 1
        "#,
        person as _,
    )
    .fetch_optional(db)
    .await?)
}

/// The next people after one, in order of number.
pub(super) async fn people_after(db: impl PgExecutor<'_>, after: PersonId, limit: i64) -> Result<Vec<PersonId>> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id: PersonId" from people where id > $1 order by id limit $2"#,
        after as _,
        limit,
    )
    .fetch_all(db)
    .await?)
}

/// The events that count, of all people after one up to another.
pub(super) async fn counting_between(
    db: impl PgExecutor<'_>,
    after: PersonId,
    to: PersonId,
) -> Result<Vec<(PersonId, standing::Event)>> {
    let rows = sqlx::query!(
        r#"
        select person as "person: PersonId", id, kind, effective_on as "effective_on: Day", organisation, counterpart,
               standing,
               case kind when 'transferred_in' then admission_decided_on else decided_on end as "decided_on: PartialDate",
               admitted_on as "admitted_on: PartialDate",
               official_on as "official_on: PartialDate", due_on as "due_on: Day"
          from events
         where person > $1 and person <= $2 and kind <> 'void'
           and not exists (select from events as voids where voids.voids = events.id
                                                         and voids.person > $1 and voids.person <= $2)
        "#,
        after as _,
        to as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let event = standing::Event {
                id: row.id,
                kind: Kind::from_code(&row.kind)?,
                effective_on: row.effective_on,
                organisation: row.organisation?,
                counterpart: row.counterpart,
                standing: row.standing.as_deref().and_then(Standing::from_code),
                decided_on: row.decided_on,
                admitted_on: row.admitted_on,
                official_on: row.official_on,
                due_on: row.due_on,
            };
            Some((row.person, event))
        })
        .collect())
}

/// The spans that are believed now, of all people after one up to another.
pub(super) async fn spans_between(
    db: impl PgExecutor<'_>,
    after: PersonId,
    to: PersonId,
) -> Result<Vec<(PersonId, Span)>> {
    let rows = sqlx::query!(
        r#"
        select person as "person: PersonId", track, value, organisation, lower(valid) as "from!: Day",
               upper(valid) as "to: Day", event, admitted_on as "admitted_on: PartialDate",
               official_on as "official_on: PartialDate", due_on as "due_on: Day"
          from spans
         where person > $1 and person <= $2 and upper_inf(known)
        "#,
        after as _,
        to as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let span = Span {
                track: Track::from_code(&row.track)?,
                value: Value::from_code(&row.value)?,
                organisation: row.organisation,
                from: row.from,
                to: row.to,
                event: row.event,
                admitted_on: row.admitted_on,
                official_on: row.official_on,
                due_on: row.due_on,
            };
            Some((row.person, span))
        })
        .collect())
}

/// What follows in this transaction is read as of one instant.
pub(super) async fn one_snapshot(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("set transaction isolation level repeatable read").execute(db).await?;
    Ok(())
}
