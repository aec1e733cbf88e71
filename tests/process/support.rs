//! The program at the desk: a data directory of its own, its processes, its database.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tokio::runtime::{Builder, Runtime};

/// How long something that must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
const GLANCE: Duration = Duration::from_millis(5);

/// Waits for a condition; fails when it does not come.
pub fn until<T>(what: &str, mut holds: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = holds() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what}: it did not come");
        thread::sleep(GLANCE);
    }
}

/// A directory that is removed at the end; private, so that the server must do without walking there.
pub struct Desk(pub PathBuf);

impl Desk {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let memory = Path::new("/dev/shm");
        let root = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let desk = root.join(format!("sodangvien-process-{}-{number}", process::id()));
        fs::DirBuilder::new().mode(0o700).create(&desk).unwrap();
        Self(desk)
    }

    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The program with nothing of our environment but the path.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sodangvien"));
        command.env_clear();
        for kept in ["PATH", "PG_BIN"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        command.env("DATA_DIR", self.data()).env("TMPDIR", &self.0).env("LISTEN", "127.0.0.1:0").current_dir(&self.0);
        command
    }

    /// Runs a command to its end.
    pub fn run<I: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = I>) -> Ended {
        Ended::from(self.command().args(words).stdin(Stdio::null()).output().unwrap())
    }

    /// Starts the program and waits until it has said where it is.
    pub fn start(&self, word: &str) -> Running {
        Running::start(self.command().arg(word))
    }

    /// A connection of our own to the running cluster.
    pub fn database(&self) -> Database {
        Self::database_in(&self.data())
    }

    pub fn database_in(data: &Path) -> Database {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let options = PgConnectOptions::new_without_pgpass()
            .socket(data.join("postgres"))
            .port(5432)
            .username("sodangvien")
            .database("sodangvien");
        let connection = runtime.block_on(PgConnection::connect_with(&options)).unwrap();
        Database { runtime, connection }
    }

    /// The processes that work in the cluster.
    pub fn postgres(&self) -> Vec<u32> {
        let Ok(data) = fs::metadata(self.data().join("postgres/data")) else {
            return Vec::new();
        };
        let home = (data.dev(), data.ino());
        let pids =
            fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter(|pid: &u32| {
            fs::metadata(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| (cwd.dev(), cwd.ino()) == home)
        })
        .collect()
    }

    /// The number of the server process, from its own file.
    pub fn postmaster(&self) -> u32 {
        let text = fs::read_to_string(self.data().join("postgres/data/postmaster.pid")).unwrap();
        text.lines().next().unwrap().parse().unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A command that has ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub said: String,
    pub complained: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            status: output.status,
            said: String::from_utf8(output.stdout).unwrap(),
            complained: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    #[track_caller]
    pub fn well(self) -> Self {
        assert!(self.status.success(), "{self:?}");
        self
    }

    #[track_caller]
    pub fn badly(self, because: &str) -> Self {
        assert_eq!(self.status.code(), Some(1), "{self:?}");
        assert!(self.complained.contains(because), "{because} is not in {self:?}");
        self
    }
}

/// The program while it serves.
pub struct Running {
    child: Child,
    said: Receiver<String>,
    /// What it has said so far.
    pub lines: Vec<String>,
    /// Host and port.
    pub address: String,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (line, said) = mpsc::channel();
        let out = child.stdout.take().unwrap();
        let complaints = child.stderr.take().unwrap();
        let told = line.clone();
        thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|text| told.send(text)));
        thread::spawn(move || {
            BufReader::new(complaints).lines().map_while(Result::ok).try_for_each(|text| line.send(format!("! {text}")))
        });
        let mut running = Self { child, said, lines: Vec::new(), address: String::new() };
        let address = running.until_said("address: http://");
        running.address = address;
        running
    }

    /// What comes after these words, as soon as they are said; also in what was said before.
    pub fn until_said(&mut self, words: &str) -> String {
        let found = |line: &String| line.split_once(words).map(|(_, rest)| rest.to_owned());
        if let Some(rest) = self.lines.iter().find_map(found) {
            return rest;
        }
        loop {
            let Ok(line) = self.said.recv_timeout(PATIENCE) else {
                panic!("{words:?} was never said, but: {:#?}", self.lines);
            };
            let rest = found(&line);
            self.lines.push(line);
            if let Some(rest) = rest {
                return rest;
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request for a page and leaves the answer to be read.
    pub fn ask(&self, path: &str) -> TcpStream {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address).unwrap();
        stream
    }

    /// The whole answer to a request for a page.
    pub fn get(&self, path: &str) -> String {
        answer(self.ask(path))
    }

    pub fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Waits for the end.
    pub fn ended(mut self) -> ExitStatus {
        until("the end of the program", || self.child.try_wait().unwrap())
    }

    /// Stops it as the system does.
    #[track_caller]
    pub fn stop(self) {
        self.signal("TERM");
        assert!(self.ended().success());
    }

    /// Kills it without a warning.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A test has failed before it stopped the program.
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

pub fn answer(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends a signal; the process may have ended already.
pub fn signal(pid: u32, name: &str) {
    Command::new("sh")
        .args(["-c", "kill -s \"$0\" \"$1\"", name, &pid.to_string()])
        .stderr(Stdio::null())
        .status()
        .unwrap();
}

/// A connection to the cluster beside the program.
pub struct Database {
    runtime: Runtime,
    connection: PgConnection,
}

impl Database {
    pub fn execute(&mut self, statement: &'static str) {
        self.try_execute(statement).unwrap();
    }

    pub fn try_execute(&mut self, statement: &'static str) -> sqlx::Result<()> {
        self.runtime.block_on(sqlx::raw_sql(statement).execute(&mut self.connection)).map(|_| ())
    }

    pub fn number(&mut self, statement: &'static str) -> i64 {
        self.runtime.block_on(sqlx::query_scalar(statement).fetch_one(&mut self.connection)).unwrap()
    }

    pub fn text(&mut self, statement: &'static str) -> String {
        self.runtime.block_on(sqlx::query_scalar(statement).fetch_one(&mut self.connection)).unwrap()
    }
}

/// What a file holds.
pub fn read(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}
