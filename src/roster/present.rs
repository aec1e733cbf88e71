//! The roster in the words and addresses of its page: figures, filters, heads and rows.

use std::collections::HashMap;

use super::form::{Filter, Place, Sort, Temporary};
use super::{Figures, Listing, PAGE, Row, capped};
use crate::Result;
use crate::auth::Tree;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::sentences::standing_label;
use crate::members::fields::gender_label;
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender};
use crate::state::App;
use crate::web::filters::grouped;
use crate::web::{With, t};

/// A figure that is also a filter.
pub(super) struct Figure {
    pub href: String,
    pub label: &'static str,
    pub count: String,
    pub current: bool,
}

/// A filter that is on.
pub(super) struct Chip {
    pub label: String,
    pub href: String,
}

/// A head of the table: with an address it sorts.
pub(super) struct Head {
    pub label: &'static str,
    pub href: String,
    pub direction: &'static str,
}

/// A row as it is shown.
pub(super) struct Line {
    pub number: String,
    pub person: PersonId,
    /// Whether they are chosen, for a step of many at once.
    pub chosen: bool,
    pub path: String,
    pub before_given_name: String,
    pub after_given_name: String,
    pub given_name: String,
    pub born_on: String,
    pub gender: &'static str,
    pub branch: String,
    pub standing: &'static str,
    pub standing_kind: &'static str,
    pub admitted_on: String,
    pub official_on: String,
    pub temporary: String,
    pub temporary_kind: &'static str,
    pub card: String,
}

/// The figures above the list, each with the address of the list that it counts; of one that is on, the
/// address without it.
pub(super) fn figures_shown(filter: &Filter, figures: &Figures) -> Vec<Figure> {
    let whole = filter.gender.is_none() && filter.standing.is_none() && filter.temporary.is_none();
    let women = filter.gender == Some(Gender::Female);
    let probationary = filter.standing == Some(Standing::Probationary);
    let away = filter.temporary == Some(Temporary::Out);
    let guests = filter.temporary == Some(Temporary::In);
    let figure = |label, count, current, leads_to: Filter| Figure {
        href: leads_to.address(),
        label,
        count: capped(count),
        current,
    };
    vec![
        figure(t("Tất cả"), figures.all, whole, filter.all()),
        figure(t("Nữ"), figures.women, women, filter.with_gender((!women).then_some(Gender::Female))),
        figure(
            t("Dự bị"),
            figures.probationary,
            probationary,
            filter.with_standing((!probationary).then_some(Standing::Probationary)),
        ),
        figure(t("Tạm thời đi"), figures.away, away, filter.with_temporary((!away).then_some(Temporary::Out))),
        figure(t("Tạm thời đến"), figures.guests, guests, filter.with_temporary((!guests).then_some(Temporary::In))),
    ]
}

/// The filters that are on, each with the address without it.
pub(super) fn chips(filter: &Filter, tree: &Tree) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |label: String, without: Filter| chips.push(Chip { label, href: without.address() });
    if !filter.q.is_empty() {
        add(t("Tìm: {words}").with("words", &filter.q), filter.without_words());
    }
    if let Some(branch) = filter.branch {
        add(tree.name(branch).to_owned(), filter.with_branch(None));
    }
    if let Some(gender) = filter.gender {
        add(gender_label(gender).to_owned(), filter.with_gender(None));
    }
    if let Some(standing) = filter.standing {
        add(standing_label(standing).to_owned(), filter.with_standing(None));
    }
    match filter.temporary {
        None => {}
        Some(Temporary::Out) => add(t("Tạm thời đi").to_owned(), filter.with_temporary(None)),
        Some(Temporary::In) => add(t("Tạm thời đến").to_owned(), filter.with_temporary(None)),
    }
    if let Some(day) = filter.as_of {
        add(t("Ngày {day}").with("day", day), Filter { as_of: None, ..filter.today() });
    }
    if let Some(day) = filter.known_on {
        add(t("Như sổ ghi đến hết ngày {day}").with("day", day), filter.today());
    }
    chips
}

/// The filters that are on, in words.
pub fn conditions(filter: &Filter, tree: &Tree) -> Vec<String> {
    chips(filter, tree).into_iter().map(|chip| chip.label).collect()
}

/// What the paper says under its title: the day and the filters.
pub(super) fn below(filter: &Filter, tree: &Tree, day: Day) -> String {
    let mut parts = vec![t("Tính đến ngày {day}").with("day", day)];
    parts.extend(conditions(&Filter { as_of: None, ..filter.clone() }, tree));
    parts.join(" · ")
}

/// The heads of the table, in the order of its columns.
pub(super) fn heads(filter: &Filter) -> Vec<Head> {
    let sorts = |sort: Sort, label| Head {
        label,
        href: filter.sorted(sort).address(),
        direction: match (filter.sort == sort, filter.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        },
    };
    let plain = |label| Head { label, href: String::new(), direction: "none" };
    vec![
        sorts(Sort::Name, t("Họ và tên")),
        sorts(Sort::BornOn, t("Ngày sinh")),
        plain(t("Giới tính")),
        sorts(Sort::Branch, t("Chi bộ")),
        plain(t("Tư cách")),
        sorts(Sort::AdmittedOn, t("Vào Đảng")),
        plain(t("Chính thức")),
        plain(t("Tạm thời")),
        plain(t("Số thẻ")),
    ]
}

/// The rows as they are shown; where they are not counted, their numbers go on from the first one's.
pub(super) fn lines(
    app: &App,
    names: &HashMap<OrganisationId, String>,
    rows: &[Row],
    first: Option<i64>,
    day: Day,
    chosen: &[PersonId],
) -> Result<Vec<Line>> {
    rows.iter()
        .zip(0_i64..)
        .map(|(row, at)| {
            Ok(Line {
                number: row
                    .number
                    .or(first.map(|first| first + at))
                    .map(|n| grouped(&n.to_string()))
                    .unwrap_or_default(),
                person: row.person,
                chosen: chosen.contains(&row.person),
                path: row.person.path(),
                before_given_name: row.around_given_name().0.to_owned(),
                after_given_name: row.around_given_name().1.to_owned(),
                given_name: row.given_name.clone(),
                born_on: row.born_on.to_string(),
                gender: gender_label(row.gender()),
                branch: names.get(&row.organisation).cloned().unwrap_or_default(),
                standing: row.standing().map_or(t("Khách"), standing_label),
                standing_kind: row.standing().map_or("guest", Standing::code),
                admitted_on: row.admitted_on.map(|day| day.to_string()).unwrap_or_default(),
                official_on: row.official_on.map(|day| day.to_string()).unwrap_or_default(),
                temporary: temporary(row),
                temporary_kind: match (row.standing(), row.due_on) {
                    (_, Some(due)) if due < day => "danger",
                    (None, _) => "guest",
                    _ => "away",
                },
                card: row.card(&app.seal)?,
            })
        })
        .collect()
}

/// Away or a guest, and until when; empty for neither.
pub(super) fn temporary(row: &Row) -> String {
    match (row.standing().is_none(), row.away, row.due_on) {
        (true, _, Some(due)) => t("Đến, hạn {day}").with("day", due),
        (true, _, None) => t("Đến").to_owned(),
        (false, true, Some(due)) => t("Đi, hạn {day}").with("day", due),
        (false, true, None) => t("Đi").to_owned(),
        (false, false, _) => String::new(),
    }
}

/// The number of the first row, and the addresses of the pages beside this one.
pub(super) fn neighbours(filter: &Filter, listing: &Listing) -> (Option<i64>, Option<String>, Option<String>) {
    let (Some(top), Some(bottom)) = (listing.rows.first(), listing.rows.last()) else {
        return (None, None, None);
    };
    let counted = top.number.is_some();
    let first = top.number.or(if filter.place == Place::First { Some(1) } else { filter.first_number });
    let rows = i64::try_from(listing.rows.len()).unwrap_or_default();
    let carried = first.filter(|_| !counted);
    let previous = listing
        .earlier
        .then(|| filter.at(Place::Before(top.person), carried.map(|first| (first - PAGE).max(1))).address());
    let next =
        listing.later.then(|| filter.at(Place::After(bottom.person), carried.map(|first| first + rows)).address());
    (first, previous, next)
}

/// The number of the last row.
pub(super) fn last_number(first: i64, listing: &Listing) -> String {
    let rows = i64::try_from(listing.rows.len()).unwrap_or_default();
    grouped(&(first + rows - 1).max(0).to_string())
}
