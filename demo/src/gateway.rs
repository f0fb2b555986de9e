//! The way to the registry and, through it, to other services' tools.
//!
//! A service never calls a neighbour directly: what goes through the gateway is routed,
//! counted, and drawn on the mesh.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::tool::{Answer, Failure};

/// A client of one registry, that bears one caller's name.
#[derive(Clone)]
pub struct Gateway {
    client: Client,
    registry: Arc<str>,
    token: Option<Arc<str>>,
    caller: Arc<str>,
}

impl Gateway {
    /// Opens a client of `registry` that calls as `caller`.
    pub fn new(registry: &str, token: Option<&str>, caller: &str) -> reqwest::Result<Self> {
        // The registry is on loopback: no proxy, and no store of certificates in memory.
        let client = Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .connect_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(40))
            .pool_max_idle_per_host(4)
            .build()?;
        let registry = registry.trim_end_matches('/').into();
        Ok(Self { client, registry, token: token.map(Into::into), caller: caller.into() })
    }

    /// The same client under another caller's name.
    pub fn calling_as(&self, caller: &str) -> Self {
        Self { caller: caller.into(), ..self.clone() }
    }

    /// Calls `service.tool` with `input` and gives back the tool's output.
    pub async fn call(&self, tool: &str, input: Value) -> Answer {
        let path = format!("/registry/tools/{tool}/call");
        let sent = self.post(&path).json(&json!({ "input": input })).send().await;
        let answer = sent.map_err(|e| Failure::upstream(format!("{tool}: {}", cause(&e))))?;
        let mut body = body(tool, answer).await?;
        Ok(body["output"].take())
    }

    /// Begins a POST to the registry.
    pub fn post(&self, path: &str) -> RequestBuilder {
        self.signed(self.client.post(format!("{}{path}", self.registry)))
    }

    /// Begins a GET of the registry.
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.signed(self.client.get(format!("{}{path}", self.registry)))
    }

    /// The request with the caller's name and the token.
    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header("x-meshdeck-caller", &*self.caller);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
}

async fn body(tool: &str, answer: Response) -> Answer {
    let good = answer.status().is_success();
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap_or_default();
    if good {
        return Ok(body);
    }
    let detail = body["detail"].as_str().unwrap_or("no reason was given");
    Err(Failure::upstream(format!("{tool} answered {status}: {detail}")))
}

/// The innermost reason of a failed request, which is the one that says something.
pub fn cause(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
