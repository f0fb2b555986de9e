//! What the browser asks of the server: each function one line onto the engine.
//!
//! They are a public API, so each returns only what its caller may see, the one that reads is GET and those that
//! change are POST. The only file that knows on which side it was compiled.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "a server function is a request, also where its answer stands in memory")
)]
#![expect(missing_docs, reason = "the server macro makes public structs of each function's arguments, which have no place for a doc")]

mod ask;
mod asked;
mod json_text;
pub mod lean;
#[cfg(feature = "ssr")]
mod ssr;

use crate::prelude::*;
use domain::Failure;
use domain::alert::{Delivery, RuleFields};
use domain::call::CallAnswer;
use domain::failure::{Kind, Violation};
use domain::objective::ObjectiveFields;
#[cfg(feature = "ssr")]
use domain::pin::MAIN;
use domain::pin::Spot;
use domain::report::ScheduleFields;
use domain::service::Registration;
use domain::traffic::Balancer;
use json_text::{Answered, JsonText};
use leptos::server_fn::codec::{GetUrl, Json as JsonInput};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

pub use ask::{Ask, Chart, Pinned, Reply, Selected};
pub use asked::{Asked, Replies};
#[cfg(feature = "ssr")]
pub use ssr::Rights;

/// Whether this half draws what browsers without scripts see. Known to the compiler, so that the other half is without it.
pub const IS_SERVER: bool = cfg!(feature = "ssr");

/// What a form that was sent without scripts was refused for, as markup; empty in a browser, whose scripts say it beside the form.
pub fn refused() -> String {
    #[cfg(feature = "ssr")]
    return ssr::refused();
    #[cfg(not(feature = "ssr"))]
    String::new()
}

/// A failure on its way from the server to a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fault(pub Failure);

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl FromServerFnError for Fault {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Request(_) => Failure::new(Kind::Upstream, "The server does not answer; the page goes on when it is back."),
            other => Failure::new(Kind::Internal, other.to_string()),
        })
    }
}

/// Something the find box leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// What it is, as `service`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// A word about it.
    pub about: String,
    /// Its page.
    pub path: String,
}

/// What the find box finds, and for which words: answers may arrive in another order than they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finds {
    /// The words.
    pub words: String,
    /// What they lead to, nearest first.
    pub hits: Vec<Hit>,
}

/// Whatever a page shows.
#[server(prefix = "/api", endpoint = "read", input = GetUrl, output = Answered)]
pub async fn read(ask: Json<Ask>) -> Result<Reply, Fault> {
    ssr::answer(ask.0).await
}

/// What breaks the schema in `input`, which is JSON text; empty when it fits.
#[server(prefix = "/api", endpoint = "check_input", output = Answered)]
pub async fn check_input(id: String, input: String) -> Result<Vec<Violation>, Fault> {
    ssr::told(ssr::engine().check_input(&id, &input))
}

/// Calls a tool with `input`, which is JSON text.
#[server(prefix = "/api", endpoint = "call_tool", output = Answered)]
pub async fn call_tool(id: String, input: String) -> Result<CallAnswer, Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().call_from_console(&id, &input).await)
}

/// Registers an instance.
#[server(prefix = "/api", endpoint = "register", input = JsonInput, output = Answered)]
pub async fn register_service(registration: Registration) -> Result<String, Fault> {
    let by = ssr::may_change()?;
    ssr::told(ssr::engine().register_from_console(registration, &by).await)
}

/// Removes a service with all its instances.
#[server(prefix = "/api", endpoint = "remove", output = Answered)]
pub async fn remove_service(name: String) -> Result<(), Fault> {
    let by = ssr::may_change()?;
    ssr::told(ssr::engine().remove_from_console(&name, &by).await)
}

/// Changes how a service's calls travel.
#[server(prefix = "/api", endpoint = "change_traffic", output = Answered)]
pub async fn change_traffic(service: String, balancer: Balancer, timeout_ms: u32, retries: u32, max_concurrency: u32) -> Result<(), Fault> {
    ssr::may_change()?;
    let (timeout_ms, retries, max_concurrency) = (Some(timeout_ms), Some(retries), Some(max_concurrency));
    let patch = domain::patch::Patch { balancer: Some(balancer), timeout_ms, retries, max_concurrency, ..Default::default() };
    ssr::told(ssr::engine().change(&service, patch).await.map(|_| ()))
}

/// Sets a service's objective as a form has it.
#[server(prefix = "/api", endpoint = "set_objective", output = Answered)]
pub async fn set_objective(service: String, fields: ObjectiveFields) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().set_objective_from_console(&service, &fields).await)
}

/// Asks nothing of a service any more.
#[server(prefix = "/api", endpoint = "remove_objective", output = Answered)]
pub async fn remove_objective(service: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().remove_objective(&service).await)
}

/// Holds changes of a service's tools until somebody approves them, or no longer.
#[server(prefix = "/api", endpoint = "hold", output = Answered)]
pub async fn hold_changes(name: String, hold: bool) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().hold_changes(&name, hold).await.map(drop))
}

/// Approves a held tool, where it still is the definition with that digest.
#[server(prefix = "/api", endpoint = "approve_tool", output = Answered)]
pub async fn approve_tool(id: String, digest: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().approve(&id, Some(&digest)).await.map(drop))
}

/// Starts a run and returns its id at once; its steps arrive as events.
#[server(prefix = "/api", endpoint = "start_run", output = Answered)]
pub async fn start_run(requirement: String) -> Result<String, Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().start_run_from_console(requirement).await)
}

/// Ends a run.
#[server(prefix = "/api", endpoint = "cancel_run", output = Answered)]
pub async fn cancel_run(id: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().cancel_run(&id).await)
}

/// Sets a variable; its value is sealed and told to nobody.
#[server(prefix = "/api", endpoint = "set_variable", output = Answered)]
pub async fn set_variable(name: String, value: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().set_variable(&name, &value).await)
}

/// Takes a variable away.
#[server(prefix = "/api", endpoint = "remove_variable", output = Answered)]
pub async fn remove_variable(name: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().remove_variable(&name).await)
}

/// Sets an alert as a form has it, and returns its name; a new one takes no other's.
#[server(prefix = "/api", endpoint = "set_alert", output = Answered)]
pub async fn set_alert(fields: RuleFields, is_new: bool) -> Result<String, Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().set_alert_from_console(&fields, is_new).await)
}

/// Removes an alert.
#[server(prefix = "/api", endpoint = "remove_alert", output = Answered)]
pub async fn remove_alert(name: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().remove_alert(&name).await)
}

/// Tells nobody of an alert for so many hours; 0 lifts that.
#[server(prefix = "/api", endpoint = "silence_alert", output = Answered)]
pub async fn silence_alert(name: String, hours: u32) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().silence_alert(&name, hours).await.map(drop))
}

/// Tells an alert's webhook for trial, and says what came of it.
#[server(prefix = "/api", endpoint = "test_alert", output = Answered)]
pub async fn test_alert(name: String) -> Result<Delivery, Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().test_alert(&name).await)
}

/// Sets a schedule of reports as a form has it.
#[server(prefix = "/api", endpoint = "set_schedule", output = Answered)]
pub async fn set_schedule(fields: ScheduleFields) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().set_schedule_from_console(&fields).await)
}

/// Removes a schedule; the reports that it made stay.
#[server(prefix = "/api", endpoint = "remove_schedule", output = Answered)]
pub async fn remove_schedule(name: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().remove_schedule(&name).await)
}

/// Makes a report of a schedule now.
#[server(prefix = "/api", endpoint = "make_report", output = Answered)]
pub async fn make_report(name: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().make_report(&name).await.map(drop))
}

/// Removes a report.
#[server(prefix = "/api", endpoint = "remove_report", output = Answered)]
pub async fn remove_report(id: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().remove_report(&id).await)
}

/// Holds a node of the map at a point, for everyone who looks; without one, lets it go.
#[server(prefix = "/api", endpoint = "pin_node", input = JsonInput, output = Answered)]
pub async fn pin_node(node: String, spot: Option<Spot>) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(match spot {
        Some(spot) => ssr::engine().pin(MAIN, &node, spot).await,
        None => ssr::engine().unpin(MAIN, &node).await,
    })
}

/// Keeps the registry's token for this browser, so that the console may change things.
#[server(prefix = "/api", endpoint = "keep_token", output = Answered)]
pub async fn keep_token(token: String) -> Result<(), Fault> {
    ssr::keep_token(&token)
}

/// A value that travels as one JSON text, so that optional fields survive a query string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(&self.0).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Json<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::tool::ToolQuery;

    #[test]
    fn a_query_travels_as_one_text() {
        let query = Json(ToolQuery { q: Some("convert".to_owned()), ..ToolQuery::default() });
        let text = serde_json::to_string(&query).expect("json");
        assert!(text.starts_with('"'), "{text}");
        assert_eq!(serde_json::from_str::<Json<ToolQuery>>(&text).expect("a query"), query);
    }
}
