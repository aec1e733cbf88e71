//! The log of who saw what. A line is on disk before its page leaves; the lines of pages that wait at
//! the same time are written by one statement, so that they share one commit.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::anyhow;
use sqlx::PgPool;
use tokio::sync::oneshot;

use super::{Seen, queries};
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};
use crate::{Error, Result};

/// The most pages whose lines one statement writes.
const AT_ONCE: usize = 500;

/// What one page showed, to whom.
#[derive(Clone, Debug)]
pub struct View {
    /// Who saw it.
    pub account: AccountId,
    /// Their organisation: an inspector reads the views of their own scope.
    pub organisation: OrganisationId,
    /// The instant of the request.
    pub at: Instant,
    /// The route, as its pattern.
    pub route: &'static str,
    /// What was shown; one line each.
    pub seen: Vec<Seen>,
}

type Written = std::result::Result<(), String>;

#[derive(Default)]
struct Queue {
    waiting: Vec<(View, oneshot::Sender<Written>)>,
    /// Whether somebody writes: then what is put here is taken by them.
    busy: bool,
}

/// Writes the log; cheap to clone.
#[derive(Clone)]
pub struct Views {
    db: PgPool,
    queue: Arc<Mutex<Queue>>,
}

impl Views {
    /// The log in this database.
    pub fn new(db: PgPool) -> Self {
        Self { db, queue: Arc::default() }
    }

    /// Writes what a page shows, and comes back when it is on disk.
    ///
    /// # Errors
    /// When the database does not take it: then the page must not leave.
    pub async fn write(&self, view: View) -> Result<()> {
        let (sender, written) = oneshot::channel();
        let begin = {
            let mut queue = lock(&self.queue);
            queue.waiting.push((view, sender));
            !std::mem::replace(&mut queue.busy, true)
        };
        if begin {
            // A task of its own: a reader who goes away does not take the others' lines along.
            tokio::spawn(write_all(self.clone()));
        }
        match written.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Error::Internal(anyhow!("the view log was not written: {error}"))),
            Err(_) => Err(Error::Internal(anyhow!("the view log was given up"))),
        }
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The turn to write. Whatever happens to its holder, the queue is free again, and those who wait
/// are told by their channel.
struct Turn {
    queue: Arc<Mutex<Queue>>,
    over: bool,
}

impl Turn {
    /// What waits; nothing: then the turn is over.
    fn next(&mut self) -> Vec<(View, oneshot::Sender<Written>)> {
        let mut queue = lock(&self.queue);
        let most = queue.waiting.len().min(AT_ONCE);
        if most == 0 {
            queue.busy = false;
            self.over = true;
        }
        queue.waiting.drain(..most).collect()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.over {
            let mut queue = lock(&self.queue);
            queue.busy = false;
            queue.waiting.clear();
        }
    }
}

/// Writes what waits until nothing does.
async fn write_all(views: Views) {
    let mut turn = Turn { queue: Arc::clone(&views.queue), over: false };
    loop {
        let some = turn.next();
        if some.is_empty() {
            return;
        }
        let (lines, waiting): (Vec<View>, Vec<_>) = some.into_iter().unzip();
        if queries::insert_views(&views.db, &lines).await.is_ok() {
            for waiting in waiting {
                answer(waiting, Ok(()));
            }
            continue;
        }
        // One line may be at fault: each is tried by itself.
        for (line, waiting) in lines.into_iter().zip(waiting) {
            let written = queries::insert_views(&views.db, &[line]).await;
            answer(waiting, written.map_err(|error| error.to_string()));
        }
    }
}

/// Tells the one who waits; who has gone away need not know.
fn answer(waiting: oneshot::Sender<Written>, written: Written) {
    let _ = waiting.send(written);
}
