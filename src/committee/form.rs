//! What was typed of a term and of posts.

use serde::Deserialize;

use super::{Kind, Post, PostContent, Term, TermContent, TermId};
use crate::rules::Day;
use crate::web::form::clean;
use crate::web::{Errors, t};
use crate::yearly;

/// The most letters of a line.
const LINE: usize = 200;
/// The most years of a term.
const TERM: i16 = 10;
/// How many people the page of new posts takes.
pub(super) const ROWS: usize = 12;

/// A term as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TermForm {
    pub organisation: String,
    pub congress: String,
    pub from_year: String,
    pub to_year: String,
    pub held_on: String,
    pub note: String,
    /// Whether the posts of before end with the congress.
    pub ends: String,
    pub version: String,
    pub submission: String,
}

impl TermForm {
    /// A version as it is typed.
    pub fn of(term: &Term) -> Self {
        Self {
            organisation: term.organisation.to_string(),
            congress: term.content.congress.clone(),
            from_year: term.content.from_year.to_string(),
            to_year: term.content.to_year.to_string(),
            held_on: term.content.held_on.to_string(),
            note: term.content.note.clone(),
            version: term.version.to_string(),
            ..Self::default()
        }
    }

    pub fn content(&self, errors: &mut Errors, today: Day) -> Option<TermContent> {
        let congress = errors.required("congress", &self.congress, "Ghi số thứ tự của đại hội, ví dụ IV.");
        let congress = congress.and_then(|congress| fits(errors, "congress", congress));
        let mut year = |field, typed: &str| {
            let year = if clean(typed).is_empty() {
                Err(t("Nhập năm đầu và năm cuối của nhiệm kỳ.").to_owned())
            } else {
                yearly::year(typed, 0)
            };
            errors.take(field, year)
        };
        let (from_year, mut to_year) = (year("from_year", &self.from_year), year("to_year", &self.to_year));
        if let (Some(from), Some(to)) = (from_year, to_year)
            && !(from..=from.saturating_add(TERM)).contains(&to)
        {
            errors.add("to_year", t("Năm cuối nhiệm kỳ phải sau năm đầu, và không quá 10 năm. Kiểm tra lại."));
            to_year = None;
        }
        let held_on = errors.day("held_on", &self.held_on, "Nhập ngày đại hội.", today);
        let note = fits(errors, "note", clean(&self.note));
        Some(TermContent {
            congress: congress?,
            from_year: from_year?,
            to_year: to_year?,
            held_on: held_on?,
            note: note?,
        })
    }
}

/// A post as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PostForm {
    pub kind: String,
    pub duties: String,
    pub term: String,
    pub from: String,
    pub to: String,
    pub confirm: Vec<String>,
    pub version: String,
    pub submission: String,
}

impl PostForm {
    /// A version as it is typed.
    pub fn of(post: &Post) -> Self {
        let content = &post.content;
        Self {
            kind: content.kind.code().to_owned(),
            duties: content.duties.clone(),
            term: content.term.map(|term| term.0.to_string()).unwrap_or_default(),
            from: content.from.to_string(),
            to: content.to.map(|to| to.to_string()).unwrap_or_default(),
            version: post.version.to_string(),
            ..Self::default()
        }
    }

    pub fn content(&self, errors: &mut Errors, terms: &[Term], today: Day) -> Option<PostContent> {
        let kind = kind(errors, "kind", &self.kind);
        let duties = fits(errors, "duties", clean(&self.duties));
        let from = errors.day("from", &self.from, "Nhập ngày bắt đầu giữ chức vụ.", today);
        let to = errors.optional_day("to", &self.to, today);
        if let (Some(from), Some(to)) = (from, to)
            && to <= from
        {
            errors.add("to", t("Ngày thôi giữ phải sau ngày bắt đầu giữ. Kiểm tra lại."));
        }
        let term = term(errors, &self.term, terms);
        Some(PostContent { kind: kind?, duties: duties?, term: term?, from: from?, to })
    }
}

/// A line of the page of new posts.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub member: String,
    pub kind: String,
    pub duties: String,
}

impl Row {
    pub fn is_empty(&self) -> bool {
        clean(&self.member).is_empty() && clean(&self.duties).is_empty()
    }
}

/// Many posts at once, as typed: `member_1`, `kind_1`, `duties_1`, …
#[derive(Clone, Debug, Default)]
pub(super) struct PostsForm {
    pub organisation: String,
    pub term: String,
    pub from: String,
    pub rows: Vec<Row>,
    pub confirm: Vec<String>,
    pub submission: String,
}

/// The ids of the fields of a row, for the summary of errors.
pub(super) const MEMBERS: [&str; ROWS] = [
    "member_1",
    "member_2",
    "member_3",
    "member_4",
    "member_5",
    "member_6",
    "member_7",
    "member_8",
    "member_9",
    "member_10",
    "member_11",
    "member_12",
];
/// The same of the post.
pub(super) const KINDS: [&str; ROWS] = [
    "kind_1", "kind_2", "kind_3", "kind_4", "kind_5", "kind_6", "kind_7", "kind_8", "kind_9", "kind_10", "kind_11",
    "kind_12",
];
/// The same of what somebody is in charge of.
pub(super) const DUTIES: [&str; ROWS] = [
    "duties_1",
    "duties_2",
    "duties_3",
    "duties_4",
    "duties_5",
    "duties_6",
    "duties_7",
    "duties_8",
    "duties_9",
    "duties_10",
    "duties_11",
    "duties_12",
];

impl PostsForm {
    /// Reads the fields as they came.
    pub fn read(fields: &[(String, String)]) -> Self {
        let one = |name: &str| {
            fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let rows = (0..ROWS).map(|at| Row { member: one(MEMBERS[at]), kind: one(KINDS[at]), duties: one(DUTIES[at]) });
        Self {
            organisation: one("organisation"),
            term: one("term"),
            from: one("from"),
            rows: rows.collect(),
            confirm: fields.iter().filter(|(field, _)| field == "confirm").map(|(_, code)| code.clone()).collect(),
            submission: one("submission"),
        }
    }

    /// The posts of the lines that are filled, with the number of each line.
    pub fn contents(&self, errors: &mut Errors, terms: &[Term], today: Day) -> Vec<(usize, PostContent)> {
        let from = errors.day("from", &self.from, "Nhập ngày bắt đầu giữ chức vụ.", today);
        let term = term(errors, &self.term, terms);
        let filled = self.rows.iter().enumerate().filter(|(_, row)| !row.is_empty());
        let mut contents = Vec::new();
        let mut any = false;
        for (at, row) in filled {
            any = true;
            if clean(&row.member).is_empty() {
                errors.add(MEMBERS[at], t("Ghi họ và tên đảng viên."));
            }
            let kind = kind(errors, KINDS[at], &row.kind);
            let duties = fits(errors, DUTIES[at], clean(&row.duties));
            if let (Some(kind), Some(duties), Some(term), Some(from)) = (kind, duties, term, from) {
                contents.push((at, PostContent { kind, duties, term, from, to: None }));
            }
        }
        if !any {
            errors.add(MEMBERS[0], t("Ghi ít nhất một người."));
        }
        contents
    }
}

fn kind(errors: &mut Errors, field: &'static str, typed: &str) -> Option<Kind> {
    let kind = Kind::from_code(typed);
    if kind.is_none() {
        errors.add(field, t("Chọn chức vụ."));
    }
    kind
}

#[expect(clippy::option_option, reason = "wrong, none, or this")]
fn term(errors: &mut Errors, typed: &str, terms: &[Term]) -> Option<Option<TermId>> {
    let typed = clean(typed);
    if typed.is_empty() {
        return Some(None);
    }
    let found = terms.iter().find(|term| term.id.0.to_string() == typed).map(|term| Some(term.id));
    if found.is_none() {
        errors.add("term", t("Chọn nhiệm kỳ trong danh sách."));
    }
    found
}

fn fits(errors: &mut Errors, field: &'static str, text: String) -> Option<String> {
    if text.chars().count() > LINE {
        errors.add(field, t("Dài quá 200 chữ. Viết gọn lại."));
        return None;
    }
    errors.plain(field, &text);
    Some(text)
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
    fn a_term_has_a_congress_two_years_in_order_and_a_day() {
        let form = TermForm {
            congress: "IV".to_owned(),
            from_year: "2020".to_owned(),
            to_year: "2025".to_owned(),
            held_on: "10/6/2020".to_owned(),
            ..TermForm::default()
        };
        let mut errors = Errors::new();
        let term = form.content(&mut errors, today()).unwrap();
        assert_eq!(term.label(), "Đại hội lần thứ IV, nhiệm kỳ 2020–2025");
        for (to_year, wrong) in [("2019", &["to_year"][..]), ("2031", &["to_year"]), ("", &["to_year"]), ("2025", &[])]
        {
            let mut errors = Errors::new();
            TermForm { to_year: to_year.to_owned(), ..form.clone() }.content(&mut errors, today());
            assert_eq!(fields(&errors), wrong, "{to_year}");
        }
        let mut errors = Errors::new();
        assert_eq!(TermForm::default().content(&mut errors, today()), None);
        assert_eq!(fields(&errors), ["congress", "from_year", "to_year", "held_on"]);
    }

    #[test]
    fn only_the_lines_that_are_filled_are_posts() {
        let typed = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            PostsForm::read(&pairs)
        };
        let mut errors = Errors::new();
        let form =
            typed(&[("from", "1/6/2020"), ("member_2", "Lê Văn An"), ("kind_2", "secretary"), ("kind_5", "secretary")]);
        let contents = form.contents(&mut errors, &[], today());
        assert!(errors.is_empty());
        assert_eq!(contents.iter().map(|(at, post)| (*at, post.kind)).collect::<Vec<_>>(), [(1, Kind::Secretary)]);
        let mut errors = Errors::new();
        let form = typed(&[("member_1", "Lê Văn An"), ("duties_3", "Tuyên giáo"), ("term", "9")]);
        assert!(form.contents(&mut errors, &[], today()).is_empty());
        assert_eq!(fields(&errors), ["from", "term", "kind_1", "member_3", "kind_3"]);
        let mut errors = Errors::new();
        typed(&[("from", "1/6/2020")]).contents(&mut errors, &[], today());
        assert_eq!(fields(&errors), ["member_1"]);
    }
}
