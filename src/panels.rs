//! What a feature adds to the pages of others: its card on the record of a member and on the page of an
//! organisation, and its line in a year of the committee. `app::PANELS` and `app::YEAR` list who adds something;
//! those pages know none of them.

use std::pin::Pin;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sqlx::PgConnection;

use crate::auth::Viewer;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::{Day, year};
use crate::state::App;
use crate::web::as_of::Asked;
use crate::{Error, Result};

/// Whose page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A person's record.
    Person(PersonId),
    /// An organisation's page: it and all below it.
    Organisation(OrganisationId),
}

/// For what a card is asked. Whoever asks has made sure that the viewer may see it on that day.
pub struct Asking<'a> {
    /// The application.
    pub app: &'a App,
    /// Who asks.
    pub viewer: &'a Viewer,
    /// About whom.
    pub about: About,
    /// As of which day, and as the book said when.
    pub asked: Asked,
}

/// A card.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// The word of the feature, unique among them: the id of its heading.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Where all of it is, and the words of that link.
    pub all: Option<(String, &'static str)>,
    /// What there is, the newest first.
    pub lines: Vec<Line>,
    /// The sentence that stands where there is nothing.
    pub empty: &'static str,
}

/// A line of a card.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The day, the month or the year.
    pub when: String,
    /// What it was.
    pub words: String,
    /// Where it is shown.
    pub href: Option<String>,
    /// What else is to be said.
    pub detail: String,
}

/// A card on its way.
pub type Made<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Makes a feature's card; none where it has nothing to do with such a page:
/// `pub const PANEL: Maker = |db, asking| Box::pin(present::panel(db, asking));`
pub type Maker = for<'a> fn(&'a mut PgConnection, &'a Asking<'a>) -> Made<'a, Option<Panel>>;

/// A year of which a line is asked.
pub struct Year<'a> {
    /// The application.
    pub app: &'a App,
    /// Who asks: committee or inspector.
    pub viewer: &'a Viewer,
    /// The organisation, within the viewer's scope: it and all below it.
    pub organisation: OrganisationId,
    /// All of them.
    pub scope: &'a [i64],
    /// The year.
    pub year: i16,
    /// Today.
    pub today: Day,
}

impl Year<'_> {
    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        year::has_begun(self.year, self.today)
    }

    /// Whether what comes at its end is due.
    pub fn is_due(&self) -> bool {
        year::is_due(self.year, self.today)
    }

    /// The query that asks for the same year of the same organisation, with its question mark.
    pub fn query(&self) -> String {
        let branch = if self.organisation == self.viewer.organisation {
            String::new()
        } else {
            format!("&branch={}", self.organisation)
        };
        format!("?year={}{branch}", self.year)
    }
}

/// A feature's card in a year of the committee.
#[derive(Clone, Debug, Default)]
pub struct YearCard {
    /// Its name, as its page is headed.
    pub title: &'static str,
    /// Its icon in `static/icons.svg`.
    pub icon: &'static str,
    /// Its page, of this year.
    pub href: String,
    /// What there is, each a figure and its words: ("38/38", "đã có nhận xét").
    pub figures: Vec<(String, String)>,
    /// What is missing, in a sentence; empty: nothing.
    pub missing: String,
    /// How far something is on its way.
    pub progress: Vec<Progress>,
    /// Where what is missing is seen, and the words of that.
    pub see: Option<(String, &'static str)>,
    /// Where something is entered, and the words of that; only for who may write.
    pub enter: Option<(String, &'static str)>,
}

/// How far something is on its way to what was set for the year.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// What was set.
    pub words: String,
    /// How far it is: "4/3, đạt 133,3%".
    pub figure: String,
    /// The part of it, of a thousand, at most a thousand; none where it has no measure.
    pub part: Option<u16>,
    /// Whether it is reached.
    pub reached: bool,
    /// The records behind it.
    pub href: Option<String>,
}

/// Makes a feature's card of a year: `pub const YEAR: YearMaker = |db, year| Box::pin(present::year(db, year));`
pub type YearMaker = for<'a> fn(&'a mut PgConnection, &'a Year<'a>) -> Made<'a, YearCard>;

/// Who adds something to whose pages: an extractor.
#[derive(Clone, Copy)]
pub struct Panels {
    /// The cards of records and organisations.
    pub cards: &'static [Maker],
    /// The cards of a year.
    pub year: &'static [YearMaker],
}

impl Panels {
    /// The cards about somebody or something.
    pub async fn about(self, db: &mut PgConnection, asking: &Asking<'_>) -> Result<Vec<Panel>> {
        let mut panels = Vec::new();
        for make in self.cards {
            panels.extend(make(&mut *db, asking).await?);
        }
        Ok(panels)
    }

    /// The cards of a year; of one that has not begun nothing is missing.
    pub async fn of_year(self, db: &mut PgConnection, year: &Year<'_>) -> Result<Vec<YearCard>> {
        let mut cards = Vec::with_capacity(self.year.len());
        for make in self.year {
            let mut card = make(&mut *db, year).await?;
            if !year.has_begun() {
                card.missing.clear();
                card.see = None;
            }
            cards.push(card);
        }
        Ok(cards)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Panels {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let panels = parts.extensions.get::<Self>().copied();
        panels.ok_or_else(|| Error::Internal(anyhow::anyhow!("the router does not say who adds panels")))
    }
}
