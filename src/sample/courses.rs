//! The courses and the candidates of the sample organisation: `courses.txt` and `candidates.txt`, recorded by the verbs
//! of the pages, each line soon after its day. Who was admitted later is joined to their person when that was written
//! down.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow};
use sqlx::PgConnection;

use super::{Secretary, facts, noticed, table, written_down};
use crate::Result;
use crate::audit::Author;
use crate::candidates::{self, NewCandidate};
use crate::clock::Instant;
use crate::courses::queries::people;
use crate::courses::{self, Achieved, Course, Kind, NewCourse, Outcome, Who};
use crate::ids::{CandidateId, CourseId, OrganisationId};
use crate::members::form::PersonForm;
use crate::rules::Day;
use crate::rules::standing::Kind as Step;
use crate::state::App;

const COURSES: &str = include_str!("courses.txt");
const CANDIDATES: &str = include_str!("candidates.txt");

/// A line of `courses.txt`.
struct Line {
    course: NewCourse,
    certificate_on: Option<Day>,
    people: Vec<(&'static str, Outcome)>,
}

/// A line of `candidates.txt`.
struct Row {
    who: &'static str,
    name: &'static str,
    gender: &'static str,
    born: &'static str,
    branch: &'static str,
    since: Day,
    helper: &'static str,
    occupation: &'static str,
    qualification: &'static str,
    ended: Option<(Day, &'static str)>,
}

fn read_courses() -> anyhow::Result<Vec<Line>> {
    table::lines(COURSES)
        .map(|(number, line)| course(line).with_context(|| format!("courses.txt, line {number}")))
        .collect()
}

fn course(line: &'static str) -> anyhow::Result<Line> {
    let [from_on, to_on, kind, name, place, organiser, decision, certificates, people] = table::cells(line)?;
    let people = people.split(',').map(|one| {
        let (who, result) = one.split_once(':').ok_or_else(|| anyhow!("{one}: no result"))?;
        let outcome = Outcome::from_code(result.trim()).ok_or_else(|| anyhow!("{result}: no such result"))?;
        Ok((who.trim(), outcome))
    });
    Ok(Line {
        course: NewCourse {
            kind: Kind::from_code(kind).ok_or_else(|| anyhow!("{kind}: no such kind"))?,
            name: name.to_owned(),
            place: place.to_owned(),
            organiser: organiser.to_owned(),
            from_on: table::day(from_on)?,
            to_on: Some(table::day(to_on)?),
            decision_number: decision.to_owned(),
        },
        certificate_on: if certificates.is_empty() { None } else { Some(table::day(certificates)?) },
        people: people.collect::<anyhow::Result<_>>()?,
    })
}

fn read_candidates() -> anyhow::Result<Vec<Row>> {
    table::lines(CANDIDATES)
        .map(|(number, line)| candidate(line).with_context(|| format!("candidates.txt, line {number}")))
        .collect()
}

fn candidate(line: &'static str) -> anyhow::Result<Row> {
    let [who, name, gender, born, branch, since, helper, occupation, qualification, ended] = table::cells(line)?;
    let ended = match ended.split_once(", ") {
        Some((on, why)) => Some((table::day(on)?, why)),
        None => None,
    };
    let since = table::day(since)?;
    Ok(Row { who, name, gender, born, branch, since, helper, occupation, qualification, ended })
}

/// What is written down.
#[derive(Clone, Copy)]
pub(super) enum Deed {
    /// A candidate comes onto the list by themselves, before any course.
    Enter(usize),
    /// People are sent.
    Send(usize),
    /// Their results come.
    Achieve(usize),
    /// A candidate was admitted.
    Join(&'static str),
    /// A candidate leaves the list.
    End(usize),
}

/// The two tables, and what of them is in the book.
pub(super) struct Courses {
    lines: Vec<Line>,
    rows: Vec<Row>,
    entries: Vec<table::Entry>,
    known: HashMap<&'static str, CandidateId>,
    made: HashMap<usize, CourseId>,
}

impl Courses {
    /// Reads them.
    pub(super) fn read() -> anyhow::Result<Self> {
        let (lines, rows, entries) = (read_courses()?, read_candidates()?, table::entries()?);
        Ok(Self { lines, rows, entries, known: HashMap::new(), made: HashMap::new() })
    }

    fn admitted(&self, who: &str) -> Option<&table::Entry> {
        self.entries.iter().find(|entry| entry.who == who && entry.kind == Step::Admitted)
    }

    /// All that lies before now, and when it was written down.
    pub(super) fn deeds(&self, app: &App, now: Instant) -> Vec<(Instant, Deed)> {
        let today = now.day();
        let mut deeds = Vec::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.since <= today) {
            deeds.push((noticed(app, row.since, now), Deed::Enter(at)));
            if let Some((on, _)) = row.ended.filter(|(on, _)| *on <= today) {
                deeds.push((noticed(app, on, now), Deed::End(at)));
            }
        }
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.course.from_on <= today) {
            deeds.push((noticed(app, line.course.from_on, now), Deed::Send(at)));
            if let Some(on) = line.certificate_on.filter(|on| *on <= today) {
                deeds.push((noticed(app, on, now), Deed::Achieve(at)));
            }
        }
        let learned = self.lines.iter().filter(|line| line.course.kind == Kind::Awareness);
        for (who, _) in learned.flat_map(|line| &line.people) {
            if let Some(entry) = self.admitted(who).filter(|entry| entry.complete_on() <= today) {
                deeds.push((written_down(app, entry, now), Deed::Join(who)));
            }
        }
        deeds
    }

    /// Records a deed.
    pub(super) async fn write_down(
        &mut self,
        db: &mut PgConnection,
        at: Instant,
        deed: Deed,
        secretary: &Secretary<'_>,
    ) -> Result<()> {
        let author = Author { account: Some(secretary.account), at };
        match deed {
            Deed::Enter(number) => {
                let row = &self.rows[number];
                let new = of_row(secretary, row, at.day())?;
                self.known.insert(row.who, candidates::enter(db, author, &new).await?);
            }
            Deed::Send(number) => self.send(db, author, number, secretary).await?,
            Deed::Achieve(number) => self.achieve(db, author, number, secretary).await?,
            Deed::Join(who) => {
                let id = self.known.get(who).with_context(|| format!("{who} was never sent"))?;
                candidates::join(db, author, *id, secretary.person(who)?, None).await?;
            }
            Deed::End(number) => {
                let row = &self.rows[number];
                let id = self.known.get(row.who).with_context(|| format!("{} is nobody", row.who))?;
                let current = candidates::hold(&mut *db, *id, None).await?.context("a candidate is missing")?;
                let (on, why) = row.ended.context("nobody leaves without a day")?;
                candidates::end(db, author, &current, on, why).await?;
            }
        }
        Ok(())
    }

    async fn send(
        &mut self,
        db: &mut PgConnection,
        author: Author,
        number: usize,
        secretary: &Secretary<'_>,
    ) -> Result<()> {
        let new = self.lines[number].course.clone();
        let id = courses::record(&mut *db, author, secretary.places.committee, &new).await?;
        self.made.insert(number, id);
        let mut sent = Vec::new();
        for (who, _) in self.lines[number].people.clone() {
            sent.push(if new.kind == Kind::Awareness {
                self.candidate(&mut *db, author, who, new.from_on, secretary).await?
            } else {
                let person = secretary.person(who)?;
                let branch = courses::branch_of(&mut *db, person, new.from_on).await?;
                let branch = branch.with_context(|| format!("{who} was no member then"))?;
                (Who::Member(person), secretary.row(who)?.full_name.to_owned(), branch)
            });
        }
        let course = stored(&mut *db, id).await?;
        courses::send(db, author, &course, &sent, &[]).await?;
        Ok(())
    }

    /// Somebody who is sent as a candidate; entered where they are not on the list yet.
    async fn candidate(
        &mut self,
        db: &mut PgConnection,
        author: Author,
        who: &'static str,
        from_on: Day,
        secretary: &Secretary<'_>,
    ) -> Result<(Who, String, OrganisationId)> {
        if let Some(id) = self.known.get(who) {
            let row = self.rows.iter().find(|row| row.who == who).with_context(|| format!("{who}: nobody"))?;
            return Ok((Who::Candidate(*id), row.name.to_owned(), secretary.place(row.branch)?));
        }
        let entry = self.admitted(who).with_context(|| format!("{who} was never admitted"))?;
        let helper = entry.sponsors.first().map(|who| secretary.row(who)).transpose()?;
        let new = NewCandidate {
            facts: facts::of(secretary.row(who)?, false)?,
            branch: secretary.place(entry.branch)?,
            since: from_on,
            helper: helper.map(|row| row.full_name.to_owned()).unwrap_or_default(),
        };
        let id = candidates::enter(db, author, &new).await?;
        self.known.insert(who, id);
        Ok((Who::Candidate(id), new.facts.name.full.clone(), new.branch))
    }

    async fn achieve(
        &self,
        db: &mut PgConnection,
        author: Author,
        number: usize,
        secretary: &Secretary<'_>,
    ) -> Result<()> {
        let (line, id) = (&self.lines[number], self.made[&number]);
        let course = stored(&mut *db, id).await?;
        let on = people::on(&mut *db, id, None, line.course.from_on, None).await?;
        for (at, (who, outcome)) in (1..).zip(&line.people) {
            let whom = match self.known.get(who).filter(|_| line.course.kind == Kind::Awareness) {
                Some(id) => Who::Candidate(*id),
                None => Who::Member(secretary.person(who)?),
            };
            let one = on.iter().find(|one| one.who == whom).with_context(|| format!("{who} is not there"))?;
            let new = Achieved {
                outcome: *outcome,
                certificate_number: format!("{}/GCN", 10 * id.0 + at),
                certificate_on: line.certificate_on,
            };
            courses::achieve(&mut *db, author, &course, one, &new, &[]).await?;
        }
        Ok(())
    }
}

async fn stored(db: &mut PgConnection, id: CourseId) -> Result<Course> {
    let all = courses::Seen { people: None, courses: None };
    Ok(courses::find(db, id, &all).await?.context("a course is missing")?)
}

/// What a line of `candidates.txt` says of somebody.
fn of_row(secretary: &Secretary<'_>, row: &Row, today: Day) -> anyhow::Result<NewCandidate> {
    let person = PersonForm {
        full_name: row.name.to_owned(),
        gender: row.gender.to_owned(),
        born_on: row.born.to_owned(),
        occupation: row.occupation.to_owned(),
        professional_qualification: row.qualification.to_owned(),
        general_education: "12/12".to_owned(),
        ..PersonForm::default()
    };
    let facts = candidates::facts(&person, today).map_err(|errors| anyhow!("{}: {errors:?}", row.who))?;
    let branch = secretary.place(row.branch)?;
    let helper = secretary.row(row.helper)?.full_name.to_owned();
    Ok(NewCandidate { facts, branch, since: row.since, helper })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_names_somebody_known() {
        let people = table::people().unwrap();
        let rows = read_candidates().unwrap();
        for row in &rows {
            assert!(!people.contains_key(row.who), "{} stands in both tables", row.who);
            assert!(people.contains_key(row.helper), "{}", row.helper);
        }
        for (who, _) in read_courses().unwrap().iter().flat_map(|line| &line.people) {
            assert!(people.contains_key(who) || rows.iter().any(|row| row.who == *who), "{who}");
        }
    }

    #[test]
    fn the_certificates_are_those_of_the_admissions() {
        let entries = table::entries().unwrap();
        let lines = read_courses().unwrap();
        let mut compared = 0;
        for line in lines.iter().filter(|line| line.course.kind == Kind::Awareness) {
            for (who, _) in &line.people {
                if let Some(entry) = entries.iter().find(|entry| entry.who == *who) {
                    assert_eq!(entry.certificate_on, line.certificate_on, "{who}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 20, "{compared}");
    }
}
