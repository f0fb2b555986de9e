//! Ids: short, sortable by time, and not to be guessed.

use crate::clock;
use domain::Time;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new id with `prefix`: nine characters of time, in milliseconds, then eight of chance, in Crockford's base 32.
pub fn new(prefix: char) -> String {
    write_id(prefix, clock::now(), rand::random())
}

/// A new id of something that begins at `at`.
pub fn new_at(prefix: char, at: Time) -> String {
    write_id(prefix, at, rand::random())
}

/// The id that has the milliseconds of `at` and these 40 bits of `chance`.
pub fn write_id(prefix: char, at: Time, chance: u64) -> String {
    let millis = (at.0 / 1000) as u64;
    let mut id = String::with_capacity(19);
    id.push(prefix);
    id.push('_');
    for (value, digits) in [(millis, 9), (chance, 8)] {
        (0..digits).rev().for_each(|place| id.push(char::from(ALPHABET[(value >> (place * 5)) as usize & 31])));
    }
    id
}

/// The milliseconds and the chance of an id with `prefix`; `None` where it is not as [`write_id`] writes it.
pub fn read_id(prefix: char, id: &str) -> Option<(i64, u64)> {
    let digits = id.strip_prefix(prefix)?.strip_prefix('_').filter(|digits| digits.len() == 17)?;
    let read = |digits: &str| {
        let place = |digit: u8| ALPHABET.iter().position(|known| *known == digit).map(|place| place as u64);
        digits.bytes().try_fold(0_u64, |value, digit| Some(value << 5 | place(digit)?))
    };
    Some((read(digits.get(..9)?)? as i64, read(digits.get(9..)?)?))
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
    fn an_id_reads_back_as_its_time_and_its_chance() {
        let at = Time(1_795_194_401_250_999);
        let chance = 0x12_3456_789a;
        assert_eq!(read_id('c', &write_id('c', at, chance)), Some((1_795_194_401_250, chance)));
        assert!(read_id('c', &new_at('c', at)).is_some());
        for text in ["", "c_", "c_1", "r_01M8A7N1V12345678", "c_01m8a7n1v12345678", "c_01M8A7N1V1234567é"] {
            assert_eq!(read_id('c', text), None, "{text}");
        }
    }

    #[test]
    fn a_digest_is_that_of_the_standard() {
        assert_eq!(&sha256_hex("abc")[..16], "ba7816bf8f01cfea");
    }
}
