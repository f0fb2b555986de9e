//! Words: how a text is cut into terms, the same for tools and for questions.

/// Words that say nothing about what is sought.
const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "do", "does", "for", "from", "how", "i", "in", "into", "is", "it", "its", "me", "my",
    "of", "on", "or", "our", "please", "that", "the", "then", "there", "these", "this", "to", "was", "what", "when", "where", "which",
    "who", "will", "with", "you",
];

/// The terms of a text: lower-case, cut at punctuation and between `camelCase`, without endings and idle words.
pub fn terms(text: &str) -> Vec<String> {
    cut(text).filter(|word| !STOP.contains(&word.as_str())).map(|word| stem(&word)).collect()
}

/// The words of a text as they stand, lower-case, each with the stem it is indexed by.
pub fn words(text: &str) -> impl Iterator<Item = (String, String)> + '_ {
    cut(text).filter(|word| !STOP.contains(&word.as_str())).map(|word| {
        let stem = stem(&word);
        (word, stem)
    })
}

fn cut(text: &str) -> impl Iterator<Item = String> + '_ {
    let pieces = text.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
    pieces.flat_map(split_camel).map(str::to_lowercase)
}

/// Cuts `getItemById` before each capital that follows a small letter.
fn split_camel(piece: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut small = false;
    for (at, c) in piece.char_indices() {
        if small && c.is_uppercase() {
            cuts.push(at);
        }
        small = c.is_lowercase();
    }
    cuts.push(piece.len());
    cuts.windows(2).map(|pair| &piece[pair[0]..pair[1]]).collect()
}

/// Takes off the commonest English endings, so that `converts`, `converting` and `converted` meet.
fn stem(word: &str) -> String {
    let endings = [("ies", "y"), ("sses", "ss"), ("ing", ""), ("ers", "er"), ("ed", ""), ("es", "e"), ("s", "")];
    let long_enough = |rest: &str| rest.chars().count() >= 3 && rest.is_ascii();
    for (ending, instead) in endings {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| long_enough(rest)) {
            let keeps = ending == "s" && (rest.ends_with('s') || rest.ends_with('u') || rest.ends_with('i'));
            return if keeps { word.to_owned() } else { trim_e(&format!("{rest}{instead}")) };
        }
    }
    trim_e(word)
}

fn trim_e(word: &str) -> String {
    let rest = word.strip_suffix('e').filter(|rest| rest.len() >= 4 && rest.is_ascii());
    rest.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(terms(text), expected, "{text}");
    }

    #[test]
    fn forms_of_a_word_meet() {
        check("convert converts converting converted", &["convert"; 4]);
        check("distance distances", &["distanc", "distanc"]);
        check("city cities", &["city", "city"]);
        check("status bus", &["status", "bus"]);
    }

    #[test]
    fn names_are_cut_at_punctuation_and_capitals() {
        check("orders.create_order", &["order", "creat", "order"]);
        check("getItemById", &["get", "item", "id"]);
        check("the price of it", &["pric"]);
        check("Zürich é", &["zürich", "é"]);
    }
}
