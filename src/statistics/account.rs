//! A period as a report reads it: the movement with its proof, and how a report closes it.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::closings::{close, of};
use super::{Question, Table, check, movement, places, present, queries, sum};
use crate::audit::Author;
use crate::auth::{Tree, Viewer};
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::rules::movement::{Cells, Column, Movement, Row};
use crate::state::App;
use crate::web::{With, t};
use crate::{Error, Result, book};

/// What a period comes to.
#[derive(Clone, Debug)]
pub struct Account {
    /// The movement of the organisation with all below it.
    pub whole: Movement,
    /// That of each unit directly below it.
    pub units: Vec<(OrganisationId, Movement)>,
    /// The members of the last day, counted without the movement.
    pub counted: Cells,
    /// Members away on a temporary transfer on the last day.
    pub away: i64,
    /// Whose recognition was decided in the period.
    pub recognised: i64,
    /// What does not agree with the roster, in sentences; empty: all of it does.
    pub differs: Vec<String>,
    /// How many members the closing of the period kept, and when, where that is another number by now.
    pub kept: Option<(Day, i64)>,
}

impl Account {
    /// What a period comes to.
    pub async fn of(
        app: &App,
        db: &mut PgConnection,
        tree: &Tree,
        viewer: &Viewer,
        question: &Question,
    ) -> Result<Self> {
        let places = places(&mut *db, tree, viewer, question).await?;
        let table = movement(&mut *db, &places, question).await?;
        let check = check::of(app, &mut *db, (tree, viewer), (&places, question), &table).await?;
        let counted = queries::counts::members(&mut *db, &places, question.to, question.known()).await?;
        let beside = queries::counts::beside(&mut *db, &places, question.to, question.known()).await?;
        let period = (question.from, question.to);
        let decided = queries::people::recognitions_decided(db, &places, period, question.known(), None).await?;
        let counted = sum(&counted);
        let kept = ending(&table.held, question.to).filter(|(_, n)| *n != counted.get(Column::Total));
        let Table { whole, units, .. } = table;
        Ok(Self {
            whole,
            units: units.into_iter().map(|(id, movement)| (OrganisationId(id), movement)).collect(),
            counted,
            away: beside.away,
            recognised: i64::try_from(decided.len()).unwrap_or(i64::MAX),
            differs: check.differs,
            kept,
        })
    }
}

/// How many members the closing kept that ends on a day, and on which day it was made.
fn ending(held: &[super::closings::Closing], day: Day) -> Option<(Day, i64)> {
    let closing = held.iter().filter(|closing| closing.to == day).max_by_key(|closing| closing.closed_at)?;
    Some((closing.closed_at.day(), closing.figures.row(Row::Closing).get(Column::Total)))
}

/// How many members each year's end had, the last `years` up to that of a question: as it was closed where it was
/// before, else by one count.
pub async fn year_ends(
    db: &mut PgConnection,
    tree: &Tree,
    viewer: &Viewer,
    question: &Question,
    years: i16,
) -> Result<Vec<(Day, i64)>> {
    let opens_on = book::opens_on(&mut *db).await?.unwrap_or(question.to);
    let held = super::closings::held(&mut *db, question).await?;
    let mut ends = Vec::new();
    for year in (question.to.year() - years + 1)..=question.to.year() {
        let Some(day) = Day::new(year, 12, 31).map(|day| day.min(question.to)) else { continue };
        if day < opens_on {
            continue;
        }
        if let Some((_, n)) = ending(&held, day).filter(|_| day < question.to) {
            ends.push((day, n));
            continue;
        }
        let question = question.within(day, day);
        let places = places(&mut *db, tree, viewer, &question).await?;
        let counts: HashMap<i64, Cells> = queries::counts::members(&mut *db, &places, day, question.known()).await?;
        ends.push((day, sum(&counts).get(Column::Total)));
    }
    Ok(ends)
}

/// What a row of the movement is called.
pub fn row_label(row: Row) -> &'static str {
    present::row_label(row)
}

/// What a column of the movement is called.
pub fn column_label(column: Column) -> &'static str {
    present::column_label(column)
}

/// The rows of a movement that a table shows.
pub fn rows(movement: &Movement) -> Vec<Row> {
    present::rows(movement).collect()
}

/// The address of the people behind a figure of the movement; of a unit directly below, of those in it.
pub fn row_address(question: &Question, unit: Option<OrganisationId>, row: Row, column: Column) -> String {
    present::people_address(question, unit.map(|unit| unit.0), row.code(), column.code())
}

/// The address of the people of a figure that stands beside the movement: `away`, `guest`, `decided`.
pub fn aside_address(question: &Question, what: &str) -> String {
    present::people_address(question, None, what, "any")
}

/// Closes a period for a report, unless it was closed before, as a whole or in parts: whether it was closed now. Takes
/// the lock of closings; whoever calls it reads its figures after that.
///
/// # Errors
/// [`Error::Invalid`] when the figures do not agree, or a part of the period and more is closed.
pub async fn close_for_report(
    app: &App,
    db: &mut PgConnection,
    tree: &Tree,
    viewer: &Viewer,
    question: &Question,
) -> Result<(Author, bool)> {
    let author = book::closing(&mut *db, viewer.author(), || app.clock.now()).await?;
    let viewer = &Viewer { revision: book::revision(&mut *db).await?, ..viewer.clone() };
    let held = super::closings::held(&mut *db, question).await?;
    let mut within: Vec<_> = held.iter().filter(|one| question.from <= one.from && one.to <= question.to).collect();
    within.sort_by_key(|one| one.from);
    let mut next = question.from;
    for closing in within {
        if closing.from == next {
            next = closing.to.succ();
        }
    }
    let places = places(&mut *db, tree, viewer, question).await?;
    let table = movement(&mut *db, &places, question).await?;
    let check = check::of(app, &mut *db, (tree, viewer), (&places, question), &table).await?;
    if !check.differs.is_empty() {
        return Err(Error::field(
            "form",
            t(
                "Số liệu biến động của năm không khớp với danh sách, nên chưa chốt được. Xem trang thống kê để biết chỗ lệch.",
            ),
        ));
    }
    let now = table.whole.cells(Row::Closing).get(Column::Total);
    if let Some((day, n)) = ending(&held, question.to).filter(|(_, n)| *n != now) {
        return Err(Error::field(
            "form",
            t("Năm này đã chốt ngày {day} ở trang Chốt kỳ với {n} đảng viên; nay sổ có {m}. Thu hồi lần chốt đó, rồi chốt báo cáo.")
                .with("day", day)
                .with("n", n)
                .with("m", now),
        ));
    }
    if next > question.to {
        return Ok((author, false));
    }
    match close(db, author, question, &table).await {
        Err(Error::Invalid(_)) => Err(Error::field(
            "form",
            t("Một phần của năm đã chốt ở trang Chốt kỳ. Chốt nốt phần còn lại ở trang đó, rồi chốt báo cáo."),
        )),
        done => done.map(|()| (author, true)),
    }
}

/// Withdraws the closing of a period that a report had closed, where it holds.
///
/// # Errors
/// As [`super::closings::withdraw`].
pub async fn reopen_for_report(
    app: &App,
    db: &mut PgConnection,
    author: Author,
    question: &Question,
    reason: &str,
) -> Result<Author> {
    let author = book::closing(&mut *db, author, || app.clock.now()).await?;
    let held = super::closings::held(&mut *db, question).await?;
    if let Some(closing) = of(&held, question) {
        super::closings::withdraw(&mut *db, author, closing, reason).await?;
    }
    Ok(author)
}

/// A division of the members of a day.
pub struct Division {
    /// By what.
    pub label: &'static str,
    /// Its classes: what each is called, how many, and where they are.
    pub classes: Vec<(String, i64, String)>,
}

/// The members of the last day of a period, divided; the divisions by unit aside.
pub async fn divided(
    db: &mut PgConnection,
    tree: &Tree,
    viewer: &Viewer,
    question: &Question,
) -> Result<Vec<Division>> {
    let moment = question.last_day();
    let places = places(&mut *db, tree, viewer, &moment.question()).await?;
    let composition = super::composition::of(db, &places, &moment).await?;
    let divisions = composition.divisions.into_iter();
    let divisions = divisions
        .filter(|one| one.division != super::composition::Division::Written(queries::composition::By::Branch))
        .map(|one| Division {
            label: one.division.label(),
            classes: one
                .classes
                .into_iter()
                .map(|class| {
                    let href = super::composition::people_address(&moment, one.division, &class.code);
                    (class.label, class.count, href)
                })
                .collect(),
        });
    Ok(divisions.filter(|one| !one.classes.is_empty()).collect())
}
