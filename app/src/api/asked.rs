//! Data that a page asked for, and asks for again when it went stale.

use super::json_text::JsonText;
use super::{Ask, Fault, Json, Reply, read};
use crate::prelude::*;
use domain::Failure;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// The answers to a question, one after the other.
#[derive(Clone, Copy)]
pub struct Replies {
    reply: Resource<Result<Reply, Fault>, JsonText>,
    last: StoredValue<Last>,
}

/// The question that was answered last, and whether the answer holds for what was asked since.
struct Last {
    answered: Ask,
    holds: bool,
}

impl Replies {
    /// Apart from `Asked::new`, so that it is compiled once and not once a page.
    fn new(question: Question) -> Self {
        let last = StoredValue::new(Last { answered: untrack(|| question().0), holds: true });
        let answer = move |(ask, _): (Ask, u32)| async move {
            let reply = read(Json(ask.clone())).await;
            // A page that was left meanwhile has nothing to note any more.
            last.try_update_value(|last| last.note(ask, reply.is_ok()));
            reply
        };
        Self { reply: Resource::new_with_options(question, answer, false), last }
    }

    /// The answer, once it is there.
    pub fn get(self) -> Option<Result<Reply, Fault>> {
        self.reply.get()
    }

    /// Whether the last answer holds where what was asked since failed.
    pub fn hold(self) -> bool {
        self.last.with_value(|last| last.holds)
    }

    /// Runs again what called it when an answer comes.
    pub fn track(self) {
        self.reply.track();
    }
}

impl Last {
    fn note(&mut self, asked: Ask, is_answered: bool) {
        self.holds = is_answered || self.answered.is_near(&asked);
        if is_answered {
            self.answered = asked;
        }
    }
}

/// The answer to a question, read as a `T` where it is drawn.
pub struct Asked<T> {
    reply: Replies,
    says: PhantomData<fn() -> T>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<T> {}

impl<T: DeserializeOwned> Asked<T> {
    /// Asks, and asks again whenever the question or its version is another.
    pub fn new(question: impl Fn() -> (Ask, u32) + Send + Sync + 'static) -> Self {
        Self { reply: Replies::new(Box::new(question)), says: PhantomData }
    }

    /// The same answer, read as something else.
    pub const fn read_as<U>(self) -> Asked<U> {
        Asked { reply: self.reply, says: PhantomData }
    }

    /// The answer as it comes.
    pub const fn reply(self) -> Replies {
        self.reply
    }

    /// What the answer says, once it is there.
    pub fn get(self) -> Option<Result<T, Failure>> {
        Some(self.reply.get()?.map_err(|Fault(failure)| failure).and_then(|reply| reply.read()))
    }
}

type Question = Box<dyn Fn() -> (Ask, u32) + Send + Sync>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_until_another_question_fails() {
        let mut last = Last { answered: Ask::Sill, holds: true };
        let mut noted = |asked: Ask, is_answered| {
            last.note(asked, is_answered);
            last.holds
        };
        assert_eq!([noted(Ask::Sill, false), noted(Ask::Callers, false), noted(Ask::Sill, false)], [true, false, true]);
        assert_eq!([noted(Ask::Callers, true), noted(Ask::Callers, false), noted(Ask::Sill, false)], [true, true, false]);
    }
}
