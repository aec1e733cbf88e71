//! The statements of people and their versions.

use sqlx::{PgConnection, PgExecutor};

use super::{Facts, SealedNumbers};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::rules::{Day, PartialDate};

pub(super) async fn insert_person(db: &mut PgConnection, at: Instant) -> Result<PersonId> {
    Ok(sqlx::query_scalar!(r#"insert into people (created_at) values ($1) returning id as "id: PersonId""#, at as _)
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
        facts.youth_union_on.map(PartialDate::iso).unwrap_or_default(),
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

/// Takes numbers off the records of whom nothing counts any more, so that another record can have them: whose they were,
/// each with where they had been entered last.
pub(super) async fn release(
    db: &mut PgConnection,
    at: Instant,
    person: PersonId,
    numbers: &SealedNumbers,
) -> Result<Vec<(PersonId, Option<OrganisationId>)>> {
    let digests: Vec<Vec<u8>> =
        [&numbers.citizen_id_digest, &numbers.card_digest].into_iter().filter_map(Clone::clone).collect();
    let rows = sqlx::query!(
        r#"
        with ended as (
            update person_versions
               set known = tstzrange(lower(known), greatest($1, lower(known) + interval '1 microsecond'))
             where upper_inf(known) and person <> $2
               and (citizen_id_digest = any($3) or card_digest = any($3) or card_number = $4)
               and not exists (select from spans where spans.person = person_versions.person and upper_inf(spans.known))
               and exists (select from events where events.person = person_versions.person)
            returning *)
        insert into person_versions (
            person, valid, known, full_name, given_name, family_name, middle_name, gender, other_names, born_on,
            birth_registration, native_place, residence, ethnicity, religion, family_class, occupation, workplace,
            phone, email, youth_union_on, army_service, general_education, professional_qualification,
            academic_degree, political_theory, foreign_languages, health, career, family, notes)
        select person, valid, tstzrange(upper(known), null), full_name, given_name, family_name, middle_name, gender, other_names, born_on,
            birth_registration, native_place, residence, ethnicity, religion, family_class, occupation, workplace,
            phone, email, youth_union_on, army_service, general_education, professional_qualification,
            academic_degree, political_theory, foreign_languages, health, career, family, notes
          from ended
        returning person as "person: PersonId",
                  (select organisation from events
                    where events.person = person_versions.person and organisation is not null
                    order by events.id desc limit 1) as "organisation: OrganisationId"
        "#,
        at as _,
        person as _,
        &digests,
        numbers.card_number,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, row.organisation)).collect())
}

/// A version as the database keeps it.
pub(super) struct VersionRow {
    pub id: i64,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub known_from: Instant,
    pub known_to: Option<Instant>,
    pub full_name: String,
    pub given_name: String,
    pub family_name: String,
    pub middle_name: String,
    pub gender: String,
    pub other_names: String,
    pub born_on: PartialDate,
    pub birth_registration: String,
    pub native_place: String,
    pub residence: String,
    pub ethnicity: String,
    pub religion: String,
    pub family_class: String,
    pub occupation: String,
    pub workplace: String,
    pub phone: String,
    pub email: String,
    pub youth_union_on: String,
    pub army_service: String,
    pub general_education: String,
    pub professional_qualification: String,
    pub academic_degree: String,
    pub political_theory: String,
    pub foreign_languages: String,
    pub health: String,
    pub career: String,
    pub family: String,
    pub notes: String,
    pub citizen_id_sealed: Option<Vec<u8>>,
    pub card_number: Option<String>,
    pub card_sealed: Option<Vec<u8>>,
}

/// The versions of a person's facts that are believed now, or were at an instant, by the days for which they
/// hold; and the one of that number, believed or not.
pub(super) async fn versions(
    db: impl PgExecutor<'_>,
    person: PersonId,
    known: Option<Instant>,
    also: Option<i64>,
) -> Result<Vec<VersionRow>> {
    Ok(sqlx::query_as!(
        VersionRow,
        r#"
        select id, lower(valid) as "from: Day", upper(valid) as "to: Day", lower(known) as "known_from!: Instant",
               upper(known) as "known_to: Instant", full_name, given_name, family_name, middle_name, gender,
               other_names, born_on as "born_on: PartialDate", birth_registration, native_place, residence, ethnicity,
               religion, family_class, occupation, workplace, phone, email, youth_union_on, army_service,
               general_education, professional_qualification, academic_degree, political_theory, foreign_languages,
               health, career, family, notes, citizen_id_sealed, card_number, card_sealed
          from person_versions
         where person = $1
           and (id = $3 or case when $2::timestamptz is null then upper_inf(known) else known @> $2 end)
         order by lower(valid) nulls first, id
        "#,
        person as _,
        known as _,
        also,
    )
    .fetch_all(db)
    .await?)
}

/// Makes everyone else who enters this name wait for the end of the transaction.
pub(super) async fn lock_name(db: &mut PgConnection, name: &str) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended(fold($1), 0))", name).execute(db).await?;
    Ok(())
}

/// Somebody who has a number.
pub(super) struct HolderRow {
    pub person: PersonId,
    pub full_name: String,
    /// Where they are, or were last.
    pub organisation: Option<OrganisationId>,
    /// Whether they are or were within the scope.
    pub seen: bool,
}

/// Who, but for one person, has a number: the 12 digits of a digest as id or card, now or once, or now the
/// card of 8 digits.
pub(super) async fn holder(
    db: impl PgExecutor<'_>,
    scope: Option<&[i64]>,
    digest: Option<&[u8]>,
    card_number: Option<&str>,
    but: Option<PersonId>,
) -> Result<Option<HolderRow>> {
    Ok(sqlx::query_as!(
        HolderRow,
        r#"
        select versions.person as "person: PersonId", versions.full_name,
               (select spans.organisation
                  from spans
                 where spans.person = versions.person and spans.track in ('membership', 'guest') and upper_inf(spans.known)
                 order by lower(spans.valid) desc, spans.id desc
                 limit 1) as "organisation: OrganisationId",
               $4::bigint[] is null
                   or exists (select from spans
                               where spans.person = versions.person and upper_inf(spans.known)
                                 and spans.organisation = any($4))
                   or exists (select from events
                               where events.person = versions.person and events.organisation = any($4)) as "seen!"
          from person_versions as versions
         where (versions.citizen_id_digest = $1
                or versions.card_digest = $1
                or (versions.card_number = $2 and upper_inf(versions.valid)))
           and upper_inf(versions.known)
           -- Who was entered by mistake, so that nothing recorded of them counts, holds no number.
           and (exists (select from spans where spans.person = versions.person and upper_inf(spans.known))
                or not exists (select from events where events.person = versions.person))
           and versions.person is distinct from $3
         order by upper_inf(versions.valid) desc, versions.id
         limit 1
        "#,
        digest,
        card_number,
        but as _,
        scope as _,
    )
    .fetch_optional(db)
    .await?)
}

/// The birth dates known less exactly that may be the same day as this one, and itself.
fn coarser(born_on: &str) -> Vec<String> {
    [4, 7, 10].into_iter().filter_map(|end| born_on.get(..end).map(ToOwned::to_owned)).collect()
}

/// Keeps who in the whole book, whoever may see them, may be the same as a person of this name and birth date.
pub(super) async fn insert_alike(
    db: &mut PgConnection,
    at: Instant,
    person: PersonId,
    name: &str,
    born_on: PartialDate,
) -> Result<()> {
    let born_on = born_on.iso();
    sqlx::query!(
        r#"
        insert into alike (person, other, found_at)
        select least(versions.person, $4), greatest(versions.person, $4), $5
          from person_versions as versions
         where (versions.born_on = any($1) or (versions.born_on > $2 and versions.born_on < $2 || '~'))
           and versions.search = fold($3)
           and upper_inf(versions.known) and upper_inf(versions.valid)
           and versions.person <> $4
        on conflict do nothing
        "#,
        &coarser(&born_on),
        born_on,
        name,
        person as _,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps that two people who are alike are two.
pub(super) async fn insert_answer(
    db: &mut PgConnection,
    by: AccountId,
    at: Instant,
    person: PersonId,
    other: PersonId,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into alike_answers (person, other, answered_by, answered_at)
        select person, other, $3, $4
          from alike
         where person = least($1::bigint, $2::bigint) and other = greatest($1::bigint, $2::bigint)
        on conflict do nothing
        "#,
        person as _,
        other as _,
        by as _,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody of the same name and birth date.
pub(super) struct SimilarRow {
    pub person: PersonId,
    pub full_name: String,
    pub born_on: PartialDate,
    /// Where, within the scope, they are or were last.
    pub organisation: OrganisationId,
    /// The day from which they are there no longer.
    pub to: Option<Day>,
}

/// The first people within a scope, present or past, who have a name without diacritics and whose birth date
/// and this one may be the same day. One ISO text begins with the other, as far as both are known.
pub(super) async fn similar(
    db: impl PgExecutor<'_>,
    scope: Option<&[i64]>,
    name: &str,
    born_on: PartialDate,
    but: Option<PersonId>,
) -> Result<Vec<SimilarRow>> {
    let born_on = born_on.iso();
    Ok(sqlx::query_as!(
        SimilarRow,
        r#"
        select versions.person as "person: PersonId", versions.full_name, versions.born_on as "born_on: PartialDate",
               last.organisation as "organisation: OrganisationId", last.to as "to: Day"
          from person_versions as versions
          join lateral (select spans.organisation, upper(spans.valid) as to
                          from spans
                         where spans.person = versions.person
                           and spans.track in ('membership', 'guest')
                           and upper_inf(spans.known)
                           and ($5::bigint[] is null or spans.organisation = any($5))
                         order by spans.track = 'membership' desc, lower(spans.valid) desc, spans.id desc
                         limit 1) as last on true
         where (versions.born_on = any($1) or (versions.born_on > $2 and versions.born_on < $2 || '~'))
           and versions.search = fold($3)
           and upper_inf(versions.known) and upper_inf(versions.valid)
           and versions.person is distinct from $4
         order by versions.born_on, versions.person
         limit 10
        "#,
        &coarser(&born_on),
        born_on,
        name,
        but as _,
        scope as _,
    )
    .fetch_all(db)
    .await?)
}
