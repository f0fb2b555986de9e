//! Directions as unit vectors, turned by multiplying: no angle has to be taken apart by sine and cosine.

use crate::Point;

/// A turn by the golden angle, π (3 − √5).
pub const GOLDEN: Point = Point { x: -0.737_368_878_078_319_7, y: 0.675_490_294_261_523_8 };
/// A turn by a twelfth of the circle.
pub const TWELFTH: Point = Point { x: 0.866_025_403_784_438_6, y: 0.5 };

/// The direction after that many turns from (1, 0), by squaring.
pub fn turned(mut turn: Point, mut times: usize) -> Point {
    let mut direction = Point { x: 1.0, y: 0.0 };
    while times > 0 {
        if times % 2 == 1 {
            direction = both(direction, turn);
        }
        turn = both(turn, turn);
        times /= 2;
    }
    direction
}

/// One turn and then another: the product of complex numbers.
pub const fn both(one: Point, other: Point) -> Point {
    Point { x: one.x * other.x - one.y * other.y, y: one.x * other.y + one.y * other.x }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(turn: Point, angle: f64, times: usize) {
        let (sin, cos) = (angle * times as f64).sin_cos();
        let direction = turned(turn, times);
        assert!((direction.x - cos).abs() < 1e-9 && (direction.y - sin).abs() < 1e-9, "{times}: {direction:?}");
    }

    #[test]
    fn turning_is_what_sine_and_cosine_say() {
        for times in [0, 1, 2, 3, 7, 12, 1_000, 100_000] {
            check(GOLDEN, std::f64::consts::PI * (3.0 - 5.0_f64.sqrt()), times);
            check(TWELFTH, std::f64::consts::TAU / 12.0, times);
        }
    }
}
