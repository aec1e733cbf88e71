//! Which room may use which, and what is done in one kind of file alone.

use super::files::{self, Source, sources};
use super::none;

/// The rooms in the groups of `src/lib.rs`, as a blank line parts them.
fn groups() -> Vec<Vec<String>> {
    let text = files::read("src/lib.rs");
    let groups: Vec<Vec<String>> = text
        .split("\n\n")
        .map(|group| {
            group
                .lines()
                .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(ToOwned::to_owned))
                .collect()
        })
        .filter(|group: &Vec<String>| !group.is_empty())
        .collect();
    assert!(groups.len() > 5, "{groups:?}");
    groups
}

/// The rooms that a source uses.
fn used(source: &Source) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, path) in source.code.match_indices("crate::") {
        let before = source.code[..at].chars().next_back();
        if before.is_some_and(|sign| sign.is_alphanumeric() || sign == '_') {
            continue;
        }
        let after = &source.code[at + path.len()..];
        match after.strip_prefix('{') {
            None => found.push(after.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap().into()),
            Some(list) => {
                // use crate::{Error, Result, book::{…}}: the names before the first colon of each.
                let mut depth = 0;
                let mut name = String::new();
                for sign in list.chars() {
                    match sign {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => found.push(std::mem::take(&mut name)),
                        _ if depth == 0 => name.push(sign),
                        _ => {}
                    }
                }
                found.push(name);
            }
        }
    }
    found.into_iter().map(|name| name.trim().split("::").next().unwrap().to_owned()).collect()
}

#[test]
fn a_room_uses_only_those_above_it_in_the_table_of_contents() {
    let groups = groups();
    let group_of = |room: &str| groups.iter().position(|group| group.iter().any(|name| name == room));
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = group_of(source.room()) else {
            assert!(["lib", "main", "command"].contains(&source.room()), "{} is not in src/lib.rs", source.path);
            continue;
        };
        for room in used(&source) {
            // The errors and the connection of the two are part of every room.
            if room.starts_with(char::is_uppercase) {
                continue;
            }
            if group_of(&room).is_none_or(|group| group > own) {
                wrong.push(format!("{} uses {room}", source.path));
            }
        }
    }
    none("rooms that use one below them", &wrong);
}

#[test]
fn the_rules_know_nothing_but_themselves() {
    let mut wrong = Vec::new();
    for source in sources().into_iter().filter(|source| source.room() == "rules") {
        for word in ["crate::", "sqlx", "axum", "askama", "std::env", "std::fs", "tokio"] {
            let own = source.code.matches("crate::rules").count();
            if source.code.matches(word).count() > if word == "crate::" { own } else { 0 } {
                wrong.push(format!("{} knows {word}", source.path));
            }
        }
    }
    none("rules that know more than days and numbers", &wrong);
}

/// Statements outside of `queries.rs`, and why.
const STATEMENTS_ELSEWHERE: &[(&str, &str)] =
    &[("src/postgres/cluster.rs", "makes the database, before there is one that a statement could be checked against")];

#[test]
fn every_statement_stands_in_a_file_named_queries() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.name().starts_with("queries")
            || source.path.contains("/queries/")
            || STATEMENTS_ELSEWHERE.iter().any(|(path, _)| source.path.starts_with(path))
        {
            continue;
        }
        for word in ["sqlx::query", "QueryBuilder", "raw_sql", "AssertSqlSafe"] {
            if source.code.contains(word) {
                wrong.push(format!("{}: {word}", source.path));
            }
        }
        for words in &source.strings {
            let statement = words.trim_start().to_lowercase();
            if [
                "select ",
                "insert into ",
                "update ",
                "delete from ",
                "create ",
                "alter ",
                "set transaction",
                "lock table",
            ]
            .iter()
            .any(|verb| statement.starts_with(verb))
            {
                wrong.push(format!("{}: {}", source.path, words.trim().lines().next().unwrap()));
            }
        }
    }
    none("SQL outside of queries.rs", &wrong);
}

/// Who opens and commits transactions besides the pages, and why.
const TRANSACTIONS_ELSEWHERE: &[(&str, &str)] = &[
    ("src/auth/guard.rs", "who saw what is written after the page is made and before it leaves"),
    ("src/auth/throttle.rs", "a try is counted for good, whatever becomes of it"),
    ("src/ledger/verify.rs", "it compares the events and the spans of one instant, and writes nothing"),
    ("src/organisations/changes.rs", "the pages of its changes, apart from those that only show"),
    ("src/backup/mod.rs", "a copy is brought back whole or not at all"),
    ("src/command/", "a command is a page of its own"),
];

#[test]
fn transactions_are_opened_and_committed_in_the_pages_alone() {
    let mut wrong = Vec::new();
    for source in sources() {
        let pages = source.name().starts_with("pages") || source.path.contains("/pages/");
        let excused = TRANSACTIONS_ELSEWHERE.iter().any(|(path, _)| source.path.starts_with(path));
        if !pages && !excused && (source.code.contains(".begin()") || source.code.contains(".commit()")) {
            wrong.push(source.path);
        }
    }
    none("transactions outside of pages.rs", &wrong);
}

#[test]
fn only_the_clock_of_the_application_tells_the_time() {
    let mut wrong = Vec::new();
    for source in sources() {
        for statement in source.strings.iter().filter(|words| words.contains("select") || words.contains("values")) {
            for word in ["now()", "current_date", "current_timestamp", "clock_timestamp", "localtime"] {
                if statement.contains(word) {
                    wrong.push(format!("{}: {word}", source.path));
                }
            }
        }
    }
    for file in files::files("migrations", ".sql") {
        let ours = file.text.lines().filter(|line| !line.trim_start().starts_with("--"));
        wrong.extend(
            ours.filter(|line| line.contains("now()") || line.contains("current_"))
                .map(|line| format!("{}: {}", file.path, line.trim())),
        );
    }
    none("statements that ask the database what time it is", &wrong);
}

/// The most lines of a file; the unit tests at its end come on top.
const LINES: usize = 400;
/// The most lines of a file of tests, which is a list of sentences that need not be read together.
const LINES_OF_TESTS: usize = 600;

/// Files that have more, and why.
const LONG_FILES: &[(&str, &str)] =
    &[("src/rules/standing/tests/mod.rs", "the table of what may follow what, read in one go")];

#[test]
fn a_long_file_owes_a_reason() {
    let lines = |text: &str| text.split("\n#[cfg(test)]\nmod tests {").next().unwrap().lines().count();
    let mut wrong = Vec::new();
    for (folder, ending) in
        [("src", ".rs"), ("tests", ".rs"), ("templates", ".html"), ("static", ".css"), ("static", ".js")]
    {
        for file in files::files(folder, ending) {
            let most = if folder == "tests" { LINES_OF_TESTS } else { LINES };
            if lines(&file.text) > most && !LONG_FILES.iter().any(|(path, _)| *path == file.path) {
                wrong.push(format!("{}: {} lines", file.path, lines(&file.text)));
            }
        }
    }
    for (path, _) in LONG_FILES {
        assert!(lines(&files::read(path)) > LINES, "{path} is short enough now: take it off the list");
    }
    none("files of more than 400 lines", &wrong);
}

#[test]
fn no_path_of_a_developers_machine_and_no_leftover_is_committed() {
    let mut wrong = Vec::new();
    let folders = ["src", "tests", "templates", "migrations", "locales", "script"];
    for file in folders.iter().flat_map(|folder| files::files(folder, "")) {
        for word in [concat!("/wo", "rk/"), concat!("TO", "DO"), concat!("FIX", "ME"), concat!("dbg", "!(")] {
            if file.text.contains(word) {
                wrong.push(format!("{}: {word}", file.path));
            }
        }
    }
    none("what should not have been committed", &wrong);
}
