//! The working days of Viet Nam, 2015 to 2030.
//!
//! Offices rest on Saturdays, Sundays and the days of the Labour Code (10/2012/QH13, điều 115;
//! since 1/1/2021 45/2019/QH14, điều 111 and 112): a holiday on a weekend is made up on the next
//! working day. Which five days are Tết, which day beside 2/9 is off and which weekday is exchanged
//! for a Saturday is decided anew each year; [`years`] has what was decided and what is only
//! expected. Each day says its source, and a committee may correct any of them.
//!
//! Outside those years only weekends and the days of the solar calendar are known, and
//! [`Calendar::covers`] says so.

mod years;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::day::Day;
use years::{EXCHANGES, YEARS};

/// Why a day is not as its weekday says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Tết Dương lịch, 1/1.
    NewYear,
    /// Tết Nguyên đán, with the days that make up for those on a weekend.
    LunarNewYear,
    /// Giỗ Tổ Hùng Vương, the tenth of the third lunar month.
    HungKings,
    /// Ngày Chiến thắng, 30/4.
    Victory,
    /// Ngày Quốc tế Lao động, 1/5.
    Labour,
    /// Quốc khánh, 2/9, and since 2021 the day beside it.
    NationalDay,
    /// Ngày Văn hóa Việt Nam, 24/11, since 2026.
    CultureDay,
    /// Makes up for a holiday on a weekend.
    Compensation,
    /// A weekday off and a Saturday worked for it.
    Exchange,
    /// Set by a committee.
    Local,
}

impl Reason {
    /// The reason as a word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NewYear => "new_year",
            Self::LunarNewYear => "lunar_new_year",
            Self::HungKings => "hung_kings",
            Self::Victory => "victory",
            Self::Labour => "labour",
            Self::NationalDay => "national_day",
            Self::CultureDay => "culture_day",
            Self::Compensation => "compensation",
            Self::Exchange => "exchange",
            Self::Local => "local",
        }
    }
}

/// How sure a day of the calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// A law or a decision of that year says so.
    Decreed,
    /// The usual pattern; the decision is not there yet, or was not at hand.
    Expected,
}

/// A day that is not as its weekday says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialDay {
    /// The day.
    pub day: Day,
    /// Worked although a Saturday or Sunday; else off.
    pub worked: bool,
    /// Why.
    pub reason: Reason,
    /// The text that says so, in Vietnamese, as one cites it.
    pub source: Cow<'static, str>,
    /// How sure it is.
    pub certainty: Certainty,
}

/// Which days are worked. Cheap to ask, made once.
#[derive(Clone, Debug)]
pub struct Calendar {
    special: BTreeMap<Day, SpecialDay>,
}

impl Calendar {
    /// The calendar that comes with the program.
    pub fn shipped() -> Self {
        let mut calendar = Self { special: BTreeMap::new() };
        for year in &YEARS {
            calendar.add_year(year);
        }
        for exchange in EXCHANGES {
            for (day, worked) in [(exchange.off, false), (exchange.worked, true)] {
                calendar.set(SpecialDay {
                    day,
                    worked,
                    reason: Reason::Exchange,
                    source: exchange.source.into(),
                    certainty: exchange.certainty,
                });
            }
        }
        calendar
    }

    /// The calendar with one day more off.
    #[must_use]
    pub fn with_day_off(self, day: Day, source: impl Into<Cow<'static, str>>) -> Self {
        self.with(day, false, source.into())
    }

    /// The calendar with one day more worked.
    #[must_use]
    pub fn with_working_day(self, day: Day, source: impl Into<Cow<'static, str>>) -> Self {
        self.with(day, true, source.into())
    }

    fn with(mut self, day: Day, worked: bool, source: Cow<'static, str>) -> Self {
        let (reason, certainty) = (Reason::Local, Certainty::Decreed);
        self.special.insert(day, SpecialDay { day, worked, reason, source, certainty });
        self
    }

    /// Whether all holidays of that day's year are known.
    pub fn covers(&self, day: Day) -> bool {
        YEARS.iter().any(|year| year.number == day.year())
    }

    /// What is special about a day, if anything beside its weekday is.
    pub fn special(&self, day: Day) -> Option<&SpecialDay> {
        self.special.get(&day)
    }

    /// The special days from a day to another, both included.
    pub fn special_between(&self, from: Day, to: Day) -> impl Iterator<Item = &SpecialDay> {
        let sound = from <= to;
        sound.then(|| self.special.range(from..=to)).into_iter().flatten().map(|(_, special)| special)
    }

    /// Whether the calendar knows every day from one to another, both included, and none of them is
    /// only expected.
    pub fn is_decided(&self, from: Day, to: Day) -> bool {
        self.covers(from)
            && self.covers(to)
            && self.special_between(from, to).all(|special| special.certainty == Certainty::Decreed)
    }

    /// Whether offices work on that day.
    pub fn is_working_day(&self, day: Day) -> bool {
        match self.special.get(&day) {
            Some(special) => special.worked,
            None => !day.is_weekend() && (self.covers(day) || solar_holiday(day).is_none()),
        }
    }

    /// The `days`-th working day after `from`, which itself does not count; `from` for 0.
    pub fn plus_working_days(&self, from: Day, days: u32) -> Day {
        let (mut day, mut left) = (from, days);
        while left > 0 {
            let next = day.succ();
            if next == day {
                break;
            }
            day = next;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        day
    }

    /// The `days`-th working day before `until`, which itself does not count; `until` for 0.
    pub fn minus_working_days(&self, until: Day, days: u32) -> Day {
        let (mut day, mut left) = (until, days);
        while left > 0 {
            let before = day.pred();
            if before == day {
                break;
            }
            day = before;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        day
    }

    /// How many working days lie after `from` up to and including `to`; negative when `to` is before.
    pub fn working_days_between(&self, from: Day, to: Day) -> i32 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = day.succ();
            count += i32::from(self.is_working_day(day));
        }
        count
    }

    /// Adds a year: Tết and the day beside 2/9 as decided, the days of the law, what makes up for them.
    fn add_year(&mut self, year: &years::Year) {
        let (law, making_up) = if year.number < 2021 {
            ("Bộ luật Lao động 2012, Điều 115", "Bộ luật Lao động 2012, Điều 115, khoản 3")
        } else {
            ("Bộ luật Lao động 2019, Điều 112", "Bộ luật Lao động 2019, Điều 111, khoản 3")
        };
        let off = |day, reason, source: &'static str, certainty| SpecialDay {
            day,
            worked: false,
            reason,
            source: source.into(),
            certainty,
        };
        let mut day = year.tet_from;
        while day <= year.tet_to {
            self.set(off(day, Reason::LunarNewYear, year.source, year.certainty));
            day = day.succ();
        }
        if let Some(beside) = year.beside_national_day {
            self.set(off(beside, Reason::NationalDay, year.source, year.certainty));
        }
        let lawful = [(1, 1), (4, 30), (5, 1), (9, 2)]
            .into_iter()
            .filter_map(|(month, day)| Day::new(year.number, month, day))
            .filter_map(|day| Some((day, solar_holiday(day)?)))
            .chain([(year.hung_kings, Reason::HungKings)]);
        let mut lawful: Vec<_> = lawful.collect();
        lawful.sort_unstable();
        for (day, reason) in &lawful {
            self.set(off(*day, *reason, law, Certainty::Decreed));
        }
        // Not among the days of the Code, so nothing makes up for it when it is on a weekend.
        if let Some(day) = Day::new(year.number, 11, 24).filter(|_| year.number >= 2026) {
            let source = "Nghị quyết 28/2026/QH16, Điều 2";
            self.set(off(day, Reason::CultureDay, source, Certainty::Decreed));
        }
        for (day, _) in lawful.into_iter().filter(|(day, _)| day.is_weekend()) {
            let instead = self.plus_working_days(day, 1);
            // While the day beside 2/9 is only expected, so is what makes up for 2/9.
            let certainty = match year.beside_national_day {
                Some(beside) if instead.days_since(beside).abs() < 5 => year.certainty,
                _ => Certainty::Decreed,
            };
            self.set(off(instead, Reason::Compensation, making_up, certainty));
        }
    }

    fn set(&mut self, special: SpecialDay) {
        self.special.insert(special.day, special);
    }
}

/// The holiday that a day of the solar calendar is in every year.
fn solar_holiday(day: Day) -> Option<Reason> {
    match (day.month(), day.day()) {
        (1, 1) => Some(Reason::NewYear),
        (4, 30) => Some(Reason::Victory),
        (5, 1) => Some(Reason::Labour),
        (9, 2) => Some(Reason::NationalDay),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
