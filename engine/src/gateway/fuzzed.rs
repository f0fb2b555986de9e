//! The parts of the gateway that read what others wrote, as the fuzzing tests call them.

use super::Schema;
use super::output;
use super::template::{Ready, Template};
use crate::egress::Fetched;
use crate::means::Means;
use serde_json::Value;
use url::Url;

/// Holds an input against a schema; both may be anything.
pub fn hold_against(schema: &Value, input: &Value) {
    let _ = Schema::new(schema).violations(input, "/input");
}

/// Reads a call template, whatever it is.
pub fn read(template: &Value) {
    let _ = Template::read("tool", template);
}

/// Where a template's call is meant to go, and where it goes with an input; `None` where it is not made.
pub fn request(means: &Means, call: &Value) -> Option<(Url, Url)> {
    let Template::Http(http) = Template::read("tool", call.get("template")?).ok()? else { return None };
    let meant = Url::parse(&http.url().replace(['{', '}'], "_")).ok()?;
    let template = Template::Http(http.clone());
    let (ready, _) = template.ready(means, http.url(), call.get("input")?).ok()?;
    match ready {
        Ready::Http(request) => Some((meant, request.build().expect("its parts were checked").url().clone())),
        _ => None,
    }
}

/// What is told of a failed answer.
pub fn excerpt(fetched: &Fetched) -> String {
    let _ = output::read(fetched);
    output::excerpt(fetched)
}
