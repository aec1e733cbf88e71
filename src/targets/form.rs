//! What was typed of a target.

use serde::Deserialize;

use super::sources::{SOURCES, Source};
use super::{Content, Target, present};
use crate::rules::target::{Actual, Aim, Grade, Unit};
use crate::web::form::clean;
use crate::web::{Errors, t};

/// The most letters of a line.
const LINE: usize = 300;

/// A target as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TargetForm {
    pub organisation: String,
    pub year: String,
    pub name: String,
    /// The word of a [`Source`], or `typed_` and the word of a [`Unit`].
    pub source: String,
    /// A number, or a percentage.
    pub aim: String,
    /// A grade, by its rank.
    pub aim_grade: String,
    /// What came of it: a number, "38/38" or a percentage.
    pub actual: String,
    /// A grade, by its rank; `yes` or `no`.
    pub actual_choice: String,
    pub place: String,
    pub note: String,
    pub version: String,
    pub submission: String,
}

/// Before the word of a unit: what came of it is typed.
const TYPED: &str = "typed_";

/// Every source and how it is measured, as a form offers them.
pub(super) fn sources() -> Vec<(String, String)> {
    let derived = SOURCES.iter().map(|source| (source.code.to_owned(), present::derived_label(source)));
    derived.chain(Unit::ALL.map(|unit| (format!("{TYPED}{}", unit.code()), present::typed_label(unit)))).collect()
}

impl TargetForm {
    /// A version as it is typed.
    pub fn of(target: &Target) -> Self {
        let content = &target.content;
        let grade = |grade: Grade| grade.rank().to_string();
        let (aim, aim_grade) = match content.aim {
            Aim::Number(number) => (number.to_string(), String::new()),
            Aim::Percent(tenths) => (present::tenths_words(tenths.into()), String::new()),
            Aim::Grade(aim) => (String::new(), grade(aim)),
            Aim::Yes => (String::new(), String::new()),
        };
        let (actual, actual_choice) = match content.typed {
            None => (String::new(), String::new()),
            Some(Actual::Number(number)) => (number.to_string(), String::new()),
            Some(Actual::Share { part, whole: 1_000 }) => (present::tenths_words(part), String::new()),
            Some(Actual::Share { part, whole }) => (format!("{part}/{whole}"), String::new()),
            Some(Actual::Grade(actual)) => (String::new(), grade(actual)),
            Some(Actual::Done(done)) => (String::new(), if done { "yes" } else { "no" }.to_owned()),
        };
        let unit = content.aim.unit().code();
        Self {
            organisation: target.organisation.to_string(),
            year: target.year.to_string(),
            name: content.name.clone(),
            source: content.source.map_or_else(|| format!("{TYPED}{unit}"), ToOwned::to_owned),
            aim,
            aim_grade,
            actual,
            actual_choice,
            place: content.place.to_string(),
            note: content.note.clone(),
            version: target.version.to_string(),
            ..Self::default()
        }
    }

    /// What the target says; `last`: the place of one that says none.
    pub fn content(&self, errors: &mut Errors, last: i16) -> Option<Content> {
        let name = errors.required("name", &self.name, "Ghi nội dung chỉ tiêu như trong nghị quyết.");
        let name = name.and_then(|name| fits(errors, "name", name));
        let source = measured(&self.source);
        if source.is_none() {
            errors.add("source", t("Chọn chỉ tiêu tính bằng gì, lấy số liệu ở đâu."));
        }
        let aim = source.and_then(|(_, unit)| aim(errors, unit, &self.aim, &self.aim_grade));
        let typed = match source {
            Some((None, unit)) => actual(errors, unit, &self.actual, &self.actual_choice),
            Some((Some(_), _)) => {
                if !clean(&self.actual).is_empty() || !clean(&self.actual_choice).is_empty() {
                    errors.add("actual", t("Chỉ tiêu này do sổ tự tính. Để trống, hoặc chọn cấp ủy tự ghi."));
                }
                Some(None)
            }
            None => None,
        };
        let place = match clean(&self.place).as_str() {
            "" => Some(last),
            typed => {
                let place = typed.parse().ok().filter(|place| (1..=99).contains(place));
                if place.is_none() {
                    errors.add("place", t("Nhập thứ tự bằng chữ số, từ 1 đến 99."));
                }
                place
            }
        };
        let note = fits(errors, "note", clean(&self.note));
        Some(Content {
            place: place?,
            name: name?,
            aim: aim?,
            source: source?.0.map(|source| source.code),
            typed: typed?,
            note: note?,
        })
    }
}

/// What a choice means: a source of the records or none, and the unit.
fn measured(typed: &str) -> Option<(Option<&'static Source>, Unit)> {
    if let Some(unit) = typed.strip_prefix(TYPED) {
        return Unit::from_code(unit).map(|unit| (None, unit));
    }
    Source::from_code(typed).map(|source| (Some(source), source.unit))
}

/// What is aimed at in a unit.
pub(super) fn aim(errors: &mut Errors, unit: Unit, typed: &str, grade: &str) -> Option<Aim> {
    match aimed(unit, typed, grade) {
        Ok(aim) => Some(aim),
        Err((field, sentence)) => {
            errors.add(field, sentence);
            None
        }
    }
}

/// The same; what is wrong and in which field.
pub(super) fn aimed(unit: Unit, typed: &str, grade: &str) -> Result<Aim, (&'static str, &'static str)> {
    match unit {
        Unit::Number => number(typed)
            .filter(|number| (1..=1_000_000).contains(number))
            .map(Aim::Number)
            .ok_or_else(|| ("aim", t("Nhập số cần đạt bằng chữ số, từ 1 đến 1.000.000."))),
        Unit::Percent => tenths(typed)
            .filter(|tenths| (1..=1_000).contains(tenths))
            .map(Aim::Percent)
            .ok_or_else(|| ("aim", t("Nhập tỷ lệ cần đạt, từ 0,1 đến 100, ví dụ 95 hoặc 97,5."))),
        Unit::Grade => rank(grade).map(Aim::Grade).ok_or_else(|| ("aim_grade", t("Chọn mức xếp loại cần đạt."))),
        Unit::YesNo => Ok(Aim::Yes),
    }
}

/// What came of it in a unit; nothing when nothing was typed.
#[expect(clippy::option_option, reason = "wrong, not yet, or this")]
fn actual(errors: &mut Errors, unit: Unit, typed: &str, choice: &str) -> Option<Option<Actual>> {
    let (typed, choice) = (clean(typed), clean(choice));
    match unit {
        Unit::Number | Unit::Percent if typed.is_empty() => Some(None),
        Unit::Grade | Unit::YesNo if choice.is_empty() => Some(None),
        Unit::Number => {
            let found = number(&typed).filter(|number| (0..=1_000_000).contains(number));
            if found.is_none() {
                errors.add("actual", t("Nhập số đã đạt bằng chữ số, từ 0 đến 1.000.000."));
            }
            found.map(|number| Some(Actual::Number(number.into())))
        }
        Unit::Percent => {
            let found = share(&typed);
            if found.is_none() {
                errors.add("actual", t("Nhập dạng 38/40, hoặc một tỷ lệ từ 0 đến 100, ví dụ 97,5."));
            }
            found.map(Some)
        }
        Unit::Grade => {
            let found = rank(&choice);
            if found.is_none() {
                errors.add("actual_choice", t("Kết quả của chỉ tiêu này là một mức xếp loại."));
            }
            found.map(|grade| Some(Actual::Grade(grade)))
        }
        Unit::YesNo => match choice.as_str() {
            "yes" => Some(Some(Actual::Done(true))),
            "no" => Some(Some(Actual::Done(false))),
            _ => {
                errors.add("actual_choice", t("Kết quả của chỉ tiêu này là có hoặc không."));
                None
            }
        },
    }
}

/// A whole number, its groups of three parted or not.
fn number(typed: &str) -> Option<i32> {
    let typed = clean(typed);
    let digits = typed.replace(['.', ' ', ','], "");
    let grouped = typed.split(['.', ' ', ',']).skip(1).all(|group| group.len() == 3);
    if grouped && digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// A percentage in tenths: 95, 97,5, 100%.
fn tenths(typed: &str) -> Option<i32> {
    let typed = clean(typed);
    let typed = typed.trim_end_matches('%').trim_end().replace(',', ".");
    let (whole, tenth) = typed.split_once('.').unwrap_or((&typed, "0"));
    let digits =
        |text: &str, most| !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole, 3) || !digits(tenth, 1) {
        return None;
    }
    Some(whole.parse::<i32>().ok()? * 10 + tenth.parse::<i32>().ok()?)
}

/// A part of a whole, or a percentage.
fn share(typed: &str) -> Option<Actual> {
    let Some((part, whole)) = typed.split_once('/') else {
        let part = tenths(typed).filter(|tenths| (0..=1_000).contains(tenths))?;
        return Some(Actual::Share { part: part.into(), whole: 1_000 });
    };
    let (part, whole) = (number(part)?, number(whole)?);
    // Written as "1000" of itself it would be read as a percentage.
    let fits = whole > 0 && part <= whole && whole <= 1_000_000;
    fits.then(|| {
        let times = if whole == 1_000 { 2 } else { 1 };
        Actual::Share { part: i64::from(part) * times, whole: i64::from(whole) * times }
    })
}

fn rank(typed: &str) -> Option<Grade> {
    Grade::from_rank(clean(typed).parse().ok()?)
}

fn fits(errors: &mut Errors, field: &'static str, text: String) -> Option<String> {
    if text.chars().count() > LINE {
        errors.add(field, t("Dài quá 300 chữ. Viết gọn lại."));
        return None;
    }
    errors.plain(field, &text);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &TargetForm) -> Result<Content, Vec<&'static str>> {
        let mut errors = Errors::new();
        let content = form.content(&mut errors, 7);
        if errors.is_empty() {
            Ok(content.unwrap())
        } else {
            Err(errors.list().iter().map(|(field, _)| *field).collect())
        }
    }

    fn form(source: &str, aim: &str, actual: &str) -> TargetForm {
        TargetForm {
            name: "Chỉ tiêu".to_owned(),
            source: source.to_owned(),
            aim: aim.to_owned(),
            actual: actual.to_owned(),
            ..TargetForm::default()
        }
    }

    #[test]
    fn what_is_aimed_at_is_read_in_its_unit() {
        for (source, aim, expected) in [
            ("admissions", "4", Ok(Aim::Number(4))),
            ("typed_number", "1.200", Ok(Aim::Number(1_200))),
            ("typed_number", "12.00", Err(vec!["aim"])),
            ("typed_number", "0", Err(vec!["aim"])),
            ("typed_percent", "95", Ok(Aim::Percent(950))),
            ("typed_percent", "97,5 %", Ok(Aim::Percent(975))),
            ("typed_percent", "97.5", Ok(Aim::Percent(975))),
            ("typed_percent", "100,1", Err(vec!["aim"])),
            ("typed_percent", "97,55", Err(vec!["aim"])),
            ("typed_percent", "-5", Err(vec!["aim"])),
            ("typed_yes_no", "", Ok(Aim::Yes)),
            ("typed_grade", "4", Err(vec!["aim_grade"])),
            ("typed_smell", "4", Err(vec!["source"])),
        ] {
            assert_eq!(read(&form(source, aim, "")).map(|content| content.aim), expected, "{source} {aim}");
        }
        let grade = TargetForm { aim_grade: "3".to_owned(), ..form("typed_grade", "", "") };
        assert_eq!(read(&grade).unwrap().aim, Aim::Grade(Grade::Good));
    }

    #[test]
    fn what_came_of_it_is_read_in_its_unit_and_not_taken_where_the_book_counts() {
        let share = |part, whole| Some(Actual::Share { part, whole });
        for (source, actual, expected) in [
            ("typed_number", "", Ok(None)),
            ("typed_number", "0", Ok(Some(Actual::Number(0)))),
            ("typed_percent", "38/38", Ok(share(38, 38))),
            ("typed_percent", "97,5%", Ok(share(975, 1_000))),
            ("typed_percent", "999/1000", Ok(share(1_998, 2_000))),
            ("typed_percent", "39/38", Err(vec!["actual"])),
            ("typed_percent", "1/0", Err(vec!["actual"])),
            ("admissions", "4", Err(vec!["actual"])),
        ] {
            assert_eq!(read(&form(source, "5", actual)).map(|content| content.typed), expected, "{source} {actual}");
        }
        let choice = |source: &str, choice: &str| {
            read(&TargetForm { actual_choice: choice.to_owned(), aim_grade: "2".to_owned(), ..form(source, "", "") })
        };
        assert_eq!(choice("typed_grade", "4").unwrap().typed, Some(Actual::Grade(Grade::Excellent)));
        assert_eq!(choice("typed_yes_no", "no").unwrap().typed, Some(Actual::Done(false)));
        assert_eq!(choice("typed_yes_no", "4").unwrap_err(), ["actual_choice"]);
        assert_eq!(choice("typed_grade", "yes").unwrap_err(), ["actual_choice"]);
    }

    #[test]
    fn everything_wrong_is_said_at_once_and_one_without_a_place_comes_last() {
        assert_eq!(read(&TargetForm::default()).unwrap_err(), ["name", "source"]);
        let wrong = TargetForm { place: "0".to_owned(), note: "a".repeat(301), ..form("admissions", "x", "") };
        assert_eq!(read(&wrong).unwrap_err(), ["aim", "place", "note"]);
        assert_eq!(read(&form("admissions", "3", "")).unwrap().place, 7);
    }
}
