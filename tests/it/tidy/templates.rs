//! Templates, styles and our own files: nothing untranslated, nothing inline, nothing that nobody uses.

use std::collections::BTreeSet;

use super::files::{self, is_vietnamese, paths, sources};
use super::none;

/// A piece of a template.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// HTML.
    Html(String),
    /// What stands between the braces, its strings left out.
    Code(String),
    /// A string between the braces, and whether it passes `|t`.
    Words {
        /// What it says.
        words: String,
        /// Whether `|t` follows.
        translated: bool,
    },
}

/// Cuts a template into its pieces, comments left out.
pub fn pieces(template: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (html, opened) = rest.split_at(at);
        found.push(Piece::Html(html.to_owned()));
        rest = if opened.starts_with("{#") {
            &opened[opened.find("#}").map_or(opened.len(), |end| end + 2)..]
        } else if let Some(opened) = opened.strip_prefix("{{") {
            code(&mut found, opened, "}}")
        } else if let Some(opened) = opened.strip_prefix("{%") {
            code(&mut found, opened, "%}")
        } else {
            found.push(Piece::Html("{".to_owned()));
            &opened[1..]
        };
    }
    found.push(Piece::Html(rest.to_owned()));
    found
}

/// Takes what stands between the braces; what comes after them.
fn code<'a>(found: &mut Vec<Piece>, mut rest: &'a str, closing: &str) -> &'a str {
    loop {
        let end = rest.find(closing).unwrap_or_else(|| panic!("{closing} is missing: {rest}"));
        match rest.find('"').filter(|quote| *quote < end) {
            None => {
                found.push(Piece::Code(rest[..end].to_owned()));
                return &rest[end + closing.len()..];
            }
            Some(quote) => {
                found.push(Piece::Code(rest[..quote].to_owned()));
                let (words, after) = rest[quote + 1..].split_once('"').unwrap();
                let translated =
                    after.strip_prefix("|t").is_some_and(|after| !after.starts_with(char::is_alphanumeric));
                found.push(Piece::Words { words: words.to_owned(), translated });
                rest = after;
            }
        }
    }
}

/// The HTML of a template alone, without the blocks that fill a tag: `{% block body_class %}`.
fn html(template: &str) -> String {
    let mut html = String::new();
    let mut within_a_tag = false;
    for piece in pieces(template) {
        match piece {
            Piece::Html(text) if !within_a_tag => html.push_str(&text),
            Piece::Code(code) => {
                let words: Vec<&str> = code.split_whitespace().filter(|word| *word != "-").collect();
                within_a_tag = matches!(words[..], ["block", name] if name.ends_with("_class") || name == "attributes")
                    || (within_a_tag && words != ["endblock"]);
            }
            _ => {}
        }
    }
    html
}

#[test]
fn a_template_is_cut_into_its_pieces() {
    let text = r#"<p title="{{ "Một"|t }}">{# "không" #}{% if a == "b" %}x{% endif %}{{ "Hai"|trim }}"#;
    let words: Vec<_> = pieces(text)
        .into_iter()
        .filter_map(
            |piece| if let Piece::Words { words, translated } = piece { Some((words, translated)) } else { None },
        )
        .collect();
    assert_eq!(words, [("Một".to_owned(), true), ("b".to_owned(), false), ("Hai".to_owned(), false)]);
    assert_eq!(html(text), "<p title=\"\">x");
    assert_eq!(html("<body class=\"{% block body_class %}alone{% endblock %}\">y"), "<body class=\"\">y");
}

#[test]
fn no_word_of_a_page_passes_by_the_catalogue() {
    let mut wrong = Vec::new();
    for file in files::files("templates", ".html") {
        for piece in pieces(&file.text) {
            if let Piece::Words { words, translated: false } = piece
                && is_vietnamese(&words)
            {
                wrong.push(format!("{}: {words}", file.path));
            }
        }
        let html = html(&file.text);
        let mut shown: Vec<&str> = Vec::new();
        for (at, part) in html.split('<').enumerate() {
            shown.push(if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) });
        }
        for name in ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\"", "aria-description=\""] {
            shown.extend(html.split(name).skip(1).map(|rest| rest.split('"').next().unwrap()));
        }
        for text in shown {
            let words =
                text.split(|sign: char| sign.is_whitespace() || sign == ';').filter(|word| !word.starts_with('&'));
            let words: Vec<_> = words
                .filter(|word| word.chars().any(char::is_alphabetic))
                // A macro or a block may be the attributes of a tag that stands elsewhere.
                .filter(|word| !word.contains("=\"") && !word.ends_with('"'))
                .collect();
            if !words.is_empty() && !SAME_IN_BOTH.iter().any(|(same, _)| *same == words.join(" ")) {
                wrong.push(format!("{}: {}", file.path, words.join(" ")));
            }
        }
    }
    none("words outside of |t", &wrong);
}

/// Words that are the same in both languages, and what they are.
const SAME_IN_BOTH: &[(&str, &str)] = &[
    ("English", "a language names itself"),
    ("Tiếng Việt", "a language names itself"),
    ("ĐẢNG CỘNG SẢN VIỆT NAM", "the heading of every paper of the party"),
    ("n", "a key"),
    ("Esc", "a key"),
    ("required", "an attribute"),
];

#[test]
fn nothing_stands_inline_and_nothing_passes_unescaped() {
    let mut wrong = Vec::new();
    for file in files::files("templates", ".html") {
        let html = html(&file.text).to_lowercase();
        for word in [" style=", "<style", "javascript:", "http://", "https://", "<iframe"] {
            if html.contains(word) {
                wrong.push(format!("{}: {word}", file.path));
            }
        }
        for attribute in html.split(" on").skip(1) {
            let name: String = attribute.chars().take_while(char::is_ascii_lowercase).collect();
            if !name.is_empty() && attribute[name.len()..].starts_with('=') {
                wrong.push(format!("{}: on{name}=", file.path));
            }
        }
        wrong.extend(
            html.split("<script")
                .skip(1)
                .filter(|script| !script.trim_start().starts_with("src=") && !script.contains(" src="))
                .map(|_| format!("{}: a script without src", file.path)),
        );
        for piece in pieces(&file.text) {
            if let Piece::Code(code) = piece
                && code.replace(' ', "").contains("|safe")
            {
                wrong.push(format!("{}: |safe", file.path));
            }
        }
    }
    for source in sources() {
        if source.code.contains("escape = ")
            || source.code.contains("MarkupDisplay")
            || source.code.contains("HtmlSafe")
        {
            wrong.push(format!("{}: turns escaping off", source.path));
        }
    }
    none("what the content security policy or escaping should not meet", &wrong);
}

#[test]
fn every_template_is_used() {
    let mut named: BTreeSet<String> = BTreeSet::new();
    for source in sources() {
        named.extend(source.strings);
    }
    for file in files::files("templates", ".html") {
        for piece in pieces(&file.text) {
            if let Piece::Words { words, .. } = piece {
                named.insert(words);
            }
        }
    }
    let unused: Vec<_> = paths("templates")
        .into_iter()
        .filter(|path| !named.contains(path.strip_prefix("templates/").unwrap()))
        .collect();
    none("templates that nobody uses", &unused);
}

#[test]
fn every_file_of_ours_is_part_of_the_program_and_is_used() {
    let part: BTreeSet<String> =
        sodangvien::web::assets::FILES.iter().map(|(name, _)| format!("static/{name}")).collect();
    // The sheets are sent as one.
    let sheets = files::files("static/css", ".css");
    let (_, whole) = sodangvien::web::assets::FILES.iter().find(|(name, _)| *name == "app.css").unwrap();
    let whole = std::str::from_utf8(whole).unwrap();
    let kept = |path: &String| !sheets.iter().any(|sheet| sheet.path == *path && whole.contains(&sheet.text));
    let there = paths("static").into_iter().filter(kept).chain(["static/app.css".to_owned()]);
    assert_eq!(there.collect::<BTreeSet<_>>(), part, "static/ and web::assets::FILES");

    let mut said = String::new();
    for (folder, ending) in [("templates", ".html"), ("static", ".css"), ("static", ".js")] {
        for file in files::files(folder, ending) {
            said.push_str(&file.text);
        }
    }
    let unused: Vec<_> = part
        .into_iter()
        .filter(|path| !path.to_lowercase().ends_with(".txt"))
        .filter(|path| !said.contains(path.rsplit('/').next().unwrap()))
        .collect();
    none("files of ours that no page asks for", &unused);
}

#[test]
fn every_icon_that_is_shown_is_drawn() {
    let drawn = files::read("static/icons.svg");
    let mut wrong = Vec::new();
    for file in files::files("templates", ".html") {
        let mut before = String::new();
        for piece in pieces(&file.text) {
            match piece {
                Piece::Words { words, .. }
                    if before.ends_with("icon(") && !drawn.contains(&format!("id=\"{words}\"")) =>
                {
                    wrong.push(format!("{}: {words}", file.path));
                }
                Piece::Code(code) => before = code,
                _ => {}
            }
        }
    }
    none("icons that static/icons.svg does not draw", &wrong);
}

#[test]
fn the_style_shouts_nowhere_and_asks_no_other_machine() {
    let mut wrong = Vec::new();
    for file in files::files("static", ".css") {
        for (number, line) in (1..).zip(file.text.lines()) {
            for word in ["uppercase", "letter-spacing", "small-caps", "@import", "http:", "https:", "url(//"] {
                if line.contains(word) {
                    wrong.push(format!("{}:{number}: {word}", file.path));
                }
            }
        }
    }
    none("styles that Vietnamese does not bear, or that leave the machine", &wrong);
}

/// Errors of something that has no field of its own, and where they are shown.
const WITHOUT_A_FIELD: &[(&str, &str)] =
    &[("effective_on", "what the ledger refuses: the form says it at the day that it asks for")];

#[test]
fn every_error_is_of_a_field_that_a_form_has() {
    let mut fields: BTreeSet<String> = BTreeSet::new();
    for file in files::files("templates", ".html") {
        let html = html(&file.text);
        for name in ["name=\"", "id=\""] {
            fields.extend(html.split(name).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
        let mut before = String::new();
        for piece in pieces(&file.text) {
            match piece {
                Piece::Words { words, .. } => {
                    if before.trim_end().ends_with("date(")
                        || before.trim_end().ends_with('(') && before.contains("form::")
                    {
                        fields.insert(words);
                    }
                }
                Piece::Code(code) => before = code,
                Piece::Html(_) => {}
            }
        }
    }
    let mut wrong = Vec::new();
    for source in sources() {
        for ask in ["add(", "required(", "day(", "optional_day(", "partial_day(", "optional_partial_day("] {
            for field in source.strings_after(&format!("errors.{ask}")) {
                if !fields.contains(field) {
                    wrong.push(format!("{}: {field}", source.path));
                }
            }
        }
        for ask in ["Error::field(", "Errors::one("] {
            for field in source.strings_after(ask) {
                if !fields.contains(field) && !WITHOUT_A_FIELD.iter().any(|(name, _)| *name == field) {
                    wrong.push(format!("{}: {field}", source.path));
                }
            }
        }
    }
    none("errors of fields that no form has", &wrong);
}
