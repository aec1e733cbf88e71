//! The day for which a page is asked, and the day at whose end the book said so: the same two fields on every page,
//! and in every address that leads on from it.

use serde::Deserialize;

use crate::clock::Instant;
use crate::rules::Day;
use crate::web::Errors;

/// The two fields as they were typed; both may be empty: today, as the book says now.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AsOf {
    /// The day.
    pub as_of: String,
    /// The day at whose end the book said so.
    pub known_on: String,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The day: today when none was said.
    pub day: Day,
    /// The day at whose end the book said so; none: now.
    pub known_on: Option<Day>,
    /// Today.
    pub today: Day,
}

impl AsOf {
    /// What is asked for; a day that cannot be read, or lies in the future, is wrong, and today stands for it.
    pub fn read(&self, today: Day) -> (Asked, Errors) {
        let mut errors = Errors::new();
        let day = errors.optional_day("as_of", &self.as_of, today).unwrap_or(today);
        let known_on = errors.optional_day("known_on", &self.known_on, today).filter(|known_on| *known_on < today);
        (Asked { day, known_on, today }, errors)
    }
}

impl Asked {
    /// Until which instant the book is believed; none: now.
    pub fn known(&self) -> Option<Instant> {
        self.known_on.map(Instant::end_of)
    }

    /// Whether it is today as the book says now.
    pub fn is_now(&self) -> bool {
        self.day == self.today && self.known_on.is_none()
    }

    /// The query that keeps both days, with its question mark; empty for now.
    pub fn query(&self) -> String {
        let kept = self.kept();
        if kept.is_empty() { kept } else { format!("?{}", &kept["&".len()..]) }
    }

    /// The same at the end of a query that has other fields; empty for now.
    pub fn kept(&self) -> String {
        let mut query = String::new();
        if self.day != self.today {
            query.push_str("&as_of=");
            query.push_str(&self.day.iso());
        }
        if let Some(known_on) = self.known_on {
            query.push_str("&known_on=");
            query.push_str(&known_on.iso());
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(as_of: &str, known_on: &str) -> (Asked, Vec<&'static str>) {
        let typed = AsOf { as_of: as_of.into(), known_on: known_on.into() };
        let (asked, errors) = typed.read(Day::new(2026, 11, 23).unwrap());
        (asked, errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn what_is_now_needs_no_words_and_both_days_are_kept_in_addresses() {
        assert_eq!(asked("", "").0.query(), "");
        assert_eq!(asked("23/11/2026", "23/11/2026").0.query(), "", "today is now");
        let (then, errors) = asked("31/12/2019", "2020-01-06");
        assert!(errors.is_empty() && !then.is_now());
        assert_eq!(then.query(), "?as_of=2019-12-31&known_on=2020-01-06");
        assert_eq!(asked("", "6/1/2020").0.kept(), "&known_on=2020-01-06");
    }

    #[test]
    fn a_day_that_cannot_be_is_said_and_today_stands_for_it() {
        let (now, errors) = asked("31/2/2020", "24/11/2026");
        assert_eq!(errors, ["as_of", "known_on"]);
        assert!(now.is_now());
    }
}
