//! The list of a year's courses and of who was sent, and the page of a course.

pub mod edit;
pub mod results;
pub mod sending;
pub mod withdrawal;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::queries::served::Served;
use super::queries::year::{self, PAGE, Sent, Wanted, sent};
use super::queries::{self, people};
use super::{AWAITING, Achieved, Course, Kind, Participant, Seen as Visible, present};
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::candidates::Validity;
use crate::ids::CourseId;
use crate::members::name::around;
use crate::organisations::year::{AskedYear, YearQuery};
use crate::rules::Day;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::as_of::{self, AsOf};
use crate::web::extract::{Path, Query};
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

/// The query as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    #[serde(flatten)]
    year: YearQuery,
    kind: String,
    of: String,
    page: String,
    #[serde(flatten)]
    when: AsOf,
}

/// `GET /courses`
#[derive(Template)]
#[template(path = "courses/list.html")]
struct ListPage {
    shell: Shell,
    asked: AskedYear,
    typed_year: String,
    kind: Option<Kind>,
    when: as_of::Asked,
    typed: AsOf,
    errors: Errors,
    sent: Sent,
    courses: Vec<Row>,
    /// How many await the result of a course that is over.
    awaiting: i64,
    /// Whether they are asked for.
    awaited: bool,
    /// Who was sent to courses of the kind that was asked for, or awaits their result.
    people: Option<People>,
    kinds: Vec<(&'static str, &'static str)>,
    may_write: bool,
}

/// A course as the list shows it.
struct Row {
    path: String,
    name: String,
    kind: &'static str,
    days: String,
    place: String,
    members: i64,
    others: i64,
    passed: i64,
}

/// Who was sent.
struct People {
    rows: Vec<Person>,
    first: i64,
    last: i64,
    total: i64,
    previous: Option<String>,
    next: Option<String>,
}

/// Somebody who was sent, as a row of the list and of the page of a course.
struct Person {
    path: String,
    before_given_name: String,
    given_name: String,
    after_given_name: String,
    born_on: String,
    branch: String,
    /// What they were then, where it was no member.
    what: &'static str,
    /// What the result was for, or that it is otherwise now; and whether it is otherwise.
    served: Option<(String, bool)>,
    course: String,
    course_path: String,
    tag: &'static str,
    outcome: &'static str,
    certificate: String,
    validity: Option<Validity>,
    /// Where it is said that they were not sent.
    taking_off: String,
}

impl ListPage {
    /// The address of the same year with another kind of course.
    fn address(&self, kind: &str) -> String {
        let kind = if kind.is_empty() { String::new() } else { format!("&kind={kind}") };
        format!("/courses{}{kind}{}", self.asked.query(), self.when.kept())
    }

    /// The address of those who await their result.
    fn awaiting_address(&self) -> String {
        format!("/courses{}&of={AWAITING}{}", self.asked.query(), self.when.kept())
    }

    fn kind_code(&self) -> &'static str {
        self.kind.map_or("", Kind::code)
    }

    /// The entry of another course, of the same kind.
    fn entry(&self) -> String {
        self.kind.map_or_else(|| "/courses/new".to_owned(), |kind| format!("/courses/new?kind={}", kind.code()))
    }
}

/// Shows the courses of a year.
pub async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(typed): Query<Asked>,
) -> Result<Response> {
    let (asked, mut errors) = typed.year.read(&app, &viewer);
    let (when, others) = typed.when.read(viewer.at.day());
    errors.extend(others);
    let kind = match typed.kind.trim() {
        "" => None,
        code => Some(Kind::from_code(code).ok_or(Error::BadRequest)?),
    };
    let awaited = match typed.of.trim() {
        "" => false,
        AWAITING => true,
        _ => return Err(Error::BadRequest),
    };
    let page: i64 = match typed.page.trim() {
        "" => 1,
        page => page.parse().ok().filter(|page| (1..=10_000).contains(page)).ok_or(Error::BadRequest)?,
    };
    let until = present::until(when.day, when.today);
    let visible = Visible::of(&app.tree(), &viewer.scope);
    let branches = asked.scope.filter();
    let wanted = Wanted {
        seen: &visible,
        branches: branches.as_deref(),
        empty: !asked.narrowed,
        kind,
        awaiting: awaited.then_some(when.day),
        year: asked.year,
        until,
        known: when.known(),
    };
    let sent = sent(&mut *db, branches.as_deref(), asked.year, until, when.known()).await?;
    let awaiting = year::awaiting(&mut *db, branches.as_deref(), asked.year, when.day, when.known()).await?;
    let found = year::courses(&mut *db, wanted).await?;
    let mut people = None;
    if kind.is_some() || awaited {
        let sent = found.iter().map(|course| course.members + course.others).sum();
        let total = if awaited { awaiting } else { sent };
        let skipped = (page - 1) * PAGE;
        let rows: Vec<_> = year::people(&mut *db, wanted, skipped)
            .await?
            .into_iter()
            .map(|person| person_of_year(&app, &person, &when))
            .collect();
        let shown = i64::try_from(rows.len()).unwrap_or_default();
        let address = |page: i64| {
            let kind = kind.map(|kind| format!("&kind={}", kind.code())).unwrap_or_default();
            let of = if awaited { format!("&of={AWAITING}") } else { String::new() };
            format!("/courses{}{kind}{of}&page={page}{}", asked.query(), when.kept())
        };
        people = Some(People {
            first: if shown == 0 { 0 } else { skipped + 1 },
            last: skipped + shown,
            total,
            previous: (page > 1).then(|| address(page - 1)),
            next: (skipped + shown < total).then(|| address(page + 1)),
            rows,
        });
    }
    drop(db);
    let shown = people.as_ref().map_or(0, |people| people.rows.len());
    let kept = format!("year={}{}", asked.year, kind.map(|kind| format!("&kind={}", kind.code())).unwrap_or_default());
    let page = ListPage {
        shell,
        typed_year: if errors.get("year").is_some() { typed.year.year } else { asked.year.to_string() },
        courses: found.into_iter().map(row).collect(),
        asked,
        kind,
        when,
        typed: typed.when,
        errors,
        sent,
        awaiting,
        awaited,
        people,
        kinds: present::kinds(),
        may_write: viewer.may(Right::WriteMembers),
    };
    let seen = Seen::list("courses", kept, shown);
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

fn row(course: year::Listed) -> Row {
    Row {
        path: course.id.path(),
        kind: course.kind.label(),
        days: present::days(course.from_on, course.to_on),
        name: course.name,
        place: course.place,
        members: course.members,
        others: course.others,
        passed: course.passed,
    }
}

fn person_of_year(app: &App, person: &year::Person, when: &as_of::Asked) -> Person {
    let names = (person.full_name.as_str(), person.given_name.as_str());
    let mut shown = shown(app, names, (person.kind, person.to_on, &person.achieved), when);
    shown.path = person.who.path(person.admitted);
    shown.born_on = person.born_on.to_string();
    app.tree().name(person.branch).clone_into(&mut shown.branch);
    shown.what = present::what(person.who, person.admitted);
    shown.course.clone_from(&person.course_name);
    shown.course_path = person.course.path();
    shown
}

/// The name and what became of somebody, as of a day.
fn shown(
    app: &App,
    (full_name, given_name): (&str, &str),
    (kind, to_on, achieved): (Kind, Option<Day>, &Achieved),
    when: &as_of::Asked,
) -> Person {
    let achieved = achieved.clone().on(when.day, when.today, to_on);
    let (before, after) = around(full_name, given_name);
    Person {
        path: String::new(),
        before_given_name: before.to_owned(),
        given_name: given_name.to_owned(),
        after_given_name: after.to_owned(),
        born_on: String::new(),
        branch: String::new(),
        what: "",
        served: None,
        course: String::new(),
        course_path: String::new(),
        tag: achieved.outcome.tag(),
        outcome: achieved.outcome.label_on(when.day, to_on),
        certificate: present::certificate(&achieved),
        // That it has run out since is told where it matters: among the candidates.
        validity: present::good_until(app, kind, &achieved, when.day).filter(|validity| validity.is_good()),
        taking_off: String::new(),
    }
}

/// `GET /courses/{id}`
#[derive(Template)]
#[template(path = "courses/show.html")]
struct ShowPage {
    shell: Shell,
    course: Course,
    kind: &'static str,
    days: String,
    organisation: String,
    when: as_of::Asked,
    typed: AsOf,
    errors: Errors,
    people: Vec<Person>,
    /// Those whose admission rested on this course, and who do not count on it any more.
    gone: Vec<(String, String, String)>,
    /// Whether people may be sent and results entered.
    may_write: bool,
    /// Whether it may be changed: by who keeps it.
    may_change: bool,
}

/// Shows a course and who of the viewer's people is on it.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Path(id): Path<CourseId>,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let (when, errors) = typed.read(viewer.at.day());
    let visible = Visible::of(&app.tree(), &viewer.scope);
    let now = found(&mut db, &visible, id).await?;
    let course = match when.known() {
        None => now,
        known => queries::find(&mut *db, id, &visible, known).await?.ok_or(Error::NotFound)?,
    };
    let on = people::on(&mut *db, id, visible.people.as_deref(), name_day(&course, when.today), when.known()).await?;
    // What an admission rests on is told as the book says it now.
    let mut served = if when.is_now() { queries::served::of_course(&mut db, id).await? } else { Vec::new() };
    served.retain(|one| viewer.scope.holds(one.branch));
    drop(db);
    let people: Vec<_> = on.iter().map(|one| participant(&app, &course, one, &served, &when)).collect();
    let gone = served.iter().filter(|served| !served.counts && on.iter().all(|one| one.id != served.participant));
    let gone = gone.map(|served| (served.person.path(), served.full_name.clone(), present::served_words(served)));
    let gone = gone.collect();
    let counts = course.withdrawn.is_empty();
    let page = ShowPage {
        shell,
        kind: course.said.kind.label(),
        days: present::days(course.said.from_on, course.said.to_on),
        organisation: app.tree().name(course.organisation).to_owned(),
        may_write: viewer.may(Right::WriteMembers) && counts && when.is_now(),
        may_change: viewer.may(Right::WriteMembers) && counts && when.is_now() && keeps(&viewer, &course),
        course,
        when,
        typed,
        errors,
        people,
        gone,
    };
    let seen = Seen::list("course", format!("course={id}"), page.people.len() + page.gone.len());
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// The day whose names are shown: the first of the course, or today of one that is to come.
fn name_day(course: &Course, today: Day) -> Day {
    course.said.from_on.min(today)
}

/// Whether the viewer may change a course: it is kept by their organisation or one below it.
fn keeps(viewer: &Viewer, course: &Course) -> bool {
    viewer.scope.covers(course.organisation)
}

/// A course that the viewer sees.
async fn found(db: &mut sqlx::PgConnection, visible: &Visible, id: CourseId) -> Result<Course> {
    queries::find(db, id, visible, None).await?.ok_or(Error::NotFound)
}

fn participant(app: &App, course: &Course, one: &Participant, served: &[Served], when: &as_of::Asked) -> Person {
    let names = (one.full_name.as_str(), one.given_name.as_str());
    let mut shown = shown(app, names, (course.said.kind, course.said.to_on, &one.achieved), when);
    shown.path = one.who.path(one.admitted);
    shown.born_on = one.born_on.to_string();
    app.tree().name(one.branch).clone_into(&mut shown.branch);
    shown.what = present::what(one.who, one.admitted);
    let served = served.iter().find(|served| served.participant == one.id);
    shown.served = served.map(|served| (present::served_words(served), !served.counts));
    shown.taking_off = format!("{}/participants/{}/withdrawal", course.id.path(), one.id);
    shown
}
