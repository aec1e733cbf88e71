//! Tests of the table: the right version on each day, no gap, nothing unread passed off as known.

use proptest::prelude::*;

use super::*;

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
        let unread = ["20-QĐ/TW", "208-QĐ/TW", "19/5/2026"]
            .iter()
            .any(|text| rule.citation.split(' ').any(|word| word.trim_end_matches(',') == *text));
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
fn a_time_is_over_and_begins_as_its_unit_says() {
    let calendar = Calendar::shipped();
    let over = |code, from: &str| in_force(code, day(from)).unwrap().over(day(from), &calendar).iso();
    assert_eq!(over(RuleCode::Probation, "2024-02-29"), "2025-02-28");
    assert_eq!(over(RuleCode::LetterPresented, "2025-10-01"), "2025-11-12");
    assert_eq!(over(RuleCode::BadgeFirst, "2024-02-29"), "2054-02-28");
    assert_eq!(over(RuleCode::Sponsors, "2024-02-29"), "2024-02-29");
    let dossier = in_force(RuleCode::BadgeDossier, day("2026-02-03")).unwrap();
    assert_eq!(dossier.before(day("2026-02-03"), &calendar).iso(), "2025-12-22", "as the office counts it by hand");
    let calendar_days = Rule { unit: Unit::CalendarDays, ..*dossier };
    assert_eq!(calendar_days.over(day("2026-02-03"), &calendar).iso(), "2026-03-05");
}

#[test]
fn the_badges_are_those_of_the_regulation_in_every_version() {
    for on in ["2016-07-25", "2019-12-31", "2021-09-28", "2025-07-01", "2026-11-23"] {
        let of = |code| in_force(code, day(on)).unwrap().value;
        let numbers = [RuleCode::BadgeFirst, RuleCode::BadgeSecond, RuleCode::BadgeEvery, RuleCode::BadgeLast].map(of);
        assert_eq!(numbers, [30, 40, 5, 90], "{on}");
        assert_eq!([RuleCode::BadgeEarly, RuleCode::BadgeEarlyLate].map(of), [12, 24], "{on}");
    }
}

#[test]
fn what_was_in_force_before_2018_is_known_but_for_the_evaluation() {
    let later: Vec<_> = RuleCode::ALL
        .into_iter()
        .filter(|code| in_force(*code, day("2016-07-25")).is_none())
        .map(RuleCode::code)
        .collect();
    assert!(later.iter().all(|code| code.starts_with("evaluation_")), "{later:?}");
    let of = |code, on| in_force(code, day(on)).map(|rule| (rule.value, rule.citation.split(' ').nth(2).unwrap()));
    for (on, citation) in [("2019-12-31", "76-QĐ/TW"), ("2020-01-01", "76-QĐ/TW"), ("2020-01-02", "213-QĐ/TW")] {
        assert!(in_force(RuleCode::ResidenceContact, day(on)).unwrap().citation.contains(citation), "{on}");
    }
    assert_eq!(of(RuleCode::EvaluationExcellentShare, "2019-12-31"), Some((20, "21-HD/BTCTW")));
    assert_eq!(of(RuleCode::EvaluationPointsExcellent, "2024-12-31"), None);
    assert_eq!(of(RuleCode::EvaluationPointsExcellent, "2025-12-31"), Some((90, "366-QĐ/TW")));
}

fn own(value: u32, from: &str, to: Option<&str>) -> LocalRule {
    LocalRule {
        code: RuleCode::RecognitionConsidered,
        value,
        valid_from: day(from),
        valid_to: to.map(day),
        citation: "Hướng dẫn 21-HD/BTCTU ngày 21/8/2025".to_owned(),
    }
}

#[test]
fn a_number_of_the_committees_own_holds_while_it_is_in_force_and_no_longer() {
    let book = Rulebook::shipped().with_local([own(15, "2025-09-01", Some("2026-03-01"))].into_iter());
    let on = |on| {
        let rule = book.rule(RuleCode::RecognitionConsidered, day(on)).unwrap();
        (rule.value, rule.unit, rule.certainty == Certainty::Local)
    };
    assert_eq!(on("2025-08-31"), (30, Unit::WorkingDays, false));
    assert_eq!(on("2025-09-01"), (15, Unit::WorkingDays, true));
    assert_eq!(on("2026-02-28"), (15, Unit::WorkingDays, true));
    assert_eq!(on("2026-03-01"), (30, Unit::WorkingDays, false));
    assert_eq!(book.rule(RuleCode::Probation, day("2025-10-01")).unwrap().certainty, Certainty::Verified);
    // Read again, it is the same one: nothing is kept twice.
    let again = Rulebook::shipped().with_local([own(15, "2025-09-01", Some("2026-03-01"))].into_iter());
    let of = |book: &Rulebook| book.rule(RuleCode::RecognitionConsidered, day("2025-10-01")).unwrap();
    assert!(std::ptr::eq(of(&book), of(&again)));
}

#[test]
fn two_numbers_overlap_when_they_share_a_day() {
    let one = own(15, "2025-09-01", Some("2026-03-01"));
    for (from, to, expected) in [
        ("2026-03-01", None, false),
        ("2026-02-28", None, true),
        ("2025-01-01", Some("2025-09-01"), false),
        ("2025-01-01", Some("2025-09-02"), true),
        ("2025-01-01", None, true),
        ("2025-10-01", Some("2025-10-01"), false),
    ] {
        let other = own(20, from, to);
        assert_eq!((one.overlaps(&other), other.overlaps(&one)), (expected, expected), "{from} {to:?}");
    }
}

#[test]
fn the_list_is_by_subject_and_then_by_day() {
    let all = Rulebook::shipped().all();
    assert!(all.is_sorted_by_key(|rule| (rule.code, rule.valid_from)));
}

proptest! {
    #[test]
    fn one_version_and_only_one_is_in_force_since_2016_or_the_first_there_is(after in 0..20_000_i32) {
        let on = day("2016-07-25").plus_days(after);
        for code in RuleCode::ALL {
            let holding = Rulebook::shipped().all().filter(|rule| rule.code == code && rule.holds(on));
            let first = Rulebook::shipped().all().find(|rule| rule.code == code).unwrap().valid_from;
            prop_assert_eq!(holding.count(), usize::from(first <= on), "{:?} on {:?}", code, on);
        }
    }
}
