//! The history of one organisation: what it was called and what it was under, from day to day.
//!
//! A change holds from a day on until the next change of the same thing; a correction holds
//! throughout, wherever the wrong thing stood. Neither touches what was said of other times.

use crate::ids::OrganisationId;
use crate::rules::Day;

/// What an organisation was, from one day until before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its name.
    pub name: String,
    /// Directly above it.
    pub parent: Option<OrganisationId>,
    /// The first day; none: as long as anyone remembers.
    pub from: Option<Day>,
    /// The day after the last; none: it goes on.
    pub to: Option<Day>,
}

impl Version {
    /// Whether it holds on that day.
    pub fn covers(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
}

/// For when something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It changed on that day.
    From(Day),
    /// What was said of that day was wrong from its beginning to its end.
    Throughout(Day),
}

impl When {
    /// The day of which it is said.
    pub const fn day(self) -> Day {
        match self {
            Self::From(day) | Self::Throughout(day) => day,
        }
    }
}

/// Why a history cannot be changed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The organisation was not there on that day.
    NotThere,
    /// It is so already.
    Unchanged,
    /// Something else changed on that day or later.
    ChangedLater,
}

/// The history with another name.
pub fn renamed(history: &[Version], when: When, name: &str) -> Result<Vec<Version>, Problem> {
    said(
        history,
        when,
        |version| version.name == name,
        |one, other| one.name == other.name,
        |version| {
            name.clone_into(&mut version.name);
        },
    )
}

/// The history with another organisation above.
pub fn moved(history: &[Version], when: When, parent: Option<OrganisationId>) -> Result<Vec<Version>, Problem> {
    said(
        history,
        when,
        |version| version.parent == parent,
        |one, other| one.parent == other.parent,
        |version| {
            version.parent = parent;
        },
    )
}

/// The history that ends before a day.
pub fn ended(history: &[Version], on: Day) -> Result<Vec<Version>, Problem> {
    let last = history.iter().position(|version| version.covers(on.pred())).ok_or(Problem::NotThere)?;
    if last + 1 < history.len() {
        return Err(Problem::ChangedLater);
    }
    if history[last].to == Some(on) {
        return Err(Problem::Unchanged);
    }
    let mut ended = history.to_vec();
    ended[last].to = Some(on);
    Ok(ended)
}

/// The history that began on another day; none: as long ago as anyone remembers.
pub fn founded(history: &[Version], from: Option<Day>) -> Result<Vec<Version>, Problem> {
    let mut founded = history.to_vec();
    let first = founded.first_mut().ok_or(Problem::NotThere)?;
    if first.from == from {
        return Err(Problem::Unchanged);
    }
    if first.to.zip(from).is_some_and(|(to, from)| from >= to) {
        return Err(Problem::ChangedLater);
    }
    first.from = from;
    Ok(founded)
}

/// The history that has not ended after all.
pub fn resumed(history: &[Version]) -> Result<Vec<Version>, Problem> {
    let mut resumed = history.to_vec();
    let last = resumed.last_mut().ok_or(Problem::NotThere)?;
    last.to.take().ok_or(Problem::Unchanged)?;
    Ok(resumed)
}

/// Stretches of a history in which one thing stayed the same: its first version's index and the day after its last.
pub fn stretches(history: &[Version], same: impl Fn(&Version, &Version) -> bool) -> Vec<(&Version, Option<Day>)> {
    let mut found: Vec<(&Version, Option<Day>)> = Vec::new();
    for version in history {
        match found.last_mut() {
            Some((first, to)) if same(first, version) => *to = version.to,
            _ => found.push((version, version.to)),
        }
    }
    found
}

fn said(
    history: &[Version],
    when: When,
    already: impl Fn(&Version) -> bool,
    same: impl Fn(&Version, &Version) -> bool,
    say: impl Fn(&mut Version),
) -> Result<Vec<Version>, Problem> {
    let at = history.iter().position(|version| version.covers(when.day())).ok_or(Problem::NotThere)?;
    if already(&history[at]) {
        return Err(Problem::Unchanged);
    }
    let alike = |version: &&Version| same(version, &history[at]);
    let after = at + history[at..].iter().take_while(alike).count();
    let mut told = Vec::with_capacity(history.len() + 1);
    let mut affected = history[at..after].to_vec();
    match when {
        When::Throughout(_) => {
            let first = at - history[..at].iter().rev().take_while(alike).count();
            affected.splice(..0, history[first..at].iter().cloned());
            told.extend_from_slice(&history[..first]);
        }
        When::From(day) => {
            told.extend_from_slice(&history[..at]);
            if history[at].from != Some(day) {
                told.push(Version { to: Some(day), ..history[at].clone() });
                affected[0].from = Some(day);
            }
        }
    }
    affected.iter_mut().for_each(say);
    told.extend(affected);
    told.extend_from_slice(&history[after..]);
    told.dedup_by(|next, version| {
        let one = version.name == next.name && version.parent == next.parent;
        if one {
            version.to = next.to;
        }
        one
    });
    Ok(told)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: i32) -> Day {
        Day::new(2010, 1, 1).unwrap().plus_days(number)
    }

    /// A history of versions, each from a day on: (first day, name, parent).
    fn history(from: &[(i32, &str, i64)]) -> Vec<Version> {
        let mut versions: Vec<Version> = Vec::new();
        for (first, name, parent) in from {
            let from = (*first > 0).then(|| day(*first));
            if let Some(last) = versions.last_mut() {
                last.to = from;
            }
            versions.push(Version { name: (*name).to_owned(), parent: Some(OrganisationId(*parent)), from, to: None });
        }
        versions
    }

    #[test]
    fn a_change_in_the_past_keeps_the_names_before_and_after() {
        let before = history(&[(0, "A", 1), (10, "B", 1)]);
        assert_eq!(renamed(&before, When::From(day(5)), "X"), Ok(history(&[(0, "A", 1), (5, "X", 1), (10, "B", 1)])));
    }

    #[test]
    fn a_change_holds_until_the_next_change_of_the_same_thing() {
        let before = history(&[(0, "A", 1), (10, "A", 2), (20, "B", 2)]);
        let after = history(&[(0, "A", 1), (5, "X", 1), (10, "X", 2), (20, "B", 2)]);
        assert_eq!(renamed(&before, When::From(day(5)), "X"), Ok(after));
        let after = history(&[(0, "A", 1), (10, "A", 2), (15, "A", 3), (20, "B", 3)]);
        assert_eq!(moved(&before, When::From(day(15)), Some(OrganisationId(3))), Ok(after));
    }

    #[test]
    fn a_correction_holds_wherever_the_wrong_thing_stood() {
        let before = history(&[(0, "A", 1), (10, "B", 1), (20, "B", 2), (30, "C", 2)]);
        let after = history(&[(0, "A", 1), (10, "X", 1), (20, "X", 2), (30, "C", 2)]);
        assert_eq!(renamed(&before, When::Throughout(day(25)), "X"), Ok(after));
        let after = history(&[(0, "A", 1), (20, "A", 2), (30, "C", 2)]);
        assert_eq!(renamed(&before, When::Throughout(day(12)), "A"), Ok(after));
    }

    #[test]
    fn a_change_that_makes_neighbours_alike_joins_them() {
        let before = history(&[(0, "A", 1), (10, "B", 1)]);
        assert_eq!(renamed(&before, When::From(day(5)), "B"), Ok(history(&[(0, "A", 1), (5, "B", 1)])));
        assert_eq!(renamed(&before, When::From(day(10)), "A"), Ok(history(&[(0, "A", 1)])));
    }

    #[test]
    fn nothing_is_said_of_days_without_the_organisation_nor_twice() {
        let mut before = history(&[(3, "A", 1)]);
        assert_eq!(renamed(&before, When::From(day(2)), "X"), Err(Problem::NotThere));
        assert_eq!(renamed(&before, When::From(day(3)), "A"), Err(Problem::Unchanged));
        before[0].to = Some(day(9));
        assert_eq!(renamed(&before, When::Throughout(day(9)), "X"), Err(Problem::NotThere));
    }

    #[test]
    fn an_end_is_after_every_change_and_can_be_taken_back() {
        let before = history(&[(3, "A", 1), (10, "B", 1)]);
        assert_eq!(ended(&before, day(3)), Err(Problem::NotThere));
        assert_eq!(ended(&before, day(10)), Err(Problem::ChangedLater));
        let after = ended(&before, day(11)).unwrap();
        assert_eq!(after.last().unwrap().to, Some(day(11)));
        assert_eq!(ended(&after, day(11)), Err(Problem::Unchanged));
        assert_eq!(ended(&after, day(12)), Err(Problem::NotThere));
        assert_eq!(resumed(&after), Ok(before.clone()));
        assert_eq!(resumed(&before), Err(Problem::Unchanged));
    }

    #[test]
    fn a_beginning_is_corrected_before_the_first_change() {
        let before = history(&[(3, "A", 1), (10, "B", 1)]);
        assert_eq!(founded(&before, Some(day(5))), Ok(history(&[(5, "A", 1), (10, "B", 1)])));
        assert_eq!(founded(&before, None), Ok(history(&[(0, "A", 1), (10, "B", 1)])));
        assert_eq!(founded(&before, Some(day(3))), Err(Problem::Unchanged));
        assert_eq!(founded(&before, Some(day(10))), Err(Problem::ChangedLater));
        assert_eq!(founded(&[], None), Err(Problem::NotThere));
    }

    #[test]
    fn stretches_are_of_one_name() {
        let versions = history(&[(0, "A", 1), (10, "A", 2), (20, "B", 2)]);
        let names: Vec<_> = stretches(&versions, |one, other| one.name == other.name)
            .into_iter()
            .map(|(first, to)| (first.name.as_str(), first.from, to))
            .collect();
        assert_eq!(names, [("A", None, Some(day(20))), ("B", Some(day(20)), None)]);
    }

    fn any_history() -> impl Strategy<Value = Vec<Version>> {
        let change = (1..60_i32, prop_oneof![Just("A"), Just("B"), Just("C")], 1..4_i64);
        (prop::collection::vec(change, 1..7), any::<bool>(), prop::option::of(61..80_i32)).prop_map(
            |(mut changes, always, end)| {
                changes.sort_by_key(|change| change.0);
                changes.dedup_by_key(|change| change.0);
                changes.dedup_by(|next, one| (next.1, next.2) == (one.1, one.2));
                if always {
                    changes[0].0 = 0;
                }
                let mut versions = history(&changes);
                if let Some(last) = versions.last_mut() {
                    last.to = end.map(day);
                }
                versions
            },
        )
    }

    fn on(history: &[Version], day: Day) -> Option<(&str, Option<OrganisationId>)> {
        let mut covering = history.iter().filter(|version| version.covers(day));
        let found = covering.next().map(|version| (version.name.as_str(), version.parent));
        assert!(covering.next().is_none(), "two versions on {day:?}");
        found
    }

    proptest! {
        /// Day by day: what a change and a correction say, and that they say nothing else.
        #[test]
        fn every_day_says_what_it_should(before in any_history(), at in 0..70_i32, throughout: bool) {
            let when = if throughout { When::Throughout(day(at)) } else { When::From(day(at)) };
            let result = renamed(&before, when, "X");
            let Some((old, _)) = on(&before, day(at)) else {
                prop_assert_eq!(result, Err(Problem::NotThere));
                return Ok(());
            };
            let after = result.unwrap();
            for neighbours in after.windows(2) {
                prop_assert_eq!(neighbours[0].to, neighbours[1].from);
                prop_assert!((&neighbours[0].name, neighbours[0].parent) != (&neighbours[1].name, neighbours[1].parent));
            }
            let same_until = |days: &mut dyn Iterator<Item = i32>| {
                days.take_while(|&other| on(&before, day(other)).is_some_and(|(name, _)| name == old)).last()
            };
            let last = same_until(&mut (at..90)).unwrap();
            let first = if throughout { same_until(&mut (-5..=at).rev()).unwrap() } else { at };
            for other in -5..90 {
                let name = if (first..=last).contains(&other) { Some("X") } else { on(&before, day(other)).map(|(name, _)| name) };
                prop_assert_eq!(on(&after, day(other)).map(|(name, _)| name), name, "day {}", other);
                let parent = |history| on(history, day(other)).map(|(_, parent)| parent);
                prop_assert_eq!(parent(&after), parent(&before), "day {}", other);
            }
        }
    }
}
