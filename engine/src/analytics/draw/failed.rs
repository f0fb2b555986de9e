//! Failed calls a minute, stacked by kind, each with a pattern besides its colour.

use super::chart::{Chart, Drawn};
use super::mark::Mark;
use super::{Strip, scale};
use domain::charts::{FailedKind, Width};

/// What failed.
pub fn failed(strip: &Strip, widths: &[Width]) -> Vec<Drawn> {
    let (kinds, _) = kinds(strip);
    let kinds: Vec<FailedKind> = kinds.into_iter().map(|(kind, _)| kind).collect();
    let rates = stacks(strip, &kinds);
    let top = rates.iter().filter_map(|stack| stack.last()).fold(0.0_f64, |top, rate| top.max(*rate));
    let chart = Chart {
        name: "Failed by kind",
        summary: summary(strip, top),
        height: 124,
        ticks: scale::from_zero(top),
        first: false,
        last: true,
        plot: None,
        strip,
    };
    let highest = chart.top();
    chart.draw(widths, |sheet| {
        // The figure beside the chart is of calls, the bars are of calls a minute.
        sheet.unit("per min", sheet.at(0.0, highest));
        for (place, stack) in rates.iter().enumerate() {
            let mut foot = 0.0;
            for (kind, top) in kinds.iter().zip(stack) {
                if *top > foot {
                    sheet.part(Mark::Category(kind.category()), place, foot, *top);
                }
                foot = *top;
            }
        }
    })
}

/// Kinds of failures with how many there were.
type Kinds = Vec<(FailedKind, u64)>;

/// The kinds that are drawn, and those that are not.
fn kinds(strip: &Strip) -> (Kinds, Kinds) {
    strip.kinds().into_iter().partition(|(kind, _)| !strip.left_out.contains(kind))
}

/// Where the part of each kind ends in each step, in calls a minute.
fn stacks(strip: &Strip, kinds: &[FailedKind]) -> Vec<Vec<f64>> {
    let stack = |(place, step): (usize, &Option<super::Step>)| {
        let Some(step) = step else { return Vec::new() };
        let mut whole = 0;
        let tops = kinds.iter().map(|kind| {
            whole += step.failed.get(kind).copied().unwrap_or(0);
            strip.a_minute(place, whole)
        });
        tops.collect()
    };
    strip.steps.iter().enumerate().map(stack).collect()
}

fn summary(strip: &Strip, top: f64) -> String {
    let (drawn, left_out) = kinds(strip);
    let words = |kinds: Kinds| {
        let words = kinds.into_iter().map(|(kind, count)| format!("{} {}", scale::number(count as f64, 0), kind.words()));
        words.collect::<Vec<_>>().join(", ")
    };
    let rest = if left_out.is_empty() { String::new() } else { format!("; left out: {}", words(left_out)) };
    if drawn.is_empty() {
        return format!("Failed calls {}: none{rest}.", strip.range());
    }
    let most = scale::number(top, usize::from(top < 10.0));
    format!("Failed calls {}: {}; at most {most} a minute{rest}.", strip.range(), words(drawn))
}

#[cfg(test)]
mod tests {
    use super::super::strip::tests::strip;
    use super::*;

    #[test]
    fn kinds_stand_on_one_another() {
        let mut strip = strip(&[Some(9), None, Some(9)]);
        for (kind, count) in [(FailedKind::Failed, 2), (FailedKind::Timeout, 1)] {
            strip.steps[2].as_mut().expect("a step").failed.insert(kind, count);
        }
        assert_eq!(stacks(&strip, &[FailedKind::Timeout, FailedKind::Failed]), [vec![0.0, 0.0], vec![], vec![1.0, 3.0]]);
        assert_eq!(summary(&strip, 3.0), "Failed calls from 00:00 to 00:03 UTC: 1 timeout, 2 answer 5xx; at most 3.0 a minute.");
    }

    #[test]
    fn the_axis_says_its_unit_at_every_width() {
        let drawn = failed(&strip(&[Some(9)]), &Width::ALL);
        assert_eq!(drawn.iter().filter(|drawn| drawn.svg.contains("per min")).count(), 3);
    }

    #[test]
    fn a_kind_that_is_left_out_is_told_and_not_drawn() {
        let mut strip = strip(&[Some(9)]);
        strip.steps[0].as_mut().expect("a step").failed.extend([(FailedKind::Failed, 20), (FailedKind::Timeout, 1)]);
        strip.left_out = vec![FailedKind::Failed];
        assert_eq!(kinds(&strip).0, [(FailedKind::Timeout, 1)]);
        assert_eq!(summary(&strip, 1.0), "Failed calls from 00:00 to 00:01 UTC: 1 timeout; at most 1.0 a minute; left out: 20 answer 5xx.");
        strip.left_out.push(FailedKind::Timeout);
        assert_eq!(summary(&strip, 0.0), "Failed calls from 00:00 to 00:01 UTC: none; left out: 1 timeout, 20 answer 5xx.");
    }
}
