//! The page of the two logs.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::form::{FilterForm, Log};
use super::{Asked, Change, Filter, View, labels, queries};
use crate::Result;
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::ids::AccountId;
use crate::rules::standing::Kind;
use crate::shell::Shell;
use crate::state::App;
use crate::web::extract::Query;
use crate::web::{Errors, Page, filters};

/// How many lines a page has.
const LINES: usize = 50;

#[derive(Template)]
#[template(path = "inspection/list.html")]
struct ListPage {
    shell: Shell,
    log: Log,
    changes_href: String,
    views_href: String,
    typed: FilterForm,
    errors: Errors,
    filter: Filter,
    accounts: Vec<(AccountId, String)>,
    acts: Vec<(&'static str, &'static str)>,
    /// The person whose lines these are, and the address of everybody's.
    person: Option<(String, String)>,
    filtered: bool,
    changes: Vec<Change>,
    views: Vec<View>,
    newer: Option<String>,
    older: Option<String>,
}

pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(typed): Query<FilterForm>,
) -> Result<Response> {
    let (filter, errors) = typed.parse();
    let log = typed.log;
    let names = viewer.may(Right::ReadMembers);
    let most = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let (mut changes, mut views) = (Vec::new(), Vec::new());
    let (newer, older);
    match log {
        Log::Changes => {
            let rows = queries::changes(&app.db, Some(&viewer.scope), &filter, most).await?;
            (changes, newer, older) = one_page(rows, &filter, log, |row| row.id);
        }
        Log::Views => {
            let rows = queries::views(&app.db, Some(&viewer.scope), &filter, most).await?;
            (views, newer, older) = one_page(rows, &filter, log, |row| row.id);
        }
    }
    let changes: Vec<_> = changes.into_iter().map(|row| Change::of(row, names)).collect();
    let accounts = queries::accounts(&app.db, &viewer.scope).await?;
    let tree = app.tree();
    let asked = Asked { tree: &tree, scope: &viewer.scope, accounts: &accounts, today: viewer.at.day() };
    let views: Vec<_> = views.into_iter().map(|row| View::of(row, names, &asked)).collect();
    let shown = changes.len() + views.len();
    let acts: Vec<&'static str> = match log {
        Log::Changes => Kind::ALL.map(Kind::code).into_iter().chain(labels::CHANGES.iter().copied()).collect(),
        Log::Views => labels::VIEWS.to_vec(),
    };
    let person = filter.person.map(|person| {
        let everybody = Filter { person: None, ..filter.first_page() }.address(log);
        let lines = changes.iter().map(|change| &change.subject).chain(views.iter().map(|view| &view.subject));
        let name = lines.map(|subject| subject.words.clone()).next();
        (name.unwrap_or_else(|| labels::record_number(&person.to_string())), everybody)
    });
    let other = Filter { act: None, ..filter.first_page() };
    let asked = filter.address(log).trim_start_matches("/audit").trim_start_matches('?').to_owned();
    let seen = Seen::list("audit", asked, shown);
    Ok(seen.on(Page::ok(ListPage {
        shell,
        log,
        changes_href: other.address(Log::Changes),
        views_href: other.address(Log::Views),
        filtered: !filter.is_empty(),
        filter,
        typed,
        errors,
        accounts,
        acts: acts.into_iter().filter_map(|act| Some((act, labels::act_label(act)?))).collect(),
        person,
        changes,
        views,
        newer,
        older,
    })))
}

/// The lines of one page, the newest first, and the addresses of the newer and the older ones. One line more
/// than a page was asked for, to know whether there are others.
fn one_page<T>(
    mut rows: Vec<T>,
    filter: &Filter,
    log: Log,
    id: impl Fn(&T) -> i64,
) -> (Vec<T>, Option<String>, Option<String>) {
    let more = rows.len() > LINES;
    let backwards = filter.before.is_none() && filter.after.is_some();
    if more && backwards {
        rows.remove(0);
    } else if more {
        rows.truncate(LINES);
    }
    let has_newer = if backwards { more } else { filter.before.is_some() };
    let has_older = if backwards { true } else { more };
    let at = |before, after| Filter { before, after, ..filter.clone() }.address(log);
    let newer = rows.first().filter(|_| has_newer).map(|row| at(None, Some(id(row))));
    let older = rows.last().filter(|_| has_older).map(|row| at(Some(id(row)), None));
    (rows, newer, older)
}
