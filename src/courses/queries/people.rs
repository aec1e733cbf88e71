//! Who is on a course, and who may be sent to one.

use sqlx::{PgConnection, PgExecutor};

use super::super::{Achieved, Kind, Outcome, Participant, Who};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{CandidateId, CourseId, OrganisationId, ParticipantId, PersonId};
use crate::rules::{Day, PartialDate};

/// The part of somebody in a course, made when there is none.
pub(in crate::courses) async fn insert(db: &mut PgConnection, course: CourseId, who: Who) -> Result<ParticipantId> {
    let (person, candidate) = match who {
        Who::Member(id) => (Some(id), None),
        Who::Candidate(id) => (None, Some(id)),
    };
    let known = sqlx::query_scalar!(
        r#"
        select id as "id: ParticipantId" from course_participants
         where course = $1 and person is not distinct from $2 and candidate is not distinct from $3
        "#,
        course as _,
        person as _,
        candidate as _,
    );
    if let Some(id) = known.fetch_optional(&mut *db).await? {
        return Ok(id);
    }
    let made = sqlx::query_scalar!(
        r#"
        insert into course_participants (course, person, candidate) values ($1, $2, $3)
        returning id as "id: ParticipantId"
        "#,
        course as _,
        person as _,
        candidate as _,
    );
    Ok(made.fetch_one(db).await?)
}

/// Whether somebody's part in a course counts; nothing when nothing was said of it yet.
pub(in crate::courses) async fn standing(db: &mut PgConnection, id: ParticipantId) -> Result<Option<bool>> {
    let standing = sqlx::query_scalar!(
        r#"
        select withdrawn = '' as "standing!" from course_participant_versions
         where participant = $1 and upper_inf(known)
        "#,
        id as _,
    );
    Ok(standing.fetch_optional(db).await?)
}

/// Ends the version that is believed; from when on the next one is. No version is believed for no time at all.
pub(in crate::courses) async fn end_version(db: &mut PgConnection, id: ParticipantId, at: Instant) -> Result<Instant> {
    let ended = sqlx::query_scalar!(
        r#"
        update course_participant_versions
           set known = tstzrange(lower(known), greatest($2, lower(known) + interval '1 microsecond'))
         where participant = $1 and upper_inf(known)
        returning upper(known) as "at!: Instant"
        "#,
        id as _,
        at as _,
    );
    Ok(ended.fetch_one(db).await?)
}

pub(in crate::courses) async fn insert_version(
    db: &mut PgConnection,
    author: Author,
    at: Instant,
    (id, branch): (ParticipantId, OrganisationId),
    achieved: &Achieved,
    withdrawn: &str,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into course_participant_versions (participant, known, recorded_by, branch, result, certificate_number,
                                                 certificate_on, withdrawn)
        values ($1, tstzrange($2, null), $3, $4, $5, $6, $7, $8)
        "#,
        id as _,
        at as _,
        author.account as _,
        branch as _,
        achieved.outcome.code(),
        achieved.certificate_number,
        achieved.certificate_on as _,
        withdrawn,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Those of some branches (none: all) on a course, in the order of names, as they were called on its first day; as
/// the book says now or said then.
pub async fn on(
    db: impl PgExecutor<'_>,
    course: CourseId,
    branches: Option<&[i64]>,
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<Participant>> {
    let rows = sqlx::query!(
        r#"
        select p.id as "id: ParticipantId", p.person as "person: PersonId", p.candidate as "candidate: CandidateId",
               coalesce(f.full_name, c.full_name) as "full_name!", coalesce(f.given_name, c.given_name) as "given_name!",
               coalesce(f.born_on, c.born_on) as "born_on!: PartialDate", pv.branch as "branch: OrganisationId",
               pv.result, pv.certificate_number, pv.certificate_on as "certificate_on: Day"
          from course_participants as p
          join course_participant_versions as pv
            on pv.participant = p.id and pv.known @> coalesce($4, timestamptz 'infinity') and pv.withdrawn = ''
          left join lateral (
               select full_name, given_name, family_name, middle_name, born_on
                 from person_versions
                where person = p.person and known @> coalesce($4, timestamptz 'infinity') and valid @> $3::date
                limit 1) as f on true
          left join candidate_versions as c
            on c.candidate = p.candidate and c.known @> coalesce($4, timestamptz 'infinity')
         where p.course = $1 and ($2::bigint[] is null or pv.branch = any($2))
           and (f.full_name is not null or c.full_name is not null)
         order by coalesce(f.given_name, c.given_name), coalesce(f.family_name, c.family_name),
                  coalesce(f.middle_name, c.middle_name), p.id
        "#,
        course as _,
        branches as _,
        day as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let who = row.person.map(Who::Member).or(row.candidate.map(Who::Candidate))?;
            Some(Participant {
                id: row.id,
                who,
                full_name: row.full_name,
                given_name: row.given_name,
                born_on: row.born_on,
                branch: row.branch,
                achieved: Achieved {
                    outcome: Outcome::from_code(&row.result).unwrap_or_default(),
                    certificate_number: row.certificate_number,
                    certificate_on: row.certificate_on,
                },
            })
        })
        .collect())
}

/// A course that somebody was sent to.
#[derive(Clone, Debug)]
pub struct Attended {
    /// Which.
    pub course: CourseId,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Its first day.
    pub from_on: Day,
    /// Its last day.
    pub to_on: Option<Day>,
    /// What became of it.
    pub achieved: Achieved,
}

/// The courses of a person, as member and before, or of a candidate, that began up to a day; the newest first.
pub async fn attended(db: impl PgExecutor<'_>, who: Who, day: Day, known: Option<Instant>) -> Result<Vec<Attended>> {
    let (person, candidate) = match who {
        Who::Member(id) => (Some(id), None),
        Who::Candidate(id) => (None, Some(id)),
    };
    let rows = sqlx::query!(
        r#"
        select c.course as "course: CourseId", c.kind, c.name, c.from_on as "from_on: Day", c.to_on as "to_on: Day",
               pv.result, pv.certificate_number, pv.certificate_on as "certificate_on: Day"
          from course_participants as p
          join course_participant_versions as pv
            on pv.participant = p.id and pv.known @> coalesce($4, timestamptz 'infinity') and pv.withdrawn = ''
          join course_versions as c
            on c.course = p.course and c.known @> coalesce($4, timestamptz 'infinity') and c.withdrawn = ''
         where (p.person = $1 or p.candidate = $2
                or p.candidate in (select candidate from candidate_versions
                                    where person = $1 and known @> coalesce($4, timestamptz 'infinity')))
           and c.from_on <= $3
         order by c.from_on desc, c.course desc
        "#,
        person as _,
        candidate as _,
        day as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Attended {
            course: row.course,
            kind: Kind::from_code(&row.kind).unwrap_or(Kind::Other),
            name: row.name,
            from_on: row.from_on,
            to_on: row.to_on,
            achieved: Achieved {
                outcome: Outcome::from_code(&row.result).unwrap_or_default(),
                certificate_number: row.certificate_number,
                certificate_on: row.certificate_on,
            },
        })
        .collect())
}

/// Somebody who may be sent.
#[derive(Clone, Debug)]
pub(in crate::courses) struct Choice {
    pub(in crate::courses) who: Who,
    pub(in crate::courses) full_name: String,
    pub(in crate::courses) born_on: PartialDate,
    pub(in crate::courses) branch: OrganisationId,
    /// Whether the name is the one typed, diacritics and all.
    pub(in crate::courses) exact: bool,
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
               s.organisation as "organisation: OrganisationId", lower(f.full_name) = lower($3) as "exact!"
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
        })
        .collect())
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
               s.organisation as "organisation: OrganisationId"
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
