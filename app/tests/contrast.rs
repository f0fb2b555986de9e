//! The contrast that the look promises, computed from the tokens themselves.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../style/tokens.css");
const GROUNDS: [&str; 4] = ["paper", "well", "sunk", "lift"];

/// A colour's red, green and blue, 0–1.
type Rgb = [f64; 3];

/// Every token that is a pair of colours: light, dark.
fn tokens() -> BTreeMap<&'static str, [Rgb; 2]> {
    let pair = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
        Some((name, [rgb(light)?, rgb(dark)?]))
    };
    TOKENS.lines().filter_map(pair).collect()
}

fn rgb(hex: &str) -> Option<Rgb> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| Some(f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0);
    Some([part(0)?, part(2)?, part(4)?])
}

/// The relative luminance of WCAG 2.
fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] = colour.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Each of `inks` stands out from each of `grounds` by at least `least`, in both themes.
fn check(inks: &[&str], grounds: &[&str], least: f64) {
    let tokens = tokens();
    for ink in inks {
        for ground in grounds {
            for theme in 0..2 {
                let found = contrast(tokens[ink][theme], tokens[ground][theme]);
                assert!(found >= least, "{ink} on {ground}, {}: {found:.2} < {least}", ["light", "dark"][theme]);
            }
        }
    }
}

#[test]
fn text_can_be_read_on_every_ground() {
    check(&["ink"], &GROUNDS, 12.9);
    check(&["ink2"], &GROUNDS, 7.0);
    check(&["ink3"], &GROUNDS, 4.7);
    check(&["ok-text", "warn-text", "bad-text"], &GROUNDS, 5.1);
}

#[test]
fn signs_and_borders_can_be_seen_on_every_ground() {
    check(&["ok", "warn", "bad", "registry", "orch", "rule"], &GROUNDS, 3.0);
}

#[test]
fn text_on_filled_grounds_can_be_read() {
    check(&["tool-ink"], &["tool"], 4.6);
    check(&["on-ink"], &["ink", "ink2"], 7.0);
    check(&["ok-text"], &["ok-tint"], 5.1);
    check(&["warn-text"], &["warn-tint"], 5.1);
    check(&["bad-text"], &["bad-tint"], 5.1);
}
