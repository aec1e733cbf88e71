//! A page of what cannot be is closed before somebody fills it in.

use super::pages::Upon;
use super::sheet::Sheet;
use crate::ledger::sentences::refusal;
use crate::rules::Day;
use crate::rules::standing::never_follows;

/// Why nothing of this page can be recorded of a person, on any day until today.
pub(super) fn closed(upon: &Upon, sheet: &Sheet, today: Day) -> Option<String> {
    let found = never_follows(&upon.rule_events(), sheet.kind, today)?;
    Some(refusal(&found, &upon.events))
}
