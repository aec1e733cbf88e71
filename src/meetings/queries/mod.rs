//! The statements of meetings. A year is read by `for_month`, whose index holds every version; what was believed at
//! an instant and what is believed now are the same statement: now is for ever.

mod people;
mod years;

use sqlx::{PgConnection, PgExecutor};

use super::{Counts, Kind, Meeting, NewMeeting, Tally, refused};
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{MeetingId, OrganisationId};
use crate::rules::Day;
use crate::yearly::queries::{insert_withdrawal, withdrawal};
use crate::{Error, Result};
pub(in crate::meetings) use people::{end_marks, expected, insert_marks, marked, marks, people};
pub(in crate::meetings) use years::{attended, held, without_regular};

/// Inserts versions of a meeting: of a new one in the same statement, or of one that is there.
macro_rules! insert_version {
    ($made:tt, $id:tt, $db:expr, $author:expr, $new:expr $(, $of:expr)?) => {{
        let (author, new) = ($author, $new);
        let tally = |tally: Option<Tally>| (tally.map(|tally| tally.present), tally.map(|tally| tally.of));
        let (official_present, official_of) = tally(new.counts.official);
        let (probationary_present, probationary_of) = tally(new.counts.probationary);
        let made = sqlx::query_scalar!(
            $made
                + r#"
            insert into meeting_versions (meeting, kind, organisation, held_on, starts_at, for_month, topic,
                                          minutes_number, resolution_number, content, official_present, official_of,
                                          probationary_present, probationary_of, guests, excused, unexcused, known,
                                          recorded_by)
            select "# + $id + r#", $1, $2::bigint, $3::date, $4, $5::date, $6, $7, $8, $9, $10::integer, $11::integer,
                   $12::integer, $13::integer, $14::integer, $15::integer, $16::integer, tstzrange($17, null),
                   $18::bigint
            returning meeting as "meeting: MeetingId"
            "#,
            new.kind.code(),
            new.organisation as _,
            new.held_on as _,
            new.starts_at,
            new.for_month as _,
            new.topic,
            new.minutes_number,
            new.resolution_number,
            new.content,
            official_present,
            official_of,
            probationary_present,
            probationary_of,
            new.counts.guests,
            new.counts.excused,
            new.counts.unexcused,
            author.at as _,
            author.account as _,
            $($of as _,)?
        );
        made.fetch_one($db).await.map_err(refused)
    }};
}

pub(in crate::meetings) async fn insert(
    db: impl PgExecutor<'_>,
    author: Author,
    new: &NewMeeting,
) -> Result<MeetingId> {
    insert_version!(
        "with made as (insert into meetings (created_at) values ($17::timestamptz) returning id) ",
        "(select id from made)",
        db,
        author,
        new
    )
}

pub(in crate::meetings) async fn insert_version(
    db: impl PgExecutor<'_>,
    author: Author,
    id: MeetingId,
    new: &NewMeeting,
) -> Result<()> {
    insert_version!("", "$19::bigint", db, author, new, id)?;
    Ok(())
}

/// Ends what is believed; of a version of the same instant nothing is left but that it was written.
pub(in crate::meetings) async fn end_version(db: &mut PgConnection, version: i64, author: Author) -> Result<()> {
    sqlx::query!(
        "update meeting_versions set known = tstzrange(lower(known), greatest(lower(known), $2)) where id = $1",
        version,
        author.at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::meetings) async fn withdraw(
    db: &mut PgConnection,
    author: Author,
    id: MeetingId,
    reason: &str,
) -> Result<()> {
    insert_withdrawal!("meeting_withdrawals" of "meeting", db, author, id, reason)
}

/// Makes every other write to this meeting wait.
pub(in crate::meetings) async fn lock(db: &mut PgConnection, id: MeetingId) -> Result<()> {
    sqlx::query_scalar!("select id from meetings where id = $1 for update", id as _)
        .fetch_optional(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(())
}

/// The first meeting of that kind, organisation, day and topic, if there is one besides. Of regular meetings there is
/// one a month anyway.
pub(in crate::meetings) async fn twin(
    db: impl PgExecutor<'_>,
    new: &NewMeeting,
    besides: Option<MeetingId>,
) -> Result<Option<MeetingId>> {
    let found = sqlx::query_scalar!(
        r#"
        select meeting as "meeting: MeetingId" from meeting_versions
         where organisation = $1 and held_on = $2 and kind = $3 and kind <> 'regular' and fold(topic) = fold($4)
           and upper_inf(known) and meeting <> coalesce($5, 0)
         order by meeting limit 1
        "#,
        new.organisation as _,
        new.held_on as _,
        new.kind.code(),
        new.topic,
        besides as _,
    );
    Ok(found.fetch_optional(db).await?)
}

/// Why a meeting was withdrawn, by whom and when.
pub(in crate::meetings) async fn withdrawn(
    db: impl PgExecutor<'_>,
    id: MeetingId,
) -> Result<Option<(String, String, Instant)>> {
    withdrawal!("meeting_withdrawals" of "meeting", db, id)
}

/// A row of the two statements that read meetings.
struct Row {
    id: MeetingId,
    version: i64,
    kind: String,
    organisation: OrganisationId,
    held_on: Day,
    starts_at: String,
    for_month: Day,
    topic: String,
    minutes_number: String,
    resolution_number: String,
    content: String,
    official_present: Option<i32>,
    official_of: Option<i32>,
    probationary_present: Option<i32>,
    probationary_of: Option<i32>,
    guests: Option<i32>,
    excused: Option<i32>,
    unexcused: Option<i32>,
    recorded_by: String,
    recorded_at: Instant,
    marked: i64,
    marked_official: i64,
    came_official: i64,
    marked_probationary: i64,
    came_probationary: i64,
    came_guests: i64,
    marked_excused: i64,
    marked_unexcused: i64,
}

impl Row {
    fn meeting(self) -> Meeting {
        let tally = |present: Option<i32>, of: Option<i32>| Some(Tally { present: present?, of: of? });
        let count = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
        let both = |present: i64, of: i64| Some(Tally { present: count(present), of: count(of) });
        let sheet = (self.marked > 0).then(|| Counts {
            official: both(self.came_official, self.marked_official),
            probationary: both(self.came_probationary, self.marked_probationary),
            guests: Some(count(self.came_guests)),
            excused: Some(count(self.marked_excused)),
            unexcused: Some(count(self.marked_unexcused)),
        });
        Meeting {
            id: self.id,
            version: self.version,
            said: NewMeeting {
                kind: Kind::from_code(&self.kind).unwrap_or(Kind::Other),
                organisation: self.organisation,
                held_on: self.held_on,
                starts_at: self.starts_at,
                for_month: self.for_month,
                topic: self.topic,
                minutes_number: self.minutes_number,
                resolution_number: self.resolution_number,
                content: self.content,
                counts: Counts {
                    official: tally(self.official_present, self.official_of),
                    probationary: tally(self.probationary_present, self.probationary_of),
                    guests: self.guests,
                    excused: self.excused,
                    unexcused: self.unexcused,
                },
            },
            sheet,
            recorded_by: self.recorded_by,
            recorded_at: self.recorded_at,
        }
    }
}

/// The meetings of some organisations for some months, up to a day, as was believed at an instant; the last first.
pub(in crate::meetings) async fn between(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    (from, to): (Day, Day),
    until: Day,
    known: Option<Instant>,
) -> Result<Vec<Meeting>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select versions.meeting as "id: MeetingId", versions.id as version, versions.kind,
               versions.organisation as "organisation: OrganisationId", versions.held_on as "held_on: Day",
               versions.starts_at, versions.for_month as "for_month: Day", versions.topic, versions.minutes_number,
               versions.resolution_number, versions.content, versions.official_present, versions.official_of,
               versions.probationary_present, versions.probationary_of, versions.guests, versions.excused,
               versions.unexcused, accounts.name as recorded_by, lower(versions.known) as "recorded_at!: Instant",
               marks.marked as "marked!", marks.marked_official as "marked_official!",
               marks.came_official as "came_official!", marks.marked_probationary as "marked_probationary!",
               marks.came_probationary as "came_probationary!", marks.came_guests as "came_guests!",
               marks.marked_excused as "marked_excused!", marks.marked_unexcused as "marked_unexcused!"
          from meeting_versions as versions
          join accounts on accounts.id = versions.recorded_by
         cross join lateral (
               select count(*) as marked,
                      count(*) filter (where capacity = 'official') as marked_official,
                      count(*) filter (where capacity = 'official' and mark = 'present') as came_official,
                      count(*) filter (where capacity = 'probationary') as marked_probationary,
                      count(*) filter (where capacity = 'probationary' and mark = 'present') as came_probationary,
                      count(*) filter (where capacity = 'guest' and mark = 'present') as came_guests,
                      count(*) filter (where capacity <> 'guest' and mark = 'excused') as marked_excused,
                      count(*) filter (where capacity <> 'guest' and mark = 'unexcused') as marked_unexcused
                 from meeting_attendance
                where meeting_attendance.meeting = versions.meeting
                  and meeting_attendance.known @> coalesce($5, timestamptz 'infinity')) as marks
         where versions.organisation = any($1) and versions.for_month between $2 and $3 and versions.held_on <= $4
           and versions.known @> coalesce($5, timestamptz 'infinity')
         order by versions.held_on desc, versions.starts_at desc, versions.meeting desc
        "#,
        organisations,
        from as _,
        to as _,
        until as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Row::meeting).collect())
}

/// The versions of a meeting, the first first, each with the sheet as it is believed at that instant, or now.
pub(in crate::meetings) async fn versions(
    db: impl PgExecutor<'_>,
    id: MeetingId,
    known: Option<Instant>,
) -> Result<Vec<(Meeting, bool)>> {
    let rows = sqlx::query!(
        r#"
        select versions.meeting as "id: MeetingId", versions.id as version, versions.kind,
               versions.organisation as "organisation: OrganisationId", versions.held_on as "held_on: Day",
               versions.starts_at, versions.for_month as "for_month: Day", versions.topic, versions.minutes_number,
               versions.resolution_number, versions.content, versions.official_present, versions.official_of,
               versions.probationary_present, versions.probationary_of, versions.guests, versions.excused,
               versions.unexcused, accounts.name as recorded_by,
               coalesce(lower(versions.known), meetings.created_at) as "recorded_at!: Instant",
               versions.known @> coalesce($2, timestamptz 'infinity') as "believed!"
          from meeting_versions as versions
          join meetings on meetings.id = versions.meeting
          join accounts on accounts.id = versions.recorded_by
         where versions.meeting = $1
         order by versions.id
        "#,
        id as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let meeting = Row {
                id: row.id,
                version: row.version,
                kind: row.kind,
                organisation: row.organisation,
                held_on: row.held_on,
                starts_at: row.starts_at,
                for_month: row.for_month,
                topic: row.topic,
                minutes_number: row.minutes_number,
                resolution_number: row.resolution_number,
                content: row.content,
                official_present: row.official_present,
                official_of: row.official_of,
                probationary_present: row.probationary_present,
                probationary_of: row.probationary_of,
                guests: row.guests,
                excused: row.excused,
                unexcused: row.unexcused,
                recorded_by: row.recorded_by,
                recorded_at: row.recorded_at,
                marked: 0,
                marked_official: 0,
                came_official: 0,
                marked_probationary: 0,
                came_probationary: 0,
                came_guests: 0,
                marked_excused: 0,
                marked_unexcused: 0,
            };
            (meeting.meeting(), row.believed)
        })
        .collect())
}
