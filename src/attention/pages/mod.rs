//! Everything that needs attention, sorted by day, by kind and by branch.

pub(super) mod alike;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::form::PAGES;
use super::present::{matter_label, tag};
use super::{Action, Asked, Line as Found, Matter, Said, counted, counts, nearest};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::organisations::{Units, year};
use crate::rules::Day;
use crate::shell::Shell;
use crate::state::App;
use crate::web::extract::Query;
use crate::web::filters::{self, grouped};
use crate::web::{Errors, Page, With, t};
use crate::{Error, Result};

/// The lines of a page.
const LINES: usize = 200;

/// A line: who, where, what is said, where it leads.
pub struct Line {
    href: String,
    name: String,
    branch: String,
    tag: (&'static str, &'static str),
    said: Said,
    actions: Vec<Action>,
}

/// A kind as a filter: its address, its words, how many, whether it is on.
struct Figure {
    href: String,
    label: &'static str,
    count: String,
    current: bool,
}

/// `GET /attention`
#[derive(Template)]
#[template(path = "attention/list.html")]
struct ListPage {
    shell: Shell,
    superior: String,
    organisation: String,
    /// What is printed below the title: the day, and the kind where there is only one.
    said: String,
    printed_by: String,
    printed_at: String,
    today: Day,
    kind: String,
    branch: String,
    branches: Units,
    errors: Errors,
    figures: Vec<Figure>,
    lines: Vec<Line>,
    /// How many there are, and from where to where the page goes.
    total: String,
    first: String,
    last: String,
    previous: Option<String>,
    next: Option<String>,
    /// Whether there are more than pages can be turned.
    ended: bool,
}

impl ListPage {
    /// The articles behind the lines, each once.
    fn citations(&self) -> Vec<&str> {
        let mut all: Vec<_> = self.lines.iter().map(|line| line.said.citation.as_str()).collect();
        all.retain(|citation| !citation.is_empty());
        all.sort_unstable();
        all.dedup();
        all
    }
}

pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let mut branches = year::ever(app.tree(), &viewer.scope, viewer.at.day());
    let (found, errors) = match asked.filter(&viewer, &tree, &mut branches) {
        Ok(found) => (found, Errors::new()),
        Err(Error::Invalid(errors)) => {
            let all = Asked { branch: String::new(), ..asked.clone() };
            (all.filter(&viewer, &tree, &mut branches)?, errors)
        }
        Err(other) => return Err(other),
    };
    let (filter, branch) = found;
    let counts = counts(&app, &viewer, &filter).await?;
    let number = asked.page()?;
    let skipped = (number - 1) * LINES;
    let mut found = nearest(&app, &viewer, &filter, skipped + LINES + 1).await?;
    let more = found.len() > skipped + LINES;
    found.truncate(skipped + LINES);
    found.drain(..skipped.min(found.len()));
    let of = |matter: Option<Matter>| match matter {
        None => counts.as_slice(),
        Some(matter) => std::slice::from_ref(&counts[matter as usize]),
    };
    let kinds = [None].into_iter().chain(Matter::ALL.map(Some));
    let figures = kinds.map(|matter| Figure {
        href: Asked::address(matter, branch),
        label: matter.map_or_else(|| t("Tất cả"), matter_label),
        count: counted(of(matter)),
        current: filter.matter == matter,
    });
    let line = |Found { case, said, actions }| Line {
        href: crate::ids::PersonId::path(case.person),
        branch: tree.name(case.organisation).to_owned(),
        tag: tag(&case.about),
        name: case.full_name,
        said,
        actions,
    };
    let conditions = Asked::address(filter.matter, branch);
    let mark = if conditions.contains('?') { '&' } else { '?' };
    let paged =
        |number: usize| if number == 1 { conditions.clone() } else { format!("{conditions}{mark}page={number}") };
    let superior = tree.node(filter.root).and_then(|node| node.parent);
    let day = t("Tính đến ngày {day}").with("day", viewer.at.day());
    let page = ListPage {
        shell,
        superior: superior.map(|superior| tree.name(superior).to_owned()).unwrap_or_default(),
        organisation: tree.name(filter.root).to_owned(),
        said: filter.matter.map_or_else(|| day.clone(), |matter| format!("{}. {day}", matter_label(matter))),
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        today: viewer.at.day(),
        kind: filter.matter.map_or("", Matter::code).to_owned(),
        branch: branch.map_or_else(|| asked.branch.clone(), |branch| branch.to_string()),
        branches,
        errors,
        figures: figures.collect(),
        total: counted(of(filter.matter)),
        first: grouped(&(skipped + 1).to_string()),
        last: grouped(&(skipped + found.len()).to_string()),
        previous: (number > 1).then(|| paged(number - 1)),
        next: (more && number < PAGES).then(|| paged(number + 1)),
        ended: more && number >= PAGES,
        lines: found.into_iter().map(line).collect(),
    };
    let conditions = conditions.split_once('?').map_or("", |(_, query)| query).to_owned();
    let seen = Seen::list("attention", conditions, page.lines.len());
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}
