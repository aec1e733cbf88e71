//! The program as it is called: its words, what each does, and the exit status, which is 0 only when
//! what was asked was done. What people read in the terminal is said in both languages.

mod book;
mod copies;
mod demo;
mod queries;
mod serve;
mod upkeep;
mod user;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use crate::config::{Config, VARIABLES};

/// What was asked.
#[derive(Debug, Parser)]
#[command(
    name = "sodangvien",
    version,
    about = "Sổ đảng viên · the membership book of a party organisation",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    word: Option<Word>,
}

#[derive(Debug, Subcommand)]
enum Word {
    /// Mở sổ cho trình duyệt (mặc định) · open the book to browsers (the default)
    Serve,
    /// Sổ dùng thử với tổ chức mẫu, xóa khi dừng · a throw-away book with the sample organisation
    Demo,
    /// Tài khoản · accounts: user add NAME --role ROLE --organisation ID [--password-stdin]
    #[command(subcommand)]
    User(User),
    /// Cập nhật cấu trúc cơ sở dữ liệu · bring the database to this version
    Migrate,
    /// Kiểm tra sổ: tính lại từ các sự kiện · check the book against its events
    Verify,
    /// Sao lưu ra một tệp, cả khi chương trình đang chạy · one file, also while the program runs
    Backup {
        /// Tên tệp, chưa tồn tại · a file that does not exist yet
        file: PathBuf,
    },
    /// Khôi phục bản sao lưu vào sổ trống · bring a backup back into an empty book
    Restore {
        /// Tệp do backup tạo · a file made by backup
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum User {
    /// Thêm tài khoản · add an account
    Add(user::Add),
}

/// Runs the program.
pub fn run() -> ExitCode {
    let matches = Arguments::command().after_help(variables()).get_matches();
    let word = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()).word.unwrap_or(Word::Serve);
    match obey(word) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for cause in error.chain() {
                eprintln!("{cause}");
            }
            ExitCode::FAILURE
        }
    }
}

fn obey(word: Word) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    log_from(config.log);
    match word {
        Word::Serve => serve::serve(&config),
        Word::Demo => demo::demo(&config),
        Word::User(User::Add(add)) => user::add(&config, add),
        Word::Migrate => upkeep::migrate(&config),
        Word::Verify => upkeep::verify(&config),
        Word::Backup { file } => copies::backup(&config, &file),
        Word::Restore { file } => copies::restore(&config, &file),
    }
}

/// Logs to the standard error. What the database driver says by the way is left to those who ask for more.
fn log_from(level: Level) {
    let driver = if level > Level::INFO { level } else { level.min(Level::WARN) };
    let targets = Targets::new().with_default(level).with_target("sqlx", driver);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false).with_filter(targets);
    tracing_subscriber::registry().with(lines).init();
}

/// The variables of the environment, for `--help`.
fn variables() -> String {
    let mut text = "Biến môi trường, không bắt buộc · environment, all optional:\n".to_owned();
    for variable in VARIABLES {
        // Writing to a text cannot fail.
        let _ = write!(text, "  {}\n      {}\n      {}\n", variable.name, variable.vietnamese, variable.english);
    }
    text
}

/// Why something was refused, for a terminal: what is wrong with a form is told sentence by sentence.
fn plain(error: crate::Error) -> anyhow::Error {
    match error {
        crate::Error::Invalid(errors) => {
            let sentences: Vec<&str> = errors.list().iter().map(|(_, sentence)| sentence.as_str()).collect();
            anyhow::anyhow!(sentences.join("\n"))
        }
        crate::Error::Internal(error) | crate::Error::Unavailable(error) => error,
        other => anyhow::anyhow!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_lists_every_variable_and_word() {
        let help = Arguments::command().after_help(variables()).render_long_help().to_string();
        for variable in VARIABLES {
            assert!(help.contains(variable.name), "{}", variable.name);
        }
        for word in
            ["serve", "demo", "user add", "--role", "--password-stdin", "migrate", "verify", "backup", "restore"]
        {
            assert!(help.contains(word), "{word}");
        }
    }

    #[test]
    fn without_a_word_the_book_is_served() {
        assert!(Arguments::try_parse_from(["sodangvien"]).unwrap().word.is_none());
        assert!(Arguments::try_parse_from(["sodangvien", "backup"]).is_err());
        assert!(Arguments::try_parse_from(["sodangvien", "user", "add", "x", "--organisation", "1"]).is_err());
    }
}
