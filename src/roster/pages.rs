//! The roster as a page and on paper, and the search for a 12-digit number.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::form::{Filter, Place, Search};
use super::present::{Chip, Figure, Head, Line, below, chips, figures_shown, heads, last_number, lines, neighbours};
use super::queries::{self, Selection};
use super::{Row, When, capped, figures, listing};
use crate::audit::Seen;
use crate::auth::scope::Kind;
use crate::auth::{Right, Tree, Viewer};
use crate::book;
use crate::ids::{OrganisationId, PersonId};
use crate::organisations::{self, Units, year};
use crate::rules::Day;
use crate::rules::citizen_id::CardNumber;
use crate::shell::{Flash, Shell};
use crate::state::{App, Db};
use crate::steps;
use crate::web::as_of::{AsOf, Asked};
use crate::web::extract::{Form, Query};
use crate::web::filters::{self, grouped};
use crate::web::{Errors, Page, page, t};
use crate::{Error, Result};

/// The most rows that are printed at once; a longer list is exported.
const PRINTED: i64 = 20_000;

/// `GET /members`.
#[derive(Template)]
#[template(path = "roster/list.html")]
struct ListPage {
    shell: Shell,
    filter: Filter,
    errors: Errors,
    typed: AsOf,
    figures: Vec<Figure>,
    chips: Vec<Chip>,
    heads: Vec<Head>,
    branches: Units,
    branch: String,
    /// What the search form keeps of the rest of the filter.
    kept: Vec<(&'static str, String)>,
    /// The query of the whole list.
    whole: String,
    /// The query that keeps the day on the members' records.
    as_of: String,
    /// The address of the same list today.
    today: String,
    /// The first day of the book, when the list is of a day before it.
    before_book: Option<Day>,
    rows: Vec<Line>,
    first: Option<String>,
    last: String,
    listed: String,
    previous: Option<String>,
    next: Option<String>,
    may_write: bool,
    /// The same list, with boxes to choose people or without; empty where nobody may be chosen.
    pick: String,
    /// Whether it has them.
    picks: bool,
    /// Those who are chosen.
    chosen: Vec<Picked>,
    /// What may be recorded for those who are chosen.
    together: Vec<(&'static str, &'static str)>,
    empty_book: bool,
    day: Option<Day>,
    known: Option<Day>,
}

/// Somebody who is chosen.
struct Picked {
    person: PersonId,
    name: String,
    /// Whether the page has a box of theirs.
    listed: bool,
    /// The same page without them.
    without: String,
}

/// `GET /members/print`.
#[derive(Template)]
#[template(path = "roster/print.html")]
struct PrintPage {
    shell: Shell,
    back: String,
    superior: String,
    organisation: String,
    /// Whether it is a branch that signs, and not a committee.
    of_branch: bool,
    day: Day,
    below: String,
    rows: Vec<Line>,
    printed_by: String,
    printed_at: String,
    too_long: bool,
}

/// `POST /members/lookup` that found nobody.
#[derive(Template)]
#[template(path = "roster/lookup.html")]
struct LookupPage {
    shell: Shell,
    errors: Errors,
}

/// Shows the roster.
pub async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(search): Query<Search>,
) -> Result<Response> {
    let tree = app.tree();
    let today = viewer.at.day();
    let (filter, errors) = match search.filter(&tree, &viewer.scope, today) {
        Ok(filter) => (filter, Errors::new()),
        Err(Error::Invalid(errors)) => {
            let mut known = Search { as_of: String::new(), known_on: String::new(), ..search.clone() };
            if errors.get("branch").is_some() {
                known.branch.clear();
            }
            (known.filter(&tree, &viewer.scope, today)?, errors)
        }
        Err(other) => return Err(other),
    };
    if filter.is_secret() {
        return Ok(Flash::NumberInSearch.see_other(&filter.without_words().address()));
    }
    let selection = Selection::new(filter.clone(), &tree, &viewer.scope, today);
    let figures = figures(&app, &mut db, &selection, viewer.revision).await?;
    let listing = listing(&app, &mut db, &selection, figures.listed, viewer.revision).await?;
    let names = names(&tree, &mut db, &listing.rows, selection.when).await?;
    let before_book = match filter.as_of {
        Some(day) => book::opens_on(&mut *db).await?.filter(|opens_on| day < *opens_on),
        None => None,
    };
    let may_pick = viewer.may(Right::WriteMembers) && selection.when.now;
    let chosen = if may_pick && !filter.chosen.is_empty() {
        let within = viewer.scope.filter();
        queries::chosen(&mut *db, within.as_deref(), &filter.chosen, today).await?
    } else {
        Vec::new()
    };
    let filter = Filter { chosen: chosen.iter().map(|one| one.person).collect(), ..filter };
    drop(db);

    let mut branches = year::ever(app.tree(), &viewer.scope, today);
    if errors.get("branch").is_some() {
        branches.named(&search.branch).ok();
    }
    let seen = Seen::list("list", filter.nobody_chosen().query(), listing.rows.len() + chosen.len());
    let (first, previous, next) = neighbours(&filter, &listing);
    let page = ListPage {
        errors,
        typed: AsOf {
            as_of: if search.as_of.is_empty() {
                String::new()
            } else {
                filter.as_of.map_or_else(|| search.as_of.clone(), |day| day.to_string())
            },
            known_on: filter.known_on.map_or_else(|| search.known_on.clone(), |day| day.to_string()),
        },
        figures: figures_shown(&filter, &figures),
        chips: chips(&filter, &tree),
        heads: heads(&filter),
        branch: filter.branch.map_or_else(|| search.branch.clone(), |branch| branch.to_string()),
        branches,
        kept: filter.kept(),
        whole: Filter { picks: false, ..filter.nobody_chosen().at(Place::First, None) }.query(),
        pick: if may_pick {
            Filter { picks: !filter.picks, ..filter.nobody_chosen() }.address()
        } else {
            String::new()
        },
        picks: filter.picks && may_pick,
        chosen: chosen
            .into_iter()
            .map(|one| Picked {
                listed: listing.rows.iter().any(|row| row.person == one.person),
                without: filter.without_chosen(one.person).address(),
                person: one.person,
                name: one.full_name,
            })
            .collect(),
        together: steps::together(steps::may_move(&app.tree(), &viewer.scope)),
        as_of: Asked { day: selection.when.day, known_on: filter.known_on, today }.query(),
        today: filter.today().address(),
        before_book,
        last: first.map(|first| last_number(first, &listing)).unwrap_or_default(),
        first: first.map(|first| grouped(&first.to_string())),
        listed: capped(figures.listed),
        previous,
        next,
        may_write: viewer.may(Right::WriteMembers),
        empty_book: figures.all == 0 && figures.guests == 0 && !filter.is_narrow() && filter.as_of.is_none(),
        day: filter.as_of,
        known: filter.known_on,
        rows: lines(&app, &names, &listing.rows, first, selection.when.day, &filter.chosen)?,
        filter,
        shell,
    };
    let status = if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    Ok(seen.on(status))
}

/// Nothing was to be saved: the conditions of what is shown are wrong.
fn asked(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => Error::Asked(errors),
        other => other,
    }
}

/// Shows the whole list for the printer.
pub async fn print(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(search): Query<Search>,
) -> Result<Response> {
    let tree = app.tree();
    let today = viewer.at.day();
    let filter = search.filter(&tree, &viewer.scope, today).map_err(asked)?.at(Place::First, None);
    let selection = Selection::new(filter.clone(), &tree, &viewer.scope, today);
    let mut db = app.db.acquire().await?;
    let too_long = queries::length(&mut db, &selection).await? > PRINTED;
    let rows: Vec<Row> = if too_long {
        Vec::new()
    } else {
        queries::whole(&selection).build_query_as().persistent(false).fetch_all(&mut *db).await?
    };
    let names = names(&tree, &mut db, &rows, selection.when).await?;
    let heading = filter.branch.unwrap_or(viewer.organisation);
    let when = selection.when;
    let (superior, organisation) = organisations::heading(&mut db, heading, when.day, when.known).await?;
    drop(db);
    let seen = Seen::list("print", filter.query(), rows.len());
    Ok(seen.on(Page::ok(PrintPage {
        back: filter.address(),
        superior,
        organisation,
        of_branch: tree.node(heading).is_some_and(|node| node.kind == Kind::Branch),
        day: selection.when.day,
        below: below(&filter, &tree, selection.when.day),
        rows: lines(&app, &names, &rows, None, selection.when.day, &[])?,
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        too_long,
        shell,
    })))
}

/// The number that is looked up.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Lookup {
    number: String,
}

/// Leads a 12-digit number, in the body, to its member.
pub async fn lookup(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Form(form): Form<Lookup>,
) -> Result<Response> {
    let number = match CardNumber::parse(&form.number) {
        Ok(CardNumber::New(number)) => number,
        Ok(CardNumber::Old(card)) => {
            let search = Filter { q: card.digits().to_owned(), ..Filter::default() };
            return Ok(page::see_other(&search.address()));
        }
        Err(_) => {
            let errors = Errors::one("number", t("Nhập 12 chữ số của số định danh, hoặc 8 hay 12 chữ số của số thẻ."));
            return Ok(Page::invalid(LookupPage { shell, errors }).into_response());
        }
    };
    let mut db = app.db.acquire().await?;
    let digest = app.seal.digest(number.digits());
    let found = queries::with_number(&mut db, &digest, viewer.scope.filter().as_deref()).await?;
    let Some(person) = found else {
        let errors = Errors::one("number", t("Không có ai mang số này trong phạm vi của tài khoản."));
        return Ok(Seen::list("lookup", "", 0).on(Page::invalid(LookupPage { shell, errors })));
    };
    Ok(Seen::person("lookup", person).on(page::see_other(&person.path())))
}

/// What the organisations of rows are called at that instant: now, as the tree in memory says.
async fn names(
    tree: &Tree,
    db: &mut PgConnection,
    rows: &[Row],
    when: When,
) -> Result<HashMap<OrganisationId, String>> {
    let mut ids: Vec<_> = rows.iter().map(|row| row.organisation).collect();
    ids.sort_unstable();
    ids.dedup();
    if when.now {
        return Ok(ids.into_iter().map(|id| (id, tree.name(id).to_owned())).collect());
    }
    organisations::names_known(db, &ids, when.day, when.known).await
}
