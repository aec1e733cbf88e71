//! What was typed of a rule or a day of the committee's own.

use serde::Deserialize;

use crate::rules::calendar::Calendar;
use crate::rules::day::{DateProblem, Day};
use crate::rules::regulations::{LocalRule, RuleCode};
use crate::settings::{may_be_set, most};
use crate::web::filters::grouped;
use crate::web::form::{clean, date_sentence};
use crate::web::{Errors, With, t};

/// A number of the committee's own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OverrideForm {
    /// The word of the rule.
    pub rule: String,
    /// The number.
    pub value: String,
    /// The first day.
    pub valid_from: String,
    /// The day from which it no longer holds.
    pub valid_to: String,
    /// Where it is written.
    pub citation: String,
    pub submission: String,
}

impl OverrideForm {
    pub fn parse(&self) -> Result<LocalRule, Errors> {
        let mut errors = Errors::new();
        let code = RuleCode::from_code(&self.rule).filter(|code| may_be_set(*code));
        if code.is_none() {
            errors.add("rule", t("Chọn quy định cần đặt."));
        }
        let most = code.map_or(1_000, most);
        let value = clean(&self.value).parse().ok().filter(|value| (1..=most).contains(value));
        if value.is_none() {
            errors.add("value", t("Nhập một số từ 1 đến {most}.").with("most", grouped(&most.to_string())));
        }
        let valid_from = day("valid_from", &self.valid_from, Some("Nhập ngày bắt đầu có hiệu lực."), &mut errors);
        let valid_to = day("valid_to", &self.valid_to, None, &mut errors);
        if valid_from.zip(valid_to).is_some_and(|(from, to)| to <= from) {
            errors.add("valid_to", t("Ngày hết hiệu lực phải sau ngày bắt đầu. Kiểm tra lại hai ngày."));
        }
        let citation = errors.required("citation", &self.citation, "Ghi số, ngày và cơ quan ban hành văn bản.");
        let rule =
            || Some(LocalRule { code: code?, value: value?, valid_from: valid_from?, valid_to, citation: citation? });
        errors.or(rule())
    }
}

/// A day, which may lie in the future.
fn day(field: &'static str, typed: &str, missing: Option<&'static str>, errors: &mut Errors) -> Option<Day> {
    match Day::parse_typed(typed) {
        Ok(day) => Some(day),
        Err(DateProblem::Empty) => {
            if let Some(missing) = missing {
                errors.add(field, t(missing));
            }
            None
        }
        Err(problem) => {
            errors.add(field, date_sentence(&problem));
            None
        }
    }
}

/// The end of one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EndForm {
    /// The day from which it no longer holds.
    pub valid_to: String,
    /// Why.
    pub reason: String,
    pub submission: String,
}

impl EndForm {
    pub fn parse(&self) -> Result<(Day, String), Errors> {
        let mut errors = Errors::new();
        let on = day("valid_to", &self.valid_to, Some("Nhập ngày không còn hiệu lực."), &mut errors);
        let reason = errors.required("reason", &self.reason, "Ghi văn bản bãi bỏ hoặc lý do.");
        let meant = || Some((on?, reason?));
        errors.or(meant())
    }
}

/// A day off, a day worked, or one exchanged for the other.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DayForm {
    /// The day off.
    pub off: String,
    /// The day worked.
    pub worked: String,
    /// The text that says so.
    pub source: String,
    pub submission: String,
}

impl DayForm {
    /// The days, each with whether it is worked, and the text that says so.
    pub fn parse(&self, calendar: &Calendar) -> Result<(Vec<(Day, bool)>, String), Errors> {
        let mut errors = Errors::new();
        let off = day("off", &self.off, None, &mut errors);
        let worked = day("worked", &self.worked, None, &mut errors);
        if errors.is_empty() && off.is_none() && worked.is_none() {
            errors.add("off", t("Nhập ngày nghỉ, ngày làm việc, hoặc cả hai khi hoán đổi."));
        }
        for (field, day, works) in [("off", off, false), ("worked", worked, true)] {
            let Some(day) = day else { continue };
            if !calendar.covers(day) {
                errors.add(field, t("Lịch ngày làm việc có từ năm 2015 đến năm 2030. Kiểm tra lại năm."));
            } else if calendar.is_working_day(day) == works {
                let sentence = if works {
                    t("Ngày này vốn là ngày làm việc. Kiểm tra lại ngày.")
                } else {
                    t("Ngày này vốn là ngày nghỉ. Kiểm tra lại ngày.")
                };
                errors.add(field, sentence);
            }
        }
        let source = errors.required("source", &self.source, "Ghi số, ngày và cơ quan ban hành văn bản.");
        let days = [off.map(|day| (day, false)), worked.map(|day| (day, true))];
        errors.or(source.map(|source| (days.into_iter().flatten().collect(), source)))
    }
}
