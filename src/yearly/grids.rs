//! What the features share that keep one thing of every member for a year: a list of the branches with their figures, and
//! for each branch a grid with a row for each of its members.

use serde::Deserialize;

use crate::auth::scope::Kind;
use crate::auth::{Right, Viewer};
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::organisations::year::{AskedYear, FIRST, YearQuery};
use crate::rules::Day;
use crate::rules::year::{counted_on, has_begun};
use crate::state::App;
use crate::web::Errors;
use crate::web::as_of::{AsOf, Asked};
use crate::web::grid::Grid;
use crate::{Error, Result};

/// What is asked of a year.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The year.
    pub year: i16,
    /// The day whose members are counted: the last of the year, or an earlier one on which it is asked.
    pub on: Day,
    /// The day on which it is asked: what came later is not told.
    pub asked: Day,
    /// As the book said at that instant; none: as it says now.
    pub known: Option<Instant>,
}

impl When {
    /// A year as it is told on a day, as the book said at an instant (none: as it says now).
    pub fn new(year: i16, asked: Day, known: Option<Instant>) -> Self {
        Self { year, on: counted_on(year, asked), asked, known }
    }
}

impl When {
    /// Whether the year has begun on the day on which it is asked.
    pub fn has_begun(&self) -> bool {
        has_begun(self.year, self.asked)
    }
}

/// The query of a list or of a grid, as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asking {
    /// The year and the organisation.
    #[serde(flatten)]
    pub year: YearQuery,
    /// As of which day, as the book said when.
    #[serde(flatten)]
    pub typed: AsOf,
    /// Whose names.
    pub of: String,
    /// The page of a list.
    pub page: String,
}

/// What it means.
pub struct Told {
    /// The year and the organisation.
    pub year: AskedYear,
    /// As of which day, as the book said when.
    pub asked: Asked,
    /// All of it together.
    pub when: When,
    /// What is wrong; the usual stands for it.
    pub errors: Errors,
    /// The year as it is shown: as it was typed where it is none.
    pub typed_year: String,
}

impl Asking {
    /// What it means.
    pub fn read(&self, app: &App, viewer: &Viewer) -> Told {
        let (asked, mut errors) = self.typed.read(viewer.at.day());
        let (year, wrong) = self.year.read(app, viewer);
        errors.extend(wrong);
        let when = When::new(year.year, asked.day, asked.known());
        let typed_year = if errors.get("year").is_some() { self.year.year.clone() } else { when.year.to_string() };
        Told { year, asked, when, errors, typed_year }
    }

    /// What it means of a grid, whose organisation stands in its path.
    pub fn of_grid(mut self, app: &App, viewer: &Viewer) -> (Told, AsOf) {
        self.year.branch.clear();
        (self.read(app, viewer), self.typed)
    }
}

/// Whether somebody may type into the grid of a year: today's, of a year that has begun.
pub fn is_editable(viewer: &Viewer, asked: &Asked, year: i16) -> bool {
    viewer.may(Right::WriteMembers) && asked.is_now() && year <= asked.today.year()
}

/// Stops who asks for the grid of what is no branch of theirs.
///
/// # Errors
/// [`Error::NotFound`].
pub fn check(app: &App, viewer: &Viewer, branch: OrganisationId) -> Result<()> {
    let there = app.tree().node(branch).is_some_and(|node| node.kind == Kind::Branch) && viewer.scope.holds(branch);
    if there { Ok(()) } else { Err(Error::NotFound) }
}

/// The year of a grid that was sent.
///
/// # Errors
/// [`Error::BadRequest`] when it is none that has begun.
pub fn year_of(grid: &Grid, today: Day) -> Result<i16> {
    let year = grid.field("year").parse().ok();
    year.filter(|year| (FIRST..=today.year()).contains(year)).ok_or(Error::BadRequest)
}
