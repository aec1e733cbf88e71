//! The facts of a person as the record shows them: sections and numbers of the form 2-HSĐV.

use crate::members::{Facts, fields};
use crate::rules::citizen_id::{CardNumber, CitizenId};
use crate::web::t;

/// A part of the form.
pub struct Section {
    /// What it is about.
    pub title: &'static str,
    /// The items in which something stands.
    pub items: Vec<Item>,
    /// The labels of those in which nothing does.
    pub missing: Vec<&'static str>,
}

/// An item of the form.
pub struct Item {
    /// The field's name.
    pub field: &'static str,
    /// Its number on the paper form; empty for what the paper has not, and for all but the first of those that
    /// stand under one number.
    pub number: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What stands there.
    pub value: String,
}

/// The items of each section: the field, and its number on the form.
const SECTIONS: [&[(&str, &str)]; 4] = [
    &[
        ("full_name", "1"),
        ("given_name", ""),
        ("gender", "2"),
        ("other_names", "3"),
        ("born_on", "4"),
        ("birth_registration", "5"),
        ("native_place", "6"),
        ("residence", "7"),
        ("phone", ""),
        ("email", ""),
        ("ethnicity", "8"),
        ("religion", "9"),
        ("family_class", "10"),
    ],
    &[("occupation", "11"), ("workplace", "11"), ("youth_union_on", "14"), ("army_service", "16")],
    &[
        ("general_education", "17"),
        ("professional_qualification", "17"),
        ("academic_degree", "17"),
        ("political_theory", "17"),
        ("foreign_languages", "17"),
    ],
    &[("health", "18"), ("citizen_id", "19"), ("card_number", ""), ("career", "21"), ("family", "29"), ("notes", "")],
];

impl Section {
    /// The sections of a person's facts; 12-digit numbers masked unless they are to be shown in clear.
    pub fn of(facts: &Facts, in_clear: bool) -> Vec<Self> {
        let titles = [t("Bản thân"), t("Nghề nghiệp, đoàn thể"), t("Trình độ"), t("Giấy tờ, quá trình, gia đình")];
        let value = |field: &str| match field {
            "gender" => fields::gender_label(facts.gender).to_owned(),
            "citizen_id" if in_clear => facts.citizen_id.as_ref().map(|id| spaced(id.digits())).unwrap_or_default(),
            "card_number" => match &facts.card {
                Some(CardNumber::New(id)) if in_clear => spaced(id.digits()),
                _ => facts.field(field),
            },
            _ => facts.field(field),
        };
        let item = |(field, number): &(&'static str, &'static str)| {
            Some(Item { field, number, label: fields::label(field)?, value: value(field) })
        };
        titles
            .into_iter()
            .zip(SECTIONS)
            .map(|(title, items)| {
                let kept = items.iter().filter_map(item).filter(Item::is_kept);
                let (mut items, missing): (Vec<_>, Vec<_>) = kept.partition(|item| !item.value.is_empty());
                let mut above = "";
                for item in &mut items {
                    let number = item.number;
                    if number == above {
                        item.number = "";
                    }
                    above = number;
                }
                Self { title, items, missing: missing.into_iter().map(|item| item.label).collect() }
            })
            .collect()
    }
}

impl Item {
    /// A given name of its own is an exception, and not missed where there is none.
    fn is_kept(&self) -> bool {
        self.field != "given_name" || !self.value.is_empty()
    }
}

/// Whether there is a number that the page masks.
pub fn has_masked(facts: &Facts) -> bool {
    facts.citizen_id.is_some() || matches!(facts.card, Some(CardNumber::New(_)))
}

/// The digits in the groups in which people read them aloud.
fn spaced(digits: &str) -> String {
    match CitizenId::parse(digits) {
        Ok(_) => [&digits[..3], &digits[3..6], &digits[6..9], &digits[9..]].join("\u{a0}"),
        Err(_) => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::fields::FIELDS;
    use crate::members::form::{Kept, PersonForm};

    #[test]
    fn every_field_stands_in_one_section_in_the_order_of_the_form() {
        let shown: Vec<_> = SECTIONS.into_iter().flatten().map(|(field, _)| *field).collect();
        let mut sorted = shown.clone();
        sorted.sort_unstable();
        let mut all = FIELDS.to_vec();
        all.sort_unstable();
        assert_eq!(sorted, all);
        let numbers: Vec<u8> = SECTIONS.into_iter().flatten().filter_map(|(_, number)| number.parse().ok()).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
    }

    #[test]
    fn a_number_of_the_form_stands_at_the_first_item_that_is_filled() {
        let form = PersonForm {
            full_name: "Nguyễn Thị Ánh".into(),
            gender: "female".into(),
            born_on: "1990".into(),
            academic_degree: "Thạc sĩ".into(),
            political_theory: "Cao cấp".into(),
            ..PersonForm::default()
        };
        let facts = form.parse(crate::rules::Day::new(2026, 11, 23).unwrap(), &Kept::default()).unwrap();
        let learned = &Section::of(&facts, false)[2];
        let numbers: Vec<_> = learned.items.iter().map(|item| (item.field, item.number)).collect();
        assert_eq!(numbers, [("academic_degree", "17"), ("political_theory", "")]);
    }

    #[test]
    fn twelve_digits_are_read_in_threes() {
        assert_eq!(spaced("001187012345"), "001\u{a0}187\u{a0}012\u{a0}345");
    }
}
