//! The name by which the program is called. A page of another site whose name was made to lead to this
//! machine (DNS rebinding) would be of our origin to a browser; so any name but our own is refused.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Error;

/// Answered whatever the name: whoever watches over the program learns nothing else.
const EXEMPT: [&str; 2] = ["/healthz", "/readyz"];

/// The names by which browsers may call the program: this machine, any address in figures, and the
/// host of `PUBLIC_URL`.
#[derive(Clone, Debug)]
pub struct Names(Option<Arc<str>>);

impl Names {
    /// Of `PUBLIC_URL`, when it is set.
    pub fn of(public_url: Option<&str>) -> Self {
        let host = public_url.and_then(|url| url.split_once("://")).map(|(_, authority)| host(authority));
        Self(host.map(|host| Arc::from(host.as_str())))
    }

    /// Whether a `Host` is ours. Whoever sends none (HTTP/1.0) is no browser.
    fn know(&self, headers: &HeaderMap) -> bool {
        let mut sent = headers.get_all(header::HOST).iter();
        let Some(first) = sent.next() else { return true };
        sent.next().is_none() && first.to_str().is_ok_and(|authority| self.is_ours(&host(authority)))
    }

    fn is_ours(&self, host: &str) -> bool {
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse::<IpAddr>().is_ok()
            || host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some_and(is_v6)
            || self.0.as_deref() == Some(host)
    }
}

fn is_v6(host: &str) -> bool {
    host.parse::<Ipv6Addr>().is_ok()
}

/// The host of `host:port`, in lower case.
fn host(authority: &str) -> String {
    let without_port = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !is_v6(authority) => host,
        _ => authority,
    };
    without_port.trim_end_matches('.').to_ascii_lowercase()
}

/// Middleware: refuses whoever calls the program by a name that is not its own.
pub async fn known(names: Names, request: Request, next: Next) -> Response {
    if EXEMPT.contains(&request.uri().path()) || names.know(request.headers()) {
        next.run(request).await
    } else {
        Error::UnknownHost.into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_addresses_in_figures_and_the_public_name_are_ours() {
        let names = Names::of(Some("https://So.example.vn:8443"));
        let ours = |authority| names.is_ours(&host(authority));
        for good in [
            "localhost",
            "LOCALHOST:3000",
            "localhost.:3000",
            "so.localhost",
            "127.0.0.1:3000",
            "192.168.1.7",
            "[::1]:3000",
            "[fe80::1]",
            "so.example.vn",
            "so.example.vn:8443",
        ] {
            assert!(ours(good), "{good}");
        }
        for bad in [
            "",
            ":3000",
            "evil.example",
            "localhost.evil.example",
            "xlocalhost",
            "so.example.vn.evil.example",
            "127.0.0.1.nip.io",
            "[evil]",
        ] {
            assert!(!ours(bad), "{bad}");
        }
        assert!(!Names::of(None).is_ours("so.example.vn"));
    }
}
