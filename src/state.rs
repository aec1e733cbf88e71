//! What every handler is given.

use std::any::Any;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

use crate::audit::Views;
use crate::auth::password::{Cost, Passwords};
use crate::auth::{Tree, queries};
use crate::clock::Clock;
use crate::remembered::Remembered;
use crate::seal::Seal;
use crate::settings::{self, Settings};
use crate::{Error, Result};

/// The application: cheap to clone, the same for every request.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What it holds.
pub struct Inner {
    /// The database.
    pub db: PgPool,
    /// What time it is.
    pub clock: Clock,
    /// The keys of the sealed numbers.
    pub seal: Seal,
    /// The log of who saw what.
    pub views: Views,
    /// Hashes and compares passwords.
    pub passwords: Passwords,
    /// The address under which browsers reach the program, when it is known.
    pub public_url: Option<String>,
    /// The roster's figures, counted once a change.
    pub figures: Remembered<[i64; 6]>,
    /// How many of each kind need attention, counted once a change.
    pub waiting: Remembered<[i64; 7]>,
    /// Pages of the roster, asked once a change: some 20 kB each. What a page is, the roster knows.
    pub listings: Remembered<Arc<dyn Any + Send + Sync>>,
    tree: RwLock<Arc<Tree>>,
    settings: RwLock<Arc<Settings>>,
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// The application on a migrated database.
    pub fn new(db: PgPool, clock: Clock, seal: Seal, public_url: Option<String>) -> Self {
        Self::with_cost(db, clock, seal, public_url, Cost::STANDARD)
    }

    /// The application, its passwords hashed at another cost than the standard.
    pub fn with_cost(db: PgPool, clock: Clock, seal: Seal, public_url: Option<String>, cost: Cost) -> Self {
        Self(Arc::new(Inner {
            views: Views::new(db.clone()),
            passwords: Passwords::new(&seal, cost),
            db,
            clock,
            seal,
            public_url,
            figures: Remembered::new(2_000),
            waiting: Remembered::new(2_000),
            listings: Remembered::new(500),
            tree: RwLock::default(),
            settings: RwLock::new(Arc::new(Settings::shipped())),
        }))
    }

    /// Whether browsers reach us by https.
    pub fn secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// The tree of organisations as of that revision or later.
    pub async fn tree_at(&self, revision: i64) -> Result<Arc<Tree>> {
        let kept = Arc::clone(&self.tree.read().unwrap_or_else(PoisonError::into_inner));
        if kept.revision >= revision && revision > 0 {
            return Ok(kept);
        }
        self.read_tree().await
    }

    /// The tree of organisations as it is now in the database.
    pub async fn read_tree(&self) -> Result<Arc<Tree>> {
        let (revision, nodes) = queries::nodes(&self.db).await?;
        let tree = Arc::new(Tree::new(revision, nodes));
        *self.tree.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&tree);
        Ok(tree)
    }

    /// What everything is judged by, as of that revision.
    pub async fn settings_at(&self, revision: i64) -> Result<Arc<Settings>> {
        let kept = self.settings();
        if kept.revision == revision {
            return Ok(kept);
        }
        let read = Arc::new(settings::read(&mut *self.db.acquire().await?).await?);
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        Ok(read)
    }

    /// The regulations and the working days that the guard of this request has just seen.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The tree that the guard of this request has just seen.
    pub fn tree(&self) -> Arc<Tree> {
        Arc::clone(&self.tree.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The connection that the guard has just used, for the handler of a page that only reads.
#[derive(Clone)]
pub struct Connection(Arc<Mutex<Option<PoolConnection<Postgres>>>>);

impl Connection {
    /// Keeps a connection for the handler. A write does not hand its own on: it would be held while
    /// the form comes in.
    pub fn kept(connection: PoolConnection<Postgres>) -> Self {
        Self(Arc::new(Mutex::new(Some(connection))))
    }
}

/// The connection of a request that only reads: an extractor. It is the guard's, so that a page costs
/// the pool one connection; one of the pool where there is none.
pub struct Db(pub PoolConnection<Postgres>);

impl FromRequestParts<App> for Db {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let kept = parts.extensions.remove::<Connection>();
        let kept = kept.and_then(|kept| kept.0.lock().unwrap_or_else(PoisonError::into_inner).take());
        match kept {
            Some(connection) => Ok(Self(connection)),
            None => Ok(Self(app.db.acquire().await?)),
        }
    }
}
