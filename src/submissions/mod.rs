//! Every form that writes is sent with a key of its own. What a key has done is answered again, not
//! done again: a double click, a reload or a second tab makes one thing.
//!
//! In the transaction of the change: [`claim`] first, then the change, [`finish`] last.

mod queries;

use sqlx::{PgConnection, PgExecutor};

use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::seal::hex;
use crate::{Error, Result};

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

/// Takes a key for this transaction, waiting for another that has it. If the transaction is rolled
/// back, the key is free again.
///
/// # Errors
/// [`Error::BadRequest`] when it is no key, or another account's.
pub async fn claim(db: &mut PgConnection, author: Author, key: &str) -> Result<Claim> {
    if key.len() != 32 || !key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(Error::BadRequest);
    }
    let account = account(author)?;
    if queries::insert(&mut *db, key, account, author.at).await? {
        return Ok(Claim::New);
    }
    match queries::location(db, key, account).await? {
        None => Err(Error::BadRequest),
        Some(location) if location.is_empty() => {
            Err(Error::Internal(anyhow::anyhow!("a submission was committed without its location")))
        }
        Some(location) => Ok(Claim::Done(location)),
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
