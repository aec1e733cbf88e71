//! Starting, serving, stopping.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;

use super::support::{Desk, Ended, Running, answer, signal, until};

/// The user of no rights, on every Linux.
const NOBODY: u32 = 65534;

#[test]
fn the_first_run_needs_nothing_and_leaves_nothing_running() {
    let desk = Desk::new();
    let mut program = desk.start("serve");
    assert!(program.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(program.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(program.until_said("setup: http://").contains("/setup?token="));
    program.stop();
    assert_eq!(desk.postgres(), [] as [u32; 0]);
    let again = desk.start("serve");
    assert!(again.get("/readyz").starts_with("HTTP/1.1 200"));
    again.stop();
}

#[test]
fn nobody_else_gets_at_the_data() {
    let desk = Desk::new();
    let program = desk.start("serve");
    for (name, mode) in [("data", 0o700), ("data/postgres", 0o700), ("data/secret.key", 0o600), ("data/lock", 0o600)] {
        let found = fs::metadata(desk.file(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(found, mode, "{name}");
    }
    let mut db = desk.database();
    assert_eq!(db.text("show listen_addresses"), "");
    assert_eq!(db.text("show unix_socket_permissions"), "0700");
    assert_eq!(db.text("show data_checksums"), "on");
    for setting in [db.text("show fsync"), db.text("show full_page_writes"), db.text("show synchronous_commit")] {
        assert_eq!(setting, "on");
    }
    program.stop();
}

#[test]
fn a_second_start_says_who_uses_the_directory() {
    let desk = Desk::new();
    let program = desk.start("serve");
    desk.run(["serve"]).badly(&format!("in use by process {}", program.pid()));
    assert!(program.get("/readyz").starts_with("HTTP/1.1 200"), "the first is not disturbed");
    program.stop();
}

#[test]
fn ctrl_c_and_a_closed_terminal_stop_it_cleanly_too() {
    let desk = Desk::new();
    for name in ["INT", "HUP"] {
        let program = desk.start("serve");
        program.signal(name);
        assert!(program.ended().success(), "{name}");
        assert_eq!(desk.postgres(), [] as [u32; 0], "{name}");
    }
    let log = fs::read_to_string(desk.data().join("postgres.log")).unwrap();
    assert!(log.contains("database system is shut down") && !log.contains("redo"), "{log}");
}

#[test]
fn stopping_finishes_the_request_under_way() {
    let desk = Desk::new();
    let program = desk.start("serve");
    let mut db = desk.database();
    db.execute("begin; lock table organisation_versions in access exclusive mode");
    let under_way = program.ask("/readyz");
    let mut other = desk.database();
    until("the request waits for the table", || {
        (other.number("select count(*) from pg_locks where not granted") > 0).then_some(())
    });
    program.signal("TERM");
    until("nothing more is accepted", || TcpStream::connect(&program.address).err());
    db.execute("commit");
    assert!(answer(under_way).starts_with("HTTP/1.1 200"));
    assert!(program.ended().success());
}

#[test]
fn half_sent_requests_do_not_hold_up_the_others_or_the_stop() {
    let desk = Desk::new();
    let program = desk.start("serve");
    let slow: Vec<TcpStream> = (0..500)
        .map(|_| {
            let mut stream = program.connect();
            stream.write_all(b"GET / HTTP/1.1\r\nx-slow: ").unwrap();
            stream
        })
        .collect();
    for _ in 0..100 {
        assert!(program.get("/healthz").starts_with("HTTP/1.1 200"));
    }
    program.stop();
    drop(slow);
}

#[test]
fn a_server_that_falls_is_raised_again() {
    let desk = Desk::new();
    let mut program = desk.start("serve");
    signal(desk.postmaster(), "KILL");
    program.until_said("was started again");
    until("pages are answered again", || program.get("/readyz").starts_with("HTTP/1.1 200").then_some(()));
    program.stop();
    assert_eq!(desk.postgres(), [] as [u32; 0]);
}

#[test]
fn a_cluster_that_was_cut_while_it_was_made_is_made_anew() {
    let desk = Desk::new();
    let unfinished = desk.data().join("postgres/data.new/base");
    fs::create_dir_all(&unfinished).unwrap();
    fs::write(desk.data().join("postgres/data.new/PG_VERSION"), "15\n").unwrap();
    let program = desk.start("serve");
    assert!(program.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(!unfinished.exists());
    program.stop();
}

#[test]
fn data_of_another_version_is_not_touched() {
    let desk = Desk::new();
    desk.start("serve").stop();
    let version = desk.data().join("postgres/data/PG_VERSION");
    let own = fs::read_to_string(&version).unwrap();
    fs::write(&version, "99\n").unwrap();
    desk.run(["serve"]).badly("postgresql-99");
    fs::write(&version, own).unwrap();
    desk.start("serve").stop();
}

#[test]
fn without_programs_it_says_what_to_do() {
    let desk = Desk::new();
    let mut command = desk.command();
    command.env("PG_BIN", "/nowhere");
    let ended = Ended::from(command.output().unwrap());
    ended.badly("PG_BIN");
}

#[test]
fn an_ordinary_user_runs_it_as_root_does() {
    // Only root can try both.
    let status = fs::read_to_string("/proc/self/status").unwrap();
    if !status.lines().any(|line| line.starts_with("Uid:\t0\t0")) {
        return;
    }
    let desk = Desk::new();
    chown(&desk.0, Some(NOBODY), Some(NOBODY)).unwrap();
    // Where the tests are built may be closed to others.
    let program = desk.file("program");
    fs::copy(env!("CARGO_BIN_EXE_sodangvien"), &program).unwrap();
    let mut command = std::process::Command::new(&program);
    command.env_clear().env("DATA_DIR", desk.data()).env("LISTEN", "127.0.0.1:0").current_dir(&desk.0);
    command.uid(NOBODY).gid(NOBODY).arg("serve");
    let running = Running::start(&mut command);
    assert!(running.get("/readyz").starts_with("HTTP/1.1 200"));
    // Root may look after it, also while it runs, and leaves it to its owner.
    desk.run(["verify"]).well();
    running.stop();
    desk.run(["verify"]).well();
    let running = Running::start(&mut command);
    assert!(running.get("/readyz").starts_with("HTTP/1.1 200"));
    running.stop();
}

#[test]
fn what_is_called_by_a_deep_path_runs_too() {
    let desk = Desk::new();
    let deep = desk.0.join("thư mục của chi bộ ".repeat(4)).join("rất sâu ".repeat(20));
    let mut command = desk.command();
    command.env("DATA_DIR", deep.join("data")).arg("serve");
    let program = Running::start(&mut command);
    assert!(program.get("/readyz").starts_with("HTTP/1.1 200"));
    program.stop();
}
