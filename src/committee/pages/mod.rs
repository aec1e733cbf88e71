//! Who holds which post on a day, and one term.

pub(super) mod post;
pub(super) mod posts;
pub(super) mod terms;
pub(super) mod withdrawal;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::present::{Line, Section, facts, post_words, time};
use super::{Holder, Kept, Term, TermId, find_term, holders, queries};
use crate::Result;
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::choosing;
use crate::ids::OrganisationId;
use crate::organisations;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::extract::{Path, Query};
use crate::web::{Page, filters, t};
use crate::yearly::withdrawal::Now;
use crate::yearly::{Asked, Conditions};

/// The most organisations of a page.
const SECTIONS: usize = 60;

/// The committee of an organisation and of those below it.
pub(super) fn list_path(organisation: OrganisationId) -> String {
    format!("/committee?branch={organisation}")
}

/// What the book says now, for who comes too late.
pub(super) fn now(kept: &Kept, mut facts: Vec<(&'static str, String)>) -> Now {
    if let Some((_, reason)) = &kept.withdrawn {
        facts.insert(0, (t("Đã thu hồi"), reason.clone()));
    }
    let by = kept.withdrawn.as_ref().map_or(&kept.by, |(by, _)| by).clone();
    Now { by, at: kept.ended_at.unwrap_or(kept.at).to_string(), facts }
}

/// A term in the list.
struct TermLine {
    href: String,
    label: String,
    held_on: String,
    edit: String,
    is_last_year: bool,
}

/// `GET /committee`
#[derive(Template)]
#[template(path = "committee/list.html")]
struct ListPage {
    shell: Shell,
    asked: Conditions,
    organisation: String,
    sections: Vec<Section>,
    cut: bool,
    terms: Vec<TermLine>,
    /// Where a term and posts are recorded, by whom that is open to.
    new: Option<(String, String)>,
}

pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let asked = asked.conditions(&app, &viewer);
    let tree = app.tree();
    let filter = &asked.filter;
    let (day, known) = (filter.when.day, filter.when.known());
    let may_write = viewer.may(Right::WriteMembers);
    let all = holders(&mut db, &tree, &filter.ids, day, known).await?;
    let mut by_place: BTreeMap<OrganisationId, Vec<&Holder>> = BTreeMap::new();
    for holder in &all {
        by_place.entry(holder.post.organisation).or_default().push(holder);
    }
    let terms = queries::terms(&mut *db, &filter.ids, known).await?;
    let mut running: BTreeMap<OrganisationId, &Term> = BTreeMap::new();
    for term in terms.iter().filter(|term| term.content.held_on <= day) {
        running.entry(term.organisation).or_insert(term);
    }
    let in_order: Vec<_> = tree.below(filter.organisation).into_iter().map(|(_, node)| node.id).collect();
    let shown: Vec<_> = in_order
        .into_iter()
        .filter(|id| by_place.contains_key(id) || running.contains_key(id))
        .filter(|id| filter.ids.contains(&id.0))
        .collect();
    let names = organisations::names_known(&mut *db, &shown, day, known).await?;
    let sections: Vec<_> = shown
        .iter()
        .take(SECTIONS)
        .map(|id| {
            let own = by_place.get(id).map(Vec::as_slice).unwrap_or_default();
            Section {
                name: names.get(id).cloned().unwrap_or_else(|| tree.name(*id).to_owned()),
                href: id.path(),
                term: running.get(id).map(|term| (term.id.path(), term.content.label())),
                lines: own.iter().map(|holder| Line::of(holder, may_write)).collect(),
                secretaries: Section::secretaries(own),
                more: if may_write { format!("/committee/posts/new?organisation={id}") } else { String::new() },
            }
        })
        .collect();
    let own = terms.iter().filter(|term| term.organisation == filter.organisation && term.content.held_on <= day);
    let current = running.get(&filter.organisation).map(|term| term.id);
    let page = ListPage {
        organisation: tree.name(filter.organisation).to_owned(),
        cut: shown.len() > SECTIONS,
        terms: own
            .map(|term| TermLine {
                href: term.id.path(),
                label: term.content.label(),
                held_on: term.content.held_on.to_string(),
                edit: if may_write { format!("{}/edit", term.id.path()) } else { String::new() },
                is_last_year: Some(term.id) == current && term.content.to_year == day.year(),
            })
            .collect(),
        new: may_write.then(|| {
            let of = filter.organisation;
            (format!("/committee/terms/new?organisation={of}"), format!("/committee/posts/new?organisation={of}"))
        }),
        sections,
        asked,
        shell,
    };
    let people = page.sections.iter().map(|section| section.lines.len()).sum();
    let seen = Seen::list("committee", page.asked.filter.query(), people);
    Ok(seen.on(if page.asked.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// Somebody who held a post in a term.
struct Held {
    href: String,
    name: String,
    post: String,
    time: String,
}

/// A version of a term that came before.
struct Past {
    by: String,
    at: String,
    ended_at: String,
    facts: Vec<(&'static str, String)>,
}

/// `GET /committee/terms/{id}`
#[derive(Template)]
#[template(path = "committee/term.html")]
struct TermPage {
    shell: Shell,
    title: String,
    organisation: String,
    back: String,
    facts: Vec<(&'static str, String)>,
    held: Vec<Held>,
    recorded_by: String,
    recorded_at: String,
    withdrawn: Option<(String, String, String)>,
    past: Vec<Past>,
    /// Where it is changed, withdrawn, and posts are recorded, by whom that is open to.
    change: Option<(String, String, String)>,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Path(id): Path<i64>,
) -> Result<Response> {
    let id = TermId(id);
    let versions = find_term(&mut db, &viewer, id).await?;
    let newest = &versions[0];
    let organisation = newest.organisation;
    let mut posts = queries::posts(&mut *db, &[organisation.0], None).await?;
    posts.retain(|post| post.content.term == Some(id));
    posts.sort_by_key(|post| (post.content.kind, post.content.from, post.id));
    let people: Vec<_> = posts.iter().map(|post| post.person).collect();
    let names = choosing::names(&mut db, &people, newest.content.held_on, None).await?;
    let may_change = viewer.may(Right::WriteMembers) && newest.kept.is_believed();
    let ended = |term: &Term| term.kept.ended_at.map(|at| at.to_string()).unwrap_or_default();
    let page = TermPage {
        title: newest.content.label(),
        organisation: app.tree().name(organisation).to_owned(),
        back: list_path(organisation),
        facts: facts(&newest.content),
        held: posts
            .iter()
            .map(|post| Held {
                href: post.person.path(),
                name: names.get(&post.person).cloned().unwrap_or_default(),
                post: post_words(post),
                time: time(post),
            })
            .collect(),
        recorded_by: newest.kept.by.clone(),
        recorded_at: newest.kept.at.to_string(),
        withdrawn: newest.kept.withdrawn.clone().map(|(by, reason)| (ended(newest), by, reason)),
        past: versions[1..]
            .iter()
            .map(|term| Past {
                by: term.kept.by.clone(),
                at: term.kept.at.to_string(),
                ended_at: ended(term),
                facts: facts(&term.content),
            })
            .collect(),
        change: may_change.then(|| {
            let more = format!("/committee/posts/new?organisation={organisation}&term={}", id.0);
            (format!("{}/edit", id.path()), format!("{}/withdrawal", id.path()), more)
        }),
        shell,
    };
    let shown = page.held.len();
    Ok(Seen::list("committee", format!("?branch={organisation}"), shown).on(Page::ok(page)))
}
