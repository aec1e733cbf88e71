//! The list of those who are in the book no more.

use std::any::Any;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::queries::{self, Wanted};
use super::{Former, Found, Place};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::PersonId;
use crate::members::name::around;
use crate::organisations::{Units, year};
use crate::roster::{Filter, Search};
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::{App, Db};
use crate::web::extract::Query;
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

/// `GET /members/former`.
#[derive(Template)]
#[template(path = "former/list.html")]
struct FormerPage {
    shell: Shell,
    filter: Filter,
    errors: Errors,
    branches: Units,
    branch: String,
    rows: Vec<Line>,
    previous: Option<String>,
    next: Option<String>,
}

/// A row as it is shown.
struct Line {
    path: String,
    before_given_name: String,
    given_name: String,
    after_given_name: String,
    born_on: String,
    branch: String,
    left_on: String,
    how: &'static str,
}

/// The query as it was typed; words and organisation are read as the roster reads them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    branch: String,
    after: String,
    before: String,
}

impl Asked {
    fn search(&self) -> Search {
        Search { q: self.q.clone(), branch: self.branch.clone(), ..Search::default() }
    }

    fn place(&self) -> Result<Place> {
        let row = |typed: &str| -> Option<(Day, PersonId)> {
            let (day, person) = typed.split_once('_')?;
            Some((Day::parse_iso(day)?, person.parse().ok()?))
        };
        match (self.after.as_str(), self.before.as_str()) {
            ("", "") => Ok(Place::First),
            (after, "") => row(after).map(|(day, person)| Place::After(day, person)).ok_or(Error::BadRequest),
            ("", before) => row(before).map(|(day, person)| Place::Before(day, person)).ok_or(Error::BadRequest),
            _ => Err(Error::BadRequest),
        }
    }
}

/// The address of the list with this filter, from that place on.
fn address(filter: &Filter, place: Place) -> String {
    let list = filter.former();
    let mark = if list.contains('?') { '&' } else { '?' };
    match place {
        Place::First => list,
        Place::After(day, person) => format!("{list}{mark}after={}_{person}", day.iso()),
        Place::Before(day, person) => format!("{list}{mark}before={}_{person}", day.iso()),
    }
}

/// Shows who is in the book no more, newest departure first.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let today = viewer.at.day();
    let place = asked.place()?;
    let (filter, errors) = match asked.search().filter(&tree, &viewer.scope, today) {
        Ok(filter) => (filter, Errors::new()),
        Err(Error::Invalid(errors)) => {
            let without = Search { branch: String::new(), ..asked.search() };
            (without.filter(&tree, &viewer.scope, today)?, errors)
        }
        Err(other) => return Err(other),
    };
    if filter.is_secret() {
        return Ok(Flash::NumberInSearch.see_other(&address(&filter.without_words(), Place::First)));
    }
    let scope = viewer.scope.filter();
    let branch = filter.branch.map(|branch| -> Vec<i64> {
        let below = tree.below(branch).into_iter().map(|(_, node)| node.id);
        below.filter(|id| viewer.scope.covers(*id)).map(|id| id.0).collect()
    });
    let find = async || {
        let wanted = Wanted { filter: &filter, scope: scope.as_deref(), branch: branch.as_deref(), place };
        let found: Arc<dyn Any + Send + Sync> = Arc::new(queries::page(&mut db, &wanted).await?);
        Ok::<_, Error>(found)
    };
    let question = format!("former {} {} {}", viewer.scope.root, tree.revision, address(&filter, place));
    let found = app.listings.get_or_find(question, viewer.revision, find).await?;
    let found: Arc<Found> = found.downcast().map_err(|_| Error::Internal(anyhow::anyhow!("this is no such page")))?;
    let (rows, more) = (&found.0, found.1);
    drop(db);
    let (earlier, later) = match place {
        Place::First => (false, more),
        Place::After(..) => (true, more),
        Place::Before(..) => (more, true),
    };
    let beside = |row: Option<&Former>, at: fn(Day, PersonId) -> Place| {
        row.map(|row| address(&filter, at(row.left_on, row.person)))
    };
    let mut branches = year::ever(app.tree(), &viewer.scope, today);
    if errors.get("branch").is_some() {
        branches.named(&asked.branch).ok();
    }
    let seen = Seen::list("former", filter.query(), rows.len());
    let page = FormerPage {
        shell,
        branch: filter.branch.map_or_else(|| asked.branch.clone(), |branch| branch.to_string()),
        branches,
        previous: if earlier { beside(rows.first(), Place::Before) } else { None },
        next: if later { beside(rows.last(), Place::After) } else { None },
        rows: rows
            .iter()
            .map(|row| {
                let (before, after) = around(&row.full_name, &row.given_name);
                Line {
                    path: row.person.path(),
                    before_given_name: before.to_owned(),
                    given_name: row.given_name.clone(),
                    after_given_name: after.to_owned(),
                    born_on: row.born_on.to_string(),
                    branch: tree.name(row.organisation).to_owned(),
                    left_on: row.left_on.to_string(),
                    how: row.how(),
                }
            })
            .collect(),
        filter,
        errors,
    };
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}
