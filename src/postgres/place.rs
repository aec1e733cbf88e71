//! The cluster's directory: where it is, who holds it, who owns it, who is in it.
//!
//! ```text
//! DATA_DIR/lock            held by the program that runs the book; its process number is within
//! DATA_DIR/postgres.log    what the server has to say (no member's data: see settings)
//! DATA_DIR/postgres/       private (0700), of the user that the server runs as; the socket is here
//! DATA_DIR/postgres/data/  the cluster
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use sqlx::postgres::PgConnectOptions;

use super::owner::{Owner, effective_uid, servant};
use super::{DATABASE, both};

/// The cluster's directory within the data directory.
pub(super) const POSTGRES: &str = "postgres";
/// How long the server of another program is waited for to be ready.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How long a server may take to write everything down and stop: on an old disk that is not short.
pub(super) const STOPPING: Duration = Duration::from_mins(1);
/// After so long a wait is explained.
const SHORT: Duration = Duration::from_secs(2);
/// How often is looked meanwhile.
const GLANCE: Duration = Duration::from_millis(5);
/// The server has no other port: it is part of the socket's name only.
const PORT: u16 = 5432;

/// What became of the wish to hold a data directory.
pub(super) enum Taken {
    /// It is held, until the value goes.
    Ours(Place),
    /// Another program holds it.
    InUse { pid: Option<u32> },
}

/// A data directory that is held by this program.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) root: PathBuf,
    pub(super) directory: Directory,
    /// Whom the server runs as; nobody else when we are an ordinary user.
    pub(super) owner: Option<Owner>,
    _lock: File,
}

impl Place {
    /// Takes the data directory, making what is not there.
    pub(super) fn take(root: &Path) -> anyhow::Result<Taken> {
        let root = make_root(root)?;
        let file = root.join("lock");
        let mut lock = open_ours(&file, &root)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // Without its number the other program is still there.
                let _ = lock.read_to_string(&mut text);
                return Ok(Taken::InUse { pid: text.trim().parse().ok() });
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", file.display()));
            }
        }
        lock.set_len(0)?;
        writeln!(lock, "{}", process::id())?;
        let (directory, owner) = Directory::make(&root.join(POSTGRES))?;
        Ok(Taken::Ours(Self { root, directory, owner, _lock: lock }))
    }

    /// The server's log, for appending.
    pub(super) fn log(&self) -> anyhow::Result<File> {
        const ENOUGH: u64 = 8 << 20;
        let file = self.log_path();
        if fs::metadata(&file).is_ok_and(|log| log.len() > ENOUGH) {
            fs::rename(&file, self.root.join("postgres.log.1"))?;
        }
        open_ours(&file, &self.root)
    }

    pub(super) fn log_path(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// Waits until no process works in the cluster any more: after a program was killed, its server
    /// is still stopping when the next one starts.
    pub(super) fn wait_until_left(&self) -> anyhow::Result<()> {
        let started = Instant::now();
        let mut told = false;
        loop {
            let within = self.directory.processes_within();
            let Some(pid) = within.first() else {
                return Ok(());
            };
            if !told && started.elapsed() > SHORT {
                tracing::info!("waiting for the last server to write everything down and stop");
                told = true;
            }
            if started.elapsed() > STOPPING {
                return Err(anyhow!(both(
                    &format!(
                        "Một máy chủ PostgreSQL cũ (tiến trình {pid}) vẫn còn chạy trên {}. Dừng nó rồi thử lại.",
                        self.directory.path.display()
                    ),
                    &format!(
                        "An old PostgreSQL server (process {pid}) still runs on {}. Stop it and try again.",
                        self.directory.path.display()
                    ),
                )));
            }
            thread::sleep(GLANCE);
        }
    }
}

/// Whether there is a lock that nobody holds.
pub(super) fn is_abandoned(root: &Path) -> bool {
    File::open(root.join("lock")).is_ok_and(|lock| lock.try_lock_shared().is_ok())
}

/// The error of who needs the data directory for himself alone.
pub(super) fn in_use(root: &Path, pid: Option<u32>) -> anyhow::Error {
    let (by, whom) = pid.map_or_else(
        || ("một chương trình khác".to_owned(), "another program".to_owned()),
        |pid| (format!("tiến trình {pid}"), format!("process {pid}")),
    );
    anyhow!(both(
        &format!(
            "Thư mục dữ liệu {} đang được {by} dùng. Dừng chương trình đó, hoặc chọn thư mục khác bằng DATA_DIR.",
            root.display()
        ),
        &format!(
            "The data directory {} is in use by {whom}. Stop that program, or choose another directory with DATA_DIR.",
            root.display()
        ),
    ))
}

/// The cluster's directory, kept open: it is known by its open file, not by its name.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) path: PathBuf,
    file: File,
}

impl Directory {
    /// Opens what is there.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| {
            both(&format!("Không mở được {}.", path.display()), &format!("Cannot open {}.", path.display()))
        })?;
        if !file.metadata()?.is_dir() {
            bail!("{} is not a directory", path.display());
        }
        Ok(Self { path: path.to_owned(), file })
    }

    /// Opens what is there, makes what is not; says whom the server must run as.
    fn make(path: &Path) -> anyhow::Result<(Self, Option<Owner>)> {
        let us = effective_uid()?;
        let new = match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => true,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => false,
            Err(error) => {
                return Err(error).with_context(|| format!("cannot make {}", path.display()));
            }
        };
        let directory = Self::open(path)?;
        let found = directory.file.metadata()?;
        if us != 0 {
            if found.uid() != us {
                return Err(anyhow!(both(
                    &format!(
                        "{} thuộc về người dùng khác (uid {}). Chạy chương trình bằng người dùng đó.",
                        path.display(),
                        found.uid()
                    ),
                    &format!(
                        "{} belongs to another user (uid {}). Run the program as that user.",
                        path.display(),
                        found.uid()
                    ),
                )));
            }
            return Ok((directory, None));
        }
        // PostgreSQL refuses to run as root. A cluster that exists is run by its owner.
        let owner = if found.uid() == 0 {
            let owner = servant()?;
            fchown(&directory.file, Some(owner.uid), Some(owner.gid))?;
            owner
        } else if new {
            servant()?
        } else {
            Owner { uid: found.uid(), gid: found.gid() }
        };
        Ok((directory, Some(owner)))
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// The cluster itself.
    pub(super) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// A path within, as a child started by [`super::child::command`] calls it.
    pub(super) fn inside(&self, name: &str) -> PathBuf {
        Path::new("/proc/self/fd").join(self.file.as_raw_fd().to_string()).join(name)
    }

    /// How to connect to the server within, from this process.
    pub(super) fn connect_options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.inside(""))
            .port(PORT)
            .username(DATABASE)
            .database(DATABASE)
            .application_name(DATABASE)
    }

    /// Whether the server within (of this process number, if given) takes connections: as it says
    /// itself in the eighth line of its file.
    pub(super) fn is_ready(&self, pid: Option<u32>) -> bool {
        let Ok(text) = fs::read_to_string(self.data().join("postmaster.pid")) else {
            return false;
        };
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let ours = pid.is_none_or(|pid| lines.first().is_some_and(|first| *first == pid.to_string()));
        ours && lines.get(7) == Some(&"ready")
    }

    /// Waits for [`Directory::is_ready`].
    pub(super) fn wait_until_ready(&self, pid: Option<u32>, patience: Duration) -> anyhow::Result<()> {
        let deadline = Instant::now() + patience;
        while !self.is_ready(pid) {
            if Instant::now() > deadline {
                return Err(anyhow!(both(
                    "Cơ sở dữ liệu của chương trình đang chạy không trả lời. Thử lại sau ít giây.",
                    "The database of the running program does not answer. Try again in a few seconds.",
                )));
            }
            thread::sleep(GLANCE);
        }
        Ok(())
    }

    /// The processes whose working directory is the cluster, or one that is being made.
    pub(super) fn processes_within(&self) -> Vec<u32> {
        let identity = |path: &Path| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
        let homes: Vec<(u64, u64)> =
            [self.data(), self.path.join(UNFINISHED)].iter().filter_map(|path| identity(path)).collect();
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter(|pid| {
                identity(&Path::new("/proc").join(pid.to_string()).join("cwd"))
                    .is_some_and(|home| homes.contains(&home))
            })
            .collect()
    }

    /// Makes the names within last through a loss of power.
    pub(super) fn sync(&self) -> std::io::Result<()> {
        self.file.sync_all()
    }
}

/// The name of a cluster until it is whole.
pub(super) const UNFINISHED: &str = "data.new";

/// The data directory by its full path, made when it is not there: private, except that below root
/// the server's user must not be kept from what is its own by a mode that somebody else chose.
fn make_root(root: &Path) -> anyhow::Result<PathBuf> {
    DirBuilder::new().mode(0o700).recursive(true).create(root).and_then(|()| fs::canonicalize(root)).with_context(
        || {
            both(
                &format!("Không tạo được thư mục dữ liệu {}.", root.display()),
                &format!("Cannot make the data directory {}.", root.display()),
            )
        },
    )
}

/// Opens a file of the data directory for reading and appending, private, owned as the directory is:
/// root may run the book of an ordinary user once without taking it from him.
fn open_ours(path: &Path, root: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(libc::O_NOFOLLOW)
        .open(path)
        .with_context(|| {
            both(
                &format!("Không mở được {}: thư mục dữ liệu có thuộc về người dùng này không?", path.display()),
                &format!("Cannot open {}: does the data directory belong to this user?", path.display()),
            )
        })?;
    let (ours, directory) = (file.metadata()?, fs::metadata(root)?);
    if ours.uid() != directory.uid() && effective_uid()? == 0 {
        fchown(&file, Some(directory.uid()), Some(directory.gid()))?;
    }
    Ok(file)
}
