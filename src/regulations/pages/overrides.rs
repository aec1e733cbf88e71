//! A number of a committee's own: a new one, and its end.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::auth::Viewer;
use crate::regulations::form::{EndForm, OverrideForm};
use crate::regulations::whole;
use crate::rules::regulations::RuleCode;
use crate::settings::{self, Override, may_be_set, rule_label};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::extract::{Once, Path, Query};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

/// Where the result is seen.
const LIST: &str = "/rules";

/// `GET /rules/overrides/new`
#[derive(Template)]
#[template(path = "regulations/override.html")]
struct NewPage {
    shell: Shell,
    errors: Errors,
    typed: OverrideForm,
    codes: Vec<(&'static str, String)>,
}

impl NewPage {
    fn of(app: &App, shell: Shell, typed: OverrideForm, errors: Errors) -> Self {
        let settings = app.settings();
        let codes = RuleCode::ALL.into_iter().filter(|code| may_be_set(*code)).map(|code| {
            let now = settings.rulebook.rule(code, app.clock.today()).map(settings::value_label);
            let label = rule_label(code);
            (code.code(), now.map_or(label.to_owned(), |now| format!("{label} ({now})")))
        });
        Self { shell, errors, typed, codes: codes.collect() }
    }
}

/// Of which rule.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::regulations) struct Asked {
    rule: String,
}

pub(in crate::regulations) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    whole(&viewer)?;
    let typed = OverrideForm { rule: asked.rule, submission: submissions::key()?, ..OverrideForm::default() };
    Ok(Page::ok(NewPage::of(&app, shell, typed, Errors::new())).into_response())
}

pub(in crate::regulations) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<OverrideForm>,
) -> Result<Response> {
    whole(&viewer)?;
    let saved = once(&app, &viewer, (&form.submission, &content), async |db| {
        settings::add(db, viewer.author(), viewer.organisation, &form.parse()?).await?;
        Ok(LIST.to_owned())
    });
    let errors = match saved.await {
        Err(Error::Invalid(errors)) => errors,
        saved => return Ok(Flash::Saved.see_other(&saved?)),
    };
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let page = NewPage::of(&app, shell, form, errors.clone());
    Ok(Page::refused(&errors, page).into_response())
}

/// `GET /rules/overrides/{id}/end`
#[derive(Template)]
#[template(path = "regulations/end.html")]
struct EndPage {
    shell: Shell,
    errors: Errors,
    found: Override,
    typed: EndForm,
}

impl EndPage {
    fn label(&self) -> String {
        let label = rule_label(self.found.rule.code);
        t("{what}, từ {from}").with("what", label).with("from", self.found.rule.valid_from)
    }
}

async fn find(app: &App, id: i64) -> Result<Override> {
    settings::overrides(&app.db).await?.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)
}

pub(in crate::regulations) async fn new_end(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    whole(&viewer)?;
    let typed = EndForm { submission: submissions::key()?, ..EndForm::default() };
    Ok(Page::ok(EndPage { shell, errors: Errors::new(), found: find(&app, id).await?, typed }).into_response())
}

pub(in crate::regulations) async fn create_end(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<EndForm>,
) -> Result<Response> {
    whole(&viewer)?;
    let saved = once(&app, &viewer, (&form.submission, &content), async |db| {
        let (on, reason) = form.parse()?;
        settings::end(db, viewer.author(), viewer.organisation, id, on, &reason).await?;
        Ok(LIST.to_owned())
    });
    let errors = match saved.await {
        Err(Error::Invalid(errors)) => errors,
        saved => return Ok(Flash::Saved.see_other(&saved?)),
    };
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let page = EndPage { shell, errors: errors.clone(), found: find(&app, id).await?, typed: form };
    Ok(Page::refused(&errors, page).into_response())
}
