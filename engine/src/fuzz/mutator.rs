//! Inputs that were sound once: the same ones on every run.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

/// How many inputs each parser gets; `cargo xtask fuzz` gives more.
pub const INPUTS: usize = match option_env!("MESHDECK_FUZZ_INPUTS") {
    Some(text) => match usize::from_str_radix(text, 10) {
        Ok(inputs) => inputs,
        Err(_) => panic!("MESHDECK_FUZZ_INPUTS is no number"),
    },
    None => 20_000,
};

/// The longest an input grows, in bytes.
const LENGTH_MAX: usize = 8192;

/// The most changes to one input.
const CHANGES_MAX: usize = 6;

/// What stands well, or badly, in the place of anything else.
const TOKENS: [&str; 72] = [
    "null",
    "true",
    "0",
    "-1",
    "-0.0",
    "1e999999",
    "1e-400",
    "99999999999999999999",
    "0.1e",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\u202e\"",
    "\"\\n\"",
    "\"é\"",
    "\"😀\"",
    "{}",
    "[]",
    "[[[[[[[[",
    "{\"a\":{\"a\":",
    "{\"$ref\":\"#/\"}",
    "{\"$ref\":\"#\"}",
    "\"$ref\"",
    "\"#/components/schemas/A\"",
    "\"#/definitions/~1~0\"",
    "\"${KEY}\"",
    "\"{x}\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "%",
    "%2e%2e",
    "%00",
    "..",
    "/",
    "//",
    "?",
    "#",
    "@",
    ";",
    "=",
    " ",
    "\t",
    "\r\n",
    "\0",
    "http://",
    "https://[::1]",
    "http://127.1",
    ":65536",
    "{x}",
    "}{",
    "\"http\"",
    "\"mcp\"",
    "\"tools\"",
    "\"name\"",
    "\"inputs\"",
    "\"properties\"",
    "\"items\"",
    "\"type\"",
    "\"allOf\"",
    "\"nullable\"",
    "\"default\"",
    "\"auth\"",
    "\"servers\"",
    "localhost",
    "xn--",
    "1.2.3",
];

/// Makes inputs out of seeds.
pub struct Mutator {
    random: StdRng,
    seeds: Vec<Vec<u8>>,
}

impl Mutator {
    pub fn new(seeds: &[&str]) -> Self {
        Self { random: StdRng::seed_from_u64(19), seeds: seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect() }
    }

    /// The next input.
    pub fn input(&mut self) -> Vec<u8> {
        let mut input = self.seeds.choose(&mut self.random).expect("a seed").clone();
        for _ in 0..self.random.random_range(1..=CHANGES_MAX) {
            self.change(&mut input);
        }
        input.truncate(LENGTH_MAX);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let (from, to) = self.span(input);
        match self.random.random_range(0..9) {
            0 => drop(input.splice(from..to, [])),
            1 => drop(input.splice(from..from, self.token())),
            2 | 3 => drop(input.splice(from..to, self.token())),
            4 => {
                let again = input[from..to].repeat(self.random.random_range(1..=4));
                drop(input.splice(from..from, again));
            }
            5 => {
                let other = self.seeds.choose(&mut self.random).expect("a seed").clone();
                let (start, end) = self.span(&other);
                drop(input.splice(from..to, other[start..end].to_vec()));
            }
            6 => input.truncate(from),
            7 => input[from..to].reverse(),
            _ => {
                if let Some(byte) = input.get_mut(from) {
                    *byte ^= 1 << self.random.random_range(0..8);
                }
            }
        }
    }

    fn token(&mut self) -> Vec<u8> {
        TOKENS.choose(&mut self.random).expect("a token").as_bytes().to_vec()
    }

    /// Two places of a text, most often where something of its structure begins and ends.
    fn span(&mut self, text: &[u8]) -> (usize, usize) {
        let from = self.place(text);
        let is_mark = |byte: &u8| b"{}[],:\"/?&=;. ".contains(byte);
        let near = || text[from..].iter().skip(1).position(is_mark).map_or(text.len(), |gap| from + gap + 1);
        let to = if self.random.random_bool(0.7) { near() } else { self.place(text) };
        (from.min(to), from.max(to))
    }

    fn place(&mut self, text: &[u8]) -> usize {
        self.random.random_range(0..=text.len())
    }
}
