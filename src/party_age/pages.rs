//! The page of a party age.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::present::{Told, told};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::PersonId;
use crate::rules::Day;
use crate::shell::Shell;
use crate::state::App;
use crate::web::as_of::{AsOf, Asked};
use crate::web::extract::{Path, Query};
use crate::web::{Page, filters};
use crate::{Error, Result, ledger, members};

/// `GET /members/{id}/party-age`
#[derive(Template)]
#[template(path = "party_age/show.html")]
struct ShowPage {
    shell: Shell,
    superior: String,
    organisation: String,
    person: PersonId,
    full_name: String,
    on: Day,
    /// The day that was asked for, and since when the book is believed.
    when: Asked,
    told: Told,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(person): Path<PersonId>,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let today = viewer.at.day();
    let visibility = members::visible(&mut db, &viewer.scope, person, today).await?.ok_or(Error::NotFound)?;
    let (when, errors) = typed.read(today);
    errors.or(Some(())).map_err(Error::Asked)?;
    let on = visibility.day(when.day.min(today));
    let version = members::facts_on(&mut *db, &app.seal, person, on, when.known()).await?.ok_or(Error::NotFound)?;
    let mut events = ledger::queries::events(&mut *db, person).await?;
    if let Some(known) = when.known() {
        events = ledger::recorded_until(events, known);
    }
    events.retain(|event| visibility.shows(event));
    let tree = app.tree();
    let settings = app.settings();
    let superior = tree.node(viewer.organisation).and_then(|node| node.parent);
    let page = ShowPage {
        shell,
        superior: superior.map(|superior| tree.name(superior).to_owned()).unwrap_or_default(),
        organisation: tree.name(viewer.organisation).to_owned(),
        person,
        full_name: version.facts.name.full,
        on,
        when,
        told: told(&events, on, &settings.rulebook, &settings.calendar),
    };
    Ok(Seen::person("party_age", person).on(Page::ok(page)))
}
