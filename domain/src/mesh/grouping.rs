//! Groups: what services may have in common, and which groups of them stand open.

use super::{Node, NodeKind};
use crate::Failure;
use crate::failure::Violation;
use crate::names::encode;
use serde::{Deserialize, Serialize};

/// The most bytes in which open groups are named.
pub const OPEN_MAX: usize = 4096;

/// What the services of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Where they run.
    Environment,
    /// Where we know them from.
    Source,
    /// The first of their tags.
    Tag,
    /// Who answers for them.
    Owner,
}

impl Grouping {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Environment, Self::Source, Self::Tag, Self::Owner];

    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Source => "source",
            Self::Tag => "tag",
            Self::Owner => "owner",
        }
    }

    /// Reads that word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.word() == word)
    }

    /// The name of a node's group; none for what is no service, and for one that lacks what they are grouped by.
    pub fn group(self, node: &Node) -> Option<String> {
        let value = match self {
            Self::Environment => node.environment.as_deref(),
            Self::Source => node.source.as_ref().map(|source| source.kind.word()),
            Self::Tag => node.tags.first().map(String::as_str),
            Self::Owner => node.owner.as_deref(),
        };
        // No caller of ours has a blank in its name.
        value.filter(|value| node.kind == NodeKind::Service && !value.is_empty()).map(|value| format!("{} = {value}", self.word()))
    }
}

/// How a mesh is folded: by what, and which groups stand open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fold {
    /// What the services of a group have in common.
    pub by: Grouping,
    /// What those of each open group have, percent-encoded, with commas between.
    pub open: String,
}

impl Fold {
    /// Refuses more open groups than are read.
    pub fn judge(&self) -> Result<(), Failure> {
        if self.open.len() <= OPEN_MAX {
            return Ok(());
        }
        let (message, remedy) = (format!("it is longer than {OPEN_MAX} bytes"), "fold some groups, or leave out `group`".to_owned());
        let violation = Violation { pointer: "/open".to_owned(), message, remedy };
        Err(Failure::violations("So many groups cannot be open while others are folded.", vec![violation]))
    }

    /// Whether the services of a group stand by themselves. A value without commas may be written as it is.
    pub fn is_open(&self, group: &str) -> bool {
        let (value, encoded) = (self.value(group), encode(self.value(group)));
        self.words().any(|word| word == value || word == encoded)
    }

    /// The same with one group open that was folded, or folded that was open.
    #[must_use]
    pub fn turned(&self, group: &str) -> Self {
        let (value, word) = (self.value(group), encode(self.value(group)));
        let mut open: Vec<&str> = self.words().filter(|open| *open != value && *open != word).collect();
        if !self.is_open(group) {
            open.push(&word);
        }
        Self { by: self.by, open: open.join(",") }
    }

    /// The same with the group of a node open, so that the node is there to be seen.
    #[must_use]
    pub fn around(self, node: Option<&Node>) -> Self {
        let group = node.and_then(|node| self.by.group(node)).filter(|group| !self.is_open(group));
        group.map_or_else(|| self.clone(), |group| self.turned(&group))
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.open.split(',').filter(|word| !word.is_empty())
    }

    /// What the services of a group have in common, out of its name.
    fn value<'a>(&self, group: &'a str) -> &'a str {
        group.strip_prefix(self.by.word()).and_then(|rest| rest.strip_prefix(" = ")).unwrap_or(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(open: &str, group: &str, is_open: bool, turned: &str) {
        let fold = Fold { by: Grouping::Owner, open: open.to_owned() };
        assert_eq!((fold.is_open(group), &*fold.turned(group).open), (is_open, turned));
        assert_eq!(fold.turned(group).is_open(group), !is_open);
    }

    #[test]
    fn a_group_is_opened_and_folded_again_whatever_its_services_have_in_common() {
        check("", "owner = web", false, "web");
        check("web,shop", "owner = web", true, "shop");
        check("web", "owner = Team Ä, west", false, "web,Team%20%C3%84%2C%20west");
        check("web,Team%20%C3%84%2C%20west", "owner = Team Ä, west", true, "web");
        check("Team Ä", "owner = Team Ä", true, "");
        check("shop", "owner = shopping", false, "shop,shopping");
    }

    #[test]
    fn more_open_groups_than_are_read_are_refused() {
        let fold = |bytes: usize| Fold { by: Grouping::Tag, open: "a".repeat(bytes) };
        assert!(fold(OPEN_MAX).judge().is_ok());
        assert_eq!(fold(OPEN_MAX + 1).judge().expect_err("too long").errors[0].pointer, "/open");
    }

    #[test]
    fn every_grouping_is_found_by_its_word() {
        assert!(Grouping::ALL.into_iter().all(|by| Grouping::from_word(by.word()) == Some(by)));
        assert_eq!(Grouping::from_word("colour"), None);
    }
}
