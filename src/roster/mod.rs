//! The roster: who is a member on a day, as a page, as files and on paper.
//!
//! Its list is the one statement with optional filters and orders; it is composed in [`queries`], in two
//! shapes chosen by a capped count: walk the order and test each person when most match, collect and sort
//! when few do. Neither is right for every filter (a rare name at the end of the alphabet, a rare standing).

mod address;
pub mod export;
pub mod form;
pub mod pages;
mod present;
pub mod queries;

use std::any::Any;
use std::sync::Arc;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::auth::{Right, Route};
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::members::name::around;
use crate::rules::citizen_id::{CardNumber, CitizenId};
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender, PartialDate};
use crate::seal::{Seal, Sealed};
use crate::state::App;
use crate::web::filters::grouped;
use crate::{Error, Result};
pub use address::encode;
pub use form::{Filter, Search, Sort, Temporary};
pub use present::conditions;
pub use queries::Selection;

/// The roster's addresses.
pub const ROUTES: &[Route] = &[
    Route::get("/members", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/members/print", Right::ReadMembers, || get(pages::print)).personal(),
    Route::get("/members.csv", Right::ReadMembers, || get(export::csv)).personal(),
    Route::get("/members.xlsx", Right::ReadMembers, || get(export::xlsx)).personal(),
    Route::post("/members.xlsx", Right::ReadMembers, || post(export::xlsx_with_numbers)).personal(),
    Route::post("/members/lookup", Right::ReadMembers, || post(pages::lookup)),
];

/// Rows of a page.
pub const PAGE: i64 = 50;
/// Counts are exact up to here.
pub const EXACT: i64 = 10_000;

/// The instant that a list tells of.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The day.
    pub day: Day,
    /// As the book said it at this instant; none: as it says it now.
    pub known: Option<Instant>,
    /// Whether that is how things are now: then what is open in both times is all there is.
    pub now: bool,
}

/// A line of the roster.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Their given name.
    pub given_name: String,
    /// Their family name.
    pub family_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    #[sqlx(rename = "gender")]
    gender_code: String,
    /// Their branch; a guest's host.
    pub organisation: OrganisationId,
    #[sqlx(rename = "value")]
    value_code: String,
    /// The day of the ceremony.
    pub admitted_on: Option<PartialDate>,
    /// Official from this day.
    pub official_on: Option<PartialDate>,
    /// Whether they are away on a temporary transfer.
    pub away: bool,
    /// Until when they are away, or a guest.
    pub due_on: Option<Day>,
    /// A card of 8 digits.
    pub card_number: Option<String>,
    /// A card of 12 digits, sealed.
    pub card_sealed: Option<Vec<u8>>,
    /// The id number, sealed.
    pub citizen_id_sealed: Option<Vec<u8>>,
    /// Their place in the order, where it is counted.
    pub number: Option<i64>,
}

impl Row {
    /// Nữ or nam.
    pub fn gender(&self) -> Gender {
        Gender::from_code(&self.gender_code).unwrap_or(Gender::Male)
    }

    /// What stands before and after the given name.
    pub fn around_given_name(&self) -> (&str, &str) {
        around(&self.full_name, &self.given_name)
    }

    /// The card's number as it is shown: of 12 digits, masked.
    pub fn card(&self, seal: &Seal) -> Result<String> {
        let number = match (&self.card_number, &self.card_sealed) {
            (Some(digits), _) => CardNumber::parse(digits),
            (None, Some(sealed)) => CardNumber::parse(&seal.open(Sealed::Card, self.person, sealed)?),
            (None, None) => return Ok(String::new()),
        };
        Ok(number.map(|number| number.shown()).unwrap_or_default())
    }

    /// The card's number with all its digits.
    pub fn card_in_clear(&self, seal: &Seal) -> Result<String> {
        match (&self.card_number, &self.card_sealed) {
            (None, Some(sealed)) => Ok(seal.open(Sealed::Card, self.person, sealed)?),
            (number, _) => Ok(number.clone().unwrap_or_default()),
        }
    }

    /// The id number, if there is one.
    pub fn citizen_id(&self, seal: &Seal) -> Result<Option<CitizenId>> {
        let Some(sealed) = &self.citizen_id_sealed else {
            return Ok(None);
        };
        Ok(CitizenId::parse(&seal.open(Sealed::CitizenId, self.person, sealed)?).ok())
    }

    /// Probationary or official; none for a guest.
    pub fn standing(&self) -> Option<Standing> {
        Standing::from_code(&self.value_code)
    }
}

/// The figures above the list, each a filter: how many there would be with it, other filters kept.
/// Counted to one past [`EXACT`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Members of the search, without the filters below.
    pub all: i64,
    /// Nữ.
    pub women: i64,
    /// Dự bị.
    pub probationary: i64,
    /// Away on a temporary transfer.
    pub away: i64,
    /// Here on one; not members here.
    pub guests: i64,
    /// The list itself, with every filter.
    pub listed: i64,
}

/// A page of the list.
#[derive(Debug)]
pub struct Listing {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Whether there are rows before the first.
    pub earlier: bool,
    /// Whether there are rows after the last.
    pub later: bool,
}

/// The figures of a search: counted once, and again after anything about anyone has changed, since
/// counting a million takes longer than showing fifty of them.
/// `revision` is the viewer's.
pub async fn figures(app: &App, db: &mut PgConnection, selection: &Selection, revision: i64) -> Result<Figures> {
    let filter = Filter { sort: Sort::Name, descending: false, ..selection.filter.restart() };
    let question = Selection { filter, ..selection.clone() }.question();
    let count = async || {
        let Figures { all, women, probationary, away, guests, listed } = queries::figures(db, selection).await?;
        Ok::<_, Error>([all, women, probationary, away, guests, listed])
    };
    let [all, women, probationary, away, guests, listed] = app.figures.get_or_find(question, revision, count).await?;
    Ok(Figures { all, women, probationary, away, guests, listed })
}

/// A page of the list: asked of the database once, and again after anything about anyone has changed.
/// `listed` is the figure; `revision` is the viewer's.
pub async fn listing(
    app: &App,
    db: &mut PgConnection,
    selection: &Selection,
    listed: i64,
    revision: i64,
) -> Result<Arc<Listing>> {
    let find = async || {
        let listing: Arc<dyn Any + Send + Sync> = Arc::new(queries::page(db, selection, listed).await?);
        Ok::<_, Error>(listing)
    };
    let found = app.listings.get_or_find(selection.question(), revision, find).await?;
    found.downcast().map_err(|_| Error::Internal(anyhow::anyhow!("what is remembered of the roster is no page of it")))
}

/// A count that is exact to ten thousand.
pub fn capped(count: i64) -> String {
    if count > EXACT { format!("{}+", grouped(&EXACT.to_string())) } else { grouped(&count.to_string()) }
}
