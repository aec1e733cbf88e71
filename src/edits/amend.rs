//! What an edit makes of the versions of a person's facts: which are believed no more, and what is believed
//! instead, so that the statistics of the years before do not move when something changes later.

use crate::members::{Facts, Version};
use crate::rules::Day;

/// What an edit says of the time before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// What stood there was wrong: the edit holds wherever it stood.
    Correction,
    /// What stood there was right until that day, from which the new holds.
    Change {
        /// The first day of the new.
        from: Day,
    },
}

/// Facts and the days for which they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The first day; none: for all time before.
    pub from: Option<Day>,
    /// The day after the last; none: it goes on.
    pub to: Option<Day>,
    /// The facts.
    pub facts: Facts,
}

/// What an edit makes of the versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amendment {
    /// The versions that are believed no more.
    pub ended: Vec<i64>,
    /// What is believed instead.
    pub begun: Vec<Piece>,
}

/// An edit of fields, made from `base` to `new`, over everything that is believed.
///
/// A correction replaces a field wherever it stood as in `base`: what was otherwise in another period is
/// another matter and stays. A change replaces it from the given day on, until the next day on which the field
/// is known to have changed: what was recorded for later stays, as an organisation's names do.
pub fn amended(believed: &[Version], base: &Facts, new: &Facts, mode: Mode) -> Amendment {
    let fields = base.changed(new);
    let mut amendment = Amendment::default();
    for version in believed {
        let (before, after) = match mode {
            Mode::Correction => (None, Some(piece(version, version.from, version.to))),
            Mode::Change { from } => split(version, from),
        };
        let Some(mut after) = after else { continue };
        for field in &fields {
            let holds = match mode {
                Mode::Correction => version.facts.agrees(base, field),
                Mode::Change { from } => changed_later(believed, from, field)
                    .is_none_or(|later| version.from.is_none_or(|begun| later.from.is_some_and(|next| begun < next))),
            };
            if holds {
                after.facts.take(new, field);
            }
        }
        if after.facts != version.facts {
            amendment.ended.push(version.id);
            amendment.begun.extend(before.into_iter().chain([after]));
        }
    }
    amendment
}

/// The version with which a field changed next after a day; none: it has been the same since.
pub fn changed_later<'a>(believed: &'a [Version], from: Day, field: &str) -> Option<&'a Version> {
    let then = believed.iter().find(|version| version.covers(from))?;
    let later = believed.iter().filter(|version| version.from.is_some_and(|begun| begun > from));
    let mut later: Vec<_> = later.collect();
    later.sort_by_key(|version| version.from);
    later.into_iter().find(|version| !version.facts.agrees(&then.facts, field))
}

/// A version before a day and from it on.
fn split(version: &Version, from: Day) -> (Option<Piece>, Option<Piece>) {
    if version.to.is_some_and(|to| to <= from) {
        return (None, None);
    }
    if version.from.is_some_and(|begun| from <= begun) {
        return (None, Some(piece(version, version.from, version.to)));
    }
    (Some(piece(version, version.from, Some(from))), Some(piece(version, Some(from), version.to)))
}

fn piece(version: &Version, from: Option<Day>, to: Option<Day>) -> Piece {
    Piece { from, to, facts: version.facts.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;
    use crate::members::Name;
    use crate::rules::{Gender, PartialDate};
    use proptest::prelude::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn facts(residence: &str, degree: &str) -> Facts {
        Facts {
            name: Name::new("Đỗ Ánh"),
            gender: Gender::Female,
            other_names: String::new(),
            born_on: PartialDate::from_year(1987).unwrap(),
            birth_registration: String::new(),
            native_place: String::new(),
            residence: residence.to_owned(),
            ethnicity: String::new(),
            religion: String::new(),
            family_class: String::new(),
            occupation: String::new(),
            workplace: String::new(),
            phone: String::new(),
            email: String::new(),
            youth_union_on: None,
            army_service: String::new(),
            general_education: String::new(),
            professional_qualification: String::new(),
            academic_degree: degree.to_owned(),
            political_theory: String::new(),
            foreign_languages: String::new(),
            health: String::new(),
            citizen_id: None,
            card: None,
            career: String::new(),
            family: String::new(),
            notes: String::new(),
        }
    }

    fn version(id: i64, from: Option<&str>, to: Option<&str>, facts: Facts) -> Version {
        let known_from = Instant(jiff::Timestamp::UNIX_EPOCH);
        Version { id, from: from.map(day), to: to.map(day), known_from, known_to: None, facts }
    }

    /// From, to, residence, degree.
    type Begun<'a> = (String, String, &'a str, &'a str);

    /// What is ended, and what is begun.
    fn done(amendment: &Amendment) -> (Vec<i64>, Vec<Begun<'_>>) {
        let iso = |day: Option<Day>| day.map(Day::iso).unwrap_or_default();
        let begun = amendment.begun.iter();
        let begun = begun.map(|piece| {
            (iso(piece.from), iso(piece.to), piece.facts.residence.as_str(), piece.facts.academic_degree.as_str())
        });
        (amendment.ended.clone(), begun.collect())
    }

    fn piece_of(from: &str, to: &str, residence: &'static str, degree: &'static str) -> Begun<'static> {
        (from.to_owned(), to.to_owned(), residence, degree)
    }

    /// Lived in A, from 2024 in B.
    fn moved() -> Vec<Version> {
        vec![version(1, None, Some("2024-01-01"), facts("A", "")), version(2, Some("2024-01-01"), None, facts("B", ""))]
    }

    #[test]
    fn a_change_from_a_day_leaves_the_time_before() {
        let one = [version(1, None, None, facts("A", ""))];
        let change = Mode::Change { from: day("2024-06-01") };
        let amendment = amended(&one, &facts("A", ""), &facts("A", "Thạc sĩ"), change);
        assert_eq!(
            done(&amendment),
            (vec![1], vec![piece_of("", "2024-06-01", "A", ""), piece_of("2024-06-01", "", "A", "Thạc sĩ")])
        );
    }

    #[test]
    fn a_change_of_before_the_last_one_keeps_what_changed_since() {
        let change = Mode::Change { from: day("2022-06-01") };
        let amendment = amended(&moved(), &facts("B", ""), &facts("B", "Thạc sĩ"), change);
        assert_eq!(
            done(&amendment),
            (
                vec![1, 2],
                vec![
                    piece_of("", "2022-06-01", "A", ""),
                    piece_of("2022-06-01", "2024-01-01", "A", "Thạc sĩ"),
                    piece_of("2024-01-01", "", "B", "Thạc sĩ"),
                ]
            )
        );
    }

    #[test]
    fn a_change_on_the_day_of_the_last_one_makes_no_empty_version() {
        let change = Mode::Change { from: day("2024-01-01") };
        let amendment = amended(&moved(), &facts("B", ""), &facts("C", ""), change);
        assert_eq!(done(&amendment), (vec![2], vec![piece_of("2024-01-01", "", "C", "")]));
    }

    #[test]
    fn a_change_recorded_late_holds_until_the_one_that_was_recorded_for_a_later_day() {
        let change = Mode::Change { from: day("2022-06-01") };
        let amendment = amended(&moved(), &facts("B", ""), &facts("C", ""), change);
        assert_eq!(
            done(&amendment),
            (vec![1], vec![piece_of("", "2022-06-01", "A", ""), piece_of("2022-06-01", "2024-01-01", "C", "")])
        );
        let later = changed_later(&moved(), day("2022-06-01"), "residence").map(|version| version.id);
        assert_eq!(later, Some(2));
        assert_eq!(changed_later(&moved(), day("2024-01-01"), "residence"), None);
        assert_eq!(changed_later(&moved(), day("2022-06-01"), "academic_degree"), None);
    }

    #[test]
    fn a_correction_holds_wherever_the_wrong_value_stood_and_nowhere_else() {
        let amendment = amended(&moved(), &facts("B", ""), &facts("B2", "Kỹ sư"), Mode::Correction);
        assert_eq!(
            done(&amendment),
            (vec![1, 2], vec![piece_of("", "2024-01-01", "A", "Kỹ sư"), piece_of("2024-01-01", "", "B2", "Kỹ sư")])
        );
        let amendment = amended(&moved(), &facts("B", ""), &facts("B2", ""), Mode::Correction);
        assert_eq!(done(&amendment), (vec![2], vec![piece_of("2024-01-01", "", "B2", "")]));
    }

    #[test]
    fn an_edit_that_changes_nothing_ends_nothing() {
        assert_eq!(amended(&moved(), &facts("B", ""), &facts("B", ""), Mode::Correction), Amendment::default());
    }

    proptest! {
        #[test]
        fn on_every_day_the_facts_are_what_the_edit_says(
            cuts in proptest::collection::btree_set(1..60_i32, 0..5),
            residences in proptest::collection::vec(0..3_u8, 6),
            from in 0..60_i32,
            correction in any::<bool>(),
        ) {
            let start = day("2020-01-01");
            let at = |n: i32| start.plus_days(n);
            let cuts: Vec<_> = cuts.into_iter().collect();
            let believed: Vec<_> = (0..=cuts.len())
                .map(|n| Version {
                    from: n.checked_sub(1).map(|n| at(cuts[n])),
                    to: cuts.get(n).map(|cut| at(*cut)),
                    ..version(i64::try_from(n).unwrap(), None, None, facts(&residences[n].to_string(), ""))
                })
                .collect();
            let base = &believed.last().unwrap().facts;
            let new = facts("new", "Tiến sĩ");
            let mode = if correction { Mode::Correction } else { Mode::Change { from: at(from) } };
            let amendment = amended(&believed, base, &new, mode);
            for n in -1..61 {
                let on = at(n);
                let was = &believed.iter().find(|version| version.covers(on)).unwrap();
                let kept = believed.iter().filter(|version| version.covers(on) && !amendment.ended.contains(&version.id));
                let begun = amendment.begun.iter().filter(|piece| {
                    piece.from.is_none_or(|from| from <= on) && piece.to.is_none_or(|to| on < to)
                });
                let now: Vec<_> = kept.map(|version| &version.facts).chain(begun.map(|piece| &piece.facts)).collect();
                prop_assert_eq!(now.len(), 1, "one version holds on each day");
                let touched = correction || n >= from;
                let residence = |on: i32| &believed.iter().find(|version| version.covers(at(on))).unwrap().facts.residence;
                let since = (from..=n).all(|day| residence(day) == residence(from));
                let moved = if correction { was.facts.residence == base.residence } else { touched && since };
                let expected = facts(
                    if moved { "new" } else { &was.facts.residence },
                    if touched { "Tiến sĩ" } else { "" },
                );
                prop_assert_eq!(now[0], &expected);
            }
        }
    }
}
