//! Numbers of a committee's own.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::super::day::Day;
use super::{Certainty, Rule, RuleCode, Unit};

/// A number that a committee has set for its members, with its own citation; in the unit of the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalRule {
    /// What it is about.
    pub code: RuleCode,
    /// The number.
    pub value: u32,
    /// The first day on which it is in force.
    pub valid_from: Day,
    /// The day from which it no longer is; `None`: it still is. On its first day: it never was.
    pub valid_to: Option<Day>,
    /// Where it is written.
    pub citation: String,
}

impl LocalRule {
    /// Whether both are in force on one and the same day.
    pub fn overlaps(&self, other: &Self) -> bool {
        let empty = |rule: &Self| rule.valid_to.is_some_and(|to| to <= rule.valid_from);
        let before = |one: &Self, two: &Self| one.valid_to.is_some_and(|to| to <= two.valid_from);
        !empty(self) && !empty(other) && !before(self, other) && !before(other, self)
    }

    /// The rule, kept as long as the program runs, each once: findings carry it about as they do those of the program.
    pub(super) fn kept(self, unit: Unit) -> &'static Rule {
        static KEPT: LazyLock<Mutex<HashSet<&'static Rule>>> = LazyLock::new(Mutex::default);
        let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        let found = all.iter().copied().find(|rule| {
            (rule.code, rule.value, rule.valid_from, rule.valid_to)
                == (self.code, self.value, self.valid_from, self.valid_to)
                && rule.citation == self.citation
        });
        found.unwrap_or_else(|| {
            let rule = Box::leak(Box::new(Rule {
                code: self.code,
                value: self.value,
                unit,
                valid_from: self.valid_from,
                valid_to: self.valid_to,
                citation: Box::leak(self.citation.into_boxed_str()),
                certainty: Certainty::Local,
            }));
            all.insert(rule);
            rule
        })
    }
}
