//! Reads the two tables. A line that cannot be read is named; a test reads them all.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};

use crate::rules::standing::{Kind, Standing};
use crate::rules::{Day, PartialDate};

const PEOPLE: &str = include_str!("people.txt");
const EVENTS: &str = include_str!("events.txt");
const CHANGES: &str = include_str!("changes.txt");

/// A line of `people.txt`, as it is written.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) who: &'static str,
    pub(super) full_name: &'static str,
    pub(super) gender: &'static str,
    pub(super) born: &'static str,
    pub(super) ethnicity: &'static str,
    pub(super) religion: &'static str,
    pub(super) native_place: &'static str,
    pub(super) id_number: &'static str,
    pub(super) card: &'static str,
    pub(super) unit: &'static str,
    pub(super) occupation: &'static str,
    pub(super) general: &'static str,
    pub(super) qualification: &'static str,
    pub(super) theory: &'static str,
}

/// A line of `events.txt`.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) effective_on: Day,
    /// How many lines of the same day stand before it.
    pub(super) number_of_day: i64,
    pub(super) kind: Kind,
    pub(super) who: &'static str,
    pub(super) branch: &'static str,
    pub(super) to: Option<&'static str>,
    pub(super) standing: Option<Standing>,
    pub(super) decided_on: Option<PartialDate>,
    pub(super) number: &'static str,
    pub(super) other: &'static str,
    pub(super) admitted_on: Option<PartialDate>,
    pub(super) official_on: Option<PartialDate>,
    pub(super) due_on: Option<Day>,
    pub(super) considered_on: Option<Day>,
    pub(super) certificate_on: Option<Day>,
    pub(super) sponsors: Vec<&'static str>,
    pub(super) confirmed: Vec<&'static str>,
    pub(super) reason: &'static str,
    pub(super) recorded_on: Option<Day>,
}

impl Entry {
    /// The day on which all that it tells had happened: nobody could have written it down before.
    pub(super) fn complete_on(&self) -> Day {
        self.decided_on.and_then(PartialDate::full).map_or(self.effective_on, |day| day.max(self.effective_on))
    }

    /// Whether it is an admission, which the rules of admission judge.
    pub(super) fn admits(&self) -> bool {
        matches!(self.kind, Kind::Admitted | Kind::Readmitted)
    }

    /// Whether the person holds a party card from this event on: official members do.
    pub(super) fn brings_a_card(&self) -> bool {
        self.kind == Kind::Recognised || self.kind == Kind::TemporaryIn || self.standing == Some(Standing::Official)
    }
}

/// A line of `changes.txt`.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) from: Day,
    pub(super) who: &'static str,
    pub(super) column: &'static str,
    pub(super) value: &'static str,
}

/// Everybody, by their word.
pub(super) fn people() -> anyhow::Result<HashMap<&'static str, Row>> {
    let mut people = HashMap::new();
    for (number, line) in lines(PEOPLE) {
        let row = person(line).with_context(|| format!("people.txt, line {number}"))?;
        if people.insert(row.who, row).is_some() {
            bail!("people.txt, line {number}: a word used twice");
        }
    }
    Ok(people)
}

/// Everything that happened, in the order of the table.
pub(super) fn entries() -> anyhow::Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for (number, line) in lines(EVENTS) {
        let mut entry = entry(line).with_context(|| format!("events.txt, line {number}"))?;
        if let Some(last) = entries.last() {
            if last.effective_on > entry.effective_on {
                bail!("events.txt, line {number}: a day before the one above it");
            }
            if last.effective_on == entry.effective_on {
                entry.number_of_day = last.number_of_day + 1;
            }
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// Everything that changed in what people are, in the order of the table.
pub(super) fn changes() -> anyhow::Result<Vec<Change>> {
    lines(CHANGES)
        .map(|(number, line)| {
            let [from, who, column, value] = cells(line).with_context(|| format!("changes.txt, line {number}"))?;
            Ok(Change { from: day(from)?, who, column, value })
        })
        .collect()
}

/// The lines that say something, with their number.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = (usize, &'static str)> {
    (1..).zip(table.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// The columns of a line.
pub(super) fn cells<const N: usize>(line: &'static str) -> anyhow::Result<[&'static str; N]> {
    let cells: Vec<_> = line.split('|').map(str::trim).collect();
    <[_; N]>::try_from(cells).map_err(|cells| anyhow!("{} columns instead of {N}", cells.len()))
}

fn person(line: &'static str) -> anyhow::Result<Row> {
    let [
        who,
        full_name,
        gender,
        born,
        ethnicity,
        religion,
        native_place,
        id_number,
        card,
        unit,
        occupation,
        general,
        qualification,
        theory,
    ] = cells(line)?;
    Ok(Row {
        who,
        full_name,
        gender,
        born,
        ethnicity,
        religion,
        native_place,
        id_number,
        card,
        unit,
        occupation,
        general,
        qualification,
        theory,
    })
}

fn entry(line: &'static str) -> anyhow::Result<Entry> {
    let [on, kind, who, place, paper] = cells(line)?;
    let (branch, to) = match place.split_once(" > ") {
        Some((branch, to)) => (branch, Some(to)),
        None => (place, None),
    };
    let mut entry = Entry {
        effective_on: day(on)?,
        number_of_day: 0,
        kind: Kind::from_code(kind).ok_or_else(|| anyhow!("{kind}: no such kind"))?,
        who,
        branch,
        to,
        standing: None,
        decided_on: None,
        number: "",
        other: "",
        admitted_on: None,
        official_on: None,
        due_on: None,
        considered_on: None,
        certificate_on: None,
        sponsors: Vec::new(),
        confirmed: Vec::new(),
        reason: "",
        recorded_on: None,
    };
    for item in paper.split(';').map(str::trim).filter(|item| !item.is_empty()) {
        let (name, value) = item.split_once(' ').ok_or_else(|| anyhow!("{item}: says nothing"))?;
        match name {
            "standing" => {
                entry.standing = Some(Standing::from_code(value).ok_or_else(|| anyhow!("{value}: no such standing"))?);
            }
            "decided" => entry.decided_on = Some(partial(value)?),
            "number" => entry.number = value,
            "other" => entry.other = value,
            "admitted" => entry.admitted_on = Some(partial(value)?),
            "official" => entry.official_on = Some(partial(value)?),
            "due" => entry.due_on = Some(day(value)?),
            "considered" => entry.considered_on = Some(day(value)?),
            "certificate" => entry.certificate_on = Some(day(value)?),
            "sponsors" => entry.sponsors = value.split(", ").collect(),
            "confirm" => entry.confirmed = value.split(", ").collect(),
            "reason" => entry.reason = value,
            "recorded" => entry.recorded_on = Some(day(value)?),
            _ => bail!("{name}: not a word of this table"),
        }
    }
    Ok(entry)
}

/// A day as it is written in the tables.
pub(super) fn day(typed: &str) -> anyhow::Result<Day> {
    Day::parse_typed(typed).map_err(|problem| anyhow!("{typed}: {problem:?}"))
}

/// A day as far as the paper knows it.
pub(super) fn partial(typed: &str) -> anyhow::Result<PartialDate> {
    PartialDate::parse_typed(typed).map_err(|problem| anyhow!("{typed}: {problem:?}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::rules::Gender;
    use crate::sample::facts;

    #[test]
    fn every_line_is_read_and_names_somebody_known() {
        let people = people().unwrap();
        let entries = entries().unwrap();
        for entry in &entries {
            for who in [entry.who].iter().chain(&entry.sponsors) {
                assert!(people.contains_key(who), "{who}");
            }
        }
        let told: HashSet<_> = entries.iter().map(|entry| entry.who).collect();
        assert_eq!(told.len(), people.len(), "everybody has a line in events.txt");
        for change in changes().unwrap() {
            let row = &people[change.who];
            let before = facts::of(row, true).unwrap();
            assert_ne!(facts::changed(&before, change.column, change.value).unwrap(), before, "{}", change.who);
        }
    }

    #[test]
    fn no_two_people_share_a_number_or_a_name() {
        let people = people().unwrap();
        for column in [|row: &Row| row.full_name, |row: &Row| row.id_number] {
            let different: HashSet<_> = people.values().map(column).collect();
            assert_eq!(different.len(), people.len());
        }
        let cards: Vec<_> = people.values().map(|row| row.card).filter(|card| !card.is_empty()).collect();
        assert_eq!(cards.iter().collect::<HashSet<_>>().len(), cards.len());
    }

    #[test]
    fn the_numbers_agree_with_the_person() {
        for row in people().unwrap().values() {
            let facts = facts::of(row, true).unwrap();
            let id = facts.citizen_id.unwrap();
            assert_eq!(Gender::from_code(row.gender), Some(id.gender()), "{}", row.who);
            assert!(id.agrees_with_birth(facts.born_on), "{}", row.who);
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_says_why() {
        for (line, reason) in [
            ("01/01/2018 | admitted | hao", "3 columns instead of 5"),
            ("31/02/2018 | admitted | hao | VP |", "31/02/2018: NoSuchDay"),
            ("01/01/2018 | knighted | hao | VP |", "knighted: no such kind"),
            ("01/01/2018 | admitted | hao | VP | because", "because: says nothing"),
            ("01/01/2018 | admitted | hao | VP | mood good", "mood: not a word of this table"),
        ] {
            let error = entry(line).unwrap_err().to_string();
            assert!(error.starts_with(reason), "{error}");
        }
    }
}
