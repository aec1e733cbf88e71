//! The form of a member of the paper book. Dates may be a day, a month, a year or unknown; their order is
//! found fault with only where it is surely wrong.

use std::cmp::Ordering;

use serde::Deserialize;

use super::OpeningBalance;
use crate::ids::OrganisationId;
use crate::members;
use crate::members::form::{self, Kept, PersonForm};
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender, PartialDate};
use crate::web::{Errors, With, t};

/// The fields of the section of the paper book, in the order of the form.
const OWN: [&str; 7] = ["branch", "standing", "decided_on", "admitted_on", "official_on", "not_duplicate", "confirm"];

/// What was typed, byte for byte.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CarryOverForm {
    #[serde(flatten)]
    pub person: PersonForm,
    pub branch: String,
    pub standing: String,
    pub decided_on: String,
    pub admitted_on: String,
    pub official_on: String,
    /// The codes of the warnings confirmed.
    pub confirm: Vec<String>,
    /// The numbers of the people of whom it is said that this is another.
    pub not_duplicate: Vec<String>,
    /// Once only.
    pub submission: String,
    /// `record`: the record follows; else the form for the next member.
    pub then: String,
}

/// What the rules need, as far as it can be read.
pub struct Read {
    pub gender: Option<Gender>,
    pub born_on: Option<PartialDate>,
    pub standing: Option<Standing>,
    pub decided_on: Option<PartialDate>,
    pub admitted_on: Option<PartialDate>,
    pub official_on: Option<PartialDate>,
}

impl CarryOverForm {
    /// The member, or every error in the form's order. `branch` is the one that was meant on the first day of the
    /// book, or what is to be said about it.
    ///
    /// # Errors
    /// What is missing or cannot be so.
    pub fn parse(
        &self,
        today: Day,
        opens_on: Day,
        branch: Result<OrganisationId, String>,
    ) -> Result<OpeningBalance, Errors> {
        let (facts, mut errors) = match self.person.parse(today, &Kept::default()) {
            Ok(facts) => (Some(facts), Errors::new()),
            Err(errors) => (None, errors),
        };
        let branch = errors.take("branch", branch);
        let standing = Standing::from_code(&self.standing);
        if standing.is_none() {
            errors.add("standing", t("Chọn chính thức hoặc dự bị."));
        }
        let mut day = |field, typed: &str, late: &str| {
            let day = errors.optional_partial_day(field, typed, today)?;
            if day.surely_after(opens_on) {
                errors.add(field, late.with("day", opens_on));
                return None;
            }
            Some(day)
        };
        let decided_on = day(
            "decided_on",
            &self.decided_on,
            t("Ngày quyết định kết nạp sau ngày đầu của sổ ({day}): ghi người này bằng việc kết nạp."),
        );
        let admitted_on = day(
            "admitted_on",
            &self.admitted_on,
            t("Ngày vào Đảng sau ngày đầu của sổ ({day}): ghi người này bằng việc kết nạp."),
        );
        let mut official_on = day(
            "official_on",
            &self.official_on,
            t("Ngày chính thức sau ngày đầu của sổ ({day}): chọn dự bị, việc công nhận được ghi riêng."),
        );
        if standing == Some(Standing::Probationary) && official_on.is_some() {
            errors.add("official_on", t("Đảng viên dự bị chưa có ngày chính thức. Để trống, hoặc chọn chính thức."));
            official_on = None;
        }
        let born_on = self.read(today).born_on;
        if born_on.is_some_and(|born_on| born_on.surely_after(opens_on)) {
            errors.add("born_on", t("Ngày sinh sau ngày đầu của sổ. Kiểm tra lại năm."));
        }
        let wrong = |earlier: Option<PartialDate>, later: Option<PartialDate>| {
            earlier.zip(later).is_some_and(|(earlier, later)| earlier.surely_cmp(later) == Some(Ordering::Greater))
        };
        let birth =
            |later| born_on.zip(later).is_some_and(|(born, later)| born.surely_cmp(later).is_some_and(Ordering::is_ge));
        if birth(decided_on) {
            errors.add("decided_on", t("Ngày quyết định kết nạp phải sau ngày sinh. Kiểm tra lại hai ngày."));
        }
        if birth(admitted_on) {
            errors.add("admitted_on", t("Ngày vào Đảng phải sau ngày sinh. Kiểm tra lại hai ngày."));
        } else if wrong(decided_on, admitted_on) {
            errors.add("admitted_on", t("Lễ kết nạp không thể trước ngày quyết định. Kiểm tra lại hai ngày."));
        }
        if wrong(admitted_on, official_on) || (admitted_on.is_none() && wrong(decided_on, official_on)) {
            errors.add("official_on", t("Ngày chính thức không thể trước ngày kết nạp. Kiểm tra lại hai ngày."));
        } else if birth(official_on) {
            errors.add("official_on", t("Ngày chính thức phải sau ngày sinh. Kiểm tra lại hai ngày."));
        }
        let member_on = [decided_on, admitted_on, official_on, Some(opens_on.into())].into_iter().flatten();
        let young = |born_on: PartialDate| member_on.clone().any(|day| members::too_young(born_on, day));
        if ![decided_on, admitted_on, official_on].into_iter().any(birth)
            && errors.get("born_on").is_none()
            && born_on.is_some_and(young)
        {
            errors.add("born_on", members::too_young_sentence());
        }
        errors.sort_by(&order());
        let new = (|| {
            Some(OpeningBalance {
                facts: facts?,
                branch: branch?,
                standing: standing?,
                decided_on,
                admitted_on,
                official_on,
                confirmed: Vec::new(),
                not_duplicate: Vec::new(),
            })
        })();
        errors.or(new)
    }

    /// What the rules need, also when something else is wrong.
    pub fn read(&self, today: Day) -> Read {
        let date = |typed: &str| PartialDate::parse_typed(typed).ok().filter(|day| day.first() <= today);
        Read {
            gender: Gender::from_code(&self.person.gender),
            born_on: date(&self.person.born_on),
            standing: Standing::from_code(&self.standing),
            decided_on: date(&self.decided_on),
            admitted_on: date(&self.admitted_on),
            official_on: date(&self.official_on),
        }
    }

    /// The people of whom the form says that this is another.
    pub fn not_duplicate(&self) -> Vec<i64> {
        self.not_duplicate.iter().filter_map(|id| id.trim().parse().ok()).collect()
    }
}

/// The fields in the order of the page: the person, the paper book, work and the further items.
pub fn order() -> Vec<&'static str> {
    let (person, work) = form::FIELDS.split_at(form::PERSON);
    person.iter().chain(&OWN[..5]).chain(work).chain(&OWN[5..]).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn typed() -> CarryOverForm {
        CarryOverForm {
            person: PersonForm {
                full_name: "Lò Văn Ổn".into(),
                gender: "male".into(),
                born_on: "1950".into(),
                ..PersonForm::default()
            },
            branch: "3".into(),
            standing: "official".into(),
            ..CarryOverForm::default()
        }
    }

    fn parse(form: &CarryOverForm) -> Result<OpeningBalance, Errors> {
        let branch = form.branch.parse().map(OrganisationId).map_err(|_| "Chọn chi bộ.".to_owned());
        form.parse(day("2026-11-23"), day("2018-01-01"), branch)
    }

    fn fields(form: &CarryOverForm) -> Vec<&'static str> {
        parse(form).err().map(|errors| errors.list().iter().map(|(field, _)| *field).collect()).unwrap_or_default()
    }

    fn dates(decided_on: &str, admitted_on: &str, official_on: &str) -> CarryOverForm {
        CarryOverForm {
            decided_on: decided_on.into(),
            admitted_on: admitted_on.into(),
            official_on: official_on.into(),
            ..typed()
        }
    }

    #[test]
    fn no_date_need_be_known() {
        let new = parse(&typed()).unwrap();
        assert_eq!((new.decided_on, new.admitted_on, new.official_on), (None, None, None));
        assert_eq!(new.standing, Standing::Official);
    }

    #[test]
    fn dates_are_kept_as_far_as_they_are_known() {
        let new = parse(&dates("1975", "2/1976", "3/2/1977")).unwrap();
        let iso = |day: Option<PartialDate>| day.unwrap().iso();
        assert_eq!(
            (iso(new.decided_on), iso(new.admitted_on), iso(new.official_on)),
            ("1975".into(), "1976-02".into(), "1977-02-03".into())
        );
    }

    #[test]
    fn an_order_of_dates_is_wrong_only_where_it_is_surely_so() {
        for (decided_on, admitted_on, official_on, wrong) in [
            ("1976", "5/1976", "1976", None),
            ("5/1976", "4/1976", "", Some("admitted_on")),
            ("5/6/1976", "5/6/1976", "", None),
            ("5/6/1976", "4/6/1976", "", Some("admitted_on")),
            ("", "1976", "1975", Some("official_on")),
            ("1976", "", "1975", Some("official_on")),
            ("1965", "", "", Some("born_on")),
            ("12/1966", "", "", None),
            ("", "", "1/1/1965", Some("born_on")),
            ("1950", "", "", Some("born_on")),
            ("1949", "", "", Some("decided_on")),
            ("", "1949", "", Some("admitted_on")),
            ("", "", "1949", Some("official_on")),
            ("", "", "1/1/2018", None),
            ("", "", "2018", None),
            ("", "", "2/1/2018", Some("official_on")),
            ("2/2018", "", "", Some("decided_on")),
            ("32/1/1976", "", "", Some("decided_on")),
        ] {
            let found = fields(&dates(decided_on, admitted_on, official_on));
            assert_eq!(found, wrong.into_iter().collect::<Vec<_>>(), "{decided_on} {admitted_on} {official_on}");
        }
    }

    #[test]
    fn a_probationary_member_is_not_official_since_a_day() {
        let form = CarryOverForm { standing: "probationary".into(), ..dates("", "2017", "2017") };
        assert_eq!(fields(&form), ["official_on"]);
    }

    #[test]
    fn every_error_comes_at_once_in_the_order_of_the_page() {
        let form = CarryOverForm {
            person: PersonForm { email: "x".into(), workplace: "x".repeat(201), ..PersonForm::default() },
            branch: "bốn".into(),
            decided_on: "x".into(),
            ..CarryOverForm::default()
        };
        assert_eq!(
            fields(&form),
            ["full_name", "gender", "born_on", "email", "branch", "standing", "decided_on", "workplace"]
        );
    }
}
