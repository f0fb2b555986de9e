//! A call as it is stored: with the numbers of its names.

use super::key::{Place, id_of, time_of};
use super::named::{Named, plain};
use super::store::{NARROW, outcome_of};
use crate::Error;
use crate::analytics::store::unreadable;
use crate::analytics::tally::{micros, nano_usd, usd};
use domain::call::Call;
use domain::names::ToolId;
use std::borrow::Cow;
use std::collections::HashMap;

/// A call with the numbers of its names, at its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Stored {
    /// Its key.
    pub key: i64,
    /// The chance of an id of ours.
    pub chance: Option<i64>,
    /// Any other id.
    pub id: Option<String>,
    /// Its caller's number.
    pub caller: i64,
    /// Its tool's number.
    pub tool: i64,
    /// Its instance's number.
    pub instance: Option<i64>,
    /// Its outcome's number.
    pub outcome: i64,
    /// The status of the answer.
    pub status: Option<i64>,
    /// How long it took, in microseconds.
    pub latency_us: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// Bytes sent.
    pub request_bytes: i64,
    /// Bytes received.
    pub response_bytes: i64,
    /// What went wrong.
    pub error: Option<String>,
    /// Its run.
    pub run: Option<String>,
    /// Its trace.
    pub trace: Option<String>,
    /// Tokens read.
    pub input_tokens: Option<i64>,
    /// Tokens written.
    pub output_tokens: Option<i64>,
    /// Nano-dollars.
    pub cost_nano_usd: Option<i64>,
}

impl Stored {
    /// A call at the place where it belongs, if nobody is there.
    pub fn of(named: &Named) -> Self {
        let Named { call, caller, tool, instance, outcome } = named;
        let Place { key, chance, id } = Place::of(call);
        let text = |text: &Option<String>| text.as_deref().map(|text| plain(text).into_owned());
        Self {
            key,
            chance,
            id: text(&id),
            caller: *caller,
            tool: *tool,
            instance: *instance,
            outcome: *outcome,
            status: call.status.map(i64::from),
            latency_us: micros(call.latency_ms).min(NARROW) as i64,
            attempts: i64::from(call.attempts).min(i64::from(i16::MAX)),
            request_bytes: call.request_bytes.min(NARROW) as i64,
            response_bytes: call.response_bytes.min(NARROW) as i64,
            error: text(&call.error),
            run: text(&call.run),
            trace: text(&call.trace),
            input_tokens: call.input_tokens.map(|tokens| tokens as i64),
            output_tokens: call.output_tokens.map(|tokens| tokens as i64),
            cost_nano_usd: call.cost_usd.map(|usd| nano_usd(usd) as i64),
        }
    }

    /// The same at the next place.
    pub fn next(self) -> Self {
        let Place { key, chance, id } = Place::behind(self.key, &self.id());
        Self { key, chance, id, ..self }
    }

    /// Its id.
    pub fn id(&self) -> Cow<'_, str> {
        self.id.as_deref().map_or_else(|| id_of(self.key, self.chance.unwrap_or(0)).into(), Cow::Borrowed)
    }

    /// Whether the call has what most have not.
    pub const fn has_more(&self) -> bool {
        let has_text = self.id.is_some() || self.error.is_some() || self.run.is_some() || self.trace.is_some();
        has_text || self.input_tokens.is_some() || self.output_tokens.is_some() || self.cost_nano_usd.is_some()
    }

    /// The call, by the names that have these numbers.
    pub fn call(self, names: &HashMap<i64, String>) -> Result<Call, Error> {
        let id = self.id().into_owned();
        let name = |number: i64, column| names.get(&number).ok_or_else(|| unreadable(column, &id));
        let instance = self.instance.map(|number| name(number, "instance")).transpose()?;
        Ok(Call {
            at: time_of(self.key),
            caller: name(self.caller, "caller")?.clone(),
            tool: ToolId::parse(name(self.tool, "tool")?).ok_or_else(|| unreadable("tool", &id))?,
            instance: instance.map(|name| name.split_once('>').map_or(name.clone(), |(_, instance)| instance.to_owned())),
            outcome: outcome_of(self.outcome).ok_or_else(|| unreadable("outcome", &id))?,
            status: self.status.and_then(|status| u16::try_from(status).ok()),
            latency_ms: self.latency_us as f64 / 1000.0,
            attempts: self.attempts as u32,
            request_bytes: self.request_bytes as u64,
            response_bytes: self.response_bytes as u64,
            error: self.error,
            run: self.run,
            trace: self.trace,
            input_tokens: self.input_tokens.map(|tokens| tokens as u64),
            output_tokens: self.output_tokens.map(|tokens| tokens as u64),
            cost_usd: self.cost_nano_usd.map(|nano| usd(nano as u64)),
            id,
        })
    }
}
