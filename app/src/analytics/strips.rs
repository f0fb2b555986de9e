//! The strips: a figure with its difference to the time before, and the server's drawing beside it.

use super::scope::Range;
use crate::prelude::*;
use crate::ui::format::{self, NARROW};
use domain::metrics::{Charts, Figures};

/// From this many times the latency before on, it is worth a colour.
const SLOWER: f64 = 1.1;
/// From this many points less success on, it is worth a colour.
const WORSE: f64 = -0.000_5;

/// What stands left of a drawing.
struct Strip {
    name: &'static str,
    value: String,
    unit: String,
    difference: String,
    is_worse: bool,
    about: String,
}

/// The three strips.
pub fn draw(charts: &Charts, range: Range) -> impl IntoView + use<> {
    let (now, before) = (&charts.now, &charts.before);
    let strips = [
        (throughput(now, before, range), charts.throughput.clone()),
        (success(now, before, range), charts.success.clone()),
        (latency(now, before, range), charts.latency.clone()),
    ];
    strips.map(|(strip, drawing)| draw_one(strip, drawing)).into_iter().collect_view()
}

fn draw_one(strip: Strip, drawing: String) -> impl IntoView {
    view! {
        <section class="recorder">
            <div class="told">
                <h2>{strip.name}</h2>
                <p class="reading"><b>{strip.value}</b>{strip.unit}</p>
                <p class:warn-text=strip.is_worse>{strip.difference}</p>
                <p class="about">{strip.about}</p>
            </div>
            <div class="drawing" inner_html=drawing></div>
        </section>
    }
}

fn throughput(now: &Figures, before: &Figures, range: Range) -> Strip {
    let change = format::change(now.calls as f64, before.calls as f64);
    let difference =
        change.map_or_else(|| format!("no calls in the {}", range.before()), |change| format!("{change} on the {}", range.before()));
    let unit = if now.calls == 1 { " call" } else { " calls" }.to_owned();
    Strip {
        name: "Throughput",
        value: format::compact(now.calls),
        unit,
        difference,
        is_worse: false,
        about: "bars: calls a minute".to_owned(),
    }
}

fn success(now: &Figures, before: &Figures, range: Range) -> Strip {
    let change = now.success().zip(before.success()).map(|(now, before)| now - before);
    let difference = change.map_or_else(String::new, |change| format!("{} on the {}", format::points(change), range.before()));
    let failed = format!("{} failed", format::count(now.errors));
    let value = format::dash(now.success(), format::share_figure);
    let is_worse = change.is_some_and(|change| change <= WORSE);
    Strip { name: "Success", value, unit: format!("{NARROW}%"), difference, is_worse, about: failed }
}

fn latency(now: &Figures, before: &Figures, range: Range) -> Strip {
    let both = now.latency_ms.p95.zip(before.latency_ms.p95);
    let difference = both.map_or_else(String::new, |(now, before)| {
        format!("{} on the {}", format::difference(now - before, format::millis), range.before())
    });
    let (value, unit) = now.latency_ms.p95.map_or_else(|| (format::UNKNOWN.to_owned(), ""), format::millis_parts);
    let [p50, p99] = [now.latency_ms.p50, now.latency_ms.p99].map(|value| format::dash(value, format::millis));
    let is_worse = both.is_some_and(|(now, before)| now >= before * SLOWER);
    let about = format!("p50 {p50}, p99 {p99}");
    Strip { name: "Latency", value, unit: format!("{NARROW}{unit} p95"), difference, is_worse, about }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::metrics::Latency;

    fn of(calls: u64, errors: u64, p95: f64) -> Figures {
        let latency_ms = Latency { p50: Some(p95 / 2.0), p95: Some(p95), p99: None, mean: None };
        Figures { calls, errors, latency_ms, ..Figures::default() }
    }

    fn check(strip: &Strip, told: &str, is_worse: bool) {
        let words = format!("{}{}, {}, {}", strip.value, strip.unit, strip.difference, strip.about);
        assert_eq!((words.replace(NARROW, " ").as_str(), strip.is_worse), (told, is_worse));
    }

    #[test]
    fn a_figure_is_told_against_the_time_before() {
        let (now, before) = (of(1081, 10, 186.0), of(1000, 5, 160.0));
        check(&throughput(&now, &before, Range::Day), "1,081 calls, +8.1 % on the day before, bars: calls a minute", false);
        check(&success(&now, &before, Range::Hour), "99.1 %, −0.4 pt on the hour before, 10 failed", true);
        check(&latency(&now, &before, Range::Hour), "186 ms p95, +26 ms on the hour before, p50 93 ms, p99 –", true);
    }

    #[test]
    fn where_there_was_nothing_before_nothing_is_compared() {
        let (now, before) = (of(1, 0, 5.0), Figures::default());
        check(&throughput(&now, &before, Range::Hour), "1 call, no calls in the hour before, bars: calls a minute", false);
        check(&success(&now, &before, Range::Hour), "100 %, , 0 failed", false);
    }
}
