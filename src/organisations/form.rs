//! The forms of organisations: what was typed, and what was meant.

use serde::Deserialize;

use super::{NewOrganisation, When};
use crate::auth::scope::Kind;
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::web::form::clean;
use crate::web::{Errors, t};

/// The most letters of a name.
const NAME: usize = 200;

/// A new organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewForm {
    pub kind: String,
    pub name: String,
    pub parent: String,
    pub from: String,
    pub submission: String,
}

impl NewForm {
    pub fn parse(&self, today: Day) -> Result<NewOrganisation, Errors> {
        let mut errors = Errors::new();
        let kind = Kind::from_code(&self.kind).filter(|kind| *kind != Kind::Superior);
        if kind.is_none() {
            errors.add("kind", t("Chọn loại tổ chức."));
        }
        let name = name(&mut errors, "name", &self.name);
        let parent = parent(&mut errors, &self.parent);
        let from = errors.optional_day("from", &self.from, today);
        let new = || Some(NewOrganisation { kind: kind?, name: name?, parent: Some(parent?), from });
        errors.or(new())
    }
}

/// Another name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NameForm {
    pub name: String,
    pub when: String,
    pub from: String,
    /// A day on which the name to be corrected was in use (ISO).
    pub of: String,
    pub version: String,
    pub submission: String,
}

impl NameForm {
    pub fn parse(&self, today: Day) -> Result<(String, When), Errors> {
        let mut errors = Errors::new();
        let name = name(&mut errors, "name", &self.name);
        let when = when(&mut errors, &self.when, &self.from, &self.of, today);
        let meant = || Some((name?, when?));
        errors.or(meant())
    }
}

/// Another organisation above: one of the book, or a superior that is but a name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ParentForm {
    pub parent: String,
    pub superior: String,
    pub when: String,
    pub from: String,
    /// A day on which what is to be corrected was so (ISO).
    pub of: String,
    pub version: String,
    pub submission: String,
}

/// What is to stand above an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// An organisation of the book.
    Organisation(OrganisationId),
    /// A superior that is but a name.
    Superior(String),
}

impl ParentForm {
    /// `by_name`: the organisation is under a superior that is but a name, and so is whatever follows.
    pub fn parse(&self, by_name: bool, today: Day) -> Result<(Above, When), Errors> {
        let mut errors = Errors::new();
        let above = if by_name {
            name(&mut errors, "superior", &self.superior).map(Above::Superior)
        } else {
            parent(&mut errors, &self.parent).map(Above::Organisation)
        };
        let when = when(&mut errors, &self.when, &self.from, &self.of, today);
        let meant = || Some((above?, when?));
        errors.or(meant())
    }
}

/// An end.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DissolutionForm {
    pub on: String,
    pub heir: Vec<String>,
    pub version: String,
    pub submission: String,
}

impl DissolutionForm {
    /// Whether an organisation is among the heirs.
    pub fn chose(&self, id: OrganisationId) -> bool {
        self.heir.iter().any(|heir| heir.parse() == Ok(id))
    }

    pub fn parse(&self, today: Day) -> Result<(Day, Vec<OrganisationId>), Errors> {
        let mut errors = Errors::new();
        let on = errors.day("on", &self.on, "Nhập ngày giải thể.", today);
        let heirs: Option<Vec<_>> = self.heir.iter().map(|heir| heir.parse().ok()).collect();
        if heirs.is_none() {
            errors.add("heir", t("Chọn tổ chức tiếp nhận trong danh sách."));
        }
        let meant = || Some((on?, heirs?));
        errors.or(meant())
    }
}

/// Another first day.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FoundingForm {
    pub from: String,
    pub version: String,
    pub submission: String,
}

impl FoundingForm {
    /// The day; none: as long ago as anyone remembers.
    pub fn parse(&self, today: Day) -> Result<Option<Day>, Errors> {
        let mut errors = Errors::new();
        let from = errors.optional_day("from", &self.from, today);
        errors.or(Some(from))
    }
}

/// An end, or the organisation itself, taken back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResumptionForm {
    pub version: String,
    pub submission: String,
}

fn name(errors: &mut Errors, field: &'static str, typed: &str) -> Option<String> {
    let name = errors.required(field, typed, "Nhập tên tổ chức.")?;
    if name.chars().count() > NAME {
        errors.add(field, t("Tên dài quá 200 chữ. Viết gọn lại."));
        return None;
    }
    errors.plain(field, &name);
    Some(name)
}

fn parent(errors: &mut Errors, typed: &str) -> Option<OrganisationId> {
    let parent = typed.parse().ok();
    if parent.is_none() {
        errors.add("parent", t("Chọn cấp trên trực tiếp."));
    }
    parent
}

fn when(errors: &mut Errors, choice: &str, from: &str, of: &str, today: Day) -> Option<When> {
    match choice {
        "change" => errors.day("from", from, "Nhập ngày bắt đầu thay đổi.", today).map(When::From),
        "correction" => Some(When::Throughout(Day::parse_iso(&clean(of)).unwrap_or(today))),
        _ => {
            errors.add("when", t("Chọn: thay đổi từ một ngày, hay sửa chỗ ghi sai."));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::new(2026, 11, 23).unwrap()
    }

    fn fields(errors: &Errors) -> Vec<&'static str> {
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn a_new_organisation_has_a_kind_a_name_and_a_place() {
        let form = NewForm {
            kind: "branch".to_owned(),
            name: "  Chi bộ  Văn phòng ".to_owned(),
            parent: "7".to_owned(),
            from: "1/7/2025".to_owned(),
            ..NewForm::default()
        };
        let expected = NewOrganisation {
            kind: Kind::Branch,
            name: "Chi bộ Văn phòng".to_owned(),
            parent: Some(OrganisationId(7)),
            from: Day::new(2025, 7, 1),
        };
        assert_eq!(form.parse(today()), Ok(expected));
        let always = NewForm { from: String::new(), ..form };
        assert_eq!(always.parse(today()).unwrap().from, None);
    }

    #[test]
    fn everything_wrong_is_said_at_once_in_the_order_of_the_form() {
        let form = NewForm { from: "24/11/2026".to_owned(), ..NewForm::default() };
        assert_eq!(fields(&form.parse(today()).unwrap_err()), ["kind", "name", "parent", "from"]);
        let superior = NewForm { kind: "superior".to_owned(), name: "a".repeat(201), ..NewForm::default() };
        assert_eq!(fields(&superior.parse(today()).unwrap_err()), ["kind", "name", "parent"]);
    }

    #[test]
    fn another_name_is_a_change_or_a_correction() {
        let change = NameForm {
            name: "A".to_owned(),
            when: "change".to_owned(),
            from: "1/1/2020".to_owned(),
            ..NameForm::default()
        };
        assert_eq!(change.parse(today()).unwrap().1, When::From(Day::new(2020, 1, 1).unwrap()));
        let correction = NameForm { when: "correction".to_owned(), of: "2019-05-06".to_owned(), ..change };
        assert_eq!(correction.parse(today()).unwrap().1, When::Throughout(Day::new(2019, 5, 6).unwrap()));
        assert_eq!(fields(&NameForm::default().parse(today()).unwrap_err()), ["name", "when"]);
    }

    #[test]
    fn above_is_an_organisation_or_a_name() {
        let form = ParentForm {
            parent: "3".to_owned(),
            superior: "Đảng ủy tỉnh".to_owned(),
            when: "correction".to_owned(),
            ..ParentForm::default()
        };
        assert_eq!(form.parse(false, today()).unwrap().0, Above::Organisation(OrganisationId(3)));
        assert_eq!(form.parse(true, today()).unwrap().0, Above::Superior("Đảng ủy tỉnh".to_owned()));
        assert_eq!(fields(&ParentForm::default().parse(true, today()).unwrap_err()), ["superior", "when"]);
        assert_eq!(fields(&ParentForm::default().parse(false, today()).unwrap_err()), ["parent", "when"]);
    }

    #[test]
    fn an_end_has_a_day_and_perhaps_heirs() {
        let form =
            DissolutionForm { on: "1/7/2025".to_owned(), heir: vec!["4".to_owned()], ..DissolutionForm::default() };
        assert_eq!(form.parse(today()), Ok((Day::new(2025, 7, 1).unwrap(), vec![OrganisationId(4)])));
        let wrong = DissolutionForm { heir: vec!["x".to_owned()], ..DissolutionForm::default() };
        assert_eq!(fields(&wrong.parse(today()).unwrap_err()), ["on", "heir"]);
    }
}
