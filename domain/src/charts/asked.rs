//! Which calls charts are over, as a query says it: by what roll-ups are kept by, and by nothing else.

use super::ChartsQuery;
use crate::Failure;
use crate::call::Outcome;
use crate::failure::Violation;
use crate::metrics::Scope;
use crate::query::{CALLS, Op, Query, Value};

/// What a query of charts may ask.
const REMEDY: &str = "write `service`, `tool`, `caller` or `outcome`, each with `=` and one value, and AND between them; the list of calls answers any query";

impl ChartsQuery {
    /// The same question with its query read, or what of that charts cannot tell.
    pub fn read(self) -> Result<Self, Failure> {
        if self.query.trim().is_empty() {
            return Ok(self);
        }
        let query = Query::parse(&self.query, &CALLS).map_err(|mistake| mistake.failure("/query"))?;
        let Some(asked) = query.only_required() else {
            return Err(not_charted("charts are of all calls that have something, not of those that have one thing or another"));
        };
        let (mut scope, mut outcome) = (Scope::default(), None);
        for (field, op, values) in asked {
            let (Op::Is, [Value::Text(value)]) = (op, values) else {
                return Err(not_charted(&format!("charts know no more of `{field}` than that it is one value")));
            };
            let is_new = match field {
                "service" => scope.service.replace(value.clone()).is_none(),
                "tool" => scope.tool.replace(value.clone()).is_none(),
                "caller" => scope.caller.replace(value.clone()).is_none(),
                "outcome" => outcome.replace(value).is_none(),
                _ => return Err(not_charted(&format!("calls are not rolled up by `{field}`"))),
            };
            if !is_new {
                return Err(not_charted(&format!("`{field}` is asked for twice")));
            }
        }
        Ok(Self { scope, outcome: outcome.and_then(|word| Outcome::from_word(word)), query: String::new(), ..self })
    }
}

fn not_charted(message: &str) -> Failure {
    let wrong = Violation { pointer: "/query".to_owned(), message: message.to_owned(), remedy: REMEDY.to_owned() };
    Failure::violations("No chart answers that query.", vec![wrong])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Period;

    fn read(query: &str) -> Result<ChartsQuery, Failure> {
        let scope = Scope { service: Some("not this".to_owned()), ..Scope::default() };
        ChartsQuery { scope, query: query.to_owned(), ..ChartsQuery::of(Period::Last(3600)) }.read()
    }

    fn check(query: &str, expected: [&str; 4]) {
        let ChartsQuery { scope: Scope { service, tool, caller }, outcome, query: rest, .. } = read(query).expect(query);
        let found = [service, tool, caller, outcome.map(|outcome| outcome.word().to_owned())].map(Option::unwrap_or_default);
        assert_eq!((found.each_ref().map(String::as_str), rest.as_str()), (expected, ""), "{query}");
    }

    fn check_wrong(query: &str, message: &str) {
        let failure = read(query).expect_err(query);
        let [wrong] = &failure.errors[..] else { panic!("one violation: {failure:?}") };
        assert_eq!((wrong.pointer.as_str(), wrong.message.as_str()), ("/query", message), "{query}");
    }

    #[test]
    fn what_calls_are_rolled_up_by_is_read() {
        check("service = geo", ["geo", "", "", ""]);
        check("service = geo AND outcome = timeout", ["geo", "", "", "timeout"]);
        check("tool = geo.city", ["", "geo.city", "", ""]);
        check("caller = \"a b\" service = geo", ["geo", "", "a b", ""]);
        let whole = read(" ").expect("all");
        assert_eq!(whole.scope.service.as_deref(), Some("not this"));
    }

    #[test]
    fn what_they_are_not_is_told_with_what_charts_can_tell() {
        check_wrong("latency > 250ms", "charts know no more of `latency` than that it is one value");
        check_wrong("outcome != ok", "charts know no more of `outcome` than that it is one value");
        check_wrong("service = geo, text", "charts know no more of `service` than that it is one value");
        check_wrong("run = r_1", "calls are not rolled up by `run`");
        check_wrong("service = geo service = text", "`service` is asked for twice");
        for query in ["service = geo OR service = text", "NOT service = geo", "geo", "service = geo AND (tool = geo.a OR tool = geo.b)"] {
            check_wrong(query, "charts are of all calls that have something, not of those that have one thing or another");
        }
        let unread = read("service = ").expect_err("no query");
        assert!(unread.detail.starts_with("The query cannot be read: at byte"), "{}", unread.detail);
    }
}
