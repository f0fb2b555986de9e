//! Whose turn it is: four ways to choose one of those that may take a call.
//!
//! A picker sees numbers only, and chance is given to it. What it remembers outlives changes of the instances.

use domain::traffic::Balancer;
use std::collections::HashMap;

/// How many credits are kept beyond twice those there are: who is away for a moment finds his again.
const CREDITS_SPARE: usize = 16;

/// One that may be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The instance's id.
    pub id: &'a str,
    /// Its weight, at least 1.
    pub weight: u32,
    /// Its calls under way.
    pub in_flight: u32,
    /// What one more call is likely to cost.
    pub cost: f64,
}

/// What a service's picker remembers.
#[derive(Clone, Debug, Default)]
pub struct Picker {
    turn: usize,
    /// The running credit of each by weight.
    credit: HashMap<String, i64>,
}

impl Picker {
    /// The place in `all` of the one that is chosen; `None` of none. `chance` draws a number from 0 up to 1.
    pub fn pick(&mut self, balancer: Balancer, all: &[Candidate<'_>], chance: impl FnMut() -> f64) -> Option<usize> {
        match (balancer, all.len()) {
            (_, 0) => None,
            (_, 1) => Some(0),
            (Balancer::RoundRobin, _) => Some(self.in_turn(all.len())),
            (Balancer::Weighted, _) => self.by_weight(all),
            (Balancer::LeastConnections, _) => self.least_busy(all),
            (Balancer::PeakEwma, _) => Some(better_of_two(all, chance)),
        }
    }

    fn in_turn(&mut self, count: usize) -> usize {
        self.turn = self.turn.wrapping_add(1);
        self.turn % count
    }

    /// Smooth weighted round robin, as nginx does it: each earns its weight, the richest is chosen and pays what all earned.
    fn by_weight(&mut self, all: &[Candidate<'_>]) -> Option<usize> {
        if self.credit.len() > 2 * all.len() + CREDITS_SPARE {
            self.credit.retain(|id, _| all.iter().any(|candidate| candidate.id == id));
        }
        let mut earned = 0;
        let mut richest: Option<(usize, i64)> = None;
        for (place, candidate) in all.iter().enumerate() {
            let credit = self.credit_of(candidate.id);
            *credit += i64::from(candidate.weight);
            earned += i64::from(candidate.weight);
            if richest.is_none_or(|(_, most)| *credit > most) {
                richest = Some((place, *credit));
            }
        }
        let (place, _) = richest?;
        *self.credit_of(all[place].id) -= earned;
        Some(place)
    }

    fn credit_of(&mut self, id: &str) -> &mut i64 {
        if !self.credit.contains_key(id) {
            self.credit.insert(id.to_owned(), 0);
        }
        self.credit.entry(id.to_owned()).or_default()
    }

    /// The fewest calls under way for the weight; those that are equal take turns.
    fn least_busy(&mut self, all: &[Candidate<'_>]) -> Option<usize> {
        let first = self.in_turn(all.len());
        let busy = |place: &usize| f64::from(all[*place].in_flight) / f64::from(all[*place].weight.max(1));
        (0..all.len()).map(|step| (first + step) % all.len()).min_by(|a, b| busy(a).total_cmp(&busy(b)))
    }
}

/// The power of two choices: two different ones at random, and the cheaper of them.
fn better_of_two(all: &[Candidate<'_>], mut chance: impl FnMut() -> f64) -> usize {
    let mut draw = |count: usize| ((chance() * count as f64) as usize).min(count - 1);
    let first = draw(all.len());
    let second = (first + 1 + draw(all.len() - 1)) % all.len();
    if all[second].cost < all[first].cost { second } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

    /// Candidates of these weights, with no calls under way.
    fn weighing(weights: &[u32]) -> Vec<Candidate<'static>> {
        NAMES.iter().zip(weights).map(|(id, weight)| Candidate { id, weight: *weight, in_flight: 0, cost: 0.0 }).collect()
    }

    fn check(balancer: Balancer, all: &[Candidate<'_>], calls: usize, expected: &str) {
        let mut picker = Picker::default();
        let picked: String = (0..calls).filter_map(|_| picker.pick(balancer, all, || 0.0)).map(|place| all[place].id).collect();
        assert_eq!(picked, expected);
    }

    #[test]
    fn round_robin_takes_them_one_after_the_other() {
        check(Balancer::RoundRobin, &weighing(&[1, 1, 1]), 7, "bcabcab");
        check(Balancer::RoundRobin, &[], 2, "");
    }

    #[test]
    fn weights_are_kept_exactly_and_smoothly() {
        check(Balancer::Weighted, &weighing(&[5, 3, 1]), 9, "abacababa");
        check(Balancer::Weighted, &weighing(&[5, 3, 1]), 18, "abacababaabacababa");
    }

    #[test]
    fn the_one_with_the_fewest_calls_for_its_weight_is_taken() {
        let mut all = weighing(&[1, 1, 4]);
        for (candidate, in_flight) in all.iter_mut().zip([2, 1, 3]) {
            candidate.in_flight = in_flight;
        }
        check(Balancer::LeastConnections, &all, 2, "cc");
        check(Balancer::LeastConnections, &weighing(&[1, 1]), 4, "baba");
    }

    #[test]
    fn of_two_drawn_at_random_the_cheaper_is_taken() {
        let mut all = weighing(&[1, 1, 1]);
        for (candidate, cost) in all.iter_mut().zip([9.0, 5.0, 1.0]) {
            candidate.cost = cost;
        }
        check(Balancer::PeakEwma, &all, 1, "b");
        let mut draws = [0.4, 0.0].into_iter();
        assert_eq!(Picker::default().pick(Balancer::PeakEwma, &all, || draws.next().unwrap_or_default()), Some(2));
    }

    proptest! {
        /// Over any number of whole rounds each gets exactly its weight, whoever it is.
        #[test]
        fn a_round_gives_each_its_weight(weights in prop::collection::vec(1_u32..50, 1..5), rounds in 1_u32..4) {
            let all = weighing(&weights);
            let mut picker = Picker::default();
            let mut counts = vec![0; all.len()];
            for _ in 0..weights.iter().sum::<u32>() * rounds {
                counts[picker.pick(Balancer::Weighted, &all, || 0.0).expect("one")] += 1;
            }
            let expected: Vec<u32> = weights.iter().map(|weight| weight * rounds).collect();
            prop_assert_eq!(counts, expected);
        }

        /// Whoever comes and goes between two calls, and whatever chance draws: one of those there are is chosen.
        #[test]
        fn one_of_those_there_are_is_chosen(sets in prop::collection::vec((1_usize..5, 0.0_f64..1.0), 1..40), kind in 0_usize..4) {
            let mut picker = Picker::default();
            for (count, chance) in sets {
                let all = weighing(&vec![2; count]);
                prop_assert!(picker.pick(Balancer::ALL[kind], &all, || chance).is_some_and(|place| place < count));
            }
        }
    }
}
