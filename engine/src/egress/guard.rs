//! The resolver that hands out permitted addresses only, so that the address checked is the address dialled.

use super::Policy;
use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The words for a name that is blocked and for one that does not exist: nobody learns from them which it was.
const NO_ADDRESS: &str = "no address of that name may be reached";

/// What a test says of a name.
#[cfg(test)]
pub type Told = Arc<dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync>;

/// How a name becomes addresses.
#[derive(Clone, Default)]
pub enum Lookup {
    /// As the system does it.
    #[default]
    System,
    /// As a test says.
    #[cfg(test)]
    Told(Told),
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lookup")
    }
}

impl Lookup {
    fn of(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        match self {
            Self::System => Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()) }),
            #[cfg(test)]
            Self::Told(told) => Box::pin(std::future::ready(told(&name))),
        }
    }
}

/// A resolver under the egress policy.
#[derive(Clone, Debug)]
pub struct Guard {
    /// What it keeps to.
    pub policy: Arc<Policy>,
    /// Whether it resolves for our own port, where our own addresses are out of reach as well.
    pub for_own_port: bool,
}

impl Guard {
    /// The addresses of a host, a name or a literal address, that may be reached; none where there is none.
    pub async fn addresses(&self, host: &str) -> Option<Vec<IpAddr>> {
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        let mut found = match literal {
            Some(address) => vec![address],
            None => self.policy.lookup().of(host.to_owned()).await.unwrap_or_default(),
        };
        found.retain(|ip| self.policy.permits(*ip) && !(self.for_own_port && self.policy.is_own_host(*ip)));
        (!found.is_empty()).then_some(found)
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let addresses = guard.addresses(name.as_str()).await.ok_or(NO_ADDRESS)?;
            Ok(Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}
