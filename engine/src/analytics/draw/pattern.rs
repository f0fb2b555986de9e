//! Patterns: what fills a gap, and what tells categories apart besides their colour.

use super::sheet::FINE;

/// How far the lines of a hatch are apart, in pixels.
const HATCH: i32 = 6;
/// How wide a cell of a category's pattern is, in pixels.
const CELL: i32 = 4;

/// The patterns that a drawing refers to, whose ids begin with `id`.
pub fn patterns(body: &str, id: &str) -> String {
    let is_used = |class: &&str| body.contains(&format!("url(#{id}-{class})"));
    ["gap", "blank", "kind2", "kind3", "kind4", "kind5"].into_iter().filter(is_used).map(|class| pattern(id, class)).collect()
}

fn pattern(id: &str, class: &str) -> String {
    let (cell, hatch) = (CELL * FINE, HATCH * FINE);
    let (size, turn, inside) = match class {
        "gap" | "blank" => (hatch, 45, format!("<path class=\"hatch {class}\" d=\"M0 0V{hatch}\"/>")),
        _ => (
            cell,
            if class == "kind2" { 45 } else { 0 },
            format!("<path class=\"{class}\" d=\"M0 0h{cell}v{cell}h-{cell}z\"/>{}", cut(class, cell)),
        ),
    };
    let turn = if turn == 0 { String::new() } else { format!(" patternTransform=\"rotate({turn})\"") };
    format!("<pattern id=\"{id}-{class}\" width=\"{size}\" height=\"{size}\" patternUnits=\"userSpaceOnUse\"{turn}>{inside}</pattern>")
}

/// What is cut out of a category's colour: lines, or a dot.
fn cut(class: &str, cell: i32) -> String {
    let (half, quarter) = (cell / 2, cell / 4);
    let shape = match class {
        "kind3" => format!("M{quarter} {quarter}h{half}v{half}h-{half}z"),
        "kind4" => format!("M0 {half}h{cell}v{quarter}h-{cell}z"),
        _ => format!("M{half} 0v{cell}h{quarter}v-{cell}z"),
    };
    format!("<path class=\"cut\" d=\"{shape}\"/>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_referred_to_is_there_and_each_pattern_differs() {
        assert_eq!(patterns("<path fill=\"url(#other-gap)\"/>", "h"), "");
        let all: Vec<String> = (2..=5).map(|kind| patterns(&format!("url(#h-kind{kind})"), "h")).collect();
        assert!(all.iter().all(|pattern| pattern.starts_with("<pattern id=\"h-kind") && pattern.contains("class=\"cut\"")));
        let without_number = |pattern: &String| pattern.replace(|letter: char| letter.is_ascii_digit(), "");
        assert_ne!(without_number(&all[0]), without_number(&all[1]));
    }
}
