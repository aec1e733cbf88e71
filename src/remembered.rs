//! Answers that take long to find, remembered until anything about anyone changes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many answers are remembered; then all are forgotten.
const MOST: usize = 2_000;

/// Answers by question, each with the revision of the book at which it was found.
#[derive(Debug)]
pub struct Remembered<T>(Mutex<HashMap<String, (i64, T)>>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Copy> Remembered<T> {
    /// The answer that was found at that revision, if it was.
    pub fn get(&self, question: &str, revision: i64) -> Option<T> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(question).filter(|(at, _)| *at == revision).map(|(_, answer)| *answer)
    }

    /// Keeps an answer. The revision is the one read before it was looked for: what changed meanwhile
    /// makes the answer newer than it says, never older.
    pub fn keep(&self, question: String, revision: i64, answer: T) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(question, (revision, answer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_good_at_its_revision_only() {
        let remembered = Remembered::default();
        remembered.keep("how many".to_owned(), 7, 38);
        assert_eq!(remembered.get("how many", 7), Some(38));
        assert_eq!(remembered.get("how many", 8), None);
        assert_eq!(remembered.get("how few", 7), None);
    }

    #[test]
    fn not_more_than_so_many_are_remembered() {
        let remembered = Remembered::default();
        for n in 0..=MOST {
            remembered.keep(n.to_string(), 1, n);
        }
        assert_eq!(remembered.get("0", 1), None);
        assert_eq!(remembered.get(&MOST.to_string(), 1), Some(MOST));
    }
}
