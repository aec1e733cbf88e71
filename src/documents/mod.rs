//! Documents made known (quán triệt): resolutions, directives, laws; each once, with the sessions in which it was made
//! known: when, to whom, how many members and others came of how many who should have. Append only: a document and a
//! session are numbers with their versions; what was wrong is withdrawn.

mod doubts;
mod form;
mod pages;
mod present;
mod queries;
mod share;

use axum::routing;
use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route, Scope, Tree};
use crate::clock::Instant;
use crate::ids::{DocumentId, OrganisationId, SessionId};
use crate::ledger::Confirmed;
use crate::panels::{Maker, YearMaker};
use crate::rules::Day;
use crate::sql::broken_constraint;
use crate::web::as_of::Asked;
use crate::web::t;
use crate::{Error, Result};
pub use share::Share;

/// The pages.
pub const ROUTES: &[Route] = &[
    Route::get("/documents", Right::ReadMembers, || routing::get(pages::list)),
    Route::get("/documents/new", Right::WriteMembers, || routing::get(pages::edit::new)),
    Route::post("/documents", Right::WriteMembers, || routing::post(pages::edit::create)),
    Route::get("/documents/{id}", Right::ReadMembers, || routing::get(pages::show)),
    Route::get("/documents/{id}/edit", Right::WriteMembers, || routing::get(pages::edit::edit)),
    Route::post("/documents/{id}/edit", Right::WriteMembers, || routing::post(pages::edit::update)),
    Route::get("/documents/{id}/withdrawal", Right::WriteMembers, || routing::get(pages::withdrawal::new)),
    Route::post("/documents/{id}/withdrawal", Right::WriteMembers, || routing::post(pages::withdrawal::create)),
    Route::get("/documents/{id}/sessions/new", Right::WriteMembers, || routing::get(pages::sessions::new)),
    Route::post("/documents/{id}/sessions", Right::WriteMembers, || routing::post(pages::sessions::create)),
    Route::get("/documents/{id}/sessions/{session}/edit", Right::WriteMembers, || routing::get(pages::sessions::edit)),
    Route::post("/documents/{id}/sessions/{session}/edit", Right::WriteMembers, || {
        routing::post(pages::sessions::update)
    }),
    Route::get("/documents/{id}/sessions/{session}/withdrawal", Right::WriteMembers, || {
        routing::get(pages::withdrawal::new_of_session)
    }),
    Route::post("/documents/{id}/sessions/{session}/withdrawal", Right::WriteMembers, || {
        routing::post(pages::withdrawal::create_of_session)
    }),
];

/// The card on the page of an organisation.
pub const PANEL: Maker = |db, asking| Box::pin(present::panel(db, asking));
/// The card of a year.
pub const YEAR: YearMaker = |db, year| Box::pin(present::year(db, year));

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nghị quyết.
    Resolution,
    /// Chỉ thị.
    Directive,
    /// Kết luận.
    Conclusion,
    /// Quy định, quyết định.
    Regulation,
    /// Hướng dẫn.
    Guide,
    /// Kế hoạch.
    Plan,
    /// Pháp luật của Nhà nước.
    Law,
    /// Any other.
    Other,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Resolution,
        Self::Directive,
        Self::Conclusion,
        Self::Regulation,
        Self::Guide,
        Self::Plan,
        Self::Law,
        Self::Other,
    ];

    /// Its word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resolution => "resolution",
            Self::Directive => "directive",
            Self::Conclusion => "conclusion",
            Self::Regulation => "regulation",
            Self::Guide => "guide",
            Self::Plan => "plan",
            Self::Law => "law",
            Self::Other => "other",
        }
    }

    /// The kind of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Resolution => t("Nghị quyết"),
            Self::Directive => t("Chỉ thị"),
            Self::Conclusion => t("Kết luận"),
            Self::Regulation => t("Quy định, quyết định"),
            Self::Guide => t("Hướng dẫn"),
            Self::Plan => t("Kế hoạch"),
            Self::Law => t("Pháp luật của Nhà nước"),
            Self::Other => t("Văn bản khác"),
        }
    }
}

/// A document to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDocument {
    /// What it is.
    pub kind: Kind,
    /// Its number, `18-NQ/TW`.
    pub number: String,
    /// Of which day.
    pub issued_on: Day,
    /// Who issued it.
    pub body: String,
    /// About what.
    pub title: String,
}

/// A document as the book has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub id: DocumentId,
    /// The number of the version.
    pub version: i64,
    /// Who entered it: it, those above it and all below it see it.
    pub kept_by: OrganisationId,
    /// What the version says.
    pub said: NewDocument,
    /// Who wrote the version.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
}

/// A session in which a document is made known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// To whom: a branch, or all of a committee.
    pub organisation: OrganisationId,
    /// The day.
    pub held_on: Day,
    /// Members.
    pub members: Share,
    /// Those who are not members (quần chúng; công chức, viên chức ngoài Đảng).
    pub outsiders: Share,
    /// For those who had missed an earlier one: they are among those who should have come there.
    pub catch_up: bool,
    /// What else is to be said.
    pub note: String,
}

/// A session as the book has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Of which document.
    pub document: DocumentId,
    /// The number of the version.
    pub version: i64,
    /// What the version says.
    pub said: NewSession,
    /// Who wrote the version.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
}

/// The shares of all sessions of a year together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Studied {
    /// How many documents were made known.
    pub documents: i64,
    /// In how many sessions.
    pub sessions: i64,
    /// Members.
    pub members: Share,
    /// Those who are not members.
    pub outsiders: Share,
}

/// The page that lists the documents made known in a year, in an organisation and all below it.
pub fn list_path(year: i16, branch: Option<OrganisationId>) -> String {
    let branch = branch.map(|branch| format!("&branch={branch}")).unwrap_or_default();
    format!("/documents?year={year}{branch}")
}

/// Whose documents are seen from a scope: those of the organisations within, and of those above.
pub fn keepers(tree: &Tree, scope: &Scope) -> Vec<i64> {
    let mut keepers = scope.ids();
    keepers.extend(tree.above(scope.root).iter().map(|id| id.0));
    keepers
}

/// What was made known in the sessions of a year, in these organisations: those who came over those who should have,
/// of all sessions together.
pub async fn studied(db: &mut PgConnection, of: &[OrganisationId], year: i16, asked: &Asked) -> Result<Studied> {
    let (Some(from), Some(to)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else {
        return Ok(Studied::default());
    };
    let ids: Vec<_> = of.iter().map(|id| id.0).collect();
    queries::studied(db, &ids, (from, to.min(asked.day)), asked.known()).await
}

/// A document as the book has it now.
pub async fn find(db: &mut PgConnection, id: DocumentId) -> Result<Option<Document>> {
    let versions = queries::versions(db, id, None).await?;
    Ok(versions.into_iter().find(|(_, believed)| *believed).map(|(document, _)| document))
}

/// Enters a document, kept by an organisation.
///
/// # Errors
/// [`Error::Invalid`] on `number` when the organisation has it already.
pub async fn enter(
    db: &mut PgConnection,
    author: Author,
    kept_by: OrganisationId,
    new: &NewDocument,
) -> Result<DocumentId> {
    let id = queries::insert(&mut *db, author, kept_by, new).await?;
    audit::record(db, author, "document_entered", subject(kept_by), Some(kept_by), &fields(None, new)).await?;
    Ok(id)
}

/// Writes another version of a document.
///
/// # Errors
/// As [`enter`].
pub async fn amend(db: &mut PgConnection, author: Author, before: &Document, new: &NewDocument) -> Result<()> {
    queries::end_version(&mut *db, before.version, author).await?;
    queries::insert_version(&mut *db, author, (before.id, before.kept_by), new).await?;
    let changed = fields(Some(&before.said), new);
    audit::record(db, author, "document_changed", subject(before.kept_by), Some(before.kept_by), &changed).await
}

/// Withdraws a document that was entered wrongly.
///
/// # Errors
/// [`Error::Invalid`] on `reason` while it has sessions.
pub async fn withdraw(db: &mut PgConnection, author: Author, document: &Document, reason: &str) -> Result<()> {
    if queries::has_sessions(&mut *db, document.id).await? {
        return Err(Error::field("reason", t("Văn bản này còn lần quán triệt trong sổ. Rút các lần đó trước.")));
    }
    queries::end_version(&mut *db, document.version, author).await?;
    queries::withdraw(&mut *db, author, document.id, reason).await?;
    let fields = [Field::new("document_number", &document.said.number, ""), Field::new("reason", "", reason)];
    let keeper = document.kept_by;
    audit::record(db, author, "document_withdrawn", subject(keeper), Some(keeper), &fields).await
}

/// Records that a document was made known.
pub async fn record(
    db: &mut PgConnection,
    author: Author,
    document: &Document,
    new: &NewSession,
    confirmed: &[Confirmed],
) -> Result<SessionId> {
    let id = queries::insert_session(&mut *db, author, document.id, new).await?;
    let mut fields = session_fields(None, new, confirmed);
    fields.insert(0, Field::new("document_number", "", &document.said.number));
    let organisation = new.organisation;
    audit::record(db, author, "document_made_known", subject(organisation), Some(organisation), &fields).await?;
    Ok(id)
}

/// Writes another version of a session.
pub async fn amend_session(
    db: &mut PgConnection,
    author: Author,
    document: &Document,
    before: &Session,
    new: &NewSession,
    confirmed: &[Confirmed],
) -> Result<()> {
    queries::end_session_version(&mut *db, before.version, author).await?;
    queries::insert_session_version(&mut *db, author, before.id, new).await?;
    let mut fields = session_fields(Some(&before.said), new, confirmed);
    fields.insert(0, Field::new("document_number", &document.said.number, &document.said.number));
    let organisation = new.organisation;
    audit::record(db, author, "document_session_changed", subject(organisation), Some(organisation), &fields).await
}

/// Withdraws a session that was recorded wrongly.
pub async fn withdraw_session(
    db: &mut PgConnection,
    author: Author,
    document: &Document,
    session: &Session,
    reason: &str,
) -> Result<()> {
    queries::end_session_version(&mut *db, session.version, author).await?;
    queries::withdraw_session(&mut *db, author, session.id, reason).await?;
    let fields = [
        Field::new("document_number", &document.said.number, ""),
        Field::new("held_on", session.said.held_on, ""),
        Field::new("reason", "", reason),
    ];
    let organisation = session.said.organisation;
    audit::record(db, author, "document_session_withdrawn", subject(organisation), Some(organisation), &fields).await
}

fn subject(organisation: OrganisationId) -> Subject {
    Subject::Organisation(organisation)
}

/// What a statement that broke a constraint means.
fn refused(error: sqlx::Error) -> Error {
    if broken_constraint(&error) == Some("document_versions_once") {
        Error::field("number", t("Văn bản này đã có trong sổ: cùng số, cùng ngày, cùng cơ quan ban hành."))
    } else {
        error.into()
    }
}

fn fields(before: Option<&NewDocument>, new: &NewDocument) -> Vec<Field> {
    let mut fields = Vec::new();
    for (name, value) in [
        ("document_kind", (|said| said.kind.code().to_owned()) as fn(&NewDocument) -> String),
        ("document_number", |said| said.number.clone()),
        ("issued_on", |said| said.issued_on.to_string()),
        ("issuing_body", |said| said.body.clone()),
        ("title", |said| said.title.clone()),
    ] {
        fields.push(Field::new(name, before.map(value).unwrap_or_default(), value(new)));
    }
    fields.retain(|field| field.old != field.new);
    fields
}

fn session_fields(before: Option<&NewSession>, new: &NewSession, confirmed: &[Confirmed]) -> Vec<Field> {
    let mut fields = Vec::new();
    for (name, value) in [
        ("held_on", (|said| said.held_on.to_string()) as fn(&NewSession) -> String),
        ("members_came", |said| said.members.in_figures()),
        ("outsiders_came", |said| said.outsiders.in_figures()),
        ("note", |said| said.note.clone()),
    ] {
        fields.push(Field::new(name, before.map(value).unwrap_or_default(), value(new)));
    }
    fields.retain(|field| field.old != field.new);
    fields.extend(confirmed.iter().map(|confirmed| Field::new("confirmed", "", &confirmed.code)));
    fields
}
