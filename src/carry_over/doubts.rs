//! What the paper book says and hardly is so. Older charters had other ages and terms, so it is never refused:
//! somebody looks at the paper again and confirms.

use super::form::Read;
use crate::members::too_young;
use crate::members::warnings::{Warning, age, cited};
use crate::rules::regulations::{Rule, RuleCode, Rulebook};
use crate::rules::standing::Standing;
use crate::rules::{Day, PartialDate};
use crate::web::{With, t};

/// The codes of the doubts, in the order of the cards.
pub const DOUBTS: [&str; 3] = ["ceremony_under_age", "official_early", "probation_over"];

/// The age and the months of probation where the rulebook of the day has none: the newest it has.
const AGE: i32 = 18;
const PROBATION: i32 = 12;

/// What is surely not as the rules have it. A date known in part is doubted only where each of its days would be.
pub(super) fn doubts(read: &Read, opens_on: Day, rulebook: &Rulebook, confirmed: &[String]) -> Vec<Warning> {
    let told = |code, sentence, rule: Option<&Rule>| {
        Warning::told(code, sentence, rule.map(cited).unwrap_or_default(), confirmed)
    };
    let mut found = Vec::new();
    if let Some((years, months, limit, rule)) = under_age(read, rulebook) {
        let sentence = t("Khi vào Đảng, người này mới {age}, chưa đủ {limit} tuổi.");
        found.push(told(DOUBTS[0], sentence.with("age", age(years, months)).with("limit", limit), rule));
    }
    // The ceremony is not before the decision.
    let Some(ceremony) = read.admitted_on.or(read.decided_on) else {
        return found;
    };
    let (rule, limit) = in_force(rulebook, RuleCode::Probation, ceremony, PROBATION);
    let official = read.official_on.filter(|official| official.last() >= ceremony.first());
    if official.is_some_and(|official| official.last() < ceremony.first().plus_months(limit)) {
        let sentence = t("Ngày chính thức sớm hơn {limit} tháng sau ngày vào Đảng. Điều lệ trước đây có thể khác.");
        found.push(told(DOUBTS[1], sentence.with("limit", limit), rule));
    }
    if read.standing == Some(Standing::Probationary) && ceremony.last().plus_months(limit + 12) < opens_on {
        let sentence =
            t("Thời hạn dự bị đã hết hơn một năm trước ngày đầu của sổ. Xem lại người này đã chính thức chưa.");
        found.push(told(DOUBTS[2], sentence.to_owned(), rule));
    }
    found
}

/// The age that somebody had at most when they entered, when that is below the limit.
fn under_age<'a>(read: &Read, rulebook: &'a Rulebook) -> Option<(i32, i32, i32, Option<&'a Rule>)> {
    let born_on = read.born_on?;
    // Where the ceremony is not known, it was not after the day of becoming official.
    let entered_on = read.admitted_on.or(read.official_on).filter(|day| !too_young(born_on, *day))?;
    let (rule, limit) = in_force(rulebook, RuleCode::AdmissionMinimumAge, entered_on, AGE);
    // Who was too young to be taken at all is refused; an order of dates that cannot be is an error of its own.
    let months = Some(entered_on.last()).filter(|day| *day >= born_on.first())?.whole_months_since(born_on.first());
    (months < limit * 12).then_some((months / 12, months % 12, limit, rule))
}

/// The rule of a day and its number; the number alone where the rulebook does not reach back so far.
fn in_force(rulebook: &Rulebook, code: RuleCode, on: PartialDate, otherwise: i32) -> (Option<&Rule>, i32) {
    let rule = rulebook.rule(code, on.first());
    (rule, rule.and_then(|rule| i32::try_from(rule.value).ok()).unwrap_or(otherwise))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of what is doubted, and whether a rule is cited.
    fn found(born_on: &str, standing: Standing, dates: [&str; 3]) -> Vec<(&'static str, bool)> {
        let date = |typed: &str| PartialDate::parse_typed(typed).ok();
        let [decided_on, admitted_on, official_on] = dates.map(date);
        let read = Read {
            gender: None,
            born_on: date(born_on),
            standing: Some(standing),
            decided_on,
            admitted_on,
            official_on,
        };
        doubts(&read, Day::new(2018, 1, 1).unwrap(), &Rulebook::shipped(), &[])
            .iter()
            .map(|warning| (warning.code, !warning.citation.is_empty()))
            .collect()
    }

    #[test]
    fn younger_than_eighteen_is_doubted_and_cited_since_2016() {
        for (born_on, admitted_on, expected) in [
            ("3/2/1960", "3/2/1978", None),
            ("4/2/1960", "3/2/1978", Some(("ceremony_under_age", false))),
            ("1960", "1978", None),
            ("1960", "1977", Some(("ceremony_under_age", false))),
            ("1960", "1/1978", None),
            ("2/1960", "1/1978", Some(("ceremony_under_age", false))),
            ("2/9/1999", "1/9/2017", Some(("ceremony_under_age", true))),
        ] {
            let found = found(born_on, Standing::Official, ["", admitted_on, ""]);
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{born_on} {admitted_on}");
        }
        assert_eq!(found("1961", Standing::Official, ["", "", "1979"]), []);
        assert_eq!(found("1961", Standing::Official, ["", "", "1978"]), [("ceremony_under_age", false)]);
        assert_eq!(found("1961", Standing::Official, ["", "", ""]), []);
    }

    #[test]
    fn official_within_twelve_months_is_doubted() {
        for (decided_on, admitted_on, official_on, expected) in [
            ("", "3/2/2000", "3/2/2001", None),
            ("", "3/2/2000", "2/2/2001", Some(("official_early", false))),
            ("", "3/2/2012", "2/2/2013", Some(("official_early", true))),
            ("", "2000", "2001", None),
            ("", "2000", "2000", Some(("official_early", false))),
            ("", "2/2000", "2001", None),
            ("", "2/2000", "1/2001", Some(("official_early", false))),
            ("3/2/2000", "", "2/2/2001", Some(("official_early", false))),
            // An error, not a doubt.
            ("", "3/2/2000", "2/2/2000", None),
        ] {
            let found = found("1960", Standing::Official, [decided_on, admitted_on, official_on]);
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{decided_on} {admitted_on} {official_on}");
        }
    }

    #[test]
    fn a_probation_that_ended_more_than_a_year_before_the_book_is_doubted() {
        for (admitted_on, expected) in [
            ("1/1/2016", None),
            ("31/12/2015", Some(("probation_over", true))),
            ("2016", None),
            ("2015", Some(("probation_over", true))),
            ("", None),
        ] {
            let found_of = |standing| found("1980", standing, ["", admitted_on, ""]);
            assert_eq!(found_of(Standing::Probationary), expected.into_iter().collect::<Vec<_>>(), "{admitted_on}");
            assert_eq!(found_of(Standing::Official), [], "{admitted_on}");
        }
    }
}
