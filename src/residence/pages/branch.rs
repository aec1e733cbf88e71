//! The residence contact of a branch: everybody on one page, saved as a whole or not at all.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::super::form::{COMMENT, CONTACT, Days, INTRODUCED, NOTE, PLACE, RECEIVED, Sheet, YES, read};
use super::super::present::{comment_label, comment_words, contact_label, contact_words, state_label};
use super::super::{Figures, Row, When, Which, members, path, people_path, queries, write};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::OrganisationId;
use crate::members::warnings::cited;
use crate::organisations::names_known;
use crate::rules::regulations::RuleCode;
use crate::rules::residence::{Comment, Reason, State as Standing};
use crate::rules::year::is_due;
use crate::shell::{Flash, Shell};
use crate::state::{App, Db};
use crate::submissions::{self, Claim};
use crate::web::as_of::{AsOf, Asked};
use crate::web::cells::Shown;
use crate::web::extract::{Once, Path, Query};
use crate::web::grid::Grid;
use crate::web::{Errors, Page, filters, t};
use crate::yearly::grids::{Asking, Told, check, is_editable, year_of};
use crate::yearly::queries::hold;
use crate::{Error, Result};

/// How many residence branches are suggested.
const SUGGESTED: i64 = 50;

/// `GET /residence/{organisation}`
#[derive(Template)]
#[template(path = "residence/branch.html")]
struct BranchPage {
    shell: Shell,
    branch: OrganisationId,
    name: String,
    year: i16,
    typed_year: String,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    problems: Vec<(String, String)>,
    contested: Vec<(String, String)>,
    lines: Vec<Line>,
    contacts: Vec<(&'static str, &'static str)>,
    comments: Vec<(&'static str, &'static str)>,
    places: Vec<String>,
    editable: bool,
    has_begun: bool,
    figures: Figures,
    /// Of how many something is missing, of what is due.
    lacking: u32,
    citation: String,
    submission: String,
    fill: Fill,
    filled: bool,
}

impl BranchPage {
    fn path(&self, year: i16) -> String {
        path(self.branch, year)
    }

    fn missing(&self) -> String {
        let which = Which::lacking(is_due(self.year, self.asked.day));
        format!("{}{}", people_path(self.year, Some(self.branch), which), self.asked.kept())
    }
}

/// What is to be filled into all that is empty.
#[derive(Clone, Debug, Default)]
struct Fill {
    contact: String,
    comment: String,
    received_on: String,
}

/// A row of the grid as it is shown.
struct Line {
    id: i64,
    name: String,
    href: String,
    /// What is to be known of them.
    hints: Vec<String>,
    state: &'static str,
    /// Whether something is missing.
    missing: bool,
    contact: Shown,
    introduced_on: Shown,
    place: Shown,
    comment: Shown,
    received_on: Shown,
    note: Shown,
    /// The same in words, for who only reads.
    contact_words: String,
    comment_words: String,
}

/// A branch in a year.
struct Book {
    branch: OrganisationId,
    name: String,
    when: When,
    rows: Vec<Row>,
    places: Vec<String>,
}

impl Book {
    async fn read(db: &mut PgConnection, viewer: &Viewer, branch: OrganisationId, when: When) -> Result<Self> {
        let rows = members(&mut *db, branch, when).await?;
        let places = queries::places(&mut *db, &viewer.scope.ids(), SUGGESTED).await?;
        let name = names_known(&mut *db, &[branch], when.on, when.known).await?.remove(&branch).unwrap_or_default();
        Ok(Self { branch, name, when, rows, places })
    }

    /// The name of a row.
    fn called(&self, id: i64) -> String {
        self.rows.iter().find(|row| row.person.0 == id).map(|row| row.full_name.clone()).unwrap_or_default()
    }

    fn days(&self, asked: &Asked) -> Days {
        Days { year: self.when.year, on: self.when.on, today: asked.today }
    }

    fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        for row in &self.rows {
            let state = row.state();
            figures.members += 1;
            figures.probationary += u32::from(row.probationary);
            figures.introduced += u32::from(matches!(state, Standing::Awaited | Standing::Commented));
            figures.commented += u32::from(state == Standing::Commented);
            figures.not_introduced += u32::from(state == Standing::NotIntroduced);
        }
        figures
    }
}

/// What the page is made of besides the book.
struct Made {
    shell: Shell,
    asked: Asked,
    typed: AsOf,
    typed_year: String,
    errors: Errors,
    submission: String,
    fill: Fill,
    filled: bool,
}

fn line(row: &Row, sheet: &Sheet, query: &str, due: bool) -> Line {
    let cell = |column| sheet.cells.of(row.person.0, column);
    let mut hints = Vec::new();
    if row.probationary {
        hints.push(t("Dự bị").to_owned());
    }
    if !row.residence.is_empty() {
        hints.push(row.residence.clone());
    }
    Line {
        id: row.person.0,
        name: row.full_name.clone(),
        href: format!("{}{query}", row.person.path()),
        hints,
        state: state_label(row.state()),
        missing: row.state() == Standing::Unknown || (due && row.state() == Standing::Awaited),
        contact: cell(CONTACT),
        introduced_on: cell(INTRODUCED),
        place: cell(PLACE),
        comment: cell(COMMENT),
        received_on: cell(RECEIVED),
        note: cell(NOTE),
        contact_words: row.contact.as_ref().map(contact_words).unwrap_or_default(),
        comment_words: row.commented.as_ref().map(comment_words).unwrap_or_default(),
    }
}

fn page(app: &App, viewer: &Viewer, book: &Book, sheet: &Sheet, made: Made) -> BranchPage {
    let query = made.asked.query();
    let due = is_due(book.when.year, made.asked.day);
    let rule = app.settings().rulebook.rule(RuleCode::ResidenceContact, book.when.on);
    let contacts = std::iter::once(YES).chain(Reason::ALL.map(Reason::code));
    let above = made.errors.list().iter().map(|(field, sentence)| ((*field).to_owned(), sentence.clone()));
    BranchPage {
        branch: book.branch,
        name: book.name.clone(),
        year: book.when.year,
        lines: book.rows.iter().map(|row| line(row, sheet, &query, due)).collect(),
        contacts: contacts.filter_map(|code| Some((code, contact_label(code)?))).collect(),
        comments: Comment::ALL.map(|comment| (comment.code(), comment_label(comment))).into(),
        places: book.places.clone(),
        editable: is_editable(viewer, &made.asked, book.when.year),
        has_begun: book.when.has_begun(),
        lacking: book.figures().lacking(due),
        figures: book.figures(),
        citation: rule.map(cited).unwrap_or_default(),
        problems: above.chain(sheet.cells.problems()).collect(),
        contested: sheet.cells.contested(|id| book.called(id)),
        shell: made.shell,
        typed_year: made.typed_year,
        asked: made.asked,
        typed: made.typed,
        errors: made.errors,
        submission: made.submission,
        fill: made.fill,
        filled: made.filled,
    }
}

fn seen(book: &Book) -> Seen {
    Seen::list("residence", format!("?branch={}&year={}", book.branch, book.when.year), book.rows.len())
}

pub(in crate::residence) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Path(branch): Path<OrganisationId>,
    Query(asking): Query<Asking>,
) -> Result<Response> {
    check(&app, &viewer, branch)?;
    let (Told { asked, when, errors, typed_year, .. }, typed) = asking.of_grid(&app, &viewer);
    let book = Book::read(&mut db, &viewer, branch, when).await?;
    drop(db);
    let sheet = read(None, &book.rows, book.days(&asked));
    let good = errors.is_empty();
    let made = Made {
        shell,
        asked,
        typed,
        typed_year,
        errors,
        submission: submissions::key()?,
        fill: Fill::default(),
        filled: false,
    };
    let page = page(&app, &viewer, &book, &sheet, made);
    Ok(seen(&book).on(if good { Page::ok(page) } else { Page::invalid(page) }))
}

/// Puts what is to be filled into the cells that are empty: comments only where somebody is introduced.
fn fill(sheet: &mut Sheet, rows: &[Row], fill: &Fill) {
    for row in rows {
        let id = row.person.0;
        sheet.cells.fill(id, CONTACT, &fill.contact);
        if sheet.cells.of(id, CONTACT).typed == YES && sheet.cells.of(id, COMMENT).typed.is_empty() {
            sheet.cells.fill(id, COMMENT, &fill.comment);
            if !fill.comment.is_empty() {
                sheet.cells.fill(id, RECEIVED, &fill.received_on);
            }
        }
    }
}

pub(in crate::residence) async fn save(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(branch): Path<OrganisationId>,
    Once(grid, content): Once<Grid>,
) -> Result<Response> {
    check(&app, &viewer, branch)?;
    let (author, today) = (viewer.author(), viewer.at.day());
    let when = When::new(year_of(&grid, today)?, today, None);
    let submission = grid.field("submission").to_owned();
    let filled = grid.field("then") == "fill";
    let mut made = Made {
        shell,
        asked: AsOf::default().read(today).0,
        typed: AsOf::default(),
        typed_year: when.year.to_string(),
        errors: Errors::new(),
        submission: submission.clone(),
        fill: Fill {
            contact: grid.field("fill_contact").to_owned(),
            comment: grid.field("fill_comment").to_owned(),
            received_on: grid.field("fill_received_on").to_owned(),
        },
        filled,
    };
    let mut tx = app.db.begin().await?;
    if filled {
        let book = Book::read(&mut tx, &viewer, branch, when).await?;
        let mut sheet = read(Some(&grid), &book.rows, book.days(&made.asked));
        fill(&mut sheet, &book.rows, &made.fill);
        let page = page(&app, &viewer, &book, &sheet, made);
        return Ok(seen(&book).on(Page::ok(page)));
    }
    let before = match submissions::claim(&mut tx, &app.seal, author, &submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    hold(&mut tx, branch).await?;
    let book = Book::read(&mut tx, &viewer, branch, when).await?;
    let sheet = read(Some(&grid), &book.rows, book.days(&made.asked));
    let contested = sheet.cells.are_contested();
    if let Some(saved) = before {
        made.errors = saved;
    } else {
        if sheet.gone {
            made.errors.add("grid", t("Có người vừa được chuyển khỏi chi bộ này. Xem lại danh sách rồi lưu lại."));
        }
        if made.errors.is_empty() && !contested && sheet.cells.problems().is_empty() {
            write(&mut tx, author, branch, when.year, &sheet.changes).await?;
            let location = path(branch, when.year);
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
