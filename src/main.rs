//! The program: see [`sodangvien::command`].

use std::process::ExitCode;

fn main() -> ExitCode {
    sodangvien::command::run()
}
