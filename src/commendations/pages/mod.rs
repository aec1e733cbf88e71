//! The commendations of a year, and one of them.

pub(super) mod change;
mod sheet;
pub(super) mod withdrawal;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::excellence::ready;
use super::present::{Names, Shown, decision, facts, of_years};
use super::{CommendationId, Counts, Version, find, of_year, queries};
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::rules::streak::RUNNING;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::extract::{Path, Query};
use crate::web::{Page, filters};
use crate::yearly::{Asked, Conditions};
use crate::{Error, Result};

/// The most decisions of a page.
const LINES: usize = 200;
/// The most names of a line.
const NAMES: usize = 6;

/// A decision in the list.
struct Line {
    href: String,
    form: String,
    decision: String,
    years: String,
    merit: String,
    recipients: Vec<Shown>,
    /// How many more there are than are named.
    more: usize,
}

impl Line {
    fn of(version: &Version, names: &Names) -> Self {
        let content = &version.content;
        Self {
            href: version.commendation.path(),
            form: content.form_label(),
            decision: decision(content),
            years: of_years(content),
            merit: content.merit.clone(),
            recipients: version.recipients.iter().take(NAMES).map(|one| names.recipient(one)).collect(),
            more: version.recipients.len().saturating_sub(NAMES),
        }
    }
}

/// Somebody with enough years running.
struct Ready {
    href: String,
    name: String,
    running: i16,
    /// The decision that commended it, if one did.
    commended: Option<(String, String)>,
}

/// `GET /commendations`
#[derive(Template)]
#[template(path = "commendations/list.html")]
struct ListPage {
    shell: Shell,
    asked: Conditions,
    organisation: String,
    counts: Counts,
    lines: Vec<Line>,
    cut: bool,
    ready: Vec<Ready>,
    may_write: bool,
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
    let versions = of_year(&mut db, filter).await?;
    let last = crate::rules::Day::new(filter.year, 12, 31).map_or(filter.when.day, |last| last.min(filter.when.day));
    let running = ready(&mut db, &filter.ids, (filter.year, last, filter.when.day), filter.when.known()).await?;
    let shown: Vec<_> = versions.iter().take(LINES).cloned().collect();
    let more: Vec<_> = running.iter().map(|one| one.person).collect();
    let names = Names::read(&mut db, &shown, &more, last, filter.when.known()).await?;
    let all = queries::of_recipients(&mut db, &more, None, filter.when.day, filter.when.known()).await?;
    let mut enough = Vec::new();
    for one in &running {
        let commended = all.iter().find(|version| {
            let content = &version.content;
            let theirs = version.recipients.iter().any(|recipient| recipient.person == Some(one.person));
            theirs && content.years >= RUNNING && content.year > filter.year - RUNNING && content.year <= filter.year
        });
        enough.push(Ready {
            href: one.person.path(),
            name: names.person(one.person).to_owned(),
            running: one.running,
            commended: commended.map(|version| (version.commendation.path(), decision(&version.content))),
        });
    }
    let page = ListPage {
        organisation: tree.name(filter.organisation).to_owned(),
        counts: Counts::of(&versions),
        lines: shown.iter().map(|version| Line::of(version, &names)).collect(),
        cut: versions.len() > LINES,
        ready: enough,
        may_write: viewer.may(Right::WriteMembers),
        asked,
        shell,
    };
    let shown = page.lines.iter().map(|line| line.recipients.len()).sum::<usize>() + page.ready.len();
    let seen = Seen::list("commendations", page.asked.filter.query(), shown);
    Ok(seen.on(if page.asked.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// A version that came before, or a withdrawal.
struct Past {
    by: String,
    at: String,
    ended_at: String,
    reason: Option<(String, String)>,
    facts: Vec<(&'static str, String)>,
    recipients: Vec<Shown>,
}

/// `GET /commendations/{id}`
#[derive(Template)]
#[template(path = "commendations/show.html")]
struct ShowPage {
    shell: Shell,
    title: String,
    year: i16,
    facts: Vec<(&'static str, String)>,
    people: Vec<Shown>,
    organisations: Vec<Shown>,
    recorded_by: String,
    recorded_at: String,
    withdrawn: Option<(String, String, String)>,
    past: Vec<Past>,
    /// Where it is changed and withdrawn, by whom that is open to.
    change: Option<(String, String)>,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let id = CommendationId(id);
    let versions = find(&mut db, &viewer, id).await?;
    let newest = versions.first().ok_or(Error::NotFound)?;
    let names = Names::read(&mut db, &versions, &[], viewer.at.day(), None).await?;
    let may_change =
        viewer.may(Right::WriteMembers) && newest.is_believed() && viewer.scope.covers(newest.organisation);
    let ended = |version: &Version| version.ended_at.map(|at| at.to_string()).unwrap_or_default();
    let (people, organisations): (Vec<_>, Vec<_>) = newest.recipients.iter().partition(|one| one.person.is_some());
    let page = ShowPage {
        title: format!("{} {}", newest.content.form_label(), of_years(&newest.content)),
        year: newest.content.year,
        facts: facts(newest, &names),
        people: people.into_iter().map(|one| names.recipient(one)).collect(),
        organisations: organisations.into_iter().map(|one| names.recipient(one)).collect(),
        recorded_by: newest.recorded_by.clone(),
        recorded_at: newest.recorded_at.to_string(),
        withdrawn: newest.withdrawn.clone().map(|(by, reason)| (ended(newest), by, reason)),
        past: versions[1..]
            .iter()
            .map(|version| Past {
                by: version.recorded_by.clone(),
                at: version.recorded_at.to_string(),
                ended_at: ended(version),
                reason: version.withdrawn.clone(),
                facts: facts(version, &names),
                recipients: version.recipients.iter().map(|one| names.recipient(one)).collect(),
            })
            .collect(),
        change: may_change.then(|| (format!("{}/edit", id.path()), format!("{}/withdrawal", id.path()))),
        shell,
    };
    let shown = page.people.len() + page.past.iter().map(|past| past.recipients.len()).sum::<usize>();
    Ok(Seen::list("commendations", format!("?id={}", id.0), shown).on(Page::ok(page)))
}
