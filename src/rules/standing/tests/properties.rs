//! Properties of the fold, against a naive reader of the ledger.

use proptest::prelude::*;

use super::*;

/// What a naive reader of the ledger believes, who knows nothing of spans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    member: Option<(Standing, i64)>,
    away: bool,
    guest: Option<i64>,
    activity: Option<Value>,
    left: Option<(Kind, Standing)>,
    before: Option<(Kind, Standing)>,
    any: bool,
}

/// One event by the table of DESIGN, or nothing when the table does not have it.
fn next(state: State, event: &Event) -> Option<State> {
    use Kind::*;
    let mut after = State { any: true, ..state };
    let host = state.guest.filter(|_| !state.away);
    let enter = |after: &mut State, standing| {
        after.before = state.left;
        after.left = None;
        after.member = Some((standing, event.organisation));
    };
    if let Some((standing, home)) = state.member {
        if event.kind != Recognised && event.organisation != home {
            return None;
        }
        match event.kind {
            Recognised if standing == Standing::Probationary => {
                after.member = Some((Standing::Official, home));
            }
            Moved => {
                let to = event.counterpart.filter(|to| *to != home)?;
                after.member = Some((standing, to));
                if state.guest == Some(to) {
                    (after.away, after.guest) = (false, None);
                }
            }
            AdmissionCancelled if standing == Standing::Probationary => {
                after = State { left: state.before, any: true, ..State::default() };
            }
            TransferredOut | Removed | Expelled | Resigned | Died => {
                let left = Some((event.kind, standing));
                after = State { left, any: true, ..State::default() };
            }
            TemporaryOut if !state.away && event.counterpart != Some(home) => {
                (after.away, after.guest) = (true, event.counterpart);
            }
            TemporaryExtended if state.away => {}
            TemporaryEnded if state.away => (after.away, after.guest) = (false, None),
            Exempted if state.activity.is_none() => after.activity = Some(Value::Exempt),
            Suspended if state.activity.is_none() => after.activity = Some(Value::Suspended),
            ExemptionEnded if state.activity == Some(Value::Exempt) => after.activity = None,
            SuspensionEnded if state.activity == Some(Value::Suspended) => {
                after.activity = None;
            }
            _ => return None,
        }
        return Some(after);
    }
    let left = state.left.map(|(kind, _)| kind);
    match event.kind {
        OpeningBalance if !state.any => enter(&mut after, event.standing?),
        Admitted if left.is_none() && host.is_none() => {
            enter(&mut after, Standing::Probationary);
        }
        Readmitted if left != Some(Died) && host.is_none() => {
            enter(&mut after, Standing::Probationary);
        }
        TransferredIn if left.is_none_or(|left| left == TransferredOut) => {
            enter(&mut after, event.standing.or(state.left.map(|(_, standing)| standing))?);
            after.guest = None;
        }
        Reinstated if matches!(left, Some(Removed | Expelled)) && host.is_none() => {
            enter(&mut after, state.left?.1);
        }
        TemporaryIn if host.is_none() && left.is_none_or(|left| left == TransferredOut) => {
            after.guest = Some(event.organisation);
        }
        GuestExtended if host == Some(event.organisation) => {}
        GuestEnded if host == Some(event.organisation) => after.guest = None,
        _ => return None,
    }
    Some(after)
}

/// What the ledger says of a day, read from its beginning; `None` when an event cannot be.
fn on_day(events: &[Event], day: Day) -> Option<State> {
    let mut state = State::default();
    let mut days: Vec<Day> = events.iter().map(|event| event.effective_on).collect();
    days.sort_unstable();
    days.dedup();
    for day in days.into_iter().filter(|other| *other <= day) {
        let mut of_the_day: Vec<_> = events.iter().filter(|event| event.effective_on == day).collect();
        of_the_day.sort_by_key(|event| (turn(state, event.kind), event.id));
        for event in of_the_day {
            state = next(state, event)?;
        }
    }
    Some(state)
}

/// The order of DESIGN (entry, recognition, move, overlay, exit), before which ends what ran when
/// the day began.
fn turn(morning: State, kind: Kind) -> u8 {
    match kind {
        Kind::TemporaryEnded if morning.away => 0,
        Kind::GuestEnded if morning.guest.is_some() => 0,
        Kind::ExemptionEnded | Kind::SuspensionEnded if morning.activity.is_some() => 0,
        Kind::Recognised => 2,
        Kind::Moved => 3,
        _ if kind.is_entry() => 1,
        _ if kind.is_exit() => 5,
        _ => 4,
    }
}

fn start() -> Day {
    Day::new(2019, 1, 1).unwrap()
}

fn any_event() -> impl Strategy<Value = Event> {
    let standing = prop::option::of(prop_oneof![Just(Standing::Probationary), Just(Standing::Official)]);
    let place = 1..=2_i64;
    let other = prop::option::of(1..=3_i64);
    (prop::sample::select(&Kind::ALL[..]), 0..HORIZON, place, other, standing).prop_map(
        |(kind, after, organisation, counterpart, standing)| Event {
            organisation,
            counterpart,
            standing,
            ..event(0, kind, start().plus_days(after))
        },
    )
}

/// The last day that the tests look at.
fn end() -> Day {
    start().plus_days(HORIZON + 5)
}

/// Days on which things happen: few, so that several fall on one.
const HORIZON: i32 = 30;

/// Events of which each could be when it was recorded, in the order of recording, which is not that
/// of the days: whatever the naive reader accepts of a long random list.
fn legal_events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(any_event(), 0..160).prop_map(|drawn| {
        let mut legal = Vec::new();
        for (id, event) in (1..).zip(drawn) {
            legal.push(Event { id, ..event });
            if on_day(&legal, end()).is_none() {
                legal.pop();
            }
        }
        legal
    })
}

/// Legal events and one more, which mostly cannot be.
fn any_events() -> impl Strategy<Value = Vec<Event>> {
    (legal_events(), any_event()).prop_map(|(mut events, more)| {
        events.push(Event { id: 1000, ..more });
        events
    })
}

/// What the spans say of a day.
fn shown(spans: &[Span], day: Day) -> State {
    let on = |track| spans.iter().find(|span| span.track == track && span.covers(day));
    State {
        member: on(Track::Membership).and_then(|span| Some((span.value.standing()?, span.organisation))),
        away: on(Track::Away).is_some(),
        guest: on(Track::Guest).map(|span| span.organisation),
        activity: on(Track::Activity).map(|span| span.value),
        ..State::default()
    }
}

fn visible(state: State) -> State {
    State { left: None, before: None, any: false, ..state }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_spans_say_of_every_day_what_the_ledger_says(events in legal_events()) {
        let spans = fold(&events).unwrap();
        for after in -1..HORIZON + 5 {
            let day = start().plus_days(after);
            let told = visible(on_day(&events, day).unwrap());
            prop_assert_eq!(shown(&spans, day), told, "{:?}", day);
        }
    }

    #[test]
    fn the_spans_of_a_track_never_overlap_and_none_is_empty(events in legal_events()) {
        let spans = fold(&events).unwrap();
        prop_assert!(spans.iter().all(|span| span.to.is_none_or(|to| span.from < to)));
        for pair in spans.windows(2).filter(|pair| pair[0].track == pair[1].track) {
            prop_assert!(pair[0].to.is_some_and(|to| to <= pair[1].from), "{:?}", pair);
        }
    }

    #[test]
    fn away_and_activity_belong_to_the_home_of_their_days(events in legal_events()) {
        let spans = fold(&events).unwrap();
        for span in spans.iter().filter(|span| matches!(span.track, Track::Away | Track::Activity)) {
            let homes = spans
                .iter()
                .filter(|home| home.track == Track::Membership && home.covers(span.from))
                .map(|home| home.organisation);
            prop_assert!(homes.eq([span.organisation]), "{:?}", span);
        }
    }

    #[test]
    fn official_are_those_whose_day_is_known_and_not_before_the_ceremony(events in legal_events()) {
        for span in fold(&events).unwrap().iter().filter(|span| span.track == Track::Membership) {
            prop_assert!(span.value == Value::Official || span.official_on.is_none());
            if let (Some(admitted), Some(official)) = (span.admitted_on, span.official_on) {
                prop_assert!(admitted <= official, "{:?}", span);
            }
        }
    }

    #[test]
    fn what_the_table_does_not_have_is_refused(events in any_events()) {
        prop_assert_eq!(fold(&events).is_ok(), on_day(&events, end()).is_some());
    }

    #[test]
    fn the_order_of_the_slice_does_not_matter(events in any_events(), by in any::<usize>()) {
        let mut turned = events.clone();
        turned.rotate_left(by % events.len());
        prop_assert_eq!(fold(&turned), fold(&events));
        turned.reverse();
        prop_assert_eq!(fold(&turned), fold(&events));
    }

    #[test]
    fn an_event_changes_no_day_before_its_own(events in legal_events()) {
        if let Some((last, before)) = events.split_last() {
            let (with, without) = (fold(&events).unwrap(), fold(before).unwrap());
            for after in 0..last.effective_on.days_since(start()) {
                let day = start().plus_days(after);
                prop_assert_eq!(shown(&with, day), shown(&without, day));
            }
            prop_assert!(may_follow(before, last.effective_on).contains(&last.kind));
        }
    }

    #[test]
    fn voiding_an_event_is_as_if_it_had_never_been_recorded(
        events in legal_events(),
        which in any::<prop::sample::Index>(),
    ) {
        let mut left = events.clone();
        if !left.is_empty() {
            left.remove(which.index(events.len()));
        }
        match fold(&left) {
            Err(refusal) => {
                // What rests on the voided event cannot stand alone, and is named.
                prop_assert_eq!(on_day(&left, end()), None);
                prop_assert!(left.iter().any(|event| event.id == refusal.step().event));
            }
            Ok(spans) => for after in 0..HORIZON + 5 {
                let day = start().plus_days(after);
                prop_assert_eq!(Some(shown(&spans, day)), on_day(&left, day).map(visible));
            }
        }
    }

    #[test]
    fn what_may_follow_is_what_the_table_has(events in legal_events(), after in 0..HORIZON + 3) {
        let on = start().plus_days(after);
        let possible = |kind: &Kind| {
            (1..=4).any(|organisation| {
                (1..=4).any(|to| {
                    [Standing::Probationary, Standing::Official].into_iter().any(|standing| {
                        let mut with = events.clone();
                        // Only a move needs to say where to; a stay among us is one more thing that
                        // may be refused.
                        let counterpart = (*kind == Kind::Moved).then_some(to);
                        let standing = Some(standing);
                        let id = i64::MAX;
                        with.push(Event { id, organisation, counterpart, standing, ..event(0, *kind, on) });
                        on_day(&with, end()).is_some()
                    })
                })
            })
        };
        let possible: Vec<_> = Kind::ALL.into_iter().filter(possible).collect();
        prop_assert_eq!(may_follow(&events, on), possible);
    }
}
