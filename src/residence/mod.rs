//! The contact of members with the place where they live: introduced to the branch there, or not and why; the comment
//! that comes back every year; who is still missing. The words and states are in [`crate::rules::residence`].
//!
//! Who was introduced stays so until something else is recorded from a later day; a comment is of its year. The members
//! of a year are those of its last day, or of today while it runs, the probationary included.

mod form;
mod pages;
mod present;
mod queries;

use std::collections::HashMap;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::Result;
use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route};
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::residence::{Comment, Reason, State};
use crate::rules::{Day, PartialDate};
pub use crate::yearly::grids::When;
pub use present::{PANEL, YEAR, comment_label, reason_label};

/// The most bytes of a grid: a branch of some hundreds.
const GRID: usize = 2 * 1024 * 1024;

/// The pages.
pub const ROUTES: &[Route] = &[
    Route::get("/residence", Right::ReadMembers, || get(pages::list::list)).personal(),
    Route::get("/residence/people", Right::ReadMembers, || get(pages::list::people)).personal(),
    Route::get("/residence/{organisation}", Right::ReadMembers, || get(pages::branch::show)).personal(),
    Route::post("/residence/{organisation}", Right::WriteMembers, || post(pages::branch::save)).body(GRID),
];

/// Introduced to a branch, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// So from this day.
    pub since: Day,
    /// The day of the letter, as far as it is known.
    pub introduced_on: Option<PartialDate>,
    /// Why not; none: introduced.
    pub reason: Option<Reason>,
    /// To which branch; the reason in words, where it is another.
    pub place: String,
}

/// The comment of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commented {
    /// When it came.
    pub received_on: Day,
    /// What it says, in a word.
    pub grade: Comment,
    /// Anything else.
    pub note: String,
}

/// A member in a year.
#[derive(Clone, Debug)]
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// In which branch.
    pub organisation: OrganisationId,
    /// Their name on that day.
    pub full_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Where they live, as their record has it.
    pub residence: String,
    /// Probationary on that day.
    pub probationary: bool,
    /// The ceremony of their first admission, as far as it is known.
    pub admitted_on: Option<PartialDate>,
    /// Since when they are introduced, to whatever place, as far as the book goes back.
    pub first_introduced: Option<Day>,
    /// Introduced or not; none: nothing is recorded.
    pub contact: Option<Contact>,
    /// The comment of the year.
    pub commented: Option<Commented>,
}

impl Row {
    /// Where they stand.
    pub fn state(&self) -> State {
        State::of(self.contact.as_ref().map(|contact| contact.reason.is_none()), self.commented.is_some())
    }
}

/// The members of an organisation in a year, and where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// All of them, the probationary included; guests are not.
    pub members: u32,
    /// Of them probationary.
    pub probationary: u32,
    /// Introduced.
    pub introduced: u32,
    /// Introduced and commented on.
    pub commented: u32,
    /// Of them: have done well.
    pub good: u32,
    /// Not introduced, for a reason.
    pub not_introduced: u32,
}

impl Figures {
    /// Those of whom nothing is recorded: neither introduced nor why not.
    pub const fn unknown(&self) -> u32 {
        self.members.saturating_sub(self.introduced + self.not_introduced)
    }

    /// Those introduced whose comment has not come.
    pub const fn awaited(&self) -> u32 {
        self.introduced.saturating_sub(self.commented)
    }

    /// Those of whom something is missing still.
    pub const fn missing(&self) -> u32 {
        self.unknown() + self.awaited()
    }

    /// The same; the comments are not missing before they are due.
    pub const fn lacking(&self, due: bool) -> u32 {
        if due { self.missing() } else { self.unknown() }
    }
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.members += other.members;
        self.probationary += other.probationary;
        self.introduced += other.introduced;
        self.commented += other.commented;
        self.good += other.good;
        self.not_introduced += other.not_introduced;
    }
}

/// Whose names a figure opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All members.
    Members,
    /// Those introduced.
    Introduced,
    /// Introduced and commented on.
    Commented,
    /// Of them: have done well.
    Good,
    /// Introduced, the comment has not come.
    Awaited,
    /// Not introduced, for a reason.
    NotIntroduced,
    /// Neither introduced nor why not.
    Unknown,
    /// Those of whom something is missing: unknown or awaited.
    Missing,
}

impl Which {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Members,
        Self::Introduced,
        Self::Commented,
        Self::Good,
        Self::Awaited,
        Self::NotIntroduced,
        Self::Unknown,
        Self::Missing,
    ];

    /// Those of whom something that is due is missing: the comments are not before they are due ([`Figures::lacking`]).
    pub const fn lacking(due: bool) -> Self {
        if due { Self::Missing } else { Self::Unknown }
    }

    /// Its word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Introduced => "introduced",
            Self::Commented => "commented",
            Self::Good => "good",
            Self::Awaited => "awaited",
            Self::NotIntroduced => "not_introduced",
            Self::Unknown => "unknown",
            Self::Missing => "missing",
        }
    }

    /// Those of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.code() == code)
    }
}

/// The page that lists them, of a year and an organisation with all below it; none: the viewer's own.
pub fn people_path(year: i16, organisation: Option<OrganisationId>, which: Which) -> String {
    let branch = organisation.map(|id| format!("&branch={id}")).unwrap_or_default();
    format!("/residence/people?year={year}{branch}&of={}", which.code())
}

/// The grid of a branch.
pub fn path(organisation: OrganisationId, year: i16) -> String {
    format!("/residence/{organisation}?year={year}")
}

/// The figures of a year of some organisations together, as `organisation = any(…)`.
pub async fn in_year(db: &mut PgConnection, organisations: &[i64], when: When) -> Result<Figures> {
    let mut all = Figures::default();
    for (_, figures) in queries::figures(db, organisations, when).await? {
        all += figures;
    }
    Ok(all)
}

/// Whether the comment of a year had come for somebody up to a day.
pub async fn was_commented(
    db: &mut PgConnection,
    person: PersonId,
    year: i16,
    asked: Day,
    known: Option<Instant>,
) -> Result<bool> {
    Ok(queries::comments(db, person, asked, known).await?.iter().any(|(of, ..)| *of == year))
}

/// The figures of a year, each organisation for itself; those without members are left out.
pub async fn by_organisation(
    db: &mut PgConnection,
    organisations: &[i64],
    when: When,
) -> Result<HashMap<OrganisationId, Figures>> {
    Ok(queries::figures(db, organisations, when).await?.into_iter().collect())
}

/// The members of a branch in a year, each with what is recorded.
pub async fn members(db: &mut PgConnection, branch: OrganisationId, when: When) -> Result<Vec<Row>> {
    Ok(queries::rows(db, &[branch.0], when, Which::Members.code(), (0, i64::MAX)).await?.0)
}

/// What becomes of what is recorded of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub person: PersonId,
    /// Introduced or not: what is not believed any more, and what holds instead or from now on.
    pub contact: Option<(Option<Contact>, Option<Contact>)>,
    /// The comment of the year: what was, and what is.
    pub commented: Option<(Option<Commented>, Option<Commented>)>,
}

impl Change {
    fn fields(&self, year: i16) -> Vec<Field> {
        let mut fields = Vec::new();
        if let Some((before, after)) = &self.contact {
            let told =
                |tell: fn(&Contact) -> String| [before, after].map(|one| one.as_ref().map(tell).unwrap_or_default());
            let [old_contact, contact] = told(|one| one.reason.map_or("introduced", Reason::code).to_owned());
            let [old_day, day] = told(|one| one.introduced_on.map(|day| day.to_string()).unwrap_or_default());
            let [old_place, place] = told(|one| one.place.clone());
            fields.push(Field::new("residence_contact", old_contact, contact));
            fields.push(Field::new("introduced_on", old_day, day));
            fields.push(Field::new("residence_place", old_place, place));
        }
        if let Some((before, after)) = &self.commented {
            let told =
                |tell: fn(&Commented) -> String| [before, after].map(|one| one.as_ref().map(tell).unwrap_or_default());
            let [old_comment, comment] = told(|one| one.grade.code().to_owned());
            let [old_day, day] = told(|one| one.received_on.to_string());
            let [old_note, note] = told(|one| one.note.clone());
            fields.push(Field::new("residence_comment", old_comment, comment));
            fields.push(Field::new("received_on", old_day, day));
            fields.push(Field::new("note", old_note, note));
        }
        fields.retain(|field| field.old != field.new);
        if self.commented.is_some() {
            fields.insert(0, Field::new("year", year, year));
        }
        fields
    }
}

/// Writes what becomes of members of a branch in a year.
pub async fn write(
    db: &mut PgConnection,
    author: Author,
    branch: OrganisationId,
    year: i16,
    changes: &[Change],
) -> Result<()> {
    for change in changes {
        if let Some((before, after)) = &change.contact {
            let mut at = author.at;
            // What began on the day on which the new begins is not believed any more either.
            let replaced = before.as_ref().into_iter().chain(after).map(|contact| contact.since);
            for since in replaced {
                at = at.max(queries::end_contact(&mut *db, author, change.person, since).await?.unwrap_or(at));
            }
            if let Some(after) = after {
                queries::insert_contact(&mut *db, Author { at, ..author }, branch, change.person, after).await?;
            }
        }
        if let Some((_, after)) = &change.commented {
            let ended = queries::end_comment(&mut *db, author, change.person, year).await?;
            if let Some(after) = after {
                let author = Author { at: ended.unwrap_or(author.at), ..author };
                queries::insert_comment(&mut *db, author, branch, (change.person, year), after).await?;
            }
        }
        let fields = change.fields(year);
        audit::record(&mut *db, author, "residence_recorded", Subject::Person(change.person), Some(branch), &fields)
            .await?;
    }
    Ok(())
}
