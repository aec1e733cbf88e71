//! The recognitions decided within a period, and whether the branch considered each within the term of the rule.

use sqlx::PgConnection;

use super::Question;
use super::queries::{Placed, people};
use crate::Result;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::regulations::RuleCode;
use crate::rules::{Day, PartialDate};
use crate::settings::Settings;
use crate::web::{With, t};

/// A recognition as it is read.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Recognition {
    /// Who.
    pub person: PersonId,
    /// Where they counted.
    pub organisation: OrganisationId,
    /// From which day it counts in this book.
    pub effective_on: Day,
    /// The day of the decision.
    pub decided_on: PartialDate,
    /// From which day they are official, where that is another day than it counts from.
    pub official_on: Option<PartialDate>,
    /// When the branch considered, where it is known.
    pub considered_on: Option<Day>,
}

/// Whether a recognition was in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timing {
    /// It was; or no rule is known of that day.
    InTime,
    /// The branch considered after the last day for it, this one.
    Late(Day),
    /// Decided after that day, and nobody knows when the branch considered.
    Unknown(Day),
}

/// Which recognitions are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// All of them.
    Decided,
    /// Those in time.
    InTime,
    /// The others.
    Late,
}

impl Which {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Decided, Self::InTime, Self::Late];

    /// Its word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::InTime => "decided_in_time",
            Self::Late => "decided_late",
        }
    }

    /// What the list is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Decided => t("Có quyết định công nhận chính thức trong kỳ"),
            Self::InTime => t("Công nhận chính thức trong kỳ, chi bộ xét đúng hạn"),
            Self::Late => t("Công nhận chính thức trong kỳ, chi bộ xét muộn hoặc không rõ ngày xét"),
        }
    }
}

impl Recognition {
    /// Whether the branch considered in time: within the term that begins when the probation ends. Who decides above
    /// the branch has a term of its own, so a later decision alone does not say that the branch was late.
    pub fn timing(&self, settings: &Settings) -> Timing {
        let official_on = self.official_on.and_then(PartialDate::full).unwrap_or(self.effective_on);
        let Some(rule) = settings.rulebook.rule(RuleCode::RecognitionConsidered, official_on) else {
            return Timing::InTime;
        };
        let by = rule.over(official_on, &settings.calendar);
        match (self.considered_on, self.decided_on.full()) {
            (Some(considered_on), _) if considered_on > by => Timing::Late(by),
            (None, Some(decided_on)) if decided_on > by => Timing::Unknown(by),
            (None, None) => Timing::Unknown(by),
            _ => Timing::InTime,
        }
    }

    /// What is said of it in a list, up to the day from which it counts.
    pub fn words(&self, settings: &Settings) -> String {
        let sentence = match (self.timing(settings), self.considered_on) {
            (Timing::Late(by), Some(considered_on)) => {
                t("Muộn: chi bộ xét ngày {considered}, hạn {by}. Quyết định ngày {day}, chính thức từ ngày")
                    .with("considered", considered_on)
                    .with("by", by)
            }
            (Timing::Unknown(by) | Timing::Late(by), _) => {
                t("Không rõ ngày chi bộ xét, hạn {by}. Quyết định ngày {day}, chính thức từ ngày").with("by", by)
            }
            (Timing::InTime, _) => t("Quyết định ngày {day}, chính thức từ ngày").to_owned(),
        };
        sentence.with("day", self.decided_on)
    }
}

/// The recognitions decided within the period in the organisations counted; of one person alone, where one is meant.
pub(super) async fn decided(
    db: &mut PgConnection,
    places: &[Placed],
    question: &Question,
    which: Which,
    settings: &Settings,
    only: Option<PersonId>,
) -> Result<Vec<Recognition>> {
    let period = (question.from, question.to);
    let mut all = people::recognitions_decided(db, places, period, question.known(), only).await?;
    all.retain(|one| which == Which::Decided || (which == Which::InTime) == (one.timing(settings) == Timing::InTime));
    Ok(all)
}
