//! The statements of reports.

use std::collections::BTreeMap;

use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

use super::annex::Document;
use super::draft::{Paragraph, Part};
use super::text::Derived;
use super::{Closed, Written};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::yearly::queries::end_version;

/// What was written of the sections of a year's report, and holds.
pub(super) async fn written(
    db: impl PgExecutor<'_>,
    organisation: OrganisationId,
    year: i16,
) -> Result<BTreeMap<Part, Written>> {
    let rows = sqlx::query!(
        r#"
        select report_texts.id, report_texts.part, report_texts.paragraphs as "paragraphs: Json<Vec<Paragraph>>",
               report_texts.derived as "derived: Json<Derived>",
               report_texts.said as "said: Json<Vec<String>>",
               lower(report_texts.known) as "at!: Instant",
               coalesce(nullif(accounts.full_name, ''), accounts.name) as "by!"
          from report_texts
          join accounts on accounts.id = report_texts.recorded_by
         where report_texts.organisation = $1 and report_texts.year = $2 and upper_inf(report_texts.known)
        "#,
        organisation as _,
        year,
    )
    .fetch_all(db)
    .await?;
    let written = rows.into_iter().filter_map(|row| {
        let written = Written {
            version: row.id,
            paragraphs: row.paragraphs.0,
            derived: row.derived.0,
            said: row.said.map(|said| said.0),
            at: row.at,
            by: row.by,
        };
        Some((Part::from_code(&row.part)?, written))
    });
    Ok(written.collect())
}

/// What some organisations wrote of one section of a year.
pub(super) async fn written_by(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    year: i16,
    part: Part,
) -> Result<Vec<(OrganisationId, Vec<Paragraph>, Derived)>> {
    let rows = sqlx::query!(
        r#"
        select organisation as "organisation: OrganisationId", paragraphs as "paragraphs: Json<Vec<Paragraph>>",
               derived as "derived: Json<Derived>"
          from report_texts
         where organisation = any($1) and year = $2 and part = $3 and upper_inf(known)
        "#,
        organisations,
        year,
        part.code(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.organisation, row.paragraphs.0, row.derived.0)).collect())
}

/// Keeps what was written of a section.
pub(super) async fn insert(
    db: &mut PgConnection,
    author: Author,
    (organisation, year, part): (OrganisationId, i16, Part),
    paragraphs: &[Paragraph],
    (derived, said): (&Derived, &[String]),
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into report_texts (organisation, year, part, paragraphs, derived, known, recorded_by, said)
        values ($1, $2, $3, $4, $5, tstzrange($6, null), $7, $8)
        "#,
        organisation as _,
        year,
        part.code(),
        Json(paragraphs) as _,
        Json(derived) as _,
        author.at as _,
        author.account as _,
        Json(said) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends what was written; whether it held until now. `back`: nothing follows, the words of the book hold again.
pub(super) async fn end(db: &mut PgConnection, author: Author, version: i64, back: bool) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update report_texts
           set known = tstzrange(lower(known), greatest($2, lower(known) + interval '1 microsecond')),
               ended_by = case when $4 then $3::bigint end
         where id = $1 and upper_inf(known)
        "#,
        version,
        author.at as _,
        author.account as _,
        back,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Until the end of the transaction nobody else writes or closes reports of an organisation.
pub(super) async fn hold(db: &mut PgConnection, organisation: OrganisationId) -> Result<()> {
    sqlx::query!("select id from organisations where id = $1 for no key update", organisation as _)
        .fetch_optional(db)
        .await?;
    Ok(())
}

/// The closed report of a year, where it holds.
pub(super) async fn closed(db: impl PgExecutor<'_>, organisation: OrganisationId, year: i16) -> Result<Option<Closed>> {
    let row = sqlx::query!(
        r#"
        select closed_reports.id, closed_reports.document as "document: Json<Document>", closed_reports.closed_period,
               lower(closed_reports.known) as "at!: Instant",
               coalesce(nullif(accounts.full_name, ''), accounts.name) as "by!"
          from closed_reports
          join accounts on accounts.id = closed_reports.recorded_by
         where closed_reports.organisation = $1 and closed_reports.year = $2 and upper_inf(closed_reports.known)
        "#,
        organisation as _,
        year,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Closed {
        version: row.id,
        document: row.document.0,
        period_too: row.closed_period,
        at: row.at,
        by: row.by,
    }))
}

/// When the reports of an organisation were closed and reopened: year, when, by whom, when reopened, by whom, why.
pub(super) async fn closings(
    db: impl PgExecutor<'_>,
    organisation: OrganisationId,
) -> Result<Vec<(i16, Instant, String, Option<(Instant, String, String)>)>> {
    let rows = sqlx::query!(
        r#"
        select closed_reports.year, lower(closed_reports.known) as "at!: Instant",
               coalesce(nullif(accounts.full_name, ''), accounts.name) as "by!",
               upper(closed_reports.known) as "ended_at: Instant",
               coalesce(nullif(withdrawers.full_name, ''), withdrawers.name) as "ended_by?",
               closed_reports.withdrawn_reason
          from closed_reports
          join accounts on accounts.id = closed_reports.recorded_by
          left join accounts as withdrawers on withdrawers.id = closed_reports.withdrawn_by
         where closed_reports.organisation = $1
         order by closed_reports.year desc, closed_reports.id desc
        "#,
        organisation as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let ended =
                row.ended_at.map(|at| (at, row.ended_by.unwrap_or_default(), row.withdrawn_reason.unwrap_or_default()));
            (row.year, row.at, row.by, ended)
        })
        .collect())
}

/// Keeps a report as it stands.
pub(super) async fn close(
    db: &mut PgConnection,
    author: Author,
    (organisation, year): (OrganisationId, i16),
    document: &Document,
    closed_period: bool,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into closed_reports (organisation, year, document, closed_period, known, recorded_by)
        values ($1, $2, $3, $4, tstzrange($5, null), $6)
        "#,
        organisation as _,
        year,
        Json(document) as _,
        closed_period,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Reopens a report; whether it was closed until now.
pub(super) async fn reopen(db: &mut PgConnection, author: Author, version: i64, reason: &str) -> Result<bool> {
    end_version!("closed_reports", db, author, version, Some(reason))
}

/// The years of which the book has anything: the first event's to the last day.
pub(super) async fn first_year(db: impl PgExecutor<'_>) -> Result<Option<i16>> {
    Ok(sqlx::query_scalar!(r#"select extract(year from opens_on)::smallint from book"#)
        .fetch_optional(db)
        .await?
        .flatten())
}
