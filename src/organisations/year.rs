//! The year and the organisation for which a page of the committee's year is asked: the same two fields on each of
//! them, and in every address that leads on.

use std::sync::Arc;

use serde::Deserialize;

use super::place::BranchOption;
use super::units::{LISTED, Units};
use crate::auth::{Scope, Tree, Viewer};
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::state::App;
use crate::web::{Errors, With, t};

/// The first year of which anything is recorded.
pub const FIRST: i16 = 1976;

/// The last year that a page shows: next year's targets and courses are prepared in this one.
pub fn last(today: Day) -> i16 {
    today.year() + 1
}

/// The year of a page that was typed.
///
/// # Errors
/// The sentence that says which years there are.
pub fn shown(typed: &str, today: Day) -> Result<i16, String> {
    let last = last(today);
    let year = typed.trim().parse().ok().filter(|year| (FIRST..=last).contains(year));
    let sentence = || t("Nhập năm bằng bốn chữ số, từ {first} đến {last}.").with("first", FIRST).with("last", last);
    year.ok_or_else(sentence)
}

/// The two fields as they were typed; both may be empty: this year, the viewer's organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct YearQuery {
    /// The year.
    pub year: String,
    /// The organisation: it and all below it. A number, or what was typed of a name.
    pub branch: String,
}

/// What was asked for.
#[derive(Clone, Debug)]
pub struct AskedYear {
    /// The year.
    pub year: i16,
    /// The organisation, within the viewer's scope.
    pub organisation: OrganisationId,
    /// It and all below it, as the tree is now.
    pub scope: Scope,
    /// What the select box offers.
    pub units: Units,
    /// What stands in it.
    pub typed: String,
    /// Whether it is another than the viewer's own.
    pub narrowed: bool,
    /// Today.
    pub today: Day,
}

impl YearQuery {
    /// What is asked for; what cannot be read is wrong, and this year and the viewer's organisation stand for it.
    pub fn read(&self, app: &App, viewer: &Viewer) -> (AskedYear, Errors) {
        let (tree, today) = (app.tree(), viewer.at.day());
        let mut errors = Errors::new();
        let mut units = ever(Arc::clone(&tree), &viewer.scope, today);
        let year = if self.year.trim().is_empty() { Ok(today.year()) } else { shown(&self.year, today) };
        let year = errors.take("year", year).unwrap_or_else(|| today.year());
        let typed = self.branch.trim();
        let mut organisation = viewer.organisation;
        if !typed.is_empty() {
            let meant = units.named(typed).or_else(|meant| meant.or_say(""));
            organisation = errors.take("branch", meant).unwrap_or(organisation);
        }
        let scope = tree.scope(organisation);
        let narrowed = organisation != viewer.organisation;
        let typed = if narrowed { organisation.to_string() } else { self.branch.clone() };
        (AskedYear { year, organisation, scope, units, typed, narrowed, today }, errors)
    }
}

impl AskedYear {
    /// The query that asks for the same, with its question mark.
    pub fn query(&self) -> String {
        self.of(self.year)
    }

    /// The query that asks for another year of the same organisation.
    pub fn of(&self, year: i16) -> String {
        let branch = if self.narrowed { format!("&branch={}", self.organisation) } else { String::new() };
        format!("?year={year}{branch}")
    }

    /// The year before, where there may be one.
    pub fn before(&self) -> Option<i16> {
        Some(self.year - 1).filter(|year| *year >= FIRST)
    }

    /// The year after, where it has begun.
    pub fn after(&self) -> Option<i16> {
        Some(self.year + 1).filter(|year| *year <= self.today.year())
    }

    /// The day of which the year is told: its last one, or today.
    pub fn last_day(&self) -> Day {
        Day::new(self.year, 12, 31).map_or(self.today, |last| last.min(self.today))
    }
}

/// The organisations to choose from, each under the one above it, those dissolved among them.
pub fn ever(tree: Arc<Tree>, scope: &Scope, day: Day) -> Units {
    let listed = (scope.len() <= LISTED).then(|| {
        let below = tree.below(scope.root).into_iter().skip(1);
        below
            .map(|(depth, node)| {
                let gone = if node.current { "" } else { t(" (đã giải thể)") };
                BranchOption { id: node.id, label: format!("{}{gone}", node.name), depth: depth - 1 }
            })
            .collect()
    });
    Units::of(listed, tree, scope, day)
}
