//! What was typed into a grid of evaluations becomes what is to be written, or all that is wrong with it.

use super::{Change, Evaluation, Outcome, Row, outcome_label};
use crate::ids::{OrganisationId, PersonId};
use crate::members::warnings::{Warning, cited};
use crate::rules::Day;
use crate::rules::evaluation::{LeftOut, Points, fitting};
use crate::rules::regulations::Rulebook;
use crate::web::cells::Cells;
use crate::web::filters::tenths;
use crate::web::form::date_sentence;
use crate::web::grid::Grid;
use crate::web::{With, t};

/// The columns of a row.
pub(super) const GRADE: &str = "grade";
pub(super) const POINTS: &str = "points";
pub(super) const NOTE: &str = "note";
/// The decision stands above the rows: its cells are of no row.
pub(super) const NUMBER: &str = "decision_number";
pub(super) const DECIDED: &str = "decided_on";
/// The row of what stands above the rows.
pub(super) const ABOVE: i64 = 0;

/// Somebody, or an organisation, that is evaluated.
#[derive(Clone, Debug)]
pub(super) struct Subject<T> {
    pub of: T,
    /// The number of the row.
    pub id: i64,
    pub name: String,
    pub held: Option<Evaluation>,
}

impl From<&Row> for Subject<PersonId> {
    fn from(row: &Row) -> Self {
        Self { of: row.person, id: row.person.0, name: row.full_name.clone(), held: row.held.clone() }
    }
}

impl Subject<OrganisationId> {
    pub fn organisation(of: OrganisationId, name: &str, held: Option<Evaluation>) -> Self {
        Self { of, id: of.0, name: name.to_owned(), held }
    }
}

/// By what a grid is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    pub book: &'a Rulebook,
    pub year: i16,
    /// The day whose rules are those of the year.
    pub on: Day,
    pub today: Day,
    /// Whether the rules of the year have points.
    pub points: bool,
}

/// A grid that was read.
#[derive(Clone, Debug)]
pub(super) struct Sheet<T> {
    pub cells: Cells,
    /// What differs from the book; nothing to be written while anything is wrong or contested.
    pub changes: Vec<Change<T>>,
    /// What everybody has in the end.
    pub outcomes: Vec<Option<Outcome>>,
    /// Rows that were typed into and are not there any more.
    pub gone: bool,
}

/// The decision that the book has: that of the latest day.
fn decision<T>(subjects: &[Subject<T>]) -> (String, Option<Day>) {
    let decided = subjects.iter().filter_map(|subject| subject.held.as_ref()).filter(|held| held.decided_on.is_some());
    let latest = decided.max_by_key(|held| held.decided_on);
    latest.map_or((String::new(), None), |held| (held.decision_number.clone(), held.decided_on))
}

/// Reads a grid; without one, what the book holds.
pub(super) fn read<T: Copy>(grid: Option<&Grid>, subjects: &[Subject<T>], rules: Rules<'_>) -> Sheet<T> {
    let mut cells = Cells::default();
    let held = decision(subjects);
    let as_it_is = str::to_owned;
    let number = cells.take(grid, ABOVE, NUMBER, &held.0, as_it_is);
    let day = held.1.map(|day| day.to_string()).unwrap_or_default();
    let day = cells.take(grid, ABOVE, DECIDED, &day, as_it_is);
    let typed: Vec<[String; 3]> = subjects.iter().map(|subject| take(&mut cells, grid, subject, rules)).collect();
    let outcomes = typed.iter().map(|[grade, ..]| Outcome::from_code(grade)).collect();
    let gone = grid.is_some_and(|grid| {
        let unknown = grid.rows().into_iter().filter(|row| *row != ABOVE && subjects.iter().all(|one| one.id != *row));
        let changed = |row| [GRADE, POINTS, NOTE].into_iter().filter_map(move |column| grid.cell(row, column));
        unknown.flat_map(changed).any(|cell| cell.was != cell.typed)
    });
    let mut sheet = Sheet { cells, changes: Vec::new(), outcomes, gone };
    if !sheet.cells.are_contested() {
        let day = sheet.day(&day, rules);
        sheet.compare(subjects, &typed, &(number, day), &held);
    }
    sheet
}

fn take<T>(cells: &mut Cells, grid: Option<&Grid>, subject: &Subject<T>, rules: Rules<'_>) -> [String; 3] {
    let held = subject.held.as_ref();
    let grade = held.map_or("", |held| held.outcome.code());
    let points = held.and_then(|held| held.points).map(|points| tenths(points.0.into())).unwrap_or_default();
    let note = held.map_or("", |held| &held.note);
    let in_words = |code: &str| Outcome::from_code(code).map_or(t("để trống"), outcome_label).to_owned();
    let or_empty = |text: &str| if text.is_empty() { t("để trống").to_owned() } else { text.to_owned() };
    [
        cells.take(grid, subject.id, GRADE, grade, in_words),
        cells.take(grid.filter(|_| rules.points), subject.id, POINTS, &points, or_empty),
        cells.take(grid, subject.id, NOTE, note, or_empty),
    ]
}

impl<T: Copy> Sheet<T> {
    /// The day of the decision, which lies within what has happened of the year.
    fn day(&mut self, typed: &str, rules: Rules<'_>) -> Option<Day> {
        if typed.is_empty() {
            return None;
        }
        let problem = match Day::parse_typed(typed) {
            Ok(day) if day > rules.today => t("Ngày này chưa đến. Kiểm tra lại ngày, tháng, năm.").to_owned(),
            Ok(day) if day.year() < rules.year => {
                t("Quyết định xếp loại năm {year} không thể ký trước năm đó.").with("year", rules.year)
            }
            Ok(day) => return Some(day),
            Err(problem) => date_sentence(&problem),
        };
        self.cells.wrong(ABOVE, DECIDED, problem);
        None
    }

    /// Finds what differs from the book, and what is wrong.
    fn compare(
        &mut self,
        subjects: &[Subject<T>],
        typed: &[[String; 3]],
        decision: &(String, Option<Day>),
        held: &(String, Option<Day>),
    ) {
        let meant: Vec<_> = subjects.iter().zip(typed).map(|(subject, typed)| self.meant(subject, typed)).collect();
        let touched = |subject: &Subject<T>, meant: &Option<Evaluation>| {
            let told = |one: &Evaluation| (one.outcome, one.points, one.note.clone());
            subject.held.as_ref().map(told) != meant.as_ref().map(told)
        };
        let any = subjects.iter().zip(&meant).any(|(subject, meant)| touched(subject, meant));
        let mut undated = false;
        for (subject, meant) in subjects.iter().zip(meant) {
            let touched = touched(subject, &meant);
            let mut after = meant;
            if let Some(after) = after.as_mut().filter(|after| after.outcome.grade().is_some()) {
                // A decision is that of those whom it grades; without any, it corrects that of all.
                if touched || (!any && decision != held) {
                    (after.decision_number, after.decided_on) = decision.clone();
                }
                undated |= after.decided_on.is_none();
            }
            if after != subject.held {
                self.changes.push(Change { of: subject.of, before: subject.held.clone(), after });
            }
        }
        if undated {
            self.cells.wrong(ABOVE, DECIDED, t("Nhập ngày quyết định xếp loại."));
        }
        if !self.cells.problems().is_empty() || self.gone {
            self.changes.clear();
        }
    }

    /// What a row means, with the decision that it has.
    fn meant(&mut self, subject: &Subject<T>, [grade, points, note]: &[String; 3]) -> Option<Evaluation> {
        let outcome = Outcome::from_code(grade);
        let name = &subject.name;
        let meant = if points.is_empty() { None } else { Points::parse(points) };
        if meant.is_none() && !points.is_empty() {
            let sentence = t("{name}: nhập điểm từ 0 đến 100, nhiều nhất một số lẻ, ví dụ 92,5.");
            self.cells.wrong(subject.id, POINTS, sentence.with("name", name));
        }
        match outcome {
            None if !grade.is_empty() || !points.is_empty() || !note.is_empty() => {
                let sentence = t("{name}: chọn mức xếp loại, hoặc bỏ trống cả điểm và ghi chú.");
                self.cells.wrong(subject.id, GRADE, sentence.with("name", name));
            }
            Some(Outcome::LeftOut(_)) if !points.is_empty() => {
                self.cells.wrong(subject.id, POINTS, t("{name}: không xếp loại thì để trống điểm.").with("name", name));
            }
            Some(Outcome::LeftOut(LeftOut::Other)) if note.is_empty() => {
                self.cells.wrong(subject.id, NOTE, t("{name}: ghi vì sao không xếp loại.").with("name", name));
            }
            _ => {}
        }
        let held = subject.held.as_ref().filter(|_| outcome.is_some_and(|outcome| outcome.grade().is_some()));
        Some(Evaluation {
            outcome: outcome?,
            points: meant,
            decision_number: held.map(|held| held.decision_number.clone()).unwrap_or_default(),
            decided_on: held.and_then(|held| held.decided_on),
            note: note.clone(),
        })
    }
}

/// The names of those who are left out anew for a reason that is not so.
pub(super) fn left_out<T: Copy + PartialEq>(
    sheet: &Sheet<T>,
    subjects: &[Subject<T>],
    reason: LeftOut,
    is_so: impl Fn(T) -> bool,
) -> Vec<String> {
    let outcome = |one: &Option<Evaluation>| one.as_ref().map(|one| one.outcome);
    let wanted = Some(Outcome::LeftOut(reason));
    let anew = sheet
        .changes
        .iter()
        .filter(|change| outcome(&change.after) == wanted && outcome(&change.before) != wanted && !is_so(change.of));
    anew.filter_map(|change| Some(subjects.iter().find(|subject| subject.of == change.of)?.name.clone())).collect()
}

/// The names of those who get a grade now, of whom something is so.
pub(super) fn graded<T: Copy + PartialEq>(
    sheet: &Sheet<T>,
    subjects: &[Subject<T>],
    is_so: impl Fn(T) -> bool,
) -> Vec<String> {
    let is_graded = |one: &Option<Evaluation>| one.as_ref().is_some_and(|one| one.outcome.grade().is_some());
    let anew = sheet.changes.iter().filter(|change| is_graded(&change.after) && !is_graded(&change.before));
    anew.filter(|change| is_so(change.of))
        .filter_map(|change| Some(subjects.iter().find(|subject| subject.of == change.of)?.name.clone()))
        .collect()
}

/// What the points say against a better grade, of those who are changed.
pub(super) fn of_points<T: Copy + PartialEq>(
    sheet: &Sheet<T>,
    subjects: &[Subject<T>],
    rules: Rules<'_>,
    confirmed: &[String],
) -> Option<Warning> {
    let mut named = Vec::new();
    let mut by = None;
    for change in &sheet.changes {
        let Some(after) = &change.after else { continue };
        let (Some(grade), Some(points)) = (after.outcome.grade(), after.points) else { continue };
        let Some((fits, rule)) = fitting(rules.book, points, rules.on) else { continue };
        if grade < fits {
            let name = subjects.iter().find(|subject| subject.of == change.of).map_or("", |subject| &subject.name);
            named.push(t("{name} ({points} điểm)").with("points", tenths(points.0.into())).with("name", name));
            by = Some(rule);
        }
    }
    let rule = by?;
    let sentence = t("Xếp loại cao hơn mức của số điểm: {names}.").with("names", named.join(", "));
    Some(Warning::told("points_below_grade", sentence, cited(rule), confirmed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::evaluation::Grade;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn subject(id: i64, held: Option<&str>) -> Subject<PersonId> {
        let held = held.map(|code| Evaluation {
            outcome: Outcome::from_code(code).unwrap(),
            points: None,
            decision_number: "82-QĐ/ĐU".into(),
            decided_on: Some(day("2019-12-20")),
            note: String::new(),
        });
        Subject { of: PersonId(id), id, name: format!("Người {id}"), held }
    }

    fn sheet(subjects: &[Subject<PersonId>], year: i16, sent: &[(&str, &str)]) -> Sheet<PersonId> {
        let grid = Grid::of(sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let book = Rulebook::shipped();
        let (on, today) = (day(&format!("{year}-12-31")), day("2026-11-23"));
        read(Some(&grid), subjects, Rules { book: &book, year, on, today, points: year >= 2025 })
    }

    fn problems(sheet: &Sheet<PersonId>) -> Vec<String> {
        sheet.cells.problems().into_iter().map(|(id, _)| id).collect()
    }

    #[test]
    fn a_grade_is_written_with_the_decision_above_it() {
        let both = [subject(1, None), subject(2, Some("good"))];
        let sent = [
            ("grade.1", "excellent"),
            ("decision_number.0", "83-QĐ/ĐU"),
            ("decided_on.0", "21/12/2019"),
            ("was.decision_number.0", "82-QĐ/ĐU"),
            ("was.decided_on.0", "20/12/2019"),
            ("was.grade.2", "good"),
            ("grade.2", "good"),
        ];
        let read = sheet(&both, 2019, &sent);
        assert_eq!(read.changes.len(), 1, "the other keeps the decision of their own");
        let after = read.changes[0].after.as_ref().unwrap();
        assert_eq!((after.outcome, after.decision_number.as_str()), (Outcome::Graded(Grade::Excellent), "83-QĐ/ĐU"));
        assert_eq!(after.decided_on, Some(day("2019-12-21")));
    }

    #[test]
    fn a_decision_that_is_corrected_alone_is_that_of_all() {
        let both = [subject(1, Some("good")), subject(2, Some("good"))];
        let sent = [("decided_on.0", "21/12/2019"), ("was.decided_on.0", "20/12/2019")];
        assert_eq!(sheet(&both, 2019, &sent).changes.len(), 2);
    }

    #[test]
    fn what_is_missing_or_wrong_is_said_at_its_cell_and_nothing_is_written() {
        let one = [subject(1, None)];
        for (sent, id) in [
            (&[("grade.1", "good")][..], "decided_on.0"),
            (&[("grade.1", "good"), ("decided_on.0", "31/12/2018")], "decided_on.0"),
            (&[("grade.1", "good"), ("decided_on.0", "24/11/2026")], "decided_on.0"),
            (&[("grade.1", "good"), ("decided_on.0", "30/2/2019")], "decided_on.0"),
            (&[("grade.1", "no such word")], "grade.1"),
            (&[("note.1", "chờ")], "grade.1"),
            (&[("grade.1", "other")], "note.1"),
        ] {
            let read = sheet(&one, 2019, sent);
            assert_eq!(problems(&read)[0], id, "{sent:?}");
            assert!(read.changes.is_empty());
        }
        let points =
            |typed| sheet(&one, 2025, &[("grade.1", "good"), ("points.1", typed), ("decided_on.0", "20/12/2025")]);
        assert_eq!(problems(&points("101")), ["points.1"]);
        assert_eq!(points("75,5").changes[0].after.as_ref().unwrap().points, Some(Points(755)));
        assert_eq!(problems(&sheet(&one, 2025, &[("grade.1", "new"), ("points.1", "75")])), ["points.1"]);
    }

    #[test]
    fn who_is_left_out_needs_no_decision_and_what_is_emptied_is_withdrawn() {
        assert_eq!(sheet(&[subject(1, None)], 2019, &[("grade.1", "new")]).changes.len(), 1);
        let read = sheet(&[subject(1, Some("good"))], 2019, &[("was.grade.1", "good"), ("grade.1", "")]);
        assert_eq!(read.changes.len(), 1);
        assert!(read.changes[0].after.is_none());
    }

    #[test]
    fn a_row_that_is_not_there_any_more_is_said_when_it_was_typed_into() {
        assert!(sheet(&[subject(1, None)], 2019, &[("grade.9", "good")]).gone);
        assert!(!sheet(&[subject(1, None)], 2019, &[("was.grade.9", "good"), ("grade.9", "good")]).gone);
    }

    #[test]
    fn a_better_grade_than_the_points_is_asked_about_and_a_worse_one_is_not() {
        let both = [subject(1, None), subject(2, None)];
        let sent = [
            ("grade.1", "excellent"),
            ("points.1", "89"),
            ("grade.2", "good"),
            ("points.2", "95"),
            ("decided_on.0", "20/12/2025"),
        ];
        let read = sheet(&both, 2025, &sent);
        let book = Rulebook::shipped();
        let on = day("2025-12-31");
        let rules = Rules { book: &book, year: 2025, on, today: on, points: true };
        let warning = of_points(&read, &both, rules, &[]).unwrap();
        assert_eq!(warning.sentence, "Xếp loại cao hơn mức của số điểm: Người 1 (89 điểm).");
        assert!(warning.citation.contains("366-QĐ/TW") && !warning.confirmed);
    }
}
