//! Twenty years of a book, generated: drawn, replayed by the program's own fold, and written in the order in which it
//! would have been recorded, so that what belongs to one person lies as far apart as in a book that grew.

use std::fmt::Write;

use sodangvien::rules::Day;
use sodangvien::rules::standing::{Standing, Track, Value};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::facts::{self, Facts};
use super::kept::{Calendar, replay};
use super::life::{Branches, DAY, Days, Draw, Entry, Happened, Line, Seconds, live, recorded};

/// The first branch.
const FIRST: i64 = 100_000;
/// The first day of the book, and how many days before and after it are known to it.
const OPENS_ON: (i16, i8, i8) = (2006, 1, 1);
const NOTHING: i32 = i32::MIN;

/// A line of the ledger of everyone; organisations and days by their numbers.
struct EventRow {
    at: Seconds,
    person: u32,
    event: Option<Happened>,
    /// The line that it voids, by its place among all as they were drawn.
    voids: Option<u32>,
}

struct SpanRow {
    from: Seconds,
    to: Option<Seconds>,
    person: u32,
    event: u32,
    organisation: u32,
    days: [i32; 5],
    track: Track,
    value: Value,
}

/// What was drawn.
#[derive(Default)]
struct Drawn {
    events: Vec<EventRow>,
    spans: Vec<SpanRow>,
    people: Vec<Facts>,
}

/// Writes a book of about so many members today into an empty database, over two connections.
pub async fn write(db: &mut PgConnection, beside: &mut PgConnection, members: u64, today: Day) {
    let opens_on = Day::new(OPENS_ON.0, OPENS_ON.1, OPENS_ON.2).unwrap();
    let calendar = Calendar::around(opens_on, 27_000, 9_500);
    let count = (members / 20).max(4);
    let organisations = include_str!("organisations.sql").replace("$branches", &count.to_string());
    sqlx::raw_sql(AssertSqlSafe(organisations)).execute(&mut *db).await.unwrap();
    let drawn = draw(&calendar, members, calendar.number(today), Branches { first: FIRST, count });

    let later = indexes(db).await;
    for (_, drop, _) in &later {
        db.execute(AssertSqlSafe(drop.clone())).await.unwrap();
    }
    // What is copied into a table that was emptied in the same transaction goes to its file alone.
    let mut tx = db.begin().await.unwrap();
    tx.execute("truncate people, person_versions, events, spans cascade").await.unwrap();
    people(&mut tx, &calendar, &drawn.people).await;
    let ids = events(&mut tx, &calendar, &drawn.events).await;
    spans(&mut tx, &calendar, &drawn.spans, &ids).await;
    tx.commit().await.unwrap();
    drop(drawn);
    // The spans take as long as all the others.
    let (spans, others): (Vec<_>, Vec<_>) = later.into_iter().partition(|(table, ..)| table == "spans");
    tokio::join!(create(db, spans), create(beside, others));
    // Nine of ten transfers out were confirmed.
    db.execute(
        "insert into transfer_confirmations (event, confirmed_on, recorded_by, recorded_at) \
         select id, effective_on + 25, 1, recorded_at + interval '30 days' from events \
         where kind = 'transferred_out' and id % 10 <> 0 and recorded_at < timestamptz '2026-10-01'",
    )
    .await
    .unwrap();
    db.execute(
        "select setval(pg_get_serial_sequence('people', 'id'), (select max(id) from people)), \
         setval(pg_get_serial_sequence('events', 'id'), (select max(id) from events))",
    )
    .await
    .unwrap();
    db.execute("set session_replication_role = origin").await.unwrap();
    db.execute("vacuum analyze").await.unwrap();
}

/// Draws everyone and replays their ledgers.
fn draw(calendar: &Calendar, members: u64, today: Days, branches: Branches) -> Drawn {
    let now = Seconds::from(today) * DAY + 9 * 3_600;
    let mut drawn = Drawn::default();
    for entry in entries(members, today) {
        let person = u32::try_from(drawn.people.len() + 1).unwrap();
        let mut draw = Draw::of(u64::from(person) << 20);
        let life = live(&mut draw, entry, branches, today);
        let lines = recorded(&mut draw, &life, now);
        let (Some(first), Some(begun)) = (lines.first(), life.first()) else { continue };
        let joined = begun.admitted_on.unwrap_or(begun.on);
        drawn.people.push(Facts::drawn(person, first.at, (joined, begun.on), now));
        add(&mut drawn, calendar, person, &lines);
    }
    drawn
}

fn add(drawn: &mut Drawn, calendar: &Calendar, person: u32, lines: &[Line]) {
    let first = u32::try_from(drawn.events.len()).unwrap();
    for line in lines {
        let voids = line.voids.map(|place| first + u32::try_from(place).unwrap());
        drawn.events.push(EventRow { at: line.at, person, event: line.event, voids });
    }
    for kept in replay(calendar, lines) {
        let span = kept.span;
        let number = |day: Option<Day>| day.map_or(NOTHING, |day| calendar.number(day));
        let days = [
            calendar.number(span.from),
            number(span.to),
            number(span.admitted_on.map(sodangvien::rules::PartialDate::first)),
            number(span.official_on.map(sodangvien::rules::PartialDate::first)),
            number(span.due_on),
        ];
        drawn.spans.push(SpanRow {
            from: kept.from,
            to: kept.to,
            person,
            event: first + u32::try_from(span.event).unwrap(),
            organisation: u32::try_from(span.organisation).unwrap(),
            days,
            track: span.track,
            value: span.value,
        });
    }
}

/// How everyone came into the book, in the order of their coming: 3 % of the members a year, 2 % of whom leave, so that
/// there are so many today; besides, guests.
fn entries(members: u64, today: Days) -> Vec<Entry> {
    let years = f64::from(today) / 365.25;
    // A hundredth more a year; some of those who leave come back, and some are told of only after today.
    let first = members as f64 / (0.0102 * years).exp();
    let (mut entries, mut draw) = (Vec::new(), Draw::of(7));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of people")]
    entries.resize(first.round() as usize, Entry::Carried);
    let mut n = 0.0;
    loop {
        n += 1.0;
        #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
        let on = (100.0 * (1.0 + n / (3.0 * first)).ln() * 365.25) as Days + 1;
        if on > today {
            return entries;
        }
        entries.push(match draw.below(100) {
            0..27 => Entry::Transferred(on),
            _ => Entry::Admitted(on),
        });
        if draw.once_in_a_thousand(70) {
            entries.push(Entry::Guest(on));
        }
    }
}

/// What is made after the rows are there: of which table, how it is dropped and made again.
async fn indexes(db: &mut PgConnection) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "select conrelid::regclass::text, format('alter table %s drop constraint %I', conrelid::regclass, conname), \
                format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) \
           from pg_constraint where contype in ('x', 'u') \
            and conrelid in ('person_versions'::regclass, 'events'::regclass, 'spans'::regclass) \
         union all \
         select indrelid::regclass::text, format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid) \
           from pg_index where indrelid in ('person_versions'::regclass, 'events'::regclass, 'spans'::regclass) \
            and not exists (select from pg_constraint where conindid = indexrelid)",
    )
    .fetch_all(db)
    .await
    .unwrap()
}

async fn create(db: &mut PgConnection, indexes: Vec<(String, String, String)>) {
    db.execute("set maintenance_work_mem = '1GB'").await.unwrap();
    for (_, _, create) in indexes {
        db.execute(AssertSqlSafe(create)).await.unwrap();
    }
    db.execute("reset maintenance_work_mem").await.unwrap();
}

/// Copies lines into a table, some at a time.
async fn copy(db: &mut PgConnection, into: &str, mut line: impl FnMut(&mut String) -> bool) {
    let mut copy = db.copy_in_raw(&format!("copy {into} from stdin")).await.unwrap();
    let mut buffer = String::with_capacity(2 << 20);
    while line(&mut buffer) {
        if buffer.len() > 1 << 20 {
            copy.send(buffer.as_bytes()).await.unwrap();
            buffer.clear();
        }
    }
    copy.send(buffer.as_bytes()).await.unwrap();
    copy.finish().await.unwrap();
}

/// An instant as PostgreSQL reads it.
fn instant(calendar: &Calendar, line: &mut String, at: Seconds) {
    let day = calendar.iso(Days::try_from(at / DAY).unwrap());
    let rest = at % DAY;
    let _ = write!(line, "{day} {:02}:{:02}:{:02}+07", rest / 3_600, rest / 60 % 60, rest % 60);
}

async fn people(db: &mut PgConnection, calendar: &Calendar, people: &[Facts]) {
    let mut all = people.iter();
    copy(db, "people (id, created_at)", |line| {
        let Some(one) = all.next() else { return false };
        let _ = write!(line, "{}\t", one.person);
        instant(calendar, line, one.since);
        line.push('\n');
        true
    })
    .await;
    let mut versions: Vec<_> = people
        .iter()
        .enumerate()
        .flat_map(|(at, one)| one.versions().map(move |(known, version)| (known, at, version)))
        .collect();
    versions.sort_by_key(|(known, at, _)| (*known, *at));
    let mut versions = versions.into_iter();
    copy(db, &format!("person_versions ({})", facts::COLUMNS), |line| {
        let Some((_, at, version)) = versions.next() else { return false };
        people[at].row(version, calendar, |line, at| instant(calendar, line, at), line);
        true
    })
    .await;
}

/// The events in the order in which they were recorded; their numbers in that in which they were drawn.
async fn events(db: &mut PgConnection, calendar: &Calendar, events: &[EventRow]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(events.len()).unwrap()).collect();
    order.sort_unstable_by_key(|at| (events[*at as usize].at, *at));
    let mut ids = vec![0_u32; events.len()];
    for (at, place) in order.iter().enumerate() {
        ids[*place as usize] = u32::try_from(at + 1).unwrap();
    }
    let mut places = order.iter();
    let columns = "id, person, kind, effective_on, decided_on, decision_number, organisation, counterpart, standing, \
        admitted_on, official_on, due_on, recorded_by, recorded_at, voids";
    copy(db, &format!("events ({columns})"), |line| {
        let Some(&place) = places.next() else { return false };
        let row = &events[place as usize];
        let (id, person) = (ids[place as usize], row.person);
        let day = |line: &mut String, day: Option<Days>| line.push_str(day.map_or("\\N", |day| calendar.iso(day)));
        if let Some(event) = row.event {
            let _ = write!(line, "{id}\t{person}\t{}\t{}\t", event.kind.code(), calendar.iso(event.on));
            day(line, event.decided_on);
            let _ = write!(line, "\t{}-QĐ/ĐU\t{}\t", id % 997, event.organisation);
            match event.counterpart {
                Some(counterpart) => drop(write!(line, "{counterpart}")),
                None => line.push_str("\\N"),
            }
            line.push('\t');
            line.push_str(event.standing.map_or("\\N", Standing::code));
            for other in [event.admitted_on, event.official_on, event.due_on] {
                line.push('\t');
                day(line, other);
            }
        } else {
            let voided = row.voids.and_then(|voided| events[voided as usize].event);
            let on = voided.map_or(0, |event| event.on);
            let _ = write!(line, "{id}\t{person}\tvoid\t{}\t\\N\t\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N", calendar.iso(on));
        }
        line.push_str("\t1\t");
        instant(calendar, line, row.at);
        match row.voids {
            Some(voided) => drop(writeln!(line, "\t{}", ids[voided as usize])),
            None => line.push_str("\t\\N\n"),
        }
        true
    })
    .await;
    ids
}

/// The spans in the order in which they were first believed.
async fn spans(db: &mut PgConnection, calendar: &Calendar, spans: &[SpanRow], ids: &[u32]) {
    let mut order: Vec<u32> = (0..u32::try_from(spans.len()).unwrap()).collect();
    order.sort_unstable_by_key(|at| (spans[*at as usize].from, *at));
    let mut places = order.iter();
    let columns = "person, track, value, organisation, valid, known, event, admitted_on, official_on, due_on";
    copy(db, &format!("spans ({columns})"), |line| {
        let Some(&place) = places.next() else { return false };
        let row = &spans[place as usize];
        let [from, to, rest @ ..] = row.days;
        let end = if to == NOTHING { "" } else { calendar.iso(to) };
        let (track, value) = (row.track.code(), row.value.code());
        let _ =
            write!(line, "{}\t{track}\t{value}\t{}\t[{},{end})\t[\"", row.person, row.organisation, calendar.iso(from));
        instant(calendar, line, row.from);
        match row.to {
            Some(to) => {
                line.push_str("\",\"");
                instant(calendar, line, to);
                line.push_str("\")");
            }
            None => line.push_str("\",)"),
        }
        let _ = write!(line, "\t{}", ids[row.event as usize]);
        for day in rest {
            line.push('\t');
            line.push_str(if day == NOTHING { "\\N" } else { calendar.iso(day) });
        }
        line.push('\n');
        true
    })
    .await;
}
