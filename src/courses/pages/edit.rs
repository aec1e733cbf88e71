//! The form of a course, new or changed, and the page of an edit that came too late.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::doubts::served_any;
use super::super::form::{CourseForm, label};
use super::super::stale::compare;
use super::super::{Course, FIELDS, Kind, NewCourse, Seen, change, present, queries, record};
use super::{found, keeps};
use crate::auth::Viewer;
use crate::choosing;
use crate::clock::Instant;
use crate::ids::CourseId;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path, Query};
use crate::web::merging::Row;
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "courses/edit.html")]
struct EditPage {
    shell: Shell,
    /// The course that is changed; none: a new one.
    course: Option<Course>,
    typed: CourseForm,
    errors: Errors,
    rows: Vec<Row>,
    faster: Option<(String, Instant)>,
    kinds: Vec<(&'static str, &'static str)>,
}

impl EditPage {
    fn new(shell: Shell, course: Option<Course>, typed: CourseForm, errors: Errors) -> Self {
        Self { shell, course, typed, errors, rows: Vec::new(), faster: None, kinds: present::kinds() }
    }

    fn title(&self) -> &'static str {
        match (&self.course, &self.faster) {
            (None, _) => t("Ghi lớp học"),
            (Some(_), None) => t("Sửa lớp học"),
            (Some(_), Some(_)) => t("Có người vừa sửa lớp học này"),
        }
    }

    fn action(&self) -> String {
        self.course.as_ref().map_or_else(|| "/courses".to_owned(), |course| format!("{}/edit", course.id.path()))
    }

    fn back(&self) -> String {
        self.course.as_ref().map_or_else(|| "/courses".to_owned(), |course| course.id.path())
    }
}

/// What a new form starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Start {
    kind: String,
}

/// `GET /courses/new`
pub async fn new(shell: Shell, Query(start): Query<Start>) -> Result<Response> {
    let kind = Kind::from_code(&start.kind).map_or("", Kind::code).to_owned();
    let typed = CourseForm { kind, submission: submissions::key()?, ..CourseForm::default() };
    Ok(Page::ok(EditPage::new(shell, None, typed, Errors::new())).into_response())
}

/// `POST /courses`
pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<CourseForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    match before.map_or_else(|| form.parse(viewer.at.day()), Err) {
        Ok(new) => {
            // Who was sent is entered next.
            let id = record(&mut tx, author, viewer.organisation, &new).await?;
            let location = format!("{}/sending", id.path());
            submissions::finish(&mut tx, author, &form.submission, &location).await?;
            tx.commit().await?;
            Ok(Flash::Recorded.see_other(&location))
        }
        Err(errors) => {
            tx.rollback().await?;
            form.submission = submissions::key_again(&form.submission, &errors)?;
            Ok(Page::refused(&errors, EditPage::new(shell, None, form, errors.clone())).into_response())
        }
    }
}

/// A course that the viewer may change.
async fn kept(db: &mut sqlx::PgConnection, app: &App, viewer: &Viewer, id: CourseId) -> Result<Course> {
    let course = found(db, &Seen::of(&app.tree(), &viewer.scope), id).await?;
    if keeps(viewer, &course) && course.withdrawn.is_empty() { Ok(course) } else { Err(Error::NotFound) }
}

/// `GET /courses/{id}/edit`
pub async fn edit(State(app): State<App>, viewer: Viewer, shell: Shell, Path(id): Path<CourseId>) -> Result<Response> {
    let course = kept(&mut *app.db.acquire().await?, &app, &viewer, id).await?;
    let typed = CourseForm {
        submission: submissions::key()?,
        version: course.version.to_string(),
        ..CourseForm::of(&course.said)
    };
    Ok(Page::ok(EditPage::new(shell, Some(course), typed, Errors::new())).into_response())
}

/// `POST /courses/{id}/edit`
pub async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<CourseId>,
    Once(mut form, content): Once<CourseForm>,
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
    let course = kept(&mut tx, &app, &viewer, id).await?;
    let made_from: i64 = form.version.trim().parse().map_err(|_| Error::BadRequest)?;
    if course.version != made_from {
        let base = queries::version(&mut *tx, id, made_from).await?.ok_or(Error::BadRequest)?;
        tx.rollback().await?;
        let errors = before.unwrap_or_default();
        let rows = merge(&mut form, &base.said, &course.said);
        form.submission = submissions::key_again(&form.submission, &errors)?;
        form.version = course.version.to_string();
        let faster = Some((course.recorded_by.clone(), course.recorded_at));
        let page = EditPage { rows, faster, ..EditPage::new(shell, Some(course), form, errors) };
        return Ok(Page::conflict(page).into_response());
    }
    let errors = match before.map_or_else(|| form.parse(viewer.at.day()), Err) {
        Ok(new) if course.said.changed(&new).is_empty() => return Ok(Flash::Unchanged.see_other(&id.path())),
        Ok(new) => match fits(&mut tx, &viewer, &course, &new).await? {
            None => {
                change(&mut tx, author, &course, &new).await?;
                submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
                tx.commit().await?;
                return Ok(Flash::Saved.see_other(&id.path()));
            }
            Some(errors) => errors,
        },
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    Ok(Page::refused(&errors, EditPage::new(shell, Some(course), form, errors.clone())).into_response())
}

/// What is wrong with another kind for those who are on the course already.
async fn fits(
    db: &mut sqlx::PgConnection,
    viewer: &Viewer,
    course: &Course,
    new: &NewCourse,
) -> Result<Option<Errors>> {
    let today = viewer.at.day();
    let on = queries::people::on(&mut *db, course.id, None, course.said.from_on.min(today), None).await?;
    let members = on.iter().any(|one| matches!(one.who, super::super::Who::Member(_)));
    let others = on.iter().any(|one| matches!(one.who, super::super::Who::Candidate(_)));
    let wrong = (members && !new.kind.takes_members()) || (others && !new.kind.takes_candidates());
    if wrong {
        let sentence = t("Lớp này đã có người không thuộc đối tượng của loại lớp vừa chọn. Đưa họ ra khỏi lớp trước.");
        return Ok(Some(Errors::one("kind", sentence)));
    }
    if new.from_on != course.said.from_on {
        let certified = on.iter().filter_map(|one| one.achieved.certificate_on).min();
        if let Some(day) = certified.filter(|day| *day < new.from_on) {
            let sentence = t(
                "Đã có người được cấp giấy chứng nhận ngày {day}, trước ngày khai giảng này. Sửa kết quả của họ trước.",
            );
            return Ok(Some(Errors::one("from_on", sentence.with("day", day))));
        }
        let people: Vec<_> = on
            .iter()
            .filter_map(|one| match one.who {
                super::super::Who::Member(person) => Some(person),
                super::super::Who::Candidate(_) => None,
            })
            .collect();
        let days = (new.from_on.min(today), new.from_on.min(today));
        let there = choosing::where_members(db, &people, &viewer.scope.ids(), days).await?;
        let missing = on.iter().filter(|one| match one.who {
            super::super::Who::Member(person) => !there.contains_key(&person),
            super::super::Who::Candidate(_) => false,
        });
        let names: Vec<_> = missing.map(|one| one.full_name.as_str()).collect();
        if !names.is_empty() {
            let sentence =
                t("Ngày khai giảng này chưa là đảng viên, hoặc đã rời tổ chức: {names}. Đưa họ ra khỏi lớp trước.");
            return Ok(Some(Errors::one("from_on", sentence.with("names", names.join(", ")))));
        }
    }
    let another = course.said.kind != new.kind && served_any(db, course).await?;
    Ok(another.then(|| Errors::one("kind", t("Đã có người được kết nạp trên kết quả lớp này. Giữ nguyên loại lớp."))))
}

/// What was not touched comes from the book; the fields in which the edit and what was saved meanwhile differ.
fn merge(form: &mut CourseForm, base: &NewCourse, current: &NewCourse) -> Vec<Row> {
    let mut rows = Vec::new();
    for name in FIELDS {
        let Some(typed) = form.text(name) else { continue };
        let mut row = compare(name, label(name), &base.field(name), &current.field(name), typed);
        if let Some(row) = row.as_mut().filter(|row| row.name == "kind") {
            for text in [&mut row.base, &mut row.current, &mut row.typed] {
                if let Some(kind) = Kind::from_code(text) {
                    kind.label().clone_into(text);
                }
            }
        }
        rows.extend(row);
    }
    rows
}
