//! The form of an edit; and when somebody else was faster, the three versions of each field and what the two
//! edits make together.

use serde::Deserialize;

use super::Mode;
use crate::members::form::{Kept, PersonForm};
use crate::members::{Facts, fields};
use crate::rules::{Day, Gender, PartialDate};
use crate::web::form::clean_lines;
use crate::web::merging::Row;
use crate::web::{Errors, t};

/// The edit as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    #[serde(flatten)]
    pub person: PersonForm,
    /// The row that the form was made from.
    pub version: String,
    /// `correction` or `change`.
    pub mode: String,
    /// The first day of a change.
    pub from: String,
    pub submission: String,
    pub confirm: Vec<String>,
    pub not_duplicate: Vec<String>,
}

impl EditForm {
    /// The facts and what is said of the time before, or every error in the form's order.
    ///
    /// # Errors
    /// What is missing or cannot be so.
    pub fn parse(&self, today: Day, kept: &Kept) -> Result<(Facts, Mode), Errors> {
        let (facts, mut errors) = match self.person.parse(today, kept) {
            Ok(facts) => (Some(facts), Errors::new()),
            Err(errors) => (None, errors),
        };
        let mode = match self.mode.as_str() {
            "correction" if self.from.trim().is_empty() => Some(Mode::Correction),
            "correction" => {
                errors.add("from", t("Sửa cho đúng thì không có ngày bắt đầu. Xóa ngày, hoặc chọn “Thay đổi”."));
                None
            }
            "change" => {
                let missing = "Nhập ngày bắt đầu thay đổi.";
                let from = errors.day("from", &self.from, missing, today);
                let born_on = facts.as_ref().map(|facts: &Facts| facts.born_on);
                match (from, born_on) {
                    (Some(from), Some(born_on)) if from < born_on.first() => {
                        errors.add("from", t("Ngày này trước ngày sinh. Kiểm tra lại năm."));
                        None
                    }
                    _ => from.map(|from| Mode::Change { from }),
                }
            }
            _ => {
                errors.add("mode", t("Chọn: sửa cho đúng, hay thay đổi từ một ngày."));
                None
            }
        };
        errors.or(facts.zip(mode))
    }

    /// The people of whom it is said that this is another.
    pub fn not_duplicate(&self) -> Vec<i64> {
        self.not_duplicate.iter().filter_map(|id| id.trim().parse().ok()).collect()
    }
}

/// Puts a form that was made from `base` on top of what the book says now: what was not touched is taken from
/// the book, what was typed stays. The rows are the fields in which anybody changed something.
pub fn merge(typed: &PersonForm, base: Option<&Facts>, current: &Facts) -> (PersonForm, Vec<Row>) {
    let mut merged = typed.clone();
    let mut rows = Vec::new();
    let now = PersonForm::of(current);
    // Without what the form was made from, everything typed counts as changed.
    let opened = base.map(PersonForm::of);
    for name in fields::FIELDS {
        let (Some(typed), Some(now)) = (text(typed, name), text(&now, name)) else { continue };
        let was = opened.as_ref().and_then(|opened| text(opened, name));
        let same = |one: &str, other: &str| alike(name, one, other);
        let mine = was.is_none_or(|was| !same(was, typed));
        let theirs = base.is_some_and(|base| !base.agrees(current, name));
        if !mine && let Some(merged) = text_mut(&mut merged, name) {
            now.clone_into(merged);
        }
        if (mine && !same(typed, now)) || theirs {
            let words = |value: &str| match name {
                "gender" => Gender::from_code(value)
                    .map_or_else(|| value.to_owned(), |gender| fields::gender_label(gender).to_owned()),
                _ => value.to_owned(),
            };
            rows.push(Row {
                name,
                label: fields::label(name).unwrap_or_default(),
                base: words(was.unwrap_or_default()),
                current: words(now),
                typed: words(typed),
                disputed: mine && theirs && !same(typed, now),
            });
        }
    }
    (merged, rows)
}

/// Whether two texts of a field mean the same: stray spaces and how a day is written do not matter.
fn alike(name: &str, one: &str, other: &str) -> bool {
    let day = |typed: &str| PartialDate::parse_typed(typed).ok().filter(|_| name.ends_with("_on"));
    clean_lines(one) == clean_lines(other) || day(one).is_some_and(|one| Some(one) == day(other))
}

/// The fields of the form by name.
macro_rules! texts {
    ($($field:ident)*) => {
        fn text<'a>(form: &'a PersonForm, name: &str) -> Option<&'a str> {
            match name {
                $(stringify!($field) => Some(&form.$field),)*
                _ => None,
            }
        }

        fn text_mut<'a>(form: &'a mut PersonForm, name: &str) -> Option<&'a mut String> {
            match name {
                $(stringify!($field) => Some(&mut form.$field),)*
                _ => None,
            }
        }
    };
}

texts! {
    full_name given_name gender born_on citizen_id card_number ethnicity religion native_place residence phone email
    occupation workplace general_education professional_qualification political_theory other_names birth_registration
    family_class youth_union_on army_service academic_degree foreign_languages health career family notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::form::Kept;

    fn today() -> Day {
        Day::parse_iso("2026-11-23").unwrap()
    }

    fn person() -> PersonForm {
        PersonForm {
            full_name: "Đỗ Ánh".into(),
            gender: "female".into(),
            born_on: "27/3/1987".into(),
            residence: "Phường A".into(),
            notes: "một\nhai".into(),
            ..PersonForm::default()
        }
    }

    fn facts(person: &PersonForm) -> Facts {
        person.parse(today(), &Kept::default()).unwrap()
    }

    #[test]
    fn every_field_of_a_person_is_one_of_the_form() {
        for name in fields::FIELDS {
            assert!(text(&person(), name).is_some(), "{name}");
        }
    }

    #[test]
    fn an_edit_says_whether_it_corrects_or_changes_from_a_day() {
        let form = |mode: &str, from: &str| EditForm {
            person: person(),
            mode: mode.into(),
            from: from.into(),
            ..EditForm::default()
        };
        let parse = |mode, from| form(mode, from).parse(today(), &Kept::default()).map(|(_, mode)| mode);
        assert_eq!(parse("correction", " ").unwrap(), Mode::Correction);
        assert_eq!(parse("correction", "1/6/2024").unwrap_err().list()[0].0, "from", "a day would be lost unsaid");
        let from = Day::parse_iso("2024-06-01").unwrap();
        assert_eq!(parse("change", "1/6/2024").unwrap(), Mode::Change { from });
        for (mode, from, field) in [
            ("", "", "mode"),
            ("change", "", "from"),
            ("change", "24/11/2026", "from"),
            ("change", "26/3/1987", "from"),
            ("change", "31/4/2024", "from"),
        ] {
            let errors = parse(mode, from).unwrap_err();
            assert_eq!(errors.list().iter().map(|(name, _)| *name).collect::<Vec<_>>(), [field], "{mode} {from}");
        }
    }

    #[test]
    fn what_was_not_touched_comes_from_the_book_and_what_was_typed_stays() {
        let base = facts(&person());
        let current = facts(&PersonForm { residence: "Phường B".into(), phone: "0912345678".into(), ..person() });
        let typed = PersonForm { notes: "một\r\nhai\r\nba".into(), ..person() };
        let (merged, rows) = merge(&typed, Some(&base), &current);
        assert_eq!((merged.residence.as_str(), merged.phone.as_str()), ("Phường B", "0912345678"));
        assert_eq!(merged.notes, typed.notes, "byte for byte");
        let seen: Vec<_> = rows.iter().map(|row| (row.name, row.disputed)).collect();
        assert_eq!(seen, [("residence", false), ("phone", false), ("notes", false)]);
    }

    #[test]
    fn what_both_changed_is_disputed_and_keeps_what_was_typed() {
        let base = facts(&person());
        let current = facts(&PersonForm { residence: "Phường B".into(), ..person() });
        let typed = PersonForm { residence: "Phường C".into(), ..person() };
        let (merged, rows) = merge(&typed, Some(&base), &current);
        assert_eq!(merged.residence, "Phường C");
        assert_eq!((rows.len(), rows[0].disputed), (1, true));
        assert_eq!((rows[0].base.as_str(), rows[0].current.as_str()), ("Phường A", "Phường B"));
        let (_, rows) = merge(&PersonForm { residence: "Phường B".into(), ..person() }, Some(&base), &current);
        assert!(!rows[0].disputed, "both wrote the same");
    }
}
