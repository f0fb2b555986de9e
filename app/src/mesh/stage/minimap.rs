//! The minimap: the whole mesh small in a corner, and framed in it what is in view. Where all is in view there is none.

use super::{Room, Stage};
use crate::browser::canvas::{Draw, Ink};
use crate::mesh::marks;
use force_layout::{Bounds, Camera, Padding, Point, Size, fit};

/// Its extent, and how far it stands from the right and from the foot of the map, in pixels.
const SIZE: Size = Size { width: 168.0, height: 112.0 };
const APART: (f64, f64) = (24.0, 12.0);
/// A map that is narrower has no room for it beside the legend.
const WIDTH: f64 = 860.0;
/// The room around the mesh in it.
const ROOM: f64 = 8.0;
/// The radius of a node in it.
const DOT: f64 = 2.0;
/// The least side of the frame for what is in view: of a large mesh that is next to nothing.
const FRAME: f64 = 10.0;
/// The width of its lines, and that of the rim that parts them from the dots.
const FRAME_LINES: [(f64, Ink); 2] = [(4.0, Ink::Paper), (1.5, Ink::Ink)];
/// In each square of this side no more than one node is drawn of those that are well: a mesh of any size costs as much as is seen.
const SQUARE: f64 = 2.0;
const SQUARES: (usize, usize) = ((SIZE.width / SQUARE) as usize, (SIZE.height / SQUARE) as usize);

/// Where it stands, and how places of the mesh appear in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimap {
    origin: Point,
    camera: Camera,
}

impl Minimap {
    /// Of a mesh within bounds, as a camera sees it in a room.
    pub fn of(bounds: Bounds, camera: Camera, room: Room) -> Option<Self> {
        let (size, from, to) = (room.size, camera.to_screen(bounds.min), camera.to_screen(bounds.max));
        let is_whole = from.x >= 0.0 && from.y >= 0.0 && to.x <= size.width && to.y <= size.height;
        if is_whole || size.width < WIDTH {
            return None;
        }
        let origin = Point::new(size.width - SIZE.width - APART.0, size.height - SIZE.height - APART.1);
        Some(Self { origin, camera: fit(bounds, SIZE, Padding::all(ROOM)).panned(origin.x, origin.y) })
    }

    /// Whether something around a point of the map reaches into it.
    fn reaches(&self, at: Point, around: Size) -> bool {
        let (x, y) = (at.x - self.origin.x, at.y - self.origin.y);
        x >= -around.width && y >= 0.0 && x <= SIZE.width + around.width && y <= SIZE.height + around.height
    }

    /// A point, or the nearest one in it.
    fn within(&self, at: Point) -> Point {
        let Point { x, y } = self.origin;
        Point::new(at.x.clamp(x, x + SIZE.width), at.y.clamp(y, y + SIZE.height))
    }

    /// The corners of what a camera sees of a map of a size.
    pub(super) fn frame(&self, camera: Camera, size: Size) -> [Point; 4] {
        let corners = [Point::default(), Point::new(size.width, size.height)];
        let [from, to] = corners.map(|corner| self.camera.to_screen(camera.to_world(corner)));
        let middle = Point::new(f64::midpoint(from.x, to.x), f64::midpoint(from.y, to.y));
        let half = |from: f64, to: f64| (to - from).max(FRAME) / 2.0;
        let (x, y) = (half(from.x, to.x), half(from.y, to.y));
        [(-x, -y), (x, -y), (x, y), (-x, y)].map(|(x, y)| self.within(Point::new(middle.x + x, middle.y + y)))
    }

    fn square(&self, at: Point) -> usize {
        let place = |at: f64, from: f64, squares: usize| (((at - from) / SQUARE) as usize).min(squares - 1);
        place(at.y, self.origin.y, SQUARES.1) * SQUARES.0 + place(at.x, self.origin.x, SQUARES.0)
    }
}

impl Stage {
    /// Whether a point of the map lies on the minimap.
    pub(super) fn is_on_minimap(&self, at: Point) -> bool {
        self.minimap.is_some_and(|minimap| minimap.reaches(at, Size::default()))
    }

    /// Looks at what a point of the minimap stands for.
    pub(super) fn look_by(&mut self, minimap: Minimap, at: Point) {
        let to = self.camera.to_screen(minimap.camera.to_world(minimap.within(at)));
        let middle = self.middle();
        self.look(self.camera.panned(middle.x - to.x, middle.y - to.y));
    }

    /// Appends the minimap, and takes away the names that would stand on it.
    pub(super) fn draw_minimap(&mut self, out: &mut Vec<Draw>) {
        let Some(map) = self.minimap else { return };
        let around = |text: &str| Size::new(text.chars().count() as f64 * marks::LETTER / 2.0, marks::NAME.0);
        out.retain(|one| !matches!(one, Draw::Text { at, text, .. } if map.reaches(*at, around(text))));
        let at = Point::new(map.origin.x + SIZE.width / 2.0, map.origin.y + SIZE.height / 2.0);
        let plate = |more: f64, ink| Draw::Plate { at, size: Size::new(SIZE.width + more, SIZE.height + more), round: 4.0, ink };
        out.extend([Draw::Alpha(1.0), plate(2.0, Ink::Rule), plate(0.0, Ink::Paper)]);
        self.draw_dots(map, out);
        let corners = map.frame(self.camera, self.room.size);
        let side = |n: usize, (width, ink)| Draw::Line { from: corners[n], to: corners[(n + 1) % 4], width, ink, dash: &[] };
        out.extend(FRAME_LINES.into_iter().flat_map(|line| (0..4).map(move |n| side(n, line))));
    }

    /// Every node that is seen at all; those that are ill are always drawn.
    fn draw_dots(&mut self, map: Minimap, out: &mut Vec<Draw>) {
        self.squares.clear();
        self.squares.resize(SQUARES.0 * SQUARES.1, false);
        for (place, node) in self.graph.nodes.iter().enumerate() {
            if self.emphasis.hidden[place] {
                continue;
            }
            let at = map.camera.to_screen(self.layout.positions()[place]);
            let is_taken = std::mem::replace(&mut self.squares[map.square(at)], true);
            let is_ill = !marks::cut(node.health).is_empty();
            if !is_taken || is_ill {
                let ink = marks::fill(node.kind, node.health).unwrap_or(Ink::Ink3);
                let ink = if self.emphasis.full[place] { ink } else { Ink::Rule };
                out.push(Draw::Disc { at, radius: DOT, ink });
            }
        }
    }
}
