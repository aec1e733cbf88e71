//! The lines of the list in words.

use super::Row;
use crate::auth::Scope;
use crate::ids::OrganisationId;
use crate::ledger::sentences::kind_label;
use crate::members::name::around;
use crate::rules::standing::Kind;
use crate::web::{With, t};

/// A line as it is shown.
pub(super) struct Line {
    pub path: String,
    pub before_given_name: String,
    pub given_name: String,
    pub after_given_name: String,
    pub on: String,
    pub on_iso: String,
    pub what: &'static str,
    pub place: String,
    pub paper: String,
    pub recorded: String,
    /// Who voided it, when and why.
    pub voided: Option<String>,
}

impl Line {
    /// A line for who may see that scope.
    pub(super) fn of(row: &Row, scope: &Scope) -> Self {
        let (before, after) = around(&row.full_name, &row.given_name);
        Self {
            path: if row.voided_at.is_some() { format!("{}?voided=1", row.person.path()) } else { row.person.path() },
            before_given_name: before.to_owned(),
            given_name: row.given_name.clone(),
            after_given_name: after.to_owned(),
            on: row.effective_on.to_string(),
            on_iso: row.effective_on.iso(),
            what: row.kind().map_or("", kind_label),
            place: place(row, scope),
            paper: paper(row),
            recorded: t("{at}, {account}").with("at", row.recorded_at).with("account", &row.recorded_by),
            voided: voided(row),
        }
    }
}

/// Where it happened, and from or to where.
pub(super) fn place(row: &Row, scope: &Scope) -> String {
    let called = |id: OrganisationId, name: &str| {
        if scope.covers(id) { name.to_owned() } else { t("tổ chức khác trong sổ").to_owned() }
    };
    let here = called(row.organisation, &row.here);
    let other = match row.counterpart {
        Some(id) => called(id, row.there.as_deref().unwrap_or_default()),
        None => row.counterpart_text.clone(),
    };
    match row.kind() {
        _ if other.is_empty() => here,
        Some(Kind::Moved | Kind::TransferredOut | Kind::TemporaryOut) => format!("{here} → {other}"),
        Some(Kind::TransferredIn | Kind::TemporaryIn) => format!("{other} → {here}"),
        _ => format!("{here}, {other}"),
    }
}

/// Number, day and issuer of the decision or letter.
pub(super) fn paper(row: &Row) -> String {
    let number = (!row.decision_number.is_empty()).then(|| t("Số {number}").with("number", &row.decision_number));
    let day = row.decided_on.map(|day| t("ngày {day}").with("day", day));
    let numbered: Vec<_> = number.into_iter().chain(day).collect();
    let parts = [numbered.join(" "), row.issuing_body.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Who voided it, when and why.
pub(super) fn voided(row: &Row) -> Option<String> {
    let said = t("Đã hủy lúc {at}, {account}.").with("at", row.voided_at?);
    let said = said.with("account", row.voided_by.as_deref().unwrap_or_default());
    Some(format!("{said} {}", row.voided_reason.as_deref().unwrap_or_default()).trim_end().to_owned())
}
