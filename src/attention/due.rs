//! By when something is to be done, by which rule, and from when it is mentioned.

use super::About;
use crate::rules::Day;
use crate::rules::admission::{self, what_follows};
use crate::rules::calendar::Calendar;
use crate::rules::regulations::{Rule, RuleCode, Rulebook};

/// How many days before the end of a probation it is mentioned: the course for new members and the
/// comments that the recognition needs take weeks.
pub const PROBATION_AHEAD: i32 = 60;
/// How many days before the end of a temporary transfer, an exemption or a suspension it is mentioned.
pub const TEMPORARY_AHEAD: i32 = 30;
/// How many days before the term of a letter it is mentioned.
pub const LETTER_AHEAD: i32 = 14;
/// For how many months a letter of which nobody has said anything is mentioned: longer ago it is history.
pub const LETTERS_KEPT: i32 = 12;
/// How many days before a badge is given it is mentioned: its papers take months.
pub const BADGE_AHEAD: i32 = 180;

/// What something is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The regulations.
    pub rulebook: &'a Rulebook,
    /// The working days.
    pub calendar: &'a Calendar,
}

/// By when something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day; none where a day is missing from the book.
    pub by: Option<Day>,
    /// From when it is mentioned.
    pub mentioned_from: Day,
    /// The rule behind it.
    pub rule: Option<&'static Rule>,
}

/// By when something is to be done; nothing where no rule is known that says so.
pub fn due(about: &About, rules: Rules<'_>) -> Option<Due> {
    let Rules { rulebook, calendar } = rules;
    match about {
        About::Probation(admitted_on) => {
            let Some(day) = admitted_on.and_then(crate::rules::PartialDate::full) else {
                let mentioned_from =
                    admitted_on.map_or(Day::parse_iso("1900-01-01")?, crate::rules::PartialDate::first);
                return Some(Due { by: None, mentioned_from, rule: None });
            };
            let follows = what_follows(day, rulebook, calendar)?;
            let mentioned_from = follows.probation_until.plus_days(-PROBATION_AHEAD);
            Some(Due { by: Some(follows.consider_by), mentioned_from, rule: Some(follows.consideration) })
        }
        About::Away(due_on) | About::Guest(due_on, _) => Some(Due {
            by: Some(*due_on),
            mentioned_from: due_on.plus_days(-TEMPORARY_AHEAD),
            rule: rulebook.rule(RuleCode::TemporaryMaximum, *due_on),
        }),
        About::Exempt(due_on) | About::Suspended(due_on) => {
            Some(Due { by: Some(*due_on), mentioned_from: due_on.plus_days(-TEMPORARY_AHEAD), rule: None })
        }
        About::Letter(_, introduced_on, _) => {
            let rule = rulebook.rule(RuleCode::LetterPresented, *introduced_on)?;
            let by = rule.over(*introduced_on, calendar);
            Some(Due { by: Some(by), mentioned_from: by.plus_days(-LETTER_AHEAD), rule: Some(rule) })
        }
        About::Alike(_, found_at) => Some(Due { by: None, mentioned_from: found_at.day(), rule: None }),
        About::Badge(badge, _) => Some(Due {
            by: Some(badge.papers_by),
            mentioned_from: badge.given_on.plus_days(-BADGE_AHEAD),
            rule: badge.papers,
        }),
    }
}

/// The day on which the probation of who was admitted on that day ends.
pub(super) fn probation_until(admitted_on: Day, rules: Rules<'_>) -> Option<Day> {
    admission::probation_until(admitted_on, rules.rulebook)
}

/// The last ceremony whose probation is mentioned today, by the longest probation that is known of now.
pub(super) fn admitted_until(today: Day, rules: Rules<'_>) -> Day {
    let ahead = today.plus_days(PROBATION_AHEAD);
    let months = rules.rulebook.rule(RuleCode::Probation, today).map_or(12, |rule| rule.value);
    // A month ends earlier than another: who was admitted on 31/8 ends with who was admitted on 30/8.
    ahead.plus_months(-i32::try_from(months).unwrap_or(12)).plus_days(3)
}

/// The days of the letters that are mentioned today: from the first that is not history to the last whose term is near.
pub(super) fn introduced(today: Day, rules: Rules<'_>) -> (Day, Day) {
    let near = today.plus_days(LETTER_AHEAD);
    let until = rules.rulebook.rule(RuleCode::LetterPresented, today).map(|rule| rule.before(near, rules.calendar));
    // A letter of a day off runs out with one of the working day before it: the longest break is shorter than this.
    let until = until.map_or(today, |until| until.plus_days(15).min(today));
    (today.plus_months(-LETTERS_KEPT), until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    proptest! {
        /// What is read reaches as far as what is mentioned: nobody falls between the two.
        #[test]
        fn whoever_is_mentioned_today_is_read_today(back in 0..500_i32, at in 0..2_500_i32) {
            let (rulebook, calendar) = (Rulebook::shipped(), Calendar::shipped());
            let rules = Rules { rulebook: &rulebook, calendar: &calendar };
            let today = day("2019-01-01").plus_days(at);
            let then = today.plus_days(-back);
            let mentioned = |about| due(&about, rules).is_some_and(|due| due.mentioned_from <= today);
            if mentioned(About::Probation(Some(then.into()))) {
                prop_assert!(then <= admitted_until(today, rules));
            }
            let (from, until) = introduced(today, rules);
            if mentioned(About::Letter(crate::ids::EventId(1), then, String::new())) && then >= from {
                prop_assert!(then <= until, "{then:?} {until:?}");
            }
        }
    }
}
