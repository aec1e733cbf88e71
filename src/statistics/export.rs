//! The table as files: CSV for programs, XLSX for people.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::closings::{self, Closing};
use super::form::Asked;
use super::present::{column_label, period_label, row_label, rows, stands};
use super::{Question, Table, movement, pages, places};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::OrganisationId;
use crate::organisations;
use crate::roster::export::csv_field;
use crate::rules::movement::{Cells, Column, Movement, Row, Sign};
use crate::state::{App, Db};
use crate::web::extract::Query;
use crate::web::{With, t};
use crate::{Error, Result};

/// The names of the CSV's fields.
const FIELDS: &str =
    "from,to,organisation_id,organisation,row,people,total,women,minority,religion,probationary,official,figures";

/// A table to be written, with the names of its organisations; the whole comes first.
struct Written {
    question: Question,
    tables: Vec<(OrganisationId, String, Movement)>,
    /// The closing of the period, where it is closed: its figures are those of the period.
    closed: Option<Closing>,
}

/// `GET /statistics.csv`: RFC 4180, UTF-8 with a byte order mark, ISO days, every row.
pub(super) async fn csv(
    State(app): State<App>,
    viewer: Viewer,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let written = written(&app, &viewer, &mut db, &asked).await?;
    let mut text = format!("\u{feff}{FIELDS}\r\n");
    let Question { from, to, .. } = written.question;
    let mut write = |(id, name): (OrganisationId, &str), row: Row, people: i64, cells: Cells, figures: &str| {
        let mut fields =
            vec![from.iso(), to.iso(), id.to_string(), csv_field(name), row.code().to_owned(), people.to_string()];
        fields.extend(cells.0.iter().map(ToString::to_string));
        fields.push(figures.to_owned());
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    };
    // What a closed period keeps comes first: it is what was reported, and what the next period opens with.
    if let (Some(closing), Some((id, name, _))) = (&written.closed, written.tables.first()) {
        for row in Row::ALL {
            let cells = closing.figures.row(row);
            write((*id, name), row, cells.get(Column::Total), cells, "closed");
        }
    }
    for (id, name, movement) in &written.tables {
        for row in Row::ALL {
            let line = movement.line(row);
            write((*id, name), row, line.people, line.cells, "now");
        }
    }
    let seen = Seen::list("statistics_csv", written.question.query(), 0);
    Ok(seen.on(file(CSV, "bien-dong", "csv", Body::from(text))))
}

/// `GET /statistics.xlsx`.
pub(super) async fn xlsx(
    State(app): State<App>,
    viewer: Viewer,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let written = written(&app, &viewer, &mut db, &asked).await?;
    drop(db);
    let bytes = fill(&written).map_err(|error| Error::Internal(error.into()))?;
    let seen = Seen::list("statistics_xlsx", written.question.query(), 0);
    Ok(seen.on(file(XLSX, "bien-dong", "xlsx", Body::from(bytes))))
}

async fn written(app: &App, viewer: &Viewer, db: &mut sqlx::PgConnection, asked: &Asked) -> Result<Written> {
    let tree = app.tree();
    let question = asked.question(&tree, viewer).map_err(pages::asked)?;
    let places = places(&mut *db, &tree, viewer, &question).await?;
    let Table { whole, units, held, .. } = movement(&mut *db, &places, &question).await?;
    let closed = closings::of(&held, &question).cloned();
    let own = question.organisation;
    let ids: Vec<_> = units.keys().map(|id| OrganisationId(*id)).chain([own]).collect();
    let names = organisations::names_known(&mut *db, &ids, question.to, question.known()).await?;
    let name_of = |id: OrganisationId| names.get(&id).cloned().unwrap_or_default();
    let mut below: Vec<_> = units
        .into_iter()
        .map(|(id, movement)| (OrganisationId(id), name_of(OrganisationId(id)), movement))
        .filter(|(id, ..)| *id != own)
        .collect();
    let order = tree.order(own);
    below.sort_by_key(|(id, ..)| (order.get(id).copied().unwrap_or(usize::MAX), *id));
    let mut tables = vec![(own, name_of(own), whole)];
    tables.extend(below);
    Ok(Written { question, tables, closed })
}

/// The formats of a sheet.
struct Formats {
    title: Format,
    head: Format,
    sum: Format,
    sum_label: Format,
    within: Format,
}

fn fill(written: &Written) -> std::result::Result<Vec<u8>, XlsxError> {
    let bordered = || Format::new().set_bold().set_border_top(FormatBorder::Thin);
    let formats = Formats {
        title: Format::new().set_bold().set_font_size(13),
        head: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border_bottom(FormatBorder::Thin),
        sum: bordered(),
        sum_label: bordered(),
        within: Format::new().set_indent(1).set_italic(),
    };
    let mut book = Workbook::new();
    let Some((_, name, whole)) = written.tables.first() else { return book.save_to_buffer() };
    if let Some(closing) = &written.closed {
        let sheet = book.add_worksheet();
        sheet.set_name(t("Số đã chốt"))?;
        let mut at = title(sheet, written, name, &formats)?;
        let closed = t("Chốt lúc {at}, người chốt: {name}.");
        sheet.write_string(2, 0, closed.with("at", closing.closed_at).with("name", &closing.closed_by))?;
        heads(sheet, at, t("Nội dung"), &Column::ALL.map(column_label), &formats)?;
        let kept = Row::ALL.into_iter().map(|row| (row, closing.figures.row(row)));
        for (row, cells) in kept.filter(|(row, cells)| stands(*row) || !cells.is_zero()) {
            at += 1;
            line(sheet, at, row, cells, &formats)?;
        }
        sheet.set_freeze_panes(4, 1)?;
        paper(sheet)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(t("Biến động"))?;
    let mut at = title(sheet, written, name, &formats)?;
    if written.closed.is_some() {
        sheet.write_string(2, 0, t("Số của sổ hiện nay"))?;
    }
    heads(sheet, at, t("Nội dung"), &Column::ALL.map(column_label), &formats)?;
    for row in rows(whole) {
        at += 1;
        line(sheet, at, row, whole.cells(row), &formats)?;
    }
    sheet.set_freeze_panes(4, 1)?;
    paper(sheet)?;
    if written.tables.len() > 1 {
        let sheet = book.add_worksheet();
        sheet.set_name(t("Từng đơn vị"))?;
        let at = title(sheet, written, name, &formats)?;
        units(sheet, at, written, &formats)?;
        sheet.set_freeze_panes(4, 1)?;
        paper(sheet)?;
    }
    book.save_to_buffer()
}

/// Writes what the sheet is of, and returns the line of the heads.
fn title(
    sheet: &mut Worksheet,
    written: &Written,
    name: &str,
    formats: &Formats,
) -> std::result::Result<u32, XlsxError> {
    let question = &written.question;
    let period = period_label(question.from, question.to);
    let heading = t("Biến động số lượng đảng viên. {period}").with("period", period);
    sheet.write_string_with_format(0, 0, heading, &formats.title)?;
    sheet.write_string(1, 0, name)?;
    if let Some(day) = question.known_on {
        sheet.write_string(2, 0, t("Như sổ ghi đến hết ngày {day}").with("day", day))?;
    }
    Ok(3)
}

fn heads(
    sheet: &mut Worksheet,
    at: u32,
    first: &str,
    others: &[&str],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    sheet.set_column_width(0, 44)?;
    sheet.write_string_with_format(at, 0, first, &formats.head)?;
    for (label, column) in others.iter().zip(1..) {
        sheet.write_string_with_format(at, column, *label, &formats.head)?;
        sheet.set_column_width(column, 12)?;
    }
    Ok(())
}

fn line(
    sheet: &mut Worksheet,
    at: u32,
    row: Row,
    cells: Cells,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let label = row_label(row);
    match row.sign() {
        Sign::Count => sheet.write_string_with_format(at, 0, label, &formats.sum_label)?,
        Sign::Within => sheet.write_string_with_format(at, 0, label, &formats.within)?,
        _ => sheet.write_string(at, 0, label)?,
    };
    for (column, to) in Column::ALL.into_iter().zip(1..) {
        figure(sheet, (at, to), cells.get(column), row.sign() == Sign::Count, formats)?;
    }
    Ok(())
}

fn figure(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    figure: i64,
    sum: bool,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let figure = number(figure);
    if sum {
        sheet.write_number_with_format(row, column, figure, &formats.sum)?;
    } else {
        sheet.write_number(row, column, figure)?;
    }
    Ok(())
}

/// A line for each unit: every row's total, and the columns of the closing.
fn units(sheet: &mut Worksheet, at: u32, written: &Written, formats: &Formats) -> std::result::Result<(), XlsxError> {
    let totals: Vec<_> = Row::ALL.into_iter().filter(|row| row.sign() != Sign::Signed).collect();
    let closing: Vec<_> = Column::ALL.into_iter().skip(1).collect();
    let labels: Vec<_> =
        totals.iter().map(|row| row_label(*row)).chain(closing.iter().map(|column| column_label(*column))).collect();
    heads(sheet, at, t("Đơn vị"), &labels, formats)?;
    let (whole, units) = written.tables.split_first().map_or((None, &[][..]), |(whole, units)| (Some(whole), units));
    for ((_, name, movement), at) in units.iter().chain(whole).zip(at + 1..) {
        let sum = at == u32::try_from(units.len()).unwrap_or_default() + 4;
        if sum {
            sheet.write_string_with_format(at, 0, name, &formats.sum_label)?;
        } else {
            sheet.write_string(at, 0, name)?;
        }
        let figures = totals.iter().map(|row| movement.cells(*row).get(Column::Total));
        let figures = figures.chain(closing.iter().map(|column| movement.cells(Row::Closing).get(*column)));
        for (count, column) in figures.zip(1..) {
            figure(sheet, (at, column), count, sum, formats)?;
        }
    }
    Ok(())
}

fn paper(sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 3)?.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P/&N");
    Ok(())
}

/// The media type of a CSV file with a head.
pub(super) const CSV: &str = "text/csv; charset=utf-8; header=present";
/// The media type of a workbook.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A count as a sheet keeps it.
pub(super) fn number(figure: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of people has at most eight digits")]
    let figure = figure as f64;
    figure
}

/// A file to be kept.
pub(super) fn file(media: &'static str, name: &str, extension: &str, body: Body) -> Response {
    let name = format!("attachment; filename=\"{name}.{extension}\"");
    ([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response()
}
