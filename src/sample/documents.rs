//! Records the documents of `documents.txt` and the sessions in which they were made known, by the verbs of the pages.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow};
use sqlx::PgConnection;

use super::Places;
use super::table::{cells, day, lines};
use crate::Result;
use crate::audit::Author;
use crate::documents::{self, Document, Kind, NewDocument, NewSession, Share};
use crate::ids::OrganisationId;
use crate::meetings;
use crate::rules::Day;
use crate::state::App;

const DOCUMENTS: &str = include_str!("documents.txt");
/// How many working days after its day a document reaches the committee.
const ARRIVES_AFTER: u32 = 5;

/// Who of the members came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// All but some.
    AllBut(i64),
    /// Some who caught up.
    CaughtUp(i64),
}

/// A session of a line.
#[derive(Clone, Debug)]
struct Session {
    held_on: Day,
    place: &'static str,
    came: Came,
    outsiders: Share,
}

/// A line of the table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    document: NewDocument,
    sessions: Vec<Session>,
}

/// Reads the table.
pub(super) fn table() -> anyhow::Result<Vec<Line>> {
    lines(DOCUMENTS).map(|(number, text)| line(text).with_context(|| format!("documents.txt, line {number}"))).collect()
}

fn line(line: &'static str) -> anyhow::Result<Line> {
    let [kind, number, issued_on, body, title, sessions] = cells(line)?;
    let document = NewDocument {
        kind: Kind::from_code(kind).ok_or_else(|| anyhow!("{kind}: no such kind"))?,
        number: number.to_owned(),
        issued_on: day(issued_on)?,
        body: body.to_owned(),
        title: title.to_owned(),
    };
    let sessions = sessions.split(';').map(str::trim).filter(|words| !words.is_empty());
    Ok(Line { document, sessions: sessions.map(session).collect::<anyhow::Result<_>>()? })
}

fn session(words: &'static str) -> anyhow::Result<Session> {
    let mut words = words.split_whitespace();
    let mut next = || words.next().context("a session of four words");
    let (held_on, place, members, outsiders) = (next()?, next()?, next()?, next()?);
    let came = match (members.strip_prefix("all-"), members.strip_prefix('+')) {
        (Some(few), _) => Came::AllBut(few.parse()?),
        (_, Some(few)) => Came::CaughtUp(few.parse()?),
        _ if members == "all" => Came::AllBut(0),
        _ => return Err(anyhow!("{members}: who came?")),
    };
    let (present, should) = outsiders.split_once('/').context("others as 57/60")?;
    let outsiders = Share { present: present.parse()?, should: should.parse()? };
    Ok(Session { held_on: day(held_on)?, place, came, outsiders })
}

/// What is written down: a document, or one of its sessions; both by their place in the table.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    Enter(usize),
    MakeKnown(usize, usize),
}

/// The table, and what of it is in the book.
pub(super) struct Desk {
    lines: Vec<Line>,
    entered: HashMap<usize, Document>,
}

impl Desk {
    pub(super) fn new() -> anyhow::Result<Self> {
        Ok(Self { lines: table()?, entered: HashMap::new() })
    }

    /// What is written down up to today, and of which day each is. A document is entered before it is made known.
    pub(super) fn acts(&self, app: &App, today: Day) -> Vec<(Day, Act)> {
        let settings = app.settings();
        let mut acts = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            let arrived = settings.calendar.plus_working_days(line.document.issued_on, ARRIVES_AFTER);
            let first = line.sessions.first().map(|session| session.held_on);
            acts.push((first.map_or(arrived, Day::pred), Act::Enter(number)));
            let sessions = line.sessions.iter().enumerate();
            acts.extend(sessions.map(|(at, session)| (session.held_on, Act::MakeKnown(number, at))));
        }
        acts.retain(|(on, _)| *on <= today);
        acts
    }

    /// Writes it into the book.
    pub(super) async fn write_down(
        &mut self,
        db: &mut PgConnection,
        author: Author,
        places: &Places,
        act: Act,
    ) -> Result<()> {
        match act {
            Act::Enter(number) => {
                let line = self.lines.get(number).context("a line")?;
                let id = documents::enter(&mut *db, author, places.committee, &line.document).await?;
                self.entered.insert(number, documents::find(db, id).await?.context("just entered")?);
                Ok(())
            }
            Act::MakeKnown(number, at) => {
                let session = self.lines.get(number).and_then(|line| line.sessions.get(at)).context("a session")?;
                let document = self.entered.get(&number).context("made known before it was entered")?;
                let organisation = place(places, session.place)?;
                let all: Vec<_> = places.branches.values().copied().collect();
                let of = if organisation == places.committee { all } else { vec![organisation] };
                let expected = i64::from(meetings::expected(&mut *db, &of, session.held_on).await?.all());
                let (members, catch_up) = match session.came {
                    Came::AllBut(few) => (Share { present: expected - few, should: expected }, false),
                    Came::CaughtUp(few) => (Share { present: few, should: few }, true),
                };
                let new = NewSession {
                    organisation,
                    held_on: session.held_on,
                    members,
                    outsiders: session.outsiders,
                    catch_up,
                    note: String::new(),
                };
                documents::record(db, author, document, &new, &[]).await?;
                Ok(())
            }
        }
    }
}

fn place(places: &Places, word: &str) -> anyhow::Result<OrganisationId> {
    if word == "DU" {
        return Ok(places.committee);
    }
    places.branches.get(word).copied().ok_or_else(|| anyhow!("{word}: no such branch"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read_and_nothing_is_made_known_before_its_day() {
        let table = table().unwrap();
        assert!(table.len() > 25);
        for line in &table {
            assert!(line.sessions.iter().all(|session| session.held_on >= line.document.issued_on), "{line:?}");
        }
    }
}
