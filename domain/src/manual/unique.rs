//! JSON in which no object has a key twice: one reader would see the first, another the last, and somebody would be misled.

use super::characters::plain;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// A value without doubled keys.
pub struct Unique(pub Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Unique(value))) = entries.next_entry::<String, Unique>()? {
            let name = plain(&key);
            if map.insert(key, value).is_some() {
                return Err(A::Error::custom(format!("the key `{name}` stands twice in one object")));
            }
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_that_stands_twice_is_named() {
        let read = |text: &str| serde_json::from_str::<Unique>(text).map(|Unique(value)| value).map_err(|error| error.to_string());
        assert_eq!(read(r#"{"a":[{"b":1},{"b":1}]}"#), Ok(serde_json::json!({"a": [{"b": 1}, {"b": 1}]})));
        assert_eq!(read(r#"{"a":[{"b":1,"\u0062":2}]}"#), Err("the key `b` stands twice in one object at line 1 column 24".to_owned()));
    }

    proptest! {
        #[test]
        fn what_has_no_key_twice_is_read_as_ever(text in r#"[\[\]{},:"a-c0-9. \\-]{0,24}|-?[0-9]{1,20}(\.[0-9]{1,3})?|"\PC{0,8}"|true|null"#) {
            if let Ok(Unique(value)) = serde_json::from_str(&text) {
                prop_assert_eq!(Some(value), serde_json::from_str::<Value>(&text).ok());
            }
        }
    }
}
