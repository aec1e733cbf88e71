//! Chromium and the program that drives it. One chromedriver serves all the tests of this process and
//! ends with it; each test has a session, so a browser and a profile, of its own.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, mpsc};
use std::{env, fs, process, thread};

use axum::http::Method;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// What a Chromium that nobody looks at is started with. It has no sandbox because root has none; it
/// sees nothing but our own pages.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
];

/// A browser with an empty profile.
pub async fn session() -> Client {
    static DRIVER: LazyLock<String> = LazyLock::new(start);
    let wanted = json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": chromium(), "args": FLAGS },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    });
    let Value::Object(capabilities) = wanted else { unreachable!("an object is an object") };
    let address = tokio::task::spawn_blocking(|| DRIVER.as_str()).await.unwrap();
    ClientBuilder::new(HttpConnector::new())
        .capabilities(Capabilities::from_iter(capabilities))
        .connect(address)
        .await
        .unwrap_or_else(|error| panic!("Chromium does not start: {error}"))
}

/// Starts chromedriver and says its address. It is told to stop when the thread that started it ends,
/// which is when this process does, however it does; and it closes its browsers then.
fn start() -> String {
    let program = program("CHROMEDRIVER", &["chromedriver", "chromium.chromedriver"]);
    let profiles = profiles();
    let (say, said) = mpsc::channel();
    thread::spawn(move || {
        let mut child = Command::new("setpriv")
            .args(["--pdeathsig", "TERM"])
            .arg(&program)
            .arg("--port=0")
            .env("TMPDIR", profiles)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                let _ = say.send(format!("http://127.0.0.1:{}", port.trim_end_matches('.')));
            }
        }
        let _ = child.wait();
    });
    said.recv().unwrap_or_else(|_| panic!("chromedriver ended before it said its port"))
}

/// The folder for the profiles of our browsers; those of processes that are gone are removed.
fn profiles() -> PathBuf {
    const PREFIX: &str = "sodangvien-browser-";
    let temporary = env::temp_dir();
    for entry in fs::read_dir(&temporary).unwrap().flatten() {
        if let Some(process) = entry.file_name().to_string_lossy().strip_prefix(PREFIX)
            && !Path::new("/proc").join(process).exists()
        {
            // Another test may be at it too.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let ours = temporary.join(format!("{PREFIX}{}", process::id()));
    fs::create_dir(&ours).unwrap();
    ours
}

fn chromium() -> PathBuf {
    program("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])
}

/// The program that the variable names, or the first of these that is installed.
fn program(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(named) = env::var_os(variable) {
        return named.into();
    }
    let path = env::var_os("PATH").unwrap_or_else(|| OsString::from("/usr/bin"));
    names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("no {} here: apt-get install chromium chromium-driver (or set {variable})", names[0]))
}

/// A command that chromedriver knows beyond the standard: its path under the session, and its body.
#[derive(Debug)]
pub struct Beyond {
    path: &'static str,
    body: Value,
}

impl Beyond {
    /// A command of the Chrome `DevTools` Protocol.
    pub fn devtools(command: &str, parameters: &Value) -> Self {
        Self { path: "goog/cdp/execute", body: json!({ "cmd": command, "params": parameters }) }
    }

    /// What was logged since it was last asked: `browser` (console) or `performance` (network).
    pub fn log(kind: &str) -> Self {
        Self { path: "se/log", body: json!({ "type": kind }) }
    }
}

impl WebDriverCompatibleCommand for Beyond {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
