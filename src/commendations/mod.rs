//! Commendation and honours: a decision that commends members and organisations of ours for a year, or for several
//! years running.
//!
//! The form that commends by the rules: a branch praises; a grassroots committee gives a giấy khen for a year of
//! "hoàn thành xuất sắc nhiệm vụ", its superior for five of them running, the province a bằng khen for five running
//! (294-QĐ/TW §28, 06-HD/TW §19). Whoever has those years is found by [`streaks`].

mod excellence;
mod form;
mod pages;
mod panel;
mod present;
mod queries;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::Result;
use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route, Viewer};
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::Confirmed;
use crate::rules::Day;
use crate::web::t;
use crate::yearly::withdrawal::stale;
use crate::yearly::{self, Filter, as_kept};
pub use excellence::{Streak, ready, streaks};
pub use panel::{PANEL, YEAR};

/// The addresses of commendations.
pub const ROUTES: &[Route] = &[
    Route::get("/commendations", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/commendations/new", Right::WriteMembers, || get(pages::change::new)).personal(),
    Route::post("/commendations", Right::WriteMembers, || post(pages::change::create)),
    Route::get("/commendations/{id}", Right::ReadMembers, || get(pages::show)).personal(),
    Route::get("/commendations/{id}/edit", Right::WriteMembers, || get(pages::change::edit)).personal(),
    Route::post("/commendations/{id}/edit", Right::WriteMembers, || post(pages::change::update)),
    Route::get("/commendations/{id}/withdrawal", Right::WriteMembers, || get(yearly::pages::ask::<Version>)),
    Route::post("/commendations/{id}/withdrawal", Right::WriteMembers, || post(yearly::pages::withdraw::<Version>)),
];

/// A commendation: one decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct CommendationId(pub i64);

impl CommendationId {
    /// Its page.
    pub fn path(self) -> String {
        format!("/commendations/{}", self.0)
    }
}

/// What is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Biểu dương.
    Praise,
    /// Giấy khen.
    Certificate,
    /// Bằng khen.
    MeritCertificate,
    /// Cờ.
    Flag,
    /// Huy chương, kỷ niệm chương.
    Medal,
    /// Huân chương.
    Order,
    /// Danh hiệu.
    Title,
    /// Anything else, in words.
    Other,
}

impl Form {
    /// All of them, as a form offers them.
    pub const ALL: [Self; 8] = [
        Self::Praise,
        Self::Certificate,
        Self::MeritCertificate,
        Self::Flag,
        Self::Medal,
        Self::Order,
        Self::Title,
        Self::Other,
    ];

    /// Its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Praise => "praise",
            Self::Certificate => "certificate",
            Self::MeritCertificate => "merit_certificate",
            Self::Flag => "flag",
            Self::Medal => "medal",
            Self::Order => "order",
            Self::Title => "title",
            Self::Other => "other",
        }
    }

    /// The form of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Praise => t("Biểu dương"),
            Self::Certificate => t("Giấy khen"),
            Self::MeritCertificate => t("Bằng khen"),
            Self::Flag => t("Cờ"),
            Self::Medal => t("Huy chương, kỷ niệm chương"),
            Self::Order => t("Huân chương"),
            Self::Title => t("Danh hiệu"),
            Self::Other => t("Hình thức khác"),
        }
    }
}

/// What a decision says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What is given.
    pub form: Form,
    /// In words, where it is none of those we know.
    pub form_text: String,
    /// By whom.
    pub issuing_body: String,
    /// The number of the decision; empty when none is known.
    pub decision_number: String,
    /// Its day.
    pub decided_on: Day,
    /// For which year.
    pub year: i16,
    /// For how many years running, the last of them that one.
    pub years: i16,
    /// For what.
    pub merit: String,
    /// Anything else.
    pub note: String,
}

impl Content {
    /// What is given, in words.
    pub fn form_label(&self) -> String {
        if self.form == Form::Other { self.form_text.clone() } else { self.form.label().to_owned() }
    }
}

/// Whom a decision commends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipient {
    /// Who; none: the organisation itself.
    pub person: Option<PersonId>,
    /// Which organisation, or that in which the person earned it.
    pub organisation: OrganisationId,
}

/// A version of a commendation.
#[derive(Clone, Debug)]
pub struct Version {
    /// Of which.
    pub commendation: CommendationId,
    /// Whose committee keeps the paper.
    pub organisation: OrganisationId,
    /// Its number, by which an edit says from what it was made.
    pub version: i64,
    /// What it says.
    pub content: Content,
    /// Whom it commends.
    pub recipients: Vec<Recipient>,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
    /// When it ended, if another one followed or it was withdrawn.
    pub ended_at: Option<Instant>,
    /// Who withdrew it, and why.
    pub withdrawn: Option<(String, String)>,
}

impl Version {
    /// Whether the book says so now.
    pub const fn is_believed(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// Records a commendation.
pub async fn record(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    (content, recipients): (&Content, &[Recipient]),
    confirmed: &[Confirmed],
) -> Result<CommendationId> {
    let id = queries::insert(&mut *db, organisation).await?;
    write(&mut *db, author, id, content, recipients).await?;
    said(db, author, "commendation_recorded", organisation, (content, recipients), confirmed).await?;
    Ok(id)
}

/// Ends what was said and says something else.
///
/// # Errors
/// [`crate::Error::Invalid`] on `version` when somebody else was faster.
pub async fn amend(
    db: &mut PgConnection,
    author: Author,
    before: &Version,
    (content, recipients): (&Content, &[Recipient]),
    confirmed: &[Confirmed],
) -> Result<()> {
    if !queries::end(&mut *db, author, before.version, None).await? {
        return Err(stale());
    }
    write(&mut *db, author, before.commendation, content, recipients).await?;
    said(db, author, "commendation_changed", before.organisation, (content, recipients), confirmed).await
}

/// Withdraws a commendation that was recorded wrongly.
///
/// # Errors
/// [`crate::Error::Invalid`] on `version` when somebody else was faster.
pub async fn withdraw(db: &mut PgConnection, author: Author, before: &Version, reason: &str) -> Result<()> {
    if !queries::end(&mut *db, author, before.version, Some(reason)).await? {
        return Err(stale());
    }
    let content = &before.content;
    let fields = [
        Field::new("decision_number", &content.decision_number, ""),
        Field::new("decided_on", content.decided_on, ""),
        Field::new("reason", "", reason),
    ];
    let organisation = before.organisation;
    let subject = Subject::Organisation(organisation);
    audit::record(db, author, "commendation_withdrawn", subject, Some(organisation), &fields).await
}

async fn write(
    db: &mut PgConnection,
    author: Author,
    id: CommendationId,
    content: &Content,
    recipients: &[Recipient],
) -> Result<()> {
    let version = queries::insert_version(&mut *db, author, id, content).await?;
    queries::insert_recipients(db, version, recipients).await
}

async fn said(
    db: &mut PgConnection,
    author: Author,
    act: &'static str,
    organisation: OrganisationId,
    (content, recipients): (&Content, &[Recipient]),
    confirmed: &[Confirmed],
) -> Result<()> {
    let people = recipients.iter().filter(|recipient| recipient.person.is_some()).count();
    let fields = [
        Field::new("form", "", as_kept(|| content.form_label())),
        Field::new("issuing_body", "", &content.issuing_body),
        Field::new("decision_number", "", &content.decision_number),
        Field::new("decided_on", "", content.decided_on),
        Field::new("year", "", content.year),
        Field::new("merit", "", &content.merit),
        Field::new("members_commended", "", people),
        Field::new("organisations_commended", "", recipients.len() - people),
    ];
    let mut fields: Vec<_> = fields.into_iter().filter(|field| !field.new.is_empty()).collect();
    fields.extend(confirmed.iter().map(|confirmed| Field::new("confirmed", "", &confirmed.code)));
    audit::record(db, author, act, Subject::Organisation(organisation), Some(organisation), &fields).await
}

/// The commendations for a year of an organisation and all below it: those that its committees keep, and those of
/// members and organisations of theirs; of each only the recipients within. By day, the newest first.
pub async fn of_year(db: &mut PgConnection, filter: &Filter) -> Result<Vec<Version>> {
    queries::of_year(db, &filter.ids, filter.year, filter.when.day, filter.when.known()).await
}

/// A commendation as a viewer may see it: its versions, the newest first, of each only the recipients in scope;
/// nothing when it lies outside.
pub async fn find(db: &mut PgConnection, viewer: &Viewer, id: CommendationId) -> Result<Vec<Version>> {
    let mut versions = queries::versions(db, id).await?;
    let keeps = versions.first().is_some_and(|version| viewer.scope.covers(version.organisation));
    for version in &mut versions {
        version.recipients.retain(|recipient| viewer.scope.covers(recipient.organisation));
    }
    // Who neither keeps the paper nor has anyone on it does not know of it.
    versions.retain(|version| keeps || !version.recipients.is_empty());
    Ok(versions)
}

/// How many decisions, members and organisations a year has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Decisions.
    pub decisions: usize,
    /// Members, each once.
    pub members: usize,
    /// Organisations, each once.
    pub organisations: usize,
}

impl Counts {
    /// Of the commendations of a year.
    pub fn of(versions: &[Version]) -> Self {
        let all = versions.iter().flat_map(|version| &version.recipients);
        let members: std::collections::BTreeSet<_> = all.clone().filter_map(|one| one.person).collect();
        let organisations: std::collections::BTreeSet<_> =
            all.filter(|one| one.person.is_none()).map(|one| one.organisation).collect();
        Self { decisions: versions.len(), members: members.len(), organisations: organisations.len() }
    }
}
