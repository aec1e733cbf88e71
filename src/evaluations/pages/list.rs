//! The branches of a year with their figures, and the people behind each.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::super::present::{count, detail, figure_path, share, which_label};
use super::super::{
    Figures, Outcome, When, Which, by_organisation, grassroots, of_organisations, outcome_label, path, queries,
};
use super::Limit;
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::auth::scope::Kind;
use crate::ids::OrganisationId;
use crate::organisations::year::AskedYear;
use crate::organisations::{names_known, tree_known};
use crate::rules::evaluation::{Cap, Grade};
use crate::rules::year::{has_begun, is_due};
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::as_of::{AsOf, Asked};
use crate::web::extract::Query;
use crate::web::paging::{self, Pages};
use crate::web::{Errors, Page, With, filters, t};
use crate::yearly::grids::{Asking, Told};
use crate::yearly::people::{Behind, Cell, Found, part};
use crate::{Error, Result};

/// The branches of one page.
const BRANCHES: usize = 200;
/// The caps of one page: of more grassroots organisations, one asks for a part of the tree.
const LIMITS: usize = 20;

/// `GET /evaluations`
#[derive(Template)]
#[template(path = "evaluations/list.html")]
struct ListPage {
    shell: Shell,
    year: AskedYear,
    typed_year: String,
    organisation: String,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    figures: Figures,
    /// The heads of the columns of figures.
    labels: [&'static str; 7],
    rows: Vec<BranchRow>,
    limits: Vec<Limit>,
    pages: Pages,
}

/// A branch.
struct BranchRow {
    name: String,
    /// Its grid.
    href: String,
    cells: Vec<Cell>,
    /// Its own grade.
    own: &'static str,
}

/// The figures of an organisation, each with its people.
fn cells(asked: &Asked, year: i16, id: OrganisationId, figures: &Figures) -> Vec<Cell> {
    let kept = asked.kept();
    let cell = |number: u32, which| Cell { number: count(number), href: figure_path(&kept, year, id, which) };
    let mut cells = vec![cell(figures.members, Which::Members)];
    cells.extend(Grade::ALL.map(|grade| cell(figures.tally.of(grade), Which::Of(Outcome::Graded(grade)))));
    cells.push(cell(figures.left_out(), Which::LeftOut));
    cells.push(cell(figures.missing(), Which::Missing));
    cells
}

/// The heads of the columns of figures.
fn labels() -> [&'static str; 7] {
    [
        t("Đảng viên"),
        t("Xuất sắc"),
        t("Tốt"),
        t("Hoàn thành"),
        t("Không hoàn thành"),
        t("Không xếp loại"),
        t("Chưa xếp loại"),
    ]
}

impl ListPage {
    fn share(&self, grade: Grade) -> String {
        share(self.figures.tally.of(grade), self.figures.tally.graded())
    }

    fn at_least_completed(&self) -> String {
        share(self.figures.tally.at_least(Grade::Completed), self.figures.tally.graded())
    }

    /// Whether the grades of the year are due.
    fn is_due(&self) -> bool {
        is_due(self.year.year, self.asked.day)
    }

    fn has_begun(&self) -> bool {
        has_begun(self.year.year, self.asked.day)
    }

    fn of_year(&self, year: i16) -> String {
        format!("/evaluations{}{}", self.year.of(year), self.asked.kept())
    }

    fn grades(&self) -> Vec<(String, &'static str, String)> {
        let told = Grade::ALL.map(|grade| {
            let which = Which::Of(Outcome::Graded(grade));
            let href = figure_path(&self.asked.kept(), self.year.year, self.year.organisation, which);
            let number = self.figures.tally.of(grade);
            (href, super::super::grade_label(grade), format!("{} ({})", count(number), self.share(grade)))
        });
        told.into()
    }
}

/// `GET /evaluations`
pub(in crate::evaluations) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asking): Query<Asking>,
) -> Result<Response> {
    let Told { year, asked, when, errors, typed_year } = asking.read(&app, &viewer);
    let placed = tree_known(&mut *db, &year.scope, when.on, when.known).await?;
    let branches: Vec<_> = placed.into_iter().filter(|placed| placed.kind == Kind::Branch).collect();
    let counted = by_organisation(&mut db, &year.scope.ids(), when).await?;
    let mut figures = Figures::default();
    for own in counted.values() {
        figures += *own;
    }
    let page = paging::number(&asking.page);
    let total = branches.len();
    let shown: Vec<_> = branches.iter().skip((page - 1) * BRANCHES).take(BRANCHES).collect();
    let ids: Vec<_> = shown.iter().map(|placed| placed.id.0).collect();
    let own = of_organisations(&mut db, &ids, when).await?;
    let rows = shown.iter().map(|placed| BranchRow {
        name: placed.name.clone(),
        href: format!("{}{}", path(placed.id, when.year), asked.kept()),
        cells: cells(&asked, when.year, placed.id, &counted.get(&placed.id).copied().unwrap_or_default()),
        own: own.get(&placed.id).map_or("", |own| outcome_label(own.outcome)),
    });
    let rows: Vec<_> = rows.collect();
    let limits = if when.has_begun() { limits(&mut db, &app, &viewer, &branches, when).await? } else { Vec::new() };
    drop(db);
    let address = |page: usize| format!("/evaluations{}{}&page={page}", year.query(), asked.kept());
    let page = ListPage {
        labels: labels(),
        pages: Pages::new(page, BRANCHES, total, address),
        organisation: app.tree().name(year.organisation).to_owned(),
        typed_year,
        typed: asking.typed,
        shell,
        year,
        asked,
        errors,
        figures,
        rows,
        limits,
    };
    let seen = Seen::list("evaluation", format!("?year={}", when.year), 0);
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// How many may be excellent in each grassroots organisation of the branches shown.
async fn limits(
    db: &mut sqlx::PgConnection,
    app: &App,
    viewer: &Viewer,
    branches: &[crate::organisations::Placed],
    when: When,
) -> Result<Vec<Limit>> {
    let tree = app.tree();
    let mut bases: Vec<OrganisationId> = Vec::new();
    for branch in branches {
        let base = grassroots(&tree, &viewer.scope, branch.id);
        if !bases.contains(&base) {
            bases.push(base);
        }
        if bases.len() > LIMITS {
            return Ok(Vec::new());
        }
    }
    let names = names_known(&mut *db, &bases, when.on, when.known).await?;
    let settings = app.settings();
    let mut limits = Vec::new();
    for base in bases {
        let figures = super::super::in_year(&mut *db, &tree.scope(base).ids(), when).await?;
        if let Some(cap) = Cap::of(&settings.rulebook, &figures.tally, figures.missing(), when.on) {
            let name = names.get(&base).map_or("", String::as_str);
            limits.push(Limit::new(name, &cap, figures.missing()));
        }
    }
    Ok(limits)
}

/// `GET /evaluations/people`: the people behind a figure.
pub(in crate::evaluations) async fn people(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asking): Query<Asking>,
) -> Result<Response> {
    let which = if asking.of.is_empty() { Some(Which::Members) } else { Which::from_code(&asking.of) };
    let which = which.ok_or(Error::BadRequest)?;
    let told = asking.read(&app, &viewer);
    if !told.errors.is_empty() {
        return Err(Error::Asked(told.errors));
    }
    let (page, when) = (paging::number(&asking.page), told.when);
    let (rows, total) = queries::rows(&mut *db, &told.year.scope.ids(), when, which.code(), part(page)).await?;
    let seen = Seen::list("evaluation", format!("?year={}&of={}", when.year, which.code()), rows.len());
    let people = rows.into_iter().map(|row| Found {
        person: row.person,
        branch: row.organisation,
        born_on: row.born_on,
        cells: vec![row.held.as_ref().map_or((t("Chưa xếp loại").to_owned(), String::new()), |held| {
            (outcome_label(held.outcome).to_owned(), detail(held))
        })],
        name: row.full_name,
    });
    let behind = Behind {
        figure: (which_label(which), which.code()),
        list: ("/evaluations", t("Xếp loại năm {year}").with("year", when.year)),
        columns: vec![t("Xếp loại").to_owned()],
        people: people.collect(),
        total,
    };
    let page = behind.page(&mut *db, &app, shell, told, page).await?;
    drop(db);
    Ok(seen.on(Page::ok(page)))
}
