//! The one place that decides who may use a route, and that writes who saw personal data.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::{Right, Route, Verb, Viewer, session};
use crate::audit::{Seen, View};
use crate::shell::FLASH;
use crate::state::{App, Connection};
use crate::web::measure;
use crate::web::page;
use crate::{Error, Result};

/// What was just done is said once.
const FORGET_FLASH: HeaderValue = HeaderValue::from_static("done=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");

/// Where somebody with a one-time password chooses their own, before anything else.
pub const CHOOSE_PASSWORD: &str = "/accounts/me";

/// Middleware of one route.
pub async fn guard(State((app, route)): State<(App, Route)>, jar: CookieJar, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let response = match admit(&app, &route, jar, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    };
    measure::answered(route.path, route.method.name(), response.status(), begun.elapsed());
    response
}

async fn admit(app: &App, route: &Route, jar: CookieJar, mut request: Request, next: Next) -> Result<Response> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > route.body) {
        return Err(Error::TooLarge);
    }
    if route.right == Right::Anyone {
        return Ok(next.run(request).await);
    }
    let reads = route.method == Verb::Get;
    let mut db = app.db.acquire().await?;
    let viewer = session::viewer(app, &mut db, &jar).await?;
    if reads {
        request.extensions_mut().insert(Connection::kept(db));
    } else {
        drop(db);
    }
    let Some(viewer) = viewer else {
        let address = request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned();
        return Err(if reads { Error::SignIn(address) } else { Error::SessionEnded });
    };
    if viewer.one_time_password && route.right != Right::OwnAccount {
        return if reads { Ok(page::see_other(CHOOSE_PASSWORD)) } else { Err(Error::Forbidden) };
    }
    if !viewer.may(route.right) {
        return Err(if reads { Error::NotFound } else { Error::Forbidden });
    }
    request.extensions_mut().insert(viewer.clone());
    let mut response = next.run(request).await;

    let seen = response.extensions_mut().remove::<Vec<Seen>>().unwrap_or_default();
    if route.personal && response.status() == StatusCode::OK && seen.is_empty() {
        return Err(Error::Internal(anyhow::anyhow!("{} shows personal data and does not say what", route.path)));
    }
    if !seen.is_empty() {
        let Viewer { account, organisation, at, .. } = viewer;
        app.views.write(View { account, organisation, at, route: route.path, seen }).await?;
    }
    if reads && response.status() == StatusCode::OK && jar.get(FLASH).is_some() {
        response.headers_mut().append(header::SET_COOKIE, FORGET_FLASH);
    }
    Ok(response)
}
