//! Two languages: the Vietnamese sentence is its own key, the English one stands in `locales/en.json`.
//!
//! The language of a request is set once, by [`speak`], and read by [`t`] wherever a sentence is made:
//! in templates, labels, errors and exports alike.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;

/// The name of the cookie that remembers the choice.
pub const COOKIE: &str = "language";

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Tiếng Việt.
    #[default]
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// The language's code in HTML and in the cookie.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// The language of a code; Vietnamese for any other.
    pub fn from_code(code: &str) -> Self {
        if code == "en" { Self::English } else { Self::Vietnamese }
    }

    /// The language of the request under way; Vietnamese outside of one.
    pub fn current() -> Self {
        CURRENT.try_with(|language| *language).unwrap_or_default()
    }

    /// Runs something in this language.
    pub fn scope<T>(self, run: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, run)
    }

    /// The same of something that takes its time.
    pub async fn during<T>(self, run: impl Future<Output = T>) -> T {
        CURRENT.scope(self, run).await
    }
}

tokio::task_local! {
    static CURRENT: Language;
}

static ENGLISH: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../locales/en.json")).unwrap_or_default());

/// The sentence in the language of the request. A sentence without English stays Vietnamese;
/// a test sees to it that there is none.
pub fn t(sentence: &'static str) -> &'static str {
    match Language::current() {
        Language::Vietnamese => sentence,
        Language::English => ENGLISH.get(sentence).copied().unwrap_or(sentence),
    }
}

/// Puts a value in the place of `{name}` in a sentence.
pub trait With {
    /// The sentence with every `{name}` replaced; of `[one|many]` in an English sentence stays what the number right
    /// before it asks for (`{days} [day|days]`), or `{n}` where none stands there.
    #[must_use]
    fn with(&self, name: &str, value: impl std::fmt::Display) -> String;
}

impl<T: AsRef<str> + ?Sized> With for T {
    fn with(&self, name: &str, value: impl std::fmt::Display) -> String {
        let value = value.to_string();
        let sentence = self.as_ref();
        let place = format!("{{{name}}}");
        if Language::current() == Language::English {
            return numbered(sentence, &place, value == "1").replace(&place, &value);
        }
        sentence.replace(&place, &value)
    }
}

/// A sentence of one thing or of several: what stands in `[one|many]` is chosen where it belongs to a place.
fn numbered(sentence: &str, place: &str, one: bool) -> String {
    let mut text = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('[') {
        let Some(((single, several), left)) =
            after.split_once(']').and_then(|(both, left)| Some((both.split_once('|')?, left)))
        else {
            break;
        };
        text.push_str(before);
        let near = before.strip_suffix("} ").and_then(|before| before.rsplit_once('{'));
        let belongs = near.map_or(place == "{n}", |(_, name)| place == format!("{{{name}}}"));
        match (belongs, one) {
            (false, _) => text.extend(["[", single, "|", several, "]"]),
            (true, true) => text.push_str(single),
            (true, false) => text.push_str(several),
        }
        rest = left;
    }
    text.push_str(rest);
    text
}

/// Middleware: answers the request in the language that its cookie asks for.
pub async fn speak(jar: CookieJar, request: Request, next: Next) -> Response {
    let language = jar.get(COOKIE).map_or_else(Language::default, |cookie| Language::from_code(cookie.value()));
    CURRENT.scope(language, next.run(request)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_read() {
        assert!(!ENGLISH.is_empty());
    }

    #[test]
    fn a_sentence_takes_its_values() {
        assert_eq!("Có {n} lỗi".with("n", 2), "Có 2 lỗi");
        Language::English.scope(|| {
            let people = "{n} [person|people] on {day}";
            assert_eq!(people.with("day", "3/2").with("n", 1), "1 person on 3/2");
            assert_eq!(people.with("n", "1.000+").with("day", "3/2"), "1.000+ people on 3/2");
            assert_eq!("[a] {n}".with("n", 1), "[a] 1");
            let age = "{years} [year|years] and {months} [month|months]";
            assert_eq!(age.with("years", 2).with("months", 1), "2 years and 1 month");
            assert_eq!(age.with("months", 3).with("years", 1), "1 year and 3 months");
        });
    }

    #[test]
    fn a_sentence_is_said_in_the_language_of_the_request() {
        assert_eq!(t("Đăng nhập"), "Đăng nhập");
        Language::English.scope(|| assert_eq!(t("Đăng nhập"), "Sign in"));
    }
}
