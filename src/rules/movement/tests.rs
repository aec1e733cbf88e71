//! Properties of the table over random ledgers, each read day by day; and by table, which event is which row.

use proptest::prelude::*;

use super::*;
use crate::rules::Day;
use crate::rules::standing::{Event, Span, Track, fold};

/// The days that are looked at: few, so that several events fall on one.
const HORIZON: i32 = 40;

fn day(after: i32) -> Day {
    Day::new(2019, 1, 1).unwrap().plus_days(after)
}

/// Somebody's ledger and what changed in them.
#[derive(Clone, Debug)]
struct Person {
    events: Vec<Event>,
    spans: Vec<Span>,
    /// Gender, ethnic group and religion, and from which day.
    facts: Vec<(i32, [bool; 3])>,
}

impl Person {
    fn facts_on(&self, on: i32) -> [bool; 3] {
        self.facts.iter().rfind(|(from, _)| *from <= on).or(self.facts.first()).unwrap().1
    }

    fn span_on(&self, on: i32) -> Option<&Span> {
        self.spans.iter().find(|span| span.track == Track::Membership && span.covers(day(on)))
    }
}

/// Which unit an organisation was in on each day: 2 goes from one unit to another, 3 leaves, 4 comes.
fn unit(organisation: i64, on: i32, moves: [i32; 3]) -> Option<i64> {
    match organisation {
        1 => Some(10),
        2 => Some(if on < moves[0] { 10 } else { 20 }),
        3 => (on < moves[1]).then_some(20),
        _ => (on >= moves[2]).then_some(4),
    }
}

const UNITS: [i64; 3] = [10, 20, 4];

fn any_event() -> impl Strategy<Value = Event> {
    let standing = prop::option::of(prop_oneof![Just(Standing::Probationary), Just(Standing::Official)]);
    (prop::sample::select(&Kind::ALL[..]), 0..HORIZON, 1..=4_i64, prop::option::of(1..=4_i64), standing).prop_map(
        |(kind, on, organisation, counterpart, standing)| Event {
            id: 0,
            kind,
            effective_on: day(on),
            organisation,
            counterpart,
            standing,
            decided_on: None,
            admitted_on: None,
            official_on: None,
            due_on: None,
        },
    )
}

fn person() -> impl Strategy<Value = Person> {
    let facts = prop::collection::vec((0..HORIZON, any::<[bool; 3]>()), 1..4);
    (prop::collection::vec(any_event(), 0..60), facts).prop_map(|(drawn, mut facts)| {
        let mut events = Vec::new();
        for (id, event) in (1..).zip(drawn) {
            events.push(Event { id, ..event });
            if fold(&events).is_err() {
                events.pop();
            }
        }
        facts.sort_by_key(|(from, _)| *from);
        let spans = fold(&events).unwrap();
        Person { events, spans, facts }
    })
}

/// A book: people, and the days on which organisations moved.
fn book() -> impl Strategy<Value = (Vec<Person>, [i32; 3])> {
    (prop::collection::vec(person(), 1..8), [0..HORIZON, 0..HORIZON, 0..HORIZON])
}

fn state(person: &Person, on: i32, moves: [i32; 3]) -> Option<State> {
    let span = person.span_on(on)?;
    let [woman, minority, religious] = person.facts_on(on);
    let unit = unit(span.organisation, on, moves);
    Some(State { unit, standing: span.value.standing()?, woman, minority, religious })
}

/// What became of everybody on a day.
fn changes(people: &[Person], on: i32, moves: [i32; 3]) -> Vec<Change> {
    people
        .iter()
        .map(|person| {
            let of_the_day = |wanted: fn(Kind) -> bool| {
                let events = person.events.iter().filter(|event| event.effective_on == day(on) && wanted(event.kind));
                events.map(|event| (event.id, event.kind)).max().map(|(_, kind)| kind)
            };
            let place = |on| person.span_on(on).map(|span| span.organisation);
            let (before, after) = (state(person, on - 1, moves), state(person, on, moves));
            Change {
                before,
                after,
                same_organisation: place(on - 1) == place(on),
                entry: of_the_day(Kind::is_entry).filter(|_| before.is_none()),
                exit: of_the_day(Kind::is_exit).filter(|_| after.is_none()),
                people: 1,
            }
        })
        .collect()
}

/// The count of a day, person by person.
fn count(people: &[Person], on: i32, moves: [i32; 3], counted: Counted) -> Cells {
    let mut cells = Cells::default();
    for state in people.iter().filter_map(|person| state(person, on, moves)) {
        if counted.counts(state) {
            cells += state.cells();
        }
    }
    cells
}

/// The table of a period, both days included.
fn table(people: &[Person], from: i32, to: i32, moves: [i32; 3], counted: Counted) -> Movement {
    let mut table = Movement::starting(count(people, from - 1, moves, counted));
    for on in from..=to {
        for change in changes(people, on, moves) {
            table.add(&change, counted);
        }
    }
    table
}

/// The rows that count only whom the book itself gained or lost.
const OF_THE_BOOK: [Row; 13] = [
    Row::Admitted,
    Row::Readmitted,
    Row::TransferredIn,
    Row::Reinstated,
    Row::CarriedOver,
    Row::OtherIn,
    Row::TransferredOut,
    Row::Died,
    Row::Expelled,
    Row::Removed,
    Row::Resigned,
    Row::Cancelled,
    Row::OtherOut,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_closing_is_the_number_of_people_whose_span_covers_the_day(
        (people, moves) in book(), from in 0..HORIZON, length in 0..HORIZON,
    ) {
        let to = from + length;
        for counted in [Counted::Whole, Counted::Unit(10), Counted::Unit(20), Counted::Unit(4)] {
            let table = table(&people, from, to, moves, counted);
            prop_assert_eq!(table.cells(Row::Closing), count(&people, to, moves, counted), "{:?}", counted);
        }
    }

    #[test]
    fn the_closing_of_a_period_is_the_opening_of_the_next_and_two_periods_add_up(
        (people, moves) in book(), from in 0..HORIZON, first in 0..HORIZON, second in 0..HORIZON,
    ) {
        let (middle, to) = (from + first, from + first + second + 1);
        for counted in [Counted::Whole, Counted::Unit(20)] {
            let one = table(&people, from, middle, moves, counted);
            let two = table(&people, middle + 1, to, moves, counted);
            let both = table(&people, from, to, moves, counted);
            prop_assert_eq!(one.cells(Row::Closing), two.cells(Row::Opening));
            for row in Row::ALL.into_iter().filter(|row| !matches!(row, Row::Opening | Row::Closing)) {
                prop_assert_eq!(one.cells(row) + two.cells(row), both.cells(row), "{:?}", row);
                prop_assert_eq!(one.line(row).people + two.line(row).people, both.line(row).people, "{:?}", row);
            }
        }
    }

    #[test]
    fn the_units_add_up_to_the_whole_and_what_moves_between_them_cancels(
        (people, moves) in book(), from in 0..HORIZON, length in 0..HORIZON,
    ) {
        let to = from + length;
        let whole = table(&people, from, to, moves, Counted::Whole);
        let units = UNITS.map(|unit| table(&people, from, to, moves, Counted::Unit(unit)));
        let sum = |row| units.iter().fold(Cells::default(), |sum, unit| sum + unit.cells(row));
        for row in [Row::Opening, Row::Closing].into_iter().chain(OF_THE_BOOK) {
            prop_assert_eq!(sum(row), whole.cells(row), "{:?}", row);
        }
        let net = |cells: &dyn Fn(Row) -> Cells| {
            cells(Row::MovedIn) + cells(Row::UnitsIn) - cells(Row::MovedOut) - cells(Row::UnitsOut)
                + cells(Row::Recognised) + cells(Row::Changed)
        };
        prop_assert_eq!(net(&sum), net(&|row| whole.cells(row)));
    }

    #[test]
    fn a_kept_opening_and_its_adjustment_make_the_same_closing(
        (people, moves) in book(), kept in any::<[u8; 6]>(), from in 0..HORIZON,
    ) {
        let kept = Cells(kept.map(i64::from));
        let table = table(&people, from, from + 9, moves, Counted::Whole);
        let mut reopened = table.clone();
        reopened.reopen(kept, 3);
        prop_assert_eq!(reopened.cells(Row::Opening), kept);
        prop_assert_eq!(reopened.cells(Row::Adjustment), table.cells(Row::Opening) - kept);
        prop_assert_eq!(reopened.cells(Row::Closing), table.cells(Row::Closing));
    }

    #[test]
    fn no_row_takes_from_the_book_what_no_event_took(
        (people, moves) in book(), from in 0..HORIZON, length in 0..HORIZON,
    ) {
        let table = table(&people, from, from + length, moves, Counted::Whole);
        prop_assert_eq!(table.line(Row::OtherIn), Line::default());
        prop_assert_eq!(table.line(Row::OtherOut), Line::default());
    }

    #[test]
    fn probationary_and_official_are_everyone_and_only_recognitions_pass_between_them(
        (people, moves) in book(), from in 0..HORIZON, length in 0..HORIZON,
    ) {
        let table = table(&people, from, from + length, moves, Counted::Whole);
        for row in Row::ALL {
            let cells = table.cells(row);
            prop_assert_eq!(cells.get(Column::Probationary) + cells.get(Column::Official), cells.get(Column::Total));
        }
        let recognised = table.line(Row::Recognised);
        prop_assert_eq!(recognised.cells, Cells([0, 0, 0, 0, -recognised.people, recognised.people]));
        prop_assert_eq!(table.cells(Row::Changed).get(Column::Total), 0);
    }
}

fn member(unit: Option<i64>) -> State {
    State { unit, standing: Standing::Official, woman: true, minority: false, religious: false }
}

fn alone(change: Change, counted: Counted) -> Vec<Row> {
    change.effects(counted).into_iter().map(|effect| effect.row).collect()
}

#[test]
fn each_entry_and_each_exit_is_its_row() {
    let change = Change { before: None, after: None, same_organisation: false, entry: None, exit: None, people: 1 };
    let entered = |entry| Change { after: Some(member(Some(1))), entry, ..change };
    let left = |exit| Change { before: Some(member(Some(1))), exit, ..change };
    for (kind, rows) in [
        (Kind::OpeningBalance, vec![Row::CarriedOver]),
        (Kind::Admitted, vec![Row::Admitted]),
        (Kind::Readmitted, vec![Row::Admitted, Row::Readmitted]),
        (Kind::TransferredIn, vec![Row::TransferredIn]),
        (Kind::Reinstated, vec![Row::Reinstated]),
    ] {
        assert!(kind.is_entry());
        assert_eq!(alone(entered(Some(kind)), Counted::Whole), rows, "{kind:?}");
    }
    for (kind, row) in [
        (Kind::TransferredOut, Row::TransferredOut),
        (Kind::Removed, Row::Removed),
        (Kind::Expelled, Row::Expelled),
        (Kind::Resigned, Row::Resigned),
        (Kind::Died, Row::Died),
        (Kind::AdmissionCancelled, Row::Cancelled),
    ] {
        assert!(kind.is_exit());
        assert_eq!(alone(left(Some(kind)), Counted::Whole), [row], "{kind:?}");
    }
    assert_eq!(alone(entered(None), Counted::Whole), [Row::OtherIn]);
    assert_eq!(alone(left(None), Counted::Whole), [Row::OtherOut]);
}

#[test]
fn a_move_is_a_row_of_those_between_whom_it_is_and_cancels_above_them() {
    let moved = Change {
        before: Some(member(Some(1))),
        after: Some(member(Some(2))),
        same_organisation: false,
        entry: None,
        exit: None,
        people: 3,
    };
    assert_eq!(alone(moved, Counted::Whole), []);
    assert_eq!(alone(moved, Counted::Unit(1)), [Row::MovedOut]);
    assert_eq!(alone(moved, Counted::Unit(2)), [Row::MovedIn]);
    assert_eq!(alone(moved, Counted::Unit(3)), []);
    let with_their_branch = Change { same_organisation: true, ..moved };
    assert_eq!(alone(with_their_branch, Counted::Unit(1)), [Row::UnitsOut]);
    assert_eq!(with_their_branch.effects(Counted::Unit(2))[0].cells, Cells([3, 3, 0, 0, 0, 3]));
    let from_elsewhere = Change { before: Some(member(None)), ..moved };
    assert_eq!(alone(from_elsewhere, Counted::Whole), [Row::MovedIn]);
}

#[test]
fn recognised_and_changed_on_one_day_are_two_rows() {
    let before = State { standing: Standing::Probationary, ..member(Some(1)) };
    let after = State { religious: true, ..member(Some(1)) };
    let change = Change {
        before: Some(before),
        after: Some(after),
        same_organisation: true,
        entry: None,
        exit: None,
        people: 2,
    };
    let effects = change.effects(Counted::Whole);
    assert_eq!(effects[0], Effect { row: Row::Recognised, people: 2, cells: Cells([0, 0, 0, 0, -2, 2]) });
    assert_eq!(effects[1], Effect { row: Row::Changed, people: 2, cells: Cells([0, 0, 0, 2, 0, 0]) });
}

#[test]
fn words_are_read_back() {
    for row in Row::ALL {
        assert_eq!(Row::from_code(row.code()), Some(row));
    }
    for column in Column::ALL {
        assert_eq!(Column::from_code(column.code()), Some(column));
    }
}
