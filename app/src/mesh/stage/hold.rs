//! Nodes in somebody's hand, and where people put them.

use super::{Aim, Stage, scaled};
use crate::mesh::graph::Vertex;
use crate::mesh::hand::{Deed, End};
use domain::mesh::NodeKind;
use force_layout::Point;
use std::collections::BTreeMap;

impl Stage {
    /// A pointer goes down; a finger is thicker than a mouse.
    pub fn press(&mut self, id: i32, at: Point, is_finger: bool) {
        if let Some(minimap) = self.minimap.filter(|_| self.is_free() && self.is_on_minimap(at)) {
            self.steering = Some((id, minimap));
            return self.look_by(minimap, at);
        }
        let node = self.under(at, is_finger).map(|place| (place, self.places[place]));
        if let Some((place, _)) = node
            && self.hand.is_free()
        {
            self.taken = (self.spot(place).unwrap_or_default(), self.layout.is_pinned(place));
        }
        self.hand.press(id, at, node);
    }

    /// A pointer moves.
    pub fn drag(&mut self, id: i32, at: Point) {
        if let Some((_, minimap)) = self.steering.filter(|(steering, _)| *steering == id) {
            return self.look_by(minimap, at);
        }
        match self.hand.drag(id, at) {
            Deed::Rest => {}
            Deed::Drag(place, to) => {
                self.aim = Aim::Free;
                let to = self.camera.to_world(to);
                self.layout.pin(place, to.x, to.y);
            }
            Deed::Pan(dx, dy) => self.look(self.camera.panned(dx, dy)),
            Deed::Pinch { dx, dy, factor, around } => self.look(scaled(self.camera.panned(dx, dy), factor, around)),
        }
    }

    /// A pointer goes up; tells how that ends, if it does.
    pub fn release(&mut self, id: i32) -> Option<End> {
        match self.steering.take_if(|(steering, _)| *steering == id) {
            Some(_) => None,
            None => self.hand.release(id),
        }
    }

    /// The browser has taken the pointers: what they dragged goes back.
    pub fn let_go(&mut self) {
        if let Some(place) = self.hand.dragged() {
            self.put_back(place);
        }
        self.hand.let_go();
        self.steering = None;
    }

    /// Puts a node where it was when it was taken, or where somebody put it meanwhile.
    fn put_back(&mut self, place: usize) {
        let (from, was_held) = self.taken;
        let put = self.held.get(&self.graph.nodes[place].name).copied();
        let at = put.unwrap_or(from);
        self.layout.pin(place, at.x, at.y);
        if put.is_none() && !was_held {
            self.layout.unpin(place);
        }
    }

    /// Holds a node where it is, or lets it find its place again; the registry goes back to the middle.
    pub fn pin(&mut self, place: usize, is_held: bool) {
        let home = if is_held { self.layout.positions().get(place).copied() } else { self.home(place) };
        match home {
            Some(at) => self.layout.pin(place, at.x, at.y),
            None => self.layout.unpin(place),
        }
    }

    /// Whether somebody holds a node somewhere; the registry is in the middle by itself.
    pub fn is_held(&self, place: usize) -> bool {
        let is_kept = self.graph.nodes.get(place).is_some_and(|node| node.pinned_at.is_some());
        is_kept || (self.layout.is_pinned(place) && self.spot(place) != self.home(place))
    }

    /// Puts nodes where people newly put them, and lets go those that they let go. What is in the hand stays there, and a
    /// small map has an order of its own.
    pub(super) fn hold(&mut self) {
        let wanted = |node: &Vertex| node.pinned_at.filter(|_| !self.room.is_small);
        // One by one, as below where nodes travel: collected they would be sorted, by code that nothing else needs.
        let mut held = BTreeMap::new();
        held.extend(self.graph.nodes.iter().filter_map(|node| Some((node.name.clone(), wanted(node)?))));
        let before = std::mem::replace(&mut self.held, held);
        for (place, node) in self.graph.nodes.iter().enumerate() {
            let (was, now) = (before.get(&node.name), self.held.get(&node.name));
            if was == now || self.hand.dragged() == Some(place) {
                continue;
            }
            match now.copied().or_else(|| self.home(place)) {
                Some(at) => self.layout.pin(place, at.x, at.y),
                None => self.layout.unpin(place),
            }
        }
    }

    /// Where a node stands that nobody put anywhere, if it does.
    fn home(&self, place: usize) -> Option<Point> {
        (self.graph.nodes[place].kind == NodeKind::Registry).then(Point::default)
    }
}
