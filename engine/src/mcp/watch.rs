//! Servers that say when their list changes: in a session of the older revisions unasked, in a modern one to who listens.

use super::{Mcp, Miss, miss, refused};
use crate::egress::Trouble;
use reqwest::header::HeaderMap;
use rmcp::ClientHandler;
use rmcp::model::{ClientConfig, SubscriptionFilter};
use rmcp::service::{NotificationContext, Peer, RoleClient, RunningService, Subscription};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How long it may take until a server listens to us.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A connection over which a server says that its list changed.
pub struct Watch {
    said: Said,
    /// The connection ends with it.
    _session: RunningService<RoleClient, Ear>,
}

enum Said {
    Unasked(Receiver<()>),
    Asked(Box<Subscription>),
}

/// Hears what is said unasked; what is said while nobody has looked yet is one and the same change.
struct Ear {
    us: ClientConfig,
    changed: Sender<()>,
}

impl ClientHandler for Ear {
    fn get_info(&self) -> ClientConfig {
        self.us.clone()
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        let _ = self.changed.try_send(());
    }
}

impl Mcp {
    /// A watch on the list of the server at `endpoint`; `None` where it does not say that it tells of changes.
    pub async fn watch(&self, endpoint: &str) -> Result<Option<Watch>, Miss> {
        let watched = Box::pin(async {
            let (changed, heard) = channel(1);
            let session = self.open(endpoint, &HeaderMap::new(), Ear { us: super::us(), changed }).await?;
            let peer = session.peer().clone();
            let info = peer.peer_info();
            let tells = info.as_ref().and_then(|info| info.capabilities.tools.as_ref()?.list_changed) == Some(true);
            let is_older = info.is_some_and(|info| info.protocol_version.has_initialize());
            let said = match (tells, is_older) {
                (false, _) => return Ok(None),
                (true, true) => Said::Unasked(heard),
                (true, false) => Said::Asked(Box::new(listen(&peer).await?)),
            };
            Ok(Some(Watch { said, _session: session }))
        });
        tokio::time::timeout(TIMEOUT, watched).await.unwrap_or(Err(Miss::Trouble(Trouble::Timeout)))
    }
}

/// Asks a modern server to tell of changes; one that accepts, but not that, will never say anything.
async fn listen(peer: &Peer<RoleClient>) -> Result<Subscription, Miss> {
    let wanted = SubscriptionFilter::builder().tools_list_changed().build();
    let subscription = peer.listen(wanted).await.map_err(|error| miss(&error))?;
    let accepted = subscription.acknowledged().tools_list_changed == Some(true);
    if accepted { Ok(subscription) } else { Err(refused("it does not tell of changes of its tools")) }
}

impl Watch {
    /// Waits until the server says that its list changed; false where the connection has ended instead.
    pub async fn changed(&mut self) -> bool {
        match &mut self.said {
            Said::Unasked(heard) => heard.recv().await.is_some(),
            // The list of tools is all that was asked for.
            Said::Asked(subscription) => matches!(subscription.next().await, Ok(Some(_))),
        }
    }
}
