//! The fields of a person, the same in every form that has them: admission, carry-over and edit.
//!
//! `templates/members/person_section.html` and `work_section.html` show them; a page that includes them has
//! the fields `person: PersonForm`, `errors: Errors` and `duplicates: Duplicates`.

mod numbers;
mod texts;

use serde::Deserialize;

use super::Facts;
use crate::rules::citizen_id::{CardNumber, CitizenId};
use crate::rules::{Day, Gender, PartialDate};
use crate::web::{Errors, t};
pub use numbers::{Kept, citizen_id_sentence};
use texts::{line, text};

/// The fields of a person in the order of the form.
pub const FIELDS: [&str; 28] = [
    "full_name",
    "gender",
    "born_on",
    "citizen_id",
    "card_number",
    "ethnicity",
    "religion",
    "native_place",
    "residence",
    "phone",
    "email",
    "occupation",
    "workplace",
    "general_education",
    "professional_qualification",
    "political_theory",
    "given_name",
    "other_names",
    "birth_registration",
    "family_class",
    "youth_union_on",
    "academic_degree",
    "foreign_languages",
    "army_service",
    "health",
    "career",
    "family",
    "notes",
];

/// How many of them stand in the first section, who somebody is.
pub const PERSON: usize = 11;

/// What was typed about a person, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    pub full_name: String,
    /// Only where it is not the last word of the name.
    pub given_name: String,
    pub gender: String,
    pub born_on: String,
    pub citizen_id: String,
    pub card_number: String,
    pub ethnicity: String,
    pub religion: String,
    pub native_place: String,
    pub residence: String,
    pub phone: String,
    pub email: String,
    pub occupation: String,
    pub workplace: String,
    pub general_education: String,
    pub professional_qualification: String,
    pub political_theory: String,
    pub other_names: String,
    pub birth_registration: String,
    pub family_class: String,
    pub youth_union_on: String,
    pub army_service: String,
    pub academic_degree: String,
    pub foreign_languages: String,
    pub health: String,
    pub career: String,
    pub family: String,
    pub notes: String,
}

impl PersonForm {
    /// The form of what the book has; 12-digit numbers masked.
    pub fn of(facts: &Facts) -> Self {
        let day = |day: Option<PartialDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            full_name: facts.name.full.clone(),
            given_name: if facts.name.given_is_said() { facts.name.given.clone() } else { String::new() },
            gender: facts.gender.code().to_owned(),
            born_on: facts.born_on.to_string(),
            citizen_id: facts.citizen_id.as_ref().map(CitizenId::masked).unwrap_or_default(),
            card_number: facts.card.as_ref().map(CardNumber::shown).unwrap_or_default(),
            ethnicity: facts.ethnicity.clone(),
            religion: facts.religion.clone(),
            native_place: facts.native_place.clone(),
            residence: facts.residence.clone(),
            phone: facts.phone.clone(),
            email: facts.email.clone(),
            occupation: facts.occupation.clone(),
            workplace: facts.workplace.clone(),
            general_education: facts.general_education.clone(),
            professional_qualification: facts.professional_qualification.clone(),
            political_theory: facts.political_theory.clone(),
            other_names: facts.other_names.clone(),
            birth_registration: facts.birth_registration.clone(),
            family_class: facts.family_class.clone(),
            youth_union_on: day(facts.youth_union_on),
            army_service: facts.army_service.clone(),
            academic_degree: facts.academic_degree.clone(),
            foreign_languages: facts.foreign_languages.clone(),
            health: facts.health.clone(),
            career: facts.career.clone(),
            family: facts.family.clone(),
            notes: facts.notes.clone(),
        }
    }

    /// The facts, or every error in the form's order. `today` is the last day that may be named.
    ///
    /// # Errors
    /// What is missing or cannot be so.
    pub fn parse(&self, today: Day, kept: &Kept) -> Result<Facts, Errors> {
        let mut errors = Errors::new();
        let name = self.name(&mut errors);
        let gender = Gender::from_code(&self.gender);
        if gender.is_none() {
            errors.add("gender", t("Chọn giới tính."));
        }
        let born_on = errors.partial_day(
            "born_on",
            &self.born_on,
            "Nhập ngày sinh, ví dụ 27/3/1987. Nếu chỉ biết năm thì nhập năm.",
            today,
        );
        let citizen_id = self.citizen_id(&mut errors, kept);
        let card = self.card(&mut errors, kept, citizen_id.as_ref());
        // The number of a card of 12 digits is the id number (Hướng dẫn 38-HD/BTCTW 29/9/2025).
        let citizen_id = match (citizen_id, &card) {
            (None, Some(CardNumber::New(id))) if self.citizen_id.trim().is_empty() => Some(id.clone()),
            (citizen_id, _) => citizen_id,
        };
        let ethnicity = line(&mut errors, "ethnicity", &self.ethnicity);
        let religion = line(&mut errors, "religion", &self.religion);
        let native_place = line(&mut errors, "native_place", &self.native_place);
        let residence = line(&mut errors, "residence", &self.residence);
        let phone = self.phone(&mut errors);
        let email = self.email(&mut errors);
        let occupation = line(&mut errors, "occupation", &self.occupation);
        let workplace = line(&mut errors, "workplace", &self.workplace);
        let general_education = line(&mut errors, "general_education", &self.general_education);
        let professional_qualification =
            line(&mut errors, "professional_qualification", &self.professional_qualification);
        let political_theory = line(&mut errors, "political_theory", &self.political_theory);
        let other_names = line(&mut errors, "other_names", &self.other_names);
        let birth_registration = line(&mut errors, "birth_registration", &self.birth_registration);
        let family_class = line(&mut errors, "family_class", &self.family_class);
        let youth_union_on = errors.optional_partial_day("youth_union_on", &self.youth_union_on, today);
        if let (Some(joined), Some(born_on)) = (youth_union_on, born_on)
            && joined.surely_before(born_on.first())
        {
            errors.add("youth_union_on", t("Ngày vào Đoàn trước ngày sinh. Kiểm tra lại hai ngày."));
        }
        let academic_degree = line(&mut errors, "academic_degree", &self.academic_degree);
        let foreign_languages = line(&mut errors, "foreign_languages", &self.foreign_languages);
        let army_service = line(&mut errors, "army_service", &self.army_service);
        let health = line(&mut errors, "health", &self.health);
        let career = text(&mut errors, "career", &self.career);
        let family = text(&mut errors, "family", &self.family);
        let notes = text(&mut errors, "notes", &self.notes);

        errors.sort_by(&FIELDS);
        let facts = (|| {
            Some(Facts {
                name: name?,
                gender: gender?,
                other_names,
                born_on: born_on?,
                birth_registration,
                native_place,
                residence,
                ethnicity,
                religion,
                family_class,
                occupation,
                workplace,
                phone,
                email,
                youth_union_on,
                army_service,
                general_education,
                professional_qualification,
                academic_degree,
                political_theory,
                foreign_languages,
                health,
                citizen_id,
                card,
                career,
                family,
                notes,
            })
        })();
        errors.or(facts)
    }

    /// Whether the part of the form that is folded away has something to show: a text or an error.
    pub fn has_more(&self, errors: &Errors) -> bool {
        [
            ("given_name", &self.given_name),
            ("other_names", &self.other_names),
            ("birth_registration", &self.birth_registration),
            ("family_class", &self.family_class),
            ("youth_union_on", &self.youth_union_on),
            ("academic_degree", &self.academic_degree),
            ("foreign_languages", &self.foreign_languages),
            ("army_service", &self.army_service),
            ("health", &self.health),
            ("career", &self.career),
            ("family", &self.family),
            ("notes", &self.notes),
        ]
        .into_iter()
        .any(|(field, typed)| !typed.is_empty() || errors.get(field).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::texts::{LINE, TEXT};
    use super::*;

    pub fn today() -> Day {
        Day::parse_iso("2026-11-23").unwrap()
    }

    pub fn typed() -> PersonForm {
        PersonForm {
            full_name: " nguyễn  Thị Ánh ".into(),
            gender: "female".into(),
            born_on: "5-8-1999".into(),
            ..PersonForm::default()
        }
    }

    pub fn parse(form: &PersonForm) -> Result<Facts, Errors> {
        form.parse(today(), &Kept::default())
    }

    pub fn fields(form: &PersonForm) -> Vec<&'static str> {
        parse(form).unwrap_err().list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn a_name_a_gender_and_a_birth_date_are_enough() {
        let facts = parse(&typed()).unwrap();
        assert_eq!((facts.name.full.as_str(), facts.name.given.as_str()), ("nguyễn Thị Ánh", "Ánh"));
        assert_eq!(facts.gender, Gender::Female);
        assert_eq!(facts.born_on.iso(), "1999-08-05");
        assert_eq!((facts.citizen_id, facts.card), (None, None));
    }

    #[test]
    fn every_error_comes_at_once_and_in_the_order_of_the_form() {
        let wrong = PersonForm {
            full_name: "Nguyễn @nh".into(),
            gender: "khác".into(),
            born_on: "31/4/1987".into(),
            citizen_id: "12345".into(),
            card_number: "12345".into(),
            ethnicity: "x".repeat(LINE + 1),
            phone: "gọi sau".into(),
            email: "không có".into(),
            workplace: "x".repeat(LINE + 1),
            youth_union_on: "2/2027".into(),
            career: "x".repeat(TEXT + 1),
            notes: "x".repeat(TEXT + 1),
            ..PersonForm::default()
        };
        assert_eq!(
            fields(&wrong),
            [
                "full_name",
                "gender",
                "born_on",
                "citizen_id",
                "card_number",
                "ethnicity",
                "phone",
                "email",
                "workplace",
                "youth_union_on",
                "career",
                "notes",
            ]
        );
        assert_eq!(fields(&PersonForm::default()), ["full_name", "gender", "born_on"]);
    }

    #[test]
    fn a_birth_date_may_be_a_month_or_a_year_but_not_to_come() {
        for (born_on, iso) in [("1942", "1942"), ("5/1942", "1942-05"), ("23/11/2026", "2026-11-23")] {
            assert_eq!(parse(&PersonForm { born_on: born_on.into(), ..typed() }).unwrap().born_on.iso(), iso);
        }
        for born_on in ["24/11/2026", "12/2026", "2027", "5/8/99", "hôm qua", ""] {
            assert_eq!(fields(&PersonForm { born_on: born_on.into(), ..typed() }), ["born_on"], "{born_on}");
        }
    }

    #[test]
    fn nobody_joined_the_youth_union_before_birth() {
        let form = PersonForm { youth_union_on: "1998".into(), ..typed() };
        assert_eq!(fields(&form), ["youth_union_on"]);
        let form = PersonForm { youth_union_on: "1999".into(), ..typed() };
        assert!(parse(&form).is_ok(), "a year may be the year of birth");
    }
}
