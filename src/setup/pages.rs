//! The page of the first run.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::form::SetupForm;
use super::{is_good, open};
use crate::auth::throttle;
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::sign_in::{Origin, enter};
use crate::state::App;
use crate::web::extract::{Form, Query};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result, accounts};

/// `GET /setup`
#[derive(Template)]
#[template(path = "setup/new.html")]
struct SetupPage {
    shell: Shell,
    typed: SetupForm,
    errors: Errors,
    opens_on_hint: String,
    /// Where a choice of language leads back to.
    back: String,
}

impl SetupPage {
    fn of(app: &App, shell: Shell, typed: SetupForm, errors: Errors) -> Self {
        let today = app.clock.today();
        let new_year = Day::new(today.year(), 1, 1).unwrap_or(today);
        let opens_on_hint = t("Ai là đảng viên vào ngày này thì ghi từ sổ giấy; biến động từ ngày này thì ghi vào sổ. Chọn {day} để có báo cáo của cả năm nay.")
            .with("day", new_year);
        let back = format!("/setup?token={}", typed.token);
        let typed = SetupForm { password: String::new(), ..typed };
        Self { shell, typed, errors, opens_on_hint, back }
    }
}

/// The link is not good, and there is no account yet: how to get another.
#[derive(Template)]
#[template(path = "setup/expired.html")]
struct ExpiredPage {
    shell: Shell,
}

/// The token of the link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Link {
    token: String,
}

pub async fn new(State(app): State<App>, shell: Shell, Query(Link { token }): Query<Link>) -> Result<Response> {
    if !is_good(&app, &token, app.clock.now()).await? {
        return no_longer(&app, shell).await;
    }
    let typed = SetupForm { token, start: "own".to_owned(), ..SetupForm::default() };
    Ok(Page::ok(SetupPage::of(&app, shell, typed, Errors::new())).into_response())
}

async fn no_longer(app: &App, shell: Shell) -> Result<Response> {
    if accounts::none_yet(&app.db).await? {
        return Ok(Page(StatusCode::NOT_FOUND, ExpiredPage { shell }).into_response());
    }
    Err(Error::NotFound)
}

pub async fn create(
    State(app): State<App>,
    shell: Shell,
    jar: CookieJar,
    origin: Origin,
    Form(form): Form<SetupForm>,
) -> Result<Response> {
    // Nothing is said about the form to somebody without a good link.
    if !is_good(&app, &form.token, app.clock.now()).await? {
        return no_longer(&app, shell).await;
    }
    match save(&app, jar, &origin, &form).await {
        Ok(jar) => Ok((jar, Flash::Opened.see_other("/members")).into_response()),
        Err(Error::Invalid(errors)) => Ok(Page::invalid(SetupPage::of(&app, shell, form, errors)).into_response()),
        Err(other) => Err(other),
    }
}

/// Makes the account and its book, and signs in.
async fn save(app: &App, jar: CookieJar, origin: &Origin, form: &SetupForm) -> Result<CookieJar> {
    let at = app.clock.now();
    let setup = form.parse(at.day())?;
    let mut tx = app.db.begin().await?;
    let account = open(&mut tx, app, at, &form.token, &setup).await?;
    let jar = enter(&mut tx, app, jar, at, account, origin).await?;
    tx.commit().await?;
    app.read_tree().await?;
    throttle::remember_device(app, jar, &setup.name)
}
