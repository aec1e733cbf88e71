//! Backup and restoration.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::support::{Desk, read};

/// A book with somebody in it, as far as these tests need.
const SOMETHING: &str = "
    insert into organisations (kind, created_at) values ('committee', now());
    insert into organisation_versions (organisation, name, valid, known)
         values (1, E'Đảng bộ \"Sở\"\\tMẫu\\n\\\\.', daterange('2018-01-01', null), tstzrange(now(), null));
    insert into accounts (name, password_hash, roles, organisation, created_at)
         values ('tran.hoa', 'x', '{committee}', 1, now());
    insert into sessions (token_hash, account, created_at, last_seen_at, address, agent)
         values ('\\x01', 1, now(), now(), '', '');
    insert into changes (at, act, subject) values (now(), 'tried', 'book');
    insert into people (created_at) select now() from generate_series(1, 500);
    delete from people where id > 400";

#[test]
fn a_copy_made_beside_the_program_comes_back_exactly() {
    let from = Desk::new();
    let program = from.start("serve");
    from.database().execute(SOMETHING);
    let file = from.file("book.sodangvien");
    let ended = from.run(["backup".as_ref(), file.as_os_str()]).well();
    assert!(ended.said.contains("400") && ended.said.contains("secret.key"), "{}", ended.said);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(program.get("/readyz").starts_with("HTTP/1.1 200"), "the program goes on");

    let to = Desk::new();
    fs::create_dir(to.data()).unwrap();
    fs::copy(from.data().join("secret.key"), to.data().join("secret.key")).unwrap();
    to.run(["restore".as_ref(), file.as_os_str()]).well();
    let restored = to.start("serve");
    let (mut original, mut copy) = (from.database(), to.database());
    for table in [
        "select coalesce(string_agg(t::text, '|' order by id), '') from people t",
        "select coalesce(string_agg(t::text, '|' order by id), '') from organisation_versions t",
        "select coalesce(string_agg(t::text, '|' order by id), '') from accounts t",
        "select coalesce(string_agg(t::text, '|' order by shard), '') from revisions t",
    ] {
        let rows = original.text(table);
        assert!(!rows.is_empty());
        assert_eq!(copy.text(table), rows);
    }
    assert_eq!(copy.number("select count(*) from sessions"), 0, "nobody is signed in to a restored book");
    assert_eq!(copy.number("insert into people (created_at) values (now()) returning id"), 501, "numbers go on");
    assert!(copy.try_execute("update changes set act = ''").is_err(), "what was written stays written");
    restored.stop();
    program.stop();
}

#[test]
fn a_copy_is_brought_back_beside_a_program_too() {
    let from = Desk::new();
    let program = from.start("serve");
    from.database().execute(SOMETHING);
    program.stop();
    let file = from.file("book.sodangvien");
    from.run(["backup".as_ref(), file.as_os_str()]).well();

    let to = Desk::new();
    fs::create_dir(to.data()).unwrap();
    fs::copy(from.data().join("secret.key"), to.data().join("secret.key")).unwrap();
    let program = to.start("serve");
    // As after somebody has tried to sign in: that is no beginning.
    to.database().execute("insert into changes (at, act, subject) values (now(), 'sign_in_failed', 'account')");
    to.run(["restore".as_ref(), file.as_os_str()]).well();
    assert_eq!(to.database().number("select count(*) from people"), 400);
    to.run(["restore".as_ref(), file.as_os_str()]).badly("not empty");
    assert_eq!(to.database().number("select count(*) from people"), 400);
    program.stop();
}

#[test]
fn a_file_is_never_overwritten() {
    let desk = Desk::new();
    let file = desk.file("book.sodangvien");
    fs::write(&file, "precious").unwrap();
    desk.run(["backup".as_ref(), file.as_os_str()]).badly("not overwritten");
    assert_eq!(read(&file), b"precious");
}

#[test]
fn a_copy_that_cannot_be_written_leaves_nothing_behind() {
    let desk = Desk::new();
    desk.run(["backup".as_ref(), desk.file("missing/book").as_os_str()]).badly("Cannot write");
    assert!(!desk.file("missing").exists());
}

#[test]
fn a_damaged_copy_or_another_key_changes_nothing() {
    let from = Desk::new();
    let program = from.start("serve");
    from.database().execute(SOMETHING);
    let file = from.file("book.sodangvien");
    from.run(["backup".as_ref(), file.as_os_str()]).well();
    program.stop();
    let whole = read(&file);

    let to = Desk::new();
    to.run(["restore".as_ref(), file.as_os_str()]).badly("secret.key");
    assert!(!to.data().exists(), "no key: nothing is made");
    fs::create_dir(to.data()).unwrap();
    fs::copy(from.data().join("secret.key"), to.data().join("secret.key")).unwrap();
    let damaged = to.file("damaged");
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    for bytes in [&changed[..], &whole[..whole.len() - 20], &whole[..whole.len() / 3], b"not a backup"] {
        fs::write(&damaged, bytes).unwrap();
        to.run(["restore".as_ref(), damaged.as_os_str()]).badly("");
        assert!(!to.data().join("postgres").exists(), "a bad file: nothing is made");
    }

    let other = Desk::new();
    other.start("serve").stop();
    other.run(["restore".as_ref(), file.as_os_str()]).badly("not the one of this backup");
    let program = other.start("serve");
    assert_eq!(other.database().number("select count(*) from people"), 0);
    program.stop();
}
