//! The fields of a person by the names they have in the forms: what an edit compares, what the log of changes
//! keeps, what the record shows.

use super::{Facts, Name};
use crate::rules::Gender;
use crate::rules::citizen_id::{CardNumber, CitizenId};
use crate::web::t;

/// Every field, in the order of the form 2-HSĐV.
pub const FIELDS: [&str; 28] = [
    "full_name",
    "given_name",
    "gender",
    "other_names",
    "born_on",
    "birth_registration",
    "native_place",
    "residence",
    "phone",
    "email",
    "ethnicity",
    "religion",
    "family_class",
    "occupation",
    "workplace",
    "youth_union_on",
    "army_service",
    "general_education",
    "professional_qualification",
    "academic_degree",
    "political_theory",
    "foreign_languages",
    "health",
    "citizen_id",
    "card_number",
    "career",
    "family",
    "notes",
];

impl Facts {
    /// A field as the log keeps it: codes and days, the same in both languages; 12-digit numbers masked.
    /// Empty for a name that is no field.
    pub fn field(&self, name: &str) -> String {
        match name {
            "full_name" => self.name.full.clone(),
            "given_name" if self.name.given_is_said() => self.name.given.clone(),
            "gender" => self.gender.code().to_owned(),
            "born_on" => self.born_on.to_string(),
            "youth_union_on" => self.youth_union_on.map(|day| day.to_string()).unwrap_or_default(),
            "citizen_id" => self.citizen_id.as_ref().map(CitizenId::masked).unwrap_or_default(),
            "card_number" => self.card.as_ref().map(CardNumber::shown).unwrap_or_default(),
            _ => self.text(name).cloned().unwrap_or_default(),
        }
    }

    /// Whether a field is the same in both; of numbers the whole number counts, not what its mask shows.
    pub fn agrees(&self, other: &Self, name: &str) -> bool {
        match name {
            "citizen_id" => self.citizen_id == other.citizen_id,
            "card_number" => self.card == other.card,
            _ => self.field(name) == other.field(name),
        }
    }

    /// The fields in which the other differs, in the order of the form.
    pub fn changed(&self, other: &Self) -> Vec<&'static str> {
        FIELDS.into_iter().filter(|name| !self.agrees(other, name)).collect()
    }

    /// Takes a field from the other. The name and its given part are one: either brings both.
    pub fn take(&mut self, other: &Self, name: &str) {
        match name {
            "full_name" | "given_name" => self.name = Name::clone(&other.name),
            "gender" => self.gender = other.gender,
            "born_on" => self.born_on = other.born_on,
            "youth_union_on" => self.youth_union_on = other.youth_union_on,
            "citizen_id" => self.citizen_id.clone_from(&other.citizen_id),
            "card_number" => self.card.clone_from(&other.card),
            _ => {
                if let (Some(text), Some(taken)) = (self.text_mut(name), other.text(name)) {
                    text.clone_from(taken);
                }
            }
        }
    }
}

/// The fields that are plain text, read and written by name.
macro_rules! texts {
    ($($field:ident)*) => {
        impl Facts {
            fn text(&self, name: &str) -> Option<&String> {
                match name {
                    $(stringify!($field) => Some(&self.$field),)*
                    _ => None,
                }
            }

            fn text_mut(&mut self, name: &str) -> Option<&mut String> {
                match name {
                    $(stringify!($field) => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

texts! {
    other_names birth_registration native_place residence phone email ethnicity religion family_class occupation
    workplace army_service general_education professional_qualification academic_degree political_theory
    foreign_languages health career family notes
}

/// The label of a field, as the forms have it; nothing for a name that is no field.
pub fn label(name: &str) -> Option<&'static str> {
    Some(match name {
        "full_name" => t("Họ và tên khai sinh"),
        "given_name" => t("Tên để xếp thứ tự"),
        "gender" => t("Giới tính"),
        "other_names" => t("Tên gọi khác"),
        "born_on" => t("Ngày sinh"),
        "birth_registration" => t("Nơi đăng ký khai sinh"),
        "native_place" => t("Quê quán"),
        "residence" => t("Nơi cư trú"),
        "phone" => t("Điện thoại"),
        "email" => t("Thư điện tử"),
        "ethnicity" => t("Dân tộc"),
        "religion" => t("Tôn giáo"),
        "family_class" => t("Thành phần gia đình"),
        "occupation" => t("Nghề nghiệp"),
        "workplace" => t("Nơi công tác"),
        "youth_union_on" => t("Ngày vào Đoàn"),
        "army_service" => t("Nhập ngũ, xuất ngũ"),
        "general_education" => t("Giáo dục phổ thông"),
        "professional_qualification" => t("Chuyên môn, nghiệp vụ"),
        "academic_degree" => t("Học vị, học hàm"),
        "political_theory" => t("Lý luận chính trị"),
        "foreign_languages" => t("Ngoại ngữ"),
        "health" => t("Sức khỏe"),
        "citizen_id" => t("Số định danh cá nhân"),
        "card_number" => t("Số thẻ đảng viên"),
        "career" => t("Quá trình công tác"),
        "family" => t("Gia đình"),
        "notes" => t("Ghi chú"),
        _ => return None,
    })
}

/// The word for a gender.
pub fn gender_label(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => t("Nữ"),
        Gender::Male => t("Nam"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::PartialDate;

    fn facts() -> Facts {
        Facts {
            name: Name::new("Đỗ Thị Mỹ Ánh"),
            gender: Gender::Female,
            other_names: String::new(),
            born_on: PartialDate::parse_iso("1987-03-27").unwrap(),
            birth_registration: String::new(),
            native_place: String::new(),
            residence: String::new(),
            ethnicity: "Kinh".to_owned(),
            religion: String::new(),
            family_class: String::new(),
            occupation: String::new(),
            workplace: String::new(),
            phone: String::new(),
            email: String::new(),
            youth_union_on: None,
            army_service: String::new(),
            general_education: String::new(),
            professional_qualification: String::new(),
            academic_degree: String::new(),
            political_theory: String::new(),
            foreign_languages: String::new(),
            health: String::new(),
            citizen_id: CitizenId::parse("001187012345").ok(),
            card: None,
            career: String::new(),
            family: String::new(),
            notes: String::new(),
        }
    }

    /// The same person with every field another.
    fn another() -> Facts {
        let mut other = facts();
        for name in FIELDS {
            if let Some(text) = other.text_mut(name) {
                *text = format!("new {name}");
            }
        }
        Facts {
            name: Name::with_given("Đỗ Thị Mỹ Ánh", "Mỹ Ánh").unwrap(),
            gender: Gender::Male,
            born_on: PartialDate::from_year(1988).unwrap(),
            youth_union_on: PartialDate::from_year(2003),
            citizen_id: CitizenId::parse("001187999345").ok(),
            card: CardNumber::parse("92945836").ok(),
            ..other
        }
    }

    #[test]
    fn every_field_is_compared_taken_and_has_a_label() {
        let (old, new) = (facts(), another());
        for name in FIELDS {
            assert!(label(name).is_some(), "{name} has no label");
            if name == "full_name" {
                continue;
            }
            assert!(!old.agrees(&new, name), "{name} is not compared");
            let mut taken = old.clone();
            taken.take(&new, name);
            assert_eq!(old.changed(&taken), [name], "{name} is not taken alone");
        }
        let mut all = old.clone();
        for name in old.changed(&new) {
            all.take(&new, name);
        }
        assert_eq!(all, new, "a field of the facts is missing in FIELDS");
        assert_eq!(label("submission"), None);
    }

    #[test]
    fn a_number_whose_mask_is_the_same_still_differs() {
        let (old, new) = (facts(), another());
        assert_eq!(old.field("citizen_id"), new.field("citizen_id"));
        assert!(!old.agrees(&new, "citizen_id"));
        assert!(!old.field("citizen_id").contains("012345"));
    }
}
