//! The window: spans that wait for their other half, a bounded number of them, for a bounded time.
//!
//! Spans of one call come from two services, in any order and in different requests; within the window the order does not
//! matter. It knows no clock: who asks says when.

use super::span::{Id, Peer, Side, Span};
use domain::Time;
use std::collections::{HashMap, VecDeque};

/// How long a span waits for its other half, in seconds.
pub const PAIRED_WITHIN_SECONDS: i64 = 30;

/// The most spans that are held; beyond, the oldest waits no longer.
pub const SPANS_HELD_MAX: usize = 100_000;

/// Who calls a service whose span has no parent: somebody outside.
pub const USER: &str = "user";

/// A call that spans tell of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Witnessed {
    /// Who called.
    pub caller: String,
    /// Whom.
    pub callee: Peer,
    /// Whether either side says that it failed.
    pub failed: bool,
    /// How long it took for who called.
    pub micros: u64,
    /// When it ended.
    pub ended: Time,
}

#[derive(Debug)]
struct Held {
    span: Span,
    is_told: bool,
}

/// Spans that wait, and those that came of late, so that one that is sent twice counts once.
#[derive(Debug, Default)]
pub struct Window {
    held: HashMap<(Id, Side), Held>,
    /// Serving spans by the span that they wait for.
    waiting: HashMap<Id, Vec<Id>>,
    /// What is held, by the time at which it came.
    order: VecDeque<(Time, (Id, Side))>,
}

impl Window {
    /// Takes a span that came at `now`, and tells of the calls that it completes.
    pub fn take(&mut self, span: Span, now: Time, told: &mut Vec<Witnessed>) {
        let key = (span.id, span.side);
        if self.held.contains_key(&key) {
            return;
        }
        let is_told = match span.side {
            Side::Calls => self.call(&span, told),
            Side::Serves => self.serve(&span, told),
        };
        self.held.insert(key, Held { span, is_told });
        self.order.push_back((now, key));
        while self.order.len() > SPANS_HELD_MAX {
            self.let_go(told);
        }
    }

    /// Tells of what has waited long enough at `now` by its own word.
    pub fn expire(&mut self, now: Time, told: &mut Vec<Witnessed>) {
        while self.order.front().is_some_and(|(came, _)| came.plus_seconds(PAIRED_WITHIN_SECONDS) <= now) {
            self.let_go(told);
        }
    }

    /// Whether a served call was told of.
    fn call(&mut self, span: &Span, told: &mut Vec<Witnessed>) -> bool {
        let served = self.waiting.remove(&span.id).unwrap_or_default();
        for id in &served {
            if let Some(server) = self.held.get_mut(&(*id, Side::Serves)) {
                server.is_told = true;
                told.push(pair(span, &server.span));
            }
        }
        !served.is_empty()
    }

    fn serve(&mut self, span: &Span, told: &mut Vec<Witnessed>) -> bool {
        let Some(parent) = span.parent else {
            told.push(of_user(span));
            return true;
        };
        if let Some(client) = self.held.get_mut(&(parent, Side::Calls)) {
            client.is_told = true;
            told.push(pair(&client.span, span));
            return true;
        }
        self.waiting.entry(parent).or_default().push(span.id);
        false
    }

    /// Lets go of the span that came first.
    fn let_go(&mut self, told: &mut Vec<Witnessed>) {
        let Some((_, key)) = self.order.pop_front() else { return };
        let Some(Held { span, is_told: false }) = self.held.remove(&key) else { return };
        match (span.side, span.parent) {
            (Side::Calls, _) => told.extend(by_its_word(span)),
            (Side::Serves, Some(parent)) => self.forget(parent, span.id),
            (Side::Serves, None) => {}
        }
    }

    fn forget(&mut self, parent: Id, id: Id) {
        if let Some(waiting) = self.waiting.get_mut(&parent) {
            waiting.retain(|other| *other != id);
            if waiting.is_empty() {
                self.waiting.remove(&parent);
            }
        }
    }
}

fn pair(client: &Span, server: &Span) -> Witnessed {
    Witnessed {
        caller: client.service.to_string(),
        callee: Peer::named(&*server.service),
        failed: client.failed || server.failed,
        micros: client.micros,
        ended: client.ended,
    }
}

fn of_user(span: &Span) -> Witnessed {
    let (failed, micros, ended) = (span.failed, span.micros, span.ended);
    Witnessed { caller: USER.to_owned(), callee: Peer::named(&*span.service), failed, micros, ended }
}

/// A call whose other side says nothing: a database, a queue, a service that is not traced.
fn by_its_word(span: Span) -> Option<Witnessed> {
    let Span { service, peer, failed, micros, ended, .. } = span;
    Some(Witnessed { caller: service.to_string(), callee: peer?, failed, micros, ended })
}
