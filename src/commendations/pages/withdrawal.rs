//! A commendation that was recorded wrongly is withdrawn.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use crate::auth::Viewer;
use crate::commendations::present::decision;
use crate::commendations::{CommendationId, Version, find, withdraw};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, t};
use crate::yearly::withdrawal::{WithdrawalForm, WithdrawalPage, stale};
use crate::{Error, Result};

/// What is withdrawn: it is still there, and its paper is kept within the viewer's scope.
async fn about(db: &mut PgConnection, viewer: &Viewer, id: CommendationId) -> Result<Version> {
    let newest = find(db, viewer, id).await?.into_iter().next().ok_or(Error::NotFound)?;
    if viewer.scope.covers(newest.organisation) { Ok(newest) } else { Err(Error::NotFound) }
}

fn page(shell: Shell, version: &Version, typed: WithdrawalForm, errors: Errors) -> WithdrawalPage {
    let id = version.commendation;
    WithdrawalPage {
        shell,
        errors,
        typed,
        action: format!("{}/withdrawal", id.path()),
        back: (id.path(), t("Quyết định khen thưởng").to_owned()),
        what: format!("{}. {}", version.content.form_label(), decision(&version.content)),
    }
}

pub(in crate::commendations) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let version = about(&mut db, &viewer, CommendationId(id)).await?;
    if !version.is_believed() {
        return Ok(Flash::Unchanged.see_other(&version.commendation.path()));
    }
    let typed = WithdrawalForm::of(version.version)?;
    Ok(Page::ok(page(shell, &version, typed, Errors::new())).into_response())
}

pub(in crate::commendations) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<WithdrawalForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let current = about(&mut tx, &viewer, CommendationId(id)).await?;
    let location = current.commendation.path();
    let claimed = submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await;
    let done = match claimed {
        Ok(Claim::Done(location)) => return Ok(Flash::Withdrawn.see_other(&location)),
        Ok(Claim::New) => match form.parse() {
            Ok((version, reason)) if version == current.version && current.is_believed() => {
                withdraw(&mut tx, author, &current, &reason).await
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
        form.version = current.version.to_string();
    }
    let page = page(shell, &current, form, errors.clone());
    Ok(if is_stale { Page::conflict(page) } else { Page::refused(&errors, page) }.into_response())
}
