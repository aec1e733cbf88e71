//! Who may be sent to a course, and whom a text means.

use sqlx::PgExecutor;

use super::super::Who;
use crate::Result;
use crate::ids::{CandidateId, OrganisationId, PersonId};
use crate::rules::{Day, PartialDate};

/// Somebody who may be sent.
#[derive(Clone, Debug)]
pub(in crate::courses) struct Choice {
    pub who: Who,
    pub full_name: String,
    pub born_on: PartialDate,
    pub branch: OrganisationId,
    /// Whether the name is the one typed, diacritics and all.
    pub exact: bool,
    /// Whether it is a probationary member.
    pub probationary: bool,
}

/// Whom a text may mean: the members on a day of some organisations who have a card or whose name without
/// diacritics is this; with a number nobody by name.
pub(in crate::courses) async fn members_meant(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    day: Day,
    name: &str,
    (card, digest): (Option<&str>, Option<&[u8]>),
) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        r#"
        select f.person as "person: PersonId", f.full_name, f.born_on as "born_on: PartialDate",
               s.organisation as "organisation: OrganisationId", lower(f.full_name) = lower($3) as "exact!",
               s.value = 'probationary' as "probationary!"
          from person_versions as f
          join spans as s on s.person = f.person and s.track = 'membership' and upper_inf(s.known)
                         and s.valid @> $2::date and s.organisation = any($1)
         where upper_inf(f.known) and upper_inf(f.valid)
           and (f.card_number = $4 or f.card_digest = $5 or f.citizen_id_digest = $5
                or ($4::text is null and $5::bytea is null
                    and to_tsvector('simple', f.search) @@ plainto_tsquery('simple', fold($3))
                    and f.search = fold($3)))
         order by f.person
         limit 20
        "#,
        organisations,
        day as _,
        name,
        card,
        digest,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice {
            who: Who::Member(row.person),
            full_name: row.full_name,
            born_on: row.born_on,
            branch: row.organisation,
            exact: row.exact,
            probationary: row.probationary,
        })
        .collect())
}

/// Since when, and until when, somebody is or was a member of some organisations.
#[derive(Clone, Debug)]
pub(in crate::courses) struct Ever {
    pub full_name: String,
    /// Whether the name is the one typed, diacritics and all.
    pub exact: bool,
    pub from: Day,
    /// The first day on which they were one no more.
    pub until: Option<Day>,
}

/// Whom a text may mean on another day, as [`members_meant`] has it.
pub(in crate::courses) async fn members_ever(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    name: &str,
    (card, digest): (Option<&str>, Option<&[u8]>),
) -> Result<Vec<Ever>> {
    let found = sqlx::query_as!(
        Ever,
        r#"
        select f.full_name, lower(f.full_name) = lower($2) as "exact!", min(lower(s.valid)) as "from!: Day",
               case when not bool_or(upper_inf(s.valid)) then max(upper(s.valid)) end as "until: Day"
          from person_versions as f
          join spans as s on s.person = f.person and s.track = 'membership' and upper_inf(s.known)
                         and s.organisation = any($1)
         where upper_inf(f.known) and upper_inf(f.valid)
           and (f.card_number = $3 or f.card_digest = $4 or f.citizen_id_digest = $4
                or ($3::text is null and $4::bytea is null
                    and to_tsvector('simple', f.search) @@ plainto_tsquery('simple', fold($2))
                    and f.search = fold($2)))
         group by f.person, f.full_name
         order by f.person
         limit 20
        "#,
        organisations,
        name,
        card,
        digest,
    );
    Ok(found.fetch_all(db).await?)
}

/// The candidates on the list of some organisations whose name without diacritics is this.
pub(in crate::courses) async fn candidates_meant(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    name: &str,
) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        r#"
        select v.candidate as "candidate: CandidateId", v.full_name, v.born_on as "born_on: PartialDate",
               v.branch as "branch: OrganisationId", lower(v.full_name) = lower($2) as "exact!"
          from candidate_versions as v
         where upper_inf(v.known) and v.ended_on is null and v.search = fold($2) and v.branch = any($1)
           and not exists (select from spans where spans.person = v.person and upper_inf(spans.known))
         order by v.candidate
         limit 20
        "#,
        organisations,
        name,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice {
            who: Who::Candidate(row.candidate),
            full_name: row.full_name,
            born_on: row.born_on,
            branch: row.branch,
            exact: row.exact,
            probationary: false,
        })
        .collect())
}

/// The members of some organisations on a day, or those of them who are given by number, in the order of names, so
/// many at most.
pub(in crate::courses) async fn members(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    day: Day,
    only: Option<&[i64]>,
    most: Option<i64>,
) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        r#"
        select f.person as "person: PersonId", f.full_name, f.born_on as "born_on: PartialDate",
               s.organisation as "organisation: OrganisationId", s.value = 'probationary' as "probationary!"
          from spans as s
          join person_versions as f on f.person = s.person and upper_inf(f.known) and f.valid @> $2::date
         where s.track = 'membership' and upper_inf(s.known) and s.valid @> $2::date and s.organisation = any($1)
           and ($3::bigint[] is null or s.person = any($3))
         order by f.given_name, f.family_name, f.middle_name, f.person
         limit $4
        "#,
        organisations,
        day as _,
        only as _,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice {
            who: Who::Member(row.person),
            full_name: row.full_name,
            born_on: row.born_on,
            branch: row.organisation,
            exact: true,
            probationary: row.probationary,
        })
        .collect())
}

/// The candidates on the list of some organisations now, or those of them who are given by number, in the order of
/// names, so many at most.
pub(in crate::courses) async fn candidates(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    only: Option<&[i64]>,
    most: Option<i64>,
) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        r#"
        select v.candidate as "candidate: CandidateId", v.full_name, v.born_on as "born_on: PartialDate",
               v.branch as "branch: OrganisationId"
          from candidate_versions as v
         where upper_inf(v.known) and v.ended_on is null and v.branch = any($1)
           and ($2::bigint[] is null or v.candidate = any($2))
           and not exists (select from spans where spans.person = v.person and upper_inf(spans.known))
         order by v.given_name, v.family_name, v.middle_name, v.candidate
         limit $3
        "#,
        organisations,
        only as _,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice {
            who: Who::Candidate(row.candidate),
            full_name: row.full_name,
            born_on: row.born_on,
            branch: row.branch,
            exact: true,
            probationary: false,
        })
        .collect())
}

/// The branch of a member on a day.
pub(in crate::courses) async fn branch_of(
    db: impl PgExecutor<'_>,
    person: PersonId,
    day: Day,
) -> Result<Option<OrganisationId>> {
    let branch = sqlx::query_scalar!(
        r#"
        select organisation as "branch: OrganisationId" from spans
         where person = $1 and track = 'membership' and upper_inf(known) and valid @> $2::date
        "#,
        person as _,
        day as _,
    );
    Ok(branch.fetch_optional(db).await?)
}
