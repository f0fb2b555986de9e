//! Data that a page asked for, and asks for again when it went stale.

use super::json_text::JsonText;
use super::{Ask, Fault, Json, Reply, read};
use crate::prelude::*;
use domain::Failure;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// The answers to a question, one after the other.
pub type Replies = Resource<Result<Reply, Fault>, JsonText>;

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
        Self { reply: resource(Box::new(question)), says: PhantomData }
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

/// Apart from `new`, so that it is compiled once and not once a page.
fn resource(question: Question) -> Replies {
    Resource::new_with_options(question, |(ask, _)| read(Json(ask)), false)
}
