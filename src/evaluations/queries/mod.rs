//! The statements of evaluations. Those that read come in two shapes: as the book says now, which the partial indexes
//! answer, and as it said at an instant.

mod organisations;

use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

use super::{Evaluation, Figures, Outcome, Row, When};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::Confirmed;
use crate::rules::evaluation::{Points, Tally};
use crate::rules::{Day, PartialDate};
use crate::yearly::queries::end_believed;
pub(super) use organisations::{end_organisation, insert_organisation, of_organisations};

/// A row as it is read.
struct Read {
    person: PersonId,
    organisation: OrganisationId,
    full_name: String,
    given_name: String,
    born_on: PartialDate,
    probationary: bool,
    admitted_on: Option<PartialDate>,
    exempt: bool,
    version: Option<i64>,
    grade: Option<String>,
    points: Option<i16>,
    reason: Option<String>,
    decision_number: Option<String>,
    decided_on: Option<Day>,
    note: Option<String>,
    total: i64,
}

impl Read {
    fn row(self) -> (Row, i64) {
        let code = self.grade.as_deref().or(self.reason.as_deref());
        let held = code.and_then(Outcome::from_code).map(|outcome| Evaluation {
            outcome,
            points: points(self.points),
            decision_number: self.decision_number.unwrap_or_default(),
            decided_on: self.decided_on,
            note: self.note.unwrap_or_default(),
        });
        let row = Row {
            person: self.person,
            organisation: self.organisation,
            full_name: self.full_name,
            given_name: self.given_name,
            born_on: self.born_on,
            probationary: self.probationary,
            admitted_on: self.admitted_on,
            exempt: self.exempt,
            version: self.version,
            held,
        };
        (row, self.total)
    }
}

fn points(tenths: Option<i16>) -> Option<Points> {
    tenths.and_then(|tenths| u16::try_from(tenths).ok()).map(Points)
}

macro_rules! rows {
    ($open:tt, $close:tt, $db:expr, $organisations:expr, $when:expr, $which:expr, $most:expr, $skipped:expr $(, $known:expr)?) => {
        sqlx::query_as!(
            Read,
            r#"
            select s.person as "person: PersonId", s.organisation as "organisation: OrganisationId",
                   v.full_name, v.given_name, v.born_on as "born_on: PartialDate",
                   s.value = 'probationary' as "probationary!", s.admitted_on as "admitted_on: PartialDate",
                   exists (select from spans as a
                            where a.person = s.person and a.track = 'activity' and a.value = 'exempt'
                              and a.valid @> $2::date and "# + $open + "a.known" + $close + r#") as "exempt!",
                   e.id as "version?", e.grade as "grade?", e.points as "points?", e.reason as "reason?",
                   e.decision_number as "decision_number?", e.decided_on as "decided_on?: Day", e.note as "note?",
                   count(*) over () as "total!"
              from spans as s
              join person_versions as v
                on v.person = s.person and v.valid @> $2::date and "# + $open + "v.known" + $close + r#"
              left join evaluation_versions as e
                on e.person = s.person and e.year = $3 and (e.decided_on is null or e.decided_on <= $4)
               and "# + $open + "e.known" + $close + r#"
             where s.organisation = any($1) and s.track = 'membership' and s.valid @> $2::date
               and "# + $open + "s.known" + $close + r#"
               and case $5::text
                   when 'members' then true
                   when 'graded' then e.grade is not null
                   when 'at_least_good' then e.grade in ('excellent', 'good')
                   when 'at_least_completed' then e.grade in ('excellent', 'good', 'completed')
                   when 'left_out' then e.reason is not null
                   when 'missing' then e.id is null
                   else coalesce(e.grade, e.reason) = $5::text
                   end
             order by v.given_name, v.family_name, v.middle_name, v.person
             limit $6 offset $7
            "#,
            $organisations,
            $when.on as _,
            $when.year,
            $when.asked as _,
            $which,
            $most,
            $skipped,
            $($known as _,)?
        )
        .fetch_all($db)
        .await?
    };
}

/// The members of some organisations in a year, in the order of names, each with what is recorded; those of whom one of
/// the words of [`super::Which`] is true, so many after so many; and how many there are in all.
pub(super) async fn rows(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    when: When,
    which: &str,
    (skipped, most): (i64, i64),
) -> Result<(Vec<Row>, i64)> {
    let read: Vec<Read> = match when.known {
        None => rows!("upper_inf(", ")", db, organisations, when, which, most, skipped),
        Some(known) => rows!("(", " @> $8)", db, organisations, when, which, most, skipped, known),
    };
    let total = read.first().map_or(0, |read| read.total);
    Ok((read.into_iter().map(|read| read.row().0).collect(), total))
}

/// Figures as they are read.
struct Counted {
    organisation: OrganisationId,
    members: i64,
    probationary: i64,
    excellent: i64,
    good: i64,
    completed: i64,
    failed: i64,
    exempt: i64,
    new: i64,
    other: i64,
}

impl Counted {
    fn figures(&self) -> Figures {
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        Figures {
            members: number(self.members),
            probationary: number(self.probationary),
            tally: Tally {
                excellent: number(self.excellent),
                good: number(self.good),
                completed: number(self.completed),
                failed: number(self.failed),
            },
            exempt: number(self.exempt),
            new: number(self.new),
            other: number(self.other),
        }
    }
}

macro_rules! figures {
    ($open:tt, $close:tt, $db:expr, $organisations:expr, $when:expr $(, $known:expr)?) => {
        sqlx::query_as!(
            Counted,
            r#"
            select s.organisation as "organisation: OrganisationId", count(*) as "members!",
                   count(*) filter (where s.value = 'probationary') as "probationary!",
                   count(*) filter (where e.grade = 'excellent') as "excellent!",
                   count(*) filter (where e.grade = 'good') as "good!",
                   count(*) filter (where e.grade = 'completed') as "completed!",
                   count(*) filter (where e.grade = 'failed') as "failed!",
                   count(*) filter (where e.reason = 'exempt') as "exempt!",
                   count(*) filter (where e.reason = 'new') as "new!",
                   count(*) filter (where e.reason = 'other') as "other!"
              from spans as s
              left join evaluation_versions as e
                on e.person = s.person and e.year = $3 and (e.decided_on is null or e.decided_on <= $4)
               and "# + $open + "e.known" + $close + r#"
             where s.organisation = any($1) and s.track = 'membership' and s.valid @> $2::date
               and "# + $open + "s.known" + $close + r#"
             group by s.organisation
            "#,
            $organisations,
            $when.on as _,
            $when.year,
            $when.asked as _,
            $($known as _,)?
        )
        .fetch_all($db)
        .await?
    };
}

/// How many members each organisation has in a year, and how they were graded; those without any are left out.
pub(super) async fn figures(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    when: When,
) -> Result<Vec<(OrganisationId, Figures)>> {
    let counted: Vec<Counted> = match when.known {
        None => figures!("upper_inf(", ")", db, organisations, when),
        Some(known) => figures!("(", " @> $5)", db, organisations, when, known),
    };
    Ok(counted.into_iter().map(|counted| (counted.organisation, counted.figures())).collect())
}

/// What is recorded of a person, the newest year first: decided up to a day, as the book said at an instant.
pub(super) async fn of_person(
    db: impl PgExecutor<'_>,
    person: PersonId,
    asked: Day,
    known: Option<Instant>,
) -> Result<Vec<(i16, OrganisationId, Evaluation)>> {
    let rows = sqlx::query!(
        r#"
        select year, organisation as "organisation: OrganisationId", coalesce(grade, reason) as "code!", points,
               decision_number, decided_on as "decided_on: Day", note
          from evaluation_versions
         where person = $1 and known @> coalesce($3, timestamptz 'infinity')
           and coalesce(decided_on,
                        least(make_date(year, 12, 1), (lower(known) at time zone 'Asia/Ho_Chi_Minh')::date)) <= $2
         order by year desc
        "#,
        person as _,
        asked as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let evaluation = Evaluation {
                outcome: Outcome::from_code(&row.code)?,
                points: points(row.points),
                decision_number: row.decision_number,
                decided_on: row.decided_on,
                note: row.note,
            };
            Some((row.year, row.organisation, evaluation))
        })
        .collect())
}

/// Ends what is recorded of somebody for a year: at which instant, which is never before its beginning; none where
/// there was nothing.
pub(super) async fn end(db: &mut PgConnection, author: Author, person: PersonId, year: i16) -> Result<Option<Instant>> {
    let ended = end_believed!("evaluation_versions" where "person = $2 and year = $3", author.at, person as _, year);
    Ok(ended.fetch_optional(db).await?)
}

pub(super) async fn insert(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    (person, year): (PersonId, i16),
    evaluation: &Evaluation,
    confirmed: &[Confirmed],
) -> Result<()> {
    let (grade, reason) = match evaluation.outcome {
        Outcome::Graded(grade) => (Some(grade.code()), None),
        Outcome::LeftOut(reason) => (None, Some(reason.code())),
    };
    sqlx::query!(
        r#"
        insert into evaluation_versions (person, year, grade, points, reason, decision_number, decided_on, note,
                                         confirmed, organisation, known, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, tstzrange($11, null), $12)
        "#,
        person as _,
        year,
        grade,
        evaluation.points.and_then(|points| i16::try_from(points.0).ok()),
        reason,
        evaluation.decision_number,
        evaluation.decided_on as _,
        evaluation.note,
        Json(confirmed) as _,
        organisation as _,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
