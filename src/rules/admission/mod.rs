//! Is this an admission as the regulations have it, and what follows from it?
//!
//! An error stops; a warning is what a committee may still decide: it confirms it, and the
//! confirmation is kept. Each step is judged by the rules of its own day, and a date that is known
//! in part only when every day it may mean is at fault.

use super::calendar::Calendar;
use super::citizen_id::{CitizenId, Gender};
use super::day::{Day, PartialDate};
use super::regulations::{Rule, RuleCode, Rulebook};
use super::standing::Standing;

/// What is known of an admission.
#[derive(Clone, Debug)]
pub struct AdmissionFacts {
    /// The birth of the person.
    pub born_on: PartialDate,
    /// Their gender.
    pub gender: Gender,
    /// Their personal identification number.
    pub citizen_id: Option<CitizenId>,
    /// The day on which the branch considered.
    pub resolved_on: Option<Day>,
    /// The day of the decision.
    pub decided_on: Day,
    /// The day of the ceremony.
    pub admitted_on: Day,
    /// The day on which the certificate of the awareness course was issued.
    pub certificate_on: Option<Day>,
    /// The sponsors who were chosen from the book; not those written in words.
    pub sponsors: Vec<SponsorFacts>,
    /// How many introduce, in all; `None`: that is not judged.
    pub introduced: Option<Introduced>,
}

/// How many introduce an applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Introduced {
    /// Members, chosen from the book or written in words.
    pub members: u32,
    /// Whether the Youth Union or the trade union does too.
    pub union: bool,
}

/// What is known of a sponsor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SponsorFacts {
    /// Which of the two.
    pub field: Sponsor,
    /// Their standing on [`AdmissionFacts::considered_on`]; `None`: no member on that day.
    pub standing_on_day: Option<Standing>,
}

/// The first or the second sponsor of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sponsor {
    /// `sponsor_1`.
    First,
    /// `sponsor_2`.
    Second,
}

impl AdmissionFacts {
    /// The day on which age, certificate and sponsors are judged: when the branch considered, or the
    /// decision's day when that is not given.
    pub fn considered_on(&self) -> Day {
        self.resolved_on.unwrap_or(self.decided_on)
    }
}

/// Whether something stops, or is to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot be so.
    Error,
    /// It may be so, and somebody says so.
    Warning,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// Born after today.
    BornInFuture,
    /// Not yet of age when the branch considered.
    UnderAge,
    /// Past the age when the branch considered.
    OverAge,
    /// The id tells the other gender.
    IdContradictsGender,
    /// The id tells another year of birth.
    IdContradictsBirth,
    /// The branch considers after today.
    ResolvedInFuture,
    /// The branch considered after the decision.
    ResolvedAfterDecision,
    /// The decision is after today.
    DecidedInFuture,
    /// The ceremony is after today.
    AdmittedInFuture,
    /// The ceremony is before the decision.
    CeremonyBeforeDecision,
    /// The ceremony was held too late.
    CeremonyLate,
    /// A sponsor was no member on the day.
    SponsorNotAMember(Sponsor),
    /// A sponsor was probationary on the day.
    SponsorProbationary(Sponsor),
    /// Fewer members introduce than must.
    SponsorsTooFew,
    /// The certificate is of a day after today.
    CertificateInFuture,
    /// The certificate was issued after the branch considered.
    CertificateAfterConsideration,
    /// The certificate had run out when the branch considered.
    CertificateExpired,
}

impl FindingCode {
    /// The finding as a word: what the form's `confirm` carries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BornInFuture => "born_in_future",
            Self::UnderAge => "under_age",
            Self::OverAge => "over_age",
            Self::IdContradictsGender => "id_contradicts_gender",
            Self::IdContradictsBirth => "id_contradicts_birth",
            Self::ResolvedInFuture => "resolved_in_future",
            Self::ResolvedAfterDecision => "resolved_after_decision",
            Self::DecidedInFuture => "decided_in_future",
            Self::AdmittedInFuture => "admitted_in_future",
            Self::CeremonyBeforeDecision => "ceremony_before_decision",
            Self::CeremonyLate => "ceremony_late",
            Self::SponsorNotAMember(Sponsor::First) => "sponsor_1_not_a_member",
            Self::SponsorNotAMember(Sponsor::Second) => "sponsor_2_not_a_member",
            Self::SponsorProbationary(Sponsor::First) => "sponsor_1_probationary",
            Self::SponsorProbationary(Sponsor::Second) => "sponsor_2_probationary",
            Self::SponsorsTooFew => "sponsors_too_few",
            Self::CertificateInFuture => "certificate_in_future",
            Self::CertificateAfterConsideration => "certificate_after_consideration",
            Self::CertificateExpired => "certificate_expired",
        }
    }

    /// The field of the admission form at which it is said.
    pub const fn field(self) -> &'static str {
        match self {
            Self::BornInFuture | Self::UnderAge | Self::OverAge => "born_on",
            Self::IdContradictsGender | Self::IdContradictsBirth => "citizen_id",
            Self::ResolvedInFuture | Self::ResolvedAfterDecision => "resolved_on",
            Self::DecidedInFuture => "decided_on",
            Self::AdmittedInFuture | Self::CeremonyBeforeDecision | Self::CeremonyLate => "admitted_on",
            Self::SponsorNotAMember(Sponsor::First)
            | Self::SponsorProbationary(Sponsor::First)
            | Self::SponsorsTooFew => "sponsor_1",
            Self::SponsorNotAMember(Sponsor::Second) | Self::SponsorProbationary(Sponsor::Second) => "sponsor_2",
            Self::CertificateInFuture | Self::CertificateAfterConsideration | Self::CertificateExpired => {
                "awareness_certificate_on"
            }
        }
    }

    /// Whether it stops.
    pub const fn severity(self) -> Severity {
        match self {
            Self::BornInFuture
            | Self::ResolvedInFuture
            | Self::DecidedInFuture
            | Self::AdmittedInFuture
            | Self::CeremonyBeforeDecision
            | Self::CertificateInFuture => Severity::Error,
            _ => Severity::Warning,
        }
    }
}

/// The value that a finding's sentence needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Nothing more.
    None,
    /// The last day on which it would have been right.
    Until(Day),
    /// The age on the day, in whole months; at most (under age) or at least (over age) when the
    /// birth is known in part.
    Age {
        /// Years.
        years: i32,
        /// Months beyond them, 0 to 11.
        months: i32,
    },
    /// The gender that the id tells.
    Gender(Gender),
    /// The year of birth that the id tells.
    Year(i16),
    /// How many members introduce.
    Members(u32),
}

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// Whether it stops.
    pub severity: Severity,
    /// The rule that says so, to be cited.
    pub rule: Option<&'static Rule>,
    /// What the sentence needs.
    pub fact: Fact,
}

impl Finding {
    fn new(code: FindingCode, rule: Option<&'static Rule>, fact: Fact) -> Self {
        Self { code, severity: code.severity(), rule, fact }
    }

    fn plain(code: FindingCode) -> Self {
        Self::new(code, None, Fact::None)
    }
}

/// Everything that is not as it should be, in the order of the form.
pub fn findings(facts: &AdmissionFacts, today: Day, rulebook: &Rulebook, calendar: &Calendar) -> Vec<Finding> {
    let mut found = Vec::new();
    if facts.born_on.surely_after(today) {
        found.push(Finding::plain(FindingCode::BornInFuture));
    } else {
        found.extend(age(facts, rulebook));
    }
    found.extend(id(facts));
    found.extend(days(facts, today, rulebook, calendar));
    found.extend(sponsors(facts, rulebook));
    found.extend(too_few(facts, rulebook));
    found.extend(certificate(facts, today, rulebook));
    found
}

fn age(facts: &AdmissionFacts, rulebook: &Rulebook) -> Option<Finding> {
    let on = facts.considered_on();
    let in_years = |months: i32| Fact::Age { years: months / 12, months: months % 12 };
    let limit = |rule: &Rule| i32::try_from(rule.value * 12).unwrap_or(i32::MAX);

    let minimum = rulebook.rule(RuleCode::AdmissionMinimumAge, on);
    let at_most = on.whole_months_since(facts.born_on.first());
    if minimum.is_some_and(|rule| at_most < limit(rule)) {
        return Some(Finding::new(FindingCode::UnderAge, minimum, in_years(at_most)));
    }
    // "Đủ 60 tuổi, tính theo tháng": within the month after the birthday one is still 60.
    let maximum = rulebook.rule(RuleCode::AdmissionMaximumAge, on);
    let at_least = on.whole_months_since(facts.born_on.last());
    maximum
        .filter(|rule| at_least > limit(rule))
        .map(|_| Finding::new(FindingCode::OverAge, maximum, in_years(at_least)))
}

fn id(facts: &AdmissionFacts) -> Vec<Finding> {
    let Some(id) = &facts.citizen_id else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if id.gender() != facts.gender {
        found.push(Finding::new(FindingCode::IdContradictsGender, None, Fact::Gender(id.gender())));
    }
    if !id.agrees_with_birth(facts.born_on) {
        found.push(Finding::new(FindingCode::IdContradictsBirth, None, Fact::Year(id.birth_year())));
    }
    found
}

fn days(facts: &AdmissionFacts, today: Day, rulebook: &Rulebook, calendar: &Calendar) -> Vec<Finding> {
    let mut found = Vec::new();
    match facts.resolved_on {
        Some(day) if day > today => found.push(Finding::plain(FindingCode::ResolvedInFuture)),
        Some(day) if day > facts.decided_on => {
            let until = Fact::Until(facts.decided_on);
            found.push(Finding::new(FindingCode::ResolvedAfterDecision, None, until));
        }
        _ => {}
    }
    if facts.decided_on > today {
        found.push(Finding::plain(FindingCode::DecidedInFuture));
    }
    if facts.admitted_on > today {
        found.push(Finding::plain(FindingCode::AdmittedInFuture));
    } else if facts.admitted_on < facts.decided_on {
        found.push(Finding::plain(FindingCode::CeremonyBeforeDecision));
    } else if let Some(rule) = rulebook.rule(RuleCode::CeremonyAfterDecision, facts.admitted_on) {
        let until = rule.over(facts.decided_on, calendar);
        if facts.admitted_on > until {
            found.push(Finding::new(FindingCode::CeremonyLate, Some(rule), Fact::Until(until)));
        }
    }
    found
}

fn sponsors(facts: &AdmissionFacts, rulebook: &Rulebook) -> Vec<Finding> {
    let rule = rulebook.rule(RuleCode::SponsorIsOfficial, facts.considered_on());
    let mut found: Vec<_> = facts
        .sponsors
        .iter()
        .filter_map(|sponsor| match sponsor.standing_on_day {
            Some(Standing::Official) => None,
            Some(Standing::Probationary) => Some(FindingCode::SponsorProbationary(sponsor.field)),
            None => Some(FindingCode::SponsorNotAMember(sponsor.field)),
        })
        .map(|code| Finding::new(code, rule, Fact::None))
        .collect();
    found.sort_by_key(|finding| finding.code.field());
    found
}

/// Two official members introduce; one, where the Youth Union (or, without one, the trade union) introduces somebody of
/// its age: who is surely past that age needs two all the same.
fn too_few(facts: &AdmissionFacts, rulebook: &Rulebook) -> Option<Finding> {
    let introduced = facts.introduced?;
    let on = facts.considered_on();
    let young = rulebook.rule(RuleCode::YouthAge, on).is_none_or(|rule| {
        let limit = i32::try_from(rule.value * 12).unwrap_or(i32::MAX);
        on.whole_months_since(facts.born_on.last()) <= limit
    });
    let code = if introduced.union && young { RuleCode::SponsorsBesideUnion } else { RuleCode::Sponsors };
    let rule = rulebook.rule(code, on)?;
    (introduced.members < rule.value)
        .then(|| Finding::new(FindingCode::SponsorsTooFew, Some(rule), Fact::Members(introduced.members)))
}

fn certificate(facts: &AdmissionFacts, today: Day, rulebook: &Rulebook) -> Option<Finding> {
    let issued_on = facts.certificate_on?;
    let on = facts.considered_on();
    if issued_on > today {
        return Some(Finding::plain(FindingCode::CertificateInFuture));
    }
    if issued_on > on {
        return Some(Finding::new(FindingCode::CertificateAfterConsideration, None, Fact::Until(on)));
    }
    let (until, rule) = certificate_until(issued_on, on, rulebook)?;
    (on > until).then(|| Finding::new(FindingCode::CertificateExpired, Some(rule), Fact::Until(until)))
}

/// The last day on which a branch may consider on a certificate of the awareness course, by the rule in force on a
/// day, and that rule; `None` on a day before the rules that are known.
pub fn certificate_until(issued_on: Day, on: Day, rulebook: &Rulebook) -> Option<(Day, &'static Rule)> {
    let rule = rulebook.rule(RuleCode::AwarenessCertificate, on)?;
    Some((issued_on.plus_months(i32::try_from(rule.value).unwrap_or(i32::MAX)), rule))
}

/// What an admission sets going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follows {
    /// The day on which the probation ends: who is recognised is official from this day, however
    /// late the meeting.
    pub probation_until: Day,
    /// How long that is.
    pub probation: &'static Rule,
    /// The last day on which the branch considers the recognition.
    pub consider_by: Day,
    /// Why until then.
    pub consideration: &'static Rule,
    /// Whether every holiday up to then has been decided: if not, the day may still move.
    pub sure: bool,
}

/// The day on which the probation of who was admitted on that day ends; `None` before the rules that are known.
pub fn probation_until(admitted_on: Day, rulebook: &Rulebook) -> Option<Day> {
    let probation = rulebook.rule(RuleCode::Probation, admitted_on)?;
    Some(admitted_on.plus_months(i32::try_from(probation.value).ok()?))
}

/// What follows from an admission on that day; `None` when it was before the rules that are known.
pub fn what_follows(admitted_on: Day, rulebook: &Rulebook, calendar: &Calendar) -> Option<Follows> {
    let probation = rulebook.rule(RuleCode::Probation, admitted_on)?;
    let probation_until = admitted_on.plus_months(i32::try_from(probation.value).ok()?);
    let consideration = rulebook.rule(RuleCode::RecognitionConsidered, probation_until)?;
    let consider_by = consideration.over(probation_until, calendar);
    let sure = calendar.is_decided(probation_until, consider_by);
    Some(Follows { probation_until, probation, consider_by, consideration, sure })
}

#[cfg(test)]
mod tests;
