//! Supplies: which values could fill an input, each with how well it fits.
//!
//! A value comes from the text, from the output of an earlier call, or is the unit in that output's name.
//! Each fit is a sum: what kind of value it is, which of two it is, and whether words around it name the input.

use super::profile::{Hop, Input, Output, Profile, Type};
use super::reading::{Kind, Mention, Reading, Role};
use super::tokens::{Shape, Token};
use super::words;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::ops::Range;

/// The longest allowed value that is looked for in the text, in tokens.
const CHOICE_TOKENS: usize = 3;

/// Inputs with such names take any number.
const ANY_NUMBER: &[&str] = &["amount", "input", "num", "number", "quantity", "val", "valu"];

/// Inputs with such names take prose.
const PROSE: &[&str] =
    &["body", "content", "input", "keyword", "messag", "not", "phras", "prompt", "query", "question", "string", "subject", "text", "titl"];

/// Inputs with such names take codes.
const CODES: &[&str] = &["cod", "id", "key", "number", "ref", "sku", "uuid"];

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// These tokens of the requirement.
    Text(Range<usize>),
    /// An output of an earlier call.
    Output(usize, Vec<Hop>),
    /// The unit that the name of that output speaks of.
    Unit(usize, Vec<Hop>),
}

/// A value that could fill an input.
#[derive(Clone, Debug)]
pub struct Supply {
    /// Where it comes from.
    pub source: Source,
    /// The value; absent for as long as the call it comes from was not made.
    pub value: Option<Value>,
    /// How well it fits.
    pub fit: f64,
    /// Other tokens that speak for it.
    pub with: Vec<usize>,
    /// How much of its tokens it takes care of, 0–1: less where it is one of two and the input asks for one.
    pub covers: f64,
}

/// The supplies that the text holds, input by input.
pub fn of_text(profile: &Profile, reading: &Reading, known: &HashSet<String>) -> Vec<Vec<Supply>> {
    profile.inputs.iter().map(|input| Text { profile, reading, known, input }.supplies()).collect()
}

#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) profile: &'a Profile,
    pub(super) reading: &'a Reading,
    /// The stems that some tool of the catalogue is spoken of with.
    pub(super) known: &'a HashSet<String>,
    pub(super) input: &'a Input,
}

impl Text<'_> {
    fn supplies(&self) -> Vec<Supply> {
        let mut supplies = self.given_json();
        if !self.input.choices.is_empty() {
            supplies.extend(self.choices());
        } else if self.input.kind == Type::Flag {
            supplies.extend(self.flag());
        } else {
            supplies.extend(self.reading.mentions.iter().filter_map(|mention| self.mention(mention)));
        }
        if self.input.kind == Type::Rows {
            supplies.extend(self.rows());
        }
        supplies.retain(|supply| supply.value.as_ref().is_some_and(|value| self.is_allowed(value)));
        supplies
    }

    fn is_allowed(&self, value: &Value) -> bool {
        let bounded = ["pattern", "format", "minItems", "maxItems", "minLength", "maxLength"];
        let look = bounded.iter().any(|key| self.input.schema.get(key).is_some());
        !look || jsonschema::is_valid(&self.input.schema, value)
    }

    /// A JSON object in the text that names the input.
    fn given_json(&self) -> Vec<Supply> {
        let own = |object: &Value| {
            let whole = self.input.path.iter().try_fold(object, |value, key| value.get(key));
            whole.or_else(|| object.get(self.input.path.last()?)).cloned()
        };
        let objects = self.reading.mentions.iter().filter(|mention| mention.kind == Kind::Json && mention.value.is_object());
        let found = objects.filter_map(|mention| Some((mention.span.clone(), own(&mention.value)?)));
        // One JSON text fills several inputs, so it is not used up: it only speaks for the value.
        found
            .map(|(span, value)| Supply {
                source: Source::Text(span.start..span.start),
                value: Some(value),
                fit: 3.0,
                with: vec![span.start],
                covers: 1.0,
            })
            .collect()
    }

    fn choices(&self) -> Vec<Supply> {
        let tokens = &self.reading.tokens;
        let mut supplies = Vec::new();
        for start in 0..tokens.len() {
            for length in 1..=CHOICE_TOKENS.min(tokens.len() - start) {
                let span = start..start + length;
                if let Some(value) = self.choice(&span) {
                    let fit = 1.5 + 0.2 * (length - 1) as f64 + self.role_fit(self.reading.role(start));
                    supplies.push(Supply { source: Source::Text(span), value: Some(value), fit, with: Vec::new(), covers: 1.0 });
                }
            }
        }
        supplies
    }

    /// The allowed value that some tokens name, by its own text or another spelling of the same unit.
    fn choice(&self, span: &Range<usize>) -> Option<Value> {
        let tokens = &self.reading.tokens[span.clone()];
        let first = &tokens[0];
        if tokens.iter().any(|token| token.shape == Shape::Mark) || (tokens.len() == 1 && !self.may_name_choice(span.start)) {
            return None;
        }
        let written = self.reading.words(span);
        let folded = if tokens.len() == 1 { first.folded.clone() } else { words::fold(written) };
        let singular = folded.strip_suffix('s').unwrap_or(&folded).to_owned();
        let spellings = words::spellings(&folded).iter().map(|spelling| (*spelling).to_owned());
        let mut tries =
            [folded.clone(), singular, first.stem.clone()].into_iter().take(if tokens.len() == 1 { 3 } else { 2 }).chain(spellings);
        let values = tries.find_map(|text| self.input.choices.get(&text))?;
        values.iter().find(|value| value.as_str() == Some(written)).or_else(|| values.first()).cloned()
    }

    /// An idle word or a single letter is a unit only right behind a number, a letter also right behind "to" or "in".
    fn may_name_choice(&self, at: usize) -> bool {
        let tokens = &self.reading.tokens;
        let (token, before) = (&tokens[at], at.checked_sub(1).map(|before| &tokens[before]));
        let behind_number = before.is_some_and(|before| matches!(before.shape, Shape::Number(_)));
        let behind_to = before.is_some_and(|before| matches!(before.folded.as_str(), "to" | "in" | "into"));
        let to_follows = tokens.get(at + 1).is_some_and(|next| matches!(next.folded.as_str(), "to" | "into"));
        match token.folded.chars().count() {
            _ if words::is_idle(&token.folded) && token.folded != "apart" => behind_number && to_follows,
            1 => behind_number || behind_to,
            _ => true,
        }
    }

    /// A yes where the text names the input, a no where it does so behind "without" or "no".
    fn flag(&self) -> Option<Supply> {
        let tokens = &self.reading.tokens;
        let named = |token: &Token| token.is_content() && !words::is_asking(&token.folded) && self.input.name.contains(&token.stem);
        let at = tokens.iter().position(named)?;
        let denied = at > 0 && matches!(tokens[at - 1].folded.as_str(), "without" | "no" | "not" | "non");
        // A yes is given only to who asks for it in so many words: a required one is not guessed.
        Some(Supply { source: Source::Text(at..at + 1), value: Some(json!(!denied)), fit: 1.0, with: Vec::new(), covers: 1.0 })
    }

    pub(super) fn mention(&self, mention: &Mention) -> Option<Supply> {
        let (value, fit) = match (self.input.kind, mention.kind) {
            (Type::Number | Type::Integer, Kind::Number) => (mention.value.clone(), self.number_fit(mention)?),
            (Type::Day, Kind::Day) => (mention.value.clone(), 1.0),
            (Type::Numbers, Kind::Numbers) => (mention.value.clone(), 1.5),
            (Type::Numbers, Kind::Json) if holds(&mention.value, Value::is_number) => (mention.value.clone(), 2.0),
            (Type::Texts, Kind::Several) => (mention.value.clone(), 1.2),
            (Type::Texts, Kind::Json) if holds(&mention.value, Value::is_string) => (mention.value.clone(), 2.0),
            (Type::Texts, Kind::Code | Kind::Name | Kind::Quoted) => (json!([mention.value]), 0.6),
            (Type::Rows, Kind::Json) if holds(&mention.value, Value::is_object) => (mention.value.clone(), 2.0),
            (Type::Text, _) => (text_of(&mention.value)?, self.text_fit(mention)?),
            _ => return None,
        };
        let fit = fit + self.role_fit(mention.role) + self.context_fit(mention);
        let half = self.input.kind == Type::Text && self.input.role == Role::Open && matches!(mention.role, Role::First | Role::Second);
        // A word for a day, as today, may speak of a tool as well as be a value.
        let is_word = mention.kind == Kind::Day && self.reading.tokens[mention.span.start].weight < 2.0;
        let (source, with) = (Source::Text(mention.span.clone()), self.speaking_for(mention));
        let covers = if half {
            0.6
        } else if is_word {
            0.5
        } else {
            1.0
        };
        Some(Supply { source, value: Some(value), fit, with, covers })
    }

    /// The unit behind a number and the words around a value, where the input is named by them.
    fn speaking_for(&self, mention: &Mention) -> Vec<usize> {
        let tokens = &self.reading.tokens;
        let around =
            (mention.span.start.saturating_sub(3)..mention.span.start).chain(mention.span.end..(mention.span.end + 2).min(tokens.len()));
        let names = |token: &Token| token.is_content() && (self.input.name.contains(&token.stem) || self.names_unit(&token.folded));
        around.filter(|place| names(&tokens[*place])).collect()
    }

    fn names_unit(&self, folded: &str) -> bool {
        let unit = words::unit(folded);
        unit.is_some() && self.input.kind.is_number() && self.units().any(|own| Some(own) == unit)
    }

    /// The units that the input's name and description speak of.
    fn units(&self) -> impl Iterator<Item = &'static str> {
        let parts = self.input.path.last().map(|key| words::parts(key)).unwrap_or_default();
        parts.into_iter().chain(words::parts(&self.input.about)).filter(|part| part.len() > 1).filter_map(|part| words::unit(&part))
    }

    fn number_fit(&self, mention: &Mention) -> Option<f64> {
        let value = mention.value.as_f64()?;
        let bound = |key: &str| self.input.schema.get(key).and_then(Value::as_f64);
        let outside = bound("minimum").is_some_and(|least| value < least)
            || bound("maximum").is_some_and(|most| value > most)
            || bound("exclusiveMinimum").is_some_and(|least| value <= least)
            || bound("exclusiveMaximum").is_some_and(|most| value >= most);
        if outside || (self.input.kind == Type::Integer && value.fract() != 0.0) {
            return None;
        }
        let year = self.input.name.iter().any(|part| part == "year");
        let any = self.input.name.iter().all(|part| ANY_NUMBER.contains(&part.as_str()) || part.len() == 1);
        let any = any || self.input.name.iter().any(|part| part == "valu" || part == "amount");
        let Some(unit) = &mention.unit else {
            let like_year = (1000.0..3000.0).contains(&value);
            return Some(if year {
                if like_year { 1.35 } else { 0.1 }
            } else if any {
                0.6
            } else {
                0.35
            });
        };
        let stem = words::stem(unit);
        let known = words::unit(unit);
        if self.input.name.contains(&stem) || self.names_unit(unit) {
            Some(2.0)
        } else if self.input.description.contains(&stem) {
            Some(1.0)
        } else if known.is_some() && self.units().next().is_some() {
            // A hundred miles are not a hundred kilometres.
            None
        } else if any {
            Some(0.6)
        } else {
            Some(if known.is_some() { 0.1 } else { 0.35 })
        }
    }

    fn text_fit(&self, mention: &Mention) -> Option<f64> {
        let example = self.input.example.as_ref().and_then(Value::as_str);
        let shown_code = example.is_some_and(|example| example.contains(|c: char| c.is_ascii_digit()) && !example.contains(' '));
        let has = |list: &[&str]| self.input.name.iter().any(|part| list.contains(&part.as_str()));
        let takes_code = shown_code || (has(CODES) && example.is_none());
        // Small words that speak of tools are no values: "warehouse" is not a city.
        let content = || self.reading.tokens[mention.span.clone()].iter().filter(|token| token.is_content());
        let names_unit = || mention.role == Role::First && content().any(|token| words::unit(&token.folded).is_some());
        let speaks_of_tools = || content().any(|token| self.known.contains(&token.stem));
        match mention.kind {
            Kind::Quoted => Some(if has(PROSE) {
                1.7
            } else if takes_code {
                0.4
            } else {
                1.2
            }),
            Kind::Code if shown_code => Some(if example.map(form) == mention.value.as_str().map(form) { 2.0 } else { 0.2 }),
            Kind::Code if example.is_some() => None,
            Kind::Code => Some(if takes_code { 1.2 } else { 0.4 }),
            Kind::Name if !takes_code => Some(if has(PROSE) { 0.3 } else { 0.8 }),
            Kind::Opening if !takes_code && content().all(|token| !self.profile.words.contains_key(&token.stem)) => Some(0.26),
            Kind::Phrase if !takes_code && !has(PROSE) && (self.takes_unit() || !(speaks_of_tools() || names_unit())) => {
                Some(if self.takes_unit() { 1.0 } else { 0.3 })
            }
            Kind::Day if has(&["dat", "day"]) => Some(1.0),
            Kind::Number if takes_code && self.context_fit(mention) > 0.5 => Some(0.8),
            Kind::Link => Some(if has(&["url", "uri", "link", "email", "mail", "addres"]) { 2.0 } else { 0.3 }),
            _ => None,
        }
    }

    fn takes_unit(&self) -> bool {
        let speaks = |part: &String| part == "unit" || part == "currency";
        self.input.name.iter().any(speaks) || self.input.description.iter().any(speaks)
    }

    fn role_fit(&self, role: Role) -> f64 {
        match (self.input.role, role) {
            (Role::Open, _) | (_, Role::Open) => 0.0,
            (Role::Second, Role::Wanted) => 0.7,
            (Role::First, Role::Wanted) => -1.0,
            (asked, given) => {
                if asked == given {
                    1.5
                } else {
                    -1.5
                }
            }
        }
    }

    fn context_fit(&self, mention: &Mention) -> f64 {
        let telling = |part: &&String| !ANY_NUMBER.contains(&part.as_str()) && part.len() > 1;
        if self.input.name.iter().filter(telling).any(|part| mention.near.contains(part)) {
            return 0.8;
        }
        if self.input.description.iter().any(|part| mention.near.contains(part)) { 0.3 } else { 0.0 }
    }
}

fn holds(value: &Value, of: impl Fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(of))
}

fn text_of(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(number) => Some(json!(number.to_string())),
        _ => None,
    }
}

/// What a code looks like: `C-1042` is `C-9`, `KB-71-DE` is `A-9-A`; a lone first letter counts as itself.
fn form(code: &str) -> String {
    let mut form = String::new();
    let alone = code.chars().nth(1).is_some_and(|c| !c.is_ascii_alphabetic());
    for (place, c) in code.chars().enumerate() {
        let class = match c {
            '0'..='9' => '9',
            c if c.is_alphabetic() && place == 0 && alone => c.to_ascii_uppercase(),
            c if c.is_alphabetic() => 'A',
            c => c,
        };
        if !form.ends_with(class) {
            form.push(class);
        }
    }
    form
}

/// The supplies that an earlier call's outputs hold for an input; `answer` is there once the call was made.
pub fn of_outputs(input: &Input, call: usize, outputs: &[Output], answer: Option<&Value>) -> Vec<Supply> {
    let supply = |output: &Output| {
        let doubts = [(output.is_echo, 1.0), (output.path.contains(&Hop::First), 1.25), (input.role == Role::Second, 0.6)];
        let fit = output_fit(input, output)? - doubts.iter().filter(|(holds, _)| *holds).map(|(_, less)| less).sum::<f64>();
        let value = match answer {
            Some(answer) => Some(follow(answer, &output.path).filter(|value| is_usable(input, value))?),
            None => None,
        };
        Some(Supply { source: Source::Output(call, output.path.clone()), value, fit, with: Vec::new(), covers: 1.0 })
    };
    outputs.iter().filter_map(supply).collect()
}

/// The unit in an output's name, as the input spells it: `kilometres` of `{"kilometres": 877.5}`.
pub fn unit_of(input: &Input, call: usize, output: &Output) -> Option<Supply> {
    let named = words::parts(&output.key).into_iter().find_map(|part| {
        let spellings = words::spellings(&part).iter().copied();
        std::iter::once(part.as_str()).chain(spellings).find_map(|text| input.choices.get(text)?.first().cloned()).or_else(|| {
            let free = input.choices.is_empty() && input.kind == Type::Text && words::unit(&part).is_some();
            free.then(|| json!(part))
        })
    })?;
    Some(Supply { source: Source::Unit(call, output.path.clone()), value: Some(named), fit: 1.0, with: Vec::new(), covers: 1.0 })
}

fn output_fit(input: &Input, output: &Output) -> Option<f64> {
    let each = output.path.contains(&Hop::Each);
    let shared = output.name.iter().any(|stem| input.name.contains(stem));
    let same = output.path.last() == input.path.last().map(|key| Hop::Key(key.clone())).as_ref();
    let shares = if same {
        1.5
    } else if shared {
        1.2
    } else {
        0.0
    };
    match (input.kind, output.kind) {
        (Type::Numbers, Type::Number | Type::Integer) if each => Some(0.6),
        (Type::Texts, Type::Text) if each && shared => Some(1.0),
        _ if each => None,
        (Type::Number, Type::Number | Type::Integer) | (Type::Integer, Type::Integer) => {
            let any = input.name.iter().all(|part| ANY_NUMBER.contains(&part.as_str()) || part.len() == 1);
            // A number in the text goes first into an input that takes any.
            if any { Some(0.8) } else { (shares > 0.0).then_some(shares) }
        }
        (Type::Day, Type::Day) => Some(1.5 + shares / 5.0),
        (Type::Numbers, Type::Numbers) => Some(1.0 + shares),
        (Type::Text, Type::Text) if !input.choices.is_empty() => shared.then_some(1.0),
        (Type::Text, Type::Text) | (Type::Texts, Type::Texts) | (Type::Rows, Type::Rows) => (shares > 0.0).then_some(shares),
        _ => None,
    }
}

fn is_usable(input: &Input, value: &Value) -> bool {
    let allowed = input.choices.is_empty() || input.choices.values().flatten().any(|choice| choice == value);
    allowed && !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty())
}

/// The value at the end of the way.
pub fn follow(value: &Value, path: &[Hop]) -> Option<Value> {
    let Some((hop, rest)) = path.split_first() else { return Some(value.clone()) };
    match hop {
        Hop::Key(key) => follow(value.get(key)?, rest),
        Hop::First => follow(value.as_array()?.first()?, rest),
        Hop::Each => Some(value.as_array()?.iter().filter_map(|item| follow(item, rest)).collect()),
    }
}
