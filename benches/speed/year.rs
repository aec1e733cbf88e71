//! The lists and the grids of a committee's year, with 10,000 members in 200 branches and eight years of records: each
//! page after a change, beside the first page of the roster in the same run; and the report of a year.

use std::path::PathBuf;

use sodangvien::clock::Clock;
use sodangvien::postgres::{Cluster, Options};
use sodangvien::seal::Seal;
use sodangvien::state::App;
use sqlx::{AssertSqlSafe, Executor, PgPool};

use crate::client::Target;
use crate::statements::Trace;
use crate::{anew, book, serve, session};

/// So many people that about 10,000 are members today.
const PEOPLE: u64 = 11_400;
const BRANCHES: u64 = 200;
/// How often each page is asked for.
const TIMES: usize = 40;
/// A page that takes so many times as long as the roster's is marked.
const SLOW: f64 = 3.0;

/// Makes the book and measures its pages.
pub fn run() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("year");
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir_all(&root).unwrap();
    let cluster = Cluster::start(&root.join("book"), &Options::default()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(measure(&cluster));
    drop(runtime);
    cluster.stop().unwrap();
    let _ = std::fs::remove_dir_all(&root);
}

async fn measure(cluster: &Cluster) {
    let db = book(cluster, PEOPLE, BRANCHES).await;
    let app = App::new(db.clone(), Clock::system(), Seal::from_keys(&[7; 64]), None);
    let year = app.clock.today().year();
    let records = include_str!("year.sql").replace("$year", &year.to_string());
    let mut connection = db.acquire().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(records)).execute(&mut *connection).await.unwrap();
    connection.execute("reset session_replication_role").await.unwrap();
    connection.execute("vacuum analyze").await.unwrap();
    drop(connection);
    println!("{}", contents(&db).await);

    app.read_tree().await.unwrap();
    let cookie = session(&db, &app).await;
    let (address, stop) = serve(&app).await;
    let target = Target { address, cookie };
    let one = async |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(&db).await.unwrap();
    let course = one("select max(id) from courses").await;
    let meeting = one("select max(meeting) from meeting_versions where organisation = 100000").await;
    let document = one("select max(id) from documents").await;
    let person = one("select min(person) from meeting_attendance").await;
    let term = one("select min(id) from terms where organisation = 100000").await;
    let pages = [
        ("the year", format!("/year?year={year}")),
        ("courses", format!("/courses?year={year}")),
        ("courses of a kind, with their people", format!("/courses?year={year}&kind=awareness")),
        ("candidates", "/candidates".to_owned()),
        ("residence contact, by branch", format!("/residence?year={year}")),
        ("residence contact, people", format!("/residence/people?year={year}")),
        ("evaluations, by branch", format!("/evaluations?year={year}")),
        ("evaluations, people", format!("/evaluations/people?year={year}")),
        ("evaluations of organisations, grid", format!("/evaluations/organisations?year={year}")),
        ("commendations", format!("/commendations?year={year}")),
        ("meetings", format!("/meetings?year={year}")),
        ("meetings of a branch", format!("/meetings?year={year}&branch=100000")),
        ("documents", format!("/documents?year={year}")),
        ("targets", format!("/targets?year={year}")),
        ("committees", "/committee".to_owned()),
        ("a term", format!("/committee/terms/{term}")),
        ("a document with its sessions", format!("/documents/{document}")),
        ("a course: results, grid", format!("/courses/{course}/participants")),
        ("a course: sending a branch", format!("/courses/{course}/sending?branch=100000")),
        ("residence contact of a branch, grid", format!("/residence/100000?year={year}")),
        ("evaluation of a branch, grid", format!("/evaluations/100000?year={year}")),
        ("attendance of a meeting, grid", format!("/meetings/{meeting}/attendance")),
        ("a record", format!("/members/{person}")),
        ("a branch", "/organisations/100000".to_owned()),
        ("overview", "/".to_owned()),
        ("report of the year", format!("/reports/{year}")),
        ("report of the year before", format!("/reports/{}", year - 1)),
        ("report of the year before, as DOCX", format!("/reports/{}/docx", year - 1)),
        ("report of the year before, its annex as XLSX", format!("/reports/{}/xlsx", year - 1)),
        ("report of a branch", format!("/reports/{}?branch=100000", year - 1)),
    ];
    anew(&target, &db, "/members", TIMES).await; // connections and plans
    let roster = anew(&target, &db, "/members", TIMES).await;
    println!("  the roster's first page after a change: {roster:.1} ms; after a change (ms), times that");
    let mut traced = Vec::new();
    for (what, path) in pages {
        anew(&target, &db, &path, TIMES / 8).await;
        let took = anew(&target, &db, &path, TIMES).await;
        let times = took / roster;
        println!("    {what}: {took:.1}, {times:.2}{}", if times > SLOW { " (slow)" } else { "" });
        if times > SLOW || path.starts_with("/reports") {
            traced.push((what, path));
        }
    }
    println!("  the roster's again: {:.1} ms", anew(&target, &db, "/members", TIMES).await);
    println!("  where the time goes of what is slow, and of the reports:");
    let trace = Trace::begin();
    for (what, path) in traced {
        trace.tell(&target, what, &path).await;
    }
    let _ = stop.send(());
}

/// What is in the book.
async fn contents(db: &PgPool) -> String {
    let (members, courses, participants, comments, evaluations, meetings, marks, sessions, targets): (
        i64,
        i64,
        i64,
        i64,
        i64,
        i64,
        i64,
        i64,
        i64,
    ) = sqlx::query_as(
        "select (select count(*) from spans where track = 'membership' and upper_inf(known) and upper_inf(valid)), \
                (select count(*) from courses), (select count(*) from course_participants), \
                (select count(*) from residence_comment_versions), (select count(*) from evaluation_versions), \
                (select count(*) from meetings), (select count(*) from meeting_attendance), \
                (select count(*) from document_sessions), (select count(*) from targets)",
    )
    .fetch_one(db)
    .await
    .unwrap();
    format!(
        "{members} members in {BRANCHES} branches: {courses} courses with {participants} on them, {comments} comments \
         of residence, {evaluations} evaluations, {meetings} meetings with {marks} marks, {sessions} sessions of \
         documents, {targets} targets"
    )
}
