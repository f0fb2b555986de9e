//! Planning: the sequence of calls that leaves least of the requirement undone.
//!
//! ```text
//! reading + candidates + calls made → beam search → the best sequence → its first call not yet made
//! ```
//! A call is worth what it takes care of, less what a call costs. So "90 days after 2026-11-20" draws in the
//! tool that adds days before the one that names the weekday, and "in miles" draws in a conversion behind the
//! distance, without anybody having said which tools go together.

use super::fill::{Action, Candidate, Earlier, Filling};
use super::reading::Reading;
use std::collections::HashMap;
use std::sync::Arc;

/// How many sequences are followed at once.
const BEAM: usize = 16;

/// The most calls of one plan.
const LENGTH_MAX: usize = 5;

/// What a call costs, in the worth of words.
const CALL: f64 = 0.6;

/// What it is worth that a call goes on with what another one gave.
const FED: f64 = 0.25;

/// What it costs that nobody says a tool is safe.
const RISK: f64 = 0.3;

/// What it costs that a further call takes nothing from the text or from a call before.
const UNASKED: f64 = 0.5;

/// What it costs that a further call takes only values that an earlier one took.
const AGAIN: f64 = 0.3;

/// What it costs to take wishes out of their order.
const BACKWARDS: f64 = 0.1;

/// How much, beside values, must speak for a tool.
const EVIDENCE: f64 = 0.45;

/// How much of the requirement a plan must take care of.
const SHARE: f64 = 0.5;

/// A call that was made, with what came of it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The call.
    pub action: Action,
    /// Its outputs and its answer.
    pub earlier: Earlier,
}

/// A sequence of calls.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The calls to be made, in order.
    pub actions: Vec<Action>,
    /// How much of each token is taken care of, 0–1, with the calls made before.
    pub covered: Vec<f64>,
    /// What it is worth.
    pub score: f64,
    earlier: Vec<Earlier>,
}

/// A tool that nearly fits, and the input that nothing in the text fills.
#[derive(Clone, Debug)]
pub struct Nearly {
    /// The candidate.
    pub candidate: Candidate,
    /// The place of the input.
    pub missing: usize,
    /// How much of the text speaks for the tool.
    pub evidence: f64,
}

/// Everything that a plan is made from.
pub struct Planner<'a> {
    /// The requirement.
    pub reading: &'a Reading,
    /// The tools.
    pub candidates: &'a [Candidate],
    /// How much a stem tells tools apart, 0–1.
    pub rarity: &'a HashMap<String, f64>,
    /// Whether a call may not be made again: it failed.
    pub banned: &'a dyn Fn(&Action) -> bool,
}

impl Planner<'_> {
    /// The best plan that goes on from the calls made; without calls where nothing more is worth one.
    pub fn plan(&self, made: &[Made]) -> Plan {
        let mut best = self.start(made);
        let mut beam = vec![best.clone()];
        for _ in 0..LENGTH_MAX {
            let mut next: Vec<Plan> = beam.iter().flat_map(|plan| self.longer(plan, made)).collect();
            next.sort_by(|a, b| b.score.total_cmp(&a.score));
            next.truncate(BEAM);
            match next.first() {
                Some(first) if first.score > best.score => best = first.clone(),
                Some(_) => {}
                None => break,
            }
            beam = next;
        }
        best
    }

    /// Whether enough of the requirement is taken care of to act on a plan.
    pub fn is_enough(&self, plan: &Plan) -> bool {
        self.share(&plan.covered) >= SHARE
    }

    /// The share of the requirement that is taken care of.
    pub fn share(&self, covered: &[f64]) -> f64 {
        let done: f64 = self.reading.tokens.iter().zip(covered).map(|(token, covered)| token.weight * covered).sum();
        done / self.reading.weight().max(f64::EPSILON)
    }

    /// The tools that the text speaks of and that lack an input, best first.
    pub fn nearly(&self) -> Vec<Nearly> {
        let covered = vec![0.0; self.reading.tokens.len()];
        let mut nearly: Vec<Nearly> = Vec::new();
        for candidate in self.candidates {
            let filling = self.filling(0, &[], &covered);
            let Err(missing) = filling.fill(candidate) else { continue };
            let words = self.reading.tokens.iter().filter(|token| token.weight > 0.0);
            let evidence = words.filter_map(|token| candidate.profile.words.get(&token.stem)).sum();
            nearly.push(Nearly { candidate: candidate.clone(), missing, evidence });
        }
        nearly.retain(|nearly| nearly.evidence >= 2.0 * EVIDENCE);
        nearly.sort_by(|a, b| b.evidence.total_cmp(&a.evidence));
        nearly
    }

    fn start(&self, made: &[Made]) -> Plan {
        let covered = covered(self.reading, made.iter().map(|made| &made.action));
        let earlier = made.iter().map(|made| made.earlier.clone()).collect();
        Plan { actions: Vec::new(), covered, score: 0.0, earlier }
    }

    fn longer(&self, plan: &Plan, made: &[Made]) -> Vec<Plan> {
        let mut longer = Vec::new();
        for clause in 0..self.reading.clauses.len() {
            let filling = self.filling(clause, &plan.earlier, &plan.covered);
            for candidate in self.candidates {
                let Ok(action) = filling.fill(candidate) else { continue };
                let repeats = made.iter().map(|made| &made.action).chain(&plan.actions).any(|other| other.is_same(&action));
                if !repeats && action.evidence >= EVIDENCE && !(self.banned)(&action) {
                    longer.push(self.with(plan, action));
                }
            }
        }
        longer
    }

    fn filling<'a>(&'a self, clause: usize, earlier: &'a [Earlier], covered: &'a [f64]) -> Filling<'a> {
        Filling { reading: self.reading, clause, earlier, covered, rarity: self.rarity }
    }

    fn with(&self, plan: &Plan, action: Action) -> Plan {
        let mut longer = plan.clone();
        let before = longer.covered.clone();
        cover(&mut longer.covered, &action);
        let steps = before.iter().zip(&longer.covered).map(|(was, is)| is - was);
        let gain: f64 = self.reading.tokens.iter().zip(steps).map(|(token, step)| token.weight * step).sum();
        let is_first = plan.earlier.is_empty();
        let backwards = plan.actions.last().is_some_and(|last| action.clause < last.clause);
        let again = !is_first && !action.is_fed() && action.takes_nothing_new(&before);
        let extra = [
            (action.is_fed(), FED),
            (action.is_risky(), -RISK),
            (action.filled.is_empty() && !is_first, -UNASKED),
            (backwards, -BACKWARDS),
            (again, -AGAIN),
        ];
        longer.score += gain - CALL + 0.1 * action.fit + 0.05 * action.score;
        longer.score += extra.iter().filter(|(holds, _)| *holds).map(|(_, worth)| worth).sum::<f64>();
        longer.earlier.push(Earlier { outputs: Arc::new(action.profile.outputs.clone()), answer: None });
        longer.actions.push(action);
        longer
    }
}

/// How much of each token some calls take care of, 0–1.
pub fn covered<'a>(reading: &Reading, actions: impl Iterator<Item = &'a Action>) -> Vec<f64> {
    let mut covered = vec![0.0; reading.tokens.len()];
    actions.for_each(|action| cover(&mut covered, action));
    covered
}

/// Marks what an action takes care of.
fn cover(covered: &mut [f64], action: &Action) {
    for (token, worth) in &action.covers {
        covered[*token] = covered[*token].max(*worth);
    }
}
