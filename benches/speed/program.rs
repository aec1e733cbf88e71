//! How long the program takes to answer after it was started.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Prints the times of a first run and of a later one.
pub fn start_up(data_dir: &Path) {
    println!("start-up");
    println!("  first run, with a new database: {:.2} s", once(data_dir).as_secs_f64());
    println!("  later run: {:.2} s", once(data_dir).as_secs_f64());
}

/// From the start of the program to its first answer; it is stopped afterwards.
fn once(data_dir: &Path) -> Duration {
    let begun = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_sodangvien"))
        .env("DATA_DIR", data_dir)
        .env("LISTEN", "127.0.0.1:0")
        .env_remove("DATABASE_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().unwrap().unwrap(); // it says where it is
        if let Some((_, address)) = line.split_once("http://") {
            break address.trim_end_matches('/').split('/').next().unwrap_or_default().to_owned();
        }
    };
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let taken = begun.elapsed();
    let status = Command::new("kill").arg("-TERM").arg(program.id().to_string()).status().unwrap();
    assert!(status.success());
    program.wait().unwrap();
    taken
}
