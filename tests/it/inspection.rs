//! The two logs: what they show, to whom, and that every word in them is said.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use sodangvien::audit::{Seen, View};
use sodangvien::auth::Role;
use sodangvien::clock::Instant;
use sodangvien::ids::AccountId;
use sodangvien::inspection::{act_label, labels};
use sodangvien::members::fields;
use sodangvien::rules::Day;
use sodangvien::rules::standing::Kind;
use sodangvien::web::Language;

use crate::courses::send;
use crate::support::TestApp;

#[tokio::test]
async fn the_log_shows_who_changed_what_within_the_scope() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let one = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let two = test.person("Lê Bình").admitted(second, "6/5/2023").enter().await;
    let whole = test.user("ca", &[Role::Inspector], test.root).await;
    let page = whole.get("/audit?act=admitted").await.expect(StatusCode::OK);
    assert_eq!(page.attributes("tbody a", "href"), [two.path(), one.path()], "the newest first");
    assert!(page.text().contains("12-QĐ/ĐU"));
    let branch = test.user("mot", &[Role::Inspector], first).await;
    let page = branch.get("/audit").await.expect(StatusCode::OK);
    assert!(page.text().contains("Đỗ Ánh") && !page.text().contains("Lê Bình"));
}

#[tokio::test]
async fn names_and_titles_are_plain_text_wherever_they_are_typed() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    for (page, field) in [
        ("/accounts/new", "full_name"),
        ("/organisations/new", "name"),
        ("/courses/new", "name"),
        ("/candidates/new", "helper"),
        ("/members/new", "sponsor_1"),
        ("/documents/new", "title"),
        ("/meetings/new", "topic"),
        ("/commendations/new", "merit"),
        ("/targets/new", "name"),
        ("/committee/terms/new", "congress"),
    ] {
        let answer = send(&secretary, page, &[(field, "<b>Về việc</b>")]).await;
        let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let said = answer.one(&format!("#{field}-error"));
        assert!(said.contains("Ở đây không viết dấu “<”."), "{page}: {said}");
    }
}

#[tokio::test]
async fn an_administrator_who_may_not_read_members_sees_no_name_and_no_value() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let secretary = test.secretary().await;
    secretary.get(&person.path()).await.expect(StatusCode::OK);
    secretary.get("/members?q=anh").await.expect(StatusCode::OK);
    let administrator = test.user("quantri", &[Role::Administrator], test.root).await;
    for path in ["/audit", "/audit?log=views"] {
        let page = administrator.get(path).await.expect(StatusCode::OK).text();
        assert!(page.contains("Hồ sơ số"), "{path}");
        for secret in ["Ánh", "12-QĐ/ĐU", "q=anh", &person.path()] {
            assert!(!page.contains(secret), "{path} shows {secret}");
        }
    }
}

#[tokio::test]
async fn who_may_not_read_the_log_does_not_find_it() {
    let test = TestApp::new().await;
    let committee = test.user("bithu", &[Role::Committee], test.root).await;
    committee.get("/audit").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_of_the_log_leads_to_the_older_lines_and_back() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    sqlx::query(
        "insert into views (at, account, route, act, person, organisation)
         select $1, $2, '/members/{id}', 'show', $3, $4 from generate_series(1, 120)",
    )
    .bind(test.app.clock.now())
    .bind(inspector.account)
    .bind(person)
    .bind(test.root)
    .execute(test.db())
    .await
    .unwrap();
    let mut path = "/audit?log=views&act=show".to_owned();
    let mut sizes = Vec::new();
    for _ in 0..5 {
        let page = inspector.get(&path).await.expect(StatusCode::OK);
        sizes.push(page.all("tbody tr").len());
        match page.attributes("a[rel=next]", "href").first() {
            Some(next) => path.clone_from(next),
            None => break,
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
    let page = inspector.get(&path).await;
    let newer = page.attributes("a[rel=prev]", "href");
    let page = inspector.get(&newer[0]).await.expect(StatusCode::OK);
    assert_eq!(page.all("tbody tr").len(), 50);
    assert_eq!(page.attributes("a[rel=next]", "href"), [path], "back to the same page");
    assert_eq!(page.attributes("a[rel=prev]", "href").len(), 1, "and there are newer ones still");
}

/// Lines of the log of views at minutes past noon, in the order in which they were written.
async fn views(test: &TestApp, account: AccountId, minutes: &[i64]) {
    for minute in minutes {
        sqlx::query("insert into views (at, account, route, act, organisation, filter) values ($1, $2, '/members', 'list', $3, '?q=' || $4)")
            .bind(Instant::at(Day::parse_iso("2026-11-20").unwrap(), 12, *minute))
            .bind(account)
            .bind(test.root)
            .bind(minute)
            .execute(test.db())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn the_newest_line_comes_first_whenever_it_was_written_and_no_page_skips_one() {
    let test = TestApp::new().await;
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let account = inspector.account.unwrap();
    // Each second line was written before the one that happened earlier.
    let mut minutes: Vec<i64> = (0..60).map(|minute| minute ^ 1).collect();
    minutes.extend([7; 50]);
    views(&test, account, &minutes).await;
    sqlx::query("insert into changes (at, account, act, subject, organisation) select at, account, 'person_entered', filter, organisation from views order by id")
        .execute(test.db())
        .await
        .unwrap();
    minutes.sort_unstable();
    minutes.reverse();
    let wanted: Vec<_> = minutes.iter().map(|minute| format!("12:{minute:02}")).collect();
    for log in ["changes&act=person_entered", "views&act=list"] {
        let mut path = format!("/audit?log={log}");
        let (mut forth, mut addresses) = (Vec::new(), vec![path.clone()]);
        loop {
            let page = inspector.get(&path).await.expect(StatusCode::OK);
            forth.extend(page.all("tbody td.date"));
            match page.attributes("a[rel=next]", "href").first() {
                Some(next) => path.clone_from(next),
                None => break,
            }
            addresses.push(path.clone());
        }
        assert_eq!(forth.len(), wanted.len(), "{log}");
        for (line, minute) in forth.iter().zip(&wanted) {
            assert!(line.contains(minute.as_str()), "{log}: {line} is not {minute}");
        }
        let newer = inspector.get(&addresses[2]).await.attributes("a[rel=prev]", "href")[0].clone();
        assert_eq!(inspector.get(&newer).await.all("tbody td.date"), forth[50..100], "{log}: back to the second page");
    }
}

#[tokio::test]
async fn what_a_list_was_filtered_by_is_said_in_words() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let secretary = test.secretary().await;
    for path in ["/members?standing=probationary", &format!("/members?branch={first}&q=anh"), "/members"] {
        secretary.get(path).await.expect(StatusCode::OK);
    }
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let account = secretary.account.unwrap();
    inspector
        .get(&format!("/audit?log=views&account={account}&act=list&from=1/11/2026&person=7"))
        .await
        .expect(StatusCode::OK);
    inspector.get("/audit").await.expect(StatusCode::OK);
    let page = inspector.get("/audit?log=views").await.expect(StatusCode::OK);
    assert_eq!(
        page.all("tbody td:nth-child(4)"),
        [
            "Ai đã ghi, sửa",
            "Ai đã xem · Tài khoản: bithu · Hồ sơ số 7 · Việc: Xem danh sách · Từ 01/11/2026",
            "Cả danh sách",
            "Tìm: anh · Chi bộ Văn phòng",
            "Dự bị",
        ]
    );
    let english = inspector.with_cookie("language=en");
    let page = english.get("/audit?log=views&act=list").await.expect(StatusCode::OK);
    assert_eq!(page.all("tbody td:nth-child(4)"), ["The whole list", "Search: anh · Chi bộ Văn phòng", "Probationary"]);
}

#[tokio::test]
async fn a_dissolved_organisation_is_called_by_its_last_name() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    sqlx::query(
        "update organisation_versions set valid = daterange(lower(valid), '2026-11-01') where organisation = $1",
    )
    .bind(first)
    .execute(test.db())
    .await
    .unwrap();
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let page = inspector.get("/audit?act=organisation_created").await.expect(StatusCode::OK);
    assert!(page.all("tbody a").contains(&"Chi bộ Văn phòng".to_owned()), "{:?}", page.all("tbody a"));
    assert!(page.all("tbody a").iter().all(|name| !name.is_empty()));
}

#[tokio::test]
async fn every_shape_of_the_filter_is_a_statement() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let whole = test.user("ca", &[Role::Inspector], test.root).await;
    let branch = test.user("mot", &[Role::Inspector], first).await;
    let account = whole.account.unwrap();
    let parts = [
        format!("account={account}"),
        format!("person={person}"),
        "act=admitted".to_owned(),
        "from=2026-11-01".to_owned(),
        "to=23/11/2026".to_owned(),
        "before=1000".to_owned(),
        "after=0".to_owned(),
    ];
    for user in [&whole, &branch] {
        for log in ["changes", "views"] {
            for chosen in 0..1 << parts.len() {
                let query: Vec<_> = parts
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| chosen & (1 << at) != 0)
                    .map(|(_, part)| part.as_str())
                    .collect();
                user.get(&format!("/audit?log={log}&{}", query.join("&"))).await.expect(StatusCode::OK);
            }
        }
    }
    let page = whole.get("/audit?act=admitted&from=23/11/2026&to=23/11/2026").await;
    assert_eq!(page.all("tbody tr").len(), 1, "a line of that day, in Viet Nam");
    assert_eq!(whole.get("/audit?act=admitted&to=22/11/2026").await.all("tbody tr").len(), 0);
    assert_eq!(whole.get("/audit?act=admitted&from=31/4/2026").await.all("#from-error").len(), 1);
}

#[test]
fn every_act_that_the_sources_record_has_its_words_in_both_languages() {
    let mut acts: BTreeSet<String> = Kind::ALL.iter().map(|kind| kind.code().to_owned()).collect();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for file in &files {
        let source = fs::read_to_string(file).unwrap();
        for (call, place) in [("audit::record(", 2), ("Seen::person(", 0), ("Seen::list(", 0)] {
            for (at, _) in source.match_indices(call) {
                let argument = argument(&source[at + call.len()..], place);
                match argument.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                    Some(act) => {
                        acts.insert(act.to_owned());
                    }
                    None if argument == "new.kind.code()" => {}
                    None => {
                        let beside = files.iter().filter(|other| other.parent() == file.parent());
                        let folder: String = beside.map(|other| fs::read_to_string(other).unwrap()).collect();
                        let found = chosen(&folder, &argument);
                        assert!(!found.is_empty(), "{}: which acts is {argument}?", file.display());
                        acts.extend(found);
                    }
                }
            }
        }
    }
    assert!(acts.len() > Kind::ALL.len() + 5, "the sources were not read: {acts:?}");
    for act in acts {
        let vietnamese = act_label(&act).unwrap_or_else(|| panic!("{act} has no words: inspection::labels"));
        let english = Language::English.scope(|| act_label(&act).unwrap());
        assert_ne!(vietnamese, english, "{act} has no English");
    }
}

#[test]
fn every_field_that_the_sources_record_has_its_label_in_both_languages() {
    let mut names: BTreeSet<String> = fields::FIELDS.into_iter().map(ToOwned::to_owned).collect();
    let people = names.len();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for file in &files {
        let source = fs::read_to_string(file).unwrap();
        for (at, call) in source.match_indices("Field::new(") {
            let before = &source[..at];
            if before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            let argument = argument(&source[at + call.len()..], 0);
            match argument.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                Some(name) => {
                    names.insert(name.to_owned());
                }
                // A number of the form of a person, and one of its fields.
                None if argument == "taken.field" => {}
                None if argument == "name" && before.trim_end().ends_with("|name|") => {}
                None => {
                    assert_eq!(argument, "name", "{}: which fields are these?", file.display());
                    let (_, list) = before.rsplit_once("for (name, value) in [").unwrap();
                    let pairs = list.split("(\"").skip(1).filter_map(|pair| pair.split('"').next());
                    names.extend(pairs.map(ToOwned::to_owned));
                }
            }
        }
    }
    assert!(names.len() > people + 15 && names.contains("counterpart_text"), "the sources were not read: {names:?}");
    for name in names {
        for subject in ["person", "organisation", "account", "book"] {
            let vietnamese =
                labels::field(subject, &name).unwrap_or_else(|| panic!("{name} has no label: inspection::labels"));
            let english = Language::English.scope(|| labels::field(subject, &name).unwrap());
            assert_ne!(vietnamese, english, "{name} has no English");
        }
    }
    assert_eq!(labels::field("account", "full_name"), Some("Họ và tên"));
    assert_eq!(labels::field("person", "full_name"), Some("Họ và tên khai sinh"));
}

/// The argument of a call at a place, the text after its bracket given.
fn argument(after: &str, place: usize) -> String {
    let (mut depth, mut at, mut argument) = (0, 0, String::new());
    for letter in after.chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                at += 1;
                continue;
            }
            _ => {}
        }
        if at == place {
            argument.push(letter);
        }
    }
    argument.trim().to_owned()
}

/// The words among which a name is chosen: the texts in its `let`, or in the calls of the function that
/// takes it.
fn chosen(source: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("fn ") {
        let Some((function, after)) = source[at + 3..].split_once('(') else { continue };
        let place = (0..10).find(|place| argument(after, *place).starts_with(&format!("{name}: &'static str")));
        let Some(place) = place.filter(|_| function.chars().all(|letter| letter.is_alphanumeric() || letter == '_'))
        else {
            continue;
        };
        for (call, _) in source.match_indices(&format!("{function}(")) {
            let given = argument(&source[call + function.len() + 1..], place);
            found.extend(given.split('"').skip(1).step_by(2).map(ToOwned::to_owned));
        }
    }
    for (at, start) in source.match_indices(&format!("let {name} = ")) {
        let statement = source[at + start.len()..].split(';').next().unwrap_or_default();
        found.extend(statement.split('"').skip(1).step_by(2).map(ToOwned::to_owned));
    }
    found
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("audit/mod.rs") {
            files.push(path);
        }
    }
}

#[tokio::test]
async fn pages_that_wait_together_each_have_their_line_and_one_that_cannot_be_written_spoils_no_other() {
    let test = TestApp::new().await;
    let account = test.user("kiemtra", &[Role::Inspector], test.root).await.account.unwrap();
    let view = |n: i32| View {
        account,
        organisation: test.root,
        at: test.app.clock.now(),
        route: "/members",
        // Every tenth is nothing that PostgreSQL takes.
        seen: ["list", "export"]
            .map(|act| Seen::list(act, format!("q={n}{}", if n % 10 == 0 { "\0" } else { "" }), 1))
            .to_vec(),
    };
    let written = futures_util::future::join_all((0..100).map(|n| test.app.views.write(view(n)))).await;
    for (n, written) in written.iter().enumerate() {
        assert_eq!(written.is_ok(), n % 10 != 0, "{n}");
    }
    let lines: i64 =
        sqlx::query_scalar("select count(distinct (act, filter)) from views").fetch_one(test.db()).await.unwrap();
    assert_eq!(lines, 180);
    assert!(test.app.views.write(view(1)).await.is_ok(), "the next one is written, too");
}

#[tokio::test]
async fn what_was_left_empty_is_no_line_of_the_log() {
    let test = TestApp::new().await;
    let administrator = test.user("quantri", &[Role::Administrator, Role::Inspector], test.root).await;
    let organisation = test.root.to_string();
    let form = [
        ("name", "moi.lap"),
        ("roles", "inspector"),
        ("organisation", organisation.as_str()),
        ("submission", "0123456789abcdef0123456789abcdef"),
    ];
    administrator.post("/accounts", &form).await.expect(StatusCode::SEE_OTHER);
    let page = administrator.get("/audit?act=account_created").await.expect(StatusCode::OK);
    assert!(page.text().contains("moi.lap"));
    assert!(!page.text().contains("phần che giống nhau") && !page.one("tbody .changed").contains("Họ và tên"));
}
