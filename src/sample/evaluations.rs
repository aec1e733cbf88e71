//! The evaluations of the sample, recorded by the verbs of the pages.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};
use sqlx::PgConnection;

use super::{Secretary, table};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::evaluations::{self, Change, Evaluation, Outcome, When};
use crate::rules::Day;
use crate::rules::evaluation::{Grade, LeftOut, Points};

const EVALUATIONS: &str = include_str!("evaluations.txt");
/// Members that are new for less than this at the end of the year are left out.
const NEW: i32 = 6;

/// A line of the table.
pub(super) struct Line {
    year: i16,
    decided_on: Day,
    number: &'static str,
    branch: &'static str,
    grades: HashMap<&'static str, &'static str>,
}

/// Who has which word, of `excellent nguyet, nhan; completed sang`.
pub(super) fn named(cell: &'static str) -> HashMap<&'static str, &'static str> {
    let mut named = HashMap::new();
    for part in cell.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (word, people) = part.split_once(' ').unwrap_or((part, ""));
        for who in people.split(',').map(str::trim).filter(|who| !who.is_empty()) {
            named.insert(who, word);
        }
    }
    named
}

/// Every line, in the order of the table.
pub(super) fn lines() -> anyhow::Result<Vec<Line>> {
    table::lines(EVALUATIONS)
        .map(|(number, line)| {
            let [year, decided_on, decision, branch, grades] =
                table::cells(line).with_context(|| format!("evaluations.txt, line {number}"))?;
            let grades = named(grades);
            if let Some(word) = grades.values().find(|word| Grade::from_code(word).is_none()) {
                bail!("evaluations.txt, line {number}: {word} is no grade");
            }
            let decided_on = table::day(decided_on)?;
            Ok(Line { year: year.parse()?, decided_on, number: decision, branch, grades })
        })
        .collect()
}

impl Line {
    /// The day on which it was decided.
    pub(super) fn day(&self) -> Day {
        self.decided_on
    }
}

/// Records a line at an instant.
pub(super) async fn write_down(
    db: &mut PgConnection,
    secretary: &Secretary<'_>,
    at: Instant,
    line: &Line,
) -> Result<()> {
    let author = Author { account: Some(secretary.account), at };
    if line.branch == "*" {
        organisations(db, secretary, author, line).await
    } else {
        branch(db, secretary, author, line, When::new(line.year, at.day(), None)).await
    }
}

fn evaluation(line: &Line, outcome: Outcome, nth: usize) -> Evaluation {
    let spread = u16::try_from(nth % 7).unwrap_or_default() * 10;
    let points = outcome.grade().filter(|_| line.year >= 2025).map(|grade| {
        Points(match grade {
            Grade::Excellent => 905 + spread,
            Grade::Good => 775 + spread,
            Grade::Completed => 600 + spread,
            Grade::Failed => 400 + spread,
        })
    });
    let decided = outcome.grade().is_some();
    Evaluation {
        outcome,
        points,
        decision_number: if decided { line.number.to_owned() } else { String::new() },
        decided_on: decided.then_some(line.decided_on),
        note: String::new(),
    }
}

async fn branch(
    db: &mut PgConnection,
    secretary: &Secretary<'_>,
    author: Author,
    line: &Line,
    when: When,
) -> Result<()> {
    let branch = secretary.place(line.branch)?;
    let mut grades = HashMap::new();
    for (who, word) in &line.grades {
        grades.insert(secretary.person(who)?, Grade::from_code(word).context("no grade")?);
    }
    let last = Day::new(line.year, 12, 31).context("no such year")?;
    let mut changes = Vec::new();
    for (nth, row) in evaluations::members(&mut *db, branch, when).await?.into_iter().enumerate() {
        let new = row.admitted_on.is_some_and(|day| day.first().plus_months(NEW) > last);
        let outcome = match grades.remove(&row.person) {
            Some(grade) => Outcome::Graded(grade),
            None if row.exempt => Outcome::LeftOut(LeftOut::Exempt),
            None if new => Outcome::LeftOut(LeftOut::New),
            None => Outcome::Graded(Grade::Good),
        };
        changes.push(Change { of: row.person, before: row.held, after: Some(evaluation(line, outcome, nth)) });
    }
    if !grades.is_empty() {
        return Err(anyhow!("evaluations.txt, {} {}: somebody is not in the branch", line.year, line.branch).into());
    }
    evaluations::write(db, author, branch, line.year, &changes, &[]).await
}

async fn organisations(db: &mut PgConnection, secretary: &Secretary<'_>, author: Author, line: &Line) -> Result<()> {
    let mut changes = Vec::new();
    for (word, grade) in &line.grades {
        let id = if *word == "committee" { secretary.places.committee } else { secretary.place(word)? };
        let grade = Grade::from_code(grade).context("no grade")?;
        let after = evaluation(line, Outcome::Graded(grade), changes.len());
        changes.push(Change { of: id, before: None, after: Some(after) });
    }
    changes.sort_by_key(|change| change.of);
    evaluations::write_organisations(db, author, line.year, &changes).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        let lines = lines().unwrap();
        assert_eq!(lines.iter().filter(|line| line.year == 2019 && line.branch != "*").count(), 4);
        assert_eq!(named("excellent a, b; completed c").len(), 3);
    }
}
