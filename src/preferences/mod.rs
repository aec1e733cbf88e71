//! How somebody wants the pages: the language and the colours, kept by their browser for a year.

mod pages;

use crate::auth::{Right, Route};

/// The one route; it works before signing in too.
pub const ROUTES: &[Route] = &[Route::post("/preferences", Right::Anyone, || axum::routing::post(pages::update))];
