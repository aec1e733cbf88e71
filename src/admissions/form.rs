//! The admission form: what was typed, and what of it can be read. What needs the book to be judged
//! (branch, sponsors, rules) is judged in `consideration`.

use serde::Deserialize;

use crate::members::form::{Kept, PersonForm};
use crate::members::{self, Facts};
use crate::rules::citizen_id::CitizenId;
use crate::rules::{Day, Gender, PartialDate};
use crate::web::form::clean;
use crate::web::{Errors, With, t};

/// The most letters of the decision's number and of its issuer.
const LINE: usize = 200;

/// The fields of the section of the admission, in the order of the form, after those of the person.
pub const FIELDS: [&str; 11] = [
    "branch",
    "resolved_on",
    "decision_number",
    "decided_on",
    "issuing_body",
    "admitted_on",
    "awareness_certificate_on",
    "sponsor_1",
    "sponsor_2",
    "not_duplicate",
    "confirm",
];

/// What was typed, byte for byte.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AdmissionForm {
    #[serde(flatten)]
    pub person: PersonForm,
    pub branch: String,
    pub resolved_on: String,
    pub decision_number: String,
    pub decided_on: String,
    pub issuing_body: String,
    pub admitted_on: String,
    pub awareness_certificate_on: String,
    /// A member's number, a text of the list, or words.
    pub sponsor_1: String,
    pub sponsor_2: String,
    /// The codes of the warnings confirmed.
    pub confirm: Vec<String>,
    /// The numbers of the people of whom it is said that this is another.
    pub not_duplicate: Vec<String>,
    /// The candidate whose record the form was filled from.
    pub candidate: String,
    /// Once only.
    pub submission: String,
    /// `another`: the next person's form follows.
    pub then: String,
}

/// What can be read, field by field.
#[derive(Clone, Debug)]
pub struct Read {
    /// The person, when every field of theirs is right.
    pub facts: Option<Facts>,
    /// Alone, for the rules, also when another field of the person is wrong.
    pub born_on: Option<PartialDate>,
    /// Likewise.
    pub gender: Option<Gender>,
    /// Likewise.
    pub citizen_id: Option<CitizenId>,
    pub resolved_on: Option<Day>,
    pub decision_number: Option<String>,
    pub decided_on: Option<Day>,
    pub issuing_body: String,
    pub admitted_on: Option<Day>,
    pub awareness_certificate_on: Option<Day>,
}

impl AdmissionForm {
    /// Reads every field; what is wrong with them, in the form's order. `opens_on` is the book's first day.
    pub fn read(&self, today: Day, opens_on: Option<Day>) -> (Read, Errors) {
        let (facts, mut errors) = match self.person.parse(today, &Kept::default()) {
            Ok(facts) => (Some(facts), Errors::new()),
            Err(errors) => (None, errors),
        };
        let resolved_on = errors.optional_day("resolved_on", &self.resolved_on, today);
        let decision_number =
            errors.required("decision_number", &self.decision_number, "Nhập số quyết định, ví dụ 12-QĐ/ĐU.");
        let decided_on =
            errors.day("decided_on", &self.decided_on, "Nhập ngày quyết định kết nạp, ví dụ 19/5/2020.", today);
        let issuing_body = clean(&self.issuing_body);
        let long =
            [("decision_number", decision_number.as_deref().unwrap_or_default()), ("issuing_body", &issuing_body)];
        for (field, text) in long {
            if text.chars().count() > LINE {
                errors.add(field, t("Viết ngắn hơn, nhiều nhất {n} ký tự.").with("n", LINE));
            }
            errors.plain(field, text);
        }
        errors.plain("sponsor_1", &self.sponsor_1);
        errors.plain("sponsor_2", &self.sponsor_2);
        let mut admitted_on =
            errors.day("admitted_on", &self.admitted_on, "Nhập ngày làm lễ kết nạp, ví dụ 2/6/2020.", today);
        if let (Some(day), Some(opens_on)) = (admitted_on, opens_on)
            && day < opens_on
        {
            errors.add(
                "admitted_on",
                t("Sổ này mở từ ngày {day}. Người được kết nạp trước ngày đó thì chuyển từ sổ giấy sang.")
                    .with("day", opens_on),
            );
            admitted_on = None;
        }
        let awareness_certificate_on =
            errors.optional_day("awareness_certificate_on", &self.awareness_certificate_on, today);
        let mut born_on = PartialDate::parse_typed(&self.person.born_on).ok().filter(|day| day.first() <= today);
        if let Some((birth, decided_on)) = born_on.zip(decided_on)
            && members::too_young(birth, decided_on.into())
        {
            errors.add("born_on", t("Chưa đủ 16 tuổi khi có quyết định kết nạp. Kiểm tra lại năm sinh."));
            born_on = None;
        }
        let read = Read {
            born_on,
            gender: Gender::from_code(&self.person.gender),
            citizen_id: CitizenId::parse(&self.person.citizen_id).ok(),
            facts,
            resolved_on,
            decision_number,
            decided_on,
            issuing_body,
            admitted_on,
            awareness_certificate_on,
        };
        (read, errors)
    }

    /// The people of whom the form says that this is another.
    pub fn not_duplicate(&self) -> Vec<i64> {
        self.not_duplicate.iter().filter_map(|id| id.trim().parse().ok()).collect()
    }

    /// Whether the next person's form follows.
    pub fn another(&self) -> bool {
        self.then == "another"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse_iso("2026-11-23").unwrap()
    }

    fn typed() -> AdmissionForm {
        AdmissionForm {
            person: PersonForm {
                full_name: "Nguyễn Thị Ánh".into(),
                gender: "female".into(),
                born_on: "5/8/1999".into(),
                ..PersonForm::default()
            },
            branch: "3".into(),
            decision_number: "12-QĐ/ĐU".into(),
            decided_on: "01102026".into(),
            admitted_on: "15-10-2026".into(),
            ..AdmissionForm::default()
        }
    }

    fn fields(form: &AdmissionForm) -> Vec<&'static str> {
        form.read(today(), Day::parse_iso("2018-01-01")).1.list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn the_required_fields_are_enough() {
        let (read, errors) = typed().read(today(), None);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(read.decided_on.unwrap().iso(), "2026-10-01");
        assert_eq!(read.admitted_on.unwrap().iso(), "2026-10-15");
    }

    #[test]
    fn an_empty_form_says_everything_that_is_missing_in_its_order() {
        let missing = ["full_name", "gender", "born_on", "decision_number", "decided_on", "admitted_on"];
        assert_eq!(fields(&AdmissionForm::default()), missing);
    }

    #[test]
    fn every_wrong_field_is_said_at_once() {
        let form = AdmissionForm {
            resolved_on: "32/1/2026".into(),
            decision_number: "x".repeat(201),
            decided_on: "24/11/2026".into(),
            issuing_body: "x".repeat(201),
            admitted_on: "1/1/26".into(),
            awareness_certificate_on: "2020".into(),
            ..typed()
        };
        let wrong =
            ["resolved_on", "decided_on", "decision_number", "issuing_body", "admitted_on", "awareness_certificate_on"];
        assert_eq!(fields(&form), wrong);
    }

    #[test]
    fn a_birth_that_leaves_nobody_old_enough_is_a_slip_of_the_pen() {
        let born = |born_on: &str| AdmissionForm {
            person: PersonForm { born_on: born_on.into(), ..typed().person },
            decided_on: "1/9/2026".into(),
            ..typed()
        };
        for right in ["1/9/2010", "9/2010", "2010", "1/9/1926"] {
            assert!(fields(&born(right)).is_empty(), "{right}");
        }
        for wrong in ["2/9/2010", "10/2010", "2011", "2/9/2026"] {
            assert_eq!(fields(&born(wrong)), ["born_on"], "{wrong}");
            let (read, errors) = born(wrong).read(today(), None);
            assert!(errors.get("born_on").unwrap().contains("Kiểm tra lại năm sinh"));
            assert_eq!(read.born_on, None, "no warning beside the error");
        }
    }

    #[test]
    fn a_ceremony_before_the_first_day_of_the_book_is_carried_over_instead() {
        let at = |admitted_on: &str| AdmissionForm {
            decided_on: "1/12/2017".into(),
            admitted_on: admitted_on.into(),
            ..typed()
        };
        assert_eq!(fields(&at("31/12/2017")), ["admitted_on"]);
        assert!(fields(&at("1/1/2018")).is_empty());
    }
}
