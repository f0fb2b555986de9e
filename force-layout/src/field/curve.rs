//! Hilbert's curve through a square of `SIDE` by `SIDE` steps, four bits of each coordinate at a time.

/// The steps along each side.
pub(super) const SIDE: u32 = 1 << 16;

/// How the curve lies in a square: whether its axes are exchanged, and whether both are turned round.
const TURNS: usize = 4;
const EXCHANGED: usize = 1;
const TURNED: usize = 2;

/// For each way the curve lies, and each place in a square of 16 by 16: how far along it is, and how the curve lies there.
static STEPS: [[(u8, u8); 256]; TURNS] = steps();

/// How far along the curve a place lies; coordinates are below `SIDE`.
pub(super) fn along(x: u32, y: u32) -> u32 {
    let (mut along, mut lies) = (0, 0);
    for shift in [12, 8, 4, 0] {
        let (far, then) = STEPS[lies][(x >> shift & 15) as usize * 16 + (y >> shift & 15) as usize];
        (along, lies) = (along << 8 | u32::from(far), usize::from(then) % TURNS);
    }
    along
}

const fn steps() -> [[(u8, u8); 256]; TURNS] {
    let mut steps = [[(0, 0); 256]; TURNS];
    let mut at = 0;
    while at < TURNS * 256 {
        let (lies, place) = (at / 256, at % 256);
        steps[lies][place] = walked(lies, place / 16, place % 16);
        at += 1;
    }
    steps
}

/// Halves a square of 16 by 16 four times.
const fn walked(mut lies: usize, x: usize, y: usize) -> (u8, u8) {
    let (mut along, mut bit) = (0, 8);
    while bit > 0 {
        let (mut right, mut down) = (x & bit != 0, y & bit != 0);
        if lies & EXCHANGED != 0 {
            (right, down) = (down, right);
        }
        if lies & TURNED != 0 {
            (right, down) = (!right, !down);
        }
        along = along << 2 | (if right { 3 } else { 0 }) ^ (if down { 1 } else { 0 });
        if !down {
            lies ^= EXCHANGED | if right { TURNED } else { 0 };
        }
        bit >>= 1;
    }
    (along, lies as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_goes_from_place_to_neighbouring_place() {
        // The first 64 by 64 places are a quarter of a quarter, again and again: the curve fills them before it leaves.
        let mut places: Vec<(u32, u32, u32)> = (0..64 * 64).map(|at| (along(at / 64, at % 64), at / 64, at % 64)).collect();
        places.sort_unstable();
        for (number, pair) in places.windows(2).enumerate() {
            let [(one, x, y), (_, to_x, to_y)] = [pair[0], pair[1]];
            assert_eq!((one as usize, x.abs_diff(to_x) + y.abs_diff(to_y)), (number, 1));
        }
    }

    #[test]
    fn every_corner_is_on_the_curve() {
        assert_eq!(along(0, 0), 0);
        assert_eq!(along(SIDE - 1, 0), u32::MAX);
        assert!(along(0, SIDE - 1) < along(SIDE - 1, SIDE - 1));
    }
}
