//! The pages that show: a year, and one meeting.

pub(super) mod edit;
pub(super) mod sheet;
pub(super) mod withdrawal;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::attendance::{Mark, Marked};
use super::table::{self, Made, Row};
use super::{Kind, Meeting, branches, missed, months_of, present, queries};
use crate::audit::Seen;
use crate::auth::scope::Kind as Level;
use crate::auth::{Right, Viewer};
use crate::clock::Instant;
use crate::ids::{MeetingId, PersonId};
use crate::organisations;
use crate::organisations::year::{AskedYear, YearQuery};
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::as_of::{AsOf, Asked};
use crate::web::extract::{Path, Query};
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

/// A meeting in the list of one organisation.
struct Item {
    href: String,
    day: String,
    kind: &'static str,
    topic: String,
    month: String,
    came: String,
    by_person: bool,
    papers: String,
}

impl Item {
    fn of(meeting: &Meeting, asked: &Asked) -> Self {
        let said = &meeting.said;
        let papers = [(t("Biên bản"), &said.minutes_number), (t("Nghị quyết"), &said.resolution_number)];
        let papers = papers.into_iter().filter(|(_, number)| !number.is_empty());
        Self {
            href: format!("{}{}", meeting.id.path(), asked.query()),
            day: said.held_on.to_string(),
            kind: said.kind.label(),
            topic: said.topic.clone(),
            month: present::month_label(said.for_month),
            came: present::came(meeting.counts()),
            by_person: meeting.sheet.is_some(),
            papers: papers.map(|(words, number)| format!("{words} {number}")).collect::<Vec<_>>().join("; "),
        }
    }
}

/// `GET /meetings`
#[derive(Template)]
#[template(path = "meetings/list.html")]
struct ListPage {
    shell: Shell,
    year: AskedYear,
    typed_year: String,
    organisation: String,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    rows: Vec<Row>,
    months: Vec<i8>,
    legend: Vec<(&'static str, &'static str)>,
    figures: Vec<(&'static str, usize)>,
    misses: usize,
    /// The meetings of the organisation itself, where one was chosen or it is a branch.
    items: Option<Vec<Item>>,
    new_path: String,
    may_write: bool,
}

/// Shows a year of the scope, or of an organisation and all below it.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(query): Query<YearQuery>,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let (year, mut errors) = query.read(&app, &viewer);
    let (asked, wrong) = typed.read(viewer.at.day());
    errors.extend(wrong);
    let tree = app.tree();
    let months = months_of(year.year).ok_or(Error::BadRequest)?;
    let meetings = queries::between(&mut *db, &year.scope.ids(), months, asked.day, asked.known()).await?;
    let within = branches(&tree, &viewer.scope, Some(year.organisation));
    let missed = missed(&mut db, &within, year.year, &asked).await?;
    let may_write = viewer.may(Right::WriteMembers);
    let made = Made { year: year.year, meetings: &meetings, missed: &missed, asked: &asked, may_write };
    let below = tree.below(year.organisation);
    let is_branch = tree.node(year.organisation).is_some_and(|node| node.kind == Level::Branch);
    let own = (is_branch || year.narrowed).then(|| {
        let own = meetings.iter().filter(|meeting| meeting.said.organisation == year.organisation);
        own.map(|meeting| Item::of(meeting, &asked)).collect()
    });
    let page = ListPage {
        organisation: tree.name(year.organisation).to_owned(),
        typed_year: if errors.get("year").is_some() { query.year } else { year.year.to_string() },
        rows: table::rows(&below, &made),
        months: (1..=12).collect(),
        legend: table::legend(),
        figures: Kind::ALL
            .into_iter()
            .map(|kind| (kind.label(), meetings.iter().filter(|meeting| meeting.said.kind == kind).count()))
            .filter(|(_, count)| *count > 0)
            .collect(),
        misses: missed.len(),
        items: own,
        new_path: if is_branch {
            format!("/meetings/new?branch={}", year.organisation)
        } else {
            "/meetings/new".into()
        },
        may_write,
        shell,
        year,
        asked,
        typed,
        errors,
    };
    Ok(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}

/// A meeting within the viewer's scope, as the book said at that instant.
pub(super) struct Found {
    pub meeting: Meeting,
    /// Every version with who wrote it and when, the first first.
    pub history: Vec<(String, Instant)>,
    /// Why it was withdrawn, by whom and when.
    pub withdrawn: Option<(String, String, Instant)>,
    /// The name of the organisation on the day.
    pub organisation: String,
}

impl Found {
    /// The one that the viewer asks for: what the book says now or said then; of one that was withdrawn the last
    /// version.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none within the scope, or was none then.
    pub async fn read(db: &mut PgConnection, viewer: &Viewer, id: MeetingId, asked: &Asked) -> Result<Self> {
        let versions = queries::versions(&mut *db, id, asked.known()).await?;
        let withdrawn = queries::withdrawn(&mut *db, id).await?;
        let withdrawn = withdrawn.filter(|(_, _, at)| asked.known().is_none_or(|known| *at < known));
        let until = |at: &Instant| asked.known().is_none_or(|known| *at < known);
        let history: Vec<_> = versions
            .iter()
            .map(|(version, _)| (version.recorded_by.clone(), version.recorded_at))
            .filter(|(_, at)| until(at))
            .collect();
        let last = versions.iter().rev().find(|(version, _)| until(&version.recorded_at)).map(|(version, _)| version);
        let believed = versions.iter().find(|(_, believed)| *believed).map(|(version, _)| version);
        let meeting = believed.or(last.filter(|_| withdrawn.is_some())).cloned().ok_or(Error::NotFound)?;
        if !viewer.scope.covers(meeting.said.organisation) || meeting.said.held_on > asked.day {
            return Err(Error::NotFound);
        }
        let own = [meeting.said.organisation];
        let mut names = organisations::names_known(&mut *db, &own, meeting.said.held_on, asked.known()).await?;
        let organisation = names.remove(&meeting.said.organisation).unwrap_or_default();
        Ok(Self { meeting, history, withdrawn, organisation })
    }

    /// The one that is to be changed: believed now.
    pub async fn to_change(db: &mut PgConnection, viewer: &Viewer, id: MeetingId) -> Result<Self> {
        let today = viewer.at.day();
        let found = Self::read(db, viewer, id, &Asked { day: today, known_on: None, today }).await?;
        if found.withdrawn.is_some() { Err(Error::NotFound) } else { Ok(found) }
    }
}

/// Somebody who was marked.
struct Person {
    id: PersonId,
    name: String,
    marked: Marked,
}

/// `GET /meetings/{id}`
#[derive(Template)]
#[template(path = "meetings/show.html")]
struct ShowPage {
    shell: Shell,
    found: Found,
    asked: Asked,
    month: String,
    facts: Vec<(&'static str, String)>,
    /// Whom the book expects, where that is otherwise than what was recorded.
    expected: String,
    present: Vec<Person>,
    absent: Vec<Person>,
    by_person: bool,
    /// Whether a sheet may be filled: a branch knows who its people are.
    has_sheet: bool,
    may_write: bool,
    list: String,
}

/// Shows a meeting.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Path(id): Path<MeetingId>,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let (asked, _) = typed.read(viewer.at.day());
    let mut found = Found::read(&mut db, &viewer, id, &asked).await?;
    let said = found.meeting.said.clone();
    let marks = queries::marks(&mut *db, id, said.held_on, asked.known()).await?;
    if !marks.is_empty() {
        found.meeting.sheet = Some(super::attendance::counted(marks.iter().map(|(_, _, marked)| *marked)));
    }
    let seen: Vec<_> = marks.iter().map(|(person, ..)| *person).collect();
    let (present, absent): (Vec<_>, Vec<_>) = marks
        .into_iter()
        .map(|(id, name, marked)| Person { id, name, marked })
        .partition(|person| person.marked.mark == Mark::Present);
    let is_branch = app.tree().node(said.organisation).is_some_and(|node| node.kind == Level::Branch);
    let mut expected = String::new();
    if is_branch && said.kind != Kind::Committee {
        let all = super::expected(&mut db, &[said.organisation], said.held_on).await?;
        if found.meeting.counts().members().is_some_and(|members| members.of != all.all()) {
            expected = all.sentence();
        }
    }
    let by_person = !seen.is_empty();
    let page = ShowPage {
        month: present::month_label(said.for_month),
        facts: present::facts(said.kind, found.meeting.counts()),
        expected,
        present,
        absent,
        by_person,
        has_sheet: is_branch && said.kind != Kind::Committee,
        may_write: viewer.may(Right::WriteMembers) && found.withdrawn.is_none() && asked.is_now(),
        list: format!("{}{}", super::list_path(said.for_month.year(), Some(said.organisation)), asked.kept()),
        shell,
        found,
        asked,
    };
    Ok(Seen::list("meeting", format!("meeting={id}"), seen.len()).on(Page::ok(page)))
}
