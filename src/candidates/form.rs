//! What was typed of a candidate.

use serde::Deserialize;

use super::NewCandidate;
use crate::ids::OrganisationId;
use crate::members::Facts;
use crate::members::form::{Kept, PersonForm};
use crate::rules::Day;
use crate::web::form::clean;
use crate::web::{Errors, With, t};

/// The most letters of the helper's name.
const LINE: usize = 200;

/// The fields, in the order of the form.
pub const FIELDS: [&str; 18] = [
    "full_name",
    "gender",
    "born_on",
    "branch",
    "since",
    "helper",
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
    "youth_union_on",
    "notes",
];

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CandidateForm {
    #[serde(flatten)]
    pub person: PersonForm,
    pub branch: String,
    pub since: String,
    pub helper: String,
    pub confirm: Vec<String>,
    pub not_duplicate: Vec<String>,
    pub submission: String,
    /// The number of the version that an edit was made from.
    pub version: String,
}

/// The facts of somebody of whom no number is kept.
///
/// # Errors
/// What is missing or cannot be so.
pub fn facts(person: &PersonForm, today: Day) -> Result<Facts, Errors> {
    let plain = PersonForm { citizen_id: String::new(), card_number: String::new(), ..person.clone() };
    plain.parse(today, &Kept::default())
}

impl CandidateForm {
    /// The form of what the book has.
    pub fn of(said: &NewCandidate) -> Self {
        Self {
            person: PersonForm::of(&said.facts),
            branch: said.branch.to_string(),
            since: said.since.to_string(),
            helper: said.helper.clone(),
            ..Self::default()
        }
    }

    /// What is to be recorded, but for the branch; every error in the form's order. Without a day: from today.
    pub fn parse(&self, branch: Option<OrganisationId>, today: Day) -> Result<NewCandidate, Errors> {
        let (facts, mut errors) = match facts(&self.person, today) {
            Ok(facts) => (Some(facts), Errors::new()),
            Err(errors) => (None, errors),
        };
        let since = if clean(&self.since).is_empty() {
            Some(today)
        } else {
            errors.day("since", &self.since, "Nhập ngày vào danh sách.", today)
        };
        if let (Some(facts), Some(since)) = (&facts, since)
            && facts.born_on.first() > since
        {
            errors.add("since", t("Ngày vào danh sách trước ngày sinh. Kiểm tra lại hai ngày."));
        }
        let helper = clean(&self.helper);
        if helper.chars().count() > LINE {
            errors.add("helper", t("Viết ngắn hơn, nhiều nhất {n} ký tự.").with("n", LINE));
        }
        errors.plain("helper", &helper);
        errors.sort_by(&FIELDS);
        let new =
            facts.zip(since).zip(branch).map(|((facts, since), branch)| NewCandidate { facts, branch, since, helper });
        match new {
            Some(new) if errors.is_empty() => Ok(new),
            _ => Err(errors),
        }
    }

    /// The people of whom the form says that this is another.
    pub fn not_duplicate(&self) -> Vec<i64> {
        self.not_duplicate.iter().filter_map(|id| id.trim().parse().ok()).collect()
    }

    /// What was typed into a field.
    pub fn text(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "full_name" => &mut self.person.full_name,
            "given_name" => &mut self.person.given_name,
            "gender" => &mut self.person.gender,
            "born_on" => &mut self.person.born_on,
            "branch" => &mut self.branch,
            "since" => &mut self.since,
            "helper" => &mut self.helper,
            "ethnicity" => &mut self.person.ethnicity,
            "religion" => &mut self.person.religion,
            "native_place" => &mut self.person.native_place,
            "residence" => &mut self.person.residence,
            "phone" => &mut self.person.phone,
            "email" => &mut self.person.email,
            "occupation" => &mut self.person.occupation,
            "workplace" => &mut self.person.workplace,
            "general_education" => &mut self.person.general_education,
            "professional_qualification" => &mut self.person.professional_qualification,
            "youth_union_on" => &mut self.person.youth_union_on,
            "notes" => &mut self.person.notes,
            _ => return None,
        })
    }
}

/// Why somebody is on the list no more, and from when.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    pub ended_on: String,
    pub reason: String,
    pub submission: String,
    pub version: String,
}

impl EndForm {
    /// The day and the reason.
    pub fn parse(&self, since: Day, today: Day) -> Result<(Day, String), Errors> {
        let mut errors = Errors::new();
        let on = errors.day("ended_on", &self.ended_on, "Nhập ngày ra khỏi danh sách.", today);
        if on.is_some_and(|on| on < since) {
            errors
                .add("ended_on", t("Người này vào danh sách ngày {day}. Ngày ra phải từ ngày đó.").with("day", since));
        }
        let reason = errors.required("reason", &self.reason, "Ghi lý do, ví dụ: chuyển công tác đi nơi khác.");
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > LINE) {
            errors.add("reason", t("Viết ngắn hơn, nhiều nhất {n} ký tự.").with("n", LINE));
        }
        errors.or(on.zip(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse_iso("2026-11-23").unwrap()
    }

    fn typed() -> CandidateForm {
        CandidateForm {
            person: PersonForm {
                full_name: "Nguyễn Thị Ánh".into(),
                gender: "female".into(),
                born_on: "5/8/1999".into(),
                ..PersonForm::default()
            },
            ..CandidateForm::default()
        }
    }

    #[test]
    fn a_name_a_gender_and_a_birth_date_are_enough_and_the_day_is_today() {
        let new = typed().parse(Some(OrganisationId(3)), today()).unwrap();
        assert_eq!((new.since, new.branch), (today(), OrganisationId(3)));
    }

    #[test]
    fn numbers_of_papers_are_not_kept() {
        let mut form = typed();
        form.person.citizen_id = "không đọc".into();
        assert_eq!(form.parse(Some(OrganisationId(3)), today()).unwrap().facts.citizen_id, None);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_in_the_order_of_the_form() {
        let form = CandidateForm {
            since: "24/11/2026".into(),
            helper: "x".repeat(LINE + 1),
            person: PersonForm { phone: "gọi sau".into(), ..PersonForm::default() },
            ..CandidateForm::default()
        };
        let errors = form.parse(None, today()).unwrap_err();
        let fields: Vec<_> = errors.list().iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["full_name", "gender", "born_on", "since", "helper", "phone"]);
    }

    #[test]
    fn nobody_leaves_the_list_before_they_came_or_without_a_reason() {
        let since = Day::parse_iso("2026-05-01").unwrap();
        let parse = |on: &str, reason: &str| {
            let form = EndForm { ended_on: on.into(), reason: reason.into(), ..EndForm::default() };
            form.parse(since, today()).map_err(|errors| errors.list()[0].0)
        };
        assert_eq!(parse("30/4/2026", "Chuyển công tác"), Err("ended_on"));
        assert_eq!(parse("1/5/2026", " "), Err("reason"));
        assert!(parse("1/5/2026", "Chuyển công tác").is_ok());
    }
}
