//! Candidates: the tools that a requirement is weighed against.
//!
//! The catalogue's search finds them by words; the shelf adds those whose inputs take up a value of the text
//! that no word leads to, as the unit in "distance … in miles".

use super::fill::Candidate;
use super::profile::Profile;
use super::reading::Reading;
use super::supply::{self, Source};
use super::words;
use crate::catalogue::Found;
use domain::names::ToolId;
use domain::run::{Allowed, Offer};
use domain::tool::{Risk, Tool, ToolState, Why};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many tools a search of one clause brings.
const SEARCHED: usize = 8;

/// How many tools are weighed in all.
const WEIGHED: usize = 16;

/// How many destructive tools are named as left out.
const LEFT_OUT: usize = 3;

/// How many reasons are told for a tool.
const REASONS: usize = 4;

/// A profile of every tool of the catalogue.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    profiles: HashMap<String, Arc<Profile>>,
}

impl Shelf {
    /// The profiles of `tools`, read anew only where the definition is another one.
    #[must_use]
    pub fn renewed(&self, tools: Vec<Arc<Tool>>) -> Self {
        let profile = |tool: Arc<Tool>| {
            let known = self.profiles.get(tool.id.as_str()).filter(|known| Arc::ptr_eq(&known.tool, &tool));
            (tool.id.as_str().to_owned(), known.map_or_else(|| Arc::new(Profile::new(tool)), Arc::clone))
        };
        Self { profiles: tools.into_iter().map(profile).collect() }
    }

    /// How much each stem tells tools apart: less the more tools it speaks of.
    pub fn rarity<'a>(&self, stems: impl Iterator<Item = &'a str>) -> HashMap<String, f64> {
        let all = self.profiles.len();
        let rarity = |stem: &str| {
            let speaking = self.profiles.values().filter(|profile| profile.words.contains_key(stem)).count();
            // Among a handful of tools every word counts.
            if all < 10 { 1.0 } else { 1.0 - 0.6 * speaking as f64 / all as f64 }
        };
        stems.map(|stem| (stem.to_owned(), rarity(stem))).collect()
    }

    /// The stems of a reading that some tool is spoken of with.
    fn known(&self, reading: &Reading) -> HashSet<String> {
        let speaks = |stem: &&String| self.profiles.values().any(|profile| profile.words.contains_key(*stem));
        reading.tokens.iter().map(|token| &token.stem).filter(speaks).cloned().collect()
    }
}

/// Whether an order's list of tools has this one; `*` stands for anything.
pub fn allows(allowed: &Allowed, found: &[ToolId], tool: &ToolId) -> bool {
    match allowed {
        Allowed::Query(_) => found.contains(tool),
        Allowed::Patterns(patterns) => patterns.iter().any(|pattern| matches(pattern, tool.as_str())),
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut open = false;
    let parts: Vec<&str> = parts.collect();
    for (place, part) in parts.iter().enumerate() {
        open = true;
        if place + 1 == parts.len() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    open || rest.is_empty()
}

/// The tools that are weighed, with why.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The tools, best first.
    pub found: Vec<Candidate>,
    /// Destructive tools that would have been among them.
    pub left_out: Vec<Arc<Profile>>,
    why: HashMap<String, Vec<Why>>,
    known: HashSet<String>,
}

impl Candidates {
    /// Finds the tools for a reading; a tool that `may_use` refuses is left out.
    pub fn find(reading: &Reading, shelf: &Shelf, search: impl Fn(&str, usize) -> Vec<Found>, may_use: impl Fn(&Tool) -> bool) -> Self {
        let mut candidates = Self { known: shelf.known(reading), ..Self::default() };
        let mut scores: HashMap<String, f64> = HashMap::new();
        for clause in &reading.clauses {
            for found in search(&reading.query(clause), SEARCHED) {
                let id = found.tool.id.as_str().to_owned();
                scores.entry(id.clone()).and_modify(|score| *score = score.max(found.score)).or_insert(found.score);
                candidates.why.entry(id).or_default().extend(found.why);
            }
        }
        for (score, profile) in
            shelf.profiles.values().map(|profile| (speaking(profile, reading), profile)).filter(|(score, _)| *score > 0.0)
        {
            let known = scores.entry(profile.tool.id.as_str().to_owned()).or_insert(0.0);
            *known = known.max(score);
        }
        let mut best: Vec<(&str, f64)> = scores.iter().map(|(id, score)| (id.as_str(), *score)).collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        for profile in best.iter().filter_map(|(id, _)| shelf.profiles.get(*id)) {
            candidates.weigh(profile, scores[profile.tool.id.as_str()], reading, &may_use);
        }
        candidates.found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.profile.tool.id.cmp(&b.profile.tool.id)));
        candidates
    }

    fn weigh(&mut self, profile: &Arc<Profile>, score: f64, reading: &Reading, may_use: &impl Fn(&Tool) -> bool) {
        let tool = &profile.tool;
        if self.found.len() >= WEIGHED || matches!(tool.state, ToolState::Quarantined | ToolState::Gone) {
            return;
        }
        if !may_use(tool) {
            if tool.risk == Risk::Destructive && self.left_out.len() < LEFT_OUT && self.found.len() < SEARCHED {
                self.left_out.push(Arc::clone(profile));
            }
            return;
        }
        let supplies = supply::of_text(profile, reading, &self.known);
        self.add_reasons(profile, &supplies, reading);
        let score = 0.6 * score + 0.4 * fillable(profile, &supplies);
        self.found.push(Candidate { profile: Arc::clone(profile), score, supplies: Arc::new(supplies) });
    }

    /// A value that an input names among its choices is a reason that the search may not have seen.
    fn add_reasons(&mut self, profile: &Profile, supplies: &[Vec<supply::Supply>], reading: &Reading) {
        let why = self.why.entry(profile.tool.id.as_str().to_owned()).or_default();
        for (input, supplies) in profile.inputs.iter().zip(supplies).filter(|(input, _)| !input.choices.is_empty()) {
            if let Some(Source::Text(span)) = supplies.iter().max_by(|a, b| a.fit.total_cmp(&b.fit)).map(|supply| &supply.source) {
                why.push(Why { field: format!("input {}", input.path.join(".")), term: reading.words(span).to_owned() });
            }
        }
        let mut seen: Vec<String> = Vec::new();
        why.retain(|why| {
            let term = words::fold(&why.term);
            !seen.contains(&term) && {
                seen.push(term);
                true
            }
        });
        why.truncate(REASONS);
    }

    /// The best `count` tools as they are offered.
    pub fn offers(&self, is_chosen: impl Fn(&Arc<Tool>) -> bool, count: usize) -> Vec<Offer> {
        let offer = |(rank, candidate): (usize, &Candidate)| Offer {
            tool: candidate.profile.tool.id.clone(),
            rank: rank as u32 + 1,
            score: (candidate.score.clamp(0.0, 1.0) * 100.0).round() / 100.0,
            why: self.why.get(candidate.profile.tool.id.as_str()).cloned().unwrap_or_default(),
            tokens: tokens(&candidate.profile.tool),
            chosen: is_chosen(&candidate.profile.tool),
        };
        let all: Vec<Offer> = self.found.iter().enumerate().map(offer).collect();
        all.into_iter().filter(|offer| offer.rank as usize <= count || offer.chosen).collect()
    }

    /// The destructive tool whose name the text speaks of with a word that is not taken care of.
    pub fn withheld(&self, reading: &Reading, covered: &[f64]) -> Option<&ToolId> {
        let open = |stem: &String| {
            let mut tokens = reading.tokens.iter().zip(covered);
            tokens.any(|(token, covered)| token.weight >= 0.5 && *covered < 0.5 && token.stem == *stem)
        };
        let named = self.left_out.iter().find(|profile| words::stems(profile.tool.id.name()).iter().any(open));
        named.map(|profile| &profile.tool.id)
    }

    /// The addresses of the best tools.
    pub fn names(&self, count: usize) -> Vec<&str> {
        self.found.iter().take(count).map(|candidate| candidate.profile.tool.id.as_str()).collect()
    }
}

/// How much of the text's words speak of a tool, or are values that its inputs name, 0–1.
fn speaking(profile: &Profile, reading: &Reading) -> f64 {
    let named = |stem: &str, folded: &str| {
        let choices =
            profile.inputs.iter().any(|input| !input.choices.is_empty() && folded.len() > 1 && input.choices.contains_key(folded));
        profile.words.get(stem).copied().unwrap_or(0.0).max(if choices { 0.7 } else { 0.0 })
    };
    let content = reading.tokens.iter().filter(|token| token.is_content() && token.weight >= 0.5);
    let (count, sum) = content.fold((0, 0.0), |(count, sum), token| (count + 1, sum + named(&token.stem, &token.folded)));
    sum / f64::from(count.max(1))
}

/// The share of the required inputs that the text holds a supply for; all where none is required.
fn fillable(profile: &Profile, supplies: &[Vec<supply::Supply>]) -> f64 {
    let required = || profile.inputs.iter().zip(supplies).filter(|(input, _)| input.required && !input.has_default);
    let filled = required().filter(|(_, supplies)| supplies.iter().any(|supply| supply.fit > 0.0)).count();
    if required().count() == 0 { 1.0 } else { filled as f64 / required().count() as f64 }
}

/// What a tool's description costs in a model's context, at four letters a token.
fn tokens(tool: &Tool) -> u32 {
    ((tool.id.as_str().len() + tool.description.len() + tool.inputs.to_string().len()) / 4) as u32
}
