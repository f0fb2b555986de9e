//! Names: what a service may be called, how a tool is addressed, and what was probably meant.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};

/// The most characters a service's name may have: that of a DNS label.
pub const SERVICE_NAME_MAX: usize = 63;

/// How many near misses an answer names.
pub const NEAR_MAX: usize = 3;

/// Whether `name` matches `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`.
pub fn is_service_name(name: &str) -> bool {
    let edge = |c: Option<u8>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let bytes = name.as_bytes();
    bytes.len() <= SERVICE_NAME_MAX
        && edge(bytes.first().copied())
        && edge(bytes.last().copied())
        && bytes.iter().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == b'-')
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to a String cannot fail");
        }
        out
    })
}

/// A tool's address, `service.name`: the service ends at the first dot, the name may hold more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ToolId {
    id: String,
    dot: usize,
}

impl ToolId {
    /// The address of `name` in `service`.
    pub fn new(service: &str, name: &str) -> Self {
        Self { id: format!("{service}.{name}"), dot: service.len() }
    }

    /// Reads `service.name`; `None` where either half is missing.
    pub fn parse(id: &str) -> Option<Self> {
        let dot = id.find('.').filter(|dot| *dot > 0 && dot + 1 < id.len())?;
        Some(Self { id: id.to_owned(), dot })
    }

    /// The service's half.
    pub fn service(&self) -> &str {
        &self.id[..self.dot]
    }

    /// The tool's own name, as its manual gives it.
    pub fn name(&self) -> &str {
        &self.id[self.dot + 1..]
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.id
    }
}

impl fmt::Display for ToolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

impl TryFrom<String> for ToolId {
    type Error = String;

    fn try_from(id: String) -> Result<Self, String> {
        Self::parse(&id).ok_or_else(|| format!("`{id}` is not a tool: write service.tool"))
    }
}

impl From<ToolId> for String {
    fn from(id: ToolId) -> Self {
        id.id
    }
}

/// The known names nearest to `wanted`, best first: those within a third of its length, or that contain it.
pub fn near<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let reach = (wanted.chars().count() / 3).max(2);
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let distance = edit_distance(wanted, name);
            let holds = wanted.len() >= 3 && (name.contains(wanted) || wanted.contains(name));
            (distance <= reach || holds).then_some((distance, name))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(NEAR_MAX).map(|(_, name)| name.to_owned()).collect()
}

/// Levenshtein distance in characters, by the two-row method.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wanted: &str, expected: &[&str]) {
        let known = ["orders", "inventory", "pricing", "geo", "orders.create_order", "orders.get_order"];
        assert_eq!(near(wanted, known), expected, "{wanted}");
    }

    #[test]
    fn near_misses_are_found_by_distance_and_by_part() {
        check("order", &["orders", "orders.get_order", "orders.create_order"]);
        check("inventroy", &["inventory"]);
        check("orders.get_ordr", &["orders.get_order", "orders.create_order", "orders"]);
        check("weather", &[]);
    }

    #[test]
    fn a_service_name_is_a_lower_case_dns_label() {
        let long = "a".repeat(SERVICE_NAME_MAX);
        for name in ["a", "a-b", "my-service", "0", long.as_str()] {
            assert!(is_service_name(name), "{name}");
        }
        let longer = "a".repeat(SERVICE_NAME_MAX + 1);
        for name in ["", "-a", "a-", "A", "a.b", "a_b", "é", longer.as_str()] {
            assert!(!is_service_name(name), "{name}");
        }
    }

    #[test]
    fn a_tool_id_ends_its_service_at_the_first_dot() {
        let id = ToolId::parse("geo.city.find").expect("two halves");
        assert_eq!((id.service(), id.name()), ("geo", "city.find"));
        for id in ["geo", ".x", "geo.", ""] {
            assert_eq!(ToolId::parse(id), None, "{id}");
        }
    }
}
