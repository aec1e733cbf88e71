//! The page of the people behind a figure of a year.

use askama::Template;
use sqlx::PgExecutor;

use super::grids::Told;
use crate::Result;
use crate::ids::{OrganisationId, PersonId};
use crate::organisations::names_known;
use crate::rules::PartialDate;
use crate::shell::Shell;
use crate::state::App;
use crate::web::as_of::Asked;
use crate::web::filters;
use crate::web::filters::grouped;
use crate::web::paging::Pages;

/// How many people a page has.
const PEOPLE: usize = 100;

/// A figure of a table that opens its people.
pub struct Cell {
    /// As it is shown.
    pub number: String,
    /// Its people.
    pub href: String,
}

/// Which of the people a page has, by its number: how many are before them, and how many there are at most.
pub fn part(page: usize) -> (i64, i64) {
    let most = i64::try_from(PEOPLE).unwrap_or_default();
    (i64::try_from(page - 1).unwrap_or_default() * most, most)
}

/// The people behind a figure as a feature finds them.
pub struct Behind {
    /// What the figure counts, and its word in an address.
    pub figure: (&'static str, &'static str),
    /// The list of the year: its address without a year, and what it is called. Below it are the grids.
    pub list: (&'static str, String),
    /// What is told of each, after name, birth and branch.
    pub columns: Vec<String>,
    /// Those of the page.
    pub people: Vec<Found>,
    /// How many they are in all.
    pub total: i64,
}

/// One of them.
pub struct Found {
    /// Who.
    pub person: PersonId,
    /// In which branch.
    pub branch: OrganisationId,
    /// Their name.
    pub name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// What is told of them under each of the columns: words, and what is to be said besides.
    pub cells: Vec<(String, String)>,
}

/// Somebody behind a figure.
pub struct Person {
    /// The number of the row.
    pub number: String,
    /// Their record.
    pub href: String,
    /// Their name.
    pub name: String,
    /// As far as it is known.
    pub born_on: String,
    /// Their branch.
    pub branch: String,
    /// Its grid.
    pub branch_href: String,
    /// What is told of them under each of the columns: words, and what is to be said besides.
    pub cells: Vec<(String, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "yearly/people.html")]
pub struct PeoplePage {
    /// The frame.
    pub shell: Shell,
    /// What the figure counts.
    pub label: &'static str,
    /// The list of the year: where it is, and what it is called.
    pub back: (String, String),
    /// The year.
    pub year: i16,
    /// The organisation.
    pub organisation: String,
    /// As of which day, as the book said when.
    pub asked: Asked,
    /// What is told of each, after name, birth and branch.
    pub columns: Vec<String>,
    /// Those of this page.
    pub people: Vec<Person>,
    /// Where it is in the list.
    pub pages: Pages,
}

impl Behind {
    /// The page of that number, as it was asked for.
    pub async fn page(
        self,
        db: impl PgExecutor<'_>,
        app: &App,
        shell: Shell,
        Told { year, asked, when, .. }: Told,
        page: usize,
    ) -> Result<PeoplePage> {
        let branches: Vec<_> = self.people.iter().map(|one| one.branch).collect();
        let names = names_known(db, &branches, when.on, when.known).await?;
        let (list, called) = self.list;
        let (label, of) = self.figure;
        let (query, kept) = (asked.query(), asked.kept());
        let people = (part(page).0 + 1..).zip(self.people).map(|(number, one)| Person {
            number: grouped(&number.to_string()),
            href: format!("{}{query}", one.person.path()),
            name: one.name,
            born_on: one.born_on.to_string(),
            branch: names.get(&one.branch).cloned().unwrap_or_default(),
            branch_href: format!("{list}/{}?year={}{kept}", one.branch, when.year),
            cells: one.cells,
        });
        let whole = format!("{list}/people{}&of={of}{kept}", year.query());
        let total = usize::try_from(self.total).unwrap_or_default();
        Ok(PeoplePage {
            label,
            back: (format!("{list}{}{kept}", year.query()), called),
            columns: self.columns,
            year: year.year,
            organisation: app.tree().name(year.organisation).to_owned(),
            pages: Pages::new(page, PEOPLE, total, |page| format!("{whole}&page={page}")),
            people: people.collect(),
            shell,
            asked,
        })
    }
}
