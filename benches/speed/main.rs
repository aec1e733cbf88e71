//! How fast the roster and the admission are, on generated books of 38, 10,000 and 1,000,000 members:
//! ratios to something run beside them in the same run. `script/bench` runs it; `script/bench history` the books of twenty years,
//! `script/bench year` the pages of a committee's year.
//!
//! Beside the application run (a) axum answering a constant page of the same size, and (b) the statements
//! of the same page through sqlx, without the application around them.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot be set up ends")]
#![expect(clippy::cast_precision_loss, reason = "figures are rounded when they are printed")]

mod client;
mod history;
mod program;
mod statements;
mod year;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use axum_extra::extract::CookieJar;
use sodangvien::audit::{Seen, View};
use sodangvien::auth::{Viewer, session};
use sodangvien::clock::Clock;
use sodangvien::ids::OrganisationId;
use sodangvien::postgres::{Cluster, Options};
use sodangvien::roster::Filter;
use sodangvien::roster::form::Place;
use sodangvien::roster::queries::{self, Selection};
use sodangvien::seal::{Seal, hex, token, token_hash};
use sodangvien::server::{Limits, Server};
use sodangvien::state::App;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use tower::ServiceExt;

use client::{Figures, Target};

/// Requests at once.
const AT_ONCE: usize = 16;
/// How long each figure is measured.
const MEASURED: Duration = Duration::from_secs(4);
/// The organisation of the account.
const ROOT: OrganisationId = OrganisationId(1);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "history") {
        return history::run(&words);
    }
    if words.first().is_some_and(|word| word == "year") {
        return year::run();
    }
    let wanted: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if wanted.is_empty() { vec![38, 10_000, 1_000_000] } else { wanted };
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("speed");
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir_all(&root).unwrap();
    program::start_up(&root.join("program"));
    let cluster = Cluster::start(&root.join("book"), &Options { connections: 80, ..Options::default() }).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut base: Option<[f64; 2]> = None;
    for people in sizes {
        let pages = runtime.block_on(measure(&cluster, people));
        if people == 10_000 {
            base = Some(pages);
        } else if let (Some(base), true) = (base, people > 10_000) {
            println!("  first page at {people}: {:.2} times its time at 10000", pages[0] / base[0]);
            println!("  deep page at {people}: {:.2} times its time at 10000", pages[1] / base[1]);
        }
    }
    drop(runtime);
    cluster.stop().unwrap();
    let _ = std::fs::remove_dir_all(&root);
}

/// Measures one book; the medians of its first and its deep page, alone, in milliseconds.
async fn measure(cluster: &Cluster, people: u64) -> [f64; 2] {
    let made = Instant::now();
    let db = book(cluster, people, (people / 20).max(4)).await;
    println!("\n{people} members (made in {:.0} s)", made.elapsed().as_secs_f64());

    let app = App::new(db.clone(), Clock::system(), Seal::from_keys(&[7; 64]), None);
    app.read_tree().await.unwrap();
    let cookie = session(&db, &app).await;
    let (address, stop) = serve(&app).await;
    let target = Target { address, cookie };

    let deep: i64 = sqlx::query_scalar(
        "select person from person_versions join spans using (person) where track = 'membership'
            and upper_inf(spans.valid) and given_name = (select given_name from person_versions order by given_name
            offset (select count(*) / 2 from person_versions) limit 1) limit 1",
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let views = [
        ("first page", String::new(), Filter::default()),
        (
            "deep page",
            format!("?after={deep}"),
            Filter { place: Place::After(sodangvien::ids::PersonId(deep)), ..Filter::default() },
        ),
        ("search", "?q=nguyen+thi+lan".to_owned(), Filter { q: "nguyen thi lan".into(), ..Filter::default() }),
        (
            "filter",
            "?gender=female".to_owned(),
            Filter { gender: Some(sodangvien::rules::Gender::Female), ..Filter::default() },
        ),
        (
            "rare filter",
            "?standing=probationary".to_owned(),
            Filter { standing: Some(sodangvien::rules::standing::Standing::Probationary), ..Filter::default() },
        ),
        (
            "a past day",
            "?as_of=2022-06-30".to_owned(),
            Filter { as_of: sodangvien::rules::Day::new(2022, 6, 30), ..Filter::default() },
        ),
    ];
    let size = target.get("/members").await.len();
    let constant = constant(size).await;
    let a = constant.load("/", AT_ONCE, MEASURED).await;
    println!("  {:<14} {a}", "(a) constant");
    let plain = target.get_plain("/members").await.len();
    println!("  the page has {plain} bytes, {size} of them compressed");

    let mut alone = [0.0; 2];
    for (at, (name, query, filter)) in views.iter().enumerate() {
        let path = format!("/members{query}");
        let cold = Instant::now();
        target.get(&path).await;
        let cold = cold.elapsed();
        let ours = target.load(&path, AT_ONCE, MEASURED).await;
        let revision = viewer(&app, &target.cookie).await.revision;
        let b = bare(&app, filter, revision, AT_ONCE).await;
        println!(
            "  {name:<14} {ours}; (b) {b}; {:.2} of (b)'s requests, {:.2} of (a)'s; counted anew {:.1} ms",
            ours.per_second() / b.per_second(),
            ours.per_second() / a.per_second(),
            cold.as_secs_f64() * 1000.0,
        );
        let one = target.load(&path, 1, MEASURED).await;
        let own = own_cost(&app, &target.cookie, &path, filter).await;
        let anew = anew(&target, &db, &path, 30).await;
        println!("  {:<14} alone {one}; the page's own cost {own:.2} ms; after a change {anew:.2} ms", "");
        if let Some(kept) = alone.get_mut(at) {
            *kept = one.median();
        }
    }
    println!("  {:<14} {}", "admission", admissions(&target, &db).await);
    for (name, query) in
        [("a year of one branch", "&branch=100000"), ("a year of one đảng bộ", "&branch=1000"), ("a year of all", "")]
    {
        let path = format!("/statistics?from=2025-01-01&to=2025-12-31{query}");
        println!("  {name}: {:.1} ms, the page with its check and units", anew(&target, &db, &path, 5).await);
    }
    let begun = Instant::now();
    let found = sodangvien::ledger::verify::all(&db).await.unwrap();
    let took = begun.elapsed().as_secs_f64();
    println!(
        "  verify: {} people, {} events in {took:.1} s: {:.0} events a second",
        found.people,
        found.events,
        found.events as f64 / took
    );
    if people >= 10_000 {
        slow_clients(&target).await;
    }
    let _ = stop.send(());
    alone
}

/// A generated book of so many people in so many branches: see book.sql.
async fn book(cluster: &Cluster, people: u64, branches: u64) -> PgPool {
    let name = format!("speed_{people}");
    let options = cluster.connect_options();
    let mut admin = PgConnection::connect_with(&options.clone().database("postgres")).await.unwrap();
    admin.execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    let mut db = PgConnection::connect_with(&options.clone().database(&name)).await.unwrap();
    sodangvien::MIGRATIONS.run(&mut db).await.unwrap();
    db.execute("alter table person_versions drop constraint person_versions_once").await.unwrap();
    db.execute("alter table spans drop constraint spans_once").await.unwrap();
    let sql =
        include_str!("book.sql").replace("$people", &people.to_string()).replace("$branches", &branches.to_string());
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut db).await.unwrap();
    db.execute(
        "alter table person_versions add constraint person_versions_once
            exclude using gist (person with =, valid with &&, known with &&)",
    )
    .await
    .unwrap();
    db.execute(
        "alter table spans add constraint spans_once
            exclude using gist (person with =, track with =, valid with &&, known with &&)",
    )
    .await
    .unwrap();
    db.execute("vacuum analyze").await.unwrap();
    sodangvien::sql::connections(20).connect_with(options.database(&name)).await.unwrap()
}

async fn session(db: &PgPool, app: &App) -> String {
    let token = token().unwrap();
    sqlx::query("insert into sessions (token_hash, account, created_at, last_seen_at, address, agent) values ($1, 1, $2, $2, '', '')")
        .bind(token_hash(&token))
        .bind(app.clock.now())
        .execute(db)
        .await
        .unwrap();
    format!("session={token}")
}

async fn serve(app: &App) -> (std::net::SocketAddr, tokio::sync::oneshot::Sender<()>) {
    let server = Server::bind("127.0.0.1:0", Limits::default()).await.unwrap();
    let address = server.address().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let router = sodangvien::app::router(app.clone()).unwrap();
    tokio::spawn(server.run(router, async {
        let _ = stopped.await;
    }));
    (address, stop)
}

/// (a): axum and a page that never changes.
async fn constant(size: usize) -> Target {
    let page: &'static str = Box::leak("x".repeat(size).into_boxed_str());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new().route("/", axum::routing::get(move || async move { page }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Target { address, cookie: String::new() }
}

/// (b): what the page asks of the database, through the same pool.
async fn bare(app: &App, filter: &Filter, revision: i64, at_once: usize) -> Figures {
    statements(app, filter, revision).await; // counts, once
    let end = Instant::now() + MEASURED;
    let tasks: Vec<_> = (0..at_once)
        .map(|_| {
            let (app, filter) = (app.clone(), filter.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                while Instant::now() < end {
                    let begun = Instant::now();
                    statements(&app, &filter, revision).await;
                    times.push(begun.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    Figures::new(times, MEASURED)
}

async fn statements(app: &App, filter: &Filter, revision: i64) {
    let mut db = app.db.acquire().await.unwrap();
    let selection = selection(app, filter);
    let figures = sodangvien::roster::figures(app, &mut db, &selection, revision).await.unwrap();
    queries::page(&mut db, &selection, figures.listed).await.unwrap();
}

fn selection(app: &App, filter: &Filter) -> Selection {
    let tree = app.tree();
    Selection::new(filter.clone(), &tree, &tree.scope(ROOT), app.clock.today())
}

/// What the page asks when it is opened again and nothing has changed.
async fn again(app: &App, filter: &Filter, revision: i64) {
    let mut db = app.db.acquire().await.unwrap();
    let selection = selection(app, filter);
    let figures = sodangvien::roster::figures(app, &mut db, &selection, revision).await.unwrap();
    sodangvien::roster::listing(app, &mut db, &selection, figures.listed, revision).await.unwrap();
}

/// What a request costs without the database, one at a time: the median of what remains when the time of
/// its statements (session, list, view log), made alone just before, is taken away; in milliseconds.
async fn own_cost(app: &App, cookie: &str, path: &str, filter: &Filter) -> f64 {
    let router = sodangvien::app::router(app.clone()).unwrap();
    let mut costs = Vec::new();
    for _ in 0..300 {
        let begun = Instant::now();
        let Viewer { account, organisation, at, revision, .. } = viewer(app, cookie).await;
        again(app, filter, revision).await;
        let seen = vec![Seen::list("list", filter.query(), 50)];
        app.views.write(View { account, organisation, at, route: "/members", seen }).await.unwrap();
        let database = begun.elapsed();
        let request = Request::get(path).header("host", "localhost").header("cookie", cookie);
        let request = request.header("accept-encoding", "gzip").body(Body::empty()).unwrap();
        let begun = Instant::now();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        costs.push(begun.elapsed().as_secs_f64() - database.as_secs_f64());
    }
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2] * 1000.0
}

/// The median time of a page when something has changed since it was last asked for, and nothing of it is
/// remembered; in milliseconds.
async fn anew(target: &Target, db: &PgPool, path: &str, times_asked: usize) -> f64 {
    let mut times = Vec::new();
    for _ in 0..times_asked {
        sqlx::query("update revisions set n = n + 1 where shard = 0").execute(db).await.unwrap();
        let begun = Instant::now();
        target.get(path).await;
        times.push(begun.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2] * 1000.0
}

/// Who is signed in by this cookie.
async fn viewer(app: &App, cookie: &str) -> Viewer {
    let request = Request::get("/").header("cookie", cookie).body(()).unwrap();
    let jar = CookieJar::from_headers(request.headers());
    session::viewer(app, &mut app.db.acquire().await.unwrap(), &jar).await.unwrap().unwrap()
}

/// Admissions one after another, each of somebody else.
async fn admissions(target: &Target, db: &PgPool) -> Figures {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let before: i64 = sqlx::query_scalar("select count(*) from events").fetch_one(db).await.unwrap();
    let end = Instant::now() + MEASURED;
    let mut times = Vec::new();
    while Instant::now() < end {
        let n = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut key = [0; 16];
        getrandom::fill(&mut key).unwrap();
        let form = [
            ("full_name", format!("Nguyễn Thử {}", name(n))),
            ("gender", "female".to_owned()),
            ("born_on", "9/5/1990".to_owned()),
            ("branch", "100000".to_owned()),
            ("decision_number", format!("{n}-QĐ/ĐU")),
            ("decided_on", "1/6/2026".to_owned()),
            ("admitted_on", "5/6/2026".to_owned()),
            ("sponsor_1", "Vi Thị Giới".to_owned()),
            ("sponsor_2", "Vi Văn Thiệu".to_owned()),
            ("submission", hex(&key)),
        ];
        let begun = Instant::now();
        target.post("/members", &form).await;
        times.push(begun.elapsed());
    }
    let after: i64 = sqlx::query_scalar("select count(*) from events").fetch_one(db).await.unwrap();
    assert_eq!(after - before, i64::try_from(times.len()).unwrap(), "every admission is recorded");
    Figures::new(times, MEASURED)
}

/// A word of its own for each number.
fn name(n: u64) -> String {
    let mut word = String::new();
    let mut rest = n + 1;
    while rest > 0 {
        word.push(char::from(b'a' + u8::try_from(rest % 26).unwrap()));
        rest /= 26;
    }
    word
}

/// The roster while 500 clients send half a request and no more, for a minute.
async fn slow_clients(target: &Target) {
    let before = target.load("/members", 4, MEASURED).await;
    let slow = client::half_requests(target.address, 500, Duration::from_mins(1));
    let slow = tokio::spawn(slow);
    let during = target.load("/members", 4, Duration::from_secs(50)).await;
    let (closed, longest) = slow.await.unwrap();
    println!(
        "  {:<14} {during}, without them {before}; {closed} of 500 were closed, the last after {:.1} s",
        "500 slow",
        longest.as_secs_f64()
    );
}
