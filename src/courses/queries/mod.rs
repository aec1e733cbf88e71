//! The statements of courses.

pub mod attended;
pub(super) mod choices;
pub mod people;
pub mod served;
pub mod year;

use sqlx::{PgConnection, PgExecutor};

use super::{Course, Kind, NewCourse, Seen};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{CourseId, OrganisationId};
use crate::rules::Day;
use crate::yearly::queries::end_believed;

pub(super) async fn insert(db: &mut PgConnection, at: Instant) -> Result<CourseId> {
    let id =
        sqlx::query_scalar!(r#"insert into courses (created_at) values ($1) returning id as "id: CourseId""#, at as _);
    Ok(id.fetch_one(db).await?)
}

/// Makes every other write to this course wait; whether there is one.
pub(super) async fn lock(db: &mut PgConnection, id: CourseId) -> Result<bool> {
    let found = sqlx::query_scalar!("select id from courses where id = $1 for update", id as _);
    Ok(found.fetch_optional(db).await?.is_some())
}

/// Ends the version that is believed; from when on the next one is. No version is believed for no time at all.
pub(super) async fn end_version(db: &mut PgConnection, id: CourseId, at: Instant) -> Result<Instant> {
    Ok(end_believed!("course_versions" where "course = $2", at, id as _).fetch_one(db).await?)
}

pub(super) async fn insert_version(
    db: &mut PgConnection,
    author: Author,
    at: Instant,
    (id, organisation): (CourseId, OrganisationId),
    new: &NewCourse,
    withdrawn: &str,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into course_versions (course, known, recorded_by, organisation, kind, name, place, organiser, from_on,
                                     to_on, decision_number, withdrawn)
        values ($1, tstzrange($2, null), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        "#,
        id as _,
        at as _,
        author.account as _,
        organisation as _,
        new.kind.code(),
        new.name,
        new.place,
        new.organiser,
        new.from_on as _,
        new.to_on as _,
        new.decision_number,
        withdrawn,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A version as the database keeps it.
struct Row {
    id: CourseId,
    version: i64,
    organisation: OrganisationId,
    kind: String,
    name: String,
    place: String,
    organiser: String,
    from_on: Day,
    to_on: Option<Day>,
    decision_number: String,
    withdrawn: String,
    recorded_by: String,
    recorded_at: Instant,
}

impl From<Row> for Course {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            version: row.version,
            organisation: row.organisation,
            said: NewCourse {
                kind: Kind::from_code(&row.kind).unwrap_or(Kind::Other),
                name: row.name,
                place: row.place,
                organiser: row.organiser,
                from_on: row.from_on,
                to_on: row.to_on,
                decision_number: row.decision_number,
            },
            withdrawn: row.withdrawn,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        }
    }
}

/// A course that is kept within what is seen, or on which somebody of it is; as the book says now or said then.
pub(super) async fn find(
    db: impl PgExecutor<'_>,
    id: CourseId,
    seen: &Seen,
    known: Option<Instant>,
) -> Result<Option<Course>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        select c.course as "id: CourseId", c.id as version, c.organisation as "organisation: OrganisationId", c.kind,
               c.name, c.place, c.organiser, c.from_on as "from_on: Day", c.to_on as "to_on: Day", c.decision_number,
               c.withdrawn, accounts.name as recorded_by, lower(c.known) as "recorded_at!: Instant"
          from course_versions as c
          join accounts on accounts.id = c.recorded_by
         where c.course = $1
           and c.known @> coalesce($4, timestamptz 'infinity')
           and ($2::bigint[] is null or c.organisation = any($2)
                or exists (select from course_participants as p
                             join course_participant_versions as pv
                               on pv.participant = p.id and upper_inf(pv.known) and pv.withdrawn = ''
                            where p.course = c.course and pv.branch = any($3)))
        "#,
        id as _,
        seen.courses.as_deref() as _,
        seen.people.as_deref() as _,
        known as _,
    );
    Ok(row.fetch_optional(db).await?.map(Course::from))
}

/// What a version said.
pub(super) async fn version(db: impl PgExecutor<'_>, id: CourseId, version: i64) -> Result<Option<Course>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        select c.course as "id: CourseId", c.id as version, c.organisation as "organisation: OrganisationId", c.kind,
               c.name, c.place, c.organiser, c.from_on as "from_on: Day", c.to_on as "to_on: Day", c.decision_number,
               c.withdrawn, accounts.name as recorded_by, lower(c.known) as "recorded_at!: Instant"
          from course_versions as c
          join accounts on accounts.id = c.recorded_by
         where c.course = $1 and c.id = $2
        "#,
        id as _,
        version,
    );
    Ok(row.fetch_optional(db).await?.map(Course::from))
}
