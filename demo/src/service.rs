//! A service: its tools, what it publishes about them now, and how it feels now.
//!
//! What changes while it runs, changes through a watch: the registration renews itself when
//! the publication moves, and `/health` answers from the last state of health.

use tokio::sync::watch;

use crate::{gateway::Gateway, tool::Tool};

/// A running service, before it has a port.
pub struct Service {
    /// Every tool that is served, whether it is published now or not.
    pub tools: Vec<Tool>,
    pub published: watch::Receiver<Published>,
    pub health: watch::Receiver<Health>,
}

/// What a service's manual holds at one time.
#[derive(Clone)]
pub struct Published {
    pub version: String,
    pub tools: Vec<Tool>,
}

/// How a service says it feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Good,
    /// It works, but not as it should.
    Degraded(&'static str),
    /// It refuses every call, and says why.
    Down(&'static str),
}

/// What a service is given to work with.
#[derive(Clone)]
pub struct Place {
    /// The way to other services' tools; calls through it bear this service's name.
    pub gateway: Gateway,
    /// Which of the service's preferred ports it took: 0 for the first instance.
    pub instance: usize,
}

impl Service {
    /// A service that publishes the same tools for as long as it runs.
    pub fn steady(version: &str, tools: Vec<Tool>) -> Self {
        let published = Published { version: version.to_owned(), tools: tools.clone() };
        Self::changing(tools, watch::channel(published).1)
    }

    /// A service that publishes now these, now those of its tools.
    pub fn changing(tools: Vec<Tool>, published: watch::Receiver<Published>) -> Self {
        Self { tools, published, health: watch::channel(Health::Good).1 }
    }

    /// Takes the service's health from `health`.
    pub fn feeling(mut self, health: watch::Receiver<Health>) -> Self {
        self.health = health;
        self
    }
}
