//! The spans of a ledger as the book kept them: after everything that was recorded it is folded again, what is not so
//! any more ends in `known`, what is so now begins. The fold is the program's own.

use sodangvien::rules::standing::{self, Span};
use sodangvien::rules::{Day, PartialDate};

use super::life::{Days, Line, Seconds};

/// Days of the calendar by their number, and as they are written.
pub struct Calendar {
    before: Days,
    days: Vec<Day>,
    iso: Vec<String>,
}

impl Calendar {
    /// From so many days before a day until so many after it.
    pub fn around(day: Day, before: Days, after: Days) -> Self {
        let days: Vec<_> = (-before..=after).map(|days| day.plus_days(days)).collect();
        let iso = days.iter().map(|day| day.iso()).collect();
        Self { before, days, iso }
    }

    fn at(&self, days: Days) -> usize {
        usize::try_from(days + self.before).unwrap()
    }

    /// The day of a number.
    pub fn day(&self, days: Days) -> Day {
        self.days[self.at(days)]
    }

    /// How it is written.
    pub fn iso(&self, days: Days) -> &str {
        &self.iso[self.at(days)]
    }

    /// Its number.
    pub fn number(&self, day: Day) -> Days {
        Days::try_from(self.days.binary_search(&day).unwrap()).unwrap() - self.before
    }
}

/// A span, and from when until when the book said so.
pub struct Kept {
    pub span: Span,
    pub from: Seconds,
    pub to: Option<Seconds>,
}

/// Replays a ledger; the number of an event is its place.
pub fn replay(calendar: &Calendar, lines: &[Line]) -> Vec<Kept> {
    let (mut kept, mut standing) = (Vec::<Kept>::new(), Vec::<standing::Event>::new());
    for together in lines.chunk_by(|one, next| one.at == next.at) {
        for line in together {
            match (line.event, line.voids) {
                (Some(_), _) => {
                    let place = lines.iter().position(|other| std::ptr::eq(other, line)).unwrap();
                    standing.extend(as_rule(calendar, place, line));
                }
                (None, voided) => standing.retain(|event| usize::try_from(event.id).ok() != voided),
            }
        }
        let at = together[0].at;
        let folded = standing::fold(&standing).unwrap_or_else(|refusal| panic!("{refusal:?} in {standing:?}"));
        for one in kept.iter_mut().filter(|one| one.to.is_none() && !folded.contains(&one.span)) {
            one.to = Some(at);
        }
        kept.retain(|one| one.to != Some(one.from));
        for span in folded {
            if !kept.iter().any(|one| one.to.is_none() && one.span == span) {
                kept.push(Kept { span, from: at, to: None });
            }
        }
    }
    kept
}

fn as_rule(calendar: &Calendar, place: usize, line: &Line) -> Option<standing::Event> {
    let event = line.event?;
    let partial = |days: Option<Days>| days.map(|days| PartialDate::from(calendar.day(days)));
    Some(standing::Event {
        id: i64::try_from(place).ok()?,
        kind: event.kind,
        effective_on: calendar.day(event.on),
        organisation: event.organisation,
        counterpart: event.counterpart,
        standing: event.standing,
        decided_on: partial(event.decided_on),
        admitted_on: partial(event.admitted_on),
        official_on: partial(event.official_on),
        due_on: event.due_on.map(|days| calendar.day(days)),
    })
}
