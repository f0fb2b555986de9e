//! A drawing as a file of its own: with a head, its colours in it, and a legend where it has kinds.

use super::chart::Drawn;
use super::{Drawing, Strip, drawn};
use domain::charts::{FailedKind, Width};

/// The tokens of the console, of which a file takes the light ones, for it is put on paper.
const TOKENS: &str = include_str!("../../../../style/tokens.css");

/// The room for the head and around the drawing, in pixels.
const HEAD: i32 = 44;
const MARGIN: i32 = 12;
/// The room for a legend, in pixels.
const LEGEND: i32 = 24;

/// What each class is in a file: attributes, with tokens in braces. Measures are those of a drawing, four to a pixel.
const LOOKS: [(&str, &str); 31] = [
    ("grid", "stroke=\"{line}\" stroke-width=\"4\""),
    ("foot", "stroke=\"{rule}\" stroke-width=\"4\""),
    ("tick", "stroke=\"{rule}\" stroke-width=\"4\""),
    ("label", "fill=\"{ink3}\""),
    ("reason", "fill=\"{ink2}\""),
    ("bar", "fill=\"{s2}\""),
    ("cap", "fill=\"{c1}\""),
    ("before", "stroke=\"{ink2}\" stroke-width=\"4\" stroke-dasharray=\"16 12\""),
    ("rim", "stroke=\"{paper}\" stroke-width=\"18\""),
    ("success", "stroke=\"{ink}\" stroke-width=\"6\""),
    ("p50", "stroke=\"{ink}\" stroke-width=\"6\""),
    ("p95", "stroke=\"{ink}\" stroke-width=\"6\" stroke-dasharray=\"24 12\""),
    ("p99", "stroke=\"{ink}\" stroke-width=\"6\" stroke-dasharray=\"6 10\""),
    ("objective", "stroke=\"{bad-text}\" stroke-width=\"4\" stroke-dasharray=\"8 8\""),
    ("alert", "fill=\"{bad}\""),
    ("hatch gap", "stroke=\"{ink3}\" stroke-width=\"4\""),
    ("hatch blank", "stroke=\"{line}\" stroke-width=\"4\""),
    ("cut", "fill=\"{paper}\""),
    ("heat1", "fill=\"{s1}\""),
    ("heat2", "fill=\"{s2}\""),
    ("heat3", "fill=\"{s3}\""),
    ("heat4", "fill=\"{s4}\""),
    ("heat5", "fill=\"{s5}\""),
    ("heat6", "fill=\"{s6}\""),
    ("heat7", "fill=\"{s7}\""),
    ("kind1", "fill=\"{c1}\""),
    ("kind2", "fill=\"{c2}\""),
    ("kind3", "fill=\"{c3}\""),
    ("kind4", "fill=\"{c4}\""),
    ("kind5", "fill=\"{c5}\""),
    ("kind6", "fill=\"{c6}\""),
];

/// The drawing as a file.
pub fn file(drawing: Drawing, strip: &Strip) -> String {
    let Some(Drawn { width, height, svg }) = drawn(drawing, strip, &[Width::Broad]).pop() else { return String::new() };
    let kinds = if drawing == Drawing::Failed { strip.kinds() } else { Vec::new() };
    let (name, legend) = (name(drawing), legend(&kinds, HEAD + height));
    let whole = (width + 2 * MARGIN, HEAD + height + if kinds.is_empty() { MARGIN } else { LEGEND + MARGIN });
    let inside = svg.replacen("<svg ", &format!("<svg x=\"{MARGIN}\" y=\"{HEAD}\" width=\"{width}\" height=\"{height}\" "), 1);
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" font-family=\"sans-serif\">\
         <path d=\"M0 0H{w}V{h}H0z\" fill=\"{{paper}}\"/>\
         <text x=\"{MARGIN}\" y=\"20\" font-size=\"13\" font-weight=\"600\" fill=\"{{ink}}\">{name}</text>\
         <text x=\"{MARGIN}\" y=\"36\" font-size=\"11\" fill=\"{{ink2}}\">{range}</text>{inside}{legend}</svg>\n",
        w = whole.0,
        h = whole.1,
        range = strip.range(),
    );
    colored(&text)
}

const fn name(drawing: Drawing) -> &'static str {
    match drawing {
        Drawing::Throughput => "Throughput: calls a minute",
        Drawing::Success => "Success: share of good answers",
        Drawing::Latency => "Latency of answered calls",
        Drawing::Failed => "Failed calls a minute, by kind",
        Drawing::Week => "Calls of seven days",
    }
}

/// The kinds in a row, each with its pattern.
fn legend(kinds: &[(FailedKind, u64)], y: i32) -> String {
    let width = 868 / FailedKind::ALL.len() as i32;
    let entry = |(place, (kind, count)): (usize, &(FailedKind, u64))| {
        let x = MARGIN + place as i32 * width;
        let category = kind.category();
        let fill = if (2..=5).contains(&category) {
            format!("fill=\"url(#failed-by-kind-broad-kind{category})\"")
        } else {
            format!("class=\"kind{category}\"")
        };
        // The pattern is drawn four times as large as it is shown.
        format!(
            "<path transform=\"translate({x} {top}) scale(0.25)\" d=\"M0 0h40v40h-40z\" {fill}/>\
             <text x=\"{words}\" y=\"{base}\" font-size=\"11\" class=\"reason\">{} {count}</text>",
            kind.words(),
            top = y + 6,
            words = x + 16,
            base = y + 15,
        )
    };
    kinds.iter().enumerate().map(entry).collect()
}

/// Puts colours where classes and tokens in braces are.
pub fn colored(text: &str) -> String {
    let styled = LOOKS.iter().fold(text.to_owned(), |text, (class, look)| text.replace(&format!("class=\"{class}\""), look));
    let mut rest = styled.as_str();
    let mut out = String::with_capacity(rest.len());
    while let Some((before, (token, after))) = rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?))) {
        out.push_str(before);
        out.push_str(light(token));
        rest = after;
    }
    out + rest
}

/// The light colour of a token.
fn light(token: &str) -> &'static str {
    let value = TOKENS.split_once(&format!("--{token}: light-dark(")).map_or("", |(_, value)| value);
    value.split_once(',').map_or("currentColor", |(light, _)| light)
}

#[cfg(test)]
mod tests {
    use super::super::strip::tests::strip;
    use super::*;

    fn check(drawing: Drawing, parts: &[&str]) {
        let mut strip = strip(&[None, Some(3), Some(5), None]);
        let step = strip.steps[1].as_mut().expect("a step");
        step.failed = FailedKind::ALL.into_iter().map(|kind| (kind, 1)).collect();
        step.heat = (0..7).map(|class| (class, 3_u64.pow(class as u32))).collect();
        step.figures.latency_ms = domain::metrics::Latency { p50: Some(1.0), p95: Some(2.0), p99: Some(3.0), mean: None };
        let file = file(drawing, &strip);
        parts.iter().for_each(|part| assert!(file.contains(part), "{part} in {file}"));
        for not in ["class=\"bar", "class=\"kind", "class=\"h", "class=\"p", "class=\"label", "{", "currentColor", "style"] {
            assert!(!file.contains(not), "{not} in {file}");
        }
    }

    #[test]
    fn a_file_brings_its_colours_along() {
        check(Drawing::Throughput, &["Throughput: calls a minute", "from 00:00 to 00:04 UTC", "fill=\"#bfdee6\"", "no data"]);
        check(Drawing::Success, &["stroke=\"#1b1915\" stroke-width=\"6\"", "width=\"892\""]);
        check(Drawing::Latency, &["stroke-dasharray=\"6 10\"", "fill=\"#0d3242\""]);
        check(Drawing::Failed, &["timeout 1", "busy, no instance 1", "url(#failed-by-kind-broad-kind5)", "fill=\"#9b3845\""]);
        check(Drawing::Week, &["Calls of seven days"]);
    }
}
