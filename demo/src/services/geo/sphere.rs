//! Distances and directions on a sphere with the Earth's mean radius.

/// The Earth's mean radius R₁ in kilometres, as the IUGG defines it.
const RADIUS_KM: f64 = 6_371.008_8;

const POINTS: [&str; 16] = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];

/// A place as latitude and longitude in degrees.
pub type Place = (f64, f64);

/// The great-circle distance by the haversine formula, which is exact for near places too.
pub fn haversine_km(from: Place, to: Place) -> f64 {
    let (from_lat, to_lat) = (from.0.to_radians(), to.0.to_radians());
    let half_lat = (to_lat - from_lat) / 2.0;
    let half_lon = (to.1 - from.1).to_radians() / 2.0;
    let h = half_lat.sin().powi(2) + from_lat.cos() * to_lat.cos() * half_lon.sin().powi(2);
    2.0 * RADIUS_KM * h.sqrt().min(1.0).asin()
}

/// The initial bearing in degrees clockwise from north.
pub fn bearing(from: Place, to: Place) -> f64 {
    let (from_lat, to_lat) = (from.0.to_radians(), to.0.to_radians());
    let lon = (to.1 - from.1).to_radians();
    let east = lon.sin() * to_lat.cos();
    let north = from_lat.cos() * to_lat.sin() - from_lat.sin() * to_lat.cos() * lon.cos();
    east.atan2(north).to_degrees().rem_euclid(360.0)
}

/// The nearest of 16 points of the compass.
pub fn point_of_compass(degrees: f64) -> &'static str {
    POINTS[(degrees / 22.5).round() as usize % POINTS.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_equator_is_a_quarter_of_the_circumference() {
        let quarter = RADIUS_KM * std::f64::consts::FRAC_PI_2;
        assert!((haversine_km((0.0, 0.0), (0.0, 90.0)) - quarter).abs() < 1e-9);
        assert!((haversine_km((0.0, 0.0), (90.0, 0.0)) - quarter).abs() < 1e-9);
    }

    #[test]
    fn east_is_ninety_degrees() {
        assert!((bearing((0.0, 0.0), (0.0, 10.0)) - 90.0).abs() < 1e-9);
        assert_eq!(point_of_compass(90.0), "E");
        assert_eq!(point_of_compass(350.0), "N");
    }
}
