//! What the lists of a year share: which year, of which organisation, as of which day; and the page on which one of
//! their records is withdrawn.

pub mod withdrawal;

use serde::Deserialize;

use crate::auth::{Tree, Viewer};
use crate::ids::OrganisationId;
use crate::organisations::Units;
use crate::roster::branch_options;
use crate::state::App;
use crate::web::as_of::{self, AsOf};
use crate::web::form::clean;
use crate::web::{Errors, t};
use crate::{Error, Result};

/// The first year and the last of which something can be recorded.
pub const YEARS: std::ops::RangeInclusive<i16> = 1976..=2100;

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
    /// What they mean.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the number of an organisation out of scope was sent.
    pub fn conditions(mut self, app: &App, viewer: &Viewer) -> Result<Conditions> {
        let today = viewer.at.day();
        let tree = app.tree();
        let mut units = branch_options(app.tree(), &viewer.scope, today);
        let (when, mut errors) = self.when.read(today);
        let year = match year(&self.year, when.day.year()) {
            Ok(year) => year,
            Err(sentence) => {
                errors.add("year", sentence);
                when.day.year()
            }
        };
        let typed = clean(&self.branch);
        let organisation = match typed.parse::<OrganisationId>() {
            _ if typed.is_empty() => None,
            Ok(id) if viewer.scope.holds(id) => Some(id),
            Ok(_) => return Err(Error::NotFound),
            Err(_) => errors.take("branch", units.named(&typed).or_else(|meant| meant.or_say(""))),
        };
        if self.year.trim().is_empty() {
            self.year = year.to_string();
        }
        if let Some(id) = organisation {
            self.branch = id.to_string();
        }
        let filter = Filter::of(&tree, viewer, organisation, year, when);
        Ok(Conditions { filter, typed: self, errors, units })
    }
}

impl Filter {
    /// That year of an organisation; none: the viewer's.
    pub fn of(
        tree: &Tree,
        viewer: &Viewer,
        organisation: Option<OrganisationId>,
        year: i16,
        when: as_of::Asked,
    ) -> Self {
        let chosen = organisation.is_some();
        let organisation = organisation.unwrap_or(viewer.organisation);
        let mut ids = if organisation == viewer.organisation {
            viewer.scope.ids()
        } else {
            tree.scope(organisation).ids()
        };
        ids.retain(|id| viewer.scope.covers(OrganisationId(*id)));
        Self { year, organisation, chosen, ids, when }
    }

    /// The query of a list with these conditions, with its question mark.
    pub fn query(&self) -> String {
        let branch = if self.chosen { format!("&branch={}", self.organisation) } else { String::new() };
        format!("?year={}{branch}{}", self.year, self.when.kept())
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
