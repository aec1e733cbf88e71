//! How often a password may be tried. Kept in the database, so that a restart does not reset it.
//!
//! A name may be tried five times in a row; then the wait doubles from 30 seconds to an hour, and
//! after a hundred only an administrator opens it again (NIST SP 800-63B-4 §3.2.2). A browser that has
//! signed in to the account before has its own count, so that nobody locks out its holder by trying
//! from elsewhere. An address has ten tries at once and twenty a minute: an office shares one.

use std::net::IpAddr;

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use sqlx::PgConnection;

use super::queries::{self, Failures};
use crate::Result;
use crate::clock::Instant;
use crate::seal::{hex, token};
use crate::state::App;

/// Tries of a name before the first wait.
const FREE: i32 = 5;
/// Seconds of the first wait; each further one is twice as long.
const FIRST_WAIT: i64 = 30;
/// Seconds of the longest wait.
pub const LONGEST_WAIT: i64 = 60 * 60;
/// Tries in a row after which only an administrator helps.
const LAST: i32 = 100;
/// Tries of an address at once.
const BURST: i64 = 10;
/// Seconds after which an address has one try more.
const DRIP: i64 = 3;
/// Seconds for which a count that led to nothing is kept.
const KEPT: i64 = 30 * 24 * 60 * 60;
/// The cookie of a browser that has signed in before.
const DEVICE: &str = "device";

/// Why a password may not be tried now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// For so many seconds.
    Seconds(i64),
    /// Until an administrator gives a new password.
    Administrator,
}

/// Where the tries of one sign-in are counted.
#[derive(Clone, Debug)]
pub struct Tries {
    address: Option<String>,
    account: String,
}

impl Tries {
    /// Of this browser, for this name, from this address.
    pub fn of(app: &App, jar: &CookieJar, name: &str, address: Option<IpAddr>) -> Self {
        Self {
            account: known_device(app, jar, name).unwrap_or_else(|| name_subject(app, name)),
            address: address.map(address_subject),
        }
    }
}

/// Counts a try before the password is looked at, so that many at once are counted too; says whether
/// it may not be made. When it was right, [`succeeded`] takes it back.
pub async fn start(app: &App, at: Instant, tries: &Tries) -> Result<Option<Wait>> {
    let mut tx = app.db.begin().await?;
    if let Some(address) = &tries.address {
        let counted = queries::failures(&mut tx, address, at).await?;
        let elapsed = at.seconds_since(counted.last_at).max(0);
        let failures = (i64::from(counted.in_a_row) - elapsed / DRIP).max(0);
        if failures >= BURST {
            return Ok(Some(Wait::Seconds(DRIP - elapsed % DRIP)));
        }
        let failures = i32::try_from(failures + 1).unwrap_or(i32::MAX);
        queries::count_failure(&mut tx, address, Failures { in_a_row: failures, last_at: at, blocked_until: None })
            .await?;
    }
    let counted = queries::failures(&mut tx, &tries.account, at).await?;
    if counted.in_a_row >= LAST {
        return Ok(Some(Wait::Administrator));
    }
    if let Some(until) = counted.blocked_until.filter(|until| *until > at) {
        return Ok(Some(Wait::Seconds(until.seconds_since(at).max(1))));
    }
    let failures = counted.in_a_row + 1;
    let blocked_until = wait_after(failures).map(|seconds| at.plus_seconds(seconds));
    queries::count_failure(&mut tx, &tries.account, Failures { in_a_row: failures, last_at: at, blocked_until })
        .await?;
    tx.commit().await?;
    Ok(None)
}

/// The password was right: the tries begin anew, those of the address have one less.
pub async fn succeeded(db: &mut PgConnection, at: Instant, tries: &Tries) -> Result<()> {
    if let Some(address) = &tries.address {
        queries::uncount_failure(&mut *db, address).await?;
    }
    queries::forget_failures(&mut *db, &tries.account).await?;
    queries::forget_old_failures(db, at.plus_seconds(-KEPT), FREE).await
}

/// An administrator lets a name be tried again.
pub async fn forget(db: &mut PgConnection, app: &App, name: &str) -> Result<()> {
    queries::forget_failures(db, &name_subject(app, name)).await
}

/// Remembers that this browser has signed in to an account.
///
/// # Errors
/// When the machine has no random numbers.
pub fn remember_device(app: &App, jar: CookieJar, name: &str) -> Result<CookieJar> {
    if known_device(app, &jar, name).is_some() {
        return Ok(jar);
    }
    let device = token()?;
    let value = format!("{device}.{}", device_mark(app, &device, name));
    Ok(jar.add(
        Cookie::build((DEVICE, value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(app.secure())
            .permanent()
            .build(),
    ))
}

/// Where the tries of a browser that has signed in to this account before are counted.
fn known_device(app: &App, jar: &CookieJar, name: &str) -> Option<String> {
    let (device, mark) = jar.get(DEVICE)?.value().split_once('.')?;
    (mark == device_mark(app, device, name)).then(|| format!("device {device}"))
}

fn device_mark(app: &App, device: &str, name: &str) -> String {
    hex(&app.seal.secret_for("device", &format!("{device}|{}", name.to_lowercase())))
}

/// Not the name itself: people type their password there.
fn name_subject(app: &App, name: &str) -> String {
    format!("name {}", hex(&app.seal.secret_for("sign-in", &name.to_lowercase())))
}

/// Who has one IPv6 address has a whole network of them.
fn address_subject(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("address {address}"),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => format!("address {address}"),
            None => format!("address {}", hex(&address.octets()[..8])),
        },
    }
}

/// Seconds to wait after so many failures in a row.
fn wait_after(failures: i32) -> Option<i64> {
    let further = u32::try_from(failures - FREE).ok()?;
    Some(FIRST_WAIT.saturating_mul(1_i64 << further.min(16)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_to_an_hour() {
        let waits: Vec<_> = (1..=13).map(wait_after).collect();
        assert_eq!(waits[..4], [None; 4]);
        assert_eq!(
            waits[4..].iter().flatten().copied().collect::<Vec<_>>(),
            [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
        );
        assert_eq!(wait_after(i32::MAX), Some(3600));
    }

    #[test]
    fn a_network_counts_as_one_address() {
        let subject = |text: &str| address_subject(text.parse().unwrap());
        assert_eq!(subject("10.1.2.3"), "address 10.1.2.3");
        assert_eq!(subject("::ffff:10.1.2.3"), "address 10.1.2.3");
        assert_eq!(subject("2001:db8:1:2:3:4:5:6"), subject("2001:db8:1:2::9"));
        assert_ne!(subject("2001:db8:1:2::1"), subject("2001:db8:1:3::1"));
    }
}
