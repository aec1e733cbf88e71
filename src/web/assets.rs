//! Our own files: styles, scripts, fonts, icons. They are part of the program, stand under an address
//! that changes with any of them, and are kept by the browser for a year.

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::web::extract::Path;

/// Where they are: `/static/{version}/{*file}`.
pub const ROUTE: &str = "/static/{version}/{*file}";

/// The parts of the one style sheet, `app.css`, in their order, under `static/css/`.
macro_rules! sheet {
    ($($name:literal),*) => { concat!($(include_str!(concat!("../../static/css/", $name, ".css")), "\n"),*) };
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Every file under `static/`, by name; a test sees to it that none is missing.
        pub static FILES: &[(&str, &[u8])] = &[
            ("app.css", sheet!("foundation", "components", "pages", "last").as_bytes()),
            $(($name, include_bytes!(concat!("../../static/", $name)))),*
        ];
    };
}

files![
    "fonts/OFL.txt",
    "fonts/noto-sans-bold.woff2",
    "fonts/noto-sans-regular.woff2",
    "icons.LICENSE.txt",
    "icons.svg",
    "js/app.js",
    "js/dates.js",
    "js/duplicates.js",
    "js/follows.js",
    "js/fragment.js",
    "js/names.js",
    "js/once.js",
    "js/passwords.js",
    "js/picks.js",
    "js/roster-search.js",
    "js/shortcuts.js",
    "js/theme.js",
    "js/units.js",
    "mark.svg",
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (name, content) in FILES {
        hash.update(name.as_bytes());
        hash.update(content);
    }
    crate::seal::hex(&hash.finalize()[..6])
});

/// The address of a file.
pub fn address(file: &str) -> String {
    format!("/static/{}/{file}", *VERSION)
}

/// Answers with a file. An old version is answered with the file of today, but not kept.
pub async fn show(Path((version, file)): Path<(String, String)>) -> Result<Response, Error> {
    let (_, content) = FILES.iter().find(|(name, _)| *name == file).ok_or(Error::NotFound)?;
    let kept = if version == *VERSION { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, media_type(&file)), (header::CACHE_CONTROL, kept)], *content)
        .into_response())
}

fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
