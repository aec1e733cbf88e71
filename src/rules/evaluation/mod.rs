//! The yearly evaluation: four grades, the points that fit them, and how many members may be excellent.
//!
//! The texts cap those graded "hoàn thành xuất sắc" at a share, which is read in two ways: of those graded "hoàn thành
//! tốt" in the grassroots organisation (Hướng dẫn 21-HD/BTCTW of 2019), or of all that are graded. Both are computed;
//! [`RuleCode::EvaluationCapReading`] says which one binds.

use super::day::Day;
use super::regulations::{Rule, RuleCode, Rulebook};

/// A grade, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Hoàn thành xuất sắc nhiệm vụ.
    Excellent,
    /// Hoàn thành tốt nhiệm vụ.
    Good,
    /// Hoàn thành nhiệm vụ.
    Completed,
    /// Không hoàn thành nhiệm vụ.
    Failed,
}

impl Grade {
    /// All of them, the best first.
    pub const ALL: [Self; 4] = [Self::Excellent, Self::Good, Self::Completed, Self::Failed];

    /// Its word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Excellent => "excellent",
            Self::Good => "good",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    /// The grade of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.code() == code)
    }
}

/// Why somebody is not evaluated for a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// Exempt from activity (Quy định 294-QĐ/TW, điểm 7.2).
    Exempt,
    /// Admitted too short a time before ([`RuleCode::EvaluationNewMember`]).
    New,
    /// Another reason, said in words.
    Other,
}

impl LeftOut {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Exempt, Self::New, Self::Other];

    /// Its word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exempt => "exempt",
            Self::New => "new",
            Self::Other => "other",
        }
    }

    /// The reason of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Points from 0 to 100, in tenths: 925 is 92,5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub u16);

impl Points {
    /// The most there are.
    pub const MOST: Self = Self(1000);

    /// Reads points as they are typed: `92`, `92,5` or `92.5`; nothing of what is no number from 0 to 100, or says more
    /// than a tenth.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let (whole, tenth) = typed.split_once([',', '.']).unwrap_or((typed, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || whole.len() > 3 || !digits(tenth) || tenth.len() != 1 {
            return None;
        }
        let points = whole.parse::<u16>().ok()? * 10 + tenth.parse::<u16>().ok()?;
        Some(Self(points)).filter(|points| *points <= Self::MOST)
    }
}

impl std::fmt::Display for Points {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{},{tenth}", self.0 / 10),
        }
    }
}

/// Whether the rules of a day grade by points.
pub fn has_points(book: &Rulebook, on: Day) -> bool {
    book.rule(RuleCode::EvaluationPointsCompleted, on).is_some()
}

/// The best grade that points allow by the rules of a day, and the rule of the grade above it, which they do not reach
/// (of the best grade: its own); nothing while the rules know no points.
pub fn fitting(book: &Rulebook, points: Points, on: Day) -> Option<(Grade, &'static Rule)> {
    let mut above = None;
    for (grade, code) in [
        (Grade::Excellent, RuleCode::EvaluationPointsExcellent),
        (Grade::Good, RuleCode::EvaluationPointsGood),
        (Grade::Completed, RuleCode::EvaluationPointsCompleted),
    ] {
        let rule = book.rule(code, on)?;
        if u32::from(points.0) >= rule.value * 10 {
            return Some((grade, above.unwrap_or(rule)));
        }
        above = Some(rule);
    }
    above.map(|rule| (Grade::Failed, rule))
}

/// How many were given each grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Xuất sắc.
    pub excellent: u32,
    /// Tốt.
    pub good: u32,
    /// Hoàn thành.
    pub completed: u32,
    /// Không hoàn thành.
    pub failed: u32,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, grade: Grade) {
        *self.of_mut(grade) += 1;
    }

    /// How many have a grade.
    pub const fn of(&self, grade: Grade) -> u32 {
        match grade {
            Grade::Excellent => self.excellent,
            Grade::Good => self.good,
            Grade::Completed => self.completed,
            Grade::Failed => self.failed,
        }
    }

    /// The same, to be changed.
    pub const fn of_mut(&mut self, grade: Grade) -> &mut u32 {
        match grade {
            Grade::Excellent => &mut self.excellent,
            Grade::Good => &mut self.good,
            Grade::Completed => &mut self.completed,
            Grade::Failed => &mut self.failed,
        }
    }

    /// How many have any.
    pub const fn graded(&self) -> u32 {
        self.excellent + self.good + self.completed + self.failed
    }

    /// How many have this grade or a better one.
    pub fn at_least(&self, grade: Grade) -> u32 {
        Grade::ALL.into_iter().filter(|better| *better <= grade).map(|better| self.of(better)).sum()
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for grade in Grade::ALL {
            *self.of_mut(grade) += other.of(grade);
        }
    }
}

/// What the share of the excellent is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// Of those graded "hoàn thành tốt".
    OfGood,
    /// Of all that are graded.
    OfAll,
}

impl Reading {
    /// Both.
    pub const ALL: [Self; 2] = [Self::OfGood, Self::OfAll];

    /// The value of [`RuleCode::EvaluationCapReading`] that means it.
    pub const fn value(self) -> u32 {
        match self {
            Self::OfGood => 1,
            Self::OfAll => 2,
        }
    }

    /// The reading of a value.
    pub fn from_value(value: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|reading| reading.value() == value)
    }

    /// How many may be excellent: of a tally, when so many more are still to be graded, each at best "tốt".
    ///
    /// Of those graded "tốt", whoever is excellent is not one of them: of 38 that are all at least "tốt" 6 may be
    /// excellent (6 of 32 is 18,75 %, 7 of 31 would be 22,6 %). Of all it is 7 of 38.
    pub fn seats(self, percent: u32, tally: &Tally, pending: u32) -> u32 {
        let percent = u64::from(percent);
        let (base, whole) = match self {
            Self::OfGood => (tally.at_least(Grade::Good) + pending, 100 + percent),
            Self::OfAll => (tally.graded() + pending, 100),
        };
        u32::try_from(u64::from(base) * percent / whole).unwrap_or(u32::MAX)
    }
}

/// How many may be excellent, by both readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    /// How many are.
    pub excellent: u32,
    /// How many may be, of those graded "tốt".
    pub of_good: u32,
    /// How many may be, of all.
    pub of_all: u32,
    /// Which of the two binds.
    pub binds: Reading,
    /// The share.
    pub share: &'static Rule,
    /// What says which one binds.
    pub reading: &'static Rule,
}

impl Cap {
    /// The cap by the rules of a day, of the tally of a grassroots organisation of whom so many are still to be graded;
    /// none where the rules know of none.
    pub fn of(book: &Rulebook, tally: &Tally, pending: u32, on: Day) -> Option<Self> {
        let share = book.rule(RuleCode::EvaluationExcellentShare, on)?;
        let reading = book.rule(RuleCode::EvaluationCapReading, on)?;
        Some(Self {
            excellent: tally.excellent,
            of_good: Reading::OfGood.seats(share.value, tally, pending),
            of_all: Reading::OfAll.seats(share.value, tally, pending),
            binds: Reading::from_value(reading.value).unwrap_or(Reading::OfGood),
            share,
            reading,
        })
    }

    /// How many may be excellent by a reading.
    pub const fn seats(&self, reading: Reading) -> u32 {
        match reading {
            Reading::OfGood => self.of_good,
            Reading::OfAll => self.of_all,
        }
    }

    /// Whether more are excellent than the reading that binds allows.
    pub const fn is_exceeded(&self) -> bool {
        self.excellent > self.seats(self.binds)
    }
}

#[cfg(test)]
mod tests;
