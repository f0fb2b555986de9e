//! Manuals that are read again as soon as they change: MCP servers say so themselves.
//!
//! At most one connection a service, opened when its list was read and closed when the service goes. What is missed
//! while it is down is found by the usual reading.

use super::{Manuals, usual_place};
use domain::event::What;
use domain::service::Protocol;
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// How long a list is left alone after it was read, however often the server says that it changed.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a connection that ended is left alone at first, and at most.
const BACK_OFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(5));

/// A watch on one service; it ends when this is dropped.
struct Watch {
    endpoint: String,
    task: AbortOnDropHandle<()>,
}

impl Manuals {
    /// Watches every service with a list of MCP's until it is stopped.
    pub async fn watch(self, stop: CancellationToken) {
        let mut news = self.events.subscribe(None).live;
        let mut watches = HashMap::new();
        self.watch_all(&mut watches);
        while let Some(event) = stop.run_until_cancelled(news.recv()).await {
            match event.as_ref().map(|event| &event.what) {
                Ok(What::Manual { service, .. } | What::Service { service, .. }) => self.tend(&mut watches, service),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => self.watch_all(&mut watches),
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn watch_all(&self, watches: &mut HashMap<String, Watch>) {
        watches.retain(|service, _| self.registry.get(service).is_some());
        self.registry.all().iter().for_each(|entry| self.tend(watches, &entry.facts.name));
    }

    /// Begins, moves or ends the watch on a service, as it now is.
    fn tend(&self, watches: &mut HashMap<String, Watch>, service: &str) {
        let entry = self.registry.get(service).filter(|entry| entry.manual.kind == Some(Protocol::Mcp));
        let Some(endpoint) = entry.map(|entry| usual_place(&entry, Protocol::Mcp)) else {
            watches.remove(service);
            return;
        };
        if watches.get(service).is_none_or(|watch| watch.endpoint != endpoint || watch.task.is_finished()) {
            let task = tokio::spawn(self.clone().follow(service.to_owned(), endpoint.clone()));
            watches.insert(service.to_owned(), Watch { endpoint, task: AbortOnDropHandle::new(task) });
        }
    }

    /// Reads a service's list whenever its server says that it changed; ends where the server never would.
    async fn follow(self, service: String, endpoint: String) {
        let mut wait = BACK_OFF.0;
        loop {
            match self.means.mcp.watch(&endpoint).await {
                Ok(None) => return,
                Ok(Some(mut watch)) => {
                    while watch.changed().await {
                        if let Err(error) = self.refresh(&service).await {
                            tracing::error!(%service, %error, "the manual of {service} could not be kept: {error}");
                        }
                        wait = BACK_OFF.0;
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                Err(miss) => tracing::debug!(%service, "no watch on the list of {service}: {}", miss.words()),
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(BACK_OFF.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Catalogue;
    use crate::egress::Policy;
    use crate::events::Events;
    use crate::manuals::Manuals;
    use crate::mcp::changer::Running;
    use crate::means::Means;
    use crate::registry::Registry;
    use crate::testing;
    use domain::event::What;
    use domain::service::{Protocol, Registration};
    use tokio_util::sync::CancellationToken;

    /// How many tools are told of when the list of a server of that era grows.
    async fn grown(is_modern: bool) -> u32 {
        let mut server = Running::start(is_modern, true).await;
        let testing = testing::sqlite().await;
        let events = Events::open(&testing.db).await.expect("events");
        let registry = Registry::open(testing.db.clone(), events.clone()).await.expect("a registry");
        let (base_url, protocol) = (server.endpoint.clone(), Some(Protocol::Mcp));
        let registration = Registration { name: "notes".to_owned(), base_url, protocol, ..Registration::default() };
        registry.register(&registration).await.expect("registered");
        let means = Means::new(Policy::default().with_loopback()).expect("means");
        let manuals = Manuals::open(testing.db.clone(), events.clone(), registry, Catalogue::default(), means).await.expect("manuals");
        manuals.refresh("notes").await.expect("read");
        let (stop, mut news) = (CancellationToken::new(), events.subscribe(None).live);
        let watching = tokio::spawn(manuals.watch(stop.clone()));
        server.heard().await;
        if !is_modern {
            // In the older era the session that read the list hears, too.
            server.heard().await;
        }
        server.grow();
        let tools = loop {
            if let What::Manual { tools, .. } = news.recv().await.expect("news").what {
                break tools;
            }
        };
        stop.cancel();
        watching.await.expect("it ends");
        tools
    }

    #[tokio::test]
    async fn a_list_that_changes_is_read_when_its_server_says_so() {
        for is_modern in [true, false] {
            assert_eq!(grown(is_modern).await, 2, "modern: {is_modern}");
        }
    }
}
