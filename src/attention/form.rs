//! What the page of what needs attention is asked for.

use serde::Deserialize;

use super::{Filter, Matter};
use crate::auth::{Tree, Viewer};
use crate::ids::OrganisationId;
use crate::organisations::Units;
use crate::{Error, Result};

/// The most pages that are turned: nobody reads on as far, and each reads all before it again.
pub const PAGES: usize = 250;

/// Which things, of which organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The word of a [`Matter`].
    pub kind: String,
    /// An organisation's number.
    pub branch: String,
    /// The page of the list, from 1.
    pub page: String,
}

impl Asked {
    /// What is asked for. An organisation is named by its number, or by its name where there are too many to list.
    ///
    /// # Errors
    /// [`Error::NotFound`] when its number is that of one outside of the viewer's scope; [`Error::Invalid`] when no
    /// name is meant clearly.
    pub fn filter(&self, viewer: &Viewer, tree: &Tree, units: &mut Units) -> Result<(Filter, Option<OrganisationId>)> {
        let typed = self.branch.trim();
        let number = typed.parse().ok();
        if number.is_some_and(|id| !viewer.scope.holds(id)) {
            return Err(Error::NotFound);
        }
        let branch = match (typed, number) {
            ("", _) => None,
            (_, Some(id)) => Some(id),
            _ => Some(
                units
                    .named(typed)
                    .or_else(|meant| meant.or_say(""))
                    .map_err(|problem| Error::field("branch", problem))?,
            ),
        };
        let mut filter = Filter::of(viewer);
        if let Some(branch) = branch {
            filter.root = branch;
            filter.organisations = tree.scope(branch).filter();
        }
        filter.matter = Matter::from_code(&self.kind);
        Ok((filter, branch))
    }

    /// The page of the list, from 1.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for what is no number, or none of a page that can be read.
    pub fn page(&self) -> Result<usize> {
        match self.page.trim() {
            "" => Ok(1),
            page => page.parse().ok().filter(|page| (1..=PAGES).contains(page)).ok_or(Error::BadRequest),
        }
    }

    /// The address of the page with these conditions.
    pub fn address(matter: Option<Matter>, branch: Option<OrganisationId>) -> String {
        let kind = matter.map(|matter| format!("kind={}", matter.code()));
        let branch = branch.map(|branch| format!("branch={branch}"));
        let query: Vec<_> = kind.into_iter().chain(branch).collect();
        if query.is_empty() { "/attention".to_owned() } else { format!("/attention?{}", query.join("&")) }
    }
}
