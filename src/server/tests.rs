//! The loop against clients of every bad kind, on real sockets. The limits are short, and nothing
//! sleeps: each test waits for what must happen, and fails when it does not within [`PATIENCE`].

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, oneshot};

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_hours(1);

struct Site {
    address: SocketAddr,
    /// Lets the requests to `/wait` be answered.
    go: Arc<Semaphore>,
    /// Told once for every request to `/wait` that has arrived.
    arrived: Arc<Semaphore>,
    stop: Option<oneshot::Sender<()>>,
    running: Option<tokio::task::JoinHandle<()>>,
    runtime: Runtime,
}

/// Limits that never come into play unless a test sets them.
fn patient() -> Limits {
    Limits { head: LONG, body: LONG, answer: LONG, stop: LONG, ..Limits::default() }
}

fn site(limits: Limits) -> Site {
    let runtime = Runtime::new().unwrap();
    let go = Arc::new(Semaphore::new(0));
    let arrived = Arc::new(Semaphore::new(0));
    let wait = {
        let (go, arrived) = (Arc::clone(&go), Arc::clone(&arrived));
        move || async move {
            arrived.add_permits(1);
            go.acquire().await.unwrap().forget();
            "waited"
        }
    };
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/echo", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/much", get(|| async { vec![b'x'; 64 << 20] }))
        .route("/wait", get(wait))
        .route("/peer", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() }));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = runtime.block_on(Server::bind("127.0.0.1:0", limits)).unwrap();
    let address = server.address().unwrap();
    let running = runtime.spawn(server.run(router, async {
        let _ = stopped.await;
    }));
    Site { address, go, arrived, stop: Some(stop), running: Some(running), runtime }
}

impl Site {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn send(&self, text: &str) -> TcpStream {
        let mut stream = self.connect();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    }

    fn until_arrived(&self) {
        let arrived = Arc::clone(&self.arrived);
        self.runtime.block_on(async move {
            tokio::time::timeout(PATIENCE, arrived.acquire()).await.unwrap().unwrap().forget();
        });
    }

    fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    fn until_stopped(&mut self) {
        let running = self.running.take().unwrap();
        self.runtime.block_on(async {
            tokio::time::timeout(PATIENCE, running).await.unwrap().unwrap();
        });
    }
}

/// Everything until the other side hangs up.
fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the connection is still open: {error}"),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

#[test]
fn a_request_is_answered_and_knows_who_asks() {
    let site = site(patient());
    assert!(rest(site.send(GET)).ends_with("here"));
    let stream = site.send("GET /peer HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let own = stream.local_addr().unwrap().to_string();
    assert!(rest(stream).ends_with(&own));
}

#[test]
fn a_half_sent_head_is_closed() {
    let site = site(Limits { head: SHORT, ..patient() });
    assert!(!rest(site.send("GET / HTTP/1.1\r\nhost: x\r\nx-slow: ")).contains("200 OK"));
}

#[test]
fn a_silent_connection_is_closed_also_after_a_request() {
    let site = site(Limits { head: SHORT, ..patient() });
    assert_eq!(rest(site.connect()), "");
    assert!(rest(site.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")).ends_with("here"));
}

#[test]
fn a_half_sent_body_is_answered_that_it_is_late() {
    let site = site(Limits { body: SHORT, ..patient() });
    let said = rest(site.send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc"));
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
}

#[test]
fn a_body_that_comes_in_time_is_read_whole() {
    let site = site(patient());
    let mut stream = site.send("POST /echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 200000\r\n\r\n");
    stream.write_all(&vec![b'x'; 200_000]).unwrap();
    assert!(rest(stream).ends_with("200000"));
}

#[test]
fn who_does_not_take_the_answer_is_cut_off() {
    let site = site(Limits { answer: SHORT, ..patient() });
    let stream = site.send("GET /much HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    // The place that it leaves is how it is seen: the next one of a full house gets in.
    let mut stream = stream;
    let mut one = [0];
    stream.read_exact(&mut one).unwrap();
    let deadline = std::time::Instant::now() + PATIENCE;
    while site.runtime.metrics().num_alive_tasks() > 1 {
        assert!(std::time::Instant::now() < deadline, "the connection is still running");
        std::thread::yield_now();
    }
    assert!(rest(stream).len() < 64 << 20);
}

#[test]
fn slow_clients_do_not_keep_others_out() {
    let site = site(Limits { connections: 8, ..patient() });
    let slow: Vec<_> = (0..40).map(|_| site.send("GET / HTTP/1.1\r\nx-slow: ")).collect();
    for _ in 0..20 {
        assert!(rest(site.send(GET)).ends_with("here"));
    }
    drop(slow);
}

#[test]
fn when_everybody_is_at_work_the_next_is_told_to_come_again() {
    let site = site(Limits { connections: 2, ..patient() });
    let busy: Vec<_> =
        (0..2).map(|_| site.send("GET /wait HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).collect();
    site.until_arrived();
    site.until_arrived();
    let said = rest(site.connect());
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("retry-after"), "{said}");
    site.go.add_permits(2);
    for stream in busy {
        assert!(rest(stream).ends_with("waited"));
    }
}

#[test]
fn an_endless_address_or_head_is_refused() {
    let site = site(patient());
    let address = "a".repeat(9000);
    let said = rest(site.send(&format!("GET /{address} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")));
    assert!(said.starts_with("HTTP/1.1 414"), "{said}");
    let said = rest(site.send(&format!("GET / HTTP/1.1\r\nx: {}", "a".repeat(70_000))));
    assert!(said.starts_with("HTTP/1.1 431"), "{said}");
}

#[test]
fn stopping_lets_the_request_under_way_finish_and_takes_no_more() {
    let mut site = site(patient());
    let under_way = site.send("GET /wait HTTP/1.1\r\nhost: x\r\n\r\n");
    site.until_arrived();
    site.stop();
    let deadline = std::time::Instant::now() + PATIENCE;
    while TcpStream::connect(site.address).is_ok() {
        assert!(std::time::Instant::now() < deadline, "it still listens");
        std::thread::yield_now();
    }
    site.go.add_permits(2);
    assert!(rest(under_way).ends_with("waited"));
    site.until_stopped();
}

#[test]
fn stopping_does_not_wait_for_ever() {
    let mut site = site(Limits { stop: SHORT, ..patient() });
    let under_way = site.send("GET /wait HTTP/1.1\r\nhost: x\r\n\r\n");
    site.until_arrived();
    site.stop();
    site.until_stopped();
    assert!(!rest(under_way).contains("waited"));
}
