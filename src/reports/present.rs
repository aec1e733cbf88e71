//! A report as its page shows it.

use super::annex::{Document, Line, Table};
use super::draft::{Figures, Part, Piece, Section};
use super::{Made, Moved};
use crate::web::{With, t};

/// A part of a paragraph on the page.
pub(super) enum Shown {
    /// Words.
    Words(String),
    /// A figure.
    Figure {
        text: String,
        /// The records behind it; empty: nobody.
        href: String,
        /// What the book tells, where somebody wrote another.
        derived: String,
        /// Why it does not add up.
        wrong: String,
    },
}

/// A paragraph on the page.
pub(super) struct Words {
    pub pieces: Vec<Shown>,
    pub missing: String,
    pub href: String,
    pub item: bool,
}

/// A section on the page.
pub(super) struct Block {
    pub code: &'static str,
    pub heading: String,
    pub paragraphs: Vec<Words>,
    /// Whether it is on paper.
    pub speaks: bool,
    /// Where it is edited, by whom that is open to.
    pub edit: String,
    /// Who wrote it and when; empty: the book.
    pub written: String,
    /// What moved since.
    pub moved: Vec<Change>,
    /// What the book says otherwise since, in its sentences.
    pub otherwise: Vec<String>,
    /// The names of the figures that somebody wrote instead of the book's.
    pub own: String,
}

/// A figure that moved.
pub(super) struct Change {
    pub label: String,
    pub then: String,
    pub now: String,
    pub href: String,
}

impl Change {
    pub fn of(moved: &[Moved]) -> Vec<Self> {
        let change = |moved: &Moved| Self {
            label: moved.label.clone(),
            then: moved.then.clone(),
            now: if moved.now.is_empty() { t("không còn").to_owned() } else { moved.now.clone() },
            href: moved.href.clone(),
        };
        moved.iter().map(change).collect()
    }
}

/// A bar of the chart.
pub(super) struct Bar {
    pub label: String,
    pub count: String,
    pub x: i64,
    pub y: i64,
    pub length: i64,
    pub middle: i64,
    pub text_y: i64,
}

/// The chart's height and the room of a bar.
const HEIGHT: i64 = 110;
const STEP: i64 = 70;

/// The members of the last years as bars, and the width of the picture.
pub(super) fn bars(document: &Document) -> (Vec<Bar>, i64) {
    let most = document.years.iter().map(|(_, n)| *n).max().unwrap_or_default().max(1);
    let bars = (0_i64..).zip(&document.years).map(|(at, (label, n))| {
        let length = (n * HEIGHT / most).max(i64::from(*n > 0));
        Bar {
            label: label.clone(),
            count: crate::web::filters::grouped(&n.to_string()),
            x: at * STEP + STEP / 2 - 16,
            y: 20 + HEIGHT - length,
            length,
            middle: at * STEP + STEP / 2,
            text_y: 14 + HEIGHT - length,
        }
    });
    (bars.collect(), STEP * i64::try_from(document.years.len()).unwrap_or_default())
}

/// A piece with its figure: of a closed report the one that was kept, and beside it what the book tells `now`.
fn piece(piece: &Piece, figures: &Figures, now: Option<&Figures>) -> Shown {
    match piece {
        Piece::Text(words) => Shown::Words(words.clone()),
        Piece::Figure { key, over } => {
            let kept = figures.get(key).cloned().unwrap_or_default();
            let text = over.clone().unwrap_or_else(|| kept.value.clone());
            let wrong = kept.wrong.clone();
            let told = now.and_then(|now| now.get(key)).cloned().unwrap_or(kept);
            let differs = text != told.value;
            Shown::Figure { text, href: told.href, derived: if differs { told.value } else { String::new() }, wrong }
        }
    }
}

/// The names of the figures of a section that somebody wrote, and the book tells otherwise.
fn own<'a>(section: &Section, figures: &'a Figures) -> Vec<&'a str> {
    let pieces = section.paragraphs.iter().flat_map(|paragraph| &paragraph.pieces);
    let mut own: Vec<_> = pieces
        .filter_map(|piece| match piece {
            Piece::Figure { key, over: Some(over) } => {
                figures.get(key).filter(|figure| figure.value != *over).map(|figure| figure.label.as_str())
            }
            _ => None,
        })
        .collect();
    own.dedup();
    own
}

/// The sections of a report; `edit` makes the address at which one is edited.
pub(super) fn blocks(made: &Made, edit: impl Fn(Part) -> String) -> Vec<Block> {
    let document = &made.document;
    let now = made.closed.as_ref().map(|_| &made.draft.figures);
    document
        .sections
        .iter()
        .map(|section| Block {
            code: section.part.code(),
            heading: section.heading.clone(),
            speaks: section.speaks(),
            paragraphs: section
                .paragraphs
                .iter()
                .map(|paragraph| Words {
                    pieces: paragraph.pieces.iter().map(|one| piece(one, &document.figures, now)).collect(),
                    missing: paragraph.missing.clone(),
                    href: paragraph.href.clone(),
                    item: paragraph.item,
                })
                .collect(),
            edit: if made.closed.is_some() { String::new() } else { edit(section.part) },
            written: match (made.written.get(&section.part), &made.closed) {
                (Some(written), None) => t("{name} sửa lúc {at}.").with("name", &written.by).with("at", written.at),
                _ => String::new(),
            },
            moved: made
                .moved
                .iter()
                .filter(|(part, _)| *part == Some(section.part))
                .flat_map(|(_, moved)| Change::of(moved))
                .collect(),
            otherwise: made.otherwise.get(&section.part).cloned().unwrap_or_default(),
            own: if made.closed.is_some() { String::new() } else { own(section, &document.figures).join("; ") },
        })
        .collect()
}

/// A table on the page.
pub(super) struct Sheet<'a> {
    pub title: &'a str,
    pub heads: &'a [String],
    pub lines: &'a [Line],
    pub note: &'a str,
    pub words: bool,
    pub id: String,
}

impl Sheet<'_> {
    /// Whether its lines are parts of a whole, drawn as bars.
    pub fn shares(&self) -> bool {
        self.lines.iter().any(|line| line.share.is_some())
    }
}

/// The tables of a report.
pub(super) fn sheets(tables: &[Table]) -> Vec<Sheet<'_>> {
    (1..)
        .zip(tables)
        .map(|(at, table): (usize, _)| Sheet {
            title: &table.title,
            heads: &table.heads,
            lines: &table.lines,
            note: &table.note,
            words: table.words,
            id: format!("annex-{at}"),
        })
        .collect()
}
