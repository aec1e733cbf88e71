//! Every sentence has its English, and every English sentence is said.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{self, is_vietnamese, sources};
use super::none;
use super::templates::{Piece, pieces};

/// The English of every sentence.
fn catalogue() -> BTreeMap<String, String> {
    serde_json::from_str(&files::read("locales/en.json")).unwrap()
}

/// Where Vietnamese words are not sentences of a screen, and what they are.
const NOT_OF_A_SCREEN: &[(&str, &str)] = &[
    ("src/rules/", "citations and the names of holidays, as the regulations have them"),
    ("src/sample/", "names and words of the sample organisation"),
    ("src/members/lists.rs", "suggested values: they are stored as they stand"),
    ("src/postgres/", "the terminal, which says both languages at once"),
    ("src/server/", "the terminal"),
    ("src/backup/", "the terminal"),
    ("src/command/", "the terminal"),
    ("src/config.rs", "the terminal"),
    ("src/main.rs", "the terminal"),
];

/// Words that are the same in every language, and what they are.
const NAMES: &[(&str, &str)] = &[
    ("Cốc Cốc", "a browser"),
    ("chi bộ", "how the name of a branch begins"),
    ("đảng bộ", "how the name of a committee begins"),
    ("Thông tư 07/2016/TT-BCA (cấu trúc số định danh cá nhân)", "a citation"),
];

/// Every word or sentence of a screen, and a place that says it. In the sources these are the strings that
/// are given to `t`, and the Vietnamese ones that are given to something that passes them to `t`.
fn said() -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    for source in sources() {
        for words in source.strings_after("t(") {
            said.insert(words.to_owned(), source.path.clone());
        }
        if !NOT_OF_A_SCREEN.iter().any(|(path, _)| source.path.starts_with(path)) {
            for words in source.strings.iter().filter(|words| is_vietnamese(words)) {
                said.insert(words.clone(), source.path.clone());
            }
        }
    }
    for file in files::files("templates", ".html") {
        for piece in pieces(&file.text) {
            if let Piece::Words { words, translated: true } = piece {
                said.insert(words, file.path.clone());
            }
        }
    }
    said
}

#[test]
fn every_sentence_of_a_screen_has_its_english() {
    let catalogue = catalogue();
    let wrong: Vec<_> = said()
        .into_iter()
        .filter(|(words, _)| {
            !words.is_empty() && !NAMES.iter().any(|(name, _)| name == words) && !catalogue.contains_key(words)
        })
        .map(|(words, path)| format!("{path}: {words}"))
        .collect();
    none("sentences without English in locales/en.json", &wrong);
}

#[test]
fn every_english_sentence_is_of_a_sentence_that_is_said() {
    let said = said();
    let unused: Vec<_> = catalogue().into_keys().filter(|words| !said.contains_key(words)).collect();
    none("English in locales/en.json that nobody says", &unused);
}

#[test]
fn the_english_takes_the_same_values_and_is_written_once() {
    let text = files::read("locales/en.json");
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    for (words, english) in &catalogue {
        if values(words) != values(english) {
            wrong.push(format!("{words} takes other values than {english}"));
        }
        if words == english && is_vietnamese(words) {
            wrong.push(format!("{words} is not English"));
        }
        let key = format!("{}:", serde_json::to_string(words).unwrap());
        if text.matches(&key).count() > 1 {
            wrong.push(format!("{words} stands twice"));
        }
    }
    none("faults of locales/en.json", &wrong);
}

/// The names of the values that a sentence takes.
fn values(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}
