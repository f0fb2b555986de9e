//! Connections that wait for their next request.

use super::connection::Connection;
use crate::clock;
use crate::egress::fetch::IDLE_TIMEOUT;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

/// The most connections to one place that are kept.
const IDLE_MAX: usize = 256;

/// Connections by place, none of them idle for longer than twice [`IDLE_TIMEOUT`].
#[derive(Debug, Default)]
pub struct Pool(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// The one that waits longest comes first.
    places: HashMap<Arc<str>, Vec<Idle>>,
    /// Whether somebody closes what waits too long.
    is_swept: bool,
}

#[derive(Debug)]
struct Idle {
    connection: Connection,
    since: Instant,
}

impl Pool {
    /// The connection to a place that was used last, if one still stands.
    pub fn take(&self, place: &str) -> Option<Connection> {
        loop {
            let idle = self.kept().places.get_mut(place)?.pop()?;
            if idle.is_fresh(clock::instant()) && idle.connection.is_idle() {
                return Some(idle.connection);
            }
        }
    }

    /// Keeps a connection for its next request.
    pub fn put(self: &Arc<Self>, connection: Connection) {
        if !connection.buffer.is_empty() {
            return;
        }
        let mut kept = self.kept();
        let idle = kept.places.entry(Arc::clone(&connection.place)).or_default();
        if idle.len() < IDLE_MAX {
            idle.push(Idle { connection, since: clock::instant() });
        }
        if !std::mem::replace(&mut kept.is_swept, true) {
            tokio::spawn(sweep(Arc::downgrade(self)));
        }
    }

    /// Closes what waits too long; whether anything is left.
    fn close_old(&self, now: Instant) -> bool {
        let mut kept = self.kept();
        kept.places.retain(|_, idle| {
            idle.retain(|idle| idle.is_fresh(now));
            !idle.is_empty()
        });
        kept.is_swept = !kept.places.is_empty();
        kept.is_swept
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Idle {
    fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) < IDLE_TIMEOUT
    }
}

/// Looks again and again, for as long as there is anything to look at.
async fn sweep(pool: Weak<Pool>) {
    loop {
        tokio::time::sleep(IDLE_TIMEOUT).await;
        let Some(pool) = pool.upgrade() else { return };
        if !pool.close_old(clock::instant()) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::Policy;
    use crate::egress::guard::Guard;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn a_place_keeps_so_many_connections_and_none_for_ever() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address")).parse().expect("a URL");
        let guard = Guard { policy: Arc::new(Policy::default().with_loopback()), for_own_port: false };
        tokio::spawn(async move {
            let mut taken = Vec::new();
            while let Ok(connection) = listener.accept().await {
                taken.push(connection);
            }
        });
        let (pool, begun) = (Arc::new(Pool::default()), clock::instant());
        // Nobody but this test closes them.
        pool.kept().is_swept = true;
        for _ in 0..=IDLE_MAX {
            pool.put(Connection::open(&guard, &url, "here").await.expect("a connection"));
        }
        let held = || pool.kept().places.get("here").map_or(0, Vec::len);
        assert_eq!((held(), pool.close_old(begun), held()), (IDLE_MAX, true, IDLE_MAX));
        assert_eq!((pool.close_old(clock::instant() + IDLE_TIMEOUT), held()), (false, 0));
    }
}
