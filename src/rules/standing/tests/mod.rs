//! Tests of the fold: what follows what, by table; and by property, against a naive interpreter.

mod properties;

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
    let spans = fold(&events(&[(Kind::Admitted, "2019-05-19"), (Kind::Recognised, "2020-05-19")])).unwrap();
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
        let spans = fold(&events(&[(Kind::Admitted, "2019-05-19"), (exit, "2019-12-31")])).unwrap();
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
        ["away away in 1, 2019-06-01 to 2019-09-01, by 2", "guest guest in 2, 2019-06-01 to 2019-09-01, by 2",]
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
    assert_eq!(next, [Kind::Readmitted, Kind::Reinstated]);
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
    let mut list =
        events(&[(Kind::Admitted, "2019-05-19"), (Kind::Moved, "2020-06-01"), (Kind::Recognised, "2020-05-19")]);
    list[1].counterpart = Some(B);
    list[2].organisation = B;
    assert_eq!(
        told(&fold(&list).unwrap())[1..],
        ["membership official in 1, 2020-05-19 to 2020-06-01, by 3", "membership official in 2, 2020-06-01 to …, by 2",]
    );
}

/// Kinds by their codes, a year apart from 2019 on.
fn a_year_apart(codes: &str) -> Vec<Event> {
    let kinds = codes.split(' ').map(|code| Kind::from_code(code).unwrap());
    (0_i32..).zip(kinds).map(|(n, kind)| event(i64::from(n) + 1, kind, day("2019-05-19").plus_months(12 * n))).collect()
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    for (codes, reason, at) in [
        ("recognised", "not_a_member", 1),
        ("died", "not_a_member", 1),
        ("temporary_out", "not_a_member", 1),
        ("admitted removed recognised", "not_a_member", 3),
        ("opening_balance", "missing_standing", 1),
        ("transferred_in", "missing_standing", 1),
        ("temporary_in temporary_in_ended opening_balance", "not_the_first", 3),
        ("admitted opening_balance", "already_a_member", 2),
        ("admitted readmitted", "already_a_member", 2),
        ("admitted temporary_in", "already_a_member", 2),
        ("admitted recognised recognised", "not_probationary", 3),
        ("admitted recognised admission_cancelled", "not_probationary", 3),
        ("admitted moved", "missing_counterpart", 2),
        ("admitted temporary_ended", "not_so", 2),
        ("admitted temporary_extended", "not_so", 2),
        ("admitted temporary_in_ended", "not_so", 2),
        ("admitted exempted suspension_ended", "not_so", 3),
        ("admitted exempted suspended", "already_so", 3),
        ("admitted temporary_out temporary_out", "already_so", 3),
        ("temporary_in admitted", "already_so", 2),
        ("temporary_in temporary_in", "already_so", 2),
        ("reinstated", "cannot_return", 1),
        ("admitted died readmitted", "cannot_return", 3),
        ("admitted died temporary_in", "cannot_return", 3),
        ("admitted removed temporary_in", "cannot_return", 3),
        ("admitted expelled temporary_in", "cannot_return", 3),
        ("admitted resigned temporary_in", "cannot_return", 3),
        ("admitted removed admitted", "cannot_return", 3),
        ("admitted resigned reinstated", "cannot_return", 3),
        ("admitted removed transferred_in", "cannot_return", 3),
    ] {
        let refusal = fold(&a_year_apart(codes)).expect_err(codes);
        assert_eq!((refusal.code(), refusal.step().event), (reason, at), "{codes}");
    }
}

#[test]
fn an_event_of_a_later_day_that_cannot_stand_any_more_is_the_one_named() {
    let refusal = fold(&events(&[
        (Kind::Admitted, "2019-05-19"),
        (Kind::Recognised, "2020-05-19"),
        (Kind::Removed, "2020-01-01"),
    ]))
    .unwrap_err();
    let at = refusal.step();
    assert_eq!((refusal.code(), at.event, at.kind), ("not_a_member", 2, Kind::Recognised));
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
    assert_eq!(may_follow(&[], on), [OpeningBalance, Admitted, Readmitted, TransferredIn, TemporaryIn]);
    assert_eq!(
        may_follow(&events(&[(Admitted, "2020-05-19")]), on),
        [
            Recognised,
            Moved,
            TransferredOut,
            Removed,
            Expelled,
            Resigned,
            Died,
            AdmissionCancelled,
            TemporaryOut,
            Exempted,
            Suspended
        ]
    );
    assert_eq!(
        may_follow(
            &events(&[
                (Admitted, "2019-05-19"),
                (Recognised, "2020-05-19"),
                (TemporaryOut, "2020-06-01"),
                (Exempted, "2020-06-01")
            ]),
            on
        ),
        [Moved, TransferredOut, Removed, Expelled, Resigned, Died, TemporaryExtended, TemporaryEnded, ExemptionEnded]
    );
    assert_eq!(may_follow(&events(&[(TemporaryIn, "2020-06-01")]), on), [TransferredIn, GuestExtended, GuestEnded]);
    assert_eq!(may_follow(&events(&[(Admitted, "2019-05-19"), (Died, "2020-06-01")]), on), []);
    // Before something that was recorded for a later day only what it can bear.
    let later = events(&[(Admitted, "2019-05-19"), (Recognised, "2022-05-19")]);
    let next = may_follow(&later, on);
    assert!(next.contains(&Moved) && !next.contains(&Recognised) && !next.contains(&Died));
}
