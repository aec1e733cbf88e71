//! The grid of a course: what became of everybody on it, saved as a whole or not at all. What two people type at the
//! same time is merged cell by cell.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::super::doubts::of_results;
use super::super::queries::{self, people};
use super::super::results::{CellErrors, Line, Saved, considered};
use super::super::{Course, Participant, Seen as Visible, achieve, present};
use super::{found, name_day};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::CourseId;
use crate::members::warnings::{Warning, confirmed};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::grid::Grid;
use crate::web::{Page, filters};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "courses/participants.html")]
struct GridPage {
    shell: Shell,
    course: Course,
    lines: Vec<Line>,
    /// What is to be given to all who have nothing yet.
    all_result: String,
    all_certificate_on: String,
    submission: String,
    errors: CellErrors,
    warnings: Vec<Warning>,
    contested: bool,
    outcomes: Vec<(&'static str, &'static str)>,
    /// Those of a course that is over.
    results: Vec<(&'static str, &'static str)>,
}

/// A course and those of the viewer's people who are on it.
async fn open(db: &mut PgConnection, app: &App, viewer: &Viewer, id: CourseId) -> Result<(Course, Vec<Participant>)> {
    let visible = Visible::of(&app.tree(), &viewer.scope);
    let course = found(&mut *db, &visible, id).await?;
    if !course.withdrawn.is_empty() {
        return Err(Error::NotFound);
    }
    let day = name_day(&course, viewer.at.day());
    let on = people::on(db, id, visible.people.as_deref(), day, None).await?;
    Ok((course, on))
}

fn seen(id: CourseId, shown: usize) -> Seen {
    Seen::list("course", format!("course={id}"), shown)
}

/// `GET /courses/{id}/participants`
pub async fn edit(State(app): State<App>, viewer: Viewer, shell: Shell, Path(id): Path<CourseId>) -> Result<Response> {
    let (course, on) = open(&mut *app.db.acquire().await?, &app, &viewer, id).await?;
    let lines: Vec<_> = on.iter().map(|one| Line::of(&app, one)).collect();
    let seen = seen(id, lines.len());
    let page = GridPage {
        shell,
        course,
        lines,
        all_result: String::new(),
        all_certificate_on: String::new(),
        submission: submissions::key()?,
        errors: CellErrors::default(),
        warnings: Vec::new(),
        contested: false,
        outcomes: present::outcomes(),
        results: present::outcomes().split_off(1),
    };
    Ok(seen.on(Page::ok(page)))
}

/// `POST /courses/{id}/participants`
pub async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<CourseId>,
    Once(form, content): Once<Grid>,
) -> Result<Response> {
    let author = viewer.author();
    let key = form.field("submission").to_owned();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &key, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    if !queries::lock(&mut tx, id).await? {
        return Err(Error::NotFound);
    }
    let (course, on) = open(&mut tx, &app, &viewer, id).await?;
    let Saved { changes, lines, mut errors, contested } = considered(&app, &course, &on, &form, viewer.at.day());
    let mut warnings = Vec::new();
    if errors.is_empty() && !contested {
        warnings = of_results(&mut tx, &course, &on, &changes, form.fields("confirm")).await?;
        errors.confirm(&warnings);
    }
    if before.is_none() && errors.is_empty() && !contested {
        if changes.is_empty() {
            return Ok(Flash::Unchanged.see_other(&id.path()));
        }
        for (one, new) in &changes {
            achieve(&mut tx, author, &course, one, new, &confirmed(&warnings)).await?;
        }
        submissions::finish(&mut tx, author, &key, &id.path()).await?;
        tx.commit().await?;
        return Ok(Flash::Saved.see_other(&id.path()));
    }
    tx.rollback().await?;
    let seen = seen(id, lines.len());
    let stale = contested || before.is_some();
    let errors = errors.after(before.as_ref().and_then(|saved| saved.saved()));
    let page = GridPage {
        shell,
        course,
        lines,
        all_result: form.field("all_result").to_owned(),
        all_certificate_on: form.field("all_certificate_on").to_owned(),
        submission: submissions::key_again(&key, &before.unwrap_or_default())?,
        errors,
        warnings,
        contested,
        outcomes: present::outcomes(),
        results: present::outcomes().split_off(1),
    };
    Ok(seen.on(if stale { Page::conflict(page) } else { Page::invalid(page) }))
}
