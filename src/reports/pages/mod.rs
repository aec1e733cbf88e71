//! The reports of an organisation, and the report of a year.

pub(super) mod closing;
pub(super) mod edit;

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::annex::Document;
use super::draft::Part;
use super::present::{Bar, Block, Change, Sheet, Shown, bars, blocks, sheets};
use super::{Made, make, queries};
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::organisations::year::{AskedYear, YearQuery};
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::extract::{Path, Query};
use crate::web::{Errors, Language, Page, With, filters, t};
use crate::{Error, Result, book};

/// The media type.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The media type.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Of which organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AskedBranch {
    branch: String,
}

/// The year and the organisation of an address.
///
/// # Errors
/// [`Error::NotFound`] when there is no such year or organisation for the viewer.
pub(super) fn asked(app: &App, viewer: &Viewer, year: i16, branch: &str) -> Result<AskedYear> {
    // Who administers only may not read it, and closes nothing unread.
    if !viewer.may(Right::ReadMembers) {
        return Err(Error::NotFound);
    }
    let query = YearQuery { year: year.to_string(), branch: branch.to_owned() };
    let (asked, errors) = query.read(app, viewer);
    if errors.is_empty() && asked.year <= asked.today.year() { Ok(asked) } else { Err(Error::NotFound) }
}

/// The address of a report, with `more` after the year: `/edit`.
pub(super) fn path(asked: &AskedYear, more: &str) -> String {
    let branch = if asked.narrowed { format!("?branch={}", asked.organisation) } else { String::new() };
    format!("/reports/{}{more}{branch}", asked.year)
}

/// A line of what was said of what was shown.
fn seen(act: &'static str, asked: &AskedYear) -> Seen {
    Seen::list(act, format!("year={}&branch={}", asked.year, asked.organisation), 0)
}

/// A year in the list.
struct Year {
    of: i16,
    href: String,
    /// When it was closed, and by whom; empty: it is a draft.
    closed: String,
    /// Whether the year is going on.
    current: bool,
    /// How often it was closed and reopened: when, by whom, when reopened, by whom, why.
    reopened: Vec<String>,
}

/// `GET /reports`
#[derive(Template)]
#[template(path = "reports/list.html")]
struct ListPage {
    shell: Shell,
    asked: AskedYear,
    organisation: String,
    years: Vec<Year>,
    errors: Errors,
}

pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(query): Query<YearQuery>,
) -> Result<Response> {
    let (asked, errors) = YearQuery { year: String::new(), ..query }.read(&app, &viewer);
    let closings = queries::closings(&mut *db, asked.organisation).await?;
    let oldest = closings.iter().map(|(year, ..)| *year).min().unwrap_or(asked.today.year());
    let first = queries::first_year(&mut *db).await?.unwrap_or(oldest).min(oldest);
    let years = (first..=asked.today.year()).rev().map(|year| {
        let of = AskedYear { year, ..asked.clone() };
        let mut one = Year {
            of: year,
            href: path(&of, ""),
            closed: String::new(),
            current: year == asked.today.year(),
            reopened: Vec::new(),
        };
        for (_, at, by, ended) in closings.iter().filter(|(of, ..)| *of == year) {
            match ended {
                None => one.closed = t("Chốt lúc {at}, người chốt: {name}.").with("at", at).with("name", by),
                Some((ended_at, ended_by, reason)) => one.reopened.push(
                    t("Chốt lúc {at}, mở lại lúc {ended}, người mở: {name}. Lý do: {reason}")
                        .with("at", at)
                        .with("ended", ended_at)
                        .with("name", ended_by)
                        .with("reason", reason),
                ),
            }
        }
        one
    });
    let page = ListPage {
        organisation: app.tree().name(asked.organisation).to_owned(),
        years: years.collect(),
        shell,
        errors,
        asked,
    };
    let seen = Seen::list("reports", format!("branch={}", page.asked.organisation), 0);
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// What stands on the paper around its text, in the language of the paper.
struct Paper {
    number: &'static str,
    place_and_day: &'static str,
    title: &'static str,
    about: String,
    receivers: [&'static str; 3],
    by: &'static str,
    signed: [&'static str; 2],
    annex: &'static str,
    years: &'static str,
}

impl Paper {
    fn of(document: &Document) -> Self {
        Self {
            number: if document.of_branch { t("Số …… -BC/CB") } else { t("Số …… -BC/ĐU") },
            place_and_day: t("……………, ngày …… tháng …… năm ………"),
            title: t("BÁO CÁO"),
            about: t("Tổng kết công tác Đảng năm {year}, phương hướng, nhiệm vụ năm {next}")
                .with("year", document.year)
                .with("next", document.year + 1),
            receivers: [t("Nơi nhận:"), t("- Cấp ủy cấp trên (để báo cáo),"), t("- Lưu.")],
            by: if document.of_branch { t("T/M CHI BỘ") } else { t("T/M ĐẢNG ỦY") },
            signed: [t("BÍ THƯ"), t("(ký, ghi rõ họ tên, đóng dấu nếu có)")],
            annex: t("Phụ lục số liệu"),
            years: t("Số đảng viên cuối mỗi năm"),
        }
    }
}

/// `GET /reports/{year}`
#[derive(Template)]
#[template(path = "reports/show.html")]
struct ShowPage {
    shell: Shell,
    asked: AskedYear,
    document: Document,
    blocks: Vec<Block>,
    bars: Vec<Bar>,
    width: i64,
    closed: String,
    /// What the book tells otherwise since it was closed.
    moved: Vec<Change>,
    /// Whether it is in Vietnamese whatever the screen.
    kept: bool,
    docx: String,
    xlsx: String,
    close: String,
    reopen: String,
    list: String,
    before: Option<String>,
    after: Option<String>,
    wrong: usize,
    missing: usize,
    paper: Paper,
    said: String,
    printed_by: String,
    printed_at: String,
}

impl ShowPage {
    fn sheets(&self) -> Vec<Sheet<'_>> {
        sheets(&self.document.annex)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Path(year): Path<i16>,
    Query(query): Query<AskedBranch>,
) -> Result<Response> {
    let asked = asked(&app, &viewer, year, &query.branch)?;
    let made = make(&app, &mut db, &viewer, &asked).await?;
    let may_write = viewer.may(Right::WriteMembers);
    let edit = |part: Part| {
        if !may_write {
            return String::new();
        }
        let to = path(&asked, "/edit");
        let sign = if to.contains('?') { '&' } else { '?' };
        format!("{to}{sign}part={}", part.code())
    };
    let blocks = blocks(&made, edit);
    let paper = language(&made).scope(|| Paper::of(&made.document));
    let opened = book::opens_on(&mut *db).await?.is_none_or(|day| day.year() <= asked.year);
    let Made { document, moved, closed, kept, .. } = made;
    let may_close = viewer.may(Right::Administer);
    let over = asked.year < asked.today.year();
    let at = |year: i16| path(&AskedYear { year, ..asked.clone() }, "");
    let (bars, width) = bars(&document);
    let list = if asked.narrowed { format!("/reports?branch={}", asked.organisation) } else { "/reports".to_owned() };
    let page = ShowPage {
        wrong: document.figures.values().filter(|figure| !figure.wrong.is_empty()).count(),
        missing: blocks.iter().flat_map(|block| &block.paragraphs).filter(|one| !one.missing.is_empty()).count(),
        moved: moved.iter().filter(|(part, _)| part.is_none()).flat_map(|(_, moved)| Change::of(moved)).collect(),
        closed: closed
            .as_ref()
            .map(|closed| t("Chốt lúc {at}, người chốt: {name}.").with("at", closed.at).with("name", &closed.by))
            .unwrap_or_default(),
        docx: path(&asked, "/docx"),
        xlsx: path(&asked, "/xlsx"),
        close: if may_close && closed.is_none() && over && opened { path(&asked, "/closing") } else { String::new() },
        reopen: if may_close && closed.is_some() { path(&asked, "/reopening") } else { String::new() },
        before: Some(asked.year - 1).filter(|year| *year >= crate::organisations::year::FIRST).map(at),
        after: Some(asked.year + 1).filter(|year| *year <= asked.today.year()).map(at),
        said: t("Tính đến ngày {day}").with("day", &document.until),
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        shell,
        paper,
        blocks,
        bars,
        width,
        document,
        kept,
        list,
        asked,
    };
    Ok(seen("report", &page.asked).on(Page::ok(page)))
}

/// The report of an address as it is on paper, made for a file.
async fn filed(app: &App, viewer: &Viewer, db: Db, year: i16, branch: &str) -> Result<(AskedYear, Made)> {
    let Db(mut db) = db;
    let asked = asked(app, viewer, year, branch)?;
    let made = make(app, &mut db, viewer, &asked).await?;
    Ok((asked, made))
}

/// A file of a report.
fn file(media: &'static str, year: i16, extension: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"bao-cao-nam-{year}.{extension}\"");
    ([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)], Body::from(bytes)).into_response()
}

/// The language a report is in.
fn language(made: &Made) -> Language {
    if made.kept { Language::Vietnamese } else { Language::current() }
}

pub(super) async fn docx(
    State(app): State<App>,
    viewer: Viewer,
    db: Db,
    Path(year): Path<i16>,
    Query(query): Query<AskedBranch>,
) -> Result<Response> {
    let (asked, made) = filed(&app, &viewer, db, year, &query.branch).await?;
    let bytes = language(&made).scope(|| super::docx::bytes(&made.document)).map_err(Error::Internal)?;
    Ok(seen("report_docx", &asked).on(file(DOCX, year, "docx", bytes)))
}

pub(super) async fn xlsx(
    State(app): State<App>,
    viewer: Viewer,
    db: Db,
    Path(year): Path<i16>,
    Query(query): Query<AskedBranch>,
) -> Result<Response> {
    let (asked, made) = filed(&app, &viewer, db, year, &query.branch).await?;
    let bytes =
        language(&made).scope(|| super::xlsx::bytes(&made.document)).map_err(|error| Error::Internal(error.into()))?;
    Ok(seen("report_xlsx", &asked).on(file(XLSX, year, "xlsx", bytes)))
}
