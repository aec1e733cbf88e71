//! What the page of what needs attention is asked for.

use serde::Deserialize;

use super::{Filter, Matter};
use crate::auth::{Tree, Viewer};
use crate::ids::OrganisationId;

/// Which things, of which organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The word of a [`Matter`].
    pub kind: String,
    /// An organisation's number.
    pub branch: String,
}

impl Asked {
    /// What is asked for; an organisation outside of the viewer's scope is not there.
    pub fn filter(&self, viewer: &Viewer, tree: &Tree) -> (Filter, Option<OrganisationId>) {
        let branch = self.branch.parse().ok().filter(|id| viewer.scope.holds(*id) && *id != viewer.organisation);
        let mut filter = Filter::of(viewer);
        if let Some(branch) = branch {
            filter.root = branch;
            filter.organisations = tree.scope(branch).ids();
        }
        filter.matter = Matter::from_code(&self.kind);
        (filter, branch)
    }

    /// The address of the page with these conditions.
    pub fn address(matter: Option<Matter>, branch: Option<OrganisationId>) -> String {
        let kind = matter.map(|matter| format!("kind={}", matter.code()));
        let branch = branch.map(|branch| format!("branch={branch}"));
        let query: Vec<_> = kind.into_iter().chain(branch).collect();
        if query.is_empty() { "/attention".to_owned() } else { format!("/attention?{}", query.join("&")) }
    }
}
