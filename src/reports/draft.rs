//! A report as it is made: sections of paragraphs, paragraphs of words and figures. A figure keeps its tie to the
//! records behind it, whatever a committee writes around it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::web::{With, t};

/// A figure that the records tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What it is called, unlike every other figure of the report.
    pub label: String,
    /// As it is written: `04`, `133,3%`, `38/38`, `06/06`.
    pub value: String,
    /// The people or records behind it; empty of one that is nobody.
    pub href: String,
    /// Why it does not add up, in words; empty: it does.
    pub wrong: String,
}

/// The word of the day up to which a report counts: it moves by itself.
pub const DAY: &str = "size.day";

/// The figures of a report, by their words.
pub type Figures = BTreeMap<String, Figure>;

/// A part of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Words.
    Text(String),
    /// A figure by its word, and what somebody wrote instead of what the records tell.
    Figure {
        /// Its word.
        key: String,
        /// What was written instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        over: Option<String>,
    },
}

/// A paragraph: what is said, or what is missing for it to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// What is said; empty where nothing is known.
    pub pieces: Vec<Piece>,
    /// What is not recorded, in a sentence; empty: nothing is missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub missing: String,
    /// Where that is recorded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub href: String,
    /// Whether it is a line of a list.
    #[serde(default)]
    pub item: bool,
}

/// A section of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// How many members there are, and what changed.
    Size,
    /// What was done in the year.
    Work,
    /// How members and organisations were graded.
    Evaluation,
    /// The targets of the year.
    Targets,
    /// What the next year brings.
    Next,
    /// What the committee, or its branches, remark.
    Remarks,
}

impl Part {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 6] = [Self::Size, Self::Work, Self::Evaluation, Self::Targets, Self::Next, Self::Remarks];

    /// Its word in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Work => "work",
            Self::Evaluation => "evaluation",
            Self::Targets => "targets",
            Self::Next => "next",
            Self::Remarks => "remarks",
        }
    }

    /// The part of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }

    /// Its heading in the report of a year.
    pub fn heading(self, year: i16) -> String {
        match self {
            Self::Size => t("Tình hình đảng viên"),
            Self::Work => t("Kết quả thực hiện nhiệm vụ năm {year}"),
            Self::Evaluation => t("Đánh giá, xếp loại năm {year}"),
            Self::Targets => t("Thực hiện các chỉ tiêu năm {year}"),
            Self::Next => return t("Phương hướng, nhiệm vụ năm {year}").with("year", year + 1),
            Self::Remarks => t("Nhận xét, kiến nghị"),
        }
        .with("year", year)
    }
}

/// A section with its paragraphs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Which.
    pub part: Part,
    /// Its heading.
    pub heading: String,
    /// What it says.
    pub paragraphs: Vec<Paragraph>,
}

impl Section {
    /// Whether it says anything: otherwise it is left out of what is printed.
    pub fn speaks(&self) -> bool {
        self.paragraphs.iter().any(|paragraph| !paragraph.pieces.is_empty())
    }
}

/// A report: what is said, and the figures in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its sections, in their order.
    pub sections: Vec<Section>,
    /// Its figures.
    pub figures: Figures,
}

impl Piece {
    /// A figure as the records tell it.
    pub fn figure(key: impl Into<String>) -> Self {
        Self::Figure { key: key.into(), over: None }
    }

    /// As it is read.
    pub fn words<'a>(&'a self, figures: &'a Figures) -> &'a str {
        match self {
            Self::Text(text) => text,
            Self::Figure { over: Some(over), .. } => over,
            Self::Figure { key, over: None } => figures.get(key).map_or("…", |figure| figure.value.as_str()),
        }
    }
}

impl Paragraph {
    /// A paragraph that says something.
    pub fn of(pieces: Vec<Piece>) -> Self {
        Self { pieces, ..Self::default() }
    }

    /// A line of a list.
    pub fn item(pieces: Vec<Piece>) -> Self {
        Self { pieces, item: true, ..Self::default() }
    }

    /// What is not recorded, and where it is.
    pub fn missing(sentence: impl Into<String>, href: impl Into<String>) -> Self {
        Self { missing: sentence.into(), href: href.into(), ..Self::default() }
    }

    /// As it is read.
    pub fn words(&self, figures: &Figures) -> String {
        self.pieces.iter().map(|piece| piece.words(figures)).collect()
    }
}

impl Draft {
    /// Says what is only on the screen, what is missing and why a figure does not add up, as another draft of the same
    /// facts says it.
    pub fn hint_as(&mut self, other: &Self) {
        let sections = self.sections.iter_mut().zip(&other.sections);
        for (paragraph, told) in sections.flat_map(|(own, told)| own.paragraphs.iter_mut().zip(&told.paragraphs)) {
            if !paragraph.missing.is_empty() {
                paragraph.missing.clone_from(&told.missing);
            }
        }
        for (key, figure) in &mut self.figures {
            if let Some(told) = other.figures.get(key) {
                figure.wrong.clone_from(&told.wrong);
            }
        }
    }

    /// The sentences of a section without their figures, whose names stand in their place: what is said otherwise by
    /// another sentence, and not by another figure alone.
    pub fn forms(&self, part: Part) -> Vec<(String, &Paragraph)> {
        let paragraphs = self.sections.iter().filter(|section| section.part == part).flat_map(|one| &one.paragraphs);
        let form = |paragraph: &Paragraph| {
            let pieces = paragraph.pieces.iter().map(|piece| match piece {
                Piece::Text(words) => words.clone(),
                Piece::Figure { key, .. } => {
                    format!("[{}]", self.figures.get(key).map_or("", |figure| figure.label.as_str()))
                }
            });
            pieces.collect()
        };
        paragraphs.filter(|paragraph| !paragraph.pieces.is_empty()).map(|one| (form(one), one)).collect()
    }
}

/// What stands for a name of a sentence: words, or pieces with figures among them.
pub enum Value {
    /// Words.
    Words(String),
    /// Pieces.
    Pieces(Vec<Piece>),
}

impl From<&str> for Value {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<i16> for Value {
    fn from(number: i16) -> Self {
        Self::Words(number.to_string())
    }
}

impl From<Piece> for Value {
    fn from(piece: Piece) -> Self {
        Self::Pieces(vec![piece])
    }
}

impl From<Vec<Piece>> for Value {
    fn from(pieces: Vec<Piece>) -> Self {
        Self::Pieces(pieces)
    }
}

/// A sentence with its names filled in: `{n}` becomes what stands for `n`. A name that nothing stands for stays.
#[expect(clippy::needless_pass_by_value, reason = "what stands for a name is made for the sentence")]
pub fn say<const N: usize>(sentence: &str, values: [(&str, Value); N]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        text(&mut pieces, before);
        match values.iter().find(|(of, _)| *of == name) {
            Some((_, Value::Words(words))) => text(&mut pieces, words),
            Some((_, Value::Pieces(more))) => {
                for piece in more {
                    match piece {
                        Piece::Text(words) => text(&mut pieces, words),
                        figure @ Piece::Figure { .. } => pieces.push(figure.clone()),
                    }
                }
            }
            None => text(&mut pieces, &format!("{{{name}}}")),
        }
        rest = after;
    }
    text(&mut pieces, rest);
    pieces
}

/// Several as one sentence has them, with commas between.
pub fn joined(parts: Vec<Vec<Piece>>, between: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            text(&mut pieces, between);
        }
        for piece in part {
            match piece {
                Piece::Text(words) => text(&mut pieces, &words),
                figure @ Piece::Figure { .. } => pieces.push(figure),
            }
        }
    }
    pieces
}

/// Words at the end of what is said, beside words as one with them.
pub fn text(pieces: &mut Vec<Piece>, words: &str) {
    if words.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(words),
        _ => pieces.push(Piece::Text(words.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_takes_words_and_figures() {
        let figures = Figures::from([("n".to_owned(), Figure { value: "04".to_owned(), ..Figure::default() })]);
        let said = say("{who} có {n} người, {x}.", [("who", "Chi bộ".into()), ("n", Piece::figure("n").into())]);
        assert_eq!(said.len(), 3);
        assert_eq!(Paragraph::of(said).words(&figures), "Chi bộ có 04 người, {x}.");
        let list = joined(vec![say("a", []), say("{n}", [("n", Piece::figure("n").into())])], "; ");
        assert_eq!(Paragraph::of(list).words(&figures), "a; 04");
    }
}
