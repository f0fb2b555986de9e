//! The find box: pages, services, tools and runs by a few letters.

use crate::api::{Finds, Hit};
use crate::paths;
use engine::Engine;

/// The most of each kind that the box offers.
const SERVICES: usize = 6;
const TOOLS: usize = 8;
const RUNS: u32 = 3;

pub async fn find(engine: &Engine, words: String) -> Finds {
    let wanted = words.trim().to_lowercase();
    if wanted.is_empty() {
        return Finds::default();
    }
    let mut hits = pages(&wanted);
    hits.extend(engine.find_services(&wanted, SERVICES).iter().map(|s| hit("service", &s.name, &s.reason, paths::service(&s.name))));
    let tools = engine.find_tools(&wanted, TOOLS);
    hits.extend(tools.iter().map(|t| hit("tool", t.id.as_str(), &t.description, paths::tool(&t.service, &t.name))));
    let runs = engine.find_runs(&wanted, RUNS).await;
    hits.extend(runs.iter().map(|r| hit("run", &r.id, &r.requirement, paths::run(&r.id))));
    Finds { words, hits }
}

fn pages(wanted: &str) -> Vec<Hit> {
    let pages = [
        ("Overview", paths::overview()),
        ("Mesh", paths::mesh()),
        ("Tools", paths::tools()),
        ("Services", paths::services()),
        ("Runs", paths::runs()),
        ("Analytics", paths::analytics()),
        ("Calls", paths::calls()),
        ("Alerts", paths::alerts()),
        ("Report", paths::report()),
        ("Settings", paths::settings()),
    ];
    let pages = pages.into_iter().filter(|(name, _)| name.to_lowercase().starts_with(wanted));
    pages.map(|(name, path)| hit("page", name, "", path)).collect()
}

fn hit(kind: &str, name: &str, about: &str, path: String) -> Hit {
    Hit { kind: kind.to_owned(), name: name.to_owned(), about: about.to_owned(), path }
}
