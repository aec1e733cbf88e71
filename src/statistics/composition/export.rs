//! The composition as files: CSV for programs, XLSX for people.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use sqlx::PgConnection;

use super::pages::Asked;
use super::{Composition, Moment};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::organisations;
use crate::roster::export::csv_field;
use crate::state::{App, Db};
use crate::statistics::{export, pages, places};
use crate::web::extract::Query;
use crate::web::{With, t};
use crate::{Error, Result};

const FIELDS: &str = "as_of,organisation_id,organisation,division,class,label,count,total";

/// `GET /statistics/composition.csv`.
pub(in crate::statistics) async fn csv(
    State(app): State<App>,
    viewer: Viewer,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let (moment, name, composition) = read(&app, &viewer, &mut db, &asked).await?;
    let mut text = format!("\u{feff}{FIELDS}\r\n");
    for divided in &composition.divisions {
        for class in &divided.classes {
            let fields = [
                moment.day.iso(),
                moment.organisation.to_string(),
                csv_field(&name),
                divided.division.code().to_owned(),
                csv_field(class.code.trim_start_matches('=')),
                csv_field(&class.label),
                class.count.to_string(),
                composition.total.to_string(),
            ];
            text.push_str(&fields.join(","));
            text.push_str("\r\n");
        }
    }
    let seen = Seen::list("statistics_csv", moment.query(), 0);
    Ok(seen.on(export::file(export::CSV, "co-cau", "csv", Body::from(text))))
}

/// `GET /statistics/composition.xlsx`.
pub(in crate::statistics) async fn xlsx(
    State(app): State<App>,
    viewer: Viewer,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let (moment, name, composition) = read(&app, &viewer, &mut db, &asked).await?;
    drop(db);
    let bytes = fill(&moment, &name, &composition).map_err(|error| Error::Internal(error.into()))?;
    let seen = Seen::list("statistics_xlsx", moment.query(), 0);
    Ok(seen.on(export::file(export::XLSX, "co-cau", "xlsx", Body::from(bytes))))
}

async fn read(
    app: &App,
    viewer: &Viewer,
    db: &mut PgConnection,
    asked: &Asked,
) -> Result<(Moment, String, Composition)> {
    let tree = app.tree();
    let moment = asked.moment(&tree, viewer).map_err(pages::asked)?;
    let places = places(&mut *db, &tree, viewer, &moment.question()).await?;
    let composition = super::of(&mut *db, &places, &moment).await?;
    let mut names = organisations::names_known(&mut *db, &[moment.organisation], moment.day, moment.known()).await?;
    Ok((moment, names.remove(&moment.organisation).unwrap_or_default(), composition))
}

fn fill(moment: &Moment, name: &str, composition: &Composition) -> std::result::Result<Vec<u8>, XlsxError> {
    let title = Format::new().set_bold().set_font_size(13);
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let number_head = head.clone().set_align(FormatAlign::Right);
    let sum = Format::new().set_bold().set_border_top(FormatBorder::Thin);
    let part = Format::new().set_num_format("0.0%");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(t("Cơ cấu"))?;
    sheet.set_column_width(0, 44)?;
    sheet.set_column_width(1, 12)?;
    sheet.set_column_width(2, 12)?;
    sheet.write_string_with_format(0, 0, t("Cơ cấu đảng viên ngày {day}").with("day", moment.day), &title)?;
    sheet.write_string(1, 0, name)?;
    if let Some(day) = moment.known_on {
        sheet.write_string(2, 0, t("Như sổ ghi đến hết ngày {day}").with("day", day))?;
    }
    let mut at = 3;
    let total = export::number(composition.total);
    for divided in &composition.divisions {
        at += 1;
        sheet.write_string_with_format(at, 0, divided.division.label(), &head)?;
        sheet.write_string_with_format(at, 1, t("Số lượng"), &number_head)?;
        sheet.write_string_with_format(at, 2, t("Tỷ lệ"), &number_head)?;
        for class in &divided.classes {
            at += 1;
            let count = export::number(class.count);
            sheet.write_string(at, 0, &class.label)?;
            sheet.write_number(at, 1, count)?;
            if composition.total > 0 {
                sheet.write_number_with_format(at, 2, count / total, &part)?;
            }
        }
        at += 1;
        sheet.write_string_with_format(at, 0, t("Cộng"), &sum)?;
        sheet.write_number_with_format(at, 1, export::number(divided.sum()), &sum)?;
        at += 1;
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P/&N");
    book.save_to_buffer()
}
