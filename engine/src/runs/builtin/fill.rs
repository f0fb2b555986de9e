//! Filling: one call of a tool, with every input it needs, or the input that is missing.
//!
//! The best-fitting supply of all goes first, each token and each output is used once; an input that is not
//! required is left to its default unless the text speaks of it.

use super::profile::{Hop, Input, Output, Profile};
use super::reading::{Reading, Role};
use super::supply::{self, Source, Supply};
use super::tokens::Shape;
use domain::tool::Risk;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// How well a supply must fit a required input.
const FIT_REQUIRED: f64 = 0.25;

/// How well it must fit any other: the text speaks of it.
const FIT_OPTIONAL: f64 = 1.0;

/// What it is worth that a value stands in the clause the call is for, and what it costs that it does not.
const SAME_CLAUSE: f64 = 0.5;
const OTHER_CLAUSE: f64 = -0.3;

/// What it costs to use a value again that an earlier call used.
const USED_AGAIN: f64 = -1.0;

/// How much of a word beside a value is taken care of with it.
const BESIDE: f64 = 0.8;

/// What it is worth that a clause speaks of "it": the result of the call before.
const SPEAKS_OF_IT: f64 = 1.0;

/// A tool with the supplies that the text holds for it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The tool.
    pub profile: Arc<Profile>,
    /// How well the catalogue finds it fits, 0–1.
    pub score: f64,
    /// The supplies, input by input.
    pub supplies: Arc<Vec<Vec<Supply>>>,
}

/// An input with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// Its place among the profile's inputs.
    pub input: usize,
    /// Where the value comes from.
    pub source: Source,
    /// The value; absent until the call it comes from was made.
    pub value: Option<Value>,
}

/// A call that could be made.
#[derive(Clone, Debug)]
pub struct Action {
    /// The tool.
    pub profile: Arc<Profile>,
    /// The clause it is for.
    pub clause: usize,
    /// Its inputs.
    pub filled: Vec<Filled>,
    /// How much of each token of the requirement it takes care of, 0–1.
    pub covers: Vec<(usize, f64)>,
    /// How much in the text, beside values, speaks for the tool.
    pub evidence: f64,
    /// How well its inputs fit, on average.
    pub fit: f64,
    /// What the catalogue's search makes of it.
    pub score: f64,
}

impl Action {
    /// The input as JSON; `None` where a value has yet to come.
    pub fn input(&self) -> Option<Value> {
        let mut input = Value::Object(Map::new());
        for filled in &self.filled {
            place(&mut input, &self.profile.inputs[filled.input].path, filled.value.clone()?);
        }
        Some(input)
    }

    /// Whether it uses what an earlier call gave.
    pub fn is_fed(&self) -> bool {
        self.filled.iter().any(|filled| !matches!(filled.source, Source::Text(_)))
    }

    /// Whether all its values from the text are taken care of already.
    pub fn takes_nothing_new(&self, covered: &[f64]) -> bool {
        let spans = self.filled.iter().filter_map(|filled| match &filled.source {
            Source::Text(span) => Some(span.clone()),
            Source::Output(..) | Source::Unit(..) => None,
        });
        spans.flatten().all(|token| covered[token] > 0.0)
    }

    /// Whether it is the same call as another one: the same input for the same tool, wherever its values come from.
    pub fn is_same(&self, other: &Self) -> bool {
        let same_input = match (self.input(), other.input()) {
            (Some(one), Some(another)) => one == another,
            _ => self.filled == other.filled,
        };
        self.profile.tool.id == other.profile.tool.id && same_input
    }

    /// Whether a call may change something without having said so.
    pub fn is_risky(&self) -> bool {
        !self.profile.tool.risk.is_safe_to_repeat() || self.profile.tool.risk == Risk::Unknown
    }
}

fn place(object: &mut Value, path: &[String], value: Value) {
    let Some((key, rest)) = path.split_first() else { return };
    let Value::Object(map) = object else { return };
    let slot = map.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
    if rest.is_empty() { *slot = value } else { place(slot, rest, value) }
}

/// A call that an action may take its inputs from.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// Its outputs.
    pub outputs: Arc<Vec<Output>>,
    /// What it answered, once it was made.
    pub answer: Option<Arc<Value>>,
}

/// What is there to fill an action with.
pub struct Filling<'a> {
    /// The requirement.
    pub reading: &'a Reading,
    /// The clause the call is for.
    pub clause: usize,
    /// The calls before.
    pub earlier: &'a [Earlier],
    /// What of each token is taken care of already.
    pub covered: &'a [f64],
    /// What a stem says about a tool, 0–1: less where many tools have it.
    pub rarity: &'a HashMap<String, f64>,
}

impl Filling<'_> {
    /// The call of a candidate, or the place of the required input that nothing fills.
    pub fn fill(&self, candidate: &Candidate) -> Result<Action, usize> {
        let inputs = &candidate.profile.inputs;
        let mut chosen: Vec<(usize, Supply)> = Vec::new();
        for (input, supply) in self.best_first(candidate) {
            let needed = if inputs[input].required && !inputs[input].has_default { FIT_REQUIRED } else { FIT_OPTIONAL };
            if supply.fit >= needed && chosen.iter().all(|(other, taken)| *other != input && !collide(taken, &supply)) {
                chosen.push((input, supply));
            }
        }
        self.add_units(inputs, &mut chosen);
        chosen.sort_by_key(|(input, _)| *input);
        let is_filled = |place: usize| chosen.iter().any(|(input, _)| *input == place);
        match (0..inputs.len()).find(|place| inputs[*place].required && !inputs[*place].has_default && !is_filled(*place)) {
            Some(missing) => Err(missing),
            None => Ok(self.action(candidate, chosen)),
        }
    }

    fn best_first(&self, candidate: &Candidate) -> Vec<(usize, Supply)> {
        let mut all = Vec::new();
        for (place, input) in candidate.profile.inputs.iter().enumerate() {
            let of_text = candidate.supplies.get(place).into_iter().flatten().cloned().map(|supply| self.in_place(supply));
            all.extend(of_text.map(|supply| (place, supply)));
            // What is not required is filled only where the text speaks of it.
            let needed = input.required && !input.has_default;
            for (call, earlier) in self.earlier.iter().enumerate().filter(|_| needed) {
                let supplies = supply::of_outputs(input, call, &earlier.outputs, earlier.answer.as_deref());
                all.extend(supplies.into_iter().map(|supply| (place, self.after(supply))));
            }
        }
        all.sort_by(|(a, one), (b, other)| other.fit.total_cmp(&one.fit).then(a.cmp(b)).then_with(|| start(one).cmp(&start(other))));
        all
    }

    /// A value of the text fits better where it stands in the clause, and worse where it is used already.
    fn in_place(&self, mut supply: Supply) -> Supply {
        if let Source::Text(span) = &supply.source
            && !span.is_empty()
        {
            let here = self.reading.clauses.len() < 2 || self.reading.clause_of(span.start) == self.clause;
            supply.fit += if here { SAME_CLAUSE } else { OTHER_CLAUSE };
            if span.clone().all(|token| self.covered[token] >= 1.0) {
                supply.fit += USED_AGAIN;
            }
        }
        supply
    }

    fn after(&self, mut supply: Supply) -> Supply {
        const IT: &[&str] = &["it", "that", "this", "them", "result", "those", "these"];
        let clause = self.reading.clauses.get(self.clause).cloned().unwrap_or_default();
        if self.clause > 0 && self.reading.tokens[clause].iter().any(|token| IT.contains(&token.folded.as_str())) {
            supply.fit += SPEAKS_OF_IT;
        }
        supply
    }

    /// A number from an earlier call brings the unit in its name along.
    fn add_units(&self, inputs: &[Input], chosen: &mut Vec<(usize, Supply)>) {
        let fed = chosen.iter().find_map(|(_, supply)| match &supply.source {
            Source::Output(call, path) => Some((*call, path.clone())),
            _ => None,
        });
        let Some((call, path)) = fed else { return };
        let Some(output) = self.earlier[call].outputs.iter().find(|output| output.path == path) else { return };
        for (place, input) in inputs.iter().enumerate() {
            let open = input.required && input.role != Role::Second && chosen.iter().all(|(other, _)| *other != place);
            if let Some(unit) = open.then(|| supply::unit_of(input, call, output)).flatten() {
                chosen.push((place, unit));
                return;
            }
        }
    }

    fn action(&self, candidate: &Candidate, chosen: Vec<(usize, Supply)>) -> Action {
        let fit = chosen.iter().map(|(_, supply)| supply.fit).sum::<f64>() / chosen.len().max(1) as f64;
        let mut covers: Vec<(usize, f64)> = Vec::new();
        let mut evidence = 0.0;
        for (input, supply) in &chosen {
            if let Source::Text(span) = &supply.source {
                covers.extend(span.clone().map(|token| (token, supply.covers)));
                if !candidate.profile.inputs[*input].choices.is_empty() {
                    evidence += 0.5;
                }
            }
            covers.extend(supply.with.iter().map(|token| (*token, BESIDE)));
        }
        // A word that names an input beside its value speaks for the tool, if less than one that names the tool.
        let names = |(input, supply): &(usize, Supply)| {
            let name = &candidate.profile.inputs[*input].name;
            supply.with.iter().any(|token| name.contains(&self.reading.tokens[*token].stem))
        };
        evidence += 0.5 * chosen.iter().filter(|pair| names(pair)).count() as f64;
        let values: Vec<usize> = covers.iter().map(|(token, _)| *token).collect();
        for (place, worth) in self.speaking(&candidate.profile) {
            covers.push((place, worth));
            // A value that the tool's words repeat speaks for the tool only as a value.
            if !values.contains(&place) {
                evidence += worth * self.reading.tokens[place].weight;
            }
        }
        let filled = chosen.into_iter().map(|(input, supply)| Filled { input, source: supply.source, value: supply.value }).collect();
        Action { profile: Arc::clone(&candidate.profile), clause: self.clause, filled, covers, evidence, fit, score: candidate.score }
    }

    /// The words of the text that speak of the tool; those of another clause less.
    fn speaking<'a>(&'a self, profile: &'a Profile) -> impl Iterator<Item = (usize, f64)> + 'a {
        self.reading.tokens.iter().enumerate().filter_map(move |(place, token)| {
            if token.weight == 0.0 || !matches!(token.shape, Shape::Word | Shape::Day(_)) {
                return None;
            }
            let here = self.reading.clauses.len() < 2 || self.reading.clause_of(place) == self.clause;
            let worth = profile.words.get(&token.stem)? * self.rarity.get(&token.stem).unwrap_or(&1.0);
            Some((place, if here { worth } else { worth * 0.5 }))
        })
    }
}

fn start(supply: &Supply) -> usize {
    match &supply.source {
        Source::Text(span) => span.start,
        Source::Output(..) | Source::Unit(..) => usize::MAX,
    }
}

/// Whether two supplies are the same thing, in whole or in part.
fn collide(a: &Supply, b: &Supply) -> bool {
    match (&a.source, &b.source) {
        (Source::Text(a), Source::Text(b)) => a.start < b.end && b.start < a.end,
        (a, b) => a == b,
    }
}

/// The way of an output in words: `kilometres`, `cities.city`.
pub fn way(path: &[Hop]) -> String {
    let keys = path.iter().filter_map(|hop| match hop {
        Hop::Key(key) => Some(key.as_str()),
        Hop::First | Hop::Each => None,
    });
    keys.collect::<Vec<_>>().join(".")
}
