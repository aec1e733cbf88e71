//! The statements of commendations.

use std::collections::HashMap;

use sqlx::{PgConnection, PgExecutor};

use super::{CommendationId, Content, Form, Recipient, Version};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;
use crate::rules::streak::RUNNING;
use crate::yearly::queries::end_version;

/// A version as it is read.
struct Row {
    commendation: CommendationId,
    organisation: OrganisationId,
    version: i64,
    form: String,
    form_text: String,
    issuing_body: String,
    decision_number: String,
    decided_on: Day,
    year: i16,
    years: i16,
    merit: String,
    note: String,
    recorded_by: String,
    recorded_at: Instant,
    ended_at: Option<Instant>,
    withdrawn_by: Option<String>,
    withdrawn_reason: Option<String>,
}

impl Row {
    fn version(self, recipients: Vec<Recipient>) -> Version {
        Version {
            commendation: self.commendation,
            organisation: self.organisation,
            version: self.version,
            content: Content {
                form: Form::from_code(&self.form).unwrap_or(Form::Other),
                form_text: self.form_text,
                issuing_body: self.issuing_body,
                decision_number: self.decision_number,
                decided_on: self.decided_on,
                year: self.year,
                years: self.years,
                merit: self.merit,
                note: self.note,
            },
            recipients,
            recorded_by: self.recorded_by,
            recorded_at: self.recorded_at,
            ended_at: self.ended_at,
            withdrawn: self.withdrawn_by.zip(self.withdrawn_reason),
        }
    }
}

/// The numbers of the versions that say, at an instant, that something within some organisations was commended.
pub(super) async fn of_year(
    db: &mut PgConnection,
    organisations: &[i64],
    year: i16,
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<Version>> {
    let ids = sqlx::query_scalar!(
        r#"
        select versions.id
          from commendation_versions as versions
          join commendations on commendations.id = versions.commendation
         where versions.year = $2 and versions.decided_on <= $3
           and versions.known @> coalesce($4, timestamptz 'infinity')
           and (commendations.organisation = any($1)
                or exists (select from commendation_recipients as recipients
                            where recipients.version = versions.id and recipients.organisation = any($1)))
        "#,
        organisations,
        year,
        day as _,
        known as _,
    )
    .fetch_all(&mut *db)
    .await?;
    read(db, &ids, Some(organisations)).await
}

/// The versions believed at an instant that commend one of some people, or an organisation itself.
pub(super) async fn of_recipients(
    db: &mut PgConnection,
    people: &[PersonId],
    organisation: Option<OrganisationId>,
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<Version>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    let ids = sqlx::query_scalar!(
        r#"
        select distinct versions.id as "id!"
          from commendation_recipients as recipients
          join commendation_versions as versions on versions.id = recipients.version
         where (recipients.person = any($1) or (recipients.person is null and recipients.organisation = $2))
           and versions.decided_on <= $3 and versions.known @> coalesce($4, timestamptz 'infinity')
        "#,
        &people,
        organisation as _,
        day as _,
        known as _,
    )
    .fetch_all(&mut *db)
    .await?;
    read(db, &ids, None).await
}

/// Every version of a commendation.
pub(super) async fn versions(db: &mut PgConnection, id: CommendationId) -> Result<Vec<Version>> {
    let ids = sqlx::query_scalar!("select id from commendation_versions where commendation = $1", id as _)
        .fetch_all(&mut *db)
        .await?;
    let mut versions = read(db, &ids, None).await?;
    versions.sort_by_key(|version| std::cmp::Reverse(version.version));
    Ok(versions)
}

/// The first commendation by the same paper that a viewer may see, if there is one besides: the same number, day and
/// body; where no number is known, for the same in the same form.
pub(super) async fn twin(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    content: &Content,
    besides: Option<CommendationId>,
) -> Result<Option<CommendationId>> {
    let found = sqlx::query_scalar!(
        r#"
        select versions.commendation as "commendation: CommendationId"
          from commendation_versions as versions
          join commendations on commendations.id = versions.commendation
         where versions.decided_on = $2 and upper_inf(versions.known)
           and fold(versions.decision_number) = fold($3) and fold(versions.issuing_body) = fold($4)
           and ($3 <> '' or versions.form = $5 and fold(versions.merit) = fold($6))
           and versions.commendation <> coalesce($7, 0)
           and (commendations.organisation = any($1)
                or exists (select from commendation_recipients as recipients
                            where recipients.version = versions.id and recipients.organisation = any($1)))
         order by versions.commendation limit 1
        "#,
        organisations,
        content.decided_on as _,
        content.decision_number,
        content.issuing_body,
        content.form.code(),
        content.merit,
        besides as _,
    );
    Ok(found.fetch_optional(db).await?)
}

/// The versions of these numbers, of each the recipients within some organisations; the newest decision first.
async fn read(db: &mut PgConnection, ids: &[i64], within: Option<&[i64]>) -> Result<Vec<Version>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select versions.commendation as "commendation: CommendationId",
               commendations.organisation as "organisation: OrganisationId", versions.id as version, versions.form,
               versions.form_text, versions.issuing_body, versions.decision_number,
               versions.decided_on as "decided_on: Day", versions.year, versions.years, versions.merit, versions.note,
               accounts.name as recorded_by, lower(versions.known) as "recorded_at!: Instant",
               upper(versions.known) as "ended_at: Instant", withdrawers.name as "withdrawn_by?",
               versions.withdrawn_reason
          from commendation_versions as versions
          join commendations on commendations.id = versions.commendation
          join accounts on accounts.id = versions.recorded_by
          left join accounts as withdrawers on withdrawers.id = versions.withdrawn_by
         where versions.id = any($1)
         order by versions.decided_on desc, versions.id desc
        "#,
        ids,
    )
    .fetch_all(&mut *db)
    .await?;
    let found = sqlx::query!(
        r#"
        select recipients.version, recipients.person as "person: PersonId",
               recipients.organisation as "organisation: OrganisationId"
          from commendation_recipients as recipients
          left join lateral (
               select given_name, family_name, middle_name
                 from person_versions
                where person_versions.person = recipients.person and upper_inf(known)
                order by upper_inf(valid) desc
                limit 1) as called on true
         where recipients.version = any($1) and ($2::bigint[] is null or recipients.organisation = any($2))
         order by recipients.version, recipients.person is null desc, called.given_name, called.family_name,
                  called.middle_name, recipients.id
        "#,
        ids,
        within,
    )
    .fetch_all(db)
    .await?;
    let mut recipients: HashMap<i64, Vec<Recipient>> = HashMap::new();
    for row in found {
        let one = Recipient { person: row.person, organisation: row.organisation };
        recipients.entry(row.version).or_default().push(one);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let recipients = recipients.remove(&row.version).unwrap_or_default();
            row.version(recipients)
        })
        .collect())
}

pub(super) async fn insert(db: impl PgExecutor<'_>, organisation: OrganisationId) -> Result<CommendationId> {
    Ok(sqlx::query_scalar!(
        r#"insert into commendations (organisation) values ($1) returning id as "id: CommendationId""#,
        organisation as _,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn insert_version(
    db: impl PgExecutor<'_>,
    author: Author,
    id: CommendationId,
    content: &Content,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"
        insert into commendation_versions
               (commendation, form, form_text, issuing_body, decision_number, decided_on, year, years, merit, note,
                known, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, tstzrange($11, null), $12)
        returning id
        "#,
        id as _,
        content.form.code(),
        content.form_text,
        content.issuing_body,
        content.decision_number,
        content.decided_on as _,
        content.year,
        content.years,
        content.merit,
        content.note,
        author.at as _,
        author.account as _,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn insert_recipients(db: impl PgExecutor<'_>, version: i64, recipients: &[Recipient]) -> Result<()> {
    let people: Vec<_> = recipients.iter().map(|one| one.person.map(|person| person.0)).collect();
    let organisations: Vec<_> = recipients.iter().map(|one| one.organisation.0).collect();
    sqlx::query!(
        r#"
        insert into commendation_recipients (version, person, organisation)
        select $1, given.person, given.organisation
          from unnest($2::bigint[], $3::bigint[]) with ordinality as given (person, organisation, place)
         order by given.place
        "#,
        version,
        &people as _,
        &organisations,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a version, with a reason where nothing follows it; whether it had not ended before.
pub(super) async fn end(
    db: impl PgExecutor<'_>,
    author: Author,
    version: i64,
    withdrawn: Option<&str>,
) -> Result<bool> {
    end_version!("commendation_versions", db, author, version, withdrawn)
}

/// The members of some organisations on a day who were graded "hoàn thành xuất sắc nhiệm vụ" for a year and the four
/// before it, by what was decided up to another day, as the book said at an instant.
pub(super) async fn excellent_members(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    (year, day, told_on): (i16, Day, Day),
    known: Option<Instant>,
) -> Result<Vec<PersonId>> {
    Ok(sqlx::query_scalar!(
        r#"
        select evaluations.person as "person: PersonId"
          from evaluation_versions as evaluations
          join spans on spans.person = evaluations.person and spans.track = 'membership'
         where evaluations.grade = 'excellent' and evaluations.year between $2 - $6::integer + 1 and $2
           and evaluations.decided_on <= $7 and evaluations.known @> coalesce($4, timestamptz 'infinity')
           and spans.organisation = any($1) and spans.valid @> $3::date
           and spans.known @> coalesce($4, timestamptz 'infinity')
         group by evaluations.person
        having count(distinct evaluations.year) >= $5
         order by evaluations.person
        "#,
        organisations,
        i32::from(year),
        day as _,
        known as _,
        i64::from(RUNNING),
        i32::from(RUNNING),
        told_on as _,
    )
    .fetch_all(db)
    .await?)
}

/// The years, up to one of them, for which people were graded "hoàn thành xuất sắc nhiệm vụ" up to a day, as the book
/// said at an instant: of those who have any.
pub(super) async fn excellent_years(
    db: impl PgExecutor<'_>,
    people: &[PersonId],
    (year, told_on): (i16, Day),
    known: Option<Instant>,
) -> Result<HashMap<PersonId, Vec<i16>>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    let rows = sqlx::query!(
        r#"
        select person as "person: PersonId", array_agg(year) as "years!"
          from evaluation_versions
         where person = any($1) and grade = 'excellent' and year <= $2 and decided_on <= $4
           and known @> coalesce($3, timestamptz 'infinity')
         group by person
        "#,
        &people,
        year,
        known as _,
        told_on as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, row.years)).collect())
}
