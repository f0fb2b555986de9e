//! Call templates: where a call goes, and how it is made there.

use super::auth::Auth;
use super::http::HttpTemplate;
use super::mcp::McpTemplate;
use crate::egress::Trouble;
use crate::means::Means;
use crate::registry::{Entry, InstanceState};
use domain::Failure;
use domain::call::Outcome;
use domain::failure::Kind;
use domain::names::ToolId;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A call template that the gateway can follow.
#[derive(Clone, Debug)]
pub enum Template {
    /// One HTTP request.
    Http(HttpTemplate),
    /// A tool of an MCP server.
    Mcp(McpTemplate),
}

/// One instance that a call may try.
#[derive(Clone, Debug)]
pub struct Target {
    /// The template's URL at this instance, still with its `{x}`.
    pub url: String,
    /// The instance's base URL, or the URL's origin where the template names a place of its own.
    pub name: String,
    /// The instance, where it is one of ours.
    pub instance: Option<Arc<InstanceState>>,
}

/// A call ready to be made at a target.
pub enum Ready {
    /// A request.
    Http(reqwest::RequestBuilder),
    /// A tool of an MCP server by its endpoint and name, with the arguments and the headers.
    Mcp(String, String, serde_json::Map<String, Value>, HeaderMap),
}

/// A good answer.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The output.
    pub output: Value,
    /// Bytes of the answer.
    pub bytes: u64,
}

/// Why there is none.
pub struct Miss {
    /// How it counts.
    pub outcome: Outcome,
    /// Whether the call certainly never reached the target.
    pub never_sent: bool,
    /// The reason.
    pub words: String,
    /// The HTTP status, where that is the reason.
    pub status: Option<u16>,
}

impl Template {
    /// Reads a tool's call template; a failure says why it cannot be called here.
    pub fn read(template: &Value) -> Result<Self, Failure> {
        let read = match template.get("call_template_type").and_then(Value::as_str).unwrap_or_default() {
            "http" => HttpTemplate::read(template).map(Self::Http)?,
            "mcp" => McpTemplate::read(template).map(Self::Mcp)?,
            kind => return Err(not_callable(&format!("its call template is of type `{kind}`; the gateway calls `http` and `mcp`"))),
        };
        Auth::read(template)?;
        Ok(read)
    }

    /// The URL it names, still with its `{x}`.
    fn url(&self) -> &str {
        match self {
            Self::Http(http) => http.url(),
            Self::Mcp(mcp) => mcp.url(),
        }
    }

    /// Where the call may go: the template's path at each instance in turn.
    ///
    /// A URL that lies at one instance is moved to the others. One that lies elsewhere must be on a host the service
    /// registered, so that a manual cannot lead calls to strangers.
    pub fn targets(&self, entry: &Entry, instances: Vec<Arc<InstanceState>>) -> Result<Vec<Target>, Failure> {
        let own_url = self.url();
        let home = entry.instances.iter().map(|instance| instance.base_url.as_str()).find(|base| lies_at(own_url, base));
        if let Some(home) = home {
            let path = &own_url[home.len()..];
            let at = |instance: Arc<InstanceState>| Target {
                url: format!("{}{path}", instance.base_url),
                name: instance.base_url.clone(),
                instance: Some(instance),
            };
            return Ok(instances.into_iter().map(at).collect());
        }
        let host = |url: &str| Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let known: HashSet<String> = entry.instances.iter().filter_map(|instance| host(&instance.base_url)).collect();
        match host(&own_url.replace(['{', '}'], "_")) {
            Some(own) if known.contains(&own) => {
                let name = own_url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                Ok(vec![Target { url: own_url.to_owned(), name, instance: None }])
            }
            _ => Err(Failure::new(
                Kind::EgressDenied,
                "Its call template leads to a host on which the service has no instance; the service must register one there.",
            )),
        }
    }

    /// The call of `tool` with `input`, which fits the schema, at a target's URL, and the bytes of what is sent.
    pub fn ready(&self, means: &Means, tool: &ToolId, url: &str, input: &Value) -> Result<(Ready, u64), Failure> {
        match self {
            Self::Http(http) => http.request(&means.outbound, url, input),
            Self::Mcp(mcp) => Ok(mcp.call(tool, url, input)),
        }
    }
}

impl Ready {
    /// Makes the call and waits for its answer, no longer than `timeout`.
    pub async fn send(self, means: &Means, timeout: Duration) -> Result<Answer, Miss> {
        match self {
            Self::Http(request) => super::http::send(&means.outbound, request, timeout).await,
            Self::Mcp(endpoint, name, arguments, headers) => {
                super::mcp::send(&means.mcp, &endpoint, &headers, &name, arguments, timeout).await
            }
        }
    }

    /// The same call once more; none where its body cannot be sent twice.
    pub fn twin(&self) -> Option<Self> {
        match self {
            Self::Http(request) => request.try_clone().map(Self::Http),
            Self::Mcp(endpoint, name, arguments, headers) => {
                Some(Self::Mcp(endpoint.clone(), name.clone(), arguments.clone(), headers.clone()))
            }
        }
    }
}

impl From<Trouble> for Miss {
    fn from(trouble: Trouble) -> Self {
        let outcome = match &trouble {
            Trouble::Denied(_) => Outcome::Denied,
            Trouble::NotSent(_) | Trouble::Broken(_) => Outcome::Unreachable,
            Trouble::Timeout => Outcome::Timeout,
            Trouble::TooLarge(_) => Outcome::Unusable,
        };
        Self { outcome, never_sent: matches!(trouble, Trouble::NotSent(_)), words: trouble.words(), status: None }
    }
}

impl Miss {
    /// A miss of something that was sent.
    pub fn of(outcome: Outcome, words: impl Into<String>) -> Self {
        Self { outcome, never_sent: false, words: words.into(), status: None }
    }
}

fn lies_at(url: &str, base: &str) -> bool {
    url.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// Says why a tool cannot be called here.
pub fn not_callable(because: &str) -> Failure {
    Failure::new(Kind::NotCallable, format!("The tool is not callable here, because {because}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_stays_at_its_own_base_url() {
        assert!(lies_at("http://h:1/x", "http://h:1") && lies_at("http://h:1?x", "http://h:1"));
        assert!(!lies_at("http://h:10/x", "http://h:1") && !lies_at("http://h:1.evil.org/", "http://h:1"));
    }

    #[test]
    fn credentials_that_cannot_be_given_are_said_whatever_the_type() {
        let http = json!({"call_template_type": "http", "url": "http://h"});
        let mcp = json!({"call_template_type": "mcp", "config": {"mcpServers": {"a": {"url": "http://h/mcp"}}}});
        for mut template in [http, mcp] {
            template["auth"] = json!({"auth_type": "oauth2_user"});
            assert!(Template::read(&template).expect_err("not callable").detail.contains("the gateway gives `api_key`"));
        }
    }

    #[test]
    fn a_type_that_is_not_called_here_says_so() {
        let failure = Template::read(&json!({"call_template_type": "cli"})).expect_err("not callable");
        assert!(failure.detail.contains("of type `cli`; the gateway calls `http` and `mcp`"), "{}", failure.detail);
    }
}
