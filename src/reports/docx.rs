//! A report as a Word document: A4 with the margins and the heading of a paper of the Party (Hướng dẫn 36-HD/VPTW of
//! 2018: top and bottom 20 mm, left 30 mm, right 15 mm, Times New Roman 14), real headings, and tables.

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, LineSpacing, PageMargin, PageNum, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType, Style, StyleType, Table,
    TableAlignmentType, TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::annex::{self, Document};
use super::draft::Section;
use crate::web::{With, t};

/// Twentieths of a point in a centimetre.
const CM: i32 = 567;
/// Between the margins of A4: 21 cm less 3 and 1.5.
const WIDTH: usize = 9356;
/// What a cell keeps free at its sides.
const CELL: usize = 216;
const FONT: &str = "Times New Roman";
/// Half points.
const TEXT: usize = 28;
const SMALL: usize = 22;

/// The document's bytes.
pub(super) fn bytes(document: &Document) -> anyhow::Result<Vec<u8>> {
    let mut file = Docx::new()
        .page_size(11_906, 16_838)
        .page_margin(PageMargin::new().top(2 * CM).bottom(2 * CM).left(3 * CM).right(CM * 3 / 2).header(CM).footer(CM))
        .default_fonts(RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT))
        .default_size(TEXT)
        .footer(Footer::new().add_paragraph(Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new())))
        .add_style(heading("Heading1", "heading 1", 0, TEXT))
        .add_style(heading("Heading2", "heading 2", 1, TEXT))
        .add_style(Style::new("Title", StyleType::Paragraph).name("Title").size(30).bold().align(AlignmentType::Center))
        .add_table(head(document))
        .add_paragraph(Paragraph::new());
    let title = t("BÁO CÁO");
    let about = t("Tổng kết công tác Đảng năm {year}, phương hướng, nhiệm vụ năm {next}")
        .with("year", document.year)
        .with("next", document.year + 1);
    let centred =
        |words: &str| Paragraph::new().align(AlignmentType::Center).add_run(Run::new().add_text(words).bold());
    file = file
        .add_paragraph(Paragraph::new().style("Title").add_run(Run::new().add_text(title)))
        .add_paragraph(centred(&about))
        .add_paragraph(centred("-----"));
    let speaking = document.sections.iter().filter(|section| section.speaks());
    for (section, number) in speaking.zip(1..) {
        file = file.add_paragraph(
            Paragraph::new().style("Heading1").keep_next(true).add_run(Run::new().add_text(format!(
                "{}. {}",
                roman(number),
                section.heading
            ))),
        );
        for paragraph in said(section, document) {
            file = file.add_paragraph(paragraph);
        }
    }
    file = file.add_paragraph(Paragraph::new()).add_table(signatures(document));
    if !document.annex.is_empty() {
        file = file.add_paragraph(
            Paragraph::new().style("Title").page_break_before(true).add_run(Run::new().add_text(t("PHỤ LỤC SỐ LIỆU"))),
        );
        for table in &document.annex {
            file = file
                .add_paragraph(
                    Paragraph::new().style("Heading2").keep_next(true).add_run(Run::new().add_text(&table.title)),
                )
                .add_table(sheet(table));
            if !table.note.is_empty() {
                file =
                    file.add_paragraph(Paragraph::new().add_run(Run::new().add_text(&table.note).size(SMALL).italic()));
            }
        }
    }
    let mut file = file.build();
    file.document = with_repeated_heads(&String::from_utf8(file.document)?).into_bytes();
    let mut bytes = std::io::Cursor::new(Vec::new());
    file.pack(&mut bytes)?;
    Ok(bytes.into_inner())
}

/// The first row of each table of figures stands on every page that the table reaches; the library has no word for it.
/// It alone may be cut in two, which tells it from other rows.
fn with_repeated_heads(document: &str) -> String {
    document.replace(
        "</w:tblGrid><w:tr><w:trPr /><w:tc>",
        "</w:tblGrid><w:tr><w:trPr><w:cantSplit /><w:tblHeader /></w:trPr><w:tc>",
    )
}

fn heading(id: &str, name: &str, level: usize, size: usize) -> Style {
    Style::new(id, StyleType::Paragraph)
        .name(name)
        .based_on("Normal")
        .next("Normal")
        .q_format(true)
        .outline_lvl(level)
        .size(size)
        .bold()
        .line_spacing(LineSpacing::new().before(240).after(120))
}

/// I, II, III: a report has a handful of sections.
pub(super) fn roman(number: usize) -> &'static str {
    ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"].get(number).copied().unwrap_or("")
}

/// The heading of the paper: on the left who writes, on the right the Party, place and day.
fn head(document: &Document) -> Table {
    let half = WIDTH * 46 / 100;
    let line = |words: &str, bold: bool| {
        let mut run = Run::new().size(26);
        for (line, at) in balanced(words, half - CELL, bold).iter().zip(0..) {
            run = if at > 0 { run.add_break(BreakType::TextWrapping) } else { run };
            run = run.add_text(line);
        }
        let run = if bold { run.bold() } else { run };
        Paragraph::new().align(AlignmentType::Center).add_run(run)
    };
    let number = if document.of_branch { t("Số …… -BC/CB") } else { t("Số …… -BC/ĐU") };
    let mut left = TableCell::new();
    if !document.superior.is_empty() {
        left = left.add_paragraph(line(&document.superior.to_uppercase(), false));
    }
    left = left
        .add_paragraph(line(&document.organisation.to_uppercase(), true))
        .add_paragraph(line("*", false))
        .add_paragraph(line(number, false));
    let party = Run::new().add_text(t("ĐẢNG CỘNG SẢN VIỆT NAM")).size(28).bold();
    let mut party =
        Paragraph::new().align(AlignmentType::Center).indent(Some(CM / 2), None, Some(CM / 2), None).add_run(party);
    let line_below = ParagraphBorder::new(ParagraphBorderPosition::Bottom).size(6).space(1);
    // A line below the name, as long as the name: an underline would run through its dots below.
    party.property = party.property.set_borders(ParagraphBorders::with_empty().set(line_below));
    let day = Run::new().add_text(t("……………, ngày …… tháng …… năm ………")).size(26).italic();
    let right = TableCell::new()
        .add_paragraph(party)
        .add_paragraph(Paragraph::new())
        .add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(day));
    let cells = vec![left.width(half, WidthType::Dxa), right.width(WIDTH - half, WidthType::Dxa)];
    Table::without_borders(vec![TableRow::new(cells).cant_split()])
        .set_grid(vec![half, WIDTH - half])
        .layout(TableLayoutType::Fixed)
        .width(WIDTH, WidthType::Dxa)
}

/// How wide a text of 13 points is at most, in twentieths of a point: capitals of Times New Roman, by what the letters of
/// the names of organisations take.
fn width_of(words: &str, bold: bool) -> usize {
    let thousandths: usize = words
        .chars()
        .map(|sign| match sign {
            ' ' | '.' | ',' => 250,
            'I' | 'Í' | 'Ì' | 'Ị' | 'Ỉ' | 'Ĩ' | 'J' => 390,
            'M' | 'W' => 944,
            sign if sign.is_uppercase() => 730,
            _ => 560,
        })
        .sum();
    thousandths * 13 * 20 / 1_000 * if bold { 106 } else { 100 } / 100
}

/// Words in so many lines, the longest as short as it can be; and how wide that is.
fn parted(words: &[&str], lines: usize, bold: bool) -> (usize, Vec<String>) {
    let whole = words.join(" ");
    if lines <= 1 || words.len() <= 1 {
        return (width_of(&whole, bold), vec![whole]);
    }
    let cut = |at: usize| {
        let first = words[..at].join(" ");
        let (longest, rest) = parted(&words[at..], lines - 1, bold);
        (longest.max(width_of(&first, bold)), std::iter::once(first).chain(rest).collect())
    };
    (1..words.len()).map(cut).min_by_key(|(longest, _)| *longest).unwrap_or_default()
}

/// A text in as few lines as it needs, each as long as the others: Word alone would leave its last word on a line.
fn balanced(words: &str, room: usize, bold: bool) -> Vec<String> {
    let words: Vec<_> = words.split_whitespace().collect();
    let few = (1..6).map(|lines| parted(&words, lines, bold)).find(|(longest, _)| *longest <= room);
    few.map_or_else(|| vec![words.join(" ")], |(_, lines)| lines)
}

/// The paragraphs of a section that say something.
fn said<'a>(section: &'a Section, document: &'a Document) -> impl Iterator<Item = Paragraph> + 'a {
    section.paragraphs.iter().filter(|paragraph| !paragraph.pieces.is_empty()).map(|paragraph| {
        let words = paragraph.words(&document.figures);
        let words = if paragraph.item { format!("- {words}") } else { words };
        Paragraph::new()
            .align(AlignmentType::Both)
            .indent(None, Some(SpecialIndentType::FirstLine(CM)), None, None)
            .line_spacing(LineSpacing::new().before(60).after(60).line(300))
            .add_run(Run::new().add_text(words))
    })
}

fn signatures(document: &Document) -> Table {
    let centred =
        |words: &str| Paragraph::new().align(AlignmentType::Center).add_run(Run::new().add_text(words).bold());
    let to = |words: &str| Paragraph::new().add_run(Run::new().add_text(words).size(SMALL));
    let left = TableCell::new()
        .add_paragraph(
            Paragraph::new().add_run(Run::new().add_text(t("Nơi nhận:")).size(24).bold().italic().underline("single")),
        )
        .add_paragraph(to(t("- Cấp ủy cấp trên (để báo cáo),")))
        .add_paragraph(to(t("- Lưu.")));
    let by = if document.of_branch { t("T/M CHI BỘ") } else { t("T/M ĐẢNG ỦY") };
    let hint = Run::new().add_text(t("(ký, ghi rõ họ tên, đóng dấu nếu có)")).size(24).italic();
    let right = TableCell::new()
        .add_paragraph(centred(by))
        .add_paragraph(centred(t("BÍ THƯ")))
        .add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(hint));
    let half = WIDTH / 2;
    let cells = vec![left.width(half, WidthType::Dxa), right.width(WIDTH - half, WidthType::Dxa)];
    Table::without_borders(vec![TableRow::new(cells).cant_split()])
        .set_grid(vec![half, WIDTH - half])
        .layout(TableLayoutType::Fixed)
        .width(WIDTH, WidthType::Dxa)
}

fn sheet(table: &annex::Table) -> Table {
    let columns = table.heads.len().max(1);
    let (first, other) = if columns == 1 {
        (WIDTH, 0)
    } else if columns > 8 {
        (WIDTH / 5, (WIDTH - WIDTH / 5) / (columns - 1))
    } else {
        (WIDTH * 2 / 5, (WIDTH - WIDTH * 2 / 5) / (columns - 1))
    };
    let size = if columns > 8 { 18 } else { SMALL };
    let head_size = if columns > 8 { 15 } else { SMALL };
    let width = |at: usize| if at == 0 { first } else { other };
    let cell = |at: usize, words: &str, size: usize, bold: bool, align: AlignmentType| {
        let run = Run::new().add_text(words).size(size);
        let run = if bold { run.bold() } else { run };
        TableCell::new()
            .width(width(at), WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .add_paragraph(Paragraph::new().align(align).add_run(run))
    };
    let head = |(at, head): (usize, &String)| cell(at, head, head_size, true, AlignmentType::Center);
    let mut rows = vec![TableRow::new(table.heads.iter().enumerate().map(head).collect())];
    let align = if table.words { AlignmentType::Left } else { AlignmentType::Right };
    rows.extend(table.lines.iter().map(|line| {
        let bold = line.kind == "sum";
        let mut cells = vec![cell(0, &line.label, size, bold, AlignmentType::Left)];
        cells.extend(line.cells.iter().zip(1..).map(|(one, at)| cell(at, &one.text, size, bold, align)));
        TableRow::new(cells).cant_split()
    }));
    Table::new(rows)
        .set_grid((0..columns).map(width).collect())
        .layout(TableLayoutType::Fixed)
        .width(WIDTH, WidthType::Dxa)
        .align(TableAlignmentType::Center)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_a_name_stands_alone_on_its_line() {
        let room = WIDTH * 46 / 100 - CELL;
        for (name, lines) in [
            ("ĐẢNG BỘ XÃ VINH LỘC", &["ĐẢNG BỘ XÃ VINH LỘC"][..]),
            ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH", &["ĐẢNG ỦY KHỐI", "CÁC CƠ QUAN TỈNH"]),
        ] {
            assert_eq!(balanced(name, room, false), lines, "{name}");
        }
        let long = "ĐẢNG BỘ CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN XỔ SỐ KIẾN THIẾT";
        let lines = balanced(long, room, true);
        assert!(lines.len() > 2 && lines.iter().all(|line| width_of(line, true) <= room), "{lines:?}");
        let endless = "Ư".repeat(60);
        assert_eq!(balanced(&endless, room, true), [endless]);
    }
}
