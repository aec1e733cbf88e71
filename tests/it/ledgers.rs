//! The ledger through the database: two legal orders of recording the same events say the same, what was voided is as if
//! it had never been, and nothing overlaps.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sodangvien::audit::Author;
use sodangvien::ids::PersonId;
use sodangvien::ledger::{self, NewEvent};
use sodangvien::rules::standing::{Event, Kind, Span, Standing, fold};

use crate::build::day;
use crate::support::TestApp;

/// A step as it is drawn: what, in which of the branches, to which, how many days after the one before.
type Drawn = (usize, bool, bool, bool, i32);

/// The steps that may follow one another, as events of the rules; each on a day of its own.
fn legal(test: &TestApp, drawn: &[Drawn]) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut on = day("1/1/2020");
    for (kind, place, to, official, gap) in drawn {
        on = on.plus_days(*gap);
        let kind = Kind::ALL[*kind % Kind::ALL.len()];
        let branch = |second: bool| test.branches[usize::from(second)].0;
        let event = Event {
            id: i64::try_from(events.len()).unwrap(),
            kind,
            effective_on: on,
            organisation: branch(*place),
            counterpart: (kind == Kind::Moved).then(|| branch(*to)),
            standing: Some(if *official { Standing::Official } else { Standing::Probationary }),
            decided_on: None,
            admitted_on: None,
            official_on: None,
            due_on: None,
        };
        events.push(event);
        if fold(&events).is_err() {
            events.pop();
        }
    }
    events
}

/// Another order in which each may be recorded, whatever is recorded before it; the first that a shuffle finds.
fn reordered(events: &[Event], shuffle: &[usize]) -> Vec<Event> {
    let mut left = events.to_vec();
    let mut order = Vec::new();
    let mut turn = 0;
    while !left.is_empty() {
        let fits = |event: &Event| {
            let mut with = order.clone();
            with.push(*event);
            fold(&with).is_ok()
        };
        let fitting: Vec<_> = (0..left.len()).filter(|at| fits(&left[*at])).collect();
        // The earliest of what is left always fits what was recorded in the order of days.
        let Some(at) = fitting.get(shuffle[turn % shuffle.len()] % fitting.len().max(1)) else {
            return events.to_vec();
        };
        order.push(left.remove(*at));
        turn += 1;
    }
    order
}

async fn record(test: &TestApp, author: Author, person: PersonId, event: &Event) {
    let mut new =
        NewEvent::new(person, event.kind, event.effective_on, sodangvien::ids::OrganisationId(event.organisation));
    new.counterpart = event.counterpart.map(sodangvien::ids::OrganisationId);
    new.standing = event.standing;
    let mut tx = test.db().begin().await.unwrap();
    ledger::record(&mut tx, author, &new).await.unwrap();
    tx.commit().await.unwrap();
}

/// The spans of somebody by their content: the number of an event is that of the order of recording.
async fn spans(test: &TestApp, person: PersonId) -> Vec<Span> {
    let mut db = test.db().acquire().await.unwrap();
    sorted(ledger::spans(&mut db, person).await.unwrap())
}

fn sorted(mut spans: Vec<Span>) -> Vec<Span> {
    for span in &mut spans {
        span.event = 0;
    }
    spans.sort_by_key(|span| (span.track.code(), span.from));
    spans
}

/// The whole of a case: how many events it had, and whether the second order was another.
async fn holds(test: &TestApp, author: Author, drawn: &[Drawn], shuffle: &[usize]) -> (usize, bool) {
    let events = legal(test, drawn);
    let other = reordered(&events, shuffle);
    let [one, two] = [test.person("Lê Văn Một").enter().await, test.person("Lê Văn Hai").enter().await];
    let mut before = Vec::new();
    for event in &events {
        before = spans(test, one).await;
        record(test, author, one, event).await;
    }
    for event in &other {
        record(test, author, two, event).await;
    }
    let (told, again) = (spans(test, one).await, spans(test, two).await);
    assert_eq!(told, again, "in the orders {events:?} and {other:?}");
    assert_eq!(told, sorted(fold(&events).unwrap()), "as the rules fold them");
    if !events.is_empty() {
        let mut tx = test.db().begin().await.unwrap();
        let recorded = ledger::queries::events(&mut *tx, one).await.unwrap();
        let last = recorded.iter().max_by_key(|event| event.id).unwrap();
        ledger::void(&mut tx, author, one, last, "ghi nhầm").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(spans(test, one).await, before, "as if it had never been: {events:?}");
    }
    (events.len(), events != other)
}

#[test]
fn ledgers_that_are_recorded_in_any_order_say_the_same_and_a_void_leaves_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (test, author) = runtime.block_on(async {
        let test = TestApp::new().await;
        let author = test.author().await;
        (test, author)
    });
    let step = (0..Kind::ALL.len(), any::<bool>(), any::<bool>(), any::<bool>(), 1..200_i32);
    // Somebody has to be in the book before anything else may follow.
    let entry = (0..5_usize, any::<bool>(), any::<bool>(), any::<bool>(), 1..200_i32);
    let drawn = (entry, prop::collection::vec(step, 12..40), prop::collection::vec(0..64_usize, 8));
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    // The same cases every time: the seed stands here.
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[19; 32]));
    let counted = std::cell::RefCell::new((0, 0));
    runner
        .run(&drawn, |(entry, steps, shuffle)| {
            let steps: Vec<_> = std::iter::once(entry).chain(steps).collect();
            let (events, another) = runtime.block_on(holds(&test, author, &steps, &shuffle));
            let mut counted = counted.borrow_mut();
            *counted = (counted.0 + events, counted.1 + usize::from(another));
            Ok(())
        })
        .unwrap();
    let (events, another) = *counted.borrow();
    assert!(events > 60 && another > 8, "{events} events, {another} in another order: too few to prove anything");
    let overlapping: i64 = runtime
        .block_on(
            sqlx::query_scalar(
                "select count(*) from spans as a join spans as b on a.person = b.person and a.track = b.track
                    and a.id < b.id and a.valid && b.valid and a.known && b.known",
            )
            .fetch_one(test.db()),
        )
        .unwrap();
    assert_eq!(overlapping, 0);
}
