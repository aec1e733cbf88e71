//! Everything that was recorded, the newest day first: what happened to whom, by which paper, who recorded it and when.
//! As a page and as files; of a scope, of days, of one kind.

mod export;
mod form;
mod pages;
mod present;
mod queries;

use axum::routing::get;
use sqlx::PgConnection;

use crate::Result;
use crate::auth::{Right, Route, Scope, Viewer};
use crate::clock::Instant;
use crate::ids::{EventId, OrganisationId, PersonId};
use crate::rules::standing::Kind;
use crate::rules::{Day, PartialDate};

/// The addresses of the list.
pub const ROUTES: &[Route] = &[
    Route::get("/events", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/events.csv", Right::ReadMembers, || get(export::csv)).personal(),
    Route::get("/events.xlsx", Right::ReadMembers, || get(export::xlsx)).personal(),
];

/// Lines of a page.
pub const PAGE: i64 = 50;

/// Where in the list a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// With the newest.
    #[default]
    First,
    /// After that event.
    After(EventId),
    /// Before that event.
    Before(EventId),
}

/// What the list is to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Effective on this day or later.
    pub from: Option<Day>,
    /// Effective on this day or before.
    pub to: Option<Day>,
    /// Only this.
    pub kind: Option<Kind>,
    /// Only in this organisation and those below it.
    pub branch: Option<OrganisationId>,
    /// Whether what was voided is shown, too.
    pub voided: bool,
}

/// A line of the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Which event.
    pub id: EventId,
    /// Of whom.
    pub person: PersonId,
    /// Their name on that day.
    pub full_name: String,
    /// Their given name.
    pub given_name: String,
    #[sqlx(rename = "kind")]
    kind_code: String,
    /// From the start of which day it counts.
    pub effective_on: Day,
    /// The day of its decision or letter.
    pub decided_on: Option<PartialDate>,
    /// Its number.
    pub decision_number: String,
    /// Who issued it.
    pub issuing_body: String,
    /// Where it happened.
    pub organisation: OrganisationId,
    /// What that was called on the day.
    pub here: String,
    /// The other organisation of the book.
    pub counterpart: Option<OrganisationId>,
    /// What that was called on the day.
    pub there: Option<String>,
    /// The other organisation, outside the book.
    pub counterpart_text: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
    /// Who voided it.
    pub voided_by: Option<String>,
    /// When.
    pub voided_at: Option<Instant>,
    /// Why.
    pub voided_reason: Option<String>,
}

/// The events of the newest days that a viewer sees, at most so many.
pub async fn latest(db: &mut PgConnection, viewer: &Viewer, most: usize) -> Result<Vec<Row>> {
    let organisations = viewer.scope.filter();
    let (mut rows, _) = queries::page(db, &Filter::default(), organisations.as_deref(), Place::First).await?;
    rows.truncate(most);
    Ok(rows)
}

impl Row {
    /// Where it happened, and from or to where, for who may see that scope.
    pub fn place(&self, scope: &Scope) -> String {
        present::place(self, scope)
    }

    /// What happened.
    pub fn kind(&self) -> Option<Kind> {
        Kind::from_code(&self.kind_code)
    }
}
