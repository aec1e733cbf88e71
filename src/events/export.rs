//! The list as files: CSV for programs, XLSX for people.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use tokio::sync::mpsc;

use super::form::Asked;
use super::present::{paper, place, voided};
use super::{Filter, Row, pages, queries};
use crate::audit::Seen;
use crate::auth::{Scope, Viewer};
use crate::ledger::sentences::kind_label;
use crate::organisations::year;
use crate::roster::export::csv_field;
use crate::rules::{Day, PartialDate};
use crate::state::App;
use crate::web::extract::Query;
use crate::web::filters::grouped;
use crate::web::{Errors, With, t};
use crate::{Error, Result};

/// The most lines of a workbook: it is made in memory.
const SHEET: i64 = 100_000;
/// Lines that are turned into text at a time.
const CHUNK: usize = 500;
/// The names of the CSV's fields.
const FIELDS: &str = "id,effective_on,kind,person_id,full_name,organisation_id,organisation,counterpart_id,counterpart,\
    decision_number,decided_on,issuing_body,recorded_at,recorded_by,voided_at,voided_by,void_reason";

/// What is asked for: the filter and its organisations.
fn read(app: &App, viewer: &Viewer, asked: &Asked) -> Result<(Filter, Option<Vec<i64>>)> {
    let tree = app.tree();
    let mut units = year::ever(app.tree(), &viewer.scope, viewer.at.day());
    let (filter, errors) = asked.filter(&tree, viewer, &mut units)?;
    if !errors.is_empty() {
        return Err(Error::Asked(errors));
    }
    let organisations = pages::organisations(&filter, &tree, viewer);
    Ok((filter, organisations))
}

/// `GET /events.csv`: RFC 4180, UTF-8 with a byte order mark, ISO days.
pub(super) async fn csv(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Result<Response> {
    let (filter, organisations) = read(&app, &viewer, &asked)?;
    let mut db = app.db.acquire().await?;
    let length = queries::length(&mut db, &filter, organisations.as_deref(), Some(i64::MAX)).await?;
    drop(db);
    let seen = Seen::list("events_csv", filter.query(), usize::try_from(length).unwrap_or(usize::MAX));
    let (send, mut receive) = mpsc::channel(2);
    tokio::spawn(async move {
        if let Err(error) = write_csv(&app, &filter, organisations.as_deref(), &viewer.scope, &send).await {
            // The answer has begun; that it ends early is all that can still be said.
            tracing::error!("an export ended early: {error:?}");
            let _ = send.send(Err(std::io::Error::other("the export ended early"))).await;
        }
    });
    // The compression asks once more after the end; a channel that is closed says so again.
    let stream = futures_util::stream::poll_fn(move |context| receive.poll_recv(context));
    Ok(seen.on(file("text/csv; charset=utf-8; header=present", "csv", Body::from_stream(stream))))
}

async fn write_csv(
    app: &App,
    filter: &Filter,
    organisations: Option<&[i64]>,
    scope: &Scope,
    send: &mpsc::Sender<std::result::Result<String, std::io::Error>>,
) -> Result<()> {
    use futures_util::TryStreamExt as _;
    let mut db = app.db.acquire().await?;
    let mut sql = queries::whole(filter, organisations);
    let mut rows = sql.build_query_as::<Row>().fetch(&mut *db).try_chunks(CHUNK);
    let mut text = format!("\u{feff}{FIELDS}\r\n");
    while let Some(chunk) = rows.try_next().await.map_err(|error| error.1)? {
        for row in &chunk {
            csv_line(&mut text, row, scope);
        }
        if send.send(Ok(std::mem::take(&mut text))).await.is_err() {
            return Ok(());
        }
    }
    let _ = send.send(Ok(text)).await;
    Ok(())
}

fn csv_line(text: &mut String, row: &Row, scope: &Scope) {
    // What lies elsewhere in the book is not named to those who may not see it.
    let (here, there) = (scope.covers(row.organisation), row.counterpart.filter(|id| scope.covers(*id)));
    let fields = [
        row.id.to_string(),
        row.effective_on.iso(),
        row.kind_code.clone(),
        row.person.to_string(),
        row.full_name.clone(),
        if here { row.organisation.to_string() } else { String::new() },
        if here { row.here.clone() } else { String::new() },
        there.map(|id| id.to_string()).unwrap_or_default(),
        if there.is_some() { row.there.clone().unwrap_or_default() } else { row.counterpart_text.clone() },
        row.decision_number.clone(),
        row.decided_on.map(PartialDate::iso).unwrap_or_default(),
        row.issuing_body.clone(),
        row.recorded_at.0.to_string(),
        row.recorded_by.clone(),
        row.voided_at.map(|at| at.0.to_string()).unwrap_or_default(),
        row.voided_by.clone().unwrap_or_default(),
        row.voided_reason.clone().unwrap_or_default(),
    ];
    text.push_str(&fields.map(|field| csv_field(&field)).join(","));
    text.push_str("\r\n");
}

/// A line of the sheet with its labels, said in the language of the request.
struct Line {
    on: Day,
    name: String,
    what: &'static str,
    place: String,
    paper: String,
    by: String,
    at: String,
    voided: String,
}

/// `GET /events.xlsx`.
pub(super) async fn xlsx(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Result<Response> {
    let (filter, organisations) = read(&app, &viewer, &asked)?;
    let mut db = app.db.acquire().await?;
    if queries::length(&mut db, &filter, organisations.as_deref(), Some(SHEET + 1)).await? > SHEET {
        let sentence = t("Danh sách dài hơn {n} dòng. Chọn khoảng ngày ngắn hơn, hoặc xuất tệp CSV.");
        return Err(Error::Asked(Errors::one("from", sentence.with("n", grouped(&SHEET.to_string())))));
    }
    let rows: Vec<Row> = queries::whole(&filter, organisations.as_deref()).build_query_as().fetch_all(&mut *db).await?;
    drop(db);
    let seen = Seen::list("events_xlsx", filter.query(), rows.len());
    let line = |row: Row| Line {
        on: row.effective_on,
        what: row.kind().map_or("", kind_label),
        place: place(&row, &viewer.scope),
        paper: paper(&row),
        at: row.recorded_at.to_string(),
        voided: voided(&row).unwrap_or_default(),
        name: row.full_name,
        by: row.recorded_by,
    };
    let lines: Vec<_> = rows.into_iter().map(line).collect();
    let heads = [
        (t("Có hiệu lực từ"), 13),
        (t("Họ và tên"), 28),
        (t("Việc"), 28),
        (t("Nơi ghi"), 44),
        (t("Quyết định, giấy giới thiệu"), 44),
        (t("Người ghi"), 16),
        (t("Ghi lúc"), 17),
        (t("Đã hủy"), 40),
    ];
    let sheet = t("Việc đã ghi");
    let bytes = tokio::task::spawn_blocking(move || fill(sheet, &heads, &lines))
        .await
        .map_err(|error| Error::Internal(error.into()))?
        .map_err(|error| Error::Internal(error.into()))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(seen.on(file(media, "xlsx", Body::from(bytes))))
}

fn fill(name: &str, heads: &[(&'static str, u32); 8], lines: &[Line]) -> std::result::Result<Vec<u8>, XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin);
    let dated = Format::new().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    for ((title, width), column) in heads.iter().zip(0..) {
        sheet.write_string_with_format(0, column, *title, &head)?;
        sheet.set_column_width(column, f64::from(*width))?;
    }
    for (line, at) in lines.iter().zip(1..) {
        sheet.write_datetime_with_format(at, 0, ExcelDateTime::parse_from_str(&line.on.iso())?, &dated)?;
        let texts = [&line.name, line.what, &line.place, &line.paper, &line.by, &line.at, &line.voided];
        for (text, column) in texts.into_iter().zip(1..) {
            sheet.write_string(at, column, text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P/&N");
    book.save_to_buffer()
}

/// A file to be kept.
fn file(media: &'static str, extension: &str, body: Body) -> Response {
    let name = format!("attachment; filename=\"viec-da-ghi.{extension}\"");
    ([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response()
}
