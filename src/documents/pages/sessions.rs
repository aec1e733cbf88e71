//! A session in which a document was made known is recorded, and edited.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::Found;
use crate::auth::Viewer;
use crate::clock::Instant;
use crate::documents::form::SessionForm;
use crate::documents::{Document, NewSession, Session, amend_session, doubts, queries, record};
use crate::ids::{DocumentId, SessionId};
use crate::meetings;
use crate::members::warnings::{self, Warning};
use crate::organisations::Units;
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::merging::{self, Row};
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

/// The form of a session, new or edited.
#[derive(Template)]
#[template(path = "documents/session.html")]
struct SessionPage {
    shell: Shell,
    document: Document,
    session: Option<SessionId>,
    action: String,
    typed: SessionForm,
    errors: Errors,
    units: Units,
    expected: String,
    /// Where the session is that is there already.
    twin: Option<String>,
    warnings: Vec<Warning>,
    rows: Vec<Row>,
    faster: Option<(String, Instant)>,
}

impl SessionPage {
    fn new(
        shell: Shell,
        (document, session): (Document, Option<SessionId>),
        mut typed: SessionForm,
        units: Units,
        errors: Errors,
    ) -> Self {
        if let (true, Some(only)) = (typed.branch.is_empty(), units.only()) {
            typed.branch = only.to_string();
        }
        let action = match session {
            None => format!("{}/sessions", document.id.path()),
            Some(session) => format!("{}/sessions/{session}/edit", document.id.path()),
        };
        Self {
            shell,
            document,
            session,
            action,
            typed,
            errors,
            units,
            expected: String::new(),
            twin: None,
            warnings: Vec::new(),
            rows: Vec::new(),
            faster: None,
        }
    }

    fn title(&self) -> &'static str {
        match self.session {
            _ if self.faster.is_some() => t("Có người vừa sửa lần quán triệt này"),
            None => t("Ghi lần quán triệt"),
            Some(_) => t("Sửa lần quán triệt"),
        }
    }
}

async fn units(db: &mut PgConnection, app: &App, viewer: &Viewer, typed: &SessionForm) -> Result<Units> {
    let today = viewer.at.day();
    let day = Day::parse_typed(&typed.held_on).ok().filter(|day| *day <= today).unwrap_or(today);
    Units::all(db, app.tree(), &viewer.scope, day, None).await
}

/// What was found of what was typed.
struct Considered {
    units: Units,
    expected: String,
    twin: Option<String>,
    warnings: Vec<Warning>,
    result: Result<NewSession, Errors>,
}

async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    form: &SessionForm,
    (document, kept): (&Document, Option<&Session>),
) -> Result<Considered> {
    let mut typed = form.read(&document.said, viewer.at.day());
    let mut units = units(&mut *db, app, viewer, form).await?;
    let chosen = units.meant(&mut *db, &form.branch).await?.or_say(t("Chọn tổ chức được quán triệt."));
    let organisation = typed.errors.take("branch", chosen);
    let mut called = None;
    if let (Some(id), Some(day)) = (organisation, typed.held_on) {
        let branches = meetings::branches(&app.tree(), &viewer.scope, Some(id));
        called = Some(meetings::expected(&mut *db, &branches, day).await?);
    }
    let should = called.map(|called| i64::from(called.all()));
    let mut result = form.meant(typed, organisation, should);
    let (mut twin, mut warnings) = (None, Vec::new());
    if let Ok(new) = &result {
        let (others, elsewhere) = others(db, document, new, kept.map(|kept| kept.id)).await?;
        let is_twin = |other: &&Session| other.said.held_on == new.held_on && other.said.catch_up == new.catch_up;
        twin = others.iter().find(is_twin).map(|twin| format!("{}/sessions/{}/edit", document.id.path(), twin.id));
        let said: Vec<_> = others.iter().map(|session| &session.said).collect();
        if twin.is_some() {
            result = Err(doubts::again(new));
        } else if let Some(errors) = doubts::beside(&said, new) {
            result = Err(errors);
        } else if let Some(why) = kept.filter(|kept| kept.said.organisation != new.organisation).and_then(|kept| {
            let left = elsewhere.iter().filter(|other| other.said.organisation == kept.said.organisation);
            doubts::without(&left.map(|session| &session.said).collect::<Vec<_>>())
        }) {
            result = Err(Errors::one("branch", why));
        } else {
            let before = kept.map(|kept| &kept.said);
            let elsewhere: Vec<_> = elsewhere.iter().collect();
            warnings = doubts::doubts(new, before, (&app.tree(), should), &elsewhere, &form.confirm);
            let unconfirmed = warnings::unconfirmed(&warnings);
            if !unconfirmed.is_empty() {
                result = Err(unconfirmed);
            }
        }
    }
    let expected = called.map(meetings::Expected::sentence).unwrap_or_default();
    Ok(Considered { units, expected, twin, warnings, result })
}

/// The other sessions of a document: in the same organisation, and elsewhere.
async fn others(
    db: &mut PgConnection,
    document: &Document,
    new: &NewSession,
    kept: Option<SessionId>,
) -> Result<(Vec<Session>, Vec<Session>)> {
    let sessions = queries::sessions(db, document.id, None).await?.into_iter();
    let others = sessions.filter(|(session, believed)| *believed && Some(session.id) != kept);
    Ok(others.map(|(session, _)| session).partition(|session| session.said.organisation == new.organisation))
}

/// The sessions of its organisation that are left without one.
pub(super) async fn left(db: &mut PgConnection, document: &Document, session: &Session) -> Result<Vec<Session>> {
    Ok(others(db, document, &session.said, Some(session.id)).await?.0)
}

/// `GET /documents/{id}/sessions/new`
pub(in crate::documents) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<DocumentId>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let Found { document, .. } = Found::current(&mut db, &app, &viewer, id).await?;
    let typed = SessionForm { submission: submissions::key()?, ..SessionForm::default() };
    let units = units(&mut db, &app, &viewer, &typed).await?;
    Ok(Page::ok(SessionPage::new(shell, (document, None), typed, units, Errors::new())).into_response())
}

/// `POST /documents/{id}/sessions`
pub(in crate::documents) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<DocumentId>,
    Once(mut form, content): Once<SessionForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    queries::lock(&mut tx, id).await?;
    let Found { document, .. } = Found::current(&mut tx, &app, &viewer, id).await?;
    let considered = consider(&mut tx, &app, &viewer, &form, (&document, None)).await?;
    let confirmed = warnings::confirmed(&considered.warnings);
    let errors = match before.map_or(considered.result, Err) {
        Ok(new) => {
            record(&mut tx, author, &document, &new, &confirmed).await?;
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Recorded.see_other(&id.path()));
        }
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let Considered { units, expected, twin, warnings, .. } = considered;
    let page = SessionPage::new(shell, (document, None), form, units, errors.clone());
    Ok(Page::refused(&errors, SessionPage { expected, twin, warnings, ..page }).into_response())
}

/// A session of a document, within the scope and believed now; and its versions.
pub(super) async fn find(
    db: &mut PgConnection,
    viewer: &Viewer,
    (id, session): (DocumentId, SessionId),
) -> Result<(Session, Vec<Session>)> {
    let versions = queries::sessions(db, id, None).await?;
    let own = versions.into_iter().filter(|(version, _)| version.id == session);
    let (believed, ended): (Vec<_>, Vec<_>) = own.partition(|(_, believed)| *believed);
    let now = believed.into_iter().map(|(version, _)| version).next().ok_or(Error::NotFound)?;
    if !viewer.scope.covers(now.said.organisation) {
        return Err(Error::NotFound);
    }
    Ok((now, ended.into_iter().map(|(version, _)| version).collect()))
}

/// `GET /documents/{id}/sessions/{session}/edit`
pub(in crate::documents) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((id, session)): Path<(DocumentId, SessionId)>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let Found { document, .. } = Found::current(&mut db, &app, &viewer, id).await?;
    let (now, _) = find(&mut db, &viewer, (id, session)).await?;
    let typed = SessionForm { submission: submissions::key()?, ..SessionForm::of(&now) };
    let units = units(&mut db, &app, &viewer, &typed).await?;
    Ok(Page::ok(SessionPage::new(shell, (document, Some(session)), typed, units, Errors::new())).into_response())
}

/// `POST /documents/{id}/sessions/{session}/edit`
pub(in crate::documents) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((id, session)): Path<(DocumentId, SessionId)>,
    Once(mut form, content): Once<SessionForm>,
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
    let Found { document, .. } = Found::current(&mut tx, &app, &viewer, id).await?;
    let (now, ended) = find(&mut tx, &viewer, (id, session)).await?;
    let made_from: i64 = form.version.parse().map_err(|_| Error::BadRequest)?;
    if now.version != made_from {
        let base = ended.iter().find(|version| version.version == made_from).ok_or(Error::BadRequest)?;
        let rows = merging::merge(SessionForm::of(base), SessionForm::of(&now), &mut form);
        let units = units(&mut tx, &app, &viewer, &form).await?;
        let errors = before.unwrap_or_default();
        form.version = now.version.to_string();
        form.submission = submissions::key_again(&form.submission, &errors)?;
        tx.rollback().await?;
        let page = SessionPage::new(shell, (document, Some(session)), form, units, errors);
        let faster = Some((now.recorded_by, now.recorded_at));
        return Ok(Page::conflict(SessionPage { rows, faster, ..page }).into_response());
    }
    let considered = consider(&mut tx, &app, &viewer, &form, (&document, Some(&now))).await?;
    let confirmed = warnings::confirmed(&considered.warnings);
    let errors = match before.map_or(considered.result, Err) {
        Ok(new) if new == now.said => return Ok(Flash::Unchanged.see_other(&id.path())),
        Ok(new) => {
            amend_session(&mut tx, author, &document, &now, &new, &confirmed).await?;
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Saved.see_other(&id.path()));
        }
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let Considered { units, expected, twin, warnings, .. } = considered;
    let page = SessionPage::new(shell, (document, Some(session)), form, units, errors.clone());
    Ok(Page::refused(&errors, SessionPage { expected, twin, warnings, ..page }).into_response())
}
