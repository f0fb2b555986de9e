//! Where in a text of JSON a value stands, so that the editor can lead to it.

/// The place of the value at `pointer` in a text that is JSON, in UTF-16 units: its begin and end.
/// Where it is not there, that of the nearest value around it.
pub fn of(text: &str, pointer: &str) -> (u32, u32) {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    let (mut begin, mut end) = reader.value_here();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        reader.at = begin;
        let Some(found) = reader.child(&step, end) else { break };
        (begin, end) = found;
    }
    let units = |place: usize| text.get(..place).map_or(0, |before| before.encode_utf16().count() as u32);
    (units(begin), units(end))
}

/// Walks over JSON that is known to be well formed.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == b',' || byte == b':') {
            self.at += 1;
        }
    }

    /// Passes over the value that begins here.
    fn value_here(&mut self) -> (usize, usize) {
        self.skip_space();
        let begin = self.at;
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'{' | b'[') => self.skip_nested(),
            _ => {
                while self.peek().is_some_and(|byte| !byte.is_ascii_whitespace() && !b",]}:".contains(&byte)) {
                    self.at += 1;
                }
            }
        }
        (begin, self.at)
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.bytes.len());
    }

    fn skip_nested(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
    }

    /// The field or item `step` of the value that begins here and ends before `end`.
    fn child(&mut self, step: &str, end: usize) -> Option<(usize, usize)> {
        let is_object = match self.peek()? {
            b'{' => true,
            b'[' => false,
            _ => return None,
        };
        self.at += 1;
        for place in 0_usize.. {
            self.skip_space();
            if self.at + 1 >= end {
                break;
            }
            let key = is_object.then(|| self.value_here());
            let value = self.value_here();
            let wanted = match key {
                Some((from, to)) => {
                    self.bytes.get(from..to).and_then(|text| serde_json::from_slice::<String>(text).ok()).as_deref() == Some(step)
                }
                None => step.parse() == Ok(place),
            };
            if wanted {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, pointer: &str, expected: &str) {
        let (begin, end) = of(text, pointer);
        let units: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(String::from_utf16_lossy(&units[begin as usize..end as usize]), expected, "{pointer}");
    }

    #[test]
    fn a_value_is_found_in_its_text() {
        let text = r#" {"ä": "😀", "lines": [{"qty": 1}, {"qty": -2.5, "n/o": "a\"]"}], "last": null }"#;
        check(text, "", text.trim());
        check(text, "/ä", "\"😀\"");
        check(text, "/lines/1/qty", "-2.5");
        check(text, "/lines/1/n~1o", r#""a\"]""#);
        check(text, "/last", "null");
        check("[[1, 2], 3]", "/0/1", "2");
    }

    #[test]
    fn what_is_not_there_leads_to_what_is_around_it() {
        check(r#"{"a": {"b": 1}}"#, "/a/c", r#"{"b": 1}"#);
        check(r#"{"a": 1}"#, "/a/c", "1");
        check("{}", "/a", "{}");
        check("[]", "/0", "[]");
    }
}
