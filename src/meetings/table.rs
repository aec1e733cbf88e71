//! A year at a glance: a row an organisation, a column a month.

use std::collections::HashSet;

use super::present::{day_label, month_label};
use super::{Kind, Meeting, month_of};
use crate::auth::scope::{Kind as Level, Node};
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::web::as_of::Asked;
use crate::web::{With, t};

/// A meeting in its month.
pub(super) struct Mark {
    /// The day, or the day and a short word of the kind.
    pub text: String,
    /// The same in full, for who cannot see the table.
    pub label: String,
    pub href: String,
    /// The kind's word: its colour in the table.
    pub kind: &'static str,
}

/// A month of an organisation.
pub(super) struct Cell {
    /// `01/2026`, and for a narrow screen the month alone.
    pub month: String,
    pub short: String,
    pub marks: Vec<Mark>,
    /// The regular meeting is missing: where it is entered, for who may; else empty.
    pub missed: Option<String>,
}

/// An organisation of the table.
pub(super) struct Row {
    pub name: String,
    pub href: String,
    pub cells: Vec<Cell>,
    /// `11/12`: of the months owed; empty for what is no branch.
    pub regular: String,
    /// `3/4`: quarters in which a thematic meeting was held; empty where there was none and none is owed.
    pub thematic: String,
    pub misses: bool,
}

/// What the rows are made of.
pub(super) struct Made<'a> {
    pub year: i16,
    pub meetings: &'a [Meeting],
    pub missed: &'a [(OrganisationId, Day)],
    pub asked: &'a Asked,
    pub may_write: bool,
}

/// The short word of a kind that stands before its day.
fn short(kind: Kind) -> &'static str {
    match kind {
        Kind::Regular => "",
        Kind::Thematic => t("CĐ"),
        Kind::Committee => t("CU"),
        Kind::Flag => t("CC"),
        Kind::Other => t("K"),
    }
}

/// The words of the short ones.
pub(super) fn legend() -> Vec<(&'static str, &'static str)> {
    Kind::ALL.into_iter().skip(1).map(|kind| (short(kind), kind.label())).collect()
}

/// The rows: every branch, and every other organisation that held something.
pub(super) fn rows(below: &[(usize, &Node)], made: &Made<'_>) -> Vec<Row> {
    let active: HashSet<_> = made.meetings.iter().map(|meeting| meeting.said.organisation).collect();
    let owing: HashSet<_> = made.missed.iter().map(|(branch, _)| *branch).collect();
    below
        .iter()
        .filter(|(_, node)| {
            active.contains(&node.id) || owing.contains(&node.id) || (node.current && node.kind == Level::Branch)
        })
        .map(|(_, node)| row(node, made))
        .collect()
}

fn row(node: &Node, made: &Made<'_>) -> Row {
    let own: Vec<_> = made.meetings.iter().filter(|meeting| meeting.said.organisation == node.id).collect();
    let months: Vec<_> = (1..=12).filter_map(|month| Day::new(made.year, month, 1)).collect();
    let cells: Vec<_> = months
        .into_iter()
        .map(|month| {
            let mut marks: Vec<_> = own.iter().filter(|meeting| meeting.said.for_month == month).collect();
            marks.sort_by_key(|meeting| (meeting.said.kind, meeting.said.held_on, meeting.id));
            let missed = made.missed.contains(&(node.id, month));
            Cell {
                month: month_label(month),
                short: t("Tháng {month}").with("month", month.month()),
                marks: marks.into_iter().map(|meeting| mark(meeting, made.asked)).collect(),
                missed: missed.then(|| if made.may_write { new_path(node.id, month) } else { String::new() }),
            }
        })
        .collect();
    let held = own.iter().filter(|meeting| meeting.said.kind == Kind::Regular).count();
    let missed = made.missed.iter().filter(|(branch, _)| *branch == node.id).count();
    let quarters: HashSet<_> = own
        .iter()
        .filter(|meeting| meeting.said.kind == Kind::Thematic)
        .map(|meeting| (meeting.said.for_month.month() - 1) / 3)
        .collect();
    let is_branch = node.kind == Level::Branch;
    Row {
        name: node.name.clone(),
        href: format!("/meetings?year={}&branch={}{}", made.year, node.id, made.asked.kept()),
        cells,
        regular: if is_branch { format!("{held}/{}", held + missed) } else { String::new() },
        thematic: if is_branch || !quarters.is_empty() {
            format!("{}/{}", quarters.len(), quarters_over(made))
        } else {
            String::new()
        },
        misses: missed > 0,
    }
}

/// How many quarters of the year have begun and are over, or have a thematic meeting to come.
fn quarters_over(made: &Made<'_>) -> i16 {
    let day = made.asked.day;
    match made.year.cmp(&day.year()) {
        std::cmp::Ordering::Less => 4,
        std::cmp::Ordering::Greater => 0,
        std::cmp::Ordering::Equal => (i16::from(day.month()) + 2) / 3,
    }
}

fn mark(meeting: &Meeting, asked: &Asked) -> Mark {
    let said = &meeting.said;
    let short = short(said.kind);
    // The column says the month, unless it was held in another.
    let day = if month_of(said.held_on) == said.for_month {
        format!("{:02}", said.held_on.day())
    } else {
        day_label(said.held_on)
    };
    Mark {
        text: if short.is_empty() { day } else { format!("{short} {day}") },
        label: format!("{} {}", said.kind.label(), said.held_on),
        href: format!("{}{}", meeting.id.path(), asked.query()),
        kind: said.kind.code(),
    }
}

/// Where a meeting of a branch for a month is entered.
pub(super) fn new_path(branch: OrganisationId, month: Day) -> String {
    format!("/meetings/new?branch={branch}&month={}", &month.iso()[..7])
}
