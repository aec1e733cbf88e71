//! The book itself: its first day, and the order in which it is written and its periods are closed. Before its first day
//! the program knows nothing, and says so.
//!
//! What a closing keeps is what the book said at that instant. So whoever writes what its figures rest on does so
//! before or after a closing, never beside it: writers hold a lock together, a closing holds it alone; and what is
//! written after a closing is written at a later instant, however long ago its request began.

mod queries;

use sqlx::{PgConnection, PgExecutor};

use crate::audit::{self, Author, Field, Subject};
use crate::clock::Instant;
use crate::rules::Day;
use crate::web::{With, t};
use crate::{Error, Result};

/// The first day of the book; none until it is opened.
pub async fn opens_on(db: impl PgExecutor<'_>) -> Result<Option<Day>> {
    queries::opens_on(db).await
}

/// Opens the book on its first day; the members of the paper book are carried over as of that day.
///
/// # Errors
/// [`Error::Invalid`] on `opens_on` when it is open already: what was carried over rests on that day.
pub async fn open(db: &mut PgConnection, author: Author, on: Day) -> Result<()> {
    if !queries::insert(&mut *db, on).await? {
        let opened = queries::opens_on(&mut *db).await?.unwrap_or(on);
        return Err(Error::field("opens_on", t("Sổ đã mở từ ngày {day}.").with("day", opened)));
    }
    audit::record(db, author, "book_opened", Subject::Book, None, &[Field::new("opens_on", "", on)]).await
}

/// Waits until no period is being closed, and makes closings wait until this transaction ends. The author of what is
/// written in it: at the instant of the request, but after the last closing.
pub async fn writing(db: &mut PgConnection, author: Author) -> Result<Author> {
    queries::share(&mut *db).await?;
    after_closings(db, author).await
}

/// Until the end of the transaction nothing is closed; waits for what is being closed.
pub async fn shared(db: &mut PgConnection) -> Result<()> {
    queries::share(db).await
}

/// Waits until nothing is being written on which the figures of a period rest, and makes writers wait until this
/// transaction ends. `now` is read after that: whatever was written until then was written before it.
pub async fn closing(db: &mut PgConnection, author: Author, now: impl FnOnce() -> Instant) -> Result<Author> {
    queries::hold(&mut *db).await?;
    after_closings(db, Author { at: now(), ..author }).await
}

async fn after_closings(db: &mut PgConnection, author: Author) -> Result<Author> {
    let last = queries::last_closing(db).await?;
    Ok(Author { at: last.map_or(author.at, |last| author.at.max(last.next())), ..author })
}

/// How often anything about anyone has changed by now.
pub async fn revision(db: impl PgExecutor<'_>) -> Result<i64> {
    queries::revision(db).await
}
