//! A session in which a document was made known is recorded, and edited.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::Found;
use crate::auth::Viewer;
use crate::clock::Instant;
use crate::documents::form::SessionForm;
use crate::documents::{Document, NewSession, Session, Share, amend_session, queries, record};
use crate::ids::{DocumentId, SessionId};
use crate::meetings;
use crate::organisations::Units;
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::merging::{self, Row};
use crate::web::{Errors, Page, With, filters, t};
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
    result: Result<NewSession, Errors>,
}

async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    form: &SessionForm,
    (document, kept): (&Document, Option<SessionId>),
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
    let mut twin = None;
    if let Ok(new) = &result {
        let others = others(db, document, new, kept).await?;
        let is_twin = |other: &&Session| other.said.held_on == new.held_on && other.said.catch_up == new.catch_up;
        twin = others.iter().find(is_twin).map(|twin| format!("{}/sessions/{}/edit", document.id.path(), twin.id));
        if twin.is_some() {
            result = Err(again(new));
        } else if new.catch_up {
            let others: Vec<_> = others.into_iter().map(|session| session.said).collect();
            result = caught_up(&others, new).map_or(result, Err);
        }
    }
    let expected = called.map(meetings::Expected::sentence).unwrap_or_default();
    Ok(Considered { units, expected, twin, result })
}

/// The other sessions of a document in the same organisation.
async fn others(
    db: &mut PgConnection,
    document: &Document,
    new: &NewSession,
    kept: Option<SessionId>,
) -> Result<Vec<Session>> {
    let sessions = queries::sessions(db, document.id, None).await?;
    let others = sessions.into_iter().filter(|(session, believed)| {
        *believed && Some(session.id) != kept && session.said.organisation == new.organisation
    });
    Ok(others.map(|(session, _)| session).collect())
}

/// What an organisation is told on one day is one session: twice in the book, its people would be counted twice. Who
/// was called in two groups that day is added up; who caught up that day is another session.
fn again(new: &NewSession) -> Errors {
    let sentence = t(
        "Sổ đã có lần quán triệt văn bản này của tổ chức này ngày {day}. Sửa lần đó; học chia nhiều lượt thì cộng lại.",
    );
    Errors::one("held_on", sentence.with("day", new.held_on))
}

/// Why nobody can have missed what is caught up on: no more can come in all than should have come in the first place.
fn caught_up(others: &[NewSession], new: &NewSession) -> Option<Errors> {
    let mut errors = Errors::new();
    if others.iter().all(|session| session.catch_up) {
        errors.add(
            "catch_up",
            t("Chưa ghi lần quán triệt chính của tổ chức này. Ghi lần đó trước, hoặc bỏ chọn học bù."),
        );
        return Some(errors);
    }
    let missed = |came: fn(&NewSession) -> Share| {
        others
            .iter()
            .map(|session| if session.catch_up { 0 } else { came(session).should } - came(session).present)
            .sum::<i64>()
    };
    for (field, came) in [
        ("members_present", (|session| session.members) as fn(&NewSession) -> Share),
        ("outsiders_present", |session| session.outsiders),
    ] {
        let left = missed(came);
        if came(new).present > left {
            let sentence = t("Các lần trước chỉ còn {n} người vắng; học bù không thể nhiều hơn.");
            errors.add(field, sentence.with("n", left.max(0)));
        }
    }
    (!errors.is_empty()).then_some(errors)
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
    let errors = match before.map_or(considered.result, Err) {
        Ok(new) => {
            record(&mut tx, author, &document, &new).await?;
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Recorded.see_other(&id.path()));
        }
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let Considered { units, expected, twin, .. } = considered;
    let page = SessionPage::new(shell, (document, None), form, units, errors.clone());
    Ok(Page::refused(&errors, SessionPage { expected, twin, ..page }).into_response())
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
    let considered = consider(&mut tx, &app, &viewer, &form, (&document, Some(session))).await?;
    let errors = match before.map_or(considered.result, Err) {
        Ok(new) if new == now.said => return Ok(Flash::Unchanged.see_other(&id.path())),
        Ok(new) => {
            amend_session(&mut tx, author, &document, &now, &new).await?;
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Saved.see_other(&id.path()));
        }
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let Considered { units, expected, twin, .. } = considered;
    let page = SessionPage::new(shell, (document, Some(session)), form, units, errors.clone());
    Ok(Page::refused(&errors, SessionPage { expected, twin, ..page }).into_response())
}
