//! The page on which a candidate is taken off the list, and the joining to a member who is in the book already.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::super::form::EndForm;
use super::super::{Candidate, end, queries};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::{CandidateId, PersonId};
use crate::members;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim, once};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "candidates/withdrawal.html")]
struct WithdrawalPage {
    shell: Shell,
    candidate: Candidate,
    typed: EndForm,
    errors: Errors,
}

fn seen(id: CandidateId) -> Seen {
    Seen::list("candidate", format!("candidate={id}"), 1)
}

/// `GET /candidates/{id}/withdrawal`
pub async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<CandidateId>,
) -> Result<Response> {
    let scope = viewer.scope.filter();
    let candidate = queries::find(&app.db, id, scope.as_deref(), None).await?.ok_or(Error::NotFound)?;
    if candidate.person.is_some() || candidate.ended.is_some() {
        return Ok(crate::web::page::see_other(&id.path()));
    }
    let typed = EndForm {
        ended_on: viewer.at.day().to_string(),
        submission: submissions::key()?,
        version: candidate.version.to_string(),
        ..EndForm::default()
    };
    Ok(seen(id).on(Page::ok(WithdrawalPage { shell, candidate, typed, errors: Errors::new() })))
}

/// `POST /candidates/{id}/withdrawal`
pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<CandidateId>,
    Once(mut form, content): Once<EndForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    queries::lock(&mut tx, id).await?;
    let scope = viewer.scope.filter();
    let current = queries::find(&mut *tx, id, scope.as_deref(), None).await?.ok_or(Error::NotFound)?;
    if before.is_none() && (current.person.is_some() || current.ended.is_some()) {
        return Ok(Flash::Unchanged.see_other(&id.path()));
    }
    let stale = before.is_none() && form.version.trim() != current.version.to_string();
    let parsed = match before {
        Some(saved) => Err(saved),
        None if stale => {
            Err(Errors::one("reason", t("Có người vừa sửa hồ sơ này. Xem lại, nếu vẫn đúng thì ghi lại.")))
        }
        None => form.parse(current.said.since, viewer.at.day()),
    };
    match parsed {
        Ok((on, reason)) => {
            end(&mut tx, author, &current, on, &reason).await?;
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            Ok(Flash::Saved.see_other(&id.path()))
        }
        Err(errors) => {
            tx.rollback().await?;
            form.submission = submissions::key_again(&form.submission, &errors)?;
            form.version = current.version.to_string();
            let page = WithdrawalPage { shell, candidate: current, typed: form, errors: errors.clone() };
            let page = if stale { Page::conflict(page) } else { Page::refused(&errors, page) };
            Ok(seen(id).on(page))
        }
    }
}

/// Who the candidate is in the book already.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct JoiningForm {
    person: String,
    submission: String,
}

/// `POST /candidates/{id}/joining`
pub async fn join(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<CandidateId>,
    Once(form, content): Once<JoiningForm>,
) -> Result<Response> {
    let location = once(&app, &viewer, (&form.submission, &content), async |tx| {
        let person: PersonId = form.person.parse().map_err(|_| Error::BadRequest)?;
        members::keeping(tx, &viewer.scope, person, viewer.at.day()).await?;
        super::super::join(tx, viewer.author(), id, person, viewer.scope.filter().as_deref()).await?;
        Ok(person.path())
    });
    Ok(Flash::Saved.see_other(&location.await?))
}
