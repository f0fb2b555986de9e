//! Hands on the map: what pressing, moving and letting go of one or two pointers does.
//!
//! Knows points on the screen and which node is under them; moves nothing itself.

use force_layout::Point;

/// So far a pointer may stray and still have clicked, in pixels.
const CLICK: f64 = 4.0;

/// What a hand does with a movement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    /// Nothing.
    Rest,
    /// Draws a node after it: its place in the graph, and where its middle goes on the screen.
    Drag(usize, Point),
    /// Moves the ground by so much.
    Pan(f64, f64),
    /// Moves the ground by so much and scales it around a point.
    Pinch {
        /// Across.
        dx: f64,
        /// Down.
        dy: f64,
        /// By how much it scales.
        factor: f64,
        /// What stays under the fingers.
        around: Point,
    },
}

/// How a press ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A node was clicked.
    Node(usize),
    /// The ground was clicked.
    Ground,
    /// A node was dropped where it was dragged to.
    Drop(usize),
}

/// A pointer that is down.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Finger {
    id: i32,
    at: Point,
}

/// The pointers that are down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hand {
    first: Option<Finger>,
    second: Option<Finger>,
    /// The node under the first, and from the pointer to its middle.
    held: Option<(usize, f64, f64)>,
    began: Point,
    strayed: bool,
}

impl Hand {
    /// A pointer goes down, perhaps on a node whose middle is known.
    pub fn press(&mut self, id: i32, at: Point, node: Option<(usize, Point)>) {
        if self.first.is_some() {
            self.second = Some(Finger { id, at });
            (self.held, self.strayed) = (None, true);
            return;
        }
        let held = node.map(|(place, middle)| (place, middle.x - at.x, middle.y - at.y));
        *self = Self { first: Some(Finger { id, at }), second: None, held, began: at, strayed: false };
    }

    /// A pointer moves.
    pub fn drag(&mut self, id: i32, at: Point) -> Deed {
        let Some(first) = self.first else { return Deed::Rest };
        if let Some(second) = self.second {
            return self.pinch(first, second, Finger { id, at });
        }
        if first.id != id {
            return Deed::Rest;
        }
        self.strayed |= self.began.distance(at) > CLICK;
        if !self.strayed {
            return Deed::Rest;
        }
        self.first = Some(Finger { id, at });
        match self.held {
            Some((place, x, y)) => Deed::Drag(place, Point::new(at.x + x, at.y + y)),
            None => Deed::Pan(at.x - first.at.x, at.y - first.at.y),
        }
    }

    /// A pointer goes up; tells how that ends, if it does.
    pub fn release(&mut self, id: i32) -> Option<End> {
        if self.second.is_some() {
            let rest = [self.first, self.second].into_iter().flatten().find(|finger| finger.id != id);
            (self.first, self.second) = (rest, None);
            return None;
        }
        let first = self.first.take_if(|finger| finger.id == id)?;
        let held = self.held.take();
        debug_assert_eq!(first.id, id);
        match held {
            Some((place, _, _)) => Some(if self.strayed { End::Drop(place) } else { End::Node(place) }),
            None => (!self.strayed).then_some(End::Ground),
        }
    }

    /// Forgets every pointer, as when the browser takes them for itself.
    pub fn let_go(&mut self) {
        *self = Self::default();
    }

    /// Holds the same node where it stands in another graph, as `place` tells; one that is gone is let go.
    pub fn follow(&mut self, place: impl FnOnce(usize) -> Option<usize>) {
        if let Some((before, x, y)) = self.held {
            match place(before) {
                Some(now) => self.held = Some((now, x, y)),
                None => self.let_go(),
            }
        }
    }

    /// The node that is being dragged.
    pub fn dragged(&self) -> Option<usize> {
        self.held.filter(|_| self.strayed).map(|(place, _, _)| place)
    }

    /// Whether no pointer is down.
    pub const fn is_free(&self) -> bool {
        self.first.is_none()
    }

    fn pinch(&mut self, first: Finger, second: Finger, moved: Finger) -> Deed {
        let (still, before) = if moved.id == first.id { (second, first) } else { (first, second) };
        if moved.id != before.id {
            return Deed::Rest;
        }
        (self.first, self.second) = (Some(still), Some(moved));
        let middle = |a: Point, b: Point| Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
        let (from, to) = (middle(still.at, before.at), middle(still.at, moved.at));
        let factor = still.at.distance(moved.at) / still.at.distance(before.at).max(1.0);
        Deed::Pinch { dx: to.x - from.x, dy: to.y - from.y, factor, around: to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn a_press_that_stays_is_a_click() {
        let mut hand = Hand::default();
        hand.press(1, at(10.0, 10.0), Some((3, at(12.0, 12.0))));
        assert_eq!(hand.drag(1, at(12.0, 10.0)), Deed::Rest);
        assert_eq!(hand.release(1), Some(End::Node(3)));
        hand.press(1, at(50.0, 10.0), None);
        assert_eq!(hand.release(1), Some(End::Ground));
    }

    #[test]
    fn a_node_is_dragged_by_where_it_was_taken() {
        let mut hand = Hand::default();
        hand.press(1, at(10.0, 10.0), Some((3, at(12.0, 12.0))));
        assert_eq!(hand.drag(1, at(30.0, 10.0)), Deed::Drag(3, at(32.0, 12.0)));
        assert_eq!(hand.dragged(), Some(3));
        assert_eq!(hand.release(1), Some(End::Drop(3)));
        assert!(hand.is_free() && hand.dragged().is_none());
    }

    #[test]
    fn a_node_is_held_where_it_stands_in_another_graph_and_let_go_where_it_is_gone() {
        let mut hand = Hand::default();
        hand.press(1, at(10.0, 10.0), Some((3, at(12.0, 12.0))));
        hand.drag(1, at(30.0, 10.0));
        hand.follow(|place| Some(place + 2));
        assert_eq!(hand.drag(1, at(40.0, 10.0)), Deed::Drag(5, at(42.0, 12.0)));
        hand.follow(|_| None);
        assert!(hand.is_free());
    }

    #[test]
    fn the_ground_follows_the_pointer() {
        let mut hand = Hand::default();
        hand.press(1, at(0.0, 0.0), None);
        assert_eq!(hand.drag(1, at(5.0, 0.0)), Deed::Pan(5.0, 0.0));
        assert_eq!(hand.drag(1, at(5.0, 7.0)), Deed::Pan(0.0, 7.0));
        assert_eq!(hand.drag(9, at(0.0, 0.0)), Deed::Rest);
    }

    #[test]
    fn two_fingers_scale_the_ground_around_their_middle() {
        let mut hand = Hand::default();
        hand.press(1, at(0.0, 0.0), Some((3, at(0.0, 0.0))));
        hand.press(2, at(100.0, 0.0), None);
        let deed = hand.drag(2, at(200.0, 0.0));
        assert_eq!(deed, Deed::Pinch { dx: 50.0, dy: 0.0, factor: 2.0, around: at(100.0, 0.0) });
        assert_eq!(hand.release(1), None);
        assert_eq!(hand.drag(2, at(210.0, 0.0)), Deed::Pan(10.0, 0.0));
        assert_eq!(hand.release(2), None);
    }
}
