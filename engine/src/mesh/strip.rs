//! The strip at the foot of the map: calls slot by slot, what happened to services, and the hours, drawn as the page shows it.
//!
//! Across everything is in shares of the width, so that one drawing fits every screen; there are classes and no colours.

use domain::mesh::{Reach, Timeline, Turn};
use domain::metrics::Figures;
use domain::{Health, Time};
use std::fmt::Write as _;

/// The height of the bars.
const BARS: f64 = 26.0;
/// The most signs that stand beside each other; of those on one place the worst is drawn.
const SIGNS: f64 = 80.0;
/// The share of a slot that its bar takes.
const BAR: f64 = 0.8;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The hand at the end, as long as nobody goes back.
const NOW: &str = r#"<svg class="hands" aria-hidden="true"><svg x="100%"><path d="M0 8V46"/><g transform="translate(-32 44)"><rect width="32" height="16" rx="2"/><text x="16" y="12">now</text></g></svg></svg>"#;

/// What is drawn.
pub struct Strip<'a> {
    /// The span, and what happened in it.
    pub line: &'a Timeline,
    /// The stretches of which moments are kept.
    pub kept: &'a [(Time, Time)],
    /// When the first slot begins, and how long one is.
    pub slots: (Time, i64),
    /// The calls of each slot; none where nobody watched.
    pub calls: &'a [Option<Figures>],
}

/// Draws it.
pub fn draw(strip: &Strip) -> String {
    let mut out = String::new();
    bars(strip, &mut out);
    kept(strip, &mut out);
    signs(strip.line, &mut out);
    hours(strip.line, &mut out);
    out.push_str(NOW);
    out
}

/// How far along a time lies, in shares of a thousand; times before and after are there, too.
fn along(line: &Timeline, at: Time) -> f64 {
    (at.0 - line.from.0) as f64 * 1000.0 / (line.to.0 - line.from.0).max(1) as f64
}

fn bars(strip: &Strip, out: &mut String) {
    let (first, step) = strip.slots;
    let most = strip.calls.iter().flatten().map(|figures| figures.calls).max().unwrap_or(0).max(1) as f64;
    let (mut all, mut failed) = (String::new(), String::new());
    for (slot, figures) in (0..).zip(strip.calls) {
        let Some(figures) = figures.as_ref().filter(|figures| figures.calls > 0) else { continue };
        let begin = along(strip.line, first.plus_seconds(slot * step)).max(0.0);
        let end = along(strip.line, first.plus_seconds((slot + 1) * step)).min(1000.0);
        let bar = |path: &mut String, calls: u64| {
            let high = (calls as f64 / most * BARS).max(1.0);
            let _ = write!(path, "M{begin:.1} {BARS}v-{high:.1}h{:.1}v{high:.1}z", (end - begin).max(0.0) * BAR);
        };
        bar(&mut all, figures.calls);
        if figures.errors > 0 {
            bar(&mut failed, figures.errors);
        }
    }
    let _ = write!(
        out,
        r#"<svg class="slots" viewBox="0 0 1000 {BARS}" preserveAspectRatio="none" aria-hidden="true"><path d="{all}"/><path class="bad" d="{failed}"/></svg>"#
    );
}

/// The line on which the bars stand, only where moments are kept.
fn kept(strip: &Strip, out: &mut String) {
    let mut path = String::new();
    for (from, to) in strip.kept {
        let (from, to) = (along(strip.line, *from).max(0.0), along(strip.line, *to).min(1000.0));
        if to > from {
            let _ = write!(path, "M{from:.1} 0H{to:.1}");
        }
    }
    let _ = write!(out, r#"<svg class="kept" viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true"><path d="{path}"/></svg>"#);
}

fn signs(line: &Timeline, out: &mut String) {
    out.push_str(r#"<svg class="turns" aria-hidden="true">"#);
    for turn in crowd(line) {
        let (class, cut) = match turn.health {
            Health::Healthy => ("ok", ""),
            Health::Degraded => ("warn", "M-5 0H5"),
            Health::Unhealthy => ("bad", "M-3.6-3.6 3.6 3.6M3.6-3.6-3.6 3.6"),
            Health::Unknown | Health::Expired => ("unknown", ""),
        };
        let at = along(line, turn.at) / 10.0;
        let _ = write!(
            out,
            r#"<svg x="{at:.2}%"><g class="sign {class}" transform="translate(0 6) scale(.5)"><circle r="9.2"/><path class="cut" d="{cut}"/></g></svg>"#
        );
    }
    out.push_str("</svg>");
}

/// The worst turn of each place where a sign fits.
fn crowd(line: &Timeline) -> Vec<&Turn> {
    let place = |turn: &Turn| (along(line, turn.at) / 1000.0 * SIGNS) as i64;
    let mut signs: Vec<&Turn> = Vec::new();
    for turn in &line.turns {
        match signs.last_mut().filter(|last| place(last) == place(turn)) {
            Some(last) if turn.health.rank() < last.health.rank() => *last = turn,
            Some(_) => {}
            None => signs.push(turn),
        }
    }
    signs
}

fn hours(line: &Timeline, out: &mut String) {
    let step = tick_seconds(line.reach);
    let first = line.from.seconds().div_euclid(step) + 1;
    out.push_str(r#"<svg class="hours" aria-hidden="true">"#);
    for tick in first..=line.to.seconds().div_euclid(step) {
        let at = Time::from_seconds(tick * step);
        let share = along(line, at);
        // What stands at an end would be cut off there.
        if (30.0..=970.0).contains(&share) {
            let class = if tick % 2 == 0 { "" } else { r#" class="odd""# };
            let _ = write!(out, r#"<text x="{:.2}%" y="10"{class}>{}</text>"#, share / 10.0, words(at, step));
        }
    }
    out.push_str("</svg>");
}

/// The seconds between two labels.
const fn tick_seconds(reach: Reach) -> i64 {
    match reach {
        Reach::Hour => 600,
        Reach::Shift => 3600,
        Reach::Day => 3 * 3600,
        Reach::Week => 86_400,
        Reach::All => 10 * 86_400,
    }
}

fn words(at: Time, step: i64) -> String {
    let ((_, month, day), (hour, minute, _)) = (at.date(), at.time_of_day());
    if step < 86_400 { format!("{hour:02}:{minute:02}") } else { format!("{day} {}", MONTHS[(month - 1).clamp(0, 11) as usize]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(minute: i64) -> Time {
        Time::from_seconds(minute * 60)
    }

    fn hour(turns: &[(i64, Health)]) -> Timeline {
        let turn = |(at, health): &(i64, Health)| Turn { at: minute(*at), node: "geo".to_owned(), health: *health };
        let turns = turns.iter().map(turn).collect();
        Timeline { reach: Reach::Hour, from: minute(0), to: minute(60), kept: None, turns, drawing: String::new() }
    }

    fn check(turns: &[(i64, Health)], calls: &[Option<(u64, u64)>], kept: &[(i64, i64)], expected: &[&str]) {
        let figures = |(calls, errors)| Figures { calls, errors, ..Figures::default() };
        let calls: Vec<Option<Figures>> = calls.iter().map(|slot| slot.map(figures)).collect();
        let kept: Vec<(Time, Time)> = kept.iter().map(|(from, to)| (minute(*from), minute(*to))).collect();
        let drawing = draw(&Strip { line: &hour(turns), kept: &kept, slots: (minute(0), 900), calls: &calls });
        for piece in expected {
            assert!(drawing.contains(piece), "{piece} is not in {drawing}");
        }
    }

    #[test]
    fn a_bar_is_as_high_as_its_slot_has_calls_with_those_that_failed_at_its_foot() {
        let path = r#"<path d="M0.0 26v-13.0h200.0v13.0zM500.0 26v-26.0h200.0v26.0z"/><path class="bad" d="M500.0 26v-6.5h200.0v6.5z"/>"#;
        check(&[], &[Some((2, 0)), Some((0, 0)), Some((4, 1)), None], &[], &[path]);
    }

    #[test]
    fn the_ground_is_drawn_only_where_moments_are_kept() {
        check(&[], &[], &[(-90, 15), (30, 60)], &[r#"<path d="M0.0 0H250.0M500.0 0H1000.0"/>"#]);
    }

    #[test]
    fn of_turns_on_one_place_the_worst_is_drawn() {
        let turns = [(15, Health::Degraded), (15, Health::Unhealthy), (15, Health::Healthy), (30, Health::Healthy)];
        let expected = [r#"<svg x="25.00%"><g class="sign bad""#, r#"<svg x="50.00%"><g class="sign ok""#];
        check(&turns, &[], &[], &expected);
        assert_eq!(crowd(&hour(&turns)).len(), 2);
    }

    #[test]
    fn hours_stand_where_they_are_and_not_at_the_ends() {
        check(&[], &[], &[], &[r#"<text x="16.67%" y="10" class="odd">00:10</text>"#, r#"<text x="33.33%" y="10">00:20</text>"#]);
        assert_eq!((words(minute(1440 * 31), 86_400), words(minute(61), 3600)), ("1 Feb".to_owned(), "01:01".to_owned()));
    }
}
