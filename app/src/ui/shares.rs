//! One bar of shares, best first: many signs in one line.

use super::format::fixed;
use super::sign::Mark;
use crate::prelude::*;

/// The bar.
#[component]
pub fn Shares(
    /// How many there are of each mark.
    parts: [(Mark, u32); 4],
    /// Its width in pixels.
    width: u32,
) -> impl IntoView {
    let total = f64::from(parts.iter().map(|part| part.1).sum::<u32>().max(1));
    let mut x = 0.0;
    let part = |(mark, count): (Mark, u32)| {
        let (from, wide) = (x, f64::from(count) / total * f64::from(width));
        x += wide;
        view! { <rect class=mark.class() x=fixed(from, 1) width=fixed(wide, 1) height="8" /> }
    };
    view! { <svg class="shares" width=width height="8" aria-hidden="true">{parts.map(part).into_iter().collect_view()}</svg> }
}
