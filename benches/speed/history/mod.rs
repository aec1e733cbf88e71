//! A book of twenty years: lists of a past day beside today's, movement, composition, verification. Ratios are to what
//! is run beside them in the same run; `script/bench history` runs it.

mod book;
mod facts;
mod kept;
mod life;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sodangvien::clock::Clock;
use sodangvien::postgres::{Cluster, Options};
use sodangvien::roster::Filter;
use sodangvien::rules::Day;
use sodangvien::seal::Seal;
use sodangvien::state::App;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};

use crate::client::Target;
use crate::{anew, selection, serve, session};

/// The day on which the book is asked: it has no other today, whenever it is measured.
const TODAY: (i16, i8, i8) = (2026, 11, 23);
/// What is measured once is asked for again until so long has passed, a few times at least.
const PATIENCE: Duration = Duration::from_secs(3);
const A_FEW: usize = 3;

/// Measures books of those sizes; with `keep`, what was generated is kept for the next time.
pub fn run(words: &[String]) {
    let wanted: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if wanted.is_empty() { vec![38, 10_000, 1_000_000] } else { wanted };
    let keep = words.iter().any(|word| word == "keep");
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("history");
    if !keep {
        let _ = std::fs::remove_dir_all(&root);
    }
    std::fs::create_dir_all(&root).unwrap();
    let cluster = Cluster::start(&root.join("book"), &Options { connections: 80, ..Options::default() }).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for people in sizes {
        runtime.block_on(measure(&cluster, &root, people));
    }
    drop(runtime);
    cluster.stop().unwrap();
    if !keep {
        let _ = std::fs::remove_dir_all(&root);
    }
}

fn day((year, month, day): (i16, i8, i8)) -> Day {
    Day::new(year, month, day).unwrap()
}

async fn measure(cluster: &Cluster, root: &Path, people: u64) {
    let made = Instant::now();
    let (name, db) = generated(cluster, people).await;
    println!("\n{}", contents(&db).await);
    println!("  made, or found, in {:.0} s", made.elapsed().as_secs_f64());
    let app = App::new(
        db.clone(),
        Clock::fixed(sodangvien::clock::Instant::at(day(TODAY), 12, 0).0),
        Seal::from_keys(&[7; 64]),
        None,
    );
    app.read_tree().await.unwrap();
    let cookie = session(&db, &app).await;
    let (address, stop) = serve(&app).await;
    let asked = Asked { target: Target { address, cookie }, db: db.clone() };

    println!("  roster, first page: after a change, the list alone, asked again (ms); times today's");
    for (whose, branch) in [("everyone", ""), ("one đảng bộ", "1000"), ("one branch", "100000")] {
        let mut today = None;
        for (when, as_of, known_on) in [
            ("today", None, None),
            ("31/12/2015", Some((2015, 12, 31)), None),
            ("30/6/2024", Some((2024, 6, 30)), None),
            ("31/12/2015 as known on 31/3/2016", Some((2015, 12, 31)), Some((2016, 3, 31))),
            ("today as known on 30/9/2026", None, Some((2026, 9, 30))),
        ] {
            let filter = Filter {
                branch: branch.parse().ok().map(sodangvien::ids::OrganisationId),
                as_of: as_of.map(day),
                known_on: known_on.map(day),
                ..Filter::default()
            };
            let found = asked.roster(&app, &filter).await;
            let first = *today.get_or_insert(found);
            println!(
                "    {whose}, {when}: {:.1}, {:.2}, {:.2}; {:.2}, {:.2}, {:.2} times",
                found[0],
                found[1],
                found[2],
                found[0] / first[0],
                found[1] / first[1],
                found[2] / first[2]
            );
        }
    }
    println!("  pages after a change (ms)");
    for (what, path) in [
        ("movement of 2025, one branch", "/statistics?from=2025-01-01&to=2025-12-31&branch=100000"),
        ("movement of 2015, one branch", "/statistics?from=2015-01-01&to=2015-12-31&branch=100000"),
        (
            "movement of 2015 as known on 31/3/2016, one branch",
            "/statistics?from=2015-01-01&to=2015-12-31&known_on=2016-03-31&branch=100000",
        ),
        ("movement of 2025, one đảng bộ", "/statistics?from=2025-01-01&to=2025-12-31&branch=1000"),
        ("movement of 2025, one province", "/statistics?from=2025-01-01&to=2025-12-31&branch=10"),
        ("movement of 2025, everyone", "/statistics?from=2025-01-01&to=2025-12-31"),
        ("movement of 2015, everyone", "/statistics?from=2015-01-01&to=2015-12-31"),
        ("composition, one branch", "/statistics/composition?as_of=2026-11-23&branch=100000"),
        ("composition, one province", "/statistics/composition?as_of=2026-11-23&branch=10"),
        ("composition, everyone", "/statistics/composition?as_of=2026-11-23"),
        ("composition of 31/12/2015, everyone", "/statistics/composition?as_of=2015-12-31"),
        ("what needs attention, one branch", "/attention?branch=100000"),
        ("what needs attention, everyone", "/attention"),
        ("overview", "/"),
    ] {
        println!("    {what}: {:.1}", asked.page(path).await);
    }
    let _ = stop.send(());
    app.db.close().await;
    println!("  verify: {}", verified(cluster, root, &name));
}

/// Who asks, and the book.
struct Asked {
    target: Target,
    db: PgPool,
}

impl Asked {
    /// The median time of a page after a change, in milliseconds; infinite where the program gives up.
    async fn page(&self, path: &str) -> f64 {
        if !self.target.answers(path).await {
            return f64::INFINITY;
        }
        let once = anew(&self.target, &self.db, path, 1).await;
        let times = (PATIENCE.as_secs_f64() * 1000.0 / once).clamp(1.0, 30.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few")]
        let times = (times as usize).max(A_FEW);
        if once > 10_000.0 { once } else { anew(&self.target, &self.db, path, times).await }
    }

    /// The median times of the roster in milliseconds: the page after a change, its list without figures and page,
    /// the page asked again.
    async fn roster(&self, app: &App, filter: &Filter) -> [f64; 3] {
        let query = filter.query();
        let path = format!("/members{}{query}", if query.is_empty() || query.starts_with('?') { "" } else { "?" });
        let page = self.page(&path).await;
        let selection = selection(app, filter);
        let mut db = self.db.acquire().await.unwrap();
        let listed = sodangvien::roster::queries::figures(&mut db, &selection).await.unwrap().listed;
        let (mut list, mut again) = (Vec::new(), Vec::new());
        for _ in 0..30 {
            let begun = Instant::now();
            sodangvien::roster::queries::page(&mut db, &selection, listed).await.unwrap();
            list.push(begun.elapsed());
        }
        drop(db);
        for _ in 0..30 {
            let begun = Instant::now();
            self.target.get(&path).await;
            again.push(begun.elapsed());
        }
        [page, median(list), median(again)]
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64) * 1000.0
}

/// What is in the book.
async fn contents(db: &PgPool) -> String {
    let (members, people, events, voids, spans, versions): (i64, i64, i64, i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from spans where track = 'membership' and upper_inf(known) and upper_inf(valid)), \
                (select count(*) from people), (select count(*) from events), \
                (select count(*) from events where kind = 'void'), (select count(*) from spans), \
                (select count(*) from person_versions)",
    )
    .fetch_one(db)
    .await
    .unwrap();
    format!(
        "{members} members today, {people} people since 2006: {events} events ({voids} of them voids), {spans} spans, \
         {versions} versions of people"
    )
}

/// The program's own `verify` as a process: what it says, and the most memory that it had.
fn verified(cluster: &Cluster, root: &Path, database: &str) -> String {
    let data = root.join("verify");
    std::fs::create_dir_all(&data).unwrap();
    Seal::load_or_create(&data.join("secret.key")).unwrap();
    let address = format!("postgres://sodangvien@localhost/{database}?host={}", cluster.socket_dir().display());
    let begun = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_sodangvien"))
        .arg("verify")
        .env("DATA_DIR", &data)
        .env("DATABASE_URL", address)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", program.id());
    let mut most = String::new();
    let ended = loop {
        let peak = std::fs::read_to_string(&status).unwrap_or_default();
        if let Some(line) = peak.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
            line.trim().clone_into(&mut most);
        }
        if let Some(ended) = program.try_wait().unwrap() {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let took = begun.elapsed().as_secs_f64();
    let said = std::io::read_to_string(program.stdout.take().unwrap()).unwrap();
    assert!(ended.success(), "{said}");
    let _ = std::fs::remove_dir_all(&data);
    let numbers: Vec<f64> = said.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    let events = numbers.get(1).copied().unwrap_or_default();
    format!(
        "{} {:.0} events a second, {took:.1} s, {most} at most",
        said.lines().next().unwrap_or_default(),
        events / took
    )
}

/// A generated book, made when there is none of this kind; and its name.
async fn generated(cluster: &Cluster, people: u64) -> (String, PgPool) {
    let mut kind = DefaultHasher::new();
    [include_str!("book.rs"), include_str!("facts.rs"), include_str!("kept.rs"), include_str!("life.rs")]
        .hash(&mut kind);
    include_str!("organisations.sql").hash(&mut kind);
    let name = format!("history_{people}_{:016x}", kind.finish());
    let options = cluster.connect_options();
    let mut admin = PgConnection::connect_with(&options.clone().database("postgres")).await.unwrap();
    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut admin)
        .await
        .unwrap();
    if !there {
        for statement in [format!("drop database if exists {name}_new"), format!("create database {name}_new")] {
            admin.execute(AssertSqlSafe(statement)).await.unwrap();
        }
        let new = options.clone().database(&format!("{name}_new"));
        let mut db = PgConnection::connect_with(&new).await.unwrap();
        let mut beside = PgConnection::connect_with(&new).await.unwrap();
        sodangvien::MIGRATIONS.run(&mut db).await.unwrap();
        book::write(&mut db, &mut beside, people, day(TODAY)).await;
        db.close().await.unwrap();
        beside.close().await.unwrap();
        admin.execute(AssertSqlSafe(format!("alter database {name}_new rename to {name}"))).await.unwrap();
    }
    let mut db = PgConnection::connect_with(&options.clone().database(&name)).await.unwrap();
    sodangvien::MIGRATIONS.run(&mut db).await.unwrap();
    db.execute("truncate sessions").await.unwrap();
    db.close().await.unwrap();
    let pool = sodangvien::sql::connections(20).connect_with(options.database(&name)).await.unwrap();
    (name, pool)
}
