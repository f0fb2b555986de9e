//! The kinds of mark, each a class in the style sheet.
//!
//! plotters knows colours and no classes, so each kind is drawn in a colour of its own that stands for its class.

use plotters::style::RGBColor;

/// What a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
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
}

/// What plotters says of every mark and the style sheet knows better.
const NOISE: [&str; 4] = [" opacity=\"1\"", " stroke=\"none\"", " stroke-width=\"1\"", " font-family=\"sans-serif\""];

impl Mark {
    const ALL: [(Self, &'static str); 15] = [
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
    ];

    /// The colour that stands for it.
    pub const fn color(self) -> RGBColor {
        RGBColor(self as u8, 1, 2)
    }

    fn hex(self) -> String {
        format!("#{:02X}0102", self as u8)
    }
}

/// Puts classes where the colours that stand for them are; gaps and blanks are filled with the patterns of `chart`.
pub fn with_classes(drawn: &str, chart: &str) -> String {
    let quiet = NOISE.iter().fold(drawn.replace('\n', ""), |drawn, noise| drawn.replace(noise, ""));
    Mark::ALL.iter().fold(quiet, |drawn, (mark, class)| {
        let class = match mark {
            Mark::Gap | Mark::Blank => format!("fill=\"url(#{chart}-{class})\""),
            _ => format!("class=\"{class}\""),
        };
        drawn.replace(&format!("fill=\"{}\"", mark.hex()), &class).replace(&format!("stroke=\"{}\"", mark.hex()), &class)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(drawn: &str, expected: &str) {
        assert_eq!(with_classes(drawn, "h"), expected);
    }

    #[test]
    fn a_colour_becomes_its_class_and_nothing_else_is_left_of_it() {
        check("<rect x=\"1\" opacity=\"1\" fill=\"#070102\" stroke=\"none\"/>\n", "<rect x=\"1\" class=\"bar\"/>");
        check("<polyline fill=\"none\" stroke=\"#0E0102\" stroke-width=\"1\"/>", "<polyline fill=\"none\" class=\"p99\"/>");
        check("<rect fill=\"#040102\"/>", "<rect fill=\"url(#h-gap)\"/>");
    }

    #[test]
    fn every_mark_stands_at_its_own_place() {
        assert!(Mark::ALL.iter().enumerate().all(|(place, (mark, _))| *mark as usize == place));
    }
}
