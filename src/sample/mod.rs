//! The sample organisation: what the program shows to somebody who wants to try it, what `demo` opens
//! and what the tests of the figures rest on. All of it is invented.
//!
//! It is recorded as events, as a committee would record them: `people.txt` says who they are,
//! `events.txt` what happened, one line each. What lies after today is left out. As of 31/12/2019
//! it gives the figures of a real year-end report: 38 members after 37, 16 women, 4 probationary,
//! 4 admitted, 5 recognised, 1 away.

mod facts;
mod table;

use std::collections::HashMap;

use anyhow::{Context as _, anyhow};
use sqlx::PgConnection;

use crate::audit::Author;
use crate::auth::scope::Kind as Level;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::ledger::{self, Confirmed, NewEvent, Sponsor};
use crate::members::{self, Facts};
use crate::organisations::{self, NewOrganisation, Target, When};
use crate::rules::admission::{self, AdmissionFacts, SponsorFacts};
use crate::rules::{Day, PartialDate};
use crate::state::App;
use crate::{Result, book};
use table::{Entry, Row};

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
    let mut entries: Vec<(Instant, Entry)> = table::entries()?
        .into_iter()
        .filter(|entry| entry.complete_on() <= now.day())
        .map(|entry| (written_down(app, &entry, now), entry))
        .collect();
    entries.sort_by_key(|(at, _)| *at);
    let Some((first, opening)) = entries.first() else {
        return Ok(());
    };
    book::open(&mut *db, Author { account: Some(account), at: *first }, opening.effective_on).await?;
    let mut secretary = Secretary { app, account, places, people: table::people()?, known: HashMap::new() };
    for (at, entry) in &entries {
        secretary.write_down(db, *at, entry).await?;
    }
    secretary.change_superior(db, now).await
}

/// When a line was written down: in working hours, and never after now. Two lines of one day are minutes apart.
fn written_down(app: &App, entry: &Entry, now: Instant) -> Instant {
    let after = || app.calendar.plus_working_days(entry.complete_on(), WRITTEN_DOWN_AFTER);
    let on = entry.recorded_on.unwrap_or_else(after);
    Instant::at(on, 8, 5 * entry.number_of_day).min(now)
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
        let facts = facts::of(self.row(entry.who)?, entry.brings_a_card())?;
        let person = match self.known.get(entry.who) {
            Some(person) => *person,
            None => members::enter(&mut *db, &self.app.seal, author, &facts).await?,
        };
        self.known.insert(entry.who, person);
        let mut new = self.event(entry, person)?;
        if entry.admits() {
            new.details.confirmed = self.confirmed(db, at.day(), entry, &facts).await?;
        }
        ledger::record(db, author, &new).await?;
        Ok(())
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
        };
        let on = admission.considered_on();
        for (who, field) in entry.sponsors.iter().zip([admission::Sponsor::First, admission::Sponsor::Second]) {
            let spans = ledger::spans(&mut *db, self.person(who)?).await?;
            let standing_on_day = spans.iter().filter(|span| span.covers(on)).find_map(|span| span.value.standing());
            admission.sponsors.push(SponsorFacts { field, standing_on_day });
        }
        let found = admission::findings(&admission, today, &self.app.rulebook, &self.app.calendar);
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
    async fn change_superior(&self, db: &mut PgConnection, now: Instant) -> Result<()> {
        let on = table::day(NEXT_SUPERIOR.0)?;
        if on > now.day() {
            return Ok(());
        }
        let written_on = self.app.calendar.plus_working_days(on, WRITTEN_DOWN_AFTER);
        let author = Author { account: Some(self.account), at: Instant::at(written_on, 9, 0).min(now) };
        let id = self.places.committee;
        let history = organisations::queries::history(&mut *db, id).await?;
        let version = organisations::newest(&history).context("the committee has no name")?;
        let target = Target { id, version };
        organisations::put_under_superior(db, author, target, When::From(on), NEXT_SUPERIOR.1).await
    }
}
