//! Tests of the fold: what follows what, by table; and by property, against a naive interpreter.

use proptest::prelude::*;

use super::*;

/// Organisations of the tests.
const A: i64 = 1;
const B: i64 = 2;

fn day(iso: &str) -> Day {
    Day::parse_iso(iso).unwrap()
}

/// An event in organisation A that says nothing more than its kind and its day.
fn event(id: i64, kind: Kind, on: Day) -> Event {
    Event {
        id,
        kind,
        effective_on: on,
        organisation: A,
        counterpart: None,
        standing: None,
        decided_on: None,
        admitted_on: None,
        official_on: None,
        due_on: None,
    }
}

/// Events numbered in the order given.
fn events(list: &[(Kind, &str)]) -> Vec<Event> {
    (1..).zip(list).map(|(id, (kind, on))| event(id, *kind, day(on))).collect()
}

/// A span as text: `membership probationary in 1, 2019-05-19 to 2020-05-19, by 1`.
fn told(spans: &[Span]) -> Vec<String> {
    spans
        .iter()
        .map(|span| {
            let to = span.to.map_or_else(|| "…".to_owned(), Day::iso);
            let (track, value) = (span.track.code(), span.value.code());
            let (place, from, by) = (span.organisation, span.from.iso(), span.event);
            format!("{track} {value} in {place}, {from} to {to}, by {by}")
        })
        .collect()
}

#[test]
fn codes_are_read_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_code(kind.code()), Some(kind));
    }
    for value in Value::ALL {
        assert_eq!(Value::from_code(value.code()), Some(value));
    }
    for track in [Track::Membership, Track::Away, Track::Guest, Track::Activity] {
        assert_eq!(Track::from_code(track.code()), Some(track));
    }
    assert_eq!(Standing::from_code("official"), Some(Standing::Official));
    assert_eq!((Kind::from_code("void"), Value::from_code("none")), (None, None));
}

#[test]
fn an_admitted_member_is_probationary_until_recognised() {
    let spans = fold(&events(&[
        (Kind::Admitted, "2019-05-19"),
        (Kind::Recognised, "2020-05-19"),
    ]))
    .unwrap();
    assert_eq!(
        told(&spans),
        [
            "membership probationary in 1, 2019-05-19 to 2020-05-19, by 1",
            "membership official in 1, 2020-05-19 to …, by 2",
        ]
    );
    assert_eq!((spans[0].admitted_on, spans[0].official_on), (Some(day("2019-05-19").into()), None));
    assert_eq!(spans[1].admitted_on, Some(day("2019-05-19").into()));
    assert_eq!(spans[1].official_on, Some(day("2020-05-19").into()));
}

#[test]
fn who_leaves_on_a_day_is_not_in_the_list_of_that_day() {
    for exit in Kind::ALL.into_iter().filter(|kind| kind.is_exit()) {
        let spans =
            fold(&events(&[(Kind::Admitted, "2019-05-19"), (exit, "2019-12-31")])).unwrap();
        assert!(spans[0].covers(day("2019-12-30")), "{exit:?}");
        assert!(!spans[0].covers(day("2019-12-31")), "{exit:?}");
        assert_eq!(spans.len(), 1);
    }
}

#[test]
fn everything_else_ends_with_the_membership() {
    let mut list = events(&[
        (Kind::Admitted, "2019-05-19"),
        (Kind::TemporaryOut, "2019-06-01"),
        (Kind::Suspended, "2019-07-01"),
        (Kind::Died, "2019-08-01"),
    ]);
    list[1].counterpart = Some(B);
    assert_eq!(
        told(&fold(&list).unwrap()),
        [
            "membership probationary in 1, 2019-05-19 to 2019-08-01, by 1",
            "away away in 1, 2019-06-01 to 2019-08-01, by 2",
            "guest guest in 2, 2019-06-01 to 2019-08-01, by 2",
            "activity suspended in 1, 2019-07-01 to 2019-08-01, by 3",
        ]
    );
}

#[test]
fn one_day_is_taken_entry_recognition_move_overlay_exit() {
    // The numbers run against the order of the day.
    let mut list = events(&[
        (Kind::Died, "2020-05-19"),
        (Kind::Exempted, "2020-05-19"),
        (Kind::Moved, "2020-05-19"),
        (Kind::Recognised, "2020-05-19"),
        (Kind::OpeningBalance, "2020-05-19"),
    ]);
    list[0].organisation = B;
    list[1].organisation = B;
    list[2].counterpart = Some(B);
    list[4].standing = Some(Standing::Probationary);
    assert_eq!(fold(&list), Ok(vec![]), "no day is left of any span");
    let spans = fold(&list[2..]).unwrap();
    assert_eq!(told(&spans), ["membership official in 2, 2020-05-19 to …, by 3"]);
}

#[test]
fn what_ran_before_the_day_ends_before_something_new_begins() {
    let list = events(&[
        (Kind::Admitted, "2019-05-19"),
        (Kind::TemporaryOut, "2019-06-01"),
        (Kind::Exempted, "2019-06-01"),
        (Kind::TemporaryOut, "2019-09-01"),
        (Kind::Suspended, "2019-09-01"),
        (Kind::TemporaryEnded, "2019-09-01"),
        (Kind::ExemptionEnded, "2019-09-01"),
    ]);
    assert_eq!(
        told(&fold(&list).unwrap())[1..],
        [
            "away away in 1, 2019-06-01 to 2019-09-01, by 2",
            "away away in 1, 2019-09-01 to …, by 4",
            "activity exempt in 1, 2019-06-01 to 2019-09-01, by 3",
            "activity suspended in 1, 2019-09-01 to …, by 5",
        ]
    );
}

#[test]
fn an_extension_changes_the_day_due_from_its_own_day_on() {
    let mut list = events(&[
        (Kind::Admitted, "2019-05-19"),
        (Kind::TemporaryOut, "2019-06-01"),
        (Kind::TemporaryExtended, "2019-09-01"),
    ]);
    list[1].due_on = Some(day("2019-10-01"));
    list[1].counterpart = Some(B);
    list[2].due_on = Some(day("2020-02-01"));
    let spans = fold(&list).unwrap();
    assert_eq!(
        told(&spans)[1..],
        [
            "away away in 1, 2019-06-01 to 2019-09-01, by 2",
            "away away in 1, 2019-09-01 to …, by 3",
            "guest guest in 2, 2019-06-01 to 2019-09-01, by 2",
            "guest guest in 2, 2019-09-01 to …, by 3",
        ]
    );
    let due: Vec<_> = spans[1..].iter().filter_map(|span| span.due_on).map(Day::iso).collect();
    assert_eq!(due, ["2019-10-01", "2020-02-01", "2019-10-01", "2020-02-01"]);
}

#[test]
fn who_is_away_stays_away_when_the_home_moves_and_comes_home_where_the_guest_was() {
    let mut list = events(&[
        (Kind::Admitted, "2019-05-19"),
        (Kind::TemporaryOut, "2019-06-01"),
        (Kind::Exempted, "2019-06-01"),
        (Kind::Moved, "2019-09-01"),
    ]);
    list[3].counterpart = Some(B);
    assert_eq!(
        told(&fold(&list).unwrap())[2..],
        [
            "away away in 1, 2019-06-01 to 2019-09-01, by 2",
            "away away in 2, 2019-09-01 to …, by 4",
            "activity exempt in 1, 2019-06-01 to 2019-09-01, by 3",
            "activity exempt in 2, 2019-09-01 to …, by 4",
        ]
    );
    list[1].counterpart = Some(B);
    assert_eq!(
        told(&fold(&list).unwrap())[2..4],
        [
            "away away in 1, 2019-06-01 to 2019-09-01, by 2",
            "guest guest in 2, 2019-06-01 to 2019-09-01, by 2",
        ]
    );
}

#[test]
fn who_is_reinstated_is_what_they_were() {
    let spans = fold(&events(&[
        (Kind::Admitted, "2010-05-19"),
        (Kind::Recognised, "2011-05-19"),
        (Kind::Expelled, "2015-01-01"),
        (Kind::Reinstated, "2016-01-01"),
    ]))
    .unwrap();
    assert_eq!(told(&spans)[2], "membership official in 1, 2016-01-01 to …, by 4");
    assert_eq!(spans[2].admitted_on, Some(day("2010-05-19").into()));
    assert_eq!(spans[2].official_on, Some(day("2011-05-19").into()));
}

#[test]
fn who_comes_back_by_transfer_is_what_they_were_unless_the_letter_says_more() {
    let mut list = events(&[
        (Kind::Admitted, "2019-05-19"),
        (Kind::TransferredOut, "2019-10-01"),
        (Kind::TransferredIn, "2021-01-01"),
    ]);
    let spans = fold(&list).unwrap();
    assert_eq!(spans[1].value, Value::Probationary);
    assert_eq!(spans[1].admitted_on, Some(day("2019-05-19").into()));
    list[2].standing = Some(Standing::Official);
    list[2].official_on = PartialDate::parse_iso("2020-05");
    let spans = fold(&list).unwrap();
    assert_eq!(spans[1].value, Value::Official);
    assert_eq!(spans[1].admitted_on, Some(day("2019-05-19").into()));
    assert_eq!(spans[1].official_on, PartialDate::parse_iso("2020-05"));
}

#[test]
fn a_guest_is_no_member_and_may_become_one_by_transfer() {
    let mut list = events(&[
        (Kind::TemporaryIn, "2019-05-19"),
        (Kind::GuestExtended, "2019-08-19"),
        (Kind::TransferredIn, "2019-10-01"),
    ]);
    list[2].standing = Some(Standing::Official);
    assert_eq!(
        told(&fold(&list).unwrap()),
        [
            "membership official in 1, 2019-10-01 to …, by 3",
            "guest guest in 1, 2019-05-19 to 2019-08-19, by 1",
            "guest guest in 1, 2019-08-19 to 2019-10-01, by 2",
        ]
    );
    // The end of the stay, recorded too, says the same.
    list.push(event(4, Kind::GuestEnded, day("2019-10-01")));
    assert_eq!(fold(&list).unwrap(), fold(&list[..3]).unwrap());
}

#[test]
fn a_cancelled_admission_leaves_the_person_as_before_it() {
    let once = [(Kind::Admitted, "2019-05-19"), (Kind::AdmissionCancelled, "2019-08-01")];
    assert!(may_follow(&events(&once), day("2020-01-01")).contains(&Kind::Admitted));
    let again = [
        (Kind::Admitted, "2010-05-19"),
        (Kind::Removed, "2012-01-01"),
        (Kind::Readmitted, "2019-05-19"),
        (Kind::AdmissionCancelled, "2019-08-01"),
    ];
    let next = may_follow(&events(&again), day("2020-01-01"));
    assert_eq!(next, [Kind::Readmitted, Kind::Reinstated, Kind::TemporaryIn]);
}

#[test]
fn a_recognition_may_count_from_before_the_person_came_into_this_book() {
    let mut list = events(&[(Kind::OpeningBalance, "2020-01-01"), (Kind::Recognised, "2020-01-01")]);
    list[0].standing = Some(Standing::Probationary);
    list[0].admitted_on = PartialDate::parse_iso("2018-11-20");
    list[1].official_on = PartialDate::parse_iso("2019-11-20");
    let spans = fold(&list).unwrap();
    assert_eq!(told(&spans), ["membership official in 1, 2020-01-01 to …, by 2"]);
    assert_eq!(spans[0].official_on, PartialDate::parse_iso("2019-11-20"));
}

#[test]
fn a_member_who_moved_since_is_recognised_where_they_were_on_the_day() {
    let mut list = events(&[
        (Kind::Admitted, "2019-05-19"),
        (Kind::Moved, "2020-06-01"),
        (Kind::Recognised, "2020-05-19"),
    ]);
    list[1].counterpart = Some(B);
    list[2].organisation = B;
    assert_eq!(
        told(&fold(&list).unwrap())[1..],
        [
            "membership official in 1, 2020-05-19 to 2020-06-01, by 3",
            "membership official in 2, 2020-06-01 to …, by 2",
        ]
    );
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    use Kind::*;
    let admitted = (Admitted, "2019-05-19");
    let later = "2020-05-19";
    let cases: &[(&[(Kind, &str)], &str, i64)] = &[
        (&[(Recognised, later)], "not_a_member", 1),
        (&[(Died, later)], "not_a_member", 1),
        (&[(TemporaryOut, later)], "not_a_member", 1),
        (&[(OpeningBalance, later)], "missing_standing", 1),
        (&[(TransferredIn, later)], "missing_standing", 1),
        (&[(TemporaryIn, "2019-01-01"), (GuestEnded, "2019-02-01"), (OpeningBalance, later)], "not_the_first", 3),
        (&[admitted, (OpeningBalance, later)], "already_a_member", 2),
        (&[admitted, (Readmitted, later)], "already_a_member", 2),
        (&[admitted, (TemporaryIn, later)], "already_a_member", 2),
        (&[admitted, (Recognised, later), (Recognised, later)], "not_probationary", 3),
        (&[admitted, (Recognised, later), (AdmissionCancelled, "2021-01-01")], "not_probationary", 3),
        (&[admitted, (Moved, later)], "missing_counterpart", 2),
        (&[admitted, (TemporaryEnded, later)], "not_so", 2),
        (&[admitted, (TemporaryExtended, later)], "not_so", 2),
        (&[admitted, (GuestEnded, later)], "not_so", 2),
        (&[admitted, (Exempted, "2020-01-01"), (SuspensionEnded, later)], "not_so", 3),
        (&[admitted, (Exempted, "2020-01-01"), (Suspended, later)], "already_so", 3),
        (&[admitted, (TemporaryOut, "2020-01-01"), (TemporaryOut, later)], "already_so", 3),
        (&[(TemporaryIn, "2020-01-01"), (Admitted, later)], "already_so", 2),
        (&[(TemporaryIn, "2020-01-01"), (TemporaryIn, later)], "already_so", 2),
        (&[(Reinstated, later)], "cannot_return", 1),
        (&[admitted, (Died, "2020-01-01"), (Readmitted, later)], "cannot_return", 3),
        (&[admitted, (Died, "2020-01-01"), (TemporaryIn, later)], "cannot_return", 3),
        (&[admitted, (Removed, "2020-01-01"), (Admitted, later)], "cannot_return", 3),
        (&[admitted, (Resigned, "2020-01-01"), (Reinstated, later)], "cannot_return", 3),
        (&[admitted, (Removed, "2020-01-01"), (TransferredIn, later)], "cannot_return", 3),
        // A later event cannot stand any more: it is the one named.
        (&[admitted, (Recognised, later), (Removed, "2020-01-01")], "not_a_member", 2),
    ];
    for (list, code, at) in cases {
        let refusal = fold(&events(list)).expect_err(code);
        assert_eq!((refusal.code(), refusal.step().event), (*code, *at), "{list:?}");
    }
}

#[test]
fn places_and_dates_that_contradict_are_refused() {
    let refused = |change: fn(&mut [Event])| {
        let mut list = events(&[(Kind::Admitted, "2019-05-19"), (Kind::Moved, "2020-01-01")]);
        list[1].counterpart = Some(B);
        change(&mut list);
        fold(&list).map_err(|refusal| refusal.code())
    };
    assert!(refused(|_| ()).is_ok());
    assert_eq!(refused(|list| list[1].counterpart = Some(A)), Err("same_organisation"));
    assert_eq!(refused(|list| list[0].organisation = B), Err("other_organisation"));
    let recognised = |official_on: &str| {
        let mut list = events(&[(Kind::Admitted, "2019-05-19"), (Kind::Recognised, "2020-05-19")]);
        list[1].official_on = PartialDate::parse_iso(official_on);
        fold(&list).map_err(|refusal| refusal.code()).map(|spans| spans.len())
    };
    assert_eq!(recognised("2019-05-18"), Err("before_admission"));
    assert_eq!(recognised("2018"), Err("before_admission"));
    // A part of a date is at fault only when all of it is.
    assert_eq!(recognised("2019"), Ok(2));
}

#[test]
fn what_may_follow_is_said_for_each_state() {
    use Kind::*;
    let on = day("2021-01-01");
    assert_eq!(
        may_follow(&[], on),
        [OpeningBalance, Admitted, Readmitted, TransferredIn, TemporaryIn]
    );
    assert_eq!(
        may_follow(&events(&[(Admitted, "2020-05-19")]), on),
        [
            Recognised, Moved, TransferredOut, Removed, Expelled, Resigned, Died,
            AdmissionCancelled, TemporaryOut, Exempted, Suspended
        ]
    );
    assert_eq!(
        may_follow(
            &events(&[(Admitted, "2019-05-19"), (Recognised, "2020-05-19"), (TemporaryOut, "2020-06-01"), (Exempted, "2020-06-01")]),
            on
        ),
        [
            Moved, TransferredOut, Removed, Expelled, Resigned, Died, TemporaryExtended,
            TemporaryEnded, ExemptionEnded
        ]
    );
    assert_eq!(may_follow(&events(&[(TemporaryIn, "2020-06-01")]), on), [TransferredIn, GuestExtended, GuestEnded]);
    assert_eq!(may_follow(&events(&[(Admitted, "2019-05-19"), (Died, "2020-06-01")]), on), []);
    // Before something that was recorded for a later day only what it can bear.
    let later = events(&[(Admitted, "2019-05-19"), (Recognised, "2022-05-19")]);
    let next = may_follow(&later, on);
    assert!(next.contains(&Moved) && !next.contains(&Recognised) && !next.contains(&Died));
}

mod properties {
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
            Admitted if left.is_none() && host.is_none() => enter(&mut after, Standing::Probationary),
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
            TemporaryIn if host.is_none() && left != Some(Died) => {
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
        let mut sorted: Vec<_> = events.iter().filter(|event| event.effective_on <= day).collect();
        sorted.sort_by_key(|event| (event.effective_on, turn(event.kind), event.id));
        for event in sorted {
            state = next(state, event)?;
        }
        Some(state)
    }

    /// The order of DESIGN: entry, recognition, move, overlay, exit.
    fn turn(kind: Kind) -> u8 {
        match kind {
            Kind::Recognised => 1,
            Kind::Moved => 2,
            _ if kind.is_entry() => 0,
            _ if kind.is_exit() => 4,
            _ => 3,
        }
    }

    fn start() -> Day {
        Day::new(2019, 1, 1).unwrap()
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let standing = prop::option::of(prop_oneof![Just(Standing::Probationary), Just(Standing::Official)]);
        let place = 1..=2_i64;
        let other = prop::option::of(1..=3_i64);
        (prop::sample::select(&Kind::ALL[..]), 0..40_i32, place, other, standing).prop_map(
            |(kind, after, organisation, counterpart, standing)| Event {
                organisation,
                counterpart,
                standing,
                ..event(0, kind, start().plus_days(after))
            },
        )
    }

    /// Events on a few days, most of which cannot be.
    fn any_events() -> impl Strategy<Value = Vec<Event>> {
        prop::collection::vec(any_event(), 0..4).prop_map(numbered)
    }

    /// Events of which each could be when it was added, each on a day of its own: whatever of a
    /// long random list the naive reader accepts.
    fn legal_events() -> impl Strategy<Value = Vec<Event>> {
        prop::collection::vec(any_event(), 0..160).prop_map(|drawn| {
            let (mut state, mut legal) = (State::default(), Vec::new());
            for mut event in drawn {
                event.effective_on = start().plus_days(i32::try_from(legal.len()).unwrap() * 3);
                if let Some(after) = next(state, &event) {
                    state = after;
                    legal.push(event);
                }
            }
            numbered(legal)
        })
    }

    fn numbered(mut events: Vec<Event>) -> Vec<Event> {
        for (id, event) in (1..).zip(&mut events) {
            event.id = id;
        }
        events
    }

    /// What the spans say of a day.
    fn shown(spans: &[Span], day: Day) -> State {
        let on = |track| spans.iter().find(|span| span.track == track && span.covers(day));
        State {
            member: on(Track::Membership)
                .and_then(|span| Some((span.value.standing()?, span.organisation))),
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
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn the_spans_say_of_every_day_what_the_ledger_says(events in legal_events()) {
            let spans = fold(&events).unwrap();
            let last = events.last().map_or_else(start, |event| event.effective_on).plus_days(2);
            for after in -1..=last.days_since(start()) {
                let day = start().plus_days(after);
                prop_assert_eq!(shown(&spans, day), visible(on_day(&events, day).unwrap()), "{:?}", day);
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
                let homes = spans.iter().filter(|home| home.track == Track::Membership
                    && home.covers(span.from)).map(|home| home.organisation);
                prop_assert!(homes.eq([span.organisation]), "{:?}", span);
            }
        }

        #[test]
        fn what_the_table_does_not_have_is_refused(events in any_events()) {
            // On days of their own, so that the table alone decides.
            let mut apart = events;
            apart.sort_by_key(|event| event.effective_on);
            for (at, event) in (0..).zip(&mut apart) {
                event.effective_on = start().plus_days(at);
            }
            let naive = on_day(&apart, start().plus_days(1000));
            prop_assert_eq!(fold(&apart).is_ok(), naive.is_some());
        }

        #[test]
        fn the_order_of_the_slice_does_not_matter(events in any_events().prop_shuffle(), seed in any::<usize>()) {
            let mut turned = events.clone();
            let middle = seed % events.len().max(1);
            turned.rotate_left(middle);
            prop_assert_eq!(fold(&turned), fold(&events));
            turned.reverse();
            prop_assert_eq!(fold(&turned), fold(&events));
        }

        #[test]
        fn voiding_the_last_event_is_as_if_it_was_never_recorded(events in legal_events()) {
            if let Some((_, before)) = events.split_last() {
                let until = events.last().map_or_else(start, |event| event.effective_on);
                let (with, without) = (fold(&events).unwrap(), fold(before).unwrap());
                for after in 0..until.days_since(start()) {
                    let day = start().plus_days(after);
                    prop_assert_eq!(shown(&with, day), shown(&without, day));
                }
                // And it may be recorded again, somehow.
                let again = events.last().map(|event| event.kind).unwrap();
                prop_assert!(may_follow(before, until).contains(&again));
            }
        }

        #[test]
        fn what_may_follow_is_what_folds(events in legal_events()) {
            let on = start().plus_days(1000);
            let state = on_day(&events, on).unwrap();
            let possible: Vec<_> = Kind::ALL.into_iter().filter(|kind| {
                (1..=3).any(|organisation| (1..=3).any(|to| [Standing::Probationary, Standing::Official]
                    .into_iter().any(|standing| next(state, &Event {
                        organisation, counterpart: Some(to), standing: Some(standing), ..event(99, *kind, on)
                    }).is_some())))
            }).collect();
            prop_assert_eq!(may_follow(&events, on), possible);
        }
    }
}
