//! To which courses somebody was sent.

use sqlx::PgExecutor;

use super::super::{Achieved, Kind, Who};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{CandidateId, CourseId, PersonId};
use crate::rules::Day;

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
            achieved: Achieved::read(&row.result, row.certificate_number, row.certificate_on),
        })
        .collect())
}

/// To which other courses people were sent, as members and before.
pub(in crate::courses) async fn elsewhere(
    db: impl PgExecutor<'_>,
    course: CourseId,
    people: &[Who],
) -> Result<Vec<(Who, Attended)>> {
    let of = |pick: fn(&Who) -> Option<i64>| people.iter().filter_map(pick).collect::<Vec<_>>();
    let members = of(|who| if let Who::Member(id) = who { Some(id.0) } else { None });
    let candidates = of(|who| if let Who::Candidate(id) = who { Some(id.0) } else { None });
    let rows = sqlx::query!(
        r#"
        with mine as (
             select id, person, null::bigint as candidate from course_participants where person = any($2)
              union all
             select p.id, v.person, null from candidate_versions as v join course_participants as p using (candidate)
              where v.person = any($2) and upper_inf(v.known)
              union all
             select id, null, candidate from course_participants where candidate = any($3))
        select mine.person as "person: PersonId", mine.candidate as "candidate: CandidateId",
               c.course as "course: CourseId", c.kind, c.name, c.from_on as "from_on: Day", c.to_on as "to_on: Day",
               pv.result, pv.certificate_number, pv.certificate_on as "certificate_on: Day"
          from mine
          join course_participants as p on p.id = mine.id
          join course_participant_versions as pv on pv.participant = p.id and upper_inf(pv.known) and pv.withdrawn = ''
          join course_versions as c on c.course = p.course and upper_inf(c.known) and c.withdrawn = ''
         where p.course <> $1
         order by c.from_on desc, p.id
        "#,
        course as _,
        &members,
        &candidates,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let who = row.person.map(Who::Member).or(row.candidate.map(Who::Candidate))?;
            let attended = Attended {
                course: row.course,
                kind: Kind::from_code(&row.kind).unwrap_or(Kind::Other),
                name: row.name,
                from_on: row.from_on,
                to_on: row.to_on,
                achieved: Achieved::read(&row.result, row.certificate_number, row.certificate_on),
            };
            Some((who, attended))
        })
        .collect())
}
