//! The application as its tests use it: a database of its own, cloned from a migrated template, a clock
//! that stands still, and verbs of the person at the keyboard.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sodangvien::audit::Author;
use sodangvien::auth::Role;
use sodangvien::auth::password::Cost;
use sodangvien::auth::scope::Kind;
use sodangvien::clock::Clock;
use sodangvien::ids::{AccountId, OrganisationId};
use sodangvien::organisations::{self, NewOrganisation};
use sodangvien::postgres::{Cluster, Options};
use sodangvien::seal::{Seal, token, token_hash};
use sodangvien::state::App;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use tower::ServiceExt;

/// The instant at which the tests' clock stands: 23/11/2026, 10:00 in Viet Nam.
pub const NOW: &str = "2026-11-23T03:00:00Z";
/// Where browsers reach the application under test.
const HOST: &str = "localhost";

/// The cluster of this process, in memory; it ends with the process.
fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let root = Path::new("/dev/shm");
        for entry in std::fs::read_dir(root).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(process) = name.strip_prefix("sodangvien-it-")
                && !Path::new("/proc").join(process).exists()
            {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        let directory: PathBuf = root.join(format!("sodangvien-it-{}", std::process::id()));
        Cluster::start(&directory, &Options { durable: false, ..Options::default() }).unwrap()
    })
}

/// A migrated database of its own.
async fn database() -> PgConnectOptions {
    static TEMPLATE: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let options = cluster().connect_options();
    TEMPLATE
        .get_or_init(|| async {
            let mut db = PgConnection::connect_with(&options.clone().database("postgres")).await.unwrap();
            db.execute("create database template_of_tests").await.unwrap();
            let mut made = PgConnection::connect_with(&options.clone().database("template_of_tests")).await.unwrap();
            sodangvien::MIGRATIONS.run(&mut made).await.unwrap();
            made.close().await.unwrap();
        })
        .await;
    copied("template_of_tests").await
}

/// A copy of a database.
async fn copied(template: &str) -> PgConnectOptions {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let options = cluster().connect_options();
    let mut db = PgConnection::connect_with(&options.clone().database("postgres")).await.unwrap();
    let statement = format!("create database {name} template {template} strategy file_copy");
    db.execute(AssertSqlSafe(statement)).await.unwrap();
    options.database(&name)
}

/// A database that is copied for each test instead of being filled again.
pub struct Template {
    name: String,
    root: OrganisationId,
    branches: [OrganisationId; 2],
}

/// An application on a database, and its clock.
async fn on(database: PgConnectOptions) -> (App, Clock) {
    // What the application logs stands beside the test that fails.
    let _ = tracing_subscriber::fmt().with_test_writer().with_max_level(tracing::Level::WARN).try_init();
    let pool = PgPoolOptions::new().max_connections(4).connect_with(database).await.unwrap();
    let clock = Clock::fixed(NOW.parse().unwrap());
    (App::with_cost(pool, clock.clone(), Seal::from_keys(&[7; 64]), None, Cost::LEAST), clock)
}

/// The application under test.
pub struct TestApp {
    /// The application itself.
    pub app: App,
    /// Its clock, to be set.
    pub clock: Clock,
    /// The organisation at the root: `Đảng bộ Sở Thử nghiệm`.
    pub root: OrganisationId,
    /// Two branches below it.
    pub branches: [OrganisationId; 2],
}

impl TestApp {
    /// An application with a book that nobody has opened, on a day.
    pub async fn unopened(at: &str) -> Self {
        let (app, clock) = on(database().await).await;
        clock.set(at.parse().unwrap());
        let none = OrganisationId(0);
        Self { app, clock, root: none, branches: [none, none] }
    }

    /// An application with an organisation of two branches, and no member.
    pub async fn new() -> Self {
        let (app, clock) = on(database().await).await;
        let mut db = app.db.begin().await.unwrap();
        let author = Author { account: None, at: app.clock.now() };
        let mut make = async |kind, name: &str, parent| {
            let new = NewOrganisation { kind, name: name.to_owned(), parent, from: None };
            organisations::create(&mut db, author, &new).await.unwrap()
        };
        let superior = make(Kind::Superior, "Đảng ủy Khối Thử nghiệm", None).await;
        let root = make(Kind::Committee, "Đảng bộ Sở Thử nghiệm", Some(superior)).await;
        let first = make(Kind::Branch, "Chi bộ Văn phòng", Some(root)).await;
        let second = make(Kind::Branch, "Chi bộ Chuyên môn", Some(root)).await;
        db.commit().await.unwrap();
        app.read_tree().await.unwrap();
        Self { app, clock, root, branches: [first, second] }
    }

    /// Ends this application; others are made of its database by [`TestApp::copy`].
    pub async fn into_template(self) -> Template {
        let name: String = sqlx::query_scalar("select current_database()::text").fetch_one(self.db()).await.unwrap();
        self.app.db.close().await;
        Template { name, root: self.root, branches: self.branches }
    }

    /// An application with a copy of a database that was made once.
    pub async fn copy(template: &Template) -> Self {
        let (app, clock) = on(copied(&template.name).await).await;
        app.read_tree().await.unwrap();
        Self { app, clock, root: template.root, branches: template.branches }
    }

    /// The database, to look behind the pages.
    pub fn db(&self) -> &PgPool {
        &self.app.db
    }

    /// An account of these roles in an organisation, without a password that anyone knows.
    pub async fn account(&self, name: &str, roles: &[Role], organisation: OrganisationId) -> AccountId {
        let roles: Vec<_> = roles.iter().map(|role| role.code().to_owned()).collect();
        sqlx::query_scalar(
            "insert into accounts (name, password_hash, roles, organisation, created_at)
             values ($1, 'none', $2, $3, $4) returning id",
        )
        .bind(name)
        .bind(roles)
        .bind(organisation)
        .bind(self.app.clock.now())
        .fetch_one(self.db())
        .await
        .unwrap()
    }

    /// Somebody signed in to an account.
    pub async fn session(&self, account: AccountId) -> User<'_> {
        let token = token().unwrap();
        sqlx::query(
            "insert into sessions (token_hash, account, created_at, last_seen_at, address, agent)
             values ($1, $2, $3, $3, '', '')",
        )
        .bind(token_hash(&token))
        .bind(account)
        .bind(self.app.clock.now())
        .execute(self.db())
        .await
        .unwrap();
        User { test: self, account: Some(account), cookie: format!("session={token}") }
    }

    /// Somebody of the committee of the whole organisation.
    pub async fn secretary(&self) -> User<'_> {
        let account = self.account("bithu", &[Role::Administrator, Role::Committee], self.root).await;
        self.session(account).await
    }

    /// Somebody with these roles in an organisation.
    pub async fn user(&self, name: &str, roles: &[Role], organisation: OrganisationId) -> User<'_> {
        let account = self.account(name, roles, organisation).await;
        self.session(account).await
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> User<'_> {
        User { test: self, account: None, cookie: String::new() }
    }

    /// The author of what a test writes past the pages: an account made for it.
    pub async fn author(&self) -> Author {
        let known: Option<AccountId> =
            sqlx::query_scalar("select id from accounts where name = 'ghi'").fetch_optional(self.db()).await.unwrap();
        let account = match known {
            Some(account) => account,
            None => self.account("ghi", &[Role::Committee], self.root).await,
        };
        Author { account: Some(account), at: self.app.clock.now() }
    }

    /// Until the database says that a task waits for a lock.
    pub async fn until_waiting<T>(&self, task: &tokio::task::JoinHandle<T>) {
        let waiting = "select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(self.db()).await.unwrap() == 0 {
            assert!(!task.is_finished(), "it did not wait");
            tokio::task::yield_now().await;
        }
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(self.db()).await.unwrap()
    }
}

/// Somebody at a browser.
pub struct User<'a> {
    test: &'a TestApp,
    /// Their account.
    pub account: Option<AccountId>,
    /// The cookies of their browser.
    pub cookie: String,
}

impl<'a> User<'a> {
    /// The application that they use.
    pub fn test(&self) -> &'a TestApp {
        self.test
    }
}

impl User<'_> {
    /// The same browser with one more cookie.
    #[must_use]
    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookie = format!("{}; {cookie}", self.cookie);
        self
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form(fields);
        self.send(
            Request::post(path)
                .header("sec-fetch-site", "same-origin")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::CONTENT_LENGTH, body.len()),
            Body::from(body),
        )
        .await
    }

    /// Sends any request.
    pub async fn send(&self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        if request.headers_ref().is_some_and(|headers| !headers.contains_key(header::HOST)) {
            request = request.header(header::HOST, HOST);
        }
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        let router = sodangvien::app::router(self.test.app.clone()).unwrap();
        let response = router.oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        assert_eq!(parts.headers.get("x-content-type-options").unwrap(), "nosniff");
        assert!(parts.headers.contains_key("content-security-policy"));
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        answer.names_its_fields();
        answer
    }
}

/// A form as a browser sends it.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: axum::http::HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Every entry of an error summary leads to something, where a form is offered, and names the field that it leads to.
    fn names_its_fields(&self) {
        let refused = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT].contains(&self.status);
        if !refused || !String::from_utf8_lossy(&self.body).contains("class=\"error-summary") {
            return;
        }
        let page = scraper::Html::parse_document(&self.text());
        let find = |selector: &str| scraper::Selector::parse(selector).unwrap();
        let words = |element: scraper::ElementRef<'_>| {
            let said: String = element.text().collect();
            said.replace('*', "").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        };
        if page.select(&find("main form.form")).next().is_some() {
            let unled = page.select(&find(".error-summary li:not(:has(a))")).map(words).collect::<Vec<_>>();
            assert!(unled.is_empty(), "{unled:?} lead nowhere");
        }
        for entry in page.select(&find(".error-summary li a[href^='#']")) {
            let id = &entry.value().attr("href").unwrap()[1..];
            assert!(page.select(&find(&format!("[id='{id}']"))).next().is_some(), "#{id} leads nowhere");
            let named = [format!("label[for='{id}']"), format!("fieldset[id='{id}'] > legend")];
            let mut labels = named.iter().flat_map(|selector| page.select(&find(selector)).collect::<Vec<_>>());
            let ticked = find(&format!("input[type=radio][id='{id}'], input[type=checkbox][id='{id}']"));
            if let Some(label) = labels.next()
                && page.select(&ticked).next().is_none()
            {
                assert!(words(entry).contains(&words(label)), "{} does not name {}", words(entry), words(label));
            }
        }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |location| location.to_str().unwrap())
    }

    /// The cookies that it sets.
    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
    }

    /// The texts of the elements that a selector finds, their spaces single.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let page = scraper::Html::parse_document(&self.text());
        let selector = scraper::Selector::parse(selector).unwrap();
        page.select(&selector)
            .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The text of the one element that a selector finds.
    pub fn one(&self, selector: &str) -> String {
        let all = self.all(selector);
        assert_eq!(all.len(), 1, "{selector} finds {all:?}");
        all[0].clone()
    }

    /// An attribute of the elements that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = scraper::Html::parse_document(&self.text());
        let selector = scraper::Selector::parse(selector).unwrap();
        page.select(&selector).filter_map(|element| element.value().attr(name).map(ToOwned::to_owned)).collect()
    }

    /// Asserts the status, with the page when it is another.
    #[track_caller]
    pub fn expect(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}
