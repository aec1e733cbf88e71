//! What was typed of a commendation.

use serde::Deserialize;

use super::{Content, Form, Version};
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;
use crate::web::form::clean;
use crate::web::{Errors, t};
use crate::yearly;

/// The most letters of a line.
const LINE: usize = 300;

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CommendationForm {
    /// Whose committee keeps the paper.
    pub organisation: String,
    /// The word of a [`Form`].
    pub form: String,
    pub form_text: String,
    pub issuing_body: String,
    pub decision_number: String,
    pub decided_on: String,
    pub year: String,
    pub years: String,
    pub merit: String,
    pub note: String,
    /// The members ticked.
    pub member: Vec<String>,
    /// More of them, by name, a line each.
    pub names: String,
    /// The organisations ticked.
    pub unit: Vec<String>,
    /// More of them, by name, a line each.
    pub unit_names: String,
    /// Whose members are listed.
    pub branch: String,
    /// The cards that were confirmed.
    pub confirm: Vec<String>,
    /// The version from which an edit was made.
    pub version: String,
    pub submission: String,
}

/// The fields in the order of the form.
pub(super) const FIELDS: [&str; 13] = [
    "form",
    "form_text",
    "issuing_body",
    "decision_number",
    "decided_on",
    "organisation",
    "year",
    "years",
    "merit",
    "note",
    "member",
    "names",
    "unit",
];

impl CommendationForm {
    /// A version as it is typed.
    pub fn of(version: &Version) -> Self {
        let content = &version.content;
        let people = version.recipients.iter().filter_map(|one| one.person);
        let units = version.recipients.iter().filter(|one| one.person.is_none()).map(|one| one.organisation);
        Self {
            organisation: version.organisation.to_string(),
            form: content.form.code().to_owned(),
            form_text: content.form_text.clone(),
            issuing_body: content.issuing_body.clone(),
            decision_number: content.decision_number.clone(),
            decided_on: content.decided_on.to_string(),
            year: content.year.to_string(),
            years: if content.years == 1 { String::new() } else { content.years.to_string() },
            merit: content.merit.clone(),
            note: content.note.clone(),
            member: people.map(|person| person.to_string()).collect(),
            unit: units.map(|unit| unit.to_string()).collect(),
            version: version.version.to_string(),
            ..Self::default()
        }
    }

    /// What the decision says; what is wrong is added to the errors.
    pub fn content(&self, errors: &mut Errors, today: Day) -> Option<Content> {
        let form = Form::from_code(&self.form);
        if form.is_none() {
            errors.add("form", t("Chọn hình thức khen."));
        }
        let form_text = if form == Some(Form::Other) {
            line(errors, "form_text", &self.form_text, "Ghi tên hình thức khen.")
        } else {
            Some(String::new())
        };
        let issuing_body = line(errors, "issuing_body", &self.issuing_body, "Ghi cấp khen thưởng.");
        let decision_number = optional(errors, "decision_number", &self.decision_number);
        let decided_on = errors.day("decided_on", &self.decided_on, "Nhập ngày quyết định.", today);
        let year = if clean(&self.year).is_empty() {
            Err(t("Nhập năm của thành tích.").to_owned())
        } else {
            yearly::year(&self.year, 0)
        };
        let mut year = errors.take("year", year);
        if let (Some(of), Some(on)) = (year, decided_on)
            && of > on.year()
        {
            errors.add("year", t("Năm của thành tích không thể sau năm ra quyết định. Kiểm tra lại."));
            year = None;
        }
        let years = match clean(&self.years).as_str() {
            "" => Some(1),
            typed => {
                let years = typed.parse().ok().filter(|years| (1..=50).contains(years));
                if years.is_none() {
                    errors.add("years", t("Nhập số năm liền bằng chữ số, từ 1 đến 50."));
                }
                years
            }
        };
        let merit = line(errors, "merit", &self.merit, "Ghi khen vì việc gì.");
        let note = optional(errors, "note", &self.note);
        Some(Content {
            form: form?,
            form_text: form_text?,
            issuing_body: issuing_body?,
            decision_number: decision_number?,
            decided_on: decided_on?,
            year: year?,
            years: years?,
            merit: merit?,
            note: note?,
        })
    }

    /// The members ticked.
    pub fn ticked(&self) -> Vec<PersonId> {
        self.member.iter().filter_map(|member| member.parse().ok()).collect()
    }

    /// The organisations ticked.
    pub fn ticked_units(&self) -> Vec<OrganisationId> {
        self.unit.iter().filter_map(|unit| unit.parse().ok()).collect()
    }
}

/// The lines of a text that say something.
pub(super) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(clean).filter(|line| !line.is_empty())
}

fn line(errors: &mut Errors, field: &'static str, typed: &str, missing: &'static str) -> Option<String> {
    let text = errors.required(field, typed, missing)?;
    fits(errors, field, text)
}

fn optional(errors: &mut Errors, field: &'static str, typed: &str) -> Option<String> {
    fits(errors, field, clean(typed))
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

    fn today() -> Day {
        Day::new(2026, 11, 23).unwrap()
    }

    fn good() -> CommendationForm {
        CommendationForm {
            form: "certificate".to_owned(),
            issuing_body: " Đảng ủy  Sở ".to_owned(),
            decision_number: "12-QĐ/ĐU".to_owned(),
            decided_on: "27/12/2019".to_owned(),
            year: "2019".to_owned(),
            merit: "Hoàn thành xuất sắc nhiệm vụ".to_owned(),
            ..CommendationForm::default()
        }
    }

    fn wrong(form: &CommendationForm) -> Vec<&'static str> {
        let mut errors = Errors::new();
        assert_eq!(form.content(&mut errors, today()), None);
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn a_decision_is_read_and_one_year_needs_no_word() {
        let mut errors = Errors::new();
        let content = good().content(&mut errors, today()).unwrap();
        assert!(errors.is_empty());
        assert_eq!((content.issuing_body.as_str(), content.year, content.years), ("Đảng ủy Sở", 2019, 1));
        let five = CommendationForm { years: "5".to_owned(), ..good() };
        assert_eq!(five.content(&mut errors, today()).unwrap().years, 5);
    }

    #[test]
    fn everything_wrong_is_said_at_once_in_the_order_of_the_form() {
        assert_eq!(wrong(&CommendationForm::default()), ["form", "issuing_body", "decided_on", "year", "merit"]);
        let form = CommendationForm {
            form: "other".to_owned(),
            decided_on: "24/11/2026".to_owned(),
            years: "0".to_owned(),
            note: "a".repeat(301),
            ..good()
        };
        assert_eq!(wrong(&form), ["form_text", "decided_on", "years", "note"]);
        assert_eq!(wrong(&CommendationForm { year: "2020".to_owned(), ..good() }), ["year"]);
    }

    #[test]
    fn lines_are_names() {
        assert_eq!(lines(" Lê  Văn An \r\n\r\nĐỗ Hà ").collect::<Vec<_>>(), ["Lê Văn An", "Đỗ Hà"]);
    }
}
