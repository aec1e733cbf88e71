//! The branches of a year with where their members stand, and the people behind each figure.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::super::present::{comment_words, contact_words, count, state_label, which_label};
use super::super::{Figures, Which, by_organisation, path, people_path, queries};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::auth::scope::Kind;
use crate::ids::OrganisationId;
use crate::members::warnings::cited;
use crate::organisations::year::AskedYear;
use crate::organisations::{headcounts, tree_known};
use crate::rules::regulations::RuleCode;
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

/// `GET /residence`
#[derive(Template)]
#[template(path = "residence/list.html")]
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
    labels: [&'static str; 5],
    /// Temporarily in: not counted here.
    guests: i64,
    rows: Vec<BranchRow>,
    citation: String,
    pages: Pages,
}

/// A branch.
struct BranchRow {
    name: String,
    /// Its grid.
    href: String,
    /// "38/38".
    ratio: String,
    cells: Vec<Cell>,
}

/// The columns after the ratio.
const COLUMNS: [Which; 5] = [Which::Introduced, Which::Commented, Which::NotIntroduced, Which::Unknown, Which::Awaited];

fn number(figures: &Figures, which: Which) -> u32 {
    match which {
        Which::Members => figures.members,
        Which::Introduced => figures.introduced,
        Which::Commented => figures.commented,
        Which::Good => figures.good,
        Which::NotIntroduced => figures.not_introduced,
        Which::Unknown => figures.unknown(),
        Which::Awaited => figures.awaited(),
        Which::Missing => figures.missing(),
    }
}

fn cell(asked: &Asked, year: i16, id: OrganisationId, figures: &Figures, which: Which) -> Cell {
    let href = format!("{}{}", people_path(year, Some(id), which), asked.kept());
    Cell { number: count(number(figures, which)), href }
}

/// The heads of the columns of figures.
fn labels() -> [&'static str; 5] {
    [t("Đã giới thiệu"), t("Có nhận xét"), t("Không giới thiệu"), t("Chưa ghi giới thiệu"), t("Chưa có nhận xét")]
}

impl ListPage {
    fn heads(&self) -> Vec<(String, &'static str, String)> {
        let head = |which, label| {
            let cell = cell(&self.asked, self.year.year, self.year.organisation, &self.figures, which);
            (cell.href, label, cell.number)
        };
        let ratio = format!("{}/{}", count(self.figures.commented), count(self.figures.members));
        vec![
            (head(Which::Commented, "").0, t("đã giới thiệu, có nhận xét"), ratio),
            head(Which::Good, t("được nhận xét thực hiện tốt")),
            head(Which::NotIntroduced, t("không giới thiệu, có lý do")),
            if self.is_due() {
                head(Which::Missing, t("còn thiếu"))
            } else {
                head(Which::Awaited, t("chưa có nhận xét"))
            },
        ]
    }

    fn of_year(&self, year: i16) -> String {
        format!("/residence{}{}", self.year.of(year), self.asked.kept())
    }

    /// Whether the comments of the year are due.
    fn is_due(&self) -> bool {
        is_due(self.year.year, self.asked.day)
    }

    fn has_begun(&self) -> bool {
        has_begun(self.year.year, self.asked.day)
    }

    fn missing(&self) -> String {
        cell(&self.asked, self.year.year, self.year.organisation, &self.figures, Which::lacking(self.is_due())).href
    }
}

/// `GET /residence`
pub(in crate::residence) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asking): Query<Asking>,
) -> Result<Response> {
    let Told { year, asked, when, errors, typed_year } = asking.read(&app, &viewer);
    let placed = tree_known(&mut *db, &year.scope, when.on, when.known).await?;
    let heads = headcounts(&mut db, &placed, when.on, when.known).await?;
    let branches: Vec<_> = placed.into_iter().filter(|placed| placed.kind == Kind::Branch).collect();
    let guests = heads.get(&year.organisation).map_or(0, |head| head.guests);
    let counted = by_organisation(&mut db, &year.scope.ids(), when).await?;
    drop(db);
    let mut figures = Figures::default();
    for own in counted.values() {
        figures += *own;
    }
    let page = paging::number(&asking.page);
    let rows = branches.iter().skip((page - 1) * BRANCHES).take(BRANCHES).map(|placed| {
        let own = counted.get(&placed.id).copied().unwrap_or_default();
        BranchRow {
            name: placed.name.clone(),
            href: format!("{}{}", path(placed.id, when.year), asked.kept()),
            ratio: format!("{}/{}", count(own.commented), count(own.members)),
            cells: COLUMNS.map(|which| cell(&asked, when.year, placed.id, &own, which)).into(),
        }
    });
    let rows = rows.collect();
    let address = |page: usize| format!("/residence{}{}&page={page}", year.query(), asked.kept());
    let rule = app.settings().rulebook.rule(RuleCode::ResidenceContact, when.on);
    let page = ListPage {
        labels: labels(),
        pages: Pages::new(page, BRANCHES, branches.len(), address),
        organisation: app.tree().name(year.organisation).to_owned(),
        typed_year,
        citation: rule.map(cited).unwrap_or_default(),
        typed: asking.typed,
        shell,
        year,
        asked,
        errors,
        figures,
        guests,
        rows,
    };
    let seen = Seen::list("residence", format!("?year={}", when.year), 0);
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// `GET /residence/people`: the people behind a figure.
pub(in crate::residence) async fn people(
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
    let seen = Seen::list("residence", format!("?year={}&of={}", when.year, which.code()), rows.len());
    let people = rows.into_iter().map(|row| Found {
        person: row.person,
        branch: row.organisation,
        born_on: row.born_on,
        cells: vec![
            (row.contact.as_ref().map_or(state_label(row.state()).to_owned(), contact_words), String::new()),
            (row.commented.as_ref().map(comment_words).unwrap_or_default(), String::new()),
        ],
        name: row.full_name,
    });
    let behind = Behind {
        figure: (which_label(which), which.code()),
        list: ("/residence", t("Giữ mối liên hệ nơi cư trú năm {year}").with("year", when.year)),
        columns: vec![t("Nơi cư trú").to_owned(), t("Nhận xét năm {year}").with("year", when.year)],
        people: people.collect(),
        total,
    };
    let page = behind.page(&mut *db, &app, shell, told, page).await?;
    drop(db);
    Ok(seen.on(Page::ok(page)))
}
