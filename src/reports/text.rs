//! A section as a committee edits it: a paragraph a line, `- ` before a line of a list, and each figure in brackets with
//! its name, `[38|tổng số đảng viên]`. Who changes the figure in the brackets keeps its tie: the one of the book is
//! shown beside it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::draft::{DAY, Draft, Figures, Paragraph, Part, Piece, text};
use crate::web::{With, t};

/// The most characters of a section.
pub(super) const MOST: usize = 20_000;

/// Paragraphs as they are edited; what is missing is not among them.
pub(super) fn editable(paragraphs: &[Paragraph], figures: &Figures) -> String {
    let lines = paragraphs.iter().filter(|paragraph| !paragraph.pieces.is_empty()).map(|paragraph| {
        let words: String = paragraph
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(words) => words.clone(),
                Piece::Figure { key, .. } => {
                    let label = figures.get(key).map_or("", |figure| figure.label.as_str());
                    format!("[{}|{label}]", piece.words(figures))
                }
            })
            .collect();
        if paragraph.item { format!("- {words}") } else { words }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The figures that a page showed, by their names in small letters, but for those that somebody had written: of these,
/// what is typed as it was shown is what the book told.
pub(super) fn shown(text: &str, written: &[Paragraph], figures: &Figures) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::new();
    for (before, _) in text.match_indices(']').map(|(at, _)| text.split_at(at)) {
        let inside = before.rsplit_once('[').map(|(_, inside)| inside);
        if let Some((value, label)) = inside.and_then(|inside| inside.split_once('|')) {
            shown.insert(label.trim().to_lowercase(), value.trim().to_owned());
        }
    }
    for piece in written.iter().flat_map(|paragraph| &paragraph.pieces) {
        if let Piece::Figure { key, over: Some(_) } = piece
            && let Some(figure) = figures.get(key)
        {
            shown.remove(&figure.label.to_lowercase());
        }
    }
    shown
}

/// What was typed, as paragraphs; `shown` are the figures as the page had them.
///
/// # Errors
/// A sentence for each figure that is not of this report, and for a text that is too long.
pub(super) fn read(
    typed: &str,
    figures: &Figures,
    shown: &BTreeMap<String, String>,
) -> Result<Vec<Paragraph>, Vec<String>> {
    let mut wrong = Vec::new();
    if typed.chars().count() > MOST {
        wrong.push(t("Phần này dài quá {n} ký tự. Rút ngắn lại.").with("n", MOST));
    }
    let keys: BTreeMap<String, &String> =
        figures.iter().map(|(key, figure)| (figure.label.to_lowercase(), key)).collect();
    let mut paragraphs = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (item, line) = match line.strip_prefix("- ") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, line),
        };
        paragraphs.push(Paragraph {
            pieces: pieces(line, &keys, (figures, shown), &mut wrong),
            item,
            ..Paragraph::default()
        });
    }
    if wrong.is_empty() { Ok(paragraphs) } else { Err(wrong) }
}

fn pieces(
    line: &str,
    keys: &BTreeMap<String, &String>,
    (figures, shown): (&Figures, &BTreeMap<String, String>),
    wrong: &mut Vec<String>,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(']') {
        // What belongs to the figure begins at the last bracket: one that stands alone before it is of the text.
        let Some((before, inside)) = before.rsplit_once('[') else {
            text(&mut pieces, before);
            text(&mut pieces, "]");
            rest = after;
            continue;
        };
        text(&mut pieces, before);
        match inside.split_once('|') {
            None => text(&mut pieces, &format!("[{inside}]")),
            Some((value, label)) => {
                let (value, label) = (value.trim(), label.trim());
                match keys.get(&label.to_lowercase()) {
                    Some(key) if !value.is_empty() => {
                        let derived = figures.get(*key).map(|figure| figure.value.as_str());
                        let untouched = shown.get(&label.to_lowercase()).is_some_and(|shown| shown == value);
                        let over = (derived != Some(value) && !untouched).then(|| value.to_owned());
                        pieces.push(Piece::Figure { key: (*key).clone(), over });
                    }
                    Some(_) => wrong.push(
                        t("Số “{label}” để trống. Ghi số trước dấu |, hoặc xóa cả ngoặc.").with("label", label),
                    ),
                    None => wrong.push(
                        t("Không có số nào tên “{label}” trong báo cáo này. Giữ nguyên tên sau dấu |, hoặc bỏ ngoặc và viết số như chữ thường.")
                            .with("label", label),
                    ),
                }
            }
        }
        rest = after;
    }
    text(&mut pieces, rest);
    pieces
}

/// What the book told of a figure when a text with it was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub(super) struct Told {
    /// As it was written.
    pub value: String,
    /// What it is called; empty where that was not kept.
    pub label: String,
}

/// A figure as it was kept: first by its value alone, since then by its name too.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Value(String),
    Named { value: String, label: String },
}

impl From<Kept> for Told {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Value(value) => Self { value, label: String::new() },
            Kept::Named { value, label } => Self { value, label },
        }
    }
}

/// What the book told of figures, by their words.
pub(super) type Derived = BTreeMap<String, Told>;

/// What the book tells of some figures.
pub(super) fn told<'a>(keys: impl Iterator<Item = &'a String>, figures: &Figures) -> Derived {
    let told = keys.filter_map(|key| {
        let figure = figures.get(key)?;
        Some((key.clone(), Told { value: figure.value.clone(), label: figure.label.clone() }))
    });
    told.collect()
}

/// What the book tells of the figures that a text has.
pub(super) fn derived(paragraphs: &[Paragraph], figures: &Figures) -> Derived {
    let keys = paragraphs.iter().flat_map(|paragraph| &paragraph.pieces).filter_map(|piece| match piece {
        Piece::Figure { key, .. } => Some(key),
        Piece::Text(_) => None,
    });
    told(keys, figures)
}

/// A figure that the book tells otherwise by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    /// What it is called.
    pub label: String,
    /// What it was.
    pub then: String,
    /// What it is; empty: the book does not tell it any more.
    pub now: String,
    /// The records behind it.
    pub href: String,
}

/// Which figures of a text the book tells otherwise by now.
pub(super) fn moved(then: &Derived, now: &Figures) -> Vec<Moved> {
    let mut moved = Vec::new();
    for (key, told) in then {
        let figure = now.get(key);
        if key == DAY || figure.is_some_and(|figure| figure.value == told.value) {
            continue;
        }
        let label = match figure {
            Some(figure) => figure.label.clone(),
            None if told.label.is_empty() => t("số đã ghi trong bài").to_owned(),
            None => told.label.clone(),
        };
        moved.push(Moved {
            label,
            then: told.value.clone(),
            now: figure.map(|figure| figure.value.clone()).unwrap_or_default(),
            href: figure.map(|figure| figure.href.clone()).unwrap_or_default(),
        });
    }
    moved
}

/// What the book says otherwise than when a section was written, beyond its figures: its new sentences as they are
/// read, or where there is none, that it does not say some any more.
pub(super) fn otherwise(then: &[String], part: Part, now: &Draft) -> Vec<String> {
    let forms = now.forms(part);
    let new: Vec<_> = forms
        .iter()
        .filter(|(form, _)| !then.contains(form))
        .map(|(_, paragraph)| paragraph.words(&now.figures))
        .collect();
    if !new.is_empty() {
        return new;
    }
    let gone = then.iter().filter(|form| forms.iter().all(|(now, _)| now != *form));
    gone.map(|form| t("Sổ không còn câu: {sentence}").with("sentence", form)).collect()
}

/// A text whose figures are all there: one that the book does not tell any more stands as it was.
pub(super) fn resolved(paragraphs: &[Paragraph], derived: &Derived, figures: &Figures) -> Vec<Paragraph> {
    let mut paragraphs = paragraphs.to_vec();
    for paragraph in &mut paragraphs {
        for piece in &mut paragraph.pieces {
            if let Piece::Figure { key, over } = piece
                && !figures.contains_key(key)
            {
                let words =
                    over.clone().or_else(|| derived.get(key).map(|told| told.value.clone())).unwrap_or_default();
                *piece = Piece::Text(words);
            }
        }
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reports::draft::Figure;

    fn figures() -> Figures {
        let figure =
            |label: &str, value: &str| Figure { label: label.to_owned(), value: value.to_owned(), ..Figure::default() };
        Figures::from([
            ("size.total".to_owned(), figure("tổng số đảng viên", "38")),
            ("size.women".to_owned(), figure("đảng viên nữ", "16")),
        ])
    }

    #[test]
    fn a_figure_keeps_its_tie_and_one_that_is_changed_is_kept_beside() {
        let read =
            read("Có [38|tổng số đảng viên], [17 | Đảng viên nữ]; [sic].\n\n- dòng", &figures(), &BTreeMap::new())
                .unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].pieces[1], Piece::figure("size.total"));
        assert_eq!(read[0].pieces[3], Piece::Figure { key: "size.women".to_owned(), over: Some("17".to_owned()) });
        assert_eq!(read[0].words(&figures()), "Có 38, 17; [sic].");
        assert!(read[1].item);
    }

    #[test]
    fn what_nobody_touched_is_no_figure_of_ones_own_and_a_lone_bracket_takes_no_figure() {
        let mut now = figures();
        now.get_mut("size.total").unwrap().value = "39".to_owned();
        let text = "Số [5 và [38|tổng số đảng viên], [16|đảng viên nữ]";
        let saved = read(text, &now, &shown(text, &[], &now)).unwrap();
        assert_eq!(saved[0].pieces[0], Piece::Text("Số [5 và ".to_owned()));
        assert_eq!(saved[0].pieces[1], Piece::figure("size.total"), "the book has moved, not the committee");
        // One that was of one's own before stays so.
        let own = read("[38|tổng số đảng viên]", &now, &BTreeMap::new()).unwrap();
        let kept = read("[38|tổng số đảng viên]", &now, &shown("[38|tổng số đảng viên]", &own, &now)).unwrap();
        assert_eq!(kept, own);
        assert_eq!(kept[0].words(&now), "38");
    }

    #[test]
    fn a_figure_that_the_report_does_not_have_is_said() {
        let wrong = read("[1|chim bồ câu] [ |đảng viên nữ]", &figures(), &BTreeMap::new()).unwrap_err();
        assert_eq!(wrong.len(), 2);
        assert!(wrong[0].contains("chim bồ câu"));
    }

    #[test]
    fn a_figure_that_moves_is_said_and_one_that_goes_stands_as_it_was() {
        let paragraphs = read("[38|tổng số đảng viên] và [16|đảng viên nữ]", &figures(), &BTreeMap::new()).unwrap();
        let then = derived(&paragraphs, &figures());
        let mut now = figures();
        now.get_mut("size.total").unwrap().value = "39".to_owned();
        now.remove("size.women");
        let moved = moved(&then, &now);
        assert_eq!(
            moved.iter().map(|one| (one.label.as_str(), one.now.as_str())).collect::<Vec<_>>(),
            [("tổng số đảng viên", "39"), ("đảng viên nữ", "")]
        );
        let shown = resolved(&paragraphs, &then, &now);
        assert_eq!(shown[0].words(&now), "39 và 16");
    }

    #[test]
    fn what_was_kept_by_its_value_alone_is_read_too() {
        let kept = r#"{"size.women": "16", "size.total": {"value": "38", "label": "tổng số đảng viên"}}"#;
        let then: Derived = serde_json::from_str(kept).unwrap();
        assert_eq!(then["size.women"], Told { value: "16".to_owned(), label: String::new() });
        assert_eq!(serde_json::from_value::<Derived>(serde_json::to_value(&then).unwrap()).unwrap(), then);
        let moved = moved(&then, &Figures::new());
        let labels: Vec<_> = moved.iter().map(|one| one.label.as_str()).collect();
        assert_eq!(labels, ["tổng số đảng viên", t("số đã ghi trong bài")]);
    }

    proptest! {
        /// What is edited without a change is what it was.
        #[test]
        fn what_is_not_changed_stays(words in "[a-zđăâA-Z ,.;:()/%0-9]{0,40}", item in any::<bool>(), over in proptest::option::of("[0-9]{1,3}")) {
            let mut pieces = Vec::new();
            text(&mut pieces, words.trim());
            pieces.push(Piece::Figure { key: "size.total".to_owned(), over: over.filter(|n| n != "38") });
            let paragraph = Paragraph { pieces, item, ..Paragraph::default() };
            let typed = editable(std::slice::from_ref(&paragraph), &figures());
            prop_assert_eq!(read(&typed, &figures(), &BTreeMap::new()).unwrap(), vec![paragraph]);
        }

        /// Whatever is typed is read or refused with sentences; what is read reads the same again.
        #[test]
        fn whatever_is_typed_is_read_the_same_again(typed in "[a-z\\[\\]|\n -]{0,80}") {
            if let Ok(paragraphs) = read(&typed, &figures(), &BTreeMap::new()) {
                let again = editable(&paragraphs, &figures());
                prop_assert_eq!(read(&again, &figures(), &BTreeMap::new()).unwrap(), paragraphs);
            }
        }
    }
}
