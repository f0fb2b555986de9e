//! What a webhook was told, and what became of that.

use crate::Time;
use serde::{Deserialize, Serialize};

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivered {
    /// It is tried, or will be again.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It was tried often enough.
    GivenUp,
}

impl Delivered {
    /// The word that is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Delivered, Self::GivenUp].into_iter().find(|state| state.word() == word)
    }
}

/// One telling of an alert to a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id, which the receiver gets too.
    pub id: String,
    /// What is told: `fired`, `cleared` or `test`.
    pub event: String,
    /// When that happened.
    pub at: Time,
    /// What became of it.
    pub state: Delivered,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, where it waits.
    pub next_at: Option<Time>,
    /// Why it was not taken the last time.
    pub error: Option<String>,
}
