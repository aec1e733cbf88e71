//! Folds every ledger again and compares with the spans that are kept.

use sqlx::PgPool;

use super::{Event, queries};
use crate::Result;
use crate::ids::PersonId;
use crate::rules::standing;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many people's ledgers were folded.
    pub people: u64,
    /// Those whose spans are not what their events say.
    pub differing: Vec<PersonId>,
}

/// How many people are read at a time.
const BATCH: i64 = 500;

/// Verifies every person of the book.
pub async fn all(db: &PgPool) -> Result<Report> {
    let mut report = Report::default();
    let mut last = PersonId(0);
    loop {
        let people = queries::people_after(db, last, BATCH).await?;
        let Some(&end) = people.last() else {
            return Ok(report);
        };
        for person in people {
            report.people += 1;
            if !one(db, person).await? {
                report.differing.push(person);
            }
        }
        last = end;
    }
}

/// Whether the spans of a person are what their events say.
pub async fn one(db: &PgPool, person: PersonId) -> Result<bool> {
    let mut tx = db.begin().await?;
    queries::one_snapshot(&mut tx).await?;
    let events = queries::events(&mut *tx, person).await?;
    let kept = queries::spans(&mut *tx, person).await?;
    let Ok(folded) = standing::fold(&events.iter().filter_map(Event::as_rule).collect::<Vec<_>>()) else {
        return Ok(false);
    };
    Ok(folded.len() == kept.len() && folded.iter().all(|span| kept.iter().any(|(_, known)| known == span)))
}
