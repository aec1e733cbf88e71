//! Closed periods: the figures of a period as the book said them when the committee closed it, kept with date and name.
//!
//! What is recorded later for a closed period does not change them. The next period opens with them, and carries what
//! is otherwise by now as a row of its own, with its people. A closing is never deleted; one that was a mistake is
//! withdrawn, with a reason.

pub(super) mod pages;

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::queries::{Placed, closings};
use super::{Question, Table};
use crate::audit::{self, Author, Field, Subject};
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::rules::movement::{Cells, Change, Column, Counted, Movement, Row};
use crate::web::{With, t};
use crate::{Error, Result};

/// A closing.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub(super) struct ClosingId(pub i64);

impl std::fmt::Display for ClosingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The figures that are kept of one set of organisations: by the word of the row.
pub(super) type Kept = BTreeMap<String, Cells>;

/// The figures that are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Figures {
    /// Of the whole.
    pub rows: Kept,
    /// Of each unit, by its number.
    pub units: BTreeMap<i64, Kept>,
}

impl Figures {
    /// The figures of a table.
    pub fn of(table: &Table) -> Self {
        let kept = |movement: &Movement| -> Kept {
            Row::ALL.into_iter().map(|row| (row.code().to_owned(), movement.cells(row))).collect()
        };
        Self {
            rows: kept(&table.whole),
            units: table.units.iter().map(|(unit, movement)| (*unit, kept(movement))).collect(),
        }
    }

    /// What is kept of a row of the whole.
    pub fn row(&self, row: Row) -> Cells {
        self.rows.get(row.code()).copied().unwrap_or_default()
    }

    /// The closing of a unit; nothing of one that was not there.
    fn closing_of(&self, unit: i64) -> Cells {
        self.units.get(&unit).and_then(|kept| kept.get(Row::Closing.code())).copied().unwrap_or_default()
    }
}

/// A period that was closed.
#[derive(Clone, Debug)]
pub(super) struct Closing {
    pub id: ClosingId,
    pub organisation: OrganisationId,
    pub from: Day,
    pub to: Day,
    pub closed_at: Instant,
    pub closed_by: String,
    pub figures: Figures,
    /// When it was withdrawn, by whom and why.
    pub withdrawn: Option<(Instant, String, String)>,
}

impl Closing {
    /// Whether it held at an instant; none: whether it holds now.
    fn held(&self, known: Option<Instant>) -> bool {
        match known {
            None => self.withdrawn.is_none(),
            Some(known) => {
                self.closed_at <= known && self.withdrawn.as_ref().is_none_or(|(withdrawn, ..)| *withdrawn > known)
            }
        }
    }
}

/// The closings of an organisation that hold, as the question knows them.
pub(super) async fn held(db: &mut PgConnection, question: &Question) -> Result<Vec<Closing>> {
    let mut all = closings::all(db, question.organisation).await?;
    all.retain(|closing| closing.held(question.known()));
    Ok(all)
}

/// The closing of the period that ends the day before this one begins.
pub(super) fn before<'a>(held: &'a [Closing], question: &Question) -> Option<&'a Closing> {
    held.iter().find(|closing| closing.to == question.from.pred())
}

/// The closing of this very period.
pub(super) fn of<'a>(held: &'a [Closing], question: &Question) -> Option<&'a Closing> {
    held.iter().find(|closing| (closing.from, closing.to) == (question.from, question.to))
}

/// Who is told of otherwise since a closing, each as a change from then to now on its last day.
pub(super) async fn adjustments(
    db: &mut PgConnection,
    places: &[Placed],
    question: &Question,
    closing: &Closing,
) -> Result<Vec<super::queries::changes::Read>> {
    closings::told_otherwise(db, places, closing.to, closing.closed_at, question.known()).await
}

/// What one of them adds to the columns of those counted, and takes from them.
pub(super) fn adjusted(change: &Change, counted: Counted) -> Cells {
    let cells = |state: Option<crate::rules::movement::State>| {
        state.filter(|state| counted.counts(*state)).map_or_else(Cells::default, crate::rules::movement::State::cells)
    };
    cells(change.after) - cells(change.before)
}

/// The table whose opening is what was kept, and which carries what is otherwise by now as a row.
pub(super) async fn carry(
    db: &mut PgConnection,
    places: &[Placed],
    question: &Question,
    closing: &Closing,
    table: &mut Table,
) -> Result<()> {
    let changes: Vec<_> =
        adjustments(db, places, question, closing).await?.iter().map(super::queries::changes::Read::change).collect();
    let people = |counted: Counted| {
        let touched = changes.iter().filter(|change| !adjusted(change, counted).is_zero());
        touched.map(|change| change.people).sum::<i64>()
    };
    let whole = closing.figures.row(Row::Closing);
    table.whole.reopen(whole, people(Counted::Whole));
    for (unit, movement) in &mut table.units {
        movement.reopen(closing.figures.closing_of(*unit), people(Counted::Unit(*unit)));
    }
    Ok(())
}

/// Keeps the figures of a period.
///
/// # Errors
/// [`Error::Invalid`] when the period, or a part of it, is closed already.
pub(super) async fn close(db: &mut PgConnection, author: Author, question: &Question, table: &Table) -> Result<()> {
    for closing in closings::all(&mut *db, question.organisation).await? {
        if closing.withdrawn.is_some() || closing.to < question.from || question.to < closing.from {
            continue;
        }
        let sentence = if (closing.from, closing.to) == (question.from, question.to) {
            t("Kỳ này đã chốt ngày {at}, người chốt: {name}. Muốn chốt lại thì thu hồi lần chốt đó trước.")
        } else {
            t(
                "Kỳ này trùng một phần với kỳ từ {from} đến {to}, đã chốt ngày {at}, người chốt: {name}. Chọn kỳ khác, hoặc thu hồi lần chốt đó trước.",
            )
        };
        return Err(Error::field(
            "from",
            sentence
                .with("from", closing.from)
                .with("to", closing.to)
                .with("at", closing.closed_at.day())
                .with("name", &closing.closed_by),
        ));
    }
    let figures = Figures::of(table);
    closings::insert(&mut *db, author, question.organisation, (question.from, question.to), &figures).await?;
    let fields = [
        Field::new("from", "", question.from),
        Field::new("to", "", question.to),
        Field::new("closing_total", "", table.whole.cells(Row::Closing).get(Column::Total)),
    ];
    let organisation = question.organisation;
    audit::record(db, author, "period_closed", Subject::Organisation(organisation), Some(organisation), &fields).await
}

/// Withdraws a closing for a reason.
pub(super) async fn withdraw(db: &mut PgConnection, author: Author, closing: &Closing, reason: &str) -> Result<()> {
    if !closings::withdraw(&mut *db, author, closing.id, reason).await? {
        return Err(Error::field("reason", t("Lần chốt này đã được thu hồi rồi.")));
    }
    let fields =
        [Field::new("from", closing.from, ""), Field::new("to", closing.to, ""), Field::new("reason", "", reason)];
    let organisation = closing.organisation;
    audit::record(db, author, "closing_withdrawn", Subject::Organisation(organisation), Some(organisation), &fields)
        .await
}
