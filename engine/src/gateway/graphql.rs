//! `graphql` call templates: a query or a mutation, sent as JSON; its variables are the input.
//!
//! The template's own query is sent as it is. Where it has none, the tool's name is the one field that is asked for,
//! with every property of the input as its argument; that fits fields without a selection.

use super::headers::{self, Field};
use super::http::refused;
use super::output::{self, BYTES_MAX};
use super::parts::{denied, text};
use super::template::{Answer, Miss, Ready, not_callable};
use crate::egress::{Fetched, Outbound};
use domain::Failure;
use domain::call::Outcome;
use domain::failure::Violation;
use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
use std::time::Duration;
use url::Url;

/// What servers of today and of yesterday answer with.
const ACCEPTED: &str = "application/graphql-response+json, application/json;q=0.9";

/// The type of a variable whose type the template does not say.
const TYPE_DEFAULT: &str = "String";

/// How many of a server's errors are told on.
const ERRORS_MAX: usize = 3;

/// How much of them is.
const WORDS_MAX: usize = 300;

/// A `graphql` call template that the gateway can follow.
#[derive(Clone, Debug)]
pub struct GraphqlTemplate {
    url: String,
    field: String,
    operation: String,
    operation_name: Option<String>,
    query: Option<String>,
    variable_types: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    header_fields: Vec<Field>,
}

impl GraphqlTemplate {
    /// Reads the call template of the tool `name`; a failure says why it cannot be called here.
    pub fn read(name: &str, template: &Value) -> Result<Self, Failure> {
        let operation = text(template, "operation_type").unwrap_or("query");
        match operation {
            "query" | "mutation" => {}
            "subscription" => {
                return Err(not_callable("its call template is a GraphQL subscription, which needs a client that stays connected"));
            }
            other => return Err(not_callable(&format!("its GraphQL operation `{other}` is none of query, mutation"))),
        }
        let query = text(template, "query").filter(|query| !query.is_empty()).map(str::to_owned);
        if query.is_none() && !is_name(name) {
            return Err(not_callable(&format!("its call template has no `query`, and `{name}` is no name of a GraphQL field")));
        }
        Ok(Self {
            url: text(template, "url").ok_or_else(|| not_callable("its call template has no `url`"))?.to_owned(),
            field: name.to_owned(),
            operation: operation.to_owned(),
            operation_name: text(template, "operation_name").map(str::to_owned),
            query,
            variable_types: template.get("variable_types").and_then(Value::as_object).cloned().unwrap_or_default(),
            headers: headers::fixed(template)?,
            header_fields: headers::fields(template)?,
        })
    }

    /// The URL it names.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The request for `input`, which fits the schema, at a target's URL, and the bytes of its body.
    pub fn request(&self, outbound: &Outbound, url: &str, input: &Value) -> Result<(Ready, u64), Failure> {
        let mut variables = input.as_object().cloned().unwrap_or_default();
        let named = headers::given(&self.header_fields, input)?;
        self.header_fields.iter().for_each(|field| drop(variables.remove(&field.property)));
        let body = self.body(variables)?.to_string().into_bytes();
        let url = Url::parse(url).map_err(|error| not_callable(&format!("its call template's `url` is none: {error}")))?;
        let request = outbound.request(Method::POST, url).map_err(|trouble| denied(&trouble))?;
        let request = request.header(ACCEPT, ACCEPTED).header(reqwest::header::CONTENT_TYPE, "application/json");
        let request = self.headers.iter().chain(&named).fold(request, |request, (name, value)| request.header(name, value));
        let size = body.len() as u64;
        Ok((Ready::Graphql(request.body(body)), size))
    }

    fn body(&self, variables: Map<String, Value>) -> Result<Value, Failure> {
        let Some(query) = &self.query else { return Ok(json!({ "query": self.generated(&variables)?, "variables": variables })) };
        let mut body = json!({ "query": query, "variables": variables });
        if let Some(name) = &self.operation_name {
            body["operationName"] = name.as_str().into();
        }
        Ok(body)
    }

    /// The query for one field; a name from the input stands in it, so it must be one.
    fn generated(&self, variables: &Map<String, Value>) -> Result<String, Failure> {
        if let Some(wrong) = variables.keys().find(|name| !is_name(name)) {
            let violation = Violation {
                pointer: format!("/input/{}", wrong.replace('~', "~0").replace('/', "~1")),
                message: format!("`{wrong}` is no name of a GraphQL variable"),
                remedy: "use letters, digits and `_`".to_owned(),
            };
            return Err(Failure::violations("The input cannot be put into a GraphQL query; the tool was not called.", vec![violation]));
        }
        let kind = |name: &str| self.variable_types.get(name).and_then(Value::as_str).unwrap_or(TYPE_DEFAULT).to_owned();
        let types: Vec<_> = variables.keys().map(|name| format!("${name}: {}", kind(name))).collect();
        let passed: Vec<_> = variables.keys().map(|name| format!("{name}: ${name}")).collect();
        let in_brackets = |list: Vec<String>| if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
        Ok(format!("{} {}{{ {}{} }}", self.operation, in_brackets(types), self.field, in_brackets(passed)))
    }
}

/// Sends a request and waits for its answer.
pub async fn send(outbound: &Outbound, request: reqwest::RequestBuilder, timeout: Duration) -> Result<Answer, Miss> {
    let fetched = outbound.send(request, BYTES_MAX, timeout).await?;
    let output = read(&fetched)?;
    Ok(Answer { status: fetched.status, output, bytes: fetched.body.len() as u64 })
}

/// The data of an answer; an error in it is a refusal, whatever the status says.
fn read(fetched: &Fetched) -> Result<Value, Miss> {
    let answer: Option<Value> = serde_json::from_slice(&fetched.body).ok();
    let errors = answer.as_ref().and_then(|answer| answer.get("errors")?.as_array()).filter(|errors| !errors.is_empty());
    let outcome = output::outcome(fetched.status);
    match (outcome, errors) {
        (_, Some(errors)) => Err(Miss::of(outcome.unwrap_or(Outcome::Rejected), words(errors))),
        (Some(outcome), None) => Err(refused(fetched, outcome)),
        (None, None) => answer
            .and_then(|mut answer| answer.get_mut("data").map(Value::take))
            .ok_or_else(|| Miss::of(Outcome::Unusable, "the answer is no GraphQL: it has neither `data` nor `errors`")),
    }
}

fn words(errors: &[Value]) -> String {
    let said = errors.iter().take(ERRORS_MAX).map(|error| error.get("message").and_then(Value::as_str).unwrap_or("without a message"));
    let line = said.collect::<Vec<_>>().join("; ");
    let line: String =
        line.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    format!("error: {}", line.chars().take(WORDS_MAX).collect::<String>())
}

/// Whether that is a name in GraphQL.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: Value, input: Value, expected: Value) {
        let template = GraphqlTemplate::read("hero", &template).expect("callable");
        let variables = input.as_object().cloned().expect("an object");
        assert_eq!(template.body(variables).map_err(|failure| failure.errors[0].pointer.clone()), Ok(expected));
    }

    #[test]
    fn a_query_is_the_templates_own_or_asks_for_the_tools_field() {
        let own = "query Q($id: ID!) { hero(id: $id) { name } }";
        let input = json!({"id": "7"});
        check(json!({"url": "http://h", "query": own}), input.clone(), json!({"query": own, "variables": {"id": "7"}}));
        check(
            json!({"url": "http://h", "query": own, "operation_name": "Q"}),
            input.clone(),
            json!({"query": own, "variables": {"id": "7"}, "operationName": "Q"}),
        );
        let typed = json!({"url": "http://h", "variable_types": {"id": "ID!"}, "operation_type": "mutation"});
        let generated = "mutation ($id: ID!, $n: String){ hero(id: $id, n: $n) }";
        check(typed, json!({"id": "7", "n": "x"}), json!({"query": generated, "variables": {"id": "7", "n": "x"}}));
        check(json!({"url": "http://h"}), json!({}), json!({"query": "query { hero }", "variables": {}}));
    }

    #[test]
    fn an_input_cannot_write_the_query() {
        let template = GraphqlTemplate::read("hero", &json!({"url": "http://h"})).expect("callable");
        let input = json!({"a) { b } #": 1}).as_object().cloned().expect("an object");
        assert_eq!(template.body(input).expect_err("refused").errors[0].pointer, "/input/a) { b } #");
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        let why = |name: &str, template: &Value| GraphqlTemplate::read(name, template).expect_err("not callable").detail;
        assert!(why("hero", &json!({"url": "http://h", "operation_type": "subscription"})).contains("a GraphQL subscription"));
        assert!(why("a-b", &json!({"url": "http://h"})).contains("`a-b` is no name"));
        assert!(why("hero", &json!({})).contains("no `url`"));
    }

    #[tokio::test]
    async fn a_server_is_asked_as_it_expects() {
        let echo = |headers: axum::http::HeaderMap, axum::Json(asked): axum::Json<Value>| async move {
            let header = headers.get("x").and_then(|value| value.to_str().ok()).map(str::to_owned);
            axum::Json(json!({ "data": { "asked": asked, "x": header } }))
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/graphql", listener.local_addr().expect("an address"));
        let router = axum::Router::new().route("/graphql", axum::routing::post(echo));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let outbound = Outbound::new(crate::egress::Policy::default().with_loopback()).expect("a client");
        let template = GraphqlTemplate::read("hero", &json!({"url": url, "header_fields": ["x"]})).expect("callable");
        let ready = template.request(&outbound, template.url(), &json!({"x": "h", "id": "7"})).expect("a request");
        let (Ready::Graphql(request), size) = ready else { panic!("no request") };
        let answer = send(&outbound, request, Duration::from_mins(1)).await.ok().expect("an answer");
        let asked = json!({"query": "query ($id: String){ hero(id: $id) }", "variables": {"id": "7"}});
        assert_eq!((answer.output, size), (json!({"asked": asked, "x": "h"}), asked.to_string().len() as u64));
    }

    #[test]
    fn errors_in_the_answer_are_refusals() {
        let read = |status, body: &str| {
            let fetched = Fetched { status, content_type: String::new(), retry_after: None, body: body.as_bytes().to_vec() };
            read(&fetched).map_err(|miss| (miss.outcome, miss.words))
        };
        assert_eq!(read(200, r#"{"data": {"hero": null}}"#), Ok(json!({"hero": null})));
        let partly = r#"{"data": {"hero": null}, "errors": [{"message": "no\nhero"}, {}]}"#;
        assert_eq!(read(200, partly), Err((Outcome::Rejected, "error: no hero; without a message".to_owned())));
        assert_eq!(read(400, r#"{"errors": [{"message": "syntax"}]}"#), Err((Outcome::Rejected, "error: syntax".to_owned())));
        assert_eq!(read(502, "bad gateway"), Err((Outcome::Failed, "status 502: bad gateway".to_owned())));
        assert!(matches!(read(200, "<html>"), Err((Outcome::Unusable, _))));
    }
}
