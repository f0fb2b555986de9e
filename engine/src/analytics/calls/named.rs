//! Calls with the numbers of their names, as they are written.

use crate::analytics::names::{Ids, Unknown};
use crate::analytics::split::{Split, edge_name};
use crate::analytics::yielding::{CALLS_AT_ONCE, yielding};
use domain::call::Call;
use std::borrow::Cow;
use std::sync::Arc;

/// A call with the numbers of its names.
#[derive(Debug)]
pub struct Named {
    /// The call.
    pub call: Arc<Call>,
    /// Its caller's.
    pub caller: i64,
    /// Its tool's.
    pub tool: i64,
    /// Its instance's.
    pub instance: Option<i64>,
    /// Its outcome's.
    pub outcome: i64,
}

impl Named {
    /// Each of some calls, or the names that have no number yet.
    pub fn all<'a>(calls: impl Iterator<Item = &'a Arc<Call>> + Clone, ids: &Ids) -> Result<Vec<Self>, Unknown> {
        let named: Option<Vec<Self>> = yielding(calls.clone(), CALLS_AT_ONCE).map(|call| Self::of(call, ids)).collect();
        named.ok_or_else(|| {
            let mut unknown = Unknown::default();
            for call in calls {
                Self::each_needed(call, |split, name| {
                    if ids.get(split, name).is_none() {
                        unknown.insert(split, name);
                    }
                });
            }
            unknown
        })
    }

    fn of(call: &Arc<Call>, ids: &Ids) -> Option<Self> {
        let id = |split, name: &str| ids.get(split, &plain(name));
        Some(Self {
            caller: id(Split::Caller, &call.caller)?,
            tool: id(Split::Tool, call.tool.as_str())?,
            instance: match &call.instance {
                Some(instance) => Some(id(Split::Instance, &edge_name(call.tool.service(), instance))?),
                None => None,
            },
            outcome: id(Split::Outcome, call.outcome.word())?,
            call: Arc::clone(call),
        })
    }

    /// Hands each name that a call needs to `take`.
    fn each_needed(call: &Call, mut take: impl FnMut(Split, &str)) {
        take(Split::Caller, &plain(&call.caller));
        take(Split::Tool, &plain(call.tool.as_str()));
        take(Split::Outcome, call.outcome.word());
        if let Some(instance) = &call.instance {
            take(Split::Instance, &plain(&edge_name(call.tool.service(), instance)));
        }
    }
}

/// A text without the one character that PostgreSQL cannot hold: a caller's name must not stop the others' calls.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}
