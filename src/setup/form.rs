//! The form of the first run.

use serde::Deserialize;

use super::{Setup, Start};
use crate::accounts::name_problem;
use crate::auth::scope::Kind;
use crate::auth::strength::judge;
use crate::rules::Day;
use crate::web::form::{clean, clean_lines};
use crate::web::{Errors, With, t};

/// The most characters of an organisation's name.
const LONGEST: usize = 200;

/// The first account and the beginning of the book, as they were typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SetupForm {
    pub token: String,
    pub name: String,
    pub full_name: String,
    pub password: String,
    pub start: String,
    pub organisation: String,
    pub superior: String,
    pub branches: String,
    pub opens_on: String,
}

impl SetupForm {
    /// The set-up, or everything that is wrong with it.
    pub fn parse(&self, today: Day) -> Result<Setup, Errors> {
        let mut errors = Errors::new();
        let name = clean(&self.name).to_lowercase();
        let full_name = clean(&self.full_name);
        let organisation = clean(&self.organisation);
        if let Some(problem) = name_problem(&name) {
            errors.add("name", problem);
        }
        if full_name.chars().count() > 100 {
            errors.add("full_name", t("Họ và tên dài nhất 100 ký tự."));
        }
        errors.plain("full_name", &full_name);
        if let Err(weakness) = judge(&self.password, &[&name, &full_name, &organisation]) {
            errors.add("password", weakness.sentence());
        }
        let start =
            if self.start == "sample" { Some(Start::Sample) } else { self.own(organisation, today, &mut errors) };
        errors.or(start.map(|start| Setup { name, full_name, password: self.password.clone(), start }))
    }

    /// One's own organisation. A chi bộ may stand by itself; what has branches is a đảng bộ.
    fn own(&self, name: String, today: Day, errors: &mut Errors) -> Option<Start> {
        let is_branch = name.to_lowercase().starts_with("chi bộ");
        if name.is_empty() {
            errors.add("organisation", t("Nhập tên đảng bộ hoặc chi bộ."));
        }
        let superior = Some(clean(&self.superior)).filter(|superior| !superior.is_empty());
        for (field, name) in [("organisation", Some(&name)), ("superior", superior.as_ref())] {
            if name.is_some_and(|name| name.chars().count() > LONGEST) {
                errors.add(field, t("Tên tổ chức dài nhất 200 ký tự."));
            }
            errors.plain(field, name.map_or("", String::as_str));
        }
        let branches: Vec<_> =
            clean_lines(&self.branches).lines().filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect();
        if is_branch && !branches.is_empty() {
            errors
                .add("branches", t("Chi bộ không có chi bộ trực thuộc. Để trống ô này, hoặc nhập tên đảng bộ ở trên."));
        } else if let Some(twice) = twice(&branches) {
            errors.add("branches", t("“{name}” có hai lần. Giữ lại một.").with("name", twice));
        } else if branches.iter().any(|branch| branch.chars().count() > LONGEST) {
            errors.add("branches", t("Tên tổ chức dài nhất 200 ký tự."));
        }
        errors.plain("branches", &self.branches);
        let opens_on = errors.day("opens_on", &self.opens_on, "Nhập ngày đầu của sổ.", today)?;
        let kind = if is_branch { Kind::Branch } else { Kind::Committee };
        Some(Start::Own { kind, name, superior, branches, opens_on })
    }
}

/// A name that stands twice in a list.
fn twice(names: &[String]) -> Option<&str> {
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    names
        .iter()
        .enumerate()
        .find(|(at, name)| names[..*at].iter().any(|other| same(name, other)))
        .map(|(_, name)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::new(2026, 11, 23).unwrap()
    }

    fn typed() -> SetupForm {
        SetupForm {
            name: "bithu".to_owned(),
            password: "con mèo nhà hàng xóm".to_owned(),
            start: "own".to_owned(),
            organisation: "Đảng bộ Sở  Thử nghiệm".to_owned(),
            branches: "Chi bộ Văn phòng\r\n\r\n  Chi bộ Thanh tra ".to_owned(),
            opens_on: "1/1/2026".to_owned(),
            ..SetupForm::default()
        }
    }

    fn fields(errors: &Errors) -> Vec<&str> {
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn a_committee_comes_with_its_branches() {
        let setup = typed().parse(today()).unwrap();
        let Start::Own { kind, name, superior, branches, opens_on } = setup.start else { panic!("not its own") };
        assert_eq!((kind, name.as_str(), superior), (Kind::Committee, "Đảng bộ Sở Thử nghiệm", None));
        assert_eq!(branches, ["Chi bộ Văn phòng", "Chi bộ Thanh tra"]);
        assert_eq!(opens_on, Day::new(2026, 1, 1).unwrap());
    }

    #[test]
    fn a_branch_may_stand_by_itself() {
        let alone = SetupForm { organisation: "Chi bộ thôn 2".to_owned(), branches: String::new(), ..typed() };
        let Start::Own { kind, .. } = alone.parse(today()).unwrap().start else { panic!("not its own") };
        assert_eq!(kind, Kind::Branch);
        let errors = SetupForm { organisation: "chi bộ thôn 2".to_owned(), ..typed() }.parse(today()).unwrap_err();
        assert_eq!(fields(&errors), ["branches"]);
    }

    #[test]
    fn the_sample_asks_for_the_account_only() {
        let sample =
            SetupForm { start: "sample".to_owned(), organisation: String::new(), opens_on: String::new(), ..typed() };
        assert_eq!(sample.parse(today()).unwrap().start, Start::Sample);
    }

    #[test]
    fn all_errors_come_at_once_in_the_order_of_the_form() {
        let errors = SetupForm { full_name: "a".repeat(101), branches: "A\na".to_owned(), ..SetupForm::default() };
        let errors = errors.parse(today()).unwrap_err();
        assert_eq!(fields(&errors), ["name", "full_name", "password", "organisation", "branches", "opens_on"]);
    }

    #[test]
    fn the_first_day_is_not_in_the_future() {
        let errors = SetupForm { opens_on: "24/11/2026".to_owned(), ..typed() }.parse(today()).unwrap_err();
        assert_eq!(fields(&errors), ["opens_on"]);
    }

    #[test]
    fn the_password_is_not_made_of_the_names_just_typed() {
        let errors =
            SetupForm { password: "so thu nghiem 2026 bithu".to_owned(), ..typed() }.parse(today()).unwrap_err();
        assert_eq!(fields(&errors), ["password"]);
    }
}
