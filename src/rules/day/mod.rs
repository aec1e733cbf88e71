//! Days of the civil calendar, whole or known in part, and how people type them.
//!
//! A [`Day`] has no time and no zone. A [`PartialDate`] is what an old paper gives: a year, a month
//! or a day. Both read what a person types (`parse_typed`) and what a program writes (`parse_iso`).

mod partial;
mod typed;

use std::fmt;

use jiff::ToSpan as _;
use jiff::civil::Date;
pub use jiff::civil::Weekday;

pub use partial::PartialDate;

/// A day of the civil calendar. Its order is the order of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Why a typed date is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// Nothing was typed.
    Empty,
    /// Not a date in any form that we know, or less than the field needs (a month where a day is asked).
    Unreadable,
    /// The form is right, but the calendar has no such day (31/4, 29/2/2019) or no such month.
    NoSuchDay {
        /// As typed.
        year: i16,
        /// As typed.
        month: i8,
        /// As typed; 0 when only a month and a year were typed.
        day: i8,
    },
    /// The year has two digits.
    TwoDigitYear {
        /// The year with four digits that was most likely meant.
        suggestion: i16,
    },
    /// The year is before 1900 or after 2100.
    OutOfRange,
}

impl Day {
    /// The first day of which the book can tell.
    pub const FIRST: Self = Self::constant(1900, 1, 1);
    /// The last.
    pub const LAST: Self = Self::constant(2100, 12, 31);

    /// The day, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// A day written in the source; a day that does not exist does not compile when it stands in a constant.
    pub(in crate::rules) const fn constant(year: i16, month: i8, day: i8) -> Self {
        Self(jiff::civil::date(year, month, day))
    }

    /// Reads what a person types: dd/mm/yyyy with any usual separator, eight digits, words, or ISO.
    ///
    /// Spaces and invisible characters around it do not matter. Years from 1900 to 2100.
    ///
    /// # Errors
    /// Says why it is not a day.
    pub fn parse_typed(typed: &str) -> Result<Self, DateProblem> {
        typed::read_day(typed)
    }

    /// Reads YYYY-MM-DD exactly.
    pub fn parse_iso(iso: &str) -> Option<Self> {
        PartialDate::parse_iso(iso)?.full()
    }

    /// YYYY-MM-DD.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// That many days later (negative: earlier); the calendar's end when past it.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        const CALENDAR: i32 = 7_304_483;
        Self(self.0.saturating_add(days.clamp(-CALENDAR, CALENDAR).days()))
    }

    /// That many months later (negative: earlier), on the last day of the month where it is shorter:
    /// 29/2/2024 and twelve months is 28/2/2025. The calendar's end when past it.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        const CALENDAR: i32 = 19_998 * 12;
        Self(self.0.saturating_add(months.clamp(-CALENDAR, CALENDAR).months()))
    }

    /// The day before.
    #[must_use]
    pub fn pred(self) -> Self {
        self.plus_days(-1)
    }

    /// The day after.
    #[must_use]
    pub fn succ(self) -> Self {
        self.plus_days(1)
    }

    /// How many days after `earlier` this day is; negative when it is before.
    pub fn days_since(self, earlier: Self) -> i32 {
        let hours = self.0.duration_since(earlier.0).as_hours();
        i32::try_from(hours / 24).unwrap_or(i32::MAX)
    }

    /// How many whole months lie between `earlier` and this day (0 when it is before), with the end
    /// of short months as [`Day::plus_months`] has it.
    pub fn whole_months_since(self, earlier: Self) -> i32 {
        let apart = (i32::from(self.year()) - i32::from(earlier.year())) * 12 + i32::from(self.month())
            - i32::from(earlier.month());
        let reached = earlier.plus_months(apart) <= self;
        (if reached { apart } else { apart - 1 }).max(0)
    }
}

/// dd/mm/yyyy.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}/{:04}", self.day(), self.month(), self.year())
    }
}

/// YYYY-MM-DD, as a test that fails should show it.
impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        day.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    #[test]
    fn months_end_on_the_last_day_where_the_month_is_shorter() {
        for (from, months, to) in [
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2023-02-28", 12, "2024-02-28"),
            ("2024-08-31", 1, "2024-09-30"),
            ("2024-03-31", -1, "2024-02-29"),
            ("2024-12-15", 1, "2025-01-15"),
        ] {
            assert_eq!(day(from).plus_months(months), day(to), "{from} + {months}");
        }
    }

    #[test]
    fn whole_months_are_counted_to_the_day() {
        for (from, to, months) in [
            ("1990-05-10", "2008-05-09", 215),
            ("1990-05-10", "2008-05-10", 216),
            ("2024-02-29", "2025-02-27", 11),
            ("2024-02-29", "2025-02-28", 12),
            ("2024-01-31", "2024-02-29", 1),
            ("2024-01-31", "2024-01-31", 0),
            ("2024-01-31", "2023-01-31", 0),
        ] {
            assert_eq!(day(to).whole_months_since(day(from)), months, "{from} to {to}");
        }
    }

    #[test]
    fn a_day_is_shown_as_in_viet_nam_and_kept_as_iso() {
        let first = Day::new(1930, 2, 3).unwrap();
        assert_eq!(first.to_string(), "03/02/1930");
        assert_eq!(first.iso(), "1930-02-03");
        assert_eq!(Day::parse_iso("1930-02-03"), Some(first));
        for wrong in ["1930-2-3", "1930-02", "1930-02-30", "03/02/1930", "", "1930-02-03 ", "+930-02-03"] {
            assert_eq!(Day::parse_iso(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn saturday_and_sunday_are_the_weekend() {
        let flags: Vec<_> = (0..7).map(|n| day("2026-11-23").plus_days(n).is_weekend()).collect();
        assert_eq!(flags, [false, false, false, false, false, true, true]);
    }

    proptest! {
        #[test]
        fn no_arithmetic_panics(days in any::<i32>(), months in any::<i32>()) {
            let start = Day::constant(2026, 11, 23);
            let _ = start.plus_days(days).plus_months(months).plus_days(days).succ().pred();
        }

        #[test]
        fn days_since_undoes_plus_days(days in -200_000..200_000_i32) {
            let start = Day::constant(2000, 2, 29);
            prop_assert_eq!(start.plus_days(days).days_since(start), days);
        }

        #[test]
        fn whole_months_is_the_most_that_fits(from in 0..60_000_i32, more in 0..40_000_i32) {
            let from = Day::constant(1900, 1, 1).plus_days(from);
            let to = from.plus_days(more);
            let months = to.whole_months_since(from);
            prop_assert!(from.plus_months(months) <= to);
            prop_assert!(from.plus_months(months + 1) > to);
        }
    }
}
