//! Sessions: a random token in a cookie, its hash in the database, with an idle and an absolute end.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use sqlx::PgConnection;

use super::queries;
use crate::Result;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::seal::{token, token_hash};
use crate::state::App;

/// Seconds without a request after which a session ends (NIST SP 800-63B: at most an hour).
pub const IDLE: i64 = 30 * 60;
/// Seconds after which a session ends in any case.
pub const ABSOLUTE: i64 = 12 * 60 * 60;
/// Seconds within which a request is not worth writing that it was made.
const TOUCH: i64 = 60;

/// The name of the cookie: with https, one that only this host can have set.
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-session" } else { "session" }
}

/// Starts a session; the old one of this browser, if any, ends, and those that nobody used are forgotten.
///
/// # Errors
/// When the database does not take it.
pub async fn start(
    db: &mut PgConnection,
    app: &App,
    jar: CookieJar,
    account: AccountId,
    address: &str,
    agent: &str,
) -> Result<CookieJar> {
    if let Some(old) = jar.get(cookie_name(app.secure())) {
        queries::delete_session(&mut *db, &token_hash(old.value())).await?;
    }
    let now = app.clock.now();
    queries::sweep_sessions(&mut *db, now.plus_seconds(-ABSOLUTE), now.plus_seconds(-IDLE)).await?;
    let token = token()?;
    let agent: String = agent.chars().take(200).collect();
    queries::insert_session(db, &token_hash(&token), account, now, address, &agent).await?;
    Ok(jar.add(cookie(app, token)))
}

/// Ends the session of this browser; whose it was.
pub async fn end(db: &mut PgConnection, app: &App, jar: CookieJar) -> Result<(CookieJar, Option<AccountId>)> {
    let mut account = None;
    if let Some(cookie) = jar.get(cookie_name(app.secure())) {
        account = queries::delete_session(db, &token_hash(cookie.value())).await?;
    }
    Ok((jar.remove(cookie(app, String::new())), account))
}

/// The cookie of a session. It ends with the browser.
fn cookie(app: &App, token: String) -> Cookie<'static> {
    Cookie::build((cookie_name(app.secure()), token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.secure())
        .build()
}

/// The hash of this browser's token; empty without one.
pub fn own_hash(app: &App, jar: &CookieJar) -> Vec<u8> {
    jar.get(cookie_name(app.secure())).map(|cookie| token_hash(cookie.value())).unwrap_or_default()
}

/// Ends every session of an account, but the one of this browser; how many.
pub async fn end_others(db: &mut PgConnection, app: &App, jar: &CookieJar, account: AccountId) -> Result<u64> {
    queries::delete_sessions(db, account, &own_hash(app, jar)).await
}

/// Whether a session that was made and last used then is still good.
pub fn alive(created_at: Instant, last_seen_at: Instant, now: Instant) -> bool {
    now.seconds_since(last_seen_at) < IDLE && now.seconds_since(created_at) < ABSOLUTE
}

/// Who is signed in by this cookie, if anyone is.
///
/// # Errors
/// When the database does not answer.
pub async fn viewer(app: &App, db: &mut PgConnection, jar: &CookieJar) -> Result<Option<super::Viewer>> {
    let Some(cookie) = jar.get(cookie_name(app.secure())) else {
        return Ok(None);
    };
    let hash = token_hash(cookie.value());
    let Some(row) = queries::session(&mut *db, &hash).await? else {
        return Ok(None);
    };
    let now = app.clock.now();
    if !alive(row.created_at, row.last_seen_at, now) {
        queries::delete_session(db, &hash).await?;
        return Ok(None);
    }
    if now.seconds_since(row.last_seen_at) >= TOUCH {
        queries::touch_session(db, &hash, now).await?;
    }
    let tree = app.tree_at(row.tree).await?;
    app.settings_at(row.settings).await?;
    Ok(Some(super::Viewer {
        account: row.account,
        name: row.name,
        roles: row.roles.iter().filter_map(|role| super::Role::from_code(role)).collect(),
        organisation: row.organisation,
        one_time_password: row.one_time_password,
        scope: tree.scope(row.organisation),
        at: now,
        revision: row.revision,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant(jiff::Timestamp::from_second(seconds).unwrap())
    }

    #[test]
    fn a_session_ends_when_idle_and_in_any_case() {
        assert!(alive(at(0), at(0), at(IDLE - 1)));
        assert!(!alive(at(0), at(0), at(IDLE)));
        assert!(alive(at(0), at(ABSOLUTE - 2), at(ABSOLUTE - 1)));
        assert!(!alive(at(0), at(ABSOLUTE - 1), at(ABSOLUTE)));
    }
}
