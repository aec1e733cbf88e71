//! The files of the repository, and what of a Rust source is code, what words.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository.
pub struct File {
    /// Its path from the root, with slashes.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// Every file below a folder whose name ends so, in order of path.
pub fn files(folder: &str, ending: &str) -> Vec<File> {
    let mut found: Vec<_> = paths(folder)
        .into_iter()
        .filter(|path| path.ends_with(ending))
        .map(|path| File { text: read(&path), path })
        .collect();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!found.is_empty(), "no *{ending} below {folder}");
    found
}

/// The paths of every file below a folder, from the root.
pub fn paths(folder: &str) -> Vec<String> {
    let mut open: Vec<PathBuf> = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else {
                found.push(entry.path().strip_prefix(root()).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found
}

/// A file by its path from the root.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The sources of the program, without their tests.
pub fn sources() -> Vec<Source> {
    files("src", ".rs")
        .into_iter()
        .filter(|file| !file.path.ends_with("tests.rs") && !file.path.contains("/tests/"))
        .map(|file| Source::new(file.path, &file.text))
        .collect()
}

/// A Rust source without its tests and comments.
pub struct Source {
    /// Its path from the root.
    pub path: String,
    /// The code; every string is a pair of quotes round its number in [`Source::strings`].
    pub code: String,
    /// What the strings say.
    pub strings: Vec<String>,
}

impl Source {
    /// Tells code from words.
    pub fn new(path: String, text: &str) -> Self {
        let text = text.split_once("\n#[cfg(test)]\nmod tests {").map_or(text, |(program, _)| program);
        let mut source = Self { path, code: String::new(), strings: Vec::new() };
        let mut rest = text;
        while let Some(sign) = rest.chars().next() {
            rest = match sign {
                '/' if rest.starts_with("//") => &rest[rest.find('\n').unwrap_or(rest.len())..],
                '/' if rest.starts_with("/*") => &rest[rest.find("*/").map_or(rest.len(), |end| end + 2)..],
                '"' => source.string(&rest[1..]),
                'r' if !source.code.ends_with(word_sign) && raw_string(rest).is_some() => {
                    let (words, after) = raw_string(rest).unwrap();
                    source.say(words.to_owned());
                    after
                }
                '\'' => source.character(rest),
                other => {
                    source.code.push(other);
                    &rest[other.len_utf8()..]
                }
            };
        }
        source
    }

    /// The module at the top to which it belongs: `members` of `src/members/form.rs`.
    pub fn room(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// The file's own name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    /// The strings that directly follow this piece of code, which has no spaces and does not begin
    /// within a word.
    pub fn strings_after(&self, code: &str) -> Vec<&str> {
        let squeezed: String = self.code.chars().filter(|sign| !sign.is_whitespace()).collect();
        let opening = format!("{code}\"");
        squeezed
            .match_indices(&opening)
            .filter(|(at, _)| !squeezed[..*at].ends_with(word_sign))
            .map(|(at, _)| squeezed[at + opening.len()..].split('"').next().unwrap())
            .map(|number| self.strings[number.parse::<usize>().unwrap()].as_str())
            .collect()
    }

    fn say(&mut self, words: String) {
        self.code.extend(["\"", &self.strings.len().to_string(), "\""]);
        self.strings.push(words);
    }

    /// Takes a string from after its opening quote; what comes after its closing one.
    fn string<'a>(&mut self, rest: &'a str) -> &'a str {
        let mut words = String::new();
        let mut signs = rest.char_indices();
        while let Some((at, sign)) = signs.next() {
            match sign {
                '"' => {
                    self.say(words);
                    return &rest[at + 1..];
                }
                '\\' => match signs.next() {
                    Some((at, '\n')) => {
                        let skipped = rest[at..].len() - rest[at..].trim_start().len();
                        while signs.offset() < at + skipped {
                            signs.next();
                        }
                    }
                    Some((_, 'n')) => words.push('\n'),
                    Some((_, escaped)) => words.push(escaped),
                    None => {}
                },
                other => words.push(other),
            }
        }
        panic!("{}: a string does not end", self.path);
    }

    /// A character, which may be a quote, or the tick of a lifetime.
    fn character<'a>(&mut self, rest: &'a str) -> &'a str {
        let mut signs = rest.char_indices().skip(1);
        let length = match (signs.next(), signs.next()) {
            (Some((_, '\\')), _) => {
                rest[2..].char_indices().skip(1).find(|(_, sign)| *sign == '\'').map(|(at, _)| at + 3)
            }
            (Some(_), Some((at, '\''))) => Some(at + 1),
            _ => None,
        };
        self.code.push('\'');
        &rest[length.unwrap_or(1)..]
    }
}

/// A raw string at the beginning: what it says, and what comes after it.
fn raw_string(rest: &str) -> Option<(&str, &str)> {
    let hashes = rest[1..].len() - rest[1..].trim_start_matches('#').len();
    let inside = rest[1 + hashes..].strip_prefix('"')?;
    inside.split_once(&format!("\"{}", "#".repeat(hashes)))
}

fn word_sign(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Whether it has letters that only Vietnamese uses.
pub fn is_vietnamese(words: &str) -> bool {
    words.chars().any(|letter| "ăâđêôơưĂÂĐÊÔƠƯ".contains(letter) || ('\u{1ea0}'..='\u{1ef9}').contains(&letter))
        || words.chars().any(|letter| "àáãèéìíĩòóõùúũýÀÁÃÈÉÌÍĨÒÓÕÙÚŨÝ".contains(letter))
}

#[test]
fn strings_comments_and_code_are_told_apart() {
    let text = concat!(
        "/// \"no\"\nlet a = t(\"một \\\"hai\\\"\"); // t(\"ba\")\nlet b = ('\"', '\\'', x::<'a>);\n",
        "r#\"select \"x\"\"#; f(\"dài \\\n      hơn\")\n#[cfg(test)]\nmod tests {\n t(\"bốn\")"
    );
    let source = Source::new("src/members/form.rs".to_owned(), text);
    assert_eq!(source.strings, ["một \"hai\"", "select \"x\"", "dài hơn"]);
    assert_eq!(source.strings_after("t("), ["một \"hai\""]);
    assert_eq!((source.room(), source.name()), ("members", "form.rs"));
    assert!(!source.code.contains("no"));
}
