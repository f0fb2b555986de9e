//! The answer to `GET /registry/metrics`: what the charts show, as figures.

use super::lanes::entry;
use super::span::Span;
use super::tally::Tally;
use super::{Analytics, store};
use crate::Error;
use domain::Failure;
use domain::failure::Violation;
use domain::metrics::{By, Metrics, MetricsQuery, MetricsRow, MetricsTotal, STEP_SECONDS_MAX, STEPS_MAX};
use std::collections::BTreeMap;

/// Tallies of some keys over a span: each as a whole, and step by step where something was called.
#[derive(Debug, Default)]
struct Series {
    wholes: BTreeMap<String, Tally>,
    /// By place in the span and key.
    steps: BTreeMap<(usize, String), Tally>,
}

impl Analytics {
    /// Figures over a range, from the roll-ups alone.
    pub async fn metrics(&self, query: &MetricsQuery) -> Result<Metrics, Failure> {
        check(query).map_err(refused)?;
        let span = Span::stepped(query.from, query.to, query.step / 60);
        let series = self.series(query.by, query.key.as_deref(), &span).await?;
        Ok(Metrics {
            from: span.time(0),
            to: query.to,
            step_seconds: query.step,
            by: query.by,
            rows: series.rows(&span),
            totals: totals(&series.wholes),
        })
    }

    async fn series(&self, by: By, key: Option<&str>, span: &Span) -> Result<Series, Error> {
        self.settle().await;
        let mut series = Series::default();
        store::each_cell(&self.0.db, by, key, span.minutes.clone(), |key, minute, tally| {
            // A minute that was only watched is no row.
            if tally.calls > 0 {
                entry(&mut series.wholes, key, Tally::default).merge(tally);
                series.steps.entry((span.place(minute), key.to_owned())).or_default().merge(tally);
            }
        })
        .await?;
        Ok(series)
    }
}

impl Series {
    /// Rows by time and key.
    fn rows(&self, span: &Span) -> Vec<MetricsRow> {
        let row = |((place, key), tally): (&(usize, String), &Tally)| MetricsRow {
            time: span.time(*place),
            key: key.clone(),
            figures: tally.figures(),
        };
        self.steps.iter().map(row).collect()
    }
}

/// Totals, most calls first.
pub fn totals<'a>(wholes: impl IntoIterator<Item = (&'a String, &'a Tally)>) -> Vec<MetricsTotal> {
    let total = |(key, tally): (&String, &Tally)| MetricsTotal { key: key.clone(), figures: tally.figures() };
    let mut totals: Vec<MetricsTotal> = wholes.into_iter().map(total).collect();
    totals.sort_by(|a, b| b.figures.calls.cmp(&a.figures.calls).then_with(|| a.key.cmp(&b.key)));
    totals
}

/// A question that names what is wrong with it, as a failure.
pub fn refused(wrong: Violation) -> Failure {
    let detail = format!("`{}`: {}. {}", wrong.pointer.trim_start_matches('/'), wrong.message, wrong.remedy);
    Failure::violations(detail, vec![wrong])
}

/// Finds what is wrong with a question that has no answer, or too long a one.
fn check(query: &MetricsQuery) -> Result<(), Violation> {
    let wrong =
        |field: &str, message: String, remedy: &str| Err(Violation { pointer: format!("/{field}"), message, remedy: remedy.to_owned() });
    if !(60..=STEP_SECONDS_MAX).contains(&query.step) || query.step % 60 != 0 {
        return wrong("step", format!("{} is no whole number of minutes up to a year", query.step), "Write a multiple of 60, in seconds.");
    }
    if query.to <= query.from {
        return wrong("to", "it is not after `from`".to_owned(), "Write a later `to`, or an earlier `from`.");
    }
    if query.to.0.saturating_sub(query.from.0) / (query.step * 1_000_000) >= STEPS_MAX {
        return wrong("step", format!("the range has more than {STEPS_MAX} steps"), "Write a larger step or a shorter range.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Time;

    fn check_field(from: i64, to: i64, step: i64, field: Option<&str>) {
        let (from, to) = (Time::from_seconds(from), Time::from_seconds(to));
        let wrong = check(&MetricsQuery { from, to, step, by: By::Total, key: None }).err();
        assert_eq!(wrong.as_ref().map(|wrong| wrong.pointer.trim_start_matches('/')), field, "{wrong:?}");
    }

    #[test]
    fn a_question_without_an_answer_is_told_which_field_to_mend() {
        check_field(0, 3600, 60, None);
        check_field(0, 3600, 0, Some("step"));
        check_field(0, 3600, -60, Some("step"));
        check_field(0, 3600, 90, Some("step"));
        check_field(0, 3600, STEP_SECONDS_MAX, None);
        check_field(0, 3600, STEP_SECONDS_MAX + 60, Some("step"));
        check_field(0, 3600, i64::MAX - i64::MAX % 60, Some("step"));
        check_field(60, 60, 60, Some("to"));
        check_field(0, STEPS_MAX * 60, 60, Some("step"));
        check_field(0, STEPS_MAX * 60 - 1, 60, None);
    }
}
