//! The program as its users meet it: real processes, a real PostgreSQL, real signals. Nothing here
//! waits a fixed time: each step waits for what must come, with a deadline.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod commands;
mod copies;
mod crash;
mod life;
mod support;
