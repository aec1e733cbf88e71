//! What the page of one's own account shows.

use axum::http::{HeaderMap, header};

use crate::clock::Instant;
use crate::state::App;
use crate::web::t;

/// Where browsers reach the program: as configured, or as this one does.
pub(super) fn origin(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("http://{host}")
}

/// Where an account is signed in.
pub(super) struct Place {
    pub own: bool,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub address: String,
    pub agent: String,
}

impl Place {
    /// The browser and the system in short, of what it calls itself.
    pub fn browser(&self) -> String {
        let first = |known: &[(&'static str, &'static str)]| {
            known.iter().find(|(mark, _)| self.agent.contains(mark)).map(|(_, name)| *name)
        };
        let browser = first(&[
            ("Edg/", "Edge"),
            ("coc_coc_browser", "Cốc Cốc"),
            ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ]);
        let system = first(&[
            ("Windows", "Windows"),
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ]);
        match (browser, system) {
            (Some(browser), Some(system)) => format!("{browser}, {system}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => t("Không rõ").to_owned(),
        }
    }
}
