//! The list of events as a page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::form::Asked;
use super::present::Line;
use super::{Filter, Place, queries};
use crate::audit::Seen;
use crate::auth::{Tree, Viewer};
use crate::ledger::sentences::kind_label;
use crate::organisations::{Units, year};
use crate::roster::capped;
use crate::rules::standing::Kind;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::extract::Query;
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

/// `GET /events`.
#[derive(Template)]
#[template(path = "events/list.html")]
struct ListPage {
    shell: Shell,
    errors: Errors,
    filter: Filter,
    typed: Asked,
    kinds: Vec<(&'static str, &'static str)>,
    units: Units,
    branch: String,
    superior: String,
    organisation: String,
    /// Of which days, and of what.
    said: String,
    lines: Vec<Line>,
    total: String,
    previous: Option<String>,
    next: Option<String>,
    printed_by: String,
    printed_at: String,
}

/// The organisations that are asked for; none: all there are.
pub(super) fn organisations(filter: &Filter, tree: &Tree, viewer: &Viewer) -> Option<Vec<i64>> {
    match filter.branch {
        None => viewer.scope.filter(),
        Some(branch) => {
            let below = tree.below(branch).into_iter().map(|(_, node)| node.id);
            Some(below.filter(|id| viewer.scope.covers(*id)).map(|id| id.0).collect())
        }
    }
}

/// Shows what was recorded.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let mut units = year::ever(app.tree(), &viewer.scope, viewer.at.day());
    let (filter, errors) = asked.filter(&tree, &viewer, &mut units)?;
    let place = asked.place()?;
    let organisations = organisations(&filter, &tree, &viewer);
    let (rows, more) = queries::page(&mut db, &filter, organisations.as_deref(), place).await?;
    let count = async || {
        let total = queries::length(&mut db, &filter, organisations.as_deref(), None).await?;
        Ok::<_, Error>([total, 0, 0, 0, 0, 0])
    };
    let question = format!("events {} {} {}", viewer.scope.root, tree.revision, filter.query());
    let [total, ..] = app.figures.get_or_find(question, viewer.revision, count).await?;
    drop(db);
    let (earlier, later) = match place {
        Place::First => (false, more),
        Place::After(_) => (true, more),
        Place::Before(_) => (more, true),
    };
    let heading = filter.branch.unwrap_or(viewer.organisation);
    let superior = tree.node(heading).and_then(|node| node.parent).map(|parent| tree.name(parent).to_owned());
    let seen = Seen::list("events", filter.query(), rows.len());
    let day = |day: Option<crate::rules::Day>, typed: &str| day.map_or_else(|| typed.to_owned(), |day| day.to_string());
    let page = ListPage {
        typed: Asked { from: day(filter.from, &asked.from), to: day(filter.to, &asked.to), ..asked.clone() },
        kinds: Kind::ALL.map(|kind| (kind.code(), kind_label(kind))).to_vec(),
        branch: filter.branch.map_or_else(|| asked.branch.clone(), |branch| branch.to_string()),
        units,
        superior: superior.unwrap_or_default(),
        organisation: tree.name(heading).to_owned(),
        said: said(&filter),
        total: capped(total),
        previous: rows.first().filter(|_| earlier).map(|row| filter.address(Place::Before(row.id))),
        next: rows.last().filter(|_| later).map(|row| filter.address(Place::After(row.id))),
        lines: rows.iter().map(|row| Line::of(row, &viewer.scope)).collect(),
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        filter,
        errors,
        shell,
    };
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// Of which days, and of what.
fn said(filter: &Filter) -> String {
    let days = match (filter.from, filter.to) {
        (None, None) => t("Từ khi mở sổ đến nay").to_owned(),
        (Some(from), None) => t("Từ ngày {from} đến nay").with("from", from),
        (None, Some(to)) => t("Đến hết ngày {to}").with("to", to),
        (Some(from), Some(to)) => t("Từ ngày {from} đến ngày {to}").with("from", from).with("to", to),
    };
    filter.kind.map_or(days.clone(), |kind| format!("{}. {days}", kind_label(kind)))
}
