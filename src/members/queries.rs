//! The statements of people and their versions.

use sqlx::PgConnection;

use super::{Facts, SealedNumbers};
use crate::Result;
use crate::clock::Instant;
use crate::ids::PersonId;
use crate::rules::Day;

pub(super) async fn insert_person(db: &mut PgConnection, at: Instant) -> Result<PersonId> {
    Ok(sqlx::query_scalar!(
        r#"insert into people (created_at) values ($1) returning id as "id: PersonId""#,
        at as _
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn insert_version(
    db: &mut PgConnection,
    at: Instant,
    person: PersonId,
    facts: &Facts,
    numbers: &SealedNumbers,
    from: Option<Day>,
    to: Option<Day>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into person_versions (
            person, valid, known, full_name, given_name, family_name, middle_name, gender, other_names, born_on,
            birth_registration, native_place, residence, ethnicity, religion, family_class, occupation, workplace,
            phone, email, youth_union_on, army_service, general_education, professional_qualification,
            academic_degree, political_theory, foreign_languages, health, career, family, notes,
            citizen_id_sealed, citizen_id_digest, card_number, card_sealed, card_digest)
        values ($1, daterange($2, $3), tstzrange($4, null), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37)
        "#,
        person as _,
        from as _,
        to as _,
        at as _,
        facts.name.full,
        facts.name.given,
        facts.name.family,
        facts.name.middle,
        facts.gender.code(),
        facts.other_names,
        facts.born_on as _,
        facts.birth_registration,
        facts.native_place,
        facts.residence,
        facts.ethnicity,
        facts.religion,
        facts.family_class,
        facts.occupation,
        facts.workplace,
        facts.phone,
        facts.email,
        facts.youth_union_on.map(|day| day.iso()).unwrap_or_default(),
        facts.army_service,
        facts.general_education,
        facts.professional_qualification,
        facts.academic_degree,
        facts.political_theory,
        facts.foreign_languages,
        facts.health,
        facts.career,
        facts.family,
        facts.notes,
        numbers.citizen_id,
        numbers.citizen_id_digest,
        numbers.card_number,
        numbers.card,
        numbers.card_digest,
    )
    .execute(db)
    .await?;
    Ok(())
}
