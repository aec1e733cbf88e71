//! The pages that mend what was wrong from the beginning: the first day of an organisation, and one that was
//! made by mistake.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::changes::{answer, target};
use super::form::{FoundingForm, ResumptionForm};
use super::pages::Organisation;
use super::queries;
use crate::auth::Viewer;
use crate::ids::OrganisationId;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "organisations/founding.html")]
struct FoundingPage {
    shell: Shell,
    errors: Errors,
    organisation: Organisation,
    /// Its name today.
    name: String,
    /// The first day that the book has; empty: as long ago as anyone remembers.
    now: String,
    typed: FoundingForm,
    /// Whether nothing rests on it: it may be taken back.
    unused: bool,
    submission: String,
    withdrawal: String,
}

impl FoundingPage {
    async fn make(
        app: &App,
        viewer: &Viewer,
        shell: Shell,
        id: OrganisationId,
        typed: FoundingForm,
        errors: Errors,
    ) -> Result<Self> {
        let organisation = Organisation::find(app, viewer, id).await?;
        if id == viewer.scope.root {
            return Err(Error::NotFound);
        }
        Ok(Self {
            shell,
            name: organisation.name(viewer.at.day()).to_owned(),
            now: organisation.from().map(|day| day.to_string()).unwrap_or_default(),
            unused: !queries::is_used(&app.db, id).await?,
            submission: submissions::key_again(&typed.submission, &errors)?,
            withdrawal: submissions::key()?,
            errors,
            organisation,
            typed,
        })
    }
}

/// `GET /organisations/{id}/founding`
pub(super) async fn new_founding(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
) -> Result<Response> {
    let mut page = FoundingPage::make(&app, &viewer, shell, id, FoundingForm::default(), Errors::new()).await?;
    page.typed.from.clone_from(&page.now);
    Ok(Page::ok(page).into_response())
}

/// `POST /organisations/{id}/founding`
pub(super) async fn create_founding(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
    Once(form, content): Once<FoundingForm>,
) -> Result<Response> {
    Organisation::find(&app, &viewer, id).await?;
    if id == viewer.scope.root {
        return Err(Error::Forbidden);
    }
    let save = async || {
        let from = form.parse(viewer.at.day())?;
        let (author, target) = (viewer.author(), target(id, &form.version));
        once(&app, &viewer, (&form.submission, &content), async |db| {
            super::found(db, author, target, from).await.map(|()| id.path())
        })
        .await
    };
    answer(save().await, Flash::OrganisationFounded, async |errors| {
        FoundingPage::make(&app, &viewer, shell, id, form, errors).await
    })
    .await
}

/// `POST /organisations/{id}/withdrawal`
pub(super) async fn create_withdrawal(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
    Once(form, content): Once<ResumptionForm>,
) -> Result<Response> {
    let done = submissions::done(&app.db, viewer.author(), &form.submission).await?;
    if done.is_none() {
        Organisation::find(&app, &viewer, id).await?;
    }
    if id == viewer.scope.root {
        return Err(Error::Forbidden);
    }
    let (author, target) = (viewer.author(), target(id, &form.version));
    let saved = once(&app, &viewer, (&form.submission, &content), async |db| {
        super::withdraw(db, author, target).await.map(|()| "/organisations".to_owned())
    })
    .await;
    answer(saved, Flash::OrganisationWithdrawn, async |errors| {
        FoundingPage::make(&app, &viewer, shell, id, FoundingForm::default(), errors).await
    })
    .await
}
