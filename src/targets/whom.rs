//! Whether somebody is counted in what came of a target: the same records that [`super::sources`] counts, asked of one
//! person.

use sqlx::PgConnection;

use super::sources::Asked;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;
use crate::rules::target::Grade;
use crate::statistics::Figure;
use crate::{Result, choosing, courses, evaluations, residence, rules};

/// In a figure of the ledger.
pub(super) async fn in_the_movement(
    db: &mut PgConnection,
    asked: &Asked<'_>,
    person: PersonId,
    figure: Figure,
) -> Result<bool> {
    let Some(question) = asked.question() else { return Ok(false) };
    figure.counts(db, asked.app, asked.viewer, &question, person).await
}

/// Among those sent to a course of a kind.
pub(super) async fn sent(
    db: &mut PgConnection,
    asked: &Asked<'_>,
    person: PersonId,
    kind: courses::Kind,
) -> Result<bool> {
    courses::was_sent(db, asked.scope, (asked.year, asked.until), asked.known(), person, kind).await
}

/// Among those graded so or better.
pub(super) async fn graded(db: &mut PgConnection, asked: &Asked<'_>, person: PersonId, least: Grade) -> Result<bool> {
    let when = evaluations::When::new(asked.year, asked.told_on, asked.known());
    if !belongs(&mut *db, asked, person, when.on).await? {
        return Ok(false);
    }
    let held = evaluations::of_person(db, person, asked.told_on, asked.known()).await?;
    let of_the_year = held.iter().find(|(year, ..)| *year == asked.year);
    let grade = of_the_year.and_then(|(.., evaluation)| evaluation.outcome.grade());
    Ok(grade.is_some_and(|grade| match grade {
        rules::evaluation::Grade::Excellent | rules::evaluation::Grade::Good => true,
        rules::evaluation::Grade::Completed => least == Grade::Completed,
        rules::evaluation::Grade::Failed => false,
    }))
}

/// Among those on whom the committee of their residence commented.
pub(super) async fn commented(db: &mut PgConnection, asked: &Asked<'_>, person: PersonId) -> Result<bool> {
    let when = residence::When::new(asked.year, asked.told_on, asked.known());
    Ok(belongs(&mut *db, asked, person, when.on).await?
        && residence::was_commented(db, person, asked.year, asked.told_on, asked.known()).await?)
}

/// Whether the person is one of the members who are counted: those of a day.
async fn belongs(db: &mut PgConnection, asked: &Asked<'_>, person: PersonId, on: Day) -> Result<bool> {
    let branches = choosing::branches(db, person, (on, on), asked.known(), false).await?;
    Ok(branches.iter().any(|OrganisationId(branch)| asked.scope.contains(branch)))
}
