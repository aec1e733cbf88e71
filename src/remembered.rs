//! Answers that take long to find, remembered until anything about anyone changes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// In how many places at once answers are looked for.
const PLACES: usize = 16;

/// Answers by question, each with the revision of the book at which it was found.
#[derive(Debug)]
pub struct Remembered<T> {
    found: Mutex<HashMap<String, (i64, T)>>,
    looking: [tokio::sync::Mutex<()>; PLACES],
    most: usize,
}

impl<T: Clone> Remembered<T> {
    /// Remembers so many answers at most; then all are forgotten.
    pub fn new(most: usize) -> Self {
        Self { found: Mutex::default(), looking: Default::default(), most }
    }

    /// The answer found at that revision; looked for when it was not. Of many who ask the same at once,
    /// one looks, and the others wait for what it finds.
    ///
    /// # Errors
    /// Those of the search.
    pub async fn get_or_find<E>(
        &self,
        question: String,
        revision: i64,
        find: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(answer) = self.get(&question, revision) {
            return Ok(answer);
        }
        let mut hasher = DefaultHasher::new();
        question.hash(&mut hasher);
        let place = usize::try_from(hasher.finish() % PLACES as u64).unwrap_or_default();
        let _turn = self.looking[place].lock().await;
        if let Some(answer) = self.get(&question, revision) {
            return Ok(answer);
        }
        let answer = find().await?;
        self.keep(question, revision, answer.clone());
        Ok(answer)
    }

    /// The answer that was found at that revision, if it was.
    fn get(&self, question: &str, revision: i64) -> Option<T> {
        let all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(question).filter(|(at, _)| *at == revision).map(|(_, answer)| answer.clone())
    }

    /// Keeps an answer. The revision is the one read before it was looked for: what changed meanwhile
    /// makes the answer newer than it says, never older.
    fn keep(&self, question: String, revision: i64, answer: T) {
        let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= self.most {
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
        let remembered = Remembered::new(100);
        remembered.keep("how many".to_owned(), 7, 38);
        assert_eq!(remembered.get("how many", 7), Some(38));
        assert_eq!(remembered.get("how many", 8), None);
        assert_eq!(remembered.get("how few", 7), None);
    }

    #[test]
    fn not_more_than_so_many_are_remembered() {
        let remembered = Remembered::new(5);
        for n in 0..=5 {
            remembered.keep(n.to_string(), 1, n);
        }
        assert_eq!(remembered.get("0", 1), None);
        assert_eq!(remembered.get("5", 1), Some(5));
    }

    #[tokio::test]
    async fn of_many_who_ask_the_same_at_once_one_looks() {
        let remembered = Remembered::new(100);
        let looked = std::sync::atomic::AtomicUsize::new(0);
        let ask = async || {
            remembered
                .get_or_find("how many".to_owned(), 7, async || {
                    looked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    tokio::task::yield_now().await;
                    Ok::<_, ()>(38)
                })
                .await
        };
        let answers = futures_util::future::join_all((0..20).map(|_| ask())).await;
        assert!(answers.iter().all(|answer| *answer == Ok(38)));
        assert_eq!(looked.into_inner(), 1);
    }
}
