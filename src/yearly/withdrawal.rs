//! A record of the year that is wrong altogether is withdrawn with a reason; it stays in the book as it was.

use askama::Template;
use serde::Deserialize;

use crate::shell::Shell;
use crate::submissions;
use crate::web::form::clean;
use crate::web::{Errors, filters, t};
use crate::{Error, Result};

/// Why a record is withdrawn, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    /// Why.
    pub reason: String,
    /// The version that was seen.
    pub version: String,
    /// The key of the form.
    pub submission: String,
}

impl WithdrawalForm {
    /// An empty form for a version.
    ///
    /// # Errors
    /// When the machine has no random numbers.
    pub fn of(version: i64) -> Result<Self> {
        Ok(Self { version: version.to_string(), submission: submissions::key()?, ..Self::default() })
    }

    /// The version that was seen, and why it is withdrawn.
    ///
    /// # Errors
    /// [`Error::BadRequest`] without a version, [`Error::Invalid`] without a reason.
    pub fn parse(&self) -> Result<(i64, String)> {
        let version = self.version.parse().map_err(|_| Error::BadRequest)?;
        let reason = clean(&self.reason);
        if reason.is_empty() {
            return Err(Error::field("reason", t("Ghi vì sao thu hồi, để người xem sau hiểu.")));
        }
        Ok((version, reason))
    }
}

/// The same of a record of which no version is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    /// Why.
    pub reason: String,
    /// The key of the form.
    pub submission: String,
}

impl ReasonForm {
    /// An empty form.
    ///
    /// # Errors
    /// When the machine has no random numbers.
    pub fn new() -> Result<Self> {
        Ok(Self { reason: String::new(), submission: submissions::key()? })
    }

    /// Why it is withdrawn.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason.
    pub fn parse(&self) -> Result<String> {
        let reason = clean(&self.reason);
        if reason.is_empty() {
            return Err(Error::field("reason", t("Ghi vì sao rút, để người xem sau hiểu.")));
        }
        Ok(reason)
    }
}

/// The page that asks why.
#[derive(Template)]
#[template(path = "yearly/withdrawal.html")]
pub struct WithdrawalPage {
    /// The frame.
    pub shell: Shell,
    /// What is wrong.
    pub errors: Errors,
    /// What was typed.
    pub typed: WithdrawalForm,
    /// Where it is sent.
    pub action: String,
    /// Where one comes from, and what that is called.
    pub back: (String, String),
    /// What is withdrawn.
    pub what: String,
}

/// The sentence for who comes too late.
pub fn stale() -> Error {
    stale_errors().into()
}

/// The same as what is wrong with a form.
pub fn stale_errors() -> Errors {
    Errors::one("version", t("Người khác vừa sửa mục này. Xem lại những gì đang có trong sổ, rồi lưu lại."))
}

/// What the book says now, shown to somebody whose edit comes too late.
#[derive(Clone, Debug)]
pub struct Now {
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: String,
    /// What it says: labels and values; empty when it was withdrawn.
    pub facts: Vec<(&'static str, String)>,
}
