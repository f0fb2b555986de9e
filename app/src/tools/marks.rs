//! Which parts of a text a search hit.

/// A piece of a text, and whether it was hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text of the piece.
    pub text: String,
    /// Whether a term of the search stands here.
    pub hit: bool,
}

/// Cuts `text` where one of `terms` stands, whatever the case of its ASCII letters; the longest term wins.
pub fn mark<'a>(text: &str, terms: impl IntoIterator<Item = &'a str>) -> Vec<Piece> {
    let mut terms: Vec<&str> = terms.into_iter().filter(|term| !term.is_empty()).collect();
    terms.sort_by_key(|term| std::cmp::Reverse(term.len()));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let hit = terms.iter().find(|term| starts_with(rest, term)).map(|term| term.len());
        let (piece, after) = rest.split_at(hit.unwrap_or(first.len_utf8()));
        match pieces.last_mut().filter(|last| hit.is_none() && !last.hit) {
            Some(last) => last.text.push_str(piece),
            None => pieces.push(Piece { text: piece.to_owned(), hit: hit.is_some() }),
        }
        rest = after;
    }
    pieces
}

fn starts_with(text: &str, term: &str) -> bool {
    text.get(..term.len()).is_some_and(|head| head.eq_ignore_ascii_case(term))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hits stand in brackets.
    fn check(text: &str, terms: &[&str], expected: &str) {
        let pieces = mark(text, terms.iter().copied());
        let drawn: Vec<String> =
            pieces.iter().map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect();
        assert_eq!(drawn.concat(), expected);
    }

    #[test]
    fn hits_are_cut_out_of_the_text() {
        check("Converts a price", &["convert", "price"], "[Convert]s a [price]");
        check("price_list", &["price", "price_list"], "[price_list]");
        check("Grüße aus Köln", &["Köln"], "Grüße aus [Köln]");
        check("Ä", &["a", ""], "Ä");
        check("aa", &["a"], "[a][a]");
        check("", &["a"], "");
    }
}
