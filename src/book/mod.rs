//! The book itself: its first day. Before it the program knows nothing, and says so.

mod queries;

use sqlx::{PgConnection, PgExecutor};

use crate::audit::{self, Author, Field, Subject};
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
