//! The sample organisation: what the program shows to somebody who wants to try it, what `demo` opens
//! and what the tests of the figures rest on. All of it is invented.
//!
//! It is recorded as a committee would record it: `people.txt` says who they are, `events.txt` what
//! happened and `changes.txt` what changed in them, one line each; each thing of the committee's year has a table of its
//! own. What lies after today is left out. As of 31/12/2019
//! it gives the figures of a real year-end report: 38 members after 37, 16 women, 4 probationary,
//! 4 admitted, 5 recognised, 1 away.

mod courses;
mod documents;
mod evaluations;
mod facts;
mod meetings;
mod residence;
mod resolutions;
mod table;

use std::collections::HashMap;

use anyhow::{Context as _, anyhow};
use sqlx::PgConnection;

use crate::audit::Author;
use crate::auth::scope::Kind as Level;
use crate::clock::Instant;
use crate::edits::{self, Edit, Mode};
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::ledger::{self, Confirmed, NewEvent, Sponsor};
use crate::members::{self, Facts};
use crate::organisations::{self, NewOrganisation, Target, When};
use crate::rules::admission::{self, AdmissionFacts, SponsorFacts};
use crate::rules::standing::Kind;
use crate::rules::{Day, PartialDate};
use crate::state::App;
use crate::{Result, book};
use courses::{Courses, Deed};
use resolutions::{Known, Resolutions};
use table::{Change, Entry, Row};

/// The committee and its branches.
#[derive(Clone, Debug)]
pub struct Places {
    /// Đảng bộ: the organisation of the account that tries it.
    pub committee: OrganisationId,
    branches: HashMap<&'static str, OrganisationId>,
}

const SUPERIOR: &str = "Đảng ủy Khối các cơ quan tỉnh";
/// The committees of the provincial offices were dissolved in 2025: since that day another is above ours.
const NEXT_SUPERIOR: (&str, &str) = ("03/02/2025", "Đảng ủy Ủy ban nhân dân tỉnh");
const COMMITTEE: &str = "Đảng bộ Sở Công Thương";
/// The branches: their word in the tables, and their name.
const BRANCHES: [(&str, &str); 4] = [
    ("VP", "Chi bộ Văn phòng - Thanh tra"),
    ("TM", "Chi bộ Quản lý thương mại"),
    ("CN", "Chi bộ Công nghiệp - Năng lượng"),
    ("KC", "Chi bộ Trung tâm Khuyến công"),
];

/// How many working days pass before the secretary writes something down.
const WRITTEN_DOWN_AFTER: u32 = 3;

/// Makes the organisations, which an account needs before it can be made.
pub async fn found(db: &mut PgConnection, app: &App) -> Result<Places> {
    let now = app.clock.now();
    let at = table::entries()?.iter().map(|entry| written_down(app, entry, now)).min().unwrap_or(now);
    let author = Author { account: None, at };
    let mut make = async |kind, name: &str, parent| {
        let new = NewOrganisation { kind, name: name.to_owned(), parent, from: None };
        organisations::create(&mut *db, author, &new).await
    };
    let superior = make(Level::Superior, SUPERIOR, None).await?;
    let committee = make(Level::Committee, COMMITTEE, Some(superior)).await?;
    let mut branches = HashMap::new();
    for (word, name) in BRANCHES {
        branches.insert(word, make(Level::Branch, name, Some(committee)).await?);
    }
    Ok(Places { committee, branches })
}

/// Opens the book and records what happened up to today, each event at an instant soon after its decision.
pub async fn record(db: &mut PgConnection, app: &App, account: AccountId, places: &Places) -> Result<()> {
    let now = app.clock.now();
    let entries: Vec<Entry> = table::entries()?.into_iter().filter(|entry| entry.complete_on() <= now.day()).collect();
    let Some(opening) = entries.first() else {
        return Ok(());
    };
    let first = Author { account: Some(account), at: written_down(app, opening, now) };
    let opens_on = opening.effective_on;
    book::open(&mut *db, first, opens_on).await?;
    let changes = table::changes()?.into_iter().filter(|change| change.from <= now.day());
    let mut lines: Vec<(Instant, Line)> =
        entries.into_iter().map(|entry| (written_down(app, &entry, now), Line::Event(entry))).collect();
    lines.extend(changes.map(|change| (noticed(app, change.from, now), Line::Change(change))));
    let next = table::day(NEXT_SUPERIOR.0)?;
    if next <= now.day() {
        lines.push((noticed(app, next, now), Line::Superior));
    }
    // What was so before the book was opened is written down once everybody is in it.
    let resolved = resolutions::lines()?.into_iter().filter(|(day, ..)| *day <= now.day());
    lines.extend(
        resolved.map(|(day, number, line)| (noticed(app, day.max(opens_on), now), Line::Resolution(number, line))),
    );
    let mut courses = Courses::read()?;
    lines.extend(courses.deeds(app, now).into_iter().map(|(at, deed)| (at, Line::Course(deed))));
    // What was so before the book was opened was written down when it was.
    for line in residence::lines()?.into_iter().filter(|line| line.day() <= now.day()) {
        lines.push((noticed(app, line.day().max(opens_on), now), Line::Residence(line)));
    }
    for line in evaluations::lines()?.into_iter().filter(|line| line.day() <= now.day()) {
        lines.push((noticed(app, line.day(), now), Line::Evaluation(line)));
    }
    let meetings = meetings::planned(app, now.day())?;
    lines.extend(meetings.into_iter().map(|planned| (noticed(app, planned.held_on, now), Line::Meeting(planned))));
    let mut desk = documents::Desk::new()?;
    let acts = desk.acts(app, now.day());
    lines.extend(acts.into_iter().map(|(on, act)| (noticed(app, on, now), Line::Document(act))));
    lines.sort_by_key(|(at, _)| *at);
    let mut resolutions = Resolutions::default();
    let mut secretary = Secretary { app, account, places, people: table::people()?, known: HashMap::new() };
    for (at, line) in &lines {
        match line {
            Line::Event(entry) => secretary.write_down(db, *at, entry).await?,
            Line::Change(change) => secretary.change(db, *at, change).await?,
            Line::Superior => secretary.change_superior(db, *at).await?,
            Line::Resolution(number, line) => {
                let author = Author { account: Some(account), at: *at };
                let known = Known { places, people: &secretary.known };
                resolutions.write_down(db, author, &known, (*number, line)).await?;
            }
            Line::Course(deed) => courses.write_down(db, *at, *deed, &secretary).await?,
            Line::Residence(line) => residence::write_down(db, &secretary, *at, line).await?,
            Line::Evaluation(line) => evaluations::write_down(db, &secretary, *at, line).await?,
            Line::Meeting(planned) => {
                let author = Author { account: Some(account), at: *at };
                meetings::write_down(db, author, places, &secretary.known, planned).await?;
            }
            Line::Document(act) => {
                desk.write_down(db, Author { account: Some(account), at: *at }, places, *act).await?;
            }
        }
    }
    Ok(())
}

/// What is written down.
enum Line {
    Event(Entry),
    Change(Change),
    /// Another superior.
    Superior,
    /// What the committee resolved, with the number of its line.
    Resolution(usize, resolutions::Line),
    /// Something about a course or a candidate.
    Course(Deed),
    /// Who was introduced to where they live, and the comments that came back.
    Residence(residence::Line),
    /// The grades of a branch, or of the organisations.
    Evaluation(evaluations::Line),
    /// A meeting.
    Meeting(meetings::Planned),
    /// A document, or that it was made known.
    Document(documents::Act),
}

/// When an event was written down: in working hours, and never after now. Two lines of one day are minutes apart.
fn written_down(app: &App, entry: &Entry, now: Instant) -> Instant {
    let after = || app.settings().calendar.plus_working_days(entry.complete_on(), WRITTEN_DOWN_AFTER);
    let on = entry.recorded_on.unwrap_or_else(after);
    Instant::at(on, 8, 5 * entry.number_of_day).min(now)
}

/// When the secretary heard of something else and wrote it down.
fn noticed(app: &App, day: Day, now: Instant) -> Instant {
    Instant::at(app.settings().calendar.plus_working_days(day, WRITTEN_DOWN_AFTER), 15, 0).min(now)
}

/// Who writes the lines into the book.
struct Secretary<'a> {
    app: &'a App,
    account: AccountId,
    places: &'a Places,
    people: HashMap<&'static str, Row>,
    /// Those who are in the book.
    known: HashMap<&'static str, PersonId>,
}

impl Secretary<'_> {
    async fn write_down(&mut self, db: &mut PgConnection, at: Instant, entry: &Entry) -> Result<()> {
        let author = Author { account: Some(self.account), at };
        let row = self.row(entry.who)?;
        let facts = facts::of(row, entry.brings_a_card())?;
        let person = if let Some(person) = self.known.get(entry.who) {
            *person
        } else {
            let person = members::enter(&mut *db, &self.app.seal, author, &facts).await?;
            let branch = self.place(entry.branch)?;
            members::record_entered(&mut *db, author, person, branch, &facts).await?;
            person
        };
        self.known.insert(entry.who, person);
        let mut new = self.event(entry, person)?;
        if entry.admits() {
            new.details.confirmed = self.confirmed(db, at.day(), entry, &facts).await?;
        }
        ledger::record(&mut *db, author, &new).await?;
        if entry.kind == Kind::Recognised {
            let card = facts.card.clone();
            self.amend(db, at, (entry.who, entry.complete_on()), |before| Ok(Facts { card, ..before })).await?;
        }
        Ok(())
    }

    async fn change(&self, db: &mut PgConnection, at: Instant, change: &Change) -> Result<()> {
        let changed = |before| facts::changed(&before, change.column, change.value);
        self.amend(db, at, (change.who, change.from), changed).await
    }

    /// Writes what changed in somebody from a day on.
    async fn amend(
        &self,
        db: &mut PgConnection,
        at: Instant,
        (who, from): (&str, Day),
        changed: impl FnOnce(Facts) -> anyhow::Result<Facts>,
    ) -> Result<()> {
        let person = self.person(who)?;
        let believed = members::versions(&mut *db, &self.app.seal, person, None).await?;
        let base = believed.iter().find(|version| version.covers(from)).context("nobody is without facts")?;
        let edit = Edit {
            person,
            keeper: self.place(self.row(who)?.unit)?,
            mode: Mode::Change { from },
            facts: changed(base.facts.clone())?,
            confirmed: Vec::new(),
            not_duplicate: Vec::new(),
        };
        let author = Author { account: Some(self.account), at };
        edits::write(db, &self.app.seal, author, &believed, base, &edit).await
    }

    fn row(&self, who: &str) -> anyhow::Result<&Row> {
        self.people.get(who).ok_or_else(|| anyhow!("{who}: no such person"))
    }

    fn person(&self, who: &str) -> anyhow::Result<PersonId> {
        self.known.get(who).copied().ok_or_else(|| anyhow!("{who} is not in the book yet"))
    }

    fn place(&self, word: &str) -> anyhow::Result<OrganisationId> {
        self.places.branches.get(word).copied().ok_or_else(|| anyhow!("{word}: no such branch"))
    }

    /// The event of a line.
    fn event(&self, entry: &Entry, person: PersonId) -> anyhow::Result<NewEvent> {
        let mut new = NewEvent::new(person, entry.kind, entry.effective_on, self.place(entry.branch)?);
        new.counterpart = entry.to.map(|word| self.place(word)).transpose()?;
        entry.other.clone_into(&mut new.counterpart_text);
        new.decided_on = entry.decided_on;
        entry.number.clone_into(&mut new.decision_number);
        if !entry.number.is_empty() {
            let next = entry.complete_on() >= table::day(NEXT_SUPERIOR.0)?;
            let superior = if next { NEXT_SUPERIOR.1 } else { SUPERIOR };
            superior.clone_into(&mut new.issuing_body);
        }
        new.standing = entry.standing;
        new.admitted_on = entry.admitted_on;
        new.official_on = entry.official_on;
        new.due_on = entry.due_on;
        new.details.resolved_on = entry.considered_on.map(Day::iso);
        new.details.awareness_certificate_on = entry.certificate_on.map(Day::iso);
        entry.reason.clone_into(&mut new.details.reason);
        for who in &entry.sponsors {
            let name = self.row(who)?.full_name.to_owned();
            new.details.sponsors.push(Sponsor { person: Some(self.person(who)?.0), name });
        }
        Ok(new)
    }

    /// The warnings of an admission that the table says were confirmed. Any other finding is a fault of the table.
    async fn confirmed(
        &self,
        db: &mut PgConnection,
        today: Day,
        entry: &Entry,
        facts: &Facts,
    ) -> Result<Vec<Confirmed>> {
        let decided_on = entry.decided_on.and_then(PartialDate::full);
        let mut admission = AdmissionFacts {
            born_on: facts.born_on,
            gender: facts.gender,
            citizen_id: facts.citizen_id.clone(),
            resolved_on: entry.considered_on,
            decided_on: decided_on.with_context(|| format!("{}: no day of the decision", entry.who))?,
            admitted_on: entry.effective_on,
            certificate_on: entry.certificate_on,
            sponsors: Vec::new(),
            introduced: Some(admission::Introduced {
                members: u32::try_from(entry.sponsors.len()).unwrap_or_default(),
                union: false,
            }),
        };
        let on = admission.considered_on();
        for (who, field) in entry.sponsors.iter().zip([admission::Sponsor::First, admission::Sponsor::Second]) {
            let spans = ledger::spans(&mut *db, self.person(who)?).await?;
            let standing_on_day = spans.iter().filter(|span| span.covers(on)).find_map(|span| span.value.standing());
            admission.sponsors.push(SponsorFacts { field, standing_on_day });
        }
        let rules = self.app.settings();
        let found = admission::findings(&admission, today, &rules.rulebook, &rules.calendar);
        let mut confirmed = Vec::new();
        for finding in found {
            let code = finding.code.code();
            if !entry.confirmed.contains(&code) {
                return Err(anyhow!("{}: {code} is not confirmed", entry.who).into());
            }
            let citation = finding.rule.map(|rule| rule.citation).unwrap_or_default();
            confirmed.push(Confirmed { code: code.to_owned(), citation: citation.to_owned() });
        }
        Ok(confirmed)
    }

    /// Puts the committee under the superior of today.
    async fn change_superior(&self, db: &mut PgConnection, at: Instant) -> Result<()> {
        let on = table::day(NEXT_SUPERIOR.0)?;
        let author = Author { account: Some(self.account), at };
        let id = self.places.committee;
        let history = organisations::queries::history(&mut *db, id).await?;
        let version = organisations::newest(&history).context("the committee has no name")?;
        let target = Target { id, version };
        organisations::put_under_superior(db, author, target, When::From(on), NEXT_SUPERIOR.1).await
    }
}
