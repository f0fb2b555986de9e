//! Rows: a list of objects made from amounts and names, as "2 KB-71-DE and 1 MS-20-BK".
//!
//! Each row is begun by a value for its only text; every number it needs stands right before or behind that.

use super::profile::{self, Input, Type};
use super::reading::{Kind, Mention};
use super::supply::{Source, Supply, Text};
use super::tokens::Shape;
use serde_json::{Map, Value};
use std::ops::Range;

/// How far a number may stand from the value it counts, in tokens.
const REACH: usize = 3;

/// How well a value must fit the text of a row.
const FIT: f64 = 0.7;

impl Text<'_> {
    /// The rows that the text holds for an input that takes some.
    pub(super) fn rows(&self) -> Option<Supply> {
        let fields = profile::inputs(&self.input.schema["items"]);
        let required: Vec<&Input> = fields.iter().filter(|field| field.required && !field.has_default).collect();
        let (texts, numbers): (Vec<&Input>, Vec<&Input>) = required.iter().partition(|field| !field.kind.is_number());
        let [text] = texts[..] else { return None };
        if text.kind != Type::Text {
            return None;
        }
        let mut taken: Vec<usize> = Vec::new();
        let mut rows = Vec::new();
        for mention in self.reading.mentions.iter().filter(|mention| matches!(mention.kind, Kind::Code | Kind::Quoted | Kind::Name)) {
            let of_row = Text { input: text, ..*self };
            let Some(supply) = of_row.mention(mention).filter(|supply| supply.fit >= FIT) else { continue };
            let mut row = Map::from_iter([(text.path.join("."), supply.value?)]);
            let before = taken.len();
            for number in &numbers {
                let Some(at) = self.beside(mention, &taken) else { break };
                row.insert(number.path.join("."), self.value(at)?);
                taken.push(at);
            }
            // A name that nothing counts, as a destination, is no row.
            if taken.len() - before == numbers.len() {
                taken.extend(mention.span.clone());
                rows.push(Value::Object(row));
            } else {
                taken.truncate(before);
            }
        }
        let (first, last) = (taken.iter().min()?, taken.iter().max()?);
        let source = Source::Text(*first..*last + 1);
        Some(Supply { source, value: Some(Value::Array(rows)), fit: 1.5, with: Vec::new(), covers: 1.0 })
    }

    /// The nearest number before a value, else behind it, that counts nothing else.
    fn beside(&self, mention: &Mention, taken: &[usize]) -> Option<usize> {
        let Range { start, end } = mention.span;
        let free = |at: &usize| {
            let token = self.reading.tokens.get(*at);
            !taken.contains(at) && token.is_some_and(|token| matches!(token.shape, Shape::Number(_)))
        };
        let stops = |at: &usize| self.reading.tokens.get(*at).is_none_or(|token| token.is_mark(",") || token.folded == "and");
        let before = (start.saturating_sub(REACH)..start).rev().take_while(|at| !stops(at)).find(free);
        before.or_else(|| (end..end + REACH).take_while(|at| !stops(at)).find(free))
    }

    fn value(&self, at: usize) -> Option<Value> {
        match self.reading.tokens[at].shape {
            Shape::Number(value) => Some(super::reading::number(value)),
            _ => None,
        }
    }
}
