//! The messages of OTLP with the fields that are read, each in both ways of writing; what has no field here is passed over.
//!
//! The tags are those of `opentelemetry/proto/trace/v1/trace.proto` and its neighbours, version 1. What a `oneof` holds is on
//! the wire a field like any other.

use prost::Message;
use serde::{Deserialize, Deserializer, Serialize};

/// `ExportTraceServiceRequest`.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Traces {
    /// Spans by what sent them.
    #[prost(message, repeated, tag = "1")]
    #[serde(deserialize_with = "or_none")]
    pub resource_spans: Vec<ResourceSpans>,
}

/// Spans of one sender.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceSpans {
    /// Who sent them.
    #[prost(message, optional, tag = "1")]
    pub resource: Option<Resource>,
    /// Spans by the library that made them.
    #[prost(message, repeated, tag = "2")]
    #[serde(deserialize_with = "or_none")]
    pub scope_spans: Vec<ScopeSpans>,
}

/// A sender.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Resource {
    /// What it says of itself.
    #[prost(message, repeated, tag = "1")]
    #[serde(deserialize_with = "or_none")]
    pub attributes: Vec<KeyValue>,
}

/// Spans of one library.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScopeSpans {
    /// The spans.
    #[prost(message, repeated, tag = "2")]
    #[serde(deserialize_with = "or_none")]
    pub spans: Vec<Span>,
}

/// A span.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Span {
    /// 16 bytes.
    #[prost(bytes = "vec", tag = "1")]
    #[serde(deserialize_with = "hex")]
    pub trace_id: Vec<u8>,
    /// 8 bytes.
    #[prost(bytes = "vec", tag = "2")]
    #[serde(deserialize_with = "hex")]
    pub span_id: Vec<u8>,
    /// 8 bytes, or none of a root.
    #[prost(bytes = "vec", tag = "4")]
    #[serde(deserialize_with = "hex")]
    pub parent_span_id: Vec<u8>,
    /// 2 server, 3 client, 4 producer, 5 consumer.
    #[prost(int32, tag = "6")]
    pub kind: i32,
    /// Unix nanoseconds.
    #[prost(fixed64, tag = "7")]
    #[serde(deserialize_with = "number")]
    pub start_time_unix_nano: u64,
    /// Unix nanoseconds.
    #[prost(fixed64, tag = "8")]
    #[serde(deserialize_with = "number")]
    pub end_time_unix_nano: u64,
    /// What is said of it.
    #[prost(message, repeated, tag = "9")]
    #[serde(deserialize_with = "or_none")]
    pub attributes: Vec<KeyValue>,
    /// How it ended.
    #[prost(message, optional, tag = "15")]
    pub status: Option<Status>,
}

/// How a span ended.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Status {
    /// 2 is an error.
    #[prost(int32, tag = "3")]
    pub code: i32,
}

/// An attribute.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyValue {
    /// Its name.
    #[prost(string, tag = "1")]
    pub key: String,
    /// Its value.
    #[prost(message, optional, tag = "2")]
    pub value: Option<AnyValue>,
}

/// A value: the kinds of it that are read.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AnyValue {
    /// A text.
    #[prost(string, optional, tag = "1")]
    pub string_value: Option<String>,
    /// A whole number.
    #[prost(int64, optional, tag = "3")]
    #[serde(deserialize_with = "integer")]
    pub int_value: Option<i64>,
}

/// `ExportTraceServiceResponse`.
#[derive(Clone, PartialEq, Message, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// What could not be used; absent where all could.
    #[prost(message, optional, tag = "1")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_success: Option<Partial>,
}

/// What could not be used.
#[derive(Clone, PartialEq, Message, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Partial {
    /// How many spans; a text in JSON, as every number of 64 bits.
    #[prost(int64, tag = "1")]
    #[serde(serialize_with = "as_text")]
    pub rejected_spans: i64,
    /// Why.
    #[prost(string, tag = "2")]
    pub error_message: String,
}

/// `google.rpc.Status`, the answer to a request that failed.
#[derive(Clone, PartialEq, Message)]
pub struct Trouble {
    /// What happened and what to do.
    #[prost(string, tag = "2")]
    pub message: String,
}

/// A number of 64 bits, as JSON may hold it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number<T> {
    Plain(T),
    Text(String),
}

/// A null is a list without items.
fn or_none<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reader: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(reader)?.unwrap_or_default())
}

/// An id in hex; what is none is judged with the span.
fn hex<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<u8>, D::Error> {
    let text = Option::<String>::deserialize(reader)?.unwrap_or_default();
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    // What is no id becomes a byte, which is none either.
    Ok(digits
        .filter(|digits| digits.len().is_multiple_of(2))
        .map_or(vec![0], |digits| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()))
}

fn number<'de, D: Deserializer<'de>>(reader: D) -> Result<u64, D::Error> {
    match Option::deserialize(reader)? {
        None => Ok(0),
        Some(Number::Plain(number)) => Ok(number),
        Some(Number::Text(text)) => text.parse().map_err(serde::de::Error::custom),
    }
}

fn integer<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<i64>, D::Error> {
    match Option::deserialize(reader)? {
        None => Ok(None),
        Some(Number::Plain(number)) => Ok(Some(number)),
        Some(Number::Text(text)) => text.parse().map(Some).map_err(serde::de::Error::custom),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn as_text<S: serde::Serializer>(number: &i64, writer: S) -> Result<S::Ok, S::Error> {
    writer.collect_str(number)
}
