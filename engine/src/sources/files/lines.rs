//! Where in a text a field stands: what is wrong with a value is known by its name, and shown by its line.

/// The line, from 1, on which `key` of the service called `service` stands; that of its name, or the first, where it stands nowhere.
pub fn line_of(text: &str, service: &str, key: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let is_name = |line: &&str| has_word(line, "name");
    let start = lines.iter().position(|line| is_name(line) && has_word(line, service)).unwrap_or_default();
    let end = lines.iter().skip(start + 1).position(is_name).map_or(lines.len(), |next| start + 1 + next);
    let begin = lines.iter().take(start).rposition(is_name).map_or(0, |previous| previous + 1);
    let within = (start..end).chain((begin..start).rev()).find(|at| lines.get(*at).is_some_and(|line| has_word(line, key)));
    within.unwrap_or(start) + 1
}

/// The line, from 1, of a byte.
pub fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// Whether a line holds `word` with nothing of a word beside it.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut places = line.match_indices(word);
    !word.is_empty() && places.any(|(at, _)| !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(service: &str, key: &str, expected: usize) {
        let text = "# ours\n[[services]]\nweight = 7\nname = \"geo\"\nbase_url = \"x\"\n\n[[services]]\nname = \"geo-2\"\nbase_url = \"y\"";
        assert_eq!(line_of(text, service, key), expected, "{service} {key}");
    }

    #[test]
    fn a_field_is_found_beside_the_name_of_its_service() {
        check("geo", "base_url", 5);
        check("geo-2", "base_url", 9);
        check("geo", "weight", 3);
        check("geo-2", "weight", 8);
        check("geo", "owner", 4);
        check("", "owner", 1);
    }

    #[test]
    fn a_byte_is_on_the_line_of_its_line_breaks() {
        assert_eq!((line_at("a\nb\nc", 0), line_at("a\nb\nc", 2), line_at("a\nb\nc", 99)), (1, 2, 3));
    }
}
