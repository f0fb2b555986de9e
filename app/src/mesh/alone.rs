//! The map without its page, for who measures it: a mesh in, frames out.

use super::large::here;
use super::page::Shown;
use super::stage::{Room, Stage};
use crate::browser::canvas::{Canvas, Draw, Element};
use domain::mesh::Mesh;
use force_layout::{Padding, Point};

/// What is kept free at each side.
const PADDING: Padding = Padding { top: 20.0, right: 20.0, bottom: 20.0, left: 20.0 };

/// A stage and the canvas it is painted on.
pub struct Alone {
    stage: Stage,
    canvas: Canvas,
    drawing: Vec<Draw>,
}

impl Alone {
    /// Takes a canvas; none where the browser gives it no pen.
    pub fn new(element: Element) -> Option<Self> {
        let mut canvas = Canvas::new(element)?;
        let mut stage = Stage::new(Room { size: canvas.measure(), padding: PADDING, is_small: false });
        let large = here();
        stage.enlarge(large.layout);
        canvas.enlarge(large.means);
        Some(Self { stage, canvas, drawing: Vec::new() })
    }

    /// Lays a mesh out, as the page does when it is there.
    pub fn show(&mut self, mesh: Mesh) {
        self.stage.set_mesh(&Shown::of(mesh, Vec::new()));
    }

    /// Draws the nodes at other places of the map.
    pub fn draw(&mut self, places: impl Iterator<Item = (f64, f64)>) {
        self.stage.draw_at(places.map(|(x, y)| Point::new(x, y)), &mut self.drawing);
        self.canvas.paint(&self.drawing);
    }

    /// Heats the layout up, as at its start: the next frame moves every node.
    pub fn stir(&mut self) {
        self.stage.stir();
    }

    /// Lets a call run along a line, from the next frame on.
    pub fn pulse(&mut self, line: usize) {
        self.stage.pulse_on(line);
    }

    /// Draws a frame; tells whether another one is needed.
    pub fn frame(&mut self, now: f64) -> bool {
        let wants_more = self.stage.frame(now, &mut self.drawing);
        self.canvas.paint(&self.drawing);
        wants_more
    }

    /// Which node is at a point of the canvas.
    pub fn at(&self, x: f64, y: f64) -> Option<usize> {
        self.stage.under(Point::new(x, y), false)
    }

    /// Where the nodes are.
    pub fn places(&self) -> impl Iterator<Item = (f64, f64)> {
        (0..self.stage.graph().nodes.len()).filter_map(|place| self.stage.spot(place)).map(|spot| (spot.x, spot.y))
    }
}
