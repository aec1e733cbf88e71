//! The rules of the house, held by reading the house: what a reviewer would otherwise have to see.

mod files;
mod packaging;
mod sources;
mod templates;
mod words;

/// Fails with all that was found wrong, one a line.
#[track_caller]
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}
