//! What the lists of a year share: which year, of which organisation, as of which day; the grids of a year, a branch on a
//! page, and the people behind their figures; and the page on which a record is withdrawn.

pub mod grids;
pub mod pages;
pub mod people;
pub mod queries;
pub mod withdrawal;

use serde::Deserialize;

use crate::auth::Viewer;
use crate::ids::OrganisationId;
use crate::organisations::Units;
use crate::organisations::year::{self, YearQuery};
use crate::panels;
use crate::state::App;
use crate::web::as_of::{self, AsOf};
use crate::web::form::clean;
use crate::web::{Errors, Language, t};

/// The first year and the last of which something can be recorded.
pub const YEARS: std::ops::RangeInclusive<i16> = year::FIRST..=2100;

/// Words as the log of changes keeps them: in Vietnamese, whatever the screen of who made the change.
pub fn as_kept<T>(words: impl FnOnce() -> T) -> T {
    Language::Vietnamese.scope(words)
}

/// The conditions of a list as they were typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The year.
    pub year: String,
    /// An organisation: its number, or its name where there are too many to choose from.
    pub branch: String,
    /// As of which day, as the book said when.
    #[serde(flatten)]
    pub when: AsOf,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The year.
    pub year: i16,
    /// The organisation: the viewer's where none was chosen.
    pub organisation: OrganisationId,
    /// Whether it was chosen.
    pub chosen: bool,
    /// It and all below, in their last known place, within the viewer's scope.
    pub ids: Vec<i64>,
    /// As of which day, as the book said when.
    pub when: as_of::Asked,
}

/// A list's conditions: what they mean, what is wrong with them, and what else may be chosen.
pub struct Conditions {
    /// What they mean; where something is wrong with one, as if it had not been said.
    pub filter: Filter,
    /// What was typed.
    pub typed: Asked,
    /// What is wrong.
    pub errors: Errors,
    /// The organisations to choose from.
    pub units: Units,
}

impl Asked {
    /// What they mean; a year that is not said is that of the day.
    pub fn conditions(mut self, app: &App, viewer: &Viewer) -> Conditions {
        let (when, mut errors) = self.when.read(viewer.at.day());
        if self.year.trim().is_empty() {
            self.year = when.day.year().to_string();
        }
        let query = YearQuery { year: self.year.clone(), branch: self.branch.clone() };
        let (asked, wrong) = query.read(app, viewer);
        let mut all = wrong;
        std::mem::swap(&mut all, &mut errors);
        errors.extend(all);
        if errors.get("branch").is_none() {
            self.branch = asked.typed;
        }
        let filter = Filter {
            year: asked.year,
            organisation: asked.organisation,
            chosen: asked.narrowed,
            ids: asked.scope.ids(),
            when,
        };
        Conditions { filter, typed: self, errors, units: asked.units }
    }
}

impl Filter {
    /// A year of which a card is asked, as the book says it today.
    pub fn of(year: &panels::Year<'_>) -> Self {
        Self {
            year: year.year,
            organisation: year.organisation,
            chosen: year.organisation != year.viewer.organisation,
            ids: year.scope.to_vec(),
            when: as_of::Asked { day: year.today, known_on: None, today: year.today },
        }
    }

    /// The query of a list with these conditions, with its question mark.
    pub fn query(&self) -> String {
        let branch = if self.chosen { format!("&branch={}", self.organisation) } else { String::new() };
        format!("?year={}{branch}{}", self.year, self.when.kept())
    }

    /// The year before, where there may be one.
    pub fn before(&self) -> Option<i16> {
        Some(self.year - 1).filter(|year| *year >= year::FIRST)
    }

    /// The year after, where a page shows it.
    pub fn after(&self) -> Option<i16> {
        Some(self.year + 1).filter(|after| *after <= year::last(self.when.today))
    }

    /// The same of another year.
    #[must_use]
    pub fn in_year(&self, year: i16) -> Self {
        Self { year, ..self.clone() }
    }
}

/// The year that was typed; nothing typed: `usual`.
///
/// # Errors
/// The sentence that says what to type.
pub fn year(typed: &str, usual: i16) -> Result<i16, String> {
    let typed = clean(typed);
    if typed.is_empty() {
        return Ok(usual);
    }
    typed
        .parse()
        .ok()
        .filter(|year| YEARS.contains(year))
        .ok_or_else(|| t("Nhập năm bằng bốn chữ số, từ 1976 đến 2100.").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_four_digits_and_lies_in_the_time_of_the_book() {
        assert_eq!(year("", 2026), Ok(2026));
        assert_eq!(year(" 2019 ", 2026), Ok(2019));
        for wrong in ["19", "1975", "2101", "năm nay", "2019.5", "-2019"] {
            assert!(year(wrong, 2026).is_err(), "{wrong}");
        }
    }
}
