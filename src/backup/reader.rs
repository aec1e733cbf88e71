//! Reads the file of a copy, and tells a changed or cut one from a good one.

use std::io::{BufRead, BufReader, Read};

use anyhow::{anyhow, bail};
use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};

use super::file::{Contents, END_OF_TABLE, EndLine, FIRST, Header, TableLine, Tally};
use crate::seal::{Seal, hex};

/// Bytes of rows that are handed over at once.
const PIECE: usize = 64 * 1024;
/// Bytes that a line may have: far more than a row of ours, far less than the memory.
const LONGEST: u64 = 64 << 20;

/// What comes next in a copy.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// A table begins.
    Table {
        /// Its name.
        name: String,
        /// The columns of its rows.
        columns: Vec<String>,
    },
    /// Rows of it.
    Rows(Vec<u8>),
    /// The end: everything before it is as it was written.
    End(Contents),
}

/// Reads a copy, part by part.
pub struct Reader<R: BufRead> {
    input: BufReader<GzDecoder<R>>,
    header: Header,
    digest: Sha256,
    table: Option<(String, Tally)>,
    /// What was read of each table: name, rows, digest.
    tables: Vec<(String, u64, String)>,
}

impl<R: BufRead> Reader<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// When it is no copy of the book.
    pub fn new(input: R) -> anyhow::Result<Self> {
        let mut reader = Self {
            input: BufReader::new(GzDecoder::new(input)),
            header: Header { program: String::new(), made_at: String::new(), migration: 0 },
            digest: Sha256::new(),
            table: None,
            tables: Vec::new(),
        };
        let first = reader.line().unwrap_or_default();
        if first != FIRST.as_bytes() {
            bail!("Đây không phải tệp sao lưu của sổ đảng viên.\nThis is not a backup of the book.");
        }
        reader.digest.update(&first);
        let header = reader.line()?;
        reader.digest.update(&header);
        reader.header = serde_json::from_slice(&header).map_err(|_| damaged())?;
        Ok(reader)
    }

    /// How it begins.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next part. After [`Part::End`] there is none.
    ///
    /// # Errors
    /// When the file was changed or cut, or made with another key.
    pub fn next(&mut self, seal: &Seal) -> anyhow::Result<Part> {
        if self.table.is_some()
            && let Some(rows) = self.rows()?
        {
            return Ok(Part::Rows(rows));
        }
        let line = self.line()?;
        if let Some(table) = line.strip_prefix(b"table ") {
            let table: TableLine = serde_json::from_slice(table).map_err(|_| damaged())?;
            self.digest.update(&line);
            self.table = Some((table.name.clone(), Tally::default()));
            return Ok(Part::Table { name: table.name, columns: table.columns });
        }
        let end = line.strip_prefix(b"end ").ok_or_else(damaged)?;
        let end: EndLine = serde_json::from_slice(end).map_err(|_| damaged())?;
        self.end(&end.contents)?;
        if end.contents.mark(seal)? != end.mark {
            bail!(
                "Tệp khóa secret.key không phải là khóa của bản sao lưu này. Đặt đúng tệp khóa vào DATA_DIR.\n\
                 The key file secret.key is not the one of this backup. Put the right one into DATA_DIR."
            );
        }
        Ok(Part::End(end.contents))
    }

    /// Some rows of the table, none at its end.
    fn rows(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let mut rows = Vec::new();
        while rows.len() < PIECE {
            let line = self.line()?;
            self.digest.update(&line);
            if line == END_OF_TABLE {
                if let Some((name, mut tally)) = self.table.take() {
                    tally.add(&rows);
                    let (count, sha256) = tally.result();
                    self.tables.push((name, count, sha256));
                }
                return Ok((!rows.is_empty()).then_some(rows));
            }
            rows.extend_from_slice(&line);
        }
        if let Some((_, tally)) = &mut self.table {
            tally.add(&rows);
        }
        Ok(Some(rows))
    }

    /// Everything that was read is what the last line says, and nothing comes after it.
    fn end(&mut self, contents: &Contents) -> anyhow::Result<()> {
        let read = std::mem::take(&mut self.digest).finalize();
        let tables = contents.tables.iter().map(|entry| (&entry.name, entry.rows, &entry.sha256));
        let nothing_after = self.input.read(&mut [0]).map_err(|_| damaged())? == 0
            && self.input.get_mut().get_mut().fill_buf().map_err(|_| damaged())?.is_empty();
        let as_written = hex(&read) == contents.sha256
            && tables.eq(self.tables.iter().map(|(name, rows, sha256)| (name, *rows, sha256)));
        if as_written && nothing_after { Ok(()) } else { Err(damaged()) }
    }

    fn line(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.input.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(|_| damaged())?;
        if line.last() == Some(&b'\n') { Ok(line) } else { Err(damaged()) }
    }
}

fn damaged() -> anyhow::Error {
    anyhow!(
        "Tệp sao lưu bị hỏng, bị cắt hoặc bị sửa. Chưa có gì được khôi phục.\n\
         The backup is damaged, cut or changed. Nothing was restored."
    )
}

#[cfg(test)]
mod tests {
    use super::super::file::Writer;
    use super::*;

    fn seal(key: u8) -> Seal {
        Seal::from_keys(&[key; 64])
    }

    fn header() -> Header {
        Header { program: "0.1.0".into(), made_at: "2026-11-23T03:00:00Z".into(), migration: 7 }
    }

    fn copy(rows: u32) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), &header()).unwrap();
        writer.table("people", &["id".into(), "name".into()]).unwrap();
        for row in 0..rows {
            writer.rows(format!("{row}\tNguyễn Thị {row}\n").as_bytes()).unwrap();
        }
        writer.end_table(Some(9)).unwrap();
        writer.table("events", &["id".into()]).unwrap();
        writer.end_table(None).unwrap();
        writer.finish(&seal(1)).unwrap()
    }

    fn read(bytes: &[u8], seal: &Seal) -> anyhow::Result<(Header, Vec<u8>, Contents)> {
        let mut reader = Reader::new(bytes)?;
        let mut all = Vec::new();
        loop {
            match reader.next(seal)? {
                Part::Table { name, .. } => all.extend_from_slice(name.as_bytes()),
                Part::Rows(rows) => all.extend_from_slice(&rows),
                Part::End(contents) => return Ok((reader.header().clone(), all, contents)),
            }
        }
    }

    #[test]
    fn a_copy_is_read_back_as_it_was_written() {
        // More rows than one piece holds.
        let (read_header, _, contents) = read(&copy(20_000), &seal(1)).unwrap();
        assert_eq!(read_header, header());
        let tables: Vec<_> =
            contents.tables.iter().map(|entry| (entry.name.as_str(), entry.rows, entry.last_id)).collect();
        assert_eq!(tables, [("people", 20_000, Some(9)), ("events", 0, None)]);
    }

    #[test]
    fn a_cut_copy_is_refused_wherever_it_was_cut() {
        let whole = copy(30);
        for at in 0..whole.len() {
            assert!(read(&whole[..at], &seal(1)).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_changed_copy_is_refused_or_says_exactly_the_same() {
        let whole = copy(30);
        let good = read(&whole, &seal(1)).unwrap();
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut changed = whole.clone();
                changed[at] ^= 1 << bit;
                // The time in the head of gzip, for one, says nothing that we read.
                if let Ok(read) = read(&changed, &seal(1)) {
                    assert_eq!(read, good, "byte {at}");
                    assert!(at < 10 || at + 9 >= whole.len(), "byte {at} is content");
                }
            }
        }
    }

    #[test]
    fn something_after_the_end_is_refused() {
        let mut longer = copy(3);
        longer.push(0);
        assert!(read(&longer, &seal(1)).is_err());
    }

    #[test]
    fn a_rewritten_copy_or_another_key_does_not_bear_the_mark() {
        let said = read(&copy(3), &seal(2)).unwrap_err().to_string();
        assert!(said.contains("secret.key"), "{said}");
    }

    #[test]
    fn another_file_is_not_a_copy() {
        for bytes in [&b""[..], b"%PDF-1.7", &[0x1f, 0x8b, 8, 0]] {
            assert!(read(bytes, &seal(1)).unwrap_err().to_string().contains("backup"));
        }
    }
}
