//! Who has five years running of "hoàn thành xuất sắc nhiệm vụ".

use sqlx::PgConnection;

use super::queries;
use crate::Result;
use crate::clock::Instant;
use crate::ids::PersonId;
use crate::rules::Day;
use crate::rules::streak::{RUNNING, streak};

/// Years running of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Streak {
    /// Who.
    pub person: PersonId,
    /// How many years running up to the one asked for, and with it.
    pub running: i16,
}

impl Streak {
    /// Whether the superior commends it.
    pub const fn is_enough(&self) -> bool {
        self.running >= RUNNING
    }
}

/// The years running of people up to a year, of those who have any: by the grades that were decided up to a day.
pub async fn streaks(
    db: &mut PgConnection,
    people: &[PersonId],
    (year, told_on): (i16, Day),
    known: Option<Instant>,
) -> Result<Vec<Streak>> {
    let years = queries::excellent_years(db, people, (year, told_on), known).await?;
    let mut found: Vec<_> = years
        .into_iter()
        .map(|(person, years)| Streak { person, running: streak(&years, year) })
        .filter(|streak| streak.running > 0)
        .collect();
    found.sort_by_key(|streak| (std::cmp::Reverse(streak.running), streak.person));
    Ok(found)
}

/// Who of the members of some organisations on a day has enough years running for the superior to commend, by the
/// grades decided up to the day on which it is told, the most first.
pub async fn ready(
    db: &mut PgConnection,
    organisations: &[i64],
    (year, day, told_on): (i16, Day, Day),
    known: Option<Instant>,
) -> Result<Vec<Streak>> {
    let people = queries::excellent_members(&mut *db, organisations, (year, day, told_on), known).await?;
    let mut found = streaks(db, &people, (year, told_on), known).await?;
    found.retain(Streak::is_enough);
    Ok(found)
}
