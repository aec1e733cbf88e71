//! A date known in part: a year, a month of a year, or a day.

use std::cmp::Ordering;
use std::fmt;

use super::{DateProblem, Day, typed};

/// A year, a month or a day, as the paper gives it.
///
/// It stands for a range of days, [`first`](Self::first) to [`last`](Self::last). A rule may only
/// find fault with it when every day of the range is at fault, which is what
/// [`surely_before`](Self::surely_before) and [`surely_after`](Self::surely_after) are for.
///
/// The order is by the first day, then the coarser before the finer; it is the order of the ISO
/// texts, so the database sorts alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// The first day that may be meant.
    first: Day,
    precision: Precision,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

impl PartialDate {
    /// A year alone, 0 to 9999.
    pub fn from_year(year: i16) -> Option<Self> {
        Self::of(year, 1, 1, Precision::Year)
    }

    /// A month of a year from 0 to 9999.
    pub fn from_month(year: i16, month: i8) -> Option<Self> {
        Self::of(year, month, 1, Precision::Month)
    }

    fn of(year: i16, month: i8, day: i8, precision: Precision) -> Option<Self> {
        (0..=9999).contains(&year).then(|| Day::new(year, month, day))?.map(|first| Self { first, precision })
    }

    /// Reads what a person types: a year, mm/yyyy, or a day in any form of [`Day::parse_typed`].
    ///
    /// # Errors
    /// Says why it is not a date.
    pub fn parse_typed(typed: &str) -> Result<Self, DateProblem> {
        typed::read(typed)
    }

    /// Reads `1942`, `1942-05` or `1942-05-09` exactly.
    pub fn parse_iso(iso: &str) -> Option<Self> {
        let bytes = iso.as_bytes();
        let shaped = matches!(bytes.len(), 4 | 7 | 10)
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return None;
        }
        let year = iso.get(..4)?.parse().ok()?;
        let Some(month) = iso.get(5..7) else {
            return Self::from_year(year);
        };
        let month = month.parse().ok()?;
        let Some(day) = iso.get(8..) else {
            return Self::from_month(year, month);
        };
        Self::of(year, month, day.parse().ok()?, Precision::Day)
    }

    /// `1942`, `1942-05` or `1942-05-09`.
    pub fn iso(self) -> String {
        let mut iso = self.first.iso();
        iso.truncate(match self.precision {
            Precision::Year => 4,
            Precision::Month => 7,
            Precision::Day => 10,
        });
        iso
    }

    /// The first day that may be meant.
    pub fn first(self) -> Day {
        self.first
    }

    /// The last day that may be meant.
    pub fn last(self) -> Day {
        match self.precision {
            Precision::Year => self.first.plus_months(12).pred(),
            Precision::Month => self.first.plus_months(1).pred(),
            Precision::Day => self.first,
        }
    }

    /// The day, when it is known.
    pub fn full(self) -> Option<Day> {
        (self.precision == Precision::Day).then_some(self.first)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// The month, when it is known.
    pub fn month(self) -> Option<i8> {
        (self.precision >= Precision::Month).then(|| self.first.month())
    }

    /// Whether every day that may be meant is before `day`.
    pub fn surely_before(self, day: Day) -> bool {
        self.last() < day
    }

    /// Whether every day that may be meant is after `day`.
    pub fn surely_after(self, day: Day) -> bool {
        self.first > day
    }

    /// Whether `day` may be the one meant.
    pub fn may_be(self, day: Day) -> bool {
        (self.first..=self.last()).contains(&day)
    }

    /// Whether the two surely stand in one order, and which; `Equal` only for two equal days.
    /// `None` when the ranges touch, so that nobody can say.
    pub fn surely_cmp(self, other: Self) -> Option<Ordering> {
        match (self.full(), other.full()) {
            (Some(day), Some(other)) => Some(day.cmp(&other)),
            _ if self.last() < other.first => Some(Ordering::Less),
            _ if self.first > other.last() => Some(Ordering::Greater),
            _ => None,
        }
    }
}

/// `1942`, `05/1942` or `09/05/1942`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(f, "{:04}", self.first.year()),
            Precision::Month => write!(f, "{:02}/{:04}", self.first.month(), self.first.year()),
            Precision::Day => self.first.fmt(f),
        }
    }
}

/// The ISO text, as a test that fails should show it.
impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl From<Day> for PartialDate {
    fn from(day: Day) -> Self {
        Self { first: day, precision: Precision::Day }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn partial(iso: &str) -> PartialDate {
        PartialDate::parse_iso(iso).unwrap()
    }

    fn any_partial() -> impl Strategy<Value = PartialDate> {
        (1900..=2100_i16, 1..=12_i8, 1..=31_i8, 0..3_u8).prop_filter_map("no such day", |(year, month, day, kind)| {
            match kind {
                0 => PartialDate::from_year(year),
                1 => PartialDate::from_month(year, month),
                _ => Day::new(year, month, day).map(PartialDate::from),
            }
        })
    }

    #[test]
    fn a_partial_date_covers_every_day_it_may_mean() {
        for (iso, first, last, shown) in [
            ("1942", "1942-01-01", "1942-12-31", "1942"),
            ("1942-05", "1942-05-01", "1942-05-31", "05/1942"),
            ("1944-02", "1944-02-01", "1944-02-29", "02/1944"),
            ("1942-05-09", "1942-05-09", "1942-05-09", "09/05/1942"),
        ] {
            let date = partial(iso);
            assert_eq!(date.iso(), iso);
            assert_eq!(date.first().iso(), first);
            assert_eq!(date.last().iso(), last);
            assert_eq!(date.to_string(), shown);
        }
        assert_eq!(partial("1942-05").full(), None);
        assert_eq!(partial("1942-05-09").full(), Day::new(1942, 5, 9));
        assert_eq!((partial("1942").month(), partial("1942-05").month()), (None, Some(5)));
    }

    #[test]
    fn what_is_not_exactly_iso_is_refused() {
        for wrong in ["", "42", "1942-", "1942-5", "1942-13", "1942-00", "1942-02-30", "1942-05-0９", "1942/05", "-942"]
        {
            assert_eq!(PartialDate::parse_iso(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_what_is_sure_is_said() {
        let day = Day::new(1942, 6, 1).unwrap();
        for (iso, before, may, after) in [
            ("1942", false, true, false),
            ("1942-05", true, false, false),
            ("1942-06", false, true, false),
            ("1942-07", false, false, true),
            ("1941", true, false, false),
            ("1942-05-31", true, false, false),
            ("1942-06-01", false, true, false),
            ("1942-06-02", false, false, true),
        ] {
            let date = partial(iso);
            let said = (date.surely_before(day), date.may_be(day), date.surely_after(day));
            assert_eq!(said, (before, may, after), "{iso}");
        }
        assert_eq!(partial("1942").surely_cmp(partial("1942-05")), None);
        assert_eq!(partial("1942-05").surely_cmp(partial("1942-05")), None);
        assert_eq!(partial("1941").surely_cmp(partial("1942-05")), Some(Ordering::Less));
        assert_eq!(partial("1942-05-09").surely_cmp(partial("1942-05-09")), Some(Ordering::Equal));
        assert_eq!(partial("1942-06").surely_cmp(partial("1942-05-31")), Some(Ordering::Greater));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(date in any_partial()) {
            prop_assert_eq!(PartialDate::parse_typed(&date.to_string()), Ok(date));
            prop_assert_eq!(PartialDate::parse_typed(&date.iso()), Ok(date));
            prop_assert_eq!(PartialDate::parse_iso(&date.iso()), Some(date));
        }

        #[test]
        fn the_order_is_the_order_of_the_iso_texts(one in any_partial(), other in any_partial()) {
            prop_assert_eq!(one.cmp(&other), one.iso().cmp(&other.iso()));
        }
    }
}
