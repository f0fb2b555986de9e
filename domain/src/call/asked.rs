//! Which calls are asked for, as an address or a request has it: texts, each of which may be wrong.

use super::{CallFilter, CallPage, Outcome};
use crate::failure::Violation;
use crate::query::{CALLS, Query};
use crate::time::read_time;
use crate::{Failure, Time};
use serde::{Deserialize, Serialize};

/// What each call must bear, and the query that it must fit besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallQuery {
    /// Only those that came in then or later.
    pub from: Option<String>,
    /// Only those that came in before.
    pub to: Option<String>,
    /// Only this service's.
    pub service: Option<String>,
    /// Only this tool's, by its address.
    pub tool: Option<String>,
    /// Only this caller's.
    pub caller: Option<String>,
    /// Only those that went to this instance, by its base URL.
    pub instance: Option<String>,
    /// Only those that ended so: outcomes with commas between them.
    pub outcome: Option<String>,
    /// Only this run's.
    pub run: Option<String>,
    /// Only this trace's.
    pub trace: Option<String>,
    /// Only those that fit this query.
    pub query: Option<String>,
    /// How many calls the page holds.
    pub limit: Option<u32>,
    /// Where the page begins: the `next` of the one before.
    pub after: Option<String>,
}

/// A page of calls as the console shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallsFound {
    /// Now.
    pub at: Time,
    /// The calls.
    pub page: CallPage,
    /// What of the question cannot be read; then there are no calls.
    pub wrong: Vec<Violation>,
}

impl CallQuery {
    /// What is meant by it, or which of its texts cannot be read.
    pub fn read(&self) -> Result<(CallFilter, Query), Failure> {
        let query = Query::parse(self.query.as_deref().unwrap_or_default(), &CALLS).map_err(|mistake| mistake.failure("/query"))?;
        let filter = CallFilter {
            service: self.service.clone(),
            tool: self.tool.clone(),
            caller: self.caller.clone(),
            instance: self.instance.clone(),
            outcomes: read_outcomes(self.outcome.as_deref().unwrap_or_default())?,
            run: self.run.clone(),
            trace: self.trace.clone(),
            from: read_time("/from", self.from.as_deref())?,
            to: read_time("/to", self.to.as_deref())?,
        };
        Ok((filter, query))
    }
}

/// Outcomes by their words, with commas between them.
fn read_outcomes(words: &str) -> Result<Vec<Outcome>, Failure> {
    let read = |word: &str| {
        Outcome::from_word(word).ok_or_else(|| {
            let message = format!("no call ends as `{word}`");
            let remedy = format!("write one of {}, or several with commas", Outcome::ALL.map(Outcome::word).join(", "));
            let violation = Violation { pointer: "/outcome".to_owned(), message, remedy };
            Failure::violations("An outcome cannot be read.", vec![violation])
        })
    };
    words.split(',').map(str::trim).filter(|word| !word.is_empty()).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: Result<&[Outcome], &str>) {
        let read = CallQuery { outcome: Some(words.to_owned()), ..CallQuery::default() }.read();
        let outcomes = read.map(|(filter, _)| filter.outcomes).map_err(|failure| failure.errors[0].message.clone());
        assert_eq!(outcomes, expected.map(<[Outcome]>::to_vec).map_err(str::to_owned), "{words}");
    }

    #[test]
    fn outcomes_are_read_off_their_words() {
        check("", Ok(&[]));
        check("timeout", Ok(&[Outcome::Timeout]));
        check("no_instance, busy,", Ok(&[Outcome::NoInstance, Outcome::Busy]));
        check("ok,well", Err("no call ends as `well`"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let wrong = |asked: CallQuery| asked.read().expect_err("refused").errors.into_iter().map(|wrong| wrong.pointer).collect::<Vec<_>>();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(wrong(CallQuery { from: text("yesterday"), ..CallQuery::default() }), ["/from"]);
        assert_eq!(wrong(CallQuery { to: text("noon"), ..CallQuery::default() }), ["/to"]);
        assert_eq!(wrong(CallQuery { query: text("latency > 5"), ..CallQuery::default() }), ["/query"]);
    }
}
