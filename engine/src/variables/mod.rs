//! Variables: what call templates ask for and manuals never learn, kept sealed.
//!
//! ```text
//! PUT → seal → store (SQL first) → memory, still sealed        call → fill the template → secrets, hidden in what comes back
//! ```
//! A template gets what was set here for its service and nothing else. The official clients look into the environment
//! as well; we do not, since any manual could ask for any variable of this process.

mod keyring;
mod seal;
mod secrets;
mod store;
#[cfg(test)]
mod tests;

pub use keyring::KeySource;
pub use seal::Key;
pub use secrets::Secrets;
#[cfg(test)]
pub(crate) use store::STATEMENTS;

use crate::{Error, clock, db::Db};
use aws_lc_rs::hmac;
use domain::failure::Kind;
use domain::names::{self, ToolId};
use domain::variable::{self, State, full_name};
use domain::{Failure, Time};
use keyring::Keyring;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, PoisonError, RwLock};

/// How many further variables a failure names that a template lacks.
const OTHERS_NAMED: usize = 5;

/// The variables of this Meshdeck.
#[derive(Clone, Debug)]
pub struct Variables(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    keyring: Keyring,
    kept: RwLock<BTreeMap<String, Kept>>,
    turn: tokio::sync::Mutex<()>,
}

/// A value as it is kept.
#[derive(Clone, Debug)]
struct Kept {
    sealed: Vec<u8>,
    set_at: Time,
}

/// A call template with its variables in place, and what may not come back of it.
#[derive(Debug)]
pub struct Filled<'a> {
    /// The template; the tool's own where it asks for nothing.
    pub template: Cow<'a, Value>,
    /// The values that are in it.
    pub secrets: Secrets,
}

impl Variables {
    /// Takes up what the database holds; what the key does not open is said in the log, and to whoever asks for it.
    pub async fn open(db: Db, source: KeySource, database_url: &str) -> Result<Self, Error> {
        let keyring = Keyring::open(source, database_url)?;
        let kept = RwLock::new(store::load(&db).await?);
        let variables = Self(Arc::new(Inner { db, keyring, kept, turn: tokio::sync::Mutex::default() }));
        let shut: Vec<String> = variables.all().into_iter().filter(|(_, state, _)| *state != State::Set).map(|(name, ..)| name).collect();
        if !shut.is_empty() {
            let names = shut.join(", ");
            tracing::warn!(%names, "the key does not open these variables; start with the key that sealed them, or set them again: {names}");
        }
        Ok(variables)
    }

    /// Seals a value and keeps it in place of the one before.
    pub async fn set(&self, name: &str, value: &str) -> Result<(), Failure> {
        let wrong = variable::violations(name, value);
        if !wrong.is_empty() {
            return Err(Failure::violations("The variable is not valid; nothing was kept.", wrong));
        }
        let _turn = self.0.turn.lock().await;
        let is_first = self.read(BTreeMap::is_empty);
        let key = self.0.keyring.key_to_seal(is_first)?;
        let sealed =
            key.seal(name, value).ok_or_else(|| Failure::new(Kind::Internal, "The value could not be sealed; nothing was kept."))?;
        let kept = Kept { sealed, set_at: clock::now() };
        store::save(&self.0.db, name, &kept).await?;
        self.0.kept.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), kept);
        Ok(())
    }

    /// Takes a variable away.
    pub async fn remove(&self, name: &str) -> Result<(), Failure> {
        let _turn = self.0.turn.lock().await;
        if !self.read(|kept| kept.contains_key(name)) {
            let near = self.read(|kept| names::near(name, kept.keys().map(String::as_str)));
            return Err(Failure::not_found(format!("The variable `{name}` is not set."), near));
        }
        store::remove(&self.0.db, name).await?;
        self.0.kept.write().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }

    /// Every variable by its full name: whether it can be given, and when it was set.
    pub fn all(&self) -> Vec<(String, State, Time)> {
        let key = self.0.keyring.key();
        let opens = |name: &str, kept: &Kept| key.as_ref().is_some_and(|key| key.open(name, &kept.sealed).is_some());
        let state = |name: &str, kept: &Kept| if opens(name, kept) { State::Set } else { State::Unreadable };
        self.read(|all| all.iter().map(|(name, kept)| (name.clone(), state(name, kept), kept.set_at)).collect())
    }

    /// The value that a service's templates get for a name; the error says what is wrong with it in the operator's words.
    pub fn value(&self, service: &str, name: &str) -> Result<String, String> {
        let Some(full) = full_name(service, name) else {
            return Err(format!("`{name}` begins with an underscore, as no variable of a template may"));
        };
        let remedy = format!("in the console under Settings, or with PUT /registry/variables/{full}");
        self.opened(&full, &remedy)
    }

    /// HMAC-SHA256 of a message under a variable's value, in hex. The value itself goes nowhere.
    pub fn sign(&self, full: &str, message: &[u8]) -> Result<String, String> {
        let value = self.opened(full, &format!("with PUT /registry/variables/{full}"))?;
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, value.as_bytes()), message);
        Ok(tag.as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
            hex
        }))
    }

    /// The value of a variable by its full name, or what is wrong with it, with its remedy.
    fn opened(&self, full: &str, remedy: &str) -> Result<String, String> {
        let Some(sealed) = self.read(|kept| kept.get(full).map(|kept| kept.sealed.clone())) else {
            return Err(format!("`{full}` is not set; set it {remedy}"));
        };
        let opened = self.0.keyring.key().and_then(|key| key.open(full, &sealed));
        opened.ok_or_else(|| format!("`{full}` was sealed with another key; start the server with that one, or set it again {remedy}"))
    }

    /// What is wrong with the first variable that a tool's template asks for in vain; none where it gets all.
    pub fn lacks(&self, tool: &ToolId, template: &Value) -> Option<String> {
        variable::asked(template).into_iter().find_map(|name| self.value(tool.service(), name).err())
    }

    /// The template of a tool with its variables in place.
    pub fn fill<'a>(&self, tool: &ToolId, template: &'a Value) -> Result<Filled<'a>, Failure> {
        let names = variable::asked(template);
        if names.is_empty() {
            return Ok(Filled { template: Cow::Borrowed(template), secrets: Secrets::default() });
        }
        let (mut values, mut secrets, mut wrong) = (HashMap::new(), Secrets::default(), Vec::new());
        for name in names {
            match self.value(tool.service(), name) {
                Ok(value) => {
                    secrets.learn(&value);
                    values.insert(name, value);
                }
                Err(words) => wrong.push((name, words)),
            }
        }
        if !wrong.is_empty() {
            return Err(missing(tool, &wrong));
        }
        let template = variable::fill(template, &|name| values.get(name).cloned().unwrap_or_default());
        Ok(Filled { template: Cow::Owned(template), secrets })
    }

    fn read<T>(&self, look: impl FnOnce(&BTreeMap<String, Kept>) -> T) -> T {
        look(&self.0.kept.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Names the first variable with its remedy, and some of the others.
fn missing(tool: &ToolId, wrong: &[(&str, String)]) -> Failure {
    let words = wrong.first().map(|(_, words)| words.as_str()).unwrap_or_default();
    let others = wrong.iter().skip(1).take(OTHERS_NAMED).filter_map(|(name, _)| full_name(tool.service(), name));
    let others: Vec<_> = others.map(|full| format!("`{full}`")).collect();
    let more = if others.is_empty() { String::new() } else { format!(" It lacks as well: {}.", others.join(", ")) };
    Failure::new(Kind::VariableMissing, format!("{tool} was not called: its variable {words}.{more}"))
}
