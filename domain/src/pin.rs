//! Pins: where people put nodes of the map, so that the next one who looks finds them there.
//!
//! A view is a map with pins of its own; there is one as soon as something is pinned in it.

use crate::failure::Violation;
use crate::names::is_service_name;
use crate::{Failure, Time};
use serde::{Deserialize, Serialize};

/// The view that the console shows.
pub const MAIN: &str = "main";

/// The most pins of a view.
pub const PINS_MAX: i64 = 10_000;

/// The most views.
pub const VIEWS_MAX: i64 = 100;

/// The most bytes of a node's name.
pub const NODE_MAX: usize = 128;

/// How far from the middle of the map a node can be pinned, in units of the map.
pub const REACH: f64 = 100_000.0;

/// A point of the map: the origin is its middle, a unit is a pixel where nothing is scaled, y grows downwards.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// To the right of the middle.
    pub x: f64,
    /// Below it.
    pub y: f64,
}

/// A node that is held where somebody put it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pin {
    /// Its name.
    pub node: String,
    /// To the right of the middle.
    pub x: f64,
    /// Below it.
    pub y: f64,
    /// When it was put there.
    pub pinned_at: Time,
}

/// Whether a view can be called so.
pub fn judge_view(view: &str) -> Result<(), Failure> {
    let wrong = wrong_view(view).map_or_else(Vec::new, |wrong| vec![wrong]);
    if wrong.is_empty() { Ok(()) } else { Err(Failure::violations("There is no such view; nothing was done.", wrong)) }
}

fn wrong_view(view: &str) -> Option<Violation> {
    let remedy = "write 1 to 63 of a–z, 0–9 and `-`, the last not at either end".to_owned();
    let wrong = Violation { pointer: "/view".to_owned(), message: "no view can be called so".to_owned(), remedy };
    (!is_service_name(view)).then_some(wrong)
}

/// Whether a node can be pinned there in a view; what is wrong is named.
pub fn judge(view: &str, node: &str, spot: Spot) -> Result<(), Failure> {
    let mut wrong: Vec<Violation> = wrong_view(view).into_iter().collect();
    let mut refuse = |is_right: bool, pointer: &str, message: &str, remedy: String| {
        if !is_right {
            wrong.push(Violation { pointer: pointer.to_owned(), message: message.to_owned(), remedy });
        }
    };
    let length = format!("write the name of a node, 1 to {NODE_MAX} bytes");
    refuse((1..=NODE_MAX).contains(&node.len()), "/node", "no node is called so", length);
    for (pointer, value) in [("/x", spot.x), ("/y", spot.y)] {
        refuse(value.abs() <= REACH, pointer, "it lies beyond the map", format!("write −{REACH} to {REACH}"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::violations("It cannot be pinned there; nothing was done.", wrong)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(view: &str, node: &str, (x, y): (f64, f64), expected: &[&str]) {
        let wrong = judge(view, node, Spot { x, y }).map_or_else(|failure| failure.errors, |()| Vec::new());
        assert_eq!(wrong.iter().map(|wrong| wrong.pointer.as_str()).collect::<Vec<_>>(), expected, "{view} {node} {x} {y}");
    }

    #[test]
    fn a_view_has_a_name_as_services_have() {
        assert_eq!(judge_view(MAIN), Ok(()));
        assert_eq!(judge_view("Main").expect_err("no name").errors[0].pointer, "/view");
    }

    #[test]
    fn a_pin_has_a_view_a_node_and_a_point_of_the_map() {
        check(MAIN, "orders", (REACH, -REACH), &[]);
        check("Main", "orders", (0.0, 0.0), &["/view"]);
        check(MAIN, "", (0.0, 0.0), &["/node"]);
        check(MAIN, &"n".repeat(NODE_MAX), (0.0, 0.0), &[]);
        check(MAIN, &"n".repeat(NODE_MAX + 1), (0.0, 0.0), &["/node"]);
        check(MAIN, "orders", (REACH + 1.0, f64::NAN), &["/x", "/y"]);
    }
}
