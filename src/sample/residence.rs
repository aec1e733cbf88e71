//! The residence contact of the sample, recorded by the verbs of the pages.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};
use sqlx::PgConnection;

use super::evaluations::named;
use super::{Secretary, table};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::residence::{self, Change, Commented, Contact, When};
use crate::rules::residence::{Comment, Reason};
use crate::rules::{Day, PartialDate};

const RESIDENCE: &str = include_str!("residence.txt");
/// The word of who has no comment yet.
const MISSING: &str = "missing";

/// A line of the table.
pub(super) enum Line {
    Introduced { on: PartialDate, people: Vec<&'static str>, reason: Option<Reason>, place: &'static str },
    Comments { received_on: Day, year: i16, branch: &'static str, grades: HashMap<&'static str, &'static str> },
}

impl Line {
    /// The day of the letter, or on which the comments came.
    pub(super) fn day(&self) -> Day {
        match self {
            Self::Introduced { on, .. } => on.first(),
            Self::Comments { received_on, .. } => *received_on,
        }
    }
}

/// Every line, in the order of the table.
pub(super) fn lines() -> anyhow::Result<Vec<Line>> {
    table::lines(RESIDENCE)
        .map(|(number, line)| read(line).with_context(|| format!("residence.txt, line {number}")))
        .collect()
}

fn read(line: &'static str) -> anyhow::Result<Line> {
    if line.starts_with("introduced") {
        let [_, on, people, place] = table::cells(line)?;
        let on = PartialDate::parse_typed(on).map_err(|_| anyhow!("{on} is no day"))?;
        let people = people.split(',').map(str::trim).collect();
        let reason = match place.strip_prefix("reason ") {
            Some(word) => Some(Reason::from_code(word).with_context(|| format!("{word} is no reason"))?),
            None => None,
        };
        return Ok(Line::Introduced { on, people, reason, place: if reason.is_some() { "" } else { place } });
    }
    let [_, received_on, year, branch, grades] = table::cells(line)?;
    let grades = named(grades);
    if let Some(word) = grades.values().find(|word| **word != MISSING && Comment::from_code(word).is_none()) {
        bail!("{word} is no comment");
    }
    Ok(Line::Comments { received_on: table::day(received_on)?, year: year.parse()?, branch, grades })
}

/// Records a line at an instant.
pub(super) async fn write_down(
    db: &mut PgConnection,
    secretary: &Secretary<'_>,
    at: Instant,
    line: &Line,
) -> Result<()> {
    let author = Author { account: Some(secretary.account), at };
    match line {
        Line::Introduced { on, people, reason, place } => {
            for who in people {
                let branch = secretary.place(secretary.row(who)?.unit)?;
                let (since, introduced_on, place) = (on.first(), Some(*on), (*place).to_owned());
                let after = Contact { since, introduced_on, reason: *reason, place };
                let person = secretary.person(who)?;
                let change = Change { person, contact: Some((None, Some(after))), commented: None };
                residence::write(&mut *db, author, branch, at.day().year(), &[change]).await?;
            }
            Ok(())
        }
        Line::Comments { received_on, year, branch, grades } => {
            let branch = secretary.place(branch)?;
            let mut words = HashMap::new();
            for (who, word) in grades {
                words.insert(secretary.person(who)?, *word);
            }
            let rows = residence::members(&mut *db, branch, When::new(*year, at.day(), None)).await?;
            let mut changes = Vec::new();
            for row in rows.into_iter().filter(|row| row.contact.as_ref().is_some_and(|one| one.reason.is_none())) {
                let word = words.remove(&row.person).unwrap_or(Comment::Good.code());
                if let Some(grade) = Comment::from_code(word) {
                    let after = Commented { received_on: *received_on, grade, note: String::new() };
                    let commented = Some((row.commented, Some(after)));
                    changes.push(Change { person: row.person, contact: None, commented });
                }
            }
            if !words.is_empty() {
                return Err(anyhow!("residence.txt, {year}: somebody is not in the branch, or not introduced").into());
            }
            residence::write(db, author, branch, *year, &changes).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        assert!(lines().unwrap().len() > 50);
    }
}
