//! The edit of a candidate, and the page of one that came too late.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::super::form::CandidateForm;
use super::super::{Candidate, NewCandidate, change, label, queries};
use super::{Considered, consider};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::clock::Instant;
use crate::courses::stale::compare;
use crate::ids::CandidateId;
use crate::members::duplicates::Duplicates;
use crate::members::form::PersonForm;
use crate::members::warnings::Warning;
use crate::organisations::Units;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::merging::Row;
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "candidates/edit.html")]
struct EditPage {
    shell: Shell,
    id: CandidateId,
    full_name: String,
    person: PersonForm,
    typed: CandidateForm,
    errors: Errors,
    branches: Units,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
    rows: Vec<Row>,
    faster: Option<(String, Instant)>,
}

impl EditPage {
    fn new(shell: Shell, current: &Candidate, typed: CandidateForm, branches: Units) -> Self {
        Self {
            shell,
            id: current.id,
            full_name: current.said.facts.name.full.clone(),
            person: typed.person.clone(),
            typed: CandidateForm { version: current.version.to_string(), ..typed },
            errors: Errors::new(),
            branches,
            duplicates: Duplicates::default(),
            warnings: Vec::new(),
            rows: Vec::new(),
            faster: None,
        }
    }
}

fn seen(id: CandidateId) -> Seen {
    Seen::list("candidate", format!("candidate={id}"), 1)
}

/// `GET /candidates/{id}/edit`
pub async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<CandidateId>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let scope = viewer.scope.filter();
    let current = queries::find(&mut *db, id, scope.as_deref(), None).await?.ok_or(Error::NotFound)?;
    // Who was admitted is a member: their record is edited.
    if let Some(person) = current.person {
        return Ok(crate::web::page::see_other(&person.path()));
    }
    let mut branches = Units::branches(&mut db, app.tree(), &viewer.scope, viewer.at.day()).await?;
    branches.keep(current.said.branch);
    let typed = CandidateForm { submission: submissions::key()?, ..CandidateForm::of(&current.said) };
    Ok(seen(id).on(Page::ok(EditPage::new(shell, &current, typed, branches))))
}

/// `POST /candidates/{id}/edit`
pub async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<CandidateId>,
    Once(mut form, content): Once<CandidateForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    queries::lock(&mut tx, id).await?;
    let scope = viewer.scope.filter();
    let current = queries::find(&mut *tx, id, scope.as_deref(), None).await?.ok_or(Error::NotFound)?;
    if let Some(person) = current.person {
        return Ok(crate::web::page::see_other(&person.path()));
    }
    let made_from: i64 = form.version.trim().parse().map_err(|_| Error::BadRequest)?;
    if current.version != made_from {
        let base = queries::version(&mut *tx, id, made_from).await?.ok_or(Error::BadRequest)?;
        tx.rollback().await?;
        let rows = merge(&mut form, &base.said, &current.said, &app);
        form.submission = submissions::key_again(&form.submission, &before.clone().unwrap_or_default())?;
        let mut branches =
            Units::branches(&mut *app.db.acquire().await?, app.tree(), &viewer.scope, viewer.at.day()).await?;
        branches.keep(current.said.branch);
        let faster = Some((current.recorded_by.clone(), current.recorded_at));
        let errors = before.unwrap_or_default();
        let page = EditPage { errors, rows, faster, ..EditPage::new(shell, &current, form, branches) };
        return Ok(seen(id).on(Page::conflict(page)));
    }
    let Considered { branches, duplicates, warnings, result } =
        consider(&mut tx, &app, &viewer, &form, Some(&current)).await?;
    let errors = match before.map_or(result, Err) {
        Ok(new) if current.said.changed(&new).is_empty() => {
            return Ok(Flash::Unchanged.see_other(&id.path()));
        }
        Ok(new) => {
            change(&mut tx, author, &current, &new).await?;
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Saved.see_other(&id.path()));
        }
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let others = duplicates.seen();
    let page =
        EditPage { errors: errors.clone(), duplicates, warnings, ..EditPage::new(shell, &current, form, branches) };
    let page = seen(id).on(Page::refused(&errors, page).into_response());
    Ok(others.into_iter().fold(page, |page, seen| seen.on(page)))
}

/// What was not touched comes from the book; the fields in which the edit and what was saved meanwhile differ.
fn merge(form: &mut CandidateForm, base: &NewCandidate, current: &NewCandidate, app: &App) -> Vec<Row> {
    let names = ["full_name", "given_name", "gender", "born_on", "branch", "since", "helper"].into_iter();
    let mut rows = Vec::new();
    for name in names.chain(super::super::FACTS) {
        let Some(typed) = form.text(name) else { continue };
        let mut row = compare(name, label(name), &base.field(name), &current.field(name), typed);
        if let Some(row) = row.as_mut().filter(|row| row.name == "branch") {
            let tree = app.tree();
            for text in [&mut row.base, &mut row.current, &mut row.typed] {
                if let Ok(branch) = text.parse() {
                    tree.name(branch).clone_into(text);
                }
            }
        }
        if let Some(row) = row.as_mut().filter(|row| row.name == "gender") {
            for text in [&mut row.base, &mut row.current, &mut row.typed] {
                if let Some(gender) = crate::rules::Gender::from_code(text) {
                    crate::members::fields::gender_label(gender).clone_into(text);
                }
            }
        }
        rows.extend(row);
    }
    rows
}
