//! Varints: whole numbers in as few bytes as they need, seven bits a byte, the least first, as in Protocol Buffers.

/// Writes `value` behind what `bytes` holds, in one to ten bytes.
pub fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Takes a number from the front of `bytes`; `None` where none stands there.
pub fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(value: u64, length: usize) {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, value);
        assert_eq!(bytes.len(), length, "{value}");
        assert_eq!((take_varint(&mut &bytes[..]), take_varint(&mut &bytes[..length - 1])), (Some(value), None));
    }

    #[test]
    fn a_number_takes_as_many_bytes_as_it_needs() {
        check(0, 1);
        check(127, 1);
        check(128, 2);
        check(u64::MAX, 10);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
            let _ = take_varint(&mut &bytes[..]);
        }
    }
}
