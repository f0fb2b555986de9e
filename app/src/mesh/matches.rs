//! Finding on the map: the plain words a node answers to.

use domain::mesh::Node;

use super::marks;

/// Whether every one of the words, in lower case, is in the node's name, or begins its health, its kind or one of its tags.
pub fn fits(node: &Node, words: &str) -> bool {
    words.split_whitespace().all(|word| {
        let begins = |text: &str| text.to_lowercase().starts_with(word);
        node.id.to_lowercase().contains(word)
            || begins(node.health.word())
            || begins(marks::kind_word(node.kind))
            || node.environment.as_deref().is_some_and(begins)
            || node.tags.iter().any(|tag| begins(tag))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    fn check(words: &str, expected: &[&str]) {
        let mesh = sample::mesh();
        let found: Vec<&str> = mesh.nodes.iter().filter(|node| fits(node, words)).map(|node| node.id.as_str()).collect();
        assert_eq!(found, expected, "{words}");
    }

    #[test]
    fn a_node_answers_to_its_name_its_health_its_kind_and_its_tags() {
        check("ric", &["pricing"]);
        check("unhealthy", &["worker"]);
        check("serv", &["orders", "pricing", "worker"]);
        check("core degr", &["pricing"]);
        check("elsewhere", &[]);
    }
}
