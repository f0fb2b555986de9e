//! The answer to `GET /registry/metrics`: what the charts show, as figures.

use super::Analytics;
use super::series::Series;
use super::span::Span;
use super::split::Source;
use super::tally::Tally;
use domain::Failure;
use domain::failure::Violation;
use domain::metrics::{Metrics, MetricsQuery, MetricsRow, MetricsTotal, STEP_SECONDS_MAX, STEPS_MAX};

impl Analytics {
    /// Figures over a range, from the roll-ups alone.
    ///
    /// Where the end lies in a slot that is kept only as a whole, the answer goes to the end of that slot and says so.
    pub async fn metrics(&self, query: &MetricsQuery) -> Result<Metrics, Failure> {
        check(query).map_err(refused)?;
        let source = Source::of(query.by, &query.scope).map_err(refused)?;
        let gone = self.gone();
        let asked = Span::stepped(query.from, query.to, query.step / 60);
        let finest = gone.finest(source.split, asked.minutes.start).minutes();
        if asked.step % finest != 0 {
            return Err(refused(too_fine(query, finest)));
        }
        let span = asked.clone().fitted(source.split, &gone);
        let span = Span { step: asked.step, ..span };
        let (rows, wholes) = rows_and_wholes(self.series(&source, &span).await?, &span);
        Ok(Metrics {
            from: span.time(0),
            to: if span.minutes.end == asked.minutes.end { query.to } else { span.end() },
            step_seconds: query.step,
            by: query.by,
            rows,
            totals: totals(wholes),
        })
    }
}

/// Rows by time and key, and each key over the whole span; a step that was only watched is no row.
///
/// Both are made in one walk: a month of tallies is more than a processor has at hand.
fn rows_and_wholes(series: Series, span: &Span) -> (Vec<MetricsRow>, Vec<(String, Tally)>) {
    let (mut rows, mut wholes) = (Vec::new(), Vec::new());
    for (key, steps) in series.0 {
        let mut whole = Tally::default();
        for (place, tally) in steps.into_iter().filter(|(_, tally)| tally.calls > 0) {
            whole.merge(&tally);
            rows.push(MetricsRow { time: span.time(place), key: key.clone(), figures: tally.figures() });
        }
        wholes.push((key, whole));
    }
    rows.sort_by(|a, b| (a.time, &a.key).cmp(&(b.time, &b.key)));
    (rows, wholes)
}

/// Totals, most calls first.
pub fn totals(wholes: impl IntoIterator<Item = (String, Tally)>) -> Vec<MetricsTotal> {
    let called = wholes.into_iter().filter(|(_, tally)| tally.calls > 0);
    let mut totals: Vec<MetricsTotal> = called.map(|(key, tally)| MetricsTotal { key, figures: tally.figures() }).collect();
    totals.sort_by(|a, b| b.figures.calls.cmp(&a.figures.calls).then_with(|| a.key.cmp(&b.key)));
    totals
}

/// A question that names what is wrong with it, as a failure.
pub fn refused(wrong: Violation) -> Failure {
    let detail = format!("`{}`: {}. {}", wrong.pointer.trim_start_matches('/'), wrong.message, wrong.remedy);
    Failure::violations(detail, vec![wrong])
}

/// What the roll-ups cannot tell apart.
fn too_fine(query: &MetricsQuery, finest: i64) -> Violation {
    let what = match finest {
        15 => "quarters of an hour",
        60 => "hours",
        360 => "spans of six hours",
        _ => "days",
    };
    Violation {
        pointer: "/step".to_owned(),
        message: format!("of that time, calls by {} are kept in {what} only", query.by.word()),
        remedy: format!("Write a multiple of {}, in seconds.", finest * 60),
    }
}

/// Finds what is wrong with a question that has no answer, or too long a one.
pub fn check(query: &MetricsQuery) -> Result<(), Violation> {
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
    use crate::analytics::tests::{call, opened};
    use domain::Time;
    use domain::metrics::{By, Scope};

    fn query(from: i64, to: i64, step: i64, by: By) -> MetricsQuery {
        MetricsQuery { from: Time::from_seconds(from), to: Time::from_seconds(to), step, by, scope: Scope::default() }
    }

    fn check_field(from: i64, to: i64, step: i64, field: Option<&str>) {
        let wrong = check(&query(from, to, step, By::Total)).err();
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

    #[tokio::test]
    async fn what_only_hours_know_is_answered_by_the_hour_or_not_at_all() {
        let (_testing, analytics) = opened().await;
        analytics.record(call(60, "geo.distance"));
        let refused = analytics.metrics(&query(0, 3600, 60, By::Caller)).await.expect_err("no minutes of callers");
        assert_eq!((refused.kind.status(), refused.errors[0].pointer.as_str()), (422, "/step"));
        assert!(refused.detail.contains("a multiple of 3600"), "{}", refused.detail);
        let answered = analytics.metrics(&query(0, 1800, 3600, By::Caller)).await.expect("hours of callers");
        assert_eq!((answered.totals[0].key.as_str(), answered.to), ("tester", Time::from_seconds(3600)));
    }

    #[tokio::test]
    async fn minutes_that_are_gone_are_refused_and_quarters_answer_instead() {
        let (_testing, analytics) = opened().await;
        analytics.record(call(60, "geo.distance"));
        analytics.purge(Time::from_seconds(9 * 86_400)).await.expect("purged");
        let refused = analytics.metrics(&query(0, 3600, 60, By::Tool)).await.expect_err("no minutes");
        assert!(refused.detail.contains("quarters of an hour") && refused.detail.contains("multiple of 900"), "{}", refused.detail);
        let answered = analytics.metrics(&query(0, 3600, 900, By::Tool)).await.expect("quarters");
        assert_eq!(answered.totals[0].figures.calls, 1);
    }
}
