//! The router: the features' tables of routes, each line behind its guard; then what every request passes.

use std::convert::Infallible;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use axum::{Extension, Router};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::auth::guard::guard;
use crate::auth::{Right, Route};
use crate::panels::Panels;
use crate::state::App;
use crate::web::{assets, headers, host, language, measure};
use crate::{Error, Result};

/// Every table of routes. Nothing is added to the router past it.
pub const FEATURES: &[&[Route]] = &[
    ROUTES,
    crate::accounts::ROUTES,
    crate::preferences::ROUTES,
    crate::sign_in::ROUTES,
    crate::setup::ROUTES,
    crate::organisations::ROUTES,
    crate::roster::ROUTES,
    crate::former::ROUTES,
    crate::events::ROUTES,
    crate::overview::ROUTES,
    crate::regulations::ROUTES,
    crate::admissions::ROUTES,
    crate::carry_over::ROUTES,
    crate::inspection::ROUTES,
    crate::record::ROUTES,
    crate::edits::ROUTES,
    crate::steps::ROUTES,
    crate::statistics::ROUTES,
    crate::confirmations::ROUTES,
    crate::attention::ROUTES,
    crate::party_age::ROUTES,
    crate::feeds::ROUTES,
    crate::year::ROUTES,
    crate::commendations::ROUTES,
    crate::committee::ROUTES,
    crate::targets::ROUTES,
    crate::courses::ROUTES,
    crate::candidates::ROUTES,
    crate::evaluations::ROUTES,
    crate::residence::ROUTES,
    crate::meetings::ROUTES,
    crate::documents::ROUTES,
    crate::reports::ROUTES,
];

/// What features add to the pages of others, in the order in which it stands there.
pub const PANELS: Panels = Panels {
    cards: &[
        crate::courses::PANEL,
        crate::meetings::PANEL,
        crate::documents::PANEL,
        crate::residence::PANEL,
        crate::evaluations::PANEL,
        crate::commendations::PANEL,
        crate::committee::PANEL,
        crate::targets::PANEL,
    ],
    year: &[
        crate::targets::YEAR,
        crate::courses::YEAR,
        crate::meetings::YEAR,
        crate::documents::YEAR,
        crate::residence::YEAR,
        crate::evaluations::YEAR,
        crate::commendations::YEAR,
        crate::committee::YEAR,
    ],
};

/// A page of 50 rows has a tenth more bytes at this level than at the usual one, which takes longer to
/// make than the page itself.
const COMPRESSION: CompressionLevel = CompressionLevel::Fastest;

/// The program's own routes.
const ROUTES: &[Route] = &[
    Route::get(assets::ROUTE, Right::Anyone, || axum::routing::get(assets::show)),
    Route::get("/healthz", Right::Anyone, || axum::routing::get(async || "ok\n")),
    Route::get("/readyz", Right::Anyone, || axum::routing::get(ready)),
    Route::get("/metrics", Right::Anyone, || axum::routing::get(measure::show)),
];

/// Whether the database answers.
async fn ready(axum::extract::State(app): axum::extract::State<App>) -> Result<&'static str> {
    app.tree_at(i64::MAX).await?;
    Ok("ready\n")
}

/// Every route of the program.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    FEATURES.iter().flat_map(|routes| routes.iter())
}

/// The router of the application.
pub fn router(app: App) -> anyhow::Result<Router> {
    let mut router = Router::new();
    for route in routes() {
        let guarded: MethodRouter<App> = (route.handler)()
            .layer::<_, Infallible>(from_fn_with_state((app.clone(), *route), guard))
            .layer::<_, Infallible>(DefaultBodyLimit::max(route.body))
            .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, route.patience));
        router = router.route(route.path, guarded);
    }
    let secure = app.secure();
    let names = host::Names::of(app.public_url.as_deref());
    let mut csrf = CsrfLayer::new();
    if let Some(url) = &app.public_url {
        csrf = csrf
            .add_trusted_origin(url.trim_end_matches('/'))
            .map_err(|error| anyhow::anyhow!("PUBLIC_URL: {error}"))?;
    }
    Ok(router
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::OnlySent)
        .layer(from_fn(said_origin))
        .layer(csrf.with_rejection_response(|_| Error::ForeignOrigin.into_response()))
        .layer(CatchPanicLayer::custom(|_| Error::Internal(anyhow::anyhow!("a handler panicked")).into_response()))
        .layer(from_fn(move |request: Request, next: Next| host::known(names.clone(), request, next)))
        .layer(CompressionLayer::new().quality(COMPRESSION))
        .layer(from_fn(move |request: Request, next: Next| headers::secure(secure, request, next)))
        .layer(from_fn(language::speak))
        .layer(Extension(PANELS))
        .with_state(app))
}

/// Middleware: a write that does not say where it comes from is refused; browsers always say it.
async fn said_origin(request: Request, next: Next) -> Response {
    let says = |headers: &HeaderMap| headers.contains_key("origin") || headers.contains_key("sec-fetch-site");
    if request.method().is_safe() || says(request.headers()) {
        next.run(request).await
    } else {
        Error::ForeignOrigin.into_response()
    }
}
