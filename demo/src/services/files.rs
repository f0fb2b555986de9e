//! Files, over MCP: a small handbook that can be listed, read and searched.

use serde::{Deserialize, Serialize};

use super::text::words;
use crate::{
    service::Service,
    tool::{Failure, Tool, integer, list, object, text},
};

struct Document {
    path: &'static str,
    content: &'static str,
}

macro_rules! documents {
    ($($path:literal),* $(,)?) => {
        [$(Document { path: $path, content: include_str!(concat!("../../data/files/", $path)) }),*]
    };
}

static DOCUMENTS: [Document; 7] =
    documents!["glossary.md", "incidents.md", "onboarding.md", "pricing.md", "returns.md", "shipping.md", "stocktaking.md",];

/// The service with its tools.
pub fn open() -> Service {
    let listing = Tool::bare("list_files")
        .says("Lists the documents of the handbook with their titles and sizes.")
        .gives(
            "files",
            list(
                "The documents.",
                object(
                    "A document.",
                    &[("path", text("Its path.")), ("title", text("Its title.")), ("words", integer("How many words it has."))],
                ),
            ),
        )
        .tagged(&["documents", "read-only"])
        .computes(|_: &Nothing| Ok(Files { files: DOCUMENTS.iter().map(File::from).collect() }));
    let reading = Tool::bare("read_file")
        .says("Reads one document of the handbook.")
        .takes("path", text("The document's path.").example("shipping.md"))
        .gives("path", text("The path."))
        .gives("content", text("The whole text, in Markdown."))
        .tagged(&["documents", "read-only"])
        .computes(read_file);
    let searching = Tool::bare("search_files")
        .says("Finds the paragraphs of the handbook that hold all words of a query.")
        .takes("query", text("The words to find.").example("working days"))
        .gives(
            "matches",
            list(
                "The paragraphs.",
                object(
                    "A paragraph.",
                    &[
                        ("path", text("The document.")),
                        ("line", integer("The paragraph's first line.")),
                        ("paragraph", text("The paragraph.")),
                    ],
                ),
            ),
        )
        .tagged(&["documents", "search", "read-only"])
        .computes(search_files);
    Service::steady("1.0.0", vec![listing, reading, searching])
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize)]
struct Files {
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    path: &'static str,
    title: &'static str,
    words: usize,
}

impl From<&Document> for File {
    fn from(document: &Document) -> Self {
        let title = document.content.lines().next().unwrap_or_default();
        let (title, words) = (title.trim_start_matches("# "), words(document.content).count());
        Self { path: document.path, title, words }
    }
}

#[derive(Deserialize)]
struct One {
    path: String,
}

#[derive(Serialize)]
struct Content {
    path: &'static str,
    content: &'static str,
}

fn read_file(one: &One) -> Result<Content, Failure> {
    let found = DOCUMENTS.iter().find(|document| document.path == one.path);
    let found = found.map(|document| Content { path: document.path, content: document.content });
    found.ok_or_else(|| Failure::missing(format!("path: there is no document '{}'; list_files lists them", one.path)))
}

#[derive(Deserialize)]
struct Query {
    query: String,
}

#[derive(Serialize)]
struct Found {
    matches: Vec<Paragraph>,
}

#[derive(Serialize)]
struct Paragraph {
    path: &'static str,
    line: usize,
    paragraph: &'static str,
}

fn search_files(query: &Query) -> Result<Found, Failure> {
    let wanted: Vec<String> = words(&query.query).collect();
    if wanted.is_empty() {
        return Err(Failure::invalid("query holds no words; write what to find"));
    }
    let holds = |paragraph: &Paragraph| {
        let held: Vec<String> = words(paragraph.paragraph).collect();
        wanted.iter().all(|word| held.contains(word))
    };
    Ok(Found { matches: DOCUMENTS.iter().flat_map(paragraphs).filter(holds).collect() })
}

fn paragraphs(document: &Document) -> impl Iterator<Item = Paragraph> {
    let mut line = 1;
    document.content.split("\n\n").map(move |paragraph| {
        let found = Paragraph { path: document.path, line, paragraph: paragraph.trim_end() };
        line += paragraph.lines().count() + 1;
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_found_with_its_line() {
        let found = search_files(&Query { query: "kilograms parcel".into() }).unwrap().matches;
        assert_eq!((found.len(), found[0].path, found[0].line), (1, "shipping.md", 9));
    }

    #[test]
    fn an_unknown_path_is_refused() {
        let failure = read_file(&One { path: "../secrets".into() }).err().unwrap();
        assert_eq!(failure.detail, "path: there is no document '../secrets'; list_files lists them");
    }
}
