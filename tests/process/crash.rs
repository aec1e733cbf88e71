//! kill -9 at any moment: no server is left in the way, nothing acknowledged is lost.

use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use super::support::{Database, Desk, signal, until};

/// Writes rows one by one, counting those that were acknowledged, until the server is gone.
fn write_until_gone(mut db: Database, acknowledged: &AtomicI64) {
    while db.try_execute("insert into acknowledged default values").is_ok() {
        acknowledged.fetch_add(1, Ordering::SeqCst);
    }
}

/// Starts the program, has rows written, and kills while they are; the number acknowledged so far.
fn round(desk: &Desk, acknowledged: &AtomicI64, kill_postgres: bool) {
    let program = desk.start("serve");
    let before = acknowledged.load(Ordering::SeqCst);
    let mut db = desk.database();
    db.execute("create table if not exists acknowledged (id bigint generated always as identity)");
    thread::scope(|scope| {
        scope.spawn(|| write_until_gone(db, acknowledged));
        until("rows are written", || (acknowledged.load(Ordering::SeqCst) >= before + 50).then_some(()));
        if kill_postgres {
            // Stopped first, so that it cannot end its children in order.
            let postmaster = desk.postmaster();
            signal(postmaster, "STOP");
            for pid in desk.postgres() {
                signal(pid, "KILL");
            }
        }
        program.kill();
    });
}

fn rows(desk: &Desk) -> i64 {
    desk.database().number("select count(*) from acknowledged")
}

#[test]
fn the_program_is_killed_and_started_at_once() {
    let desk = Desk::new();
    let acknowledged = AtomicI64::new(0);
    for _ in 0..3 {
        // The next round starts while the server of the last is still stopping.
        round(&desk, &acknowledged, false);
    }
    let program = desk.start("serve");
    // A row may be there whose acknowledgement was cut off: one a round.
    let found = rows(&desk);
    let known = acknowledged.load(Ordering::SeqCst);
    assert!((known..=known + 3).contains(&found), "{known} acknowledged, {found} found");
    program.stop();
    assert_eq!(desk.postgres(), [] as [u32; 0]);
}

#[test]
fn the_program_and_its_server_are_killed_and_started_at_once() {
    let desk = Desk::new();
    let acknowledged = AtomicI64::new(0);
    for _ in 0..3 {
        round(&desk, &acknowledged, true);
    }
    let program = desk.start("serve");
    let found = rows(&desk);
    let known = acknowledged.load(Ordering::SeqCst);
    assert!((known..=known + 3).contains(&found), "{known} acknowledged, {found} found");
    program.stop();
}

#[test]
fn a_killed_program_takes_its_server_with_it() {
    let desk = Desk::new();
    desk.start("serve").kill();
    until("the server has stopped", || desk.postgres().is_empty().then_some(()));
}
