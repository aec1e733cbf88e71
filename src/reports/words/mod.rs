//! The sentences of a report, in the manner in which a committee writes them: figures of two digits (`04`), what there
//! is none of said as such, what is not recorded said to be missing and never invented.

mod next;
mod size;
#[cfg(test)]
mod tests;
mod work;

use super::draft::{Draft, Figure, Paragraph, Part, Piece, Section};
use super::facts::Facts;
use crate::web::filters::grouped;
use crate::web::{With, t};

/// A number as a report writes it: two digits at least, thousands apart.
pub(super) fn number(n: i64) -> String {
    if (0..10).contains(&n) { format!("0{n}") } else { grouped(&n.to_string()) }
}

/// So many of so many: `06/06`, `0/03`.
fn share(n: i64, of: i64) -> String {
    let n = if n == 0 { "0".to_owned() } else { number(n) };
    format!("{n}/{}", number(of))
}

/// A figure of a target within a sentence: `04` where it is a number of one digit, words without a capital.
fn of_target(words: &str) -> String {
    match words.parse::<i64>() {
        Ok(n) if words.len() == 1 && n > 0 => number(n),
        _ => within(words),
    }
}

/// What a report says of a year.
pub(super) fn compose(facts: &Facts) -> Draft {
    let mut maker = Maker { facts, draft: Draft::default() };
    for part in Part::ALL {
        let paragraphs = match part {
            Part::Size => maker.size(),
            Part::Work => maker.work(),
            Part::Evaluation => maker.evaluation(),
            Part::Targets => maker.targets(),
            Part::Next => maker.next(),
            Part::Remarks => maker.remarks(),
        };
        maker.draft.sections.push(Section { part, heading: part.heading(facts.year), paragraphs });
    }
    // A name of the book that has a bar within brackets would be taken for a figure when it is edited.
    let paragraphs = maker.draft.sections.iter_mut().flat_map(|section| &mut section.paragraphs);
    for piece in paragraphs.flat_map(|paragraph| &mut paragraph.pieces) {
        if let Piece::Text(words) = piece {
            *words = words.replace('|', "/");
        }
    }
    maker.draft
}

/// Makes the sentences, and keeps the figures in them.
struct Maker<'a> {
    facts: &'a Facts,
    draft: Draft,
}

impl Maker<'_> {
    /// A figure of people or things, and where they are.
    fn count(&mut self, key: &str, label: impl Into<String>, n: i64, href: impl Into<String>) -> Piece {
        self.figure(key, label, number(n), href)
    }

    /// A figure as it is written.
    fn figure(&mut self, key: &str, label: impl Into<String>, value: String, href: impl Into<String>) -> Piece {
        let mut label = label.into();
        // What is written in brackets and bars is what ties a figure to its records.
        label.retain(|sign| !"[]|{}".contains(sign));
        label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        let taken = |label: &str, figures: &super::draft::Figures| {
            figures.values().any(|one| one.label.to_lowercase() == label.to_lowercase())
        };
        if taken(&label, &self.draft.figures) {
            let again = (2..10_000).map(|n| format!("{label} ({n})")).find(|again| !taken(again, &self.draft.figures));
            label = again.unwrap_or(label);
        }
        let figure = Figure { label, value, href: href.into(), wrong: String::new() };
        self.draft.figures.insert(key.to_owned(), figure);
        Piece::figure(key)
    }

    /// Says why a figure does not add up.
    fn wrong(&mut self, key: &str, sentence: impl Into<String>) {
        if let Some(figure) = self.draft.figures.get_mut(key) {
            if !figure.wrong.is_empty() {
                figure.wrong.push(' ');
            }
            figure.wrong.push_str(&sentence.into());
        }
    }

    /// A list of the committee's year, of the same year and organisation.
    fn list(&self, path: &str) -> String {
        format!("{path}?year={}&branch={}", self.facts.year, self.facts.organisation)
    }

    /// Marks a figure of all members that are not those of the roster.
    fn compare_members(&mut self, key: &str, members: i64) {
        let total = self.facts.size.total;
        if self.facts.is_over && members != total {
            let sentence = t("Ở đây tính trên {n} đảng viên, danh sách ngày {day} có {m}.")
                .with("n", members)
                .with("m", total)
                .with("day", self.facts.question.to);
            self.wrong(key, sentence);
        }
    }

    /// What branches remark, each under its name; nothing of a branch, which writes its own.
    fn remarks(&mut self) -> Vec<Paragraph> {
        let mut paragraphs: Vec<_> = self
            .facts
            .remarks
            .iter()
            .map(|remark| {
                let lines: Vec<_> = remark.text.lines().filter(|line| !line.trim().is_empty()).collect();
                let organisation = remark.organisation.as_str();
                if let [line] = lines[..] {
                    let said = t("{organisation}: {text}").with("organisation", organisation).with("text", line);
                    return vec![Paragraph::of(vec![Piece::Text(said)])];
                }
                let head = t("{organisation}:").with("organisation", organisation);
                let item = |line: &&str| {
                    let line = line.trim().trim_start_matches("- ");
                    Paragraph::item(vec![Piece::Text(line.to_owned())])
                };
                [Paragraph::of(vec![Piece::Text(head)])].into_iter().chain(lines.iter().map(item)).collect()
            })
            .collect::<Vec<_>>()
            .concat();
        if paragraphs.is_empty() {
            let sentence = if self.facts.of_branch {
                t("Chưa viết nhận xét, kiến nghị. Bấm “Sửa lời” để viết.")
            } else {
                t("Chưa chi bộ nào viết nhận xét, kiến nghị trong báo cáo của mình. Bấm “Sửa lời” để viết.")
            };
            paragraphs.push(Paragraph::missing(sentence, ""));
        }
        paragraphs
    }
}

/// A word as it stands within a sentence.
fn within(label: &str) -> String {
    let mut signs = label.chars();
    signs.next().map(|first| first.to_lowercase().chain(signs).collect()).unwrap_or_default()
}
