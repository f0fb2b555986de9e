//! Leases, edges and the calls on them.

use super::span::Span;
use super::{FAR, LEGIBLE, View};
use crate::browser::canvas::{Dash, Draw, Ink};
use crate::mesh::emphasis::Weight;
use crate::mesh::graph::{Intent, Line};
use crate::mesh::marks;
use crate::mesh::pulses::Pulse;
use domain::mesh::ChangeKind;
use force_layout::Point;

/// How opaque edges are from afar at least.
const PALEST: f64 = 0.35;
/// The share of an arrowhead that its line reaches into.
const INTO_HEAD: f64 = 0.8;

/// Draws the leases, and what joins a service with its tools, as hairlines; those of a selected node so that they are seen. From afar they would cover the rest.
pub fn leases(view: &View, out: &mut Vec<Draw>) {
    if view.is_far() {
        return;
    }
    for (service, tool) in &view.graph.parts {
        if let Some(span) = Span::between(view, *service, *tool, 0.0) {
            out.push(Draw::Line { from: span.from, to: span.at(span.length, 0.0), width: 1.0, ink: Ink::Rule, dash: &[] });
        }
    }
    for (from, to) in &view.graph.leases {
        let own = view.selected == Some(*from) && view.graph.neighbours(*from).next().is_none();
        if let Some(span) = Span::between(view, *from, *to, 0.0).filter(|_| view.emphasis.leases || own) {
            let ink = if own { Ink::Rule } else { Ink::Line };
            out.push(Draw::Line { from: span.from, to: span.at(span.length, 0.0), width: 1.0, ink, dash: &[] });
        }
    }
}

/// Draws the edges, the strongest last; from afar the plain ones are pale, for there are many of them to a pixel.
pub fn lines(view: &View, out: &mut Vec<Draw>) {
    for weight in [Weight::Faint, Weight::Plain, Weight::Strong] {
        let ink = match weight {
            Weight::Faint => Ink::Line,
            Weight::Plain => Ink::Rule,
            Weight::Strong => Ink::Ink,
        };
        let weighed = view.graph.lines.iter().zip(&view.emphasis.lines).filter(|(_, own)| **own == weight);
        let alpha = if weight == Weight::Plain && view.is_far() { (view.scale / FAR).max(PALEST) } else { 1.0 };
        if alpha < 1.0 {
            out.push(Draw::Alpha(alpha));
        }
        for (line, _) in weighed {
            if let Some(span) = Span::of(view, line) {
                edge(view, line, span, ink, out);
            }
        }
        if alpha < 1.0 {
            out.push(Draw::Alpha(1.0));
        }
    }
}

/// Writes in the middle of each line what became of it.
pub fn changes(view: &View, out: &mut Vec<Draw>) {
    // Where few are named there is no room for these words either.
    if view.few_names || view.scale < LEGIBLE {
        return;
    }
    let changed = view.graph.lines.iter().zip(&view.emphasis.lines).filter(|(_, weight)| **weight != Weight::Faint);
    for (line, _) in changed {
        if let Some((change, span)) = line.change.zip(Span::of(view, line)) {
            let at = span.at(span.length / 2.0, 0.0);
            let at = Point::new(at.x, at.y + marks::CHANGE.0 / 3.0);
            out.push(Draw::Text { at, text: change.word().into(), ink: Ink::Ink, font: (marks::CHANGE.0, true), halo: marks::NAME.1 });
        }
    }
}

fn edge(view: &View, line: &Line, span: Span, ink: Ink, out: &mut Vec<Draw>) {
    let (width, dash) = (view.width(line.width()), pattern(line));
    let tip = span.at(span.length, 0.0);
    if view.is_far() {
        out.push(Draw::Line { from: span.from, to: tip, width, ink, dash });
        return;
    }
    let [long, broad] = marks::HEAD.map(|(least, more)| least + more * width);
    let neck = span.at(span.length - long, 0.0);
    let (left, right) = (span.at(span.length - long, -broad), span.at(span.length - long, broad));
    if line.intent == Intent::Unmet {
        out.push(Draw::Line { from: span.from, to: tip, width, ink, dash });
        out.extend([left, right].map(|from| Draw::Line { from, to: tip, width, ink, dash: &[] }));
        return;
    }
    let foot = span.at((span.length - long * INTO_HEAD).max(0.0), 0.0);
    out.push(Draw::Line { from: span.from, to: foot, width, ink, dash });
    if span.length > long {
        out.push(Draw::Area { corners: [tip, left, neck, right], ink });
    }
    if line.intent == Intent::Undeclared {
        let (half, middle) = (f64::midpoint(width, marks::UNDECLARED.0), span.length / 2.0);
        let (from, to) = (span.at(middle, -half), span.at(middle, half));
        out.push(Draw::Line { from, to, width: marks::UNDECLARED.1, ink, dash: &[] });
    }
}

/// The dashes of a line: they tell what was declared only, what is gone, and how much failed.
fn pattern(line: &Line) -> Dash {
    match line.change {
        _ if line.intent == Intent::Unmet => marks::DECLARED,
        Some(ChangeKind::Gone) => marks::GONE,
        _ => marks::dash(line.failed),
    }
}

/// Draws the calls under way on the edges that do not stand back.
pub fn pulses(view: &View, out: &mut Vec<Draw>) {
    for (pulse, share) in view.pulses.under_way(view.now) {
        let line = view.graph.lines.get(pulse.line).zip(view.emphasis.lines.get(pulse.line));
        let Some((line, _)) = line.filter(|(_, weight)| **weight != Weight::Faint) else { continue };
        if let Some(span) = Span::of(view, line) {
            dot(pulse, if view.still { 0.5 } else { share }, line, span, out);
        }
    }
}

fn dot(pulse: Pulse, share: f64, line: &Line, span: Span, out: &mut Vec<Draw>) {
    let radius = line.width() / 2.0 + marks::PULSE_EXTRA;
    let at = span.at(span.length * share, 0.0);
    out.push(Draw::Disc { at, radius: radius + marks::PULSE_RIM, ink: Ink::Paper });
    if !pulse.failed {
        out.push(Draw::Disc { at, radius, ink: Ink::Ink });
        return;
    }
    let arm = radius * 0.9;
    for rise in [arm, -arm] {
        let (from, to) = (shifted(at, -arm, -rise), shifted(at, arm, rise));
        out.push(Draw::Line { from, to, width: 2.0, ink: Ink::Ink, dash: &[] });
    }
}

fn shifted(at: Point, x: f64, y: f64) -> Point {
    Point::new(at.x + x, at.y + y)
}
