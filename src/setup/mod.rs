//! The first run: a link that is good once makes the first account, and the book it keeps.

mod form;
mod pages;
mod queries;

use sqlx::PgConnection;

use crate::accounts::{self, NewAccount};
use crate::audit::Author;
use crate::auth::scope::Kind;
use crate::auth::{Right, Role, Route};
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};
use crate::organisations::{self, NewOrganisation};
use crate::rules::Day;
use crate::seal::{token, token_hash};
use crate::state::App;
use crate::{Error, Result, book, sample};

/// The pages of the first run. They are there as long as there is no account.
pub const ROUTES: &[Route] = &[
    Route::get("/setup", Right::Anyone, || axum::routing::get(pages::new)),
    Route::post("/setup", Right::Anyone, || axum::routing::post(pages::create)),
];

/// Seconds for which a link is good.
const GOOD_FOR: i64 = 24 * 60 * 60;

/// A new one-time link, as a path; none once there is an account. Earlier links end.
pub async fn link(app: &App) -> Result<Option<String>> {
    if !accounts::none_yet(&app.db).await? {
        return Ok(None);
    }
    let token = token()?;
    let now = app.clock.now();
    queries::replace_link(&app.db, &token_hash(&token), now, now.plus_seconds(GOOD_FOR)).await?;
    Ok(Some(format!("/setup?token={token}")))
}

/// Whether a token of a link is good.
async fn is_good(app: &App, token: &str, at: Instant) -> Result<bool> {
    queries::is_good(&app.db, &token_hash(token), at).await
}

/// What the book begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// The reader's own organisation.
    Own {
        /// Đảng bộ, or a chi bộ by itself.
        kind: Kind,
        /// Its name.
        name: String,
        /// The name of what is above it, when it was given.
        superior: Option<String>,
        /// The branches directly below it.
        branches: Vec<String>,
        /// The first day of the book.
        opens_on: Day,
    },
    /// The sample organisation.
    Sample,
}

/// The first account and its book.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What is typed to sign in.
    pub name: String,
    /// Its holder; may be empty.
    pub full_name: String,
    /// Its password.
    pub password: String,
    /// What the book begins with.
    pub start: Start,
}

/// Makes the first account and its book, with the token of a link, which is spent. Of many at once one does.
///
/// # Errors
/// [`Error::NotFound`] when there is an account already, or the token is not good.
pub async fn open(db: &mut PgConnection, app: &App, at: Instant, token: &str, setup: &Setup) -> Result<AccountId> {
    accounts::one_writer(&mut *db).await?;
    if !accounts::none_yet(&mut *db).await? || !queries::spend(&mut *db, &token_hash(token), at).await? {
        return Err(Error::NotFound);
    }
    let nobody = Author { account: None, at };
    match &setup.start {
        Start::Sample => {
            let places = sample::found(&mut *db, app).await?;
            let account = first_account(&mut *db, app, nobody, setup, places.committee).await?;
            sample::record(db, app, account, &places).await?;
            Ok(account)
        }
        Start::Own { kind, name, superior, branches, opens_on } => {
            let mut make = async |kind, name: &String, parent| {
                let new = NewOrganisation { kind, name: name.clone(), parent, from: None };
                organisations::create(&mut *db, nobody, &new).await
            };
            let above = match superior {
                Some(superior) => Some(make(Kind::Superior, superior, None).await?),
                None => None,
            };
            let own = make(*kind, name, above).await?;
            for branch in branches {
                make(Kind::Branch, branch, Some(own)).await?;
            }
            let account = first_account(&mut *db, app, nobody, setup, own).await?;
            book::open(db, Author { account: Some(account), at }, *opens_on).await?;
            Ok(account)
        }
    }
}

/// The first account is administrator and committee: one person can begin alone.
async fn first_account(
    db: &mut PgConnection,
    app: &App,
    author: Author,
    setup: &Setup,
    organisation: OrganisationId,
) -> Result<AccountId> {
    let new = NewAccount {
        name: setup.name.clone(),
        full_name: setup.full_name.clone(),
        roles: vec![Role::Administrator, Role::Committee],
        organisation,
        password: setup.password.clone(),
    };
    accounts::add(db, app, author, new).await
}
