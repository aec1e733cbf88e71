//! Records the meetings of `meetings.txt`, by the verbs of the pages.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};
use sqlx::PgConnection;

use super::Places;
use super::table::{cells, day, lines};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId, PersonId};
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
    committee: Option<(i8, i32, Day, i32)>,
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
            let [_, _, from, before, until, after] = cells(line)?;
            table.committee = Some((from.parse()?, before.parse()?, day(until)?, after.parse()?));
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

/// Who writes the meetings into the book.
struct Secretary<'a> {
    app: &'a App,
    account: AccountId,
    places: &'a Places,
    known: &'a HashMap<&'static str, PersonId>,
    table: Table,
    now: Instant,
}

/// Records every meeting up to today, each at an instant soon after its day.
pub(super) async fn record(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
    places: &Places,
    known: &HashMap<&'static str, PersonId>,
) -> Result<()> {
    let secretary = Secretary { app, account, places, known, table: table()?, now: app.clock.now() };
    let today = secretary.now.day();
    let mut month = Day::new(FIRST, 1, 1).context("a first month")?;
    while month <= today {
        secretary.month(db, month).await?;
        month = month.plus_months(1);
    }
    Ok(())
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

fn meeting(kind: Kind, organisation: OrganisationId, held_on: Day, month: Day) -> NewMeeting {
    NewMeeting {
        kind,
        organisation,
        held_on,
        starts_at: String::new(),
        for_month: month,
        topic: String::new(),
        minutes_number: String::new(),
        resolution_number: String::new(),
        content: String::new(),
        counts: Counts::default(),
    }
}

impl Secretary<'_> {
    async fn month(&self, db: &mut PgConnection, month: Day) -> Result<()> {
        let settings = self.app.settings();
        let calendar = &settings.calendar;
        let word = word(month);
        for (branch, from) in &self.table.regular {
            if !self.table.missed.iter().any(|(month, missed)| *month == word && missed == branch) {
                self.regular(db, branch, working(calendar, month, *from), month).await?;
            }
        }
        if let Some((from, before, until, after)) = self.table.committee {
            let held_on = working(calendar, month, from);
            let of = if held_on < until { before } else { after };
            let present = of - self.table.few.get(word.as_str()).copied().unwrap_or(0);
            let mut new = meeting(Kind::Committee, self.places.committee, held_on, month);
            new.minutes_number = format!("{:02}-BB/ĐU", month.month());
            new.counts.official = Some(Tally { present, of });
            self.write(db, &new).await?;
        }
        let mut monday = month;
        while monday.weekday() != Weekday::Monday || !calendar.is_working_day(monday) {
            monday = monday.succ();
        }
        let mut flag = meeting(Kind::Flag, self.places.committee, monday, month);
        self.table.flag.clone_into(&mut flag.starts_at);
        self.write(db, &flag).await?;
        if month.month() % 3 == 2 {
            let quarter = format!("{}/{}", month.year(), (month.month() + 1) / 3);
            let topic = self.table.thematic.get(quarter.as_str()).copied();
            for (at, (branch, _)) in (0..).zip(topic.map_or(&[][..], |_| &self.table.regular[..])) {
                let held_on = working(calendar, month, THEMATIC + at);
                let mut new = meeting(Kind::Thematic, self.place(branch)?, held_on, month);
                topic.unwrap_or_default().clone_into(&mut new.topic);
                if held_on <= self.now.day() {
                    new.counts = self.counts(db, &new, &[]).await?;
                    self.write(db, &new).await?;
                }
            }
        }
        Ok(())
    }

    async fn regular(&self, db: &mut PgConnection, branch: &'static str, held_on: Day, month: Day) -> Result<()> {
        if held_on > self.now.day() {
            return Ok(());
        }
        let mut new = meeting(Kind::Regular, self.place(branch)?, held_on, month);
        "Kiểm điểm công tác tháng trước, bàn nhiệm vụ trong tháng".clone_into(&mut new.topic);
        new.minutes_number = format!("{:02}-BB/CB", month.month());
        new.resolution_number = format!("{:02}-NQ/CB", month.month());
        let word = word(month);
        let nobody = Vec::new();
        let absent = self.table.absent.get(&(word.as_str(), branch)).unwrap_or(&nobody);
        let year = month.year().to_string();
        let by_person = self.table.sheets.get(year.as_str()).is_some_and(|branches| branches.contains(&branch));
        if !by_person {
            new.counts = self.counts(db, &new, absent).await?;
            return self.write(db, &new).await;
        }
        let author = self.author(held_on);
        let id = meetings::record(&mut *db, author, &new).await?;
        let mut absences = HashMap::new();
        for who in absent {
            let mark = if who.ends_with('!') { Mark::Unexcused } else { Mark::Excused };
            let who = who.trim_end_matches('!');
            absences.insert(*self.known.get(who).ok_or_else(|| anyhow!("{who}: no such person"))?, mark);
        }
        let mut marks = Vec::new();
        for (person, capacity) in meetings::called(&mut *db, new.organisation, held_on).await? {
            let mark = absences.remove(&person).unwrap_or(Mark::Present);
            marks.push((person, Some(Marked { mark, capacity })));
        }
        if !absences.is_empty() {
            return Err(anyhow!("{word}, {branch}: somebody is absent who is not called").into());
        }
        let meeting = meetings::find(&mut *db, id).await?.context("just recorded")?;
        meetings::mark(db, author, &meeting, &HashMap::new(), &marks).await
    }

    /// Everybody whom the book expects, but for those who were absent: official members, all of them.
    async fn counts(&self, db: &mut PgConnection, new: &NewMeeting, absent: &[&str]) -> Result<Counts> {
        let expected = meetings::expected(db, &[new.organisation], new.held_on).await?;
        let of = |word: bool| absent.iter().filter(|who| who.ends_with('!') == word).count();
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let (unexcused, excused) = (count(of(true)), count(of(false)));
        let all = expected.officials();
        let young = expected.probationaries();
        Ok(Counts {
            official: Some(Tally { present: all - excused - unexcused, of: all }),
            probationary: (young > 0).then_some(Tally { present: young, of: young }),
            guests: None,
            excused: Some(excused),
            unexcused: Some(unexcused),
        })
    }

    async fn write(&self, db: &mut PgConnection, new: &NewMeeting) -> Result<()> {
        if new.held_on <= self.now.day() {
            meetings::record(db, self.author(new.held_on), new).await?;
        }
        Ok(())
    }

    fn author(&self, held_on: Day) -> Author {
        let on = self.app.settings().calendar.plus_working_days(held_on, super::WRITTEN_DOWN_AFTER);
        Author { account: Some(self.account), at: Instant::at(on, 16, 0).min(self.now) }
    }

    fn place(&self, word: &str) -> anyhow::Result<OrganisationId> {
        self.places.branches.get(word).copied().ok_or_else(|| anyhow!("{word}: no such branch"))
    }
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
