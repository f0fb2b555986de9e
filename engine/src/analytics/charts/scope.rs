//! Which roll-ups draw the charts of a scope, and what of it is not kept.

use crate::analytics::split::{Names, Shown, Source, Split, edge_name, split_edge};
use domain::call::Outcome;
use domain::charts::{ChartsQuery, FailedKind};
use domain::failure::Violation;
use domain::metrics::{By, Scope};
use domain::names::ToolId;

/// How failures of a scope are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failures {
    /// By outcome.
    ByOutcome(Source),
    /// All are of one kind.
    One(FailedKind),
}

/// What answers for a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// All of its calls.
    pub whole: Source,
    /// Its failures.
    pub failures: Failures,
    /// Its calls by tool.
    pub tools: Option<Source>,
    /// Its calls by what is compared: services, and within one its tools.
    pub parts: Option<Source>,
}

impl Sources {
    /// What answers for the calls of a question, or what is wrong with asking.
    pub fn of(query: &ChartsQuery) -> Result<Self, Violation> {
        let Scope { service, tool, caller } = &query.scope;
        let (service, tool, caller) = (service.as_deref(), tool.as_deref(), caller.as_deref());
        match (query.outcome, caller, tool, service) {
            (Some(_), None, Some(_), _) => Err(not_kept("tool and outcome")),
            (Some(_), Some(_), _, _) => Err(not_kept("caller and outcome")),
            (None, Some(_), Some(_), _) => Err(not_kept("caller and tool")),
            (Some(outcome), None, None, service) => Ok(Self::of_outcome(outcome, service)),
            (None, Some(caller), None, service) => Ok(Self::of_caller(caller, service)),
            (None, None, tool, service) => {
                let failures = match (tool, service) {
                    (Some(_), _) => Failures::One(FailedKind::Any),
                    (None, _) => Failures::ByOutcome(Source::of(By::Outcome, &query.scope)?),
                };
                let tools = Some(Source::of(By::Tool, &query.scope)?);
                let by = if service.is_some() || tool.is_some() { By::Tool } else { By::Service };
                Ok(Self { whole: Source::of(By::Total, &query.scope)?, failures, tools, parts: Some(Source::of(by, &query.scope)?) })
            }
        }
    }

    /// Edges, for they have minutes where callers have hours.
    fn of_caller(caller: &str, service: Option<&str>) -> Self {
        let names = service.map_or_else(|| Names::that_begin(&format!("{caller}>")), |service| Names::one(&edge_name(caller, service)));
        let source = |shown| Source { split: Split::Edge, names: names.clone(), shown };
        Self { whole: source(Shown::Total), failures: Failures::One(FailedKind::Any), tools: None, parts: Some(source(Shown::Callee)) }
    }

    fn of_outcome(outcome: Outcome, service: Option<&str>) -> Self {
        let (split, name) = service
            .map_or_else(|| (Split::Outcome, outcome.word().to_owned()), |service| (Split::Fate, format!("{service}>{}", outcome.word())));
        let whole = Source { split, names: Names::one(&name), shown: Shown::Total };
        let kind = FailedKind::of(outcome).unwrap_or(FailedKind::Any);
        Self { whole, failures: Failures::One(kind), tools: None, parts: None }
    }
}

/// Whether an edge belongs to what is asked: its caller's, or where a service is meant, one from it or to it.
pub fn has_edge(query: &ChartsQuery, edge: &str) -> bool {
    let Some((caller, callee)) = split_edge(edge) else { return false };
    let of_tool = query.scope.tool.as_deref().and_then(ToolId::parse).map(|tool| tool.service().to_owned());
    let service = of_tool.or_else(|| query.scope.service.clone());
    match (&query.scope.caller, service) {
        (Some(only), service) => only == caller && service.is_none_or(|service| service == callee),
        (None, Some(service)) => service == caller || service == callee,
        (None, None) => true,
    }
}

fn not_kept(what: &str) -> Violation {
    let remedy = "Leave out one of them; `GET /registry/metrics` says what is kept by what.".to_owned();
    let message = format!("calls are not kept by {what} at once");
    let pointer = if what.starts_with("caller") { "/caller" } else { "/outcome" };
    Violation { pointer: pointer.to_owned(), message, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::charts::Period;

    fn query([service, tool, caller, outcome]: [&str; 4]) -> ChartsQuery {
        let [service, tool, caller] = [service, tool, caller].map(|word| (!word.is_empty()).then(|| word.to_owned()));
        let scope = Scope { service, tool, caller };
        ChartsQuery { scope, outcome: Outcome::from_word(outcome), ..ChartsQuery::of(Period::Last(3600)) }
    }

    fn check(scope: [&str; 4], expected: Result<(Split, &str, bool), &str>) {
        let sources = Sources::of(&query(scope));
        let found = sources.as_ref().map(|sources| {
            let whole = &sources.whole;
            (whole.split, whole.names.first.as_str(), matches!(sources.failures, Failures::ByOutcome(_)))
        });
        assert_eq!(found.map_err(|wrong| wrong.pointer.as_str()), expected, "{scope:?}");
    }

    #[test]
    fn each_scope_finds_the_roll_ups_that_draw_it() {
        check(["", "", "", ""], Ok((Split::Total, "total", true)));
        check(["geo", "", "", ""], Ok((Split::Service, "geo", true)));
        check(["geo", "geo.city", "", ""], Ok((Split::Tool, "geo.city", false)));
        check(["", "", "ann", ""], Ok((Split::Edge, "ann>", false)));
        check(["geo", "", "ann", ""], Ok((Split::Edge, "ann>geo", false)));
        check(["", "", "", "timeout"], Ok((Split::Outcome, "timeout", false)));
        check(["geo", "", "", "timeout"], Ok((Split::Fate, "geo>timeout", false)));
    }

    #[test]
    fn what_is_not_kept_together_is_told_which_field_to_leave_out() {
        check(["text", "geo.city", "", ""], Err("/tool"));
        check(["", "geo.city", "ann", ""], Err("/caller"));
        check(["", "", "ann", "ok"], Err("/caller"));
        check(["", "geo.city", "", "ok"], Err("/outcome"));
    }

    #[test]
    fn edges_are_those_of_the_caller_or_those_that_touch_the_service() {
        let edges =
            |scope| ["ann>geo", "geo>text", "bob>text"].into_iter().filter(|edge| has_edge(&query(scope), edge)).collect::<Vec<_>>();
        assert_eq!(edges(["", "", "", ""]).len(), 3);
        assert_eq!(edges(["", "geo.city", "", ""]), ["ann>geo", "geo>text"]);
        assert_eq!(edges(["text", "", "bob", ""]), ["bob>text"]);
    }
}
