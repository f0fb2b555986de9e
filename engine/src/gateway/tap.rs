//! Where the pieces of an answer go: into one output, or to somebody who listens, as each comes.

use crate::variables::Secrets;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc::Sender;

/// What somebody who listens to a call hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// The service has begun to answer well; pieces may follow.
    Begun,
    /// A piece of the output.
    Piece(Value),
}

/// Who listens to a call; nobody, unless told.
#[derive(Clone, Debug, Default)]
pub struct Tap {
    listener: Option<Arc<Listener>>,
    /// What no piece may tell.
    secrets: Secrets,
}

#[derive(Debug)]
struct Listener {
    to: Sender<Heard>,
    is_open: AtomicBool,
}

/// The pieces of one answer.
#[derive(Debug)]
pub enum Pieces<'a> {
    /// Kept until the last.
    Kept(Vec<Value>),
    /// Passed on.
    Passed(&'a Sender<Heard>, &'a Secrets),
}

/// The listener has gone.
#[derive(Debug, PartialEq, Eq)]
pub struct Gone;

impl Tap {
    /// A tap that leads to `to`, which takes no more than it can hold.
    pub fn to(to: Sender<Heard>) -> Self {
        Self { listener: Some(Arc::new(Listener { to, is_open: AtomicBool::new(false) })), secrets: Secrets::default() }
    }

    /// The same tap, whose pieces are told without these secrets; one that is split over two pieces is not found.
    pub fn hiding(&self, secrets: &Secrets) -> Self {
        Self { listener: self.listener.clone(), secrets: secrets.clone() }
    }

    /// Whether an answer began to flow: another attempt would tell its beginning twice.
    pub fn is_open(&self) -> bool {
        self.listener.as_ref().is_some_and(|listener| listener.is_open.load(Ordering::Acquire))
    }

    /// Begins an answer that comes in pieces.
    pub async fn open(&self) -> Pieces<'_> {
        let Some(listener) = &self.listener else { return Pieces::Kept(Vec::new()) };
        listener.is_open.store(true, Ordering::Release);
        // Who has gone is found gone at the first piece.
        let _ = listener.to.send(Heard::Begun).await;
        Pieces::Passed(&listener.to, &self.secrets)
    }

    /// Passes on an output that came whole.
    pub async fn pass(&self, output: Value) {
        if let Some(listener) = &self.listener
            && !self.is_open()
        {
            let _ = listener.to.send(Heard::Piece(output)).await;
        }
    }
}

impl Pieces<'_> {
    /// Takes pieces in, and waits while the listener has no room for them.
    pub async fn add(&mut self, pieces: Vec<Value>) -> Result<(), Gone> {
        match self {
            Self::Kept(kept) => kept.extend(pieces),
            Self::Passed(to, secrets) => {
                for mut piece in pieces {
                    secrets.hide_in_output(&mut piece);
                    to.send(Heard::Piece(piece)).await.map_err(|_| Gone)?;
                }
            }
        }
        Ok(())
    }

    /// Returns when the listener goes; where all is kept, never.
    pub async fn gone(&self) {
        match self {
            Self::Kept(_) => std::future::pending().await,
            Self::Passed(to, _) => to.closed().await,
        }
    }

    /// What was kept: a list, or one text of its parts.
    pub fn output(self, is_text: bool) -> Value {
        match self {
            Self::Kept(kept) if is_text => kept.iter().filter_map(Value::as_str).collect::<String>().into(),
            Self::Kept(kept) => kept.into(),
            Self::Passed(..) => Value::Null,
        }
    }
}
