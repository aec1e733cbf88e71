//! The statements of the evaluations of organisations.

use sqlx::{PgConnection, PgExecutor};

use super::super::{Evaluation, Outcome, When};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::yearly::queries::end_believed;

/// What is recorded of organisations for a year: decided up to a day, as the book said at an instant.
pub(in crate::evaluations) async fn of_organisations(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    when: When,
) -> Result<Vec<(OrganisationId, Evaluation)>> {
    let rows = sqlx::query!(
        r#"
        select organisation as "organisation: OrganisationId", grade, points, decision_number,
               decided_on as "decided_on: Day", note
          from organisation_evaluation_versions
         where organisation = any($1) and year = $2 and decided_on <= $3
           and known @> coalesce($4, timestamptz 'infinity')
        "#,
        organisations,
        when.year,
        when.asked as _,
        when.known as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let evaluation = Evaluation {
                outcome: Outcome::from_code(&row.grade)?,
                points: super::points(row.points),
                decision_number: row.decision_number,
                decided_on: Some(row.decided_on),
                note: row.note,
            };
            Some((row.organisation, evaluation))
        })
        .collect())
}

/// Ends what is recorded of an organisation for a year: at which instant, which is never before its beginning; none
/// where there was nothing.
pub(in crate::evaluations) async fn end_organisation(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    year: i16,
) -> Result<Option<Instant>> {
    let ended = end_believed!(
        "organisation_evaluation_versions" where "organisation = $2 and year = $3", author.at, organisation as _, year
    );
    Ok(ended.fetch_optional(db).await?)
}

pub(in crate::evaluations) async fn insert_organisation(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    year: i16,
    evaluation: &Evaluation,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into organisation_evaluation_versions (organisation, year, grade, points, decision_number, decided_on,
                                                      note, known, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, tstzrange($8, null), $9)
        "#,
        organisation as _,
        year,
        evaluation.outcome.code(),
        evaluation.points.and_then(|points| i16::try_from(points.0).ok()),
        evaluation.decision_number,
        evaluation.decided_on as _,
        evaluation.note,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
