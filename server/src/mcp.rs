//! `/mcp`: the whole catalogue for MCP clients of every revision. No sessions: a restart loses nobody.
//!
//! Each tool is listed by its address. Two more find and call any of them, for clients that cannot take thousands;
//! `/mcp?tools=search` lists these two alone.

mod tools;

use crate::http::caller;
use crate::rights::{MayChange, Token, peer};
use crate::router::App;
use axum::http::request::Parts;
use domain::Failure;
use domain::call::CallRequest;
use domain::failure::Kind;
use domain::query::Query;
use domain::tool::ToolQuery;
use engine::Engine;
use engine::gateway::{Caller, REQUEST_MAX};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::Value;
use std::sync::Arc;

/// How many tools one page of the list holds.
const PAGE: usize = 500;

/// What a client is told of us.
const INSTRUCTIONS: &str = "Every tool of this service mesh, by its address `service.tool`. \
    `search_tools` finds tools by words; `call_tool` calls any of them by its address.";

/// Speaks MCP for the engine.
#[derive(Clone, Debug)]
pub struct Face {
    engine: Engine,
    token: Token,
}

/// The service behind `/mcp`.
pub fn service(app: &App) -> StreamableHttpService<Face, NeverSessionManager> {
    let face = Face { engine: app.engine.clone(), token: app.token.clone() };
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        // Whoever may read may read here by any name of ours; calls are judged as those of the registry are.
        .disable_allowed_hosts()
        .with_max_request_body_bytes(REQUEST_MAX)
        .with_cancellation_token(app.stop.clone());
    StreamableHttpService::new(move || Ok(face.clone()), Arc::new(NeverSessionManager::default()), config)
}

impl ServerHandler for Face {
    fn get_info(&self) -> ServerConfig {
        let us = Implementation::new("meshdeck", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build()).with_server_info(us).with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        params: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let after = params.and_then(|params| params.cursor);
        let only_pair = context.extensions.get::<Parts>().and_then(|parts| parts.uri.query()).is_some_and(|query| query == "tools=search");
        let listed = if only_pair { Vec::new() } else { self.engine.callable_tools() };
        let rest = listed.iter().filter(|tool| after.as_deref().is_none_or(|after| tool.id.as_str() > after));
        let mut page: Vec<_> = rest.filter(|tool| tools::may_be_listed(tool)).take(PAGE + 1).collect();
        let has_more = page.len() > PAGE;
        page.truncate(PAGE);
        let pair = after.is_none().then(tools::pair).into_iter().flatten();
        let described = page.iter().map(|tool| tools::described(tool, self.engine.promised_output(tool.id.as_str())));
        let mut result = ListToolsResult::with_all_items(pair.chain(described).collect());
        result.next_cursor = page.last().filter(|_| has_more).map(|tool| tool.id.as_str().to_owned());
        Ok(result)
    }

    async fn call_tool(&self, params: CallToolRequestParams, context: RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        let arguments = params.arguments.unwrap_or_default();
        let result = match params.name.as_ref() {
            tools::SEARCH => Ok(self.search(&arguments)),
            tools::CALL => match arguments.get("tool").and_then(Value::as_str) {
                Some(id) => self.call(id, arguments.get("input").cloned().unwrap_or_default(), &context).await,
                None => Err(Failure::new(Kind::BadRequest, "`call_tool` needs `tool`, the address of the tool to call.")),
            },
            id => self.call(id, Value::Object(arguments), &context).await,
        };
        match result {
            Ok(output) => Ok(self.kept(params.name.as_ref(), &output).unwrap_or_else(|| told(output)).into()),
            Err(failure) if failure.kind == Kind::NotFound => Err(ErrorData::invalid_params(words(&failure), None)),
            Err(failure) => Ok(CallToolResult::error(vec![ContentBlock::text(words(&failure))]).into()),
        }
    }
}

impl Face {
    fn search(&self, arguments: &serde_json::Map<String, Value>) -> Value {
        let words = arguments.get("query").and_then(Value::as_str).map(str::to_owned);
        let limit = arguments.get("limit").and_then(Value::as_u64).unwrap_or(tools::FOUND_DEFAULT).clamp(1, tools::FOUND_MAX);
        let found = self.engine.tools(&ToolQuery { q: words, limit: Some(limit as u32), ..ToolQuery::default() }, &Query::default());
        let all = self.engine.callable_tools();
        let found = found.items.iter().filter_map(|summary| all.iter().find(|tool| tool.id == summary.id));
        serde_json::json!({ "tools": found.map(|tool| tools::found(tool)).collect::<Vec<_>>() })
    }

    async fn call(&self, id: &str, input: Value, context: &RequestContext<RoleServer>) -> Result<Value, Failure> {
        let by = self.judge(context)?;
        let answer = self.engine.call(by, id, CallRequest { input, timeout_ms: None }).await?;
        Ok(answer.output)
    }

    /// What is told where an output breaks the promise of the list, which clients would refuse it for.
    fn kept(&self, name: &str, output: &Value) -> Option<CallToolResult> {
        self.engine.promised_output(name)?;
        let wrong = self.engine.check_output(name, output).unwrap_or_default();
        let wrong: Vec<String> = wrong.iter().map(|wrong| format!("{}: {}.", wrong.pointer, wrong.message)).collect();
        let told =
            || format!("{name} was called and answered, but not as its manual promises.\n{}\nIts answer: {output}", wrong.join("\n"));
        (!wrong.is_empty()).then(|| CallToolResult::error(vec![ContentBlock::text(told())]))
    }

    /// Who calls, where they may.
    fn judge(&self, context: &RequestContext<RoleServer>) -> Result<Caller, Failure> {
        let parts = context.extensions.get::<Parts>().ok_or_else(|| Failure::new(Kind::Forbidden, "Calls come over HTTP only."))?;
        let MayChange = self.token.judge(peer(parts), &parts.headers)?;
        caller(&parts.headers, "mcp")
    }
}

/// An output as MCP has it: with its structure where it is an object, which all revisions know.
fn told(output: Value) -> CallToolResult {
    match output {
        Value::Object(_) => CallToolResult::structured(output),
        Value::String(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
        other => CallToolResult::success(vec![ContentBlock::text(other.to_string())]),
    }
}

/// A failure with all that helps to mend it.
fn words(failure: &Failure) -> String {
    let wrong = failure.errors.iter().map(|wrong| format!("{}: {}; {}.", wrong.pointer, wrong.message, wrong.remedy));
    let near = (!failure.near.is_empty()).then(|| format!("Near it: {}.", failure.near.join(", ")));
    std::iter::once(failure.detail.clone()).chain(wrong).chain(near).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(output: Value, text: &str, structure: Option<Value>) {
        let told = serde_json::to_value(told(output)).expect("json");
        assert_eq!((told["content"][0]["text"].as_str(), told.get("structuredContent").cloned()), (Some(text), structure));
    }

    #[test]
    fn an_output_is_told_with_its_structure_where_it_is_an_object() {
        check(json!({"km": 19.3}), r#"{"km":19.3}"#, Some(json!({"km": 19.3})));
        check(json!("fine"), "fine", None);
        check(json!([1, 2]), "[1,2]", None);
    }
}
