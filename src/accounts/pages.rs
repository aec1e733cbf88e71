//! The pages of accounts: those of an administrator, and the one where each looks after their own.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::form::{AccountForm, PasswordForm};
use super::present::{Place, origin};
use super::{Account, change, give_password as give, invite, queries, set_own_password};
use crate::auth::guard::CHOOSE_PASSWORD;
use crate::auth::password::{Verdict, one_time};
use crate::auth::strength::judge;
use crate::auth::throttle::{self, Wait};
use crate::auth::{Right, Viewer, session};
use crate::clock::Instant;
use crate::feeds::{self, Feed};
use crate::ids::AccountId;
use crate::organisations::Units;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::extract::{Form, Once, Path, Query};
use crate::web::page::see_other;
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

/// Seconds for which a one-time password is shown to who made it.
const SHOWN_FOR: i64 = 10 * 60;

/// An account in the list.
struct Line {
    account: Account,
    organisation: String,
}

impl Line {
    fn roles(&self) -> String {
        self.account.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ")
    }
}

/// `GET /accounts`
#[derive(Template)]
#[template(path = "accounts/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<Line>,
}

pub async fn list(State(app): State<App>, viewer: Viewer, shell: Shell) -> Result<impl IntoResponse> {
    let accounts = queries::list(&app.db, &viewer.scope).await?;
    let tree = app.tree();
    let lines =
        accounts.into_iter().map(|account| Line { organisation: tree.name(account.organisation).to_owned(), account });
    Ok(Page::ok(ListPage { shell, lines: lines.collect() }))
}

/// `GET /accounts/new`
#[derive(Template)]
#[template(path = "accounts/new.html")]
struct NewPage {
    shell: Shell,
    typed: AccountForm,
    errors: Errors,
    organisations: Units,
}

impl NewPage {
    async fn of(app: &App, viewer: &Viewer, shell: Shell, typed: AccountForm, errors: Errors) -> Result<Self> {
        let organisations = typed.offers(app, viewer, &errors).await?;
        Ok(Self { shell, typed, errors, organisations })
    }
}

pub async fn new(State(app): State<App>, viewer: Viewer, shell: Shell) -> Result<impl IntoResponse> {
    // The scope is chosen, not found there: who is given too much of it sees everyone.
    let typed = AccountForm { submission: submissions::key()?, ..AccountForm::default() };
    Ok(Page::ok(NewPage::of(&app, &viewer, shell, typed, Errors::new()).await?))
}

pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<AccountForm>,
) -> Result<Response> {
    match save_new(&app, &viewer, &form, &content).await {
        Ok(location) => Ok(see_other(&location)),
        Err(Error::Invalid(errors)) => {
            form.submission = submissions::key_again(&form.submission, &errors)?;
            let page = NewPage::of(&app, &viewer, shell, form, errors.clone()).await?;
            Ok(Page::refused(&errors, page).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn save_new(app: &App, viewer: &Viewer, form: &AccountForm, content: &str) -> Result<String> {
    let new = form.new_account(&app.tree(), &viewer.scope)?;
    once(app, viewer, (&form.submission, content), async |tx| {
        let id = invite(tx, app, viewer.author(), new, &form.submission).await?;
        Ok(password_path(id, &form.submission))
    })
    .await
}

/// Where a one-time password is shown for a while, to the one who made it. The password is not in the
/// address: it is made again of the form's key and the key file.
fn password_path(id: AccountId, submission: &str) -> String {
    format!("/accounts/{id}/password?submission={submission}")
}

/// `GET /accounts/{id}/password`
#[derive(Template)]
#[template(path = "accounts/password.html")]
struct PasswordPage {
    shell: Shell,
    account: Account,
    password: String,
    expires_at: Instant,
}

/// Which one-time password to show.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    submission: String,
}

pub async fn show_password(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<AccountId>,
    Query(Shown { submission }): Query<Shown>,
) -> Result<impl IntoResponse> {
    let account = queries::find(&app.db, &viewer.scope, id).await?.ok_or(Error::NotFound)?;
    let (location, made_at) = submissions::done(&app.db, viewer.author(), &submission).await?.ok_or(Error::NotFound)?;
    let expires_at = account.password_expires_at.ok_or(Error::NotFound)?;
    if location != password_path(id, &submission) || viewer.at.seconds_since(made_at) > SHOWN_FOR {
        return Err(Error::NotFound);
    }
    Ok(Page::ok(PasswordPage { shell, account, password: one_time(&app.seal, &submission), expires_at }))
}

/// `GET /accounts/{id}/edit`
#[derive(Template)]
#[template(path = "accounts/edit.html")]
struct EditPage {
    shell: Shell,
    account: Account,
    own: bool,
    typed: AccountForm,
    errors: Errors,
    organisations: Units,
    submission: String,
    password_submission: String,
}

impl EditPage {
    async fn of(
        app: &App,
        viewer: &Viewer,
        shell: Shell,
        id: AccountId,
        sent: Option<(AccountForm, Errors)>,
    ) -> Result<Self> {
        let account = queries::find(&app.db, &viewer.scope, id).await?.ok_or(Error::NotFound)?;
        let (typed, errors) = sent.unwrap_or_else(|| {
            let typed = AccountForm {
                full_name: account.full_name.clone(),
                roles: account.roles.iter().map(|role| role.code().to_owned()).collect(),
                organisation: account.organisation.to_string(),
                disabled: account.disabled_at.map(|_| "yes".to_owned()).unwrap_or_default(),
                ..AccountForm::default()
            };
            (typed, Errors::new())
        });
        let mut organisations = typed.offers(app, viewer, &errors).await?;
        organisations.keep(account.organisation);
        let own = account.id == viewer.account;
        let (submission, password_submission) = (submissions::key()?, submissions::key()?);
        Ok(Self { shell, account, own, typed, errors, organisations, submission, password_submission })
    }
}

pub async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<AccountId>,
) -> Result<impl IntoResponse> {
    Ok(Page::ok(EditPage::of(&app, &viewer, shell, id, None).await?))
}

pub async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<AccountId>,
    Once(form, content): Once<AccountForm>,
) -> Result<Response> {
    match save_change(&app, &viewer, id, &form, &content).await {
        Ok(location) => Ok(Flash::Saved.see_other(&location)),
        Err(Error::Invalid(errors)) => {
            let page = EditPage::of(&app, &viewer, shell, id, Some((form, errors.clone()))).await?;
            Ok(Page::refused(&errors, page).into_response())
        }
        Err(other) => Err(other),
    }
}

/// Where to go on: to the accounts, unless one has just given up the right to see them.
async fn save_change(app: &App, viewer: &Viewer, id: AccountId, form: &AccountForm, content: &str) -> Result<String> {
    let account = queries::find(&app.db, &viewer.scope, id).await?.ok_or(Error::NotFound)?;
    let wanted = form.change(&app.tree(), &viewer.scope, account.organisation)?;
    let given_up = id == viewer.account && !Right::Administer.allows(&wanted.roles);
    let location = if given_up { "/" } else { "/accounts" };
    // What is sent twice changes nothing the second time; the key only spares the second line of audit.
    once(app, viewer, (&form.submission, content), async |tx| {
        change(tx, &app.tree(), &viewer.scope, viewer.author(), id, &wanted).await?;
        Ok(location.to_owned())
    })
    .await
}

pub async fn give_password(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<AccountId>,
    Once(Shown { submission }, content): Once<Shown>,
) -> Result<Response> {
    let location = once(&app, &viewer, (&submission, &content), async |tx| {
        let account = give(tx, &app, &viewer.scope, viewer.author(), id, &submission).await?;
        throttle::forget(tx, &app, &account.name).await?;
        Ok(password_path(id, &submission))
    });
    Ok(see_other(&location.await?))
}

/// `GET /accounts/me`
#[derive(Template)]
#[template(path = "accounts/me.html")]
struct MePage {
    shell: Shell,
    viewer: Viewer,
    errors: Errors,
    places: Vec<Place>,
    /// The calendar to subscribe to, for who may read members.
    feed: Option<Feed>,
    may_subscribe: bool,
    /// Where browsers reach the program, before a path.
    origin: String,
    submission: String,
}

impl MePage {
    async fn of(
        app: &App,
        viewer: Viewer,
        shell: Shell,
        (jar, headers): (&CookieJar, &HeaderMap),
        errors: Errors,
    ) -> Result<Self> {
        let own = session::own_hash(app, jar);
        let since = viewer.at.plus_seconds(-session::IDLE);
        let rows = queries::sessions(&app.db, viewer.account, since).await?;
        let places =
            rows.into_iter().filter(|row| session::alive(row.created_at, row.last_seen_at, viewer.at)).map(|row| {
                Place {
                    own: row.token_hash == own,
                    created_at: row.created_at,
                    last_seen_at: row.last_seen_at,
                    address: row.address,
                    agent: row.agent,
                }
            });
        let may_subscribe = viewer.may(Right::ReadMembers) && !viewer.one_time_password;
        Ok(Self {
            shell,
            errors,
            places: places.collect(),
            feed: if may_subscribe { feeds::of(&app.db, app, viewer.account).await? } else { None },
            may_subscribe,
            origin: origin(app, headers),
            submission: submissions::key()?,
            viewer,
        })
    }

    fn roles(&self) -> String {
        self.viewer.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ")
    }
}

pub async fn me(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    jar: CookieJar,
    headers: HeaderMap,
) -> Result<impl IntoResponse> {
    Ok(Page::ok(MePage::of(&app, viewer, shell, (&jar, &headers), Errors::new()).await?))
}

pub async fn change_own_password(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    jar: CookieJar,
    headers: HeaderMap,
    Form(form): Form<PasswordForm>,
) -> Result<Response> {
    let first = viewer.one_time_password;
    match save_password(&app, &viewer, &jar, &form).await {
        Ok(()) => Ok(Flash::Saved.see_other(if first { "/" } else { CHOOSE_PASSWORD })),
        Err(Error::Invalid(errors)) => {
            Ok(Page::invalid(MePage::of(&app, viewer, shell, (&jar, &headers), errors).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn save_password(app: &App, viewer: &Viewer, jar: &CookieJar, form: &PasswordForm) -> Result<()> {
    let mut errors = Errors::new();
    // A session that was left open is no way to guess the password: its tries count with those of the sign-in.
    let tries = throttle::Tries::of(app, jar, &viewer.name, None);
    if let Some(wait) = throttle::start(app, viewer.at, &tries).await? {
        return Err(Error::TooMany(match wait {
            Wait::Seconds(seconds) => seconds,
            Wait::Administrator => throttle::LONGEST_WAIT,
        }));
    }
    let old = queries::password_hash(&app.db, viewer.account).await?;
    let right = app.passwords.verify(&form.password, Some(&old)).await? != Verdict::Wrong;
    if right {
        throttle::succeeded(&mut *app.db.acquire().await?, viewer.at, &tries).await?;
    } else {
        errors.add("password", PasswordForm::wrong(viewer.one_time_password));
    }
    let organisation = app.tree().name(viewer.organisation).to_owned();
    if let Err(weakness) = judge(&form.new_password, &[&viewer.name, &organisation]) {
        errors.add("new_password", weakness.sentence());
    } else if right && form.password == form.new_password {
        errors.add("new_password", t("Mật khẩu mới giống mật khẩu cũ. Chọn mật khẩu khác."));
    }
    errors.or(Some(()))?;
    let hash = app.passwords.hash(&form.new_password).await?;
    let mut tx = app.db.begin().await?;
    set_own_password(&mut tx, viewer.author(), viewer.account, viewer.organisation, &hash).await?;
    session::end_others(&mut tx, app, jar, viewer.account).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn end_other_sessions(State(app): State<App>, viewer: Viewer, jar: CookieJar) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    session::end_others(&mut tx, &app, &jar, viewer.account).await?;
    crate::audit::record(
        &mut tx,
        viewer.author(),
        "sessions_ended",
        crate::audit::Subject::Account(viewer.account),
        Some(viewer.organisation),
        &[],
    )
    .await?;
    tx.commit().await?;
    Ok(Flash::SignedOutElsewhere.see_other(CHOOSE_PASSWORD))
}
