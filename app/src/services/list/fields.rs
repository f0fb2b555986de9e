//! The fields of the form as people fill them, and the registration they make.

use domain::failure::Violation;
use domain::service::{Protocol, Registration};

/// The kinds of manual to choose from; the first leaves it to Meshdeck to find out.
pub const KINDS: [(&str, &str); 4] =
    [("", "found by itself"), ("utcp", "UTCP manual"), ("openapi", "OpenAPI document"), ("mcp", "MCP server")];

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The service's name.
    pub name: String,
    /// Where it answers.
    pub base_url: String,
    /// Its tags, with commas between them.
    pub tags: String,
    /// Where it runs.
    pub environment: String,
    /// The kind of its manual, by its word.
    pub kind: String,
}

impl Fields {
    /// The registration they make.
    pub fn registration(&self) -> Registration {
        let tags = self.tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        Registration {
            name: self.name.trim().to_owned(),
            base_url: self.base_url.trim().to_owned(),
            tags,
            environment: Some(self.environment.trim().to_owned()).filter(|environment| !environment.is_empty()),
            protocol: protocol(&self.kind),
            ..Registration::default()
        }
    }
}

fn protocol(word: &str) -> Option<Protocol> {
    match word {
        "utcp" => Some(Protocol::Utcp),
        "openapi" => Some(Protocol::Openapi),
        "mcp" => Some(Protocol::Mcp),
        _ => None,
    }
}

/// What is wrong with the field at `pointer`: one sentence, with the remedy.
pub fn wrong(violations: &[Violation], pointer: &str) -> Option<String> {
    violations.iter().find(|violation| is_at(violation, pointer)).map(tell)
}

/// One sentence; a field that was left empty is named so.
fn tell(violation: &Violation) -> String {
    format!("{}: {}.", violation.message.replace("``", "an empty text"), violation.remedy)
}

/// The violations that belong to none of the fields.
pub fn elsewhere<'a>(violations: &'a [Violation], pointers: &'a [&str]) -> impl Iterator<Item = &'a Violation> {
    violations.iter().filter(|violation| !pointers.iter().any(|pointer| is_at(violation, pointer)))
}

/// A tag of its own, as `/tags/2`, belongs to the field of them all.
fn is_at(violation: &Violation, pointer: &str) -> bool {
    violation.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_make_a_registration() {
        let fields = Fields {
            name: " geo ".to_owned(),
            base_url: "http://h:1".to_owned(),
            tags: "a, b,,".to_owned(),
            kind: "mcp".to_owned(),
            ..Fields::default()
        };
        let expected = Registration {
            name: "geo".to_owned(),
            base_url: "http://h:1".to_owned(),
            tags: vec!["a".to_owned(), "b".to_owned()],
            protocol: Some(Protocol::Mcp),
            ..Registration::default()
        };
        assert_eq!(fields.registration(), expected);
    }

    #[test]
    fn a_violation_is_told_at_its_field() {
        let violations = Fields { name: "Geo".to_owned(), base_url: "h".to_owned(), ..Fields::default() }.registration().violations();
        assert!(wrong(&violations, "/name").is_some_and(|words| words.starts_with("`Geo` is not a service name: use 1 to 63")));
        assert!(wrong(&violations, "/base_url").is_some());
        assert_eq!(wrong(&violations, "/tags"), None);
        assert_eq!(elsewhere(&violations, &["/name"]).count(), 1);
    }
}
