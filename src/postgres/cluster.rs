//! A cluster's life: made once, started, stopped, raised again when it falls.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use sqlx::postgres::PgConnectOptions;

use super::child::{AtOurEnd, Guarded, command};
use super::place::{Place, STOPPING, Taken, UNFINISHED, in_use};
use super::programs::{Programs, major_of_data};
use super::settings::{memory, settings};
use super::{DATABASE, Options, both};

/// How often the server is looked at while it starts or stops.
const GLANCE: Duration = Duration::from_millis(5);
/// How long a program that was killed may take to let go of the directory.
const LINGERING: Duration = Duration::from_secs(1);

/// A running cluster of our own. It stops when this value goes, and when the program ends in
/// whatever way.
#[derive(Debug)]
pub struct Cluster {
    place: Place,
    programs: Programs,
    options: Options,
    server: Mutex<Server>,
}

/// The server as we know it.
#[derive(Debug)]
enum Server {
    Running(Guarded),
    /// It ended by itself.
    Fallen,
    /// It was stopped, and stays so.
    Stopped,
}

impl Cluster {
    /// Starts the cluster under `data_dir`, made first when there is none.
    ///
    /// # Errors
    /// When the directory is in use or not ours, when there are no fitting programs of PostgreSQL,
    /// when the server does not start.
    pub fn start(data_dir: &Path, options: &Options) -> anyhow::Result<Self> {
        let deadline = Instant::now() + LINGERING;
        loop {
            match Place::take(data_dir)? {
                Taken::Ours(place) => return Self::run(place, options),
                Taken::InUse { pid } if Instant::now() > deadline => {
                    return Err(in_use(data_dir, pid));
                }
                Taken::InUse { .. } => thread::sleep(GLANCE),
            }
        }
    }

    pub(super) fn run(place: Place, options: &Options) -> anyhow::Result<Self> {
        place.wait_until_left()?;
        let data = place.directory.data();
        let wanted = if data.exists() { Some(major_of_data(&data)?) } else { None };
        let programs = Programs::find(options.programs.as_deref(), wanted)?;
        if wanted.is_none() {
            make(&place, &programs, options)?;
        }
        let server = start(&place, &programs, options)?;
        Ok(Self { place, programs, options: options.clone(), server: Mutex::new(Server::Running(server)) })
    }

    /// How to connect to it, from this process; good as long as the cluster runs.
    pub fn connect_options(&self) -> PgConnectOptions {
        self.place.directory.connect_options()
    }

    /// The data directory by its full path.
    pub fn data_dir(&self) -> &Path {
        &self.place.root
    }

    /// The directory of its socket, for other processes: only its owner and root get in.
    pub fn socket_dir(&self) -> &Path {
        &self.place.directory.path
    }

    /// The programs it runs by.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Starts the server again when it has ended though nobody stopped it (killed for memory, say).
    /// Says whether that was so; the connections are made again by whoever needs them.
    ///
    /// # Errors
    /// When it does not start again.
    pub fn raise(&self) -> anyhow::Result<bool> {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        let runs = match &mut *server {
            Server::Running(running) => running.child.try_wait()?.is_none(),
            Server::Fallen => false,
            Server::Stopped => return Ok(false),
        };
        if runs {
            return Ok(false);
        }
        *server = Server::Fallen;
        self.place.wait_until_left()?;
        *server = Server::Running(start(&self.place, &self.programs, &self.options)?);
        Ok(true)
    }

    /// Stops the server: its connections are ended, everything is written down. The directory stays
    /// ours until the value goes.
    ///
    /// # Errors
    /// When it did not stop cleanly; nothing is lost, the next start takes longer.
    pub fn stop(&self) -> anyhow::Result<()> {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        let Server::Running(server) = std::mem::replace(&mut *server, Server::Stopped) else {
            return Ok(());
        };
        let mut child = server.let_go();
        match wait(&mut child, STOPPING)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => bail!("postgres ended with {status}; see {}", self.place.log_path().display()),
            None => {
                // The next start repairs it from its log.
                child.kill()?;
                child.wait()?;
                bail!("postgres did not stop within {} s and was killed", STOPPING.as_secs())
            }
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Whoever wants to know calls `stop`.
        let _ = self.stop();
    }
}

/// Makes the cluster under another name first: one that was cut half-way is never used.
fn make(place: &Place, programs: &Programs, options: &Options) -> anyhow::Result<()> {
    let directory = &place.directory;
    let unfinished = directory.path.join(UNFINISHED);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).with_context(|| format!("cannot remove {}", unfinished.display()))?;
    }
    let mut initdb = command(programs, "initdb", directory, place.owner, AtOurEnd::Kill);
    initdb
        .arg("--pgdata")
        .arg(directory.inside(UNFINISHED))
        .args(["--username", DATABASE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
        .args(["--data-checksums", "--no-instructions"]);
    if !options.durable {
        initdb.arg("--no-sync");
    }
    finish(initdb, "", "initdb")?;
    let mut single = command(programs, "postgres", directory, place.owner, AtOurEnd::Kill);
    single.arg("--single").arg("-D").arg(directory.inside(UNFINISHED)).arg("postgres");
    finish(single, &format!("create database {DATABASE}\n"), "postgres --single")?;
    fs::rename(&unfinished, directory.data())?;
    directory.sync()?;
    Ok(())
}

/// Runs a command to its end with `input`; what it says is told only when it fails.
fn finish(mut command: std::process::Command, input: &str, name: &str) -> anyhow::Result<()> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(anyhow!("{}", String::from_utf8_lossy(&output.stderr).trim().to_owned())).with_context(|| {
        both(
            &format!("Không tạo được cơ sở dữ liệu: {name} dừng ({}).", output.status),
            &format!("The database could not be made: {name} ended ({}).", output.status),
        )
    })
}

fn start(place: &Place, programs: &Programs, options: &Options) -> anyhow::Result<Guarded> {
    let directory = &place.directory;
    // We hold the directory and nobody is in it: these files are of a server that was killed. The
    // number in them may by now be another's, or nobody has buried the dead one yet; at either
    // PostgreSQL would refuse to start.
    for left in ["data/postmaster.pid", ".s.PGSQL.5432.lock", ".s.PGSQL.5432"] {
        match fs::remove_file(directory.path.join(left)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    let mut postgres = command(programs, "postgres", directory, place.owner, AtOurEnd::Stop);
    postgres.arg("-D").arg(directory.inside("data"));
    for setting in settings(options, memory(), &directory.inside("").to_string_lossy()) {
        postgres.args(["-c", &setting]);
    }
    postgres.stdin(Stdio::null()).stdout(Stdio::null()).stderr(place.log()?);
    let mut server = Guarded::spawn(postgres)?;
    let pid = server.child.id();
    // Without a deadline: recovery after a crash takes what it takes, and the child tells its end.
    while !directory.is_ready(Some(pid)) {
        if let Some(status) = server.child.try_wait()? {
            return Err(anyhow!("{}", last_words(&place.log_path()))).with_context(|| {
                both(
                    &format!("PostgreSQL không khởi động được ({status}). Xem {}.", place.log_path().display()),
                    &format!("PostgreSQL did not start ({status}). See {}.", place.log_path().display()),
                )
            });
        }
        thread::sleep(GLANCE);
    }
    Ok(server)
}

/// The end of the server's log.
fn last_words(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text[text.len().saturating_sub(4096)..]).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("\n")
}

fn wait(child: &mut Child, patience: Duration) -> anyhow::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() > deadline {
            return Ok(None);
        }
        thread::sleep(GLANCE);
    }
}
