//! Ids: short, sortable by time, and not to be guessed.

use crate::clock;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new id with `prefix`: nine characters of time, in milliseconds, then eight of chance, in Crockford's base 32.
pub fn new(prefix: char) -> String {
    let millis = (clock::now().0 / 1000) as u64;
    let chance: u64 = rand::random();
    let digits = |value: u64, count: u32| (0..count).rev().map(move |place| char::from(ALPHABET[(value >> (place * 5)) as usize & 31]));
    let mut id = format!("{prefix}_");
    id.extend(digits(millis, 9));
    id.extend(digits(chance, 8));
    id
}

/// The id of an instance: the same for the same service and base URL.
pub fn instance(service: &str, base_url: &str) -> String {
    format!("i_{}", &sha256_hex(&format!("{service} {base_url}"))[..12])
}

/// SHA-256 of a text, in hex.
pub fn sha256_hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_bear_their_prefix_and_differ() {
        let (a, b) = (new('c'), new('c'));
        assert!(a.starts_with("c_") && a.len() == 19 && a != b, "{a} {b}");
        assert_eq!(instance("geo", "http://h"), instance("geo", "http://h"));
    }

    #[test]
    fn a_digest_is_that_of_the_standard() {
        assert_eq!(&sha256_hex("abc")[..16], "ba7816bf8f01cfea");
    }
}
