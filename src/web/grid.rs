//! A grid: a form with a row for each of many, saved as a whole or not at all.
//!
//! A cell is sent twice: as it was when the page was made (`was.grade.17`) and as it is now on the screen
//! (`grade.17`). Saving compares both with what the book holds by then, so that what two people type into one grid
//! at the same time is merged cell by cell, and only a cell to which both gave a different value is asked about.
//! A box that is not ticked is not sent: it is empty.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::de::{Deserialize, Deserializer};

use crate::web::form::clean_lines;

/// What of a cell was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it held when the page was made.
    pub was: String,
    /// What was typed.
    pub typed: String,
}

/// What becomes of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// What the book holds stays.
    Kept,
    /// It is to hold this.
    Set(String),
    /// Somebody else has given it another value meanwhile: that value.
    Contested(String),
}

impl Cell {
    /// What becomes of it, where the book now holds `now`.
    pub fn merge(&self, now: &str) -> Merged {
        if self.typed == self.was || self.typed == now {
            Merged::Kept
        } else if self.was == now {
            Merged::Set(self.typed.clone())
        } else {
            Merged::Contested(now.to_owned())
        }
    }
}

/// The cells that were sent, by row and column, and the other fields of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    fields: HashMap<String, Vec<String>>,
    cells: BTreeMap<(i64, String), Cell>,
}

impl Grid {
    /// Reads the fields of a form.
    pub fn of(sent: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut grid = Self::default();
        for (name, value) in sent {
            let value = clean_lines(&value);
            let (was, place) = name.strip_prefix("was.").map_or((false, name.as_str()), |place| (true, place));
            match place.rsplit_once('.').and_then(|(column, row)| Some((column, row.parse().ok()?))) {
                Some((column, row)) => {
                    let cell = grid.cells.entry((row, column.to_owned())).or_default();
                    *(if was { &mut cell.was } else { &mut cell.typed }) = value;
                }
                None => grid.fields.entry(name).or_default().push(value),
            }
        }
        grid
    }

    /// A field that is no cell; empty when it was not sent.
    pub fn field(&self, name: &str) -> &str {
        self.fields(name).first().map_or("", String::as_str)
    }

    /// A field that may be sent several times.
    pub fn fields(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// A cell; none when the page had no such cell.
    pub fn cell(&self, row: i64, column: &str) -> Option<&Cell> {
        self.cells.get(&(row, column.to_owned()))
    }

    /// What was typed into a cell; empty when the page had no such cell.
    pub fn typed(&self, row: i64, column: &str) -> &str {
        self.cell(row, column).map_or("", |cell| &cell.typed)
    }

    /// What becomes of a cell, where the book now holds `now`.
    pub fn merge(&self, row: i64, column: &str, now: &str) -> Merged {
        self.cell(row, column).map_or(Merged::Kept, |cell| cell.merge(now))
    }

    /// The rows that were sent.
    pub fn rows(&self) -> BTreeSet<i64> {
        self.cells.keys().map(|(row, _)| *row).collect()
    }
}

impl<'de> Deserialize<'de> for Grid {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self::of(Vec::<(String, String)>::deserialize(from)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell(was: &str, typed: &str) -> Cell {
        Cell { was: was.into(), typed: typed.into() }
    }

    #[test]
    fn a_cell_that_was_not_touched_keeps_what_another_wrote() {
        assert_eq!(cell("", "").merge("good"), Merged::Kept);
        assert_eq!(cell("good", "good").merge(""), Merged::Kept);
    }

    #[test]
    fn a_cell_that_nobody_else_touched_is_set_and_may_be_emptied() {
        assert_eq!(cell("", "good").merge(""), Merged::Set("good".into()));
        assert_eq!(cell("good", "").merge("good"), Merged::Set(String::new()));
    }

    #[test]
    fn a_cell_that_both_changed_is_asked_about_unless_they_agree() {
        assert_eq!(cell("", "good").merge("excellent"), Merged::Contested("excellent".into()));
        assert_eq!(cell("", "good").merge("good"), Merged::Kept);
    }

    #[test]
    fn cells_are_found_by_row_and_column_among_the_other_fields() {
        let sent = [
            ("submission", "key"),
            ("was.grade.17", ""),
            ("grade.17", " good "),
            ("was.present.17", "yes"),
            ("was.note.x", "no row"),
            ("confirm", "cap"),
            ("confirm", "late"),
        ];
        let grid = Grid::of(sent.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(grid.cell(17, "grade"), Some(&cell("", "good")));
        assert_eq!(grid.merge(17, "present", "yes"), Merged::Set(String::new()), "a box no longer ticked is not sent");
        assert_eq!(grid.rows().into_iter().collect::<Vec<_>>(), [17]);
        assert_eq!((grid.field("submission"), grid.field("nothing")), ("key", ""));
        assert_eq!(grid.fields("confirm"), ["cap", "late"]);
    }

    proptest! {
        /// Two people save the same grid, one after the other: whatever either changed stands in the end, or the
        /// second is asked; nothing is lost unseen.
        #[test]
        fn of_two_who_save_at_once_neither_loses_anything_unseen(
            before in prop::collection::vec("[abc]?", 6),
            first in prop::collection::vec("[abc]?", 6),
            second in prop::collection::vec("[abc]?", 6),
        ) {
            for ((was, mine), theirs) in before.iter().zip(&first).zip(&second) {
                let after = match cell(was, mine).merge(was) {
                    Merged::Kept => was.clone(),
                    Merged::Set(value) => value,
                    Merged::Contested(_) => unreachable!("nobody else wrote"),
                };
                prop_assert_eq!(&after, mine);
                match cell(was, theirs).merge(&after) {
                    Merged::Kept => prop_assert!(theirs == was || *theirs == after),
                    Merged::Set(value) => prop_assert!(mine == was && value == *theirs),
                    Merged::Contested(now) => prop_assert!(mine != was && theirs != was && now == *mine && mine != theirs),
                }
            }
        }
    }
}
