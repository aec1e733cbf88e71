//! The movement of a period as a page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::composition::Moment;
use super::form::Asked;
use super::present::{
    Aside, Cell, Closed, Line, Link, Unit, above, asides, below_units, closed, column_label, lines, period_label,
    periods, said, unit_heads, units,
};
use super::{Question, check, closings, movement, places, queries};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::auth::scope::Kind;
use crate::ids::OrganisationId;
use crate::organisations::{self, Units, year};
use crate::rules::Day;
use crate::rules::movement::Column;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::extract::Query;
use crate::web::{Errors, Page, filters};
use crate::{Error, Result, book};

/// The organisations to choose from, and the one chosen or what was typed for it.
pub(super) struct Choice {
    pub units: Units,
    pub chosen: String,
}

/// The organisations to choose from; nothing is chosen where it is the viewer's own.
pub(super) fn choice(app: &App, viewer: &Viewer, chosen: OrganisationId, errors: &Errors, typed: &str) -> Choice {
    let mut units = year::ever(app.tree(), &viewer.scope, viewer.at.day());
    let chosen = if errors.get("branch").is_some() {
        units.named(typed).ok();
        typed.to_owned()
    } else if chosen == viewer.organisation {
        String::new()
    } else {
        chosen.to_string()
    };
    Choice { units, chosen }
}

/// `GET /statistics`.
#[derive(Template)]
#[template(path = "statistics/show.html")]
struct ShowPage {
    shell: Shell,
    errors: Errors,
    from: String,
    to: String,
    known_on: String,
    choice: Choice,
    branch: String,
    superior: String,
    organisation: String,
    of_branch: bool,
    above: Vec<Link>,
    composition: String,
    charts: String,
    /// The query of what was recorded of the period.
    events: String,
    closed: Option<Closed>,
    period: String,
    /// The same with the day at whose end the book said so, for paper.
    said: String,
    periods: Vec<Vec<Link>>,
    /// The first day of the book, when the period begins before it.
    before_book: Option<Day>,
    query: String,
    columns: Vec<&'static str>,
    lines: Vec<Line>,
    check: check::Check,
    asides: Vec<Aside>,
    to_day: Day,
    unit_heads: Vec<&'static str>,
    units: Vec<Unit>,
    between: Vec<String>,
    whole: Vec<Cell>,
    printed_by: String,
    printed_at: String,
}

/// Shows the movement of a period.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let today = viewer.at.day();
    let (question, errors) = match asked.question(&tree, &viewer) {
        Ok(question) => (question, Errors::new()),
        Err(Error::Invalid(errors)) => (asked.readable(&errors).question(&tree, &viewer)?, errors),
        Err(other) => return Err(other),
    };
    let places = places(&mut db, &tree, &viewer, &question).await?;
    let table = movement(&mut db, &places, &question).await?;
    let check = check::of(&app, &mut db, (&tree, &viewer), (&places, &question), &table).await?;
    let beside = queries::counts::beside(&mut db, &places, question.to, question.known()).await?;
    let period = (question.from, question.to);
    let decided = queries::people::recognitions_decided(&mut db, &places, period, question.known(), None).await?.len();
    let opens_on = book::opens_on(&mut *db).await?;
    let ids: Vec<_> = table.units.keys().map(|id| OrganisationId(*id)).chain([question.organisation]).collect();
    let names = organisations::names_known(&mut *db, &ids, question.to, question.known()).await?;
    let (superior, _) = organisations::heading(&mut db, question.organisation, question.to, question.known()).await?;
    drop(db);

    let name_of = |id| names.get(&id).cloned().unwrap_or_default();
    let units = units(&table, &question, &tree.order(question.organisation), name_of);
    let (between, whole) = below_units(&table, &question);
    let node = tree.node(question.organisation);
    let page = ShowPage {
        from: if errors.is_empty() { question.from.to_string() } else { asked.from.clone() },
        to: if errors.is_empty() { question.to.to_string() } else { asked.to.clone() },
        known_on: if errors.is_empty() {
            question.known_on.map(|day| day.to_string()).unwrap_or_default()
        } else {
            asked.known_on.clone()
        },
        choice: choice(&app, &viewer, question.organisation, &errors, &asked.branch),
        branch: question.organisation.to_string(),
        superior,
        organisation: name_of(question.organisation),
        of_branch: node.is_some_and(|node| node.kind == Kind::Branch),
        above: above(&tree, viewer.organisation, &question),
        composition: composition_address(&question),
        charts: charts_address(&question.last_day()),
        events: question.within_book(),
        closed: closings::of(&table.held, &question).map(|closing| closed(closing, &table, &question, today)),
        said: said(period_label(question.from, question.to), question.known_on),
        period: period_label(question.from, question.to),
        periods: periods(&question, opens_on, today),
        before_book: opens_on.filter(|opens_on| question.from < *opens_on),
        query: question.query(),
        columns: Column::ALL.map(column_label).to_vec(),
        lines: lines(&table.whole, &question),
        check,
        asides: asides(&beside, decided, &question),
        to_day: question.to,
        unit_heads: unit_heads(&table),
        units,
        between,
        whole,
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        errors,
        shell,
    };
    let status = if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    Ok(Seen::list("statistics", question.query(), 0).on(status))
}

/// The composition of the last day of a period.
pub(super) fn composition_address(question: &Question) -> String {
    format!("/statistics/composition{}", question.last_day().query())
}

/// The movement of the year until a day.
pub(super) fn movement_address(moment: &Moment) -> String {
    let kept = moment.question().kept();
    format!("/statistics?to={}&branch={}{kept}", moment.day.iso(), moment.organisation)
}

/// The charts of the years until a day.
pub(super) fn charts_address(moment: &Moment) -> String {
    format!("/statistics/charts{}", moment.query())
}

/// Nothing was to be saved: the conditions of what is shown are wrong.
pub(super) fn asked(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => Error::Asked(errors),
        other => other,
    }
}

/// The page of a list, from 1.
pub(super) fn page_number(typed: &str) -> Result<i64> {
    match typed.trim() {
        "" => Ok(1),
        page => page.parse().ok().filter(|page| (1..=1_000_000).contains(page)).ok_or(Error::BadRequest),
    }
}
