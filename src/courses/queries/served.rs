//! Which results an admission rested on, and whether the book still says so.

use sqlx::PgConnection;

use crate::Result;
use crate::ids::{CandidateId, CourseId, OrganisationId, ParticipantId, PersonId};
use crate::rules::Day;

/// A result that an admission rested on: when the admission was recorded, the book had it, with the certificate that
/// the admission names.
#[derive(Clone, Debug)]
pub struct Served {
    /// The part in the course.
    pub participant: ParticipantId,
    /// The course.
    pub course: CourseId,
    /// Who was admitted.
    pub person: PersonId,
    /// Their name, as the candidate's record has it.
    pub full_name: String,
    /// Their branch when they were sent.
    pub branch: OrganisationId,
    /// The ceremony.
    pub admitted_on: Day,
    /// The day of the certificate then.
    pub certificate_on: Option<Day>,
    /// Whether the book says the same now.
    pub counts: bool,
}

/// The results of a course that admissions rested on.
pub async fn of_course(db: &mut PgConnection, course: CourseId) -> Result<Vec<Served>> {
    let candidates = sqlx::query_scalar!(
        r#"select candidate as "candidate!: CandidateId" from course_participants
            where course = $1 and candidate is not null"#,
        course as _,
    );
    let candidates = candidates.fetch_all(&mut *db).await?;
    let mut served = of_candidates(db, &candidates).await?;
    served.retain(|one| one.course == course);
    Ok(served)
}

/// The results that the admission of a person rested on.
pub async fn of_person(db: &mut PgConnection, person: PersonId) -> Result<Vec<Served>> {
    let candidates = sqlx::query_scalar!(
        r#"select candidate as "candidate: CandidateId" from candidate_versions
            where person = $1 and upper_inf(known)"#,
        person as _,
    );
    let candidates = candidates.fetch_all(&mut *db).await?;
    of_candidates(db, &candidates).await
}

async fn of_candidates(db: &mut PgConnection, candidates: &[CandidateId]) -> Result<Vec<Served>> {
    let candidates: Vec<_> = candidates.iter().map(|candidate| candidate.0).collect();
    let served = sqlx::query_as!(
        Served,
        r#"
        select p.id as "participant: ParticipantId", p.course as "course: CourseId", e.person as "person: PersonId",
               c.full_name, was.branch as "branch: OrganisationId", e.effective_on as "admitted_on: Day",
               was.certificate_on as "certificate_on: Day",
               exists (select from course_participant_versions as pv
                         join course_versions as cv
                           on cv.course = p.course and upper_inf(cv.known) and cv.withdrawn = ''
                          and cv.kind = 'awareness'
                        where pv.participant = p.id and upper_inf(pv.known) and pv.withdrawn = ''
                          and pv.result in ('passed', 'average', 'fair', 'good', 'excellent')
                          and pv.certificate_on is not distinct from was.certificate_on) as "counts!"
          from candidate_versions as c
          join events as e on e.person = c.person and e.kind in ('admitted', 'readmitted')
          join course_participants as p on p.candidate = c.candidate
          join course_participant_versions as was
            on was.participant = p.id and was.known @> e.recorded_at and was.withdrawn = ''
           and was.result in ('passed', 'average', 'fair', 'good', 'excellent')
           and was.certificate_on::text is not distinct from e.details ->> 'awareness_certificate_on'
          join course_versions as so
            on so.course = p.course and so.known @> e.recorded_at and so.withdrawn = '' and so.kind = 'awareness'
         where c.candidate = any($1) and upper_inf(c.known)
           and not exists (select from events as v where v.voids = e.id)
         order by e.effective_on, p.id
        "#,
        &candidates,
    );
    Ok(served.fetch_all(db).await?)
}
