//! The ledger: what happens to a membership, append only, and the spans folded from it.
//!
//! Every write locks the person, folds, and writes event, spans and audit in one transaction.
//! [`crate::rules::standing`] alone knows which event may follow which.

pub mod queries;
pub mod sentences;
pub mod verify;

use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::clock::Instant;
use crate::ids::{EventId, OrganisationId, PersonId};
use crate::rules::standing::{self, Kind, Span, Standing};
use crate::rules::{Day, PartialDate};
use crate::web::t;
use crate::{Error, Result, book, organisations};

/// What is to be recorded.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Whose membership.
    pub person: PersonId,
    /// What happened.
    pub kind: Kind,
    /// From the start of which day it counts.
    pub effective_on: Day,
    /// The day of its decision.
    pub decided_on: Option<PartialDate>,
    /// The number of its decision or letter.
    pub decision_number: String,
    /// Who issued it.
    pub issuing_body: String,
    /// The organisation in which it happens.
    pub organisation: OrganisationId,
    /// The other organisation, when it is in the book.
    pub counterpart: Option<OrganisationId>,
    /// The other organisation, when it is not.
    pub counterpart_text: String,
    /// The standing with which a membership is entered.
    pub standing: Option<Standing>,
    /// The day of the decision of the admission, where somebody arrives from elsewhere: party age counts from it.
    pub admission_decided_on: Option<PartialDate>,
    /// The day of the ceremony, where the event tells it.
    pub admitted_on: Option<PartialDate>,
    /// The day from which the member is official, where the event tells it.
    pub official_on: Option<PartialDate>,
    /// Until when a temporary thing was granted.
    pub due_on: Option<Day>,
    /// What else the paper says: sponsors, warnings confirmed, certificate …
    pub details: Details,
}

impl NewEvent {
    /// An event with what every event has; the rest is empty.
    pub fn new(person: PersonId, kind: Kind, effective_on: Day, organisation: OrganisationId) -> Self {
        Self {
            person,
            kind,
            effective_on,
            decided_on: None,
            decision_number: String::new(),
            issuing_body: String::new(),
            organisation,
            counterpart: None,
            counterpart_text: String::new(),
            standing: None,
            admission_decided_on: None,
            admitted_on: None,
            official_on: None,
            due_on: None,
            details: Details::default(),
        }
    }
}

/// What an event's paper says besides: kept as it was at that moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Details {
    /// When the branch considered (ISO day).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_on: Option<String>,
    /// The day of the awareness certificate (ISO day).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awareness_certificate_on: Option<String>,
    /// The sponsors, in the order of the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sponsors: Vec<Sponsor>,
    /// The warnings that were confirmed: the code of the finding and the citation of its rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<Confirmed>,
    /// The people of whom it was said that this is another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_duplicate: Vec<i64>,
    /// The month until whose end fees are paid (ISO day or month).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fees_until: String,
    /// Why, in words or as a word of a list.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Anything else worth keeping.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A sponsor of an admission.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sponsor {
    /// The member, when chosen from the book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<i64>,
    /// The name as it was then.
    pub name: String,
}

/// A warning that the committee confirmed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Confirmed {
    /// The finding's code, as in the form's `confirm`.
    pub code: String,
    /// The rule's citation at that moment.
    pub citation: String,
}

/// An event as it stands in the ledger.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which.
    pub id: EventId,
    /// What happened; none for a void.
    pub kind: Option<Kind>,
    /// From the start of which day it counts.
    pub effective_on: Day,
    /// The day of its decision.
    pub decided_on: Option<PartialDate>,
    /// The number of its decision or letter.
    pub decision_number: String,
    /// Who issued it.
    pub issuing_body: String,
    /// The organisation in which it happened.
    pub organisation: Option<OrganisationId>,
    /// The other organisation, when it is in the book.
    pub counterpart: Option<OrganisationId>,
    /// The other organisation, when it is not.
    pub counterpart_text: String,
    /// The standing with which a membership was entered.
    pub standing: Option<Standing>,
    /// The day of the decision of the admission, where somebody arrives from elsewhere: party age counts from it.
    pub admission_decided_on: Option<PartialDate>,
    /// The day of the ceremony, where the event tells it.
    pub admitted_on: Option<PartialDate>,
    /// The day from which the member is official, where the event tells it.
    pub official_on: Option<PartialDate>,
    /// Until when a temporary thing was granted.
    pub due_on: Option<Day>,
    /// What else the paper says.
    pub details: Details,
    /// The name of the account that recorded it.
    pub recorded_by: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The event that this one voids.
    pub voids: Option<EventId>,
    /// Whether another voids it.
    pub voided: bool,
}

impl Event {
    /// The event as the rules see it; nothing for a void and for what is voided.
    pub fn as_rule(&self) -> Option<standing::Event> {
        if self.voided {
            return None;
        }
        Some(standing::Event {
            id: self.id.0,
            kind: self.kind?,
            effective_on: self.effective_on,
            organisation: self.organisation?.0,
            counterpart: self.counterpart.map(|organisation| organisation.0),
            standing: self.standing,
            // Of an arrival `decided_on` is the day of the letter.
            decided_on: if self.kind == Some(Kind::TransferredIn) {
                self.admission_decided_on
            } else {
                self.decided_on
            },
            admitted_on: self.admitted_on,
            official_on: self.official_on,
            due_on: self.due_on,
        })
    }
}

/// The events as the book had them at that instant: what was recorded until then, voided only if it was by then.
pub fn recorded_until(events: Vec<Event>, known: Instant) -> Vec<Event> {
    let mut kept: Vec<_> = events.into_iter().filter(|event| event.recorded_at.0 < known.0).collect();
    let voided: std::collections::HashSet<_> = kept.iter().filter_map(|event| event.voids).collect();
    for event in &mut kept {
        event.voided = voided.contains(&event.id);
    }
    kept
}

/// Records an event and what follows from it.
///
/// # Errors
/// [`Error::Invalid`] when the event may not follow what is recorded; the sentence says why.
pub async fn record(db: &mut PgConnection, author: Author, new: &NewEvent) -> Result<EventId> {
    let author = book::writing(&mut *db, author).await?;
    queries::lock(db, new.person).await?;
    let id = queries::insert(db, author, new).await?;
    refold(db, new.person, author.at).await?;
    let mut fields = vec![Field::new("effective_on", "", new.effective_on)];
    let places: Vec<_> = [Some(new.organisation), new.counterpart].into_iter().flatten().collect();
    let mut called = organisations::names_on(&mut *db, &places, new.effective_on).await?;
    let mut named = |place: Option<OrganisationId>| place.and_then(|id| called.remove(&id)).unwrap_or_default();
    for (name, value) in [
        ("branch", named(Some(new.organisation))),
        ("counterpart", named(new.counterpart)),
        ("decision_number", new.decision_number.clone()),
        ("decided_on", new.decided_on.map(|day| day.to_string()).unwrap_or_default()),
        ("issuing_body", new.issuing_body.clone()),
        ("admission_decided_on", new.admission_decided_on.map(|day| day.to_string()).unwrap_or_default()),
        ("admitted_on", new.admitted_on.map(|day| day.to_string()).unwrap_or_default()),
        ("official_on", new.official_on.map(|day| day.to_string()).unwrap_or_default()),
        ("due_on", new.due_on.map(|day| day.to_string()).unwrap_or_default()),
        ("counterpart_text", new.counterpart_text.clone()),
    ] {
        if !value.is_empty() {
            fields.push(Field::new(name, "", value));
        }
    }
    audit::record(db, author, new.kind.code(), Subject::Person(new.person), Some(new.organisation), &fields).await?;
    Ok(id)
}

/// Voids an event for a reason: everything is as if it had never been. Both stay in the ledger.
///
/// # Errors
/// [`Error::Invalid`] on `form` when a later event could not stand without it; the sentence names that one.
pub async fn void(db: &mut PgConnection, author: Author, person: PersonId, event: &Event, reason: &str) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    queries::insert_void(db, author, person, event, reason).await?;
    let left = queries::events(&mut *db, person).await?;
    if let Err(refusal) = standing::fold(&left.iter().filter_map(Event::as_rule).collect::<Vec<_>>()) {
        return Err(Error::field("form", sentences::rests_on_it(&refusal)));
    }
    refold(db, person, author.at).await.map_err(|error| match error {
        Error::Invalid(_) => Error::field(
            "form",
            t(
                "Chưa hủy được: hủy thì người này lại ở một tổ chức chưa có hoặc đã giải thể vào ngày đó. Sửa việc này thay cho hủy.",
            ),
        ),
        other => other,
    })?;
    let fields = [
        Field::new("event", event.kind.map_or("", Kind::code), ""),
        Field::new("effective_on", event.effective_on, ""),
        Field::new("reason", "", reason),
    ];
    audit::record(db, author, "event_voided", Subject::Person(person), event.organisation, &fields).await
}

/// Records an event in the place of one that was recorded wrongly, at once: nothing that rests on it falls in
/// between. All three stay in the ledger: the wrong one, its void with the reason, the right one.
///
/// # Errors
/// [`Error::Invalid`] when the new one may not stand beside the others; the sentence says why.
pub async fn correct(
    db: &mut PgConnection,
    author: Author,
    wrong: &Event,
    reason: &str,
    new: &NewEvent,
) -> Result<EventId> {
    let author = book::writing(&mut *db, author).await?;
    queries::lock(db, new.person).await?;
    if !wrong.voided {
        queries::insert_void(db, author, new.person, wrong, reason).await?;
    }
    let id = record(&mut *db, author, new).await?;
    if !wrong.voided {
        let fields = [
            Field::new("event", wrong.kind.map_or("", Kind::code), ""),
            Field::new("effective_on", wrong.effective_on, new.effective_on),
            Field::new("reason", "", reason),
        ];
        audit::record(db, author, "event_corrected", Subject::Person(new.person), wrong.organisation, &fields).await?;
    }
    Ok(id)
}

/// Folds a person's events again and writes what differs: what was so believed ends in `known` at
/// `at`, what is believed now begins.
pub async fn refold(db: &mut PgConnection, person: PersonId, at: Instant) -> Result<()> {
    let events = queries::events(&mut *db, person).await?;
    let folded = standing::fold(&events.iter().filter_map(Event::as_rule).collect::<Vec<_>>())
        .map_err(|refusal| Error::field("effective_on", sentences::refusal(&refusal, &events)))?;
    let kept = queries::spans(&mut *db, person).await?;
    for (id, _) in kept.iter().filter(|(_, span)| !folded.contains(span)) {
        queries::end_span(db, *id, at).await?;
    }
    for span in folded.iter().filter(|span| !kept.iter().any(|(_, known)| known == *span)) {
        queries::insert_span(db, person, span, at).await?;
    }
    // A dissolution holds the organisation's row: whoever waited for it to write an event sees it here.
    if let Some(misplaced) = queries::misplaced(db, person).await? {
        return Err(Error::field("effective_on", sentences::misplaced(&misplaced)));
    }
    Ok(())
}

/// The spans of a person as they are believed now.
pub async fn spans(db: &mut PgConnection, person: PersonId) -> Result<Vec<Span>> {
    Ok(queries::spans(db, person).await?.into_iter().map(|(_, span)| span).collect())
}
