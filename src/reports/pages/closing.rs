//! A report is closed, and reopened for a reason.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{AskedBranch, asked, path, seen};
use crate::auth::Viewer;
use crate::organisations::year::AskedYear;
use crate::reports::{close, make, queries, reopen as open_again};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once_alone};
use crate::web::extract::{Once, Path, Query};
use crate::web::form::clean;
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

/// What is sent to close a report, or to reopen it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::reports) struct ClosingForm {
    branch: String,
    reason: String,
    submission: String,
}

/// `GET /reports/{year}/closing`
#[derive(Template)]
#[template(path = "reports/closing.html")]
struct ClosingPage {
    shell: Shell,
    errors: Errors,
    asked: AskedYear,
    organisation: String,
    submission: String,
    action: String,
    back: String,
    /// What is missing, and what does not add up.
    missing: Vec<String>,
    wrong: Vec<String>,
    /// What the book says otherwise than the words that were edited.
    otherwise: Vec<String>,
    /// Whether the year is not over.
    early: bool,
}

/// `GET /reports/{year}/reopening`
#[derive(Template)]
#[template(path = "reports/reopening.html")]
struct ReopeningPage {
    shell: Shell,
    errors: Errors,
    asked: AskedYear,
    organisation: String,
    typed: ClosingForm,
    action: String,
    back: String,
    closed_at: String,
    closed_by: String,
    closed_period: bool,
}

async fn page(
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    asked: AskedYear,
    submission: String,
    errors: Errors,
) -> Result<ClosingPage> {
    let mut db = app.db.acquire().await?;
    let made = make(app, &mut db, viewer, &asked).await?;
    // What an edited section does not say to be missing is missing all the same.
    let paragraphs = made.draft.sections.iter().flat_map(|section| &section.paragraphs);
    Ok(ClosingPage {
        organisation: made.document.organisation.clone(),
        missing: paragraphs.filter(|one| !one.missing.is_empty()).map(|one| one.missing.clone()).collect(),
        wrong: made
            .document
            .figures
            .values()
            .filter(|one| !one.wrong.is_empty())
            .map(|one| one.wrong.clone())
            .collect(),
        otherwise: made.otherwise.values().flatten().cloned().collect(),
        early: asked.year >= asked.today.year(),
        action: path(&asked, "/closing"),
        back: path(&asked, ""),
        shell,
        errors,
        asked,
        submission,
    })
}

/// Shows what closing keeps.
pub(in crate::reports) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(year): Path<i16>,
    Query(query): Query<AskedBranch>,
) -> Result<Response> {
    let asked = asked(&app, &viewer, year, &query.branch)?;
    let seen = seen("report", &asked);
    let page = page(&app, &viewer, shell, asked, submissions::key()?, Errors::new()).await?;
    Ok(seen.on(Page::ok(page)))
}

/// Closes a report.
pub(in crate::reports) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(year): Path<i16>,
    Once(form, content): Once<ClosingForm>,
) -> Result<Response> {
    let asked = asked(&app, &viewer, year, &form.branch)?;
    let closed = once_alone(&app, &viewer, (&form.submission, &content), async |tx| {
        close(&app, tx, &viewer, &asked).await?;
        Ok(path(&asked, ""))
    });
    let errors = match closed.await {
        Ok(location) => return Ok(Flash::ReportClosed.see_other(&location)),
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    let submission = submissions::key_again(&form.submission, &errors)?;
    let seen = seen("report", &asked);
    let page = page(&app, &viewer, shell, asked, submission, errors.clone()).await?;
    Ok(seen.on(Page::refused(&errors, page).into_response()))
}

async fn reopening(
    app: &App,
    shell: Shell,
    asked: AskedYear,
    typed: ClosingForm,
    errors: Errors,
) -> Result<Option<ReopeningPage>> {
    let mut db = app.db.acquire().await?;
    let closed = queries::closed(&mut *db, asked.organisation, asked.year).await?;
    Ok(closed.map(|closed| ReopeningPage {
        organisation: closed.document.organisation,
        action: path(&asked, "/reopening"),
        back: path(&asked, ""),
        closed_at: closed.at.to_string(),
        closed_by: closed.by,
        closed_period: closed.period_too,
        shell,
        errors,
        asked,
        typed,
    }))
}

/// Asks why a report is reopened.
pub(in crate::reports) async fn reopen(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(year): Path<i16>,
    Query(query): Query<AskedBranch>,
) -> Result<Response> {
    let asked = asked(&app, &viewer, year, &query.branch)?;
    let (seen, back) = (seen("report", &asked), path(&asked, ""));
    let typed = ClosingForm { submission: submissions::key()?, ..ClosingForm::default() };
    Ok(match reopening(&app, shell, asked, typed, Errors::new()).await? {
        Some(page) => seen.on(Page::ok(page)),
        None => seen.on(Flash::Unchanged.see_other(&back)),
    })
}

/// Reopens a report.
pub(in crate::reports) async fn reopened(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(year): Path<i16>,
    Once(form, content): Once<ClosingForm>,
) -> Result<Response> {
    let asked = asked(&app, &viewer, year, &form.branch)?;
    let location = path(&asked, "");
    let reopened = once_alone(&app, &viewer, (&form.submission, &content), async |tx| {
        let reason = clean(&form.reason);
        if reason.is_empty() {
            return Err(Error::field("reason", t("Ghi vì sao mở lại, để người xem sau hiểu.")));
        }
        if reason.chars().count() > 500 {
            return Err(Error::field("reason", t("Lý do dài nhất 500 ký tự. Rút ngắn lại.")));
        }
        let closed = queries::closed(&mut *tx, asked.organisation, asked.year).await?;
        let closed = closed.ok_or_else(|| Error::field("reason", t("Báo cáo này đã được mở lại rồi.")))?;
        open_again(&app, tx, viewer.author(), &asked, &closed, &reason).await?;
        Ok(location.clone())
    });
    let errors = match reopened.await {
        Ok(location) => return Ok(Flash::ReportReopened.see_other(&location)),
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    let typed = ClosingForm { submission: submissions::key_again(&form.submission, &errors)?, ..form };
    let seen = seen("report", &asked);
    Ok(match reopening(&app, shell, asked, typed, errors.clone()).await? {
        Some(page) => seen.on(Page::refused(&errors, page).into_response()),
        None => seen.on(Flash::Unchanged.see_other(&location)),
    })
}
