//! The front page, of who may read members and of who may not.

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
use crate::organisations::{self, Placed};
use crate::roster::{EXACT, Figures, Filter, Selection, Temporary, capped, figures};
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender};
use crate::shell::Shell;
use crate::state::App;
use crate::web::{Page, With, filters, t};
use crate::{Result, book};

/// The most organisations that have a row of their own.
const ROWS: usize = 60;
/// The most of what needs attention that is shown.
const LINES: usize = 20;

/// `GET /` for who may read members.
#[derive(Template)]
#[template(path = "overview/show.html")]
struct ShowPage {
    shell: Shell,
    organisation: String,
    today: Day,
    figures: Vec<Figure>,
    change: Option<Change>,
    lines: Vec<Line>,
    /// How many there are, and whether that is more than are shown.
    waiting: String,
    more: bool,
    admitted: Vec<Admitted>,
    admitted_total: i64,
    rows: Vec<Row>,
    total: Counts,
    /// What is still to be done before there is anything to show.
    steps: Option<Steps>,
    may_write: bool,
}

impl ShowPage {
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
pub(super) async fn show(State(app): State<App>, viewer: Viewer, shell: Shell) -> Result<Response> {
    let today = viewer.at.day();
    let tree = organisations::tree_on(&app.db, &viewer.scope, today).await?;
    let organisation = app.tree().name(viewer.organisation).to_owned();
    if !viewer.may(Right::ReadMembers) {
        let page = Page::ok(AdministratorPage { shell, organisation, organisations: tree.len() });
        return Ok(Seen::list("overview", "", 0).on(page.into_response()));
    }

    let ids = viewer.scope.ids();
    let (now, change) = figures_of(&app, &viewer, today).await?;
    let all = attention::Filter::of(&viewer);
    let lines = attention::nearest(&app, &viewer, &all, LINES).await?;
    let waiting = attention::counts(&app, &viewer, &all).await?;
    let more = waiting.iter().sum::<i64>() > i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let new_year = Day::new(today.year(), 1, 1).unwrap_or(today);
    let (people, admitted_total) = queries::admitted(&app.db, &ids, new_year, today).await?;
    let names = names(
        &app,
        lines.iter().map(|line| line.case.organisation).chain(people.iter().map(|one| one.organisation)),
        today,
    )
    .await?;
    let name_of = |id: OrganisationId| names.get(&id).cloned().unwrap_or_default();
    let counts = if now.all <= EXACT { queries::counts(&app.db, &ids, today).await? } else { Vec::new() };
    let steps =
        (now.all == 0 && now.guests == 0).then(|| tree.iter().filter(|placed| placed.kind == Kind::Branch).count());
    let steps = match steps {
        None => None,
        Some(branches) => {
            let opens_on = book::opens_on(&app.db).await?;
            Some(Steps { branches, opens_on, may_change: viewer.may(Right::Administer) })
        }
    };
    let (rows, total) = rows(tree, counts);

    let page = ShowPage {
        shell,
        organisation,
        today,
        figures: figures_shown(&now),
        change,
        lines: lines
            .into_iter()
            .map(|attention::Line { case, said, actions }| Line {
                href: case.person.path(),
                branch: name_of(case.organisation),
                tag: tag(&case.about),
                name: case.full_name,
                said,
                actions,
            })
            .collect(),
        waiting: attention::counted(&waiting),
        more,
        admitted: people
            .into_iter()
            .map(|one| Admitted {
                href: one.person.path(),
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
    };
    let seen = Seen::list("overview", "", page.lines.len() + page.admitted.len());
    Ok(seen.on(Page::ok(page)))
}

/// The figures of today, and how many members more there are than a year ago, or than when the book opened.
async fn figures_of(app: &App, viewer: &Viewer, today: Day) -> Result<(Figures, Option<Change>)> {
    let mut db = app.db.acquire().await?;
    let tree = app.tree();
    let select = |filter: Filter| Selection::new(filter, &tree, &viewer.scope, today);
    let now = figures(app, &mut db, &select(Filter::default()), viewer.revision).await?;
    let opens_on = book::opens_on(&mut *db).await?;
    let year_ago = today.plus_months(-12);
    let since = opens_on.map_or(year_ago, |opens_on| opens_on.max(year_ago));
    if now.all > EXACT || since >= today || (now.all == 0 && opens_on.is_none()) {
        return Ok((now, None));
    }
    let filter = Filter { as_of: Some(since), ..Filter::default() };
    let href = format!("/statistics?from={}&to={}", since.succ().iso(), today.iso());
    let then = figures(app, &mut db, &select(filter), viewer.revision).await?;
    let sentence = match now.all - then.all {
        0 => t("bằng ngày {day} ({then})").to_owned(),
        more if more > 0 => t("tăng {n} so với ngày {day} ({then})").with("n", more),
        fewer => t("giảm {n} so với ngày {day} ({then})").with("n", -fewer),
    };
    let sentence = sentence.with("day", since).with("then", filters::grouped(&then.all.to_string()));
    Ok((now, Some(Change { sentence, href })))
}

fn figures_shown(figures: &Figures) -> Vec<Figure> {
    let all = Filter::default();
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

async fn names(
    app: &App,
    ids: impl Iterator<Item = OrganisationId>,
    today: Day,
) -> Result<HashMap<OrganisationId, String>> {
    let ids: Vec<_> = ids.collect();
    organisations::names_on(&app.db, &ids, today).await
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
