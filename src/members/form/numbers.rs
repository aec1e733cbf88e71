//! The two numbers of a person as they are typed: the id number and the party card.

use super::PersonForm;
use crate::members::Facts;
use crate::rules::citizen_id::{CardNumber, CitizenId, IdProblem};
use crate::web::{Errors, With, t};

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
    /// The id number; none where none was typed, or none that can be one.
    pub(super) fn citizen_id(&self, errors: &mut Errors, kept: &Kept) -> Option<CitizenId> {
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

    /// The party card; of 12 digits, it has the number of the id.
    pub(super) fn card(&self, errors: &mut Errors, kept: &Kept, citizen_id: Option<&CitizenId>) -> Option<CardNumber> {
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
    use super::super::tests::{fields, parse, today, typed};
    use super::*;

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
}
