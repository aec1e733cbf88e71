//! What may be recorded next.

use std::collections::BTreeSet;

use super::{Day, Event, Kind, Refusal, Standing, fold};

/// The kinds of events that may be recorded beside these, counting from that day, in the order of
/// [`Kind::ALL`]. What was recorded for later days must still be able to stand.
pub fn may_follow(events: &[Event], on: Day) -> Vec<Kind> {
    let places = places(events);
    Kind::ALL.into_iter().filter(|kind| refused(events, &places, *kind, on).is_none()).collect()
}

/// Why an event of that kind may be recorded beside these on no day until that one; none where there is a day. The
/// refusal is that of the last day. What may be recorded changes on the days of events and on those after them alone.
pub fn never_follows(events: &[Event], kind: Kind, until: Day) -> Option<Refusal> {
    let places = places(events);
    let of_events = events.iter().flat_map(|event| [event.effective_on, event.effective_on.succ()]);
    let mut days: Vec<_> = of_events.filter(|day| *day < until).collect();
    days.sort_unstable();
    days.dedup();
    let refusal = refused(events, &places, kind, until)?;
    days.into_iter().all(|on| refused(events, &places, kind, on).is_some()).then_some(refusal)
}

/// The organisations of these events; and another one.
fn places(events: &[Event]) -> BTreeSet<i64> {
    let mut places: BTreeSet<i64> = BTreeSet::from([i64::MIN]);
    for event in events {
        places.insert(event.organisation);
        places.extend(event.counterpart);
    }
    places
}

/// Why an event of that kind may not be recorded beside these on that day, wherever it is: rather another reason than
/// the place, as a page chooses the right one.
fn refused(events: &[Event], places: &BTreeSet<i64>, kind: Kind, on: Day) -> Option<Refusal> {
    let mut with: Vec<Event> = events.to_vec();
    let mut reason = None;
    for organisation in places {
        for (standing, counterpart) in attempts(kind, places) {
            with.push(Event {
                id: i64::MAX,
                kind,
                effective_on: on,
                organisation: *organisation,
                counterpart,
                standing,
                decided_on: None,
                admitted_on: None,
                official_on: None,
                due_on: None,
            });
            let refusal = fold(&with).err()?;
            with.pop();
            let of_place = |refusal: &Refusal| matches!(refusal, Refusal::OtherOrganisation { .. });
            if reason.as_ref().is_none_or(of_place) {
                reason = Some(refusal);
            }
        }
    }
    reason
}

/// What an event of that kind may say besides its day and its organisation.
fn attempts(kind: Kind, places: &BTreeSet<i64>) -> impl Iterator<Item = (Option<Standing>, Option<i64>)> {
    let standings: &[_] = match kind {
        Kind::OpeningBalance | Kind::TransferredIn => &[Some(Standing::Probationary), Some(Standing::Official)],
        _ => &[None],
    };
    let counterparts: Vec<_> = match kind {
        Kind::Moved => places.iter().copied().map(Some).collect(),
        _ => vec![None],
    };
    standings
        .iter()
        .flat_map(move |standing| counterparts.clone().into_iter().map(|counterpart| (*standing, counterpart)))
}
