//! People: who they are, dated by both times. Their memberships are the ledger's.

pub mod duplicates;
pub mod fields;
pub mod form;
pub mod lists;
pub mod name;
pub mod queries;
pub mod version;
pub mod visibility;
pub mod warnings;

use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::ids::{OrganisationId, PersonId};
use crate::rules::citizen_id::{CardNumber, CitizenId};
use crate::rules::{Day, Gender, PartialDate};
use crate::seal::{Seal, Sealed};
use crate::sql::broken_constraint;
use crate::web::t;
use crate::{Error, Result};
pub use name::Name;
pub use version::{Version, facts_on, versions};
pub use visibility::{Visibility, keeping, visible};

/// Younger than this when they entered the Party, in months, is a slip of the pen: no rule has ever taken anybody so
/// young.
const YOUNGEST: i32 = 16 * 12;

/// Whether somebody of that birth was surely younger than sixteen on a day on which they were a member; of dates
/// known in part, when each of their days would make them so.
pub fn too_young(born_on: PartialDate, member_on: PartialDate) -> bool {
    born_on.first().plus_months(YOUNGEST) > member_on.last()
}

/// What is said of who was too young when they entered, in a form where the admission is recorded already.
pub fn too_young_sentence() -> &'static str {
    t("Chưa đủ 16 tuổi khi vào Đảng. Kiểm tra lại ngày sinh và ngày vào Đảng.")
}

/// The facts of a person, in the order of the form 2-HSĐV (phiếu đảng viên).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// 1: the birth name, whole and in its parts.
    pub name: Name,
    /// 2.
    pub gender: Gender,
    /// 3: other names.
    pub other_names: String,
    /// 4: as far as it is known.
    pub born_on: PartialDate,
    /// 5: where the birth was registered.
    pub birth_registration: String,
    /// 6: quê quán.
    pub native_place: String,
    /// 7: nơi cư trú.
    pub residence: String,
    /// 8: dân tộc.
    pub ethnicity: String,
    /// 9: tôn giáo.
    pub religion: String,
    /// 10: thành phần gia đình.
    pub family_class: String,
    /// 11: nghề nghiệp, and where.
    pub occupation: String,
    /// Nơi công tác.
    pub workplace: String,
    /// How to reach them.
    pub phone: String,
    /// How to reach them.
    pub email: String,
    /// 14: ngày vào Đoàn, as far as it is known.
    pub youth_union_on: Option<PartialDate>,
    /// 16: army service.
    pub army_service: String,
    /// 17: giáo dục phổ thông.
    pub general_education: String,
    /// 17: chuyên môn nghiệp vụ.
    pub professional_qualification: String,
    /// 17: học vị, học hàm.
    pub academic_degree: String,
    /// 17: lý luận chính trị.
    pub political_theory: String,
    /// 17: ngoại ngữ.
    pub foreign_languages: String,
    /// 18: sức khỏe.
    pub health: String,
    /// 19: số định danh cá nhân; sealed in the database.
    pub citizen_id: Option<CitizenId>,
    /// The party card: 8 digits, or since 2025 the 12 of the id number; those are sealed.
    pub card: Option<CardNumber>,
    /// 21: quá trình công tác.
    pub career: String,
    /// 29: gia đình.
    pub family: String,
    /// Anything else.
    pub notes: String,
}

/// Enters a person: their facts hold for all time until changed.
///
/// # Errors
/// [`Error::Invalid`] on the field of a number that somebody else has.
pub async fn enter(db: &mut PgConnection, seal: &Seal, author: Author, facts: &Facts) -> Result<PersonId> {
    let person = queries::insert_person(db, author.at).await?;
    write_version(db, seal, author, person, facts, None, None).await?;
    Ok(person)
}

/// Writes what was entered of a person into the log of changes, field by field.
pub async fn record_entered(
    db: &mut PgConnection,
    author: Author,
    person: PersonId,
    organisation: OrganisationId,
    facts: &Facts,
) -> Result<()> {
    let entered = fields::FIELDS.into_iter().map(|name| Field::new(name, "", facts.field(name)));
    let entered: Vec<_> = entered.filter(|field| !field.new.is_empty()).collect();
    audit::record(db, author, "person_entered", Subject::Person(person), Some(organisation), &entered).await
}

/// Writes a version of a person's facts, valid from one day to another (none: for all time).
///
/// # Errors
/// [`Error::Invalid`] on the field of a number that somebody else has.
pub async fn write_version(
    db: &mut PgConnection,
    seal: &Seal,
    author: Author,
    person: PersonId,
    facts: &Facts,
    from: Option<Day>,
    to: Option<Day>,
) -> Result<()> {
    let numbers = SealedNumbers::of(seal, person, facts)?;
    // Whoever was entered by mistake keeps no number from whoever is entered rightly.
    for (other, organisation) in queries::release(&mut *db, author.at, person, &numbers).await? {
        audit::record(db, author, "number_released", Subject::Person(other), organisation, &[]).await?;
    }
    queries::insert_version(&mut *db, author.at, person, facts, &numbers, from, to).await.map_err(taken)?;
    if to.is_none() {
        queries::insert_alike(db, author.at, person, &facts.name.full, facts.born_on).await?;
    }
    Ok(())
}

/// The numbers of a person as the database keeps them.
#[derive(Clone, Debug, Default)]
pub struct SealedNumbers {
    /// The id number, sealed.
    pub citizen_id: Option<Vec<u8>>,
    /// Its digest.
    pub citizen_id_digest: Option<Vec<u8>>,
    /// A card of 8 digits, plain.
    pub card_number: Option<String>,
    /// A card of 12 digits, sealed.
    pub card: Option<Vec<u8>>,
    /// Its digest.
    pub card_digest: Option<Vec<u8>>,
}

impl SealedNumbers {
    fn of(seal: &Seal, person: PersonId, facts: &Facts) -> anyhow::Result<Self> {
        let mut numbers = Self::default();
        if let Some(id) = &facts.citizen_id {
            numbers.citizen_id = Some(seal.seal(Sealed::CitizenId, person, id.digits())?);
            numbers.citizen_id_digest = Some(seal.digest(id.digits()));
        }
        match &facts.card {
            None => {}
            Some(CardNumber::Old(number)) => numbers.card_number = Some(number.digits().to_owned()),
            Some(CardNumber::New(id)) => {
                numbers.card = Some(seal.seal(Sealed::Card, person, id.digits())?);
                numbers.card_digest = Some(seal.digest(id.digits()));
            }
        }
        Ok(numbers)
    }
}

/// A number that somebody else has is an error of its field; the database knows, we do not look before.
fn taken(error: sqlx::Error) -> Error {
    match broken_constraint(&error) {
        Some("person_versions_citizen_id_unique") => Error::field("citizen_id", taken_sentence()),
        Some("person_versions_card_number_unique" | "person_versions_card_digest_unique") => {
            Error::field("card_number", taken_sentence())
        }
        _ => error.into(),
    }
}

fn taken_sentence() -> &'static str {
    t("Số này đã có trong sổ, ở hồ sơ của người khác. Kiểm tra lại số; nếu đúng, hỏi cấp ủy cấp trên.")
}
