//! A target is recorded, and corrected.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::list_path;
use crate::auth::Viewer;
use crate::ids::OrganisationId;
use crate::organisations::year::shown;
use crate::organisations::{self, Units};
use crate::rules::target::Grade;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::targets::form::{TargetForm, sources};
use crate::targets::present::{facts, grade_label};
use crate::targets::{Content, Target, TargetId, amend, find, queries, record};
use crate::web::extract::{Once, Path, Query};
use crate::web::{Errors, Page, filters, t};
use crate::yearly::withdrawal::{Now, stale_errors};
use crate::{Error, Result};

/// `GET /targets/new`, `GET /targets/{id}/edit`, and what was sent from them and not saved.
#[derive(Template)]
#[template(path = "targets/change.html")]
struct ChangePage {
    shell: Shell,
    id: Option<TargetId>,
    action: String,
    back: String,
    withdrawal: String,
    typed: TargetForm,
    errors: Errors,
    units: Units,
    sources: Vec<(String, String)>,
    grades: Vec<(i32, &'static str)>,
    choices: Vec<(String, String)>,
    now: Option<Now>,
}

/// Of which organisation and year.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::targets) struct AskedNew {
    year: String,
    branch: String,
}

fn page(shell: Shell, target: Option<&Target>, typed: TargetForm, errors: Errors, units: Units) -> ChangePage {
    let grades = Grade::ALL.map(|grade| (grade.rank(), grade_label(grade))).to_vec();
    let yes_no = [("yes".to_owned(), t("Đã thực hiện").to_owned()), ("no".to_owned(), t("Chưa thực hiện").to_owned())];
    let ranks = grades.iter().map(|(rank, label)| (rank.to_string(), (*label).to_owned()));
    let of = typed.organisation.trim().parse().ok().zip(typed.year.trim().parse().ok());
    ChangePage {
        id: target.map(|target| target.id),
        action: target.map_or_else(|| "/targets".to_owned(), |target| format!("{}/edit", target.id.path())),
        back: target
            .map(|target| (target.organisation, target.year))
            .or(of)
            .map_or_else(|| "/targets".to_owned(), |(organisation, year)| list_path(organisation, year)),
        withdrawal: target.map(|target| format!("{}/withdrawal", target.id.path())).unwrap_or_default(),
        choices: ranks.chain(yes_no).collect(),
        sources: sources(),
        grades,
        shell,
        typed,
        errors,
        units,
        now: None,
    }
}

async fn units(db: &mut PgConnection, app: &App, viewer: &Viewer) -> Result<Units> {
    Units::all(db, app.tree(), &viewer.scope, viewer.at.day(), None).await
}

pub(in crate::targets) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<AskedNew>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let this_year = viewer.at.day().year();
    let organisation = asked.branch.trim().parse().unwrap_or(viewer.organisation);
    if !viewer.scope.holds(organisation) {
        return Err(Error::NotFound);
    }
    let typed = TargetForm {
        organisation: organisation.to_string(),
        year: shown(&asked.year, viewer.at.day()).unwrap_or(this_year).to_string(),
        submission: submissions::key()?,
        ..TargetForm::default()
    };
    let units = units(&mut db, &app, &viewer).await?;
    Ok(Page::ok(page(shell, None, typed, Errors::new(), units)).into_response())
}

/// Whether another target of the year is called the same.
async fn others(
    db: &mut PgConnection,
    organisation: OrganisationId,
    year: i16,
    own: Option<TargetId>,
) -> Result<Vec<Target>> {
    organisations::queries::in_turn(&mut *db, organisation).await?;
    let mut targets = queries::of_year(db, &[organisation.0], year, None).await?;
    targets.retain(|target| Some(target.id) != own);
    Ok(targets)
}

/// The content, unless another target of the year is called the same.
fn judged(form: &TargetForm, errors: &mut Errors, others: &[Target]) -> Option<Content> {
    let last = others.iter().map(|target| target.content.place).max().unwrap_or(0);
    let content = form.content(errors, last.saturating_add(1).min(99))?;
    if others.iter().any(|other| other.content.name.to_lowercase() == content.name.to_lowercase()) {
        errors.add("name", t("Năm này đã có chỉ tiêu cùng tên. Sửa chỉ tiêu đã ghi, hoặc ghi nội dung khác."));
    }
    Some(content).filter(|_| errors.is_empty())
}

pub(in crate::targets) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<TargetForm>,
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
    let today = viewer.at.day();
    let year = if form.year.trim().is_empty() { Ok(today.year()) } else { shown(&form.year, today) };
    let year = errors.take("year", year);
    let beside = match organisation.zip(year) {
        Some((organisation, year)) => others(&mut tx, organisation, year, None).await?,
        None => Vec::new(),
    };
    let content = judged(&form, &mut errors, &beside);
    if let (Some(organisation), Some(year), Some(content), true) = (organisation, year, content, errors.is_empty()) {
        record(&mut tx, author, organisation, year, &content).await?;
        let location = list_path(organisation, year);
        submissions::finish(&mut tx, author, &form.submission, &location).await?;
        tx.commit().await?;
        return Ok(Flash::Recorded.see_other(&location));
    }
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    Ok(Page::refused(&errors, page(shell, None, form, errors.clone(), units)).into_response())
}

pub(in crate::targets) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let target = find(&mut db, &viewer, TargetId(id)).await?.swap_remove(0);
    if !target.is_believed() {
        return Ok(Flash::Unchanged.see_other(&list_path(target.organisation, target.year)));
    }
    let typed = TargetForm { submission: submissions::key()?, ..TargetForm::of(&target) };
    let units = units(&mut db, &app, &viewer).await?;
    Ok(Page::ok(page(shell, Some(&target), typed, Errors::new(), units)).into_response())
}

pub(in crate::targets) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<TargetForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let known = find(&mut tx, &viewer, TargetId(id)).await?.swap_remove(0);
    let location = list_path(known.organisation, known.year);
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let made_from: i64 = form.version.parse().map_err(|_| Error::BadRequest)?;
    let beside = others(&mut tx, known.organisation, known.year, Some(known.id)).await?;
    let target = find(&mut tx, &viewer, TargetId(id)).await?.swap_remove(0);
    let stale = made_from != target.version || !target.is_believed();
    let mut errors = before.unwrap_or_default();
    let content = judged(&form, &mut errors, &beside);
    if stale {
        errors.extend(stale_errors());
    }
    if let (Some(content), true) = (content, errors.is_empty()) {
        if content == target.content {
            return Ok(Flash::Unchanged.see_other(&location));
        }
        amend(&mut tx, author, &target, &content).await?;
        submissions::finish(&mut tx, author, &form.submission, &location).await?;
        tx.commit().await?;
        return Ok(Flash::Saved.see_other(&location));
    }
    let units = units(&mut tx, &app, &viewer).await?;
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let mut now = None;
    if stale {
        let mut facts = facts(&target);
        if let Some((_, reason)) = &target.withdrawn {
            facts.insert(0, (t("Đã thu hồi"), reason.clone()));
        }
        let by = target.withdrawn.as_ref().map_or(&target.recorded_by, |(by, _)| by).clone();
        now = Some(Now { by, at: target.ended_at.unwrap_or(target.recorded_at).to_string(), facts });
        form.version = target.version.to_string();
    }
    let page = ChangePage { now, ..page(shell, Some(&target), form, errors.clone(), units) };
    Ok(if stale { Page::conflict(page) } else { Page::refused(&errors, page) }.into_response())
}
