//! The page of a year.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::Result;
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::organisations::year::{AskedYear, FIRST, YearQuery, last};
use crate::panels::{Panels, Year, YearCard};
use crate::rules::year::has_begun;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::extract::Query;
use crate::web::{Errors, Page, filters};

/// `GET /year`
#[derive(Template)]
#[template(path = "year/show.html")]
struct ShowPage {
    shell: Shell,
    asked: AskedYear,
    /// As it was typed, where it is no year.
    typed_year: String,
    organisation: String,
    cards: Vec<YearCard>,
    may_write: bool,
    errors: Errors,
}

impl ShowPage {
    /// The year before, where there may be one.
    fn before(&self) -> Option<i16> {
        Some(self.asked.year - 1).filter(|year| *year >= FIRST)
    }

    fn has_begun(&self) -> bool {
        has_begun(self.asked.year, self.asked.today)
    }

    /// The year after, where there may be one: next year's targets and courses are prepared in this one.
    fn after(&self) -> Option<i16> {
        Some(self.asked.year + 1).filter(|year| *year <= last(self.asked.today))
    }
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    panels: Panels,
    Db(mut db): Db,
    Query(query): Query<YearQuery>,
) -> Result<Response> {
    let (asked, errors) = query.read(&app, &viewer);
    let ids = asked.scope.ids();
    let year = Year {
        app: &app,
        viewer: &viewer,
        organisation: asked.organisation,
        scope: &ids,
        year: asked.year,
        today: asked.today,
    };
    let cards = panels.of_year(&mut db, &year).await?;
    let page = ShowPage {
        organisation: app.tree().name(asked.organisation).to_owned(),
        typed_year: if errors.get("year").is_some() { query.year } else { asked.year.to_string() },
        may_write: viewer.may(Right::WriteMembers),
        shell,
        asked,
        cards,
        errors,
    };
    let seen = Seen::list("year", format!("year={}", page.asked.year), 0);
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}
