//! Where the time of one answer goes: the statements that it asks, as sqlx tells of them, and what remains.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Once};
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

use crate::client::Target;

/// How many of the slowest statements are told.
const TOLD: usize = 6;
/// How many letters of a statement are told.
const LETTERS: usize = 110;

/// How often a statement was asked, and the seconds it took.
type Asked = HashMap<String, (usize, f64)>;

/// Hears what sqlx tells of each statement.
struct Listener(Arc<Mutex<Asked>>);

impl<S: Subscriber> Layer<S> for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut told = Told::default();
        event.record(&mut told);
        let words = if told.statement.trim().is_empty() { told.summary } else { told.statement };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut asked = self.0.lock().unwrap();
        let entry = asked.entry(words).or_default();
        *entry = (entry.0 + 1, entry.1 + told.seconds);
    }
}

/// What an event says of a statement.
#[derive(Default)]
struct Told {
    summary: String,
    statement: String,
    seconds: f64,
}

impl Visit for Told {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.seconds = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.statement),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// Hears statements from now on; what it costs is in every time that is measured after this.
pub struct Trace(Arc<Mutex<Asked>>);

impl Trace {
    /// Begins to listen, once in a run.
    pub fn begin() -> Self {
        static ONCE: Once = Once::new();
        let asked = Arc::default();
        let listener = Listener(Arc::clone(&asked));
        ONCE.call_once(|| {
            tracing::subscriber::set_global_default(tracing_subscriber::registry().with(listener)).unwrap();
        });
        Self(asked)
    }

    /// Tells where the time of a page goes, asked once.
    pub async fn tell(&self, target: &Target, what: &str, path: &str) {
        self.0.lock().unwrap().clear();
        let begun = Instant::now();
        target.get(path).await;
        let all = begun.elapsed().as_secs_f64();
        let mut asked: Vec<_> = self.0.lock().unwrap().drain().collect();
        asked.sort_by(|one, other| other.1.1.total_cmp(&one.1.1));
        let times: usize = asked.iter().map(|(_, (n, _))| n).sum();
        let database: f64 = asked.iter().map(|(_, (_, seconds))| seconds).sum();
        let ms = |seconds: f64| format!("{:.1} ms", seconds * 1000.0);
        println!(
            "    {what}: {} in all; {times} statements {}, the rest (wording, tables, HTML) {}",
            ms(all),
            ms(database),
            ms(all - database)
        );
        for (words, (n, seconds)) in asked.iter().take(TOLD) {
            let words: String = words.chars().take(LETTERS).collect();
            println!("      {} in {n}: {words}", ms(*seconds));
        }
    }
}
