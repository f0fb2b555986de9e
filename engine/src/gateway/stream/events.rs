//! Server-sent events, decoded from bytes as they come, as the HTML standard has it.
//!
//! Lines end with LF, CR or CRLF; what is no `event` or `data` is passed over; half an event at the end is none.

/// An event that carries data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its type; `message` where it has none.
    pub kind: String,
    /// Its data, line by line.
    pub data: String,
}

/// Takes bytes and gives events.
#[derive(Debug, Default)]
pub struct Decoder {
    line: Vec<u8>,
    ended_with_cr: bool,
    is_under_way: bool,
    kind: String,
    data: Option<String>,
}

impl Decoder {
    /// The events that `part` completes.
    pub fn feed(&mut self, part: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in part {
            // The second half of a CRLF ends no second line.
            let is_second_half = byte == b'\n' && std::mem::take(&mut self.ended_with_cr);
            self.ended_with_cr = byte == b'\r';
            match byte {
                b'\n' if is_second_half => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                byte => self.line.push(byte),
            }
        }
        events
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = String::from_utf8_lossy(&std::mem::take(&mut self.line)).into_owned();
        let is_first = !std::mem::replace(&mut self.is_under_way, true);
        let line = if is_first { line.trim_start_matches('\u{feff}') } else { &line };
        if line.is_empty() {
            let kind = Some(std::mem::take(&mut self.kind)).filter(|kind| !kind.is_empty());
            return self.data.take().map(|data| Event { kind: kind.unwrap_or_else(|| "message".to_owned()), data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.kind),
            "data" => match &mut self.data {
                Some(data) => data.extend(["\n", value]),
                none => *none = Some(value.to_owned()),
            },
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let events = Decoder::default().feed(text.as_bytes());
        let pairs: Vec<_> = events.iter().map(|event| (event.kind.as_str(), event.data.as_str())).collect();
        assert_eq!(pairs, expected, "{text:?}");
    }

    #[test]
    fn events_are_decoded_as_the_standard_has_it() {
        check("data: a\n\n", &[("message", "a")]);
        check("data:a\ndata: b\n\ndata\n\n", &[("message", "a\nb"), ("message", "")]);
        check("event: tick\r\ndata: 1\r\n\r\ndata: 2\r\r", &[("tick", "1"), ("message", "2")]);
        check("\u{feff}data: a\n\n", &[("message", "a")]);
        check(": alive\n\nid: 7\nretry: 10\nnonsense\nevent: x\n\ndata: a\n\n", &[("message", "a")]);
        check("data: a\n\ndata: half", &[("message", "a")]);
        check("data: a\n\ndata: half\n", &[("message", "a")]);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_bytes_come(text in "(data: |event: |:|é|a|\r|\n|\r\n){0,40}", at in 0_usize..200) {
            let whole = Decoder::default().feed(text.as_bytes());
            let (first, rest) = text.as_bytes().split_at(at.min(text.len()));
            let mut decoder = Decoder::default();
            let mut parts = decoder.feed(first);
            parts.extend(rest.chunks(1).flat_map(|byte| decoder.feed(byte)));
            prop_assert_eq!(parts, whole);
        }
    }
}
