//! Records the meetings of `meetings.txt`, by the verbs of the pages.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};
use sqlx::PgConnection;

use super::Places;
use super::table::{cells, day, lines};
use crate::Result;
use crate::audit::Author;
use crate::ids::{MeetingId, PersonId};
use crate::meetings::{self, Counts, Kind, Mark, Marked, NewMeeting, Tally};
use crate::rules::Day;
use crate::rules::calendar::Calendar;
use crate::rules::day::Weekday;
use crate::state::App;

const MEETINGS: &str = include_str!("meetings.txt");
/// The first year of which there are meetings.
const FIRST: i16 = 2019;
/// The first day in the middle month of a quarter on which a thematic meeting is held.
const THEMATIC: i8 = 15;

/// A month and a branch, `("05/2019", "TM")`.
type Of = (&'static str, &'static str);

/// What the table says.
#[derive(Debug, Default)]
pub(super) struct Table {
    regular: Vec<(&'static str, i8)>,
    committee: Option<i8>,
    /// From when on so many sit on the committee.
    seats: Vec<(Day, i32)>,
    flag: &'static str,
    thematic: HashMap<&'static str, &'static str>,
    absent: HashMap<Of, Vec<&'static str>>,
    few: HashMap<&'static str, i32>,
    missed: Vec<Of>,
    sheets: HashMap<&'static str, Vec<&'static str>>,
}

/// Reads the table.
pub(super) fn table() -> anyhow::Result<Table> {
    let mut table = Table::default();
    for (number, line) in lines(MEETINGS) {
        read(&mut table, line).with_context(|| format!("meetings.txt, line {number}"))?;
    }
    Ok(table)
}

fn read(table: &mut Table, line: &'static str) -> anyhow::Result<()> {
    let word = line.split('|').next().map(str::trim).unwrap_or_default();
    match word {
        "regular" => {
            let [_, branch, from] = cells(line)?;
            table.regular.push((branch, from.parse()?));
        }
        "committee" => {
            let [_, _, from] = cells(line)?;
            table.committee = Some(from.parse()?);
        }
        "seats" => {
            let [_, from, seats] = cells(line)?;
            table.seats.push((day(from)?, seats.parse()?));
        }
        "flag" => table.flag = cells::<3>(line)?[2],
        "thematic" => {
            let [_, quarter, topic] = cells(line)?;
            table.thematic.insert(quarter, topic);
        }
        "absent" => {
            let [_, month, branch, who] = cells(line)?;
            table.absent.insert((month, branch), who.split(',').map(str::trim).collect());
        }
        "few" => {
            let [_, month, count] = cells(line)?;
            table.few.insert(month, count.parse()?);
        }
        "missed" => {
            let [_, month, branch] = cells(line)?;
            table.missed.push((month, branch));
        }
        "sheet" => {
            let [_, year, branches] = cells(line)?;
            table.sheets.insert(year, branches.split_whitespace().collect());
        }
        other => bail!("{other}: no such line"),
    }
    Ok(())
}

/// A meeting to come: whose, of what, and who was absent.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) held_on: Day,
    kind: Kind,
    /// None: of the committee.
    branch: Option<&'static str>,
    month: Day,
    starts_at: &'static str,
    topic: &'static str,
    /// Those of a committee meeting.
    sitting: Option<Tally>,
    by_person: bool,
    absent: Vec<&'static str>,
}

/// Every meeting up to today.
pub(super) fn planned(app: &App, today: Day) -> anyhow::Result<Vec<Planned>> {
    let table = table()?;
    let settings = app.settings();
    let mut all = Vec::new();
    let mut month = Day::new(FIRST, 1, 1).context("a first month")?;
    while month <= today {
        all.extend(of_month(&table, &settings.calendar, month));
        month = month.plus_months(1);
    }
    all.retain(|planned| planned.held_on <= today);
    Ok(all)
}

fn of_month(table: &Table, calendar: &Calendar, month: Day) -> Vec<Planned> {
    let word = word(month);
    let year = month.year().to_string();
    let by_person = |branch| table.sheets.get(year.as_str()).is_some_and(|branches| branches.contains(branch));
    let plan = |kind, branch, held_on| Planned {
        held_on,
        kind,
        branch,
        month,
        starts_at: "",
        topic: "",
        sitting: None,
        by_person: false,
        absent: Vec::new(),
    };
    let mut all = Vec::new();
    for (branch, from) in &table.regular {
        if !table.missed.iter().any(|(month, missed)| *month == word && missed == branch) {
            all.push(Planned {
                topic: "Kiểm điểm công tác tháng trước, bàn nhiệm vụ trong tháng",
                by_person: by_person(branch),
                absent: table.absent.get(&(word.as_str(), *branch)).cloned().unwrap_or_default(),
                ..plan(Kind::Regular, Some(*branch), working(calendar, month, *from))
            });
        }
    }
    if let Some(from) = table.committee {
        let held_on = working(calendar, month, from);
        let of = table.seats.iter().rfind(|(from, _)| *from <= held_on).map_or(0, |(_, seats)| *seats);
        let present = of - table.few.get(word.as_str()).copied().unwrap_or(0);
        all.push(Planned { sitting: Some(Tally { present, of }), ..plan(Kind::Committee, None, held_on) });
    }
    let mut monday = month;
    while monday.weekday() != Weekday::Monday || !calendar.is_working_day(monday) {
        monday = monday.succ();
    }
    all.push(Planned { starts_at: table.flag, ..plan(Kind::Flag, None, monday) });
    let quarter = format!("{}/{}", month.year(), (month.month() + 1) / 3);
    if let Some(topic) = table.thematic.get(quarter.as_str()).copied().filter(|_| month.month() % 3 == 2) {
        for (at, (branch, _)) in (0..).zip(&table.regular) {
            let held_on = working(calendar, month, THEMATIC + at);
            all.push(Planned { topic, ..plan(Kind::Thematic, Some(*branch), held_on) });
        }
    }
    all
}

/// Writes a meeting into the book.
pub(super) async fn write_down(
    db: &mut PgConnection,
    author: Author,
    places: &Places,
    known: &HashMap<&'static str, PersonId>,
    planned: &Planned,
) -> Result<()> {
    let organisation = match planned.branch {
        None => places.committee,
        Some(word) => *places.branches.get(word).ok_or_else(|| anyhow!("{word}: no such branch"))?,
    };
    let numbered = |letters: &str| format!("{:02}-{letters}", planned.month.month());
    let mut new = NewMeeting {
        kind: planned.kind,
        organisation,
        held_on: planned.held_on,
        starts_at: planned.starts_at.to_owned(),
        for_month: planned.month,
        topic: planned.topic.to_owned(),
        minutes_number: String::new(),
        resolution_number: String::new(),
        content: String::new(),
        counts: Counts { official: planned.sitting, ..Counts::default() },
    };
    match planned.kind {
        Kind::Regular => (new.minutes_number, new.resolution_number) = (numbered("BB/CB"), numbered("NQ/CB")),
        Kind::Committee => new.minutes_number = numbered("BB/ĐU"),
        _ => {}
    }
    if planned.branch.is_some() && !planned.by_person {
        new.counts = counts(&mut *db, &new, &planned.absent).await?;
    }
    let id = meetings::record(&mut *db, author, &new, &[]).await?;
    if planned.by_person { mark(db, author, known, (id, &new), planned).await } else { Ok(()) }
}

/// Marks everybody who was called.
async fn mark(
    db: &mut PgConnection,
    author: Author,
    known: &HashMap<&'static str, PersonId>,
    (id, new): (MeetingId, &NewMeeting),
    planned: &Planned,
) -> Result<()> {
    let mut absences = HashMap::new();
    for who in &planned.absent {
        let mark = if who.ends_with('!') { Mark::Unexcused } else { Mark::Excused };
        let who = who.trim_end_matches('!');
        absences.insert(*known.get(who).ok_or_else(|| anyhow!("{who}: no such person"))?, mark);
    }
    let mut marks = Vec::new();
    for (person, capacity) in meetings::called(&mut *db, new.organisation, new.held_on).await? {
        let mark = absences.remove(&person).unwrap_or(Mark::Present);
        marks.push((person, Some(Marked { mark, capacity })));
    }
    if !absences.is_empty() {
        return Err(anyhow!("{}: somebody is absent who is not called", new.held_on).into());
    }
    let meeting = meetings::find(&mut *db, id).await?.context("just recorded")?;
    meetings::mark(db, author, &meeting, &marks).await
}

/// Everybody whom the book expects, but for those who were absent: official members, all of them.
async fn counts(db: &mut PgConnection, new: &NewMeeting, absent: &[&str]) -> Result<Counts> {
    let expected = meetings::expected(db, &[new.organisation], new.held_on).await?;
    let of = |word: bool| absent.iter().filter(|who| who.ends_with('!') == word).count();
    let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let (unexcused, excused) = (count(of(true)), count(of(false)));
    let (all, young) = (expected.officials(), expected.probationaries());
    Ok(Counts {
        official: Some(Tally { present: all - excused - unexcused, of: all }),
        probationary: (young > 0).then_some(Tally { present: young, of: young }),
        guests: None,
        excused: Some(excused),
        unexcused: Some(unexcused),
    })
}

/// `05/2019`
fn word(month: Day) -> String {
    format!("{:02}/{}", month.month(), month.year())
}

/// The first working day from a day of a month on.
fn working(calendar: &Calendar, month: Day, from: i8) -> Day {
    let mut day = month.plus_days(i32::from(from) - 1);
    while !calendar.is_working_day(day) {
        day = day.succ();
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read_and_names_every_quarter() {
        let table = table().unwrap();
        assert_eq!(table.regular.len(), 4);
        assert_eq!(table.thematic.len(), 32);
        assert_eq!(table.missed, [("09/2026", "KC")]);
    }
}
