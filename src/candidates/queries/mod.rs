//! The statements of candidates.

pub(super) mod list;

use sqlx::{PgConnection, PgExecutor};

use super::{Alike, Candidate, NewCandidate};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{CandidateId, OrganisationId, PersonId};
use crate::members::{Facts, Name};
use crate::rules::{Day, Gender, PartialDate};
use crate::yearly::queries::end_believed;

pub(super) async fn insert(db: &mut PgConnection, at: Instant) -> Result<CandidateId> {
    let id = sqlx::query_scalar!(
        r#"insert into candidates (created_at) values ($1) returning id as "id: CandidateId""#,
        at as _,
    );
    Ok(id.fetch_one(db).await?)
}

/// Makes every other write to this candidate wait; whether there is one.
pub(super) async fn lock(db: &mut PgConnection, id: CandidateId) -> Result<bool> {
    let found = sqlx::query_scalar!("select id from candidates where id = $1 for update", id as _);
    Ok(found.fetch_optional(db).await?.is_some())
}

/// Ends the version that is believed; from when on the next one is. No version is believed for no time at all.
pub(super) async fn end_version(db: &mut PgConnection, id: CandidateId, at: Instant) -> Result<Instant> {
    Ok(end_believed!("candidate_versions" where "candidate = $2", at, id as _).fetch_one(db).await?)
}

pub(super) async fn insert_version(
    db: &mut PgConnection,
    author: Author,
    at: Instant,
    id: CandidateId,
    new: &NewCandidate,
    ended: Option<&(Day, String)>,
    person: Option<PersonId>,
) -> Result<()> {
    let facts = &new.facts;
    sqlx::query!(
        r#"
        insert into candidate_versions (
            candidate, known, recorded_by, branch, since, helper, full_name, given_name, family_name, middle_name,
            gender, born_on, ethnicity, religion, native_place, residence, phone, email, occupation, workplace,
            general_education, professional_qualification, youth_union_on, notes, ended_on, ended_reason, person)
        values ($1, tstzrange($2, null), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                $20, $21, $22, $23, $24, $25, $26, $27)
        "#,
        id as _,
        at as _,
        author.account as _,
        new.branch as _,
        new.since as _,
        new.helper,
        facts.name.full,
        facts.name.given,
        facts.name.family,
        facts.name.middle,
        facts.gender.code(),
        facts.born_on as _,
        facts.ethnicity,
        facts.religion,
        facts.native_place,
        facts.residence,
        facts.phone,
        facts.email,
        facts.occupation,
        facts.workplace,
        facts.general_education,
        facts.professional_qualification,
        facts.youth_union_on.map(PartialDate::iso).unwrap_or_default(),
        facts.notes,
        ended.map(|(on, _)| *on) as _,
        ended.map(|(_, reason)| reason.as_str()).unwrap_or_default(),
        person as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A version as the database keeps it.
struct Row {
    id: CandidateId,
    version: i64,
    branch: OrganisationId,
    since: Day,
    helper: String,
    full_name: String,
    given_name: String,
    gender: String,
    born_on: PartialDate,
    ethnicity: String,
    religion: String,
    native_place: String,
    residence: String,
    phone: String,
    email: String,
    occupation: String,
    workplace: String,
    general_education: String,
    professional_qualification: String,
    youth_union_on: String,
    notes: String,
    ended_on: Option<Day>,
    ended_reason: String,
    person: Option<PersonId>,
    recorded_by: String,
    recorded_at: Instant,
}

impl From<Row> for Candidate {
    fn from(row: Row) -> Self {
        let empty = String::new;
        let facts = Facts {
            name: Name::with_given(&row.full_name, &row.given_name).unwrap_or_else(|| Name::new(&row.full_name)),
            gender: Gender::from_code(&row.gender).unwrap_or(Gender::Female),
            other_names: empty(),
            born_on: row.born_on,
            birth_registration: empty(),
            native_place: row.native_place,
            residence: row.residence,
            ethnicity: row.ethnicity,
            religion: row.religion,
            family_class: empty(),
            occupation: row.occupation,
            workplace: row.workplace,
            phone: row.phone,
            email: row.email,
            youth_union_on: PartialDate::parse_iso(&row.youth_union_on),
            army_service: empty(),
            general_education: row.general_education,
            professional_qualification: row.professional_qualification,
            academic_degree: empty(),
            political_theory: empty(),
            foreign_languages: empty(),
            health: empty(),
            citizen_id: None,
            card: None,
            career: empty(),
            family: empty(),
            notes: row.notes,
        };
        Self {
            id: row.id,
            version: row.version,
            said: NewCandidate { facts, branch: row.branch, since: row.since, helper: row.helper },
            ended: row.ended_on.map(|on| (on, row.ended_reason)),
            person: row.person,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        }
    }
}

/// A candidate of a scope (none: of all), as the book says now or said at an instant. They are joined to a person
/// only as long as something of what the ledger says of that person counts.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: CandidateId,
    scope: Option<&[i64]>,
    known: Option<Instant>,
) -> Result<Option<Candidate>> {
    read(db, id, scope, known, None).await
}

/// What a version said.
pub(super) async fn version(db: impl PgExecutor<'_>, id: CandidateId, version: i64) -> Result<Option<Candidate>> {
    read(db, id, None, None, Some(version)).await
}

async fn read(
    db: impl PgExecutor<'_>,
    id: CandidateId,
    scope: Option<&[i64]>,
    known: Option<Instant>,
    version: Option<i64>,
) -> Result<Option<Candidate>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        select v.candidate as "id: CandidateId", v.id as version, v.branch as "branch: OrganisationId",
               v.since as "since: Day", v.helper, v.full_name, v.given_name, v.gender,
               v.born_on as "born_on: PartialDate", v.ethnicity, v.religion, v.native_place, v.residence, v.phone,
               v.email, v.occupation, v.workplace, v.general_education, v.professional_qualification,
               v.youth_union_on, v.notes, v.ended_on as "ended_on: Day", v.ended_reason,
               case when exists (select from spans where spans.person = v.person and upper_inf(spans.known))
                    then v.person end as "person: PersonId",
               accounts.name as recorded_by, lower(v.known) as "recorded_at!: Instant"
          from candidate_versions as v
          join accounts on accounts.id = v.recorded_by
         where v.candidate = $1
           and case when $4::bigint is null then v.known @> coalesce($3, timestamptz 'infinity') else v.id = $4 end
           and ($2::bigint[] is null or v.branch = any($2))
        "#,
        id as _,
        scope as _,
        known as _,
        version,
    );
    Ok(row.fetch_optional(db).await?.map(Candidate::from))
}

/// Those on the list of a scope now who have a name without diacritics and whose birth date and this one may be the
/// same day, but for one.
pub async fn alike(
    db: impl PgExecutor<'_>,
    scope: Option<&[i64]>,
    name: &str,
    born_on: PartialDate,
    but: Option<CandidateId>,
) -> Result<Vec<Alike>> {
    let born_on = born_on.iso();
    let coarser: Vec<String> =
        [4, 7, 10].into_iter().filter_map(|end| born_on.get(..end).map(ToOwned::to_owned)).collect();
    let found = sqlx::query_as!(
        Alike,
        r#"
        select v.candidate as "id: CandidateId", v.full_name, v.born_on as "born_on: PartialDate",
               v.branch as "branch: OrganisationId"
          from candidate_versions as v
         where upper_inf(v.known) and v.search = fold($3)
           and (v.born_on = any($1) or (v.born_on > $2 and v.born_on < $2 || '~'))
           and v.candidate is distinct from $4
           and v.ended_on is null
           and ($5::bigint[] is null or v.branch = any($5))
           and not exists (select from spans where spans.person = v.person and upper_inf(spans.known))
         order by v.candidate
         limit 10
        "#,
        &coarser,
        born_on,
        name,
        but as _,
        scope as _,
    );
    Ok(found.fetch_all(db).await?)
}

/// The day of the newest certificate of the awareness course that a candidate has.
pub async fn certificate_on(db: impl PgExecutor<'_>, id: CandidateId) -> Result<Option<Day>> {
    let day = sqlx::query_scalar!(
        r#"
        select max(pv.certificate_on) as "day: Day"
          from course_participants as p
          join course_participant_versions as pv on pv.participant = p.id and upper_inf(pv.known) and pv.withdrawn = ''
          join course_versions as c on c.course = p.course and upper_inf(c.known) and c.withdrawn = ''
         where p.candidate = $1 and c.kind = 'awareness'
           and pv.result in ('passed', 'average', 'fair', 'good', 'excellent')
        "#,
        id as _,
    );
    Ok(day.fetch_one(db).await?)
}
