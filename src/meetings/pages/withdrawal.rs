//! A meeting that was recorded wrongly is withdrawn, with the reason; it stays readable.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Found;
use crate::Error;
use crate::Result;
use crate::auth::Viewer;
use crate::ids::MeetingId;
use crate::meetings::{present, queries, withdraw};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::form::clean;
use crate::web::{Errors, Page, filters, t};

/// `GET /meetings/{id}/withdrawal`
#[derive(Template)]
#[template(path = "meetings/withdrawal.html")]
struct WithdrawalPage {
    shell: Shell,
    errors: Errors,
    typed: WithdrawalForm,
    back: String,
    words: String,
    found: Found,
}

/// Why.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::meetings) struct WithdrawalForm {
    reason: String,
    submission: String,
}

impl WithdrawalPage {
    fn new(shell: Shell, found: Found, typed: WithdrawalForm, errors: Errors) -> Self {
        let words = present::words(&found.meeting);
        Self { shell, errors, typed, back: found.meeting.id.path(), words, found }
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
    let typed = WithdrawalForm { submission: submissions::key()?, ..WithdrawalForm::default() };
    Ok(Page::ok(WithdrawalPage::new(shell, found, typed, Errors::new())).into_response())
}

/// Withdraws it.
pub(in crate::meetings) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<MeetingId>,
    Once(mut form, content): Once<WithdrawalForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let claimed = submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await;
    if let Ok(Claim::Done(location)) = &claimed {
        return Ok(Flash::Withdrawn.see_other(location));
    }
    queries::lock(&mut tx, id).await?;
    let found = Found::to_change(&mut tx, &viewer, id).await?;
    let reason = clean(&form.reason);
    let errors = match claimed {
        Ok(_) if !reason.is_empty() => {
            withdraw(&mut tx, author, &found.meeting, &reason).await?;
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Withdrawn.see_other(&id.path()));
        }
        Ok(_) => Errors::one("reason", t("Ghi vì sao rút, để người xem sau hiểu.")),
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    Ok(Page::refused(&errors.clone(), WithdrawalPage::new(shell, found, form, errors)).into_response())
}
