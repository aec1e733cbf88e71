//! What the environment says. Nothing need be set; every variable is explained in [`VARIABLES`],
//! from which `--help` takes it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::anyhow;
use sqlx::postgres::PgConnectOptions;

/// A variable of the environment, explained in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in Vietnamese.
    pub vietnamese: &'static str,
    /// The same in English.
    pub english: &'static str,
}

/// Every variable that the program reads.
pub const VARIABLES: [Variable; 6] = [
    Variable {
        name: "DATA_DIR",
        vietnamese: "thư mục dữ liệu: cơ sở dữ liệu và tệp khóa secret.key (mặc định: data)",
        english: "the data directory: the database and the key file secret.key (default: data)",
    },
    Variable {
        name: "LISTEN",
        vietnamese: "địa chỉ và cổng mở cho trình duyệt (mặc định: 127.0.0.1:3000; cổng 0: cổng trống bất kỳ)",
        english: "address and port for browsers (default: 127.0.0.1:3000; port 0: any free one)",
    },
    Variable {
        name: "PUBLIC_URL",
        vietnamese: "địa chỉ mà trình duyệt dùng khi có máy chủ web đứng trước, ví dụ https://so.example.vn",
        english: "the address that browsers use when a web server stands in front, as https://so.example.vn",
    },
    Variable {
        name: "DATABASE_URL",
        vietnamese: "máy chủ PostgreSQL có sẵn, postgres://người-dùng:mật-khẩu@máy/tên (mặc định: cơ sở dữ liệu riêng trong DATA_DIR)",
        english: "a PostgreSQL server, postgres://user:password@host/name (default: the program's own database in DATA_DIR)",
    },
    Variable {
        name: "PG_BIN",
        vietnamese: "thư mục chứa initdb và postgres (mặc định: tự tìm)",
        english: "the directory of initdb and postgres (default: they are looked for)",
    },
    Variable {
        name: "LOG",
        vietnamese: "ghi nhật ký từ mức: error, warn, info, debug, trace (mặc định: info)",
        english: "what is logged: error, warn, info, debug, trace (default: info)",
    },
];

/// The address that is listened at when LISTEN is not set.
pub const LISTEN: &str = "127.0.0.1:3000";

/// What was set, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// `DATA_DIR`.
    pub data_dir: PathBuf,
    /// LISTEN, if it was set.
    pub listen: Option<String>,
    /// `PUBLIC_URL` without a slash at its end.
    pub public_url: Option<String>,
    /// `DATABASE_URL`.
    pub database: Option<PgConnectOptions>,
    /// `PG_BIN`.
    pub programs: Option<PathBuf>,
    /// LOG.
    pub log: tracing::Level,
}

impl Config {
    /// From the environment of the program.
    ///
    /// # Errors
    /// When a variable cannot be understood.
    pub fn from_env() -> anyhow::Result<Self> {
        Self::read(|name| std::env::var_os(name))
    }

    /// From anything that has variables. An empty one is one that is not set.
    ///
    /// # Errors
    /// When a variable cannot be understood.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> anyhow::Result<Self> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let text = |name: &str| {
            set(name)
                .map(|value| value.into_string().map_err(|_| wrong(name, "không phải UTF-8", "it is not UTF-8")))
                .transpose()
        };
        Ok(Self {
            data_dir: set("DATA_DIR").map_or_else(|| PathBuf::from("data"), PathBuf::from),
            listen: text("LISTEN")?.map(listen).transpose()?,
            public_url: text("PUBLIC_URL")?.map(|url| public_url(&url)).transpose()?,
            database: text("DATABASE_URL")?.map(|url| database(&url)).transpose()?,
            programs: set("PG_BIN").map(PathBuf::from),
            log: text("LOG")?.map(|level| log(&level)).transpose()?.unwrap_or(tracing::Level::INFO),
        })
    }

    /// The key file of the sealed numbers.
    pub fn key_file(&self) -> PathBuf {
        self.data_dir.join("secret.key")
    }

    /// Where to listen.
    pub fn listen(&self) -> &str {
        self.listen.as_deref().unwrap_or(LISTEN)
    }
}

fn wrong(name: &str, vietnamese: &str, english: &str) -> anyhow::Error {
    anyhow!("Biến {name}: {vietnamese}.\nVariable {name}: {english}.")
}

fn listen(address: String) -> anyhow::Result<String> {
    let port =
        address.rsplit_once(':').and_then(|(host, port)| (!host.is_empty()).then(|| port.parse::<u16>().ok())?);
    match port {
        Some(_) => Ok(address),
        None => Err(wrong(
            "LISTEN",
            "cần địa chỉ và cổng, như 127.0.0.1:3000",
            "an address and a port are needed, as 127.0.0.1:3000",
        )),
    }
}

fn public_url(url: &str) -> anyhow::Result<String> {
    let url = url.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(url.to_owned()),
        _ => Err(wrong(
            "PUBLIC_URL",
            "cần http:// hoặc https:// và tên máy, không có đường dẫn, như https://so.example.vn",
            "http:// or https:// and a host is needed, without a path, as https://so.example.vn",
        )),
    }
}

fn database(url: &str) -> anyhow::Result<PgConnectOptions> {
    // What was wrong is not told: the address has a password in it.
    let refused = || {
        wrong(
            "DATABASE_URL",
            "cần dạng postgres://người-dùng:mật-khẩu@máy/tên",
            "it must be as postgres://user:password@host/name",
        )
    };
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(refused());
    }
    PgConnectOptions::from_str(url).map_err(|_| refused())
}

fn log(level: &str) -> anyhow::Result<tracing::Level> {
    level.parse().map_err(|_| {
        wrong("LOG", "cần error, warn, info, debug hoặc trace", "it must be error, warn, info, debug or trace")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> anyhow::Result<Config> {
        Config::read(|name| {
            variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn nothing_need_be_set() {
        let config = read(&[("DATABASE_URL", ""), ("LISTEN", "")]).unwrap();
        assert_eq!(config.data_dir, PathBuf::from("data"));
        assert_eq!(config.listen(), "127.0.0.1:3000");
        assert!(config.public_url.is_none() && config.database.is_none() && config.programs.is_none());
    }

    #[test]
    fn a_public_address_is_one_without_a_path() {
        let of = |url| read(&[("PUBLIC_URL", url)]).map(|config| config.public_url);
        assert_eq!(of("https://so.example.vn/").unwrap().as_deref(), Some("https://so.example.vn"));
        assert_eq!(of("http://10.0.0.1:8080").unwrap().as_deref(), Some("http://10.0.0.1:8080"));
        for url in ["so.example.vn", "https://", "https://so.example.vn/so", "ftp://x", "https://a b"] {
            assert!(of(url).is_err(), "{url}");
        }
    }

    #[test]
    fn listening_needs_an_address_and_a_port() {
        for good in ["127.0.0.1:0", "[::1]:3000", "localhost:80", "0.0.0.0:8080"] {
            assert_eq!(read(&[("LISTEN", good)]).unwrap().listen(), good);
        }
        for bad in ["3000", ":3000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000"] {
            assert!(read(&[("LISTEN", bad)]).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_wrong_address_of_the_database_does_not_show_its_password() {
        for url in ["mysql://u:hunter2@h/d", "postgres://u:hunter2@h:port/d"] {
            let said = read(&[("DATABASE_URL", url)]).unwrap_err().to_string();
            assert!(said.contains("DATABASE_URL") && !said.contains("hunter2"), "{said}");
        }
        assert!(read(&[("DATABASE_URL", "postgres://u:p@h/d")]).unwrap().database.is_some());
    }

    #[test]
    fn the_log_has_levels() {
        assert_eq!(read(&[("LOG", "debug")]).unwrap().log, tracing::Level::DEBUG);
        assert!(read(&[("LOG", "loud")]).is_err());
    }
}
