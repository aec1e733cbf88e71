//! The other words: demo, user add, migrate, verify, and a server instead of our own cluster.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use sodangvien::postgres::{Cluster, Options, changed_collations, refresh_collations};
use sqlx::PgPool;

use super::support::{Desk, Ended, until};

const ORGANISATION: &str = "
    insert into organisations (kind, created_at) values ('committee', now());
    insert into organisation_versions (organisation, name, valid, known)
         values (1, 'Đảng bộ', daterange('2018-01-01', null), tstzrange(now(), null))";

#[test]
fn the_demo_says_how_to_get_in_and_leaves_nothing() {
    let desk = Desk::new();
    let mut program = desk.start("demo");
    let password = program.until_said("password: ");
    assert_eq!(program.until_said("account: "), "dungthu");
    assert!(password.len() >= 15, "{password}");
    assert!(program.get("/readyz").starts_with("HTTP/1.1 200"));
    let directories = || -> Vec<_> { fs::read_dir(&desk.0).unwrap().flatten().map(|entry| entry.path()).collect() };
    let [directory] = &directories()[..] else { panic!("{:?}", directories()) };
    assert!(Desk::database_in(directory).number("select count(*) from people") > 0);
    program.stop();
    assert!(directories().is_empty(), "{:?}", directories());
}

#[test]
fn a_demo_that_was_killed_is_swept_by_the_next() {
    let desk = Desk::new();
    desk.start("demo").kill();
    let left = || fs::read_dir(&desk.0).unwrap().count();
    assert_eq!(left(), 1);
    let program = desk.start("demo");
    until("the old one is gone", || (left() == 1).then_some(()));
    program.stop();
    assert_eq!(left(), 0);
}

fn add(desk: &Desk, name: &str, password: &str) -> Ended {
    let mut child = desk
        .command()
        .args([
            "user",
            "add",
            name,
            "--role",
            "committee",
            "--role",
            "inspector",
            "--organisation",
            "1",
            "--password-stdin",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // It may have ended before it reads.
    let _ = writeln!(input, "{password}");
    drop(input);
    Ended::from(child.wait_with_output().unwrap())
}

#[test]
fn an_account_is_added_beside_the_program_and_without_it() {
    let desk = Desk::new();
    let program = desk.start("serve");
    desk.database().execute(ORGANISATION);
    add(&desk, "tran.hoa", "mua xuan nho nho lang le").well();
    add(&desk, "le.minh", "ngan").badly("");
    add(&desk, "tran.hoa", "mua thu la bay ngoai ngo").badly("");
    assert_eq!(desk.database().text("select roles::text from accounts"), "{committee,inspector}");
    program.stop();
    add(&desk, "le.minh", "song Huong nui Ngu binh yen").well();
}

#[test]
fn what_is_not_understood_is_not_done() {
    let desk = Desk::new();
    for words in [&["user", "add", "x", "--role", "king", "--organisation", "1"][..], &["serve", "--fast"], &["bakcup"]]
    {
        assert_eq!(desk.run(words).status.code(), Some(2), "{words:?}");
    }
    assert!(!desk.data().exists());
    let mut command = desk.command();
    command.env("LISTEN", "3000");
    Ended::from(command.output().unwrap()).badly("LISTEN");
}

#[test]
fn a_book_without_its_key_is_not_opened_with_a_new_one() {
    let desk = Desk::new();
    let program = desk.start("serve");
    desk.database().execute(ORGANISATION);
    add(&desk, "tran.hoa", "mua xuan nho nho lang le").well();
    program.stop();
    let key = desk.data().join("secret.key");
    fs::rename(&key, desk.file("kept")).unwrap();
    desk.run(["serve"]).badly("secret.key is missing");
    assert!(!key.exists());
    fs::rename(desk.file("kept"), &key).unwrap();
    desk.run(["verify"]).well();
}

#[test]
fn a_book_of_a_newer_program_is_left_alone() {
    let desk = Desk::new();
    desk.run(["migrate"]).well();
    let cluster = Cluster::start(&desk.data(), &Options::default()).unwrap();
    desk.database().execute(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
              values (99991231000000, 'later', true, '', 0)",
    );
    drop(cluster);
    desk.run(["serve"]).badly("newer version");
}

#[test]
fn a_server_is_used_as_it_is_and_warned_of() {
    let server = Desk::new();
    let cluster = Cluster::start(&server.data(), &Options { durable: false, ..Options::default() }).unwrap();
    let url = format!("postgres://sodangvien@localhost/sodangvien?host={}", cluster.socket_dir().display());
    let desk = Desk::new();
    let mut command = desk.command();
    command.env("DATABASE_URL", &url).arg("migrate");
    let ended = Ended::from(command.output().unwrap()).well();
    assert!(ended.complained.contains("fsync = off"), "{}", ended.complained);
    assert!(!desk.data().join("postgres").exists(), "no cluster of our own");
    assert!(server.database().number("select count(*) from _sqlx_migrations") > 0);
    let mut command = desk.command();
    command.env("DATABASE_URL", url.replace("/sodangvien?", "/nosuch?")).arg("migrate");
    Ended::from(command.output().unwrap()).badly("DATABASE_URL");
}

#[test]
fn names_are_sorted_again_when_the_system_sorts_otherwise() {
    let desk = Desk::new();
    let cluster = Cluster::start(&desk.data(), &Options { durable: false, ..Options::default() }).unwrap();
    desk.database().execute("update pg_collation set collversion = '1' where collname = 'vi-x-icu'");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = PgPool::connect_with(cluster.connect_options()).await.unwrap();
        assert_eq!(refresh_collations(&db).await.unwrap(), ["pg_catalog.\"vi-x-icu\""]);
        assert!(changed_collations(&db).await.unwrap().is_empty());
        db.close().await;
    });
    cluster.stop().unwrap();
}
