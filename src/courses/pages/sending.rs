//! The page on which people are sent to a course.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::super::queries::choices::{self, Choice};
use super::super::queries::people;
use super::super::sending::{Considered, NEW, carry_out, consider, is_chosen};
use super::super::{Course, Kind, Seen as Visible, Who, queries};
use super::{found, name_day};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::CourseId;
use crate::members::duplicates::Duplicates;
use crate::members::warnings::Warning;
use crate::organisations::{Units, year};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path, Query};
use crate::web::grid::Grid;
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

/// The most people that a list shows; of more, a branch is chosen first.
const LISTED: i64 = 300;

#[derive(Template)]
#[template(path = "courses/sending.html")]
struct SendingPage {
    shell: Shell,
    course: Course,
    /// The branch whose people are listed.
    branch: String,
    units: Units,
    branches: Units,
    members: Vec<Pick>,
    candidates: Vec<Pick>,
    /// There are more than the list shows.
    too_many: bool,
    names: String,
    rows: Vec<NewRow>,
    submission: String,
    errors: Errors,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
}

/// Somebody of a list.
struct Pick {
    id: i64,
    full_name: String,
    born_on: String,
    branch: String,
    chosen: bool,
    /// Whether they are on the course already.
    there: bool,
    probationary: bool,
}

/// A row of somebody who is not in the book yet: the fields and what was typed into them.
struct NewRow {
    names: [&'static str; 4],
    typed: [String; 4],
}

/// Whose people are to be listed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    branch: String,
}

/// A course to which the viewer may send people.
async fn open(db: &mut PgConnection, app: &App, viewer: &Viewer, id: CourseId) -> Result<Course> {
    let course = found(db, &Visible::of(&app.tree(), &viewer.scope), id).await?;
    if course.withdrawn.is_empty() { Ok(course) } else { Err(Error::NotFound) }
}

/// What the page shows, before what was found wrong with it.
async fn page(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    (shell, course, branches): (Shell, Course, Units),
    branch: &str,
    form: &Grid,
) -> Result<SendingPage> {
    let today = viewer.at.day();
    let tree = app.tree();
    let mut units = year::ever(app.tree(), &viewer.scope, today);
    let mut errors = Errors::new();
    let mut chosen = None;
    if !branch.trim().is_empty() {
        chosen = errors.take("branch", units.named(branch.trim()).or_else(|meant| meant.or_say("")));
    }
    let ids = chosen.map_or_else(|| viewer.scope.ids(), |branch| tree.scope(branch).ids());
    let day = name_day(&course, today);
    let (mut members, mut candidates) = (Vec::new(), Vec::new());
    if course.said.kind.takes_members() {
        members = choices::members(&mut *db, &ids, day, None, Some(LISTED + 1)).await?;
        if course.said.kind == Kind::NewMember {
            // For whom it is stands first.
            members.sort_by_key(|one| !one.probationary);
        }
    }
    if course.said.kind.takes_candidates() {
        candidates = choices::candidates(&mut *db, &ids, None, Some(LISTED + 1)).await?;
    }
    let limit = usize::try_from(LISTED).unwrap_or(usize::MAX);
    let too_many = members.len() > limit || candidates.len() > limit;
    if too_many {
        members.retain(|one| is_chosen(form, one.who));
        candidates.retain(|one| is_chosen(form, one.who));
    }
    let visible = Visible::of(&tree, &viewer.scope);
    let on = people::on(db, course.id, visible.people.as_deref(), day, None).await?;
    let pick = |one: Choice| Pick {
        id: match one.who {
            Who::Member(id) => id.0,
            Who::Candidate(id) => id.0,
        },
        full_name: one.full_name,
        born_on: one.born_on.to_string(),
        branch: tree.name(one.branch).to_owned(),
        chosen: is_chosen(form, one.who),
        probationary: one.probationary,
        there: on.iter().any(|there| there.who == one.who),
    };
    let only = branches.only().map(|id| id.to_string()).unwrap_or_default();
    let rows = (1..)
        .zip(NEW)
        .map(|(row, names)| {
            let typed = |column: &str| form.typed(row, column).to_owned();
            let unit = if form.cell(row, "unit").is_some() { typed("unit") } else { only.clone() };
            NewRow { names, typed: [typed("full_name"), typed("born_on"), typed("gender"), unit] }
        })
        .collect();
    Ok(SendingPage {
        shell,
        branch: chosen.map_or_else(|| branch.to_owned(), |branch| branch.to_string()),
        units,
        branches,
        members: members.into_iter().map(&pick).collect(),
        candidates: candidates.into_iter().map(&pick).collect(),
        too_many,
        names: form.field("names").to_owned(),
        rows,
        submission: form.field("submission").to_owned(),
        errors,
        duplicates: Duplicates::default(),
        warnings: Vec::new(),
        course,
    })
}

impl SendingPage {
    /// What it shows, for the log.
    fn seen(&self) -> Seen {
        let shown = self.members.len() + self.candidates.len();
        Seen::list("course", format!("course={}", self.course.id), shown)
    }

    /// Whether the rows of new people have something to show.
    fn has_new(&self) -> bool {
        self.rows.iter().any(|row| row.typed[..3].iter().any(|text| !text.is_empty()))
            || (self.members.is_empty() && self.candidates.is_empty() && !self.too_many)
    }
}

/// `GET /courses/{id}/sending`
pub async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<CourseId>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let course = open(&mut db, &app, &viewer, id).await?;
    let branches = Units::branches(&mut db, app.tree(), &viewer.scope, viewer.at.day()).await?;
    let form = Grid::of([("submission".to_owned(), submissions::key()?)]);
    let page = page(&mut db, &app, &viewer, (shell, course, branches), &asked.branch, &form).await?;
    let seen = page.seen();
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// `POST /courses/{id}/sending`
pub async fn create(
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
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    queries::lock(&mut tx, id).await?;
    let course = open(&mut tx, &app, &viewer, id).await?;
    let mut branches = Units::branches(&mut tx, app.tree(), &viewer.scope, viewer.at.day()).await?;
    let mut considered = consider(&mut tx, &app, &viewer, &course, &form, &mut branches).await?;
    if let Some(saved) = before {
        considered.errors = saved;
    }
    if considered.errors.is_empty() {
        carry_out(&mut tx, author, &course, considered).await?;
        submissions::finish(&mut tx, author, &key, &id.path()).await?;
        tx.commit().await?;
        return Ok(Flash::Recorded.see_other(&id.path()));
    }
    tx.rollback().await?;
    let mut db = app.db.acquire().await?;
    let Considered { duplicates, warnings, errors, .. } = considered;
    let mut page = page(&mut db, &app, &viewer, (shell, course, branches), form.field("shown"), &form).await?;
    drop(db);
    page.submission = submissions::key_again(&key, &errors)?;
    let mut seen = duplicates.seen();
    seen.push(page.seen());
    page.errors = errors.clone();
    page.duplicates = duplicates;
    page.warnings = warnings;
    let page = Page::refused(&errors, page).into_response();
    Ok(seen.into_iter().fold(page, |page, seen| seen.on(page)))
}
