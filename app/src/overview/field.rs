//! What stands for a mesh too large for a small map: a field of dots, one a service, worst first.

use super::place::{HEIGHT, WIDTH};
use crate::prelude::*;
use crate::ui::format::fixed;
use crate::ui::sign::Mark;
use crate::words;
use domain::overview::Counts;
use std::fmt::Write as _;

/// The most dots that can still be told apart; beyond, each stands for several services.
const DOTS_MAX: u32 = 1500;

/// The field.
pub fn draw(counts: &Counts) -> impl IntoView + use<> {
    let each = counts.total().div_ceil(DOTS_MAX).max(1);
    let [healthy, degraded, unhealthy, unknown] = words::shares(counts).map(|(mark, count)| (mark, count.div_ceil(each)));
    let parts = [unhealthy, degraded, unknown, healthy];
    let grid = Grid::of(parts.iter().map(|part| part.1).sum());
    let mut placed = 0;
    let part = |(mark, count): (Mark, u32)| {
        let dots = grid.dots(placed..placed + count);
        placed += count;
        view! { <path class=format!("{} field", mark.class()) d=dots stroke-width=fixed(grid.cell * 0.7, 1) /> }
    };
    parts.map(part).into_iter().collect_view()
}

/// How the dots are laid out: as large as they all fit.
struct Grid {
    columns: u32,
    cell: f64,
}

impl Grid {
    fn of(dots: u32) -> Self {
        let cell = (WIDTH * HEIGHT / f64::from(dots.max(1))).sqrt().min(16.0);
        let columns = (WIDTH / cell).floor().max(1.0);
        let rows = (f64::from(dots) / columns).ceil();
        // A last row that hangs over the foot makes every dot a little smaller.
        Self { columns: columns as u32, cell: cell.min(HEIGHT / rows.max(1.0)) }
    }

    /// Dots are lines without length with round ends: a few bytes each.
    fn dots(&self, places: std::ops::Range<u32>) -> String {
        let middle = |cells: u32| fixed((f64::from(cells) + 0.5) * self.cell, 1);
        places.fold(String::new(), |mut path, place| {
            write!(path, "M{} {}h0", middle(place % self.columns), middle(place / self.columns)).expect("writing to a String cannot fail");
            path
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_fits_its_frame() {
        for dots in [1, 61, 500, 1000, DOTS_MAX] {
            let grid = Grid::of(dots);
            let rows = dots.div_ceil(grid.columns);
            assert!(f64::from(rows) * grid.cell <= HEIGHT + 0.01, "{dots}");
            assert!(f64::from(grid.columns) * grid.cell <= WIDTH + 0.01, "{dots}");
        }
    }
}
