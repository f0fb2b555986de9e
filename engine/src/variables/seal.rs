//! The seal: AES-256-GCM with a nonce of chance, bound to the variable's name, so that no value passes for another's.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use std::fmt::{self, Write as _};

/// The bytes of a key.
pub const KEY_BYTES: usize = 32;

/// A key that seals and opens values.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; KEY_BYTES]);

impl Key {
    /// Reads 32 bytes written in base64 or hex.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = from_hex(text).or_else(|| BASE64_STANDARD.decode(text).or_else(|_| BASE64_URL_SAFE_NO_PAD.decode(text)).ok())?;
        bytes.try_into().ok().map(Self)
    }

    /// A key of chance; none where the machine has no chance to give.
    pub fn generate() -> Option<Self> {
        let mut bytes = [0; KEY_BYTES];
        rand::fill(&mut bytes).ok().map(|()| Self(bytes))
    }

    /// The key in hex, for its file.
    pub(super) fn to_hex(&self) -> String {
        self.0.iter().fold(String::with_capacity(KEY_BYTES * 2), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
            hex
        })
    }

    /// Seals a value to its name: nonce, ciphertext, tag. None where the machine has no chance to give.
    pub(super) fn seal(&self, name: &str, value: &str) -> Option<Vec<u8>> {
        let mut text = value.as_bytes().to_vec();
        let nonce = self.cipher()?.seal_in_place_append_tag(Aad::from(name), &mut text).ok()?;
        Some([nonce.as_ref().as_slice(), &text].concat())
    }

    /// Opens what was sealed to that name with this key; none for anything else.
    pub(super) fn open(&self, name: &str, sealed: &[u8]) -> Option<String> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let (nonce, mut text) = (Nonce::try_assume_unique_for_key(nonce).ok()?, text.to_vec());
        let opened = self.cipher()?.open_in_place(nonce, Aad::from(name), &mut text).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }

    fn cipher(&self) -> Option<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.0).ok()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.len() == KEY_BYTES * 2 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bytes = (0..KEY_BYTES).map(|place| u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok());
    if digits { bytes.collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> Key {
        Key([7; KEY_BYTES])
    }

    #[test]
    fn a_key_is_read_in_hex_and_base64_and_nothing_else() {
        let key = key();
        for text in [key.to_hex(), key.to_hex().to_uppercase(), BASE64_STANDARD.encode(key.0) + "\n", BASE64_URL_SAFE_NO_PAD.encode(key.0)]
        {
            assert_eq!(Key::read(&text), Some(key.clone()), "{text}");
        }
        for text in ["", "secret", &key.to_hex()[2..], &BASE64_STANDARD.encode([7; 31])] {
            assert_eq!(Key::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_key_is_not_shown() {
        assert_eq!(format!("{:?}", key()), "Key(…)");
    }

    #[test]
    fn a_value_is_sealed_otherwise_each_time() {
        assert_ne!(key().seal("a", "same"), key().seal("a", "same"));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_under_its_name_and_key_alone(value in ".{0,200}", name in "[a-z_]{1,20}") {
            let sealed = key().seal(&name, &value).expect("sealed");
            prop_assert_eq!(key().open(&name, &sealed), Some(value));
            prop_assert_eq!(key().open(&format!("{name}x"), &sealed), None);
            prop_assert_eq!(Key([8; KEY_BYTES]).open(&name, &sealed), None);
        }

        #[test]
        fn a_flipped_bit_never_opens(value in ".{0,50}", place in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let mut sealed = key().seal("name", &value).expect("sealed");
            let place = place.index(sealed.len());
            sealed[place] ^= 1 << bit;
            prop_assert_eq!(key().open("name", &sealed), None);
        }

        #[test]
        fn what_was_never_sealed_never_opens(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(key().open("name", &bytes), None);
        }
    }
}
