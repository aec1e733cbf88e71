//! The texts of a person as they are typed: what may stand in each, and how much.

use super::PersonForm;
use crate::members::Name;
use crate::web::filters::grouped;
use crate::web::form::{clean, clean_lines};
use crate::web::{Errors, With, t};

/// The most letters of a name.
const NAME: usize = 100;
/// The most letters of a line.
pub(super) const LINE: usize = 200;
/// The most letters of a text of several lines.
pub(super) const TEXT: usize = 10_000;

impl PersonForm {
    /// The birth name, and the part of it by which they are called.
    pub(super) fn name(&self, errors: &mut Errors) -> Option<Name> {
        let full = errors.required("full_name", &self.full_name, "Nhập họ và tên khai sinh, ví dụ Nguyễn Thị Ánh.")?;
        if let Some(sign) = full.chars().find(|letter| !may_stand_in_a_name(*letter)) {
            errors.add(
                "full_name",
                t("Họ tên không có ký tự “{sign}”. Sửa lại cho đúng giấy khai sinh.").with("sign", sign),
            );
            return None;
        }
        if let Some(letter) = full.chars().find(|letter| letter.is_alphabetic() && !is_latin(*letter)) {
            let sentence = t("Họ tên viết bằng chữ cái La-tinh; “{letter}” không phải. Gõ lại theo giấy khai sinh.");
            errors.add("full_name", sentence.with("letter", letter));
            return None;
        }
        if !full.chars().any(|letter| letter.is_alphabetic() && letter != 'ʼ') {
            errors.add("full_name", t("Họ tên phải có chữ cái. Nhập theo giấy khai sinh, ví dụ Nguyễn Thị Ánh."));
            return None;
        }
        if !marks_belong(&full) {
            errors.add(
                "full_name",
                t("Họ tên có dấu chồng lên nhau hoặc đứng riêng. Xóa đi rồi gõ lại theo giấy khai sinh."),
            );
            return None;
        }
        if full.chars().count() > NAME {
            errors.add("full_name", too_long(NAME));
            return None;
        }
        let given = clean(&self.given_name);
        if given.is_empty() {
            return Some(Name::new(&full));
        }
        let name = Name::with_given(&full, &given);
        if name.is_none() {
            errors.add("given_name", t("Tên gọi phải là một phần của họ tên. Nếu là từ cuối thì để trống ô này."));
        }
        name
    }

    /// Digits and the signs people put between them; two numbers may stand here.
    pub(super) fn phone(&self, errors: &mut Errors) -> String {
        let phone = clean(&self.phone);
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let signs = phone.chars().all(|sign| sign.is_ascii_digit() || " +.-()/,;".contains(sign));
        if !phone.is_empty() && (!signs || !(6..=30).contains(&digits)) {
            errors.add("phone", t("Nhập số điện thoại bằng chữ số, ví dụ 0912 345 678."));
        }
        phone
    }

    /// Something, an @, something: only the mail server knows the rest.
    pub(super) fn email(&self, errors: &mut Errors) -> String {
        let email = clean(&self.email);
        let shaped = email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !host.contains('@') && !email.contains(char::is_whitespace)
        });
        if !email.is_empty() && (!shaped || email.chars().count() > LINE) {
            errors.add("email", t("Nhập địa chỉ thư điện tử có dấu @, ví dụ ten@coquan.gov.vn."));
        }
        email
    }
}

/// The most marks on a letter that has no composed form: more is no writing of any people of Viet Nam.
const MARKS: i32 = 2;

/// Letters with their marks, and what stands between the words of a name.
fn may_stand_in_a_name(letter: char) -> bool {
    letter.is_alphabetic() || is_mark(letter) || matches!(letter, ' ' | '\'' | '’' | '‘' | 'ʼ' | '-' | '.')
}

/// A letter of the Latin script, with or without marks; ʼ, a letter to Unicode, is a sign of many names.
fn is_latin(letter: char) -> bool {
    matches!(letter, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | 'ʼ')
}

/// A mark that stands on the letter before it.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Whether every mark of a composed text stands on a letter, and no letter has more than two.
fn marks_belong(text: &str) -> bool {
    let mut room = 0;
    text.chars().all(|letter| {
        if is_mark(letter) {
            room -= 1;
            return room >= 0;
        }
        room = if letter.is_alphabetic() { MARKS } else { 0 };
        true
    })
}

/// A text of one line.
pub(super) fn line(errors: &mut Errors, field: &'static str, typed: &str) -> String {
    limited(errors, field, clean(typed), LINE)
}

/// A text of several lines.
pub(super) fn text(errors: &mut Errors, field: &'static str, typed: &str) -> String {
    limited(errors, field, clean_lines(typed), TEXT)
}

fn limited(errors: &mut Errors, field: &'static str, text: String, most: usize) -> String {
    if text.chars().count() > most {
        errors.add(field, too_long(most));
    }
    text
}

fn too_long(most: usize) -> String {
    t("Viết ngắn hơn, nhiều nhất {n} ký tự.").with("n", grouped(&most.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fields, parse, typed};
    use super::*;

    #[test]
    fn the_longest_texts_are_taken_and_one_letter_more_is_not() {
        for (length, good) in [(NAME, true), (NAME + 1, false)] {
            let form = PersonForm { full_name: "ọ".repeat(length), ..typed() };
            assert_eq!(parse(&form).is_ok(), good, "{length}");
        }
        for (length, good) in [(LINE, true), (LINE + 1, false)] {
            let form = PersonForm { native_place: "ọ".repeat(length), ..typed() };
            assert_eq!(parse(&form).is_ok(), good, "{length}");
        }
    }

    #[test]
    fn names_of_every_people_of_viet_nam_are_taken() {
        for name in ["H'Bĭa Êban", "Y Thịnh Niê Kdăm", "Đặng-Trần Côn", "Lò Văn Ổn", "K’Brơ̆i", "Pơloong"]
        {
            let form = PersonForm { full_name: name.into(), ..typed() };
            assert_eq!(parse(&form).unwrap().name.full, clean(name));
        }
        let stacked = format!("Nguyễn a{}", "\u{301}".repeat(40));
        for name in [
            "...",
            "-",
            "'",
            "Иван Иванов",
            "Nguyễn Văn А",
            "李小龙",
            &stacked,
            "b\u{301}\u{302}\u{303}",
            "- \u{301}An",
        ] {
            let form = PersonForm { full_name: name.into(), ..typed() };
            assert_eq!(fields(&form), ["full_name"], "{name}");
        }
        for name in ["Ê-đê Niê", "Y Bham", "Ữ", "K'b\u{301}\u{302}", "Kpă Ơ̆"] {
            let form = PersonForm { full_name: name.into(), ..typed() };
            assert_eq!(parse(&form).unwrap().name.full, clean(name));
        }
        for name in ["Nguyễn Văn 2", "Lan <b>", "Nguyễn_Lan", "?"] {
            let form = PersonForm { full_name: name.into(), ..typed() };
            assert_eq!(fields(&form), ["full_name"], "{name}");
        }
    }

    #[test]
    fn a_given_name_of_two_words_is_among_the_words_of_the_name() {
        let form = PersonForm { full_name: "Phạm Bình Minh".into(), given_name: "Bình  Minh".into(), ..typed() };
        assert_eq!(parse(&form).unwrap().name.given, "Bình Minh");
        let form = PersonForm { given_name: "Phạm Minh".into(), ..form };
        assert_eq!(fields(&form), ["given_name"]);
    }

    #[test]
    fn e_mail_and_phone_are_taken_as_people_write_them() {
        for phone in ["0912 345 678", "+84 (28) 3822.1234", "0912345678 / 0987654321", ""] {
            assert!(parse(&PersonForm { phone: phone.into(), ..typed() }).is_ok(), "{phone}");
        }
        for phone in ["12345", "số 0912345678"] {
            assert_eq!(fields(&PersonForm { phone: phone.into(), ..typed() }), ["phone"], "{phone}");
        }
        for email in ["a@b", "lan.nguyen+dang@coquan.gov.vn", ""] {
            assert!(parse(&PersonForm { email: email.into(), ..typed() }).is_ok(), "{email}");
        }
        for email in ["lan", "@b", "a@", "a@b@c", "a b@c"] {
            assert_eq!(fields(&PersonForm { email: email.into(), ..typed() }), ["email"], "{email}");
        }
    }
}
