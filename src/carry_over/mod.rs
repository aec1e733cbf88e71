//! Carry-over: the members of the paper book enter with the standing and the dates that the paper gives,
//! each as far as it is known. It is effective on the first day of the book.

mod doubts;
mod form;
mod pages;
mod queries;

use sqlx::PgConnection;

use crate::Result;
use crate::audit::Author;
use crate::auth::{Right, Route};
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::{self, Confirmed, Details, NewEvent};
use crate::members::{self, Facts};
use crate::rules::standing::{Kind, Standing};
use crate::rules::{Day, PartialDate};
use crate::seal::Seal;
pub use doubts::DOUBTS;

/// The routes of the carry-over.
pub const ROUTES: &[Route] = &[
    Route::get("/members/carry-over", Right::WriteMembers, || axum::routing::get(pages::new)).personal(),
    Route::post("/members/carry-over", Right::WriteMembers, || axum::routing::post(pages::create)),
];

/// A member of the paper book.
#[derive(Clone, Debug)]
pub struct OpeningBalance {
    /// Who.
    pub facts: Facts,
    /// In which branch.
    pub branch: OrganisationId,
    /// What they are on the first day of the book.
    pub standing: Standing,
    /// The day of the decision on their admission.
    pub decided_on: Option<PartialDate>,
    /// The day of the ceremony.
    pub admitted_on: Option<PartialDate>,
    /// The day from which they are official.
    pub official_on: Option<PartialDate>,
    /// The warnings that were confirmed.
    pub confirmed: Vec<Confirmed>,
    /// The people of whom it was said that this is another.
    pub not_duplicate: Vec<i64>,
}

/// Enters the person and records the opening balance on the first day of the book.
///
/// # Errors
/// [`crate::Error::Invalid`] on the field of a number that somebody else has.
pub async fn carry_over(
    db: &mut PgConnection,
    seal: &Seal,
    author: Author,
    opens_on: Day,
    new: &OpeningBalance,
) -> Result<PersonId> {
    let person = members::enter(&mut *db, seal, author, &new.facts).await?;
    members::record_entered(&mut *db, author, person, new.branch, &new.facts).await?;
    let event = NewEvent {
        standing: Some(new.standing),
        decided_on: new.decided_on,
        admitted_on: new.admitted_on,
        official_on: new.official_on,
        details: Details {
            confirmed: new.confirmed.clone(),
            not_duplicate: new.not_duplicate.clone(),
            ..Details::default()
        },
        ..NewEvent::new(person, Kind::OpeningBalance, opens_on, new.branch)
    };
    ledger::record(&mut *db, author, &event).await?;
    members::duplicates::are_others(db, author, person, &new.not_duplicate).await?;
    Ok(person)
}
