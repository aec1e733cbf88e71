//! Who may already be in the book. The same 12-digit number or the same card number stops; the same
//! name without diacritics and the same birth date, as far as both are known, warns and is decided
//! by whoever fills the form. One rule for admission, carry-over and edit.

use sqlx::PgConnection;

use super::Facts;
use super::form::PersonForm;
use super::queries::{self, HolderRow};
use crate::Result;
use crate::audit::{self, Author, Field, Seen, Subject};
use crate::auth::Scope;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::citizen_id::{CardNumber, CitizenId};
use crate::rules::{Day, PartialDate};
use crate::state::App;
use crate::web::form::clean;
use crate::web::{Errors, With, t};

/// What is compared: of a form, as far as it is filled so that it can be read.
#[derive(Clone, Debug, Default)]
pub struct Probe {
    /// The name as typed, cleaned.
    pub name: String,
    /// The day of birth.
    pub born_on: Option<PartialDate>,
    /// The id number.
    pub citizen_id: Option<CitizenId>,
    /// The party card.
    pub card: Option<CardNumber>,
}

impl Probe {
    /// What a form says so far, right or wrong in the rest.
    pub fn of_form(form: &PersonForm) -> Self {
        Self {
            name: clean(&form.full_name),
            born_on: PartialDate::parse_typed(&form.born_on).ok(),
            citizen_id: CitizenId::parse(&form.citizen_id).ok(),
            card: CardNumber::parse(&form.card_number).ok(),
        }
    }
}

impl From<&Facts> for Probe {
    fn from(facts: &Facts) -> Self {
        Self {
            name: facts.name.full.clone(),
            born_on: Some(facts.born_on),
            citizen_id: facts.citizen_id.clone(),
            card: facts.card.clone(),
        }
    }
}

/// A number that somebody else in the book has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The field of the form: `citizen_id` or `card_number`.
    pub field: &'static str,
    /// Who has it, where the viewer may see them; none: somebody outside the viewer's scope.
    pub person: Option<PersonId>,
    /// Their name, where the viewer may see them.
    pub full_name: String,
    /// Who has it and where they are, for the audit alone.
    holder: (PersonId, Option<OrganisationId>),
    /// The number as a page may show it.
    shown: String,
}

impl Taken {
    fn new(field: &'static str, shown: String, row: HolderRow) -> Self {
        Self {
            field,
            person: row.seen.then_some(row.person),
            full_name: if row.seen { row.full_name } else { String::new() },
            holder: (row.person, row.organisation),
            shown,
        }
    }

    /// What is said at the field.
    pub fn sentence(&self) -> String {
        match self.person {
            Some(_) => t("Số này đã có trong sổ, ở hồ sơ của {name}. Kiểm tra lại số.").with("name", &self.full_name),
            None => t(
                "Số này đã có ở một hồ sơ ngoài phạm vi của tài khoản. Kiểm tra lại số; nếu đúng, hỏi cấp ủy cấp trên.",
            )
            .to_owned(),
        }
    }
}

/// Somebody in the viewer's scope, present or past, with the same name and birth date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Their day of birth.
    pub born_on: PartialDate,
    /// Where they are or were last.
    pub branch: String,
    /// Whether they are there no longer.
    pub left: bool,
}

impl Similar {
    /// What distinguishes them: birth date and branch.
    pub fn description(&self) -> String {
        let sentence =
            if self.left { t("Sinh {born_on} · đã rời {branch}") } else { t("Sinh {born_on} · {branch}") };
        sentence.with("born_on", self.born_on).with("branch", &self.branch)
    }
}

/// As [`find`], in the transaction that enters or changes a person: two who enter the same name at once see
/// each other, one after the other.
pub async fn find_and_hold(
    db: &mut PgConnection,
    app: &App,
    scope: &Scope,
    today: Day,
    probe: &Probe,
    but: Option<PersonId>,
) -> Result<Duplicates> {
    queries::lock_name(&mut *db, &probe.name).await?;
    find(db, app, scope, today, probe, but).await
}

/// Looks for who may already be in the book, but for one person. What is read is read by this connection,
/// so that it sees the same as the change that follows.
pub async fn find(
    db: &mut PgConnection,
    app: &App,
    scope: &Scope,
    today: Day,
    probe: &Probe,
    but: Option<PersonId>,
) -> Result<Duplicates> {
    let filter = scope.filter();
    let filter = filter.as_deref();
    let mut found = Duplicates::default();
    if let Some(id) = &probe.citizen_id
        && let Some(row) = queries::holder(&mut *db, filter, Some(&app.seal.digest(id.digits())), None, but).await?
    {
        found.taken.push(Taken::new("citizen_id", id.masked(), row));
    }
    if let Some(card) = &probe.card {
        let row = match card {
            CardNumber::Old(number) => queries::holder(&mut *db, filter, None, Some(number.digits()), but).await?,
            CardNumber::New(id) => {
                queries::holder(&mut *db, filter, Some(&app.seal.digest(id.digits())), None, but).await?
            }
        };
        found.taken.extend(row.map(|row| Taken::new("card_number", card.shown(), row)));
    }
    if let (Some(born_on), false) = (probe.born_on, probe.name.is_empty()) {
        let tree = app.tree();
        for row in queries::similar(db, filter, &probe.name, born_on, but).await? {
            found.similar.push(Similar {
                person: row.person,
                full_name: row.full_name,
                born_on: row.born_on,
                branch: tree.name(row.organisation).to_owned(),
                left: row.to.is_some_and(|to| to <= today),
            });
        }
    }
    Ok(found)
}

/// Keeps that a person is another than each of these, who are alike: nobody is asked about them again.
pub async fn are_others(db: &mut PgConnection, author: Author, person: PersonId, others: &[i64]) -> Result<()> {
    let Some(account) = author.account else { return Ok(()) };
    for other in others {
        queries::insert_answer(&mut *db, account, author.at, person, PersonId(*other)).await?;
    }
    Ok(())
}

/// Writes that a number of somebody outside the scope was typed: their organisation reads it in the audit.
pub async fn record_hidden(db: &mut PgConnection, author: Author, found: &Duplicates) -> Result<()> {
    for taken in found.taken.iter().filter(|taken| taken.person.is_none()) {
        let (holder, organisation) = taken.holder;
        let field = Field::new(taken.field, "", &taken.shown);
        audit::record(db, author, "number_taken", Subject::Person(holder), organisation, &[field]).await?;
    }
    Ok(())
}

/// What was found, and of whom it was said that this is another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// Numbers that stop.
    pub taken: Vec<Taken>,
    /// People to be decided on.
    pub similar: Vec<Similar>,
    /// The people of whom the form says that this is another.
    pub not_duplicate: Vec<i64>,
}

impl Duplicates {
    /// Whether it was said of this person that this is another.
    pub fn is_another(&self, person: &PersonId) -> bool {
        self.not_duplicate.contains(&person.0)
    }

    /// The people who were found and of whom it was said that this is another: kept with the event.
    pub fn decided(&self) -> Vec<i64> {
        self.similar
            .iter()
            .map(|similar| similar.person)
            .filter(|person| self.is_another(person))
            .map(|id| id.0)
            .collect()
    }

    /// Whether a number of somebody outside the scope was typed.
    pub fn hides(&self) -> bool {
        self.taken.iter().any(|taken| taken.person.is_none())
    }

    /// Who is shown by it, for the log of views.
    pub fn seen(&self) -> Vec<Seen> {
        let taken = self.taken.iter().filter_map(|taken| taken.person);
        let mut people: Vec<_> = taken.chain(self.similar.iter().map(|similar| similar.person)).collect();
        people.sort_unstable();
        people.dedup();
        people.into_iter().map(|person| Seen::person("duplicate", person)).collect()
    }

    /// What stops: a number that is taken, and people not yet decided on.
    pub fn errors(&self) -> Errors {
        let mut errors = Errors::new();
        for taken in &self.taken {
            errors.add(taken.field, taken.sentence());
        }
        if self.similar.iter().any(|similar| !self.is_another(&similar.person)) {
            errors.add(
                "not_duplicate",
                t("Trong sổ đã có người trùng họ tên và ngày sinh. Mở hồ sơ để xem; nếu là người khác, đánh dấu rồi lưu."),
            );
        }
        errors
    }
}
