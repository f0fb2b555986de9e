//! Memory, over MCP: notes that are kept while the service runs, and found again by their words.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::text::words;
use crate::{
    service::Service,
    table::round,
    tool::{Failure, Schema, Tool, integer, list, number, object, text},
};

/// The oldest note gives way when there are this many.
const MOST: usize = 500;

const FIRST: [(&str, &str); 4] = [
    ("picking", "Cologne parcels leave from Rotterdam since Leipzig ran out of boxes"),
    ("customers", "Bergmann & Sohn want one delivery a week, on Tuesdays"),
    ("stocktaking", "The count of cables in Lyon was off by 14 in October"),
    ("pricing", "Headsets go on sale in the last week of November"),
];

/// The service with its first notes.
pub fn open() -> Service {
    let notes = Notes::default();
    for (topic, note) in FIRST {
        notes.keep(topic, note);
    }
    let remember = Tool::bare("remember")
        .says("Keeps a note under a topic so that it can be recalled later.")
        .takes("topic", text("What the note is about, in a word.").example("picking"))
        .takes("note", text("The note.").example("Dock 3 is closed on Friday"))
        .gives("id", integer("The note's number."))
        .tagged(&["notes"])
        .computes_with(&notes, remember);
    let recall = Tool::bare("recall")
        .says("Recalls the notes that share words with a question, best first.")
        .takes("question", text("What to look for.").example("which parcels leave from Rotterdam?"))
        .takes("limit", integer("How many notes at most.").between(1, 20).default(3))
        .gives("notes", list("The notes.", object("A note.", &found())))
        .tagged(&["notes", "read-only"])
        .computes_with(&notes, |notes, question: &Question| Ok(recall(notes, question)));
    let forget = Tool::bare("forget")
        .says("Forgets a note for good.")
        .takes("id", integer("The note's number.").example(1))
        .gives("forgotten", text("The note that is gone."))
        .tagged(&["notes", "destructive"])
        .computes_with(&notes, forget);
    Service::steady("0.5.1", vec![remember, recall, forget])
}

fn found() -> Vec<(&'static str, Schema)> {
    vec![
        ("id", integer("Its number.")),
        ("topic", text("What it is about.")),
        ("note", text("The note.")),
        ("score", number("The share of the question's words that it holds.")),
    ]
}

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Note>>>);

#[derive(Clone)]
struct Note {
    id: u32,
    topic: String,
    note: String,
}

impl Notes {
    fn all(&self) -> MutexGuard<'_, Vec<Note>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, topic: &str, note: &str) -> u32 {
        let mut notes = self.all();
        let id = notes.last().map_or(1, |last| last.id + 1);
        if notes.len() == MOST {
            notes.remove(0);
        }
        notes.push(Note { id, topic: topic.to_owned(), note: note.to_owned() });
        id
    }
}

#[derive(Deserialize)]
struct New {
    topic: String,
    note: String,
}

#[derive(Serialize)]
struct Kept {
    id: u32,
}

fn remember(notes: &Notes, new: &New) -> Result<Kept, Failure> {
    if new.note.trim().is_empty() {
        return Err(Failure::invalid("note is empty; write what to remember"));
    }
    Ok(Kept { id: notes.keep(&new.topic, &new.note) })
}

#[derive(Deserialize)]
struct Question {
    question: String,
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Recalled {
    notes: Vec<Found>,
}

#[derive(Serialize)]
struct Found {
    id: u32,
    topic: String,
    note: String,
    score: f64,
}

fn recall(notes: &Notes, question: &Question) -> Recalled {
    let asked: Vec<String> = words(&question.question).filter(|word| word.len() > 2).collect();
    let score = |note: &Note| {
        let held: Vec<String> = words(&note.topic).chain(words(&note.note)).collect();
        asked.iter().filter(|word| held.contains(word)).count() as f64 / asked.len().max(1) as f64
    };
    let found = |note: &Note| {
        let Note { id, topic, note: words } = note.clone();
        Found { id, topic, note: words, score: round(score(note), 2) }
    };
    let mut notes: Vec<Found> = notes.all().iter().map(found).collect();
    notes.retain(|note| note.score > 0.0);
    notes.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.id.cmp(&a.id)));
    notes.truncate(question.limit.unwrap_or(3));
    Recalled { notes }
}

#[derive(Deserialize)]
struct One {
    id: u32,
}

#[derive(Serialize)]
struct Forgotten {
    forgotten: String,
}

fn forget(notes: &Notes, one: &One) -> Result<Forgotten, Failure> {
    let mut notes = notes.all();
    let at = notes.iter().position(|note| note.id == one.id);
    let at = at.ok_or_else(|| Failure::missing(format!("id: there is no note {}", one.id)))?;
    Ok(Forgotten { forgotten: notes.remove(at).note })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_recalled_until_it_is_forgotten() {
        let notes = Notes::default();
        notes.keep("dock", "Dock 3 is closed on Friday");
        let question = || Question { question: "When is dock 3 closed?".into(), limit: None };
        let found = recall(&notes, &question()).notes;
        assert_eq!((found.len(), found[0].score), (1, 0.67));
        forget(&notes, &One { id: 1 }).unwrap();
        assert!(recall(&notes, &question()).notes.is_empty());
        assert!(forget(&notes, &One { id: 1 }).is_err());
    }
}
