//! The door: signing in and out. Every try leaves a line, never the password or a name that is none.

mod pages;

use std::net::IpAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use sqlx::PgConnection;

use crate::accounts::{self, Credentials};
use crate::audit::{self, Author, Field, Subject};
use crate::auth::password::Verdict;
use crate::auth::throttle::{self, Tries, Wait};
use crate::auth::{Right, Route, session};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::state::App;
use crate::{Error, Result};

/// The pages of the door.
pub const ROUTES: &[Route] = &[
    Route::get("/sign-in", Right::Anyone, || axum::routing::get(pages::new)),
    Route::post("/sign-in", Right::Anyone, || axum::routing::post(pages::create)),
    Route::post("/sign-out", Right::Anyone, || axum::routing::post(pages::end)),
];

/// Where a request comes from: an extractor.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The address; none when the request did not come over the network.
    pub address: Option<IpAddr>,
    /// What the browser calls itself.
    pub agent: String,
}

impl Origin {
    /// The address as text; empty for none.
    pub fn address(&self) -> String {
        self.address.map(|address| address.to_canonical().to_string()).unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<std::net::SocketAddr>>();
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        Ok(Self { address: peer.map(|peer| peer.0.ip()), agent: agent.to_owned() })
    }
}

/// What came of a try to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is this account.
    Account(AccountId),
    /// Nobody: the name, the password or both are wrong, or the account is closed.
    Nobody,
    /// The password was right, but was a one-time one, and too old.
    Expired,
    /// Not tried: too many were.
    Wait(Wait),
}

/// Tries a name and a password.
pub async fn attempt(
    app: &App,
    at: Instant,
    tries: &Tries,
    origin: &Origin,
    name: &str,
    password: &str,
) -> Result<Outcome> {
    if let Some(wait) = throttle::start(app, at, tries).await? {
        return Ok(Outcome::Wait(wait));
    }
    let known = accounts::credentials(&app.db, name).await?;
    let hash = known.as_ref().map(|known| known.password_hash.as_str());
    let verdict = app.passwords.verify(password, hash).await?;
    let expired = |known: &Credentials| known.password_expires_at.is_some_and(|until| until <= at);
    match known {
        Some(known) if verdict != Verdict::Wrong && !known.disabled => {
            if verdict == Verdict::Outdated {
                accounts::rehash(&app.db, known.id, &app.passwords.hash(password).await?).await?;
            }
            Ok(if expired(&known) { Outcome::Expired } else { Outcome::Account(known.id) })
        }
        known => {
            failed(&app.db, at, known.as_ref(), origin).await?;
            Ok(Outcome::Nobody)
        }
    }
}

/// The line of a try that failed. Of a name that is none it says nothing: people type passwords there.
async fn failed(db: &sqlx::PgPool, at: Instant, known: Option<&Credentials>, origin: &Origin) -> Result<()> {
    let subject = known.map_or(Subject::Book, |known| Subject::Account(known.id));
    let fields = [Field::new("address", "", origin.address())];
    let author = Author { account: None, at };
    let mut db = db.acquire().await.map_err(Error::from)?;
    audit::record(&mut db, author, "sign_in_failed", subject, known.map(|known| known.organisation), &fields).await
}

/// Starts a session for an account, and writes that it came in.
pub async fn enter(
    db: &mut PgConnection,
    app: &App,
    jar: CookieJar,
    at: Instant,
    account: AccountId,
    origin: &Origin,
) -> Result<CookieJar> {
    let jar = session::start(&mut *db, app, jar, account, &origin.address(), &origin.agent).await?;
    came_or_went(db, at, "sign_in", account, origin).await?;
    Ok(jar)
}

/// The line of somebody who came in or went out.
async fn came_or_went(
    db: &mut PgConnection,
    at: Instant,
    act: &'static str,
    account: AccountId,
    origin: &Origin,
) -> Result<()> {
    let organisation = accounts::organisation(&mut *db, account).await?;
    let author = Author { account: Some(account), at };
    let fields = [Field::new("address", "", origin.address())];
    audit::record(db, author, act, Subject::Account(account), organisation, &fields).await
}
