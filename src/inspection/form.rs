//! What is asked of the logs, as it stands in the address.

use serde::Deserialize;

use super::{Filter, act_label};
use crate::ids::AccountId;
use crate::rules::Day;
use crate::rules::day::DateProblem;
use crate::web::Errors;
use crate::web::form::date_sentence;

/// Which of the two logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Log {
    /// Who changed what.
    #[default]
    Changes,
    /// Who saw what.
    Views,
}

impl Log {
    /// Its word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Views => "views",
        }
    }
}

/// The address of the page, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FilterForm {
    pub log: Log,
    pub account: String,
    pub person: String,
    pub act: String,
    pub from: String,
    pub to: String,
    pub before: String,
    pub after: String,
}

impl FilterForm {
    /// What is asked; a day that cannot be read is said, and the rest is still asked.
    pub fn parse(&self) -> (Filter, Errors) {
        let mut errors = Errors::new();
        let mut day = |field, typed: &str| match Day::parse_typed(typed) {
            Ok(day) => Some(day),
            Err(DateProblem::Empty) => None,
            Err(problem) => {
                errors.add(field, date_sentence(&problem));
                None
            }
        };
        let filter = Filter {
            account: self.account.parse().ok(),
            person: self.person.parse().ok(),
            act: act_label(&self.act).map(|_| self.act.clone()),
            from: day("from", &self.from),
            to: day("to", &self.to),
            before: self.before.parse().ok(),
            after: self.after.parse().ok(),
        };
        (filter, errors)
    }
}

impl Filter {
    /// The address of the page of a log with this filter.
    pub fn address(&self, log: Log) -> String {
        let mut address = String::from("/audit");
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                address.push(if address.contains('?') { '&' } else { '?' });
                address.extend([name, "=", &value]);
            }
        };
        add("log", (log != Log::default()).then(|| log.code().to_owned()));
        add("account", self.account.map(|account| account.to_string()));
        add("person", self.person.map(|person| person.to_string()));
        add("act", self.act.clone());
        add("from", self.from.map(Day::iso));
        add("to", self.to.map(Day::iso));
        add("before", self.before.map(|before| before.to_string()));
        add("after", self.after.map(|after| after.to_string()));
        address
    }

    /// The same filter from its newest line.
    #[must_use]
    pub fn first_page(&self) -> Self {
        Self { before: None, after: None, ..self.clone() }
    }

    /// Whether only lines by that account are asked for.
    pub fn is_by(&self, account: &AccountId) -> bool {
        self.account.as_ref() == Some(account)
    }

    /// Whether only lines of that act are asked for.
    pub fn is_of(&self, act: &str) -> bool {
        self.act.as_deref() == Some(act)
    }

    /// Whether anything is filtered.
    pub fn is_empty(&self) -> bool {
        self.first_page() == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_an_address_and_back() {
        let form = FilterForm {
            account: "3".into(),
            person: "7".into(),
            act: "show".into(),
            from: "1/11/2026".into(),
            to: "2026-11-23".into(),
            before: "90".into(),
            ..FilterForm::default()
        };
        let (filter, errors) = form.parse();
        assert!(errors.is_empty());
        assert_eq!(
            filter.address(Log::Views),
            "/audit?log=views&account=3&person=7&act=show&from=2026-11-01&to=2026-11-23&before=90"
        );
        assert_eq!(filter.first_page().before, None);
        assert_eq!(Filter::default().address(Log::Changes), "/audit");
    }

    #[test]
    fn a_day_that_cannot_be_read_is_said_and_an_unknown_act_is_none() {
        let form = FilterForm { from: "31/4/2026".into(), act: "x' or".into(), ..FilterForm::default() };
        let (filter, errors) = form.parse();
        assert_eq!(filter, Filter::default());
        assert!(errors.get("from").is_some());
    }
}
