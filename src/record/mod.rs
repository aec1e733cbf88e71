//! The record of a person: everything the book says of them in the order of the form 2-HSĐV (phiếu đảng viên),
//! where they stand, how they were admitted, what happened since, and who looked at it.

mod admission;
mod facts;
mod pages;
mod present;
mod queries;
mod timeline;

use std::collections::HashMap;

use axum::routing::{get, post};

use crate::auth::{Right, Route, Viewer};
use crate::clock::Instant;
use crate::confirmations::{self, Confirmation};
use crate::ids::{EventId, OrganisationId, PersonId};
use crate::ledger::{self, Event};
use crate::members::{self, Version, Visibility};
use crate::rules::Day;
use crate::rules::standing::{self, Kind, Span};
use crate::state::App;
use crate::steps::{self, Offer};
use crate::web::as_of::Asked;
use crate::{Error, Result, book};
pub use admission::Admission;
pub use facts::Section;
pub use present::Present;
pub use timeline::Entry;

/// The routes of the record.
pub const ROUTES: &[Route] = &[
    Route::get("/members/{id}", Right::ReadMembers, || get(pages::show)).personal(),
    Route::post("/members/{id}/numbers", Right::ReadMembers, || post(pages::reveal)).personal(),
];

/// What the record of a person says on a day.
pub struct Record {
    /// Whose it is.
    pub person: PersonId,
    /// The day for which it says so.
    pub on: Day,
    /// How much of the person the viewer may see.
    pub visibility: Visibility,
    /// The facts of that day.
    pub version: Version,
    /// What the person was on that day.
    pub present: Present,
    /// How they were admitted and became official.
    pub admission: Option<Admission>,
    /// What happened up to that day, the oldest first.
    pub timeline: Vec<Entry>,
    /// How many events of the timeline were voided; they are listed when asked for.
    pub voided: usize,
    /// What may be recorded from that day on.
    pub offers: Vec<Offer>,
    /// The event recorded last, while nothing rests on it.
    pub latest: Option<Event>,
    /// With what the person had entered the book, where all that was recorded is void: it can be recorded anew.
    pub anew: Option<EventId>,
}

/// Reads the record of a person as a viewer may see it on a day, voided events included or not.
///
/// # Errors
/// [`Error::NotFound`] when the person does not exist for the viewer.
pub async fn read(app: &App, viewer: &Viewer, person: PersonId, asked: &Asked, with_voided: bool) -> Result<Record> {
    let mut db = app.db.acquire().await?;
    let today = viewer.at.day();
    let visibility = members::visible(&mut db, &viewer.scope, person, today).await?.ok_or(Error::NotFound)?;
    let on = visibility.day(asked.day.min(today));
    let known = asked.known();
    let version = members::facts_on(&mut *db, &app.seal, person, on, known).await?.ok_or(Error::NotFound)?;
    let mut spans = ledger::spans(&mut db, person).await?;
    let mut events = ledger::queries::events(&mut *db, person).await?;
    if let Some(known) = known {
        events = ledger::recorded_until(events, known);
        let counting: Vec<_> = events.iter().filter_map(Event::as_rule).collect();
        // What was recorded one after another could stand at each moment.
        spans = standing::fold(&counting).unwrap_or_default();
    }
    let offers = if known.is_none() { steps::offers(person, &events, on) } else { Vec::new() };
    let latest = if known.is_none() { last_recorded(&events) } else { None };
    let anew = if known.is_none() { voided_entry(&events) } else { None };
    // The day on which somebody left is still theirs to read who had them.
    let last = if visibility.until == Some(on.succ()) { on.succ() } else { on };
    events.retain(|event| visibility.shows(event) && event.effective_on <= last);

    let names = Names::read(&mut db, &events, &spans, on, known).await?;
    let arrivals = confirmations::of(&mut db, person).await?;
    let told = Told { person, app, viewer, on, events: &events, spans: &spans, names: &names, arrivals: &arrivals };
    let present = present::present(&told);
    let admission = admission::admission(&mut db, &told).await?;
    let timeline = timeline::timeline(&told, with_voided);
    let voided = events.iter().filter(|event| event.voided).count();
    Ok(Record { person, on, visibility, version, present, admission, timeline, voided, offers, latest, anew })
}

/// The event recorded last, if it still counts and may be taken back by itself: no other could not stand without it,
/// and it did not take the place of a wrong one, which would then be missing as well.
fn last_recorded(events: &[Event]) -> Option<Event> {
    let last = events.iter().max_by_key(|event| event.id).filter(|event| event.kind.is_some() && !event.voided)?;
    let corrects = events.iter().any(|event| event.voids.is_some() && event.recorded_at == last.recorded_at);
    let others: Vec<_> = events.iter().filter(|event| event.id != last.id).filter_map(Event::as_rule).collect();
    (!corrects && standing::fold(&others).is_ok()).then(|| last.clone())
}

/// The entry that was voided last, of somebody of whom nothing counts any more.
fn voided_entry(events: &[Event]) -> Option<EventId> {
    if events.iter().any(|event| event.as_rule().is_some()) {
        return None;
    }
    let enters = |event: &&Event| event.kind.is_some_and(|kind| kind.is_entry() || kind == Kind::TemporaryIn);
    events.iter().filter(enters).map(|event| event.id).max()
}

/// The first day of the book, when that day lies before it.
pub async fn before_the_book(app: &App, day: Day) -> Result<Option<Day>> {
    Ok(book::opens_on(&app.db).await?.filter(|opens_on| day < *opens_on))
}

/// What the parts of a record are told from.
struct Told<'a> {
    person: PersonId,
    app: &'a App,
    viewer: &'a Viewer,
    on: Day,
    events: &'a [Event],
    spans: &'a [Span],
    names: &'a Names,
    /// What was said of the arrival after each transfer.
    arrivals: &'a HashMap<EventId, Confirmation>,
}

/// An organisation on a page: its name then, and its page for who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name on the day in question.
    pub name: String,
    /// Its page.
    pub href: Option<String>,
}

impl Told<'_> {
    fn place(&self, organisation: OrganisationId, day: Day) -> Place {
        let href = self.viewer.scope.covers(organisation).then(|| organisation.path());
        Place { name: self.names.on(organisation, day).to_owned(), href }
    }
}

/// The names of organisations on the days in question.
struct Names(std::collections::HashMap<(OrganisationId, Day), String>);

impl Names {
    async fn read(
        db: &mut sqlx::PgConnection,
        events: &[Event],
        spans: &[Span],
        on: Day,
        known: Option<Instant>,
    ) -> Result<Self> {
        let happened = events.iter().flat_map(|event| {
            [event.organisation, event.counterpart]
                .into_iter()
                .flatten()
                .map(|organisation| (organisation, event.effective_on))
        });
        let present = spans.iter().map(|span| (OrganisationId(span.organisation), on));
        let wanted: Vec<_> = happened.chain(present).collect();
        Ok(Self(queries::names(db, &wanted, known).await?))
    }

    fn on(&self, organisation: OrganisationId, day: Day) -> &str {
        self.0.get(&(organisation, day)).map_or("", String::as_str)
    }
}
