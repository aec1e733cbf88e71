//! Numbers that prove themselves: the movement of a period and the composition of a day, with the people behind each
//! figure.
//!
//! The arithmetic is [`crate::rules::movement`]; here is what it counts. The count of the day before the period is
//! read, what became of people within it is read from what began and ended, and the closing that follows is
//! compared with two counts of the last day that know nothing of it: our own by columns, and the roster's.

mod account;
mod charts;
mod check;
mod closings;
mod compare;
mod composition;
mod export;
mod form;
mod pages;
mod people;
mod present;
mod queries;
mod recognitions;

use std::collections::{BTreeMap, HashMap};

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::Result;
use crate::auth::scope::Kind;
use crate::auth::{Right, Route, Tree, Viewer};
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;
use crate::rules::movement::{Cells, Column, Counted, Movement, Row};
use crate::state::App;
pub use account::{
    Account, Division, aside_address, close_for_report, column_label, divided, reopen_for_report, row_address,
    row_label, rows, year_ends,
};
use closings::Closing;
use queries::Placed;
use recognitions::Which;

/// The addresses of the statistics.
pub const ROUTES: &[Route] = &[
    Route::get("/statistics", Right::ReadMembers, || get(pages::show)).personal().patient(),
    Route::get("/statistics/people", Right::ReadMembers, || get(people::list)).personal().patient(),
    Route::get("/statistics/composition", Right::ReadMembers, || get(composition::pages::show)).personal().patient(),
    Route::get("/statistics/composition/people", Right::ReadMembers, || get(composition::pages::people))
        .personal()
        .patient(),
    Route::get("/statistics/composition.csv", Right::ReadMembers, || get(composition::export::csv))
        .personal()
        .patient(),
    Route::get("/statistics/composition.xlsx", Right::ReadMembers, || get(composition::export::xlsx))
        .personal()
        .patient(),
    Route::get("/statistics/charts", Right::ReadMembers, || get(charts::show)).personal().patient(),
    Route::get("/statistics/compare", Right::ReadMembers, || get(compare::new)).personal(),
    Route::post("/statistics/compare", Right::ReadMembers, || post(compare::show)).personal(),
    Route::get("/statistics/closings", Right::ReadMembers, || get(closings::pages::list)).personal(),
    Route::post("/statistics/closings", Right::Administer, || post(closings::pages::create)),
    Route::get("/statistics/closings/{id}/withdrawal", Right::Administer, || get(closings::pages::new_withdrawal)),
    Route::post("/statistics/closings/{id}/withdrawal", Right::Administer, || post(closings::pages::create_withdrawal)),
    Route::get("/statistics.csv", Right::ReadMembers, || get(export::csv)).personal().patient(),
    Route::get("/statistics.xlsx", Right::ReadMembers, || get(export::xlsx)).personal().patient(),
];

/// What is asked: an organisation, a period, and as the book said it when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// It, and all that lay below it on each day.
    pub organisation: OrganisationId,
    /// The first day of the period.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// As the book said it at the end of this day; none: as it says it now.
    pub known_on: Option<Day>,
}

impl Question {
    /// The instant at which the book is asked; none: now.
    pub fn known(&self) -> Option<Instant> {
        self.known_on.map(Instant::end_of)
    }

    /// The query of its address, with its question mark.
    pub fn query(&self) -> String {
        format!("?from={}&to={}&branch={}{}", self.from.iso(), self.to.iso(), self.organisation, self.kept())
    }

    /// The query of the same organisation and period among the events, as the book has them now.
    fn within_book(&self) -> String {
        format!("?from={}&to={}&branch={}", self.from.iso(), self.to.iso(), self.organisation)
    }

    /// What keeps the day at whose end the book said so, at the end of another query; empty for now.
    pub fn kept(&self) -> String {
        self.known_on.map(|day| format!("&known_on={}", day.iso())).unwrap_or_default()
    }

    /// The same of another organisation.
    #[must_use]
    pub const fn of(self, organisation: OrganisationId) -> Self {
        Self { organisation, ..self }
    }

    /// The same of another period.
    #[must_use]
    pub const fn within(self, from: Day, to: Day) -> Self {
        Self { from, to, ..self }
    }

    /// Its last day.
    const fn last_day(&self) -> composition::Moment {
        composition::Moment { organisation: self.organisation, day: self.to, known_on: self.known_on }
    }

    /// The days that matter: the day before the period is its opening.
    fn days(&self) -> (Day, Day) {
        (self.from.pred(), self.to.succ())
    }
}

/// The movement of an organisation and of each unit directly below it.
#[derive(Clone, Debug)]
pub struct Table {
    /// The whole.
    pub whole: Movement,
    /// The units, by number.
    pub units: BTreeMap<i64, Movement>,
    /// The closed periods of the organisation.
    held: Vec<Closing>,
}

/// Where the organisations lay that are counted: those within the viewer's scope.
async fn places(db: &mut PgConnection, tree: &Tree, viewer: &Viewer, question: &Question) -> Result<Vec<Placed>> {
    let (since, until) = question.days();
    let id = question.organisation;
    if tree.node(id).is_some_and(|node| node.kind == Kind::Branch) {
        return Ok(vec![Placed { unit: id.0, organisation: id.0, since, until }]);
    }
    let mut places = queries::places::below(db, id, (since, until), question.known()).await?;
    places.retain(|place| viewer.scope.covers(OrganisationId(place.organisation)));
    Ok(places)
}

/// Counts the movement of a period.
async fn movement(db: &mut PgConnection, places: &[Placed], question: &Question) -> Result<Table> {
    let known = question.known();
    let opening = queries::counts::members(db, places, question.from.pred(), known).await?;
    let changes = queries::changes::of_period(db, places, (question.from, question.to), known, false).await?;
    let mut table = Table {
        whole: Movement::starting(sum(&opening)),
        units: places
            .iter()
            .map(|place| (place.unit, Movement::starting(opening.get(&place.unit).copied().unwrap_or_default())))
            .collect(),
        held: closings::held(db, question).await?,
    };
    for change in changes.iter().map(queries::changes::Read::change) {
        table.whole.add(&change, Counted::Whole);
        let [before, after] = [change.before, change.after].map(|state| state.and_then(|state| state.unit));
        for unit in before.into_iter().chain(after.filter(|unit| before != Some(*unit))) {
            if let Some(movement) = table.units.get_mut(&unit) {
                movement.add(&change, Counted::Unit(unit));
            }
        }
    }
    if let Some(closing) = closings::before(&table.held, question).cloned() {
        closings::carry(db, places, question, &closing, &mut table).await?;
    }
    Ok(table)
}

/// A figure of a period that others rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Who was admitted, kết nạp lại included: the row of the movement.
    Admitted,
    /// Whose recognition was decided within the period, however early it counts.
    Recognised,
    /// Of them those whom the branch considered within the term of the rule.
    RecognisedInTime,
    /// The others of them: considered later, or nobody knows when.
    RecognisedLate,
}

impl Figure {
    /// The figure, as the page of the movement has it.
    pub async fn count(self, db: &mut PgConnection, app: &App, viewer: &Viewer, question: &Question) -> Result<i64> {
        let places = places(&mut *db, &app.tree(), viewer, question).await?;
        Ok(match self.recognitions() {
            // What became of people needs no count of the day before.
            None => {
                let mut movement = Movement::starting(Cells::default());
                let period = (question.from, question.to);
                for read in queries::changes::of_period(db, &places, period, question.known(), false).await? {
                    movement.add(&read.change(), Counted::Whole);
                }
                movement.cells(Row::Admitted).get(Column::Total)
            }
            Some(which) => {
                let decided = recognitions::decided(db, &places, question, which, &app.settings(), None).await?;
                i64::try_from(decided.len()).unwrap_or(i64::MAX)
            }
        })
    }

    /// Whether somebody is counted in it.
    pub async fn counts(
        self,
        db: &mut PgConnection,
        app: &App,
        viewer: &Viewer,
        question: &Question,
        person: PersonId,
    ) -> Result<bool> {
        let places = places(&mut *db, &app.tree(), viewer, question).await?;
        match self.recognitions() {
            None => {
                let period = (question.from, question.to);
                queries::people::was_admitted(db, &places, period, question.known(), person).await
            }
            Some(which) => {
                let settings = app.settings();
                let decided = recognitions::decided(db, &places, question, which, &settings, Some(person)).await?;
                Ok(!decided.is_empty())
            }
        }
    }

    /// Which recognitions it counts, where it counts them.
    const fn recognitions(self) -> Option<Which> {
        match self {
            Self::Admitted => None,
            Self::Recognised => Some(Which::Decided),
            Self::RecognisedInTime => Some(Which::InTime),
            Self::RecognisedLate => Some(Which::Late),
        }
    }

    /// Where the people behind it are.
    pub fn address(self, question: &Question) -> String {
        let row = self.recognitions().map_or(Row::Admitted.code(), Which::code);
        present::people_address(question, None, row, "any")
    }
}

/// The figures of all units together.
fn sum(units: &HashMap<i64, Cells>) -> Cells {
    units.values().fold(Cells::default(), |sum, cells| sum + *cells)
}
