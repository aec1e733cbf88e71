//! The page of the people behind a figure of a year.

use askama::Template;

use crate::shell::Shell;
use crate::web::as_of::Asked;
use crate::web::filters;
use crate::web::paging::Pages;

/// How many people a page has.
pub const PEOPLE: usize = 100;

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
