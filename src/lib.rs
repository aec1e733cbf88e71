//! Sổ đảng viên: the membership book of a grassroots party organisation.
//!
//! ARCHITECTURE.md shows the whole house; this is its table of contents, in the order in which
//! the rooms may use one another: each only those above it.

pub mod config;
pub mod postgres;
pub mod server;

pub mod rules;

pub mod clock;
pub mod ids;
pub mod remembered;
pub mod seal;
pub mod sql;
pub mod words;

pub mod error;
pub mod web;

pub mod audit;
pub mod auth;
pub mod book;
pub mod organisations;
pub mod panels;
pub mod settings;
pub mod shell;
pub mod state;
pub mod submissions;

pub mod ledger;
pub mod members;

pub mod choosing;
pub mod yearly;

pub mod candidates;
pub mod committee;
pub mod confirmations;
pub mod courses;
pub mod evaluations;
pub mod residence;
pub mod steps;

pub mod attention;
pub mod documents;
pub mod edits;
pub mod inspection;
pub mod meetings;
pub mod party_age;
pub mod record;
pub mod roster;

pub mod events;
pub mod former;

pub mod accounts;
pub mod admissions;
pub mod carry_over;
pub mod commendations;
pub mod feeds;
pub mod overview;
pub mod preferences;
pub mod regulations;
pub mod sample;
pub mod setup;
pub mod sign_in;
pub mod statistics;
pub mod targets;
pub mod year;

pub mod reports;

pub mod app;
pub mod backup;
pub mod command;

pub use error::{Error, Result};

/// The migrations of the book, part of the program.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();
