//! A section as a committee edits it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{asked, path, seen};
use crate::auth::Viewer;
use crate::organisations::year::AskedYear;
use crate::reports::draft::{Part, Section};
use crate::reports::{About, Made, text, words_of};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::extract::{Once, Path, Query};
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

/// Which section of whose report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::reports) struct AskedPart {
    branch: String,
    part: String,
}

/// What is sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::reports) struct TextForm {
    branch: String,
    part: String,
    text: String,
    /// The text as the page showed it first: a figure that nobody touched is no figure of one's own, though the book
    /// tells another one by now.
    shown: String,
    version: String,
    /// `book`: back to the words of the book.
    act: String,
    submission: String,
}

/// `GET /reports/{year}/edit`, and what was sent from it and not saved.
#[derive(Template)]
#[template(path = "reports/edit.html")]
struct EditPage {
    shell: Shell,
    errors: Errors,
    action: String,
    back: String,
    organisation: String,
    asked: AskedYear,
    part: Part,
    heading: String,
    typed: TextForm,
    /// The words of the book, where somebody wrote others.
    book: String,
    /// What somebody else wrote in the meantime, and who.
    other: Option<(String, String)>,
    lines: usize,
    most: usize,
}

impl EditPage {
    fn of(made: &Made, asked: AskedYear, part: Part, shell: Shell, typed: TextForm, errors: Errors) -> Self {
        let section = made.draft.sections.iter().find(|section| section.part == part);
        let book = section.map(|section: &Section| text::editable(&section.paragraphs, &made.draft.figures));
        let written = made.written.get(&part);
        let other = written.filter(|_| errors.get("version").is_some());
        Self {
            other: other.map(|other| (other.by.clone(), words_of(made, part))),
            book: written.and(book).unwrap_or_default(),
            action: path(&asked, "/edit"),
            back: path(&asked, ""),
            organisation: made.document.organisation.clone(),
            heading: part.heading(asked.year),
            lines: typed.text.chars().count() / 90 + typed.text.lines().count() + 4,
            most: text::MOST,
            shell,
            errors,
            asked,
            part,
            typed,
        }
    }
}

/// The report in Vietnamese, in which it is edited.
async fn made(app: &App, db: &mut sqlx::PgConnection, viewer: &Viewer, asked: &AskedYear) -> Result<Made> {
    crate::web::Language::Vietnamese.during(Box::pin(crate::reports::make(app, db, viewer, asked))).await
}

pub(in crate::reports) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(year): Path<i16>,
    Query(query): Query<AskedPart>,
) -> Result<Response> {
    let asked = asked(&app, &viewer, year, &query.branch)?;
    let part = if query.part.is_empty() { Some(Part::Size) } else { Part::from_code(&query.part) };
    let part = part.ok_or(Error::NotFound)?;
    let mut db = app.db.acquire().await?;
    let made = made(&app, &mut db, &viewer, &asked).await?;
    drop(db);
    if made.closed.is_some() {
        return Ok(Flash::ReportIsClosed.see_other(&path(&asked, "")));
    }
    let typed = TextForm {
        text: words_of(&made, part),
        shown: words_of(&made, part),
        version: made.written.get(&part).map(|written| written.version.to_string()).unwrap_or_default(),
        submission: submissions::key()?,
        ..TextForm::default()
    };
    let seen = seen("report", &asked);
    Ok(seen.on(Page::ok(EditPage::of(&made, asked, part, shell, typed, Errors::new())).into_response()))
}

pub(in crate::reports) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(year): Path<i16>,
    Once(form, content): Once<TextForm>,
) -> Result<Response> {
    let asked = asked(&app, &viewer, year, &form.branch)?;
    let part = Part::from_code(&form.part).ok_or(Error::NotFound)?;
    let saved = once(&app, &viewer, (&form.submission, &content), async |tx| {
        save(&app, tx, &viewer, &asked, part, &form).await?;
        Ok(format!("{}#{}", path(&asked, ""), part.code()))
    });
    let errors = match saved.await {
        Ok(location) => return Ok(Flash::Saved.see_other(&location)),
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    let mut db = app.db.acquire().await?;
    let made = made(&app, &mut db, &viewer, &asked).await?;
    drop(db);
    let mut typed = TextForm { submission: submissions::key_again(&form.submission, &errors)?, ..form };
    let stale = errors.get("version").is_some();
    if stale {
        // Who saves again has seen what the other wrote.
        typed.version = made.written.get(&part).map(|written| written.version.to_string()).unwrap_or_default();
    }
    let seen = seen("report", &asked);
    let page = EditPage::of(&made, asked, part, shell, typed, errors.clone());
    Ok(seen.on(if stale { Page::conflict(page) } else { Page::refused(&errors, page) }.into_response()))
}

async fn save(
    app: &App,
    tx: &mut sqlx::PgConnection,
    viewer: &Viewer,
    asked: &AskedYear,
    part: Part,
    form: &TextForm,
) -> Result<()> {
    let about = About { organisation: asked.organisation, year: asked.year, part };
    let version = match form.version.trim() {
        "" => None,
        typed => Some(typed.parse().map_err(|_| Error::BadRequest)?),
    };
    let made = made(app, &mut *tx, viewer, asked).await?;
    let old = words_of(&made, part);
    if form.act == "book" {
        return crate::reports::write(tx, viewer.author(), about, (version, &old), None).await;
    }
    let typed = crate::web::form::clean_lines(&form.text);
    let written = made.written.get(&part).map(|written| written.paragraphs.as_slice());
    let shown = text::shown(&form.shown, written.unwrap_or_default(), &made.draft.figures);
    match text::read(&typed, &made.draft.figures, &shown) {
        Ok(paragraphs) => {
            let new = (paragraphs.as_slice(), &made.draft, typed.as_str());
            crate::reports::write(tx, viewer.author(), about, (version, &old), Some(new)).await
        }
        Err(sentences) => {
            let mut errors = Errors::new();
            errors.add("text", sentences.join(" "));
            Err(Error::Invalid(errors))
        }
    }
}
