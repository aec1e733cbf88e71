//! What was typed of a course, and why something of it was wrong.

use serde::Deserialize;

use super::{FIELDS, Kind, NewCourse};
use crate::members::warnings::{Warning, unconfirmed};
use crate::rules::Day;
use crate::web::form::clean;
use crate::web::{Errors, With, t};

/// The most letters of a line.
const LINE: usize = 200;
/// How many months ahead a course may be recorded: people are sent before it begins.
const AHEAD: i32 = 12;
/// The longest course, in months: of advanced theory beside one's work, and some more.
const LONGEST: i32 = 60;

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CourseForm {
    pub kind: String,
    pub name: String,
    pub organiser: String,
    pub place: String,
    pub from_on: String,
    pub to_on: String,
    pub decision_number: String,
    pub submission: String,
    /// The number of the version that an edit was made from.
    pub version: String,
}

impl CourseForm {
    /// The form of what the book has.
    pub fn of(said: &NewCourse) -> Self {
        Self {
            kind: said.field("kind"),
            name: said.field("name"),
            organiser: said.field("organiser"),
            place: said.field("place"),
            from_on: said.field("from_on"),
            to_on: said.field("to_on"),
            decision_number: said.field("decision_number"),
            ..Self::default()
        }
    }

    /// What is to be recorded, or every error in the form's order.
    ///
    /// # Errors
    /// What is missing or cannot be so.
    pub fn parse(&self, today: Day) -> Result<NewCourse, Errors> {
        let mut errors = Errors::new();
        let kind = Kind::from_code(self.kind.trim());
        if kind.is_none() {
            errors.add("kind", t("Chọn loại lớp."));
        }
        // A course without a name of its own is called what it is.
        let typed = clean(&self.name);
        let name = match kind {
            Some(kind) if typed.is_empty() && kind != Kind::Other => kind.name().to_owned(),
            None if typed.is_empty() => String::new(),
            _ => errors.required("name", &self.name, "Nhập tên lớp.").unwrap_or_default(),
        };
        let latest = today.plus_months(AHEAD);
        let from_on = errors.day("from_on", &self.from_on, "Nhập ngày khai giảng, ví dụ 16/9/2019.", latest);
        let to_on = match from_on {
            Some(from_on) => errors.optional_day("to_on", &self.to_on, from_on.plus_months(LONGEST)),
            None => errors.optional_day("to_on", &self.to_on, latest.plus_months(LONGEST)),
        };
        if from_on.zip(to_on).is_some_and(|(from_on, to_on)| to_on < from_on) {
            errors.add("to_on", t("Ngày bế giảng trước ngày khai giảng. Kiểm tra lại hai ngày."));
        }
        let organiser = clean(&self.organiser);
        let place = clean(&self.place);
        let decision_number = clean(&self.decision_number);
        for (field, text) in
            [("name", &name), ("organiser", &organiser), ("place", &place), ("decision_number", &decision_number)]
        {
            if text.chars().count() > LINE {
                errors.add(field, t("Viết ngắn hơn, nhiều nhất {n} ký tự.").with("n", LINE));
            }
            errors.plain(field, text);
        }
        errors.sort_by(&FIELDS);
        let new = kind.zip(from_on).map(|(kind, from_on)| NewCourse {
            kind,
            name,
            place,
            organiser,
            from_on,
            to_on,
            decision_number,
        });
        errors.or(new)
    }

    /// What was typed into a field.
    pub fn text(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "kind" => &mut self.kind,
            "name" => &mut self.name,
            "organiser" => &mut self.organiser,
            "place" => &mut self.place,
            "from_on" => &mut self.from_on,
            "to_on" => &mut self.to_on,
            "decision_number" => &mut self.decision_number,
            _ => return None,
        })
    }
}

/// Why something was recorded by mistake.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    pub reason: String,
    pub confirm: Vec<String>,
    pub submission: String,
}

impl ReasonForm {
    /// The reason.
    ///
    /// # Errors
    /// When it is missing or too long, or something is not confirmed.
    pub fn parse(&self, warnings: &[Warning]) -> Result<String, Errors> {
        let mut errors = Errors::new();
        let reason = errors.required("reason", &self.reason, "Ghi vì sao ghi sai.");
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > LINE) {
            errors.add("reason", t("Viết ngắn hơn, nhiều nhất {n} ký tự.").with("n", LINE));
        }
        errors.extend(unconfirmed(warnings));
        errors.or(reason)
    }
}

/// The label of a field of a course.
pub fn label(name: &str) -> &'static str {
    match name {
        "kind" => t("Loại lớp"),
        "name" => t("Tên lớp"),
        "organiser" => t("Cơ quan mở lớp"),
        "place" => t("Nơi học"),
        "from_on" => t("Khai giảng"),
        "to_on" => t("Bế giảng"),
        _ => t("Quyết định cử đi học"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse_iso("2026-11-23").unwrap()
    }

    fn typed() -> CourseForm {
        CourseForm { kind: "new_member".into(), from_on: "16/9/2019".into(), ..CourseForm::default() }
    }

    fn fields(form: &CourseForm) -> Vec<&'static str> {
        form.parse(today())
            .err()
            .map(|errors| errors.list().iter().map(|(field, _)| *field).collect())
            .unwrap_or_default()
    }

    #[test]
    fn a_kind_and_a_first_day_are_enough_and_the_course_is_called_what_it_is() {
        let new = typed().parse(today()).unwrap();
        assert_eq!(new.name, "Bồi dưỡng đảng viên mới");
        assert_eq!((new.from_on.iso().as_str(), new.to_on), ("2019-09-16", None));
    }

    #[test]
    fn all_that_is_missing_or_wrong_is_said_at_once_in_the_order_of_the_form() {
        assert_eq!(fields(&CourseForm::default()), ["kind", "from_on"]);
        let other = CourseForm { kind: "other".into(), ..typed() };
        assert_eq!(fields(&other), ["name"], "another course has a name of its own");
        let long = "x".repeat(LINE + 1);
        let form = CourseForm {
            name: long.clone(),
            organiser: long.clone(),
            place: long.clone(),
            to_on: "15/9/2019".into(),
            decision_number: long,
            ..typed()
        };
        assert_eq!(fields(&form), ["name", "organiser", "place", "to_on", "decision_number"]);
    }

    #[test]
    fn a_course_may_be_to_come_within_a_year_and_lasts_some_years_at_most() {
        let on = |from_on: &str, to_on: &str| CourseForm { from_on: from_on.into(), to_on: to_on.into(), ..typed() };
        assert!(fields(&on("23/11/2027", "30/11/2027")).is_empty());
        assert_eq!(fields(&on("24/11/2027", "")), ["from_on"]);
        assert!(fields(&on("1/9/2026", "30/6/2029")).is_empty());
        assert_eq!(fields(&on("1/9/2026", "30/6/2032")), ["to_on"]);
    }
}
