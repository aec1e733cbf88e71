//! Who did what, and who saw what: one line a change, in the change's own transaction, and one line
//! a page or an export that shows personal data. The pages that show them are in `inspection`.

mod queries;
mod views;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::Result;
use crate::clock::Instant;
use crate::ids::{AccountId, CandidateId, OrganisationId, PersonId};
pub use views::{View, Views};

/// Who makes a change, and when.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    /// The account; none for what the program does by itself.
    pub account: Option<AccountId>,
    /// The instant of the whole change: everything in one transaction carries the same.
    pub at: Instant,
}

/// What a field was and became. Sealed numbers are given masked, passwords not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The field's name, as in the form.
    pub name: String,
    /// Before; empty when there was nothing.
    pub old: String,
    /// After; empty when nothing is left.
    pub new: String,
}

impl Field {
    /// A field that changed.
    pub fn new(name: &str, old: impl std::fmt::Display, new: impl std::fmt::Display) -> Self {
        Self { name: name.to_owned(), old: old.to_string(), new: new.to_string() }
    }
}

/// What a change was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person and their membership.
    Person(PersonId),
    /// A candidate.
    Candidate(CandidateId),
    /// An organisation.
    Organisation(OrganisationId),
    /// An account.
    Account(AccountId),
    /// The book as a whole.
    Book,
}

impl Subject {
    /// Its word in the table.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Candidate(_) => "candidate",
            Self::Organisation(_) => "organisation",
            Self::Account(_) => "account",
            Self::Book => "book",
        }
    }

    const fn id(self) -> Option<i64> {
        match self {
            Self::Person(PersonId(id))
            | Self::Candidate(CandidateId(id))
            | Self::Organisation(OrganisationId(id))
            | Self::Account(AccountId(id)) => Some(id),
            Self::Book => None,
        }
    }
}

/// Writes the line of a change. `act` is a word of `inspection::act_label`; `organisation` is where it
/// belongs, so that an inspector sees the changes of their own scope.
pub async fn record(
    db: &mut PgConnection,
    author: Author,
    act: &'static str,
    subject: Subject,
    organisation: Option<OrganisationId>,
    fields: &[Field],
) -> Result<()> {
    queries::insert_change(db, author, act, subject.code(), subject.id(), organisation, fields).await
}

/// What personal data a response shows. A handler attaches it; the guard writes it before the
/// response leaves, and lets no page of personal data go without.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The word of what was done: `show`, `list`, `export`, `reveal` …
    pub act: &'static str,
    /// The person, where it is one.
    pub person: Option<PersonId>,
    /// The filter, where it is a list; never a 12-digit number.
    pub filter: String,
    /// How many people were shown.
    pub shown: i32,
}

impl Seen {
    /// One person's record.
    pub fn person(act: &'static str, person: PersonId) -> Self {
        Self { act, person: Some(person), filter: String::new(), shown: 1 }
    }

    /// A list: its filter, and how many rows.
    pub fn list(act: &'static str, filter: impl Into<String>, shown: usize) -> Self {
        Self { act, person: None, filter: filter.into(), shown: i32::try_from(shown).unwrap_or(i32::MAX) }
    }

    /// The response, with what it shows.
    pub fn on(self, response: impl axum::response::IntoResponse) -> axum::response::Response {
        let mut response = response.into_response();
        let mut all = response.extensions_mut().remove::<Vec<Self>>().unwrap_or_default();
        all.push(self);
        response.extensions_mut().insert(all);
        response
    }
}
