//! Accepts connections. Our own loop, because the one of axum has no time-out for headers: here
//! whoever sends or reads slowly loses the connection, and no number of such clients keeps others out.
//!
//! Three limits in time ([`Limits`]): for the head of a request (and the silence between two), for
//! its body, for taking the answer. Two in number: of all connections, and of those of one address.
//! A full house is not closed: whoever has kept us waiting longest makes room ([`connections`]).

mod connections;
mod patience;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tower::Service;

use connections::{Connection, Connections, Doing};
use patience::{PatientBody, PatientStream, Reply};

/// How long, and how many. The defaults are what the program runs with.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For the head of a request to arrive, and for the silence before it.
    pub head: Duration,
    /// For the body of a request to arrive; a second more for every 32 KiB of it.
    pub body: Duration,
    /// For the client to take a part of the answer.
    pub answer: Duration,
    /// For the requests under way when the program stops.
    pub stop: Duration,
    /// Connections at once.
    pub connections: usize,
    /// Connections of one address that keep us waiting. The machine's own are not counted: behind a
    /// proxy on it, everybody comes from there.
    pub per_address: usize,
    /// Bytes of an address line.
    pub target: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(15),
            stop: Duration::from_secs(10),
            connections: 512,
            per_address: 64,
            target: 8 * 1024,
        }
    }
}

/// Bytes that the head of a request may have; more is answered 431.
const HEAD: usize = 64 * 1024;
/// Bytes of answers that the system keeps for a connection: enough for any line of ours, and five
/// hundred clients who take nothing do not fill its memory.
const OUTGOING: u32 = 256 * 1024;
/// Connections that may wait to be accepted.
const WAITING: u32 = 1024;
/// How long nothing is accepted after the system had no room for a connection.
const BREATH: Duration = Duration::from_millis(50);
/// A connection that has been silent for so long when the program stops has no request on its way.
const SILENCE: Duration = Duration::from_millis(500);

/// A socket that listens.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    limits: Limits,
}

impl Server {
    /// Listens at an address such as `127.0.0.1:3000`; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address is not ours or is taken.
    pub async fn bind(listen: &str, limits: Limits) -> anyhow::Result<Self> {
        let listener = listen_at(listen).await.with_context(|| {
            format!(
                "Không mở được địa chỉ {listen}: có thể chương trình khác đang dùng. Chọn địa chỉ khác bằng LISTEN.\n\
                 Cannot listen at {listen}: another program may be using it. Choose another address with LISTEN."
            )
        })?;
        Ok(Self { listener, limits })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop`; then accepts nothing more and lets the requests under way finish, as
    /// long as [`Limits::stop`] allows.
    pub async fn run(self, router: Router, stop: impl Future<Output = ()>) {
        let Self { listener, limits } = self;
        let connections = Arc::new(Connections::new(&limits));
        let graceful = GracefulShutdown::new();
        let mut tasks = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(_) = tasks.join_next() => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => {
                        if let Some(connection) = connections.admit(peer.ip()) {
                            tasks.spawn(converse(stream, peer, connection, router.clone(), graceful.watcher(), limits));
                        } else {
                            turn_away(&stream);
                        }
                    }
                    // The client went away again, or the system is short of something: neither is an end.
                    Err(error) => {
                        tracing::warn!("a connection was not accepted: {error}");
                        tokio::time::sleep(BREATH).await;
                    }
                },
            }
        }
        drop(listener);
        connections.close_silent(SILENCE);
        if tokio::time::timeout(limits.stop, graceful.shutdown()).await.is_err() {
            tracing::warn!("requests that did not finish within {} s were cut", limits.stop.as_secs());
        }
        // What is left ends with `tasks`.
    }
}

/// A socket at the first of these addresses that can be had.
async fn listen_at(listen: &str) -> io::Result<TcpListener> {
    let mut refused = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in tokio::net::lookup_host(listen).await? {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        // Inherited by every connection.
        socket.set_send_buffer_size(OUTGOING)?;
        match socket.bind(address).and_then(|()| socket.listen(WAITING)) {
            Ok(listener) => return Ok(listener),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// Everything on one connection, from its first byte to its last.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    connection: Arc<Connection>,
    router: Router,
    watcher: Watcher,
    limits: Limits,
) {
    // Small answers go out at once; a socket that refuses is about to fail anyway.
    let _ = stream.set_nodelay(true);
    let stream = PatientStream::new(TokioIo::new(stream), Arc::clone(&connection), limits.answer);
    let service = {
        let connection = Arc::clone(&connection);
        service_fn(move |request| answer(request, peer, Arc::clone(&connection), router.clone(), limits))
    };
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD)
        .serve_connection(stream, service);
    tokio::select! {
        // How a connection ended is of no interest: clients break off all the time.
        _ = watcher.watch(conversation) => {}
        () = connection.told_to_close() => {}
    }
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    connection: Arc<Connection>,
    mut router: Router,
    limits: Limits,
) -> Result<Response<Reply>, Infallible> {
    connection.now(Doing::Working);
    let response = if request.uri().path_and_query().is_some_and(|target| target.as_str().len() > limits.target) {
        status(StatusCode::URI_TOO_LONG)
    } else {
        let mut request = request.map(|body| Body::new(PatientBody::new(body, Arc::clone(&connection), limits.body)));
        request.extensions_mut().insert(ConnectInfo(peer));
        let mut response = match router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        if connection.body_was_late() {
            *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    };
    connection.now(Doing::Answering);
    Ok(response.map(|body| Reply::new(body, connection)))
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Says that there is no room, if the socket takes it at once, and hangs up.
fn turn_away(stream: &TcpStream) {
    let _ = stream.try_write(
        b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    );
}

#[cfg(test)]
mod tests;
