//! Meetings: the regular meeting of a branch every month (sinh hoạt định kỳ), the thematic one (sinh hoạt chuyên đề),
//! the committee's (họp cấp ủy), the flag ceremony; and who came. Attendance is counted by standing, or marked by
//! person on a sheet; where there is a sheet the counts are its own. Append only: a meeting is a number and its
//! versions, the sheet a mark a person and its versions; what was wrong is withdrawn.

mod attendance;
mod counts;
mod doubts;
mod form;
mod pages;
mod present;
mod queries;
mod table;

use axum::routing;
use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::auth::scope::Kind as Level;
use crate::auth::{Right, Route, Scope, Tree};
use crate::clock::Instant;
use crate::ids::{MeetingId, OrganisationId, PersonId};
use crate::ledger::Confirmed;
use crate::panels::{Maker, YearMaker};
use crate::rules::Day;
use crate::sql::broken_constraint;
use crate::web::as_of::Asked;
use crate::web::{With, t};
use crate::{Error, Result};
pub use attendance::{Capacity, Mark, Marked};
pub use counts::{Counts, Expected, Tally};

/// The most bytes of a sheet: a branch of some thousand.
const SHEET: usize = 1024 * 1024;

/// The pages.
pub const ROUTES: &[Route] = &[
    Route::get("/meetings", Right::ReadMembers, || routing::get(pages::list)),
    Route::get("/meetings/new", Right::WriteMembers, || routing::get(pages::edit::new)),
    Route::post("/meetings", Right::WriteMembers, || routing::post(pages::edit::create)),
    Route::get("/meetings/{id}", Right::ReadMembers, || routing::get(pages::show)).personal(),
    Route::get("/meetings/{id}/edit", Right::WriteMembers, || routing::get(pages::edit::edit)),
    Route::post("/meetings/{id}/edit", Right::WriteMembers, || routing::post(pages::edit::update)),
    Route::get("/meetings/{id}/withdrawal", Right::WriteMembers, || routing::get(pages::withdrawal::new)),
    Route::post("/meetings/{id}/withdrawal", Right::WriteMembers, || routing::post(pages::withdrawal::create)),
    Route::get("/meetings/{id}/attendance", Right::WriteMembers, || routing::get(pages::sheet::edit)).personal(),
    Route::post("/meetings/{id}/attendance", Right::WriteMembers, || routing::post(pages::sheet::update)).body(SHEET),
];

/// The card on a record and on the page of an organisation.
pub const PANEL: Maker = |db, asking| Box::pin(present::panel(db, asking));
/// The card of a year.
pub const YEAR: YearMaker = |db, year| Box::pin(present::year(db, year));

/// What a meeting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Sinh hoạt định kỳ: of a branch, once a month.
    Regular,
    /// Sinh hoạt chuyên đề: normally once a quarter.
    Thematic,
    /// Họp cấp ủy: the committee of a đảng bộ or of a branch.
    Committee,
    /// Chào cờ: the first Monday of the month.
    Flag,
    /// Any other.
    Other,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Regular, Self::Thematic, Self::Committee, Self::Flag, Self::Other];

    /// Its word in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Thematic => "thematic",
            Self::Committee => "committee",
            Self::Flag => "flag",
            Self::Other => "other",
        }
    }

    /// The kind of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Regular => t("Sinh hoạt định kỳ"),
            Self::Thematic => t("Sinh hoạt chuyên đề"),
            Self::Committee => t("Họp cấp ủy"),
            Self::Flag => t("Chào cờ"),
            Self::Other => t("Cuộc họp khác"),
        }
    }
}

/// A meeting to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMeeting {
    /// What it is.
    pub kind: Kind,
    /// Whose.
    pub organisation: OrganisationId,
    /// The day.
    pub held_on: Day,
    /// The hour, `07:00`; empty when it is not said.
    pub starts_at: String,
    /// The first day of the month for which it was held.
    pub for_month: Day,
    /// About what.
    pub topic: String,
    /// The number of its minutes (biên bản).
    pub minutes_number: String,
    /// The number of its resolution (nghị quyết).
    pub resolution_number: String,
    /// What was said and decided, in short.
    pub content: String,
    /// Who came, by standing, as it was typed.
    pub counts: Counts,
}

/// A meeting as the book has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Which.
    pub id: MeetingId,
    /// The number of the version.
    pub version: i64,
    /// What the version says.
    pub said: NewMeeting,
    /// What the sheet says, where somebody is marked on it.
    pub sheet: Option<Counts>,
    /// Who wrote the version.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
}

impl Meeting {
    /// Who came, by standing: of the sheet where there is one.
    pub fn counts(&self) -> &Counts {
        self.sheet.as_ref().unwrap_or(&self.said.counts)
    }
}

/// How many meetings of a kind an organisation held in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whose.
    pub organisation: OrganisationId,
    /// Of which kind.
    pub kind: Kind,
    /// How many.
    pub meetings: i64,
    /// For how many of the months.
    pub months: i64,
}

/// Of how many meetings of a year that were marked by person somebody was expected at, and came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attended {
    /// How many they came to.
    pub present: i64,
    /// Of how many.
    pub of: i64,
}

/// The page that lists the meetings of a year, of an organisation and all below it.
pub fn list_path(year: i16, branch: Option<OrganisationId>) -> String {
    let branch = branch.map(|branch| format!("&branch={branch}")).unwrap_or_default();
    format!("/meetings?year={year}{branch}")
}

/// The branches that lie within an organisation of the scope; of the whole scope when none is said.
pub fn branches(tree: &Tree, scope: &Scope, within: Option<OrganisationId>) -> Vec<OrganisationId> {
    let below = tree.below(within.unwrap_or(scope.root)).into_iter().map(|(_, node)| node);
    below.filter(|node| node.kind == Level::Branch && scope.holds(node.id)).map(|node| node.id).collect()
}

/// The first days of the first and the last month of a year.
pub fn months_of(year: i16) -> Option<(Day, Day)> {
    Some((Day::new(year, 1, 1)?, Day::new(year, 12, 1)?))
}

/// The first day of the month of a day.
pub fn month_of(day: Day) -> Day {
    day.plus_days(1 - i32::from(day.day()))
}

/// How many meetings of each kind each of these organisations held for the months of a year.
pub async fn held(db: &mut PgConnection, of: &[OrganisationId], year: i16, asked: &Asked) -> Result<Vec<Held>> {
    let Some(months) = months_of(year) else { return Ok(Vec::new()) };
    queries::held(db, &ids(of), months, asked.day, asked.known()).await
}

/// Which of these branches have no regular meeting for which months, each by its first day, from a month to a month.
/// A branch owes a month in which it was there at its end, from the first month of which the book has a meeting of
/// it on; where there is none of it, from the first of any branch on.
pub async fn without_regular(
    db: &mut PgConnection,
    branches: &[OrganisationId],
    (from, to): (Day, Day),
    asked: &Asked,
) -> Result<Vec<(OrganisationId, Day)>> {
    if from > to {
        return Ok(Vec::new());
    }
    queries::without_regular(db, &ids(branches), (from, to), asked.day, asked.known()).await
}

/// Which months of a year that are over each of these branches missed.
pub async fn missed(
    db: &mut PgConnection,
    branches: &[OrganisationId],
    year: i16,
    asked: &Asked,
) -> Result<Vec<(OrganisationId, Day)>> {
    let Some((from, to)) = months_of(year) else { return Ok(Vec::new()) };
    // The month before that of tomorrow is over.
    let over = month_of(month_of(asked.day.succ()).pred());
    without_regular(db, branches, (from, to.min(over)), asked).await
}

/// The meetings of a year to which somebody was marked, of those organisations.
pub async fn attended(
    db: &mut PgConnection,
    person: PersonId,
    of: &[OrganisationId],
    year: i16,
    asked: &Asked,
) -> Result<Attended> {
    let Some(months) = months_of(year) else { return Ok(Attended::default()) };
    queries::attended(db, person, &ids(of), months, asked.day, asked.known()).await
}

/// Who should have come to a meeting of these branches on a day, as the book says now.
pub async fn expected(db: &mut PgConnection, branches: &[OrganisationId], day: Day) -> Result<Expected> {
    queries::expected(db, &ids(branches), day).await
}

/// Who should have come to a meeting of a branch on a day, and as what, as the book says now.
pub async fn called(db: &mut PgConnection, branch: OrganisationId, day: Day) -> Result<Vec<(PersonId, Capacity)>> {
    let people = queries::people(db, branch, day).await?;
    let called = people.into_iter().filter(attendance::OnSheet::expected);
    Ok(called.filter_map(|person| Some((person.person, person.capacity?))).collect())
}

/// A meeting as the book has it now; its figures as they were typed.
pub async fn find(db: &mut PgConnection, id: MeetingId) -> Result<Option<Meeting>> {
    let versions = queries::versions(db, id, None).await?;
    Ok(versions.into_iter().find(|(_, believed)| *believed).map(|(meeting, _)| meeting))
}

fn ids(of: &[OrganisationId]) -> Vec<i64> {
    of.iter().map(|id| id.0).collect()
}

/// Records a meeting, with what the committee confirmed of it.
///
/// # Errors
/// [`Error::Invalid`] on `for_month` when the branch has a regular meeting of that month already.
pub async fn record(
    db: &mut PgConnection,
    author: Author,
    new: &NewMeeting,
    confirmed: &[Confirmed],
) -> Result<MeetingId> {
    let id = queries::insert(&mut *db, author, new).await.map_err(|error| twice(error, new))?;
    let organisation = Some(new.organisation);
    audit::record(db, author, "meeting_recorded", subject(new), organisation, &fields(None, new, confirmed)).await?;
    Ok(id)
}

/// Writes another version of a meeting.
///
/// # Errors
/// As [`record`].
pub async fn amend(
    db: &mut PgConnection,
    author: Author,
    before: &Meeting,
    new: &NewMeeting,
    confirmed: &[Confirmed],
) -> Result<()> {
    queries::end_version(&mut *db, before.version, author).await?;
    queries::insert_version(&mut *db, author, before.id, new).await.map_err(|error| twice(error, new))?;
    let changed = fields(Some(&before.said), new, confirmed);
    audit::record(db, author, "meeting_changed", subject(new), Some(new.organisation), &changed).await
}

/// Withdraws a meeting that was recorded wrongly.
pub async fn withdraw(db: &mut PgConnection, author: Author, meeting: &Meeting, reason: &str) -> Result<()> {
    queries::end_version(&mut *db, meeting.version, author).await?;
    queries::withdraw(&mut *db, author, meeting.id, reason).await?;
    let mut fields =
        vec![Field::new("meeting_kind", meeting.said.kind.code(), ""), Field::new("held_on", meeting.said.held_on, "")];
    fields.push(Field::new("reason", "", reason));
    let organisation = Some(meeting.said.organisation);
    audit::record(db, author, "meeting_withdrawn", subject(&meeting.said), organisation, &fields).await
}

/// Writes who came: the marks that are to be otherwise than the book has them. None: they are not marked any more.
pub async fn mark(
    db: &mut PgConnection,
    author: Author,
    meeting: &Meeting,
    marks: &[(PersonId, Option<Marked>)],
) -> Result<()> {
    let people: Vec<_> = marks.iter().map(|(person, _)| person.0).collect();
    let made: Vec<_> = marks.iter().filter_map(|(person, mark)| Some((*person, (*mark)?))).collect();
    queries::end_marks(&mut *db, meeting.id, &people, author).await?;
    queries::insert_marks(&mut *db, meeting.id, &made, author).await?;
    let fields = [Field::new("held_on", "", meeting.said.held_on), Field::new("marks", "", marks.len())];
    let organisation = Some(meeting.said.organisation);
    audit::record(db, author, "attendance_marked", subject(&meeting.said), organisation, &fields).await
}

fn subject(meeting: &NewMeeting) -> Subject {
    Subject::Organisation(meeting.organisation)
}

/// A branch has one regular meeting a month.
fn twice(error: Error, new: &NewMeeting) -> Error {
    match error {
        Error::Invalid(errors) if errors.get("for_month").is_some() => Error::field(
            "for_month",
            t("Chi bộ này đã có buổi sinh hoạt định kỳ của tháng {month}. Sửa buổi đó, hoặc chọn loại cuộc họp khác.")
                .with("month", present::month_label(new.for_month)),
        ),
        other => other,
    }
}

/// What a statement that broke a constraint means.
fn refused(error: sqlx::Error) -> Error {
    if broken_constraint(&error) == Some("meeting_versions_regular") {
        Error::field("for_month", "")
    } else {
        error.into()
    }
}

/// What the log says of a version: what it has, or what is otherwise than before.
fn fields(before: Option<&NewMeeting>, new: &NewMeeting, confirmed: &[Confirmed]) -> Vec<Field> {
    let mut fields = Vec::new();
    for (name, value) in [
        ("meeting_kind", (|said| said.kind.code().to_owned()) as fn(&NewMeeting) -> String),
        ("held_on", |said| said.held_on.to_string()),
        ("for_month", |said| present::month_label(said.for_month)),
        ("starts_at", |said| said.starts_at.clone()),
        ("topic", |said| said.topic.clone()),
        ("minutes_number", |said| said.minutes_number.clone()),
        ("resolution_number", |said| said.resolution_number.clone()),
        ("content", |said| said.content.clone()),
        ("attendance", |said| said.counts.in_figures()),
    ] {
        fields.push(Field::new(name, before.map(value).unwrap_or_default(), value(new)));
    }
    fields.retain(|field| field.old != field.new || (before.is_some() && field.name == "held_on"));
    fields.extend(confirmed.iter().map(|confirmed| Field::new("confirmed", "", &confirmed.code)));
    fields
}
