//! The void of an event that was recorded wrongly: it stays in the ledger, struck through, with the
//! reason, and everything is as if it had never been.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::form::TEXT;
use super::super::sheet::reasons;
use super::Upon;
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::{EventId, PersonId};
use crate::ledger::sentences::kind_label;
use crate::ledger::{self, Event};
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::form::clean;
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "steps/void.html")]
struct VoidPage {
    shell: Shell,
    person: PersonId,
    full_name: String,
    event: EventId,
    what: &'static str,
    on: Day,
    typed: VoidForm,
    errors: Errors,
}

impl VoidPage {
    fn new(shell: Shell, person: PersonId, upon: &Upon, event: &Event, typed: VoidForm, errors: Errors) -> Self {
        Self {
            shell,
            person,
            full_name: upon.full_name.clone(),
            event: event.id,
            what: event.kind.map_or("", kind_label),
            on: event.effective_on,
            typed,
            errors,
        }
    }
}

/// Why an event is void.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::steps) struct VoidForm {
    /// In words.
    reason: String,
    /// Sent by the button that stands beside what was just recorded: its reason is that.
    undo: String,
    submission: String,
}

impl VoidForm {
    fn parse(&self) -> Result<String, Errors> {
        if self.undo == "1" {
            return Ok(reasons("undo").collect());
        }
        let reason = clean(&self.reason);
        if reason.is_empty() {
            return Err(Errors::one("reason", t("Ghi vì sao việc này sai, để người xem sau hiểu.")));
        }
        let mut errors = Errors::new();
        errors.longest("reason", &reason, TEXT);
        errors.or(Some(reason))
    }
}

/// An event that still counts, of those of a person.
fn counting(upon: &Upon, id: EventId) -> Result<&Event> {
    upon.events
        .iter()
        .find(|event| event.id == id && event.kind.is_some() && upon.visibility.shows(event))
        .ok_or(Error::NotFound)
}

pub(in crate::steps) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, id)): Path<(PersonId, EventId)>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let upon = Upon::read(&mut db, &app, &viewer, person).await?;
    let event = counting(&upon, id)?;
    if event.voided {
        return Ok(Flash::Unchanged.see_other(&person.path()));
    }
    let typed = VoidForm { submission: submissions::key()?, ..VoidForm::default() };
    let page = VoidPage::new(shell, person, &upon, event, typed, Errors::new());
    Ok(Seen::person("step", person).on(Page::ok(page)))
}

pub(in crate::steps) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, id)): Path<(PersonId, EventId)>,
    Once(mut form, content): Once<VoidForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Voided.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    ledger::queries::lock(&mut tx, person).await?;
    let upon = Upon::read(&mut tx, &app, &viewer, person).await?;
    let event = counting(&upon, id)?;
    if event.voided {
        return Ok(Flash::Unchanged.see_other(&person.path()));
    }
    let voided = match before {
        Some(saved) => Err(Error::Invalid(saved)),
        None => match form.parse() {
            Ok(reason) => ledger::void(&mut tx, author, person, event, &reason).await,
            Err(errors) => Err(Error::Invalid(errors)),
        },
    };
    let errors = match voided {
        Ok(()) => {
            submissions::finish(&mut tx, author, &form.submission, &person.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Voided.see_other(&person.path()));
        }
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let page = VoidPage::new(shell, person, &upon, event, form, errors.clone());
    Ok(Seen::person("step", person).on(Page::refused(&errors, page).into_response()))
}
