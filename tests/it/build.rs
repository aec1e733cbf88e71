//! People as tests need them: each states only what matters.

use sodangvien::audit::Author;
use sodangvien::clock::Instant;
use sodangvien::ids::{OrganisationId, PersonId};
use sodangvien::ledger::{self, NewEvent};
use sodangvien::members::{self, Facts, Name};
use sodangvien::rules::citizen_id::{CardNumber, CitizenId};
use sodangvien::rules::standing::{Kind, Standing};
use sodangvien::rules::{Day, Gender, PartialDate};

use crate::support::TestApp;

/// A day from dd/mm/yyyy.
pub fn day(typed: &str) -> Day {
    Day::parse_typed(typed).unwrap()
}

/// A day, month or year as it is typed.
pub fn date(typed: &str) -> PartialDate {
    PartialDate::parse_typed(typed).unwrap()
}

/// A person in the making.
pub struct Person<'a> {
    test: &'a TestApp,
    facts: Facts,
    events: Vec<NewEvent>,
    at: Option<Instant>,
}

impl TestApp {
    /// A person: a man born on 9/5/1987, until said otherwise.
    pub fn person(&self, name: &str) -> Person<'_> {
        let empty = String::new;
        Person {
            test: self,
            facts: Facts {
                name: Name::new(name),
                gender: Gender::Male,
                other_names: empty(),
                born_on: date("9/5/1987"),
                birth_registration: empty(),
                native_place: empty(),
                residence: empty(),
                ethnicity: "Kinh".to_owned(),
                religion: "Không".to_owned(),
                family_class: empty(),
                occupation: empty(),
                workplace: empty(),
                phone: empty(),
                email: empty(),
                youth_union_on: None,
                army_service: empty(),
                general_education: empty(),
                professional_qualification: empty(),
                academic_degree: empty(),
                political_theory: empty(),
                foreign_languages: empty(),
                health: empty(),
                citizen_id: None,
                card: None,
                career: empty(),
                family: empty(),
                notes: empty(),
            },
            events: Vec::new(),
            at: None,
        }
    }
}

impl Person<'_> {
    /// A woman.
    pub fn female(mut self) -> Self {
        self.facts.gender = Gender::Female;
        self
    }

    /// Born then.
    pub fn born(mut self, on: &str) -> Self {
        self.facts.born_on = date(on);
        self
    }

    /// With this id number.
    pub fn citizen_id(mut self, number: &str) -> Self {
        self.facts.citizen_id = Some(CitizenId::parse(number).unwrap());
        self
    }

    /// With this card.
    pub fn card(mut self, number: &str) -> Self {
        self.facts.card = Some(CardNumber::parse(number).unwrap());
        self
    }

    /// With other facts changed.
    pub fn facts(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.facts);
        self
    }

    /// Admitted in a branch on the day of the ceremony, decided ten days before.
    pub fn admitted(self, branch: OrganisationId, on: &str) -> Self {
        let ceremony = day(on);
        self.event(Kind::Admitted, branch, on, |event| {
            event.decided_on = Some(ceremony.plus_days(-10).into());
            "12-QĐ/ĐU".clone_into(&mut event.decision_number);
            event.admitted_on = Some(ceremony.into());
        })
    }

    /// Official a year after the ceremony of that day.
    pub fn recognised(self, branch: OrganisationId, admitted_on: &str) -> Self {
        let official = day(admitted_on).plus_months(12);
        self.event(Kind::Recognised, branch, &official.to_string(), |event| {
            event.decided_on = Some(official.plus_days(10).into());
            event.official_on = Some(official.into());
        })
    }

    /// Carried over from the paper book as an official member.
    pub fn carried_over(self, branch: OrganisationId, on: &str, admitted_on: &str) -> Self {
        let admitted = date(admitted_on);
        self.event(Kind::OpeningBalance, branch, on, |event| {
            event.standing = Some(Standing::Official);
            event.admitted_on = Some(admitted);
        })
    }

    /// Away on a temporary transfer from a day until another.
    pub fn away(self, branch: OrganisationId, on: &str, due: &str) -> Self {
        let due = day(due);
        self.event(Kind::TemporaryOut, branch, on, |event| event.due_on = Some(due))
    }

    /// A guest from a day until another.
    pub fn guest(self, branch: OrganisationId, on: &str, due: &str) -> Self {
        let due = day(due);
        self.event(Kind::TemporaryIn, branch, on, |event| event.due_on = Some(due))
    }

    /// Any event.
    pub fn event(
        mut self,
        kind: Kind,
        organisation: OrganisationId,
        on: &str,
        change: impl FnOnce(&mut NewEvent),
    ) -> Self {
        let mut event = NewEvent::new(PersonId(0), kind, day(on), organisation);
        change(&mut event);
        self.events.push(event);
        self
    }

    /// Recorded at this instant instead of now.
    pub fn recorded_at(mut self, at: &str) -> Self {
        self.at = Some(Instant(at.parse().unwrap()));
        self
    }

    /// Enters the person, and records the events in the order in which they were said.
    pub async fn enter(self) -> PersonId {
        let author = self.test.author().await;
        let author = Author { at: self.at.unwrap_or(author.at), ..author };
        let mut tx = self.test.db().begin().await.unwrap();
        let person = members::enter(&mut tx, &self.test.app.seal, author, &self.facts).await.unwrap();
        for event in self.events {
            ledger::record(&mut tx, author, &NewEvent { person, ..event }).await.unwrap();
        }
        tx.commit().await.unwrap();
        person
    }
}
