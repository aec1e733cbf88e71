//! What stands behind the text: tables, and the report as a whole as it is shown, printed and kept.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::draft::{Figures, Section};
use super::facts::Facts;
use crate::auth::{Tree, Viewer};
use crate::evaluations::{self, Outcome, Which};
use crate::ids::OrganisationId;
use crate::rules::evaluation::Grade;
use crate::rules::movement::{Column, Movement, Row, Sign};
use crate::rules::target::{Aim, Verdict};
use crate::state::App;
use crate::statistics::{self, Account};
use crate::targets::{actual_words, aim_words, percent_words};
use crate::web::filters::grouped;
use crate::web::{With, as_of, t};
use crate::{Result, meetings, organisations, residence};

/// The most lines of a table of units; the rest is said to be left out.
const UNITS: usize = 300;
/// How many years the chart shows.
const YEARS: i16 = 5;

/// A cell: its words, and the people or records behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// As it is written.
    pub text: String,
    /// Where those are; empty: nowhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub href: String,
}

/// A line of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is of.
    pub label: String,
    /// `sum`, `part`, `within` or `signed`, as the tables of the statistics.
    pub kind: String,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Which part of all it is, in tenths of a percent: drawn as a bar; none: it is no part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<i64>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// The same in a word or two, for the name of a sheet; empty: it was kept before tables had one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// The heads of its columns, that of the labels first.
    pub heads: Vec<String>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What is to be said below it; empty: nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Whether its cells are words, which stand on the left.
    #[serde(default)]
    pub words: bool,
}

/// A report as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The organisation's name.
    pub organisation: String,
    /// What was above it.
    pub superior: String,
    /// Whether it is a branch.
    pub of_branch: bool,
    /// The year.
    pub year: i16,
    /// The last day that counts, dd/mm/yyyy.
    pub until: String,
    /// What it says.
    pub sections: Vec<Section>,
    /// The figures in it.
    pub figures: Figures,
    /// The tables behind it.
    pub annex: Vec<Table>,
    /// The members at the end of each year, for the chart.
    pub years: Vec<(String, i64)>,
}

fn cell(n: i64, href: String) -> Cell {
    Cell { text: grouped(&n.to_string()), href: if n == 0 { String::new() } else { href } }
}

fn signed(n: i64) -> String {
    match n {
        1.. => format!("+{}", grouped(&n.to_string())),
        0 => "0".to_owned(),
        _ => format!("−{}", grouped(&n.unsigned_abs().to_string())),
    }
}

/// The tables of a report and the members of the last years.
pub(super) async fn tables(
    app: &App,
    db: &mut PgConnection,
    viewer: &Viewer,
    facts: &Facts,
    account: &Account,
) -> Result<(Vec<Table>, Vec<(String, i64)>)> {
    let tree = app.tree();
    let mut tables = vec![movement(facts, account)];
    tables.extend(targets(facts));
    tables.extend(evaluation(facts));
    tables.extend(units(db, &tree, viewer, facts, account).await?);
    for division in statistics::divided(&mut *db, &tree, viewer, &facts.question).await? {
        tables.push(Table {
            title: t("Cơ cấu đảng viên: {division}").with("division", division.label),
            sheet: division.label.to_owned(),
            heads: [t("Nội dung"), t("Số đảng viên"), t("Tỷ lệ")].map(str::to_owned).to_vec(),
            lines: division
                .classes
                .into_iter()
                .map(|(label, n, href)| {
                    let share = crate::rules::target::tenths(n, facts.size.total.max(1), &[]);
                    let cells = vec![cell(n, href), Cell { text: percent_words(share), href: String::new() }];
                    Line { label, kind: "part".to_owned(), cells, share: Some(share) }
                })
                .collect(),
            ..Table::default()
        });
    }
    let ends = statistics::year_ends(db, &tree, viewer, &facts.question, YEARS).await?;
    Ok((tables, ends.into_iter().map(|(day, n)| (day.year().to_string(), n)).collect()))
}

fn movement(facts: &Facts, account: &Account) -> Table {
    let heads = [t("Nội dung")].into_iter().chain(Column::ALL.map(statistics::column_label));
    let lines = statistics::rows(&account.whole).into_iter().map(|row| {
        let cells = account.whole.cells(row);
        Line {
            label: statistics::row_label(row).to_owned(),
            kind: match row.sign() {
                Sign::Count => "sum",
                Sign::Within => "within",
                Sign::Increase | Sign::Decrease => "part",
                Sign::Signed => "signed",
            }
            .to_owned(),
            cells: Column::ALL
                .into_iter()
                .map(|column| {
                    let n = cells.get(column);
                    let mut cell = cell(n, statistics::row_address(&facts.question, None, row, column));
                    if row.sign() == Sign::Signed {
                        cell.text = signed(n);
                    }
                    cell
                })
                .collect(),
            share: None,
        }
    });
    Table {
        title: t("Biến động số lượng đảng viên năm {year}").with("year", facts.year),
        sheet: t("Biến động").to_owned(),
        heads: heads.map(str::to_owned).collect(),
        lines: lines.collect(),
        ..Table::default()
    }
}

fn targets(facts: &Facts) -> Option<Table> {
    let lines: Vec<_> = facts
        .targets
        .iter()
        .map(|target| {
            let verdict = match target.verdict {
                Some(Verdict::Beyond) => t("vượt"),
                Some(Verdict::Met) => t("đạt"),
                Some(Verdict::NotMet) if facts.is_over => t("không đạt"),
                Some(Verdict::NotMet) => t("chưa đạt"),
                None => t("chưa có số liệu"),
            };
            let words = |text: String| Cell { text, href: String::new() };
            Line {
                label: target.name.clone(),
                kind: "part".to_owned(),
                cells: vec![
                    words(aim_words(target.aim)),
                    Cell {
                        text: target.actual.map_or_else(|| "–".to_owned(), actual_words),
                        href: target.href.clone(),
                    },
                    // Of a share the percent is the share itself, not a part of what was aimed at.
                    words(
                        target
                            .tenths
                            .filter(|_| matches!(target.aim, Aim::Number(_)))
                            .map_or_else(|| "–".to_owned(), percent_words),
                    ),
                    words(verdict.to_owned()),
                ],
                share: None,
            }
        })
        .collect();
    (!lines.is_empty()).then(|| Table {
        title: t("Kết quả thực hiện chỉ tiêu năm {year}").with("year", facts.year),
        sheet: t("Chỉ tiêu").to_owned(),
        heads: [t("Chỉ tiêu"), t("Cần đạt"), t("Đã đạt"), t("So với chỉ tiêu"), t("Kết quả")]
            .map(str::to_owned)
            .to_vec(),
        lines,
        words: true,
        ..Table::default()
    })
}

/// How members were graded; nothing where nobody was.
fn evaluation(facts: &Facts) -> Option<Table> {
    let (figures, graded) = (facts.evaluated, i64::from(facts.evaluated.tally.graded()));
    let at = |which| evaluations::people_path(facts.year, Some(facts.organisation), which);
    let line = |label: &str, n: i64, which, share: Option<i64>| {
        let percent = share.map_or_else(|| "–".to_owned(), percent_words);
        let cells = vec![cell(n, at(which)), Cell { text: percent, href: String::new() }];
        Line { label: label.to_owned(), kind: "part".to_owned(), cells, share }
    };
    let mut lines: Vec<_> = Grade::ALL
        .into_iter()
        .map(|grade| {
            let n = figures.tally.of(grade).into();
            let share = crate::rules::target::tenths(n, graded.max(1), &[]);
            line(evaluations::grade_label(grade), n, Which::Of(Outcome::Graded(grade)), Some(share))
        })
        .collect();
    lines.push(line(t("Không xếp loại"), figures.left_out().into(), Which::LeftOut, None));
    lines.push(Line { kind: "sum".to_owned(), ..line(t("Được xếp loại"), graded, Which::Graded, None) });
    (graded > 0).then(|| Table {
        title: t("Đánh giá, xếp loại đảng viên năm {year}").with("year", facts.year),
        sheet: t("Xếp loại").to_owned(),
        heads: [t("Mức xếp loại"), t("Số đảng viên"), t("Tỷ lệ")].map(str::to_owned).to_vec(),
        lines,
        ..Table::default()
    })
}

/// The units directly below, side by side; nothing of a branch.
async fn units(
    db: &mut PgConnection,
    tree: &Tree,
    viewer: &Viewer,
    facts: &Facts,
    account: &Account,
) -> Result<Option<Table>> {
    let units: Vec<_> = account.units.iter().filter(|(id, _)| *id != facts.organisation).collect();
    if facts.of_branch || units.is_empty() {
        return Ok(None);
    }
    let ids: Vec<_> = units.iter().map(|(id, _)| *id).collect();
    let names = organisations::names_on(&mut *db, &ids, facts.question.to).await?;
    // Everything below a unit counts for it.
    let mut unit_of: HashMap<i64, OrganisationId> = HashMap::new();
    for id in &ids {
        let below = tree.scope(*id).ids();
        unit_of.extend(below.into_iter().filter(|one| viewer.scope.covers(OrganisationId(*one))).map(|one| (one, *id)));
    }
    let all: Vec<i64> = unit_of.keys().copied().collect();
    let told_on = viewer.at.day();
    let evaluated =
        evaluations::by_organisation(&mut *db, &all, evaluations::When::new(facts.year, told_on, None)).await?;
    let contacts = residence::by_organisation(&mut *db, &all, residence::When::new(facts.year, told_on, None)).await?;
    let everyone: Vec<_> = all.iter().copied().map(OrganisationId).collect();
    let today = as_of::Asked { day: told_on, known_on: None, today: told_on };
    let held = meetings::held(&mut *db, &everyone, facts.year, &today).await?;
    let line = |label: String, unit: Option<OrganisationId>, movement: &Movement| {
        let counts = |one: &OrganisationId| unit.is_none() || unit_of.get(&one.0).copied() == unit;
        let mut graded = evaluations::Figures::default();
        for (_, figures) in evaluated.iter().filter(|(one, _)| counts(one)) {
            graded += *figures;
        }
        let mut contact = residence::Figures::default();
        for (_, figures) in contacts.iter().filter(|(one, _)| counts(one)) {
            contact += *figures;
        }
        let meetings = held.iter().filter(|held| held.kind == meetings::Kind::Regular && counts(&held.organisation));
        let of = Some(unit.unwrap_or(facts.organisation));
        let figure = |row, column| {
            let href = statistics::row_address(&facts.question, unit, row, column);
            cell(movement.cells(row).get(column), href)
        };
        let mut cells = vec![
            figure(Row::Closing, Column::Total),
            figure(Row::Closing, Column::Women),
            figure(Row::Closing, Column::Probationary),
            figure(Row::Admitted, Column::Total),
        ];
        cells.extend(Grade::ALL.map(|grade| {
            let which = Which::Of(Outcome::Graded(grade));
            cell(graded.tally.of(grade).into(), evaluations::people_path(facts.year, of, which))
        }));
        cells.push(Cell {
            text: format!("{}/{}", contact.commented, contact.members),
            href: residence::people_path(facts.year, of, residence::Which::Commented),
        });
        let n: i64 = meetings.map(|held| held.meetings).sum();
        cells.push(cell(n, meetings::list_path(facts.year, of)));
        Line { label, kind: if unit.is_none() { "sum" } else { "part" }.to_owned(), cells, share: None }
    };
    // As the tree has them; what is there no more comes last.
    let order = tree.order(facts.organisation);
    let mut units = units;
    units.sort_by_key(|(id, _)| (order.get(id).copied().unwrap_or(usize::MAX), *id));
    let mut lines: Vec<Line> = units
        .iter()
        .map(|(id, movement)| line(names.get(id).cloned().unwrap_or_default(), Some(*id), movement))
        .collect();
    let left_out = lines.len().saturating_sub(UNITS);
    lines.truncate(UNITS);
    lines.push(line(t("Cộng").to_owned(), None, &account.whole));
    Ok(Some(Table {
        title: t("So sánh các đơn vị trực thuộc, năm {year}").with("year", facts.year),
        sheet: t("Đơn vị trực thuộc").to_owned(),
        heads: [
            t("Đơn vị"),
            t("Đảng viên"),
            t("Nữ"),
            t("Dự bị"),
            t("Kết nạp"),
            t("Xuất sắc"),
            t("Tốt"),
            t("Hoàn thành"),
            t("Không hoàn thành"),
            t("Nhận xét nơi cư trú"),
            t("Sinh hoạt định kỳ"),
        ]
        .map(str::to_owned)
        .to_vec(),
        lines,
        note: if left_out == 0 {
            String::new()
        } else {
            t("Bảng chỉ hiện {n} đơn vị đầu; còn {m} đơn vị nữa.").with("n", UNITS).with("m", left_out)
        },
        words: false,
    }))
}
