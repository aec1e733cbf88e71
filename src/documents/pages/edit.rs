//! A document is entered, and edited. One that is there already is not entered again: its page is shown instead.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::Found;
use crate::auth::Viewer;
use crate::clock::Instant;
use crate::documents::form::DocumentForm;
use crate::documents::{Kind, NewDocument, amend, enter, keepers, queries};
use crate::ids::DocumentId;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::merging::{self, Row};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

/// The form of a document, new or edited.
#[derive(Template)]
#[template(path = "documents/edit.html")]
struct EditPage {
    shell: Shell,
    id: Option<DocumentId>,
    action: String,
    back: String,
    typed: DocumentForm,
    errors: Errors,
    /// What was typed before, so that it is typed in the same way again.
    bodies: Vec<String>,
    numbers: Vec<String>,
    /// The document that is there already.
    twin: Option<DocumentId>,
    rows: Vec<Row>,
    faster: Option<(String, Instant)>,
}

impl EditPage {
    #[expect(clippy::unused_self, reason = "a template calls it")]
    fn kinds(&self) -> [(&'static str, &'static str); 8] {
        Kind::ALL.map(|kind| (kind.code(), kind.label()))
    }

    fn title(&self) -> &'static str {
        match self.id {
            _ if self.faster.is_some() => t("Có người vừa sửa văn bản này"),
            None => t("Thêm văn bản"),
            Some(_) => t("Sửa văn bản"),
        }
    }
}

/// The page as it is made of what was typed.
async fn page(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    (id, typed): (Option<DocumentId>, DocumentForm),
) -> Result<EditPage> {
    let (bodies, numbers) = queries::suggested(&mut *db, &keepers(&app.tree(), &viewer.scope)).await?;
    let back = id.map_or_else(|| "/documents".to_owned(), DocumentId::path);
    Ok(EditPage {
        shell,
        id,
        action: id.map_or_else(|| "/documents".to_owned(), |id| format!("{}/edit", id.path())),
        back,
        typed,
        errors: Errors::new(),
        bodies,
        numbers,
        twin: None,
        rows: Vec::new(),
        faster: None,
    })
}

/// `GET /documents/new`
pub(in crate::documents) async fn new(State(app): State<App>, viewer: Viewer, shell: Shell) -> Result<Response> {
    let typed = DocumentForm { submission: submissions::key()?, ..DocumentForm::default() };
    let mut db = app.db.acquire().await?;
    Ok(Page::ok(page(&mut db, &app, &viewer, shell, (None, typed)).await?).into_response())
}

/// Says that a document is there already, in the words of the database.
async fn again(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    new: &NewDocument,
    besides: Option<DocumentId>,
) -> Result<Option<DocumentId>> {
    queries::twin(db, &keepers(&app.tree(), &viewer.scope), new, besides).await
}

fn there() -> Errors {
    Errors::one("number", t("Văn bản này đã có trong sổ: cùng số, cùng ngày, cùng cơ quan ban hành."))
}

/// `POST /documents`
pub(in crate::documents) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<DocumentForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let mut twin = None;
    let errors = match before.map_or_else(|| form.parse(viewer.at.day()), Err) {
        Err(errors) => errors,
        Ok(new) => {
            twin = again(&mut tx, &app, &viewer, &new, None).await?;
            if twin.is_some() {
                there()
            } else {
                match enter(&mut tx, author, viewer.organisation, &new).await {
                    Ok(id) => {
                        submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
                        tx.commit().await?;
                        return Ok(Flash::Saved.see_other(&id.path()));
                    }
                    Err(Error::Invalid(errors)) => errors,
                    Err(error) => return Err(error),
                }
            }
        }
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let mut db = app.db.acquire().await?;
    let page = page(&mut db, &app, &viewer, shell, (None, form)).await?;
    Ok(Page::refused(&errors.clone(), EditPage { errors, twin, ..page }).into_response())
}

/// `GET /documents/{id}/edit`
pub(in crate::documents) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<DocumentId>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let found = Found::to_change(&mut db, &app, &viewer, id).await?;
    let typed = DocumentForm { submission: submissions::key()?, ..DocumentForm::of(&found.document) };
    Ok(Page::ok(page(&mut db, &app, &viewer, shell, (Some(id), typed)).await?).into_response())
}

/// `POST /documents/{id}/edit`
pub(in crate::documents) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<DocumentId>,
    Once(mut form, content): Once<DocumentForm>,
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
    let Found { document, .. } = Found::to_change(&mut tx, &app, &viewer, id).await?;
    let made_from: i64 = form.version.parse().map_err(|_| Error::BadRequest)?;
    if document.version != made_from {
        let versions = queries::versions(&mut *tx, id, None).await?;
        let base = versions.iter().find(|(version, _)| version.version == made_from).ok_or(Error::BadRequest)?;
        let rows = merging::merge(DocumentForm::of(&base.0), DocumentForm::of(&document), &mut form);
        let errors = before.unwrap_or_default();
        form.version = document.version.to_string();
        form.submission = submissions::key_again(&form.submission, &errors)?;
        tx.rollback().await?;
        let mut db = app.db.acquire().await?;
        let page = page(&mut db, &app, &viewer, shell, (Some(id), form)).await?;
        let faster = Some((document.recorded_by, document.recorded_at));
        return Ok(Page::conflict(EditPage { errors, rows, faster, ..page }).into_response());
    }
    let mut twin = None;
    let errors = match before.map_or_else(|| form.parse(viewer.at.day()), Err) {
        Err(errors) => errors,
        Ok(new) if new == document.said => return Ok(Flash::Unchanged.see_other(&id.path())),
        Ok(new) => {
            twin = again(&mut tx, &app, &viewer, &new, Some(id)).await?;
            let sessions = queries::sessions(&mut *tx, id, None).await?;
            let first =
                sessions.iter().filter(|(_, believed)| *believed).map(|(session, _)| session.said.held_on).min();
            if twin.is_some() {
                there()
            } else if let Some(day) = first.filter(|day| *day < new.issued_on) {
                let sentence =
                    t("Văn bản này đã quán triệt từ ngày {day}, trước ngày văn bản vừa ghi. Kiểm tra lại hai ngày.");
                Errors::one("issued_on", sentence.with("day", day))
            } else {
                match amend(&mut tx, author, &document, &new).await {
                    Ok(()) => {
                        submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
                        tx.commit().await?;
                        return Ok(Flash::Saved.see_other(&id.path()));
                    }
                    Err(Error::Invalid(errors)) => errors,
                    Err(error) => return Err(error),
                }
            }
        }
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let mut db = app.db.acquire().await?;
    let page = page(&mut db, &app, &viewer, shell, (Some(id), form)).await?;
    Ok(Page::refused(&errors.clone(), EditPage { errors, twin, ..page }).into_response())
}
