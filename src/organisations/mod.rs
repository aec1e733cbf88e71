//! The tree of organisations: superiors as a name, đảng bộ, chi bộ; names and parents dated.

pub mod place;
pub mod queries;

use sqlx::PgConnection;

use crate::Result;
use crate::audit::{self, Author, Field, Subject};
use crate::auth::scope::Kind;
use crate::ids::OrganisationId;
use crate::rules::Day;
pub use place::{BranchOption, Placed, branch_options, names_on, organisation_options, tree_on};

/// An organisation to be made.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Directly above it.
    pub parent: Option<OrganisationId>,
    /// From which day; none: as long as anyone remembers.
    pub from: Option<Day>,
}

/// Makes an organisation.
pub async fn create(db: &mut PgConnection, author: Author, new: &NewOrganisation) -> Result<OrganisationId> {
    queries::one_writer(db).await?;
    let id = queries::insert(db, author.at, new.kind).await?;
    queries::insert_version(db, author.at, id, &new.name, new.parent, new.from, None).await?;
    audit::record(
        db,
        author,
        "organisation_created",
        Subject::Organisation(id),
        Some(id),
        &[Field::new("name", "", &new.name), Field::new("kind", "", new.kind.code())],
    )
    .await?;
    Ok(id)
}
