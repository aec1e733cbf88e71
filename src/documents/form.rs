//! What was typed of a document, and of a session in which it was made known.

use serde::Deserialize;

use super::{Document, Kind, NewDocument, NewSession, Session, Share};
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::web::form::clean;
use crate::web::merging::Fields;
use crate::web::{Errors, With, t};

/// The most letters of a number, a body, a title and a note.
const NUMBER: usize = 60;
const BODY: usize = 200;
const TITLE: usize = 1000;
/// The most people of a session.
const MOST: i64 = 1_000_000;

/// A document as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DocumentForm {
    pub kind: String,
    pub number: String,
    pub issued_on: String,
    pub body: String,
    pub title: String,
    pub version: String,
    pub submission: String,
}

impl DocumentForm {
    /// The form of what the book has.
    pub fn of(document: &Document) -> Self {
        let said = &document.said;
        Self {
            kind: said.kind.code().to_owned(),
            number: said.number.clone(),
            issued_on: said.issued_on.to_string(),
            body: said.body.clone(),
            title: said.title.clone(),
            version: document.version.to_string(),
            ..Self::default()
        }
    }

    /// The document, or every error in the form's order.
    pub fn parse(&self, today: Day) -> Result<NewDocument, Errors> {
        let mut errors = Errors::new();
        let kind = Kind::from_code(&self.kind);
        if kind.is_none() {
            errors.add("kind", t("Chọn loại văn bản."));
        }
        let number = errors.required("number", &self.number, "Nhập số, ký hiệu của văn bản.");
        let issued_on = errors.day("issued_on", &self.issued_on, "Nhập ngày của văn bản.", today);
        let body = errors.required("body", &self.body, "Nhập cơ quan ban hành.");
        let title = errors.required("title", &self.title, "Nhập trích yếu: văn bản về việc gì.");
        for (field, text, most) in [("number", &number, NUMBER), ("body", &body, BODY), ("title", &title, TITLE)] {
            let text = text.as_deref().unwrap_or_default();
            too_long(&mut errors, field, text, most);
            errors.plain(field, text);
        }
        let new =
            || Some(NewDocument { kind: kind?, number: number?, issued_on: issued_on?, body: body?, title: title? });
        errors.or(new())
    }
}

fn too_long(errors: &mut Errors, field: &'static str, text: &str, most: usize) {
    if text.chars().count() > most {
        errors.add(field, t("Dài quá {n} chữ. Viết gọn lại.").with("n", most));
    }
}

impl Fields for DocumentForm {
    fn fields(&mut self) -> Vec<(&'static str, &'static str, &mut String)> {
        vec![
            ("kind", t("Loại văn bản"), &mut self.kind),
            ("number", t("Số, ký hiệu"), &mut self.number),
            ("issued_on", t("Ngày văn bản"), &mut self.issued_on),
            ("body", t("Cơ quan ban hành"), &mut self.body),
            ("title", t("Trích yếu"), &mut self.title),
        ]
    }

    fn said(&self, name: &'static str, typed: &str) -> String {
        match name {
            "kind" => Kind::from_code(typed).map_or_else(|| typed.to_owned(), |kind| kind.label().to_owned()),
            _ => typed.to_owned(),
        }
    }
}

/// A session as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SessionForm {
    pub branch: String,
    pub held_on: String,
    pub members_present: String,
    pub members_should: String,
    pub outsiders_present: String,
    pub outsiders_should: String,
    /// `yes` for those who had missed an earlier one.
    pub catch_up: String,
    pub note: String,
    /// The cards that were confirmed.
    pub confirm: Vec<String>,
    pub version: String,
    pub submission: String,
}

/// What can be read of a session by itself.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub held_on: Option<Day>,
    counts: [Option<i64>; 4],
    pub errors: Errors,
}

impl SessionForm {
    /// The form of what the book has.
    pub fn of(session: &Session) -> Self {
        let said = &session.said;
        Self {
            branch: said.organisation.to_string(),
            held_on: said.held_on.to_string(),
            members_present: said.members.present.to_string(),
            members_should: said.members.should.to_string(),
            outsiders_present: said.outsiders.present.to_string(),
            outsiders_should: said.outsiders.should.to_string(),
            catch_up: if said.catch_up { "yes".to_owned() } else { String::new() },
            note: said.note.clone(),
            version: session.version.to_string(),
            ..Self::default()
        }
    }

    /// Reads every field that can be read by itself: a document is made known on its day or later.
    pub fn read(&self, document: &NewDocument, today: Day) -> Typed {
        let mut errors = Errors::new();
        let held_on = errors.day("held_on", &self.held_on, "Nhập ngày quán triệt.", today);
        if held_on.is_some_and(|day| day < document.issued_on) {
            let sentence = t("Văn bản ban hành ngày {day}; ngày quán triệt không thể trước ngày đó.");
            errors.add("held_on", sentence.with("day", document.issued_on));
        }
        let mut counts = [None; 4];
        for (at, (field, typed)) in [
            ("members_present", &self.members_present),
            ("members_should", &self.members_should),
            ("outsiders_present", &self.outsiders_present),
            ("outsiders_should", &self.outsiders_should),
        ]
        .into_iter()
        .enumerate()
        {
            counts[at] = errors.take(field, number(typed)).flatten();
        }
        too_long(&mut errors, "note", &clean(&self.note), TITLE);
        Typed { held_on, counts, errors }
    }

    /// The session of an organisation of which so many members are expected on the day: that many should have come
    /// where it was left out.
    ///
    /// # Errors
    /// What does not agree, in the form's order.
    pub fn meant(
        &self,
        typed: Typed,
        organisation: Option<OrganisationId>,
        expected: Option<i64>,
    ) -> Result<NewSession, Errors> {
        let Typed { held_on, counts: [members, members_should, outsiders, outsiders_should], mut errors } = typed;
        // Who catches up is among those who should have come before.
        let catch_up = self.catch_up == "yes";
        let members_should = members_should.or(if catch_up { members } else { expected });
        if members.is_none() && errors.get("members_present").is_none() {
            errors.add("members_present", t("Nhập số đảng viên có mặt."));
        }
        if members.is_some() && members_should.is_none() && organisation.is_some() && held_on.is_some() {
            errors.add("members_should", t("Nhập số đảng viên phải dự."));
        }
        more(&mut errors, "members_present", members, members_should);
        let outsiders_should = outsiders_should.or((outsiders.unwrap_or(0) == 0).then_some(0));
        if outsiders_should.is_none() {
            errors.add("outsiders_should", t("Nhập số người ngoài Đảng phải dự: sổ không biết có bao nhiêu người."));
        }
        more(&mut errors, "outsiders_present", Some(outsiders.unwrap_or(0)), outsiders_should);
        let new = || {
            Some(NewSession {
                organisation: organisation?,
                held_on: held_on?,
                members: Share { present: members?, should: members_should? },
                outsiders: Share { present: outsiders.unwrap_or(0), should: outsiders_should? },
                catch_up,
                note: clean(&self.note),
            })
        };
        let new = new();
        errors.sort_by(&[
            "branch",
            "held_on",
            "members_present",
            "members_should",
            "outsiders_present",
            "outsiders_should",
            "note",
        ]);
        errors.or(new)
    }
}

/// No more can come than should.
fn more(errors: &mut Errors, field: &'static str, present: Option<i64>, should: Option<i64>) {
    if let (Some(present), Some(should)) = (present, should)
        && present > should
    {
        let sentence = t("Có mặt {present} nhiều hơn phải dự {of}. Kiểm tra lại hai số.");
        errors.add(field, sentence.with("present", present).with("of", should));
    }
}

/// A count that may be left out.
fn number(typed: &str) -> Result<Option<i64>, String> {
    let typed = clean(typed);
    match typed.parse() {
        _ if typed.is_empty() => Ok(None),
        Ok(count) if (0..=MOST).contains(&count) => Ok(Some(count)),
        _ => Err(t("Ghi một số nguyên từ 0 trở lên.").to_owned()),
    }
}

impl Fields for SessionForm {
    fn fields(&mut self) -> Vec<(&'static str, &'static str, &mut String)> {
        vec![
            ("branch", t("Tổ chức"), &mut self.branch),
            ("held_on", t("Ngày quán triệt"), &mut self.held_on),
            ("members_present", t("Đảng viên có mặt"), &mut self.members_present),
            ("members_should", t("Đảng viên phải dự"), &mut self.members_should),
            ("outsiders_present", t("Người ngoài Đảng có mặt"), &mut self.outsiders_present),
            ("outsiders_should", t("Người ngoài Đảng phải dự"), &mut self.outsiders_should),
            ("catch_up", t("Học bù"), &mut self.catch_up),
            ("note", t("Ghi chú"), &mut self.note),
        ]
    }

    fn said(&self, name: &'static str, typed: &str) -> String {
        match (name, typed) {
            ("catch_up", "yes") => t("có").to_owned(),
            ("catch_up", _) => t("không").to_owned(),
            _ => typed.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::new(2026, 11, 23).unwrap()
    }

    fn typed() -> DocumentForm {
        DocumentForm {
            kind: "resolution".into(),
            number: " 12-NQ/TW ".into(),
            issued_on: "3/6/2026".into(),
            body: "Ban Chấp hành Trung ương".into(),
            title: "Phát triển kinh tế".into(),
            ..DocumentForm::default()
        }
    }

    fn session(form: &SessionForm, expected: Option<i64>) -> Result<NewSession, Vec<&'static str>> {
        let document = typed().parse(today()).unwrap();
        let read = form.read(&document, today());
        form.meant(read, Some(OrganisationId(3)), expected)
            .map_err(|errors| errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn a_document_has_a_number_a_day_a_body_and_a_title() {
        assert_eq!(typed().parse(today()).unwrap().number, "12-NQ/TW");
        let errors = DocumentForm::default().parse(today()).unwrap_err();
        let fields: Vec<_> = errors.list().iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["kind", "number", "issued_on", "body", "title"]);
    }

    #[test]
    fn who_should_have_come_is_whom_the_book_expects_where_it_is_left_out() {
        let form = SessionForm { held_on: "5/6/2026".into(), members_present: "9".into(), ..SessionForm::default() };
        assert_eq!(session(&form, Some(10)).unwrap().members, Share { present: 9, should: 10 });
        assert_eq!(session(&form, Some(8)), Err(vec!["members_present"]));
        let said = SessionForm { members_should: "9".into(), ..form };
        assert_eq!(session(&said, Some(8)).unwrap().members, Share { present: 9, should: 9 });
    }

    #[test]
    fn nobody_knows_how_many_others_there_are_and_no_document_is_known_before_its_day() {
        let form = SessionForm {
            held_on: "2/6/2026".into(),
            members_present: "9".into(),
            outsiders_present: "57".into(),
            ..SessionForm::default()
        };
        assert_eq!(session(&form, Some(10)), Err(vec!["held_on", "outsiders_should"]));
        let said = SessionForm { held_on: "3/6/2026".into(), outsiders_should: "60".into(), ..form };
        assert_eq!(session(&said, Some(10)).unwrap().outsiders.percent(), "95%");
        assert_eq!(session(&SessionForm::default(), Some(10)), Err(vec!["held_on", "members_present"]));
    }
}
