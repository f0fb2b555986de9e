use super::*;
use crate::egress::Policy;
use axum::Router;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, ListToolsResult, ServerCapabilities, ServerConfig, Tool};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use std::sync::atomic::{AtomicUsize, Ordering};

const TIMEOUT: Duration = Duration::from_secs(5);

/// A server of the SDK that doubles numbers.
#[derive(Clone)]
struct Doubler;

impl ServerHandler for Doubler {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(&self, _: Option<PaginatedRequestParams>, _: RequestContext<RoleServer>) -> Result<ListToolsResult, ErrorData> {
        let schema = json!({"type": "object", "properties": {"n": {"type": "integer"}}});
        let tool = Tool::new("double", "Doubles a number", schema.as_object().cloned().unwrap_or_default());
        Ok(ListToolsResult::with_all_items(vec![tool]))
    }

    async fn call_tool(&self, params: CallToolRequestParams, _: RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        let number = params.arguments.and_then(|arguments| arguments.get("n")?.as_i64());
        let result = match number {
            Some(number) => CallToolResult::structured(json!({ "twice": number * 2 })),
            None => CallToolResult::error(vec![ContentBlock::text("n is not\nthere")]),
        };
        Ok(result.into())
    }
}

/// A server whose list has another page after every page.
#[derive(Clone)]
struct Endless;

impl ServerHandler for Endless {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(&self, _: Option<PaginatedRequestParams>, _: RequestContext<RoleServer>) -> Result<ListToolsResult, ErrorData> {
        let mut page = ListToolsResult::with_all_items(Vec::new());
        page.next_cursor = Some("more".to_owned());
        Ok(page)
    }
}

/// Where a server that keeps sessions, or none, answers.
async fn doubler(with_sessions: bool) -> String {
    serve(doubling(with_sessions)).await
}

/// The routes of such a server.
pub fn doubling(with_sessions: bool) -> Router {
    let mut config = StreamableHttpServerConfig::default();
    config.legacy_session_mode = with_sessions;
    let service = StreamableHttpService::new(|| Ok(Doubler), Arc::new(LocalSessionManager::default()), config);
    Router::new().nest_service("/mcp", service)
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}/mcp", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    endpoint
}

fn asker() -> Mcp {
    Mcp::new(Outbound::new(Policy::default().with_loopback()).expect("a client"))
}

async fn double(mcp: &Mcp, endpoint: &str, arguments: &Value) -> Result<Value, Miss> {
    mcp.call(endpoint, &HeaderMap::new(), "double", arguments.as_object().cloned().expect("an object"), TIMEOUT).await
}

#[tokio::test]
async fn a_server_is_asked_what_it_lists_and_called() {
    for with_sessions in [false, true] {
        let (mcp, endpoint) = (asker(), doubler(with_sessions).await);
        let listed = mcp.tools(&endpoint, TIMEOUT).await.expect("a list");
        assert_eq!((&listed["tools"][0]["name"], &listed["tools"][0]["description"]), (&json!("double"), &json!("Doubles a number")));
        assert_eq!(double(&mcp, &endpoint, &json!({"n": 21})).await, Ok(json!({"twice": 42})));
    }
}

#[tokio::test]
async fn a_list_without_an_end_is_left() {
    let config = StreamableHttpServerConfig::default();
    let service = StreamableHttpService::new(|| Ok(Endless), Arc::new(LocalSessionManager::default()), config);
    let endpoint = serve(Router::new().nest_service("/mcp", service)).await;
    let listed = asker().tools(&endpoint, Duration::from_mins(5)).await;
    assert_eq!(listed, Err(Miss::Refused("its list of tools has more than 1000 pages".to_owned())));
}

#[tokio::test]
async fn a_server_of_either_era_is_pinged_each_time() {
    for with_sessions in [false, true] {
        let (asked, mut config) = (Arc::new(AtomicUsize::default()), StreamableHttpServerConfig::default());
        config.legacy_session_mode = with_sessions;
        let service = StreamableHttpService::new(|| Ok(Doubler), Arc::new(LocalSessionManager::default()), config);
        let count = {
            let asked = Arc::clone(&asked);
            axum::middleware::from_fn(move |request: axum::extract::Request, next: axum::middleware::Next| {
                asked.fetch_add(1, Ordering::Relaxed);
                next.run(request)
            })
        };
        let (mcp, endpoint) = (asker(), serve(Router::new().nest_service("/mcp", service).layer(count)).await);
        assert_eq!(mcp.ping(&endpoint, TIMEOUT).await, Ok(()));
        let before = asked.load(Ordering::Relaxed);
        assert_eq!((mcp.ping(&endpoint, TIMEOUT).await, mcp.ping(&endpoint, TIMEOUT).await), (Ok(()), Ok(())));
        assert!(asked.load(Ordering::Relaxed) >= before + 2);
    }
    let page = serve(Router::new().fallback(|| async { "hello" })).await;
    assert_eq!(asker().ping(&page, TIMEOUT).await, Err(Miss::Refused(NO_MCP.to_owned())));
}

#[tokio::test]
async fn a_tool_that_fails_says_why_in_one_line() {
    let refused = Err(Miss::Refused("error: n is not there".to_owned()));
    assert_eq!(double(&asker(), &doubler(false).await, &json!({})).await, refused);
}

#[tokio::test]
async fn where_nobody_answers_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}/mcp", listener.local_addr().expect("an address"));
    drop(listener);
    let miss = double(&asker(), &endpoint, &json!({})).await.expect_err("nobody is there");
    assert_eq!(miss, Miss::Trouble(Trouble::NotSent("connection refused".to_owned())));
}

#[tokio::test]
async fn an_address_that_the_policy_forbids_is_not_asked() {
    let mcp = Mcp::new(Outbound::new(Policy::default()).expect("a client"));
    let miss = double(&mcp, "http://127.0.0.1:9/mcp", &json!({})).await.expect_err("forbidden");
    assert!(matches!(miss, Miss::Trouble(Trouble::Denied(_))), "{miss:?}");
}

#[tokio::test]
async fn a_page_is_no_mcp_server_and_neither_is_nothing() {
    let endpoint = serve(Router::new().route("/mcp", axum::routing::post(|| async { axum::response::Html("<p>hello") }))).await;
    let nothing = serve(Router::new()).await;
    for elsewhere in [endpoint, nothing] {
        assert_eq!(asker().tools(&elsewhere, TIMEOUT).await, Err(Miss::Refused("an answer that is no MCP".to_owned())));
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_waited_for_no_longer_than_told() {
    let endpoint = serve(Router::new().route("/mcp", axum::routing::post(std::future::pending::<()>))).await;
    let miss = asker().tools(&endpoint, Duration::from_millis(200)).await.expect_err("silence");
    assert_eq!(miss, Miss::Trouble(Trouble::Timeout));
}

fn check(content: &Value, expected: &Value) {
    assert_eq!(plain(content.clone()), *expected);
}

#[test]
fn one_text_is_what_it_holds_and_the_rest_is_as_it_came() {
    check(&json!([{"type": "text", "text": r#"{"km": 19.3}"#}]), &json!({"km": 19.3}));
    check(&json!([{"type": "text", "text": "fine"}]), &json!("fine"));
    let two = json!([{"type": "text", "text": "a"}, {"type": "image", "data": ""}]);
    check(&two, &two);
}

#[tokio::test]
async fn a_server_that_tells_of_changes_is_heard_in_either_era() {
    for is_modern in [true, false] {
        let mut server = changer::Running::start(is_modern, true).await;
        let mut watch = asker().watch(&server.endpoint).await.expect("a session").expect("it tells");
        server.heard().await;
        server.grow();
        assert!(watch.changed().await, "modern: {is_modern}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_tell_of_changes_is_not_watched() {
    for is_modern in [true, false] {
        let server = changer::Running::start(is_modern, false).await;
        assert!(asker().watch(&server.endpoint).await.expect("a session").is_none(), "modern: {is_modern}");
    }
}
