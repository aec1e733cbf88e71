//! The book as one file, and back again.
//!
//! Why not `pg_dump`: the copy must also be made where no programs of PostgreSQL are (a container
//! beside a server), be read by a newer PostgreSQL and a newer program, and prove that it is whole. The
//! schema need not be in it: the program brings its migrations, and the file says at which it was
//! made. So a copy is the rows alone, taken by `COPY` in one snapshot while others go on writing.
//!
//! * [`file`]: the format, and writing it;
//! * [`reader`]: reading it, and how a changed or cut file is told from a good one;
//! * `queries`: the SQL.
//!
//! The key of the sealed numbers is never in the file. A keyed mark is: it tells at once whether the
//! key at hand is the one that the numbers were sealed with, and that nobody rewrote the file.

pub mod file;
mod queries;
pub mod reader;

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use sqlx::{PgConnection, PgPool};

use crate::MIGRATIONS;
use crate::clock::Instant;
use crate::seal::Seal;
use file::{Contents, Header, Writer};
use reader::{Part, Reader};

/// What a copy holds.
#[derive(Clone, Debug)]
pub struct Copy {
    /// When and by what it was made.
    pub header: Header,
    /// How many rows of which table.
    pub contents: Contents,
}

impl Copy {
    /// How many rows of a table it holds.
    pub fn rows(&self, table: &str) -> u64 {
        self.contents.tables.iter().find(|entry| entry.name == table).map_or(0, |entry| entry.rows)
    }
}

/// Makes a copy of the book at `path`, which must not exist. It is written under another name, read
/// back and checked before it gets its own.
///
/// # Errors
/// When there is such a file, when it cannot be written, when the database does not answer.
pub async fn make(db: &PgPool, seal: &Seal, now: Instant, path: &Path) -> anyhow::Result<Copy> {
    if path.exists() {
        return Err(exists(path));
    }
    let unfinished = Unfinished::beside(path)?;
    let out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished.0)
        .with_context(|| format!("Không ghi được {0}.\nCannot write {0}.", path.display()))?;
    let out = write(db, seal, now, out).await?;
    out.sync_all()?;
    let copy = check(&unfinished.0, seal)?;
    unfinished.publish(path)?;
    Ok(copy)
}

async fn write(db: &PgPool, seal: &Seal, now: Instant, out: File) -> anyhow::Result<File> {
    let mut tx = db.begin_with("begin isolation level repeatable read read only").await?;
    queries::plain_text(&mut tx).await?;
    let migration = queries::migration(&mut tx).await?.ok_or_else(|| anyhow!("there is no book in this database"))?;
    let header = Header { program: env!("CARGO_PKG_VERSION").to_owned(), made_at: now.0.to_string(), migration };
    let mut writer = Writer::new(BufWriter::new(out), &header)?;
    for table in queries::tables(&mut tx).await? {
        writer.table(&table.name, &table.columns)?;
        queries::copy_out(&mut tx, &table, |rows| writer.rows(rows)).await?;
        let last_id = queries::last_id(&mut tx, &table).await?;
        writer.end_table(last_id)?;
    }
    tx.rollback().await?;
    let out = writer.finish(seal)?;
    Ok(out.into_inner().map_err(std::io::IntoInnerError::into_error)?)
}

/// Reads a copy through: whole, unchanged, and made with this key.
///
/// # Errors
/// When it is not, which the sentence says.
pub fn check(path: &Path, seal: &Seal) -> anyhow::Result<Copy> {
    let mut reader = open(path)?;
    let header = reader.header().clone();
    loop {
        if let Part::End(contents) = reader.next(seal)? {
            return Ok(Copy { header, contents });
        }
    }
}

/// Brings a copy that was [`check`]ed back into an empty database, in one transaction, and compares
/// what lies there with what the file says, row by row. `alone` says that nobody else uses the
/// database, so that its tables may be made anew as they were when the copy was made.
///
/// # Errors
/// When the database is not empty, or anything at all is not as it should be: then it stays empty.
pub async fn restore(db: &PgPool, seal: &Seal, path: &Path, alone: bool) -> anyhow::Result<Copy> {
    let copy = check(path, seal)?;
    let migration = copy.header.migration;
    if !MIGRATIONS.version_exists(migration) {
        bail!(
            "Bản sao lưu do một phiên bản mới hơn của chương trình tạo ({0}). Cài phiên bản đó rồi khôi phục.\n\
             The backup was made by a newer version of the program ({0}). Install that version first.",
            copy.header.program
        );
    }
    prepare(db, migration, alone).await?;
    let mut tx = db.begin().await?;
    queries::plain_text(&mut tx).await?;
    let tables = queries::tables(&mut tx).await?;
    queries::lock(&mut tx, &tables).await?;
    ensure_empty(&mut tx).await?;
    queries::empty(&mut tx, &tables).await?;
    queries::set_triggers(&mut tx, &tables, false).await?;
    load(&mut tx, &tables, open(path)?, seal, &copy.contents).await?;
    queries::set_triggers(&mut tx, &tables, true).await?;
    compare(&mut tx, &tables, &copy.contents).await?;
    opens(&mut tx, seal, MANY).await?;
    tx.commit().await?;
    MIGRATIONS.run(db).await?;
    Ok(copy)
}

/// Brings the tables to the state in which the copy was made.
async fn prepare(db: &PgPool, migration: i64, alone: bool) -> anyhow::Result<()> {
    let mut connection = db.acquire().await?;
    let found = queries::migration(&mut connection).await?;
    if found.is_some_and(|found| found != migration) {
        ensure_empty(&mut connection).await?;
        if !alone {
            bail!(
                "Bản sao lưu do một phiên bản khác tạo: dừng chương trình đang chạy rồi khôi phục lại.\n\
                 The backup was made by another version: stop the running program, then restore."
            );
        }
        queries::clear(&mut connection).await?;
    }
    MIGRATIONS.run_to(migration, &mut *connection).await?;
    Ok(())
}

async fn ensure_empty(db: &mut PgConnection) -> anyhow::Result<()> {
    if queries::has_begun(db).await? {
        bail!(
            "Cơ sở dữ liệu đã có dữ liệu; chỉ khôi phục được vào sổ trống. Chọn DATA_DIR khác.\n\
             The database is not empty; a backup goes into an empty book only. Choose another DATA_DIR."
        );
    }
    Ok(())
}

async fn load(
    tx: &mut PgConnection,
    tables: &[queries::Table],
    mut reader: Reader<BufReader<File>>,
    seal: &Seal,
    expected: &Contents,
) -> anyhow::Result<()> {
    let mut part = reader.next(seal)?;
    loop {
        match part {
            Part::Table { name, columns } => {
                let table = tables
                    .iter()
                    .find(|table| table.name == name && table.columns == columns)
                    .ok_or_else(|| anyhow!("the backup has a table {name} that this program does not know so"))?;
                let mut copy = queries::copy_in(tx, table).await?;
                part = reader.next(seal)?;
                while let Part::Rows(rows) = part {
                    copy.send(rows).await?;
                    part = reader.next(seal)?;
                }
                copy.finish().await?;
            }
            Part::Rows(_) => bail!("rows outside a table"),
            // The file is read for the second time: it must still say the same.
            Part::End(contents) => {
                ensure!(contents == *expected, "the backup changed while it was read");
                break;
            }
        }
    }
    Ok(())
}

/// Takes a copy of what was restored and compares it with the file's.
async fn compare(tx: &mut PgConnection, tables: &[queries::Table], contents: &Contents) -> anyhow::Result<()> {
    for entry in &contents.tables {
        let table = tables
            .iter()
            .find(|table| table.name == entry.name)
            .ok_or_else(|| anyhow!("the table {} is missing", entry.name))?;
        let mut tally = file::Tally::default();
        queries::copy_out(tx, table, |rows| {
            tally.add(rows);
            Ok(())
        })
        .await?;
        let (rows, sha256) = tally.result();
        if rows != entry.rows || sha256 != entry.sha256 {
            bail!(
                "Khôi phục không đúng: bảng {0} có {1} dòng, bản sao lưu có {2}. Chưa có gì được ghi.\n\
                 The restored table {0} has {1} rows, the backup {2}, or they differ. Nothing was kept.",
                entry.name,
                rows,
                entry.rows
            );
        }
        if let Some(last_id) = entry.last_id {
            queries::set_last_id(tx, table, last_id).await?;
        }
    }
    Ok(())
}

/// How many sealed numbers of each kind are opened after a restoration.
const MANY: i64 = 1000;

/// Sees that the key at hand opens the sealed numbers, each for its own person: the last `most` of
/// each kind.
///
/// # Errors
/// When one of them does not open.
pub async fn opens(db: &mut PgConnection, seal: &Seal, most: i64) -> anyhow::Result<()> {
    for (what, person, sealed) in queries::sealed_numbers(db, most).await? {
        seal.open(what, person, &sealed).with_context(|| {
            "Tệp khóa secret.key không mở được các số trong sổ: đây không phải là khóa của sổ này.\n\
             The key file secret.key does not open the numbers of the book: it is not the key of this book."
        })?;
    }
    Ok(())
}

fn open(path: &Path) -> anyhow::Result<Reader<BufReader<File>>> {
    let file = File::open(path).with_context(|| format!("Không mở được {0}.\nCannot open {0}.", path.display()))?;
    Reader::new(BufReader::new(file)).with_context(|| path.display().to_string())
}

fn exists(path: &Path) -> anyhow::Error {
    anyhow!(
        "Đã có tệp {0}; không ghi đè. Chọn tên khác.\n{0} exists and is not overwritten. Choose another name.",
        path.display()
    )
}

/// A file that is removed unless it is published.
struct Unfinished(PathBuf);

impl Unfinished {
    fn beside(path: &Path) -> anyhow::Result<Self> {
        let name = path
            .file_name()
            .ok_or_else(|| anyhow!("Thiếu tên tệp: {0}.\nThere is no file name: {0}.", path.display()))?;
        let mut unfinished = std::ffi::OsString::from(".");
        unfinished.push(name);
        unfinished.push(format!(".{}", std::process::id()));
        Ok(Self(path.with_file_name(unfinished)))
    }

    /// Gives the file its name, if there is none of that name, and makes the name last.
    fn publish(self, path: &Path) -> anyhow::Result<()> {
        match fs::hard_link(&self.0, path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(exists(path));
            }
            // A memory stick may know no links; then the look before must do.
            Err(_) if !path.exists() => fs::rename(&self.0, path)?,
            Err(_) => return Err(exists(path)),
        }
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        File::open(directory)?.sync_all()?;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone already when it was renamed.
        let _ = fs::remove_file(&self.0);
    }
}
