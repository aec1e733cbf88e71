//! The statements of residence contact. Those that read come in two shapes: as the book says now, which the partial
//! indexes answer, and as it said at an instant.

use sqlx::{PgConnection, PgExecutor};

use super::{Commented, Contact, Figures, Row, When};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::residence::{Comment, Reason};
use crate::rules::{Day, PartialDate};
use crate::yearly::queries::end_believed;

/// A row as it is read.
struct Read {
    person: PersonId,
    organisation: OrganisationId,
    full_name: String,
    born_on: PartialDate,
    residence: String,
    probationary: bool,
    admitted_on: Option<String>,
    first_introduced: Option<Day>,
    since: Option<Day>,
    introduced_on: Option<String>,
    reason: Option<String>,
    place: Option<String>,
    received_on: Option<Day>,
    grade: Option<String>,
    note: Option<String>,
    total: i64,
}

impl Read {
    fn row(self) -> Row {
        let contact = self.since.map(|since| Contact {
            since,
            introduced_on: self.introduced_on.as_deref().and_then(PartialDate::parse_iso),
            reason: self.reason.as_deref().and_then(Reason::from_code),
            place: self.place.unwrap_or_default(),
        });
        let grade = self.grade.as_deref().and_then(Comment::from_code);
        let commented = grade.zip(self.received_on).map(|(grade, received_on)| Commented {
            received_on,
            grade,
            note: self.note.unwrap_or_default(),
        });
        Row {
            person: self.person,
            organisation: self.organisation,
            full_name: self.full_name,
            born_on: self.born_on,
            residence: self.residence,
            probationary: self.probationary,
            admitted_on: self.admitted_on.as_deref().and_then(PartialDate::parse_iso),
            first_introduced: self.first_introduced,
            contact,
            commented,
        }
    }
}

macro_rules! rows {
    ($open:tt, $close:tt, $db:expr, $organisations:expr, $when:expr, $which:expr, $most:expr, $skipped:expr $(, $known:expr)?) => {
        sqlx::query_as!(
            Read,
            r#"
            select s.person as "person: PersonId", s.organisation as "organisation: OrganisationId",
                   v.full_name, v.born_on as "born_on: PartialDate", v.residence,
                   s.value = 'probationary' as "probationary!",
                   (select case when bool_and(m.admitted_on is not null) then min(m.admitted_on) end
                      from spans as m
                     where m.person = s.person and m.track = 'membership' and "# + $open + "m.known" + $close + r#")
                   as "admitted_on?",
                   (select min(i.since) from residence_contact_versions as i
                     where i.person = s.person and i.reason is null and "# + $open + "i.known" + $close + r#")
                   as "first_introduced?: Day",
                   c.since as "since?: Day",
                   c.introduced_on as "introduced_on?", c.reason as "reason?", c.place as "place?",
                   r.received_on as "received_on?: Day", r.grade as "grade?", r.note as "note?",
                   count(*) over () as "total!"
              from spans as s
              join person_versions as v
                on v.person = s.person and v.valid @> $2::date and "# + $open + "v.known" + $close + r#"
              left join lateral (
                   select c.since, c.introduced_on, c.reason, c.place
                     from residence_contact_versions as c
                    where c.person = s.person and c.since <= $2 and "# + $open + "c.known" + $close + r#"
                    order by c.since desc
                    limit 1) as c on true
              left join residence_comment_versions as r
                on r.person = s.person and r.year = $3 and r.received_on <= $4
               and "# + $open + "r.known" + $close + r#"
             where s.organisation = any($1) and s.track = 'membership' and s.valid @> $2::date
               and "# + $open + "s.known" + $close + r#"
               and case $5::text
                   when 'members' then true
                   when 'introduced' then c.since is not null and c.reason is null
                   when 'commented' then c.since is not null and c.reason is null and r.id is not null
                   when 'good' then c.since is not null and c.reason is null and r.grade = 'good'
                   when 'awaited' then c.since is not null and c.reason is null and r.id is null
                   when 'not_introduced' then c.reason is not null
                   when 'unknown' then c.since is null
                   when 'missing' then c.since is null or c.reason is null and r.id is null
                   else false
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
    Ok((read.into_iter().map(Read::row).collect(), total))
}

/// Figures as they are read.
struct Counted {
    organisation: OrganisationId,
    members: i64,
    probationary: i64,
    introduced: i64,
    commented: i64,
    good: i64,
    not_introduced: i64,
}

impl Counted {
    fn figures(&self) -> Figures {
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        Figures {
            members: number(self.members),
            probationary: number(self.probationary),
            introduced: number(self.introduced),
            commented: number(self.commented),
            good: number(self.good),
            not_introduced: number(self.not_introduced),
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
                   count(*) filter (where c.since is not null and c.reason is null) as "introduced!",
                   count(*) filter (where c.since is not null and c.reason is null and r.id is not null) as "commented!",
                   count(*) filter (where c.since is not null and c.reason is null and r.grade = 'good') as "good!",
                   count(*) filter (where c.reason is not null) as "not_introduced!"
              from spans as s
              left join lateral (
                   select c.since, c.reason
                     from residence_contact_versions as c
                    where c.person = s.person and c.since <= $2 and "# + $open + "c.known" + $close + r#"
                    order by c.since desc
                    limit 1) as c on true
              left join residence_comment_versions as r
                on r.person = s.person and r.year = $3 and r.received_on <= $4
               and "# + $open + "r.known" + $close + r#"
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

/// How many members each organisation has in a year, and where they stand; those without any are left out.
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

/// Where a person was introduced, the newest first: from a day not after one, as the book said at an instant.
pub(super) async fn contacts(
    db: impl PgExecutor<'_>,
    person: PersonId,
    asked: Day,
    known: Option<Instant>,
) -> Result<Vec<(OrganisationId, Contact)>> {
    let rows = sqlx::query!(
        r#"
        select organisation as "organisation: OrganisationId", since as "since: Day", introduced_on, reason, place
          from residence_contact_versions
         where person = $1 and known @> coalesce($3, timestamptz 'infinity') and since <= $2
         order by since desc
        "#,
        person as _,
        asked as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let contact = Contact {
                since: row.since,
                introduced_on: PartialDate::parse_iso(&row.introduced_on),
                reason: row.reason.as_deref().and_then(Reason::from_code),
                place: row.place,
            };
            (row.organisation, contact)
        })
        .collect())
}

/// The comments on a person, the newest year first: received up to a day, as the book said at an instant.
pub(super) async fn comments(
    db: impl PgExecutor<'_>,
    person: PersonId,
    asked: Day,
    known: Option<Instant>,
) -> Result<Vec<(i16, OrganisationId, Commented)>> {
    let rows = sqlx::query!(
        r#"
        select year, organisation as "organisation: OrganisationId", received_on as "received_on: Day", grade, note
          from residence_comment_versions
         where person = $1 and known @> coalesce($3, timestamptz 'infinity') and received_on <= $2
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
            let grade = Comment::from_code(&row.grade)?;
            Some((row.year, row.organisation, Commented { received_on: row.received_on, grade, note: row.note }))
        })
        .collect())
}

/// Ends that somebody is introduced, or not, since a day: at which instant, which is never before its beginning; none
/// where there was nothing.
pub(super) async fn end_contact(
    db: &mut PgConnection,
    author: Author,
    person: PersonId,
    since: Day,
) -> Result<Option<Instant>> {
    let ended = end_believed!(
        "residence_contact_versions" where "person = $2 and since = $3", author.at, person as _, since as _
    );
    Ok(ended.fetch_optional(db).await?)
}

pub(super) async fn insert_contact(
    db: &mut PgConnection,
    author: Author,
    branch: OrganisationId,
    person: PersonId,
    contact: &Contact,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into residence_contact_versions (person, since, introduced_on, reason, place, organisation, known,
                                                recorded_by)
        values ($1, $2, $3, $4, $5, $6, tstzrange($7, null), $8)
        "#,
        person as _,
        contact.since as _,
        contact.introduced_on.map(PartialDate::iso).unwrap_or_default(),
        contact.reason.map(Reason::code),
        contact.place,
        branch as _,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends the comment of a year, as [`end_contact`] does.
pub(super) async fn end_comment(
    db: &mut PgConnection,
    author: Author,
    person: PersonId,
    year: i16,
) -> Result<Option<Instant>> {
    let ended =
        end_believed!("residence_comment_versions" where "person = $2 and year = $3", author.at, person as _, year);
    Ok(ended.fetch_optional(db).await?)
}

pub(super) async fn insert_comment(
    db: &mut PgConnection,
    author: Author,
    branch: OrganisationId,
    (person, year): (PersonId, i16),
    commented: &Commented,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into residence_comment_versions (person, year, received_on, grade, note, organisation, known, recorded_by)
        values ($1, $2, $3, $4, $5, $6, tstzrange($7, null), $8)
        "#,
        person as _,
        year,
        commented.received_on as _,
        commented.grade.code(),
        commented.note,
        branch as _,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The residence branches that were ever written, for a list of suggestions: so many of those most used.
pub(super) async fn places(db: impl PgExecutor<'_>, organisations: &[i64], most: i64) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"
        select place
          from residence_contact_versions
         where organisation = any($1) and upper_inf(known) and reason is null and place <> ''
         group by place
         order by count(*) desc, place
         limit $2
        "#,
        organisations,
        most,
    )
    .fetch_all(db)
    .await?)
}
