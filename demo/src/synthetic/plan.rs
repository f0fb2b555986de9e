//! Who is there and who calls whom, drawn from a seed: teams of 12 to 28 services, each with an edge, its logic and its data.

use std::collections::BTreeSet;

use rand::{Rng, SeedableRng, rngs::StdRng};

/// What teams are about.
const AREAS: [&str; 48] = [
    "accounts",
    "adverts",
    "billing",
    "bookings",
    "campaigns",
    "carriers",
    "carts",
    "catalogue",
    "checkout",
    "claims",
    "content",
    "coupons",
    "customers",
    "delivery",
    "disputes",
    "documents",
    "events",
    "exports",
    "forecast",
    "fraud",
    "gifts",
    "identity",
    "imports",
    "inventory",
    "invoices",
    "ledger",
    "listings",
    "loyalty",
    "mail",
    "media",
    "messages",
    "orders",
    "parcels",
    "partners",
    "payments",
    "payroll",
    "pricing",
    "profiles",
    "quotes",
    "ratings",
    "refunds",
    "reports",
    "returns",
    "search",
    "sellers",
    "shipping",
    "support",
    "tax",
];

/// Where they work.
const MARKETS: [&str; 20] = [
    "", "-at", "-be", "-ca", "-ch", "-cz", "-de", "-dk", "-es", "-fi", "-fr", "-it", "-jp", "-nl", "-no", "-pl", "-pt", "-se", "-uk", "-us",
];

/// What a service of a team does, and where in the team it stands; the first of them every team has.
const ROLES: [(&str, Tier); 28] = {
    use Tier::{Data, Edge, Logic};
    [
        ("gateway", Edge),
        ("api", Logic),
        ("store", Data),
        ("worker", Logic),
        ("cache", Data),
        ("rules", Logic),
        ("web", Edge),
        ("events", Logic),
        ("index", Data),
        ("notifier", Logic),
        ("scheduler", Logic),
        ("archive", Data),
        ("mobile", Edge),
        ("validator", Logic),
        ("importer", Logic),
        ("exporter", Logic),
        ("audit", Data),
        ("queue", Data),
        ("sync", Logic),
        ("reports", Logic),
        ("matcher", Logic),
        ("planner", Logic),
        ("limits", Logic),
        ("history", Data),
        ("renderer", Logic),
        ("geo", Logic),
        ("admin", Edge),
        ("backfill", Logic),
    ]
};

/// The least and the most services of a team.
const TEAM: std::ops::RangeInclusive<usize> = 12..=28;
/// One service in so many is of the platform, and called from everywhere.
const SHARED: usize = 100;
/// One team in so many stands in staging; nobody calls from there into production.
const STAGING: usize = 9;

/// Where in a team a service stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    Edge,
    Logic,
    Data,
}

impl Tier {
    /// The word it is tagged with.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Logic => "logic",
            Self::Data => "data",
        }
    }
}

/// How a service feels for as long as it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feeling {
    Good,
    Degraded,
    Down,
}

/// One service.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub name: String,
    pub area: &'static str,
    pub owner: String,
    pub tier: Tier,
    pub environment: &'static str,
    pub feeling: Feeling,
    /// How many of the verbs it has a tool for.
    pub tools: usize,
}

/// Who calls whom: the ends by number, how busy, how often without an answer, and how long a call takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    pub from: usize,
    pub to: usize,
    pub weight: f64,
    pub failing: f64,
    pub millis: f64,
}

/// The whole mesh.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub services: Vec<Planned>,
    pub ways: Vec<Way>,
}

impl Plan {
    /// The mesh of so many services that a seed gives.
    pub fn of(count: usize, seed: u64) -> Self {
        let (mut plan, mut dice) = (Self::default(), StdRng::seed_from_u64(seed));
        let shared = count.div_ceil(SHARED);
        for number in 0..shared {
            plan.add(&format!("platform-{}", number + 1), "platform", "platform".to_owned(), Tier::Logic, "production", &mut dice);
        }
        let mut leads: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
        for team in 0.. {
            let (first, size) = (plan.services.len(), dice.random_range(TEAM).min(count - plan.services.len()));
            if size == 0 {
                break;
            }
            let is_staging = team % STAGING == STAGING - 1;
            plan.add_team(team, size, if is_staging { "staging" } else { "production" }, &mut dice);
            plan.connect(first, size, if is_staging { 0 } else { shared }, &leads[usize::from(is_staging)], &mut dice);
            leads[usize::from(is_staging)].extend(first + 1..first + size);
        }
        plan
    }

    fn add_team(&mut self, team: usize, size: usize, environment: &'static str, dice: &mut StdRng) {
        let area = AREAS[team % AREAS.len()];
        let market = MARKETS[(team / AREAS.len()) % MARKETS.len()];
        let owner = format!("{area}{market}");
        for (role, tier) in ROLES.iter().take(size) {
            self.add(&format!("{owner}-{role}"), area, owner.clone(), *tier, environment, dice);
        }
    }

    fn add(&mut self, name: &str, area: &'static str, owner: String, tier: Tier, environment: &'static str, dice: &mut StdRng) {
        let feeling = match dice.random_range(0..1000) {
            0..4 => Feeling::Down,
            4..16 => Feeling::Degraded,
            _ => Feeling::Good,
        };
        let tools = dice.random_range(1..=4);
        self.services.push(Planned { name: name.to_owned(), area, owner, tier, environment, feeling, tools });
    }

    /// A tree from the team's gateway, some ways across, some to the platform, and one from another team.
    fn connect(&mut self, first: usize, size: usize, shared: usize, leads: &[usize], dice: &mut StdRng) {
        let mut known = BTreeSet::new();
        let mut ends: Vec<(usize, usize)> = (1..size).map(|at| (first + dice.random_range(0..at), first + at)).collect();
        ends.extend((0..size / 2).map(|_| (first + dice.random_range(0..size), first + dice.random_range(0..size))));
        for at in first..first + size {
            if shared > 0 && dice.random_bool(0.4) {
                ends.push((at, dice.random_range(0..shared)));
            }
        }
        if !leads.is_empty() {
            ends.push((leads[dice.random_range(0..leads.len())], first));
        }
        ends.retain(|(from, to)| from != to && known.insert((*from, *to)));
        self.ways.extend(ends.into_iter().map(|(from, to)| way(from, to, dice)));
    }
}

fn way(from: usize, to: usize, dice: &mut StdRng) -> Way {
    // Few ways are busy and most are not, and one in thirty fails more than it should.
    let weight = 1.0 / (0.02 + dice.random::<f64>());
    let failing = if dice.random_bool(1.0 / 30.0) { dice.random_range(0.02..0.4) } else { 0.002 };
    Way { from, to, weight, failing, millis: dice.random_range(2.0_f64..18.0).powf(1.6) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_services_as_asked_for_each_with_a_name_of_its_own() {
        for count in [2, 13, 100, 10_000] {
            let plan = Plan::of(count, 1);
            let names: BTreeSet<&str> = plan.services.iter().map(|service| service.name.as_str()).collect();
            assert_eq!((plan.services.len(), names.len()), (count, count));
        }
    }

    #[test]
    fn ten_thousand_services_call_each_other_in_fewer_ways_than_traces_may_tell_of() {
        let plan = Plan::of(10_000, 1);
        assert!((17_000..25_000).contains(&plan.ways.len()), "{}", plan.ways.len());
        assert!(plan.ways.iter().all(|way| way.from != way.to && way.from.max(way.to) < 10_000));
    }

    #[test]
    fn a_seed_gives_the_same_mesh_and_another_one_another() {
        assert_eq!(Plan::of(300, 7), Plan::of(300, 7));
        assert_ne!(Plan::of(300, 7).ways, Plan::of(300, 8).ways);
    }

    #[test]
    fn nobody_calls_from_one_environment_into_another() {
        let plan = Plan::of(1_000, 3);
        let environment = |at: usize| plan.services[at].environment;
        assert!(plan.ways.iter().all(|way| environment(way.from) == environment(way.to)));
        assert!(plan.services.iter().any(|service| service.environment == "staging"));
    }
}
