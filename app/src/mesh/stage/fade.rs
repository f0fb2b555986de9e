//! What comes and what goes with another moment: it fades, so that one sees what is no longer there.

use crate::mesh::graph::{Graph, Vertex};
use force_layout::Point;

/// How long it takes, in milliseconds.
const FADE_MS: f64 = 240.0;

/// Nodes that come and nodes that go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fade {
    /// Whether the node at each place comes.
    pub new: Vec<bool>,
    /// Those that go, with where they were.
    pub gone: Vec<(Vertex, Point)>,
    began: Option<f64>,
    share: f64,
}

impl Fade {
    /// From one graph, whose nodes are at `spots`, to another one.
    pub fn between(before: &Graph, spots: &[Point], after: &Graph) -> Self {
        let (old, new) = (before.places(), after.places());
        let gone = before.nodes.iter().zip(spots).filter(|(node, _)| !new.contains_key(&*node.name));
        Self {
            gone: gone.map(|(node, spot)| (node.clone(), *spot)).collect(),
            new: after.nodes.iter().map(|node| !old.contains_key(&*node.name)).collect(),
            ..Self::default()
        }
    }

    /// Goes on to `now`; answers whether it is under way. Where nothing may move it is over at once.
    pub fn advance(&mut self, now: f64, still: bool) -> bool {
        if self.gone.is_empty() && !self.new.contains(&true) {
            return false;
        }
        self.share = if still { 1.0 } else { (now - *self.began.get_or_insert(now)) / FADE_MS };
        if self.share >= 1.0 {
            *self = Self::default();
        }
        self.share < 1.0 && !self.is_over()
    }

    /// How opaque the node at a place is, 0–1.
    pub fn of(&self, place: usize) -> f64 {
        if self.new.get(place) == Some(&true) { self.share } else { 1.0 }
    }

    /// How opaque those are that go, 0–1.
    pub const fn of_gone(&self) -> f64 {
        1.0 - self.share
    }

    fn is_over(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    /// From five nodes to four of them and one that is new.
    fn fade() -> Fade {
        let before = sample::mesh();
        let mut after = sample::mesh();
        after.nodes[4].id = "newcomer".to_owned();
        let spots: Vec<Point> = (0..5).map(|at| Point::new(f64::from(at), 0.0)).collect();
        Fade::between(&Graph::of(&before), &spots, &Graph::of(&after))
    }

    #[test]
    fn who_comes_appears_and_who_goes_vanishes_where_it_was() {
        let mut fade = fade();
        assert!(fade.advance(1000.0, false));
        assert_eq!((fade.of(4), fade.of(0), fade.of_gone()), (0.0, 1.0, 1.0));
        assert!(fade.advance(1060.0, false));
        assert_eq!((fade.of(4), fade.of(0), fade.of_gone()), (0.25, 1.0, 0.75));
        let gone: Vec<(&str, f64)> = fade.gone.iter().map(|(node, at)| (&*node.name, at.x)).collect();
        assert_eq!(gone, [("worker", 4.0)]);
        assert!(!fade.advance(1240.0, false));
        assert_eq!((fade.of(4), fade.gone.len()), (1.0, 0));
    }

    #[test]
    fn where_nothing_may_move_it_is_over_at_once() {
        let mut fade = fade();
        assert!(!fade.advance(1000.0, true));
        assert_eq!((fade.of(4), fade.gone.len()), (1.0, 0));
    }
}
