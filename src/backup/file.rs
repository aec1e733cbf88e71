//! The file of a copy: gzip of lines of text, which a person can read too (`zcat`).
//!
//! ```text
//! sodangvien-backup 1
//! {"program":"0.1.0","made_at":"…","migration":20261123070000}
//! table {"name":"organisations","columns":["id","kind","created_at"]}
//! …                                    the rows, as COPY writes them, in the order of the key
//! \.
//! end {"contents":{"tables":[{"name":"organisations","rows":4,"last_id":4,"sha256":"…"}],"sha256":"…"},"mark":"…"}
//! ```
//!
//! `sha256` is of everything before the last line; `mark` is the keyed digest of `contents`.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::seal::{Seal, hex};

/// The first line.
pub(super) const FIRST: &str = "sodangvien-backup 1\n";
/// The line after the rows of a table.
pub(super) const END_OF_TABLE: &[u8] = b"\\.\n";

/// How a copy begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the program that made it.
    pub program: String,
    /// When, in UTC.
    pub made_at: String,
    /// The last migration of the database at that time.
    pub migration: i64,
}

/// How many rows of what, and the digest of it all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// In the order in which they can be restored.
    pub tables: Vec<Entry>,
    /// SHA-256 of everything before the last line.
    pub sha256: String,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// How many rows.
    pub rows: u64,
    /// The last number that was given to a row, when rows are numbered.
    pub last_id: Option<i64>,
    /// SHA-256 of the rows.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TableLine {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct EndLine {
    pub(super) contents: Contents,
    pub(super) mark: String,
}

impl Contents {
    /// Its keyed digest.
    pub(super) fn mark(&self, seal: &Seal) -> anyhow::Result<String> {
        Ok(hex(&seal.digest(&format!("backup|{}", serde_json::to_string(self)?))))
    }
}

/// Counts rows and digests them.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    rows: u64,
    digest: Sha256,
}

impl Tally {
    /// Whole rows, each with its newline: within a row COPY writes it as `\n`.
    pub fn add(&mut self, rows: &[u8]) {
        self.rows += rows.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.digest.update(rows);
    }

    /// How many rows, and their SHA-256.
    pub fn result(self) -> (u64, String) {
        (self.rows, hex(&self.digest.finalize()))
    }
}

/// Writes a copy.
pub struct Writer<W: Write> {
    out: GzEncoder<W>,
    digest: Sha256,
    table: Option<(String, Tally)>,
    tables: Vec<Entry>,
}

impl<W: Write> Writer<W> {
    /// Begins a copy.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, header: &Header) -> anyhow::Result<Self> {
        let out = GzEncoder::new(out, Compression::default());
        let mut writer = Self { out, digest: Sha256::new(), table: None, tables: Vec::new() };
        writer.write(FIRST.as_bytes())?;
        writer.write(format!("{}\n", serde_json::to_string(header)?).as_bytes())?;
        Ok(writer)
    }

    /// Begins a table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn table(&mut self, name: &str, columns: &[String]) -> anyhow::Result<()> {
        let line = TableLine { name: name.to_owned(), columns: columns.to_vec() };
        self.write(format!("table {}\n", serde_json::to_string(&line)?).as_bytes())?;
        self.table = Some((name.to_owned(), Tally::default()));
        Ok(())
    }

    /// Rows of it.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn rows(&mut self, rows: &[u8]) -> anyhow::Result<()> {
        if let Some((_, tally)) = &mut self.table {
            tally.add(rows);
        }
        self.write(rows)
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end_table(&mut self, last_id: Option<i64>) -> anyhow::Result<()> {
        self.write(END_OF_TABLE)?;
        if let Some((name, tally)) = self.table.take() {
            let (rows, sha256) = tally.result();
            self.tables.push(Entry { name, rows, last_id, sha256 });
        }
        Ok(())
    }

    /// Ends the copy.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, seal: &Seal) -> anyhow::Result<W> {
        let contents = Contents {
            tables: std::mem::take(&mut self.tables),
            sha256: hex(&std::mem::take(&mut self.digest).finalize()),
        };
        let mark = contents.mark(seal)?;
        self.write(format!("end {}\n", serde_json::to_string(&EndLine { contents, mark })?).as_bytes())?;
        Ok(self.out.finish()?)
    }

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.digest.update(bytes);
        self.out.write_all(bytes)?;
        Ok(())
    }
}
