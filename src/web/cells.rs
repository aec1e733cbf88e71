//! The cells of a grid as a page shows them: what the book holds, what was typed, what somebody else wrote meanwhile and
//! what is wrong, each with the id to which a summary leads.

use std::collections::BTreeMap;

use crate::web::grid::{Grid, Merged};
use crate::web::{With, t};

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What the book holds now: sent back as what the cell was.
    pub now: String,
    /// What stands in it.
    pub typed: String,
    /// What somebody else wrote into it meanwhile, in words.
    pub theirs: Option<String>,
    /// What is wrong.
    pub problem: Option<String>,
}

/// The cells of a page, by row and column.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    cells: BTreeMap<(i64, &'static str), Shown>,
    /// What is wrong, in the order in which it was found.
    wrong: Vec<(i64, &'static str)>,
}

impl Cells {
    /// Takes a cell in: what was typed into the grid that was sent, or, where nothing was, what the book holds now.
    /// `say` puts a value into words. What the cell is to hold is returned.
    pub fn take(
        &mut self,
        grid: Option<&Grid>,
        row: i64,
        column: &'static str,
        now: &str,
        say: impl Fn(&str) -> String,
    ) -> String {
        let merged = grid.map_or(Merged::Kept, |grid| grid.merge(row, column, now));
        let mut shown = Shown { now: now.to_owned(), typed: now.to_owned(), ..Shown::default() };
        match merged {
            Merged::Kept => {}
            Merged::Set(value) => shown.typed = value,
            Merged::Contested(theirs) => {
                shown.theirs = Some(say(&theirs));
                grid.map_or("", |grid| grid.typed(row, column)).clone_into(&mut shown.typed);
            }
        }
        let typed = shown.typed.clone();
        self.cells.insert((row, column), shown);
        typed
    }

    /// Puts a value into a cell that is empty.
    pub fn fill(&mut self, row: i64, column: &'static str, value: &str) {
        if let Some(shown) = self.cells.get_mut(&(row, column))
            && shown.typed.is_empty()
        {
            value.clone_into(&mut shown.typed);
        }
    }

    /// Says what is wrong with a cell; the first time counts.
    pub fn wrong(&mut self, row: i64, column: &'static str, sentence: impl Into<String>) {
        let shown = self.cells.entry((row, column)).or_default();
        if shown.problem.is_none() {
            shown.problem = Some(sentence.into());
            self.wrong.push((row, column));
        }
    }

    /// A cell.
    pub fn of(&self, row: i64, column: &'static str) -> Shown {
        self.cells.get(&(row, column)).cloned().unwrap_or_default()
    }

    /// What is wrong: the id of each cell and its sentence, in the order in which it was found.
    pub fn problems(&self) -> Vec<(String, String)> {
        let told = self.wrong.iter().filter_map(|(row, column)| {
            let sentence = self.cells.get(&(*row, *column))?.problem.clone()?;
            Some((id(*row, column), sentence))
        });
        told.collect()
    }

    /// Whether somebody else wrote something else into a cell meanwhile.
    pub fn are_contested(&self) -> bool {
        self.cells.values().any(|shown| shown.theirs.is_some())
    }

    /// The cells into which somebody else wrote something else meanwhile: the id of each, and whose it is, as `name`
    /// calls the row, with what the other wrote.
    pub fn contested(&self, name: impl Fn(i64) -> String) -> Vec<(String, String)> {
        let told = self.cells.iter().filter_map(|((row, column), shown)| {
            let theirs = shown.theirs.as_ref()?;
            let words = t("{name}: người khác vừa ghi {value}").with("value", theirs).with("name", name(*row));
            Some((id(*row, column), words))
        });
        told.collect()
    }
}

/// The id of a cell on its page.
pub fn id(row: i64, column: &str) -> String {
    format!("{column}.{row}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(was: &str, typed: &str) -> Grid {
        Grid::of([("was.grade.7", was), ("grade.7", typed)].map(|(name, value)| (name.to_owned(), value.to_owned())))
    }

    fn taken(sent: Option<&Grid>, now: &str) -> (String, Cells) {
        let mut cells = Cells::default();
        (cells.take(sent, 7, "grade", now, str::to_uppercase), cells)
    }

    #[test]
    fn a_page_that_is_opened_shows_what_the_book_holds() {
        let (typed, cells) = taken(None, "good");
        assert_eq!((typed.as_str(), cells.of(7, "grade").now.as_str()), ("good", "good"));
        assert!(!cells.are_contested() && cells.problems().is_empty());
    }

    #[test]
    fn what_another_wrote_meanwhile_is_shown_where_i_did_not_touch_it_and_beside_mine_where_i_did() {
        let (typed, cells) = taken(Some(&grid("", "")), "good");
        assert_eq!((typed.as_str(), cells.are_contested()), ("good", false));
        let (typed, cells) = taken(Some(&grid("", "failed")), "good");
        assert_eq!((typed.as_str(), cells.of(7, "grade").theirs.as_deref()), ("failed", Some("GOOD")));
        let named = cells.contested(|row| format!("Người {row}"));
        assert_eq!(named[0].0, "grade.7");
        assert!(named[0].1.starts_with("Người 7: người khác vừa ghi "), "{named:?}");
        // Sent once more, the page says that its writer has seen it.
        let (typed, cells) = taken(Some(&grid(&cells.of(7, "grade").now, &typed)), "good");
        assert_eq!((typed.as_str(), cells.are_contested()), ("failed", false));
    }

    #[test]
    fn only_what_is_empty_is_filled_and_each_cell_is_wrong_once() {
        let (_, mut cells) = taken(None, "good");
        cells.take(None, 8, "grade", "", str::to_owned);
        for row in [7, 8] {
            cells.fill(row, "grade", "completed");
        }
        assert_eq!((cells.of(7, "grade").typed, cells.of(8, "grade").typed), ("good".into(), "completed".into()));
        cells.wrong(8, "grade", "một");
        cells.wrong(8, "grade", "hai");
        assert_eq!(cells.problems(), [("grade.8".to_owned(), "một".to_owned())]);
    }
}
