//! May somebody who left the party be admitted again? Not before three years have passed, and once in a life (Quy định
//! 294-QĐ/TW, điểm 3.5). Neither stops: a committee may know better.

use super::PartialDate;
use super::calendar::Calendar;
use super::regulations::{Rule, RuleCode, Rulebook};
use super::standing::{Event, Kind};
use crate::rules::Day;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is considered before the time after the departure is over.
    Early {
        /// The rule that says so.
        rule: &'static Rule,
        /// The departure.
        left_on: Day,
        /// The first day that would have been right.
        from: Day,
    },
    /// The person was readmitted before.
    Again {
        /// The rule that says so.
        rule: &'static Rule,
        /// The readmission before.
        readmitted_on: Day,
    },
}

impl Finding {
    /// The finding as a word: what the form's `confirm` carries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Early { .. } => "readmitted_early",
            Self::Again { .. } => "readmitted_again",
        }
    }

    /// The rule that says so.
    pub const fn rule(self) -> &'static Rule {
        match self {
            Self::Early { rule, .. } | Self::Again { rule, .. } => rule,
        }
    }
}

/// What is odd in a readmission that was considered on a day and counts from another, beside the events that stand.
/// A day known in part is too early only when every day that it may mean is.
pub fn findings(
    events: &[Event],
    considered_on: PartialDate,
    effective_on: Day,
    rulebook: &Rulebook,
    calendar: &Calendar,
) -> Vec<Finding> {
    let mut before: Vec<_> = events.iter().filter(|event| event.effective_on <= effective_on).collect();
    before.sort_by_key(|event| (event.effective_on, event.id));
    let (mut left_on, mut readmitted_on) = (None, None);
    // An admission that was cancelled is none: what was so before it is so again.
    let mut as_before = (None, None);
    for event in before {
        match event.kind {
            Kind::Removed | Kind::Expelled | Kind::Resigned => left_on = Some(event.effective_on),
            // Who left elsewhere is not known to this book.
            Kind::TransferredOut => left_on = None,
            Kind::Readmitted => {
                as_before = (left_on, readmitted_on);
                (left_on, readmitted_on) = (None, Some(event.effective_on));
            }
            Kind::AdmissionCancelled => (left_on, readmitted_on) = as_before,
            kind if kind.is_entry() => left_on = None,
            _ => {}
        }
    }
    let judged_on = considered_on.last();
    let early = left_on.and_then(|left_on| {
        let rule = rulebook.rule(RuleCode::ReadmissionAfter, judged_on)?;
        let from = rule.over(left_on, calendar);
        considered_on.surely_before(from).then_some(Finding::Early { rule, left_on, from })
    });
    let again = readmitted_on.and_then(|readmitted_on| {
        let rule = rulebook.rule(RuleCode::ReadmissionOnce, judged_on)?;
        Some(Finding::Again { rule, readmitted_on })
    });
    early.into_iter().chain(again).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn found(events: &[(Kind, &str)], considered_on: &str, on: &str) -> Vec<(&'static str, Day)> {
        let event = |(at, (kind, on)): (usize, &(Kind, &str))| Event {
            id: i64::try_from(at).unwrap(),
            kind: *kind,
            effective_on: day(on),
            organisation: 1,
            counterpart: None,
            standing: None,
            decided_on: None,
            admitted_on: None,
            official_on: None,
            due_on: None,
        };
        let events: Vec<_> = events.iter().enumerate().map(event).collect();
        let considered_on = PartialDate::parse_iso(considered_on).unwrap();
        findings(&events, considered_on, day(on), &Rulebook::shipped(), &Calendar::shipped())
            .into_iter()
            .map(|finding| match finding {
                Finding::Early { from, .. } => (finding.code(), from),
                Finding::Again { readmitted_on, .. } => (finding.code(), readmitted_on),
            })
            .collect()
    }

    #[test]
    fn nobody_is_considered_again_before_thirty_six_months_have_passed() {
        let left = [(Kind::Admitted, "2010-03-01"), (Kind::Removed, "2020-03-01")];
        assert_eq!(found(&left, "2023-02-28", "2023-05-19"), [("readmitted_early", day("2023-03-01"))]);
        assert!(found(&left, "2023-03-01", "2023-05-19").is_empty());
        assert_eq!(found(&left, "2023-02", "2023-05-19").len(), 1, "every day of February is before");
        assert!(found(&left, "2023-03", "2023-05-19").is_empty(), "a day of March may be right");
        let rule = Rulebook::shipped().rule(RuleCode::ReadmissionAfter, day("2025-07-01")).unwrap();
        assert_eq!((rule.value, rule.citation), (36, "Quy định 294-QĐ/TW, điểm 3.5"));
    }

    #[test]
    fn who_left_elsewhere_or_not_at_all_waits_for_nothing() {
        assert!(found(&[], "2023-02-28", "2023-05-19").is_empty());
        let elsewhere = [(Kind::Admitted, "2010-03-01"), (Kind::TransferredOut, "2022-03-01")];
        assert!(found(&elsewhere, "2023-02-28", "2023-05-19").is_empty());
    }

    #[test]
    fn a_second_readmission_in_a_life_is_told_and_a_cancelled_one_does_not_count() {
        let again = [(Kind::Removed, "2010-03-01"), (Kind::Readmitted, "2014-05-19"), (Kind::Resigned, "2020-03-01")];
        assert_eq!(found(&again, "2025-03-01", "2025-05-19"), [("readmitted_again", day("2014-05-19"))]);
        assert!(found(&again, "2014-03-01", "2014-05-18").is_empty(), "what comes later is not looked at");
        let cancelled =
            [(Kind::Removed, "2010-03-01"), (Kind::Readmitted, "2024-05-19"), (Kind::AdmissionCancelled, "2024-09-02")];
        assert!(found(&cancelled, "2025-03-01", "2025-05-19").is_empty());
    }
}
