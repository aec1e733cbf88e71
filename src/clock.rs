//! The one place that knows what time it is.

use std::sync::{Arc, Mutex};

use jiff::{Timestamp, tz::TimeZone};

use crate::rules::Day;

/// An instant, as the database keeps it (`timestamptz`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub Timestamp);

impl Instant {
    /// The same instant that many seconds later (negative: earlier); the calendar's end when past it.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(self.0))
    }

    /// The next instant that the database can tell from this one: a microsecond later.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(jiff::SignedDuration::from_micros(1)).unwrap_or(self.0))
    }

    /// Seconds from `earlier` to this instant.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.as_second() - earlier.0.as_second()
    }

    /// That time of a day in Viet Nam; minutes may go past the hour.
    pub fn at(day: Day, hour: i64, minute: i64) -> Self {
        let midnight = jiff::civil::Date::from(day).to_zoned(zone()).map_or(Timestamp::MAX, |start| start.timestamp());
        Self(midnight).plus_seconds((hour * 60 + minute) * 60)
    }

    /// The end of a day in Viet Nam, which is the start of the next.
    pub fn end_of(day: Day) -> Self {
        Self::at(day.succ(), 0, 0)
    }

    /// The day in Viet Nam.
    pub fn day(self) -> Day {
        Day::from(self.0.to_zoned(zone()).date())
    }
}

/// dd/mm/yyyy hh:mm in Viet Nam.
impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let local = self.0.to_zoned(zone());
        write!(f, "{} {:02}:{:02}", self.day(), local.hour(), local.minute())
    }
}

/// The zone of the book: `Asia/Ho_Chi_Minh`, UTC+7 without summer time.
fn zone() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(7))
}

/// Tells the time: the machine's, or one that a test sets.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Mutex<Timestamp>>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is set again.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Some(Arc::new(Mutex::new(at))))
    }

    /// Sets a fixed clock; the machine's cannot be set.
    pub fn set(&self, at: Timestamp) {
        if let Some(fixed) = &self.0 {
            *fixed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = at;
        }
    }

    /// Now, to the microsecond, as the database keeps it.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Instant {
        let now = match &self.0 {
            None => Timestamp::now(),
            Some(fixed) => *fixed.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        };
        Instant(Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now))
    }

    /// Today in Viet Nam.
    pub fn today(&self) -> Day {
        self.now().day()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_viet_nam() {
        let day = Day::parse_iso("2026-11-23").unwrap();
        assert_eq!(Instant::at(day, 0, 0).0.to_string(), "2026-11-22T17:00:00Z");
        assert_eq!(Instant::at(day, 0, 0).day(), day);
        assert_eq!(Instant::at(day, 0, 0).plus_seconds(-1).day(), day.pred());
    }
}
