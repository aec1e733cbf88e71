//! The targets of a year and what came of them.

pub(super) mod change;
pub(super) mod next;
pub(super) mod withdrawal;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::present::{Line, met};
use super::{progress, queries};
use crate::Result;
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::ids::OrganisationId;
use crate::organisations;
use crate::rules::year::has_begun;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::extract::Query;
use crate::web::{Page, filters};
use crate::yearly::{Asked, Conditions};

/// The most organisations below that are listed.
const BELOW: usize = 100;

/// The targets of an organisation in a year.
pub(super) fn list_path(organisation: OrganisationId, year: i16) -> String {
    format!("/targets?year={year}&branch={organisation}")
}

/// An organisation below that has targets of its own.
struct Below {
    href: String,
    name: String,
    count: i64,
}

/// `GET /targets`
#[derive(Template)]
#[template(path = "targets/list.html")]
struct ListPage {
    shell: Shell,
    asked: Conditions,
    superior: String,
    organisation: String,
    lines: Vec<Line>,
    met: usize,
    has_begun: bool,
    is_over: bool,
    below: Vec<Below>,
    cut: bool,
    /// Where a target is recorded, by whom that is open to.
    new: Option<String>,
    /// Where the next year's start from this year's.
    next: Option<String>,
    /// Where this year's start from the year before's, while there are none.
    start: Option<String>,
}

pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let asked = asked.conditions(&app, &viewer);
    let filter = &asked.filter;
    let organisation = filter.organisation;
    let may_write = viewer.may(Right::WriteMembers);
    let all = progress(&mut db, &app, &viewer, organisation, filter.year, filter.when).await?;
    let others: Vec<_> = filter.ids.iter().copied().filter(|id| *id != organisation.0).collect();
    let counts = queries::counts(&mut *db, &others, filter.year, filter.when.known()).await?;
    let ids: Vec<_> = counts.iter().map(|(id, _)| *id).chain([organisation]).collect();
    let mut names = organisations::names_known(&mut *db, &ids, filter.when.day, filter.when.known()).await?;
    let mut below: Vec<_> = counts
        .into_iter()
        .map(|(id, count)| Below {
            href: format!("/targets?year={}&branch={id}{}", filter.year, filter.when.kept()),
            name: names.get(&id).cloned().unwrap_or_default(),
            count,
        })
        .collect();
    below.sort_by(|one, other| one.name.cmp(&other.name));
    let (superior, _) = organisations::heading(&mut db, organisation, filter.when.day, filter.when.known()).await?;
    let next = |year: i16| format!("/targets/next?year={year}&branch={organisation}");
    let page = ListPage {
        superior,
        organisation: names.remove(&organisation).unwrap_or_default(),
        met: met(&all).0,
        has_begun: has_begun(filter.year, filter.when.day),
        is_over: all.first().is_some_and(|one| one.is_over),
        lines: all.iter().map(|one| Line::of(one, may_write)).collect(),
        cut: below.len() > BELOW,
        new: may_write.then(|| format!("/targets/new?year={}&branch={organisation}", filter.year)),
        next: filter.after().filter(|_| may_write && !all.is_empty()).map(|_| next(filter.year)),
        start: (may_write && all.is_empty()).then(|| next(filter.year - 1)),
        below,
        asked,
        shell,
    };
    let mut page = page;
    page.below.truncate(BELOW);
    // Figures of the organisation, and nobody's name.
    let seen = Seen::list("targets", page.asked.filter.query(), 0);
    Ok(seen.on(if page.asked.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}
