//! What is asked of the list in its address.

use serde::Deserialize;

use super::{Filter, Place};
use crate::auth::{Tree, Viewer};
use crate::ids::{EventId, OrganisationId};
use crate::organisations::{Meant, Units};
use crate::rules::Day;
use crate::rules::standing::Kind;
use crate::web::{Errors, t};
use crate::{Error, Result};

/// The query as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The word of a kind of event.
    pub kind: String,
    /// An organisation: it and all below.
    pub branch: String,
    /// `1`: what was voided is shown, too.
    pub voided: String,
    /// The number of an event: what comes after it.
    pub after: String,
    /// The number of an event: what comes before it.
    pub before: String,
}

impl Asked {
    /// What it means, as far as it can be read, and what is wrong with the rest.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an organisation out of scope.
    pub fn filter(&self, tree: &Tree, viewer: &Viewer, units: &mut Units) -> Result<(Filter, Errors)> {
        let today = viewer.at.day();
        let mut errors = Errors::new();
        let from = errors.optional_day("from", &self.from, today);
        let to = errors.optional_day("to", &self.to, today);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            errors.add("to", t("Ngày cuối phải từ ngày đầu trở đi."));
        }
        let kind = Kind::from_code(self.kind.trim());
        if kind.is_none() && !self.kind.trim().is_empty() {
            errors.add("kind", t("Chọn một loại việc trong danh sách."));
        }
        let branch = branch(&self.branch, tree, viewer, units, &mut errors)?;
        let voided = self.voided == "1";
        Ok((Filter { from, to, kind, branch, voided }, errors))
    }

    /// Where the page begins.
    ///
    /// # Errors
    /// [`Error::BadRequest`] when it is no number of an event, or there are two.
    pub fn place(&self) -> Result<Place> {
        let event = |typed: &str| typed.parse().map(EventId).map_err(|_| Error::BadRequest);
        match (self.after.as_str(), self.before.as_str()) {
            ("", "") => Ok(Place::First),
            (after, "") => event(after).map(Place::After),
            ("", before) => event(before).map(Place::Before),
            _ => Err(Error::BadRequest),
        }
    }
}

/// An organisation by its number, or by its name where there are too many to list.
fn branch(
    typed: &str,
    tree: &Tree,
    viewer: &Viewer,
    units: &mut Units,
    errors: &mut Errors,
) -> Result<Option<OrganisationId>> {
    let typed = typed.trim();
    match typed.parse::<OrganisationId>() {
        _ if typed.is_empty() => Ok(None),
        Ok(id) if viewer.scope.covers(id) && tree.node(id).is_some() => Ok(Some(id)),
        Ok(_) => Err(Error::NotFound),
        Err(_) => Ok(errors.take("branch", units.named(typed).or_else(|meant: Meant| meant.or_say("")))),
    }
}

impl Filter {
    /// The query that means this filter, with its question mark; empty for everything.
    pub fn query(&self) -> String {
        let parts: Vec<_> = [
            ("from", self.from.map(Day::iso)),
            ("to", self.to.map(Day::iso)),
            ("kind", self.kind.map(|kind| kind.code().to_owned())),
            ("branch", self.branch.map(|branch| branch.to_string())),
            ("voided", self.voided.then(|| "1".to_owned())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", value?)))
        .collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// The address of the list from a place on.
    pub fn address(&self, place: Place) -> String {
        let query = self.query();
        let mark = if query.is_empty() { '?' } else { '&' };
        match place {
            Place::First => format!("/events{query}"),
            Place::After(event) => format!("/events{query}{mark}after={event}"),
            Place::Before(event) => format!("/events{query}{mark}before={event}"),
        }
    }

    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        *self != Self { voided: self.voided, ..Self::default() }
    }
}
