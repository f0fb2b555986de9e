//! One service file, understood: a service, a list of them, or a table with the list `services`.
//!
//! A service has the fields of a registration; in place of `base_url` it may have a list, `instances`.

use super::lines::{line_at, line_of};
use crate::sources::Listing;
use domain::failure::Violation;
use domain::service::Registration;
use serde_json::{Map, Value};

/// The fields that each of a service's instances may have for itself.
const OF_INSTANCE: [&str; 4] = ["base_url", "weight", "health_url", "probe"];

/// What a registration has and a file cannot: for how long it holds is said by the file itself.
const NOT_HERE: [&str; 2] = ["lease_seconds", "deregister_critical_service_after_seconds"];

/// Something wrong with a field of a service.
struct Fault {
    service: String,
    key: String,
    message: String,
    remedy: String,
}

/// The services of the file called `file`; where one is wrong the file is, and the violation tells file, line and remedy.
pub fn listing(file: &str, text: &str) -> Result<Listing, Violation> {
    let told = |line: usize, message: String, remedy: String| Violation { pointer: format!("{file}:{line}"), message, remedy };
    let value = parse(file, text).map_err(|(line, message)| told(line, message, "mend the line".to_owned()))?;
    understand(value).map_err(|fault| told(line_of(text, &fault.service, &fault.key), fault.message, fault.remedy))
}

/// The text as a value, by how the file's name ends; the error has its line, from 1.
fn parse(file: &str, text: &str) -> Result<Value, (usize, String)> {
    match file.rsplit('.').next() {
        Some("toml") => toml::from_str(text).map_err(|error| {
            let line = line_at(text, error.span().map_or(0, |span| span.start));
            (line, format!("it is not TOML: {}", error.message()))
        }),
        Some("json") => serde_json::from_str(text).map_err(|error| (error.line().max(1), format!("it is not JSON: {error}"))),
        _ => serde_saphyr::from_str(text).map_err(|error| {
            let line = error.location().map_or(1, |location| location.line() as usize);
            let words = error.without_snippet().to_string();
            (line, format!("it is not YAML: {}", words.lines().next().unwrap_or_default()))
        }),
    }
}

fn understand(value: Value) -> Result<Listing, Fault> {
    let services = match value {
        Value::Array(services) => services,
        Value::Object(mut table) if table.contains_key("services") => match table.remove("services") {
            Some(Value::Array(services)) if table.is_empty() => services,
            _ => {
                return Err(fault(
                    "",
                    "services",
                    "`services` is not a list that stands alone",
                    "write a list of services, and nothing beside it",
                ));
            }
        },
        one @ Value::Object(_) => vec![one],
        _ => return Err(fault("", "", "it is no service", "write a service with `name` and `base_url`, or a list of them")),
    };
    let mut listing = Listing::default();
    for service in services {
        registrations(service)?.into_iter().for_each(|registration| listing.add(registration, &Map::new()));
    }
    match listing.troubles.pop() {
        Some(trouble) => {
            Err(fault(&trouble.pointer, trouble.message.split(':').next().unwrap_or_default(), &trouble.message, &trouble.remedy))
        }
        None => Ok(listing),
    }
}

/// One registration an instance of a service.
fn registrations(service: Value) -> Result<Vec<Registration>, Fault> {
    let Value::Object(mut service) = service else {
        return Err(fault("", "services", "a service is not a table", "write its fields, as `name` and `base_url`"));
    };
    let name = service.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(key) = NOT_HERE.into_iter().find(|key| service.contains_key(*key)) {
        return Err(fault(
            &name,
            key,
            &format!("`{key}` is for services that register themselves"),
            "leave it out: a file holds for as long as it is there",
        ));
    }
    let instances = match service.remove("instances") {
        None => vec![Value::Object(Map::new())],
        Some(Value::Array(instances)) if !instances.is_empty() && !service.contains_key("base_url") => instances,
        Some(_) => {
            return Err(fault(
                &name,
                "instances",
                "`instances` is no list in place of `base_url`",
                "write a list of instances, each with its `base_url`",
            ));
        }
    };
    instances.into_iter().map(|instance| registration(&name, &service, instance)).collect()
}

fn registration(name: &str, service: &Map<String, Value>, instance: Value) -> Result<Registration, Fault> {
    let Value::Object(instance) = instance else {
        return Err(fault(name, "instances", "an instance is not a table", "write its fields, as `base_url` and `weight`"));
    };
    if let Some(key) = instance.keys().find(|key| !OF_INSTANCE.contains(&key.as_str())) {
        return Err(fault(name, key, &format!("an instance has no field `{key}`"), &format!("use {}", OF_INSTANCE.join(", "))));
    }
    let mut whole = service.clone();
    whole.extend(instance);
    serde_path_to_error::deserialize(Value::Object(whole)).map_err(|error| explain(name, &error))
}

fn explain(service: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let message = error.inner().to_string();
    let named = message.split('`').nth(1).unwrap_or_default();
    let path = error.path().to_string();
    let place = path.split(['.', '[']).next().unwrap_or_default();
    if message.starts_with("missing field") {
        return fault(service, "name", &message, &format!("add `{named}`"));
    }
    if message.starts_with("unknown field") {
        return fault(service, named, &format!("there is no field `{named}`"), "leave it out, or write it as a registration does");
    }
    fault(service, place, &format!("{place}: {message}"), "write it as a registration does")
}

fn fault(service: &str, key: &str, message: &str, remedy: &str) -> Fault {
    Fault { service: service.to_owned(), key: key.to_owned(), message: message.to_owned(), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each service with the base URLs of its instances.
    fn check(file: &str, text: &str, expected: &[(&str, &[&str])]) {
        let listing = listing(file, text).expect("a good file");
        let found: Vec<(String, Vec<String>)> = listing
            .services
            .iter()
            .map(|wanted| (wanted.name().to_owned(), wanted.registrations.iter().map(|r| r.base_url.clone()).collect()))
            .collect();
        let expected: Vec<(String, Vec<String>)> =
            expected.iter().map(|(name, urls)| ((*name).to_owned(), urls.iter().map(|url| (*url).to_owned()).collect())).collect();
        assert_eq!(found, expected, "{text}");
    }

    fn check_broken(file: &str, text: &str, place: &str, words: &str) {
        let broken = listing(file, text).expect_err("a broken file");
        assert_eq!((broken.pointer.as_str(), broken.message.contains(words)), (place, true), "{broken:?}");
        assert!(!broken.remedy.is_empty());
    }

    #[test]
    fn a_service_is_written_in_any_of_three_tongues() {
        check("a.toml", "name = \"geo\"\nbase_url = \"http://h:1/\"\ntags = [\"maps\"]", &[("geo", &["http://h:1"])]);
        check("a.yaml", "name: geo\nbase_url: http://h:1\nprobe:\n  kind: mcp_ping", &[("geo", &["http://h:1"])]);
        check("a.json", r#"{"name": "geo", "base_url": "http://h:1"}"#, &[("geo", &["http://h:1"])]);
    }

    #[test]
    fn a_file_may_hold_several_services_and_a_service_several_instances() {
        let instances = "[[services]]\nname = \"geo\"\n[[services.instances]]\nbase_url = \"http://a\"\n[[services.instances]]\nbase_url = \"http://b\"\nweight = 2\n";
        check("a.toml", instances, &[("geo", &["http://a", "http://b"])]);
        check(
            "a.yml",
            "- name: a\n  base_url: http://h\n- name: b\n  instances:\n  - base_url: http://i\n",
            &[("a", &["http://h"]), ("b", &["http://i"])],
        );
        check("a.json", r#"{"services": []}"#, &[]);
    }

    #[test]
    fn what_is_wrong_is_told_with_file_and_line() {
        check_broken("a.toml", "name = \"geo\"\nbase_url = ", "a.toml:2", "not TOML");
        check_broken("a.json", "{\n\"name\": \"geo\",,\n}", "a.json:2", "not JSON");
        check_broken("a.yaml", "name: geo\nbase_url: [\n", "a.yaml:2", "not YAML");
        check_broken("a.toml", "name = \"geo\"\nbase_url = \"http://h\"\ncolour = 1", "a.toml:3", "no field `colour`");
        check_broken("a.toml", "tags = []\nname = \"geo\"", "a.toml:2", "missing field `base_url`");
        check_broken("a.yaml", "name: geo\nbase_url: http://h\nweight: many", "a.yaml:3", "weight: invalid type");
        check_broken("a.yaml", "name: geo\nbase_url: http://h\nweight: 0", "a.yaml:3", "out of range");
        check_broken("a.toml", "name = \"geo\"\nbase_url = \"http://h\"\nlease_seconds = 60", "a.toml:3", "register themselves");
        check_broken("a.toml", "name = \"geo\"\nbase_url = \"http://h\"\ninstances = []", "a.toml:3", "in place of `base_url`");
        check_broken("a.json", "7", "a.json:1", "it is no service");
    }

    proptest! {
        #[test]
        fn whatever_a_file_holds_it_is_read_or_told_with_its_place(
            ending in "toml|yaml|json", text in "([-a-z0-9_ :=\"'{}\\[\\],.\n#&*!|>]|name|base_url|services|instances|http://h){0,60}"
        ) {
            let file = format!("a.{ending}");
            if let Err(broken) = listing(&file, &text) {
                let line = broken.pointer.strip_prefix(&format!("{file}:")).and_then(|line| line.parse::<usize>().ok());
                prop_assert!(line.is_some_and(|line| (1..=text.lines().count() + 1).contains(&line)), "{broken:?}");
                prop_assert!(!broken.message.is_empty() && !broken.remedy.is_empty());
            }
        }
    }
}
