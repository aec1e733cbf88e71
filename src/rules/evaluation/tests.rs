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
        fitting(&Rulebook::shipped(), Points::parse(typed).unwrap(), day(on)).map(|(grade, rule)| (grade, rule.value))
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
