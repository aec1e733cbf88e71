//! The regulations as pure functions: days in, answers out.
//!
//! Nothing here knows a page, a database or a clock; today is a parameter. Answers are codes and
//! values, never sentences: the pages say them, in two languages. Every number that a regulation
//! fixes stands in [`regulations`] with its citation and the days on which it is in force.

pub mod admission;
pub mod badge;
pub mod calendar;
pub mod citizen_id;
pub mod composition;
pub mod day;
pub mod evaluation;
pub mod movement;
pub mod party_age;
pub mod readmission;
pub mod regulations;
pub mod residence;
pub mod standing;
pub mod streak;
pub mod target;
pub mod transfer;
pub mod year;

pub use citizen_id::Gender;
pub use day::{Day, PartialDate};
