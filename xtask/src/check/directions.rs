//! Who may know whom. Read from what cargo knows, not from the manifests' text.

use crate::{
    fault::{Explain as _, Fault, Result},
    process,
    step::step,
    toolchain::WASM,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// Each crate with the crates of the workspace that it may know.
const MAY_KNOW: [(&str, &[&str]); 12] = [
    ("app", &["domain", "engine", "force-layout", "raster"]),
    ("bench", &["domain", "engine"]),
    ("bench-layout", &["force-layout"]),
    ("bench-render", &["app", "domain"]),
    ("demo", &["domain"]),
    ("domain", &[]),
    ("engine", &["domain"]),
    ("force-layout", &[]),
    ("frontend", &["app"]),
    ("raster", &[]),
    ("server", &["app", "demo", "domain", "engine"]),
    ("xtask", &[]),
];

/// Crates that may know next to nothing of the outside either.
const PURE: [(&str, &[&str]); 3] = [("domain", &["serde", "serde_json"]), ("force-layout", &[]), ("raster", &[])];

/// What no browser should be sent.
const SERVER_ONLY: [&str; 9] = ["axum", "demo", "engine", "hyper", "plotters", "reqwest", "server", "sqlx", "tokio"];

/// The crates of the workspace know each other in the allowed directions only.
pub fn members() -> Result {
    step("directions", "who knows whom", || {
        let text = process::output(process::cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
        let metadata: Value = serde_json::from_str(&text).explain("cannot read", "cargo metadata")?;
        let faults = faults(&list(&metadata["packages"]).iter().map(Member::read).collect::<Vec<_>>());
        if faults.is_empty() {
            return Ok(());
        }
        let fault = Fault::new(format!("wrong directions:\n  {}", faults.join("\n  "))).at("the Cargo.toml of each");
        Err(fault.remedy("ARCHITECTURE.md says where such code belongs"))
    })
}

/// The browser's tree holds nothing of the server.
pub fn browser() -> Result {
    step("directions", "what the browser is sent", || {
        let mut cargo = process::cargo();
        cargo.args(["tree", "--package", "frontend", "--target", WASM, "--edges", "normal,no-proc-macro", "--prefix", "none"]);
        let tree = process::output(&mut cargo)?;
        let found = server_only(&tree);
        if found.is_empty() {
            return Ok(());
        }
        let remedy =
            format!("make it optional in app and part of the feature ssr;\ncargo tree -p frontend --target {WASM} -i {}", found[0]);
        Err(Fault::new(format!("the browser's tree holds {}", found.join(", "))).at("frontend").remedy(remedy))
    })
}

fn server_only(tree: &str) -> Vec<&str> {
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let mut found: Vec<_> = names.filter(|name| SERVER_ONLY.contains(name) || name.starts_with("sqlx-")).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A crate of the workspace: its name, its features, and what it depends on.
#[derive(Default)]
struct Member {
    name: String,
    features: BTreeMap<String, Vec<String>>,
    needs: Vec<Need>,
}

#[derive(Clone, Default)]
struct Need {
    name: String,
    optional: bool,
    features: Vec<String>,
}

impl Member {
    fn read(package: &Value) -> Self {
        // What only tests use may point anywhere.
        let needs = list(&package["dependencies"]).iter().filter(|need| need["kind"].is_null()).map(Need::read).collect();
        let features = package["features"].as_object().into_iter().flatten();
        let features = features.map(|(name, what)| (name.clone(), words(what))).collect();
        Self { name: word(&package["name"]), features, needs }
    }

    /// Every feature but `ssr` that switches the need on.
    fn other_switches(&self, need: &str) -> Vec<&str> {
        let switch = format!("dep:{need}");
        let on = self.features.iter().filter(|(name, what)| *name != "ssr" && what.contains(&switch));
        on.map(|(name, _)| name.as_str()).collect()
    }
}

impl Need {
    fn read(dependency: &Value) -> Self {
        let optional = dependency["optional"].as_bool().unwrap_or_default();
        Self { name: word(&dependency["name"]), optional, features: words(&dependency["features"]) }
    }
}

fn faults(members: &[Member]) -> Vec<String> {
    let mut faults = Vec::new();
    for member in members {
        for need in &member.needs {
            faults.extend(fault(member, need));
        }
    }
    faults
}

fn fault(member: &Member, need: &Need) -> Option<String> {
    let rule = |table: &'static [(&str, &'static [&str])]| table.iter().find(|(name, _)| *name == member.name).map(|(_, may)| *may);
    let (from, to) = (member.name.as_str(), need.name.as_str());
    let ours = MAY_KNOW.iter().any(|(name, _)| *name == to);
    if ours && !rule(&MAY_KNOW).unwrap_or_default().contains(&to) {
        return Some(format!("{from} knows {to}"));
    }
    if !ours && rule(&PURE).is_some_and(|may| !may.contains(&to)) {
        return Some(format!("{from} is pure but needs {to}"));
    }
    match (from, to) {
        ("app", "engine") if !need.optional || !member.other_switches(to).is_empty() => {
            Some("app knows engine without the feature ssr".into())
        }
        ("server", "app") if need.features != ["ssr"] => Some("server takes app without the feature ssr".into()),
        ("frontend", "app") if need.features != ["hydrate"] => Some("frontend takes app without the feature hydrate".into()),
        _ => None,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn words(value: &Value) -> Vec<String> {
    list(value).iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, expected: Option<&str>) {
        let member = Member { name: from.into(), ..Member::default() };
        let need = Need { name: to.into(), ..Need::default() };
        assert_eq!(fault(&member, &need).as_deref(), expected, "{from} -> {to}");
    }

    #[test]
    fn the_allowed_directions_pass() {
        check("engine", "domain", None);
        check("engine", "sqlx", None);
        check("domain", "serde", None);
    }

    #[test]
    fn the_others_are_named() {
        check("domain", "engine", Some("domain knows engine"));
        check("domain", "tokio", Some("domain is pure but needs tokio"));
        check("force-layout", "serde", Some("force-layout is pure but needs serde"));
        check("demo", "engine", Some("demo knows engine"));
        check("app", "engine", Some("app knows engine without the feature ssr"));
    }

    #[test]
    fn app_may_know_engine_behind_ssr_only() {
        let need = Need { name: "engine".into(), optional: true, ..Need::default() };
        let app = |feature: &str| {
            let features = BTreeMap::from([(feature.to_owned(), vec!["dep:engine".to_owned()])]);
            Member { name: "app".into(), features, ..Member::default() }
        };
        assert_eq!(fault(&app("ssr"), &need), None);
        assert!(fault(&app("hydrate"), &need).is_some());
    }

    #[test]
    fn a_browser_with_a_database_is_refused() {
        assert_eq!(
            server_only("frontend v0.1.0 (x)\nsqlx-core v0.9.0\ntokio v1.0.0\ntokio v1.0.0 (*)\ntokio-util v1"),
            ["sqlx-core", "tokio"]
        );
    }
}
