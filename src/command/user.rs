//! `user add`: an account, from the machine that the book is on.

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::{Command, Stdio};

use anyhow::bail;
use clap::Args;

use super::book::{migrate, seal, with_book};
use super::plain;
use crate::accounts;
use crate::audit::Author;
use crate::auth::Role;
use crate::config::Config;
use crate::ids::OrganisationId;

/// Whom to add.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// Tên tài khoản · the name of the account
    name: String,
    /// Vai trò, có thể nhiều: administrator, committee, inspector · its roles, one or several
    #[arg(long = "role", value_name = "ROLE", required = true, value_delimiter = ',', value_parser = role)]
    roles: Vec<Role>,
    /// Số của tổ chức mà tài khoản được xem · the number of the organisation that it may see
    #[arg(long, value_name = "ID")]
    organisation: OrganisationId,
    /// Đọc mật khẩu từ dòng đầu của đầu vào · read the password from the first line of the input
    #[arg(long)]
    password_stdin: bool,
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code).ok_or_else(|| {
        let codes: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        codes.join(", ")
    })
}

/// Adds an account.
pub(super) fn add(config: &Config, add: Add) -> anyhow::Result<()> {
    let password = if add.password_stdin { line(&mut io::stdin().lock())? } else { ask()? };
    with_book(config, async |book| {
        migrate(book, config).await?;
        let app = book.app(config, seal(book, config).await?);
        let author = Author { account: None, at: app.clock.now() };
        let new = accounts::NewAccount {
            name: add.name.clone(),
            roles: add.roles,
            organisation: add.organisation,
            password,
            full_name: String::new(),
        };
        let mut tx = app.db.begin().await?;
        accounts::add(&mut tx, &app, author, new).await.map_err(plain)?;
        tx.commit().await?;
        println!("Đã thêm tài khoản {0}. · The account {0} was added.", add.name);
        Ok(())
    })
}

fn line(input: &mut impl BufRead) -> anyhow::Result<String> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let password = line.strip_suffix('\n').unwrap_or(&line);
    let password = password.strip_suffix('\r').unwrap_or(password);
    if password.is_empty() {
        bail!("Chưa có mật khẩu ở đầu vào.\nThere is no password in the input.");
    }
    Ok(password.to_owned())
}

/// Asks twice at the terminal, without showing what is typed.
fn ask() -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        bail!(
            "Không có bàn phím để hỏi mật khẩu: dùng --password-stdin.\n\
             There is no terminal to ask for the password: use --password-stdin."
        );
    }
    let _silent = Silent::begin();
    let first = prompt("Mật khẩu · password: ")?;
    let second = prompt("Nhập lại · again: ")?;
    if first != second {
        bail!("Hai lần nhập không giống nhau.\nThe two are not the same.");
    }
    Ok(first)
}

fn prompt(text: &str) -> anyhow::Result<String> {
    eprint!("{text}");
    io::stderr().flush()?;
    let answer = line(&mut io::stdin().lock());
    eprintln!();
    answer
}

/// The terminal shows nothing of what is typed while this lives.
struct Silent;

impl Silent {
    fn begin() -> Self {
        stty("-echo");
        Self
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        stty("echo");
    }
}

/// A terminal that cannot be silenced still takes a password.
fn stty(setting: &str) {
    let _ = Command::new("stty").arg(setting).stdin(Stdio::inherit()).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_as_it_is() {
        for (input, password) in [("a b \n", "a b "), ("mật khẩu", "mật khẩu"), ("x\r\ny\n", "x")] {
            assert_eq!(line(&mut input.as_bytes()).unwrap(), password);
        }
        assert!(line(&mut &b"\n"[..]).is_err());
        assert!(line(&mut &b""[..]).is_err());
    }

    #[test]
    fn a_role_that_is_none_is_answered_with_those_there_are() {
        assert_eq!(role("committee"), Ok(Role::Committee));
        assert!(role("king").unwrap_err().contains("inspector"));
    }
}
