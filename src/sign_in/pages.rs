//! The sign-in page, and what it answers.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::{Origin, Outcome, attempt, came_or_went, enter};
use crate::accounts;
use crate::auth::session;
use crate::auth::throttle::{self, Tries, Wait};
use crate::shell::Shell;
use crate::state::App;
use crate::web::extract::{Form, Query, own_path};
use crate::web::form::clean;
use crate::web::page::see_other;
use crate::web::{Page, With, filters, t};
use crate::{Error, Result};

/// `GET /sign-in`
#[derive(Template)]
#[template(path = "sign_in/new.html")]
struct SignInPage {
    shell: Shell,
    typed: SignInForm,
    error: Option<String>,
    /// Where a choice of language leads back to: this page, also after a try.
    back: String,
    /// There is no account yet: the book has to be set up.
    nobody_yet: bool,
}

/// Who wants to come in, and where to.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    name: String,
    password: String,
    next: String,
}

pub async fn new(State(app): State<App>, shell: Shell, Query(typed): Query<SignInForm>) -> Result<impl IntoResponse> {
    let next = own_path(&typed.next).to_owned();
    let nobody_yet = accounts::none_yet(&app.db).await?;
    let back = shell.address.clone().unwrap_or_default();
    Ok(Page::ok(SignInPage {
        shell,
        typed: SignInForm { next, ..SignInForm::default() },
        error: None,
        back,
        nobody_yet,
    }))
}

pub async fn create(
    State(app): State<App>,
    shell: Shell,
    jar: CookieJar,
    origin: Origin,
    Form(form): Form<SignInForm>,
) -> Result<Response> {
    let at = app.clock.now();
    let name = clean(&form.name);
    let tries = Tries::of(&app, &jar, &name, origin.address);
    let (status, sentence) = match attempt(&app, at, &tries, &origin, &name, &form.password).await? {
        Outcome::Account(account) => {
            let mut tx = app.db.begin().await?;
            throttle::succeeded(&mut tx, at, &tries).await?;
            let jar = enter(&mut tx, &app, jar, at, account, &origin).await?;
            tx.commit().await?;
            let jar = throttle::remember_device(&app, jar, &name)?;
            return Ok((jar, see_other(own_path(&form.next))).into_response());
        }
        Outcome::Nobody => (
            StatusCode::UNPROCESSABLE_ENTITY,
            t("Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt.").to_owned(),
        ),
        Outcome::Expired => (
            StatusCode::UNPROCESSABLE_ENTITY,
            t("Mật khẩu dùng một lần đã hết hạn. Đề nghị người quản trị cấp mật khẩu mới.").to_owned(),
        ),
        Outcome::Wait(Wait::Seconds(seconds)) => {
            let sentence = t("Đã thử quá nhiều lần. Chờ {n} giây rồi thử lại.").with("n", seconds);
            return Ok(wait(seconds, page(shell, form, sentence), StatusCode::TOO_MANY_REQUESTS));
        }
        Outcome::Wait(Wait::Administrator) => {
            let sentence =
                t("Đã thử sai quá 100 lần, tài khoản tạm khóa. Đề nghị người quản trị cấp mật khẩu mới.").to_owned();
            return Ok(wait(throttle::LONGEST_WAIT, page(shell, form, sentence), StatusCode::TOO_MANY_REQUESTS));
        }
    };
    Ok(Page(status, page(shell, form, sentence)).into_response())
}

/// The page again, with what was typed but the password.
fn page(shell: Shell, form: SignInForm, sentence: String) -> SignInPage {
    let next = own_path(&form.next).to_owned();
    let back = Error::sign_in_address(&next);
    SignInPage {
        shell,
        typed: SignInForm { next, password: String::new(), ..form },
        error: Some(sentence),
        back,
        nobody_yet: false,
    }
}

fn wait(seconds: i64, page: SignInPage, status: StatusCode) -> Response {
    let mut response = Page(status, page).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Signs out; the browser forgets the pages it kept.
pub async fn end(State(app): State<App>, jar: CookieJar, origin: Origin) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let (jar, account) = session::end(&mut tx, &app, jar).await?;
    if let Some(account) = account {
        came_or_went(&mut tx, app.clock.now(), "sign_out", account, &origin).await?;
    }
    tx.commit().await?;
    let forget = [("clear-site-data", "\"cache\", \"storage\"")];
    Ok((jar, forget, see_other("/sign-in")).into_response())
}
