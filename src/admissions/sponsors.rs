//! Who introduces: an official member chosen from the list, or words for somebody who is not in the book.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::queries;
use crate::Result;
use crate::auth::{Scope, Tree};
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::Sponsor;
use crate::rules::{Day, PartialDate};
use crate::web::form::clean;
use crate::web::{With, t};

/// The most members that the list offers; a larger organisation writes the name or the number.
const MOST: i64 = 400;

/// An official member who may introduce.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub person: PersonId,
    pub full_name: String,
    pub born_on: PartialDate,
    pub organisation: OrganisationId,
}

/// The list of the form.
#[derive(Clone, Debug, Default)]
pub struct Candidates(Vec<(String, Candidate)>);

impl Candidates {
    /// The official members of a scope today, when they are few enough for a list.
    pub async fn of(db: &mut PgConnection, scope: &Scope, tree: &Tree, today: Day) -> Result<Self> {
        let organisations = scope.ids();
        if queries::count_official(&mut *db, &organisations, MOST + 1).await? > MOST {
            return Ok(Self::default());
        }
        let members = queries::official_members(db, &organisations, today, MOST).await?;
        let mut alike: HashMap<String, usize> = HashMap::new();
        let labels: Vec<_> = members.iter().map(|member| label(member, tree)).collect();
        for label in &labels {
            *alike.entry(label.clone()).or_default() += 1;
        }
        let unique = |label: String, person: PersonId| {
            if alike.get(&label).is_some_and(|&count| count > 1) { format!("{label} ({person})") } else { label }
        };
        Ok(Self(labels.into_iter().zip(members).map(|(label, member)| (unique(label, member.person), member)).collect()))
    }

    /// What the list offers.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(label, _)| label.as_str())
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whom a text of the list means, or the name of one official member of the branch and of no other.
    fn meant(&self, typed: &str, branch: Option<OrganisationId>) -> Option<&Candidate> {
        if let Some((_, candidate)) = self.0.iter().find(|(label, _)| label == typed) {
            return Some(candidate);
        }
        let folded = typed.to_lowercase();
        let mut named = self
            .0
            .iter()
            .map(|(_, candidate)| candidate)
            .filter(|candidate| Some(candidate.organisation) == branch && candidate.full_name.to_lowercase() == folded);
        named.next().filter(|_| named.next().is_none())
    }
}

fn label(member: &Candidate, tree: &Tree) -> String {
    t("{name}, sinh {born_on}, {branch}")
        .with("born_on", member.born_on)
        .with("branch", tree.name(member.organisation))
        .with("name", &member.full_name)
}

/// The sponsor that was typed: a member's number, a text of the list, or words; nothing when nothing was typed.
///
/// # Errors
/// The sentence, when the number is nobody's in the scope.
pub async fn resolve(
    db: &mut PgConnection,
    scope: &Scope,
    candidates: &Candidates,
    typed: &str,
    branch: Option<OrganisationId>,
) -> Result<Result<Option<Sponsor>, &'static str>> {
    let typed = clean(typed);
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    if let Some(candidate) = candidates.meant(&typed, branch) {
        return Ok(Ok(Some(Sponsor { person: Some(candidate.person.0), name: candidate.full_name.clone() })));
    }
    if typed.bytes().all(|byte| byte.is_ascii_digit()) {
        let found = match typed.parse() {
            Ok(person) => queries::member(db, &scope.ids(), person).await?.map(|name| (person, name)),
            Err(_) => None,
        };
        return Ok(match found {
            Some((person, name)) => Ok(Some(Sponsor { person: Some(person.0), name })),
            None => Err(t("Không có đảng viên này. Chọn trong danh sách, hoặc ghi họ và tên.")),
        });
    }
    Ok(Ok(Some(Sponsor { person: None, name: typed })))
}
