//! Spans as edges need them: who, whose child, how long, and whom it called by its own word.

use super::Taken;
use super::otlp;
use super::otlp::{KeyValue, ResourceSpans, Traces};
use domain::Time;
use std::sync::Arc;

/// The most characters of a name that traces give; the rest is cut off.
pub const NAME_MAX: usize = 120;

/// The most spans of a request that are used.
pub const SPANS_MAX: usize = 20_000;

/// What an unpaired span calls is named by the first of these attributes that it has.
const PEERS: [&str; 10] = [
    "service.peer.name",
    "peer.service",
    "server.address",
    "net.peer.name",
    "db.namespace",
    "db.name",
    "db.system.name",
    "db.system",
    "messaging.system",
    "rpc.service",
];

/// Where the address's port stands, by the name of its attribute.
const PORTS: [(&str, &str); 2] = [("server.address", "server.port"), ("net.peer.name", "net.peer.port")];

/// A span of a trace.
pub type Id = ([u8; 16], [u8; 8]);

/// Whether a span calls or serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// A client or a producer.
    Calls,
    /// A server or a consumer.
    Serves,
}

/// Whom a span called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Peer {
    /// Its name, or its address.
    pub name: String,
    /// The port at that address.
    pub port: Option<u16>,
}

/// A span that calls or serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which it is.
    pub id: Id,
    /// The span that it is part of.
    pub parent: Option<Id>,
    /// Whether it calls or serves.
    pub side: Side,
    /// The service that made it.
    pub service: Arc<str>,
    /// Whom it called, as it says itself.
    pub peer: Option<Peer>,
    /// Whether it ended in an error.
    pub failed: bool,
    /// How long it took.
    pub micros: u64,
    /// When it ended.
    pub ended: Time,
}

/// The spans of a request that call or serve, and what is to be said of those that cannot be used.
pub fn read(traces: Traces) -> (Vec<Span>, Taken) {
    let (mut spans, mut taken) = (Vec::new(), Taken::default());
    for ResourceSpans { resource, scope_spans } in traces.resource_spans {
        let attributes = resource.map(|resource| resource.attributes).unwrap_or_default();
        let service = text(&attributes, "service.name").map(|name| Arc::from(named(name)));
        for span in scope_spans.into_iter().flat_map(|scope| scope.spans) {
            let Some(side) = side(span.kind) else { continue };
            let read = if spans.len() < SPANS_MAX { one(&span, side, service.as_ref()) } else { Err(too_many()) };
            match read {
                Ok(span) => spans.push(span),
                Err(why) => {
                    taken.rejected += 1;
                    taken.why = if taken.rejected == 1 { why } else { taken.why };
                }
            }
        }
    }
    (spans, taken)
}

fn too_many() -> String {
    format!("a request has more than {SPANS_MAX} spans that call or serve; send fewer at a time")
}

/// Spans of other kinds stay within a service.
const fn side(kind: i32) -> Option<Side> {
    match kind {
        3 | 4 => Some(Side::Calls),
        2 | 5 => Some(Side::Serves),
        _ => None,
    }
}

fn one(span: &otlp::Span, side: Side, service: Option<&Arc<str>>) -> Result<Span, String> {
    let service = service.filter(|name| !name.is_empty()).ok_or("a resource has no `service.name`")?;
    let trace = id::<16>(&span.trace_id).ok_or("a `traceId` is not 16 bytes, or only zeros")?;
    let own = id::<8>(&span.span_id).ok_or("a `spanId` is not 8 bytes, or only zeros")?;
    // Some write a root's missing parent as zeros; a single one stands for what was no hex.
    let is_root = span.parent_span_id.len() != 1 && span.parent_span_id.iter().all(|byte| *byte == 0);
    let parent = if is_root { None } else { Some(id::<8>(&span.parent_span_id).ok_or("a `parentSpanId` is not 8 bytes")?) };
    Ok(Span {
        id: (trace, own),
        parent: parent.map(|parent| (trace, parent)),
        side,
        service: Arc::clone(service),
        peer: peer(&span.attributes),
        failed: span.status.as_ref().is_some_and(|status| status.code == 2),
        micros: span.end_time_unix_nano.saturating_sub(span.start_time_unix_nano) / 1000,
        ended: Time((span.end_time_unix_nano / 1000) as i64),
    })
}

fn id<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    <[u8; N]>::try_from(bytes).ok().filter(|id| id.iter().any(|byte| *byte != 0))
}

fn peer(attributes: &[KeyValue]) -> Option<Peer> {
    let (key, name) = PEERS.iter().find_map(|key| Some((*key, named(text(attributes, key)?))).filter(|(_, name)| !name.is_empty()))?;
    let port = PORTS.iter().find(|(address, _)| *address == key).and_then(|(_, port)| integer(attributes, port));
    Some(Peer { name, port })
}

/// A name as a node of the mesh can bear it.
pub fn named(text: &str) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(NAME_MAX).collect()
}

fn text<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a str> {
    attributes.iter().find(|attribute| attribute.key == key)?.value.as_ref()?.string_value.as_deref()
}

fn integer(attributes: &[KeyValue], key: &str) -> Option<u16> {
    let value = attributes.iter().find(|attribute| attribute.key == key)?.value.as_ref()?;
    u16::try_from(value.int_value?).ok()
}
