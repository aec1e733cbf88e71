//! Opens the book for a command: its database (our own cluster, that of a program which runs, or a
//! server), its key.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use sqlx::PgPool;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::runtime::Runtime;

use super::queries;
use crate::clock::Clock;
use crate::config::Config;
use crate::postgres::{Embedded, Options};
use crate::seal::Seal;
use crate::state::App;
use crate::{MIGRATIONS, backup, postgres, sql};

/// Connections for pages; twice as many do not make two cores faster.
const CONNECTIONS: u32 = 10;
/// How long a request waits for one of them.
const ACQUIRE: Duration = Duration::from_secs(2);
/// How long a server may take to answer at all.
const CONNECTING: Duration = Duration::from_secs(10);
/// What a page may ask of the database, in the units of PostgreSQL: no statement goes on after the
/// page has given up, no lock is waited for longer than a person waits, no transaction is left open.
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "30s"), ("lock_timeout", "3s"), ("idle_in_transaction_session_timeout", "15s")];
/// How long is waited for connections to end.
pub(super) const CLOSING: Duration = Duration::from_secs(3);

/// A book that is open, and what it lies in.
pub(super) struct Book {
    /// Connections for work of any length.
    pub(super) db: PgPool,
    connection: PgConnectOptions,
    pub(super) clock: Clock,
    /// Our own cluster, or that of a program beside us; none with a server.
    pub(super) embedded: Option<Arc<Embedded>>,
}

impl Book {
    /// Whether nobody else uses the database, as far as can be known.
    pub(super) fn alone(&self) -> bool {
        matches!(self.embedded.as_deref(), Some(Embedded::Started(_)))
    }

    /// The application on this book, with connections for pages.
    pub(super) fn app(&self, config: &Config, seal: Seal) -> App {
        let db = sql::connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE)
            .connect_lazy_with(self.connection.clone().options(LIMITS));
        App::new(db, self.clock.clone(), seal, config.public_url.clone())
    }
}

/// Does `work` with the book open, and closes it whatever comes of it.
pub(super) fn with_book<T>(config: &Config, work: impl AsyncFnOnce(&Book) -> anyhow::Result<T>) -> anyhow::Result<T> {
    make_data_dir(config)?;
    let embedded = match &config.database {
        Some(_) => None,
        None => Some(Embedded::open(
            &config.data_dir,
            &Options { programs: config.programs.clone(), ..Options::default() },
        )?),
    };
    work_in(config, embedded, work)
}

/// As [`with_book`], with what the database lies in already there.
pub(super) fn work_in<T>(
    config: &Config,
    embedded: Option<Embedded>,
    work: impl AsyncFnOnce(&Book) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let embedded = embedded.map(Arc::new);
    let connection = match (&embedded, &config.database) {
        (Some(embedded), _) => embedded.connect_options(),
        (None, Some(server)) => server.clone().application_name(postgres::DATABASE),
        (None, None) => bail!("neither a cluster nor a server was given"),
    };
    let runtime = Runtime::new()?;
    let done = runtime.block_on(async {
        let db = connect(connection.clone()).await?;
        let book = Book { db, connection, clock: Clock::system(), embedded: embedded.clone() };
        let done = work(&book).await;
        // Connections that are still at work are cut with the cluster, or when we end.
        let _ = tokio::time::timeout(CLOSING, book.db.close()).await;
        done
    });
    runtime.shutdown_timeout(CLOSING);
    let stopped = embedded.map_or(Ok(()), |embedded| embedded.stop());
    // What was asked comes first; that the cluster did not stop is told when nothing else went wrong.
    done.and_then(|done| stopped.map(|()| done))
}

async fn connect(connection: PgConnectOptions) -> anyhow::Result<PgPool> {
    PgPoolOptions::new().max_connections(2).acquire_timeout(CONNECTING).connect_with(connection).await.context(
        "Không kết nối được với cơ sở dữ liệu. Kiểm tra DATABASE_URL, hoặc máy chủ có chạy không.\n\
         The database cannot be reached. Check DATABASE_URL, or whether the server runs.",
    )
}

/// Brings the tables to this version. Of a book that is about to change, a copy is made first
/// (our own cluster only: a server has its own copies); and what a new version of the system sorts
/// otherwise is sorted again.
pub(super) async fn migrate(book: &Book, config: &Config) -> anyhow::Result<()> {
    let db = &book.db;
    let applied = queries::applied(db).await?;
    let pending = MIGRATIONS.iter().any(|migration| !applied.contains(&migration.version));
    match (pending, book.embedded.as_deref(), applied.last()) {
        (true, Some(Embedded::Joined(_)), _) => bail!(
            "Chương trình đang chạy là một phiên bản khác. Dừng nó rồi thử lại.\n\
             The program that runs is of another version. Stop it and try again."
        ),
        (true, Some(Embedded::Started(_)), Some(version)) if queries::any_account(db).await? => {
            let file = config.data_dir.join(format!("before-update-{version}.sodangvien"));
            if !file.exists() {
                backup::make(db, &seal(book, config).await?, book.clock.now(), &file).await?;
                tracing::info!("before the update a copy was made: {}", file.display());
            }
        }
        _ => {}
    }
    MIGRATIONS.run(db).await.map_err(|error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => anyhow::anyhow!(
            "Cơ sở dữ liệu do một phiên bản mới hơn của chương trình dùng. Hãy cài phiên bản đó.\n\
             The database is of a newer version of the program. Install that version."
        ),
        other => anyhow::Error::new(other)
            .context("Không cập nhật được cấu trúc cơ sở dữ liệu.\nThe database could not be brought to this version."),
    })?;
    match book.embedded.as_deref() {
        Some(Embedded::Started(_)) => {
            let changed = postgres::changed_collations(db).await?;
            if !changed.is_empty() {
                tracing::info!("the system sorts otherwise than before: sorting again ({})", changed.join(", "));
                postgres::refresh_collations(db).await?;
            }
        }
        Some(Embedded::Joined(_)) => {}
        None => warn_of_server(db).await?,
    }
    Ok(())
}

/// Tells what of a server's settings endangers the book.
async fn warn_of_server(db: &PgPool) -> anyhow::Result<()> {
    for setting in postgres::check_durability(db).await? {
        tracing::warn!("THE SERVER MAY LOSE WHAT IT HAS CONFIRMED: {setting}. Set it to on in postgresql.conf.");
    }
    let changed = postgres::changed_collations(db).await?;
    if !changed.is_empty() {
        tracing::warn!(
            "the server sorts names otherwise than when the indexes were made ({}): as its owner run REINDEX DATABASE, \
             then ALTER COLLATION … REFRESH VERSION",
            changed.join(", ")
        );
    }
    Ok(())
}

/// The key of the sealed numbers; made when the book is new, never when it is not.
pub(super) async fn seal(book: &Book, config: &Config) -> anyhow::Result<Seal> {
    let file = config.key_file();
    if !file.exists() && queries::any_account(&book.db).await? {
        bail!(
            "Thiếu tệp khóa {0}. Không có khóa này thì không mở được số định danh trong sổ. Đặt lại tệp khóa rồi thử lại.\n\
             The key file {0} is missing; the numbers in the book do not open without it. Put it back and try again.",
            file.display()
        );
    }
    let seal = Seal::load_or_create(&file)?;
    if queries::any_account(&book.db).await? {
        let mut connection = book.db.acquire().await?;
        backup::opens(&mut connection, &seal, 1).await?;
    }
    Ok(seal)
}

/// Makes the data directory, private, when it is not there.
pub(super) fn make_data_dir(config: &Config) -> anyhow::Result<()> {
    DirBuilder::new().mode(0o700).recursive(true).create(&config.data_dir).with_context(|| {
        format!("Không tạo được thư mục dữ liệu {0}.\nCannot make the data directory {0}.", config.data_dir.display())
    })
}
