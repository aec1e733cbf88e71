//! A member who is chosen in a form: from a list, or by what is written, as a sponsor is.

mod queries;

use std::collections::HashMap;

use sqlx::PgConnection;

use crate::Result;
use crate::auth::Tree;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::{Day, PartialDate};
use crate::web::form::clean;
use crate::web::{With, t};
use crate::words;

/// The most members that a list offers; of more, the name or the number of the record is written.
pub const MOST: i64 = 400;

/// Somebody who may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub full_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Where they are a member, or were last.
    pub organisation: OrganisationId,
}

/// Somebody of a name, in one of the organisations where they are or were a member.
#[derive(Clone, Debug)]
pub struct Namesake {
    /// Who, and where.
    pub candidate: Candidate,
    /// Whether they are a member there on the day.
    pub on_day: bool,
    /// Whether the name is the one typed, diacritics and all.
    exact: bool,
}

/// The list of a form: the members of some organisations on a day, each with a text of their own.
#[derive(Clone, Debug, Default)]
pub struct People(Vec<(String, Candidate)>);

impl People {
    /// The members on a day, by name; nobody when they are more than a list can hold.
    pub async fn of(db: &mut PgConnection, organisations: &[i64], tree: &Tree, day: Day) -> Result<Self> {
        let members = queries::members(db, organisations, day, MOST + 1).await?;
        if members.len() > usize::try_from(MOST).unwrap_or(usize::MAX) {
            return Ok(Self::default());
        }
        Ok(Self::listed(members, tree))
    }

    /// The list of these.
    pub fn listed(members: Vec<Candidate>, tree: &Tree) -> Self {
        let mut alike: HashMap<String, usize> = HashMap::new();
        let labels: Vec<_> = members.iter().map(|member| label(member, tree)).collect();
        for label in &labels {
            *alike.entry(label.clone()).or_default() += 1;
        }
        let unique = |label: String, person: PersonId| {
            if alike.get(&label).is_some_and(|&count| count > 1) { format!("{label} ({person})") } else { label }
        };
        Self(labels.into_iter().zip(members).map(|(label, member)| (unique(label, member.person), member)).collect())
    }

    /// Whom a text of the list means.
    pub fn labelled(&self, typed: &str) -> Option<&Candidate> {
        self.0.iter().find(|(label, _)| label == typed).map(|(_, candidate)| candidate)
    }

    /// What the list offers.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(label, _)| label.as_str())
    }

    /// Everybody, in the order of names.
    pub fn all(&self) -> impl Iterator<Item = &Candidate> {
        self.0.iter().map(|(_, candidate)| candidate)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nobody, or too many.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of somebody; their name where the list does not have them.
    pub fn label(&self, person: PersonId, name: &str) -> String {
        let found = self.0.iter().find(|(_, candidate)| candidate.person == person);
        found.map_or_else(|| name.to_owned(), |(label, _)| label.clone())
    }

    /// Who is meant by a text of the list, the number of a record, or a name that means one member alone: of
    /// several one who is a member on that day.
    ///
    /// # Errors
    /// The sentence that says what to write.
    pub async fn meant(
        &self,
        db: &mut PgConnection,
        organisations: &[i64],
        tree: &Tree,
        typed: &str,
        day: Day,
    ) -> Result<Result<Candidate, String>> {
        let typed = clean(typed);
        if let Some(candidate) = self.labelled(&typed) {
            return Ok(Ok(candidate.clone()));
        }
        if typed.bytes().all(|byte| byte.is_ascii_digit()) {
            let found = match typed.parse() {
                Ok(person) => queries::somebody(db, organisations, person).await?,
                Err(_) => None,
            };
            return Ok(found.ok_or_else(unknown));
        }
        let named = named(db, organisations, tree, &typed, day).await?;
        if named.is_empty() {
            return Ok(Err(unknown()));
        }
        let one = the_one(&named).cloned();
        Ok(one.ok_or_else(|| {
            t("Có nhiều người cùng tên. Ghi thêm ngày sinh hoặc chi bộ: họ và tên, ngày sinh.").to_owned()
        }))
    }
}

/// Who is or was a member of the organisations under the name of a text, which may say the birth date or the branch
/// after a comma.
pub async fn named(
    db: &mut PgConnection,
    organisations: &[i64],
    tree: &Tree,
    typed: &str,
    day: Day,
) -> Result<Vec<Namesake>> {
    let folded = typed.to_lowercase();
    let (name, more) = folded.split_once(", ").map_or((folded.as_str(), false), |(name, _)| (name, true));
    let mut named = queries::namesakes(db, organisations, name, day).await?;
    // Who types no diacritics means the name that has them; who types some means those.
    let plain = words::plain(name).eq(name.chars());
    let exact = named.iter().any(|one| one.exact);
    named.retain(|one| one.exact || (plain && !exact));
    named.retain(|one| !more || tells(&folded, &one.candidate, tree));
    Ok(named)
}

fn unknown() -> String {
    t("Không có đảng viên này. Chọn trong danh sách, hoặc ghi họ và tên như trong sổ.").to_owned()
}

fn label(member: &Candidate, tree: &Tree) -> String {
    t("{name}, sinh {born_on}, {branch}")
        .with("born_on", member.born_on)
        .with("branch", tree.name(member.organisation))
        .with("name", &member.full_name)
}

/// Whether a text is what the list would offer of somebody, or their name with the birth date or the branch alone.
fn tells(typed: &str, member: &Candidate, tree: &Tree) -> bool {
    let label = label(member, tree);
    let name = &member.full_name;
    let born = member.born_on.to_string();
    [
        format!("{name}, {born}"),
        format!("{name}, {}", tree.name(member.organisation)),
        format!("{label} ({})", member.person),
        label,
    ]
    .iter()
    .any(|told| told.to_lowercase() == typed)
}

/// The only one who is a member on the day; where nobody is, the only one who was.
fn the_one(named: &[Namesake]) -> Option<&Candidate> {
    let there = named.iter().any(|one| one.on_day);
    let mut fitting = named.iter().filter(|one| one.on_day || !there).map(|one| &one.candidate);
    let first = fitting.next()?;
    fitting.all(|other| other.person == first.person).then_some(first)
}

/// Of people, those who were members of some organisations within a time, each with where they were last in it.
pub async fn where_members(
    db: &mut PgConnection,
    people: &[PersonId],
    organisations: &[i64],
    (from, to): (Day, Day),
) -> Result<HashMap<PersonId, OrganisationId>> {
    queries::where_members(db, people, organisations, (from, to)).await
}

/// Of people, those who are or were members of some organisations: from which day first, and from which day no more.
pub async fn stays(
    db: &mut PgConnection,
    people: &[PersonId],
    organisations: &[i64],
) -> Result<HashMap<PersonId, (Day, Option<Day>)>> {
    queries::stays(db, people, organisations).await
}

/// The branches in which somebody was a member (or a guest, where guests count) within a time, as the book said at that instant: the last first.
pub async fn branches(
    db: &mut PgConnection,
    person: PersonId,
    (from, to): (Day, Day),
    known: Option<Instant>,
    guests: bool,
) -> Result<Vec<OrganisationId>> {
    queries::branches(db, person, (from, to), known, guests).await
}

/// The names of people on a day, as the book said at that instant; of one who had none then, the first they had.
pub async fn names(
    db: &mut PgConnection,
    people: &[PersonId],
    day: Day,
    known: Option<Instant>,
) -> Result<HashMap<PersonId, String>> {
    queries::names(db, people, day, known).await
}
