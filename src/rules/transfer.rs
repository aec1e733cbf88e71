//! Is this a transfer as the regulations have it? A temporary one takes from three months to less than
//! twelve, for study up to twenty-four (Quy định 294-QĐ/TW, điểm 6.3.2); the letter of an official one is
//! presented within thirty working days (điểm 6.3.1). None of this stops: a committee may know better.

use super::calendar::Calendar;
use super::day::{Day, PartialDate};
use super::regulations::{Rule, RuleCode, Rulebook};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// Shorter than a temporary transfer is.
    TemporaryShort,
    /// Longer than one for work or residence may be.
    TemporaryLong,
    /// Longer than one for study may be.
    TemporaryStudyLong,
    /// The letter was presented after its term.
    LetterLate,
    /// The transfer counts from a day before that of its letter.
    LetterAfterTransfer,
}

impl FindingCode {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::TemporaryShort,
        Self::TemporaryLong,
        Self::TemporaryStudyLong,
        Self::LetterLate,
        Self::LetterAfterTransfer,
    ];

    /// The finding as a word: what the form's `confirm` carries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TemporaryShort => "temporary_short",
            Self::TemporaryLong => "temporary_long",
            Self::TemporaryStudyLong => "temporary_study_long",
            Self::LetterLate => "letter_late",
            Self::LetterAfterTransfer => "letter_after_transfer",
        }
    }
}

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// The rule that says so.
    pub rule: &'static Rule,
    /// The nearest last day that would have been right; of a letter, the last day of its term.
    pub until: Day,
}

/// How the reason of somebody begins who goes to study; another is for work or residence.
const STUDY: [&str; 3] = ["học", "đi học", "cử đi học"];

/// Whether the reason of a transfer is study.
pub fn is_study(reason: &str) -> bool {
    let reason = reason.to_lowercase();
    STUDY.iter().any(|begins| reason.starts_with(begins))
}

/// What is odd in the time of a temporary transfer from a day until the end of another; for study or not. Judged by
/// the rules of `on`, the day of the step: an extension by those of its own day.
pub fn temporary(from: Day, due_on: Day, studies: bool, on: Day, rulebook: &Rulebook) -> Option<Finding> {
    let months = |code| {
        let rule = rulebook.rule(code, on)?;
        Some((rule, from.plus_months(i32::try_from(rule.value).ok()?)))
    };
    // The last day counts: from 1/3 until the end of 31/5 is three months.
    let end = due_on.succ();
    let found = |code, rule, until: Day| Some(Finding { code, rule, until });
    match months(RuleCode::TemporaryMinimum) {
        Some((rule, least)) if end < least => return found(FindingCode::TemporaryShort, rule, least.pred()),
        _ => {}
    }
    if studies {
        let (rule, most) = months(RuleCode::TemporaryStudyMaximum)?;
        return if end > most { found(FindingCode::TemporaryStudyLong, rule, most.pred()) } else { None };
    }
    // Below twelve months, not up to them.
    let (rule, below) = months(RuleCode::TemporaryMaximum)?;
    if end >= below { found(FindingCode::TemporaryLong, rule, below.pred().pred()) } else { None }
}

/// What is odd in a transfer that counts from a day before its letter was written: who goes is introduced first. Of a
/// letter whose day is known in part only when every day that it may mean is later.
pub fn introduced(introduced_on: PartialDate, from: Day, rulebook: &Rulebook) -> Option<Finding> {
    let rule = rulebook.rule(RuleCode::LetterPresented, from)?;
    let until = introduced_on.first();
    (until > from).then_some(Finding { code: FindingCode::LetterAfterTransfer, rule, until })
}

/// What is odd in the day on which the letter of an official transfer was presented; a letter whose day is known in
/// part is late only when it would be on any.
pub fn letter(
    introduced_on: PartialDate,
    presented_on: Day,
    rulebook: &Rulebook,
    calendar: &Calendar,
) -> Option<Finding> {
    let rule = rulebook.rule(RuleCode::LetterPresented, presented_on)?;
    let until = rule.over(introduced_on.last(), calendar);
    (presented_on > until).then_some(Finding { code: FindingCode::LetterLate, rule, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    /// The code found for a transfer judged on its first day, and the nearest day that would be right.
    fn found(from: &str, due_on: &str, studies: bool) -> Option<(&'static str, Day)> {
        let found = temporary(day(from), day(due_on), studies, day(from), &Rulebook::shipped());
        found.map(|found| (found.code.code(), found.until))
    }

    #[test]
    fn a_temporary_transfer_takes_from_three_months_to_less_than_twelve() {
        for (from, due_on, expected) in [
            ("2026-03-01", "2026-05-30", Some(("temporary_short", "2026-05-31"))),
            ("2026-03-01", "2026-05-31", None),
            ("2025-11-30", "2026-02-26", Some(("temporary_short", "2026-02-27"))),
            ("2025-11-30", "2026-02-27", None),
            ("2026-03-01", "2027-02-27", None),
            ("2026-03-01", "2027-02-28", Some(("temporary_long", "2027-02-27"))),
            ("2019-09-03", "2020-09-02", Some(("temporary_long", "2020-09-01"))),
        ] {
            let expected = expected.map(|(code, until)| (code, day(until)));
            assert_eq!(found(from, due_on, false), expected, "{from} to {due_on}");
        }
    }

    #[test]
    fn for_study_it_takes_up_to_twenty_four() {
        assert_eq!(found("2024-09-01", "2026-08-31", true), None);
        let long = Some(("temporary_study_long", day("2026-08-31")));
        assert_eq!(found("2024-09-01", "2026-09-01", true), long);
        assert_eq!(found("2024-09-01", "2024-10-01", true).map(|(code, _)| code), Some("temporary_short"));
    }

    #[test]
    fn study_is_told_from_work_by_the_reason() {
        for (reason, expected) in [
            ("Học tập", true),
            ("học cao cấp lý luận chính trị", true),
            ("Cử đi học thạc sĩ", true),
            ("Công tác tại Viện Khoa học", false),
            ("Biệt phái", false),
            ("", false),
        ] {
            assert_eq!(is_study(reason), expected, "{reason}");
        }
    }

    #[test]
    fn what_no_rule_of_the_day_says_is_not_found() {
        assert_eq!(found("2010-03-01", "2010-03-02", false), None);
    }

    #[test]
    fn who_goes_is_introduced_first() {
        let odd = |introduced: &str, from: &str| {
            let introduced = PartialDate::parse_iso(introduced).unwrap();
            super::introduced(introduced, day(from), &Rulebook::shipped()).map(|found| (found.code.code(), found.until))
        };
        assert_eq!(odd("2025-10-01", "2025-10-01"), None);
        assert_eq!(odd("2025-10-02", "2025-10-01"), Some(("letter_after_transfer", day("2025-10-02"))));
        assert_eq!(odd("2025-10", "2025-10-01"), None, "any day of October");
        assert_eq!(odd("2025-11", "2025-10-31"), Some(("letter_after_transfer", day("2025-11-01"))));
    }

    #[test]
    fn a_letter_is_presented_within_thirty_working_days() {
        let (rulebook, calendar) = (Rulebook::shipped(), Calendar::shipped());
        let late = |introduced: &str, presented: Day| {
            letter(PartialDate::parse_iso(introduced).unwrap(), presented, &rulebook, &calendar)
        };
        let last = calendar.plus_working_days(day("2025-10-01"), 30);
        assert_eq!(last, day("2025-11-12"));
        assert_eq!(late("2025-10-01", last), None);
        let found = late("2025-10-01", last.succ()).unwrap();
        assert_eq!((found.until, found.rule.citation), (last, "Quy định 294-QĐ/TW, điểm 6.3.1"));
        // Any day of October: late only when it would be from the 31st.
        assert_eq!(late("2025-10", last.succ()), None);
        assert!(late("2025-10", calendar.plus_working_days(day("2025-10-31"), 31)).is_some());
    }
}
