//! A document, or a session, that was recorded wrongly is withdrawn, with the reason.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::{Found, sessions};
use crate::auth::Viewer;
use crate::documents::{Document, Session, doubts, queries, withdraw, withdraw_session};
use crate::ids::{DocumentId, SessionId};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, filters};
use crate::yearly::withdrawal::ReasonForm;
use crate::{Error, Result};

/// The form of a withdrawal.
#[derive(Template)]
#[template(path = "documents/withdrawal.html")]
struct WithdrawalPage {
    shell: Shell,
    errors: Errors,
    typed: ReasonForm,
    action: String,
    back: String,
    document: Document,
    session: Option<Session>,
}

/// What is to be withdrawn: a document of the viewer's own, or one of its sessions.
async fn find(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    (id, session): (DocumentId, Option<SessionId>),
) -> Result<(Document, Option<Session>)> {
    match session {
        None => Ok((Found::to_change(db, app, viewer, id).await?.document, None)),
        Some(session) => {
            let document = Found::current(&mut *db, app, viewer, id).await?.document;
            let (now, _) = sessions::find(db, viewer, (id, session)).await?;
            Ok((document, Some(now)))
        }
    }
}

fn page(
    shell: Shell,
    (document, session): (Document, Option<Session>),
    typed: ReasonForm,
    errors: Errors,
) -> WithdrawalPage {
    let action = match &session {
        None => format!("{}/withdrawal", document.id.path()),
        Some(session) => format!("{}/sessions/{}/withdrawal", document.id.path(), session.id),
    };
    WithdrawalPage { shell, errors, typed, action, back: document.id.path(), document, session }
}

async fn ask(app: &App, viewer: &Viewer, shell: Shell, of: (DocumentId, Option<SessionId>)) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let found = find(&mut db, app, viewer, of).await?;
    let typed = ReasonForm::new()?;
    Ok(Page::ok(page(shell, found, typed, Errors::new())).into_response())
}

async fn write(
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    (id, session): (DocumentId, Option<SessionId>),
    (mut form, content): (ReasonForm, String),
) -> Result<Response> {
    let withdrawn = once(app, viewer, (&form.submission, &content), async |tx| {
        queries::lock(tx, id).await?;
        let (document, session) = find(tx, app, viewer, (id, session)).await?;
        let reason = form.parse()?;
        match &session {
            None => withdraw(tx, viewer.author(), &document, &reason).await?,
            Some(session) => {
                let left = sessions::left(tx, &document, session).await?;
                if let Some(why) = doubts::without(&left.iter().map(|one| &one.said).collect::<Vec<_>>()) {
                    return Err(Error::field("reason", why));
                }
                withdraw_session(tx, viewer.author(), &document, session, &reason).await?;
            }
        }
        Ok(id.path())
    });
    let errors = match withdrawn.await {
        Ok(location) => return Ok(Flash::Withdrawn.see_other(&location)),
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    let found = find(&mut *app.db.acquire().await?, app, viewer, (id, session)).await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    Ok(Page::refused(&errors.clone(), page(shell, found, form, errors)).into_response())
}

/// `GET /documents/{id}/withdrawal`
pub(in crate::documents) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<DocumentId>,
) -> Result<Response> {
    ask(&app, &viewer, shell, (id, None)).await
}

/// `POST /documents/{id}/withdrawal`
pub(in crate::documents) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<DocumentId>,
    Once(form, content): Once<ReasonForm>,
) -> Result<Response> {
    write(&app, &viewer, shell, (id, None), (form, content)).await
}

/// `GET /documents/{id}/sessions/{session}/withdrawal`
pub(in crate::documents) async fn new_of_session(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((id, session)): Path<(DocumentId, SessionId)>,
) -> Result<Response> {
    ask(&app, &viewer, shell, (id, Some(session))).await
}

/// `POST /documents/{id}/sessions/{session}/withdrawal`
pub(in crate::documents) async fn create_of_session(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((id, session)): Path<(DocumentId, SessionId)>,
    Once(form, content): Once<ReasonForm>,
) -> Result<Response> {
    write(&app, &viewer, shell, (id, Some(session)), (form, content)).await
}
