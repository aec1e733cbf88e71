//! What a committee has set beside the rules and the calendar that come with the program: numbers of its own with their
//! citation and their days in force, days off and days worked. Kept in memory until a row of them is added, by this
//! process or another. Nothing is deleted: what ends stays with its end.

mod labels;
pub mod queries;

use sqlx::{PgConnection, PgExecutor};

use crate::audit::{self, Author, Field, Subject};
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::rules::calendar::Calendar;
use crate::rules::regulations::{LocalRule, RuleCode, Rulebook, Unit};
use crate::web::{With, t};
use crate::{Error, Result};
pub use labels::{number_label, reading_label, rule_label, value_label};

/// What everything is judged by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How often it was changed.
    pub revision: i64,
    /// The regulations in force, by day.
    pub rulebook: Rulebook,
    /// Working days.
    pub calendar: Calendar,
}

impl Settings {
    /// As the program comes.
    pub fn shipped() -> Self {
        Self { revision: 0, rulebook: Rulebook::shipped(), calendar: Calendar::shipped() }
    }
}

/// A number that a committee has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Which.
    pub id: i64,
    /// The rule.
    pub rule: LocalRule,
    /// Why it ended, in words.
    pub reason: String,
    /// The account that recorded it, or its end.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
}

/// A day that a committee has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalDay {
    /// The day.
    pub day: Day,
    /// Worked; else off.
    pub worked: bool,
    /// The text that says so.
    pub source: String,
}

/// Reads what counts now.
pub async fn read(db: &mut PgConnection) -> Result<Settings> {
    // First how often it was changed: what is added meanwhile is read, and read again at the next request.
    let revision = queries::revision(&mut *db).await?;
    let rules = queries::overrides(&mut *db).await?.into_iter().map(|one| one.rule);
    let days = queries::days(&mut *db).await?;
    let calendar = days.into_iter().fold(Calendar::shipped(), |calendar, local| {
        if local.worked {
            calendar.with_working_day(local.day, local.source)
        } else {
            calendar.with_day_off(local.day, local.source)
        }
    });
    Ok(Settings { revision, rulebook: Rulebook::shipped().with_local(rules), calendar })
}

/// The numbers that a committee has set and those that ended, by subject and by day.
pub async fn overrides(db: impl PgExecutor<'_>) -> Result<Vec<Override>> {
    queries::overrides(db).await
}

/// Adds a number of the committee's own.
///
/// # Errors
/// [`Error::Invalid`] when another of the same subject is in force on one of its days.
pub async fn add(db: &mut PgConnection, author: Author, organisation: OrganisationId, rule: &LocalRule) -> Result<()> {
    queries::one_writer(&mut *db).await?;
    let before = queries::overrides(&mut *db).await?;
    if let Some(other) = before.iter().find(|other| other.rule.code == rule.code && other.rule.overlaps(rule)) {
        let sentence =
            t("Từ ngày {day} đã có quy định của cấp ủy về việc này. Kết thúc quy định đó trước, hoặc chọn ngày khác.");
        return Err(Error::field("valid_from", sentence.with("day", other.rule.valid_from)));
    }
    queries::insert(&mut *db, author, rule, None, "").await?;
    let fields = [
        Field::new("rule", "", rule.code.code()),
        Field::new("value", "", rule.value),
        Field::new("from", "", rule.valid_from),
        Field::new("valid_to", "", rule.valid_to.map(|day| day.to_string()).unwrap_or_default()),
        Field::new("citation", "", &rule.citation),
    ];
    let fields: Vec<_> = fields.into_iter().filter(|field| !field.new.is_empty()).collect();
    audit::record(db, author, "rule_override_added", Subject::Book, Some(organisation), &fields).await
}

/// Ends one from a day on; on its first day, as if it had never been.
///
/// # Errors
/// [`Error::NotFound`] when it is not there or has been replaced; [`Error::Invalid`] when the day is before its first,
/// or it ends earlier anyway.
pub async fn end(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    id: i64,
    on: Day,
    reason: &str,
) -> Result<()> {
    queries::one_writer(&mut *db).await?;
    let found = queries::overrides(&mut *db).await?.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    if on < found.rule.valid_from {
        let sentence = t("Quy định này có hiệu lực từ {day}: chọn ngày đó hoặc sau đó.");
        return Err(Error::field("valid_to", sentence.with("day", found.rule.valid_from)));
    }
    if found.rule.valid_to.is_some_and(|to| to <= on) {
        return Err(Error::field("valid_to", t("Quy định này đã kết thúc trước ngày đó.")));
    }
    let ended = LocalRule { valid_to: Some(on), ..found.rule.clone() };
    queries::insert(&mut *db, author, &ended, Some(id), reason).await?;
    let before = found.rule.valid_to.map(|day| day.to_string()).unwrap_or_default();
    let fields = [
        Field::new("rule", ended.code.code(), ended.code.code()),
        Field::new("value", ended.value, ended.value),
        Field::new("valid_to", before, on),
        Field::new("reason", "", reason),
    ];
    audit::record(db, author, "rule_override_ended", Subject::Book, Some(organisation), &fields).await
}

/// Sets a day off or worked, with the text that says so; `None` takes back what was set.
///
/// # Errors
/// [`Error::NotFound`] when nothing was set that could be taken back.
pub async fn set_day(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    day: Day,
    worked: Option<bool>,
    source: &str,
) -> Result<()> {
    queries::one_writer(&mut *db).await?;
    let before = queries::days(&mut *db).await?.into_iter().find(|local| local.day == day);
    if worked.is_none() && before.is_none() {
        return Err(Error::NotFound);
    }
    queries::insert_day(&mut *db, author, day, worked, source).await?;
    let word = |worked| if worked { "worked" } else { "off" };
    let old = before.map_or("", |local| word(local.worked));
    let fields = [
        Field::new("day", day, day),
        Field::new("day_kind", old, worked.map(word).unwrap_or_default()),
        Field::new("citation", "", source),
    ];
    let act = if worked.is_some() { "calendar_day_set" } else { "calendar_day_taken_back" };
    audit::record(db, author, act, Subject::Book, Some(organisation), &fields).await
}

/// The rules whose number a committee may set: not those that are so or not so.
pub fn may_be_set(code: RuleCode) -> bool {
    let book = Rulebook::shipped();
    let mut versions = book.all().filter(|rule| rule.code == code);
    versions.all(|rule| rule.unit != Unit::Condition)
}

/// The largest number that a committee may set for a rule.
pub fn most(code: RuleCode) -> u32 {
    match Rulebook::shipped().all().find(|rule| rule.code == code).map(|rule| rule.unit) {
        Some(Unit::Reading) => 2,
        Some(Unit::Percent | Unit::Points) => 100,
        _ => 1_000,
    }
}
