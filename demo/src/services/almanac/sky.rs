//! Where sun and moon stand: the general solar position calculations of NOAA (after Meeus),
//! good to a minute or two, and the mean age of the moon, good to half a day.

use super::SYNODIC_MONTH;
use crate::day::Day;

/// The zenith of a rising sun: 90° with refraction and half the disc.
const RISING_ZENITH: f64 = 90.833;

/// A new moon, 2000-01-06 18:14 UTC, as days since 1970.
const NEW_MOON: f64 = 10_962.759_722;

/// What the sun does on a day, in minutes after midnight UTC.
pub enum Sun {
    Rises { at: f64, until: f64 },
    StaysUp,
    StaysDown,
}

/// The sun at a place, given as latitude and longitude in degrees.
pub fn sun((latitude, longitude): (f64, f64), day: Day) -> Sun {
    let noon_in_centuries = (day.0 as f64 + 0.5 - 10_957.5) / 36_525.0;
    let (declination, equation_of_time) = solar(noon_in_centuries);
    let latitude = latitude.to_radians();
    let cosine = RISING_ZENITH.to_radians().cos() / (latitude.cos() * declination.cos()) - latitude.tan() * declination.tan();
    if cosine > 1.0 {
        return Sun::StaysDown;
    }
    if cosine < -1.0 {
        return Sun::StaysUp;
    }
    let half_day = cosine.acos().to_degrees() * 4.0;
    let noon = 720.0 - 4.0 * longitude - equation_of_time;
    Sun::Rises { at: noon - half_day, until: noon + half_day }
}

/// The sun's declination in radians and the equation of time in minutes.
fn solar(t: f64) -> (f64, f64) {
    let mean_longitude = (280.466_46 + t * (36_000.769_83 + t * 0.000_303_2)).rem_euclid(360.0);
    let anomaly = (357.529_11 + t * (35_999.050_29 - 0.000_153_7 * t)).to_radians();
    let eccentricity = 0.016_708_634 - t * (0.000_042_037 + 0.000_000_126_7 * t);
    let centre = anomaly.sin() * (1.914_602 - t * (0.004_817 + 0.000_014 * t))
        + (2.0 * anomaly).sin() * (0.019_993 - 0.000_101 * t)
        + (3.0 * anomaly).sin() * 0.000_289;
    let node = (125.04 - 1_934.136 * t).to_radians();
    let longitude = (mean_longitude + centre - 0.005_69 - 0.004_78 * node.sin()).to_radians();
    let obliquity = (23.439_291 - 0.013_004_2 * t + 0.002_56 * node.cos()).to_radians();
    let declination = (obliquity.sin() * longitude.sin()).asin();
    let y = (obliquity / 2.0).tan().powi(2);
    let mean = mean_longitude.to_radians();
    let equation = y * (2.0 * mean).sin() - 2.0 * eccentricity * anomaly.sin()
        + 4.0 * eccentricity * y * anomaly.sin() * (2.0 * mean).cos()
        - 0.5 * y * y * (4.0 * mean).sin()
        - 1.25 * eccentricity * eccentricity * (2.0 * anomaly).sin();
    (declination, 4.0 * equation.to_degrees())
}

/// Days since the last mean new moon, at noon UTC.
pub fn moon_age(day: Day) -> f64 {
    (day.0 as f64 + 0.5 - NEW_MOON).rem_euclid(SYNODIC_MONTH)
}
