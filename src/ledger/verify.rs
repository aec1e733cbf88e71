//! Folds every ledger again and compares with the spans that are kept: some people at a time, each batch as of one
//! instant, so that a book of any size takes the same memory.

use std::collections::HashMap;

use sqlx::PgPool;

use super::queries;
use crate::Result;
use crate::ids::PersonId;
use crate::rules::standing::{self, Span};

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many people's ledgers were folded.
    pub people: u64,
    /// How many events that was, the voided ones left out.
    pub events: u64,
    /// Those whose spans are not what their events say.
    pub differing: Vec<PersonId>,
}

/// How many people are read at a time.
const BATCH: i64 = 2_000;

/// Verifies every person of the book.
///
/// # Errors
/// When the database does not answer.
pub async fn all(db: &PgPool) -> Result<Report> {
    let mut report = Report::default();
    let mut last = PersonId(0);
    loop {
        let mut tx = db.begin().await?;
        queries::one_snapshot(&mut tx).await?;
        let people = queries::people_after(&mut *tx, last, BATCH).await?;
        let Some(&end) = people.last() else {
            return Ok(report);
        };
        let mut events: HashMap<PersonId, Vec<standing::Event>> = HashMap::new();
        for (person, event) in queries::counting_between(&mut *tx, last, end).await? {
            report.events += 1;
            events.entry(person).or_default().push(event);
        }
        let mut kept: HashMap<PersonId, Vec<Span>> = HashMap::new();
        for (person, span) in queries::spans_between(&mut *tx, last, end).await? {
            kept.entry(person).or_default().push(span);
        }
        drop(tx);
        for person in people {
            report.people += 1;
            let events = events.remove(&person).unwrap_or_default();
            if !agrees(&events, &kept.remove(&person).unwrap_or_default()) {
                report.differing.push(person);
            }
        }
        // Whoever has spans, and is no person of the batch, has none to fold them from.
        report.differing.extend(kept.into_keys());
        last = end;
    }
}

/// Whether the spans are what the events say.
fn agrees(events: &[standing::Event], kept: &[Span]) -> bool {
    standing::fold(events)
        .is_ok_and(|folded| folded.len() == kept.len() && folded.iter().all(|span| kept.contains(span)))
}
