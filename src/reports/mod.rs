//! The report of a year, which a committee has written by hand every December: it is worded from what is recorded,
//! every figure leads to the people or records behind it, a committee edits the words, and closing it keeps text and
//! figures and closes the year of the ledger.
//!
//! [`facts`] reads, [`words`] words (and knows no database), [`text`] is what a committee edits, [`annex`] the tables
//! behind it. A report that somebody has edited, or closed, is in Vietnamese whatever the screen: it is a paper.

mod annex;
mod docx;
mod draft;
mod facts;
mod pages;
mod present;
mod queries;
mod text;
mod words;
mod xlsx;

use std::collections::BTreeMap;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route, Viewer};
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::organisations::year::AskedYear;
use crate::state::App;
use crate::web::{Errors, Language, With, t};
use crate::{Error, Result, book, statistics};
use annex::Document;
use draft::{Draft, Figures, Paragraph, Part};
use facts::Remark;
use text::{Derived, Moved};

/// The most bytes of a section as it is sent.
const SECTION: usize = 512 * 1024;

/// The addresses of reports.
pub const ROUTES: &[Route] = &[
    Route::get("/reports", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/reports/{year}", Right::ReadMembers, || get(pages::show)).personal().patient(),
    Route::get("/reports/{year}/docx", Right::ReadMembers, || get(pages::docx)).personal().patient(),
    Route::get("/reports/{year}/xlsx", Right::ReadMembers, || get(pages::xlsx)).personal().patient(),
    Route::get("/reports/{year}/edit", Right::WriteMembers, || get(pages::edit::edit)).personal().patient(),
    Route::post("/reports/{year}/edit", Right::WriteMembers, || post(pages::edit::update))
        .personal()
        .patient()
        .body(SECTION),
    Route::get("/reports/{year}/closing", Right::Administer, || get(pages::closing::new)).personal().patient(),
    Route::post("/reports/{year}/closing", Right::Administer, || post(pages::closing::create)).personal().patient(),
    Route::get("/reports/{year}/reopening", Right::Administer, || get(pages::closing::reopen)).personal().patient(),
    Route::post("/reports/{year}/reopening", Right::Administer, || post(pages::closing::reopened)).personal().patient(),
];

/// What a committee wrote of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    /// The number of the version.
    version: i64,
    /// What it says; nothing: the section is left out.
    paragraphs: Vec<Paragraph>,
    /// What the book told of its figures then.
    derived: Derived,
    /// The sentences of the book then, without their figures; none: they were not kept.
    said: Option<Vec<String>>,
    /// When.
    at: Instant,
    /// Who.
    by: String,
}

/// A report that was closed.
#[derive(Clone, Debug)]
struct Closed {
    /// The number of the version.
    version: i64,
    /// Text and figures as they stood.
    document: Document,
    /// Whether the closing of the year was made with it.
    period_too: bool,
    /// When.
    at: Instant,
    /// Who.
    by: String,
}

/// A report as it is now.
struct Made {
    /// What it says; of a closed one what was kept.
    document: Document,
    /// The words of the book, whatever was written.
    draft: Draft,
    /// What was written of its sections.
    written: BTreeMap<Part, Written>,
    /// What the book tells otherwise since it was written, by section; since it was closed, of none.
    moved: Vec<(Option<Part>, Vec<Moved>)>,
    /// What the book says otherwise since a section was written, in its sentences.
    otherwise: BTreeMap<Part, Vec<String>>,
    /// As it was closed.
    closed: Option<Closed>,
    /// Whether it is in Vietnamese whatever the screen.
    kept: bool,
}

/// The report of a year of an organisation.
///
/// # Errors
/// [`Error::NotFound`] of a year that has not begun.
async fn make(app: &App, db: &mut PgConnection, viewer: &Viewer, asked: &AskedYear) -> Result<Made> {
    let written = queries::written(&mut *db, asked.organisation, asked.year).await?;
    let closed = queries::closed(&mut *db, asked.organisation, asked.year).await?;
    let kept = !written.is_empty() || closed.is_some();
    let screen = Language::current();
    let language = if kept { Language::Vietnamese } else { screen };
    language.during(worded(app, db, viewer, asked, (written, closed), screen)).await
}

/// The same in the language that is spoken; what is only on the screen in that of the screen.
async fn worded(
    app: &App,
    db: &mut PgConnection,
    viewer: &Viewer,
    asked: &AskedYear,
    (written, closed): (BTreeMap<Part, Written>, Option<Closed>),
    screen: Language,
) -> Result<Made> {
    let remarks = remarks(app, &mut *db, viewer, asked).await?;
    let (facts, account) = facts::gather(app, &mut *db, viewer, asked, remarks).await?;
    let mut draft = words::compose(&facts);
    if screen != Language::current() {
        draft.hint_as(&screen.scope(|| words::compose(&facts)));
    }
    let kept = !written.is_empty() || closed.is_some();
    let mut moved = Vec::new();
    let mut otherwise = BTreeMap::new();
    let document = if let Some(closed) = &closed {
        let then = text::told(closed.document.figures.keys(), &closed.document.figures);
        let since = text::moved(&then, &draft.figures);
        moved.extend((!since.is_empty()).then_some((None, since)));
        closed.document.clone()
    } else {
        let mut sections = draft.sections.clone();
        for section in &mut sections {
            let Some(written) = written.get(&section.part) else { continue };
            section.paragraphs = text::resolved(&written.paragraphs, &written.derived, &draft.figures);
            let since = text::moved(&written.derived, &draft.figures);
            moved.extend((!since.is_empty()).then_some((Some(section.part), since)));
            if let Some(then) = &written.said {
                otherwise.insert(section.part, text::otherwise(then, section.part, &draft));
            }
        }
        let (annex, years) = annex::tables(app, db, viewer, &facts, &account).await?;
        Document {
            organisation: facts.name,
            superior: facts.superior,
            of_branch: facts.of_branch,
            year: facts.year,
            until: facts.question.to.to_string(),
            sections,
            figures: draft.figures.clone(),
            annex,
            years,
        }
    };
    Ok(Made { document, draft, written, moved, otherwise, closed, kept })
}

/// What the branches below wrote as remarks in their own reports.
async fn remarks(app: &App, db: &mut PgConnection, viewer: &Viewer, asked: &AskedYear) -> Result<Vec<Remark>> {
    let tree = app.tree();
    let mut below = asked.scope.ids();
    below.retain(|id| *id != asked.organisation.0 && viewer.scope.covers(OrganisationId(*id)));
    let written = queries::written_by(db, &below, asked.year, Part::Remarks).await?;
    let mut remarks: Vec<_> = written
        .into_iter()
        .map(|(organisation, paragraphs, derived)| {
            let shown = text::resolved(&paragraphs, &derived, &Figures::new());
            let lines: Vec<_> = shown.iter().map(|paragraph| paragraph.words(&Figures::new())).collect();
            Remark { organisation: tree.name(organisation).to_owned(), text: lines.join("\n") }
        })
        .filter(|remark| !remark.text.is_empty())
        .collect();
    remarks.sort_by(|one, other| one.organisation.cmp(&other.organisation));
    // As much as a section may have, with room for what a committee adds.
    let (mut room, all) = (text::MOST * 3 / 4, remarks.len());
    remarks.retain(|remark| {
        let length = remark.text.chars().count();
        let fits = length <= room;
        room = if fits { room - length } else { 0 };
        fits
    });
    if remarks.len() < all {
        let organisation = t("Còn {n} chi bộ có nhận xét").with("n", all - remarks.len());
        remarks.push(Remark { organisation, text: t("xem báo cáo của từng chi bộ.").to_owned() });
    }
    Ok(remarks)
}

/// Which section of which report is written.
#[derive(Clone, Copy, Debug)]
struct About {
    organisation: OrganisationId,
    year: i16,
    part: Part,
}

/// Keeps what a committee wrote of a section, or goes back to the words of the book where that is nothing.
///
/// # Errors
/// [`Error::Invalid`] on `version` when somebody else was faster, on `form` when the report is closed.
async fn write(
    db: &mut PgConnection,
    author: Author,
    about: About,
    (version, old): (Option<i64>, &str),
    new: Option<(&[Paragraph], &Draft, &str)>,
) -> Result<()> {
    let About { organisation, year, part } = about;
    queries::hold(&mut *db, organisation).await?;
    if queries::closed(&mut *db, organisation, year).await?.is_some() {
        return Err(Error::field("form", t("Báo cáo đã chốt. Muốn sửa thì mở lại báo cáo trước.")));
    }
    let before = queries::written(&mut *db, organisation, year).await?.remove(&part);
    if before.as_ref().map(|written| written.version) != version {
        return Err(stale());
    }
    if let Some(before) = before
        && !queries::end(&mut *db, author, before.version, new.is_none()).await?
    {
        return Err(stale());
    }
    let words = if let Some((paragraphs, draft, words)) = new {
        let derived = text::derived(paragraphs, &draft.figures);
        let said: Vec<_> = draft.forms(part).into_iter().map(|(form, _)| form).collect();
        queries::insert(&mut *db, author, (organisation, year, part), paragraphs, (&derived, &said)).await?;
        words
    } else {
        ""
    };
    let fields =
        [Field::new("year", "", year), Field::new("report_part", "", part.code()), Field::new("text", old, words)];
    let subject = Subject::Organisation(organisation);
    audit::record(db, author, "report_written", subject, Some(organisation), &fields).await
}

fn stale() -> Error {
    let mut errors = Errors::new();
    errors.add("version", t("Người khác vừa sửa phần này. Xem lời của người đó bên dưới, rồi sửa tiếp hoặc lưu lại."));
    Error::Invalid(errors)
}

/// Closes the report of a year: the year of the ledger with it, text and figures as they stand.
///
/// # Errors
/// [`Error::Invalid`] when the year is not over, the report is closed already, or the figures do not agree.
async fn close(app: &App, db: &mut PgConnection, viewer: &Viewer, asked: &AskedYear) -> Result<()> {
    let question = facts::question(asked)?;
    if book::opens_on(&mut *db).await?.is_some_and(|opens_on| opens_on > question.to) {
        return Err(Error::field("form", t("Sổ mở sau năm này, nên không có gì để chốt.")));
    }
    if question.to.year() == asked.today.year() {
        return Err(Error::field("form", t("Năm chưa hết nên chưa chốt được. Bản nháp vẫn in và tải về được.")));
    }
    // The lock of closings first, as whoever changes an organisation takes them.
    book::closing(&mut *db, viewer.author(), || app.clock.now()).await?;
    queries::hold(&mut *db, asked.organisation).await?;
    if queries::closed(&mut *db, asked.organisation, asked.year).await?.is_some() {
        return Err(Error::field("form", t("Báo cáo năm này đã chốt rồi.")));
    }
    let tree = app.tree();
    let (author, closed_period) = statistics::close_for_report(app, &mut *db, &tree, viewer, &question).await?;
    // Nothing that was remembered before the lock was held is believed.
    let viewer = &Viewer { revision: book::revision(&mut *db).await?, ..viewer.clone() };
    let written = queries::written(&mut *db, asked.organisation, asked.year).await?;
    let made = Language::Vietnamese
        .during(worded(app, &mut *db, viewer, asked, (written, None), Language::Vietnamese))
        .await?;
    let mut document = made.document;
    // What was not said is left out of what is kept.
    document.sections.retain(draft::Section::speaks);
    for section in &mut document.sections {
        section.paragraphs.retain(|paragraph| !paragraph.pieces.is_empty());
    }
    let of = (asked.organisation, asked.year);
    queries::close(&mut *db, author, of, &document, closed_period).await?;
    let total = document.figures.get("size.total").map(|figure| figure.value.clone()).unwrap_or_default();
    let fields = [Field::new("year", "", asked.year), Field::new("closing_total", "", total)];
    let subject = Subject::Organisation(asked.organisation);
    audit::record(db, author, "report_closed", subject, Some(asked.organisation), &fields).await
}

/// Reopens a closed report for a reason; the closing of the year that was made with it is withdrawn.
///
/// # Errors
/// [`Error::Invalid`] when it is not closed any more.
async fn reopen(
    app: &App,
    db: &mut PgConnection,
    author: Author,
    asked: &AskedYear,
    closed: &Closed,
    reason: &str,
) -> Result<()> {
    let mut author = book::closing(&mut *db, author, || app.clock.now()).await?;
    queries::hold(&mut *db, asked.organisation).await?;
    if closed.period_too {
        let question = facts::question(asked)?;
        author = statistics::reopen_for_report(app, &mut *db, author, &question, reason).await?;
    }
    if !queries::reopen(&mut *db, author, closed.version, reason).await? {
        return Err(Error::field("reason", t("Báo cáo này đã được mở lại rồi.")));
    }
    let fields = [Field::new("year", "", asked.year), Field::new("reason", "", reason)];
    let subject = Subject::Organisation(asked.organisation);
    audit::record(db, author, "report_reopened", subject, Some(asked.organisation), &fields).await
}

/// A section as it stands, to be edited.
fn words_of(made: &Made, part: Part) -> String {
    let section = made.document.sections.iter().find(|section| section.part == part);
    section.map(|section| text::editable(&section.paragraphs, &made.document.figures)).unwrap_or_default()
}
