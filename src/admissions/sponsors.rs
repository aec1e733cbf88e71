//! Who introduces: a member chosen from the list or meant by what is written, or words for somebody who is not
//! in the book.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::queries::{self, Namesake};
use crate::Result;
use crate::auth::{Scope, Tree};
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::Sponsor;
use crate::rules::admission::Introduced;
use crate::rules::{Day, PartialDate};
use crate::web::form::clean;
use crate::web::{With, t};
use crate::words;

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
        Ok(Self(
            labels.into_iter().zip(members).map(|(label, member)| (unique(label, member.person), member)).collect(),
        ))
    }

    /// What the list offers.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(label, _)| label.as_str())
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whom a text of the list means.
    fn meant(&self, typed: &str) -> Option<&Candidate> {
        self.0.iter().find(|(label, _)| label == typed).map(|(_, candidate)| candidate)
    }
}

fn label(member: &Candidate, tree: &Tree) -> String {
    t("{name}, sinh {born_on}, {branch}")
        .with("born_on", member.born_on)
        .with("branch", tree.name(member.organisation))
        .with("name", &member.full_name)
}

/// The one whom a name means among those who bear it: a member on the day before one who is none then, and of
/// several one of the branch. Nobody when it may be either of two.
fn the_one(named: &[Namesake], branch: Option<OrganisationId>) -> Option<&Candidate> {
    let only = |fits: &dyn Fn(&Namesake) -> bool| {
        let mut fitting = named.iter().filter(|one| fits(one)).map(|one| &one.candidate);
        let first = fitting.next()?;
        fitting.all(|other| other.person == first.person).then_some(first)
    };
    if named.iter().any(|one| one.on_day) {
        only(&|one| one.on_day).or_else(|| only(&|one| one.on_day && Some(one.candidate.organisation) == branch))
    } else {
        only(&|_| true)
    }
}

/// Whether a text is what the list would offer of somebody, or their name with the birth date or the branch alone.
fn tells(typed: &str, member: &Candidate, tree: &Tree) -> bool {
    let label = label(member, tree);
    let name = &member.full_name;
    [
        format!("{name}, {}", member.born_on),
        format!("{name}, {}", tree.name(member.organisation)),
        format!("{label} ({})", member.person),
        label,
    ]
    .iter()
    .any(|told| told.to_lowercase() == typed)
}

/// What a sponsor is judged by.
pub struct Asked<'a> {
    /// What the account may see.
    pub scope: &'a Scope,
    /// The organisations by name.
    pub tree: &'a Tree,
    /// The branch of the admission.
    pub branch: Option<OrganisationId>,
    /// When the branch considered.
    pub on: Day,
    /// Who is admitted.
    pub full_name: &'a str,
}

/// The sponsor that was typed: a member's number, a text of the list, the name of one member and of no other, or
/// words; nothing when nothing was typed.
///
/// # Errors
/// The sentence, when the number is nobody's in the scope, or the name is that of who is admitted.
pub async fn resolve(
    db: &mut PgConnection,
    asked: &Asked<'_>,
    candidates: &Candidates,
    typed: &str,
) -> Result<Result<Option<Sponsor>, &'static str>> {
    let typed = clean(typed);
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    if let Some(candidate) = candidates.meant(&typed) {
        return Ok(Ok(Some(Sponsor { person: Some(candidate.person.0), name: candidate.full_name.clone() })));
    }
    if typed.bytes().all(|byte| byte.is_ascii_digit()) {
        let found = match typed.parse() {
            Ok(person) => queries::member(db, &asked.scope.ids(), person).await?.map(|name| (person, name)),
            Err(_) => None,
        };
        return Ok(match found {
            Some((person, name)) => Ok(Some(Sponsor { person: Some(person.0), name })),
            None => Err(t("Không có đảng viên này. Chọn trong danh sách, hoặc ghi họ và tên.")),
        });
    }
    let folded = typed.to_lowercase();
    if folded == clean(asked.full_name).to_lowercase() {
        return Ok(Err(t("Không tự giới thiệu mình được. Người giới thiệu trùng họ tên thì chọn trong danh sách.")));
    }
    let (name, more) = folded.split_once(", ").map_or((folded.as_str(), false), |(name, _)| (name, true));
    let mut named = queries::namesakes(db, &asked.scope.ids(), name, asked.on).await?;
    // Who types no diacritics means the name that has them; who types some means those.
    let plain = words::plain(name).eq(name.chars());
    let exact = named.iter().any(|one| one.exact);
    named.retain(|one| one.exact || (plain && !exact));
    named.retain(|one| !more || tells(&folded, &one.candidate, asked.tree));
    Ok(Ok(Some(match the_one(&named, asked.branch) {
        Some(member) => Sponsor { person: Some(member.person.0), name: member.full_name.clone() },
        None => Sponsor { person: None, name: typed },
    })))
}

/// How the Youth Union and the trade union are called, without diacritics; a family name alone (Đoàn) is none of them.
const UNIONS: [&str; 16] = [
    "doan thanh nien",
    "doan tn",
    "chi doan",
    "doan co so",
    "doan khoi",
    "doan truong",
    "doan phuong",
    "doan xa",
    "lien doan",
    "huyen doan",
    "thanh doan",
    "tinh doan",
    "to chuc doan",
    "cong doan",
    "ban chap hanh",
    "bch",
];

/// Whether words begin as an organisation of the Youth Union or of the trade union is called: those name no person.
fn is_union(words: &str) -> bool {
    let plain = format!("{} ", words::joined(words));
    UNIONS.iter().any(|union| plain.strip_prefix(union).is_some_and(|rest| rest.starts_with(' ')))
}

/// How many introduce: what is written of a union is no member.
pub fn introduced(named: &[Option<Sponsor>; 2]) -> Introduced {
    let union = |sponsor: &&Sponsor| sponsor.person.is_none() && is_union(&sponsor.name);
    let (unions, members): (Vec<_>, Vec<_>) = named.iter().flatten().partition(union);
    Introduced { members: u32::try_from(members.len()).unwrap_or_default(), union: !unions.is_empty() }
}

/// Whether two sponsors are surely one: the same member, or the same words.
pub fn same(one: &Sponsor, other: &Sponsor) -> bool {
    match (one.person, other.person) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.name.to_lowercase() == other.name.to_lowercase(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_is_told_from_a_member_who_bears_its_word_as_a_name() {
        for union in ["Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Chi đoàn cơ quan Sở", "BCH Công đoàn", "chi doan so"]
        {
            assert!(is_union(union), "{union}");
        }
        for person in
            ["Đoàn Thị Điểm", "Doãn Văn Xã", "Lê Văn Đoàn", "Nguyễn Công Đoan Trang", "Lê Thị Cúc, Đoàn Thanh niên"]
        {
            assert!(!is_union(person), "{person}");
        }
    }
}
