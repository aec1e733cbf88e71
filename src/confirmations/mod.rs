//! That somebody who was transferred out has arrived: the place to which they went sends back a slip (phiếu báo).
//! It is kept against the event of the transfer, append only; what was said wrongly is taken back, and stays.

mod form;
mod pages;
mod queries;

use std::collections::HashMap;

use axum::routing;
use sqlx::PgConnection;

use crate::Result;
use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route};
use crate::clock::Instant;
use crate::ids::{EventId, PersonId};
use crate::ledger::Event;
use crate::rules::Day;

/// The page of a confirmation.
pub const ROUTES: &[Route] = &[
    Route::get("/members/{id}/events/{event}/confirmation", Right::WriteMembers, || routing::get(pages::new))
        .personal(),
    Route::post("/members/{id}/events/{event}/confirmation", Right::WriteMembers, || routing::post(pages::create)),
];

/// What was last said of the arrival of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The day of the slip; none: what was said before was taken back.
    pub confirmed_on: Option<Day>,
    /// Its number and who sent it; or why it was taken back.
    pub note: String,
    /// The account that recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
}

/// The page on which the arrival after a transfer is confirmed.
pub fn path(person: PersonId, event: EventId) -> String {
    format!("{}/events/{event}/confirmation", person.path())
}

/// What was last said of each transfer of a person.
pub async fn of(db: &mut PgConnection, person: PersonId) -> Result<HashMap<EventId, Confirmation>> {
    queries::of(db, person).await
}

/// Records that somebody arrived on a day, or, without a day, that this was wrong.
pub async fn record(
    db: &mut PgConnection,
    author: Author,
    person: PersonId,
    event: &Event,
    confirmed_on: Option<Day>,
    note: &str,
) -> Result<()> {
    queries::insert(&mut *db, author, event.id, confirmed_on, note).await?;
    let day = confirmed_on.map(|day| day.to_string()).unwrap_or_default();
    let fields = [
        Field::new("effective_on", event.effective_on, event.effective_on),
        Field::new("confirmed_on", "", day),
        Field::new("note", "", note),
    ];
    let fields: Vec<_> = fields.into_iter().filter(|field| !field.new.is_empty()).collect();
    let act = if confirmed_on.is_some() { "transfer_confirmed" } else { "transfer_unconfirmed" };
    audit::record(db, author, act, Subject::Person(person), event.organisation, &fields).await
}
