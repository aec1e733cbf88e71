//! Who is on a course.

use sqlx::{PgConnection, PgExecutor};

use super::super::{Achieved, Participant, Who};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{CandidateId, CourseId, OrganisationId, ParticipantId, PersonId};
use crate::rules::{Day, PartialDate};
use crate::yearly::queries::end_believed;

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
    Ok(end_believed!("course_participant_versions" where "participant = $2", at, id as _).fetch_one(db).await?)
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
               pv.result, pv.certificate_number, pv.certificate_on as "certificate_on: Day",
               (select s.person from spans as s
                 where s.person = c.person and s.known @> coalesce($4, timestamptz 'infinity')
                   and ($2::bigint[] is null or s.organisation = any($2))
                 limit 1) as "admitted?: PersonId"
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
                admitted: row.admitted,
                full_name: row.full_name,
                given_name: row.given_name,
                born_on: row.born_on,
                branch: row.branch,
                achieved: Achieved::read(&row.result, row.certificate_number, row.certificate_on),
            })
        })
        .collect())
}
