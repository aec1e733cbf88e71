//! The pages on which a record of the year is withdrawn: why it is asked, and done. What is withdrawn, its feature says.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::withdrawal::{WithdrawalForm, WithdrawalPage, stale};
use crate::audit::{Author, Seen};
use crate::auth::Viewer;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page};
use crate::{Error, Result};

/// A record of the year that can be withdrawn, in its newest version.
pub trait Withdrawable: Sized + Send + Sync {
    /// The record of a number, within the viewer's scope; outside of it [`Error::NotFound`].
    fn find(db: &mut PgConnection, viewer: &Viewer, id: i64) -> impl Future<Output = Result<Self>> + Send;

    /// The number of the version.
    fn version(&self) -> i64;

    /// Whether it is believed: it was not withdrawn before.
    fn is_believed(&self) -> bool;

    /// Its address: the pages of its withdrawal are below it.
    fn path(&self) -> String;

    /// Where one comes from and where one is led when it is done, and what that is called.
    fn back(&self) -> (String, String);

    /// What it says, in a line.
    fn what(&self) -> String;

    /// Whose data the line shows.
    fn seen(&self) -> Option<Seen> {
        None
    }

    /// Withdraws it; [`Error::Invalid`] with `reason` where something stands against it.
    fn withdraw(&self, db: &mut PgConnection, author: Author, reason: &str) -> impl Future<Output = Result<()>> + Send;
}

fn page(shell: Shell, record: &impl Withdrawable, typed: WithdrawalForm, errors: Errors) -> WithdrawalPage {
    let action = format!("{}/withdrawal", record.path());
    WithdrawalPage { shell, errors, typed, action, back: record.back(), what: record.what() }
}

/// The response, with whose data it shows.
fn shown(record: &impl Withdrawable, response: impl IntoResponse) -> Response {
    match record.seen() {
        Some(seen) => seen.on(response),
        None => response.into_response(),
    }
}

/// `GET …/withdrawal`
pub async fn ask<R: Withdrawable>(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let record = R::find(&mut db, &viewer, id).await?;
    if !record.is_believed() {
        return Ok(shown(&record, Flash::Unchanged.see_other(&record.back().0)));
    }
    let typed = WithdrawalForm::of(record.version())?;
    Ok(shown(&record, Page::ok(page(shell, &record, typed, Errors::new()))))
}

/// `POST …/withdrawal`
pub async fn withdraw<R: Withdrawable>(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<WithdrawalForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let record = R::find(&mut tx, &viewer, id).await?;
    let (location, _) = record.back();
    let done = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Withdrawn.see_other(&location)),
        Ok(Claim::New) => match form.parse() {
            Ok((version, reason)) if version == record.version() && record.is_believed() => {
                record.withdraw(&mut tx, author, &reason).await
            }
            Ok(_) => Err(stale()),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    let errors = match done {
        Ok(()) => {
            submissions::finish(&mut tx, author, &form.submission, &location).await?;
            tx.commit().await?;
            return Ok(Flash::Withdrawn.see_other(&location));
        }
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let is_stale = errors.get("version").is_some();
    if is_stale {
        form.version = record.version().to_string();
    }
    let page = page(shell, &record, form, errors.clone());
    Ok(shown(&record, if is_stale { Page::conflict(page) } else { Page::refused(&errors, page) }))
}
