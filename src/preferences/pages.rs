//! Takes a choice, and goes back to where it was made.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use crate::shell::THEME;
use crate::state::App;
use crate::web::extract::{Form, own_path};
use crate::web::language;
use crate::web::page::see_other;

/// A choice: a language, a theme, or both.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    language: String,
    theme: String,
    back: String,
}

pub async fn update(State(app): State<App>, mut jar: CookieJar, Form(choice): Form<Choice>) -> Response {
    let keep = |name, value: &str| {
        Cookie::build((name, value.to_owned()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(app.secure())
            .permanent()
            .build()
    };
    if matches!(choice.language.as_str(), "vi" | "en") {
        jar = jar.add(keep(language::COOKIE, &choice.language));
    }
    match choice.theme.as_str() {
        "light" | "dark" => jar = jar.add(keep(THEME, &choice.theme)),
        // Whatever the system says.
        "auto" | "system" => jar = jar.remove(keep(THEME, "")),
        _ => {}
    }
    (jar, see_other(own_path(&choice.back))).into_response()
}
