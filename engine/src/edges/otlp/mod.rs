//! OTLP over HTTP: traces as exporters send them, in JSON or protobuf, and what they are answered.

mod size;
mod wire;

pub use size::MESSAGES_MAX;
pub use wire::{Answer, AnyValue, KeyValue, Partial, Resource, ResourceSpans, ScopeSpans, Span, Status, Traces, Trouble};

use super::Taken;
use domain::Failure;
use domain::failure::Kind;
use flate2::read::GzDecoder;
use prost::Message;
use std::borrow::Cow;
use std::io::Read;

/// The most bytes of a request, as it is sent.
pub const BODY_MAX: usize = 4 * 1024 * 1024;

/// The most bytes of it once it is unpacked.
pub const UNPACKED_MAX: usize = 4 * 1024 * 1024;

/// The two ways to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Protobuf in its JSON mapping, with ids in hex.
    Json,
    /// Protobuf.
    Protobuf,
}

impl Format {
    /// The way that a content type names; its parameters say nothing new.
    pub fn of(content_type: &str) -> Result<Self, Failure> {
        match content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/json" => Ok(Self::Json),
            "application/x-protobuf" => Ok(Self::Protobuf),
            _ => {
                let detail = "Traces are sent as `application/json` or `application/x-protobuf`; say which in `content-type`.";
                Err(Failure::new(Kind::Unsupported, detail))
            }
        }
    }

    /// Its content type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Protobuf => "application/x-protobuf",
        }
    }

    /// Reads a body; one that would fill the memory is refused before.
    pub fn read(self, body: &[u8]) -> Result<Traces, Failure> {
        match self {
            Self::Json => size::check_json(body)?,
            Self::Protobuf => size::check_protobuf(body)?,
        }
        let read = match self {
            Self::Json => serde_json::from_slice(body).map_err(|error| format!("JSON: {error}")),
            Self::Protobuf => Traces::decode(body).map_err(|error| format!("protobuf: {error}")),
        };
        let detail = |reason| format!("The body is no ExportTraceServiceRequest in {reason}. Nothing was taken.");
        read.map_err(|reason| Failure::new(Kind::BadRequest, detail(reason)))
    }

    /// The answer to a request whose spans were taken: who sent it must not send again what was rejected.
    pub fn answer(self, taken: Taken) -> Vec<u8> {
        let partial = |Taken { rejected, why }| Partial { rejected_spans: rejected as i64, error_message: why };
        let answer = Answer { partial_success: (taken.rejected > 0).then(|| partial(taken)) };
        match self {
            // What is derived for it cannot fail.
            Self::Json => serde_json::to_vec(&answer).unwrap_or_else(|_| b"{}".to_vec()),
            Self::Protobuf => answer.encode_to_vec(),
        }
    }

    /// The answer to a request that failed, where the protocol has one of its own.
    pub fn trouble(self, failure: &Failure) -> Option<Vec<u8>> {
        (self == Self::Protobuf).then(|| Trouble { message: failure.detail.clone() }.encode_to_vec())
    }
}

/// Unpacks a body that was sent in that encoding.
pub fn unpack<'a>(encoding: &str, body: &'a [u8]) -> Result<Cow<'a, [u8]>, Failure> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(Cow::Borrowed(body)),
        "gzip" => {
            let mut unpacked = Vec::new();
            let read = GzDecoder::new(body).take(UNPACKED_MAX as u64 + 1).read_to_end(&mut unpacked);
            read.map_err(|error| Failure::new(Kind::BadRequest, format!("The body is no gzip: {error}. Nothing was taken.")))?;
            if unpacked.len() > UNPACKED_MAX {
                let detail = format!("The body unpacks to more than {UNPACKED_MAX} bytes; send fewer spans at a time.");
                return Err(Failure::new(Kind::TooLarge, detail));
            }
            Ok(Cow::Owned(unpacked))
        }
        _ => Err(Failure::new(Kind::Unsupported, "Traces are sent as they are or in gzip; say which in `content-encoding`.")),
    }
}
