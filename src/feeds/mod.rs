//! What needs attention as a calendar to subscribe to (iCalendar, RFC 5545): what, how many people, which day, and no
//! name. Its address is a secret of its own: whoever has it reads the calendar without signing in, until its owner
//! takes it back or the account ends.

mod ical;
mod pages;
mod queries;

use axum::routing::{get, post};
use sqlx::{PgConnection, PgExecutor};

use crate::Result;
use crate::audit::{self, Author, Subject};
use crate::auth::{Right, Route, Viewer};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::seal::{hex, token, token_hash};
use crate::state::App;

/// The calendar itself, which is open to whoever has its address, and the two buttons of its owner.
pub const ROUTES: &[Route] = &[
    Route::get("/calendar/{file}", Right::Anyone, || get(pages::read)),
    Route::post("/accounts/me/calendar", Right::ReadMembers, || post(pages::create)),
    Route::post("/accounts/me/calendar/revocation", Right::ReadMembers, || post(pages::revoke)),
];

/// Seconds between two readings of one calendar: a program asks every hour or so.
const EVERY: i64 = 30;

/// The calendar of an account.
#[derive(Clone, Debug)]
pub struct Feed {
    /// The path of its address.
    pub path: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last read.
    pub last_read_at: Option<Instant>,
}

/// The calendar that an account has, with its address.
pub async fn of(db: impl PgExecutor<'_>, app: &App, account: AccountId) -> Result<Option<Feed>> {
    let found = queries::of(db, account).await?;
    Ok(found.map(|row| Feed {
        path: path(&secret(app, &row.nonce)),
        created_at: row.created_at,
        last_read_at: row.last_read_at,
    }))
}

/// Makes a calendar for an account; the one that it had ends.
async fn make(db: &mut PgConnection, app: &App, viewer: &Viewer) -> Result<()> {
    let author = viewer.author();
    queries::revoke(&mut *db, viewer.account, author.at).await?;
    let nonce = token()?;
    queries::insert(&mut *db, viewer.account, &nonce, &token_hash(&secret(app, &nonce)), author.at).await?;
    record(db, author, viewer, "calendar_made").await
}

/// Ends the calendar of an account; whether there was one.
async fn end(db: &mut PgConnection, viewer: &Viewer) -> Result<bool> {
    let author = viewer.author();
    let there = queries::revoke(&mut *db, viewer.account, author.at).await?;
    if there {
        record(db, author, viewer, "calendar_revoked").await?;
    }
    Ok(there)
}

async fn record(db: &mut PgConnection, author: Author, viewer: &Viewer, act: &'static str) -> Result<()> {
    audit::record(db, author, act, Subject::Account(viewer.account), Some(viewer.organisation), &[]).await
}

/// The secret of an address: 64 hexadecimal digits that only who has the key file can make of the nonce.
fn secret(app: &App, nonce: &str) -> String {
    hex(&app.seal.secret_for("calendar", nonce))
}

fn path(secret: &str) -> String {
    format!("/calendar/{secret}.ics")
}
