//! The page of a record, and the page that shows its numbers in clear.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{Record, Section, before_the_book, facts, read};
use crate::Result;
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::ids::{EventId, PersonId};
use crate::inspection::{self, Change, View};
use crate::ledger::Event;
use crate::ledger::sentences::kind_label;
use crate::panels::{About, Asking, Panel, Panels};
use crate::rules::Day;
use crate::rules::standing::Kind;
use crate::shell::Shell;
use crate::state::App;
use crate::steps::{self, Offer};
use crate::submissions;
use crate::web::as_of::{self, AsOf};
use crate::web::extract::{Form, Path, Query};
use crate::web::{Errors, Page, filters};

/// How many lines of each log the record shows; the rest is in the log itself.
const LINES: i64 = 8;

/// Which record is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// As of which day, and as the book said when, as typed.
    #[serde(flatten)]
    typed: AsOf,
    /// Whether voided events are listed.
    voided: String,
}

/// How the 12-digit numbers are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    /// There are none.
    None,
    /// Masked: they can be asked for.
    Masked,
    /// In clear: they were asked for.
    InClear,
}

#[derive(Template)]
#[template(path = "record/show.html")]
struct ShowPage {
    shell: Shell,
    superior: String,
    organisation: String,
    printed_by: String,
    printed_at: String,
    record: Record,
    sections: Vec<Section>,
    typed: AsOf,
    errors: Errors,
    /// The day for which the record is shown, and since when the book is believed.
    when: as_of::Asked,
    /// The first day of the book, when the day asked for lies before it.
    opens_on: Option<Day>,
    with_voided: bool,
    numbers: Numbers,
    may_edit: bool,
    /// What may be recorded; empty for who may not.
    offers: Vec<Offer>,
    /// What the viewer recorded here last, today, to be taken back at once: which, what, from when; and the key of
    /// that form.
    undo: Option<(EventId, &'static str, Day)>,
    submission: String,
    age: Option<i32>,
    /// What other features have of the person.
    panels: Vec<Panel>,
    /// The two logs, for who may read them.
    logs: Option<(Vec<Change>, Vec<View>)>,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    panels: Panels,
    Path(person): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let page = page(&app, &viewer, (shell, panels), person, &asked, false).await?;
    let status = if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    Ok(Seen::person("show", person).on(status))
}

pub(super) async fn reveal(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    panels: Panels,
    Path(person): Path<PersonId>,
    Form(asked): Form<Asked>,
) -> Result<Response> {
    let page = page(&app, &viewer, (shell, panels), person, &asked, true).await?;
    Ok(Seen::person("reveal", person).on(Page::ok(page)))
}

async fn page(
    app: &App,
    viewer: &Viewer,
    (mut shell, panels): (Shell, Panels),
    person: PersonId,
    asked: &Asked,
    in_clear: bool,
) -> Result<ShowPage> {
    let today = viewer.at.day();
    let (when, errors) = asked.typed.read(today);
    let with_voided = asked.voided == "1";
    let record = read(app, viewer, person, &when, with_voided).await?;
    let logs = if viewer.may(Right::ReadAudit) { Some(logs(app, viewer, &record).await?) } else { None };
    let asking = Asking { app, viewer, about: About::Person(person), asked: as_of::Asked { day: record.on, ..when } };
    let panels = panels.about(&mut *app.db.acquire().await?, &asking).await?;
    let tree = app.tree();
    let superior = tree.node(viewer.organisation).and_then(|node| node.parent);
    // The page that answers the form of the numbers has no address to come back to by itself.
    if in_clear {
        shell.address = Some(person.path());
    }
    let born_on = record.version.facts.born_on;
    let may_edit = viewer.may(Right::WriteMembers) && record.visibility.keeps;
    let undo = record.latest.as_ref().filter(|event| may_edit && when.is_now() && is_own_of_today(event, viewer));
    Ok(ShowPage {
        offers: if may_edit { offers(&record, today, steps::may_move(&tree, &viewer.scope)) } else { Vec::new() },
        undo: undo.map(|event| (event.id, event.kind.map_or("", kind_label), event.effective_on)),
        submission: submissions::key()?,
        may_edit,
        superior: superior.map(|superior| tree.name(superior).to_owned()).unwrap_or_default(),
        organisation: tree.name(viewer.organisation).to_owned(),
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        sections: Section::of(&record.version.facts, in_clear),
        typed: asked.typed.clone(),
        errors,
        when,
        opens_on: before_the_book(app, when.day).await?,
        with_voided,
        numbers: match (facts::has_masked(&record.version.facts), in_clear) {
            (false, _) => Numbers::None,
            (true, false) => Numbers::Masked,
            (true, true) => Numbers::InClear,
        },
        age: born_on.full().map(|born_on| record.on.whole_months_since(born_on) / 12),
        panels,
        logs,
        shell,
        record,
    })
}

/// Whether the viewer recorded an event, today: until the end of the day a slip of one's own is taken back by one
/// click, however often the page is opened; later it is voided with a reason.
fn is_own_of_today(event: &Event, viewer: &Viewer) -> bool {
    event.recorded_by == viewer.name && event.recorded_at.day() == viewer.at.day()
}

/// What is offered: a recognition only when the probation is over, a move only by who sees another branch.
fn offers(record: &Record, today: Day, may_move: bool) -> Vec<Offer> {
    let too_early = record.present.next.as_ref().is_some_and(|next| next.probation_until > today);
    let mut offers = record.offers.clone();
    offers.retain(|offer| match offer.kind {
        Kind::Recognised => !too_early,
        Kind::Moved => may_move,
        _ => true,
    });
    offers
}

/// The latest lines of the two logs. Who has the person sees all of them; who had the person, their own.
async fn logs(app: &App, viewer: &Viewer, record: &Record) -> Result<(Vec<Change>, Vec<View>)> {
    let scope = record.visibility.until.map(|_| &viewer.scope);
    let filter = inspection::Filter { person: Some(record.person), ..inspection::Filter::default() };
    let changes = inspection::queries::changes(&app.db, scope, &filter, LINES).await?;
    let views = inspection::queries::views(&app.db, scope, &filter, LINES).await?;
    let tree = app.tree();
    let asked = inspection::Asked { tree: &tree, scope: &viewer.scope, accounts: &[], today: viewer.at.day() };
    Ok((
        changes.into_iter().map(|row| Change::of(row, true)).collect(),
        views.into_iter().map(|row| View::of(row, true, &asked)).collect(),
    ))
}
