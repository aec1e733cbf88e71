//! What happened to a person, the oldest first: day, decision, place, who recorded it and when.

use super::Told;
use super::admission::decision_words;
use super::present::other_place;
use crate::confirmations;
use crate::ids::EventId;
use crate::ledger::Event;
use crate::ledger::sentences::kind_label;
use crate::members::warnings::confirmed_label;
use crate::rules::standing::Kind;
use crate::rules::{Day, PartialDate};
use crate::web::{With, t};

/// An event on the timeline.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which.
    pub event: EventId,
    /// From which day it counts.
    pub on: Day,
    /// What happened.
    pub title: &'static str,
    /// The decision, the place, the due day, the reason.
    pub lines: Vec<String>,
    /// Who recorded it, and when.
    pub recorded: String,
    /// Who voided it, when and why.
    pub voided: Option<String>,
    /// The page on which the arrival after a transfer is confirmed, or that taken back; and what it does.
    pub arrival: Option<(String, &'static str)>,
}

pub(super) fn timeline(told: &Told<'_>, with_voided: bool) -> Vec<Entry> {
    told.events
        .iter()
        .filter(|event| with_voided || !event.voided)
        .filter_map(|event| Some(entry(told, event, event.kind?)))
        .collect()
}

fn entry(told: &Told<'_>, event: &Event, kind: Kind) -> Entry {
    let decision = decision_words(event);
    let due = event.due_on.map(|day| t("Hạn {due_on}").with("due_on", day));
    let resolved = event.details.resolved_on.as_deref().and_then(Day::parse_iso);
    let fees = PartialDate::parse_iso(&event.details.fees_until);
    let arrived = told.arrivals.get(&event.id).and_then(|said| Some((said.confirmed_on?, said)));
    let arrival = (kind == Kind::TransferredOut && !event.voided).then(|| {
        let label =
            if arrived.is_some() { t("Rút lại việc báo nhận") } else { t("Ghi nơi đến đã nhận") };
        (confirmations::path(told.person, event.id), label)
    });
    let lines = [
        Some(decision),
        Some(place(told, event, kind)),
        due,
        resolved.map(|day| t("Chi bộ họp xét ngày {day}").with("day", day)),
        fees.map(|month| t("Đảng phí đóng đến hết {month}").with("month", month)),
        Some(event.details.reason.clone()),
        Some(event.details.note.clone()),
        arrived.map(|(day, said)| {
            let sentence = t("Nơi đến đã báo nhận ngày {day}.").with("day", day);
            format!("{sentence} {}", said.note).trim_end().to_owned()
        }),
    ];
    // What was confirmed of an entry stands with it.
    let of_entry = kind.is_entry() || kind == Kind::TemporaryIn;
    let confirmed = if of_entry { &[] } else { event.details.confirmed.as_slice() };
    let confirmed = confirmed.iter().filter_map(|confirmed| {
        let what = confirmed_label(&confirmed.code)?;
        Some(t("Đã xem xét và xác nhận: {what} ({citation})").with("what", what).with("citation", &confirmed.citation))
    });
    let voided = told
        .events
        .iter()
        .find(|other| other.voids == Some(event.id))
        .map(|void| said(t("Đã hủy lúc {at}, {account}."), void, &void.details.reason));
    Entry {
        event: event.id,
        on: event.effective_on,
        title: kind_label(kind),
        lines: lines.into_iter().flatten().chain(confirmed).filter(|line| !line.is_empty()).collect(),
        recorded: said(t("Ghi lúc {at}, {account}."), event, ""),
        voided,
        arrival,
    }
}

fn said(sentence: &str, event: &Event, reason: &str) -> String {
    let words = sentence.with("at", event.recorded_at).with("account", &event.recorded_by);
    if reason.is_empty() { words } else { format!("{words} {reason}") }
}

/// Where it happened, and from or to where.
fn place(told: &Told<'_>, event: &Event, kind: Kind) -> String {
    let here =
        event.organisation.map(|organisation| told.names.on(organisation, event.effective_on)).unwrap_or_default();
    let other = other_place(told, event);
    match (kind, other) {
        (Kind::Moved | Kind::TransferredOut | Kind::TemporaryOut, Some(there)) => format!("{here} → {there}"),
        (Kind::TransferredIn | Kind::TemporaryIn, Some(there)) => format!("{there} → {here}"),
        (_, Some(there)) => format!("{here}, {there}"),
        (_, None) => here.to_owned(),
    }
}
