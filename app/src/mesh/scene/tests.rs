//! Scenes of five nodes on known places.

use super::*;
use crate::browser::canvas::Ink;
use crate::mesh::emphasis::Wish;
use crate::mesh::{marks, sample};

/// Draws the sample: registry in the middle, orchestrator left, orders above, pricing right, worker below.
fn drawn(wish: &Wish, pulses: &Pulses, now: f64) -> Vec<Draw> {
    let graph = Graph::of(&sample::mesh());
    let places = [(0.0, 0.0), (-200.0, 0.0), (0.0, -200.0), (200.0, 0.0), (0.0, 200.0)].map(|(x, y)| Point::new(x, y));
    let emphasis = Emphasis::of(&graph, wish);
    let view = View {
        graph: &graph,
        places: &places,
        emphasis: &emphasis,
        selected: wish.selected,
        focus: None,
        scale: 1.0,
        room: None,
        few_names: false,
        pulses,
        fade: &Fade::default(),
        gone: &[],
        now,
        still: false,
    };
    let mut out = Vec::new();
    draw(&view, &mut out);
    out
}

fn discs(drawing: &[Draw], wanted: Ink) -> Vec<(f64, f64, f64)> {
    let disc = |one: &Draw| match one {
        Draw::Disc { at, radius, ink } if *ink == wanted => Some((at.x, at.y, *radius)),
        _ => None,
    };
    drawing.iter().filter_map(disc).collect()
}

/// Draws the sample at another scale, and of it what a room of 400 by 300 holds whose corner the registry stands in.
fn seen(scale: f64, apart: f64) -> Vec<Draw> {
    let graph = Graph::of(&sample::mesh());
    let places = [(0.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.0, 1.0)].map(|(x, y)| Point::new(x * apart, y * apart));
    let emphasis = Emphasis::of(&graph, &Wish::default());
    let (pulses, fade) = (Pulses::default(), Fade::default());
    let view = View {
        graph: &graph,
        places: &places,
        emphasis: &emphasis,
        selected: None,
        focus: None,
        scale,
        room: Some(Size::new(400.0, 300.0)),
        few_names: false,
        pulses: &pulses,
        fade: &fade,
        gone: &[],
        now: 0.0,
        still: false,
    };
    let mut out = Vec::new();
    draw(&view, &mut out);
    out
}

#[test]
fn what_is_out_of_view_is_not_drawn() {
    let names = |drawing: &[Draw]| drawing.iter().filter(|one| matches!(one, Draw::Text { font: (12.0, _), .. })).count();
    assert_eq!((names(&seen(1.0, 100.0)), names(&seen(1.0, 250.0))), (5, 3));
    let lines = |drawing: &[Draw]| drawing.iter().filter(|one| matches!(one, Draw::Area { .. })).count();
    assert!(lines(&seen(1.0, 100.0)) > lines(&seen(1.0, -1000.0)));
}

#[test]
fn from_afar_marks_smaller_than_a_pixel_are_left_out_and_names_keep_apart() {
    let drawing = seen(0.2, 100.0);
    assert!(!drawing.iter().any(|one| matches!(one, Draw::Area { ink: Ink::Rule, .. } | Draw::Line { ink: Ink::Line, .. })));
    assert_eq!(discs(&drawing, Ink::Paper), []);
    assert!(drawing.contains(&Draw::Alpha(0.5)));
    let names = |drawing: &[Draw]| drawing.iter().filter(|one| matches!(one, Draw::Text { .. })).count();
    assert!(names(&seen(0.2, 4.0)) < names(&drawing));
}

#[test]
fn health_is_fill_and_cut() {
    let drawing = drawn(&Wish::default(), &Pulses::default(), 0.0);
    assert_eq!(discs(&drawing, Ink::Ok), [(0.0, -200.0, 15.0)]);
    assert_eq!(discs(&drawing, Ink::Warn), [(200.0, 0.0, 15.0)]);
    assert_eq!(discs(&drawing, Ink::Bad), [(0.0, 200.0, 15.0)]);
    let cuts = drawing.iter().filter(|one| matches!(one, Draw::Line { ink: Ink::Paper, .. })).count();
    assert_eq!(cuts, 3);
}

#[test]
fn what_stands_back_is_faded_and_bears_no_badge() {
    let calm = drawn(&Wish::default(), &Pulses::default(), 0.0);
    let badges = |drawing: &[Draw]| drawing.iter().filter(|one| matches!(one, Draw::Plate { ink: Ink::Tool, .. })).count();
    assert_eq!((badges(&calm), calm.contains(&Draw::Alpha(marks::FADED))), (2, false));
    let chosen = drawn(&Wish { selected: Some(1), ..Wish::default() }, &Pulses::default(), 0.0);
    assert_eq!((badges(&chosen), chosen.contains(&Draw::Alpha(marks::FADED))), (1, true));
}

#[test]
fn leases_are_hairlines_and_gone_behind_a_selection() {
    let leases = |wish: &Wish| drawn(wish, &Pulses::default(), 0.0).iter().filter(|one| leaves_the_registry(one)).count();
    assert_eq!(leases(&Wish::default()), 3);
    assert_eq!(leases(&Wish { selected: Some(3), ..Wish::default() }), 0);
}

fn leaves_the_registry(one: &Draw) -> bool {
    matches!(one, Draw::Line { from, ink: Ink::Line, width, .. } if *width <= 1.0 && from.distance(Point::default()) < 20.0)
}

#[test]
fn an_edge_ends_in_an_arrowhead_at_the_callee() {
    let drawing = drawn(&Wish::default(), &Pulses::default(), 0.0);
    let tips: Vec<Point> = drawing
        .iter()
        .filter_map(|one| match one {
            Draw::Area { corners, ink: Ink::Rule } => Some(corners[0]),
            _ => None,
        })
        .collect();
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let expected = Point::new(-17.0 * half, -200.0 + 17.0 * half);
    assert!(tips.iter().any(|tip| tip.distance(expected) < 1e-6), "{tips:?}");
}

#[test]
fn a_pulse_moves_from_caller_to_callee_and_a_failed_one_is_a_cross() {
    let mut pulses = Pulses::default();
    pulses.send(2, false);
    pulses.advance(0.0);
    let quarter = discs(&drawn(&Wish::default(), &pulses, 150.0), Ink::Ink)[0];
    let half = discs(&drawn(&Wish::default(), &pulses, 300.0), Ink::Ink)[0];
    assert!(quarter.0 < half.0 && quarter.1 > half.1, "from the left below to the right above: {quarter:?} {half:?}");
    pulses.clear();
    pulses.send(2, true);
    pulses.advance(0.0);
    let drawing = drawn(&Wish::default(), &pulses, 300.0);
    assert!(discs(&drawing, Ink::Ink).is_empty());
    assert_eq!(drawing.iter().filter(|one| matches!(one, Draw::Line { ink: Ink::Ink, .. })).count(), 2);
}

#[test]
fn the_selection_has_a_ring_and_a_bold_name() {
    let drawing = drawn(&Wish { selected: Some(2), ..Wish::default() }, &Pulses::default(), 0.0);
    let ring = Draw::Ring { at: Point::new(0.0, -200.0), radius: 22.0, width: 2.0, ink: Ink::Ring, dash: &[] };
    assert!(drawing.contains(&ring));
    let bold: Vec<&str> = drawing
        .iter()
        .filter_map(|one| match one {
            Draw::Text { text, font: (_, true), halo, .. } if *halo > 0.0 => Some(&**text),
            _ => None,
        })
        .collect();
    assert_eq!(bold, ["orders"]);
}
