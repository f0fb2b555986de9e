//! What stands where in a text: differences, occurrences, and a title as a slug.

use serde::{Deserialize, Serialize};

use super::{
    SAMPLE,
    diff::{Change, changes},
};
use crate::{
    services::geo::folded,
    tool::{Failure, Tool, choice, integer, list, object, text},
};

/// The tools that compare, search and rewrite.
pub fn tools() -> Vec<Tool> {
    let diff = Tool::post("diff", "/diff", "body")
        .says("Compares two texts line by line and lists what was removed, added and kept.")
        .takes(
            "body",
            object(
                "The two texts.",
                &[
                    ("before", text("The text as it was.").example("one\ntwo\nthree")),
                    ("after", text("The text as it is.").example("one\n2\nthree")),
                ],
            ),
        )
        .gives("added", integer("Lines added."))
        .gives("removed", integer("Lines removed."))
        .gives(
            "changes",
            list(
                "Every line of both texts.",
                object("A line.", &[("kind", choice("What happened to it.", &["kept", "removed", "added"])), ("line", text("The line."))]),
            ),
        )
        .tagged(&["text", "comparison", "read-only"])
        .computes(|input: &Wrapped<Versions>| Ok(diff_of(&input.body)));
    let search = Tool::post("search", "/search", "text")
        .says("Finds every occurrence of a phrase in a text, with its line and the words around it.")
        .takes("text", text("The text to search.").example(SAMPLE))
        .takes("phrase", text("The phrase to find; case does not matter.").example("dog"))
        .gives("count", integer("How many occurrences."))
        .gives(
            "matches",
            list(
                "The occurrences.",
                object(
                    "An occurrence.",
                    &[
                        ("line", integer("Its line, from 1.")),
                        ("column", integer("Its first character, from 1.")),
                        ("context", text("The line it stands in.")),
                    ],
                ),
            ),
        )
        .tagged(&["text", "search", "read-only"])
        .computes(search);
    let slugify = Tool::get("slugify", "/slugify")
        .says("Turns a title into a slug for URLs: lower case, letters and digits, hyphens.")
        .takes("title", text("The title.").example("Où est la bibliothèque?"))
        .takes("max_length", integer("The longest slug wanted.").between(8, 200).default(80))
        .gives("slug", text("The slug.").example("ou-est-la-bibliotheque"))
        .tagged(&["text", "urls"])
        .computes(slugify);
    vec![diff, search, slugify]
}

#[derive(Deserialize)]
struct Wrapped<T> {
    body: T,
}

#[derive(Deserialize)]
struct Versions {
    before: String,
    after: String,
}

#[derive(Serialize)]
struct Difference {
    added: usize,
    removed: usize,
    changes: Vec<Change>,
}

fn diff_of(input: &Versions) -> Difference {
    let changes = changes(&input.before, &input.after);
    let count = |kind| changes.iter().filter(|change| change.kind == kind).count();
    Difference { added: count("added"), removed: count("removed"), changes }
}

#[derive(Deserialize)]
struct Search {
    text: String,
    phrase: String,
}

#[derive(Serialize)]
struct Found {
    count: usize,
    matches: Vec<Match>,
}

#[derive(Serialize)]
struct Match {
    line: usize,
    column: usize,
    context: String,
}

fn search(input: &Search) -> Result<Found, Failure> {
    let phrase = input.phrase.trim().to_lowercase();
    if phrase.is_empty() {
        return Err(Failure::invalid("phrase is empty; send the words to find"));
    }
    let in_line = |(number, line): (usize, &str)| {
        let lower = line.to_lowercase();
        let columns: Vec<usize> = lower.match_indices(&phrase).map(|(at, _)| lower[..at].chars().count() + 1).collect();
        let context = line.trim().to_owned();
        columns.into_iter().map(move |column| Match { line: number + 1, column, context: context.clone() })
    };
    let matches: Vec<Match> = input.text.lines().enumerate().flat_map(in_line).collect();
    Ok(Found { count: matches.len(), matches })
}

#[derive(Deserialize)]
struct Title {
    title: String,
    max_length: Option<usize>,
}

#[derive(Serialize)]
struct Slug {
    slug: String,
}

fn slugify(input: &Title) -> Result<Slug, Failure> {
    let plain = folded(&input.title);
    let plain = plain.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ');
    let mut slug = plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join("-");
    slug.truncate(input.max_length.unwrap_or(80));
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.is_empty() {
        return Err(Failure::invalid("title holds no letter or digit that a slug can keep"));
    }
    Ok(Slug { slug })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_with_its_place() {
        let input = Search { text: "A dog.\nHot Dog".into(), phrase: "dog".into() };
        let places: Vec<(usize, usize)> = search(&input).unwrap().matches.iter().map(|m| (m.line, m.column)).collect();
        assert_eq!(places, [(1, 3), (2, 5)]);
    }

    #[test]
    fn a_slug_keeps_letters_and_digits() {
        let slug = |title: &str| slugify(&Title { title: title.into(), max_length: Some(12) });
        assert_eq!(slug("Où est l'été 2026?").unwrap().slug, "ou-est-l-ete");
        assert!(slug("¿?").is_err());
    }
}
