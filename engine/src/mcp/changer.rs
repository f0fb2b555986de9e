//! For tests: a server of the SDK, of either era, whose list of tools grows.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rmcp::model::{ListToolsResult, PaginatedRequestParams, ProtocolVersion, ServerCapabilities, ServerConfig, SubscriptionFilter, Tool};
use rmcp::service::{NotificationContext, Peer, RequestContext, SubscriptionContext};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{mpsc, watch};

/// The server.
#[derive(Clone)]
pub struct Changer {
    is_modern: bool,
    tells: bool,
    tools: Arc<AtomicUsize>,
    changes: watch::Sender<()>,
    listeners: mpsc::UnboundedSender<()>,
}

/// The server as the test sees it.
pub struct Running {
    /// Its endpoint.
    pub endpoint: String,
    changer: Changer,
    listening: mpsc::UnboundedReceiver<()>,
}

impl Running {
    /// Starts one that is of the modern era or before it, and says that it tells of changes or not.
    pub async fn start(is_modern: bool, tells: bool) -> Self {
        let (listeners, listening) = mpsc::unbounded_channel();
        let changer = Changer { is_modern, tells, tools: Arc::new(AtomicUsize::new(1)), changes: watch::Sender::new(()), listeners };
        let served = changer.clone();
        let mut config = StreamableHttpServerConfig::default();
        config.legacy_session_mode = true;
        let service = StreamableHttpService::new(move || Ok(served.clone()), Arc::new(LocalSessionManager::default()), config);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}/mcp", listener.local_addr().expect("an address"));
        let mut router = axum::Router::new().nest_service("/mcp", service);
        if !is_modern {
            router = router.layer(axum::middleware::from_fn(of_its_time));
        }
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { endpoint, changer, listening }
    }

    /// Waits until somebody would hear of a change.
    pub async fn heard(&mut self) {
        self.listening.recv().await.expect("a listener");
    }

    /// One tool more, and says so.
    pub fn grow(&self) {
        self.changer.tools.fetch_add(1, Ordering::Relaxed);
        self.changer.changes.send_replace(());
    }
}

/// Refuses revisions that a server before them has never heard of, as such servers do.
async fn of_its_time(request: Request, next: Next) -> Response {
    let is_unheard_of = request.headers().get("mcp-protocol-version").is_some_and(|version| version == "2026-07-28");
    if is_unheard_of { StatusCode::BAD_REQUEST.into_response() } else { next.run(request).await }
}

impl Changer {
    /// The changes from now on, for somebody who is there to hear of them.
    fn changes(&self) -> watch::Receiver<()> {
        let changes = self.changes.subscribe();
        let _ = self.listeners.send(());
        changes
    }
}

impl ServerHandler for Changer {
    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        Cow::Borrowed(if self.is_modern { &[ProtocolVersion::V_2026_07_28] } else { &[ProtocolVersion::V_2025_11_25] })
    }

    fn get_info(&self) -> ServerConfig {
        let tools = ServerCapabilities::builder().enable_tools();
        ServerConfig::new(if self.tells { tools.enable_tool_list_changed().build() } else { tools.build() })
    }

    async fn list_tools(&self, _: Option<PaginatedRequestParams>, _: RequestContext<RoleServer>) -> Result<ListToolsResult, ErrorData> {
        let tool = |n| Tool::new(format!("tool_{n}"), "Does", serde_json::Map::new());
        let mut listed = ListToolsResult::with_all_items((0..self.tools.load(Ordering::Relaxed)).map(tool).collect());
        // Who keeps the list for an hour does not see that it grows.
        listed.ttl_ms = Some(3_600_000);
        Ok(listed)
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.clone())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let mut changes = self.changes();
        while changes.changed().await.is_ok() && context.sink().notify_tool_list_changed().await.is_ok() {}
        Ok(())
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        let (mut changes, peer): (_, Peer<RoleServer>) = (self.changes(), context.peer);
        tokio::spawn(async move { while changes.changed().await.is_ok() && peer.notify_tool_list_changed().await.is_ok() {} });
    }
}
