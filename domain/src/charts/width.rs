//! The widths that charts are drawn for.

use serde::{Deserialize, Serialize};

/// A width of drawing: text is never scaled out of reach, so each stands for the rooms that it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// For the room of a desk's screen.
    Broad,
    /// For that of a tablet, or a sheet of paper.
    Middle,
    /// For that of a phone.
    Slim,
}

impl Width {
    /// Each, the broadest first.
    pub const ALL: [Self; 3] = [Self::Broad, Self::Middle, Self::Slim];

    /// The class of its drawings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Broad => "broad",
            Self::Middle => "middle",
            Self::Slim => "slim",
        }
    }

    /// The widest room that it is for, in pixels, as the style sheet has it.
    pub const fn room(self) -> f64 {
        match self {
            Self::Broad => f64::INFINITY,
            Self::Middle => 740.0,
            Self::Slim => 480.0,
        }
    }

    /// The one for a room.
    pub fn of(room: f64) -> Self {
        Self::ALL.into_iter().rev().find(|width| room <= width.room()).unwrap_or(Self::Broad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(room: f64, expected: &str) {
        assert_eq!(Width::of(room).word(), expected, "{room}");
    }

    #[test]
    fn a_room_has_the_drawing_that_the_style_sheet_shows_in_it() {
        check(1200.0, "broad");
        check(740.5, "broad");
        check(740.0, "middle");
        check(480.0, "slim");
        check(0.0, "slim");
        let sheet = include_str!("../../../style/analytics.css");
        for width in [Width::Middle, Width::Slim] {
            let rule = format!("@container (max-width: {}px) {{", width.room());
            let shown = sheet.split_once(&rule).and_then(|(_, rule)| rule.split_once("\n}")).map_or("", |(rule, _)| rule);
            assert!(shown.contains(&format!(".chart.{} {{ display: block }}", width.word())), "{rule} {shown}");
        }
    }
}
