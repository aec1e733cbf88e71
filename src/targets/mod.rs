//! The targets of the yearly resolution of an organisation: what is aimed at, what came of it, and where that is read.
//!
//! What came of a target is derived wherever the records can tell it ([`sources`]) and typed where they cannot; the
//! page says which, and opens the records behind a figure. The arithmetic is [`crate::rules::target`].

mod form;
mod next;
mod pages;
mod panel;
mod present;
mod queries;
pub mod sources;
mod whom;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::Result;
use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route, Viewer};
use crate::choosing;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::panels::Asking;
use crate::rules::target::{Actual, Aim, Grade, Unit, Verdict, percentage, verdict};
use crate::rules::{Day, year};
use crate::state::App;
use crate::web::{Errors, as_of};
use crate::yearly::withdrawal::stale;
use crate::yearly::{self, as_kept};
pub use panel::{PANEL, YEAR};
pub use present::{actual_words, aim_words, percent_words, verdict_tag};
use sources::{Asked, Source};

/// The addresses of targets.
pub const ROUTES: &[Route] = &[
    Route::get("/targets", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/targets/new", Right::WriteMembers, || get(pages::change::new)),
    Route::post("/targets", Right::WriteMembers, || post(pages::change::create)),
    Route::get("/targets/next", Right::WriteMembers, || get(pages::next::new)),
    Route::post("/targets/next", Right::WriteMembers, || post(pages::next::create)),
    Route::get("/targets/{id}/edit", Right::WriteMembers, || get(pages::change::edit)),
    Route::post("/targets/{id}/edit", Right::WriteMembers, || post(pages::change::update)),
    Route::get("/targets/{id}/withdrawal", Right::WriteMembers, || get(yearly::pages::ask::<Target>)),
    Route::post("/targets/{id}/withdrawal", Right::WriteMembers, || post(yearly::pages::withdraw::<Target>)),
];

/// A target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct TargetId(pub i64);

impl TargetId {
    /// The start of its addresses.
    pub fn path(self) -> String {
        format!("/targets/{}", self.0)
    }
}

/// What is said of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its place among those of the year, from 1.
    pub place: i16,
    /// What it is called in the resolution.
    pub name: String,
    /// What is aimed at.
    pub aim: Aim,
    /// Where what came of it is read; none: it is typed.
    pub source: Option<&'static str>,
    /// What was typed of it.
    pub typed: Option<Actual>,
    /// Anything else.
    pub note: String,
}

/// A version of a target.
#[derive(Clone, Debug)]
pub struct Target {
    /// Of which.
    pub id: TargetId,
    /// Whose.
    pub organisation: OrganisationId,
    /// Of which year.
    pub year: i16,
    /// Its number.
    pub version: i64,
    /// What it says.
    pub content: Content,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
    /// When another one followed it, or it was withdrawn.
    pub ended_at: Option<Instant>,
    /// Who withdrew it, and why.
    pub withdrawn: Option<(String, String)>,
}

impl Target {
    /// Whether the book says so now.
    pub const fn is_believed(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// A target and what came of it up to a day.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The target.
    pub target: Target,
    /// What came of it; nothing: there is nothing to tell yet.
    pub actual: Option<Actual>,
    /// How it stands.
    pub verdict: Option<Verdict>,
    /// In tenths of a percent: of a number the share of it, of a share that share.
    pub tenths: Option<i64>,
    /// Where the records behind it are; nothing where a committee wrote it.
    pub address: Option<String>,
    /// What stands beside the figure and is not in it, and where that is.
    pub beside: Option<(String, String)>,
    /// Whether the year has begun on that day: before, nothing can have come of it and there is no verdict.
    pub has_begun: bool,
    /// Whether the year is over on that day.
    pub is_over: bool,
}

/// The targets of a year of an organisation with what came of them up to a day, as the book said it then.
pub async fn progress(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    organisation: OrganisationId,
    year: i16,
    when: as_of::Asked,
) -> Result<Vec<Progress>> {
    let mut targets = queries::of_year(&mut *db, &[organisation.0], year, when.known()).await?;
    if when.day < when.today {
        told_by(&mut *db, &mut targets, organisation, year, when).await?;
    }
    let scope = within(app, viewer, organisation);
    let asked = asked(app, viewer, (organisation, &scope), year, when);
    let has_begun = year::has_begun(year, when.day);
    let mut found = Vec::with_capacity(targets.len());
    for target in targets {
        let (mut actual, mut address, mut beside) = (target.content.typed, None, None);
        if let Some(source) = target.content.source.and_then(Source::from_code).filter(|_| has_begun) {
            actual = (source.count)(&mut *db, &asked).await?;
            address = Some((source.address)(&asked)).filter(|address| !address.is_empty());
            if let Some(others) = source.beside {
                beside = others(&mut *db, &asked).await?;
            }
        }
        found.push(Progress {
            verdict: actual.filter(|_| has_begun).and_then(|actual| verdict(target.content.aim, actual)),
            tenths: actual.filter(|_| has_begun).and_then(|actual| percentage(target.content.aim, actual)),
            has_begun,
            actual,
            address,
            beside,
            is_over: when.day > last_of(year, when),
            target,
        });
    }
    Ok(found)
}

/// The targets that a resolution sets for a year, whatever came of them.
pub async fn set_for(db: &mut PgConnection, organisation: OrganisationId, year: i16) -> Result<Vec<Target>> {
    queries::of_year(db, &[organisation.0], year, None).await
}

/// An organisation and all below it, as far as the viewer has them.
fn within(app: &App, viewer: &Viewer, organisation: OrganisationId) -> Vec<i64> {
    let mut scope = app.tree().scope(organisation).ids();
    scope.retain(|id| viewer.scope.covers(OrganisationId(*id)));
    scope
}

/// What is asked of the sources of a year.
fn asked<'a>(
    app: &'a App,
    viewer: &'a Viewer,
    (organisation, scope): (OrganisationId, &'a [i64]),
    year: i16,
    when: as_of::Asked,
) -> Asked<'a> {
    let until = last_of(year, when).min(when.day);
    Asked { app, viewer, organisation, scope, year, until, told_on: when.day, known_on: when.known_on }
}

/// The last day of a year.
fn last_of(year: i16, when: as_of::Asked) -> Day {
    Day::new(year, 12, 31).unwrap_or(when.day)
}

/// The targets of a year in which somebody is counted as far as the records of the day tell, each with where those
/// records are: of the branches where they were a member in it and of those above, as far as the viewer holds them.
async fn counting(
    db: &mut PgConnection,
    asking: &Asking<'_>,
    person: PersonId,
    year: i16,
) -> Result<Vec<(Target, String)>> {
    let (app, viewer, when) = (asking.app, asking.viewer, asking.asked);
    let tree = app.tree();
    let last = last_of(year, when).min(when.day);
    let days = (Day::new(year, 1, 1).unwrap_or(last), last);
    let branches = choosing::branches(&mut *db, person, days, when.known(), false).await?;
    let mut holders: Vec<_> =
        branches.into_iter().flat_map(|branch| tree.above(branch).into_iter().chain([branch])).collect();
    holders.retain(|holder| viewer.scope.holds(*holder));
    let ids: Vec<_> = holders.iter().map(|holder| holder.0).collect();
    let mut found = Vec::new();
    for target in queries::of_year(&mut *db, &ids, year, when.known()).await? {
        let Some(source) = target.content.source.and_then(Source::from_code) else { continue };
        let Some(counts) = source.counts else { continue };
        let scope = within(app, viewer, target.organisation);
        let asked = asked(app, viewer, (target.organisation, &scope), year, when);
        if counts(&mut *db, &asked, person).await? {
            let address = (source.address)(&asked);
            found.push((target, address));
        }
    }
    Ok(found)
}

/// What a committee wrote of targets has no day of its own but that on which it was written: of a past day it is what
/// stood there at its end, and nothing where nothing stood there or the target was measured otherwise.
async fn told_by(
    db: &mut PgConnection,
    targets: &mut [Target],
    organisation: OrganisationId,
    year: i16,
    when: as_of::Asked,
) -> Result<()> {
    let end = Instant::end_of(when.day);
    let then =
        queries::of_year(db, &[organisation.0], year, Some(when.known().map_or(end, |known| known.min(end)))).await?;
    for target in targets {
        let content = &mut target.content;
        let before = then.iter().find(|before| before.id == target.id).map(|before| &before.content);
        let alike = |before: &&Content| before.source == content.source && before.aim.unit() == content.aim.unit();
        content.typed = before.filter(alike).and_then(|before| before.typed);
        content.note = before.map(|before| before.note.clone()).unwrap_or_default();
    }
    Ok(())
}

/// Records a target.
pub async fn record(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    year: i16,
    content: &Content,
) -> Result<TargetId> {
    let id = queries::insert(&mut *db, organisation, year).await?;
    queries::insert_version(&mut *db, author, id, content).await?;
    said(db, author, "target_recorded", (organisation, year), content, "").await?;
    Ok(id)
}

/// Says something else of a target.
///
/// # Errors
/// [`crate::Error::Invalid`] on `version` when somebody else was faster.
pub async fn amend(db: &mut PgConnection, author: Author, before: &Target, content: &Content) -> Result<()> {
    if !queries::end(&mut *db, author, before.version, None).await? {
        return Err(stale());
    }
    queries::insert_version(&mut *db, author, before.id, content).await?;
    said(db, author, "target_changed", (before.organisation, before.year), content, "").await
}

/// Says what came of a target, as far as it is typed.
///
/// # Errors
/// [`crate::Error::NotFound`] when there is no such target, [`crate::Error::Invalid`] when it was withdrawn.
pub async fn tell(db: &mut PgConnection, author: Author, id: TargetId, actual: Option<Actual>) -> Result<()> {
    let versions = queries::versions(&mut *db, id).await?;
    let newest = versions.first().ok_or(crate::Error::NotFound)?;
    amend(db, author, newest, &Content { typed: actual, ..newest.content.clone() }).await
}

/// A target as its form reads it: what it is, the word of a source or `typed_` with that of a unit, what is aimed at
/// and what came of it (of a grade its rank, of what is done or not `yes` or `no`).
pub fn read(errors: &mut Errors, name: &str, (source, aim, actual): (&str, &str, &str), place: i16) -> Option<Content> {
    let choice = matches!(source, "typed_grade" | "typed_yes_no")
        || Source::from_code(source).is_some_and(|source| source.unit == Unit::Grade);
    let form = form::TargetForm {
        name: name.to_owned(),
        source: source.to_owned(),
        aim: if choice { String::new() } else { aim.to_owned() },
        aim_grade: if choice { aim.to_owned() } else { String::new() },
        actual: if choice { String::new() } else { actual.to_owned() },
        actual_choice: if choice { actual.to_owned() } else { String::new() },
        ..form::TargetForm::default()
    };
    form.content(errors, place)
}

/// Withdraws a target that was recorded wrongly.
///
/// # Errors
/// [`crate::Error::Invalid`] on `version` when somebody else was faster.
pub async fn withdraw(db: &mut PgConnection, author: Author, before: &Target, reason: &str) -> Result<()> {
    if !queries::end(&mut *db, author, before.version, Some(reason)).await? {
        return Err(stale());
    }
    said(db, author, "target_withdrawn", (before.organisation, before.year), &before.content, reason).await
}

async fn said(
    db: &mut PgConnection,
    author: Author,
    act: &'static str,
    (organisation, year): (OrganisationId, i16),
    content: &Content,
    reason: &str,
) -> Result<()> {
    let fields = [
        Field::new("year", "", year),
        Field::new("target", "", &content.name),
        Field::new("aim", "", as_kept(|| aim_words(content.aim))),
        Field::new("actual", "", as_kept(|| content.typed.map(actual_words).unwrap_or_default())),
        Field::new("reason", "", reason),
    ];
    let fields: Vec<_> = fields.into_iter().filter(|field| !field.new.is_empty()).collect();
    audit::record(db, author, act, Subject::Organisation(organisation), Some(organisation), &fields).await
}

/// A target within the viewer's scope: its versions, the newest first.
///
/// # Errors
/// [`crate::Error::NotFound`] when there is none.
async fn find(db: &mut PgConnection, viewer: &Viewer, id: TargetId) -> Result<Vec<Target>> {
    let versions = queries::versions(db, id).await?;
    let within = versions.first().is_some_and(|target| viewer.scope.covers(target.organisation));
    if within { Ok(versions) } else { Err(crate::Error::NotFound) }
}

/// What the database keeps of what was typed: a part, and of a share its whole.
fn kept(actual: Actual) -> (i64, Option<i64>) {
    match actual {
        Actual::Number(number) => (number, None),
        Actual::Share { part, whole } => (part, Some(whole)),
        Actual::Grade(grade) => (i64::from(grade.rank()), None),
        Actual::Done(done) => (i64::from(done), None),
    }
}

/// What was typed, from what the database keeps.
fn typed(aim: Aim, part: i64, whole: Option<i64>) -> Option<Actual> {
    Some(match aim {
        Aim::Number(_) => Actual::Number(part),
        Aim::Percent(_) => Actual::Share { part, whole: whole? },
        Aim::Grade(_) => Actual::Grade(Grade::from_rank(i32::try_from(part).ok()?)?),
        Aim::Yes => Actual::Done(part == 1),
    })
}
