//! A year of the committee on one page: a card for each thing that is recorded of it. Every card is made by its own
//! feature (`panels`); this page knows none of them.

mod pages;

use axum::routing;

use crate::auth::{Right, Route};

/// The page of a year.
pub const ROUTES: &[Route] = &[Route::get("/year", Right::ReadMembers, || routing::get(pages::show)).personal()];
