//! A congress and its term are recorded and corrected.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::list_path;
use crate::auth::Viewer;
use crate::committee::form::TermForm;
use crate::committee::present::facts;
use crate::committee::{Term, TermContent, TermId, amend_term, end_posts, find_term, queries, record_term};
use crate::ids::OrganisationId;
use crate::organisations::{self, Units};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path, Query};
use crate::web::{Errors, Page, With, filters, t};
use crate::yearly::withdrawal::{Now, stale_errors};
use crate::{Error, Result};

/// `GET /committee/terms/new`, `GET /committee/terms/{id}/edit`, and what was sent from them and not saved.
#[derive(Template)]
#[template(path = "committee/term_form.html")]
struct FormPage {
    shell: Shell,
    id: Option<TermId>,
    action: String,
    back: String,
    typed: TermForm,
    errors: Errors,
    units: Units,
    now: Option<Now>,
}

/// Whose term.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::committee) struct AskedNew {
    organisation: String,
}

async fn units(db: &mut PgConnection, app: &App, viewer: &Viewer) -> Result<Units> {
    Units::all(db, app.tree(), &viewer.scope, viewer.at.day(), None).await
}

fn new_page(shell: Shell, typed: TermForm, errors: Errors, units: Units) -> FormPage {
    let back = typed.organisation.trim().parse().map_or_else(|_| "/committee".to_owned(), list_path);
    FormPage { shell, id: None, action: "/committee/terms".to_owned(), back, typed, errors, units, now: None }
}

pub(in crate::committee) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<AskedNew>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let organisation = asked.organisation.trim().parse().unwrap_or(viewer.organisation);
    if !viewer.scope.holds(organisation) {
        return Err(Error::NotFound);
    }
    let typed = TermForm {
        organisation: organisation.to_string(),
        ends: "1".to_owned(),
        submission: submissions::key()?,
        ..TermForm::default()
    };
    let units = units(&mut db, &app, &viewer).await?;
    Ok(Page::ok(new_page(shell, typed, Errors::new(), units)).into_response())
}

/// Another congress of the organisation with the same number or on the same day is the same one.
async fn no_other(
    db: &mut PgConnection,
    organisation: OrganisationId,
    own: Option<TermId>,
    content: &TermContent,
) -> Result<Result<(), Errors>> {
    organisations::queries::in_turn(&mut *db, organisation).await?;
    for term in queries::terms(db, &[organisation.0], None).await? {
        if Some(term.id) != own && (term.content.congress.to_lowercase() == content.congress.to_lowercase()) {
            let sentence = t("Sổ đã ghi đại hội lần thứ {congress} của tổ chức này, ngày {day}. Sửa mục đã ghi.");
            let sentence = sentence.with("congress", &content.congress).with("day", term.content.held_on);
            return Ok(Err(Errors::one("congress", sentence)));
        }
        if Some(term.id) != own && term.content.from_year == content.from_year {
            let sentence = t("Sổ đã ghi nhiệm kỳ {from}–{to} của tổ chức này. Kiểm tra lại số năm.");
            let sentence = sentence.with("from", term.content.from_year).with("to", term.content.to_year);
            return Ok(Err(Errors::one("from_year", sentence)));
        }
        if Some(term.id) != own && term.content.held_on == content.held_on {
            return Ok(Err(Errors::one("held_on", t("Sổ đã ghi một đại hội khác vào ngày này. Kiểm tra lại ngày."))));
        }
    }
    Ok(Ok(()))
}

pub(in crate::committee) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<TermForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let mut units = units(&mut tx, &app, &viewer).await?;
    let mut errors = before.unwrap_or_default();
    let meant = units.meant(&mut tx, &form.organisation).await?;
    let organisation = errors.take("organisation", meant.or_say(t("Chọn tổ chức.")));
    let content = form.content(&mut errors, viewer.at.day());
    if let (Some(organisation), Some(content), true) = (organisation, content, errors.is_empty()) {
        match no_other(&mut tx, organisation, None, &content).await? {
            Ok(()) => {
                let id = record_term(&mut tx, author, organisation, &content).await?;
                if form.ends == "1" {
                    end_posts(&mut tx, author, organisation, content.held_on).await?;
                }
                submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
                tx.commit().await?;
                return Ok(Flash::Recorded.see_other(&id.path()));
            }
            Err(wrong) => errors.extend(wrong),
        }
    }
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    Ok(Page::refused(&errors, new_page(shell, form, errors.clone(), units)).into_response())
}

fn edit_page(shell: Shell, term: &Term, typed: TermForm, errors: Errors, units: Units, now: Option<Now>) -> FormPage {
    let id = term.id;
    FormPage { shell, id: Some(id), action: format!("{}/edit", id.path()), back: id.path(), typed, errors, units, now }
}

pub(in crate::committee) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let term = find_term(&mut db, &viewer, TermId(id)).await?.swap_remove(0);
    if !term.kept.is_believed() {
        return Ok(Flash::Unchanged.see_other(&term.id.path()));
    }
    let typed = TermForm { submission: submissions::key()?, ..TermForm::of(&term) };
    let units = units(&mut db, &app, &viewer).await?;
    Ok(Page::ok(edit_page(shell, &term, typed, Errors::new(), units, None)).into_response())
}

pub(in crate::committee) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<TermForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let organisation = find_term(&mut tx, &viewer, TermId(id)).await?[0].organisation;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let made_from: i64 = form.version.parse().map_err(|_| Error::BadRequest)?;
    organisations::queries::in_turn(&mut tx, organisation).await?;
    let term = find_term(&mut tx, &viewer, TermId(id)).await?.swap_remove(0);
    let location = term.id.path();
    let stale = made_from != term.version || !term.kept.is_believed();
    let mut errors = before.unwrap_or_default();
    let content = form.content(&mut errors, viewer.at.day());
    if stale {
        errors.extend(stale_errors());
    }
    if let (Some(content), true) = (content, errors.is_empty()) {
        if content == term.content {
            return Ok(Flash::Unchanged.see_other(&location));
        }
        match no_other(&mut tx, organisation, Some(term.id), &content).await? {
            Ok(()) => {
                amend_term(&mut tx, author, &term, &content).await?;
                submissions::finish(&mut tx, author, &form.submission, &location).await?;
                tx.commit().await?;
                return Ok(Flash::Saved.see_other(&location));
            }
            Err(wrong) => errors.extend(wrong),
        }
    }
    let units = units(&mut tx, &app, &viewer).await?;
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let mut now = None;
    if stale {
        now = Some(super::now(&term.kept, facts(&term.content)));
        form.version = term.version.to_string();
    }
    let page = edit_page(shell, &term, form, errors.clone(), units, now);
    Ok(if stale { Page::conflict(page) } else { Page::refused(&errors, page) }.into_response())
}
