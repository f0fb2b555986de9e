//! Passing on: a change goes to the registry behind with the caller's own token, and its answer comes back as it is.

use super::{BYTES_MAX, Behind, REMEMBERED_MAX};
use crate::clock;
use crate::egress::{Fetched, Trouble};
use domain::failure::{Failure, Kind};
use domain::names;
use domain::service::Registration;
use reqwest::{Method, RequestBuilder, header};
use serde_json::Value;
use std::fmt;
use std::sync::PoisonError;
use std::time::Duration;
use url::Url;

/// How long a change may take there: a registration waits for a manual.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The header that counts how often a change was passed on.
pub const HOPS: &str = "x-meshdeck-hops";

/// How often a change may be passed on: more often than that, registries stand in front of one another in a circle.
pub const HOPS_MAX: u16 = 4;

/// What a caller shows to be let in, and how often its change was passed on already.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Authorization {
    /// The header `Authorization`.
    pub shown: Option<String>,
    /// How often.
    pub hops: u16,
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.shown.is_some() { "Authorization(…)" } else { "Authorization(none)" })
    }
}

/// What the registry behind answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Its HTTP status.
    pub status: u16,
    /// The type of its body.
    pub content_type: String,
    /// Its body, as it came.
    pub body: Vec<u8>,
}

impl Passed {
    /// The answer as a failure, where it is none of success: in the other's words where it speaks as we do.
    pub fn refusal(&self) -> Option<Failure> {
        if (200..300).contains(&self.status) {
            return None;
        }
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let said = ["detail", "error", "message"].into_iter().find_map(|key| problem.get(key)?.as_str()).unwrap_or("it does not say why");
        let said: String = said.chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect();
        let errors = problem.get("errors").and_then(|errors| serde_json::from_value(errors.clone()).ok()).unwrap_or_default();
        let detail = format!("The registry behind answers {}: {said}", self.status);
        Some(Failure { errors, ..Failure::new(kind(self.status), detail) })
    }
}

const IN_A_CIRCLE: &str = "The change was passed on four times: registries stand in front of one another in a circle. \
    Nothing was changed here; start the last of them without --registry-url.";

/// How much of the other's words is told on.
const WORDS_MAX: usize = 500;

const fn kind(status: u16) -> Kind {
    match status {
        400 => Kind::BadRequest,
        401 => Kind::Unauthorized,
        403 => Kind::Forbidden,
        404 => Kind::NotFound,
        409 => Kind::Conflict,
        422 => Kind::SchemaViolation,
        429 => Kind::Busy,
        _ => Kind::Upstream,
    }
}

impl Behind {
    /// Passes on a registration, whatever its fields; what is new there is here when the answer comes.
    pub async fn register(&self, authorization: &Authorization, body: Vec<u8>) -> Result<Passed, Failure> {
        let value: Value = serde_json::from_slice(&body).unwrap_or_default();
        let with_body = |request: RequestBuilder| request.header(header::CONTENT_TYPE, "application/json").body(body);
        let passed = self.pass(Method::POST, "/registry/services", authorization, with_body).await?;
        if matches!(passed.status, 200 | 201) {
            self.note(&value);
        }
        if passed.status == 201 {
            self.mirror(clock::instant()).await;
        }
        Ok(passed)
    }

    /// Passes on the removal of a service, or of one instance of it.
    pub async fn remove(&self, authorization: &Authorization, name: &str, instance: Option<&str>) -> Result<Passed, Failure> {
        // A URL takes these for steps between folders, and another path would be asked.
        if matches!(name, "." | "..") {
            return Err(Failure::not_found(format!("There is no service `{name}`."), Vec::new()));
        }
        let query = instance.map(|instance| format!("?instance={}", names::encode(instance))).unwrap_or_default();
        let path = format!("/registry/services/{}{query}", names::encode(name));
        let passed = self.pass(Method::DELETE, &path, authorization, |request| request).await?;
        self.mirror(clock::instant()).await;
        Ok(passed)
    }

    async fn pass(
        &self,
        method: Method,
        path: &str,
        by: &Authorization,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Passed, Failure> {
        if by.hops >= HOPS_MAX {
            return Err(Failure::new(Kind::Conflict, IN_A_CIRCLE));
        }
        let with = |request: RequestBuilder| {
            let request = with(request).header(HOPS, by.hops + 1);
            by.shown.iter().fold(request, |request, shown| request.header(header::AUTHORIZATION, shown))
        };
        let sent = self.send(method, path, with, TIMEOUT).await;
        let Fetched { status, content_type, body, .. } = sent.map_err(|trouble| self.unreachable(&trouble))?;
        Ok(Passed { status, content_type, body })
    }

    /// Sends a request to the registry behind.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
        timeout: Duration,
    ) -> Result<Fetched, Trouble> {
        let url = Url::parse(&format!("{}{path}", self.0.base)).map_err(|error| Trouble::Denied(format!("not a URL: {error}")))?;
        let request = with(self.0.outbound.request(method, url)?);
        self.0.outbound.send(request, BYTES_MAX, timeout).await
    }

    fn unreachable(&self, trouble: &Trouble) -> Failure {
        let (base, words) = (&self.0.base, trouble.words());
        let done = match trouble {
            Trouble::NotSent(_) | Trouble::Denied(_) => "Nothing was changed",
            _ => "Whether anything was changed there is not known",
        };
        let detail = format!(
            "The registry behind, {base}, does not answer: {words}. {done}; send it again when it is back. Until then its services are shown as last known."
        );
        Failure::new(Kind::Upstream, detail)
    }

    /// Remembers what a registration says beside what a list shows.
    fn note(&self, value: &Value) {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let (Some(name), Some(base_url)) = (text("name"), text("base_url")) else { return };
        let registration = Registration {
            manual_url: text("manual_url"),
            health_url: text("health_url"),
            protocol: value.get("protocol").and_then(|protocol| serde_json::from_value(protocol.clone()).ok()),
            probe: value.get("probe").and_then(|probe| serde_json::from_value(probe.clone()).ok()),
            ..Registration::default()
        };
        let mut passed = self.0.passed.lock().unwrap_or_else(PoisonError::into_inner);
        if passed.len() < REMEMBERED_MAX {
            passed.insert((name, base_url.trim_end_matches('/').to_owned()), registration);
        }
    }
}
