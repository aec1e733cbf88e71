//! What the program does, in numbers, for whoever watches it: requests by route and status, and how long
//! they took. A route is its pattern, never an address: no name and no number of a person is in it.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{Error, Result};

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Seconds at which the times of requests are told apart.
const BUCKETS: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// Begins to count; once a process.
///
/// # Errors
/// When something else counts already.
pub fn begin() -> anyhow::Result<()> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)?
        .install_recorder()?;
    // A second call has failed above.
    let _ = HANDLE.set(handle);
    Ok(())
}

/// Counts a request that was answered.
pub fn answered(route: &'static str, method: &'static str, status: StatusCode, took: Duration) {
    metrics::counter!(
        "http_requests_total", "route" => route, "method" => method, "status" => status.as_u16().to_string()
    )
    .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route, "method" => method).record(took.as_secs_f64());
}

/// `GET /metrics`: Prometheus text, to this machine alone. Behind a proxy everybody comes from this
/// machine, so what was passed on is not answered.
pub async fn show(headers: HeaderMap, extensions: Extensions) -> Result<Response> {
    let near = extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|peer| peer.0.ip().is_loopback());
    let passed_on = headers.contains_key(header::FORWARDED)
        || headers.contains_key("x-forwarded-for")
        || headers.contains_key("x-real-ip");
    let handle = HANDLE.get().filter(|_| near && !passed_on).ok_or(Error::NotFound)?;
    handle.run_upkeep();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response())
}
