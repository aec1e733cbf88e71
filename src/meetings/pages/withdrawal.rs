//! A meeting that was recorded wrongly is withdrawn, with the reason; it stays readable.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::Found;
use crate::auth::Viewer;
use crate::ids::MeetingId;
use crate::meetings::{present, queries, withdraw};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, filters};
use crate::yearly::withdrawal::ReasonForm;
use crate::{Error, Result};

/// `GET /meetings/{id}/withdrawal`
#[derive(Template)]
#[template(path = "meetings/withdrawal.html")]
struct WithdrawalPage {
    shell: Shell,
    errors: Errors,
    typed: ReasonForm,
    action: String,
    back: String,
    words: String,
    found: Found,
}

impl WithdrawalPage {
    fn new(shell: Shell, found: Found, typed: ReasonForm, errors: Errors) -> Self {
        let (back, words) = (found.meeting.id.path(), present::words(&found.meeting));
        Self { shell, errors, typed, action: format!("{back}/withdrawal"), back, words, found }
    }
}

/// Asks why.
pub(in crate::meetings) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<MeetingId>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let found = Found::to_change(&mut db, &viewer, id).await?;
    let typed = ReasonForm::new()?;
    Ok(Page::ok(WithdrawalPage::new(shell, found, typed, Errors::new())).into_response())
}

/// Withdraws it.
pub(in crate::meetings) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<MeetingId>,
    Once(mut form, content): Once<ReasonForm>,
) -> Result<Response> {
    let withdrawn = once(&app, &viewer, (&form.submission, &content), async |tx| {
        queries::lock(tx, id).await?;
        let found = Found::to_change(tx, &viewer, id).await?;
        withdraw(tx, viewer.author(), &found.meeting, &form.parse()?).await?;
        Ok(id.path())
    });
    let errors = match withdrawn.await {
        Ok(location) => return Ok(Flash::Withdrawn.see_other(&location)),
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    let found = Found::to_change(&mut *app.db.acquire().await?, &viewer, id).await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    Ok(Page::refused(&errors.clone(), WithdrawalPage::new(shell, found, form, errors)).into_response())
}
