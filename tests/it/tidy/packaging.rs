//! The container files name only what exists: no engine is at hand to build them.

use super::files::{self, root};
use super::none;

/// The instructions of the Dockerfile, continued lines joined.
fn instructions() -> Vec<(String, String)> {
    files::read("Dockerfile")
        .replace("\\\n", " ")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(' ').map(|(word, rest)| (word.to_owned(), rest.trim().to_owned())).unwrap())
        .collect()
}

fn arguments(word: &str) -> Vec<String> {
    instructions().into_iter().filter(|(name, _)| name == word).map(|(_, rest)| rest).collect()
}

#[test]
fn what_the_dockerfile_copies_is_there() {
    let mut wrong = Vec::new();
    let mut copied = 0;
    for line in arguments("COPY") {
        let words: Vec<_> = line.split_whitespace().collect();
        let built = words.iter().any(|word| word.starts_with("--from="));
        let files: Vec<_> = words.iter().filter(|word| !word.starts_with("--")).collect();
        let (_, sources) = files.split_last().unwrap();
        for source in sources {
            copied += 1;
            // .sqlx is what script/prepare makes and compares.
            let ours = || *source == &".sqlx" || root().join(source).exists();
            let there = if built { source.ends_with("/release/sodangvien") } else { ours() };
            if !there {
                wrong.push((*source).to_string());
            }
        }
    }
    assert!(copied > 5);
    none("copied into the image, but not there", &wrong);
}

#[test]
fn everything_that_the_build_reads_is_copied() {
    let copied: String = arguments("COPY").join(" ");
    let cargo = files::read("Cargo.toml");
    let named = cargo.lines().filter_map(|line| line.strip_prefix("path = \"")?.split('/').next());
    let read =
        ["Cargo.toml", "Cargo.lock", "src", ".sqlx", "migrations", "templates", "static", "locales", "sqlx.toml"];
    for needed in read.into_iter().chain(named) {
        assert!(copied.split_whitespace().any(|word| word == needed), "{needed} is not copied");
        let kept = files::read(".dockerignore").lines().any(|line| line == format!("!{needed}"));
        assert!(kept, ".dockerignore leaves {needed} out");
    }
}

#[test]
fn the_container_runs_the_program_as_nobody_special_and_asks_after_its_health() {
    let program = format!("\"/usr/local/bin/{}\"", env!("CARGO_PKG_NAME"));
    let entry = arguments("ENTRYPOINT");
    assert_eq!(entry.len(), 1);
    assert!(entry[0].contains(&program), "{}", entry[0]);
    assert!(arguments("COPY").iter().any(|line| line.ends_with("/usr/local/bin/sodangvien")));
    let user = arguments("USER");
    assert!(!user.is_empty() && user.iter().all(|user| !["root", "0"].contains(&user.as_str())), "{user:?}");
    let health = arguments("HEALTHCHECK");
    assert!(health.len() == 1 && health[0].contains("/healthz"), "{health:?}");
    assert!(sodangvien::app::routes().any(|route| route.path == "/healthz"));
}

#[test]
fn the_image_is_built_with_the_rust_that_the_crate_asks_for() {
    let cargo = files::read("Cargo.toml");
    let asked = cargo.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    let from = arguments("FROM");
    let minor = |version: &str| version.split('.').nth(1).unwrap().parse::<u32>().unwrap();
    let used = from[0].strip_prefix("docker.io/library/rust:").unwrap_or_else(|| panic!("{from:?}"));
    assert!(minor(used.split('-').next().unwrap()) >= minor(asked), "{used} is older than {asked}");
}

#[test]
fn the_compose_file_uses_the_dockerfile_and_the_variables_that_the_program_knows() {
    let compose = files::read("compose.yaml");
    let config = files::read("src/config.rs");
    let mut in_environment = false;
    let mut ours = false;
    let mut seen = Vec::new();
    for line in compose.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let depth = line.len() - line.trim_start().len();
        let word = line.trim();
        if depth == 2 && word.ends_with(':') {
            ours = word == "book:";
        }
        in_environment = (in_environment && depth > 4) || word == "environment:";
        if ours && in_environment && depth > 4 {
            seen.push(word.split(':').next().unwrap().to_owned());
        }
    }
    assert!(seen.contains(&"DATABASE_URL".to_owned()), "{seen:?}");
    let unknown: Vec<_> = seen.into_iter().filter(|name| !config.contains(name.as_str())).collect();
    none("variables that the program does not know", &unknown);
    assert!(compose.contains("build: ."));
    for volume in ["database:", "data:"] {
        assert!(compose.lines().any(|line| line.trim_start() == volume), "no volume {volume}");
    }
}
