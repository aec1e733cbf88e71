//! The evaluation of the year: the grade of each member, or why there is none, a branch on one page; and the grades
//! that the committee gives the organisations below it. The rules are in [`crate::rules::evaluation`].
//!
//! What is recorded of somebody for a year is one thing: another version takes its place, the old one stays with the
//! days on which the book said so. The members of a year are those of its last day, or of today while it runs.

mod form;
mod pages;
mod present;
mod queries;

use std::collections::HashMap;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::Result;
use crate::audit::{self, Author, Field, Subject};
use crate::auth::scope::Kind;
use crate::auth::{Right, Route, Scope, Tree};
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::Confirmed;
use crate::rules::evaluation::{Grade, LeftOut, Points, Tally};
use crate::rules::{Day, PartialDate};
pub use crate::yearly::grids::When;
pub use present::{PANEL, YEAR, grade_label, outcome_label};

/// The most bytes of a grid: a branch of some hundreds.
const GRID: usize = 2 * 1024 * 1024;

/// The pages.
pub const ROUTES: &[Route] = &[
    Route::get("/evaluations", Right::ReadMembers, || get(pages::list::list)).personal(),
    Route::get("/evaluations/people", Right::ReadMembers, || get(pages::list::people)).personal(),
    Route::get("/evaluations/organisations", Right::ReadMembers, || get(pages::organisations::show)).personal(),
    Route::post("/evaluations/organisations", Right::WriteMembers, || post(pages::organisations::save)).body(GRID),
    Route::get("/evaluations/{organisation}", Right::ReadMembers, || get(pages::branch::show)).personal(),
    Route::post("/evaluations/{organisation}", Right::WriteMembers, || post(pages::branch::save)).body(GRID),
];

/// What came out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A grade.
    Graded(Grade),
    /// Not evaluated, and why.
    LeftOut(LeftOut),
}

impl Outcome {
    /// Its word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Graded(grade) => grade.code(),
            Self::LeftOut(reason) => reason.code(),
        }
    }

    /// The outcome of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Grade::from_code(code).map(Self::Graded).or_else(|| LeftOut::from_code(code).map(Self::LeftOut))
    }

    /// The grade, if it is one.
    pub const fn grade(self) -> Option<Grade> {
        match self {
            Self::Graded(grade) => Some(grade),
            Self::LeftOut(_) => None,
        }
    }
}

/// What is recorded of somebody, or of an organisation, for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The grade, or why there is none.
    pub outcome: Outcome,
    /// Points, where the rules of the year have them and they were written down.
    pub points: Option<Points>,
    /// The number of the decision.
    pub decision_number: String,
    /// Its day; a grade has one.
    pub decided_on: Option<Day>,
    /// Anything else; the reason in words, where it is another.
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
    /// The part of it by which it is ordered.
    pub given_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Probationary on that day.
    pub probationary: bool,
    /// The ceremony.
    pub admitted_on: Option<PartialDate>,
    /// Exempt from activity on that day.
    pub exempt: bool,
    /// The version of what is recorded.
    pub version: Option<i64>,
    /// What is recorded.
    pub held: Option<Evaluation>,
}

/// The members of an organisation in a year, and how they were graded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// All of them, the probationary included; guests are not.
    pub members: u32,
    /// Of them probationary.
    pub probationary: u32,
    /// Those graded.
    pub tally: Tally,
    /// Not evaluated: exempt from activity.
    pub exempt: u32,
    /// Not evaluated: admitted too short a time before.
    pub new: u32,
    /// Not evaluated for another reason.
    pub other: u32,
}

impl Figures {
    /// Those who are not evaluated, for whatever reason.
    pub const fn left_out(&self) -> u32 {
        self.exempt + self.new + self.other
    }

    /// Those of whom nothing is recorded yet.
    pub const fn missing(&self) -> u32 {
        self.members.saturating_sub(self.tally.graded() + self.left_out())
    }
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.members += other.members;
        self.probationary += other.probationary;
        self.tally += other.tally;
        self.exempt += other.exempt;
        self.new += other.new;
        self.other += other.other;
    }
}

/// Whose names a figure opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All members.
    Members,
    /// Those who have a grade.
    Graded,
    /// Those graded good or better.
    AtLeastGood,
    /// Those who completed their tasks or better.
    AtLeastCompleted,
    /// Those with a grade, or left out for a reason.
    Of(Outcome),
    /// Those left out for any reason.
    LeftOut,
    /// Those of whom nothing is recorded.
    Missing,
}

impl Which {
    /// Its word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Graded => "graded",
            Self::AtLeastGood => "at_least_good",
            Self::AtLeastCompleted => "at_least_completed",
            Self::Of(outcome) => outcome.code(),
            Self::LeftOut => "left_out",
            Self::Missing => "missing",
        }
    }

    /// Those of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Members, Self::Graded, Self::AtLeastGood, Self::AtLeastCompleted, Self::LeftOut, Self::Missing]
            .into_iter()
            .find(|which| which.code() == code)
            .or_else(|| Outcome::from_code(code).map(Self::Of))
    }
}

/// The page that lists them, of a year and an organisation with all below it; none: the viewer's own.
pub fn people_path(year: i16, organisation: Option<OrganisationId>, which: Which) -> String {
    let branch = organisation.map(|id| format!("&branch={id}")).unwrap_or_default();
    format!("/evaluations/people?year={year}{branch}&of={}", which.code())
}

/// The grid of a branch.
pub fn path(organisation: OrganisationId, year: i16) -> String {
    format!("/evaluations/{organisation}?year={year}")
}

/// The figures of a year of some organisations together, as `organisation = any(…)`.
pub async fn in_year(db: &mut PgConnection, organisations: &[i64], when: When) -> Result<Figures> {
    let mut all = Figures::default();
    for (_, figures) in queries::figures(db, organisations, when).await? {
        all += figures;
    }
    Ok(all)
}

/// The same, each organisation for itself; those without members are left out.
pub async fn by_organisation(
    db: &mut PgConnection,
    organisations: &[i64],
    when: When,
) -> Result<HashMap<OrganisationId, Figures>> {
    Ok(queries::figures(db, organisations, when).await?.into_iter().collect())
}

/// What is recorded of a person, the newest year first, with the branch that recorded it.
pub async fn of_person(
    db: &mut PgConnection,
    person: PersonId,
    asked: Day,
    known: Option<Instant>,
) -> Result<Vec<(i16, OrganisationId, Evaluation)>> {
    queries::of_person(db, person, asked, known).await
}

/// What is recorded of some organisations themselves.
pub async fn of_organisations(
    db: &mut PgConnection,
    organisations: &[i64],
    when: When,
) -> Result<HashMap<OrganisationId, Evaluation>> {
    Ok(queries::of_organisations(db, organisations, when).await?.into_iter().collect())
}

/// The members of a branch in a year, each with what is recorded.
pub async fn members(db: &mut PgConnection, branch: OrganisationId, when: When) -> Result<Vec<Row>> {
    Ok(queries::rows(db, &[branch.0], when, Which::Members.code(), (0, i64::MAX)).await?.0)
}

/// Within which organisation the excellent are capped: that directly above a branch (đảng bộ cơ sở), as far as the scope
/// reaches; else the branch itself.
pub fn grassroots(tree: &Tree, scope: &Scope, branch: OrganisationId) -> OrganisationId {
    let above = tree.node(branch).and_then(|node| node.parent).filter(|parent| scope.holds(*parent));
    above.filter(|parent| tree.node(*parent).is_some_and(|node| node.kind == Kind::Committee)).unwrap_or(branch)
}

/// What becomes of somebody's evaluation, or of that of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<T> {
    /// Whose.
    pub of: T,
    /// What was recorded.
    pub before: Option<Evaluation>,
    /// What is to be recorded; none: nothing any more.
    pub after: Option<Evaluation>,
}

impl<T> Change<T> {
    fn fields(&self, year: i16, confirmed: &[Confirmed]) -> Vec<Field> {
        let told = |tell: fn(&Evaluation) -> String| {
            [&self.before, &self.after].map(|one| one.as_ref().map(tell).unwrap_or_default())
        };
        let [old_outcome, outcome] = told(|one| one.outcome.code().to_owned());
        let [old_points, points] = told(|one| one.points.map(|points| points.to_string()).unwrap_or_default());
        let [old_number, number] = told(|one| one.decision_number.clone());
        let [old_day, day] = told(|one| one.decided_on.map(|day| day.to_string()).unwrap_or_default());
        let [old_note, note] = told(|one| one.note.clone());
        let mut fields = vec![
            Field::new("evaluation", old_outcome, outcome),
            Field::new("points", old_points, points),
            Field::new("decision_number", old_number, number),
            Field::new("decided_on", old_day, day),
            Field::new("note", old_note, note),
        ];
        fields.retain(|field| field.old != field.new);
        fields.insert(0, Field::new("year", year, year));
        fields.extend(confirmed.iter().map(|confirmed| Field::new("confirmed", "", &confirmed.code)));
        fields
    }
}

/// Writes evaluations of members of a branch, with what the committee confirmed of them.
pub async fn write(
    db: &mut PgConnection,
    author: Author,
    branch: OrganisationId,
    year: i16,
    changes: &[Change<PersonId>],
    confirmed: &[Confirmed],
) -> Result<()> {
    for change in changes {
        let ended = queries::end(&mut *db, author, change.of, year).await?;
        if let Some(after) = &change.after {
            let author = Author { at: ended.unwrap_or(author.at), ..author };
            queries::insert(&mut *db, author, branch, (change.of, year), after, confirmed).await?;
        }
        let act = if change.after.is_some() { "evaluated" } else { "evaluation_withdrawn" };
        let fields = change.fields(year, confirmed);
        audit::record(&mut *db, author, act, Subject::Person(change.of), Some(branch), &fields).await?;
    }
    Ok(())
}

/// Writes evaluations of organisations.
pub async fn write_organisations(
    db: &mut PgConnection,
    author: Author,
    year: i16,
    changes: &[Change<OrganisationId>],
) -> Result<()> {
    for change in changes {
        let ended = queries::end_organisation(&mut *db, author, change.of, year).await?;
        if let Some(after) = &change.after {
            let author = Author { at: ended.unwrap_or(author.at), ..author };
            queries::insert_organisation(&mut *db, author, change.of, year, after).await?;
        }
        let act = if change.after.is_some() { "evaluated" } else { "evaluation_withdrawn" };
        let fields = change.fields(year, &[]);
        audit::record(&mut *db, author, act, Subject::Organisation(change.of), Some(change.of), &fields).await?;
    }
    Ok(())
}
