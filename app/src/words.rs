//! The words of the domain as the console draws them: signs, times and troubles, the same on every page.

use crate::ui::format::{NARROW, millis, seconds};
use crate::ui::sign::{Mark, Shape};
use crate::ui::states::Trouble;
use domain::Failure;
use domain::alert::Firing;
use domain::call::Outcome;
use domain::failure::Kind;
use domain::mesh::NodeKind;
use domain::objective::{Care, Objective};
use domain::overview::Counts;
use domain::service::Circuit;
use domain::{Health, Time};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The mark of a health.
pub const fn mark(health: Health) -> Mark {
    match health {
        Health::Healthy => Mark::Healthy,
        Health::Degraded => Mark::Degraded,
        Health::Unhealthy => Mark::Unhealthy,
        Health::Unknown | Health::Expired => Mark::Unknown,
    }
}

/// The shape of a kind of node.
pub const fn shape(kind: NodeKind) -> Shape {
    match kind {
        NodeKind::Registry => Shape::Square,
        NodeKind::Orchestrator => Shape::Diamond,
        NodeKind::Service | NodeKind::Caller | NodeKind::Virtual | NodeKind::Group | NodeKind::Tool => Shape::Disc,
    }
}

/// How many services bear each mark, best first.
pub const fn shares(counts: &Counts) -> [(Mark, u32); 4] {
    [
        (Mark::Healthy, counts.healthy),
        (Mark::Degraded, counts.degraded),
        (Mark::Unhealthy, counts.unhealthy),
        (Mark::Unknown, counts.unknown),
    ]
}

/// The mark of a call's outcome: who asked for what could not be is not ill.
pub const fn outcome_mark(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::Ok => Mark::Healthy,
        Outcome::Rejected | Outcome::Busy | Outcome::Invalid | Outcome::Denied => Mark::Degraded,
        _ => Mark::Unhealthy,
    }
}

/// The mark of how a circuit stands.
pub const fn circuit_mark(circuit: Circuit) -> Mark {
    match circuit {
        Circuit::Closed => Mark::Healthy,
        Circuit::HalfOpen => Mark::Degraded,
        Circuit::Open => Mark::Unhealthy,
    }
}

/// The words for a call's outcome.
pub const fn outcome_text(outcome: Outcome) -> &'static str {
    outcome.words()
}

/// Words as a sentence begins with them.
pub fn capital(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// What is asked of a service's calls: `99 % ok`, `99 % < 400 ms`.
pub fn objective(asked: &Objective) -> String {
    let limit = |limit: u32| if limit.is_multiple_of(1000) { seconds(f64::from(limit / 1000)) } else { millis(f64::from(limit)) };
    let how = asked.latency_ms.map_or_else(|| "ok".to_owned(), |millis| format!("< {}", limit(millis)));
    format!("{}{NARROW}% {how}", asked.percent())
}

/// How the standing with an objective is coloured.
pub const fn care_class(care: Care) -> Option<&'static str> {
    match care {
        Care::Spent => Some("bad-text"),
        Care::Burning => Some("warn-text"),
        Care::Well => None,
    }
}

/// An alert that fires, in words: `fires since 16:41: 12.5 % of 8 calls fail, allowed are 5 %`.
pub fn firing(alert: &Firing, now: Time) -> String {
    format!(" fires {}: {}.", since(alert.since, now), alert.reason.replace(" %", "\u{202f}%"))
}

/// A time of day in UTC: `17:06:41`.
pub fn clock(time: Time) -> String {
    let (hour, minute, second) = time.time_of_day();
    format!("{}:{}:{}", two(hour), two(minute), two(second))
}

/// A time of day without its seconds: `17:06`.
pub fn clock_short(time: Time) -> String {
    let (hour, minute, _) = time.time_of_day();
    format!("{}:{}", two(hour), two(minute))
}

/// A moment as seen from `now`: `17:06:41` today, `20 Nov 17:06` this year, else `2026-11-20 17:06`.
pub fn moment(time: Time, now: Time) -> String {
    if time.date() == now.date() { clock(time) } else { on_a_day(time, now) }
}

/// The same without seconds: `17:06` today.
pub fn moment_short(time: Time, now: Time) -> String {
    if time.date() == now.date() { clock_short(time) } else { on_a_day(time, now) }
}

/// A moment for those who read it some other year: `2026-11-20 17:06`.
pub fn moment_whole(time: Time) -> String {
    on_a_day(time, Time(0))
}

/// Since when a state holds: `since 16:41`, with its day where that is not today's.
pub fn since(time: Time, now: Time) -> String {
    match time {
        Time(0) => "since the start".to_owned(),
        _ => format!("since {}", moment_short(time, now)),
    }
}

fn on_a_day(time: Time, now: Time) -> String {
    let ((year, month, day), short) = (time.date(), clock_short(time));
    if year == now.date().0 {
        return format!("{day} {} {short}", MONTHS[(month - 1).clamp(0, 11) as usize]);
    }
    format!("{year}-{}-{} {short}", two(month), two(day))
}

fn two(value: i64) -> String {
    if value < 10 { format!("0{value}") } else { value.to_string() }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        let lost = failure.kind == Kind::Upstream && failure.attempts.is_empty() && failure.call_id.is_none();
        let title = if lost { "No connection to the server" } else { failure.kind.title() };
        Self { title: title.to_owned(), detail: failure.detail, near: failure.near, passing: lost }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(time: &str, expected: &str) {
        let now: Time = "2026-11-20T17:06:41Z".parse().expect("a time");
        assert_eq!(moment(time.parse().expect("a time"), now), expected);
    }

    #[test]
    fn a_moment_says_no_more_than_it_must() {
        check("2026-11-20T08:05:09Z", "08:05:09");
        check("2026-11-19T17:06:00Z", "19 Nov 17:06");
        check("2025-11-20T17:06:00Z", "2025-11-20 17:06");
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(["healthy", "ärger", ""].map(capital), ["Healthy", "Ärger", ""]);
    }

    #[test]
    fn an_objective_says_how_many_and_how_fast() {
        let check = |success, latency_ms, expected: &str| {
            assert_eq!(objective(&Objective { success, latency_ms, days: 30 }).replace(NARROW, " "), expected);
        };
        check(0.99, None, "99 % ok");
        check(0.995, Some(400), "99.5 % < 400 ms");
        check(0.95, Some(3000), "95 % < 3 s");
        check(0.95, Some(2500), "95 % < 2.50 s");
    }
}
