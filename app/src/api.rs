//! What the browser asks of the server: each function one line onto the engine.
//!
//! They are a public API, so each returns only what its caller may see, reads are GET and writes are POST.
//! The only file that knows on which side it was compiled.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "a server function is a request, also where its answer stands in memory")
)]
#![expect(missing_docs, reason = "the server macro makes public structs of each function's arguments, which have no place for a doc")]

use domain::call::CallAnswer;
use domain::failure::{Kind, Violation};
use domain::mesh::Mesh;
use domain::metrics::Charts;
use domain::overview::{Overview, ServiceRow, Sill};
use domain::run::{Run, RunSummary};
use domain::service::{Registration, ServiceDetail};
use domain::tool::{Catalogue, ToolPage, ToolQuery};
use domain::{Failure, List};
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json as JsonInput, JsonEncoding};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

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
    type Encoder = JsonEncoding;

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

/// The line at the foot of every page.
#[server(prefix = "/api", endpoint = "sill", input = GetUrl)]
pub async fn load_sill() -> Result<Sill, Fault> {
    Ok(ssr::engine().sill())
}

/// The overview over the last `window` seconds.
#[server(prefix = "/api", endpoint = "overview", input = GetUrl)]
pub async fn load_overview(window: i64) -> Result<Overview, Fault> {
    ssr::told(ssr::engine().overview(window).await)
}

/// The mesh over the last `window` seconds.
#[server(prefix = "/api", endpoint = "mesh", input = GetUrl)]
pub async fn load_mesh(window: u32) -> Result<Mesh, Fault> {
    ssr::told(ssr::engine().mesh(window).await)
}

/// The catalogue; `query` is a [`ToolQuery`].
#[server(prefix = "/api", endpoint = "catalogue", input = GetUrl)]
pub async fn load_catalogue(query: Json<ToolQuery>) -> Result<Catalogue, Fault> {
    ssr::told(ssr::engine().catalogue(&query.0))
}

/// The page of one tool, by its address.
#[server(prefix = "/api", endpoint = "tool", input = GetUrl)]
pub async fn load_tool(id: String) -> Result<ToolPage, Fault> {
    ssr::told(ssr::engine().tool_page(&id).await)
}

/// What breaks the schema in `input`, which is JSON text; empty when it fits.
#[server(prefix = "/api", endpoint = "check_input")]
pub async fn check_input(id: String, input: String) -> Result<Vec<Violation>, Fault> {
    ssr::told(ssr::engine().check_input(&id, &input))
}

/// Calls a tool with `input`, which is JSON text.
#[server(prefix = "/api", endpoint = "call_tool")]
pub async fn call_tool(id: String, input: String) -> Result<CallAnswer, Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().call_from_console(&id, &input).await)
}

/// Every service as a row, worst first.
#[server(prefix = "/api", endpoint = "services", input = GetUrl)]
pub async fn load_services(window: i64) -> Result<Vec<ServiceRow>, Fault> {
    ssr::told(ssr::engine().service_rows(window).await)
}

/// The page of one service.
#[server(prefix = "/api", endpoint = "service", input = GetUrl)]
pub async fn load_service(name: String) -> Result<ServiceDetail, Fault> {
    ssr::told(ssr::engine().service_detail(&name).await)
}

/// Registers an instance.
#[server(prefix = "/api", endpoint = "register", input = JsonInput)]
pub async fn register_service(registration: Registration) -> Result<String, Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().register(registration).await.map(|registered| registered.service.name))
}

/// Removes a service with all its instances.
#[server(prefix = "/api", endpoint = "remove")]
pub async fn remove_service(name: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().remove(&name, None).await)
}

/// The runs, newest first.
#[server(prefix = "/api", endpoint = "runs", input = GetUrl)]
pub async fn load_runs(after: Option<String>) -> Result<List<RunSummary>, Fault> {
    ssr::told(ssr::engine().runs(50, after.as_deref()).await)
}

/// One run.
#[server(prefix = "/api", endpoint = "run", input = GetUrl)]
pub async fn load_run(id: String) -> Result<Run, Fault> {
    ssr::told(ssr::engine().run(&id).await)
}

/// Starts a run and returns its id at once; its steps arrive as events.
#[server(prefix = "/api", endpoint = "start_run")]
pub async fn start_run(requirement: String) -> Result<String, Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().start_run_from_console(requirement).await)
}

/// Ends a run.
#[server(prefix = "/api", endpoint = "cancel_run")]
pub async fn cancel_run(id: String) -> Result<(), Fault> {
    ssr::may_change()?;
    ssr::told(ssr::engine().cancel_run(&id).await)
}

/// The charts of the last `seconds`, of one service, one tool or all.
#[server(prefix = "/api", endpoint = "charts", input = GetUrl)]
pub async fn load_charts(seconds: i64, service: Option<String>, tool: Option<String>) -> Result<Charts, Fault> {
    ssr::told(ssr::engine().charts(seconds, service.as_deref(), tool.as_deref()).await)
}

/// What the find box finds.
#[server(prefix = "/api", endpoint = "find", input = GetUrl)]
pub async fn find(words: String) -> Result<Vec<Hit>, Fault> {
    Ok(ssr::find(&words).await)
}

/// Keeps the registry's token for this browser, so that the console may change things.
#[server(prefix = "/api", endpoint = "keep_token")]
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

#[cfg(feature = "ssr")]
pub use ssr::Rights;

#[cfg(feature = "ssr")]
mod ssr {
    use super::{Failure, Fault, Hit, Kind};
    use crate::paths;
    use axum::http::{HeaderValue, StatusCode, header};
    use leptos::prelude::{expect_context, use_context};

    /// What the caller of a server function may do; the server puts it into the context of each request.
    #[derive(Clone, Debug)]
    pub struct Rights {
        /// Whether it may change and execute things.
        pub change: bool,
        /// What to do where it may not.
        pub remedy: String,
    }

    /// The answer, with the response's status as its kind of failure has it.
    pub fn told<T>(answer: Result<T, Failure>) -> Result<T, Fault> {
        let status = answer.as_ref().err().and_then(|failure| StatusCode::from_u16(failure.kind.status()).ok());
        if let (Some(status), Some(options)) = (status, use_context::<leptos_axum::ResponseOptions>()) {
            options.set_status(status);
        }
        answer.map_err(Fault)
    }

    pub fn engine() -> engine::Engine {
        expect_context()
    }

    pub fn may_change() -> Result<(), Fault> {
        let rights: Rights = expect_context();
        if rights.change { Ok(()) } else { Err(Fault(Failure::new(Kind::Forbidden, rights.remedy))) }
    }

    pub fn keep_token(token: &str) -> Result<(), Fault> {
        let clean = token.bytes().all(|byte| byte.is_ascii_graphic() && !b";,\"\\".contains(&byte));
        let cookie = HeaderValue::from_str(&format!("meshdeck_token={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"));
        match (cookie, use_context::<leptos_axum::ResponseOptions>()) {
            (Ok(cookie), Some(options)) if clean => {
                options.append_header(header::SET_COOKIE, cookie);
                Ok(())
            }
            _ => Err(Fault(Failure::new(Kind::BadRequest, "The token holds characters that no token has; copy it again."))),
        }
    }

    pub async fn find(words: &str) -> Vec<Hit> {
        let engine = engine();
        let hit = |kind: &str, name: &str, about: &str, path: String| Hit {
            kind: kind.to_owned(),
            name: name.to_owned(),
            about: about.to_owned(),
            path,
        };
        let pages = [
            ("Overview", paths::overview()),
            ("Mesh", paths::mesh()),
            ("Tools", paths::tools()),
            ("Services", paths::services()),
            ("Runs", paths::runs()),
            ("Analytics", paths::analytics()),
            ("Settings", paths::settings()),
        ];
        let wanted = words.trim().to_lowercase();
        let pages = pages.into_iter().filter(|(name, _)| name.to_lowercase().starts_with(&wanted));
        let mut hits: Vec<Hit> = pages.map(|(name, path)| hit("page", name, "", path)).collect();
        hits.extend(engine.find_services(&wanted, 6).iter().map(|s| hit("service", &s.name, &s.reason, paths::service(&s.name))));
        let tools = engine.find_tools(&wanted, 8);
        hits.extend(tools.iter().map(|t| hit("tool", t.id.as_str(), &t.description, paths::tool(&t.service, &t.name))));
        let runs = engine.find_runs(&wanted, 3).await;
        hits.extend(runs.iter().map(|r| hit("run", &r.id, &r.requirement, paths::run(&r.id))));
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_travels_as_one_text() {
        let query = Json(ToolQuery { q: Some("convert".to_owned()), ..ToolQuery::default() });
        let text = serde_json::to_string(&query).expect("json");
        assert!(text.starts_with('"'), "{text}");
        assert_eq!(serde_json::from_str::<Json<ToolQuery>>(&text).expect("a query"), query);
    }
}
