//! Terms and posts as pages show them.

use super::{Holder, Kind, Post, Term, TermContent};
use crate::web::{With, t};

/// From when to when a post is held.
pub(super) fn time(post: &Post) -> String {
    match post.content.to {
        None => t("từ {from}").with("from", post.content.from),
        Some(to) => t("từ {from} đến trước {to}").with("from", post.content.from).with("to", to),
    }
}

/// A post with what its holder is in charge of.
pub(super) fn post_words(post: &Post) -> String {
    let label = post.content.kind.label();
    if post.content.duties.is_empty() {
        label.to_owned()
    } else {
        t("{post}, phụ trách {duties}").with("post", label).with("duties", &post.content.duties)
    }
}

/// A line of the table of who holds what.
pub(super) struct Line {
    pub href: String,
    pub name: String,
    pub post: &'static str,
    pub duties: String,
    pub time: String,
    pub is_member: bool,
    /// Where it is corrected; empty for who may not.
    pub edit: String,
}

impl Line {
    pub fn of(holder: &Holder, may_write: bool) -> Self {
        let post = &holder.post;
        Self {
            href: post.person.path(),
            name: holder.full_name.clone(),
            post: post.content.kind.label(),
            duties: post.content.duties.clone(),
            time: time(post),
            is_member: holder.is_member,
            edit: if may_write { format!("{}/edit", post.id.path()) } else { String::new() },
        }
    }
}

/// The committee of an organisation on a day.
pub(super) struct Section {
    pub name: String,
    pub href: String,
    pub term: Option<(String, String)>,
    pub lines: Vec<Line>,
    /// How many secretaries there are: two are said, and none.
    pub secretaries: usize,
    /// Where more posts are recorded; empty for who may not.
    pub more: String,
}

impl Section {
    pub fn secretaries(holders: &[&Holder]) -> usize {
        holders.iter().filter(|holder| holder.is_member && holder.post.content.kind == Kind::Secretary).count()
    }
}

/// What a version of a term says, a line each.
pub(super) fn facts(term: &TermContent) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        (t("Đại hội lần thứ"), term.congress.clone()),
        (t("Nhiệm kỳ"), format!("{}–{}", term.from_year, term.to_year)),
        (t("Ngày đại hội"), term.held_on.to_string()),
    ];
    if !term.note.is_empty() {
        facts.push((t("Ghi chú"), term.note.clone()));
    }
    facts
}

/// What a version of a post says, a line each.
pub(super) fn post_facts(post: &Post, terms: &[Term]) -> Vec<(&'static str, String)> {
    let content = &post.content;
    let term = terms.iter().find(|term| Some(term.id) == content.term);
    vec![
        (t("Chức vụ"), content.kind.label().to_owned()),
        (t("Phụ trách"), content.duties.clone()),
        (t("Giữ từ ngày"), content.from.to_string()),
        (t("Thôi giữ từ ngày"), content.to.map(|day| day.to_string()).unwrap_or_default()),
        (t("Nhiệm kỳ"), term.map(|term| term.content.label()).unwrap_or_default()),
    ]
}
