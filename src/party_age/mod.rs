//! How a party age was counted: from which paper, less which times outside the party, by which rule; and the next
//! badge with its day. The counting itself is [`crate::rules::party_age`] and [`crate::rules::badge`].

mod pages;
mod present;

use axum::routing::get;

use crate::auth::{Right, Route};

/// The page of a party age.
pub const ROUTES: &[Route] =
    &[Route::get("/members/{id}/party-age", Right::ReadMembers, || get(pages::show)).personal()];
