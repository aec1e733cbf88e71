//! A client that asks the same again and again, and one that never finishes asking.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Where to ask, and as whom.
#[derive(Clone)]
pub struct Target {
    /// The server.
    pub address: SocketAddr,
    /// The cookie of a session; empty: none.
    pub cookie: String,
}

/// How long requests took.
pub struct Figures {
    times: Vec<Duration>,
    within: Duration,
}

impl Figures {
    /// The figures of requests that were made within that time.
    pub fn new(mut times: Vec<Duration>, within: Duration) -> Self {
        times.sort_unstable();
        Self { times, within }
    }

    /// Requests a second.
    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.within.as_secs_f64()
    }

    /// Half of the requests took no longer than this, in milliseconds.
    pub fn median(&self) -> f64 {
        self.at(50)
    }

    fn at(&self, percent: usize) -> f64 {
        let place = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.0}/s, p50 {:.2} ms, p99 {:.2} ms", self.per_second(), self.at(50), self.at(99))
    }
}

impl Target {
    /// The compressed body of a page.
    pub async fn get(&self, path: &str) -> Bytes {
        self.ask(&mut self.connect().await, path, "gzip").await
    }

    /// The body of a page as it is.
    pub async fn get_plain(&self, path: &str) -> Bytes {
        self.ask(&mut self.connect().await, path, "identity").await
    }

    /// Whether a page answers at all, before the program gives up.
    pub async fn answers(&self, path: &str) -> bool {
        let mut connection = self.connect().await;
        let request = hyper::Request::get(path)
            .header("host", self.address.to_string())
            .header("cookie", &self.cookie)
            .body(Full::new(Bytes::new()))
            .unwrap();
        connection.ready().await.unwrap();
        let response = connection.send_request(request).await.unwrap();
        response.status() == 200 && response.into_body().collect().await.is_ok()
    }

    /// Sends a form; its answer must be 303.
    pub async fn post(&self, path: &str, form: &[(&str, String)]) {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        let body: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let request = hyper::Request::post(path)
            .header("host", self.address.to_string())
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookie)
            .body(Full::new(Bytes::from(body.join("&"))))
            .unwrap();
        let response = self.connect().await.send_request(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(status, 303, "{}", String::from_utf8_lossy(&body));
    }

    /// Asks for a page, so many at once, for so long.
    pub async fn load(&self, path: &str, at_once: usize, long: Duration) -> Figures {
        let end = Instant::now() + long;
        let tasks: Vec<_> = (0..at_once)
            .map(|_| {
                let (target, path) = (self.clone(), path.to_owned());
                tokio::spawn(async move {
                    let mut connection = target.connect().await;
                    let mut times = Vec::new();
                    while Instant::now() < end {
                        let begun = Instant::now();
                        target.ask(&mut connection, &path, "gzip").await;
                        times.push(begun.elapsed());
                    }
                    times
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.unwrap());
        }
        Figures::new(times, long)
    }

    async fn connect(&self) -> SendRequest<Full<Bytes>> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        sender
    }

    async fn ask(&self, connection: &mut SendRequest<Full<Bytes>>, path: &str, encoding: &str) -> Bytes {
        let request = hyper::Request::get(path)
            .header("host", self.address.to_string())
            .header("accept-encoding", encoding)
            .header("cookie", &self.cookie)
            .body(Full::new(Bytes::new()))
            .unwrap();
        connection.ready().await.unwrap();
        let response = connection.send_request(request).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.into_body().collect().await.unwrap().to_bytes()
    }
}

/// So many clients that send half a head and wait; how many were closed within that time, and when the last.
pub async fn half_requests(address: SocketAddr, clients: usize, long: Duration) -> (usize, Duration) {
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            tokio::spawn(async move {
                let begun = Instant::now();
                let mut stream = TcpStream::connect(address).await.ok()?;
                stream.write_all(b"GET /members HTTP/1.1\r\nHost: localhost\r\nX-Half: ").await.ok()?;
                let mut buffer = [0; 512];
                let ended = async { while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {} };
                tokio::time::timeout(long, ended).await.ok().map(|()| begun.elapsed())
            })
        })
        .collect();
    let (mut closed, mut longest) = (0, Duration::ZERO);
    for task in tasks {
        if let Some(after) = task.await.unwrap() {
            closed += 1;
            longest = longest.max(after);
        }
    }
    (closed, longest)
}
