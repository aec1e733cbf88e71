//! A calendar year of the committee: on which day it is told, and from when what comes at its end is missing.
//!
//! Members are graded and the comments of their residence come back in December, with the report of the year; until
//! then neither is missing. That is custom; no regulation fixes the day.

use super::day::Day;

/// The day by whose members and rules a year is told: its last, or an earlier one on which it is asked.
pub fn counted_on(year: i16, asked: Day) -> Day {
    Day::new(year, 12, 31).map_or(asked, |last| last.min(asked))
}

/// Whether a year has begun on a day: before that nothing of it can be missing.
pub fn has_begun(year: i16, today: Day) -> bool {
    today.year() >= year
}

/// Whether what comes at the end of a year is due on a day: from the first of its December on.
pub fn is_due(year: i16, today: Day) -> bool {
    Day::new(year, 12, 1).is_some_and(|first| first <= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    #[test]
    fn a_year_is_counted_on_its_last_day_or_when_it_is_asked() {
        assert_eq!(counted_on(2019, day("2026-11-23")), day("2019-12-31"));
        assert_eq!(counted_on(2026, day("2026-11-23")), day("2026-11-23"));
    }

    #[test]
    fn what_comes_at_the_end_of_a_year_is_due_from_december_on() {
        for (today, begun, due) in [
            ("2025-12-31", false, false),
            ("2026-01-01", true, false),
            ("2026-11-30", true, false),
            ("2026-12-01", true, true),
            ("2027-01-01", true, true),
        ] {
            assert_eq!((has_begun(2026, day(today)), is_due(2026, day(today))), (begun, due), "{today}");
        }
    }
}
