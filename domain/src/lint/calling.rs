//! What the clients of UTCP do with a call template, for they call the service themselves.

use super::{Client, Finding, Say, Weight};
use crate::manual::characters::plain;
use crate::service::Protocol;
use crate::tool::Tool;
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Hosts that are taken for the client's own machine beside loopback addresses.
const LOCAL: [&str; 2] = ["localhost", "0.0.0.0"];

/// The types that the clients know: what each needs for Python, and for TypeScript, where it needs more than HTTP.
const PACKAGES: [(&str, &str, Option<&str>); 6] = [
    ("cli", "utcp-cli", Some("@utcp/cli")),
    ("mcp", "utcp-mcp", Some("@utcp/mcp")),
    ("text", "utcp-text", Some("@utcp/text")),
    ("file", "utcp-file", Some("@utcp/file")),
    ("websocket", "utcp-websocket", None),
    ("graphql", "utcp-gql", None),
];

/// What is the matter with a tool's call template.
pub fn judge(kind: Protocol, tool: &Tool, found: &mut Vec<Finding>) {
    let template = &tool.tool_call_template;
    let word = template.get("call_template_type").and_then(Value::as_str).unwrap_or_default();
    match word {
        "http" => {}
        "sse" | "streamable_http" => {
            let mut say = Say { found, rule: "stub", weight: Weight::Blocks };
            let because = format!("@utcp/http does not make calls of type `{word}`: it answers with a fixed text");
            say.to(
                &[Client::TsUtcp],
                "/tool_call_template/call_template_type",
                &because,
                "offer the tool as `http` too, or call it through the gateway",
            );
        }
        word => needs_package(word, found),
    }
    if kind == Protocol::Utcp && word != "http" {
        let mut say = Say { found, rule: "other-protocol", weight: Weight::Limits };
        let because = format!("a manual that is read over HTTP may bring tools of type `http` only; this one is of type `{}`", plain(word));
        let remedy = format!("let the client register the manual with `allowed_communication_protocols` [\"http\", \"{}\"]", plain(word));
        say.to(&Client::UTCP, "/tool_call_template/call_template_type", &because, &remedy);
    }
    addresses(template, found);
    let properties = tool.inputs.get("properties").and_then(Value::as_object);
    let names: BTreeSet<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    variables(template, &names, found);
    if matches!(word, "http" | "sse" | "streamable_http") {
        path(template, &tool.inputs, &names, found);
        query(template, &tool.inputs, found);
    }
}

fn needs_package(word: &str, found: &mut Vec<Finding>) {
    let pointer = "/tool_call_template/call_template_type";
    let known = PACKAGES.iter().find(|(kind, ..)| *kind == word);
    let python = known.map(|(_, package, _)| *package);
    for (client, package) in [(Client::PythonUtcp, python), (Client::TsUtcp, known.and_then(|(.., package)| *package))] {
        let (weight, because, remedy) = if let Some(package) = package {
            (Weight::Asks, format!("calls of type `{word}` need the package {package}"), format!("install {package} beside the client"))
        } else {
            let because = format!("there is no package for calls of type `{}`", plain(word));
            (Weight::Blocks, because, "offer the tool as `http` too, or call it through the gateway".to_owned())
        };
        Say { found, rule: "type", weight }.to(&[client], pointer, &because, &remedy);
    }
}

/// Plain HTTP goes to the own machine only, wherever a secret or a call could be read on its way.
fn addresses(template: &Value, found: &mut Vec<Finding>) {
    let token = template.get("auth").and_then(|auth| auth.get("token_url"));
    for (pointer, url) in [("/tool_call_template/url", template.get("url")), ("/tool_call_template/auth/token_url", token)] {
        let Some(host) = url.and_then(Value::as_str).and_then(plain_http_host).filter(|host| !is_local(host)) else { continue };
        let host = plain(host);
        let (because, remedy) = if host.contains(['.', ':']) {
            (
                format!("it is called over plain HTTP at `{host}`, which the client refuses"),
                "serve it over https, or call it through the gateway",
            )
        } else {
            (
                format!("`{host}` is a name within a cluster, over plain HTTP, which the client refuses"),
                "give it a public https address, or call it through the gateway",
            )
        };
        Say { found, rule: "plain-http", weight: Weight::Blocks }.to(&Client::UTCP, pointer, &because, remedy);
    }
}

/// The host of an `http://` URL, unless a variable stands in it.
fn plain_http_host(url: &str) -> Option<&str> {
    let rest = url.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://")).map(|_| &url[7..])?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit('@').next()?;
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => authority.split(':').next()?,
    };
    (!host.contains(['$', '{'])).then_some(host)
}

fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let address = host.parse::<IpAddr>().map(|address| address.to_canonical());
    LOCAL.iter().any(|local| host.eq_ignore_ascii_case(local))
        || address.is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

/// Variables are the configuration's to fill; one that bears an argument's name was meant for the argument.
fn variables(template: &Value, names: &BTreeSet<&str>, found: &mut Vec<Finding>) {
    let mut all = BTreeSet::new();
    collect(template, &mut all);
    for name in all {
        if names.contains(name.as_str()) {
            let because = format!("`${{{name}}}` is filled from the client's configuration, and not from the argument `{name}`");
            let mut say = Say { found, rule: "variable-for-argument", weight: Weight::Blocks };
            say.to(&Client::UTCP, "/tool_call_template", &because, &format!("write `{{{name}}}`"));
        } else {
            let because = format!("it asks for the variable `{name}`");
            let remedy = format!("define `<manual>_{name}` in the client's configuration, each `_` of the manual's name doubled");
            Say { found, rule: "variable", weight: Weight::Asks }.to(&Client::UTCP, "/tool_call_template", &because, &remedy);
        }
    }
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => found.extend(named(text)),
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        Value::Object(map) => map.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// The variables of a text: `${NAME}` or `$NAME`.
fn named(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('$').skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        (!name.is_empty()).then_some(name)
    })
}

/// What the path asks for must be an argument, and one that is always there.
fn path(template: &Value, inputs: &Value, names: &BTreeSet<&str>, found: &mut Vec<Finding>) {
    let url = template.get("url").and_then(Value::as_str).unwrap_or_default();
    for name in placeholders(url) {
        let (weight, because, remedy) = if !names.contains(name) {
            (Weight::Blocks, format!("its URL asks for `{name}`, which is no property of its input"), format!("add `{name}` to `inputs`"))
        } else if !required(inputs).contains(name) {
            (Weight::Limits, format!("calls without `{name}` fail, for its URL asks for it"), format!("list `{name}` under `required`"))
        } else {
            continue;
        };
        Say { found, rule: "path-argument", weight }.to(&Client::UTCP, "/tool_call_template/url", &because, &remedy);
    }
}

/// The names that stand as `{name}` in a URL.
fn placeholders(url: &str) -> Vec<&str> {
    let starts = url.match_indices('{').filter(|(at, _)| !url[..*at].ends_with('$'));
    starts.filter_map(|(at, _)| url[at + 1..].split_once('}').map(|(name, _)| name)).filter(|name| !name.is_empty()).collect()
}

fn required(inputs: &Value) -> BTreeSet<&str> {
    inputs.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Arguments that are neither in the path nor a header nor the body become a query, in which Python takes no bool, null or object.
fn query(template: &Value, inputs: &Value, found: &mut Vec<Finding>) {
    let text = |key: &str| template.get(key).and_then(Value::as_str);
    let in_path = placeholders(text("url").unwrap_or_default());
    let headers: Vec<&str> =
        template.get("header_fields").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    // The template's own default, but for streams, which have none.
    let usual = (text("call_template_type") == Some("http")).then_some("body");
    let body = if template.get("body_field").is_none_or(Value::is_null) { usual } else { text("body_field") };
    for (name, property) in inputs.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let elsewhere = in_path.contains(&name.as_str()) || headers.contains(&name.as_str()) || body == Some(name);
        let Some(odd) = unfit(property).filter(|_| !elsewhere) else { continue };
        let always = odd.always && required(inputs).contains(name.as_str());
        let weight = if always { Weight::Blocks } else { Weight::Limits };
        let name = plain(name);
        let because = format!("`{name}` goes into the query, and the client fails on {} there", odd.word);
        let remedy = format!("make `{name}` a string or a number, or send it in the body with `body_field`");
        let mut say = Say { found, rule: "query-value", weight };
        say.to(&[Client::PythonUtcp], &format!("/inputs/properties/{name}"), &because, &remedy);
    }
}

/// A type of value that fits no query, and whether every value is of it.
struct Unfit {
    word: &'static str,
    always: bool,
}

fn unfit(property: &Value) -> Option<Unfit> {
    let types: Vec<&str> = match property.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        kind => kind.and_then(Value::as_str).into_iter().collect(),
    };
    let word = |kind: &str| match kind {
        "boolean" => Some("true and false"),
        "null" => Some("null"),
        "object" => Some("objects"),
        "array" => property.get("items").and_then(unfit).map(|_| "lists of what fits no query"),
        _ => None,
    };
    let odd: Vec<&'static str> = types.iter().filter_map(|kind| word(kind)).collect();
    odd.first().map(|word| Unfit { word, always: odd.len() == types.len() })
}
