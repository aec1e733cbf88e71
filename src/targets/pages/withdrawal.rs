//! A target that was recorded wrongly is withdrawn.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::list_path;
use crate::auth::Viewer;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::targets::present::aim_words;
use crate::targets::{Target, TargetId, find, withdraw};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, With, t};
use crate::yearly::withdrawal::{WithdrawalForm, WithdrawalPage, stale};
use crate::{Error, Result};

/// What is withdrawn: its newest version, within the viewer's scope.
async fn about(db: &mut PgConnection, viewer: &Viewer, id: TargetId) -> Result<Target> {
    Ok(find(db, viewer, id).await?.swap_remove(0))
}

fn back(target: &Target) -> String {
    list_path(target.organisation, target.year)
}

fn page(shell: Shell, target: &Target, typed: WithdrawalForm, errors: Errors) -> WithdrawalPage {
    WithdrawalPage {
        shell,
        errors,
        typed,
        action: format!("{}/withdrawal", target.id.path()),
        back: (back(target), t("Chỉ tiêu năm {year}").with("year", target.year)),
        what: format!("{}: {}", target.content.name, aim_words(target.content.aim)),
    }
}

pub(in crate::targets) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let target = about(&mut db, &viewer, TargetId(id)).await?;
    if !target.is_believed() {
        return Ok(Flash::Unchanged.see_other(&back(&target)));
    }
    let typed = WithdrawalForm::of(target.version)?;
    Ok(Page::ok(page(shell, &target, typed, Errors::new())).into_response())
}

pub(in crate::targets) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<WithdrawalForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let current = about(&mut tx, &viewer, TargetId(id)).await?;
    let location = back(&current);
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
