//! The front page, of who may read members and of who may not: of today, or of a day as the book says or said.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::queries::{self, Counts};
use crate::attention::present::tag;
use crate::attention::{self, Action, Said};
use crate::audit::Seen;
use crate::auth::scope::Kind;
use crate::auth::{Right, Viewer};
use crate::ids::OrganisationId;
use crate::ledger::sentences::kind_label;
use crate::organisations::{self, Placed};
use crate::panels::{Panels, Progress, Year, YearCard};
use crate::roster::{EXACT, Figures, Filter, Selection, Temporary, capped, figures};
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender};
use crate::shell::Shell;
use crate::state::App;
use crate::web::as_of::{AsOf, Asked};
use crate::web::extract::Query;
use crate::web::{Errors, Page, With, filters, t};
use crate::{Result, book, events};

/// The most organisations that have a row of their own.
const ROWS: usize = 60;
/// The most events that are shown.
const LATEST: usize = 8;
/// The most of what needs attention that is shown.
const LINES: usize = 20;

/// `GET /` for who may read members.
#[derive(Template)]
#[template(path = "overview/show.html")]
struct ShowPage {
    shell: Shell,
    organisation: String,
    typed: AsOf,
    errors: Errors,
    asked: Asked,
    /// The first day of the book, when the day asked for lies before it.
    before_book: Option<Day>,
    figures: Vec<Figure>,
    change: Option<Change>,
    /// What needs attention; that is of today, as the book says now, and of no other day.
    attention: Option<Attention>,
    /// What of the year needs to be entered, and how far it is; of the year of the day, and only as the book says now.
    year: Vec<YearCard>,
    /// Whether it is not told here, of so many: it takes longer to find than the rest of the page.
    year_apart: bool,
    /// The events of the newest days; of today only.
    latest: Vec<Latest>,
    admitted: Vec<Admitted>,
    admitted_total: i64,
    rows: Vec<Row>,
    total: Counts,
    /// What is still to be done before there is anything to show.
    steps: Option<Steps>,
    may_write: bool,
}

/// What needs attention.
struct Attention {
    lines: Vec<Line>,
    /// How many there are, and whether that is more than are shown.
    waiting: String,
    more: bool,
}

impl ShowPage {
    /// The cards of the year on which something is missing.
    fn missing(&self) -> Vec<&YearCard> {
        self.year.iter().filter(|card| !card.missing.is_empty()).collect()
    }

    /// How far what was set for the year is.
    fn progress(&self) -> Vec<&Progress> {
        self.year.iter().flat_map(|card| &card.progress).collect()
    }
}

impl Attention {
    /// The articles behind what needs attention, each once.
    fn citations(&self) -> Vec<&str> {
        let mut all: Vec<_> = self.lines.iter().map(|line| line.said.citation.as_str()).collect();
        all.retain(|citation| !citation.is_empty());
        all.sort_unstable();
        all.dedup();
        all
    }
}

struct Figure {
    href: String,
    label: &'static str,
    count: String,
}

/// How many members more or fewer than on an earlier day.
struct Change {
    sentence: String,
    href: String,
}

struct Line {
    href: String,
    name: String,
    branch: String,
    tag: (&'static str, &'static str),
    said: Said,
    actions: Vec<Action>,
}

/// An event: what, from when, of whom, where.
struct Latest {
    on: Day,
    what: &'static str,
    href: String,
    name: String,
    place: String,
}

struct Admitted {
    href: String,
    name: String,
    branch: String,
    on: Day,
}

struct Row {
    id: OrganisationId,
    name: String,
    counts: Counts,
}

/// The way to the first roster.
struct Steps {
    branches: usize,
    opens_on: Option<Day>,
    may_change: bool,
}

/// `GET /` for who may not read members: nothing of any of them.
#[derive(Template)]
#[template(path = "overview/administrator.html")]
struct AdministratorPage {
    shell: Shell,
    organisation: String,
    organisations: usize,
}

/// `GET /`
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    panels: Panels,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let (asked, errors) = typed.read(viewer.at.day());
    let tree = organisations::tree_known(&app.db, &viewer.scope, asked.day, asked.known()).await?;
    let organisation = app.tree().name(viewer.organisation).to_owned();
    if !viewer.may(Right::ReadMembers) {
        let page = Page::ok(AdministratorPage { shell, organisation, organisations: tree.len() });
        return Ok(Seen::list("overview", "", 0).on(page.into_response()));
    }

    let ids = viewer.scope.ids();
    let opens_on = book::opens_on(&app.db).await?;
    let (then, change) = figures_of(&app, &viewer, &asked, opens_on).await?;
    let attention = if asked.is_now() { Some(attention(&app, &viewer).await?) } else { None };
    let many = then.all > EXACT;
    let year_apart = asked.is_now() && many;
    let year = if asked.is_now() && then.all > 0 && !many { cards(&app, &viewer, panels).await? } else { Vec::new() };
    let latest = if asked.is_now() { latest(&app, &viewer).await? } else { Vec::new() };
    let new_year = Day::new(asked.day.year(), 1, 1).unwrap_or(asked.day);
    let (people, admitted_total) = queries::admitted(&app.db, &ids, (new_year, asked.day), asked.known()).await?;
    let there: Vec<_> = people.iter().map(|one| one.organisation).collect();
    let names = organisations::names_known(&app.db, &there, asked.day, asked.known()).await?;
    let name_of = |id: OrganisationId| names.get(&id).cloned().unwrap_or_default();
    let counts = if many {
        Vec::new()
    } else if let Some(known) = asked.known() {
        queries::counts_known(&app.db, &ids, asked.day, known).await?
    } else {
        queries::counts(&app.db, &ids, asked.day).await?
    };
    let steps = (asked.is_now() && then.all == 0 && then.guests == 0).then(|| Steps {
        branches: tree.iter().filter(|placed| placed.kind == Kind::Branch).count(),
        opens_on,
        may_change: viewer.may(Right::Administer),
    });
    let (rows, total) = rows(tree, counts);

    let page = ShowPage {
        shell,
        organisation,
        before_book: opens_on.filter(|opens_on| asked.day < *opens_on),
        figures: figures_shown(&then, &asked),
        change,
        attention,
        year,
        year_apart,
        latest,
        admitted: people
            .into_iter()
            .map(|one| Admitted {
                href: format!("{}{}", one.person.path(), asked.query()),
                name: one.full_name,
                branch: name_of(one.organisation),
                on: one.on,
            })
            .collect(),
        admitted_total,
        rows,
        total,
        steps,
        may_write: viewer.may(Right::WriteMembers),
        typed,
        errors,
        asked,
    };
    let lines = page.attention.as_ref().map_or(0, |attention| attention.lines.len());
    let seen = Seen::list("overview", asked.query(), lines + page.latest.len() + page.admitted.len());
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// The events of the newest days.
async fn latest(app: &App, viewer: &Viewer) -> Result<Vec<Latest>> {
    let rows = events::latest(&mut *app.db.acquire().await?, viewer, LATEST).await?;
    let told = rows.into_iter().map(|row| Latest {
        on: row.effective_on,
        what: row.kind().map_or("", kind_label),
        href: row.person.path(),
        place: row.place(&viewer.scope),
        name: row.full_name,
    });
    Ok(told.collect())
}

/// The cards of this year.
async fn cards(app: &App, viewer: &Viewer, panels: Panels) -> Result<Vec<YearCard>> {
    let (today, ids) = (viewer.at.day(), viewer.scope.ids());
    let year = Year { app, viewer, organisation: viewer.organisation, scope: &ids, year: today.year(), today };
    panels.of_year(&mut *app.db.acquire().await?, &year).await
}

/// What needs attention today.
async fn attention(app: &App, viewer: &Viewer) -> Result<Attention> {
    let all = attention::Filter::of(viewer);
    let lines = attention::nearest(app, viewer, &all, LINES).await?;
    let waiting = attention::counts(app, viewer, &all).await?;
    let more = waiting.iter().sum::<i64>() > i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let there: Vec<_> = lines.iter().map(|line| line.case.organisation).collect();
    let names = organisations::names_on(&app.db, &there, viewer.at.day()).await?;
    let line = |attention::Line { case, said, actions }| Line {
        href: crate::ids::PersonId::path(case.person),
        branch: names.get(&case.organisation).cloned().unwrap_or_default(),
        tag: tag(&case.about),
        name: case.full_name,
        said,
        actions,
    };
    Ok(Attention { lines: lines.into_iter().map(line).collect(), waiting: attention::counted(&waiting), more })
}

/// The figures of the day, and how many members more there are than a year before it, or than when the book opened.
async fn figures_of(
    app: &App,
    viewer: &Viewer,
    asked: &Asked,
    opens_on: Option<Day>,
) -> Result<(Figures, Option<Change>)> {
    let mut db = app.db.acquire().await?;
    let tree = app.tree();
    let select = |filter: Filter| Selection::new(filter, &tree, &viewer.scope, asked.today);
    let now = figures(app, &mut db, &select(of_day(asked)), viewer.revision).await?;
    let year_ago = asked.day.plus_months(-12);
    let since = opens_on.map_or(year_ago, |opens_on| opens_on.max(year_ago));
    if now.all > EXACT || since >= asked.day || (now.all == 0 && opens_on.is_none()) {
        return Ok((now, None));
    }
    let known_on = asked.known_on.map(|day| format!("&known_on={}", day.iso())).unwrap_or_default();
    let href = format!("/statistics?from={}&to={}{known_on}", since.succ().iso(), asked.day.iso());
    let filter = Filter { as_of: Some(since), ..of_day(asked) };
    let then = figures(app, &mut db, &select(filter), viewer.revision).await?;
    let sentence = match now.all - then.all {
        0 => t("bằng ngày {day} ({then})").to_owned(),
        more if more > 0 => t("tăng {n} so với ngày {day} ({then})").with("n", more),
        fewer => t("giảm {n} so với ngày {day} ({then})").with("n", -fewer),
    };
    let sentence = sentence.with("day", since).with("then", filters::grouped(&then.all.to_string()));
    Ok((now, Some(Change { sentence, href })))
}

/// Everybody on the day asked for, as the book said.
fn of_day(asked: &Asked) -> Filter {
    Filter { as_of: (asked.day != asked.today).then_some(asked.day), known_on: asked.known_on, ..Filter::default() }
}

fn figures_shown(figures: &Figures, asked: &Asked) -> Vec<Figure> {
    let all = of_day(asked);
    [
        (all.clone(), t("đảng viên"), figures.all),
        (all.with_gender(Some(Gender::Female)), t("nữ"), figures.women),
        (all.with_standing(Some(Standing::Probationary)), t("dự bị"), figures.probationary),
        (all.with_temporary(Some(Temporary::Out)), t("sinh hoạt tạm thời nơi khác"), figures.away),
        (all.with_temporary(Some(Temporary::In)), t("đến sinh hoạt tạm thời"), figures.guests),
    ]
    .into_iter()
    .map(|(filter, label, count)| Figure { href: filter.address(), label, count: capped(count) })
    .collect()
}

/// A row for each branch, or where there are too many for each organisation directly below; and their sum.
fn rows(tree: Vec<Placed>, counts: Vec<(OrganisationId, Counts)>) -> (Vec<Row>, Counts) {
    let mut sums: HashMap<_, _> = counts.into_iter().collect();
    for placed in tree.iter().rev() {
        let own = *sums.entry(placed.id).or_default();
        if let Some(parent) = placed.parent {
            *sums.entry(parent).or_default() += own;
        }
    }
    let few = tree.iter().filter(|placed| placed.kind == Kind::Branch).count() <= ROWS;
    let rows: Vec<_> = tree
        .into_iter()
        .filter(|placed| if few { placed.kind == Kind::Branch } else { placed.depth == 1 })
        .map(|placed| Row {
            id: placed.id,
            counts: sums.get(&placed.id).copied().unwrap_or_default(),
            name: placed.name,
        })
        .collect();
    let mut total = Counts::default();
    for row in &rows {
        total += row.counts;
    }
    (rows, total)
}
