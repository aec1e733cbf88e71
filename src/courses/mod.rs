//! Courses: who was sent to which, members and people who are not members yet, and what became of it: the result, the
//! certificate and how long it is good. Append only, by versions.

mod doubts;
mod form;
mod kind;
mod pages;
mod present;
pub mod queries;
mod results;
mod sending;
pub mod stale;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route, Scope, Tree};
use crate::clock::Instant;
use crate::ids::{CandidateId, CourseId, OrganisationId, ParticipantId, PersonId};
use crate::ledger::Confirmed;
use crate::rules::{Day, PartialDate};
use crate::{Error, Result};
pub use kind::{Kind, Outcome};
pub use present::{PANEL, YEAR, good_until, lines, until};
pub use queries::year::{Sent, sent, was_sent};

/// The most bytes of a form with many people: a grid of some hundreds of them.
const MANY: usize = 1024 * 1024;

/// The routes of courses.
pub const ROUTES: &[Route] = &[
    Route::get("/courses", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/courses/new", Right::WriteMembers, || get(pages::edit::new)),
    Route::post("/courses", Right::WriteMembers, || post(pages::edit::create)),
    Route::get("/courses/{id}", Right::ReadMembers, || get(pages::show)).personal(),
    Route::get("/courses/{id}/edit", Right::WriteMembers, || get(pages::edit::edit)),
    Route::post("/courses/{id}/edit", Right::WriteMembers, || post(pages::edit::update)),
    Route::get("/courses/{id}/withdrawal", Right::WriteMembers, || get(pages::withdrawal::new)),
    Route::post("/courses/{id}/withdrawal", Right::WriteMembers, || post(pages::withdrawal::create)),
    Route::get("/courses/{id}/sending", Right::WriteMembers, || get(pages::sending::new)).personal(),
    Route::post("/courses/{id}/sending", Right::WriteMembers, || post(pages::sending::create)).personal().body(MANY),
    Route::get("/courses/{id}/participants", Right::WriteMembers, || get(pages::results::edit)).personal(),
    Route::post("/courses/{id}/participants", Right::WriteMembers, || post(pages::results::update))
        .personal()
        .body(MANY),
    Route::get("/courses/{id}/participants/{participant}/withdrawal", Right::WriteMembers, || {
        get(pages::withdrawal::new_of_participant)
    })
    .personal(),
    Route::post("/courses/{id}/participants/{participant}/withdrawal", Right::WriteMembers, || {
        post(pages::withdrawal::create_of_participant)
    })
    .personal(),
];

/// What is recorded of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCourse {
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Where it is held.
    pub place: String,
    /// Who holds it.
    pub organiser: String,
    /// Its first day.
    pub from_on: Day,
    /// Its last day, once known; it may be to come.
    pub to_on: Option<Day>,
    /// The decision by which people are sent.
    pub decision_number: String,
}

/// A course as the book has it.
#[derive(Clone, Debug)]
pub struct Course {
    /// Which.
    pub id: CourseId,
    /// The number of the version.
    pub version: i64,
    /// Who keeps it: the organisation of the account that recorded it.
    pub organisation: OrganisationId,
    /// What is recorded.
    pub said: NewCourse,
    /// Why it does not count; empty: it counts.
    pub withdrawn: String,
    /// The account that recorded the version.
    pub recorded_by: String,
    /// Since when the book says so.
    pub recorded_at: Instant,
}

/// The fields of a course, in the order of the form.
pub const FIELDS: [&str; 7] = ["kind", "name", "organiser", "place", "from_on", "to_on", "decision_number"];

/// The same as the log names them, where other things have a kind and a name too.
const AUDITED: [&str; 7] = ["course", "course_kind", "organiser", "place", "from_on", "to_on", "decision_number"];

impl NewCourse {
    /// What is recorded under a name of the form.
    pub fn field(&self, name: &str) -> String {
        match name {
            "kind" | "course_kind" => self.kind.code().to_owned(),
            "name" | "course" => self.name.clone(),
            "place" => self.place.clone(),
            "organiser" => self.organiser.clone(),
            "from_on" => self.from_on.to_string(),
            "to_on" => self.to_on.map(|day| day.to_string()).unwrap_or_default(),
            "decision_number" => self.decision_number.clone(),
            _ => String::new(),
        }
    }

    /// The fields in which this and another record differ.
    pub fn changed(&self, other: &Self) -> Vec<&'static str> {
        FIELDS.into_iter().filter(|name| self.field(name) != other.field(name)).collect()
    }
}

/// Somebody who was sent: a member, or somebody who is not one yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Who {
    /// A member.
    Member(PersonId),
    /// A candidate.
    Candidate(CandidateId),
}

impl Who {
    /// Where their page is: the record of a member, also of one who was a candidate then.
    pub fn path(self, admitted: Option<PersonId>) -> String {
        match (self, admitted) {
            (Self::Member(id), _) | (_, Some(id)) => id.path(),
            (Self::Candidate(id), None) => id.path(),
        }
    }
}

/// What became of somebody on a course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Achieved {
    /// The result.
    pub outcome: Outcome,
    /// The number of the certificate.
    pub certificate_number: String,
    /// Its day.
    pub certificate_on: Option<Day>,
}

impl Achieved {
    /// What the database says of it.
    fn read(result: &str, certificate_number: String, certificate_on: Option<Day>) -> Self {
        Self { outcome: Outcome::from_code(result).unwrap_or_default(), certificate_number, certificate_on }
    }

    /// As it stood on a day: nothing was known yet before the certificate, or before the end of the course.
    #[must_use]
    pub fn on(self, day: Day, today: Day, to_on: Option<Day>) -> Self {
        let known_from = self.certificate_on.or(to_on);
        if day < today && known_from.is_some_and(|from| from > day) { Self::default() } else { self }
    }
}

/// Somebody on a course.
#[derive(Clone, Debug)]
pub struct Participant {
    /// The number of their part in it.
    pub id: ParticipantId,
    /// Who.
    pub who: Who,
    /// A candidate who was admitted since: as whom the ledger knows them, within what is seen.
    pub admitted: Option<PersonId>,
    /// Their name.
    pub full_name: String,
    /// Their given name.
    pub given_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Their branch when they were sent.
    pub branch: OrganisationId,
    /// What became of it.
    pub achieved: Achieved,
}

/// What an account may see of courses.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The organisations whose people it sees; none: all.
    pub people: Option<Vec<i64>>,
    /// Those whose courses it sees: they and those above them, since what a committee holds is held for its branches.
    pub courses: Option<Vec<i64>>,
}

impl Seen {
    /// What lies within a scope.
    pub fn of(tree: &Tree, scope: &Scope) -> Self {
        let people = scope.filter();
        let courses = people.clone().map(|mut ids| {
            ids.extend(tree.above(scope.root).into_iter().map(|id| id.0));
            ids
        });
        Self { people, courses }
    }
}

/// A course that somebody sees; nothing when there is none for them.
pub async fn find(db: &mut PgConnection, id: CourseId, seen: &Seen) -> Result<Option<Course>> {
    queries::find(db, id, seen, None).await
}

/// The branch of a member on a day.
pub async fn branch_of(db: &mut PgConnection, person: PersonId, day: Day) -> Result<Option<OrganisationId>> {
    queries::choices::branch_of(db, person, day).await
}

/// The word of those who await their result, in the address of the list of a year.
const AWAITING: &str = "awaiting";

/// The address of the list of a year.
pub fn address(year: i16, kind: Option<Kind>, branch: Option<OrganisationId>) -> String {
    let kind = kind.map_or(String::new(), |kind| format!("&kind={}", kind.code()));
    let branch = branch.map_or(String::new(), |branch| format!("&branch={branch}"));
    format!("/courses?year={year}{kind}{branch}")
}

/// Records a course, kept by an organisation.
pub async fn record(
    db: &mut PgConnection,
    author: Author,
    organisation: OrganisationId,
    new: &NewCourse,
) -> Result<CourseId> {
    let id = queries::insert(&mut *db, author.at).await?;
    queries::insert_version(&mut *db, author, author.at, (id, organisation), new, "").await?;
    let entered = AUDITED.into_iter().map(|name| Field::new(name, "", new.field(name)));
    let fields: Vec<_> = entered.filter(|field| !field.new.is_empty()).collect();
    audit::record(db, author, "course_recorded", Subject::Organisation(organisation), Some(organisation), &fields)
        .await?;
    Ok(id)
}

/// Records what is otherwise now than the book has it.
pub async fn change(db: &mut PgConnection, author: Author, current: &Course, new: &NewCourse) -> Result<()> {
    let at = queries::end_version(&mut *db, current.id, author.at).await?;
    let organisation = current.organisation;
    queries::insert_version(&mut *db, author, at, (current.id, organisation), new, &current.withdrawn).await?;
    let changed = AUDITED.into_iter().map(|name| Field::new(name, current.said.field(name), new.field(name)));
    // Which course it is, the line says in any case.
    let fields: Vec<_> = changed.filter(|field| field.name == "course" || field.old != field.new).collect();
    audit::record(db, author, "course_changed", Subject::Organisation(organisation), Some(organisation), &fields).await
}

/// Says that a course was recorded by mistake: it and who was sent to it count no more, and stay in the book.
pub async fn withdraw(
    db: &mut PgConnection,
    author: Author,
    current: &Course,
    reason: &str,
    confirmed: &[Confirmed],
) -> Result<()> {
    let at = queries::end_version(&mut *db, current.id, author.at).await?;
    let organisation = current.organisation;
    queries::insert_version(&mut *db, author, at, (current.id, organisation), &current.said, reason).await?;
    let mut fields = vec![Field::new("course", "", &current.said.name), Field::new("reason", "", reason)];
    fields.extend(asked(confirmed));
    audit::record(db, author, "course_withdrawn", Subject::Organisation(organisation), Some(organisation), &fields)
        .await
}

/// Sends people to a course, each with the branch that they belong to; who was sent already is left as they are. How
/// many are new on it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such course.
pub async fn send(
    db: &mut PgConnection,
    author: Author,
    course: &Course,
    people: &[(Who, String, OrganisationId)],
    confirmed: &[Confirmed],
) -> Result<usize> {
    if !queries::lock(&mut *db, course.id).await? {
        return Err(Error::NotFound);
    }
    let mut sent = 0;
    for (who, full_name, branch) in people {
        let id = queries::people::insert(&mut *db, course.id, *who).await?;
        let at = match queries::people::standing(&mut *db, id).await? {
            Some(true) => continue,
            Some(false) => queries::people::end_version(&mut *db, id, author.at).await?,
            None => author.at,
        };
        queries::people::insert_version(&mut *db, author, at, (id, *branch), &Achieved::default(), "").await?;
        line(&mut *db, author, "sent_to_course", (*who, full_name, *branch), course, &asked(confirmed)).await?;
        sent += 1;
    }
    Ok(sent)
}

/// What the committee was asked and confirmed, as the log keeps it.
fn asked(confirmed: &[Confirmed]) -> Vec<Field> {
    confirmed.iter().map(|confirmed| Field::new("confirmed", "", &confirmed.code)).collect()
}

/// Writes the line of a change of somebody's part in a course.
async fn line(
    db: &mut PgConnection,
    author: Author,
    act: &'static str,
    (who, full_name, branch): (Who, &str, OrganisationId),
    course: &Course,
    more: &[Field],
) -> Result<()> {
    let mut fields = vec![Field::new("course", &course.said.name, &course.said.name)];
    let subject = match who {
        Who::Member(person) => Subject::Person(person),
        Who::Candidate(candidate) => {
            fields.insert(0, Field::new("full_name", full_name, full_name));
            Subject::Candidate(candidate)
        }
    };
    fields.extend_from_slice(more);
    audit::record(db, author, act, subject, Some(branch), &fields).await
}

/// Records what became of somebody on a course.
pub async fn achieve(
    db: &mut PgConnection,
    author: Author,
    course: &Course,
    participant: &Participant,
    new: &Achieved,
    confirmed: &[Confirmed],
) -> Result<()> {
    let Participant { id, who, full_name, branch, achieved: old, .. } = participant;
    let at = queries::people::end_version(&mut *db, *id, author.at).await?;
    queries::people::insert_version(&mut *db, author, at, (*id, *branch), new, "").await?;
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let fields = [
        Field::new("result", old.outcome.code(), new.outcome.code()),
        Field::new("certificate_number", &old.certificate_number, &new.certificate_number),
        Field::new("certificate_on", day(old.certificate_on), day(new.certificate_on)),
    ];
    let changed = fields.into_iter().filter(|field| field.old != field.new);
    let changed: Vec<_> = changed.chain(asked(confirmed)).collect();
    line(db, author, "course_result", (*who, full_name, *branch), course, &changed).await
}

/// Says that somebody was not sent to a course: they were recorded by mistake.
pub async fn take_off(
    db: &mut PgConnection,
    author: Author,
    course: &Course,
    participant: &Participant,
    reason: &str,
    confirmed: &[Confirmed],
) -> Result<()> {
    let Participant { id, who, full_name, branch, achieved, .. } = participant;
    let at = queries::people::end_version(&mut *db, *id, author.at).await?;
    queries::people::insert_version(&mut *db, author, at, (*id, *branch), achieved, reason).await?;
    let mut why = vec![Field::new("reason", "", reason)];
    why.extend(asked(confirmed));
    line(db, author, "taken_off_course", (*who, full_name, *branch), course, &why).await
}
