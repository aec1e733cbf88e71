//! Records the documents of `documents.txt` and the sessions in which they were made known, by the verbs of the pages.

use anyhow::{Context as _, anyhow};
use sqlx::PgConnection;

use super::Places;
use super::table::{cells, day, lines};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::documents::{self, Kind, NewDocument, NewSession, Share};
use crate::ids::{AccountId, OrganisationId};
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

/// Records every document and session up to today.
pub(super) async fn record(db: &mut PgConnection, app: &App, account: AccountId, places: &Places) -> Result<()> {
    let now = app.clock.now();
    let calendar = &app.settings().calendar;
    let author = |on: Day| Author { account: Some(account), at: Instant::at(on, 16, 30).min(now) };
    let branches: Vec<_> = places.branches.values().copied().collect();
    for line in table()? {
        // The book was opened in 2018: what is older was entered when it was first made known.
        let first = line.sessions.first().map(|session| session.held_on);
        let arrived = calendar.plus_working_days(line.document.issued_on, ARRIVES_AFTER);
        let entered = first.map_or(arrived, |first| first.pred());
        if entered > now.day() {
            continue;
        }
        let id = documents::enter(&mut *db, author(entered), places.committee, &line.document).await?;
        let document = documents::find(&mut *db, id).await?.context("just entered")?;
        for session in line.sessions.iter().filter(|session| session.held_on <= now.day()) {
            let organisation = place(places, session.place)?;
            let of = if organisation == places.committee { branches.clone() } else { vec![organisation] };
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
            let written = calendar.plus_working_days(session.held_on, super::WRITTEN_DOWN_AFTER);
            documents::record(&mut *db, author(written), &document, &new).await?;
        }
    }
    Ok(())
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
