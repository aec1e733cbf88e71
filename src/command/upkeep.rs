//! `migrate` and `verify`.

use anyhow::bail;

use super::book::{migrate as bring_up, seal, with_book};
use super::plain;
use crate::config::Config;
use crate::ledger;

/// Brings the database to this version.
pub(super) fn migrate(config: &Config) -> anyhow::Result<()> {
    with_book(config, async |book| {
        bring_up(book, config).await?;
        println!("Cơ sở dữ liệu đã ở phiên bản này. · The database is at this version.");
        Ok(())
    })
}

/// Folds every ledger again and compares; opens the sealed numbers.
pub(super) fn verify(config: &Config) -> anyhow::Result<()> {
    with_book(config, async |book| {
        bring_up(book, config).await?;
        seal(book, config).await?;
        let begun = std::time::Instant::now();
        let report = ledger::verify::all(&book.db).await.map_err(plain)?;
        tell(&report)?;
        let seconds = begun.elapsed().as_secs_f64();
        println!("{seconds:.1} giây. · {seconds:.1} seconds.");
        Ok(())
    })
}

/// Says what was found; an error when something was.
pub(super) fn tell(report: &ledger::verify::Report) -> anyhow::Result<()> {
    if report.differing.is_empty() {
        println!(
            "Đã kiểm tra {0} người, {1} sự kiện: khớp. · {0} people, {1} events checked: all agree.",
            report.people, report.events
        );
        return Ok(());
    }
    let numbers: Vec<String> = report.differing.iter().take(50).map(ToString::to_string).collect();
    bail!(
        "Không khớp với sự kiện: {0} trong {1} người (số {2}).\n{0} of {1} people differ from their events (numbers {2}).",
        report.differing.len(),
        report.people,
        numbers.join(", ")
    )
}
