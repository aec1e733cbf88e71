//! What the server is told at every start, on its command line: so that a new version of the
//! program changes it without touching a file of the cluster.

use std::fs;

use super::Options;

const MEBIBYTE: u64 = 1 << 20;

/// The settings as `name=value`; memory in bytes is what the machine (or the container) has.
pub(super) fn settings(options: &Options, memory: u64, socket: &str) -> Vec<String> {
    // A sixteenth: other programs live on an office machine, and the system's own cache helps too.
    let shared = (memory / 16 / MEBIBYTE).clamp(32, 4096);
    let cache = (memory / 2 / MEBIBYTE).clamp(128, 16 * 1024);
    let mut settings = vec![
        // Reachable through the socket in a private directory, by its owner and root alone.
        "listen_addresses=".to_owned(),
        format!("unix_socket_directories={socket}"),
        "unix_socket_permissions=0700".to_owned(),
        format!("max_connections={}", options.connections),
        // No member's data in the log: neither the statement nor the detail of an error
        // ("Key (…)=(…) already exists") nor parameters.
        "log_error_verbosity=terse".to_owned(),
        "log_min_error_statement=panic".to_owned(),
        "log_parameter_max_length=0".to_owned(),
        "log_parameter_max_length_on_error=0".to_owned(),
        "log_statement=none".to_owned(),
        "log_min_duration_statement=-1".to_owned(),
        "log_checkpoints=off".to_owned(),
        "log_destination=stderr".to_owned(),
        "logging_collector=off".to_owned(),
        "log_timezone=UTC".to_owned(),
        "lc_messages=C".to_owned(),
        "timezone=UTC".to_owned(),
        format!("shared_buffers={shared}MB"),
        format!("effective_cache_size={cache}MB"),
        "work_mem=8MB".to_owned(),
        "maintenance_work_mem=64MB".to_owned(),
        // The book is small beside the memory: a page is as near as its neighbour.
        "random_page_cost=1.1".to_owned(),
        // Compiling a statement costs more than any page of ours.
        "jit=off".to_owned(),
        // No server follows this one.
        "wal_level=minimal".to_owned(),
        "max_wal_senders=0".to_owned(),
    ];
    let safety = if options.durable { "on" } else { "off" };
    settings.extend(["fsync", "full_page_writes", "synchronous_commit"].map(|name| format!("{name}={safety}")));
    settings
}

/// The memory that we may use, in bytes: the machine's, or the container's when that is less.
pub(super) fn memory() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total(&text));
    let container = fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    // A machine that does not say is taken for a small one.
    machine.unwrap_or(1024 * MEBIBYTE).min(container.unwrap_or(u64::MAX))
}

fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(settings: &[String], setting: &str) -> bool {
        settings.iter().any(|one| one == setting)
    }

    #[test]
    fn a_book_is_durable_unless_it_is_thrown_away() {
        let durable = settings(&Options::default(), MEBIBYTE, "/s");
        let fleeting = settings(&Options { durable: false, ..Options::default() }, MEBIBYTE, "/s");
        for name in ["fsync", "full_page_writes", "synchronous_commit"] {
            assert!(has(&durable, &format!("{name}=on")), "{name}");
            assert!(has(&fleeting, &format!("{name}=off")), "{name}");
        }
    }

    #[test]
    fn memory_is_shared_with_the_rest_of_the_machine() {
        for (memory, shared) in [(256, 32), (4 * 1024, 256), (64 * 1024, 4096)] {
            let settings = settings(&Options::default(), memory * MEBIBYTE, "/s");
            assert!(has(&settings, &format!("shared_buffers={shared}MB")), "{memory} MiB");
        }
    }

    #[test]
    fn the_memory_of_a_machine_is_read() {
        assert_eq!(total("MemTotal:       16265588 kB\nMemFree: 1 kB\n"), Some(16_265_588 * 1024));
        assert_eq!(total("nothing"), None);
        assert!(memory() >= MEBIBYTE);
    }
}
