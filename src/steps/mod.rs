//! What happens to a membership after it was entered: each kind of event recorded on a short page of its
//! own, `/members/{id}/recognition` and so on, that asks what its paper says; and the void of a wrong one.
//!
//! Which may follow which, [`crate::rules::standing`] knows alone: the record offers what it allows, and
//! the ledger refuses the rest. A page carries the last event that it knew of: who records after somebody
//! else has recorded meanwhile is shown what that was.

mod amended;
mod closed;
mod doubts;
mod form;
mod pages;
mod sheet;

use axum::routing::get;

use crate::auth::scope::Kind as Level;
use crate::auth::{Right, Route, Scope, Tree};
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::Event;
use crate::rules::Day;
use crate::rules::standing::{self, Kind, Track};
pub use sheet::{Ask, SHEETS, Sheet};

/// The routes of the steps.
pub const ROUTES: &[Route] = &[
    Route::get("/members/{id}/{step}", Right::WriteMembers, || get(pages::new)).personal(),
    Route::post("/members/{id}/{step}", Right::WriteMembers, || axum::routing::post(pages::create)),
    Route::get("/members/batch", Right::WriteMembers, || get(pages::batch::new)).personal(),
    Route::post("/members/batch", Right::WriteMembers, || axum::routing::post(pages::batch::create)),
    Route::get("/members/arrival", Right::WriteMembers, || get(pages::newcomer::new_arrival)).personal(),
    Route::post("/members/arrival", Right::WriteMembers, || axum::routing::post(pages::newcomer::create_arrival)),
    Route::get("/members/stay", Right::WriteMembers, || get(pages::newcomer::new_stay)).personal(),
    Route::post("/members/stay", Right::WriteMembers, || axum::routing::post(pages::newcomer::create_stay)),
    Route::get("/members/{id}/events/{event}/correction", Right::WriteMembers, || get(pages::correction::new))
        .personal(),
    Route::post("/members/{id}/events/{event}/correction", Right::WriteMembers, || {
        axum::routing::post(pages::correction::create)
    }),
    Route::get("/members/{id}/events/{event}/void", Right::WriteMembers, || get(pages::void::new)).personal(),
    Route::post("/members/{id}/events/{event}/void", Right::WriteMembers, || axum::routing::post(pages::void::create)),
];

/// The most people of one paper: what the roster shows at once, and some more.
pub const TOGETHER: usize = 200;

/// The steps that may be recorded for many at once: the word of the page, and what it is called.
pub fn together(may_move: bool) -> Vec<(&'static str, &'static str)> {
    let together = [Kind::Recognised, Kind::Moved, Kind::TransferredOut, Kind::Exempted];
    let offered = |sheet: &&Sheet| together.contains(&sheet.kind) && (may_move || sheet.kind != Kind::Moved);
    SHEETS.iter().filter(offered).map(|sheet| (sheet.noun, sheet.title())).collect()
}

/// Whether an account may move somebody from one branch to another: both must lie in its scope. Where there is only
/// one, the committee above records it.
pub fn may_move(tree: &Tree, scope: &Scope) -> bool {
    let branch =
        |id: &i64| tree.node(OrganisationId(*id)).is_some_and(|node| node.kind == Level::Branch && node.current);
    scope.ids().iter().filter(|id| branch(id)).nth(1).is_some()
}

/// A step that may be recorded now: its page, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it records.
    pub kind: Kind,
    /// The page that records it.
    pub href: String,
    /// Its name.
    pub label: &'static str,
}

/// The steps that may be recorded beside these events, counting from that day.
pub fn offers(person: PersonId, events: &[Event], on: Day) -> Vec<Offer> {
    let events: Vec<_> = events.iter().filter_map(Event::as_rule).collect();
    let may = standing::may_follow(&events, on);
    // Who leaves today is gone: what would begin today would end as it begins.
    let here = standing::fold(&events).is_ok_and(|spans| {
        spans.iter().any(|span| matches!(span.track, Track::Membership | Track::Guest) && span.covers(on))
    });
    SHEETS
        .iter()
        .filter(|sheet| may.contains(&sheet.kind) && (here || sheet.enters()))
        .map(|sheet| Offer { kind: sheet.kind, href: sheet.path(person), label: sheet.title() })
        .collect()
}
