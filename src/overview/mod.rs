//! The front page: the figures of today, each with its people behind it, and what needs attention.

mod pages;
mod queries;

use axum::routing;

use crate::auth::{Right, Route};

/// The front page.
pub const ROUTES: &[Route] = &[Route::get("/", Right::SignedIn, || routing::get(pages::show)).personal()];
