//! The whole list as files: CSV for programs, XLSX for people.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use tokio::sync::mpsc;

use super::form::{Place, Search};
use super::present::temporary;
use super::queries::{self, Selection};
use super::{Row, When};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::OrganisationId;
use crate::ledger::sentences::standing_label;
use crate::members::fields::gender_label;
use crate::organisations;
use crate::rules::standing::Standing;
use crate::rules::{Day, PartialDate};
use crate::state::App;
use crate::web::extract::{Form, Query};
use crate::web::{Errors, t};
use crate::{Error, Result};

/// Rows that a sheet can have, its head aside.
const SHEET: i64 = 1_048_575;
/// The names of the CSV's fields.
const FIELDS: &str = "number,id,full_name,given_name,family_name,gender,born_on,branch_id,branch,standing,admitted_on,\
    official_on,temporary,temporary_due_on,card_number";
/// Rows that are turned into text at a time.
const CHUNK: usize = 500;

/// `GET /members.csv`: RFC 4180, UTF-8 with a byte order mark, ISO days.
pub async fn csv(State(app): State<App>, viewer: Viewer, Query(search): Query<Search>) -> Result<Response> {
    let (selection, seen) = prepare(&app, &viewer, &search, "export_csv").await?;
    let (send, mut receive) = mpsc::channel(2);
    tokio::spawn(async move {
        if let Err(error) = write_csv(&app, &selection, &send).await {
            // The answer has begun; that it ends early is all that can still be said.
            tracing::error!("an export ended early: {error:?}");
            let _ = send.send(Err(std::io::Error::other("the export ended early"))).await;
        }
    });
    // The compression asks once more after the end; a channel that is closed says so again.
    let stream = futures_util::stream::poll_fn(move |context| receive.poll_recv(context));
    Ok(seen.on(file("text/csv; charset=utf-8; header=present", "csv", Body::from_stream(stream))))
}

type Chunk = std::result::Result<String, std::io::Error>;

async fn write_csv(app: &App, selection: &Selection, send: &mpsc::Sender<Chunk>) -> Result<()> {
    use futures_util::TryStreamExt as _;
    let names = names(app, selection.when).await?;
    let mut db = app.db.acquire().await?;
    let mut sql = queries::whole(selection);
    let mut rows = sql.build_query_as::<Row>().persistent(false).fetch(&mut *db).try_chunks(CHUNK);
    let mut text = format!("\u{feff}{FIELDS}\r\n");
    loop {
        let chunk = rows.try_next().await.map_err(|error| error.1)?;
        let Some(chunk) = chunk else { break };
        for row in &chunk {
            csv_line(&mut text, app, row, names.get(&row.organisation).map_or("", String::as_str))?;
        }
        if send.send(Ok(std::mem::take(&mut text))).await.is_err() {
            return Ok(());
        }
    }
    let _ = send.send(Ok(text)).await;
    Ok(())
}

fn csv_line(text: &mut String, app: &App, row: &Row, branch: &str) -> Result<()> {
    let partial = |date: Option<PartialDate>| date.map(PartialDate::iso).unwrap_or_default();
    let standing = row.standing();
    let fields = [
        row.number.map(|number| number.to_string()).unwrap_or_default(),
        row.person.to_string(),
        row.full_name.clone(),
        row.given_name.clone(),
        row.family_name.clone(),
        row.gender().code().to_owned(),
        row.born_on.iso(),
        row.organisation.to_string(),
        branch.to_owned(),
        standing.map_or("guest", Standing::code).to_owned(),
        partial(row.admitted_on),
        partial(row.official_on),
        match (standing, row.away) {
            (None, _) => "in",
            (Some(_), true) => "out",
            (Some(_), false) => "",
        }
        .to_owned(),
        row.due_on.map(Day::iso).unwrap_or_default(),
        row.card(&app.seal)?,
    ];
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&csv_field(field));
    }
    text.push_str("\r\n");
    Ok(())
}

/// A field of a CSV file that no spreadsheet takes for a formula.
pub fn csv_field(value: &str) -> String {
    let harmless =
        if value.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) { format!("'{value}") } else { value.to_owned() };
    if harmless.contains([',', '"', '\r', '\n']) { format!("\"{}\"", harmless.replace('"', "\"\"")) } else { harmless }
}

/// `GET /members.xlsx`: id numbers masked.
pub async fn xlsx(State(app): State<App>, viewer: Viewer, Query(search): Query<Search>) -> Result<Response> {
    workbook(app, viewer, &search, false).await
}

/// What is asked for besides the list.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    numbers: String,
}

/// `POST /members.xlsx` with `numbers=clear`: id numbers in clear, which is recorded.
pub async fn xlsx_with_numbers(
    State(app): State<App>,
    viewer: Viewer,
    Query(search): Query<Search>,
    Form(asked): Form<Asked>,
) -> Result<Response> {
    workbook(app, viewer, &search, asked.numbers == "clear").await
}

async fn workbook(app: App, viewer: Viewer, search: &Search, clear: bool) -> Result<Response> {
    let act = if clear { "export_xlsx_numbers" } else { "export_xlsx" };
    let (selection, seen) = prepare(&app, &viewer, search, act).await?;
    if i64::from(seen.shown) > SHEET {
        let sentence = t("Danh sách dài hơn một trang tính (1.048.575 dòng). Lọc theo tổ chức, hoặc xuất tệp CSV.");
        return Err(Error::Invalid(Errors::one("as_of", sentence)));
    }
    let names = names(&app, selection.when).await?;
    let mut db = app.db.acquire().await?;
    let rows: Vec<Row> = queries::whole(&selection).build_query_as().persistent(false).fetch_all(&mut *db).await?;
    drop(db);
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(Line {
            card: if clear && row.card_sealed.is_some() { row.card_in_clear(&app.seal)? } else { row.card(&app.seal)? },
            citizen_id: row
                .citizen_id(&app.seal)?
                .map(|id| if clear { id.digits().to_owned() } else { id.masked() })
                .unwrap_or_default(),
            branch: names.get(&row.organisation).cloned().unwrap_or_default(),
            gender: gender_label(row.gender()),
            standing: row.standing().map_or(t("Khách"), standing_label),
            temporary: temporary(&row),
            row,
        });
    }
    let heads = heads();
    let sheet = t("Danh sách đảng viên");
    let bytes = tokio::task::spawn_blocking(move || fill(sheet, &heads, &lines))
        .await
        .map_err(|error| Error::Internal(error.into()))?
        .map_err(|error| Error::Internal(error.into()))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(seen.on(file(media, "xlsx", Body::from(bytes))))
}

/// A row with its labels, said in the language of the request.
struct Line {
    row: Row,
    branch: String,
    gender: &'static str,
    standing: &'static str,
    temporary: String,
    card: String,
    citizen_id: String,
}

/// The heads of the sheet and the widths of their columns, in letters.
fn heads() -> [(&'static str, u32); 12] {
    [
        (t("STT"), 6),
        (t("Họ và tên"), 28),
        (t("Ngày sinh"), 12),
        (t("Giới tính"), 9),
        (t("Chi bộ"), 30),
        (t("Tư cách"), 12),
        (t("Vào Đảng"), 12),
        (t("Chính thức"), 12),
        (t("Tạm thời"), 20),
        (t("Hạn tạm thời"), 12),
        (t("Số thẻ"), 16),
        (t("Số định danh"), 16),
    ]
}

fn fill(name: &str, heads: &[(&'static str, u32); 12], lines: &[Line]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin);
    for ((title, width), column) in heads.iter().zip(0..) {
        sheet.write_string_with_format(0, column, *title, &head)?;
        sheet.set_column_width(column, f64::from(*width))?;
    }
    let dated = Format::new().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left);
    let text = Format::new().set_num_format("@");
    for (line, at) in lines.iter().zip(1..) {
        let row = &line.row;
        #[expect(clippy::cast_precision_loss, reason = "a row of a sheet has at most seven digits")]
        sheet.write_number(at, 0, row.number.unwrap_or_else(|| i64::from(at)) as f64)?;
        sheet.write_string(at, 1, &row.full_name)?;
        write_date(sheet, at, 2, Some(row.born_on), &dated)?;
        sheet.write_string(at, 3, line.gender)?;
        sheet.write_string(at, 4, &line.branch)?;
        sheet.write_string(at, 5, line.standing)?;
        write_date(sheet, at, 6, row.admitted_on, &dated)?;
        write_date(sheet, at, 7, row.official_on, &dated)?;
        sheet.write_string(at, 8, &line.temporary)?;
        write_date(sheet, at, 9, row.due_on.map(PartialDate::from), &dated)?;
        sheet.write_string_with_format(at, 10, &line.card, &text)?;
        sheet.write_string_with_format(at, 11, &line.citizen_id, &text)?;
    }
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last.max(1), 11)?;
    sheet.set_freeze_panes(1, 2)?;
    sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P/&N");
    book.save_to_buffer()
}

/// A whole day as a date of the sheet, a part of one as text.
fn write_date(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    date: Option<PartialDate>,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    let Some(date) = date else { return Ok(()) };
    match date.full().map(excel_day) {
        Some(Ok(day)) => sheet.write_datetime_with_format(row, column, &day, format)?,
        _ => sheet.write_string(row, column, date.to_string())?,
    };
    Ok(())
}

fn excel_day(day: Day) -> std::result::Result<ExcelDateTime, XlsxError> {
    let part = |part: i8| u8::try_from(part).unwrap_or_default();
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or_default(), part(day.month()), part(day.day()))
}

/// The selection of an export, and the line that it leaves.
async fn prepare(app: &App, viewer: &Viewer, search: &Search, act: &'static str) -> Result<(Selection, Seen)> {
    let (tree, today) = (app.tree(), viewer.at.day());
    let filter = search.filter(&tree, &viewer.scope, today)?.at(Place::First, None);
    let selection = Selection::new(filter.clone(), &tree, &viewer.scope, today);
    let mut db = app.db.acquire().await?;
    let length = queries::length(&mut db, &selection).await?;
    let seen = Seen::list(act, filter.query(), usize::try_from(length).unwrap_or(usize::MAX));
    Ok((selection, seen))
}

/// The names of all organisations at an instant.
async fn names(app: &App, when: When) -> Result<std::collections::HashMap<OrganisationId, String>> {
    let mut db = app.db.acquire().await?;
    organisations::names_known(&mut *db, &app.tree().ids(), when.day, when.known).await
}

/// A file to be kept.
fn file(media: &'static str, extension: &str, body: Body) -> Response {
    let name = format!(
        "attachment; filename=\"dang-vien.{extension}\"; filename*=UTF-8''danh-sach-%C4%91%E1%BA%A3ng-vi%C3%AAn.{extension}"
    );
    ([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::csv_field;

    #[test]
    fn a_field_is_no_formula_and_one_field() {
        assert_eq!(csv_field("=1+1"), "'=1+1");
        assert_eq!(csv_field("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(csv_field("+84 912"), "'+84 912");
        assert_eq!(csv_field("Chi bộ 1, Sở"), "\"Chi bộ 1, Sở\"");
        assert_eq!(csv_field("\"a\"\n"), "\"\"\"a\"\"\n\"");
        assert_eq!(csv_field("=1,2"), "\"'=1,2\"");
        assert_eq!(csv_field("Ánh"), "Ánh");
    }
}
