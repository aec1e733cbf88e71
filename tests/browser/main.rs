//! The main jobs in a real Chromium, against the program as it runs: its own accept loop, a real
//! PostgreSQL, real key strokes. One file a job; [`pages`] goes through every page there is.
//!
//! Wanted: Chromium and its chromedriver (`script/test` installs them); `CHROMIUM` and `CHROMEDRIVER`
//! name others. What goes wrong leaves a picture in `target/tmp`.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod driver;
mod visitor;

#[path = "../it/support.rs"]
#[expect(dead_code, reason = "it serves the tests through the router too")]
mod support;

#[path = "../it/build.rs"]
#[expect(dead_code, reason = "it serves the tests through the router too")]
mod build;

mod admission;
mod courses;
mod door;
mod evaluation;
mod ledger;
mod meetings;
mod pages;
mod paper;
mod report;
mod roster;
mod setup;
mod targets;
