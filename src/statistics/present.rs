//! The table in the words and addresses of its page.

use std::collections::HashMap;

use super::closings::Closing;
use super::queries::counts::Beside;
use super::{Question, Table};
use crate::auth::Tree;
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::rules::movement::{Cells, Column, Movement, Row, Sign};
use crate::web::filters::grouped;
use crate::web::{With, t};

/// A figure, and the address of the people behind it; none of a figure that is nobody.
pub(super) struct Cell {
    pub text: String,
    pub href: String,
}

/// A row of the table.
pub(super) struct Line {
    pub label: String,
    /// `sum`, `part`, `within` or `signed`.
    pub kind: &'static str,
    /// How many people are in a row whose total is nought, and their address.
    pub people: Option<Cell>,
    pub cells: Vec<Cell>,
}

/// A unit directly below.
pub(super) struct Unit {
    pub name: String,
    /// The address of its own table.
    pub href: String,
    pub cells: Vec<Cell>,
}

/// A closed period: what was kept beside what is so now.
pub(super) struct Closed {
    pub at: String,
    pub by: String,
    pub rows: Vec<Kept>,
    /// The members at the end of the period, as kept and as the book says now.
    pub kept: String,
    pub today: String,
    /// How many rows are otherwise by now.
    pub differing: usize,
    /// The people who made it so; none while the next period has not begun.
    pub next: String,
}

/// A row that was kept.
pub(super) struct Kept {
    pub label: &'static str,
    pub kind: &'static str,
    pub differs: bool,
    pub then: Vec<String>,
    pub now: Vec<String>,
    pub difference: Vec<String>,
}

/// What stands beside the table.
pub(super) struct Aside {
    pub label: &'static str,
    pub count: String,
    pub href: String,
}

/// A period that is one click away.
pub(super) struct Link {
    pub label: String,
    pub href: String,
    pub current: bool,
}

/// What a column is called.
pub(super) fn column_label(column: Column) -> &'static str {
    match column {
        Column::Total => t("Tổng số"),
        Column::Women => t("Nữ"),
        Column::Minority => t("Dân tộc thiểu số"),
        Column::Religion => t("Tôn giáo"),
        Column::Probationary => t("Dự bị"),
        Column::Official => t("Chính thức"),
    }
}

/// What a row is called.
pub(super) fn row_label(row: Row) -> &'static str {
    match row {
        Row::Opening => t("Đầu kỳ"),
        Row::Adjustment => t("Điều chỉnh kỳ trước đã chốt"),
        Row::Increase => t("Tăng trong kỳ"),
        Row::Admitted => t("Kết nạp"),
        Row::Readmitted => t("trong đó kết nạp lại"),
        Row::TransferredIn => t("Chuyển sinh hoạt chính thức đến"),
        Row::Reinstated => t("Phục hồi đảng tịch"),
        Row::CarriedOver => t("Chuyển từ sổ giấy"),
        Row::MovedIn => t("Chuyển đến từ tổ chức khác trong sổ"),
        Row::UnitsIn => t("Đến cùng tổ chức được chuyển về"),
        Row::OtherIn => t("Tăng khác"),
        Row::Decrease => t("Giảm trong kỳ"),
        Row::TransferredOut => t("Chuyển sinh hoạt chính thức đi"),
        Row::Died => t("Từ trần"),
        Row::Expelled => t("Khai trừ"),
        Row::Removed => t("Xóa tên"),
        Row::Resigned => t("Xin ra khỏi Đảng"),
        Row::Cancelled => t("Hủy quyết định kết nạp"),
        Row::MovedOut => t("Chuyển đi tổ chức khác trong sổ"),
        Row::UnitsOut => t("Đi cùng tổ chức chuyển đi nơi khác"),
        Row::OtherOut => t("Giảm khác"),
        Row::Recognised => t("Công nhận chính thức"),
        Row::Changed => t("Thay đổi về giới tính, dân tộc, tôn giáo"),
        Row::Closing => t("Cuối kỳ"),
    }
}

/// Whether a row is shown when nothing is in it: the rows that every such table has.
pub(super) const fn stands(row: Row) -> bool {
    !matches!(
        row,
        Row::Adjustment
            | Row::Readmitted
            | Row::CarriedOver
            | Row::MovedIn
            | Row::MovedOut
            | Row::UnitsIn
            | Row::UnitsOut
            | Row::OtherIn
            | Row::OtherOut
            | Row::Changed
    )
}

/// The rows that are shown of a table.
pub(super) fn rows(movement: &Movement) -> impl Iterator<Item = Row> {
    Row::ALL.into_iter().filter(|row| stands(*row) || movement.line(*row).people != 0)
}

/// A figure as it is written; a change with its sign.
pub(super) fn figure(n: i64, signed: bool) -> String {
    match (signed, n) {
        (true, 1..) => format!("+{}", grouped(&n.to_string())),
        (_, i64::MIN..=-1) => format!("−{}", grouped(&n.unsigned_abs().to_string())),
        _ => grouped(&n.to_string()),
    }
}

/// The address of the people behind a figure; of a unit directly below, of those in it.
pub(super) fn people_address(question: &Question, unit: Option<i64>, row: &str, column: &str) -> String {
    let unit = unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    format!("/statistics/people{}{unit}&row={row}&column={column}", question.query())
}

fn cell(question: &Question, unit: Option<i64>, row: Row, column: Column, n: i64) -> Cell {
    Cell {
        text: figure(n, row.sign() == Sign::Signed),
        href: if n == 0 { String::new() } else { people_address(question, unit, row.code(), column.code()) },
    }
}

/// The rows of the table.
pub(super) fn lines(movement: &Movement, question: &Question) -> Vec<Line> {
    rows(movement)
        .map(|row| {
            let line = movement.line(row);
            let label = match row {
                Row::Opening => t("Đầu kỳ (hết ngày {day})").with("day", question.from.pred()),
                Row::Closing => t("Cuối kỳ (hết ngày {day})").with("day", question.to),
                other => row_label(other).to_owned(),
            };
            // Whoever is carried over is in every column; of the others the figures alone do not say how many they are.
            let signed = row.sign() == Sign::Signed && row != Row::CarriedOver && line.people > 0;
            Line {
                label,
                kind: kind(row),
                people: signed.then(|| Cell {
                    text: t("{n} người").with("n", grouped(&line.people.to_string())),
                    href: people_address(question, None, row.code(), "any"),
                }),
                cells: Column::ALL
                    .into_iter()
                    .map(|column| cell(question, None, row, column, line.cells.get(column)))
                    .collect(),
            }
        })
        .collect()
}

/// A closed period as it is shown.
pub(super) fn closed(closing: &Closing, table: &Table, question: &Question, today: Day) -> Closed {
    let rows = Row::ALL.into_iter().filter_map(|row| {
        let (kept, now) = (closing.figures.row(row), table.whole.cells(row));
        let signed = row.sign() == Sign::Signed;
        let texts = |cells: Cells, signed| cells.0.iter().map(|n| figure(*n, signed)).collect();
        (stands(row) || !kept.is_zero() || !now.is_zero()).then(|| Kept {
            label: row_label(row),
            kind: kind(row),
            differs: kept != now,
            then: texts(kept, signed),
            now: texts(now, signed),
            difference: texts(now - kept, true),
        })
    });
    let rows: Vec<_> = rows.collect();
    let differing = rows.iter().filter(|row| row.differs).count();
    let next = closing.to.succ();
    let next = if differing > 0 && next <= today && question.known_on.is_none() {
        people_address(&question.within(next, next), None, Row::Adjustment.code(), "any")
    } else {
        String::new()
    };
    let total = |cells: Cells| grouped(&cells.get(Column::Total).to_string());
    let (kept, now) = (total(closing.figures.row(Row::Closing)), total(table.whole.cells(Row::Closing)));
    Closed { kept, today: now, at: closing.closed_at.to_string(), by: closing.closed_by.clone(), rows, differing, next }
}

const fn kind(row: Row) -> &'static str {
    match row.sign() {
        Sign::Count => "sum",
        Sign::Within => "within",
        Sign::Increase | Sign::Decrease => "part",
        Sign::Signed => "signed",
    }
}

/// The heads of the table of units.
pub(super) fn unit_heads(table: &Table) -> Vec<&'static str> {
    let totals = unit_rows(table).into_iter().map(|row| match row {
        Row::Adjustment => t("Điều chỉnh"),
        Row::CarriedOver => t("Từ sổ giấy"),
        Row::Increase => t("Tăng"),
        Row::Decrease => t("Giảm"),
        row => row_label(row),
    });
    totals.chain(Column::ALL.into_iter().skip(1).map(column_label)).collect()
}

/// The rows that are columns of the table of units.
fn unit_rows(table: &Table) -> Vec<Row> {
    let there = |row: Row| table.units.values().any(|movement| movement.line(row).people != 0);
    let mut rows = vec![Row::Opening, Row::Adjustment, Row::CarriedOver, Row::Increase, Row::Decrease, Row::Closing];
    rows.retain(|row| !matches!(row, Row::Adjustment | Row::CarriedOver) || there(*row));
    rows
}

fn unit_cells(rows: &[Row], movement: &Movement, question: &Question, unit: Option<i64>) -> Vec<Cell> {
    let totals = rows.iter().map(|row| (*row, Column::Total));
    let columns = Column::ALL.into_iter().skip(1).map(|column| (Row::Closing, column));
    totals
        .chain(columns)
        .map(|(row, column)| cell(question, unit, row, column, movement.cells(row).get(column)))
        .collect()
}

/// The units directly below, each with the address of its own table; none of a branch.
pub(super) fn units(
    table: &Table,
    question: &Question,
    order: &HashMap<OrganisationId, usize>,
    names: impl Fn(OrganisationId) -> String,
) -> Vec<Unit> {
    let rows = unit_rows(table);
    let mut all: Vec<_> = table.units.iter().collect();
    // As the tree has them; what is there no more comes last.
    all.sort_by_key(|(id, _)| (order.get(&OrganisationId(**id)).copied().unwrap_or(usize::MAX), **id));
    let mut units: Vec<_> = all
        .into_iter()
        .filter(|(id, movement)| **id != question.organisation.0 || movement.line(Row::Closing).people != 0)
        .map(|(id, movement)| {
            let unit = OrganisationId(*id);
            Unit {
                name: names(unit),
                href: format!("/statistics{}", question.of(unit).query()),
                cells: unit_cells(&rows, movement, question, Some(*id)),
            }
        })
        .collect();
    if table.units.len() == 1 && table.units.contains_key(&question.organisation.0) {
        units.clear();
    }
    units
}

/// The last rows of the table of units: what went from one to another, and the whole.
pub(super) fn below_units(table: &Table, question: &Question) -> (Vec<String>, Vec<Cell>) {
    let between = |row: Row| table.units.values().map(|unit| unit.cells(row).get(Column::Total)).sum::<i64>();
    let inner = |row: Row| between(row) - table.whole.cells(row).get(Column::Total);
    let rows = unit_rows(table);
    let mut texts: Vec<_> = rows
        .iter()
        .map(|row| match row {
            Row::Increase | Row::Decrease => figure(-inner(*row), true),
            _ => String::new(),
        })
        .collect();
    texts.resize(unit_heads(table).len(), String::new());
    if inner(Row::Increase) == 0 && inner(Row::Decrease) == 0 {
        texts.clear();
    }
    (texts, unit_cells(&rows, &table.whole, question, None))
}

/// What stands beside the table, each with its people.
pub(super) fn asides(beside: &Beside, decided: usize, question: &Question) -> Vec<Aside> {
    let decided = i64::try_from(decided).unwrap_or(i64::MAX);
    [
        ("away", t("Tạm thời đi nơi khác (vẫn tính)"), beside.away),
        ("guest", t("Tạm thời đến (không tính)"), beside.guests),
        ("exempt", t("Được miễn sinh hoạt (vẫn tính)"), beside.exempt),
        ("suspended", t("Bị đình chỉ sinh hoạt (vẫn tính)"), beside.suspended),
        ("decided", t("Có quyết định công nhận chính thức trong kỳ"), decided),
    ]
    .into_iter()
    .map(|(row, label, n)| Aside {
        label,
        count: grouped(&n.to_string()),
        href: if n == 0 { String::new() } else { people_address(question, None, row, "any") },
    })
    .collect()
}

/// What a period is called.
pub(super) fn period_label(from: Day, to: Day) -> String {
    let year = from.year();
    match ((from.day(), from.month()), (to.day(), to.month()), year == to.year()) {
        ((1, 1), (31, 12), true) => t("Năm {year}").with("year", year),
        ((1, 1), (30, 6), true) => t("6 tháng đầu năm {year}").with("year", year),
        ((1, 7), (31, 12), true) => t("6 tháng cuối năm {year}").with("year", year),
        _ => t("Từ ngày {from} đến ngày {to}").with("from", from).with("to", to),
    }
}

/// What a page is of, and as the book said it when.
pub(super) fn said(of: String, known_on: Option<Day>) -> String {
    match known_on {
        Some(day) => format!("{of}, {}", t("như sổ ghi đến hết ngày {day}").with("day", day)),
        None => of,
    }
}

/// The years and half years since the book opened, the newest first; what has not come yet ends today.
pub(super) fn periods(question: &Question, opens_on: Option<Day>, today: Day) -> Vec<Vec<Link>> {
    let first = opens_on.unwrap_or(today).year();
    let period = |label: String, from: Option<Day>, to: Option<Day>| {
        let (from, to) = (from?, to?.min(today));
        (from <= today).then(|| Link {
            label,
            href: format!("/statistics{}", question.within(from, to).query()),
            current: (from, to) == (question.from, question.to),
        })
    };
    (first..=today.year())
        .rev()
        .map(|year| {
            let day = |month, day| Day::new(year, month, day);
            [
                period(t("Năm {year}").with("year", year), day(1, 1), day(12, 31)),
                period(t("6 tháng đầu năm").to_owned(), day(1, 1), day(6, 30)),
                period(t("6 tháng cuối năm").to_owned(), day(7, 1), day(12, 31)),
            ]
            .into_iter()
            .flatten()
            .collect()
        })
        .collect()
}

/// The way from the viewer's organisation down to the one that is shown, itself aside.
pub(super) fn above(tree: &Tree, root: OrganisationId, question: &Question) -> Vec<Link> {
    let path = tree.above(question.organisation);
    path.into_iter()
        .skip_while(|id| *id != root)
        .map(|id| Link {
            label: tree.name(id).to_owned(),
            href: format!("/statistics{}", question.of(id).query()),
            current: false,
        })
        .collect()
}
