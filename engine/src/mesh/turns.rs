//! Turns: when the health of a service became another one, read from the moments that are kept.

use super::{Keeper, Moments, store};
use crate::Error;
use domain::mesh::{Node, TURNS_MAX, Turn};
use domain::{Health, Time};
use std::collections::BTreeMap;

/// How many changes of services are looked through for turns, the newest of a span.
const STATES_MAX: usize = 5000;

impl Keeper {
    /// What happened to services after the moment `from`, until `to`; the newest, oldest first.
    pub async fn turns(&self, from: Time, to: Time) -> Result<Vec<Turn>, Error> {
        self.moments().turns(super::minute_of(from), super::minute_of(to)).await
    }
}

impl Moments {
    pub(super) async fn turns(&self, from: i64, to: i64) -> Result<Vec<Turn>, Error> {
        let states = store::states(self.db(), from, to, STATES_MAX as i64).await?;
        // What was before the oldest of so many is not known.
        let before = if states.len() < STATES_MAX { store::nodes(self.db(), from).await? } else { Vec::new() };
        Ok(fold(before, states))
    }
}

/// The turns among states, the newest of which comes first. Who becomes known, comes or goes does not turn.
fn fold(before: Vec<Node>, states: Vec<(i64, String, Option<Node>)>) -> Vec<Turn> {
    let mut healths: BTreeMap<String, Health> = before.into_iter().map(|node| (node.id, node.health)).collect();
    let mut turns = Vec::new();
    for (minute, name, node) in states.into_iter().rev() {
        let Some(health) = node.map(|node| node.health) else {
            healths.remove(&name);
            continue;
        };
        let was = healths.insert(name.clone(), health);
        if was.is_some_and(|was| was != health && is_known(was)) && is_known(health) {
            turns.push(Turn { at: Time::from_seconds(minute * 60), node: name, health });
        }
    }
    turns.split_off(turns.len().saturating_sub(TURNS_MAX))
}

const fn is_known(health: Health) -> bool {
    !matches!(health, Health::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::tests::node;
    use domain::service::Freshness;

    use Health::{Degraded, Healthy, Unhealthy, Unknown};

    fn geo(health: Health) -> Node {
        node("geo", health, 1, Freshness::Fresh)
    }

    /// `geo` as it was before, and as it was at minutes from 1 on; the minutes at which it turns.
    fn check(before: Option<Health>, states: &[Option<Health>], expected: &[(i64, Health)]) {
        let states = (1..).zip(states).map(|(minute, health)| (minute, "geo".to_owned(), health.map(geo)));
        let states: Vec<_> = states.collect();
        let turns = fold(before.map(geo).into_iter().collect(), states.into_iter().rev().collect());
        let turns: Vec<(i64, Health)> = turns.into_iter().map(|turn| (turn.at.seconds() / 60, turn.health)).collect();
        assert_eq!(turns, expected, "{before:?}");
    }

    #[test]
    fn a_service_turns_where_its_health_is_another_one() {
        check(Some(Healthy), &[Some(Healthy), Some(Unhealthy), Some(Unhealthy), Some(Healthy)], &[(2, Unhealthy), (4, Healthy)]);
        check(Some(Degraded), &[Some(Unhealthy)], &[(1, Unhealthy)]);
    }

    #[test]
    fn who_becomes_known_comes_or_goes_does_not_turn() {
        check(None, &[Some(Unknown), Some(Healthy), Some(Degraded)], &[(3, Degraded)]);
        check(Some(Healthy), &[None, Some(Unhealthy)], &[]);
        check(Some(Healthy), &[Some(Unknown), Some(Healthy)], &[]);
    }

    #[test]
    fn of_too_many_turns_the_newest_are_told() {
        let states: Vec<Option<Health>> = (0..300).map(|at| Some(if at % 2 == 0 { Unhealthy } else { Healthy })).collect();
        let expected: Vec<(i64, Health)> = (101..=300).map(|at| (at, if at % 2 == 1 { Unhealthy } else { Healthy })).collect();
        assert_eq!(expected.len(), TURNS_MAX);
        check(Some(Healthy), &states, &expected);
    }
}
