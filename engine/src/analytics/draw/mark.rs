//! The kinds of mark, each a class in the style sheet.
//!
//! plotters knows colours and no classes, so each kind is drawn in a colour of its own that stands for its class.

use plotters::style::RGBColor;
use std::fmt::Write as _;

/// What a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Grid,
    Foot,
    Tick,
    Label,
    Gap,
    Blank,
    Reason,
    Bar,
    Cap,
    Before,
    Rim,
    Success,
    P50,
    P95,
    P99,
    Objective,
    Alert,
    /// A cell of a heat map in a tint, 0–6.
    Heat(u8),
    /// A part of a stack in a category, 1–6.
    Category(u8),
}

/// What plotters says of every mark and the style sheet knows better.
const NOISE: [&str; 4] = [" opacity=\"1\"", " stroke=\"none\"", " stroke-width=\"1\"", " font-family=\"sans-serif\""];

/// What stands between an attribute's name and its colour.
const COLOUR: &str = "=\"#";

impl Mark {
    /// Every mark and its class.
    const ALL: [(Self, &'static str); 30] = [
        (Self::Grid, "grid"),
        (Self::Foot, "foot"),
        (Self::Tick, "tick"),
        (Self::Label, "label"),
        (Self::Gap, "gap"),
        (Self::Blank, "blank"),
        (Self::Reason, "reason"),
        (Self::Bar, "bar"),
        (Self::Cap, "cap"),
        (Self::Before, "before"),
        (Self::Rim, "rim"),
        (Self::Success, "success"),
        (Self::P50, "p50"),
        (Self::P95, "p95"),
        (Self::P99, "p99"),
        (Self::Heat(0), "heat1"),
        (Self::Heat(1), "heat2"),
        (Self::Heat(2), "heat3"),
        (Self::Heat(3), "heat4"),
        (Self::Heat(4), "heat5"),
        (Self::Heat(5), "heat6"),
        (Self::Heat(6), "heat7"),
        (Self::Category(1), "kind1"),
        (Self::Category(2), "kind2"),
        (Self::Category(3), "kind3"),
        (Self::Category(4), "kind4"),
        (Self::Category(5), "kind5"),
        (Self::Category(6), "kind6"),
        (Self::Objective, "objective"),
        (Self::Alert, "alert"),
    ];

    /// The colour that stands for it.
    pub fn color(self) -> RGBColor {
        RGBColor(self.place() as u8, 1, 2)
    }

    fn place(self) -> usize {
        Self::ALL.iter().position(|(mark, _)| *mark == self).unwrap_or_default()
    }

    /// Whether it is filled by a pattern of the chart.
    const fn is_pattern(self) -> bool {
        matches!(self, Self::Gap | Self::Blank | Self::Category(2..=5))
    }

    /// Whether all of its areas may be one.
    const fn is_many(self) -> bool {
        matches!(self, Self::Bar | Self::Cap | Self::Heat(_) | Self::Category(_))
    }
}

/// Puts classes where the colours that stand for them are; what has a pattern is filled with that of `chart`.
pub fn with_classes(drawn: &str, chart: &str) -> String {
    let quiet = NOISE.iter().fold(with_areas(drawn), |drawn, noise| drawn.replace(noise, ""));
    let mut parts = quiet.split(COLOUR);
    let mut out = String::with_capacity(quiet.len());
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let Some((place, rest)) = stands_for(part) else {
            out.extend([COLOUR, part]);
            continue;
        };
        // The attribute goes with its value.
        out.truncate(out.rfind(' ').map_or(0, |space| space + 1));
        match Mark::ALL[place] {
            (mark, class) if mark.is_pattern() => out.extend(["fill=\"url(#", chart, "-", class, ")\""]),
            (_, class) => out.extend(["class=\"", class, "\""]),
        }
        out.push_str(rest);
    }
    out
}

/// The place of the mark that a colour stands for, and what stands behind it.
fn stands_for(colour: &str) -> Option<(usize, &str)> {
    let (colour, rest) = colour.split_at_checked(6)?;
    let place = usize::from_str_radix(colour.strip_suffix("0102")?, 16).ok().filter(|place| *place < Mark::ALL.len())?;
    Some((place, rest.strip_prefix('"')?))
}

fn hex(place: usize) -> String {
    format!("#{place:02X}0102")
}

/// A part of a drawing: a line of it, or where all rectangles of a kind of mark are.
enum Piece<'a> {
    Line(&'a str),
    Areas(usize),
}

/// Joins the rectangles of each kind of mark that has many into one path, which is a fifth as long.
fn with_areas(drawn: &str) -> String {
    let mut areas = vec![String::new(); Mark::ALL.len()];
    let mut pieces = Vec::new();
    for line in drawn.lines() {
        match area(line) {
            Some((place, [x, y, width, height])) => {
                if areas[place].is_empty() {
                    pieces.push(Piece::Areas(place));
                }
                areas[place].extend(["M", x, " ", y, "h", width, "v", height, "h-", width, "z"]);
            }
            None => pieces.push(Piece::Line(line)),
        }
    }
    pieces.into_iter().fold(String::with_capacity(drawn.len()), |mut out, piece| {
        match piece {
            Piece::Line(line) => out.push_str(line),
            Piece::Areas(place) => {
                write!(out, "<path d=\"{}\" fill=\"{}\"/>", areas[place], hex(place)).expect("writing to a String cannot fail");
            }
        }
        out
    })
}

/// The kind of mark of a rectangle that is one of many, and where that is: from the left, from above, its width, its height.
fn area(line: &str) -> Option<(usize, [&str; 4])> {
    let rest = line.strip_prefix("<rect ")?;
    let (place, _) = stands_for(rest.split_once("fill=\"#")?.1).filter(|(place, _)| Mark::ALL[*place].0.is_many())?;
    let value = |name: &str| Some(rest.split_once(name)?.1.split_once('"')?.0);
    Some((place, [value("x=\"")?, value("y=\"")?, value("width=\"")?, value("height=\"")?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(drawn: &str, expected: &str) {
        assert_eq!(with_classes(drawn, "h"), expected);
    }

    #[test]
    fn a_colour_becomes_its_class_and_nothing_else_is_left_of_it() {
        check("<polyline fill=\"none\" stroke=\"#0E0102\" stroke-width=\"1\"/>\n", "<polyline fill=\"none\" class=\"p99\"/>");
        check("<rect x=\"1\" fill=\"#040102\"/>", "<rect x=\"1\" fill=\"url(#h-gap)\"/>");
        check("<a fill=\"#1E0102\" href=\"#\"/>", "<a fill=\"#1E0102\" href=\"#\"/>");
    }

    #[test]
    fn rectangles_of_a_kind_are_one_path_where_the_first_of_them_was() {
        let rect = |x: u32, fill: &str| {
            format!("<rect x=\"{x}\" y=\"2\" width=\"3\" height=\"4\" opacity=\"1\" fill=\"#{fill}0102\" stroke=\"none\"/>\n")
        };
        let (bars, heat) = ("<path d=\"M1 2h3v4h-3zM9 2h3v4h-3z\" class=\"bar\"/>", "<path d=\"M5 2h3v4h-3z\" class=\"heat1\"/>");
        check(&[rect(1, "07"), rect(5, "0F"), rect(9, "07")].concat(), &format!("{bars}{heat}"));
        check(&rect(1, "17"), "<path d=\"M1 2h3v4h-3z\" fill=\"url(#h-kind2)\"/>");
    }

    #[test]
    fn every_mark_has_a_colour_of_its_own() {
        assert!(Mark::ALL.iter().enumerate().all(|(place, (mark, _))| mark.place() == place));
    }
}
