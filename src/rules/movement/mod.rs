//! The arithmetic of the movement table: which entry and which exit is which row, what it does to which
//! column, and that opening, increases and decreases make the closing.
//!
//! What is counted is a set of organisations: the one chosen with all that lay below it on each day, or one
//! unit directly below it. A [`Change`] is what became of one person (or of many alike) from one day to the
//! next, so that whatever the events were, every column closes: a change adds what came and takes away what
//! went. Who came and left on one day was in no list of any day, and is in no row.

pub mod brought;
mod rows;
#[cfg(test)]
mod tests;

use super::standing::{Kind, Standing};

pub use rows::{Column, Row, Sign};

/// A figure for each column: people, or how many more (negative: fewer).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Cells(pub [i64; 6]);

impl Cells {
    /// The figure of a column.
    pub const fn get(&self, column: Column) -> i64 {
        self.0[column as usize]
    }

    /// Whether there is nothing in any column.
    pub fn is_zero(&self) -> bool {
        self.0 == [0; 6]
    }

    /// That many times as much.
    #[must_use]
    pub fn times(self, n: i64) -> Self {
        Self(self.0.map(|figure| figure * n))
    }
}

impl std::ops::AddAssign for Cells {
    fn add_assign(&mut self, other: Self) {
        for (figure, more) in self.0.iter_mut().zip(other.0) {
            *figure += more;
        }
    }
}

impl std::ops::Add for Cells {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl std::ops::Sub for Cells {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + other.times(-1)
    }
}

/// What a member was on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// The unit directly below the organisation counted, in which they were (or that organisation itself);
    /// none: elsewhere in the book.
    pub unit: Option<i64>,
    /// Probationary or official.
    pub standing: Standing,
    /// Nữ.
    pub woman: bool,
    /// Of an ethnic minority.
    pub minority: bool,
    /// Of a religion.
    pub religious: bool,
}

impl State {
    /// What one such member is in the columns.
    pub const fn cells(self) -> Cells {
        let official = matches!(self.standing, Standing::Official);
        Cells([1, self.woman as i64, self.minority as i64, self.religious as i64, !official as i64, official as i64])
    }
}

/// Which organisations are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The organisation chosen, with all below it.
    Whole,
    /// One unit directly below it.
    Unit(i64),
}

impl Counted {
    /// Whether somebody in that state is counted.
    pub fn counts(self, state: State) -> bool {
        match self {
            Self::Whole => state.unit.is_some(),
            Self::Unit(unit) => state.unit == Some(unit),
        }
    }
}

/// What became of people from one day to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Members the day before, wherever in the book.
    pub before: Option<State>,
    /// Members on the day, wherever in the book.
    pub after: Option<State>,
    /// Whether they were in the same organisation on both days: where that counts on one of them only, it is
    /// the organisation that moved.
    pub same_organisation: bool,
    /// The entry of that day, of who was not a member before.
    pub entry: Option<Kind>,
    /// The exit of that day, of who is no member any more.
    pub exit: Option<Kind>,
    /// How many people it is so of.
    pub people: i64,
}

/// What a change does to one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The row.
    pub row: Row,
    /// How many people.
    pub people: i64,
    /// The figures, as the row's sign takes them.
    pub cells: Cells,
}

impl Change {
    /// What it does to the rows of a table; nothing when none of its columns sees it.
    pub fn effects(&self, counted: Counted) -> Vec<Effect> {
        let before = self.before.filter(|state| counted.counts(*state));
        let after = self.after.filter(|state| counted.counts(*state));
        let effect = |row, cells: Cells| Effect { row, people: self.people, cells: cells.times(self.people) };
        match (before, after) {
            (None, None) => Vec::new(),
            (None, Some(after)) => {
                let row = match (self.before, self.same_organisation) {
                    (None, _) => Row::of_entry(self.entry),
                    (Some(_), true) => Row::UnitsIn,
                    (Some(_), false) => Row::MovedIn,
                };
                let mut effects = vec![effect(row, after.cells())];
                if row == Row::Admitted && self.entry == Some(Kind::Readmitted) {
                    effects.push(effect(Row::Readmitted, after.cells()));
                }
                effects
            }
            (Some(before), None) => {
                let row = match (self.after, self.same_organisation) {
                    (None, _) => Row::of_exit(self.exit),
                    (Some(_), true) => Row::UnitsOut,
                    (Some(_), false) => Row::MovedOut,
                };
                vec![effect(row, before.cells())]
            }
            (Some(before), Some(after)) => {
                let recognised = State { standing: after.standing, ..before };
                let rows = match (before.standing, after.standing) {
                    (Standing::Probationary, Standing::Official) => [
                        (Row::Recognised, recognised.cells() - before.cells()),
                        (Row::Changed, after.cells() - recognised.cells()),
                    ],
                    _ => [(Row::Recognised, Cells::default()), (Row::Changed, after.cells() - before.cells())],
                };
                rows.into_iter().filter(|(_, cells)| !cells.is_zero()).map(|(row, cells)| effect(row, cells)).collect()
            }
        }
    }
}

/// One row as it was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// How many people are in it: of a row that leaves the total as it is, more than its figures say.
    pub people: i64,
    /// Its figures.
    pub cells: Cells,
}

/// The table of one set of organisations for one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Movement {
    lines: std::collections::BTreeMap<Row, Line>,
}

impl Movement {
    /// A table that begins with a count.
    pub fn starting(opening: Cells) -> Self {
        let line = Line { people: opening.get(Column::Total), cells: opening };
        Self { lines: [(Row::Opening, line)].into() }
    }

    /// Begins with what was kept of the day before instead; what is otherwise by now of so many people is a row.
    pub fn reopen(&mut self, kept: Cells, people: i64) {
        let now = self.cells(Row::Opening);
        self.lines.insert(Row::Opening, Line { people: kept.get(Column::Total), cells: kept });
        if people != 0 || now != kept {
            self.put(Row::Adjustment, people, now - kept);
        }
    }

    /// Adds what became of people.
    pub fn add(&mut self, change: &Change, counted: Counted) {
        for Effect { row, people, cells } in change.effects(counted) {
            self.put(row, people, cells);
        }
    }

    /// Adds to a row.
    pub fn put(&mut self, row: Row, people: i64, cells: Cells) {
        let line = self.lines.entry(row).or_default();
        line.people += people;
        line.cells += cells;
    }

    /// A row; the sums and the closing are computed from the others.
    pub fn line(&self, row: Row) -> Line {
        match row {
            Row::Increase => self.sum(Sign::Increase),
            Row::Decrease => self.sum(Sign::Decrease),
            Row::Closing => {
                let cells = self.line(Row::Opening).cells + self.sum(Sign::Increase).cells
                    - self.sum(Sign::Decrease).cells
                    + self.sum(Sign::Signed).cells;
                Line { people: cells.get(Column::Total), cells }
            }
            counted => self.lines.get(&counted).copied().unwrap_or_default(),
        }
    }

    /// The figures of a row.
    pub fn cells(&self, row: Row) -> Cells {
        self.line(row).cells
    }

    fn sum(&self, sign: Sign) -> Line {
        let mut sum = Line::default();
        for (_, line) in self.lines.iter().filter(|(row, _)| row.sign() == sign) {
            sum.people += line.people;
            sum.cells += line.cells;
        }
        sum
    }
}
