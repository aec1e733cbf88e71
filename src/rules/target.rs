//! The targets of a yearly resolution: what is aimed at, what came of it, and how the one stands to the other.
//!
//! All of it is arithmetic of whole numbers: a share is compared as the fraction that it is, and rounded only to be
//! shown, never onto the other side of a bound. Percentages are counted in tenths: 1.333 tenths are 133,3 %.

/// What a target is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A number of people, meetings, …
    Number,
    /// A share of all.
    Percent,
    /// The grade of an organisation.
    Grade,
    /// Done or not.
    YesNo,
}

impl Unit {
    /// All of them, as a form offers them.
    pub const ALL: [Self; 4] = [Self::Number, Self::Percent, Self::Grade, Self::YesNo];

    /// Its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Percent => "percent",
            Self::Grade => "grade",
            Self::YesNo => "yes_no",
        }
    }

    /// The unit of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.code() == code)
    }
}

/// The grade of an organisation or a member, the lowest first (132-QĐ/TW 2018, 124-QĐ/TW 2023, 366-QĐ/TW 2025).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Không hoàn thành nhiệm vụ.
    NotCompleted,
    /// Hoàn thành nhiệm vụ.
    Completed,
    /// Hoàn thành tốt nhiệm vụ.
    Good,
    /// Hoàn thành xuất sắc nhiệm vụ.
    Excellent,
}

impl Grade {
    /// All of them, the highest first, as a form offers them.
    pub const ALL: [Self; 4] = [Self::Excellent, Self::Good, Self::Completed, Self::NotCompleted];

    /// Its rank, from 1 for the lowest.
    pub const fn rank(self) -> i32 {
        match self {
            Self::NotCompleted => 1,
            Self::Completed => 2,
            Self::Good => 3,
            Self::Excellent => 4,
        }
    }

    /// The grade of a rank.
    pub fn from_rank(rank: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.rank() == rank)
    }
}

/// What a resolution wants at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// So many.
    Number(i32),
    /// Such a share, in tenths of a percent.
    Percent(i32),
    /// Such a grade.
    Grade(Grade),
    /// That it be done.
    Yes,
}

impl Aim {
    /// What it is measured in.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Number(_) => Unit::Number,
            Self::Percent(_) => Unit::Percent,
            Self::Grade(_) => Unit::Grade,
            Self::Yes => Unit::YesNo,
        }
    }

    /// As the database keeps it.
    pub const fn kept(self) -> i32 {
        match self {
            Self::Number(number) | Self::Percent(number) => number,
            Self::Grade(grade) => grade.rank(),
            Self::Yes => 1,
        }
    }

    /// What the database keeps, in a unit; nothing when that cannot be.
    pub fn of(unit: Unit, kept: i32) -> Option<Self> {
        Some(match unit {
            Unit::Number => Self::Number(kept),
            Unit::Percent => Self::Percent(kept),
            Unit::Grade => Self::Grade(Grade::from_rank(kept)?),
            Unit::YesNo => Self::Yes,
        })
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actual {
    /// So many.
    Number(i64),
    /// So many of so many; of none there is no share.
    Share {
        /// Those who did.
        part: i64,
        /// Those who should.
        whole: i64,
    },
    /// Such a grade.
    Grade(Grade),
    /// Done or not.
    Done(bool),
}

/// How what came of it stands to what was aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Chưa đạt.
    NotMet,
    /// Đạt.
    Met,
    /// Vượt.
    Beyond,
}

/// How it stands; nothing where there is nothing to compare: a share of none, or another unit.
pub fn verdict(aim: Aim, actual: Actual) -> Option<Verdict> {
    let order = match (aim, actual) {
        (Aim::Number(aim), Actual::Number(actual)) => actual.cmp(&i64::from(aim)),
        (Aim::Percent(aim), Actual::Share { part, whole }) if whole > 0 => compared(part, whole, i64::from(aim)),
        (Aim::Grade(aim), Actual::Grade(actual)) => actual.cmp(&aim),
        (Aim::Yes, Actual::Done(done)) => done.cmp(&true),
        _ => return None,
    };
    Some(match order {
        std::cmp::Ordering::Less => Verdict::NotMet,
        std::cmp::Ordering::Equal => Verdict::Met,
        std::cmp::Ordering::Greater => Verdict::Beyond,
    })
}

/// What is shown as a percentage, in tenths: of a number, which share of the number aimed at was reached (4 of 3 is
/// 1.333); of a share, that share. Nothing of grades, of what is done or not, and of a share of none.
pub fn percentage(aim: Aim, actual: Actual) -> Option<i64> {
    match (aim, actual) {
        (Aim::Number(aim), Actual::Number(actual)) if aim > 0 => Some(tenths(actual, i64::from(aim), &[])),
        (Aim::Percent(aim), Actual::Share { part, whole }) if whole > 0 => Some(tenths(part, whole, &[i64::from(aim)])),
        _ => None,
    }
}

/// So many of so many in tenths of a percent, rounded half up; but what is less than a bound, than all, or more than
/// nothing is never shown as if it were that: 2.999 of 3.000 are 99,9 %.
pub fn tenths(part: i64, whole: i64, bounds: &[i64]) -> i64 {
    let (part, whole) = (i128::from(part), i128::from(whole.max(1)));
    let mut rounded = i64::try_from((part * 2_000 + whole).div_euclid(2 * whole)).unwrap_or(i64::MAX);
    for bound in bounds.iter().copied().chain([0, 1_000]) {
        rounded = match (part * 1_000).cmp(&(i128::from(bound) * whole)) {
            std::cmp::Ordering::Less => rounded.min(bound - 1),
            std::cmp::Ordering::Equal => bound,
            std::cmp::Ordering::Greater => rounded.max(bound + 1),
        };
    }
    rounded
}

/// A fraction against a number of tenths.
fn compared(part: i64, whole: i64, bound: i64) -> std::cmp::Ordering {
    (i128::from(part) * 1_000).cmp(&(i128::from(bound) * i128::from(whole)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_percentage_is_rounded_to_a_tenth_and_never_onto_a_bound() {
        for (part, whole, bounds, shown) in [
            (4, 3, &[][..], 1_333),
            (2, 3, &[], 667),
            (38, 38, &[], 1_000),
            (0, 38, &[], 0),
            (37, 38, &[], 974),
            (1, 8, &[], 125),
            (1, 16, &[], 63),
            (2_999, 3_000, &[], 999),
            (3_001, 3_000, &[], 1_001),
            (1, 10_000, &[], 1),
            (9_499, 10_000, &[], 950),
            (9_499, 10_000, &[950], 949),
            (9_501, 10_000, &[950], 951),
            (19, 20, &[950], 950),
            (5, 0, &[], 5_000),
        ] {
            assert_eq!(tenths(part, whole, bounds), shown, "{part} of {whole}");
        }
    }

    #[test]
    fn what_came_of_it_is_met_not_met_or_beyond() {
        use Verdict::{Beyond, Met, NotMet};
        let share = |part, whole| Actual::Share { part, whole };
        for (aim, actual, expected) in [
            (Aim::Number(3), Actual::Number(4), Some(Beyond)),
            (Aim::Number(3), Actual::Number(3), Some(Met)),
            (Aim::Number(3), Actual::Number(2), Some(NotMet)),
            (Aim::Percent(1_000), share(38, 38), Some(Met)),
            (Aim::Percent(1_000), share(2_999, 3_000), Some(NotMet)),
            (Aim::Percent(950), share(19, 20), Some(Met)),
            (Aim::Percent(950), share(20, 20), Some(Beyond)),
            (Aim::Percent(950), share(0, 0), None),
            (Aim::Grade(Grade::Good), Actual::Grade(Grade::Excellent), Some(Beyond)),
            (Aim::Grade(Grade::Good), Actual::Grade(Grade::Good), Some(Met)),
            (Aim::Grade(Grade::Good), Actual::Grade(Grade::Completed), Some(NotMet)),
            (Aim::Yes, Actual::Done(true), Some(Met)),
            (Aim::Yes, Actual::Done(false), Some(NotMet)),
            (Aim::Yes, Actual::Number(1), None),
            (Aim::Number(3), share(3, 3), None),
        ] {
            assert_eq!(verdict(aim, actual), expected, "{aim:?} {actual:?}");
        }
    }

    #[test]
    fn four_of_three_are_a_hundred_and_thirty_three_point_three_percent() {
        assert_eq!(percentage(Aim::Number(3), Actual::Number(4)), Some(1_333));
        assert_eq!(percentage(Aim::Percent(950), Actual::Share { part: 20, whole: 21 }), Some(952));
        assert_eq!(percentage(Aim::Percent(950), Actual::Share { part: 0, whole: 0 }), None);
        assert_eq!(percentage(Aim::Grade(Grade::Good), Actual::Grade(Grade::Good)), None);
    }

    #[test]
    fn what_is_kept_is_what_was_meant() {
        for aim in [Aim::Number(4), Aim::Percent(955), Aim::Grade(Grade::Good), Aim::Yes] {
            assert_eq!(Aim::of(aim.unit(), aim.kept()), Some(aim));
            assert_eq!(Unit::from_code(aim.unit().code()), Some(aim.unit()));
        }
        assert_eq!(Aim::of(Unit::Grade, 5), None);
        assert!(Grade::Excellent > Grade::Good && Grade::Good > Grade::Completed);
    }

    proptest! {
        #[test]
        fn what_is_shown_says_what_is_judged(part in 0..5_000_000_i64, whole in 1..5_000_000_i64, aim in 1..=1_000_i32) {
            let actual = Actual::Share { part, whole };
            let shown = percentage(Aim::Percent(aim), actual).unwrap();
            let judged = match shown.cmp(&i64::from(aim)) {
                std::cmp::Ordering::Less => Verdict::NotMet,
                std::cmp::Ordering::Equal => Verdict::Met,
                std::cmp::Ordering::Greater => Verdict::Beyond,
            };
            prop_assert_eq!(verdict(Aim::Percent(aim), actual), Some(judged));
        }

        #[test]
        fn a_percentage_is_never_a_tenth_away_and_grows_with_its_part(part in 0..5_000_000_i64, whole in 1..5_000_000_i64) {
            let shown = i128::from(tenths(part, whole, &[]));
            let (exact, whole_) = (i128::from(part) * 1_000, i128::from(whole));
            prop_assert!((shown * whole_ - exact).abs() < whole_, "{} of {}", part, whole);
            prop_assert!(tenths(part + 1, whole, &[]) >= tenths(part, whole, &[]));
        }

        #[test]
        fn no_number_is_too_large(part in any::<i64>(), whole in any::<i64>()) {
            tenths(part, whole, &[500]);
        }
    }
}
