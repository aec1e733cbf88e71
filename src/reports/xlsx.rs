//! The tables of a report as a workbook: a sheet a table, numbers as numbers.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::annex::Document;
use crate::web::{Language, With, t};

/// A sheet's name has 31 characters at most, none of these among them, and is like no other.
fn name(title: &str, at: usize) -> String {
    let title: String = title.chars().filter(|sign| !"[]:*?/\\".contains(*sign)).collect();
    let mut short = String::new();
    for word in title.split_whitespace() {
        if short.chars().count() + word.chars().count() > 25 {
            break;
        }
        short = if short.is_empty() { word.to_owned() } else { format!("{short} {word}") };
    }
    if short.is_empty() {
        short = title.chars().take(26).collect();
    }
    format!("{at}. {}", short.trim_end_matches([',', ';', '-', ' ']))
}

/// A figure as a number where it is one: with its thousands apart, its sign.
fn number(text: &str) -> Option<f64> {
    let apart = if Language::current() == Language::English { ',' } else { '.' };
    let plain: String = text.replace('−', "-").chars().filter(|sign| *sign != apart && *sign != '+').collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    if digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    plain.parse().ok()
}

/// The workbook's bytes.
pub(super) fn bytes(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let title = Format::new().set_bold().set_font_size(13);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin);
    let sum = Format::new().set_bold().set_border_top(FormatBorder::Thin);
    let plain = Format::new().set_text_wrap();
    let mut book = Workbook::new();
    for (table, at) in document.annex.iter().zip(1..) {
        let sheet = book.add_worksheet();
        sheet.set_name(name(&table.title, at))?;
        sheet.write_string_with_format(0, 0, &table.title, &title)?;
        sheet.write_string(1, 0, &document.organisation)?;
        sheet.write_string(2, 0, t("Tính đến ngày {day}").with("day", &document.until))?;
        sheet.set_column_width(0, 44)?;
        for (label, column) in table.heads.iter().zip(0..) {
            sheet.write_string_with_format(3, column, label, &head)?;
            if column > 0 {
                sheet.set_column_width(column, if table.words { 24 } else { 13 })?;
            }
        }
        for (line, row) in table.lines.iter().zip(4..) {
            let format = if line.kind == "sum" { &sum } else { &plain };
            sheet.write_string_with_format(row, 0, &line.label, format)?;
            for (cell, column) in line.cells.iter().zip(1..) {
                match number(&cell.text) {
                    Some(n) => sheet.write_number_with_format(row, column, n, format)?,
                    None => sheet.write_string_with_format(row, column, &cell.text, format)?,
                };
            }
        }
        sheet.set_freeze_panes(4, 1)?;
        sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 3)?.set_print_fit_to_pages(1, 0);
        sheet.set_footer("&C&P/&N");
    }
    if document.annex.is_empty() {
        book.add_worksheet().set_name(t("Trống"))?;
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "whole numbers")]
    fn figures_are_numbers_and_words_stay_words() {
        assert_eq!(number("1.204").unwrap(), 1204.0);
        assert_eq!(number("−3").unwrap(), -3.0);
        assert_eq!(number("+12").unwrap(), 12.0);
        for words in ["133,3%", "38/38", "–", "", "01/01/2020 a"] {
            assert_eq!(number(words), None, "{words}");
        }
        assert_eq!(name("Cơ cấu: tuổi/giới", 3), "3. Cơ cấu tuổigiới");
        assert_eq!(name("Biến động số lượng đảng viên năm 2019", 1), "1. Biến động số lượng đảng");
        assert!(name(&"dài".repeat(20), 12).chars().count() <= 31);
    }
}
