//! The numbers that the regulations fix, each with the days on which it is in force and its citation.
//!
//! A step is judged by the rules of its own day. Texts that were read, or quoted word for word where
//! they were found, are [`Certainty::Verified`]; of those that could not be had (Quy định 20-QĐ/TW and
//! 208-QĐ/TW of 2026) the last known number stands on, [`Certainty::Unverified`], and the pages say so.

mod evaluations;
mod local;
mod shipped;

use super::calendar::Calendar;
use super::day::Day;
pub use local::LocalRule;
use shipped::RULES;

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
    /// Up to which age it is the Youth Union's, or the trade union's, to introduce.
    YouthAge,
    /// Whoever introduces must be an official member.
    SponsorIsOfficial,
    /// How long after somebody left the party they may be considered again.
    ReadmissionAfter,
    /// Whoever left is admitted again once in a life.
    ReadmissionOnce,
    /// How soon after the decision the ceremony is held.
    CeremonyAfterDecision,
    /// How long somebody is probationary, from the ceremony.
    Probation,
    /// How soon after the probation the branch considers the recognition.
    RecognitionConsidered,
    /// The least time of a temporary transfer.
    TemporaryMinimum,
    /// The time that a temporary transfer stays below, unless it is for study.
    TemporaryMaximum,
    /// The most time of a temporary transfer for study.
    TemporaryStudyMaximum,
    /// How soon after a transfer was introduced its letter is presented.
    LetterPresented,
    /// After how long a letter that was not presented means that somebody has left the party's activity.
    LetterAbandoned,
    /// Party age counts from the day of the admission decision, less the time outside the party.
    PartyAgeFromDecision,
    /// The party age of the first badge.
    BadgeFirst,
    /// The party age of the second badge.
    BadgeSecond,
    /// The years from each badge after the second to the next.
    BadgeEvery,
    /// The party age of the last badge.
    BadgeLast,
    /// How much earlier a badge may be given to the gravely ill, up to 65 years.
    BadgeEarly,
    /// How much earlier, from 70 years on.
    BadgeEarlyLate,
    /// How long before the day on which badges are given the papers are sent up.
    BadgeDossier,
    /// Who works elsewhere is introduced to the branch of the place where they live, which comments yearly.
    ResidenceContact,
    /// The most members of a grassroots organisation that may be graded excellent.
    EvaluationExcellentShare,
    /// Of whom that share is taken: 1, of those graded good; 2, of all that are graded.
    EvaluationCapReading,
    /// The least points of an excellent member.
    EvaluationPointsExcellent,
    /// The least points of a good one.
    EvaluationPointsGood,
    /// The least points of one who completed the tasks.
    EvaluationPointsCompleted,
    /// Who was admitted less than this before the end of the year is not evaluated.
    EvaluationNewMember,
}

impl RuleCode {
    /// Every code, in the order of a membership.
    pub const ALL: [Self; 32] = [
        Self::AdmissionMinimumAge,
        Self::AdmissionMaximumAge,
        Self::AwarenessCertificate,
        Self::Sponsors,
        Self::SponsorsBesideUnion,
        Self::YouthAge,
        Self::SponsorIsOfficial,
        Self::ReadmissionAfter,
        Self::ReadmissionOnce,
        Self::CeremonyAfterDecision,
        Self::Probation,
        Self::RecognitionConsidered,
        Self::TemporaryMinimum,
        Self::TemporaryMaximum,
        Self::TemporaryStudyMaximum,
        Self::LetterPresented,
        Self::LetterAbandoned,
        Self::PartyAgeFromDecision,
        Self::BadgeFirst,
        Self::BadgeSecond,
        Self::BadgeEvery,
        Self::BadgeLast,
        Self::BadgeEarly,
        Self::BadgeEarlyLate,
        Self::BadgeDossier,
        Self::ResidenceContact,
        Self::EvaluationExcellentShare,
        Self::EvaluationCapReading,
        Self::EvaluationPointsExcellent,
        Self::EvaluationPointsGood,
        Self::EvaluationPointsCompleted,
        Self::EvaluationNewMember,
    ];

    /// The code as a word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AdmissionMinimumAge => "admission_minimum_age",
            Self::AdmissionMaximumAge => "admission_maximum_age",
            Self::AwarenessCertificate => "awareness_certificate",
            Self::Sponsors => "sponsors",
            Self::SponsorsBesideUnion => "sponsors_beside_union",
            Self::YouthAge => "youth_age",
            Self::SponsorIsOfficial => "sponsor_is_official",
            Self::ReadmissionAfter => "readmission_after",
            Self::ReadmissionOnce => "readmission_once",
            Self::CeremonyAfterDecision => "ceremony_after_decision",
            Self::Probation => "probation",
            Self::RecognitionConsidered => "recognition_considered",
            Self::TemporaryMinimum => "temporary_minimum",
            Self::TemporaryMaximum => "temporary_maximum",
            Self::TemporaryStudyMaximum => "temporary_study_maximum",
            Self::LetterPresented => "letter_presented",
            Self::LetterAbandoned => "letter_abandoned",
            Self::PartyAgeFromDecision => "party_age_from_decision",
            Self::BadgeFirst => "badge_first",
            Self::BadgeSecond => "badge_second",
            Self::BadgeEvery => "badge_every",
            Self::BadgeLast => "badge_last",
            Self::BadgeEarly => "badge_early",
            Self::BadgeEarlyLate => "badge_early_late",
            Self::BadgeDossier => "badge_dossier",
            Self::ResidenceContact => "residence_contact",
            Self::EvaluationExcellentShare => "evaluation_excellent_share",
            Self::EvaluationCapReading => "evaluation_cap_reading",
            Self::EvaluationPointsExcellent => "evaluation_points_excellent",
            Self::EvaluationPointsGood => "evaluation_points_good",
            Self::EvaluationPointsCompleted => "evaluation_points_completed",
            Self::EvaluationNewMember => "evaluation_new_member",
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
    /// Years of party age.
    PartyYears,
    /// Days of the calendar.
    CalendarDays,
    /// Days on which offices work.
    WorkingDays,
    /// Persons.
    People,
    /// Hundredths.
    Percent,
    /// Points of 100.
    Points,
    /// Not a number: which of several readings of a text binds, as [`super::evaluation::Reading`] counts them.
    Reading,
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
    /// Set by a committee, with a citation of its own.
    Local,
}

/// A number of a regulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Rule {
    /// Whether it is in force on that day.
    pub fn holds(&self, on: Day) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|to| on < to)
    }

    /// The day on which a time that begins on a day is over: the last of so many days, the same day of a later
    /// month. The day itself, where the number is no time.
    pub fn over(&self, from: Day, calendar: &Calendar) -> Day {
        self.shift(from, calendar, 1)
    }

    /// The same backwards: the last day on which something that takes so long before a day may begin.
    pub fn before(&self, until: Day, calendar: &Calendar) -> Day {
        self.shift(until, calendar, -1)
    }

    fn shift(&self, day: Day, calendar: &Calendar, direction: i32) -> Day {
        let number = i32::try_from(self.value).unwrap_or(i32::MAX);
        match self.unit {
            Unit::Months => day.plus_months(number.saturating_mul(direction)),
            Unit::Years | Unit::PartyYears => day.plus_months(number.saturating_mul(12 * direction)),
            Unit::CalendarDays => day.plus_days(number.saturating_mul(direction)),
            Unit::WorkingDays if direction < 0 => calendar.minus_working_days(day, self.value),
            Unit::WorkingDays => calendar.plus_working_days(day, self.value),
            Unit::People | Unit::Percent | Unit::Points | Unit::Reading | Unit::Condition => day,
        }
    }
}

/// The rules that a question is judged by: those shipped, and those that a committee has set beside them.
#[derive(Clone, Debug)]
pub struct Rulebook {
    subjects: &'static [&'static [Rule]],
    local: Vec<&'static Rule>,
}

impl Rulebook {
    /// The rules that come with the program.
    pub fn shipped() -> Self {
        Self { subjects: &RULES, local: Vec::new() }
    }

    /// The same with numbers of a committee's own, which hold where they are in force.
    #[must_use]
    pub fn with_local(mut self, rules: impl Iterator<Item = LocalRule>) -> Self {
        for rule in rules {
            if let Some(shipped) = self.all().find(|shipped| shipped.code == rule.code) {
                self.local.push(rule.kept(shipped.unit));
            }
        }
        self
    }

    /// The rule in force on that day; `None` on a day for which none is known.
    pub fn rule(&self, code: RuleCode, on: Day) -> Option<&'static Rule> {
        let local = self.local.iter().copied().find(|rule| rule.code == code && rule.holds(on));
        local.or_else(|| self.all().find(|rule| rule.code == code && rule.holds(on)))
    }

    /// Every version of every rule that is shipped, by subject and then by day.
    pub fn all(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.subjects.iter().copied().flatten()
    }
}

/// The shipped rule in force on that day.
pub fn in_force(code: RuleCode, on: Day) -> Option<&'static Rule> {
    Rulebook::shipped().rule(code, on)
}

#[cfg(test)]
mod tests;
