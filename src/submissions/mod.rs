//! Every form that writes is sent with a key of its own. What a key has done is answered again, not
//! done again: a double click, a reload or a second tab makes one thing. A key that comes again with
//! other content (back, another name, sent) is told that nothing of that was saved.
//!
//! In the transaction of the change: [`claim`] first, then the change, [`finish`] last; [`once`] is all of it, for a form
//! that needs nothing else of its transaction.

mod pages;
mod queries;

use sqlx::{PgConnection, PgExecutor};

use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::seal::{Seal, hex};
use crate::web::Errors;
use crate::{Error, Result, book};
pub use pages::{once, once_alone};

/// Seconds for which a key is remembered: no form is open for so long.
const KEPT: i64 = 30 * 24 * 60 * 60;
/// How many old keys a new one deletes at most, so that nobody waits for it.
const PURGED: i64 = 100;

/// Whether a key was used before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a form that was done already is answered, not done again"]
pub enum Claim {
    /// It was: where its result is seen, for the same 303.
    Done(String),
    /// It was not, and is this transaction's now: whoever sends it too waits for the end of it.
    New,
}

/// A new key for the hidden field `submission` of a form: 32 hexadecimal digits.
///
/// # Errors
/// When the machine has no random numbers.
pub fn key() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(hex(&bytes))
}

/// The key of a form that is shown again: its own, unless that has done something by now.
///
/// # Errors
/// When the machine has no random numbers.
pub fn key_again(came: &str, errors: &Errors) -> anyhow::Result<String> {
    if came.is_empty() || errors.saved().is_some() { key() } else { Ok(came.to_owned()) }
}

/// Takes a key for this transaction, as [`claim_alone`] does, once nothing is being closed, and until the end of the
/// transaction nothing will be: what is closed is whole, and no form is half in it.
///
/// # Errors
/// As [`claim_alone`].
pub async fn claim(db: &mut PgConnection, seal: &Seal, author: Author, key: &str, content: &str) -> Result<Claim> {
    book::shared(&mut *db).await?;
    claim_alone(db, seal, author, key, content).await
}

/// As [`claim`], of a form that closes something and so waits until no other is being written (`book::closing`).
///
/// Takes a key for this transaction, waiting for another that has it. If the transaction is rolled
/// back, the key is free again. `content` is that of [`crate::web::extract::Once`]; the book keeps a
/// digest of it that only the key file can make.
///
/// # Errors
/// [`Error::BadRequest`] when it is no key, or another account's; [`Error::Invalid`] with
/// [`Errors::saved`] when it came before with other content.
pub async fn claim_alone(
    db: &mut PgConnection,
    seal: &Seal,
    author: Author,
    key: &str,
    content: &str,
) -> Result<Claim> {
    if key.len() != 32 || !key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(Error::BadRequest);
    }
    let account = account(author)?;
    let content = seal.secret_for("submission", content);
    if queries::insert(&mut *db, key, account, author.at, &content).await? {
        queries::purge(db, author.at.plus_seconds(-KEPT), PURGED).await?;
        return Ok(Claim::New);
    }
    match queries::before(db, key, account).await? {
        None => Err(Error::BadRequest),
        Some(before) if before.location.is_empty() => {
            Err(Error::Internal(anyhow::anyhow!("a submission was committed without its location")))
        }
        Some(before) if before.content.as_ref().is_some_and(|before| before != &content) => {
            Err(Errors::saved_before(before.location).into())
        }
        Some(before) => Ok(Claim::Done(before.location)),
    }
}

/// Keeps where the result of a claimed key is seen.
///
/// # Errors
/// When this account has not claimed it.
pub async fn finish(db: &mut PgConnection, author: Author, key: &str, location: &str) -> Result<()> {
    if queries::finish(db, key, account(author)?, location).await? {
        Ok(())
    } else {
        Err(Error::Internal(anyhow::anyhow!("a submission was finished that nobody claimed")))
    }
}

/// Where the result of a key that this account has used is seen, and since when it is there.
pub async fn done(db: impl PgExecutor<'_>, author: Author, key: &str) -> Result<Option<(String, Instant)>> {
    queries::done(db, key, account(author)?).await
}

fn account(author: Author) -> Result<AccountId> {
    author.account.ok_or_else(|| Error::Internal(anyhow::anyhow!("a form was sent by nobody")))
}
