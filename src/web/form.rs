//! What is wrong with a form, in the order of its fields, and what was meant where nothing is.

use crate::rules::day::DateProblem;
use crate::rules::{Day, PartialDate};
use crate::web::{With, t};

/// The fields of the conditions that stand above a grid: which year, of which organisation, as of which day.
const CONDITIONS: [&str; 4] = ["year", "branch", "as_of", "known_on"];
/// The fields of the cards: warnings, and people who may be the same.
const TO_CONFIRM: [&str; 2] = ["confirm", "not_duplicate"];

/// The errors of a form: a field's name and a sentence that says what to do, in the form's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    list: Vec<(&'static str, String)>,
    saved: Option<String>,
}

impl Errors {
    /// No errors yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One error.
    pub fn one(field: &'static str, sentence: impl Into<String>) -> Self {
        Self { list: vec![(field, sentence.into())], saved: None }
    }

    /// The form was saved before with other content: where the result of that is seen.
    pub fn saved_before(location: String) -> Self {
        Self { list: Vec::new(), saved: Some(location) }
    }

    /// Where the result is seen of what this form saved before, when it comes again with other content.
    pub fn saved(&self) -> Option<&str> {
        self.saved.as_deref()
    }

    /// Adds an error to a field; the first of a field is the one shown beside it.
    pub fn add(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.list.push((field, sentence.into()));
    }

    /// Adds all errors of another part of the form.
    pub fn extend(&mut self, others: Self) {
        self.list.extend(others.list);
        self.saved = others.saved.or(self.saved.take());
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.saved.is_none()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// How many are to be corrected: what the cards of a form ask about is confirmed instead.
    pub fn wrong(&self) -> usize {
        let wrong = self.list.iter().filter(|(field, _)| !TO_CONFIRM.contains(field)).count();
        wrong + usize::from(self.saved.is_some())
    }

    /// Whether they are of the conditions of a page that was opened: there is nothing to be saved yet.
    pub fn are_of_conditions(&self) -> bool {
        self.saved.is_none() && !self.list.is_empty() && self.list.iter().all(|(field, _)| CONDITIONS.contains(field))
    }

    /// How many are to be confirmed.
    pub fn to_confirm(&self) -> usize {
        self.list.iter().filter(|(field, _)| TO_CONFIRM.contains(field)).count()
    }

    /// What was meant by a field, or its sentence is added.
    pub fn take<T>(&mut self, field: &'static str, meant: Result<T, String>) -> Option<T> {
        meant.map_err(|sentence| self.add(field, sentence)).ok()
    }

    /// What is wrong with a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.list.iter().find(|(name, _)| *name == field).map(|(_, sentence)| sentence.as_str())
    }

    /// Every error, in the form's order.
    pub fn list(&self) -> &[(&'static str, String)] {
        &self.list
    }

    /// Puts the errors in the order of the fields given; those of other fields come last.
    pub fn sort_by(&mut self, fields: &[&str]) {
        self.list.sort_by_key(|(name, _)| fields.iter().position(|field| field == name).unwrap_or(fields.len()));
    }

    /// Nothing wrong: the value; else the errors.
    ///
    /// # Errors
    /// These.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }

    /// A text that must be there, without stray spaces and in composed Unicode.
    pub fn required(&mut self, field: &'static str, typed: &str, missing: &'static str) -> Option<String> {
        let text = clean(typed);
        if text.is_empty() {
            self.add(field, t(missing));
            return None;
        }
        Some(text)
    }

    /// Adds the sentence for a text that is no name, title or number of a paper; see [`not_plain`].
    pub fn plain(&mut self, field: &'static str, text: &str) {
        if let Some(sentence) = not_plain(text) {
            self.add(field, sentence);
        }
    }

    /// Adds the sentence for a text of more letters than that.
    pub fn longest(&mut self, field: &'static str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.add(field, t("Dài quá {n} chữ. Viết gọn lại.").with("n", most));
        }
    }

    /// A day that must be there and is not in the future.
    pub fn day(&mut self, field: &'static str, typed: &str, missing: &'static str, today: Day) -> Option<Day> {
        let day = self.date(field, Day::parse_typed(typed), missing)?;
        self.has_come(field, day, today).then_some(day)
    }

    /// A day that may be left out.
    pub fn optional_day(&mut self, field: &'static str, typed: &str, today: Day) -> Option<Day> {
        if clean(typed).is_empty() {
            return None;
        }
        self.day(field, typed, "", today)
    }

    /// A day, a month or a year that must be there and is not in the future.
    pub fn partial_day(
        &mut self,
        field: &'static str,
        typed: &str,
        missing: &'static str,
        today: Day,
    ) -> Option<PartialDate> {
        let date = self.date(field, PartialDate::parse_typed(typed), missing)?;
        self.has_come(field, date.first(), today).then_some(date)
    }

    /// A day, a month or a year that may be left out.
    pub fn optional_partial_day(&mut self, field: &'static str, typed: &str, today: Day) -> Option<PartialDate> {
        if clean(typed).is_empty() {
            return None;
        }
        self.partial_day(field, typed, "", today)
    }

    /// A month of a year that may be left out, and has begun.
    pub fn optional_month(&mut self, field: &'static str, typed: &str, today: Day) -> Option<PartialDate> {
        let month = match PartialDate::parse_typed(typed) {
            Err(DateProblem::Empty) => return None,
            Ok(date) if date.iso().len() == "2026-08".len() => date,
            Err(problem @ (DateProblem::NoSuchDay { day: 0, .. } | DateProblem::OutOfRange)) => {
                self.add(field, date_sentence(&problem));
                return None;
            }
            _ => {
                self.add(field, t("Nhập tháng theo dạng tháng/năm, ví dụ 8/2026."));
                return None;
            }
        };
        self.has_come(field, month.first(), today).then_some(month)
    }

    /// A date that was read; one that was not says what to type.
    fn date<T>(&mut self, field: &'static str, read: Result<T, DateProblem>, missing: &'static str) -> Option<T> {
        read.map_err(|problem| match problem {
            DateProblem::Empty => self.add(field, t(missing)),
            problem => self.add(field, date_sentence(&problem)),
        })
        .ok()
    }

    /// Whether a day has come.
    fn has_come(&mut self, field: &'static str, day: Day, today: Day) -> bool {
        if day > today {
            self.add(field, t("Ngày này chưa đến. Kiểm tra lại ngày, tháng, năm."));
        }
        day <= today
    }
}

/// What is wrong with a typed date, and what to type.
pub fn date_sentence(problem: &DateProblem) -> String {
    match problem {
        DateProblem::Empty | DateProblem::Unreadable => {
            t("Nhập ngày theo dạng ngày/tháng/năm, ví dụ 27/3/1987.").to_owned()
        }
        DateProblem::NoSuchDay { month, day: 0, .. } if !(1..=12).contains(month) => {
            t("Tháng phải từ 1 đến 12. Kiểm tra lại tháng.").to_owned()
        }
        DateProblem::NoSuchDay { .. } => t("Không có ngày này trong lịch. Kiểm tra lại ngày và tháng.").to_owned(),
        DateProblem::TwoDigitYear { suggestion } => t("Viết năm đủ bốn chữ số, ví dụ {year}.").with("year", suggestion),
        DateProblem::OutOfRange => t("Năm phải từ 1900 đến 2100. Kiểm tra lại năm.").to_owned(),
    }
}

/// Names, titles and numbers of papers are plain text: what looks like a tag was pasted from somewhere by mistake. (It
/// would do no harm, pages write it as it is; control characters are taken out by [`clean`].)
pub fn not_plain(text: &str) -> Option<String> {
    let sign = text.chars().find(|sign| matches!(sign, '<' | '>'))?;
    Some(t("Ở đây không viết dấu “{sign}”. Bỏ dấu đó, hoặc viết bằng chữ.").with("sign", sign))
}

/// A typed text in composed Unicode (NFC), single spaces, none at the ends, nothing invisible.
pub fn clean(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let visible = typed.nfc().filter(|letter| {
        !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
            && (!letter.is_control() || letter.is_whitespace())
    });
    let mut text = String::with_capacity(typed.len());
    for letter in visible {
        if letter.is_whitespace() {
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        } else {
            text.push(letter);
        }
    }
    if text.ends_with(' ') {
        text.pop();
    }
    text
}

/// [`clean`], but the line breaks of a longer text stay.
pub fn clean_lines(typed: &str) -> String {
    let lines: Vec<_> = typed.lines().map(clean).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_text_is_cleaned() {
        assert_eq!(clean("  Nguye\u{302}\u{303}n \u{200b} Ấn\t"), "Nguyễn Ấn");
        assert_eq!(clean("a\u{0}b\u{202e}c"), "abc");
        assert_eq!(clean_lines("một \n\n hai "), "một\n\nhai");
    }

    #[test]
    fn a_tag_is_no_part_of_a_name() {
        assert_eq!(not_plain("Lớp “Học & làm theo” (đợt 1/2026)"), None);
        for wrong in ["<b>Lớp</b>", "Chi bộ >", "a < b"] {
            let mut errors = Errors::new();
            errors.plain("name", wrong);
            assert!(errors.get("name").unwrap().contains("Ở đây không viết dấu"), "{wrong}");
        }
    }

    #[test]
    fn a_day_in_the_future_is_refused() {
        let today = Day::new(2026, 11, 23).unwrap();
        let mut errors = Errors::new();
        assert_eq!(errors.day("admitted_on", "24/11/2026", "Nhập ngày.", today), None);
        assert_eq!(errors.day("decided_on", "23/11/2026", "Nhập ngày.", today), Some(today));
        assert_eq!(errors.len(), 1);
    }

    #[test]
    fn where_a_month_is_asked_a_year_is_not_enough_and_a_thirteenth_is_told() {
        let today = Day::new(2026, 11, 23).unwrap();
        let asked = |typed: &str| {
            let mut errors = Errors::new();
            let month = errors.optional_month("fees_until", typed, today);
            (month.map(PartialDate::iso), errors.get("fees_until").unwrap_or_default().to_owned())
        };
        for typed in ["10/2026", "tháng 10 năm 2026", "2026-10"] {
            assert_eq!(asked(typed), (Some("2026-10".to_owned()), String::new()), "{typed}");
        }
        assert_eq!(asked(" "), (None, String::new()));
        for (typed, sentence) in [
            ("2026", "Nhập tháng theo dạng tháng/năm"),
            ("5/10/2026", "Nhập tháng theo dạng tháng/năm"),
            ("10/26", "Nhập tháng theo dạng tháng/năm"),
            ("13/2026", "Tháng phải từ 1 đến 12"),
            ("10/2226", "Năm phải từ 1900 đến 2100"),
            ("12/2026", "Ngày này chưa đến"),
        ] {
            let (month, said) = asked(typed);
            assert!(month.is_none() && said.starts_with(sentence), "{typed}: {said}");
        }
        let problem = PartialDate::parse_typed("31/4/2026").unwrap_err();
        assert!(date_sentence(&problem).starts_with("Không có ngày này"));
    }

    #[test]
    fn what_is_to_be_confirmed_is_not_wrong() {
        let mut errors = Errors::one("confirm", "1");
        errors.add("not_duplicate", "2");
        assert_eq!((errors.len(), errors.wrong()), (2, 0));
        errors.add("born_on", "3");
        assert_eq!((errors.len(), errors.wrong(), errors.to_confirm()), (3, 1, 2));
    }

    #[test]
    fn errors_come_in_the_order_of_the_form() {
        let mut errors = Errors::one("b", "2");
        errors.add("a", "1");
        errors.sort_by(&["a", "b"]);
        assert_eq!(errors.list()[0].0, "a");
    }
}
