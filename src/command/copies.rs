//! `backup` and `restore`.

use std::fs;
use std::path::Path;

use anyhow::bail;

use super::book::{migrate, seal, with_book};
use super::{plain, upkeep};
use crate::backup;
use crate::config::Config;
use crate::ledger;
use crate::seal::Seal;

/// Makes a copy of the book, also beside a program that runs.
pub(super) fn backup(config: &Config, file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        // Before a cluster is started for nothing.
        bail!(
            "Đã có tệp {0}; không ghi đè. Chọn tên khác.\n{0} exists and is not overwritten. Choose another name.",
            file.display()
        );
    }
    with_book(config, async |book| {
        migrate(book, config).await?;
        let seal = seal(book, config).await?;
        let copy = backup::make(&book.db, &seal, book.clock.now(), file).await?;
        println!(
            "Đã sao lưu và đọc lại {0}: {1} người, {2} sự kiện. · {0} was written and read back: {1} people, {2} events.",
            file.display(),
            copy.rows("people"),
            copy.rows("events")
        );
        let key = fs::canonicalize(config.key_file())?;
        println!(
            "Giữ riêng tệp khóa {0}: thiếu nó thì không khôi phục được; ai có cả hai thì đọc được số định danh.\n\
             Keep the key file {0} apart: without it nothing can be restored; who has both reads the identity numbers.",
            key.display()
        );
        Ok(())
    })
}

/// Brings a copy back into an empty book. The file and the key are checked before anything is made.
pub(super) fn restore(config: &Config, file: &Path) -> anyhow::Result<()> {
    let key = config.key_file();
    if !key.exists() {
        bail!(
            "Thiếu tệp khóa: chép tệp secret.key giữ cùng bản sao lưu vào {0} rồi thử lại.\n\
             The key file is missing: copy the secret.key that was kept for this backup to {0} and try again.",
            key.display()
        );
    }
    let seal = Seal::load(&key)?;
    backup::check(file, &seal)?;
    with_book(config, async |book| {
        let copy = backup::restore(&book.db, &seal, file, book.alone()).await?;
        migrate(book, config).await?;
        println!(
            "Đã khôi phục {0} người, {1} sự kiện (bản sao lưu lúc {2}). · {0} people, {1} events restored (backup of {2}).",
            copy.rows("people"),
            copy.rows("events"),
            copy.header.made_at
        );
        let report = ledger::verify::all(&book.db).await.map_err(plain)?;
        upkeep::tell(&report)
    })
}
