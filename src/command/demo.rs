//! `demo`: a book to try, with the sample organisation, that is gone when the program stops.

use std::env;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::book::{migrate, seal, work_in};
use super::plain;
use super::serve::{Signals, local, open};
use crate::audit::Author;
use crate::auth::Role;
use crate::config::{Config, LISTEN};
use crate::postgres::{Cluster, Embedded, Options, is_abandoned};
use crate::seal::token;
use crate::server::{Limits, Server};
use crate::state::App;
use crate::{accounts, sample};

/// How the directories of such books begin.
const PREFIX: &str = "sodangvien-demo-";
/// The name of the account.
const ACCOUNT: &str = "dungthu";

/// Serves a book to try. `DATABASE_URL` and `DATA_DIR` are left alone.
pub(super) fn demo(config: &Config) -> anyhow::Result<()> {
    let temporary = env::temp_dir();
    sweep(&temporary);
    let directory = ThrowAway::make(&temporary)?;
    let config = Config { data_dir: directory.0.clone(), database: None, ..config.clone() };
    let options = Options { programs: config.programs.clone(), durable: false, ..Options::default() };
    let cluster = Cluster::start(&config.data_dir, &options)?;
    work_in(&config, Some(Embedded::Started(cluster)), async |book| {
        let mut signals = Signals::new()?;
        migrate(book, &config).await?;
        let app = book.app(&config, seal(book, &config).await?);
        let password = password()?;
        fill(&app, &password).await?;
        let server = match &config.listen {
            Some(listen) => Server::bind(listen, Limits::default()).await?,
            // Beside a real book that is open, any other port does.
            None => match Server::bind(LISTEN, Limits::default()).await {
                Ok(server) => server,
                Err(_) => Server::bind("127.0.0.1:0", Limits::default()).await?,
            },
        };
        println!("Sổ dùng thử, xóa khi dừng (Ctrl-C). · A book to try, gone when it stops (Ctrl-C).");
        println!("address: {}", config.public_url.clone().unwrap_or(local(server.address()?)));
        println!("account: {ACCOUNT}");
        println!("password: {password}");
        open(book, app, server, &mut signals).await
    })
}

/// The sample organisation and an account that may do everything, in one transaction.
async fn fill(app: &App, password: &str) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    let places = sample::found(&mut tx, app).await.map_err(plain)?;
    let author = Author { account: None, at: app.clock.now() };
    let new = accounts::NewAccount {
        name: ACCOUNT.to_owned(),
        roles: Role::ALL.to_vec(),
        organisation: places.committee,
        full_name: String::new(),
        password: password.to_owned(),
    };
    let account = accounts::add(&mut tx, app, author, new).await.map_err(plain)?;
    sample::record(&mut tx, app, account, &places).await.map_err(plain)?;
    tx.commit().await?;
    Ok(())
}

/// Random, and short enough to be typed: 80 bits.
fn password() -> anyhow::Result<String> {
    let digits: Vec<char> = token()?.chars().take(20).collect();
    Ok(digits.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// A private directory that is removed at the end.
struct ThrowAway(PathBuf);

impl ThrowAway {
    fn make(below: &Path) -> anyhow::Result<Self> {
        let name = token()?;
        let directory = below.join(format!("{PREFIX}{}", &name[..16]));
        DirBuilder::new()
            .mode(0o700)
            .create(&directory)
            .with_context(|| format!("Không tạo được {0}.\nCannot make {0}.", directory.display()))?;
        Ok(Self(directory))
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!("{} could not be removed: {error}", self.0.display());
        }
    }
}

/// Removes what earlier ones could not, because they were killed.
fn sweep(below: &Path) {
    let Ok(entries) = fs::read_dir(below) else {
        return;
    };
    let us = fs::metadata("/proc/self").map(|own| own.uid()).ok();
    for entry in entries.flatten() {
        let ours = entry.metadata().is_ok_and(|found| found.is_dir() && Some(found.uid()) == us);
        if ours && entry.file_name().to_string_lossy().starts_with(PREFIX) && is_abandoned(&entry.path()) {
            // Whoever comes next tries again.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_can_be_typed_and_is_another_each_time() {
        let one = password().unwrap();
        assert_eq!(one.len(), 23);
        assert!(one.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit()));
        assert_ne!(one, password().unwrap());
    }
}
