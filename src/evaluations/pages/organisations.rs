//! The grades of the organisations themselves, given by the committee above them, on one page.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::super::form::{ABOVE, DECIDED, NUMBER, Sheet, Subject, of_points, read};
use super::super::{When, of_organisations, write_organisations};
use super::{Line, contested, decision, options, problems, rules};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::auth::scope::Kind;
use crate::ids::OrganisationId;
use crate::members::warnings::{self, Warning};
use crate::organisations::year::{AskedYear, YearQuery};
use crate::organisations::{Placed, kind_label, tree_known};
use crate::rules::year::has_begun;
use crate::shell::{Flash, Shell};
use crate::state::{App, Db};
use crate::submissions::{self, Claim};
use crate::web::as_of::{AsOf, Asked};
use crate::web::cells::Shown;
use crate::web::extract::{Once, Query};
use crate::web::grid::Grid;
use crate::web::{Errors, Page, filters, t};
use crate::yearly::grids::{Asking, Told, is_editable, year_of};
use crate::yearly::queries::hold;
use crate::{Error, Result};

/// The most organisations of one page; of more, one asks for a part of the tree.
const MOST: usize = 300;

/// `GET /evaluations/organisations`
#[derive(Template)]
#[template(path = "evaluations/organisations.html")]
struct OrganisationsPage {
    shell: Shell,
    year: AskedYear,
    typed_year: String,
    organisation: String,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    problems: Vec<(String, String)>,
    contested: Vec<(String, String)>,
    lines: Vec<Line>,
    cut: bool,
    number: Shown,
    decided: Shown,
    options: Vec<(&'static str, &'static str)>,
    points: bool,
    editable: bool,
    warnings: Vec<Warning>,
    submission: String,
}

impl OrganisationsPage {
    fn has_begun(&self) -> bool {
        has_begun(self.year.year, self.asked.day)
    }
}

/// The organisations of a year.
struct Book {
    when: When,
    placed: Vec<Placed>,
    subjects: Vec<Subject<OrganisationId>>,
    cut: bool,
}

/// Whether the viewer records the grade of an organisation: one below their own; their own only where nobody of the book
/// is above it.
fn may_grade(app: &App, viewer: &Viewer, organisation: OrganisationId) -> bool {
    let tree = app.tree();
    let above = tree.node(organisation).and_then(|node| node.parent).and_then(|parent| tree.node(parent));
    organisation != viewer.organisation || above.is_none_or(|node| node.kind == Kind::Superior)
}

impl Book {
    async fn read(db: &mut PgConnection, app: &App, viewer: &Viewer, year: &AskedYear, when: When) -> Result<Self> {
        let mut placed = tree_known(&mut *db, &year.scope, when.on, when.known).await?;
        placed.retain(|placed| placed.kind != Kind::Superior && may_grade(app, viewer, placed.id));
        let cut = placed.len() > MOST;
        placed.truncate(MOST);
        let ids: Vec<_> = placed.iter().map(|placed| placed.id.0).collect();
        let mut held = of_organisations(&mut *db, &ids, when).await?;
        let subject = |placed: &Placed| Subject::organisation(placed.id, &placed.name, held.remove(&placed.id));
        let subjects = placed.iter().map(subject).collect();
        Ok(Self { when, placed, subjects, cut })
    }
}

/// What the page is made of besides the book.
struct Made {
    shell: Shell,
    year: AskedYear,
    typed_year: String,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    warnings: Vec<Warning>,
    submission: String,
}

fn page(app: &App, viewer: &Viewer, book: &Book, sheet: &Sheet<OrganisationId>, made: Made) -> OrganisationsPage {
    let settings = app.settings();
    let (number, decided) = (sheet.cells.of(ABOVE, NUMBER), sheet.cells.of(ABOVE, DECIDED));
    let above = decision(&number, &decided);
    let query = made.asked.query();
    let lines = book.placed.iter().zip(&book.subjects).map(|(placed, subject)| {
        let mut hints = vec![kind_label(placed.kind).to_owned()];
        if placed.id == viewer.organisation {
            hints.push(t("do cấp trên xếp loại").to_owned());
        }
        Line::of(subject, &sheet.cells, &above, format!("{}{query}", placed.id.path()), hints)
    });
    OrganisationsPage {
        organisation: app.tree().name(made.year.organisation).to_owned(),
        lines: lines.collect(),
        cut: book.cut,
        number,
        decided,
        options: options(false),
        points: rules(&settings, book.when, made.asked.today).points,
        editable: is_editable(viewer, &made.asked, made.year.year) && !book.placed.is_empty(),
        problems: problems(sheet, &made.errors),
        contested: contested(&sheet.cells, &book.subjects),
        shell: made.shell,
        year: made.year,
        typed_year: made.typed_year,
        asked: made.asked,
        typed: made.typed,
        errors: made.errors,
        warnings: made.warnings,
        submission: made.submission,
    }
}

fn seen(book: &Book) -> Seen {
    Seen::list("evaluation", format!("?year={}", book.when.year), 0)
}

pub(in crate::evaluations) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asking): Query<Asking>,
) -> Result<Response> {
    let Told { year, asked, when, errors, typed_year } = asking.read(&app, &viewer);
    let book = Book::read(&mut db, &app, &viewer, &year, when).await?;
    drop(db);
    let sheet = read(None, &book.subjects, rules(&app.settings(), book.when, asked.today));
    let good = errors.is_empty();
    let made = Made {
        shell,
        typed_year,
        year,
        asked,
        typed: asking.typed,
        errors,
        warnings: Vec::new(),
        submission: submissions::key()?,
    };
    let page = page(&app, &viewer, &book, &sheet, made);
    Ok(seen(&book).on(if good { Page::ok(page) } else { Page::invalid(page) }))
}

pub(in crate::evaluations) async fn save(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(grid, content): Once<Grid>,
) -> Result<Response> {
    let (author, today) = (viewer.author(), viewer.at.day());
    let when = When::new(year_of(&grid, today)?, today, None);
    let submission = grid.field("submission").to_owned();
    let asking = YearQuery { year: when.year.to_string(), branch: grid.field("branch").to_owned() };
    let (year, wrong) = asking.read(&app, &viewer);
    if !wrong.is_empty() {
        return Err(Error::NotFound);
    }
    let location = format!("/evaluations/organisations{}", year.query());
    let settings = app.settings();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    // Two may ask for parts of the tree that overlap: whoever saves grades of organisations holds that of the account
    // that is above all, which is the first of the book.
    hold(&mut tx, app.tree().ids().into_iter().min().unwrap_or(year.organisation)).await?;
    let book = Book::read(&mut tx, &app, &viewer, &year, when).await?;
    let sheet = read(Some(&grid), &book.subjects, rules(&settings, book.when, today));
    let contested = sheet.cells.are_contested();
    let mut made = Made {
        shell,
        typed_year: when.year.to_string(),
        year,
        asked: AsOf::default().read(today).0,
        typed: AsOf::default(),
        errors: Errors::new(),
        warnings: Vec::new(),
        submission: submission.clone(),
    };
    if let Some(saved) = before {
        made.errors = saved;
    } else {
        if sheet.gone {
            made.errors.add("grid", t("Có tổ chức không còn trong danh sách này. Xem lại danh sách rồi lưu lại."));
        }
        if !contested && sheet.cells.problems().is_empty() {
            let rules = rules(&settings, book.when, today);
            made.warnings.extend(of_points(&sheet, &book.subjects, rules, grid.fields("confirm")));
            made.errors.extend(warnings::unconfirmed(&made.warnings));
        }
        if made.errors.is_empty() && !contested && sheet.cells.problems().is_empty() {
            write_organisations(&mut tx, author, when.year, &sheet.changes).await?;
            submissions::finish(&mut tx, author, &submission, &location).await?;
            tx.commit().await?;
            let done = if sheet.changes.is_empty() { Flash::Unchanged } else { Flash::Saved };
            return Ok(done.see_other(&location));
        }
    }
    tx.rollback().await?;
    made.submission = submissions::key_again(&submission, &made.errors)?;
    let conflict = contested || made.errors.saved().is_some();
    let page = page(&app, &viewer, &book, &sheet, made);
    let page = if conflict { Page::conflict(page) } else { Page::invalid(page) };
    Ok(seen(&book).on(page.into_response()))
}
