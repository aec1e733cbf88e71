//! The tables of a report as a workbook: a sheet a table, numbers as numbers.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::annex::{Document, Table};
use crate::web::{Language, With, t};

/// The most letters of a sheet's name.
const NAME: usize = 31;

/// A sheet's name, of whole words, with its number before it: it is like no other, and has none of the signs that are
/// not taken.
fn name(table: &Table, at: usize) -> String {
    let words = if table.sheet.is_empty() { &table.title } else { &table.sheet };
    let words: String = words.chars().filter(|sign| !"[]:*?/\\".contains(*sign)).collect();
    let number = format!("{at}.");
    let mut short = number.clone();
    for word in words.split_whitespace() {
        if short.chars().count() + 1 + word.chars().count() > NAME {
            break;
        }
        short = format!("{short} {word}");
    }
    if short == number {
        short = format!("{number} {words}").chars().take(NAME).collect();
    }
    short.trim_end_matches([',', ';', '-', ' ']).to_owned()
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

/// A part of one, where a cell is a percentage and nothing else: `133,3%`.
fn percentage(text: &str) -> Option<f64> {
    let (apart, point) = if Language::current() == Language::English { (',', '.') } else { ('.', ',') };
    let plain: String = text.strip_suffix('%')?.chars().filter(|sign| *sign != apart).collect();
    let (whole, tenths) = plain.split_once(point).unwrap_or((&plain, "0"));
    let digits =
        |text: &str, most| !text.is_empty() && text.len() <= most && text.bytes().all(|one| one.is_ascii_digit());
    if !digits(whole, 12) || !digits(tenths, 1) {
        return None;
    }
    Some(format!("{whole}{tenths}").parse::<f64>().ok()? / 1_000.0)
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
        sheet.set_name(name(table, at))?;
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
                if let Some(n) = number(&cell.text) {
                    sheet.write_number_with_format(row, column, n, format)?;
                } else if let Some(part) = percentage(&cell.text) {
                    sheet.write_number_with_format(row, column, part, &format.clone().set_num_format("0.0%"))?;
                } else {
                    sheet.write_string_with_format(row, column, &cell.text, format)?;
                }
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
    }

    #[test]
    fn percentages_are_parts_of_one() {
        for (text, part) in [("133,3%", 1.333), ("0%", 0.0), ("15,8%", 0.158), ("1.234,5%", 12.345)] {
            assert_eq!(percentage(text), Some(part), "{text}");
        }
        assert_eq!(Language::English.scope(|| percentage("1,234.5%")), Some(12.345));
        for words in ["38/38 (100%)", "%", "38", "–", "1,23%", "a%"] {
            assert_eq!(percentage(words), None, "{words}");
        }
    }

    #[test]
    fn a_sheet_is_called_by_whole_words() {
        let called = |title: &str, sheet: &str, at| {
            name(&Table { title: title.to_owned(), sheet: sheet.to_owned(), ..Table::default() }, at)
        };
        assert_eq!(called("Biến động số lượng đảng viên năm 2019", "Biến động", 1), "1. Biến động");
        assert_eq!(called("Cơ cấu: tuổi/giới", "", 3), "3. Cơ cấu tuổigiới");
        assert_eq!(called("Kết quả thực hiện chỉ tiêu năm 2019", "", 12), "12. Kết quả thực hiện chỉ tiêu");
        assert!(called(&"dài".repeat(20), "", 12).chars().count() <= NAME);
    }
}
