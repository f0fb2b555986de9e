//! Almanac: sun and moon for a city and a day, computed; described in `OpenAPI`.

mod sky;

use serde::{Deserialize, Serialize};

use super::geo;
use crate::{
    day::Day,
    service::Service,
    table::round,
    tool::{Failure, Tool, date, integer, number, text},
};
use sky::{Sun, moon_age, sun};

/// The mean time from new moon to new moon, in days.
const SYNODIC_MONTH: f64 = 29.530_588_853;

const PHASES: [&str; 8] =
    ["new moon", "waxing crescent", "first quarter", "waxing gibbous", "full moon", "waning gibbous", "last quarter", "waning crescent"];

/// The service with its tools.
pub fn open() -> Service {
    let sun = Tool::get("sun_times", "/sun")
        .says("Computes sunrise, sunset and the length of the day in a city on a date, in UTC.")
        .takes("city", text("The city.").example("Reykjavik"))
        .takes("date", date("The date.").example("2026-12-21"))
        .gives("sunrise", text("When the sun rises, as HH:MM in UTC; absent where it does not.").optional())
        .gives("sunset", text("When the sun sets, as HH:MM in UTC; absent where it does not.").optional())
        .gives("day_length_minutes", integer("From sunrise to sunset."))
        .tagged(&["sun", "time"])
        .computes(sun_times);
    let moon = Tool::get("moon_phase", "/moon/{date}")
        .says("Computes the phase of the moon on a date.")
        .takes("date", date("The date.").example("2026-11-24"))
        .gives("phase", text("The name of the phase.").example("full moon"))
        .gives("age_days", number("Days since new moon."))
        .gives("lit_percent", number("How much of the disc is lit."))
        .tagged(&["moon", "time"])
        .computes(|input: &On| Ok(moon_phase(input)));
    Service::steady("0.3.0", vec![sun, moon])
}

#[derive(Deserialize)]
struct Where {
    city: String,
    date: Day,
}

#[derive(Serialize)]
struct SunTimes {
    #[serde(skip_serializing_if = "Option::is_none")]
    sunrise: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sunset: Option<String>,
    day_length_minutes: i64,
}

fn sun_times(input: &Where) -> Result<SunTimes, Failure> {
    let place = geo::city("city", &input.city)?.place();
    let times = match sun(place, input.date) {
        Sun::Rises { at, until } => {
            SunTimes { sunrise: Some(clock(at)), sunset: Some(clock(until)), day_length_minutes: (until - at).round() as i64 }
        }
        Sun::StaysUp => SunTimes { sunrise: None, sunset: None, day_length_minutes: 1_440 },
        Sun::StaysDown => SunTimes { sunrise: None, sunset: None, day_length_minutes: 0 },
    };
    Ok(times)
}

/// Minutes after midnight as HH:MM.
fn clock(minutes: f64) -> String {
    let minutes = (minutes.round() as i64).rem_euclid(1_440);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[derive(Deserialize)]
struct On {
    date: Day,
}

#[derive(Serialize)]
struct Moon {
    phase: &'static str,
    age_days: f64,
    lit_percent: f64,
}

fn moon_phase(input: &On) -> Moon {
    let age = moon_age(input.date);
    let share = age / SYNODIC_MONTH;
    let phase = PHASES[(share * 8.0).round() as usize % 8];
    let lit = (1.0 - (share * std::f64::consts::TAU).cos()) / 2.0 * 100.0;
    Moon { phase, age_days: round(age, 1), lit_percent: round(lit, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(city: &str, date: &str, sunrise: &str, sunset: &str) {
        let input = Where { city: city.into(), date: date.parse().unwrap() };
        let times = sun_times(&input).unwrap();
        assert_eq!((times.sunrise.as_deref(), times.sunset.as_deref()), (Some(sunrise), Some(sunset)));
    }

    #[test]
    fn the_sun_keeps_its_times() {
        check("London", "2026-06-21", "03:43", "20:22");
        check("London", "2026-12-21", "08:04", "15:53");
    }

    #[test]
    fn the_sun_does_not_rise_in_tromso_at_christmas() {
        let input = Where { city: "Tromsø".into(), date: "2026-12-24".parse().unwrap() };
        let times = sun_times(&input).unwrap();
        assert_eq!((times.sunrise, times.day_length_minutes), (None, 0));
    }

    #[test]
    fn the_moon_is_full_in_late_november() {
        let moon = moon_phase(&On { date: "2026-11-24".parse().unwrap() });
        assert_eq!(moon.phase, "full moon");
        assert!(moon.lit_percent > 98.0);
    }
}
