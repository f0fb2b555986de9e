//! Figures as people read them: the same words, units and digits on every page.
//!
//! A unit stands after a narrow no-break space; what is unknown is a dash and never a zero.

/// The narrow no-break space between a figure and its unit.
pub const NARROW: &str = "\u{202f}";

/// What stands for the unknown.
pub const UNKNOWN: &str = "–";

/// A whole number in groups: `1,284`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A large number in three digits: `1.31 M`; a small one whole.
pub fn compact(value: u64) -> String {
    match value {
        0..10_000 => count(value),
        10_000..1_000_000 => with_unit(&three(value as f64 / 1e3), "k"),
        1_000_000..1_000_000_000 => with_unit(&three(value as f64 / 1e6), "M"),
        _ => with_unit(&three(value as f64 / 1e9), "G"),
    }
}

/// A rate: whole from ten on, with one decimal below, `0` only where there was nothing.
pub fn rate(value: f64) -> String {
    if value <= 0.0 || value >= 10.0 { count(value.round() as u64) } else { fixed(value.max(0.1), 1) }
}

/// A time in milliseconds in its natural unit: `5 ms`, `640 ms`, `1.84 s`, `26 min`.
pub fn millis(value: f64) -> String {
    let (figure, unit) = millis_parts(value);
    with_unit(&figure, unit)
}

/// A time in milliseconds as figure and unit apart, for headline figures.
pub fn millis_parts(value: f64) -> (String, &'static str) {
    match value {
        v if v < 0.95 => (fixed(v, 1), "ms"),
        v if v < 999.5 => (fixed(v, 0), "ms"),
        v if v < 59_995.0 => (three(v / 1e3), "s"),
        v if v < 3_600_000.0 => (fixed(v / 6e4, 0), "min"),
        v if v < 172_800_000.0 => (fixed(v / 3.6e6, 0), "h"),
        v => (fixed(v / 8.64e7, 0), "d"),
    }
}

/// A duration in seconds: `14 s`, `26 min`, `3 h`.
pub fn seconds(value: f64) -> String {
    match value {
        v if v < 60.0 => with_unit(&fixed(v.max(0.0).floor(), 0), "s"),
        v => millis(v * 1e3),
    }
}

/// A share between 0 and 1 in percent with one decimal: `98.7 %`; all and nothing are whole.
pub fn share(value: f64) -> String {
    with_unit(&share_figure(value), "%")
}

/// The figure of a share without its unit.
pub fn share_figure(value: f64) -> String {
    match value {
        v if v <= 0.0 || v >= 1.0 => fixed(v * 100.0, 0),
        // What is not all must not read as all, what is not nothing not as nothing.
        v => fixed((v * 100.0).clamp(0.1, 99.9), 1),
    }
}

/// How many times: `14.2×`.
pub fn times(value: f64) -> String {
    format!("{}×", fixed(value, u32::from(value > 0.0 && value < 99.95)))
}

/// A share that may be below none, as of a budget: `61 %`, `−12 %`.
pub fn balance(value: f64) -> String {
    let figure = with_unit(&count((value.abs() * 100.0).round() as u64), "%");
    if value <= -0.005 { format!("−{figure}") } else { figure }
}

/// Bytes: `412 B`, `1.1 kB`.
pub fn bytes(value: u64) -> String {
    match value {
        0..1000 => with_unit(&count(value), "B"),
        1000..1_000_000 => with_unit(&one(value as f64 / 1e3), "kB"),
        1_000_000..1_000_000_000 => with_unit(&one(value as f64 / 1e6), "MB"),
        _ => with_unit(&one(value as f64 / 1e9), "GB"),
    }
}

/// A value where there is one, else the dash of the unknown.
pub fn dash<T>(value: Option<T>, format: impl Fn(T) -> String) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), format)
}

/// A difference with its sign, `+38 ms` or `−0.6 pt`; `±0` where `format` leaves nothing of it.
pub fn difference(value: f64, format: impl Fn(f64) -> String) -> String {
    let figure = format(value.abs());
    if figure == format(0.0) {
        return "±0".to_owned();
    }
    let sign = if value < 0.0 { '−' } else { '+' };
    format!("{sign}{figure}")
}

/// A difference of two shares in points: `−0.6 pt`.
pub fn points(value: f64) -> String {
    difference(value * 100.0, |v| with_unit(&fixed(v, 1), "pt"))
}

/// A relative change: `+6.2 %`.
pub fn change(now: f64, before: f64) -> Option<String> {
    (before > 0.0).then(|| difference((now / before - 1.0) * 100.0, |v| with_unit(&fixed(v, u32::from(v < 100.0)), "%")))
}

/// Counts a thing: `1 tool`, `3 tools`.
pub fn plural(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// A base URL by what tells it from others: `127.0.0.1:8105`.
pub fn host(base_url: &str) -> String {
    base_url.split_once("://").map_or(base_url, |(_, rest)| rest).trim_end_matches('/').to_owned()
}

/// An id shortened in its middle: `7f3a…c210`.
pub fn short_id(id: &str) -> String {
    if id.len() <= 12 || !id.is_ascii() { id.to_owned() } else { format!("{}…{}", &id[..4], &id[id.len() - 4..]) }
}

/// A figure with so many decimals and no groups, fit for a drawing too; the browser's half is spared the general formatting of floats.
pub fn fixed(value: f64, decimals: u32) -> String {
    let power = 10_u64.pow(decimals);
    let scaled = (value.abs() * power as f64).round() as u64;
    let sign = if value < 0.0 && scaled > 0 { "-" } else { "" };
    if decimals == 0 {
        return format!("{sign}{scaled}");
    }
    let fraction = (scaled % power).to_string();
    let zeros = "0".repeat(decimals as usize - fraction.len());
    format!("{sign}{}.{zeros}{fraction}", scaled / power)
}

fn with_unit(figure: &str, unit: &str) -> String {
    format!("{figure}{NARROW}{unit}")
}

/// Three significant digits.
fn three(value: f64) -> String {
    match value {
        v if v < 9.995 => fixed(v, 2),
        v if v < 99.95 => fixed(v, 1),
        v => fixed(v, 0),
    }
}

fn one(value: f64) -> String {
    fixed(value, u32::from(value < 99.95))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shown: impl AsRef<str>, expected: &str) {
        assert_eq!(shown.as_ref().replace(NARROW, " "), expected);
    }

    #[test]
    fn counts_are_grouped_and_large_ones_compact() {
        check(count(0), "0");
        check(count(1284), "1,284");
        check(count(1_234_567), "1,234,567");
        check(compact(9999), "9,999");
        check(compact(12_345), "12.3 k");
        check(compact(1_310_000), "1.31 M");
    }

    #[test]
    fn times_have_their_natural_unit() {
        check(millis(0.42), "0.4 ms");
        check(millis(5.2), "5 ms");
        check(millis(640.0), "640 ms");
        check(millis(999.6), "1.00 s");
        check(millis(1840.0), "1.84 s");
        check(millis(1_560_000.0), "26 min");
        check(seconds(14.9), "14 s");
        check(seconds(7200.0), "2 h");
    }

    #[test]
    fn a_share_is_whole_only_at_its_ends() {
        check(share(0.0), "0 %");
        check(share(0.000_1), "0.1 %");
        check(share(0.987), "98.7 %");
        check(share(0.9999), "99.9 %");
        check(share(1.0), "100 %");
    }

    #[test]
    fn a_budget_may_be_overspent_and_burns_so_many_times_as_fast() {
        check(balance(0.614), "61 %");
        check(balance(-0.004), "0 %");
        check(balance(-1.4), "−140 %");
        check(balance(-75.92), "−7,592 %");
        check(times(0.0), "0×");
        check(times(0.25), "0.3×");
        check(times(14.2), "14.2×");
        check(times(250.4), "250×");
    }

    #[test]
    fn bytes_are_decimal() {
        check(bytes(412), "412 B");
        check(bytes(1100), "1.1 kB");
        check(bytes(250_000), "250 kB");
        check(bytes(10_400_000), "10.4 MB");
    }

    #[test]
    fn differences_bear_a_sign() {
        check(points(-0.006), "−0.6 pt");
        check(points(0.0001), "±0");
        check(change(106.2, 100.0).expect("a change"), "+6.2 %");
        assert_eq!(change(1.0, 0.0), None);
        check(difference(38.0, millis), "+38 ms");
        check(fixed(-0.04, 1), "0.0");
    }

    #[test]
    fn the_unknown_is_a_dash() {
        check(dash(None, millis), "–");
        check(dash(Some(5.0), millis), "5 ms");
    }

    #[test]
    fn an_instance_is_named_by_host_and_port() {
        check(host("http://127.0.0.1:8101/"), "127.0.0.1:8101");
        check(host("https://host/base"), "host/base");
        check(host("host"), "host");
    }

    #[test]
    fn ids_are_shortened_in_the_middle() {
        check(short_id("7f3aaaaabbbbc210"), "7f3a…c210");
        check(short_id("c_01"), "c_01");
    }
}
