//! How a program of PostgreSQL is started: with nothing of our environment, as the owner of the
//! cluster, and so that it cannot outlive us.

use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::process::{self, Child, Command};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use anyhow::{Context, anyhow};

use super::owner::Owner;
use super::place::Directory;
use super::programs::Programs;

/// What the kernel sends to the child when we end.
#[derive(Clone, Copy, Debug)]
pub(super) enum AtOurEnd {
    /// `SIGINT`: PostgreSQL ends its connections, writes everything down and stops.
    Stop,
    /// `SIGKILL`: for what must not go on, as the making of a cluster.
    Kill,
}

/// A command of PostgreSQL that runs as `owner` and knows the cluster as [`Directory::inside`].
///
/// The child gets the directory as an open file and calls it `/proc/self/fd/N`: so it need not be
/// able to walk there (as root we keep the book anywhere, also below `/root`, while the server runs
/// as somebody else), and the address of its socket is short however deep the directory lies.
pub(super) fn command(
    programs: &Programs,
    name: &str,
    directory: &Directory,
    owner: Option<Owner>,
    at_our_end: AtOurEnd,
) -> Command {
    let mut command = Command::new(programs.path(name));
    // A process group of its own: Ctrl-C in the terminal reaches us alone, and we stop it last.
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8").current_dir("/").process_group(0);
    if let Some(owner) = owner {
        command.uid(owner.uid).gid(owner.gid);
    }
    let signal = match at_our_end {
        AtOurEnd::Stop => libc::SIGINT,
        AtOurEnd::Kill => libc::SIGKILL,
    };
    let file = directory.file().as_raw_fd();
    let parent = libc::pid_t::try_from(process::id()).unwrap_or_default();
    // SAFETY: between fork and exec only system calls are made that are safe there (prctl, getppid,
    // fcntl); nothing is allocated, no lock is taken. `file` is open: `directory` outlives the spawn.
    #[expect(unsafe_code, reason = "a child that dies with us can be asked for only between fork and exec")]
    unsafe {
        command.pre_exec(move || {
            if libc::prctl(libc::PR_SET_PDEATHSIG, signal) != 0 {
                return Err(io::Error::last_os_error());
            }
            // We may have ended before the line above.
            if libc::getppid() != parent {
                return Err(io::Error::from_raw_os_error(libc::ESRCH));
            }
            if libc::fcntl(file, libc::F_SETFD, 0) != 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(())
        });
    }
    command
}

/// A running server and the thread that started it. The kernel tells the server to stop when that
/// *thread* ends (`PR_SET_PDEATHSIG` follows the thread), whether because we let it go or because
/// the whole program was killed: one and the same way, tried at every stop.
#[derive(Debug)]
pub(super) struct Guarded {
    /// The server.
    pub(super) child: Child,
    thread: JoinHandle<()>,
    hold: Sender<()>,
}

impl Guarded {
    /// Starts `command` on a thread of its own.
    pub(super) fn spawn(mut command: Command) -> anyhow::Result<Self> {
        let (hold, until_let_go) = mpsc::channel::<()>();
        let (started, child) = mpsc::channel();
        let thread = thread::Builder::new().name("postgres".to_owned()).spawn(move || {
            if started.send(command.spawn()).is_ok() {
                // Ends when the other end goes: there is nothing to receive.
                let _ = until_let_go.recv();
            }
        })?;
        let child = child
            .recv()
            .map_err(|_| anyhow!("the thread of the server ended early"))?
            .context("cannot start postgres")?;
        Ok(Self { child, thread, hold })
    }

    /// Lets the thread end, by which the server is told to stop; it is still to be waited for.
    pub(super) fn let_go(self) -> Child {
        drop(self.hold);
        // It cannot have panicked; and if it had, it has ended, which is all that is wanted.
        let _ = self.thread.join();
        self.child
    }
}
