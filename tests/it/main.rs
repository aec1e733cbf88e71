//! Tests through the real router on a real PostgreSQL: one file a feature.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

mod accounts;
mod admissions;
mod as_of;
mod attention;
mod batch;
mod build;
mod candidates;
mod carry_over;
mod charts;
mod closings;
mod commendations;
mod committee;
mod composition;
mod corrections;
mod courses;
mod duplicates;
mod edits;
mod feeds;
mod former;
mod front_door;
mod inspection;
mod mistakes;
mod newcomers;
mod organisations;
mod overview;
mod record;
mod regulations;
mod rights;
mod roster;
mod roster_again;
mod sample;
mod settings;
mod setup;
mod sign_in;
mod sponsors;
mod statistics;
mod steps;
mod submissions;
mod targets;
mod tidy;
mod units;
