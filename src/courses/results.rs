//! What was typed into the grid of a course, against what the book holds by now.

use super::{Achieved, Course, Outcome, Participant};
use crate::members::warnings::{Warning, unconfirmed};
use crate::rules::Day;
use crate::state::App;
use crate::web::form::date_sentence;
use crate::web::grid::{Grid, Merged};
use crate::web::{With, t};

/// The cells of a row.
const COLUMNS: [&str; 3] = ["result", "certificate_number", "certificate_on"];
/// The most letters of a certificate's number.
const LINE: usize = 100;

/// What is wrong with a grid: the id of a cell and a sentence, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellErrors {
    list: Vec<(String, String)>,
    saved: Option<String>,
}

impl CellErrors {
    fn add(&mut self, cell: impl Into<String>, sentence: impl Into<String>) {
        self.list.push((cell.into(), sentence.into()));
    }

    /// Adds what is to be confirmed.
    pub fn confirm(&mut self, warnings: &[Warning]) {
        for (field, sentence) in unconfirmed(warnings).list() {
            self.add(*field, sentence.as_str());
        }
    }

    /// The same of a form that comes again with other content: where the result is seen of what it saved before.
    #[must_use]
    pub fn after(self, saved: Option<&str>) -> Self {
        Self { saved: saved.map(ToOwned::to_owned), ..self }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.saved.is_none()
    }

    /// Where the result is seen of what this form saved before.
    pub fn saved(&self) -> Option<&str> {
        self.saved.as_deref()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// How many are to be corrected.
    pub fn wrong(&self) -> usize {
        self.list.len() - self.to_confirm() + usize::from(self.saved.is_some())
    }

    /// How many are to be confirmed.
    pub fn to_confirm(&self) -> usize {
        self.list.iter().filter(|(cell, _)| cell == "confirm").count()
    }

    /// All of them.
    pub fn list(&self) -> &[(String, String)] {
        &self.list
    }

    /// What is wrong with a cell.
    pub fn get(&self, cell: &str) -> Option<&str> {
        self.list.iter().find(|(id, _)| id == cell).map(|(_, sentence)| sentence.as_str())
    }
}

/// A cell as the page shows it.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// What the book holds.
    pub was: String,
    /// What stands in the cell.
    pub typed: String,
    /// What somebody else wrote there meanwhile, in words.
    pub theirs: Option<String>,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// A row as the page shows it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The number of the row.
    pub id: i64,
    /// Who.
    pub full_name: String,
    /// As far as it is known.
    pub born_on: String,
    /// Their branch.
    pub branch: String,
    /// Result, number and day of the certificate.
    cells: [Shown; 3],
}

/// What the book holds of somebody, as the cells say it.
fn held(achieved: &Achieved) -> [String; 3] {
    let day = achieved.certificate_on.map(|day| day.to_string()).unwrap_or_default();
    [achieved.outcome.code().to_owned(), achieved.certificate_number.clone(), day]
}

impl Line {
    /// A row that says what the book says.
    pub fn of(app: &App, one: &Participant) -> Self {
        let branch = app.tree().name(one.branch).to_owned();
        let cells = held(&one.achieved).map(|was| Shown { typed: was.clone(), was, ..Shown::default() });
        let (full_name, born_on) = (one.full_name.clone(), one.born_on.to_string());
        Self { id: one.id.0, full_name, born_on, branch, cells }
    }

    /// The cell of the result.
    pub fn result(&self) -> &Shown {
        &self.cells[0]
    }

    /// That of the certificate's number.
    pub fn certificate_number(&self) -> &Shown {
        &self.cells[1]
    }

    /// That of its day.
    pub fn certificate_on(&self) -> &Shown {
        &self.cells[2]
    }
}

/// What becomes of a grid that was sent.
pub struct Saved {
    /// What is to be recorded.
    pub changes: Vec<(Participant, Achieved)>,
    /// The rows, should the page be shown again.
    pub lines: Vec<Line>,
    /// What is wrong.
    pub errors: CellErrors,
    /// Whether somebody else gave another value to a cell that was changed.
    pub contested: bool,
}

/// Compares a grid with what the book holds.
pub fn considered(app: &App, course: &Course, on: &[Participant], form: &Grid, today: Day) -> Saved {
    let mut saved = Saved { changes: Vec::new(), lines: Vec::new(), errors: CellErrors::default(), contested: false };
    let all = (form.field("all_result"), form.field("all_certificate_on"));
    if !all.0.is_empty() && Outcome::from_code(all.0).is_none() {
        saved.errors.add("all_result", t("Chọn một kết quả trong danh sách."));
    }
    for one in on {
        let id = one.id.0;
        let now = held(&one.achieved);
        let mut typed = COLUMNS.map(|column| form.typed(id, column).to_owned());
        if form.cell(id, "result").is_none() {
            // They were sent after the page was opened: nothing was said of them.
            saved.lines.push(Line::of(app, one));
            continue;
        }
        fill(&mut typed, all);
        // One day is one value, however it is written.
        if let Ok(day) = Day::parse_typed(&typed[2]) {
            typed[2] = day.to_string();
        }
        let mut line = Line::of(app, one);
        let mut wanted = now.clone();
        for (at, column) in COLUMNS.iter().enumerate() {
            let mut cell = form.cell(id, column).cloned().unwrap_or_default();
            cell.typed.clone_from(&typed[at]);
            line.cells[at].typed.clone_from(&typed[at]);
            match cell.merge(&now[at]) {
                Merged::Kept => line.cells[at].typed.clone_from(&now[at]),
                Merged::Set(value) => wanted[at] = value,
                Merged::Contested(theirs) => {
                    saved.contested = true;
                    line.cells[at].theirs = Some(said(at, &theirs));
                }
            }
        }
        saved.lines.push(line);
        if wanted != now
            && let Some(new) = read(course, id, &wanted, today, &mut saved.errors)
            && new != one.achieved
        {
            saved.changes.push((one.clone(), new));
        }
    }
    let strange = form.rows().into_iter().filter(|id| on.iter().all(|one| one.id.0 != *id));
    let mut typed_into = strange.flat_map(|id| COLUMNS.map(|column| form.cell(id, column))).flatten();
    if typed_into.any(|cell| cell.typed != cell.was) {
        saved.errors.add("grid", t("Có dòng của người không có trong lớp này. Mở lại trang rồi ghi lại."));
    }
    for line in &mut saved.lines {
        for (cell, column) in line.cells.iter_mut().zip(COLUMNS) {
            cell.problem = saved.errors.get(&format!("{column}.{}", line.id)).map(ToOwned::to_owned);
        }
    }
    saved
}

/// Gives what is said of all to who has nothing yet.
fn fill(typed: &mut [String; 3], (result, certificate_on): (&str, &str)) {
    if typed[0] == Outcome::Studying.code() && !result.is_empty() {
        result.clone_into(&mut typed[0]);
    }
    if typed[2].is_empty() && Outcome::from_code(&typed[0]).is_some_and(Outcome::is_passed) {
        certificate_on.clone_into(&mut typed[2]);
    }
}

/// A value of a column in words.
fn said(column: usize, value: &str) -> String {
    match (column, Outcome::from_code(value)) {
        (0, Some(outcome)) => outcome.label().to_owned(),
        _ if value.is_empty() => t("để trống").to_owned(),
        _ => value.to_owned(),
    }
}

/// A row that was changed, or what is wrong with it.
fn read(course: &Course, id: i64, wanted: &[String; 3], today: Day, errors: &mut CellErrors) -> Option<Achieved> {
    let before = errors.len();
    let [result, number, on] = wanted;
    let outcome = Outcome::from_code(result);
    if outcome.is_none() {
        errors.add(format!("result.{id}"), t("Chọn một kết quả trong danh sách."));
    }
    if number.chars().count() > LINE {
        errors.add(format!("certificate_number.{id}"), t("Viết ngắn hơn, nhiều nhất {n} ký tự.").with("n", LINE));
    }
    let cell = format!("certificate_on.{id}");
    let mut certificate_on = None;
    if !on.is_empty() {
        match Day::parse_typed(on) {
            Err(problem) => errors.add(&cell, date_sentence(&problem)),
            Ok(day) if day > today => {
                errors.add(&cell, t("Ngày này chưa đến. Kiểm tra lại ngày, tháng, năm."));
            }
            Ok(day) if day < course.said.from_on => {
                errors
                    .add(&cell, t("Giấy chứng nhận cấp trước ngày khai giảng {day}.").with("day", course.said.from_on));
            }
            Ok(day) => certificate_on = Some(day),
        }
    }
    let has_certificate = !number.is_empty() || !on.is_empty();
    if has_certificate && outcome.is_some_and(|outcome| !outcome.is_passed()) {
        errors.add(
            format!("result.{id}"),
            t("Chỉ người đạt mới có giấy chứng nhận. Chọn kết quả đạt, hoặc bỏ giấy chứng nhận."),
        );
    }
    (errors.len() == before).then_some(())?;
    Some(Achieved { outcome: outcome?, certificate_number: number.clone(), certificate_on })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_all_goes_to_who_has_nothing_yet() {
        let row = |result: &str, on: &str| [result.to_owned(), String::new(), on.to_owned()];
        let filled = |mut typed: [String; 3]| {
            fill(&mut typed, ("good", "20/9/2019"));
            (typed[0].clone(), typed[2].clone())
        };
        assert_eq!(filled(row("studying", "")), ("good".into(), "20/9/2019".into()));
        assert_eq!(filled(row("fair", "")), ("fair".into(), "20/9/2019".into()));
        assert_eq!(filled(row("failed", "")), ("failed".into(), String::new()));
        assert_eq!(filled(row("fair", "21/9/2019")), ("fair".into(), "21/9/2019".into()));
    }
}
