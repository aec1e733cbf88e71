//! What needs attention: a probation that ends, a temporary transfer that runs out. Judged by the rules of
//! the day, said with their article, and led to the page that does the next step.

pub mod present;
mod queries;

use sqlx::PgPool;

use crate::Result;
use crate::auth::{Right, Viewer};
use crate::ids::{OrganisationId, PersonId};
use crate::rules::calendar::Calendar;
use crate::rules::regulations::Rulebook;
use crate::rules::standing::Kind;
use crate::rules::{Day, PartialDate};
use crate::steps::Sheet;
use crate::web::t;
pub use present::Said;

/// How many days before the end of a probation it is mentioned: the course for new members and the
/// comments that the recognition needs take weeks.
pub const PROBATION_AHEAD: i32 = 60;
/// How many days before the end of a temporary transfer it is mentioned.
pub const TEMPORARY_AHEAD: i32 = 30;

/// What runs, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A probation: the day of the ceremony, as far as it is known.
    Probation(Option<PartialDate>),
    /// A temporary transfer out: its last day.
    Away(Day),
    /// A stay of a guest: its last day; and whether home is a branch of the book, whose pages record what follows.
    Guest(Day, bool),
}

/// Somebody of whom something is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Where they are a member, or a guest.
    pub organisation: OrganisationId,
    /// What is due.
    pub about: About,
}

/// A page that does what comes next, or shows what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its address.
    pub href: String,
    /// What it does.
    pub label: &'static str,
}

impl Case {
    /// The pages of the next step, for somebody who may write; the record for somebody who only reads, and
    /// where nothing can be recorded yet.
    pub fn actions(&self, today: Day, rulebook: &Rulebook, may_write: bool) -> Vec<Action> {
        let steps: &[Kind] = match &self.about {
            _ if !may_write => &[],
            About::Probation(admitted_on) => {
                let over = admitted_on.and_then(PartialDate::full).is_some_and(|day| {
                    crate::rules::admission::probation_until(day, rulebook).is_some_and(|until| until <= today)
                });
                if over { &[Kind::Recognised] } else { &[] }
            }
            About::Away(_) => &[Kind::TemporaryEnded, Kind::TemporaryExtended],
            About::Guest(_, true) => &[],
            About::Guest(_, false) => &[Kind::GuestEnded, Kind::GuestExtended],
        };
        let pages = steps.iter().filter_map(|kind| Sheet::of(*kind));
        let mut actions: Vec<_> =
            pages.map(|sheet| Action { href: sheet.path(self.person), label: sheet.title() }).collect();
        if actions.is_empty() {
            actions.push(Action { href: self.person.path(), label: t("Mở hồ sơ") });
        }
        actions
    }
}

/// A case with what is said of it, and where it leads.
#[derive(Clone, Debug)]
pub struct Line {
    /// Of whom.
    pub case: Case,
    /// What is said.
    pub said: Said,
    /// Where it leads.
    pub actions: Vec<Action>,
}

/// What needs attention within the viewer's scope, the most pressing first, at most so many lines; and how many
/// cases more there are.
pub async fn nearest(
    db: &PgPool,
    viewer: &Viewer,
    rulebook: &Rulebook,
    calendar: &Calendar,
    most: usize,
) -> Result<(Vec<Line>, i64)> {
    let today = viewer.at.day();
    let ids = viewer.scope.ids();
    let (mut cases, probations) =
        queries::probations(db, &ids, today.plus_days(PROBATION_AHEAD).plus_months(-12), today).await?;
    let (temporaries, others) = queries::temporaries(db, &ids, today.plus_days(TEMPORARY_AHEAD), today).await?;
    cases.extend(temporaries);
    let read = cases.len();
    let may_write = viewer.may(Right::WriteMembers);
    let mut lines: Vec<_> = cases
        .into_iter()
        .filter_map(|case| {
            let said = present::said(&case.about, today, rulebook, calendar)?;
            Some(Line { actions: case.actions(today, rulebook, may_write), case, said })
        })
        .collect();
    lines.sort_by_key(|line| (line.said.by.is_none(), line.said.by));
    let unread = probations + others - i64::try_from(read).unwrap_or(i64::MAX);
    let cut = lines.len().saturating_sub(most);
    lines.truncate(most);
    Ok((lines, unread + i64::try_from(cut).unwrap_or(i64::MAX)))
}
