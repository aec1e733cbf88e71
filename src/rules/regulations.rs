//! The numbers that the regulations fix, each with the days on which it is in force and its citation.
//!
//! A step is judged by the rules of its own day. Texts that were read, or quoted word for word where
//! they were found, are [`Certainty::Verified`]; of those that could not be had (Quy định 20-QĐ/TW and
//! 208-QĐ/TW of 2026) the last known number stands on, [`Certainty::Unverified`], and the pages say so.

use super::day::Day;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleCode {
    /// The age that an applicant must have reached when the branch considers.
    AdmissionMinimumAge,
    /// The age beyond which only a committee directly under the centre may consent.
    AdmissionMaximumAge,
    /// How long the certificate of the awareness course is good, from its issue until the branch considers.
    AwarenessCertificate,
    /// How many official members must introduce an applicant.
    Sponsors,
    /// How many, when the Youth Union (or, without one, the trade union) introduces too.
    SponsorsBesideUnion,
    /// Whoever introduces must be an official member.
    SponsorIsOfficial,
    /// How soon after the decision the ceremony is held.
    CeremonyAfterDecision,
    /// How long somebody is probationary, from the ceremony.
    Probation,
    /// How soon after the probation the branch considers the recognition.
    RecognitionConsidered,
}

impl RuleCode {
    /// Every code, in the order of an admission.
    pub const ALL: [Self; 9] = [
        Self::AdmissionMinimumAge,
        Self::AdmissionMaximumAge,
        Self::AwarenessCertificate,
        Self::Sponsors,
        Self::SponsorsBesideUnion,
        Self::SponsorIsOfficial,
        Self::CeremonyAfterDecision,
        Self::Probation,
        Self::RecognitionConsidered,
    ];

    /// The code as a word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AdmissionMinimumAge => "admission_minimum_age",
            Self::AdmissionMaximumAge => "admission_maximum_age",
            Self::AwarenessCertificate => "awareness_certificate",
            Self::Sponsors => "sponsors",
            Self::SponsorsBesideUnion => "sponsors_beside_union",
            Self::SponsorIsOfficial => "sponsor_is_official",
            Self::CeremonyAfterDecision => "ceremony_after_decision",
            Self::Probation => "probation",
            Self::RecognitionConsidered => "recognition_considered",
        }
    }

    /// The rule with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }
}

/// What a rule counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Whole months.
    Months,
    /// Years, counted by whole months.
    Years,
    /// Days of the calendar.
    CalendarDays,
    /// Days on which offices work.
    WorkingDays,
    /// Persons.
    People,
    /// Hundredths.
    Percent,
    /// Not a number: it is so (the value is 1).
    Condition,
}

/// Whether the text of a rule was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Read, or quoted word for word where it was found.
    Verified,
    /// The text was not at hand.
    Unverified,
}

/// A number of a regulation.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it is about.
    pub code: RuleCode,
    /// The number, in its unit.
    pub value: u32,
    /// What it counts in.
    pub unit: Unit,
    /// The first day on which it is in force.
    pub valid_from: Day,
    /// The day from which it no longer is; `None`: it still is.
    pub valid_to: Option<Day>,
    /// Where it is written, in Vietnamese, as one cites it.
    pub citation: &'static str,
    /// Whether that text was read.
    pub certainty: Certainty,
}

/// The rules that a question is judged by. Those shipped, for now without local ones.
#[derive(Clone, Copy, Debug)]
pub struct Rulebook {
    rules: &'static [Rule],
}

impl Rulebook {
    /// The rules that come with the program.
    pub const fn shipped() -> Self {
        Self { rules: RULES }
    }

    /// The rule in force on that day; `None` on a day for which none is known.
    pub fn rule(&self, code: RuleCode, on: Day) -> Option<&'static Rule> {
        self.rules.iter().find(|rule| {
            rule.code == code && rule.valid_from <= on && rule.valid_to.is_none_or(|to| on < to)
        })
    }

    /// Every version of every rule, by subject and then by day.
    pub const fn all(&self) -> &'static [Rule] {
        self.rules
    }
}

/// The shipped rule in force on that day.
pub fn in_force(code: RuleCode, on: Day) -> Option<&'static Rule> {
    Rulebook::shipped().rule(code, on)
}

/// The Charter adopted by Congress XI, unchanged since.
const CHARTER: Day = Day::constant(2011, 1, 19);
/// Quy định 29-QĐ/TW.
const R29: Day = Day::constant(2016, 7, 25);
/// Quy định 24-QĐ/TW.
const R24: Day = Day::constant(2021, 7, 30);
/// Quy định 232-QĐ/TW.
const R232: Day = Day::constant(2025, 1, 20);
/// Quy định 294-QĐ/TW, of 26/5/2025 and in force from this day.
const R294: Day = Day::constant(2025, 7, 1);
/// Quy định 20-QĐ/TW; its text was not found.
const R20: Day = Day::constant(2026, 4, 8);
/// Quy định 208-QĐ/TW; its text was not found, some of its numbers are known at second hand.
const R208: Day = Day::constant(2026, 7, 26);
/// Hướng dẫn 01-HD/TW of 2016, 01-HD/TW of 2021, 06-HD/TW of 2025 (in force with 294), 01-HD/TW of 2026.
const G2016: Day = Day::constant(2016, 9, 20);
const G2021: Day = Day::constant(2021, 9, 28);
const G2026: Day = Day::constant(2026, 5, 19);

use Certainty::{Unverified, Verified};
use RuleCode as C;
use Unit::{Condition, Months, People, WorkingDays, Years};

const RULES: &[Rule] = &[
    rule(C::AdmissionMinimumAge, 18, Years, R29, Some(R24), "Quy định 29-QĐ/TW, điểm 1.1", Verified),
    rule(C::AdmissionMinimumAge, 18, Years, R24, Some(R232), "Quy định 24-QĐ/TW, điểm 1.1.1", Verified),
    rule(C::AdmissionMinimumAge, 18, Years, R232, Some(R294), "Quy định 232-QĐ/TW, điểm 1.1.1", Verified),
    rule(C::AdmissionMinimumAge, 18, Years, R294, Some(R20), "Quy định 294-QĐ/TW, điểm 1.1", Verified),
    rule(C::AdmissionMinimumAge, 18, Years, R20, Some(R208), "Quy định 20-QĐ/TW", Unverified),
    rule(C::AdmissionMinimumAge, 18, Years, R208, None, "Quy định 208-QĐ/TW", Unverified),
    rule(C::AdmissionMaximumAge, 60, Years, R29, Some(R24), "Quy định 29-QĐ/TW, điểm 1.1", Verified),
    rule(C::AdmissionMaximumAge, 60, Years, R24, Some(R232), "Quy định 24-QĐ/TW, điểm 1.1.1", Verified),
    rule(C::AdmissionMaximumAge, 60, Years, R232, Some(R294), "Quy định 232-QĐ/TW, điểm 1.1.1", Verified),
    rule(C::AdmissionMaximumAge, 60, Years, R294, Some(R20), "Quy định 294-QĐ/TW, điểm 1.1", Verified),
    rule(C::AdmissionMaximumAge, 60, Years, R20, Some(R208), "Quy định 20-QĐ/TW", Unverified),
    rule(C::AdmissionMaximumAge, 60, Years, R208, None, "Quy định 208-QĐ/TW", Unverified),
    // The guide of 2016 came two months after its regulation; the number of the guide before it is
    // taken to have stood on.
    rule(C::AwarenessCertificate, 60, Months, R29, Some(G2016), "Hướng dẫn 01-HD/TW ngày 5/1/2012", Unverified),
    rule(C::AwarenessCertificate, 60, Months, G2016, Some(G2021), "Hướng dẫn 01-HD/TW ngày 20/9/2016", Unverified),
    rule(C::AwarenessCertificate, 60, Months, G2021, Some(R294), "Hướng dẫn 01-HD/TW ngày 28/9/2021", Unverified),
    rule(C::AwarenessCertificate, 60, Months, R294, Some(G2026), "Hướng dẫn 06-HD/TW, điểm 5.4b", Verified),
    rule(C::AwarenessCertificate, 60, Months, G2026, None, "Hướng dẫn 01-HD/TW ngày 19/5/2026", Unverified),
    rule(C::Sponsors, 2, People, CHARTER, None, "Điều lệ Đảng, Điều 4, khoản 1", Verified),
    rule(C::SponsorsBesideUnion, 1, People, CHARTER, None, "Điều lệ Đảng, Điều 4, khoản 1", Verified),
    rule(C::SponsorIsOfficial, 1, Condition, CHARTER, None, "Điều lệ Đảng, Điều 4, khoản 1", Verified),
    // Up to 294 the term runs from the receipt of the decision, in 208 from its issue. Only the day
    // of the decision is known here, so before 208 a finding is a question and not a verdict.
    rule(C::CeremonyAfterDecision, 30, WorkingDays, R29, Some(R24), "Quy định 29-QĐ/TW, điểm 4.1", Verified),
    rule(C::CeremonyAfterDecision, 30, WorkingDays, R24, Some(R232), "Quy định 24-QĐ/TW, điểm 4.1", Verified),
    rule(C::CeremonyAfterDecision, 30, WorkingDays, R232, Some(R294), "Quy định 232-QĐ/TW, điểm 4.1", Verified),
    rule(C::CeremonyAfterDecision, 30, WorkingDays, R294, Some(R20), "Quy định 294-QĐ/TW, điểm 4.1", Verified),
    rule(C::CeremonyAfterDecision, 30, WorkingDays, R20, Some(R208), "Quy định 20-QĐ/TW", Unverified),
    rule(C::CeremonyAfterDecision, 30, WorkingDays, R208, None, "Quy định 208-QĐ/TW", Unverified),
    rule(C::Probation, 12, Months, CHARTER, None, "Điều lệ Đảng, Điều 5, khoản 1", Verified),
    rule(C::RecognitionConsidered, 30, WorkingDays, R29, Some(R24), "Quy định 29-QĐ/TW, điểm 4.2a", Verified),
    rule(C::RecognitionConsidered, 30, WorkingDays, R24, Some(R232), "Quy định 24-QĐ/TW, điểm 4.2.1", Verified),
    rule(C::RecognitionConsidered, 30, WorkingDays, R232, Some(R294), "Quy định 232-QĐ/TW, điểm 4.2.1", Unverified),
    rule(C::RecognitionConsidered, 30, WorkingDays, R294, Some(R20), "Quy định 294-QĐ/TW, điểm 4.2.1", Verified),
    rule(C::RecognitionConsidered, 30, WorkingDays, R20, Some(R208), "Quy định 20-QĐ/TW", Unverified),
    rule(C::RecognitionConsidered, 30, WorkingDays, R208, None, "Quy định 208-QĐ/TW", Unverified),
];

const fn rule(
    code: RuleCode,
    value: u32,
    unit: Unit,
    valid_from: Day,
    valid_to: Option<Day>,
    citation: &'static str,
    certainty: Certainty,
) -> Rule {
    Rule { code, value, unit, valid_from, valid_to, citation, certainty }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    #[test]
    fn each_step_is_judged_by_the_text_of_its_day() {
        for (on, citation) in [
            ("2016-07-24", None),
            ("2016-07-25", Some("Quy định 29-QĐ/TW, điểm 4.1")),
            ("2021-07-29", Some("Quy định 29-QĐ/TW, điểm 4.1")),
            ("2021-07-30", Some("Quy định 24-QĐ/TW, điểm 4.1")),
            ("2025-01-20", Some("Quy định 232-QĐ/TW, điểm 4.1")),
            ("2025-06-30", Some("Quy định 232-QĐ/TW, điểm 4.1")),
            ("2025-07-01", Some("Quy định 294-QĐ/TW, điểm 4.1")),
            ("2026-04-07", Some("Quy định 294-QĐ/TW, điểm 4.1")),
            ("2026-04-08", Some("Quy định 20-QĐ/TW")),
            ("2026-07-26", Some("Quy định 208-QĐ/TW")),
        ] {
            let found = in_force(RuleCode::CeremonyAfterDecision, day(on));
            assert_eq!(found.map(|rule| rule.citation), citation, "{on}");
        }
    }

    #[test]
    fn what_was_not_read_is_never_passed_off_as_known() {
        for rule in Rulebook::shipped().all() {
            let unread = ["20-QĐ/TW", "208-QĐ/TW", "19/5/2026"].iter().any(|text| {
                rule.citation.split(' ').any(|word| word.trim_end_matches(',') == *text)
            });
            assert!(!unread || rule.certainty == Certainty::Unverified, "{rule:?}");
        }
    }

    #[test]
    fn every_version_is_cited_and_holds_on_some_day() {
        for rule in Rulebook::shipped().all() {
            assert!(!rule.citation.is_empty() && rule.value > 0);
            assert!(rule.valid_to.is_none_or(|to| rule.valid_from < to), "{rule:?}");
        }
        for code in RuleCode::ALL {
            assert_eq!(RuleCode::from_code(code.code()), Some(code));
        }
    }

    #[test]
    fn the_list_is_by_subject_and_then_by_day() {
        let all = Rulebook::shipped().all();
        assert!(all.is_sorted_by_key(|rule| (rule.code, rule.valid_from)));
    }

    proptest! {
        #[test]
        fn one_version_and_only_one_is_in_force_since_2016(after in 0..20_000_i32) {
            let on = R29.plus_days(after);
            for code in RuleCode::ALL {
                let holding = Rulebook::shipped().all().iter().filter(|rule| rule.code == code
                    && rule.valid_from <= on && rule.valid_to.is_none_or(|to| on < to));
                prop_assert_eq!(holding.count(), 1, "{:?} on {:?}", code, on);
            }
        }
    }
}
