//! The edit of a person's facts. It says which it is: a correction, for what stood there was wrong, or a change
//! from a day on, for it was right until then. Made from a version: who edits what somebody else has changed
//! meanwhile is shown both, and nothing is overwritten.

pub mod amend;
mod form;
mod pages;
mod queries;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route};
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::Confirmed;
use crate::members::{self, Facts, Version};
use crate::seal::Seal;
use crate::{Result, book};
pub use amend::Mode;

/// The routes of the edit.
pub const ROUTES: &[Route] = &[
    Route::get("/members/{id}/edit", Right::WriteMembers, || get(pages::edit)).personal(),
    Route::post("/members/{id}/edit", Right::WriteMembers, || post(pages::update)).personal(),
];

/// An edit that may be made.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Whose facts.
    pub person: PersonId,
    /// The organisation that has the person's papers: where the change belongs in the log.
    pub keeper: OrganisationId,
    /// A correction, or a change from a day on.
    pub mode: Mode,
    /// The facts as they are to be.
    pub facts: Facts,
    /// The warnings that were confirmed.
    pub confirmed: Vec<Confirmed>,
    /// The people of whom it was said that this is another.
    pub not_duplicate: Vec<i64>,
}

/// Writes an edit made from `base`, one of what is believed, under the lock of the person.
///
/// # Errors
/// [`crate::Error::Invalid`] on the field of a number that somebody else has.
pub async fn write(
    db: &mut PgConnection,
    seal: &Seal,
    author: Author,
    believed: &[Version],
    base: &Version,
    edit: &Edit,
) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    let amendment = amend::amended(believed, &base.facts, &edit.facts, edit.mode);
    for version in amendment.ended {
        queries::end_version(&mut *db, version, author.at).await?;
    }
    for piece in amendment.begun {
        members::write_version(&mut *db, seal, author, edit.person, &piece.facts, piece.from, piece.to).await?;
    }
    members::duplicates::are_others(&mut *db, author, edit.person, &edit.not_duplicate).await?;
    let mut fields = Vec::new();
    if let Mode::Change { from } = edit.mode {
        fields.push(Field::new("from", "", from));
    }
    let changed = base.facts.changed(&edit.facts).into_iter();
    fields.extend(changed.map(|name| Field::new(name, base.facts.field(name), edit.facts.field(name))));
    fields.extend(edit.confirmed.iter().map(|confirmed| Field::new("confirmed", "", &confirmed.code)));
    fields.extend(edit.not_duplicate.iter().map(|other| Field::new("not_duplicate", "", other)));
    let act = match edit.mode {
        Mode::Correction => "person_corrected",
        Mode::Change { .. } => "person_changed",
    };
    audit::record(db, author, act, Subject::Person(edit.person), Some(edit.keeper), &fields).await
}
