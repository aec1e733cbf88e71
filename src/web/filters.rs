//! The filters of the templates.

use std::fmt::Display;

use askama::{Result, Values, filter_fn};

use crate::web::{assets, language};

/// A sentence in the language of the request: `{{ "Đăng nhập"|t }}`.
#[filter_fn]
pub fn t(sentence: &'static str, _: &dyn Values) -> Result<&'static str> {
    Ok(language::t(sentence))
}

/// A sentence with a value in the place of `{name}`: `{{ "Có {n} lỗi"|t|with("n", 2) }}`.
#[filter_fn]
pub fn with<V: Display>(sentence: impl Display, _: &dyn Values, name: &str, value: V) -> Result<String> {
    Ok(language::With::with(sentence.to_string().as_str(), name, value))
}

/// The address of one of our own files: `{{ "app.css"|asset }}`.
#[filter_fn]
pub fn asset(file: impl Display, _: &dyn Values) -> Result<String> {
    Ok(assets::address(&file.to_string()))
}

/// A whole number as it is written here: 10.000, in English 10,000.
#[filter_fn]
pub fn number(value: impl Display, _: &dyn Values) -> Result<String> {
    Ok(grouped(&value.to_string()))
}

/// A number that is said in words with two digits: 04.
#[filter_fn]
pub fn two_digits(value: impl Display, _: &dyn Values) -> Result<String> {
    Ok(format!("{:0>2}", value.to_string()))
}

/// Digits in groups of three.
pub fn grouped(digits: &str) -> String {
    let mark = match language::Language::current() {
        language::Language::Vietnamese => '.',
        language::Language::English => ',',
    };
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && !text.ends_with('-') {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// Tenths as they are written: 133,3, in English 133.3; whole ones without a tenth: 95.
pub fn tenths(tenths: i64) -> String {
    let mark = match language::Language::current() {
        language::Language::Vietnamese => ',',
        language::Language::English => '.',
    };
    let whole = grouped(&(tenths / 10).to_string());
    if tenths % 10 == 0 { whole } else { format!("{whole}{mark}{}", tenths % 10) }
}

/// Tenths of a percent: 133,3%.
pub fn percent(in_tenths: i64) -> String {
    format!("{}%", tenths(in_tenths))
}

#[cfg(test)]
mod tests {
    use super::{grouped, percent};
    use crate::web::Language;

    #[test]
    fn a_share_is_written_in_the_language_of_its_page() {
        assert_eq!([percent(932), percent(1000), percent(13333)].join(" "), "93,2% 100% 1.333,3%");
        Language::English.scope(|| assert_eq!([percent(932), percent(13333)].join(" "), "93.2% 1,333.3%"));
    }

    #[test]
    fn digits_are_grouped() {
        assert_eq!(grouped("7"), "7");
        assert_eq!(grouped("999"), "999");
        assert_eq!(grouped("10000"), "10.000");
        assert_eq!(grouped("-123456"), "-123.456");
        assert_eq!(grouped("1234567"), "1.234.567");
    }
}
