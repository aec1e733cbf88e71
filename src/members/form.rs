//! The fields of a person, the same in every form that has them: admission, carry-over and edit.
//!
//! `templates/members/person_section.html` and `work_section.html` show them; a page that includes them has
//! the fields `person: PersonForm`, `errors: Errors` and `duplicates: Duplicates`.

use serde::Deserialize;

use super::{Facts, Name};
use crate::rules::citizen_id::{CardNumber, CitizenId, IdProblem};
use crate::rules::{Day, Gender, PartialDate};
use crate::web::form::{clean, clean_lines};
use crate::web::{Errors, With, t};

/// The most letters of a name.
const NAME: usize = 100;
/// The most letters of a line.
const LINE: usize = 200;
/// The most letters of a text of several lines.
const TEXT: usize = 10_000;

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

/// The numbers that the book has of this person. A form shows them masked; where the masked text
/// comes back as it was, the number stays.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The id number.
    pub citizen_id: Option<CitizenId>,
    /// The party card.
    pub card: Option<CardNumber>,
}

impl Kept {
    /// Those of the facts.
    pub fn of(facts: &Facts) -> Self {
        Self { citizen_id: facts.citizen_id.clone(), card: facts.card.clone() }
    }
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

    fn name(&self, errors: &mut Errors) -> Option<Name> {
        let full = errors.required("full_name", &self.full_name, "Nhập họ và tên khai sinh, ví dụ Nguyễn Thị Ánh.")?;
        if let Some(sign) = full.chars().find(|letter| !may_stand_in_a_name(*letter)) {
            errors.add(
                "full_name",
                t("Họ tên không có dấu “{sign}”. Sửa lại cho đúng giấy khai sinh.").with("sign", sign),
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

    fn citizen_id(&self, errors: &mut Errors, kept: &Kept) -> Option<CitizenId> {
        if let Some(id) = &kept.citizen_id
            && self.citizen_id.trim() == id.masked()
        {
            return Some(id.clone());
        }
        match CitizenId::parse(&self.citizen_id) {
            Ok(id) => Some(id),
            Err(IdProblem::Empty) => None,
            Err(problem) => {
                errors.add("citizen_id", citizen_id_sentence(&problem));
                None
            }
        }
    }

    fn card(&self, errors: &mut Errors, kept: &Kept, citizen_id: Option<&CitizenId>) -> Option<CardNumber> {
        let card = match &kept.card {
            Some(card) if self.card_number.trim() == card.shown() => card.clone(),
            _ => match CardNumber::parse(&self.card_number) {
                Ok(card) => card,
                Err(IdProblem::Empty) => return None,
                Err(problem) => {
                    errors.add("card_number", card_sentence(&problem));
                    return None;
                }
            },
        };
        if let (CardNumber::New(number), Some(id)) = (&card, citizen_id)
            && number != id
        {
            errors.add("card_number", t("Số thẻ 12 chữ số phải trùng số định danh cá nhân. Kiểm tra lại hai số."));
            return None;
        }
        Some(card)
    }

    /// Digits and the signs people put between them; two numbers may stand here.
    fn phone(&self, errors: &mut Errors) -> String {
        let phone = clean(&self.phone);
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let signs = phone.chars().all(|sign| sign.is_ascii_digit() || " +.-()/,;".contains(sign));
        if !phone.is_empty() && (!signs || !(6..=30).contains(&digits)) {
            errors.add("phone", t("Nhập số điện thoại bằng chữ số, ví dụ 0912 345 678."));
        }
        phone
    }

    /// Something, an @, something: only the mail server knows the rest.
    fn email(&self, errors: &mut Errors) -> String {
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

/// Letters of every alphabet with their marks, and what stands between the words of a name.
fn may_stand_in_a_name(letter: char) -> bool {
    letter.is_alphabetic() || matches!(letter, ' ' | '\'' | '’' | '‘' | 'ʼ' | '-' | '.' | '\u{300}'..='\u{36f}')
}

fn line(errors: &mut Errors, field: &'static str, typed: &str) -> String {
    limited(errors, field, clean(typed), LINE)
}

fn text(errors: &mut Errors, field: &'static str, typed: &str) -> String {
    limited(errors, field, clean_lines(typed), TEXT)
}

fn limited(errors: &mut Errors, field: &'static str, text: String, most: usize) -> String {
    if text.chars().count() > most {
        errors.add(field, too_long(most));
    }
    text
}

fn too_long(most: usize) -> String {
    t("Viết ngắn hơn, nhiều nhất {n} ký tự.").with("n", crate::web::filters::grouped(&most.to_string()))
}

/// What is wrong with a typed id number, and what to type.
pub fn citizen_id_sentence(problem: &IdProblem) -> String {
    match problem {
        IdProblem::Empty | IdProblem::NotDigits => t("Số định danh chỉ gồm 12 chữ số.").to_owned(),
        IdProblem::LostZero { .. } => t("Số này có 11 chữ số. Có thể đã mất số 0 ở đầu: nhập đủ 12 chữ số.").to_owned(),
        IdProblem::OldIdentityCard => {
            t("Số này có 9 chữ số, là số chứng minh nhân dân cũ. Nhập số định danh 12 chữ số, hoặc để trống.")
                .to_owned()
        }
        IdProblem::LostCardZero { .. } => t("Số định danh có 12 chữ số, số này có {n}.").with("n", 7),
        IdProblem::WrongLength { digits } => t("Số định danh có 12 chữ số, số này có {n}.").with("n", digits),
    }
}

/// What is wrong with a typed card number, and what to type.
fn card_sentence(problem: &IdProblem) -> String {
    match problem {
        IdProblem::Empty | IdProblem::NotDigits => t("Số thẻ đảng chỉ gồm chữ số.").to_owned(),
        IdProblem::LostCardZero { .. } => {
            t("Số này có 7 chữ số. Có thể đã mất số 0 ở đầu: nhập đủ 8 chữ số.").to_owned()
        }
        IdProblem::LostZero { .. } => t("Số này có 11 chữ số. Có thể đã mất số 0 ở đầu: nhập đủ 12 chữ số.").to_owned(),
        IdProblem::OldIdentityCard => t("Số thẻ đảng có 8 chữ số (thẻ cũ) hoặc 12 chữ số, số này có {n}.").with("n", 9),
        IdProblem::WrongLength { digits } => {
            t("Số thẻ đảng có 8 chữ số (thẻ cũ) hoặc 12 chữ số, số này có {n}.").with("n", digits)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse_iso("2026-11-23").unwrap()
    }

    fn typed() -> PersonForm {
        PersonForm {
            full_name: " nguyễn  Thị Ánh ".into(),
            gender: "female".into(),
            born_on: "5-8-1999".into(),
            ..PersonForm::default()
        }
    }

    fn parse(form: &PersonForm) -> Result<Facts, Errors> {
        form.parse(today(), &Kept::default())
    }

    fn fields(form: &PersonForm) -> Vec<&'static str> {
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
    fn a_birth_date_may_be_a_month_or_a_year_but_not_to_come() {
        for (born_on, iso) in [("1942", "1942"), ("5/1942", "1942-05"), ("23/11/2026", "2026-11-23")] {
            assert_eq!(parse(&PersonForm { born_on: born_on.into(), ..typed() }).unwrap().born_on.iso(), iso);
        }
        for born_on in ["24/11/2026", "12/2026", "2027", "5/8/99", "hôm qua", ""] {
            assert_eq!(fields(&PersonForm { born_on: born_on.into(), ..typed() }), ["born_on"], "{born_on}");
        }
    }

    #[test]
    fn a_card_of_twelve_digits_is_the_id_number() {
        let form = PersonForm { citizen_id: "001 199 012 345".into(), card_number: "001199012345".into(), ..typed() };
        assert_eq!(parse(&form).unwrap().card.unwrap().digits(), "001199012345");
        let other = PersonForm { card_number: "001199012346".into(), ..form.clone() };
        assert_eq!(fields(&other), ["card_number"]);
        let alone = PersonForm { citizen_id: String::new(), ..form };
        assert_eq!(parse(&alone).unwrap().citizen_id.unwrap().digits(), "001199012345");
        let old = PersonForm { card_number: "92.945836".into(), ..typed() };
        let facts = parse(&old).unwrap();
        assert_eq!((facts.citizen_id, facts.card.unwrap().digits()), (None, "92945836"));
    }

    #[test]
    fn a_number_that_lost_its_zero_says_so() {
        let errors = parse(&PersonForm { citizen_id: "1199012345 6".into(), ..typed() }).unwrap_err();
        assert!(errors.get("citizen_id").unwrap().contains("số 0 ở đầu"));
        let errors = parse(&PersonForm { card_number: "1234567".into(), ..typed() }).unwrap_err();
        assert!(errors.get("card_number").unwrap().contains("số 0 ở đầu"));
    }

    #[test]
    fn a_masked_number_that_comes_back_stays_and_an_empty_one_goes() {
        let form = PersonForm { citizen_id: "001199012345".into(), card_number: "92945836".into(), ..typed() };
        let facts = parse(&form).unwrap();
        let kept = Kept::of(&facts);
        let shown = PersonForm::of(&facts);
        assert_eq!(shown.citizen_id, "0011•••••345");
        assert_eq!(shown.parse(today(), &kept).unwrap(), facts);
        assert_eq!(fields(&shown), ["citizen_id"], "a mask that nothing stands behind is no number");
        let cleared = PersonForm { citizen_id: String::new(), ..shown };
        assert_eq!(cleared.parse(today(), &kept).unwrap().citizen_id, None);
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

    #[test]
    fn nobody_joined_the_youth_union_before_birth() {
        let form = PersonForm { youth_union_on: "1998".into(), ..typed() };
        assert_eq!(fields(&form), ["youth_union_on"]);
        let form = PersonForm { youth_union_on: "1999".into(), ..typed() };
        assert!(parse(&form).is_ok(), "a year may be the year of birth");
    }
}
