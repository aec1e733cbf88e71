//! The Party badge (Huy hiệu Đảng): at which party age, on which of the four days of a year, and by when its
//! papers are sent up (Quy định 294-QĐ/TW, điểm 28; Hướng dẫn 06-HD/TW, mục 18).
//!
//! A badge is given on the first of the four days on or after which its party age is reached. Some provinces
//! take in who reaches it a little later; that is theirs to add.

use super::calendar::Calendar;
use super::day::Day;
use super::regulations::{Rule, RuleCode, Rulebook};

/// The days on which badges are given: month and day.
pub const OCCASIONS: [(i8, i8); 4] = [(2, 3), (5, 19), (9, 2), (11, 7)];

/// A badge to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Its party age.
    pub years: u32,
    /// The day on which that is reached.
    pub reached_on: Day,
    /// The day on which it is given.
    pub given_on: Day,
    /// The last day for its papers; the day it is given where no rule says.
    pub papers_by: Day,
    /// Why there is a badge at that party age.
    pub milestone: &'static Rule,
    /// Why the papers until then.
    pub papers: Option<&'static Rule>,
}

/// A span of days in which the count of a party age begins, so that a badge is given on a day: after `after`, until
/// `until` at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The day before the first.
    pub after: Day,
    /// The last day.
    pub until: Day,
    /// The party age.
    pub years: u32,
    /// When the badge is given.
    pub given_on: Day,
}

/// The party ages of the badges by the rules of a day, the lowest first, each with its rule.
pub fn milestones(rulebook: &Rulebook, on: Day) -> Vec<(u32, &'static Rule)> {
    let rule = |code| rulebook.rule(code, on);
    let (Some(first), Some(second), Some(every), Some(last)) = (
        rule(RuleCode::BadgeFirst),
        rule(RuleCode::BadgeSecond),
        rule(RuleCode::BadgeEvery),
        rule(RuleCode::BadgeLast),
    ) else {
        return Vec::new();
    };
    let step = usize::try_from(every.value.max(1)).unwrap_or(usize::MAX);
    let mut all = vec![(first.value, first)];
    all.extend((second.value..=last.value).step_by(step).map(|years| (years, every)));
    if let Some(at) = all.iter_mut().find(|(years, _)| *years == second.value) {
        at.1 = second;
    }
    if let Some(at) = all.last_mut().filter(|(years, _)| *years == last.value) {
        at.1 = last;
    }
    all
}

/// The first of the four days on or after a day.
pub fn occasion(on_or_after: Day) -> Day {
    let year = on_or_after.year();
    let days = [year, year.saturating_add(1)]
        .into_iter()
        .flat_map(|year| OCCASIONS.into_iter().filter_map(move |(month, day)| Day::new(year, month, day)));
    days.into_iter().find(|day| *day >= on_or_after).unwrap_or(on_or_after)
}

/// The next badge of somebody whose party age counts from a day: the first that is not given before today. Judged by
/// the rules of the day on which it is given.
pub fn next(from: Day, today: Day, rulebook: &Rulebook, calendar: &Calendar) -> Option<Badge> {
    milestones(rulebook, today).into_iter().find_map(|(years, _)| {
        let reached_on = from.plus_months(i32::try_from(years * 12).ok()?);
        let given_on = occasion(reached_on);
        if given_on < today { None } else { badge(years, reached_on, given_on, rulebook, calendar) }
    })
}

/// The badge of a party age that is reached and given on those days.
pub fn badge(years: u32, reached_on: Day, given_on: Day, rulebook: &Rulebook, calendar: &Calendar) -> Option<Badge> {
    let (_, milestone) = milestones(rulebook, given_on).into_iter().find(|(milestone, _)| *milestone == years)?;
    let papers = rulebook.rule(RuleCode::BadgeDossier, given_on);
    let papers_by = papers.map_or(given_on, |rule| rule.before(given_on, calendar));
    Some(Badge { years, reached_on, given_on, papers_by, milestone, papers })
}

/// From which days a party age must count for a badge to be given from one day to another, both included.
pub fn windows(from: Day, to: Day, rulebook: &Rulebook) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut given_on = occasion(from);
    while given_on <= to {
        // The occasion before: a year has four of them, the widest apart by less than four months.
        let mut before = occasion(given_on.plus_months(-4));
        while occasion(before.succ()) < given_on {
            before = occasion(before.succ());
        }
        for (years, _) in milestones(rulebook, given_on) {
            let months = i32::try_from(years * 12).unwrap_or(i32::MAX);
            let (after, until) = (before.plus_months(-months), given_on.plus_months(-months));
            windows.push(Window { after, until, years, given_on });
        }
        given_on = occasion(given_on.succ());
    }
    windows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn next_on(from: &str, today: &str) -> Option<(u32, String, String, String)> {
        let badge = next(day(from), day(today), &Rulebook::shipped(), &Calendar::shipped())?;
        Some((badge.years, badge.reached_on.iso(), badge.given_on.iso(), badge.papers_by.iso()))
    }

    #[test]
    fn there_are_twelve_badges() {
        let years: Vec<_> =
            milestones(&Rulebook::shipped(), day("2026-11-23")).iter().map(|(years, _)| *years).collect();
        assert_eq!(years, [30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90]);
        assert_eq!(milestones(&Rulebook::shipped(), day("2010-01-01")), []);
    }

    #[test]
    fn a_badge_is_given_on_the_first_of_the_four_days_after_its_party_age() {
        let papers = |day: &str| day.to_owned();
        for (from, today, expected) in [
            ("1996-12-01", "2026-11-23", Some((30, "2026-12-01", "2027-02-03"))),
            ("1997-02-03", "2026-11-23", Some((30, "2027-02-03", "2027-02-03"))),
            ("1997-02-04", "2026-11-23", Some((30, "2027-02-04", "2027-05-19"))),
            ("1996-11-07", "2026-11-07", Some((30, "2026-11-07", "2026-11-07"))),
            ("1996-11-07", "2026-11-08", Some((40, "2036-11-07", "2036-11-07"))),
            ("1984-02-29", "2026-11-23", Some((45, "2029-02-28", "2029-05-19"))),
            ("1930-02-03", "2026-11-23", None),
        ] {
            let found = next_on(from, today);
            let found = found.as_ref().map(|(years, reached, given, _)| (*years, reached.as_str(), given.as_str()));
            assert_eq!(found, expected, "{from} on {today}");
        }
        assert_eq!(next_on("1996-02-03", "2026-01-01").unwrap().3, papers("2025-12-22"));
    }

    proptest! {
        /// Whoever is in a window has that badge next, and whoever has a badge next in that time is in its window.
        #[test]
        fn the_windows_hold_whom_the_badge_is_next_for(from in 0..40_000_i32, today in 0..3_000_i32) {
            let (rulebook, calendar) = (Rulebook::shipped(), Calendar::shipped());
            let from = day("1925-01-01").plus_days(from);
            let today = day("2018-01-01").plus_days(today);
            let to = today.plus_days(180);
            let windows = windows(today, to, &rulebook);
            let held: Vec<_> = windows.iter().filter(|window| window.after < from && from <= window.until).collect();
            let next = next(from, today, &rulebook, &calendar).filter(|badge| badge.given_on <= to);
            prop_assert_eq!(held.first().map(|window| (window.years, window.given_on)), next.map(|badge| (badge.years, badge.given_on)));
        }
    }
}
