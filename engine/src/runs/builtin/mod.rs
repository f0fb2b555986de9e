//! The builtin planner: decides without a model, and always the same.
//!
//! ```text
//! tokens → reading (clauses, values, roles) → candidates → supplies → plan → one call → plan again → answer
//! ```
//! It knows English and JSON Schema, and no tool: everything about tools comes from the catalogue. It never
//! makes a value up: what fills an input stands in the requirement or in an earlier answer. It does no I/O;
//! `drive.rs` calls the tools and writes the steps down.

mod answer;
mod candidates;
mod days;
mod fill;
mod plan;
mod profile;
mod reading;
mod rows;
mod supply;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

pub use candidates::{Shelf, allows};
pub use fill::Action;
pub use plan::Made;

use crate::catalogue::Found;
use candidates::Candidates;
use domain::run::Offer;
use domain::tool::Tool;
use fill::Earlier;
use plan::{Plan, Planner};
use reading::{Kind, Mention, Reading};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// How many offered tools are written down.
const OFFERED: usize = 8;

/// How good a plan must be, beside the one whose call failed, to go on with.
const SECOND_BEST: f64 = 0.6;

/// How many calls one requirement can be worth.
const CALLS_MAX: usize = 12;

/// How many calls that break their schema are passed over before a turn gives up.
const PASSED_OVER: usize = 8;

/// What is to be done next.
#[derive(Clone, Debug)]
pub enum Decision {
    /// This call.
    Call {
        /// The call.
        action: Box<Action>,
        /// Its input.
        input: Value,
        /// It and the calls planned behind it, in words.
        told: String,
    },
    /// Nothing more: the answer is there.
    Answer,
    /// Nothing, and there is no answer.
    Refuse,
}

/// A requirement with the tools that may serve it.
#[derive(Debug)]
pub struct Mind {
    reading: Reading,
    candidates: Candidates,
    rarity: HashMap<String, f64>,
    failed: Vec<Action>,
}

impl Mind {
    /// Reads a requirement and looks for tools: with the catalogue's `search`, and by the values they take.
    pub fn new(
        requirement: &str,
        today: Option<&str>,
        shelf: &Shelf,
        search: impl Fn(&str, usize) -> Vec<Found>,
        may_use: impl Fn(&Tool) -> bool,
    ) -> Self {
        let reading = Reading::new(requirement, today);
        let candidates = Candidates::find(&reading, shelf, search, may_use);
        let rarity = shelf.rarity(reading.tokens.iter().map(|token| token.stem.as_str()));
        Self { reading, candidates, rarity, failed: Vec::new() }
    }

    /// What was read, in words.
    pub fn reads(&self) -> String {
        let told = |mention: &&Mention| !matches!(mention.kind, Kind::Opening | Kind::Several);
        let mentions: Vec<&Mention> = self.reading.mentions.iter().filter(told).collect();
        let inside =
            |one: &Mention, other: &Mention| one.span != other.span && other.span.start <= one.span.start && one.span.end <= other.span.end;
        let whole = mentions.iter().filter(|one| !mentions.iter().any(|other| inside(one, other)));
        let mut values: Vec<&str> = whole.map(|mention| self.reading.words(&mention.span)).collect();
        values.dedup();
        let wishes = self.reading.clauses.len();
        let wishes = if wishes > 1 { format!("{wishes} wishes") } else { "one wish".to_owned() };
        let mut text = match values.len() {
            0 => format!("Reads {wishes} without values"),
            _ => format!("Reads {wishes} with the values {}", values.join(" · ")),
        };
        if !self.candidates.left_out.is_empty() {
            let names: Vec<&str> = self.candidates.left_out.iter().map(|profile| profile.tool.id.as_str()).collect();
            text = format!("{text}; leaves out {}: destructive, and the budget allows no such call", names.join(", "));
        }
        text
    }

    /// The words that were searched for, and the tools found, best first.
    pub fn offers(&self) -> (String, Vec<Offer>) {
        let plan = self.planner(&|_| false).plan(&[]);
        let is_chosen = |tool: &Arc<Tool>| plan.actions.iter().any(|action| Arc::ptr_eq(&action.profile.tool, tool));
        let queries: Vec<String> = self.reading.clauses.iter().map(|clause| self.reading.query(clause)).collect();
        (queries.join("; "), self.candidates.offers(is_chosen, OFFERED))
    }

    /// What to do after the calls `made`.
    pub fn decide(&mut self, made: &[Made]) -> Decision {
        for _ in 0..if made.len() < CALLS_MAX { PASSED_OVER } else { 0 } {
            let plan = self.next_plan(made);
            let Some(first) = plan.actions.first() else { break };
            let enough = self.planner(&|_| false).is_enough(&plan) && self.candidates.withheld(&self.reading, &plan.covered).is_none();
            if made.is_empty() && !enough {
                break;
            }
            match first.input().filter(|input| jsonschema::is_valid(&first.profile.tool.inputs, input)) {
                Some(input) => {
                    let told = plan.actions.iter().map(answer::told).collect::<Vec<_>>().join(", then ");
                    return Decision::Call { action: Box::new(first.clone()), input, told };
                }
                None => self.failed.push(first.clone()),
            }
        }
        if made.is_empty() { Decision::Refuse } else { Decision::Answer }
    }

    /// Remembers that a call failed, and tells whether another way is sensible.
    pub fn note_failure(&mut self, action: &Action, made: &[Made]) -> bool {
        let before = self.next_plan(made);
        self.failed.push(action.clone());
        let after = self.next_plan(made);
        after.score >= SECOND_BEST * before.score && !after.actions.is_empty()
    }

    /// A call made, for the turns to come.
    pub fn made(action: Action, answer: Value) -> Made {
        let outputs = Arc::new(action.profile.outputs_of(&answer));
        Made { earlier: Earlier { outputs, answer: Some(Arc::new(answer)) }, action }
    }

    /// The answer, and what of the requirement was not understood.
    pub fn answer(&self, made: &[Made]) -> (String, Vec<String>) {
        (answer::sentence(made, &self.reading), self.not_understood(made))
    }

    /// What a call gave, in words.
    pub fn gave(&self, made: &Made) -> String {
        answer::values(made, &self.reading)
    }

    /// What of the requirement nothing was done with; what was tried and failed was understood.
    pub fn not_understood(&self, made: &[Made]) -> Vec<String> {
        let tried = made.iter().map(|made| &made.action).chain(&self.failed);
        answer::not_understood(&self.reading, &plan::covered(&self.reading, tried))
    }

    /// Why there is no way, what was understood, and what to try.
    pub fn refusal(&self) -> String {
        let planner = self.planner(&|_| false);
        if self.reading.weight() < 0.5 {
            return "The requirement says nothing that can be done. Say what is wanted, with its values, as “convert 12 miles to kilometres”.".to_owned();
        }
        if let Some(tool) = self.candidates.withheld(&self.reading, &planner.plan(&[]).covered) {
            return format!(
                "{tool} would do this, but it is destructive and the budget allows no such call. Give the run a budget of 1 destructive call."
            );
        }
        if let Some(nearly) = planner.nearly().first() {
            let (profile, input) = (&nearly.candidate.profile, &nearly.candidate.profile.inputs[nearly.missing]);
            let about = input.about.trim_end_matches('.').to_lowercase();
            let about = if about.is_empty() { String::new() } else { format!(" ({about})") };
            let example = input.example.as_ref().map_or_else(String::new, |example| format!(", as {}", answer::plain(example)));
            return format!(
                "{} comes nearest, but nothing in the text fills its input {}{about}. Name it{example}, or ask for something else.",
                profile.tool.id,
                input.path.join(".")
            );
        }
        let names = self.candidates.names(3);
        if names.is_empty() {
            return "No tool in the catalogue speaks of this. Search the catalogue for what there is, or register a service that can."
                .to_owned();
        }
        format!(
            "No tool does enough of this to be called; nearest are {}. Look at what they do, and say it in their words.",
            names.join(", ")
        )
    }

    fn next_plan(&self, made: &[Made]) -> Plan {
        let banned = |action: &Action| self.failed.iter().any(|other| other.is_same(action));
        self.planner(&banned).plan(made)
    }

    fn planner<'a>(&'a self, banned: &'a dyn Fn(&Action) -> bool) -> Planner<'a> {
        Planner { reading: &self.reading, candidates: &self.candidates.found, rarity: &self.rarity, banned }
    }
}
