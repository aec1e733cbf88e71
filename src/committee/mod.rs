//! The committee and its term: the congress with which a term begins, and who holds which post from when to when.
//!
//! Only who is a member of the organisation, or of one below it, can hold a post of its committee: who has left does
//! not hold it any more, whatever the book says of the post, and the page says so.

mod form;
mod holding;
mod kind;
mod pages;
mod panel;
mod present;
mod queries;

use std::collections::BTreeSet;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::Result;
use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route, Tree, Viewer};
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;
use crate::web::{With, t};
use crate::yearly::withdrawal::stale;
use crate::yearly::{self, as_kept};
pub use holding::Holder;
pub use kind::Kind;
use pages::withdrawal::{HeldPost, HeldTerm};
pub use panel::{PANEL, YEAR};

/// The addresses of the committee.
pub const ROUTES: &[Route] = &[
    Route::get("/committee", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/committee/terms/new", Right::WriteMembers, || get(pages::terms::new)),
    Route::post("/committee/terms", Right::WriteMembers, || post(pages::terms::create)),
    Route::get("/committee/terms/{id}", Right::ReadMembers, || get(pages::show)).personal(),
    Route::get("/committee/terms/{id}/edit", Right::WriteMembers, || get(pages::terms::edit)),
    Route::post("/committee/terms/{id}/edit", Right::WriteMembers, || post(pages::terms::update)),
    Route::get("/committee/terms/{id}/withdrawal", Right::WriteMembers, || get(yearly::pages::ask::<HeldTerm>)),
    Route::post("/committee/terms/{id}/withdrawal", Right::WriteMembers, || post(yearly::pages::withdraw::<HeldTerm>)),
    Route::get("/committee/posts/new", Right::WriteMembers, || get(pages::posts::new)).personal(),
    Route::post("/committee/posts", Right::WriteMembers, || post(pages::posts::create)),
    Route::get("/committee/posts/{id}/edit", Right::WriteMembers, || get(pages::post::edit)).personal(),
    Route::post("/committee/posts/{id}/edit", Right::WriteMembers, || post(pages::post::update)),
    Route::get("/committee/posts/{id}/withdrawal", Right::WriteMembers, || get(yearly::pages::ask::<HeldPost>))
        .personal(),
    Route::post("/committee/posts/{id}/withdrawal", Right::WriteMembers, || post(yearly::pages::withdraw::<HeldPost>)),
];

/// A term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct TermId(pub i64);

impl TermId {
    /// Its page.
    pub fn path(self) -> String {
        format!("/committee/terms/{}", self.0)
    }
}

/// Somebody's post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct PostId(pub i64);

impl PostId {
    /// The start of its addresses.
    pub fn path(self) -> String {
        format!("/committee/posts/{}", self.0)
    }
}

/// What is said of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermContent {
    /// The number of its congress as it is said: IV.
    pub congress: String,
    /// The first year of the term.
    pub from_year: i16,
    /// Its last.
    pub to_year: i16,
    /// The day of the congress.
    pub held_on: Day,
    /// Anything else.
    pub note: String,
}

impl TermContent {
    /// The congress and its term in words.
    pub fn label(&self) -> String {
        t("Đại hội lần thứ {congress}, nhiệm kỳ {from}–{to}")
            .with("congress", &self.congress)
            .with("from", self.from_year)
            .with("to", self.to_year)
    }
}

/// A version of a term.
#[derive(Clone, Debug)]
pub struct Term {
    /// Of which.
    pub id: TermId,
    /// Whose.
    pub organisation: OrganisationId,
    /// Its number.
    pub version: i64,
    /// What it says.
    pub content: TermContent,
    /// How it came and went.
    pub kept: Kept,
}

/// What is said of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostContent {
    /// Which.
    pub kind: Kind,
    /// What its holder is in charge of.
    pub duties: String,
    /// In which term.
    pub term: Option<TermId>,
    /// From which day.
    pub from: Day,
    /// Until before which; none: still.
    pub to: Option<Day>,
}

/// A version of a post.
#[derive(Clone, Debug)]
pub struct Post {
    /// Of which.
    pub id: PostId,
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// Who holds it.
    pub person: PersonId,
    /// Its number.
    pub version: i64,
    /// What it says.
    pub content: PostContent,
    /// How it came and went.
    pub kept: Kept,
}

impl Post {
    /// Whether it is held on a day, as the book says.
    pub fn covers(&self, day: Day) -> bool {
        self.content.from <= day && self.content.to.is_none_or(|to| day < to)
    }
}

/// Who recorded a version and when, and how it ended.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// When another one followed it, or it was withdrawn.
    pub ended_at: Option<Instant>,
    /// Who withdrew it, and why.
    pub withdrawn: Option<(String, String)>,
}

impl Kept {
    /// Whether the book says so now.
    pub const fn is_believed(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// Records a term.
pub async fn record_term(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    content: &TermContent,
) -> Result<TermId> {
    let id = queries::insert_term(&mut *db, organisation).await?;
    queries::insert_term_version(&mut *db, author, id, content).await?;
    said_of_term(db, author, "term_recorded", organisation, content, "").await?;
    Ok(id)
}

/// Says something else of a term.
///
/// # Errors
/// [`crate::Error::Invalid`] on `version` when somebody else was faster.
pub async fn amend_term(db: &mut PgConnection, author: Author, before: &Term, content: &TermContent) -> Result<()> {
    if !queries::end_term(&mut *db, author, before.version, None).await? {
        return Err(stale());
    }
    queries::insert_term_version(&mut *db, author, before.id, content).await?;
    said_of_term(db, author, "term_changed", before.organisation, content, "").await
}

/// The posts that ended when a term was recorded, and what was said of them before.
async fn ended_with(db: &mut PgConnection, term: &Term) -> Result<Vec<(Post, PostContent)>> {
    let versions = queries::term_versions(&mut *db, term.id).await?;
    let recorded_at = versions.iter().map(|version| version.kept.at).min();
    let mut ended = Vec::new();
    for post in queries::posts(&mut *db, &[term.organisation.0], None).await? {
        if post.content.to.is_some() && Some(post.kept.at) == recorded_at {
            let before = queries::post_versions(&mut *db, post.id).await?.into_iter().nth(1);
            ended.extend(before.map(|before| (post, before.content)));
        }
    }
    Ok(ended)
}

/// Withdraws a term that was recorded wrongly; the posts that ended when it was recorded are held again.
///
/// # Errors
/// [`crate::Error::Invalid`] on `version` when somebody else was faster.
pub async fn withdraw_term(db: &mut PgConnection, author: Author, before: &Term, reason: &str) -> Result<()> {
    if !queries::end_term(&mut *db, author, before.version, Some(reason)).await? {
        return Err(stale());
    }
    for (post, content) in ended_with(&mut *db, before).await? {
        amend_post(&mut *db, author, &post, &content).await?;
    }
    said_of_term(db, author, "term_withdrawn", before.organisation, &before.content, reason).await
}

async fn said_of_term(
    db: &mut PgConnection,
    author: Author,
    act: &'static str,
    organisation: OrganisationId,
    content: &TermContent,
    reason: &str,
) -> Result<()> {
    let mut fields = vec![
        Field::new("congress", "", &content.congress),
        Field::new("term", "", format!("{}–{}", content.from_year, content.to_year)),
        Field::new("congress_on", "", content.held_on),
    ];
    if !reason.is_empty() {
        fields.push(Field::new("reason", "", reason));
    }
    audit::record(db, author, act, Subject::Organisation(organisation), Some(organisation), &fields).await
}

/// Records that somebody holds a post.
pub async fn record_post(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    person: PersonId,
    content: &PostContent,
) -> Result<PostId> {
    let id = queries::insert_post(&mut *db, organisation, person).await?;
    queries::insert_post_version(&mut *db, author, id, content).await?;
    said_of_post(db, author, "post_recorded", (organisation, person), content, "").await?;
    Ok(id)
}

/// Says something else of a post.
///
/// # Errors
/// [`crate::Error::Invalid`] on `version` when somebody else was faster.
pub async fn amend_post(db: &mut PgConnection, author: Author, before: &Post, content: &PostContent) -> Result<()> {
    if !queries::end_post(&mut *db, author, before.version, None).await? {
        return Err(stale());
    }
    queries::insert_post_version(&mut *db, author, before.id, content).await?;
    said_of_post(db, author, "post_changed", (before.organisation, before.person), content, "").await
}

/// Says from which day somebody does not hold a post any more.
///
/// # Errors
/// [`crate::Error::NotFound`] when there is no such post, [`crate::Error::Invalid`] when it was withdrawn.
pub async fn end_post(db: &mut PgConnection, author: Author, id: PostId, on: Day) -> Result<()> {
    let versions = queries::post_versions(&mut *db, id).await?;
    let newest = versions.first().ok_or(crate::Error::NotFound)?;
    amend_post(db, author, newest, &PostContent { to: Some(on), ..newest.content.clone() }).await
}

/// Withdraws a post that was recorded wrongly.
///
/// # Errors
/// [`crate::Error::Invalid`] on `version` when somebody else was faster.
pub async fn withdraw_post(db: &mut PgConnection, author: Author, before: &Post, reason: &str) -> Result<()> {
    if !queries::end_post(&mut *db, author, before.version, Some(reason)).await? {
        return Err(stale());
    }
    said_of_post(db, author, "post_withdrawn", (before.organisation, before.person), &before.content, reason).await
}

async fn said_of_post(
    db: &mut PgConnection,
    author: Author,
    act: &'static str,
    (organisation, person): (OrganisationId, PersonId),
    content: &PostContent,
    reason: &str,
) -> Result<()> {
    let fields = [
        Field::new("post", "", as_kept(|| content.kind.label())),
        Field::new("duties", "", &content.duties),
        Field::new("from", "", content.from),
        Field::new("held_until", "", content.to.map(|day| day.to_string()).unwrap_or_default()),
        Field::new("reason", "", reason),
    ];
    let fields: Vec<_> = fields.into_iter().filter(|field| !field.new.is_empty()).collect();
    audit::record(db, author, act, Subject::Person(person), Some(organisation), &fields).await
}

/// Ends every post of an organisation that is held on the day of a new congress and was taken before it; how many.
pub async fn end_posts(db: &mut PgConnection, author: Author, organisation: OrganisationId, on: Day) -> Result<usize> {
    let posts = queries::posts(&mut *db, &[organisation.0], None).await?;
    let open: Vec<_> =
        posts.into_iter().filter(|post| post.content.to.is_none_or(|to| to > on) && post.content.from < on).collect();
    for post in &open {
        amend_post(&mut *db, author, post, &PostContent { to: Some(on), ..post.content.clone() }).await?;
    }
    Ok(open.len())
}

/// The term of an organisation on a day: that of its last congress up to then.
pub async fn term_on(
    db: &mut PgConnection,
    organisation: OrganisationId,
    day: Day,
    known: Option<Instant>,
) -> Result<Option<Term>> {
    let terms = queries::terms(db, &[organisation.0], known).await?;
    Ok(terms.into_iter().filter(|term| term.content.held_on <= day).max_by_key(|term| (term.content.held_on, term.id)))
}

/// Whether a year is the last of the term that an organisation is in at its end: năm cuối nhiệm kỳ.
pub async fn is_last_year(db: &mut PgConnection, organisation: OrganisationId, year: i16) -> Result<bool> {
    let Some(day) = Day::new(year, 1, 1) else { return Ok(false) };
    Ok(term_on(db, organisation, day, None).await?.is_some_and(|term| term.content.to_year == year))
}

/// Who holds which post of some organisations on a day, the highest first.
pub async fn holders(
    db: &mut PgConnection,
    tree: &Tree,
    organisations: &[i64],
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<Holder>> {
    holding::holders(db, tree, organisations, day, known).await
}

/// How many hold a post in the committee of an organisation on a day, as the book says now, each once; none where it
/// knows nobody who does.
pub async fn size(db: &mut PgConnection, tree: &Tree, organisation: OrganisationId, day: Day) -> Result<Option<i32>> {
    let holders = holding::holders(db, tree, &[organisation.0], day, None).await?;
    let people: BTreeSet<_> = holders.iter().filter(|one| one.is_member).map(|one| one.post.person).collect();
    Ok(i32::try_from(people.len()).ok().filter(|size| *size > 0))
}

/// A term within the viewer's scope: its versions, the newest first.
///
/// # Errors
/// [`crate::Error::NotFound`] when there is none.
async fn find_term(db: &mut PgConnection, viewer: &Viewer, id: TermId) -> Result<Vec<Term>> {
    let versions = queries::term_versions(db, id).await?;
    let within = versions.first().is_some_and(|term| viewer.scope.covers(term.organisation));
    if within { Ok(versions) } else { Err(crate::Error::NotFound) }
}

/// A post within the viewer's scope: its versions, the newest first.
///
/// # Errors
/// [`crate::Error::NotFound`] when there is none.
async fn find_post(db: &mut PgConnection, viewer: &Viewer, id: PostId) -> Result<Vec<Post>> {
    let versions = queries::post_versions(db, id).await?;
    let within = versions.first().is_some_and(|post| viewer.scope.covers(post.organisation));
    if within { Ok(versions) } else { Err(crate::Error::NotFound) }
}
