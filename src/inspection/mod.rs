//! The pages of the two logs: who changed what, and who saw what. Each shows what happened within the
//! viewer's scope; an administrator who may not read members sees neither their names nor their data.

mod asked;
mod form;
pub mod labels;
mod pages;
pub mod queries;

use axum::routing::get;

use crate::audit::Field;
use crate::auth::{Right, Route};
use crate::clock::Instant;
use crate::ids::{AccountId, CandidateId, OrganisationId, PersonId};
use crate::web::{With, t};
pub use asked::Asked;
pub use labels::act_label;
pub use queries::{ChangeRow, ViewRow};

/// The routes of the logs.
pub const ROUTES: &[Route] = &[Route::get("/audit", Right::ReadAudit, || get(pages::list)).personal()];

/// A line of who changed what, as a page shows it.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its place in the log.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who; nobody: the program by itself.
    pub account: Option<String>,
    /// What was done, in words.
    pub act: String,
    /// What it was done to.
    pub subject: Subject,
    /// What was so before and after.
    pub fields: Vec<ChangedField>,
}

/// What a change was about: its words, and where it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// A name, or what stands for it.
    pub words: String,
    /// Where it is shown, for who may see it.
    pub href: Option<String>,
}

/// A field before and after, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedField {
    /// Its label.
    pub label: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
    /// Whether the values are kept from this viewer.
    pub hidden: bool,
}

impl ChangedField {
    /// Whether something changed that the mask does not show.
    pub fn masked_alike(&self) -> bool {
        !self.hidden && self.old == self.new && self.new.contains('•')
    }

    /// Whether it only says what the change was of, such as its year: it stands without a before and an after.
    pub fn is_unchanged(&self) -> bool {
        self.old == self.new
    }
}

impl Change {
    /// A line as somebody sees it who may (`names`) or may not read members.
    pub fn of(row: ChangeRow, names: bool) -> Self {
        let about_person = matches!(row.subject.as_str(), "person" | "candidate");
        let hidden = about_person && !names;
        // What was left empty when it was made says nothing.
        let said = row.fields.0.iter().filter(|field| !(field.old.is_empty() && field.new.is_empty()));
        let fields = said.map(|field| changed(&row.subject, field, hidden)).collect();
        let number = |id: i64| crate::web::filters::grouped(&id.to_string());
        let subject = match (row.subject.as_str(), row.subject_id) {
            ("person", Some(id)) if names => Subject {
                words: row.person_name.unwrap_or_else(|| labels::record_number(&number(id))),
                href: Some(PersonId(id).path()),
            },
            ("person", Some(id)) => Subject { words: labels::record_number(&number(id)), href: None },
            ("candidate", Some(id)) => Subject {
                words: t("Quần chúng số {number}").with("number", number(id)),
                href: names.then(|| CandidateId(id).path()),
            },
            ("organisation", Some(id)) => match row.organisation_name {
                Some(words) => Subject { words, href: Some(OrganisationId(id).path()) },
                None => Subject { words: t("Tổ chức ghi nhầm, đã bỏ").to_owned(), href: None },
            },
            ("account", Some(_)) => Subject { words: row.subject_account.unwrap_or_default(), href: None },
            _ => Subject::default(),
        };
        let act = act_label(&row.act).map_or(row.act.clone(), ToOwned::to_owned);
        Self { id: row.id, at: row.at, account: row.account, act, subject, fields }
    }
}

fn changed(subject: &str, field: &Field, hidden: bool) -> ChangedField {
    let words = |value: &str| if hidden { String::new() } else { labels::value(&field.name, value) };
    let label = labels::field(subject, &field.name).unwrap_or(&field.name).to_owned();
    ChangedField { label, old: words(&field.old), new: words(&field.new), hidden }
}

/// A line of who saw what, as a page shows it.
#[derive(Clone, Debug)]
pub struct View {
    /// Its place in the log.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub account: String,
    /// What was done, in words.
    pub act: String,
    /// Whom it showed, where it was one person; else what the list was filtered by.
    pub subject: Subject,
    /// How many people it showed.
    pub shown: i32,
}

impl View {
    /// A line as somebody sees it who may (`names`) or may not read members; `asked` says what a list was
    /// filtered by.
    pub fn of(row: ViewRow, names: bool, asked: &Asked) -> Self {
        let act = act_label(&row.act).map_or(row.act.clone(), ToOwned::to_owned);
        let subject = match row.person {
            Some(person) if names => Subject {
                words: row.person_name.unwrap_or_else(|| labels::record_number(&person.to_string())),
                href: Some(person.path()),
            },
            Some(person) => Subject { words: labels::record_number(&person.to_string()), href: None },
            None => Subject {
                words: asked.words(&row.act, &row.filter, names),
                href: row.filter.strip_prefix('?').filter(|_| names).map(|query| {
                    let list = if row.act == "former" { "/members/former" } else { "/members" };
                    format!("{list}?{query}")
                }),
            },
        };
        Self { id: row.id, at: row.at, account: row.account, act, subject, shown: row.shown }
    }
}

/// What is asked of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// By whom.
    pub account: Option<AccountId>,
    /// About whom.
    pub person: Option<PersonId>,
    /// The word of what was done.
    pub act: Option<String>,
    /// The first day.
    pub from: Option<crate::rules::Day>,
    /// The last day.
    pub to: Option<crate::rules::Day>,
    /// Only lines older than that one.
    pub before: Option<i64>,
    /// Only lines newer than that one.
    pub after: Option<i64>,
}
