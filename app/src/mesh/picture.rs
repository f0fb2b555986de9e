//! The whole map as a picture: laid out as the page lays it out, with pins where people put them, and drawn by the same scene.

use super::emphasis::{Emphasis, Wish};
use super::marks;
use super::pulses::Pulses;
use super::scene::{self, View};
use super::stage::{Fade, Room, Stage};
use crate::api::{Chart, Pinned};
use crate::browser::canvas::{Dash, Draw, Ink};
use crate::ui::format::fixed;
use domain::mesh::Mesh;
use force_layout::{Bounds, Point, Size};
use std::fmt::Write as _;

/// The room that a mesh is laid out for: what does not fit goes beyond, for the picture has no border.
const ROOM: Size = Size { width: 1280.0, height: 800.0 };
/// The paper around everything.
const MARGIN: f64 = 24.0;

/// The picture as SVG; its colours stand as tokens in braces, which whoever has the tokens puts in.
pub fn picture(mesh: &Mesh, pins: &[Pinned]) -> String {
    let mut stage = Stage::new(Room { size: ROOM, ..Room::default() });
    if !stage.is_ready_for(mesh.nodes.len()) {
        stage.enlarge(force_layout::large());
    }
    stage.set_mesh(&Chart::of(mesh.clone(), pins.to_vec()));
    let graph = stage.graph();
    let places: Vec<Point> = (0..graph.nodes.len()).map(|place| stage.spot(place).unwrap_or_default()).collect();
    let (emphasis, pulses, fade) = (Emphasis::of(graph, &Wish::default()), Pulses::default(), Fade::default());
    let (selected, focus, few_names, still) = (None, None, false, true);
    let view = View {
        graph,
        places: &places,
        emphasis: &emphasis,
        selected,
        focus,
        scale: 1.0,
        room: None,
        few_names,
        pulses: &pulses,
        fade: &fade,
        gone: &[],
        now: 0.0,
        still,
    };
    let mut drawing = Vec::new();
    scene::draw(&view, &mut drawing);
    write(&drawing, extent(&view))
}

/// Everything with its name, and the paper around it.
fn extent(view: &View) -> Bounds {
    let around = |(node, at): (&super::graph::Vertex, &Point)| {
        let reach = marks::outline(node.kind).round() + marks::BADGE.0.height;
        let half = reach.max(node.name.chars().count() as f64 * marks::LETTER / 2.0) + MARGIN;
        let (min, max) =
            (Point::new(at.x - half, at.y - reach - MARGIN), Point::new(at.x + half, at.y + reach + marks::NAME_DROP + MARGIN));
        Bounds { min, max }
    };
    view.graph.nodes.iter().zip(view.places).map(around).reduce(Bounds::union).unwrap_or_default()
}

fn write(drawing: &[Draw], extent: Bounds) -> String {
    let (from, size) = (extent.min, extent.size());
    let (width, height) = (fixed(size.width, 0), fixed(size.height, 0));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{} {} {width} {height}\" \
         font-family=\"sans-serif\" text-anchor=\"middle\" fill=\"none\"><title>The mesh</title>\
         <rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" fill=\"{{paper}}\"/>\n",
        fixed(from.x, 0),
        fixed(from.y, 0),
        fixed(from.x, 0),
        fixed(from.y, 0),
    );
    let mut opacity = 1.0;
    for one in drawing {
        if let Draw::Alpha(alpha) = one {
            opacity = *alpha;
        } else {
            svg.push_str(&shape(one, opacity));
        }
    }
    svg + "</svg>\n"
}

fn shape(one: &Draw, opacity: f64) -> String {
    let number = |value: f64| fixed(value, 1);
    let faded = if opacity < 1.0 { format!(" opacity=\"{}\"", fixed(opacity, 2)) } else { String::new() };
    match one {
        Draw::Alpha(_) => String::new(),
        Draw::Line { from, to, width, ink, dash } => format!(
            "<path d=\"M{} {}L{} {}\"{}{faded}/>\n",
            number(from.x),
            number(from.y),
            number(to.x),
            number(to.y),
            stroke(*ink, *width, dash),
        ),
        Draw::Area { corners, ink } => {
            let points: Vec<String> = corners.iter().map(|corner| format!("{},{}", number(corner.x), number(corner.y))).collect();
            format!("<polygon points=\"{}\" fill=\"{}\"{faded}/>\n", points.join(" "), token(*ink))
        }
        Draw::Disc { at, radius, ink } => {
            format!("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"{faded}/>\n", number(at.x), number(at.y), number(*radius), token(*ink))
        }
        Draw::Ring { at, radius, width, ink, dash } => format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{faded}/>\n",
            number(at.x),
            number(at.y),
            number(*radius),
            stroke(*ink, *width, dash),
        ),
        Draw::Plate { at, size, round, ink } => format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{}\"{faded}/>\n",
            number(at.x - size.width / 2.0),
            number(at.y - size.height / 2.0),
            number(size.width),
            number(size.height),
            number(*round),
            token(*ink),
        ),
        Draw::Text { at, text, ink, font: (height, is_bold), halo } => {
            let weight = if *is_bold { " font-weight=\"600\"" } else { "" };
            let paper = if *halo > 0.0 {
                format!("{} stroke-linejoin=\"round\" paint-order=\"stroke\"", stroke(Ink::Paper, *halo, &[]))
            } else {
                String::new()
            };
            format!(
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{weight} fill=\"{}\"{paper}>{}</text>\n",
                number(at.x),
                number(at.y),
                fixed(*height, 0),
                token(*ink),
                escaped(text),
            )
        }
    }
}

fn stroke(ink: Ink, width: f64, dash: Dash) -> String {
    let lengths: Vec<String> = dash.iter().map(|length| fixed(*length, 1)).collect();
    let dashes = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{}\"", lengths.join(" ")) };
    format!(" stroke=\"{}\" stroke-width=\"{}\"{dashes}", token(ink), fixed(width, 1))
}

fn token(ink: Ink) -> String {
    format!("{{{}}}", ink.property().trim_start_matches("--"))
}

/// A text within an element: what is markup, or a token's brace, stands as the number of its character.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, letter| {
        match letter {
            '&' | '<' | '>' | '"' | '{' | '}' => write!(out, "&#{};", u32::from(letter)).expect("writing to a String cannot fail"),
            // XML has no such characters.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    #[test]
    fn every_node_is_in_the_picture_with_its_name_and_a_pinned_one_where_it_was_put() {
        let mut mesh = sample::mesh();
        let odd = "<b>&\"{ink}\u{1}";
        mesh.nodes.push(domain::mesh::Node { id: odd.to_owned(), ..mesh.nodes[2].clone() });
        let svg = picture(&mesh, &[("orders".to_owned(), 300.0, -200.0)]);
        for node in &mesh.nodes {
            assert!(svg.contains(&format!(">{}</text>", escaped(&node.id))), "{} in {svg}", node.id);
        }
        assert!(svg.contains("<circle cx=\"300.0\" cy=\"-200.0\" r=\"15.0\" fill=\"{ok}\"/>"), "{svg}");
        assert_eq!(escaped(odd), "&#60;b&#62;&#38;&#34;&#123;ink&#125; ");
        assert!(!svg.contains("<b>") && !svg.contains("NaN"));
        assert_eq!(picture(&mesh, &[]), picture(&mesh, &[]));
    }

    #[test]
    fn a_mesh_of_nobody_is_a_picture_too() {
        assert!(picture(&Mesh::default(), &[]).starts_with("<svg "));
    }
}
