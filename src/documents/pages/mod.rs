//! The pages that show: the documents of a year, and one document with its sessions.

pub(super) mod edit;
pub(super) mod sessions;
pub(super) mod withdrawal;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::queries::Listed;
use super::{Document, Session, Share, Studied, keepers, queries, studied};
use crate::auth::{Right, Viewer};
use crate::clock::Instant;
use crate::ids::{DocumentId, OrganisationId, SessionId};
use crate::organisations::year::{AskedYear, YearQuery};
use crate::organisations::{self};
use crate::rules::Day;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::as_of::{AsOf, Asked};
use crate::web::extract::{Path, Query};
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

/// `GET /documents`
#[derive(Template)]
#[template(path = "documents/list.html")]
struct ListPage {
    shell: Shell,
    year: AskedYear,
    typed_year: String,
    organisation: String,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    listed: Vec<Listed>,
    studied: Studied,
    may_write: bool,
}

/// Shows the documents that were made known in a year, or were issued in it.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(query): Query<YearQuery>,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let (year, mut errors) = query.read(&app, &viewer);
    let (asked, wrong) = typed.read(viewer.at.day());
    errors.extend(wrong);
    let tree = app.tree();
    let from = Day::new(year.year, 1, 1).ok_or(Error::BadRequest)?;
    let to = Day::new(year.year, 12, 31).ok_or(Error::BadRequest)?;
    let (ids, keepers) = (year.scope.ids(), keepers(&tree, &viewer.scope));
    let listed = queries::listed(&mut *db, &keepers, &ids, (from, to.min(asked.day)), asked.known()).await?;
    let organisations: Vec<_> = ids.into_iter().map(OrganisationId).collect();
    let page = ListPage {
        organisation: tree.name(year.organisation).to_owned(),
        typed_year: if errors.get("year").is_some() { query.year } else { year.year.to_string() },
        studied: studied(&mut db, &organisations, year.year, &asked).await?,
        listed,
        may_write: viewer.may(Right::WriteMembers),
        shell,
        year,
        asked,
        typed,
        errors,
    };
    Ok(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}

/// A document that the viewer may see, as the book said then.
pub(super) struct Found {
    pub document: Document,
    /// Every version with who wrote it and when, the first first.
    pub history: Vec<(String, Instant)>,
    pub withdrawn: Option<(String, String, Instant)>,
    /// Whether it is of the viewer's own scope, and so theirs to change.
    pub own: bool,
}

impl Found {
    /// The one that the viewer asks for: kept within the scope, or above it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, or was none then.
    pub async fn read(
        db: &mut PgConnection,
        app: &App,
        viewer: &Viewer,
        id: DocumentId,
        known: Option<Instant>,
    ) -> Result<Self> {
        let versions = queries::versions(&mut *db, id, known).await?;
        let withdrawn = queries::withdrawn(&mut *db, id).await?;
        let withdrawn = withdrawn.filter(|(_, _, at)| known.is_none_or(|known| *at < known));
        let believed = versions.iter().find(|(_, believed)| *believed);
        let shown = believed.or(versions.last().filter(|_| withdrawn.is_some()));
        let document = shown.map(|(version, _)| version.clone()).ok_or(Error::NotFound)?;
        if !keepers(&app.tree(), &viewer.scope).contains(&document.kept_by.0) {
            return Err(Error::NotFound);
        }
        let history = versions.into_iter().map(|(version, _)| (version.recorded_by, version.recorded_at)).collect();
        Ok(Self { own: viewer.scope.holds(document.kept_by), document, history, withdrawn })
    }

    /// The one of which something new is to be recorded: believed now.
    pub async fn current(db: &mut PgConnection, app: &App, viewer: &Viewer, id: DocumentId) -> Result<Self> {
        let found = Self::read(db, app, viewer, id, None).await?;
        if found.withdrawn.is_some() { Err(Error::NotFound) } else { Ok(found) }
    }

    /// The one that is to be changed: the viewer's own.
    pub async fn to_change(db: &mut PgConnection, app: &App, viewer: &Viewer, id: DocumentId) -> Result<Self> {
        let found = Self::current(db, app, viewer, id).await?;
        if found.own { Ok(found) } else { Err(Error::NotFound) }
    }
}

/// A session on the page of its document.
struct Item {
    id: SessionId,
    day: Day,
    organisation: String,
    members: Share,
    outsiders: Share,
    catch_up: bool,
    note: String,
    recorded_by: String,
}

/// `GET /documents/{id}`
#[derive(Template)]
#[template(path = "documents/show.html")]
struct ShowPage {
    shell: Shell,
    found: Found,
    asked: Asked,
    sessions: Vec<Item>,
    members: Share,
    outsiders: Share,
    may_write: bool,
    may_change: bool,
    list: String,
}

/// Shows a document and the sessions of the scope.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Path(id): Path<DocumentId>,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let (asked, _) = typed.read(viewer.at.day());
    let found = Found::read(&mut db, &app, &viewer, id, asked.known()).await?;
    let sessions = queries::sessions(&mut *db, id, asked.known()).await?;
    let sessions: Vec<_> = sessions
        .into_iter()
        .filter(|(session, believed)| {
            *believed && session.said.held_on <= asked.day && viewer.scope.covers(session.said.organisation)
        })
        .map(|(session, _)| session)
        .collect();
    let ids: Vec<_> = sessions.iter().map(|session| session.said.organisation).collect();
    let names = organisations::names_known(&mut *db, &ids, asked.day, asked.known()).await?;
    let total = |of: fn(&Session) -> Share| {
        sessions.iter().fold(Share::default(), |sum, session| Share {
            present: sum.present + of(session).present,
            should: sum.should + if session.said.catch_up { 0 } else { of(session).should },
        })
    };
    let may_write = viewer.may(Right::WriteMembers) && found.withdrawn.is_none() && asked.is_now();
    let page = ShowPage {
        members: total(|session| session.said.members),
        outsiders: total(|session| session.said.outsiders),
        sessions: sessions
            .into_iter()
            .map(|session| Item {
                id: session.id,
                day: session.said.held_on,
                organisation: names.get(&session.said.organisation).cloned().unwrap_or_default(),
                members: session.said.members,
                outsiders: session.said.outsiders,
                catch_up: session.said.catch_up,
                note: session.said.note,
                recorded_by: session.recorded_by,
            })
            .collect(),
        may_write,
        may_change: may_write && found.own,
        list: format!("/documents?year={}{}", asked.day.year(), asked.kept()),
        shell,
        found,
        asked,
    };
    Ok(Page::ok(page).into_response())
}
