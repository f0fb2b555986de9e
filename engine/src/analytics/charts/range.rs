//! A range: the steps that charts are over, and those of the period before.

use crate::analytics::grain::Grain;
use crate::analytics::retention::Gone;
use crate::analytics::span::Span;
use crate::analytics::split::Split;
use domain::Time;
use domain::charts::{Period, RANGE_SECONDS_MAX};
use domain::failure::Violation;

/// The most steps a chart has: one is wide enough to be pointed at.
const POINTS: i64 = 100;

/// The shortest range, in seconds.
const RANGE_SECONDS_MIN: i64 = 60;

/// The widths a step may have, in minutes.
const STEPS: [i64; 12] = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440, 10_080];

/// In minutes.
const HOUR: i64 = 60;

const DAY: i64 = 86_400;

/// A range in steps, and the one that it is compared with.
#[derive(Debug)]
pub struct Range {
    /// The moment that is now.
    pub at: Time,
    /// The range.
    pub now: Span,
    /// The one before: of the same length, in the same steps.
    pub before: Span,
    /// What the one before is called.
    pub before_name: &'static str,
}

impl Range {
    /// The range of a period as seen at a moment, or what is wrong with it.
    pub fn of(period: Period, at: Time) -> Result<Self, Violation> {
        match period {
            Period::Last(seconds) => {
                check_length("/range", seconds)?;
                let step = step(seconds / 60);
                let end = (minute(at).div_euclid(step) + 1) * step;
                let start = end - (seconds / 60 / step).max(1) * step;
                let (shift, before_name) = before(seconds);
                Ok(Self::new(at, start..end, step, shift.map_or(end - start, |seconds| seconds / 60), before_name))
            }
            Period::Between(from, to) => {
                check_length("/to", to.seconds().saturating_sub(from.seconds()))?;
                if from > at {
                    let remedy = "Write an earlier `from`.".to_owned();
                    return Err(Violation { pointer: "/from".to_owned(), message: format!("{from} is yet to come"), remedy });
                }
                let step = step((to.seconds() - from.seconds()).div_euclid(60));
                // Wide steps begin at the hour that is asked for, lest more is counted than that.
                let width = step.min(HOUR);
                let last = (minute(at).div_euclid(width) + 1) * width;
                let start = minute(from).div_euclid(width) * width;
                let end = (-(-minute_after(to)).div_euclid(width) * width).clamp(start + width, last.max(start + width));
                Ok(Self::new(at, start..end, step, end - start, "period before"))
            }
        }
    }

    fn new(at: Time, now: std::ops::Range<i64>, step: i64, shift: i64, before_name: &'static str) -> Self {
        let before = Span { minutes: now.start - shift..now.end - shift, step };
        Self { at, now: Span { minutes: now, step }, before, before_name }
    }

    /// The same range in steps as wide as what is kept of both periods: a split that is kept by the hour has no minutes.
    pub fn fitted(self, split: Split, gone: &Gone) -> Self {
        let grain = gone.finest(split, self.before.minutes.start).max(gone.finest(split, self.now.minutes.start));
        let is_in_slots = |span: &Span| [span.step, span.minutes.start].iter().all(|minutes| minutes % grain.minutes() == 0);
        if is_in_slots(&self.now) && is_in_slots(&self.before) {
            return self;
        }
        Self { now: widened(&self.now, grain), before: widened(&self.before, grain), ..self }
    }
}

/// A span in whole slots of a grain.
fn widened(span: &Span, grain: Grain) -> Span {
    let step = grain.ceil(span.step);
    let start = grain.floor(span.minutes.start);
    let count = -(start - span.minutes.end).div_euclid(step);
    Span { minutes: start..start + count * step, step }
}

fn check_length(pointer: &str, seconds: i64) -> Result<(), Violation> {
    if (RANGE_SECONDS_MIN..=RANGE_SECONDS_MAX).contains(&seconds) {
        return Ok(());
    }
    let message = format!("{seconds} s is no range of time that has charts");
    Err(Violation { pointer: pointer.to_owned(), message, remedy: "Ask for a minute at least, and for 366 days at most.".to_owned() })
}

/// The narrowest step by which so many minutes are no more than a chart has room for.
fn step(minutes: i64) -> i64 {
    STEPS.into_iter().find(|step| minutes / step <= POINTS).unwrap_or(STEPS[STEPS.len() - 1])
}

/// How many seconds earlier the period begins that a range is compared with, where not as long as it is; and its name.
fn before(seconds: i64) -> (Option<i64>, &'static str) {
    match seconds {
        3600 => (None, "hour before"),
        // What is busy in the morning is so every morning.
        21_600 => (Some(DAY), "day before"),
        DAY => (None, "day before"),
        604_800 => (None, "week before"),
        2_592_000 => (None, "30 days before"),
        _ => (None, "period before"),
    }
}

/// The minute in which a moment lies.
const fn minute(time: Time) -> i64 {
    time.seconds().div_euclid(60)
}

/// The first minute that begins at or after a moment.
const fn minute_after(time: Time) -> i64 {
    -(-time.seconds()).div_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Time = Time::from_seconds(1_795_194_401);

    fn check_last(seconds: i64, step: i64, count: usize, shift: i64) {
        let range = Range::of(Period::Last(seconds), AT).expect("a range");
        assert_eq!((range.now.step, range.now.len(), range.before.len()), (step, count, count), "{seconds}");
        assert!(range.now.time(count - 1) <= AT && AT < range.now.time(count), "{seconds}");
        assert_eq!(range.now.time(0).seconds() - range.before.time(0).seconds(), shift, "{seconds}");
    }

    #[test]
    fn a_live_range_has_at_most_100_steps_and_ends_with_the_one_under_way() {
        check_last(3600, 1, 60, 3600);
        check_last(21_600, 5, 72, 86_400);
        check_last(86_400, 15, 96, 86_400);
        check_last(604_800, 120, 84, 604_800);
        check_last(2_592_000, 720, 60, 2_592_000);
        check_last(RANGE_SECONDS_MAX, 10_080, 52, 52 * 604_800);
    }

    fn check_between(from: i64, to: i64, expected: Result<(i64, i64, i64), &str>) {
        let at = |seconds| AT.floor_to(3600).plus_seconds(seconds);
        let range = Range::of(Period::Between(at(from), at(to)), at(0));
        let start = at(0).seconds() / 60;
        let found = range.as_ref().map(|range| (range.now.minutes.start - start, range.now.minutes.end - start, range.now.step));
        assert_eq!(found.map_err(|wrong| wrong.pointer.as_str()), expected, "{from} {to}");
    }

    #[test]
    fn a_fixed_range_holds_both_its_moments_and_ends_with_now_at_the_latest() {
        check_between(-3600, -1800, Ok((-60, -30, 1)));
        check_between(-3601, -1799, Ok((-61, -29, 1)));
        check_between(-36_030, -30, Ok((-610, 0, 10)));
        check_between(-600, 7200, Ok((-10, 2, 2)));
        check_between(-2_592_000, 0, Ok((-43_200, 0, 720)));
        check_between(-7 * 86_400 - 60, -60, Ok((-10_140, 0, 120)));
    }

    #[test]
    fn what_is_no_range_is_told_which_field_to_mend() {
        check_between(-60, -120, Err("/to"));
        check_between(-60, -1, Err("/to"));
        check_between(60, 600, Err("/from"));
        check_between(-RANGE_SECONDS_MAX - 1, 0, Err("/to"));
        for seconds in [0, 59, RANGE_SECONDS_MAX + 1, i64::MIN] {
            assert_eq!(Range::of(Period::Last(seconds), AT).expect_err("no range").pointer, "/range");
        }
        assert_eq!(Range::of(Period::Between(Time(i64::MIN), Time(i64::MAX)), AT).expect_err("no range").pointer, "/to");
    }

    #[test]
    fn what_is_kept_by_the_hour_is_drawn_by_the_hour_now_and_before() {
        let range = Range::of(Period::Last(3600), AT).expect("a range").fitted(Split::Caller, &Gone::default());
        assert_eq!((range.now.step, range.before.step), (60, 60));
        assert_eq!((range.now.minutes.start % 60, range.now.len(), range.before.len()), (0, 2, 2));
        let kept = Range::of(Period::Last(3600), AT).expect("a range").fitted(Split::Tool, &Gone::default());
        assert_eq!(kept.now.step, 1);
    }
}
