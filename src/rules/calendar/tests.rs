//! Tests of the calendar: against the lists of each year, and the moon.

use proptest::prelude::*;

use super::*;

fn day(iso: &str) -> Day {
    Day::parse_iso(iso).unwrap()
}

/// "02/01 30/04": the days of a year as text.
fn days(list: impl Iterator<Item = Day>) -> String {
    list.map(|day| day.to_string()[..5].to_owned()).collect::<Vec<_>>().join(" ")
}

/// Every weekday off, and every weekend day worked, as the decisions of each year list them.
#[test]
fn each_year_has_the_days_off_that_were_decided() {
    let calendar = Calendar::shipped();
    for (year, off, worked) in [
        (2018, "01/01 14/02 15/02 16/02 19/02 20/02 25/04 30/04 01/05 03/09 31/12", ""),
        (2019, "01/01 04/02 05/02 06/02 07/02 08/02 15/04 29/04 30/04 01/05 02/09", "05/01 04/05"),
        (2020, "01/01 23/01 24/01 27/01 28/01 29/01 02/04 30/04 01/05 02/09", ""),
        (2021, "01/01 10/02 11/02 12/02 15/02 16/02 21/04 30/04 03/05 02/09 03/09", ""),
        (2022, "03/01 31/01 01/02 02/02 03/02 04/02 11/04 02/05 03/05 01/09 02/09", ""),
        (2023, "02/01 20/01 23/01 24/01 25/01 26/01 01/05 02/05 03/05 01/09 04/09", ""),
        (2024, "01/01 08/02 09/02 12/02 13/02 14/02 18/04 29/04 30/04 01/05 02/09 03/09", "04/05"),
        (2025, "01/01 27/01 28/01 29/01 30/01 31/01 07/04 30/04 01/05 02/05 01/09 02/09", "26/04"),
        (2026, "01/01 02/01 16/02 17/02 18/02 19/02 20/02 27/04 30/04 01/05 31/08 01/09 02/09 24/11", "10/01 22/08"),
    ] {
        let all: Vec<_> =
            (0..366).map(|n| Day::constant(year, 1, 1).plus_days(n)).filter(|day| day.year() == year).collect();
        let found_off = all.iter().copied().filter(|day| !day.is_weekend() && !calendar.is_working_day(*day));
        assert_eq!(days(found_off), off, "off in {year}");
        let found_worked = all.iter().copied().filter(|day| day.is_weekend() && calendar.is_working_day(*day));
        assert_eq!(days(found_worked), worked, "worked in {year}");
    }
}

/// Mùng 1 by an astronomical almanac of Viet Nam (UTC+7); 2030 is a day earlier than in China.
const TET: [&str; 16] = [
    "2015-02-19",
    "2016-02-08",
    "2017-01-28",
    "2018-02-16",
    "2019-02-05",
    "2020-01-25",
    "2021-02-12",
    "2022-02-01",
    "2023-01-22",
    "2024-02-10",
    "2025-01-29",
    "2026-02-17",
    "2027-02-06",
    "2028-01-26",
    "2029-02-13",
    "2030-02-02",
];

#[test]
fn tet_and_the_hung_kings_follow_the_moon_over_viet_nam() {
    for (year, tet) in YEARS.iter().zip(TET) {
        let tet = day(tet);
        assert_eq!(tet.year(), year.number);
        assert!(new_moons().any(|moon| moon == tet), "no new moon on {tet}");
        // The tenth of a month whose first day is a new moon: the second after Tết, the third
        // after a leap second month (2023).
        let leap = i32::from(year.number == 2023);
        let third_month = new_moons().filter(|moon| *moon > tet).nth(usize::try_from(1 + leap).unwrap());
        assert_eq!(third_month.map(|first| first.plus_days(9)), Some(year.hung_kings));
    }
}

#[test]
fn tet_is_five_working_days_around_its_first() {
    for (year, tet) in YEARS.iter().zip(TET) {
        let span = (0..=year.tet_to.days_since(year.tet_from)).map(|n| year.tet_from.plus_days(n));
        assert_eq!(span.filter(|day| !day.is_weekend()).count(), 5, "{}", year.number);
        assert!((year.tet_from..=year.tet_to).contains(&day(tet)), "{}", year.number);
    }
}

/// The days of the new moons over Viet Nam from 2015 to 2030, by Meeus, Astronomical Algorithms,
/// chapter 49, with the periodic terms above a minute; ΔT taken as 70 s.
fn new_moons() -> impl Iterator<Item = Day> {
    (186..=384).map(|k| {
        let k = f64::from(k);
        let t = k / 1236.85;
        let sin = |degrees: f64| degrees.to_radians().sin();
        let e = 1.0 - 0.002_516 * t;
        let sun = 2.5534 + 29.105_356_70 * k;
        let moon = 201.5643 + 385.816_935_28 * k + 0.010_758_2 * t * t;
        let latitude = 160.7108 + 390.670_502_84 * k - 0.001_611_8 * t * t;
        let node = 124.7746 - 1.563_755_88 * k;
        let terms = [
            (-0.40720, moon),
            (0.17241 * e, sun),
            (0.01608, 2.0 * moon),
            (0.01039, 2.0 * latitude),
            (0.00739 * e, moon - sun),
            (-0.00514 * e, moon + sun),
            (0.00208 * e * e, 2.0 * sun),
            (-0.00111, moon - 2.0 * latitude),
            (-0.00057, moon + 2.0 * latitude),
            (0.00056 * e, 2.0 * moon + sun),
            (-0.00042, 3.0 * moon),
            (0.00042 * e, sun + 2.0 * latitude),
            (0.00038 * e, sun - 2.0 * latitude),
            (-0.00024 * e, 2.0 * moon - sun),
            (-0.00017, node),
            (0.000_325, 299.77 + 0.107_408 * k),
            (0.000_165, 251.88 + 0.016_321 * k),
        ];
        let mean = 2_451_550.097_66 + 29.530_588_861 * k + 0.000_154_37 * t * t;
        let ephemeris = mean + terms.iter().map(|(size, angle)| size * sin(*angle)).sum::<f64>();
        // Julian days begin at noon UTC; a day of Viet Nam seven hours before midnight UTC.
        let local = ephemeris - 70.0 / 86_400.0 + 0.5 + 7.0 / 24.0;
        #[expect(clippy::cast_possible_truncation, reason = "whole days since 1/1/2000, a small number")]
        let since = (local - 2_451_545.0).floor() as i32;
        Day::constant(2000, 1, 1).plus_days(since)
    })
}

#[test]
fn a_term_counts_from_the_day_after() {
    let calendar = Calendar::shipped();
    for (from, count, to) in [
        // A Monday; the week of the Hùng Kings, the exchange and the first days of May in between.
        ("2024-04-15", 10, "2024-05-03"),
        ("2024-04-15", 11, "2024-05-04"),
        ("2024-04-15", 12, "2024-05-06"),
        ("2026-02-13", 1, "2026-02-23"),
        ("2026-11-23", 1, "2026-11-25"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-23", 0, "2026-11-23"),
        // Thirty days from a decision of 20/5/2025: without a holiday six weeks.
        ("2025-05-20", 30, "2025-07-01"),
    ] {
        assert_eq!(calendar.plus_working_days(day(from), count), day(to), "{from} + {count}");
    }
}

#[test]
fn outside_its_years_the_calendar_says_that_it_does_not_know() {
    let calendar = Calendar::shipped();
    assert!(calendar.covers(day("2015-01-01")) && calendar.covers(day("2030-12-31")));
    assert!(!calendar.covers(day("2014-12-31")) && !calendar.covers(day("2031-01-01")));
    assert!(!calendar.is_working_day(day("2031-09-02")));
    assert!(calendar.is_working_day(day("2031-01-23")), "Tết of 2031 is not known");
    assert!(!calendar.is_working_day(day("2031-01-25")), "a Saturday");
}

#[test]
fn a_committee_may_correct_a_day() {
    let calendar = Calendar::shipped()
        .with_day_off(day("2026-11-23"), "Thông báo 1-TB/ĐU")
        .with_working_day(day("2026-11-28"), "Thông báo 1-TB/ĐU");
    assert!(!calendar.is_working_day(day("2026-11-23")));
    assert!(calendar.is_working_day(day("2026-11-28")));
    let special = calendar.special(day("2026-11-28")).unwrap();
    assert_eq!((special.reason, special.source.as_ref()), (Reason::Local, "Thông báo 1-TB/ĐU"));
}

#[test]
fn every_special_day_says_where_it_is_written_and_how_sure_it_is() {
    let calendar = Calendar::shipped();
    let all = || calendar.special_between(day("2014-01-01"), day("2031-01-01"));
    assert!(all().all(|special| !special.source.is_empty()));
    let expected = |year: i16| all().filter(|s| s.day.year() == year && s.certainty == Certainty::Expected).count();
    assert_eq!((2018..=2026).map(expected).sum::<usize>(), 0);
    assert!((2027..=2030).all(|year| expected(year) >= 6));
    assert_eq!(calendar.special_between(day("2026-12-01"), day("2026-01-01")).count(), 0);
}

proptest! {
    #[test]
    fn counting_to_a_term_gives_its_length_back(start in 0..6000_i32, count in 0..200_u32) {
        let calendar = Calendar::shipped();
        let from = Day::constant(2014, 1, 1).plus_days(start);
        let to = calendar.plus_working_days(from, count);
        prop_assert_eq!(calendar.working_days_between(from, to), i32::try_from(count).unwrap());
        prop_assert_eq!(calendar.working_days_between(to, from), -i32::try_from(count).unwrap());
        prop_assert!(count == 0 || calendar.is_working_day(to));
    }
}
