//! What was typed of an arrival.

use serde::Deserialize;

use crate::rules::Day;
use crate::web::form::clean;
use crate::web::{Errors, t};

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ConfirmationForm {
    /// The day of the slip.
    pub confirmed_on: String,
    /// Its number and who sent it; or why it was wrong.
    pub note: String,
    pub submission: String,
}

impl ConfirmationForm {
    /// The day and the note; without a day where what was said is taken back.
    pub fn parse(&self, takes_back: bool, left_on: Day, today: Day) -> Result<(Option<Day>, String), Errors> {
        let mut errors = Errors::new();
        let note = clean(&self.note);
        if takes_back {
            if note.is_empty() {
                errors.add("note", t("Ghi vì sao việc báo nhận này sai."));
            }
            return errors.or(Some((None, note)));
        }
        let day = errors.day("confirmed_on", &self.confirmed_on, "Nhập ngày ghi trên phiếu báo.", today);
        if day.is_some_and(|day| day < left_on) {
            errors.add("confirmed_on", t("Ngày báo nhận không thể trước ngày chuyển đi. Kiểm tra lại."));
        }
        errors.or(Some((day, note)))
    }
}
