//! The page of an arrival.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::form::ConfirmationForm;
use super::{Confirmation, of, path, record};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::{EventId, PersonId};
use crate::ledger::{self, Event};
use crate::rules::standing::Kind;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result, members};

#[derive(Template)]
#[template(path = "confirmations/new.html")]
struct NewPage {
    shell: Shell,
    person: PersonId,
    action: String,
    about: About,
    typed: ConfirmationForm,
    errors: Errors,
}

/// The transfer of which something is said.
struct About {
    full_name: String,
    event: Event,
    /// What was said of it last, if that still counts.
    confirmed: Option<Confirmation>,
}

impl About {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such transfer within the viewer's scope, or it is void.
    async fn read(db: &mut PgConnection, app: &App, viewer: &Viewer, person: PersonId, id: EventId) -> Result<Self> {
        let visibility = members::keeping(db, &viewer.scope, person, viewer.at.day()).await?;
        let day = visibility.day(viewer.at.day());
        let version = members::facts_on(&mut *db, &app.seal, person, day, None).await?.ok_or(Error::NotFound)?;
        let events = ledger::queries::events(&mut *db, person).await?;
        let event = events.into_iter().find(|event| event.id == id && visibility.shows(event));
        let event = event.filter(|event| event.kind == Some(Kind::TransferredOut) && !event.voided);
        let confirmed = of(db, person).await?.remove(&id).filter(|said| said.confirmed_on.is_some());
        Ok(Self { full_name: version.facts.name.full, event: event.ok_or(Error::NotFound)?, confirmed })
    }
}

pub(super) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, event)): Path<(PersonId, EventId)>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let about = About::read(&mut db, &app, &viewer, person, event).await?;
    let typed = ConfirmationForm { submission: submissions::key()?, ..ConfirmationForm::default() };
    let page = NewPage { shell, person, action: path(person, event), about, typed, errors: Errors::new() };
    Ok(Seen::person("step", person).on(Page::ok(page)))
}

pub(super) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, event)): Path<(PersonId, EventId)>,
    Once(mut form, content): Once<ConfirmationForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    ledger::queries::lock(&mut tx, person).await?;
    let about = About::read(&mut tx, &app, &viewer, person, event).await?;
    let parsed = match before {
        Some(saved) => Err(saved),
        None => form.parse(about.confirmed.is_some(), about.event.effective_on, viewer.at.day()),
    };
    match parsed {
        Ok((confirmed_on, note)) => {
            record(&mut tx, author, person, &about.event, confirmed_on, &note).await?;
            submissions::finish(&mut tx, author, &form.submission, &person.path()).await?;
            tx.commit().await?;
            Ok(Flash::Recorded.see_other(&person.path()))
        }
        Err(errors) => {
            tx.rollback().await?;
            form.submission = submissions::key_again(&form.submission, &errors)?;
            let action = path(person, event);
            let page = NewPage { shell, person, action, about, typed: form, errors: errors.clone() };
            Ok(Seen::person("step", person).on(Page::refused(&errors, page).into_response()))
        }
    }
}

impl NewPage {
    fn title(&self) -> &'static str {
        if self.about.confirmed.is_some() { t("Rút lại việc báo nhận") } else { t("Nơi đến đã nhận") }
    }
}
