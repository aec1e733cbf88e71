//! Tests through the real router on a real PostgreSQL: one file a feature.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

mod accounts;
mod build;
mod admissions;
mod carry_over;
mod duplicates;
mod front_door;
mod edits;
mod inspection;
mod record;
mod roster;
mod organisations;
mod overview;
mod sample;
mod regulations;
mod rights;
mod setup;
mod sign_in;
mod submissions;
mod tidy;
