//! The statements of confirmations.

use std::collections::HashMap;

use sqlx::{PgConnection, PgExecutor};

use super::Confirmation;
use crate::Result;
use crate::audit::Author;
use crate::ids::{EventId, PersonId};
use crate::rules::Day;

/// What was last said of each transfer of a person.
pub(super) async fn of(db: impl PgExecutor<'_>, person: PersonId) -> Result<HashMap<EventId, Confirmation>> {
    let rows = sqlx::query!(
        r#"
        select distinct on (transfer_confirmations.event)
               transfer_confirmations.event as "event: EventId",
               transfer_confirmations.confirmed_on as "confirmed_on: Day", transfer_confirmations.note,
               accounts.name as recorded_by, transfer_confirmations.recorded_at
          from events
          join transfer_confirmations on transfer_confirmations.event = events.id
          join accounts on accounts.id = transfer_confirmations.recorded_by
         where events.person = $1
         order by transfer_confirmations.event, transfer_confirmations.id desc
        "#,
        person as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (confirmed_on, note) = (row.confirmed_on, row.note);
            (row.event, Confirmation { confirmed_on, note, recorded_by: row.recorded_by, recorded_at: row.recorded_at })
        })
        .collect())
}

pub(super) async fn insert(
    db: &mut PgConnection,
    author: Author,
    event: EventId,
    confirmed_on: Option<Day>,
    note: &str,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into transfer_confirmations (event, confirmed_on, note, recorded_by, recorded_at)
        values ($1, $2, $3, $4, $5)
        "#,
        event as _,
        confirmed_on as _,
        note,
        author.account as _,
        author.at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
