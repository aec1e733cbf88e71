//! The embedded PostgreSQL: a cluster of our own under the data directory, run by the server
//! programs that are installed on the machine and reachable by this program alone.
//!
//! What it promises: nothing to set up; nothing open to the network; no server left behind when the
//! program ends, however it ends; nothing acknowledged lost; two programs never on one directory.
//!
//! * `programs`: which PostgreSQL programs there are;
//! * `place`: the directory on disk, who holds it, who is in it;
//! * `owner`: whom the server runs as;
//! * `cluster`: making it, starting, stopping;
//! * `child`: how a server program is started so that it cannot outlive us;
//! * `settings`: what the server is told;
//! * `queries`: what is asked of a server at the start, ours or another.

mod child;
mod cluster;
mod owner;
mod place;
mod programs;
mod queries;
mod settings;

use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnectOptions;

pub use cluster::Cluster;
pub use programs::{OLDEST, Programs};
pub use queries::{changed_collations, check_durability, refresh_collations};

/// The database of the book within the cluster, and the role that owns it.
pub const DATABASE: &str = "sodangvien";

/// How a cluster is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the PostgreSQL programs are; none: they are looked for.
    pub programs: Option<PathBuf>,
    /// False gives up safety against a crash for speed: for tests and throw-away books.
    pub durable: bool,
    /// How many connections the server takes.
    pub connections: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self { programs: None, durable: true, connections: 40 }
    }
}

/// The book's own cluster as a command finds it.
#[derive(Debug)]
pub enum Embedded {
    /// Nobody ran it: started by us, stopped when this value goes.
    Started(Cluster),
    /// It belongs to another program that runs, and is used beside it.
    Joined(Neighbour),
}

impl Embedded {
    /// The cluster under `data_dir`: the one that another program runs there, or else our own.
    ///
    /// # Errors
    /// When there is none to join and none can be started.
    pub fn open(data_dir: &Path, options: &Options) -> anyhow::Result<Self> {
        match place::Place::take(data_dir)? {
            place::Taken::Ours(place) => Ok(Self::Started(Cluster::run(place, options)?)),
            place::Taken::InUse { pid } => Ok(Self::Joined(Neighbour::join(data_dir, pid)?)),
        }
    }

    /// How to connect to it. Good as long as this value lives.
    pub fn connect_options(&self) -> PgConnectOptions {
        match self {
            Self::Started(cluster) => cluster.connect_options(),
            Self::Joined(neighbour) => neighbour.directory.connect_options(),
        }
    }

    /// Stops what was started.
    ///
    /// # Errors
    /// When the server did not stop cleanly.
    pub fn stop(&self) -> anyhow::Result<()> {
        match self {
            Self::Started(cluster) => cluster.stop(),
            Self::Joined(_) => Ok(()),
        }
    }
}

/// Whether a data directory was made by a program that has ended since, without removing it.
pub fn is_abandoned(data_dir: &Path) -> bool {
    place::is_abandoned(data_dir)
}

/// A running cluster of another program.
#[derive(Debug)]
pub struct Neighbour {
    directory: place::Directory,
    /// The program that runs it.
    pub pid: Option<u32>,
}

impl Neighbour {
    fn join(data_dir: &Path, pid: Option<u32>) -> anyhow::Result<Self> {
        let directory = place::Directory::open(&data_dir.join(place::POSTGRES))?;
        directory.wait_until_ready(None, place::PATIENCE)?;
        Ok(Self { directory, pid })
    }
}

/// One sentence in the two languages of the program, for people who meet it in a terminal.
pub(crate) fn both(vietnamese: &str, english: &str) -> String {
    format!("{vietnamese}\n{english}")
}
