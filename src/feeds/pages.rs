//! The calendar, and the buttons that make it and take it back.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::ical::{Entry, calendar};
use super::queries::{self, Reader};
use super::{EVERY, end, make};
use crate::attention::present::matter_label;
use crate::attention::{Asked, Group, groups};
use crate::auth::guard::CHOOSE_PASSWORD;
use crate::auth::{Right, Role, Viewer};
use crate::clock::Instant;
use crate::seal::token_hash;
use crate::shell::Flash;
use crate::state::App;
use crate::submissions::once;
use crate::web::extract::{Once, Path};
use crate::web::{With, t};
use crate::{Error, Result};

/// How many days ahead the calendar reaches.
const AHEAD: i32 = 366;
/// The most people of each kind that are counted.
const PEOPLE: i64 = 100_000;
/// The most entries of a calendar.
const ENTRIES: usize = 1_000;

/// The form of the two buttons.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    submission: String,
}

pub(super) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    Once(form, content): Once<Sent>,
) -> Result<Response> {
    let location = once(&app, &viewer, (&form.submission, &content), async |tx| {
        queries::lock(tx, viewer.account).await?;
        make(tx, &app, &viewer).await?;
        Ok(CHOOSE_PASSWORD.to_owned())
    });
    Ok(Flash::Saved.see_other(&location.await?))
}

pub(super) async fn revoke(
    State(app): State<App>,
    viewer: Viewer,
    Once(form, content): Once<Sent>,
) -> Result<Response> {
    let mut flash = Flash::Saved;
    let location = once(&app, &viewer, (&form.submission, &content), async |tx| {
        if !end(tx, &viewer).await? {
            flash = Flash::Unchanged;
        }
        Ok(CHOOSE_PASSWORD.to_owned())
    });
    let location = location.await?;
    Ok(flash.see_other(&location))
}

/// `GET /calendar/{secret}.ics`: no session, the address is the key.
pub(super) async fn read(State(app): State<App>, Path(file): Path<String>) -> Result<Response> {
    let secret = file.strip_suffix(".ics").filter(|secret| secret.len() == 64).ok_or(Error::NotFound)?;
    let reader = queries::reader(&app.db, &token_hash(secret)).await?.ok_or(Error::NotFound)?;
    let roles: Vec<_> = reader.roles.iter().filter_map(|role| Role::from_code(role)).collect();
    if !Right::ReadMembers.allows(&roles) {
        return Err(Error::NotFound);
    }
    let now = app.clock.now();
    if !queries::touch(&app.db, reader.id, now, now.plus_seconds(-EVERY)).await? {
        return Err(Error::TooMany(EVERY));
    }
    let text = text(&app, &reader, now).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"can-xu-ly.ics\""),
    ];
    Ok((headers, text).into_response())
}

async fn text(app: &App, reader: &Reader, now: Instant) -> Result<String> {
    let today = now.day();
    let tree = app.tree_at(reader.tree).await?;
    app.settings_at(reader.settings).await?;
    let until = today.plus_days(AHEAD);
    let found = groups(app, tree.scope(reader.organisation).filter().as_deref(), today, until, PEOPLE).await?;
    // What is late is said today, day by day anew, until it is done.
    let mut days = BTreeMap::new();
    for Group { matter, due, people } in found {
        let Some(by) = due.by.filter(|by| *by <= until) else { continue };
        *days.entry((by.max(today), by < today, matter)).or_insert(0) += people;
    }
    let entries: Vec<_> = days
        .into_iter()
        .take(ENTRIES)
        .map(|((on, late, matter), people)| {
            let sentence = if late { t("{what} (quá hạn): {n} người") } else { t("{what}: {n} người") };
            let address = app.public_url.as_deref().map(|url| url.trim_end_matches('/'));
            Entry {
                uid: if late {
                    format!("late-{}-{}@sodangvien", matter.code(), reader.id)
                } else {
                    format!("{}-{}-{}@sodangvien", matter.code(), on.iso(), reader.id)
                },
                on,
                summary: sentence.with("what", matter_label(matter)).with("n", format!("{people:02}")),
                url: address.map(|address| format!("{address}{}", Asked::address(Some(matter), None))),
            }
        })
        .collect();
    Ok(calendar(t("Sổ đảng viên: cần xử lý"), &entries, now))
}
