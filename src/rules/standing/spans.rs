//! How a span begins, goes on and ends.

use super::{Day, Event, Kind, Refusal, Span, Step, Track, Value};

pub(super) fn step(event: &Event) -> Step {
    Step { event: event.id, kind: event.kind, on: event.effective_on }
}

/// A span that begins with the event, in its organisation.
pub(super) fn opened(event: &Event, track: Track, value: Value) -> Span {
    Span {
        track,
        value,
        organisation: event.organisation,
        from: event.effective_on,
        to: None,
        event: event.id,
        admitted_on: None,
        official_on: None,
        due_on: event.due_on.filter(|_| track != Track::Membership),
    }
}

/// The membership of somebody who comes back by transfer or is reinstated, or arrives for the first
/// time; what the event does not say is as it was.
pub(super) fn returning(event: &Event, before: Option<&Span>) -> Result<Span, Refusal> {
    let was = before.map(|before| before.value);
    let value = match (event.kind, event.standing) {
        (Kind::TransferredIn, Some(standing)) => standing.into(),
        _ => was.ok_or(Refusal::MissingStanding { at: step(event) })?,
    };
    // Who left official and comes back probationary was admitted anew elsewhere.
    let anew = was == Some(Value::Official) && value == Value::Probationary;
    let before = before.filter(|_| !anew);
    Ok(Span {
        admitted_on: event.admitted_on.or(before.and_then(|before| before.admitted_on)),
        official_on: event.official_on.or(before.and_then(|before| before.official_on)),
        ..opened(event, Track::Membership, value)
    })
}

/// Nobody is official before the ceremony, and a probationary member has no official day.
pub(super) fn consistent(event: &Event, mut membership: Span) -> Result<Span, Refusal> {
    if membership.value == Value::Probationary {
        membership.official_on = None;
    }
    match (membership.admitted_on, membership.official_on) {
        (Some(admitted_on), Some(official_on)) if admitted_on.first() > official_on.last() => {
            Err(Refusal::BeforeAdmission { at: step(event), admitted_on })
        }
        _ => Ok(membership),
    }
}

/// The membership on which the event acts: there is one, and where the event says.
pub(super) fn home<'a>(membership: Option<&'a Span>, event: &Event) -> Result<&'a Span, Refusal> {
    let member = membership.ok_or(Refusal::NotAMember { at: step(event) })?;
    same_place(member, event)?;
    Ok(member)
}

pub(super) fn same_place(span: &Span, event: &Event) -> Result<(), Refusal> {
    if span.organisation == event.organisation {
        Ok(())
    } else {
        Err(Refusal::OtherOrganisation { at: step(event), organisation: span.organisation })
    }
}

pub(super) fn extend(track: &mut Option<Span>, event: &Event, done: &mut Vec<Span>) {
    if let Some(span) = track {
        let next = Span { from: event.effective_on, event: event.id, due_on: event.due_on, ..*span };
        keep(std::mem::replace(span, next), event.effective_on, done);
    }
}

pub(super) fn end(track: &mut Option<Span>, on: Day, done: &mut Vec<Span>) {
    if let Some(span) = track.take() {
        keep(span, on, done);
    }
}

/// Keeps a span that ends before `on`, unless no day is left of it.
pub(super) fn keep(span: Span, on: Day, done: &mut Vec<Span>) {
    if span.from < on {
        done.push(Span { to: Some(on), ..span });
    }
}
