//! What is asked in the address: a period, an organisation, and as the book said it when.

use super::Question;
use crate::auth::{Tree, Viewer};
use crate::ids::OrganisationId;
use crate::organisations::Meant;
use crate::organisations::units::{self, Wanted};
use crate::rules::Day;
use crate::web::form::{clean, date_sentence};
use crate::web::{Errors, t};
use crate::{Error, Result};

/// The query as it was typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// An organisation: it and all below.
    pub branch: String,
    /// The day at whose end the book said so.
    pub known_on: String,
    /// A unit directly below the organisation: only its people are asked for.
    pub unit: String,
    /// The row of whom is asked.
    pub row: String,
    /// The column of whom is asked.
    pub column: String,
    /// The page of the list.
    pub page: String,
}

impl Asked {
    /// What it means. Of a period that is not said, the year; of the year that is not said, the one of today.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an organisation out of scope, [`Error::Invalid`] for days that cannot be.
    pub fn question(&self, tree: &Tree, viewer: &Viewer) -> Result<Question> {
        let today = viewer.at.day();
        let mut errors = Errors::new();
        let from = day(&mut errors, "from", &self.from, today);
        let to = day(&mut errors, "to", &self.to, today);
        let known_on = day(&mut errors, "known_on", &self.known_on, today).filter(|day| *day != today);
        let organisation = told(organisation(&self.branch, tree, viewer), &mut errors)?;
        let year = from.or(to).unwrap_or(today).year();
        let organisation = organisation.unwrap_or(viewer.organisation);
        let from = from.or_else(|| Day::new(year, 1, 1)).unwrap_or(today);
        let to = to.or_else(|| Day::new(year, 12, 31)).map_or(today, |to| to.min(today));
        if errors.is_empty() && to < from {
            errors.add("to", t("Ngày cuối kỳ phải từ ngày đầu kỳ trở đi."));
        }
        errors.or(Some(Question { organisation, from, to, known_on })).map_err(Error::Invalid)
    }

    /// The same without what could not be understood of it.
    pub fn readable(&self, errors: &Errors) -> Self {
        let branch = if errors.get("branch").is_some() { String::new() } else { self.branch.clone() };
        Self { branch, ..Self::default() }
    }
}

/// What was meant, or what is wrong with it added to the errors.
pub(super) fn told<T>(meant: Result<T>, errors: &mut Errors) -> Result<Option<T>> {
    match meant {
        Ok(meant) => Ok(Some(meant)),
        Err(Error::Invalid(wrong)) => {
            errors.extend(wrong);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// The organisation that is asked for, by its number or its whole name; none said: the viewer's.
///
/// # Errors
/// [`Error::NotFound`] for one out of scope, [`Error::Invalid`] on `branch` for a name that is not clear.
pub(super) fn organisation(typed: &str, tree: &Tree, viewer: &Viewer) -> Result<OrganisationId> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(viewer.organisation);
    }
    if let Ok(id) = typed.parse() {
        return Some(id).filter(|id| viewer.scope.covers(*id) && tree.node(*id).is_some()).ok_or(Error::NotFound);
    }
    units::named(tree, &viewer.scope, Wanted::Any, typed).map_err(|found| {
        let meant = if found.is_empty() { Meant::Unknown } else { Meant::Perhaps(found.len()) };
        Error::field("branch", meant.or_say("").err().unwrap_or_default())
    })
}

/// A day that has come; none when nothing was typed.
pub(super) fn day(errors: &mut Errors, field: &'static str, typed: &str, today: Day) -> Option<Day> {
    if clean(typed).is_empty() {
        return None;
    }
    match Day::parse_typed(typed) {
        Ok(day) if day > today => {
            errors.add(field, t("Ngày này chưa đến: sổ chỉ cho biết đến hôm nay."));
            None
        }
        Ok(day) => Some(day),
        Err(problem) => {
            errors.add(field, date_sentence(&problem));
            None
        }
    }
}
