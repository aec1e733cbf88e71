//! The admission form and what the scripts ask while it is filled.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::consideration::{Considered, choices, consider, follows as what_follows, not_passed};
use super::form::AdmissionForm;
use super::queries::{self, Last};
use crate::audit::Seen;
use crate::auth::scope::Kind;
use crate::auth::{Tree, Viewer};
use crate::candidates::{self, Candidate};
use crate::ids::{CandidateId, OrganisationId, PersonId};
use crate::members::duplicates::{self as looked_for, Duplicates, Probe};
use crate::members::form::PersonForm;
use crate::members::warnings::Warning;
use crate::organisations::Units;
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Form, Once, Query};
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

/// The form.
#[derive(Template)]
#[template(path = "admissions/new.html")]
struct NewPage {
    shell: Shell,
    person: PersonForm,
    typed: AdmissionForm,
    errors: Errors,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
    branches: Units,
    sponsors: Vec<String>,
    follows: String,
    /// Who was admitted just before this form.
    last: Option<(PersonId, Last)>,
    /// The candidate whose record it was filled from.
    candidate: Option<Candidate>,
}

impl NewPage {
    fn new(shell: Shell, typed: AdmissionForm, considered: Considered, last: Option<(PersonId, Last)>) -> Self {
        Self {
            shell,
            person: typed.person.clone(),
            typed,
            errors: considered.errors,
            duplicates: considered.duplicates,
            warnings: considered.warnings,
            branches: considered.branches,
            sponsors: considered.candidates.labels().map(ToOwned::to_owned).collect(),
            follows: considered.follows,
            last,
            candidate: considered.candidate,
        }
    }
}

/// Where a new form starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Start {
    /// Who was admitted just before: branch and decision are kept.
    after: Option<PersonId>,
    /// The branch.
    branch: Option<OrganisationId>,
    /// The candidate who is admitted: what is recorded of them is taken over.
    candidate: Option<CandidateId>,
}

pub async fn new(State(app): State<App>, viewer: Viewer, shell: Shell, Query(start): Query<Start>) -> Result<Response> {
    let mut db = app.db.acquire().await.map_err(Error::from)?;
    let mut considered = choices(&mut db, &app, &viewer, viewer.at.day()).await?;
    let last = match start.after {
        Some(person) => queries::last(&mut *db, &viewer.scope.ids(), person).await?.map(|last| (person, last)),
        None => None,
    };
    let mut typed = AdmissionForm { submission: submissions::key()?, ..AdmissionForm::default() };
    if let Some((_, last)) = &last {
        typed.branch = last.branch.to_string();
        typed.decision_number.clone_from(&last.decision_number);
        typed.decided_on = last.decided_on.map(|day| day.to_string()).unwrap_or_default();
        typed.issuing_body.clone_from(&last.issuing_body);
        typed.admitted_on = last.admitted_on.to_string();
        considered.follows = what_follows(&app, last.admitted_on);
    } else {
        typed.issuing_body = superior(&app.tree(), viewer.organisation);
        let wanted = start.branch.filter(|branch| considered.branches.offers(*branch));
        typed.branch = wanted.or(considered.branches.only()).map(|branch| branch.to_string()).unwrap_or_default();
    }
    if let Some(id) = start.candidate {
        let scope = viewer.scope.filter();
        let found = candidates::queries::find(&mut *db, id, scope.as_deref(), None).await?.ok_or(Error::NotFound)?;
        if let Some(person) = found.person {
            return Ok(crate::web::page::see_other(&person.path()));
        }
        take_over(&mut typed, &found, candidates::queries::certificate_on(&mut *db, id).await?);
        considered.warnings.extend(not_passed(&mut db, &app, &viewer, id, &[]).await?);
        considered.candidate = Some(found);
    }
    let seen = Seen::list("sponsors", "", considered.candidates.len());
    let candidate =
        considered.candidate.as_ref().map(|one| Seen::list("candidate", format!("candidate={}", one.id), 1));
    let page = seen.on(Page::ok(NewPage::new(shell, typed, considered, last)));
    Ok(candidate.into_iter().fold(page, |page, seen| seen.on(page)))
}

/// Fills the form with what is recorded of a candidate, so that nothing is typed twice.
fn take_over(typed: &mut AdmissionForm, candidate: &Candidate, certificate_on: Option<Day>) {
    typed.person = PersonForm::of(&candidate.said.facts);
    typed.branch = candidate.said.branch.to_string();
    typed.awareness_certificate_on = certificate_on.map(|day| day.to_string()).unwrap_or_default();
    typed.sponsor_1.clone_from(&candidate.said.helper);
    typed.candidate = candidate.id.to_string();
}

/// The nearest superior above an organisation: who usually decides.
fn superior(tree: &Tree, from: OrganisationId) -> String {
    let mut above = tree.node(from);
    while let Some(node) = above {
        if node.kind == Kind::Superior {
            return node.name.clone();
        }
        above = node.parent.and_then(|parent| tree.node(parent));
    }
    String::new()
}

pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<AdmissionForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await.map_err(Error::from)?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Admitted.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let mut considered = consider(&mut tx, &app, &viewer, &form).await?;
    if let Some(saved) = before {
        form.submission = submissions::key()?;
        considered.errors = saved;
    } else if let Some(new) = considered.admission.take() {
        match super::admit(&mut tx, &app.seal, author, &new).await {
            Ok(person) => {
                let location = if form.another() { format!("/members/new?after={person}") } else { person.path() };
                submissions::finish(&mut tx, author, &form.submission, &location).await?;
                tx.commit().await.map_err(Error::from)?;
                return Ok(Flash::Admitted.see_other(&location));
            }
            // Somebody else was faster with the same number.
            Err(Error::Invalid(errors)) => considered.errors.extend(errors),
            Err(error) => return Err(error),
        }
    }
    tx.rollback().await.map_err(Error::from)?;
    tell(&app, &viewer, &considered.duplicates).await?;
    let seen = considered.duplicates.seen();
    let page = Page::refused(&considered.errors.clone(), NewPage::new(shell, form, considered, None));
    Ok(seen.into_iter().fold(page.into_response(), |page, seen| seen.on(page)))
}

/// A number of somebody outside the scope was typed: their own organisation is told.
async fn tell(app: &App, viewer: &Viewer, found: &Duplicates) -> Result<()> {
    if found.hides() {
        let mut tx = app.db.begin().await.map_err(Error::from)?;
        looked_for::record_hidden(&mut tx, viewer.author(), found).await?;
        tx.commit().await.map_err(Error::from)?;
    }
    Ok(())
}

/// The day of a ceremony, while it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ceremony {
    admitted_on: String,
}

/// What follows from a ceremony, as text.
pub async fn follows(State(app): State<App>, viewer: Viewer, Query(ceremony): Query<Ceremony>) -> impl IntoResponse {
    let day = Day::parse_typed(&ceremony.admitted_on).ok().filter(|day| *day <= viewer.at.day());
    let text = day.map(|day| what_follows(&app, day)).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}

/// What is asked about duplicates while a person's form is filled.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    full_name: String,
    born_on: String,
    citizen_id: String,
    card_number: String,
    not_duplicate: Vec<String>,
    /// The person whose form it is: nobody is their own duplicate.
    person: String,
}

/// Who may be the same person: the inside of `#duplicates`.
#[derive(Template)]
#[template(path = "members/duplicates.html")]
struct DuplicatesPart {
    duplicates: Duplicates,
}

pub async fn duplicates(State(app): State<App>, viewer: Viewer, Form(question): Form<Question>) -> Result<Response> {
    let probe = Probe::of_form(&PersonForm {
        full_name: question.full_name,
        born_on: question.born_on,
        citizen_id: question.citizen_id,
        card_number: question.card_number,
        ..PersonForm::default()
    });
    let mut db = app.db.acquire().await.map_err(Error::from)?;
    let but = question.person.parse().ok();
    let mut found = looked_for::find(&mut db, &app, &viewer.scope, viewer.at.day(), &probe, but).await?;
    drop(db);
    found.not_duplicate = question.not_duplicate.iter().filter_map(|id| id.parse().ok()).collect();
    tell(&app, &viewer, &found).await?;
    let mut seen = found.seen();
    if seen.is_empty() {
        seen.push(Seen::list("duplicate", "", 0));
    }
    let part = Page::ok(DuplicatesPart { duplicates: found });
    Ok(seen.into_iter().fold(part.into_response(), |part, seen| seen.on(part)))
}
