//! The pages of evaluations: the branches of a year and the people behind each figure; the grid of a branch; the grid of
//! the organisations themselves.

pub(super) mod branch;
pub(super) mod list;
pub(super) mod organisations;

use super::form::{Rules, Sheet, Subject};
use super::present::{detail, outcome_label};
use super::{Evaluation, Outcome, When};
use crate::rules::Day;
use crate::rules::evaluation::{Cap, Grade, LeftOut, Reading, has_points};
use crate::rules::regulations::Rule;
use crate::settings::{Settings, reading_label};
use crate::web::cells::{Cells, Shown};
use crate::web::{Errors, t};

/// A row of a grid as it is shown.
struct Line {
    /// Its number.
    id: i64,
    name: String,
    /// Where the name leads.
    href: String,
    /// What is to be known of them.
    hints: Vec<String>,
    /// What stands in its cells.
    grade: Shown,
    points: Shown,
    note: Shown,
    /// The same in words, for who only reads.
    outcome: &'static str,
    /// The decision, where it is another than that above the rows.
    decision: String,
}

/// The cells into which somebody else wrote something else meanwhile, each with its name.
fn contested<T>(cells: &Cells, subjects: &[Subject<T>]) -> Vec<(String, String)> {
    let named = |id: i64| subjects.iter().find(|subject| subject.id == id).map(|subject| subject.name.clone());
    cells.contested(|id| named(id).unwrap_or_else(|| t("Quyết định xếp loại").to_owned()))
}

impl Line {
    fn of<T>(subject: &Subject<T>, cells: &Cells, above: &str, href: String, hints: Vec<String>) -> Self {
        use super::form::{GRADE, NOTE, POINTS};
        let held = subject.held.as_ref();
        let decision = held
            .filter(|held| held.decided_on.is_some())
            .map(|held| detail(&Evaluation { points: None, note: String::new(), ..held.clone() }));
        Self {
            id: subject.id,
            name: subject.name.clone(),
            href,
            hints,
            grade: cells.of(subject.id, GRADE),
            points: cells.of(subject.id, POINTS),
            note: cells.of(subject.id, NOTE),
            outcome: held.map_or("", |held| outcome_label(held.outcome)),
            decision: decision.filter(|decision| decision != above).unwrap_or_default(),
        }
    }
}

/// By what the grid of a year is judged.
fn rules(settings: &Settings, when: When, today: Day) -> Rules<'_> {
    let book = &settings.rulebook;
    Rules { book, year: when.year, on: when.on, today, points: has_points(book, when.on) }
}

/// The decision above a grid, in words; empty: there is none.
fn decision(number: &Shown, decided: &Shown) -> String {
    let Ok(day) = Day::parse_typed(&decided.now) else { return String::new() };
    let (outcome, decision_number) = (Outcome::Graded(Grade::Good), number.now.clone());
    detail(&Evaluation { outcome, points: None, decision_number, decided_on: Some(day), note: String::new() })
}

/// The grades of a list to choose from; of members also why there is none.
fn options(members: bool) -> Vec<(&'static str, &'static str)> {
    let grades = Grade::ALL.map(Outcome::Graded).into_iter();
    let reasons = LeftOut::ALL.map(Outcome::LeftOut).into_iter().filter(|_| members);
    grades.chain(reasons).map(|outcome| (outcome.code(), outcome_label(outcome))).collect()
}

/// How many may be excellent, as a page says it.
struct Limit {
    /// Of which organisation.
    name: String,
    excellent: u32,
    of_good: u32,
    of_all: u32,
    percent: u32,
    /// Which of the two binds, in words.
    binds: &'static str,
    /// By which rule.
    rule: &'static Rule,
    reading: &'static Rule,
    exceeded: bool,
    /// How many are still to be graded.
    pending: u32,
}

impl Limit {
    fn new(name: &str, cap: &Cap, pending: u32) -> Self {
        Self {
            name: name.to_owned(),
            excellent: cap.excellent,
            of_good: cap.seats(Reading::OfGood),
            of_all: cap.seats(Reading::OfAll),
            percent: cap.share.value,
            binds: reading_label(cap.binds),
            rule: cap.share,
            reading: cap.reading,
            exceeded: cap.is_exceeded(),
            pending,
        }
    }
}

/// All that is wrong with a grid, each with the id to which it leads: above it, in it, and what others wrote meanwhile.
fn problems<T>(sheet: &Sheet<T>, errors: &Errors) -> Vec<(String, String)> {
    let above = errors.list().iter().filter(|(field, _)| *field != "confirm");
    above.map(|(field, sentence)| ((*field).to_owned(), sentence.clone())).chain(sheet.cells.problems()).collect()
}
