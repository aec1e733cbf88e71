//! What may be recorded next.

use std::collections::BTreeSet;

use super::{Day, Event, Kind, Standing, fold};

/// The kinds of events that may be recorded beside these, counting from that day, in the order of
/// [`Kind::ALL`]. What was recorded for later days must still be able to stand.
pub fn may_follow(events: &[Event], on: Day) -> Vec<Kind> {
    let mut places: BTreeSet<i64> = BTreeSet::from([i64::MIN]);
    for event in events {
        places.insert(event.organisation);
        places.extend(event.counterpart);
    }
    let mut with: Vec<Event> = events.to_vec();
    let mut stands = |event: Event| {
        with.push(event);
        let folds = fold(&with).is_ok();
        with.pop();
        folds
    };
    Kind::ALL
        .into_iter()
        .filter(|kind| {
            places.iter().any(|organisation| {
                attempts(*kind, &places).any(|(standing, counterpart)| {
                    stands(Event {
                        id: i64::MAX,
                        kind: *kind,
                        effective_on: on,
                        organisation: *organisation,
                        counterpart,
                        standing,
                        decided_on: None,
                        admitted_on: None,
                        official_on: None,
                        due_on: None,
                    })
                })
            })
        })
        .collect()
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
