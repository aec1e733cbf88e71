//! Who introduces: a member chosen from the list or meant by what is written, or words for somebody who is not
//! in the book.

use sqlx::PgConnection;

use super::queries;
use crate::auth::{Scope, Tree};
use crate::choosing::{Candidate, MOST, Namesake, People, named};
use crate::ids::OrganisationId;
use crate::ledger::Sponsor;
use crate::rules::Day;
use crate::rules::admission::Introduced;
use crate::web::form::clean;
use crate::web::t;
use crate::{Result, words};

/// The official members of a scope today, when they are few enough for a list.
pub async fn official(db: &mut PgConnection, scope: &Scope, tree: &Tree, today: Day) -> Result<People> {
    let organisations = scope.ids();
    if queries::count_official(&mut *db, &organisations, MOST + 1).await? > MOST {
        return Ok(People::default());
    }
    Ok(People::listed(queries::official_members(db, &organisations, today, MOST).await?, tree))
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
/// The sentence, when the number is nobody's in the scope, the name is that of several members, or of who is admitted.
pub async fn resolve(
    db: &mut PgConnection,
    asked: &Asked<'_>,
    candidates: &People,
    typed: &str,
) -> Result<Result<Option<Sponsor>, &'static str>> {
    let typed = clean(typed);
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    if let Some(candidate) = candidates.labelled(&typed) {
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
    if typed.to_lowercase() == clean(asked.full_name).to_lowercase() {
        return Ok(Err(t("Không tự giới thiệu mình được. Người giới thiệu trùng họ tên thì chọn trong danh sách.")));
    }
    let named = named(db, &asked.scope.ids(), asked.tree, &typed, asked.on).await?;
    Ok(match the_one(&named, asked.branch) {
        Some(member) => Ok(Some(Sponsor { person: Some(member.person.0), name: member.full_name.clone() })),
        // Which of two members it is cannot be guessed, and one of them may be no official member.
        None if named.iter().any(|one| one.on_day) => {
            Err(t("Có nhiều người cùng tên. Ghi thêm ngày sinh hoặc chi bộ: họ và tên, ngày sinh."))
        }
        None => Ok(Some(Sponsor { person: None, name: typed })),
    })
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
