//! What was typed into a grid of residence contacts becomes what is to be written, or all that is wrong with it.

use super::present::{comment_label, contact_label};
use super::{Change, Commented, Contact, Row};
use crate::rules::day::DateProblem;
use crate::rules::residence::{Comment, Reason};
use crate::rules::{Day, PartialDate};
use crate::web::cells::Cells;
use crate::web::form::{date_sentence, not_plain};
use crate::web::grid::Grid;
use crate::web::{With, t};

/// The columns of a row.
pub(super) const CONTACT: &str = "contact";
pub(super) const INTRODUCED: &str = "introduced_on";
pub(super) const PLACE: &str = "place";
/// The most letters of a place, a reason or a note.
const LONGEST: usize = 200;
pub(super) const COMMENT: &str = "comment";
pub(super) const RECEIVED: &str = "received_on";
pub(super) const NOTE: &str = "note";
/// All of them, as they stand.
pub(super) const COLUMNS: [&str; 6] = [CONTACT, INTRODUCED, PLACE, COMMENT, RECEIVED, NOTE];
/// The word of who is introduced, among the reasons why somebody is not.
pub(super) const YES: &str = "introduced";

/// A grid that was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub cells: Cells,
    /// What differs from the book; nothing while anything is wrong or contested.
    pub changes: Vec<Change>,
    /// Rows that were typed into and are not there any more.
    pub gone: bool,
}

/// By what a grid is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    pub year: i16,
    /// The day of which the year is told.
    pub on: Day,
    pub today: Day,
}

/// Reads a grid; without one, what the book holds.
pub(super) fn read(grid: Option<&Grid>, rows: &[Row], days: Days) -> Sheet {
    let mut sheet = Sheet::default();
    let typed: Vec<[String; 6]> = rows.iter().map(|row| take(&mut sheet.cells, grid, row)).collect();
    sheet.gone = grid.is_some_and(|grid| {
        let unknown = grid.rows().into_iter().filter(|id| rows.iter().all(|row| row.person.0 != *id));
        unknown
            .flat_map(|row| COLUMNS.map(|column| grid.cell(row, column)))
            .flatten()
            .any(|cell| cell.was != cell.typed)
    });
    if !sheet.cells.are_contested() {
        for (row, typed) in rows.iter().zip(&typed) {
            let contact = sheet.contact(row, typed, days);
            let commented = sheet.commented(row, typed, days);
            sheet.in_order(row, contact.as_ref(), commented.as_ref());
            if contact.is_some() || commented.is_some() {
                sheet.changes.push(Change { person: row.person, contact, commented });
            }
        }
        if !sheet.cells.problems().is_empty() || sheet.gone {
            sheet.changes.clear();
        }
    }
    sheet
}

/// What a row of the book has in its cells.
fn held(row: &Row) -> [String; 6] {
    let contact = row.contact.as_ref();
    let commented = row.commented.as_ref();
    [
        contact.map_or("", |contact| contact.reason.map_or(YES, Reason::code)).to_owned(),
        contact.and_then(|contact| contact.introduced_on).map(|day| day.to_string()).unwrap_or_default(),
        contact.map_or("", |contact| &contact.place).to_owned(),
        commented.map_or("", |commented| commented.grade.code()).to_owned(),
        commented.map(|commented| commented.received_on.to_string()).unwrap_or_default(),
        commented.map_or("", |commented| &commented.note).to_owned(),
    ]
}

fn take(cells: &mut Cells, grid: Option<&Grid>, row: &Row) -> [String; 6] {
    let held = held(row);
    let mut at = 0;
    COLUMNS.map(|column| {
        let now = &held[at];
        at += 1;
        cells.take(grid, row.person.0, column, now, |value| {
            let words = match column {
                _ if value.is_empty() => Some(t("để trống")),
                CONTACT => contact_label(value),
                COMMENT => Comment::from_code(value).map(comment_label),
                _ => None,
            };
            words.map_or_else(|| value.to_owned(), ToOwned::to_owned)
        })
    })
}

type Replaced<T> = Option<(Option<T>, Option<T>)>;

impl Sheet {
    fn wrong(&mut self, row: &Row, column: &'static str, sentence: &str) {
        self.cells.wrong(row.person.0, column, sentence.with("name", &row.full_name));
    }

    /// What is to be recorded of the introduction, where it differs.
    fn contact(&mut self, row: &Row, typed: &[String; 6], days: Days) -> Replaced<Contact> {
        if typed[..3] == held(row)[..3] {
            return None;
        }
        let [contact, day, place, ..] = typed;
        let before = row.contact.as_ref();
        let reason = match contact.as_str() {
            "" => {
                if !day.is_empty() || !place.is_empty() {
                    self.wrong(row, CONTACT, t("{name}: chọn đã giới thiệu hay không, hoặc bỏ trống cả ngày và nơi."));
                }
                return Some((before.cloned(), None));
            }
            YES => None,
            code => {
                let reason = Reason::from_code(code);
                if reason.is_none() {
                    self.wrong(row, CONTACT, t("{name}: chọn đã giới thiệu hay không, hoặc bỏ trống cả ngày và nơi."));
                    return None;
                }
                reason
            }
        };
        if place.chars().count() > LONGEST {
            self.wrong(row, PLACE, &t("{name}: viết gọn lại, nhiều nhất {n} chữ cái.").with("n", LONGEST));
        }
        if let Some(sentence) = not_plain(place) {
            self.wrong(row, PLACE, &format!("{{name}}: {sentence}"));
        }
        if reason == Some(Reason::Other) && place.is_empty() {
            self.wrong(row, PLACE, t("{name}: ghi vì sao không giới thiệu."));
        }
        let introduced_on = match PartialDate::parse_typed(day) {
            Ok(date) if date.first() > days.on => {
                let sentence = t("{name}: ngày này sau năm {year}, hoặc chưa đến.").with("year", days.year);
                self.wrong(row, INTRODUCED, &sentence);
                None
            }
            Ok(date) if date.surely_before(row.born_on.first()) => {
                let sentence = t("{name}: ngày giới thiệu trước ngày sinh ({day}). Kiểm tra lại năm.");
                self.wrong(row, INTRODUCED, &sentence.with("day", row.born_on));
                None
            }
            Ok(date) => {
                if let Some(admitted_on) = row.admitted_on.filter(|admitted_on| date.surely_before(admitted_on.first()))
                {
                    let sentence = t("{name}: ngày giới thiệu trước ngày vào Đảng ({day}). Kiểm tra lại hai ngày.");
                    self.wrong(row, INTRODUCED, &sentence.with("day", admitted_on));
                }
                Some(date)
            }
            Err(DateProblem::Empty) => None,
            Err(problem) => {
                self.wrong(row, INTRODUCED, &format!("{{name}}: {}", date_sentence(&problem)));
                None
            }
        };
        let undated = before.filter(|before| before.introduced_on.is_none()).map(|before| before.since);
        let since = introduced_on.map(PartialDate::first).or(undated);
        let since = since.or_else(|| Day::new(days.year, 1, 1)).unwrap_or(days.on);
        let after = Contact { since, introduced_on, reason, place: place.clone() };
        // Another place from a later day on follows what was; anything else corrects it.
        let follows = before.is_some_and(|before| {
            since > before.since && (before.reason != after.reason || before.place != after.place)
        });
        Some((before.filter(|_| !follows).cloned(), Some(after)))
    }

    /// Nobody is commented on where they live before they were introduced there.
    fn in_order(
        &mut self,
        row: &Row,
        contact: Option<&(Option<Contact>, Option<Contact>)>,
        commented: Option<&(Option<Commented>, Option<Commented>)>,
    ) {
        if contact.is_none() && commented.is_none() {
            return;
        }
        let after = contact.map_or(row.contact.as_ref(), |(_, after)| after.as_ref());
        let comment = commented.map_or(row.commented.as_ref(), |(_, after)| after.as_ref());
        let (Some(after), Some(comment)) = (after.filter(|after| after.reason.is_none()), comment) else { return };
        // What is corrected was not so; what only follows leaves what was before.
        let corrected = contact.and_then(|(before, _)| before.as_ref()).map(|before| before.since);
        let earlier = row.first_introduced.filter(|first| corrected != Some(*first));
        let since = earlier.map_or(after.since, |earlier| earlier.min(after.since));
        if comment.received_on < since {
            let sentence =
                t("{name}: nhận xét nhận ngày {received}, trước ngày giới thiệu ({day}). Kiểm tra lại hai ngày.");
            let sentence = sentence.with("received", comment.received_on).with("day", since);
            let column = if commented.is_some() { RECEIVED } else { INTRODUCED };
            self.wrong(row, column, &sentence);
        }
    }

    /// What is to be recorded of the comment, where it differs.
    fn commented(&mut self, row: &Row, typed: &[String; 6], days: Days) -> Replaced<Commented> {
        if typed[3..] == held(row)[3..] {
            return None;
        }
        let [contact, _, _, grade, day, note] = typed;
        if grade.is_empty() {
            if !day.is_empty() || !note.is_empty() {
                self.wrong(row, COMMENT, t("{name}: chọn mức nhận xét, hoặc bỏ trống cả ngày nhận và ghi chú."));
            }
            return Some((row.commented.clone(), None));
        }
        if note.chars().count() > LONGEST {
            self.wrong(row, NOTE, &t("{name}: viết gọn lại, nhiều nhất {n} chữ cái.").with("n", LONGEST));
        }
        let grade = Comment::from_code(grade);
        if grade.is_none() {
            self.wrong(row, COMMENT, t("{name}: chọn mức nhận xét, hoặc bỏ trống cả ngày nhận và ghi chú."));
        }
        if contact.is_empty() {
            self.wrong(row, CONTACT, t("{name}: có nhận xét thì ghi cả việc đã giới thiệu."));
        }
        let received_on = match Day::parse_typed(day) {
            Ok(day) if day > days.today => {
                self.wrong(row, RECEIVED, t("{name}: ngày nhận chưa đến. Kiểm tra lại ngày, tháng, năm."));
                None
            }
            Ok(day) if day.year() < days.year => {
                let sentence = t("{name}: nhận xét năm {year} không thể nhận trước năm đó.").with("year", days.year);
                self.wrong(row, RECEIVED, &sentence);
                None
            }
            Ok(day) => Some(day),
            Err(DateProblem::Empty) => {
                self.wrong(row, RECEIVED, t("{name}: nhập ngày nhận được nhận xét."));
                None
            }
            Err(problem) => {
                self.wrong(row, RECEIVED, &format!("{{name}}: {}", date_sentence(&problem)));
                None
            }
        };
        let after = Commented { received_on: received_on?, grade: grade?, note: note.clone() };
        Some((row.commented.clone(), Some(after)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{OrganisationId, PersonId};

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn row(contact: Option<Contact>) -> Row {
        Row {
            person: PersonId(1),
            organisation: OrganisationId(2),
            full_name: "Người".into(),
            born_on: PartialDate::from_year(1980).unwrap(),
            residence: String::new(),
            probationary: false,
            admitted_on: PartialDate::parse_iso("2014-06"),
            first_introduced: contact.as_ref().map(|contact| contact.since),
            contact,
            commented: None,
        }
    }

    fn since_2015() -> Contact {
        let introduced_on = PartialDate::parse_iso("2015-03-02");
        Contact { since: day("2015-03-02"), introduced_on, reason: None, place: "Chi bộ A".into() }
    }

    /// Sends what differs from what the page showed.
    fn sent(row: &Row, year: i16, typed: &[(&str, &str)]) -> Sheet {
        let mut fields = Vec::new();
        for (column, was) in COLUMNS.into_iter().zip(held(row)) {
            let now = typed.iter().find(|(name, _)| *name == column).map_or(was.as_str(), |(_, now)| now);
            fields.push((format!("{column}.1"), now.to_owned()));
            fields.push((format!("was.{column}.1"), was));
        }
        let days = Days { year, on: day(&format!("{year}-12-31")), today: day("2026-11-23") };
        read(Some(&Grid::of(fields)), std::slice::from_ref(row), days)
    }

    fn contact(sheet: &Sheet) -> (Option<Day>, Option<Day>) {
        let (before, after) = sheet.changes[0].contact.clone().unwrap();
        (before.map(|contact| contact.since), after.map(|contact| contact.since))
    }

    #[test]
    fn who_is_introduced_stays_so_and_a_new_place_follows_from_its_day() {
        let first = sent(&row(None), 2019, &[(CONTACT, YES), (INTRODUCED, "5/2015"), (PLACE, "Chi bộ A")]);
        assert_eq!(contact(&first), (None, Some(day("2015-05-01"))));
        let undated = sent(&row(None), 2019, &[(CONTACT, YES)]);
        assert_eq!(contact(&undated), (None, Some(day("2019-01-01"))));
        let held = row(Some(since_2015()));
        assert!(sent(&held, 2019, &[]).changes.is_empty());
        let moved = sent(&held, 2019, &[(INTRODUCED, "1/6/2019"), (PLACE, "Chi bộ B")]);
        assert_eq!(contact(&moved), (None, Some(day("2019-06-01"))), "the old one stays until then");
        let corrected = sent(&held, 2019, &[(PLACE, "Chi bộ B")]);
        assert_eq!(contact(&corrected), (Some(day("2015-03-02")), Some(day("2015-03-02"))));
        let another_day = sent(&held, 2019, &[(INTRODUCED, "3/3/2015")]);
        assert_eq!(contact(&another_day), (Some(day("2015-03-02")), Some(day("2015-03-03"))));
        let withdrawn = sent(&held, 2019, &[(CONTACT, ""), (INTRODUCED, ""), (PLACE, "")]);
        assert_eq!(contact(&withdrawn), (Some(day("2015-03-02")), None));
    }

    #[test]
    fn who_moves_within_a_year_may_be_commented_on_where_they_lived_before() {
        let moves = [(INTRODUCED, "2/6/2019"), (PLACE, "Chi bộ B"), (COMMENT, "good"), (RECEIVED, "1/6/2019")];
        assert_eq!(sent(&row(Some(since_2015())), 2019, &moves).changes.len(), 1);
        let year_of_admission = [(CONTACT, YES), (INTRODUCED, "6/2014"), (COMMENT, "good"), (RECEIVED, "1/6/2014")];
        assert_eq!(sent(&row(None), 2014, &year_of_admission).changes.len(), 1);
    }

    #[test]
    fn a_comment_needs_its_day_and_an_introduction() {
        let held = row(Some(since_2015()));
        let good = sent(&held, 2019, &[(COMMENT, "good"), (RECEIVED, "5/12/2019")]);
        let (_, after) = good.changes[0].commented.clone().unwrap();
        assert_eq!(after.unwrap().received_on, day("2019-12-05"));
        assert!(good.changes[0].contact.is_none());
        let long = "a".repeat(LONGEST + 1);
        for (row, typed, id) in [
            (&row(None), &[(CONTACT, YES), (PLACE, long.as_str())][..], "place.1"),
            (&held, &[(COMMENT, "good"), (RECEIVED, "5/12/2019"), (NOTE, long.as_str())], "note.1"),
            (&held, &[(COMMENT, "good")], "received_on.1"),
            (&held, &[(COMMENT, "good"), (RECEIVED, "31/12/2018")], "received_on.1"),
            (&held, &[(COMMENT, "good"), (RECEIVED, "24/11/2026")], "received_on.1"),
            (&held, &[(COMMENT, "good"), (RECEIVED, "30/2/2019")], "received_on.1"),
            (&held, &[(RECEIVED, "5/12/2019")], "comment.1"),
            (&held, &[(COMMENT, "no such word"), (RECEIVED, "5/12/2019")], "comment.1"),
            (&row(None), &[(COMMENT, "good"), (RECEIVED, "5/12/2019")], "contact.1"),
            (&row(None), &[(PLACE, "Chi bộ A")], "contact.1"),
            (&row(None), &[(CONTACT, "no such word")], "contact.1"),
            (&row(None), &[(CONTACT, "other")], "place.1"),
            (&row(None), &[(CONTACT, YES), (INTRODUCED, "1/1/2020")], "introduced_on.1"),
            (&row(None), &[(CONTACT, YES), (INTRODUCED, "30/2/2019")], "introduced_on.1"),
            (&row(None), &[(CONTACT, YES), (INTRODUCED, "1979")], "introduced_on.1"),
            (&row(None), &[(CONTACT, YES), (INTRODUCED, "31/5/2014")], "introduced_on.1"),
            (
                &row(None),
                &[(CONTACT, YES), (INTRODUCED, "2/6/2019"), (COMMENT, "good"), (RECEIVED, "1/6/2019")],
                "received_on.1",
            ),
            (&held, &[(INTRODUCED, "2/6/2019"), (COMMENT, "good"), (RECEIVED, "1/6/2019")], "received_on.1"),
        ] {
            let sheet = sent(row, 2019, typed);
            assert_eq!(sheet.cells.problems().first().map(|(id, _)| id.as_str()), Some(id), "{typed:?}");
            assert!(sheet.changes.is_empty());
            assert!(sheet.cells.problems()[0].1.starts_with("Người: "), "{:?}", sheet.cells.problems());
        }
    }
}
