//! What a year had: its courses, who was sent to them, and how many.

use sqlx::PgExecutor;

use super::super::{Achieved, Kind, Seen, Who};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{CandidateId, CourseId, OrganisationId, PersonId};
use crate::rules::{Day, PartialDate};

/// How many people a page of those who were sent has.
pub const PAGE: i64 = 200;
/// How many courses a year shows at most.
const COURSES: i64 = 500;

/// How many people were sent to the courses that began in a year, each counted once for what they are; and how many
/// of them passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Members sent to the course for new members.
    pub new_members: i64,
    /// Of them, those who passed.
    pub new_members_passed: i64,
    /// People who were not members, sent to the awareness course.
    pub non_members: i64,
    /// Of them, those who passed.
    pub non_members_passed: i64,
    /// Members sent to a course of political theory, of whatever level.
    pub theory: i64,
    /// Of them, those who passed.
    pub theory_passed: i64,
}

/// How many people of some branches (none: all) were sent in a year to courses that began up to a day (the last one
/// that is to be counted), as the book says now or said then.
pub async fn sent(
    db: impl PgExecutor<'_>,
    branches: Option<&[i64]>,
    year: i16,
    until: Day,
    known: Option<Instant>,
) -> Result<Sent> {
    let (from, to) = bounds(year, until);
    let row = sqlx::query!(
        r#"
        select count(distinct p.person) filter (where c.kind = 'new_member') as "new_members!",
               count(distinct p.person) filter (where c.kind = 'new_member' and passed) as "new_members_passed!",
               count(distinct p.candidate) filter (where c.kind = 'awareness') as "non_members!",
               count(distinct p.candidate) filter (where c.kind = 'awareness' and passed) as "non_members_passed!",
               count(distinct p.person) filter (where c.kind in ('elementary', 'intermediate', 'advanced')) as "theory!",
               count(distinct p.person)
                   filter (where c.kind in ('elementary', 'intermediate', 'advanced') and passed) as "theory_passed!"
          from course_versions as c
          join course_participants as p on p.course = c.course
          join course_participant_versions as pv
            on pv.participant = p.id and pv.known @> coalesce($4, timestamptz 'infinity') and pv.withdrawn = ''
         cross join lateral (
               select pv.result in ('passed', 'average', 'fair', 'good', 'excellent')
                      and coalesce(pv.certificate_on, c.to_on, c.from_on) <= $5 as passed) as so
         where c.known @> coalesce($4, timestamptz 'infinity') and c.withdrawn = ''
           and c.from_on between $2 and $3
           and ($1::bigint[] is null or pv.branch = any($1))
        "#,
        branches as _,
        from as _,
        to as _,
        known as _,
        until as _,
    )
    .fetch_one(db)
    .await?;
    Ok(Sent {
        new_members: row.new_members,
        new_members_passed: row.new_members_passed,
        non_members: row.non_members,
        non_members_passed: row.non_members_passed,
        theory: row.theory,
        theory_passed: row.theory_passed,
    })
}

/// Whether somebody is counted by [`sent`] among those of a kind: as a member, or of the awareness course before.
pub async fn was_sent(
    db: impl PgExecutor<'_>,
    branches: &[i64],
    (year, until): (i16, Day),
    known: Option<Instant>,
    person: PersonId,
    kind: Kind,
) -> Result<bool> {
    let (from, to) = bounds(year, until);
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
               select from course_participants as p
                 join course_participant_versions as pv
                   on pv.participant = p.id and pv.known @> coalesce($4, timestamptz 'infinity') and pv.withdrawn = ''
                 join course_versions as c
                   on c.course = p.course and c.known @> coalesce($4, timestamptz 'infinity') and c.withdrawn = ''
                where c.kind = $6 and c.from_on between $2 and $3 and pv.branch = any($1)
                  and case when $6 = 'awareness'
                           then p.candidate in (select candidate from candidate_versions
                                                 where candidate_versions.person = $5
                                                   and known @> coalesce($4, timestamptz 'infinity'))
                           else p.person = $5 end) as "sent!"
        "#,
        branches,
        from as _,
        to as _,
        known as _,
        person as _,
        kind.code(),
    )
    .fetch_one(db)
    .await?)
}

/// The first and the last day of a year, as far as it is to be told.
fn bounds(year: i16, until: Day) -> (Day, Day) {
    let first = Day::new(year, 1, 1).unwrap_or(until);
    (first, Day::new(year, 12, 31).map_or(until, |last| last.min(until)))
}

/// What is asked of a year.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What the viewer sees.
    pub seen: &'a Seen,
    /// The branches whose people are counted; none: all.
    pub branches: Option<&'a [i64]>,
    /// Whether courses are listed on which none of them is.
    pub empty: bool,
    /// The kind of the courses; none: all.
    pub kind: Option<Kind>,
    /// Only those who have no result by this day, of courses that are over then; none: everybody.
    pub awaiting: Option<Day>,
    /// The year.
    pub year: i16,
    /// The last day that is told of.
    pub until: Day,
    /// As the book said at that instant; none: now.
    pub known: Option<Instant>,
}

/// How many of some branches (none: all) were sent in a year to courses that are over by a day, and have no result then.
pub async fn awaiting(
    db: impl PgExecutor<'_>,
    branches: Option<&[i64]>,
    year: i16,
    day: Day,
    known: Option<Instant>,
) -> Result<i64> {
    let (from, to) = bounds(year, day);
    Ok(sqlx::query_scalar!(
        r#"
        select count(*) as "awaiting!"
          from course_versions as c
          join course_participants as p on p.course = c.course
          join course_participant_versions as pv
            on pv.participant = p.id and pv.known @> coalesce($4, timestamptz 'infinity') and pv.withdrawn = ''
         where c.known @> coalesce($4, timestamptz 'infinity') and c.withdrawn = ''
           and c.from_on between $2 and $3 and c.to_on < $5
           and (pv.result = 'studying' or pv.certificate_on > $5)
           and ($1::bigint[] is null or pv.branch = any($1))
        "#,
        branches as _,
        from as _,
        to as _,
        known as _,
        day as _,
    )
    .fetch_one(db)
    .await?)
}

/// A course of a year.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Which.
    pub id: CourseId,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Where it is held.
    pub place: String,
    /// Its first day.
    pub from_on: Day,
    /// Its last day.
    pub to_on: Option<Day>,
    /// How many members were sent.
    pub members: i64,
    /// How many people who are not members.
    pub others: i64,
    /// How many of all passed.
    pub passed: i64,
}

/// The courses of a year, the newest first.
pub async fn courses(db: impl PgExecutor<'_>, wanted: Wanted<'_>) -> Result<Vec<Listed>> {
    let (from, to) = bounds(wanted.year, wanted.until);
    let rows = sqlx::query!(
        r#"
        select c.course as "id: CourseId", c.kind, c.name, c.place, c.from_on as "from_on: Day", c.to_on as "to_on: Day",
               n.members as "members!", n.others as "others!", n.passed as "passed!"
          from course_versions as c
         cross join lateral (
               select count(p.person) as members, count(p.candidate) as others,
                      count(*) filter (where pv.result in ('passed', 'average', 'fair', 'good', 'excellent')
                                         and coalesce(pv.certificate_on, c.to_on, c.from_on) <= $8) as passed
                 from course_participants as p
                 join course_participant_versions as pv
                   on pv.participant = p.id and pv.known @> coalesce($6, timestamptz 'infinity') and pv.withdrawn = ''
                where p.course = c.course and ($2::bigint[] is null or pv.branch = any($2))) as n
         where c.known @> coalesce($6, timestamptz 'infinity') and c.withdrawn = ''
           and c.from_on between $4 and $5
           and ($3::text is null or c.kind = $3)
           and (n.members + n.others > 0
                or ($7 and ($1::bigint[] is null or c.organisation = any($1))))
         order by c.from_on desc, c.course desc
         limit $9
        "#,
        wanted.seen.courses.as_deref() as _,
        wanted.branches as _,
        wanted.kind.map(Kind::code),
        from as _,
        to as _,
        wanted.known as _,
        wanted.empty,
        wanted.until as _,
        COURSES,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: row.id,
            kind: Kind::from_code(&row.kind).unwrap_or(Kind::Other),
            name: row.name,
            place: row.place,
            from_on: row.from_on,
            to_on: row.to_on,
            members: row.members,
            others: row.others,
            passed: row.passed,
        })
        .collect())
}

/// Somebody who was sent in a year.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub who: Who,
    /// A candidate who was admitted since: as whom the ledger knows them, within what is seen.
    pub admitted: Option<PersonId>,
    /// Their name on the first day of the course.
    pub full_name: String,
    /// Their given name.
    pub given_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Their branch then.
    pub branch: OrganisationId,
    /// The course.
    pub course: CourseId,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub course_name: String,
    /// Its first day.
    pub from_on: Day,
    /// Its last day.
    pub to_on: Option<Day>,
    /// What became of it.
    pub achieved: Achieved,
}

/// A page of those who were sent in a year to courses of a kind, or of those who await their result, in the order of names, from a row on.
pub async fn people(db: impl PgExecutor<'_>, wanted: Wanted<'_>, skipped: i64) -> Result<Vec<Person>> {
    let (from, to) = bounds(wanted.year, wanted.until);
    let rows = sqlx::query!(
        r#"
        select p.person as "person: PersonId", p.candidate as "candidate: CandidateId",
               coalesce(f.full_name, v.full_name) as "full_name!", coalesce(f.given_name, v.given_name) as "given_name!",
               coalesce(f.born_on, v.born_on) as "born_on!: PartialDate", pv.branch as "branch: OrganisationId",
               c.course as "course: CourseId", c.kind, c.name as course_name, c.from_on as "from_on: Day",
               c.to_on as "to_on: Day", pv.result, pv.certificate_number, pv.certificate_on as "certificate_on: Day",
               (select s.person from spans as s
                 where s.person = v.person and s.known @> coalesce($5, timestamptz 'infinity')
                   and ($8::bigint[] is null or s.organisation = any($8))
                 limit 1) as "admitted?: PersonId"
          from course_versions as c
          join course_participants as p on p.course = c.course
          join course_participant_versions as pv
            on pv.participant = p.id and pv.known @> coalesce($5, timestamptz 'infinity') and pv.withdrawn = ''
          left join lateral (
               select full_name, given_name, family_name, middle_name, born_on
                 from person_versions
                where person = p.person and known @> coalesce($5, timestamptz 'infinity') and valid @> c.from_on
                limit 1) as f on true
          left join candidate_versions as v
            on v.candidate = p.candidate and v.known @> coalesce($5, timestamptz 'infinity')
         where c.known @> coalesce($5, timestamptz 'infinity') and c.withdrawn = ''
           and c.from_on between $3 and $4
           and ($2::text is null or c.kind = $2)
           and ($1::bigint[] is null or pv.branch = any($1))
           and ($9::date is null or c.to_on < $9 and (pv.result = 'studying' or pv.certificate_on > $9))
           and (f.full_name is not null or v.full_name is not null)
         order by coalesce(f.given_name, v.given_name), coalesce(f.family_name, v.family_name),
                  coalesce(f.middle_name, v.middle_name), p.id
         limit $6 offset $7
        "#,
        wanted.branches as _,
        wanted.kind.map(Kind::code),
        from as _,
        to as _,
        wanted.known as _,
        PAGE,
        skipped,
        wanted.seen.people.as_deref() as _,
        wanted.awaiting as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let who = row.person.map(Who::Member).or(row.candidate.map(Who::Candidate))?;
            Some(Person {
                who,
                admitted: row.admitted,
                full_name: row.full_name,
                given_name: row.given_name,
                born_on: row.born_on,
                branch: row.branch,
                course: row.course,
                kind: Kind::from_code(&row.kind).unwrap_or(Kind::Other),
                course_name: row.course_name,
                from_on: row.from_on,
                to_on: row.to_on,
                achieved: Achieved::read(&row.result, row.certificate_number, row.certificate_on),
            })
        })
        .collect())
}
