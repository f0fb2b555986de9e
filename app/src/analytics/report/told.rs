//! What a report says in words.

use crate::ui::format;
use crate::words;
use domain::charts::{Change, Charts, FailedKind, Measure};
use domain::objective::{Care, Standing};

/// How many kinds of failures, and how many changes for the worse, are told.
const TOLD: usize = 3;

/// The period in three sentences: how much, how well, how fast.
pub fn summary(charts: &Charts) -> Vec<String> {
    let (now, name) = (&charts.now, &charts.before_name);
    let before = charts.before.as_ref().filter(|before| before.calls > 0);
    let calls = format::plural(now.calls, "call", "calls");
    let more = before.and_then(|before| format::change(now.calls as f64, before.calls as f64));
    let share = now.success().map(format::share).unwrap_or_default();
    let better = before.and_then(|before| Some(format::points(now.success()? - before.success()?)));
    let latency = now.latency_ms.p50.zip(now.latency_ms.p95).map(|(p50, p95)| {
        let slower = before.and_then(|before| Some(format::difference(p95 - before.latency_ms.p95?, format::millis)));
        against(format!("Half took {} or less, one in twenty more than {}", format::millis(p50), format::millis(p95)), slower, name)
    });
    [Some(against(calls, more, name)), Some(against(format!("{share} had a good answer"), better, name)), latency]
        .into_iter()
        .flatten()
        .collect()
}

/// A sentence, with its difference to the time before where there is one.
fn against(words: String, difference: Option<String>, name: &str) -> String {
    difference.map_or_else(|| format!("{words}."), |difference| format!("{words}: {difference} on the {name}."))
}

/// Which objectives are missed, what failed most, and what became worse.
pub fn problems(charts: &Charts) -> Vec<String> {
    let mut kinds: Vec<&(FailedKind, u64)> = charts.kinds.iter().filter(|(_, count)| *count > 0).collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let share = |count: u64| format::share(count as f64 / charts.now.errors.max(1) as f64);
    let failed = kinds
        .into_iter()
        .take(TOLD)
        .map(|(kind, count)| format!("{} of what failed: {}, {}.", share(*count), kind.words(), format::plural(*count, "call", "calls")));
    let worse = charts.changed.iter().filter_map(worse).take(TOLD);
    let objectives = charts.objectives.iter().filter_map(missed).take(TOLD);
    let told: Vec<String> = objectives.chain(failed).chain(worse).collect();
    if told.is_empty() { vec!["No call failed, and nothing became worse.".to_owned()] } else { told }
}

/// An objective that is missed or soon will be, in words.
fn missed(standing: &Standing) -> Option<String> {
    let Standing { service, objective, calls, bad, .. } = standing;
    let days = format::plural(objective.days.into(), "day", "days");
    let bad = format!("{} of {} in {days} were bad", format::count(*bad), format::plural(*calls, "call", "calls"));
    let asked = words::objective(objective);
    match (standing.care(), standing.burn_rate_1h.into_iter().chain(standing.burn_rate_6h).reduce(f64::max)) {
        (Care::Spent, _) => Some(format!("{service} has spent its error budget: {bad}, {asked} is asked for.")),
        (Care::Burning, Some(rate)) => Some(format!("{service} burns its error budget {} as fast as it may: {bad}.", format::times(rate))),
        _ => None,
    }
}

/// What became worse, in words; nothing of what did not.
fn worse(change: &Change) -> Option<String> {
    let Change { key, before, now, .. } = change;
    match change.measure {
        _ if change.extent <= 0.0 => None,
        Measure::P95 => Some(format!("{key} is slower: p95 was {} and is {}.", format::millis(*before), format::millis(*now))),
        Measure::Failed => {
            Some(format!("{key} fails more often: {} of its calls, {} before.", format::share(*now), format::share(*before)))
        }
        Measure::Calls => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::format::NARROW;
    use domain::metrics::{Figures, Latency};
    use domain::objective::{Counted, Objective};

    fn of(calls: u64, errors: u64, p95: f64) -> Figures {
        let latency_ms = Latency { p50: Some(p95 / 2.0), p95: Some(p95), ..Latency::default() };
        Figures { calls, errors, latency_ms, ..Figures::default() }
    }

    fn check(told: &[String], expected: &[&str]) {
        assert_eq!(told.iter().map(|words| words.replace(NARROW, " ")).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_period_is_summed_up_against_the_one_before() {
        let charts = Charts { now: of(1081, 10, 186.0), before_name: "week before".to_owned(), ..Charts::default() };
        let alone = ["1,081 calls.", "99.1 % had a good answer.", "Half took 93 ms or less, one in twenty more than 186 ms."];
        check(&summary(&charts), &alone);
        check(&summary(&Charts { before: Some(Figures::default()), ..charts.clone() }), &alone);
        check(
            &summary(&Charts { before: Some(of(1000, 5, 160.0)), ..charts }),
            &[
                "1,081 calls: +8.1 % on the week before.",
                "99.1 % had a good answer: −0.4 pt on the week before.",
                "Half took 93 ms or less, one in twenty more than 186 ms: +26 ms on the week before.",
            ],
        );
    }

    #[test]
    fn what_failed_most_comes_first_then_what_became_worse() {
        let change = |key: &str, measure, before, now, extent| Change { key: key.to_owned(), measure, before, now, extent };
        let charts = Charts {
            now: of(100, 10, 5.0),
            kinds: vec![(FailedKind::Timeout, 1), (FailedKind::Rejected, 9)],
            changed: vec![
                change("pricing", Measure::P95, 188.0, 1840.0, 0.9),
                change("geo", Measure::P95, 31.0, 22.0, -0.2),
                change("text", Measure::Calls, 41.0, 48.0, 0.1),
                change("units", Measure::Failed, 0.0, 0.382, 0.8),
            ],
            ..Charts::default()
        };
        check(
            &problems(&charts),
            &[
                "90.0 % of what failed: answer 4xx, 9 calls.",
                "10.0 % of what failed: timeout, 1 call.",
                "pricing is slower: p95 was 188 ms and is 1.84 s.",
                "units fails more often: 38.2 % of its calls, 0 % before.",
            ],
        );
        check(&problems(&Charts::default()), &["No call failed, and nothing became worse."]);
    }

    #[test]
    fn an_objective_that_is_missed_stands_before_all_else() {
        let asked = Objective { success: 0.99, latency_ms: Some(400), days: 30 };
        let of = |calls, bad| Counted { calls, bad };
        let objectives = vec![
            asked.standing("k8s", of(1000, 31), [of(10, 1), of(100, 2)]),
            asked.standing("pricing", of(10_000, 39), [of(1000, 150), of(1000, 50)]),
            asked.standing("geo", of(1000, 1), [of(10, 0), of(10, 0)]),
        ];
        let told = problems(&Charts { objectives, ..Charts::default() });
        check(
            &told,
            &[
                "k8s has spent its error budget: 31 of 1,000 calls in 30 days were bad, 99 % < 400 ms is asked for.",
                "pricing burns its error budget 15.0× as fast as it may: 39 of 10,000 calls in 30 days were bad.",
            ],
        );
    }
}
