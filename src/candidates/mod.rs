//! Candidates (quần chúng): people who may be admitted one day, from the day on which a branch takes them in hand or
//! sends them to a course. Append only, by versions. Who is admitted is joined to the person of the ledger, and is on
//! the list no more; what was recorded of them stays with them.

mod form;
mod pages;
mod present;
pub mod queries;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route};
use crate::clock::Instant;
use crate::ids::{CandidateId, OrganisationId, PersonId};
use crate::members::{Facts, fields};
use crate::rules::{Day, PartialDate};
use crate::{Error, Result};
pub use form::facts;
pub use present::{Validity, alike_warning, not_passed_warning, validity};

/// The routes of candidates.
pub const ROUTES: &[Route] = &[
    Route::get("/candidates", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/candidates/new", Right::WriteMembers, || get(pages::new)),
    Route::post("/candidates", Right::WriteMembers, || post(pages::create)),
    Route::get("/candidates/{id}", Right::ReadMembers, || get(pages::show)).personal(),
    Route::get("/candidates/{id}/edit", Right::WriteMembers, || get(pages::change::edit)).personal(),
    Route::post("/candidates/{id}/edit", Right::WriteMembers, || post(pages::change::update)).personal(),
    Route::get("/candidates/{id}/withdrawal", Right::WriteMembers, || get(pages::end::new)).personal(),
    Route::post("/candidates/{id}/withdrawal", Right::WriteMembers, || post(pages::end::create)),
    Route::post("/candidates/{id}/joining", Right::WriteMembers, || post(pages::end::join)),
];

/// The facts of a person that a candidate's record holds, in the order of the form, after those that it must have.
pub const FACTS: [&str; 12] = [
    "ethnicity",
    "religion",
    "native_place",
    "residence",
    "phone",
    "email",
    "occupation",
    "workplace",
    "general_education",
    "professional_qualification",
    "youth_union_on",
    "notes",
];

/// What is recorded of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCandidate {
    /// Who: name, gender, birth, and [`FACTS`].
    pub facts: Facts,
    /// The branch that has them in hand.
    pub branch: OrganisationId,
    /// The first day on its list.
    pub since: Day,
    /// The official member who follows them, as it is written.
    pub helper: String,
}

/// A candidate as the book has them.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub id: CandidateId,
    /// The number of the version.
    pub version: i64,
    /// What is recorded.
    pub said: NewCandidate,
    /// The day from which they are on the list no more, and why.
    pub ended: Option<(Day, String)>,
    /// Whom the ledger knows them as since they were admitted.
    pub person: Option<PersonId>,
    /// The account that recorded the version.
    pub recorded_by: String,
    /// Since when the book says so.
    pub recorded_at: Instant,
}

impl NewCandidate {
    /// What is recorded under a name of the form.
    pub fn field(&self, name: &str) -> String {
        match name {
            "since" => self.since.to_string(),
            "helper" => self.helper.clone(),
            "branch" => self.branch.to_string(),
            name => self.facts.field(name),
        }
    }

    /// The fields in which this and another record differ, in the order of the form.
    pub fn changed(&self, other: &Self) -> Vec<&'static str> {
        let names =
            ["full_name", "given_name", "gender", "born_on", "branch", "since", "helper"].into_iter().chain(FACTS);
        names.filter(|name| self.field(name) != other.field(name)).collect()
    }
}

/// Somebody on the list who may be the one of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Who.
    pub id: CandidateId,
    /// Their name.
    pub full_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Their branch.
    pub branch: OrganisationId,
}

/// Enters a candidate.
pub async fn enter(db: &mut PgConnection, author: Author, new: &NewCandidate) -> Result<CandidateId> {
    let id = queries::insert(&mut *db, author.at).await?;
    queries::insert_version(&mut *db, author, author.at, id, new, None, None).await?;
    let names = ["full_name", "gender", "born_on", "since", "helper"].into_iter().chain(FACTS);
    let entered: Vec<_> =
        names.map(|name| Field::new(name, "", new.field(name))).filter(|field| !field.new.is_empty()).collect();
    audit::record(db, author, "candidate_entered", Subject::Candidate(id), Some(new.branch), &entered).await?;
    Ok(id)
}

/// Records what is otherwise now than the book has it.
pub async fn change(db: &mut PgConnection, author: Author, current: &Candidate, new: &NewCandidate) -> Result<()> {
    let at = queries::end_version(&mut *db, current.id, author.at).await?;
    queries::insert_version(&mut *db, author, at, current.id, new, current.ended.as_ref(), current.person).await?;
    let changed = current.said.changed(new).into_iter().filter(|name| *name != "branch");
    let mut changed: Vec<_> = changed.map(|name| Field::new(name, current.said.field(name), new.field(name))).collect();
    // Of whom it tells, the line says itself.
    if !changed.iter().any(|field| field.name == "full_name") {
        changed.insert(0, Field::new("full_name", &new.facts.name.full, &new.facts.name.full));
    }
    audit::record(db, author, "candidate_changed", Subject::Candidate(current.id), Some(new.branch), &changed).await
}

/// Takes a candidate off the list from a day on.
pub async fn end(db: &mut PgConnection, author: Author, current: &Candidate, on: Day, reason: &str) -> Result<()> {
    let at = queries::end_version(&mut *db, current.id, author.at).await?;
    let ended = (on, reason.to_owned());
    queries::insert_version(&mut *db, author, at, current.id, &current.said, Some(&ended), current.person).await?;
    let fields = [
        Field::new("full_name", "", &current.said.facts.name.full),
        Field::new("ends_on", "", on),
        Field::new("reason", "", reason),
    ];
    let branch = current.said.branch;
    audit::record(db, author, "candidate_ended", Subject::Candidate(current.id), Some(branch), &fields).await
}

/// Makes every other write to a candidate of a scope wait, and reads them; nothing when there is none.
pub async fn hold(db: &mut PgConnection, id: CandidateId, scope: Option<&[i64]>) -> Result<Option<Candidate>> {
    queries::lock(&mut *db, id).await?;
    queries::find(db, id, scope, None).await
}

/// Joins a candidate to the person as whom they were admitted: they are on the list no more, and what was recorded of
/// them is told on the person's record.
///
/// # Errors
/// [`Error::NotFound`] when there is no such candidate in the scope, or somebody else was faster.
pub async fn join(
    db: &mut PgConnection,
    author: Author,
    id: CandidateId,
    person: PersonId,
    scope: Option<&[i64]>,
) -> Result<()> {
    let current = hold(&mut *db, id, scope).await?.filter(|current| current.person.is_none());
    let current = current.ok_or(Error::NotFound)?;
    let at = queries::end_version(&mut *db, id, author.at).await?;
    queries::insert_version(&mut *db, author, at, id, &current.said, current.ended.as_ref(), Some(person)).await?;
    let branch = current.said.branch;
    let name = Field::new("full_name", "", &current.said.facts.name.full);
    audit::record(db, author, "candidate_admitted", Subject::Person(person), Some(branch), &[name]).await
}

/// The label of a field of a candidate.
pub fn label(name: &str) -> &'static str {
    use crate::web::t;
    match name {
        "since" => t("Vào danh sách từ ngày"),
        "helper" => t("Đảng viên được phân công giúp đỡ"),
        "branch" => t("Chi bộ"),
        name => fields::label(name).unwrap_or_default(),
    }
}
