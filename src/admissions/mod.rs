//! Admission: somebody becomes a probationary member at a ceremony, by a decision.
//!
//! It is effective on the day of the ceremony; party age counts from the decision; age, certificate and
//! sponsors are judged on the day on which the branch considered.

mod consideration;
mod form;
mod pages;
mod queries;
mod sponsors;

use sqlx::PgConnection;

use crate::Result;
use crate::audit::Author;
use crate::auth::{Right, Route};
use crate::candidates;
use crate::ids::{CandidateId, OrganisationId, PersonId};
use crate::ledger::{self, Confirmed, Details, NewEvent, Sponsor};
use crate::members::{self, Facts};
use crate::rules::Day;
use crate::rules::standing::Kind;
use crate::seal::Seal;

/// The routes of admission.
pub const ROUTES: &[Route] = &[
    Route::get("/members/new", Right::WriteMembers, || axum::routing::get(pages::new)).personal(),
    Route::get("/members/new/follows", Right::WriteMembers, || axum::routing::get(pages::follows)),
    Route::post("/members", Right::WriteMembers, || axum::routing::post(pages::create)),
    Route::post("/members/duplicates", Right::WriteMembers, || axum::routing::post(pages::duplicates)).personal(),
];

/// An admission that may be recorded.
#[derive(Clone, Debug)]
pub struct NewAdmission {
    /// Who is admitted.
    pub facts: Facts,
    /// Into which branch.
    pub branch: OrganisationId,
    /// When the branch considered.
    pub resolved_on: Option<Day>,
    /// The number of the decision.
    pub decision_number: String,
    /// The day of the decision.
    pub decided_on: Day,
    /// Who decided.
    pub issuing_body: String,
    /// The day of the ceremony.
    pub admitted_on: Day,
    /// The day of the certificate of the awareness course.
    pub awareness_certificate_on: Option<Day>,
    /// Who introduces.
    pub sponsors: Vec<Sponsor>,
    /// The warnings that were confirmed.
    pub confirmed: Vec<Confirmed>,
    /// The people of whom it was said that this is another.
    pub not_duplicate: Vec<i64>,
    /// As whom they were on the list of candidates.
    pub candidate: Option<CandidateId>,
}

/// Enters the person and records the admission; a candidate is joined to the person.
///
/// # Errors
/// [`crate::Error::Invalid`] on the field of a number that somebody else has.
pub async fn admit(db: &mut PgConnection, seal: &Seal, author: Author, new: &NewAdmission) -> Result<PersonId> {
    let person = members::enter(&mut *db, seal, author, &new.facts).await?;
    members::record_entered(&mut *db, author, person, new.branch, &new.facts).await?;
    let event = NewEvent {
        decided_on: Some(new.decided_on.into()),
        decision_number: new.decision_number.clone(),
        issuing_body: new.issuing_body.clone(),
        details: Details {
            resolved_on: new.resolved_on.map(Day::iso),
            awareness_certificate_on: new.awareness_certificate_on.map(Day::iso),
            sponsors: new.sponsors.clone(),
            confirmed: new.confirmed.clone(),
            not_duplicate: new.not_duplicate.clone(),
            ..Details::default()
        },
        ..NewEvent::new(person, Kind::Admitted, new.admitted_on, new.branch)
    };
    ledger::record(&mut *db, author, &event).await?;
    members::duplicates::are_others(&mut *db, author, person, &new.not_duplicate).await?;
    if let Some(candidate) = new.candidate {
        candidates::join(db, author, candidate, person, None).await?;
    }
    Ok(person)
}
