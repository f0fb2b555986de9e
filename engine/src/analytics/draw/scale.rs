//! Scales: few ticks at round values, with the words that stand at them.

use domain::Time;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: i64 = 86_400;
/// The distances ticks of time may have, in seconds.
const TIME_STEPS: [i64; 13] = [300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY, 2 * DAY, 5 * DAY, 10 * DAY];
/// The feet a scale of shares may have: the highest below the lowest value is taken, so that what differs is seen.
const SHARE_FEET: [f64; 7] = [0.99, 0.98, 0.95, 0.9, 0.75, 0.5, 0.0];

/// A tick: where, and what stands at it.
pub type Tick = (f64, String);

/// A scale from zero to the first round value at or above `top`, with two to five ticks; to a whole value in whole ticks.
pub fn from_zero(top: f64) -> Vec<Tick> {
    let top = if top > 0.0 { top } else { 1.0 };
    let rough = top / 3.0;
    let decade = 10_f64.powf(rough.log10().floor());
    let fits = |step: &f64| *step >= rough && (top.fract() > 0.0 || step.fract() == 0.0);
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|m| m * decade).find(fits).unwrap_or(rough);
    let count = (top / step).ceil().max(1.0) as u32;
    let is_whole = |decimals: &i32| (step * 10_f64.powi(*decimals)).fract().abs() < 1e-9;
    let decimals = (0..6).find(is_whole).unwrap_or(6) as usize;
    (0..=count).map(|n| f64::from(n) * step).map(|value| (value, number(value, decimals))).collect()
}

/// A scale of shares from a round foot below `lowest` to all.
pub fn shares(lowest: f64) -> Vec<Tick> {
    let foot = SHARE_FEET.into_iter().find(|foot| *foot <= lowest).unwrap_or_default();
    let percent = |share: f64| {
        let text = format!("{:.1}", share * 100.0);
        format!("{}\u{202f}%", text.trim_end_matches(".0"))
    };
    [foot, f64::midpoint(foot, 1.0), 1.0].into_iter().map(|share| (share, percent(share))).collect()
}

/// A logarithmic scale over whole decades of milliseconds around the values; the tick's place is the decade.
pub fn decades(lowest: f64, highest: f64) -> Vec<Tick> {
    let first = lowest.max(0.1).log10().floor() as i32;
    let last = (highest.max(0.1).log10().ceil() as i32).max(first + 2);
    // The unit stands at the foot, and again where it changes.
    (first..=last).map(|decade| (f64::from(decade), millis(10_f64.powi(decade), decade == first))).collect()
}

/// Round moments between `from` and `to`, at most `count` of them.
pub fn times(from: Time, to: Time, count: usize) -> Vec<(Time, String)> {
    let fits = |step: &i64| (to.seconds() - from.seconds()) / step <= count as i64;
    let step = TIME_STEPS.into_iter().find(fits).unwrap_or(30 * DAY);
    let first = from.plus_seconds(step - 1).floor_to(step);
    let ticks = (0..).map(|n| first.plus_seconds(n * step)).take_while(|time| *time <= to);
    ticks.map(|time| (time, if step < DAY { clock(time) } else { day(time) })).collect()
}

/// A moment in the words of a chart whose steps are `step` seconds wide.
pub fn moment(time: Time, step: i64) -> String {
    // A chart of a day or more has steps of a quarter of an hour or more.
    if step < 900 { clock(time) } else { format!("{} {}", day(time), clock(time)) }
}

/// A limit of latency in words.
pub fn latency(millis: u32) -> String {
    match millis {
        seconds if seconds >= 1000 && seconds % 100 == 0 => format!("{}\u{202f}s", f64::from(seconds) / 1000.0),
        millis => format!("{millis}\u{202f}ms"),
    }
}

/// A time of latency as the axis has it.
fn millis(value: f64, with_unit: bool) -> String {
    match value {
        v if v >= 1000.0 => format!("{}\u{202f}s", number(v / 1000.0, 0)),
        v if with_unit => format!("{v}\u{202f}ms"),
        v => v.to_string(),
    }
}

/// A number in groups of three: `1,284`.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let whole = text.find('.').unwrap_or(text.len());
    let mut out = String::with_capacity(text.len() + 4);
    for (place, digit) in text.char_indices() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn clock(time: Time) -> String {
    let (hour, minute, _) = time.time_of_day();
    format!("{hour:02}:{minute:02}")
}

fn day(time: Time) -> String {
    let (_, month, day) = time.date();
    format!("{day} {}", MONTHS[(month - 1).clamp(0, 11) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<T>(ticks: Vec<(T, String)>) -> String {
        ticks.into_iter().map(|tick| tick.1.replace('\u{202f}', " ")).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn a_scale_from_zero_ends_at_or_above_its_top() {
        assert_eq!(words(from_zero(1302.0)), "0 | 500 | 1,000 | 1,500");
        assert_eq!(words(from_zero(3.0)), "0 | 1 | 2 | 3");
        assert_eq!(words(from_zero(0.7)), "0.00 | 0.25 | 0.50 | 0.75");
        assert_eq!(words(from_zero(0.0)), "0 | 1");
    }

    #[test]
    fn a_scale_to_a_whole_value_has_whole_ticks() {
        assert_eq!(words(from_zero(1.0)), "0 | 1");
        assert_eq!(words(from_zero(7.0)), "0 | 5 | 10");
        assert_eq!(words(from_zero(7.5)), "0.0 | 2.5 | 5.0 | 7.5");
    }

    #[test]
    fn a_scale_of_shares_shows_what_differs() {
        assert_eq!(words(shares(1.0)), "99 % | 99.5 % | 100 %");
        assert_eq!(words(shares(0.964)), "95 % | 97.5 % | 100 %");
        assert_eq!(words(shares(0.2)), "0 % | 50 % | 100 %");
    }

    #[test]
    fn latency_has_a_tick_a_decade_and_its_unit_at_the_foot_and_where_it_changes() {
        assert_eq!(words(decades(1.2, 1840.0)), "1 ms | 10 | 100 | 1 s | 10 s");
        assert_eq!(words(decades(0.3, 0.4)), "0.1 ms | 1 | 10");
    }

    #[test]
    fn times_are_round() {
        let at = |text: &str| text.parse::<Time>().expect("a time");
        let (from, to) = (at("2026-11-20T11:05:00Z"), at("2026-11-20T17:10:00Z"));
        assert_eq!(words(times(from, to, 7)), "12:00 | 13:00 | 14:00 | 15:00 | 16:00 | 17:00");
        assert_eq!(words(times(at("2026-11-13T18:00:00Z"), at("2026-11-20T18:00:00Z"), 4)), "15 Nov | 17 Nov | 19 Nov");
    }
}
