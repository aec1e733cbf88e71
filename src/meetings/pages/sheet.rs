//! The sheet of a meeting: a row for each of the branch on its day, saved as a whole or not at all. What two people
//! mark at the same time is put together cell by cell.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::Found;
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::auth::scope::Kind as Level;
use crate::ids::{MeetingId, PersonId};
use crate::meetings::attendance::{Mark, Marked, OnSheet};
use crate::meetings::{Kind, mark, present, queries};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::grid::{Grid, Merged};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

/// The column of the grid.
const MARK: &str = "mark";
/// The most names in an error.
const NAMED: usize = 5;

/// A row of the sheet.
struct Row {
    person: OnSheet,
    /// What the book holds.
    was: String,
    /// What stands in the cell.
    typed: String,
    /// What somebody else has marked meanwhile, in words.
    theirs: Option<&'static str>,
}

impl Row {
    fn label(&self) -> String {
        t("Có mặt hay vắng: {name}").with("name", &self.person.name)
    }

    fn capacity(&self) -> &'static str {
        let marked = self.person.marked.map(|marked| marked.capacity);
        self.person.capacity.or(marked).map_or("", super::super::Capacity::label)
    }
}

/// `GET /meetings/{id}/attendance`
#[derive(Template)]
#[template(path = "meetings/sheet.html")]
struct SheetPage {
    shell: Shell,
    id: MeetingId,
    back: String,
    words: String,
    found: Found,
    rows: Vec<Row>,
    submission: String,
    errors: Errors,
    /// Whether somebody else marked the same people otherwise meanwhile.
    contested: usize,
    /// Nobody is marked yet: those who should have come stand as present.
    fresh: bool,
}

impl SheetPage {
    #[expect(clippy::unused_self, reason = "a template calls it")]
    fn marks(&self) -> [(&'static str, &'static str); 3] {
        Mark::ALL.map(|mark| (mark.code(), mark.label()))
    }

    fn expected(&self) -> usize {
        self.rows.iter().filter(|row| row.person.expected()).count()
    }
}

/// The people of a sheet with their marks: those of the branch on the day, then those who were marked and are of it
/// no more.
async fn people(db: &mut PgConnection, found: &Found) -> Result<Vec<OnSheet>> {
    let said = &found.meeting.said;
    let mut marked = queries::marked(&mut *db, found.meeting.id, said.held_on).await?;
    let mut people = queries::people(&mut *db, said.organisation, said.held_on).await?;
    for person in &mut people {
        person.marked = marked.remove(&person.person).map(|(_, marked)| marked);
    }
    let mut left: Vec<_> = marked.into_iter().collect();
    left.sort_by_key(|(person, _)| *person);
    people.extend(left.into_iter().map(|(person, (name, marked))| OnSheet {
        person,
        name,
        capacity: None,
        away: false,
        exempt: false,
        suspended: false,
        marked: Some(marked),
    }));
    Ok(people)
}

fn code(person: &OnSheet) -> &'static str {
    person.marked.map_or("", |marked| marked.mark.code())
}

/// A meeting that has a sheet: a branch's, of its members.
async fn find(db: &mut PgConnection, app: &App, viewer: &Viewer, id: MeetingId) -> Result<Found> {
    let found = Found::to_change(db, viewer, id).await?;
    let said = &found.meeting.said;
    let is_branch = app.tree().node(said.organisation).is_some_and(|node| node.kind == Level::Branch);
    if is_branch && said.kind != Kind::Committee { Ok(found) } else { Err(Error::NotFound) }
}

/// Shows the sheet.
pub(in crate::meetings) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<MeetingId>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let found = find(&mut db, &app, &viewer, id).await?;
    let people = people(&mut db, &found).await?;
    let fresh = people.iter().all(|person| person.marked.is_none());
    let rows = people.into_iter().map(|person| {
        let was = code(&person).to_owned();
        let typed = if fresh && person.expected() { Mark::Present.code().to_owned() } else { was.clone() };
        Row { person, was, typed, theirs: None }
    });
    let page = SheetPage { fresh, ..page(shell, found, rows.collect(), submissions::key()?, Errors::new()) };
    Ok(seen(&page).on(Page::ok(page)))
}

fn page(shell: Shell, found: Found, rows: Vec<Row>, submission: String, errors: Errors) -> SheetPage {
    let id = found.meeting.id;
    SheetPage {
        shell,
        id,
        back: id.path(),
        words: present::words(&found.meeting),
        found,
        rows,
        submission,
        errors,
        contested: 0,
        fresh: false,
    }
}

fn seen(page: &SheetPage) -> Seen {
    Seen::list("attendance", format!("meeting={}", page.id), page.rows.len())
}

/// Saves the sheet.
pub(in crate::meetings) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<MeetingId>,
    Once(grid, content): Once<Grid>,
) -> Result<Response> {
    let author = viewer.author();
    let key = grid.field("submission").to_owned();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &key, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    queries::lock(&mut tx, id).await?;
    let found = find(&mut tx, &app, &viewer, id).await?;
    let people = people(&mut tx, &found).await?;
    let (rows, finals) = merged(people, &grid)?;
    let contested = rows.iter().filter(|row| row.theirs.is_some()).count();
    let errors = match before {
        Some(saved) => saved,
        None if contested == 0 => unmarked(&rows, &finals),
        None => Errors::new(),
    };
    if contested == 0 && errors.is_empty() {
        let kept = |row: &Row| row.person.marked;
        let differs = rows.iter().zip(finals).filter(|(row, (_, marked))| kept(row) != *marked);
        let differs: Vec<_> = differs.map(|(_, one)| one).collect();
        if differs.is_empty() {
            return Ok(Flash::Unchanged.see_other(&id.path()));
        }
        mark(&mut tx, author, &found.meeting, &differs).await?;
        submissions::finish(&mut tx, author, &key, &id.path()).await?;
        tx.commit().await?;
        return Ok(Flash::Saved.see_other(&id.path()));
    }
    tx.rollback().await?;
    let submission = submissions::key_again(&key, &errors)?;
    let page = SheetPage { contested, ..page(shell, found, rows, submission, errors.clone()) };
    let seen = seen(&page);
    let page = if contested > 0 { Page::conflict(page) } else { Page::refused(&errors, page) };
    Ok(seen.on(page.into_response()))
}

/// The sheet as it is to be saved.
type Finals = Vec<(PersonId, Option<Marked>)>;

/// What was sent, put together with what the book holds by now.
fn merged(people: Vec<OnSheet>, grid: &Grid) -> Result<(Vec<Row>, Finals)> {
    let mut rows = Vec::with_capacity(people.len());
    let mut finals = Vec::with_capacity(people.len());
    for person in people {
        let now = code(&person);
        let merged = if person.may_be_marked() { grid.merge(person.person.0, MARK, now) } else { Merged::Kept };
        let (typed, theirs) = match merged {
            Merged::Kept => (now.to_owned(), None),
            Merged::Set(typed) => (typed, None),
            Merged::Contested(_) => {
                let theirs = person.marked.map_or(t("chưa đánh dấu"), |marked| marked.mark.label());
                (grid.typed(person.person.0, MARK).to_owned(), Some(theirs))
            }
        };
        let mark = Mark::from_code(&typed);
        if mark.is_none() && !typed.is_empty() {
            return Err(Error::BadRequest);
        }
        let capacity = person.capacity.or(person.marked.map(|marked| marked.capacity));
        let marked = mark.zip(capacity).map(|(mark, capacity)| Marked { mark, capacity });
        finals.push((person.person, marked));
        rows.push(Row { was: now.to_owned(), typed, theirs, person });
    }
    Ok((rows, finals))
}

/// Who should have come and is not marked, where anybody is.
fn unmarked(rows: &[Row], finals: &[(PersonId, Option<Marked>)]) -> Errors {
    let mut errors = Errors::new();
    if finals.iter().all(|(_, marked)| marked.is_none()) {
        return errors;
    }
    let missing = rows.iter().zip(finals).filter(|(row, (_, marked))| row.person.expected() && marked.is_none());
    let names: Vec<_> = missing.map(|(row, _)| row.person.name.as_str()).collect();
    if !names.is_empty() {
        let first = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let sentence = if names.len() > NAMED {
            t("Còn {n} người chưa đánh dấu: {names}, … Chọn có mặt hay vắng cho từng người.")
        } else {
            t("Còn {n} người chưa đánh dấu: {names}. Chọn có mặt hay vắng cho từng người.")
        };
        errors.add("marks", sentence.with("names", first).with("n", names.len()));
    }
    errors
}
