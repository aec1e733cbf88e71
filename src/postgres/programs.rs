//! Which PostgreSQL server programs there are on this machine, and which of them fit.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, anyhow};

use super::both;

/// The oldest PostgreSQL that the book runs on.
pub const OLDEST: u32 = 15;

/// A directory with PostgreSQL's server programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    /// The directory.
    pub directory: PathBuf,
    /// The major version of them.
    pub major: u32,
}

impl Programs {
    /// The programs in `given`, or else the best that are found: of the version that `wanted` names
    /// (a data directory opens with its own version only), without it the newest.
    ///
    /// # Errors
    /// When there are none, or none that fits.
    pub fn find(given: Option<&Path>, wanted: Option<u32>) -> anyhow::Result<Self> {
        let found = match given {
            Some(directory) => vec![Self::in_directory(directory).ok_or_else(|| {
                anyhow!(both(
                    &format!(
                        "Không có chương trình PostgreSQL (initdb, postgres) trong {} (biến PG_BIN).",
                        directory.display()
                    ),
                    &format!(
                        "There are no PostgreSQL programs (initdb, postgres) in {} (variable PG_BIN).",
                        directory.display()
                    ),
                ))
            })?],
            None => candidates().iter().filter_map(|directory| Self::in_directory(directory)).collect(),
        };
        choose(&found, wanted)
    }

    /// The path of one of the programs.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    fn in_directory(directory: &Path) -> Option<Self> {
        // Resolved, because programs look for their own files beside their real place.
        let program = fs::canonicalize(directory.join("postgres")).ok()?;
        let directory = program.parent()?.to_owned();
        if !directory.join("initdb").exists() {
            return None;
        }
        let output = Command::new(&program).arg("--version").output().ok()?;
        let major = major_of(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { directory, major })
    }
}

/// The major version that a data directory was made by.
///
/// # Errors
/// When the directory does not say.
pub(super) fn major_of_data(data: &Path) -> anyhow::Result<u32> {
    let file = data.join("PG_VERSION");
    fs::read_to_string(&file)
        .with_context(|| format!("cannot read {}", file.display()))?
        .trim()
        .parse()
        .with_context(|| format!("{} is not a version", file.display()))
}

fn choose(found: &[Programs], wanted: Option<u32>) -> anyhow::Result<Programs> {
    let newest = found.iter().max_by_key(|programs| programs.major);
    let Some(newest) = newest else {
        return Err(anyhow!(both(
            "Máy này chưa có PostgreSQL. Cài bằng lệnh: apt-get install postgresql \
             (hoặc đặt biến DATABASE_URL để dùng một máy chủ PostgreSQL có sẵn, PG_BIN để chỉ nơi đặt chương trình).",
            "No PostgreSQL was found. Install it with: apt-get install postgresql \
             (or set DATABASE_URL to use a server, PG_BIN to say where its programs are).",
        )));
    };
    if let Some(wanted) = wanted {
        return found.iter().find(|programs| programs.major == wanted).cloned().ok_or_else(|| {
            anyhow!(both(
                &format!(
                    "Dữ liệu do PostgreSQL {wanted} tạo, máy này chỉ có PostgreSQL {}. \
                     Cài đúng bản: apt-get install postgresql-{wanted}; hoặc sao lưu trên máy cũ (backup) rồi khôi phục (restore).",
                    newest.major
                ),
                &format!(
                    "The data was made by PostgreSQL {wanted}; this machine has PostgreSQL {}. \
                     Install that version: apt-get install postgresql-{wanted}; or make a backup on the old machine and restore it.",
                    newest.major
                ),
            ))
        });
    }
    if newest.major < OLDEST {
        return Err(anyhow!(both(
            &format!("Cần PostgreSQL {OLDEST} trở lên, máy này có PostgreSQL {}.", newest.major),
            &format!("PostgreSQL {OLDEST} or later is needed; this machine has {}.", newest.major),
        )));
    }
    Ok(newest.clone())
}

/// Where to look: the search path, then where the packages of Debian, Ubuntu, Red Hat and the
/// sources put them.
fn candidates() -> Vec<PathBuf> {
    let mut directories: Vec<PathBuf> =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    for (root, prefix, rest) in
        [("/usr/lib/postgresql", "", "bin"), ("/usr/lib64/postgresql", "", "bin"), ("/usr", "pgsql-", "bin")]
    {
        let Ok(entries) = fs::read_dir(root) else {
            continue;
        };
        directories.extend(
            entries
                .flatten()
                .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
                .map(|entry| entry.path().join(rest)),
        );
    }
    directories.push("/usr/local/pgsql/bin".into());
    directories
}

/// The major version in `postgres (PostgreSQL) 15.18 (Debian …)`, `… 19devel`, `… 18beta1`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split("(PostgreSQL)").nth(1)?.trim_start();
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programs(major: u32) -> Programs {
        Programs { directory: format!("/usr/lib/postgresql/{major}/bin").into(), major }
    }

    #[test]
    fn the_version_is_read_from_what_the_program_says() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 19devel"), Some(19));
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_of("something else 15"), None);
    }

    #[test]
    fn a_new_book_takes_the_newest_programs() {
        assert_eq!(choose(&[programs(15), programs(17), programs(16)], None).unwrap(), programs(17));
    }

    #[test]
    fn an_existing_book_takes_the_programs_of_its_own_version() {
        assert_eq!(choose(&[programs(15), programs(17)], Some(15)).unwrap(), programs(15));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_what_to_install() {
        let none = choose(&[], None).unwrap_err().to_string();
        assert!(none.contains("apt-get install postgresql") && none.contains("DATABASE_URL"), "{none}");
        let newer = choose(&[programs(15)], Some(17)).unwrap_err().to_string();
        assert!(newer.contains("apt-get install postgresql-17"), "{newer}");
        let older = choose(&[programs(17)], Some(15)).unwrap_err().to_string();
        assert!(older.contains("apt-get install postgresql-15"), "{older}");
        let ancient = choose(&[programs(14)], None).unwrap_err().to_string();
        assert!(ancient.contains("15") && ancient.contains("14"), "{ancient}");
    }

    #[test]
    fn a_directory_without_the_programs_is_named() {
        let refused = Programs::find(Some(Path::new("/nowhere")), None).unwrap_err().to_string();
        assert!(refused.contains("/nowhere") && refused.contains("PG_BIN"), "{refused}");
    }
}
