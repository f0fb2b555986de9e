//! What stands beside the table, as the address has it: nothing, one alert, or the form for a new one.

use crate::paths;

/// What stands beside the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nothing.
    #[default]
    Table,
    /// The alert of this name.
    One(String),
    /// The form for a new one.
    New,
}

impl Place {
    /// Reads the query of an address, key by key.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let word = |key| get(key).filter(|word| !word.is_empty());
        match (word("alert"), word("new")) {
            (Some(name), _) => Self::One(name),
            (None, Some(_)) => Self::New,
            (None, None) => Self::Table,
        }
    }

    /// Its address.
    pub fn path(&self) -> String {
        match self {
            Self::Table => paths::alerts(),
            Self::One(name) => paths::alert(name),
            Self::New => format!("{}?new=1", paths::alerts()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)], expected: &str) {
        let place = Place::read(|key| pairs.iter().find(|(named, _)| *named == key).map(|(_, text)| (*text).to_owned()));
        assert_eq!(place.path(), expected);
    }

    #[test]
    fn an_address_is_read_and_written() {
        check(&[], "/alerts");
        check(&[("alert", "orders-fail")], "/alerts?alert=orders-fail");
        check(&[("new", "1"), ("alert", "")], "/alerts?new=1");
    }
}
