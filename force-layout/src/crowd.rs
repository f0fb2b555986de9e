//! Bodies too many to be moved one force after the other: what `Simulation` does with the forces of d3-force (link,
//! many-body, centre or position), in one pass and half the memory.
//!
//! Callers name bodies by the index under which they gave them. Inside they stand in the order that the field finds,
//! so that what is near in the plane is near in memory. Places are `f32`: exact to a thousandth of a pixel up to ten
//! thousand pixels from the origin. There are no labels here and nothing that keeps bodies from covering each other.

mod springs;
#[cfg(test)]
mod tests;

use crate::field::{FARTHEST, Field, LEAF, within};
use crate::forces::{Center, Kernel, Position};
use crate::lanes::Four;
use crate::{Body, Heat, Lcg, Point, pivots};
use springs::Springs;

/// How much longer links are at the start than they want to be: bodies push each other apart.
const STRETCH: f64 = 2.0;
/// In so many ticks a graph that was arranged comes to rest, a small one and a large one: by then distances are as true to the
/// graph as after d3-force's 300 ticks.
const TICKS: (usize, usize) = (70, 200);
/// From so many bodies on a graph is a large one.
const LARGE: usize = 3_000;

/// A body on its way.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(16))]
struct Mover {
    x: f32,
    y: f32,
    vx: f32,
    vy: f32,
}

/// Where a body is held, on either axis.
#[derive(Debug, Clone, Copy)]
struct Pin {
    index: u32,
    x: Option<f32>,
    y: Option<f32>,
}

/// Bodies, their links and their heat.
#[derive(Debug, Clone)]
pub struct Crowd {
    movers: Vec<Mover>,
    scratch: Vec<Mover>,
    /// In which slot each body stands, and, while a new order is followed, the new slot of each old one.
    slots: Vec<u32>,
    now: Vec<u32>,
    pins: Vec<Pin>,
    springs: Springs,
    field: Field,
    random: Lcg,
    /// How hot the bodies are, and how they cool.
    pub heat: Heat,
    /// How bodies push each other.
    pub kernel: Kernel,
    /// The wanted length of every link.
    pub link_distance: f64,
    /// Where the mean of all bodies is kept, if anywhere.
    pub center: Option<Center>,
    /// What draws each body to a place, if anything does.
    pub position: Option<Position>,
}

impl Crowd {
    /// Starts hot, with the forces of d3-force at their defaults; links that name no body are left out.
    pub fn new(bodies: &[Body], links: &[(usize, usize)], seed: u32) -> Self {
        let mut crowd = Self {
            movers: Vec::new(),
            scratch: Vec::new(),
            slots: Vec::new(),
            now: Vec::new(),
            pins: Vec::new(),
            springs: Springs::default(),
            field: Field::default(),
            random: Lcg::new(seed),
            heat: Heat::default(),
            kernel: Kernel::default(),
            link_distance: 30.0,
            center: Some(Center::default()),
            position: None,
        };
        crowd.set_graph(bodies, links);
        crowd
    }

    /// Puts the bodies that nobody holds where the distances in the graph say, hot, with as many ticks to rest as are needed from
    /// there: fewer than from anywhere else.
    ///
    /// The links are named once more, as they were given last.
    pub fn arrange(&mut self, links: &[(usize, usize)]) {
        let mut bodies: Vec<Body> = (0..self.len()).filter_map(|index| self.body(index)).collect();
        pivots::seat(&mut bodies, links, self.link_distance * STRETCH);
        self.set_graph(&bodies, links);
        let ticks = if self.len() < LARGE { TICKS.0 } else { TICKS.1 };
        (self.heat.alpha, self.heat.decay) = (1.0, Heat::decay_within(ticks));
    }

    /// Replaces bodies and links without touching the heat; bodies go on from where they are said to be.
    pub fn set_graph(&mut self, bodies: &[Body], links: &[(usize, usize)]) {
        self.movers = bodies.iter().enumerate().map(|(index, body)| mover(index, body)).collect();
        self.slots = (0..bodies.len() as u32).collect();
        let pinned = bodies.iter().enumerate().filter(|(_, body)| body.is_pinned());
        self.pins = pinned.map(|(index, body)| Pin { index: index as u32, x: body.fx.map(within), y: body.fy.map(within) }).collect();
        self.springs = Springs::new(bodies.len(), links);
        self.field = Field::default();
    }

    /// How many bodies there are.
    pub fn len(&self) -> usize {
        self.movers.len()
    }

    /// Answers whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.movers.is_empty()
    }

    /// A body as it is now; nothing for an index that names none.
    pub fn body(&self, index: usize) -> Option<Body> {
        let Mover { x, y, vx, vy } = self.movers[*self.slots.get(index)? as usize];
        let pin = self.pins.iter().find(|pin| pin.index as usize == index);
        let [x, y, vx, vy] = [x, y, vx, vy].map(f64::from);
        Some(Body { x, y, vx, vy, fx: pin.and_then(|pin| pin.x).map(f64::from), fy: pin.and_then(|pin| pin.y).map(f64::from) })
    }

    /// Where the bodies are, by index.
    pub fn places(&self) -> impl Iterator<Item = Point> {
        self.slots.iter().map(|slot| {
            let mover = self.movers[*slot as usize];
            Point::new(f64::from(mover.x), f64::from(mover.y))
        })
    }

    /// Holds a body at a place; a place that is not finite and an index that names no body are ignored.
    pub fn pin(&mut self, index: usize, x: f64, y: f64) {
        if index < self.len() && x.is_finite() && y.is_finite() {
            self.unpin(index);
            self.pins.push(Pin { index: index as u32, x: Some(within(x)), y: Some(within(y)) });
            self.hold();
        }
    }

    /// Lets a body go.
    pub fn unpin(&mut self, index: usize) {
        self.pins.retain(|pin| pin.index as usize != index);
    }

    /// Moves every body by one tick.
    pub fn tick(&mut self) {
        let alpha = self.heat.cool();
        let movers = &self.movers;
        if self.field.load(movers.len(), |slot| (movers[slot].x, movers[slot].y)) {
            self.follow();
        }
        self.springs.pull(&mut self.movers, self.link_distance as f32, alpha as f32, &mut self.random);
        self.field.sum(&self.kernel, &mut self.random);
        self.advance(alpha);
        self.hold();
    }

    /// Puts the bodies into the field's order.
    fn follow(&mut self) {
        let order = self.field.order();
        self.scratch.clear();
        self.scratch.extend(order.iter().map(|old| self.movers[*old as usize]));
        std::mem::swap(&mut self.movers, &mut self.scratch);
        self.now.resize(order.len(), 0);
        for (slot, old) in order.iter().enumerate() {
            self.now[*old as usize] = slot as u32;
        }
        for slot in &mut self.slots {
            *slot = self.now[*slot as usize];
        }
        self.springs.follow(&self.now);
        self.field.is_followed();
    }

    /// Lets what is felt change the velocities, and these the places.
    fn advance(&mut self, alpha: f64) {
        let shift = self.shift();
        let kept = (1.0 - self.heat.velocity_decay) as f32;
        let push = (self.kernel.strength * alpha) as f32;
        let pull = Pull::of(self.position.as_ref(), alpha);
        for (leaf, movers) in self.movers.chunks_mut(LEAF).enumerate() {
            let (push_x, push_y) = self.field.pushes(leaf);
            let pushes = push_x.iter().zip(push_y).flat_map(|(x, y)| {
                let (x, y) = (Four::array(*x), Four::array(*y));
                [(x[0], y[0]), (x[1], y[1]), (x[2], y[2]), (x[3], y[3])]
            });
            for (mover, (x, y)) in movers.iter_mut().zip(pushes) {
                mover.vx = (mover.vx + x * push + (pull.x - mover.x) * pull.strength_x) * kept;
                mover.vy = (mover.vy + y * push + (pull.y - mover.y) * pull.strength_y) * kept;
                step(&mut mover.x, &mut mover.vx, shift.0);
                step(&mut mover.y, &mut mover.vy, shift.1);
            }
        }
    }

    /// How far all bodies are moved so that their mean comes to where it is kept.
    fn shift(&self) -> (f32, f32) {
        let Some(Center { target, strength }) = &self.center else {
            return (0.0, 0.0);
        };
        let (mut x, mut y) = (0.0, 0.0);
        for mover in &self.movers {
            x += f64::from(mover.x);
            y += f64::from(mover.y);
        }
        let count = self.len() as f64;
        (((target.x - x / count) * strength) as f32, ((target.y - y / count) * strength) as f32)
    }

    /// Puts the bodies that are held where they are held.
    fn hold(&mut self) {
        for pin in &self.pins {
            let mover = &mut self.movers[self.slots[pin.index as usize] as usize];
            if let Some(x) = pin.x {
                (mover.x, mover.vx) = (x, 0.0);
            }
            if let Some(y) = pin.y {
                (mover.y, mover.vy) = (y, 0.0);
            }
        }
    }
}

/// The pull of a position force in a tick.
struct Pull {
    x: f32,
    y: f32,
    strength_x: f32,
    strength_y: f32,
}

impl Pull {
    fn of(position: Option<&Position>, alpha: f64) -> Self {
        position.map_or(Self { x: 0.0, y: 0.0, strength_x: 0.0, strength_y: 0.0 }, |position| Self {
            x: position.target.x as f32,
            y: position.target.y as f32,
            strength_x: (position.strength_x * alpha) as f32,
            strength_y: (position.strength_y * alpha) as f32,
        })
    }
}

/// Moves along an axis. A velocity that would leave the plane is dropped, so that one broken body cannot spoil the others.
fn step(place: &mut f32, velocity: &mut f32, shift: f32) {
    let next = *place + *velocity + shift;
    if next.abs() <= FARTHEST {
        *place = next;
    } else {
        *velocity = 0.0;
    }
}

fn mover(index: usize, body: &Body) -> Mover {
    let place = Body { x: body.fx.unwrap_or(body.x), y: body.fy.unwrap_or(body.y), ..*body };
    let place = if place.is_placed() { place } else { Body::on_spiral(index) };
    let [vx, vy] = [place.vx, place.vy].map(|velocity| if velocity.is_finite() { within(velocity) } else { 0.0 });
    Mover { x: within(place.x), y: within(place.y), vx, vy }
}
