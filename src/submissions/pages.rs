//! The transaction of a page that does what its form asks for, and needs nothing of the book before that.

use sqlx::{PgConnection, Postgres, Transaction};

use super::{Claim, claim, claim_alone, finish};
use crate::Result;
use crate::auth::Viewer;
use crate::state::App;

/// Does what a form asks for once, in a transaction of its own; where the result is seen.
///
/// # Errors
/// [`crate::Error::Invalid`] with what is wrong with the form; then nothing was done.
pub async fn once(
    app: &App,
    viewer: &Viewer,
    (submission, content): (&str, &str),
    change: impl AsyncFnOnce(&mut PgConnection) -> Result<String>,
) -> Result<String> {
    let mut tx = app.db.begin().await?;
    let claimed = claim(&mut tx, &app.seal, viewer.author(), submission, content).await;
    finished(tx, viewer, submission, claimed, change).await
}

/// As [`once`], of a form that closes something.
///
/// # Errors
/// As [`once`].
pub async fn once_alone(
    app: &App,
    viewer: &Viewer,
    (submission, content): (&str, &str),
    change: impl AsyncFnOnce(&mut PgConnection) -> Result<String>,
) -> Result<String> {
    let mut tx = app.db.begin().await?;
    let claimed = claim_alone(&mut tx, &app.seal, viewer.author(), submission, content).await;
    finished(tx, viewer, submission, claimed, change).await
}

async fn finished(
    mut tx: Transaction<'_, Postgres>,
    viewer: &Viewer,
    submission: &str,
    claimed: Result<Claim>,
    change: impl AsyncFnOnce(&mut PgConnection) -> Result<String>,
) -> Result<String> {
    let done = match claimed {
        Ok(Claim::Done(location)) => return Ok(location),
        Ok(Claim::New) => change(&mut tx).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(location) => {
            finish(&mut tx, viewer.author(), submission, &location).await?;
            tx.commit().await?;
            Ok(location)
        }
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}
