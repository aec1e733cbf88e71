//! `serve`: opens the book to browsers until it is told to stop.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};

use super::book::{Book, CLOSING, make_data_dir, migrate, seal, work_in};
use super::plain;
use crate::config::Config;
use crate::postgres::{Cluster, Embedded, Options};
use crate::server::{Limits, Server};
use crate::state::App;
use crate::{app, setup};

/// How often is looked whether the cluster still runs.
const WATCH: Duration = Duration::from_secs(1);

/// Serves the book.
pub(super) fn serve(config: &Config) -> anyhow::Result<()> {
    let embedded = if config.database.is_some() {
        make_data_dir(config)?;
        None
    } else {
        let options = Options { programs: config.programs.clone(), ..Options::default() };
        Some(Embedded::Started(Cluster::start(&config.data_dir, &options)?))
    };
    work_in(config, embedded, async |book| {
        let mut signals = Signals::new()?;
        crate::web::measure::begin()?;
        migrate(book, config).await?;
        let app = book.app(config, seal(book, config).await?);
        book.db.close().await;
        let server = Server::bind(config.listen(), Limits::default()).await?;
        let address = server.address()?;
        warn_of_network(config, address);
        let base = config.public_url.clone().unwrap_or_else(|| local(address));
        let link = setup::link(&app).await.map_err(plain)?;
        println!("Sổ đảng viên đang mở. Dừng: Ctrl-C. · The book is open. Stop: Ctrl-C.");
        println!("address: {base}");
        if let Some(embedded) = &book.embedded
            && let Embedded::Started(cluster) = embedded.as_ref()
        {
            println!("data: {}", cluster.data_dir().display());
        }
        if let Some(link) = link {
            println!("Lần đầu: mở liên kết sau để tạo tài khoản, dùng một lần. · First run: open this link once.");
            println!("setup: {base}{link}");
        }
        open(book, app, server, &mut signals).await
    })
}

/// Answers until a signal comes; a second one does not wait for the requests under way.
pub(super) async fn open(book: &Book, app: App, server: Server, signals: &mut Signals) -> anyhow::Result<()> {
    let guard = book.embedded.clone().map(|embedded| tokio::spawn(keep_up(embedded)));
    let db = app.db.clone();
    let router = app::router(app)?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = server.run(router, async {
        // Told, or the other end is gone: either way it is time.
        let _ = stopped.await;
    });
    let told = async {
        signals.next().await;
        tracing::info!("stopping");
        let _ = stop.send(());
        signals.next().await;
    };
    tokio::select! {
        () = serving => {}
        () = told => {}
    }
    if let Some(guard) = guard {
        guard.abort();
    }
    // Requests that were cut may still hold a connection: the cluster ends them.
    let _ = tokio::time::timeout(CLOSING, db.close()).await;
    Ok(())
}

/// Starts the cluster again should it fall.
async fn keep_up(embedded: Arc<Embedded>) {
    let mut ticks = interval(WATCH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let embedded = Arc::clone(&embedded);
        let raised = tokio::task::spawn_blocking(move || match embedded.as_ref() {
            Embedded::Started(cluster) => cluster.raise(),
            Embedded::Joined(_) => Ok(false),
        })
        .await;
        match raised {
            Ok(Ok(false)) => {}
            Ok(Ok(true)) => tracing::warn!("the database had ended and was started again"),
            Ok(Err(error)) => {
                tracing::error!("the database has ended and does not start again: {error:#}");
            }
            Err(error) => tracing::error!("the database could not be looked after: {error}"),
        }
    }
}

/// The signals by which the program is told to stop: Ctrl-C, of the system, of a terminal that closes.
pub(super) struct Signals([Signal; 3]);

impl Signals {
    pub(super) fn new() -> anyhow::Result<Self> {
        let of = |kind| signal(kind).context("cannot listen for signals");
        Ok(Self([of(SignalKind::interrupt())?, of(SignalKind::terminate())?, of(SignalKind::hangup())?]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

/// The address to type into a browser on this machine.
pub(super) fn local(address: SocketAddr) -> String {
    let host = match address.ip() {
        IpAddr::V4(any) if any.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(any) if any.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        host => host,
    };
    format!("http://{}", SocketAddr::new(host, address.port()))
}

fn warn_of_network(config: &Config, address: SocketAddr) {
    let encrypted = config.public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
    if !address.ip().is_loopback() && !encrypted {
        tracing::warn!(
            "other machines reach {address} without encryption: passwords can be read on the way. \
             Put a web server with https in front and set PUBLIC_URL."
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_address_can_be_typed_into_a_browser() {
        for (listening, printed) in [
            ("127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:3000", "http://[::1]:3000"),
            ("192.0.2.7:3000", "http://192.0.2.7:3000"),
        ] {
            assert_eq!(local(listening.parse().unwrap()), printed);
        }
    }
}
