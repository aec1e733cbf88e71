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

/// The day by whose members and rules a year is evaluated: its last, or an earlier one on which it is asked.
pub fn counted_on(year: i16, asked: Day) -> Day {
    Day::new(year, 12, 31).map_or(asked, |last| last.min(asked))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::regulations::LocalRule;
    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn tally(excellent: u32, good: u32, completed: u32, failed: u32) -> Tally {
        Tally { excellent, good, completed, failed }
    }

    #[test]
    fn of_38_who_are_all_at_least_good_six_may_be_excellent_by_one_reading_and_seven_by_the_other() {
        for excellent in 0..=38 {
            let all = tally(excellent, 38 - excellent, 0, 0);
            assert_eq!(Reading::OfGood.seats(20, &all, 0), 6);
            assert_eq!(Reading::OfAll.seats(20, &all, 0), 7);
        }
        let cap = |tally: &Tally| Cap::of(&Rulebook::shipped(), tally, 0, day("2019-12-31")).unwrap();
        assert!(!cap(&tally(6, 32, 0, 0)).is_exceeded());
        assert!(cap(&tally(7, 31, 0, 0)).is_exceeded());
    }

    #[test]
    fn the_seats_at_the_boundaries() {
        for (all, of_good, of_all) in [
            (tally(0, 0, 0, 0), 0, 0),
            (tally(0, 4, 0, 0), 0, 0),
            (tally(0, 5, 0, 0), 0, 1),
            (tally(0, 6, 0, 0), 1, 1),
            (tally(1, 5, 0, 0), 1, 1),
            (tally(0, 5, 1, 0), 0, 1),
            (tally(0, 11, 0, 0), 1, 2),
            (tally(2, 10, 0, 0), 2, 2),
            (tally(2, 10, 8, 10), 2, 6),
            (tally(0, 0, 25, 5), 0, 6),
        ] {
            assert_eq!(Reading::OfGood.seats(20, &all, 0), of_good, "{all:?}");
            assert_eq!(Reading::OfAll.seats(20, &all, 0), of_all, "{all:?}");
        }
        // Who is still to be graded may yet be good: a first branch is not stopped by those that come after it.
        assert_eq!(Reading::OfGood.seats(20, &tally(3, 6, 0, 0), 29), 6);
        assert_eq!(Reading::OfAll.seats(20, &tally(3, 6, 0, 0), 29), 7);
    }

    #[test]
    fn which_reading_binds_is_a_rule_that_a_committee_may_set() {
        let of_all = LocalRule {
            code: RuleCode::EvaluationCapReading,
            value: Reading::OfAll.value(),
            valid_from: day("2025-09-01"),
            valid_to: None,
            citation: "Hướng dẫn 5-HD/BTCTU".to_owned(),
        };
        let book = Rulebook::shipped().with_local(std::iter::once(of_all));
        let seven = tally(7, 31, 0, 0);
        let on = |on| Cap::of(&book, &seven, 0, day(on)).unwrap();
        assert!(on("2024-12-31").is_exceeded());
        assert_eq!(on("2024-12-31").binds, Reading::OfGood);
        assert!(!on("2025-12-31").is_exceeded());
        assert_eq!((on("2025-12-31").of_good, on("2025-12-31").of_all), (6, 7));
        assert_eq!(on("2025-12-31").reading.citation, "Hướng dẫn 5-HD/BTCTU");
        assert_eq!(Cap::of(&book, &seven, 0, day("2017-12-31")), None, "before there was a rule");
    }

    #[test]
    fn points_fit_their_grades_since_366() {
        let fits = |typed: &str, on: &str| {
            fitting(&Rulebook::shipped(), Points::parse(typed).unwrap(), day(on))
                .map(|(grade, rule)| (grade, rule.value))
        };
        for (typed, grade, limit) in [
            ("100", Grade::Excellent, 90),
            ("90", Grade::Excellent, 90),
            ("89,9", Grade::Good, 90),
            ("70", Grade::Good, 90),
            ("69,9", Grade::Completed, 70),
            ("50", Grade::Completed, 70),
            ("49,9", Grade::Failed, 50),
            ("0", Grade::Failed, 50),
        ] {
            assert_eq!(fits(typed, "2025-12-31"), Some((grade, limit)), "{typed}");
        }
        assert_eq!(fits("90", "2025-08-29"), None);
        assert!(fits("90", "2025-08-30").is_some());
        assert!(!has_points(&Rulebook::shipped(), day("2019-12-31")));
        assert!(has_points(&Rulebook::shipped(), day("2026-11-23")));
    }

    #[test]
    fn points_are_read_as_they_are_typed() {
        for (typed, tenths) in [("0", 0), ("92", 920), (" 92,5 ", 925), ("92.5", 925), ("100", 1000), ("100,0", 1000)] {
            assert_eq!(Points::parse(typed), Some(Points(tenths)), "{typed}");
        }
        for typed in ["", "100,1", "101", "-1", "9x", "92,55", ",5", "92,", "1.000", "+5"] {
            assert_eq!(Points::parse(typed), None, "{typed}");
        }
        assert_eq!(Points(925).to_string(), "92,5");
        assert_eq!(Points(900).to_string(), "90");
    }

    #[test]
    fn a_year_is_counted_on_its_last_day_or_when_it_is_asked() {
        assert_eq!(counted_on(2019, day("2026-11-23")), day("2019-12-31"));
        assert_eq!(counted_on(2026, day("2026-11-23")), day("2026-11-23"));
    }

    #[test]
    fn words_and_grades_are_the_same() {
        for grade in Grade::ALL {
            assert_eq!(Grade::from_code(grade.code()), Some(grade));
        }
        for reason in LeftOut::ALL {
            assert_eq!(LeftOut::from_code(reason.code()), Some(reason));
        }
        assert!(LeftOut::ALL.iter().all(|reason| Grade::from_code(reason.code()).is_none()), "one list of a form");
    }

    proptest! {
        #[test]
        fn the_seats_are_the_most_that_keep_the_share(graded in 0..2_000_u32, rest in 0..500_u32, percent in 1..=100_u32) {
            // Of so many who are at least good, beside others.
            let seats = Reading::OfGood.seats(percent, &tally(0, graded, rest, 0), 0);
            let keeps = |excellent: u32| excellent <= graded && excellent * 100 <= percent * (graded - excellent);
            prop_assert!(keeps(seats));
            prop_assert!(!keeps(seats + 1));
            let seats = Reading::OfAll.seats(percent, &tally(0, graded, rest, 0), 0);
            let keeps = |excellent: u32| excellent * 100 <= percent * (graded + rest);
            prop_assert!(keeps(seats));
            prop_assert!(!keeps(seats + 1));
        }

        #[test]
        fn the_stricter_reading_never_allows_more(e in 0..300_u32, g in 0..300_u32, c in 0..300_u32, f in 0..300_u32, pending in 0..300_u32) {
            let all = tally(e, g, c, f);
            prop_assert!(Reading::OfGood.seats(20, &all, pending) <= Reading::OfAll.seats(20, &all, pending));
            prop_assert!(Reading::OfGood.seats(20, &all, pending) >= Reading::OfGood.seats(20, &all, 0));
        }

        #[test]
        fn more_points_never_fit_a_worse_grade(points in 0..1000_u16) {
            let book = Rulebook::shipped();
            let on = day("2026-11-23");
            let fits = |points| fitting(&book, Points(points), on).unwrap().0;
            prop_assert!(fits(points + 1) <= fits(points));
            prop_assert_eq!(Points::parse(&Points(points).to_string()), Some(Points(points)));
        }
    }
}
