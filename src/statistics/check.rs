//! The line that says whether the table proves itself: its opening and its closing beside counts of those days
//! that were made without it.

use sqlx::PgConnection;

use super::present::column_label;
use super::queries::{self, Placed};
use super::{Question, Table, sum};
use crate::Result;
use crate::auth::{Tree, Viewer};
use crate::ids::OrganisationId;
use crate::roster::{self, EXACT, Filter, Selection};
use crate::rules::Day;
use crate::rules::movement::{Cells, Column, Row};
use crate::state::App;
use crate::web::filters::grouped;
use crate::web::{With, t};

/// What was compared, in sentences: where nothing is wrong, one that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Check {
    /// What agrees.
    pub agrees: Vec<String>,
    /// What does not, by how much and where.
    pub differs: Vec<String>,
}

/// Compares the opening and the closing with the roster of their days and, by unit and column, with our own count.
pub(super) async fn of(
    app: &App,
    db: &mut PgConnection,
    (tree, viewer): (&Tree, &Viewer),
    (places, question): (&[Placed], &Question),
    table: &Table,
) -> Result<Check> {
    let mut check = Check { agrees: Vec::new(), differs: Vec::new() };
    let counted = queries::counts::members(db, places, question.to, question.known()).await?;
    let closing = table.whole.cells(Row::Closing);
    if closing != sum(&counted) {
        check.differs.extend(differences(closing, sum(&counted)).map(|(column, table, count)| {
            t("Cột {column}: cuối kỳ theo bảng là {table}, đếm ngày {day} là {count}, lệch {n}.")
                .with("column", column_label(column))
                .with("table", figure(table))
                .with("day", question.to)
                .with("count", figure(count))
                .with("n", figure(table - count))
        }));
        for (unit, movement) in &table.units {
            let wrong = movement.cells(Row::Closing) - counted.get(unit).copied().unwrap_or_default();
            if !wrong.is_zero() {
                check.differs.push(t("Chỗ lệch: {unit}.").with("unit", tree.name(OrganisationId(*unit))));
            }
        }
    }
    for (row, day) in [(Row::Opening, question.from.pred()), (Row::Closing, question.to)] {
        let adjustment = if row == Row::Opening { table.whole.cells(Row::Adjustment) } else { Cells::default() };
        let ours = table.whole.cells(row) + adjustment;
        let listed = listed(app, db, (tree, viewer), places, question, (day, ours.get(Column::Total))).await?;
        let what = match (row, adjustment.is_zero()) {
            (Row::Opening, false) => t("Đầu kỳ kể cả điều chỉnh"),
            (Row::Opening, true) => t("Đầu kỳ"),
            _ => t("Cuối kỳ"),
        };
        let wrong: Vec<_> = listed.iter().filter(|(column, count)| ours.get(*column) != *count).collect();
        if wrong.is_empty() {
            check.agrees.push(
                t("{what} {n} bằng danh sách ngày {day}.")
                    .with("what", what)
                    .with("n", figure(ours.get(Column::Total)))
                    .with("day", day),
            );
        }
        check.differs.extend(wrong.into_iter().map(|(column, count)| {
            t("Cột {column}: {what} {table}, danh sách ngày {day} có {count}, lệch {n}.")
                .with("column", column_label(*column))
                .with("what", what)
                .with("table", figure(ours.get(*column)))
                .with("day", day)
                .with("count", figure(*count))
                .with("n", figure(ours.get(*column) - count))
        }));
    }
    Ok(check)
}

/// The columns in which two counts differ, with both.
fn differences(table: Cells, count: Cells) -> impl Iterator<Item = (Column, i64, i64)> {
    Column::ALL
        .into_iter()
        .map(move |column| (column, table.get(column), count.get(column)))
        .filter(|(_, table, count)| table != count)
}

/// What the roster of a day counts, by its own statement: of a large one, its length. It is large where so many are
/// expected, or found.
pub(super) async fn listed(
    app: &App,
    db: &mut PgConnection,
    (tree, viewer): (&Tree, &Viewer),
    places: &[Placed],
    question: &Question,
    (day, expected): (Day, i64),
) -> Result<Vec<(Column, i64)>> {
    let today = viewer.at.day();
    let filter = Filter { as_of: (day != today).then_some(day), known_on: question.known_on, ..Filter::default() };
    let when = filter.when(today);
    let organisations = places.iter().filter(|place| place.since <= day && day < place.until);
    let organisations = Some(organisations.map(|place| place.organisation).collect());
    // What stands for the organisations in what is remembered: they follow from these.
    let within = format!("statistics {} {} {}", viewer.scope.root, question.organisation, tree.revision);
    let selection = Selection { filter, when, organisations, within };
    let figures = if expected > EXACT {
        None
    } else {
        Some(roster::figures(app, db, &selection, viewer.revision).await?).filter(|figures| figures.all <= EXACT)
    };
    Ok(match figures {
        None => vec![(Column::Total, roster::queries::length(db, &selection).await?)],
        Some(figures) => vec![
            (Column::Total, figures.all),
            (Column::Women, figures.women),
            (Column::Probationary, figures.probationary),
            (Column::Official, figures.all - figures.probationary),
        ],
    })
}

fn figure(n: i64) -> String {
    grouped(&n.to_string())
}
