//! The rate limit: how many requests an address may send to the machine API.
//!
//! A token bucket a peer (GCRA). The peer is the address of the connection, never a header; an IPv6 network of
//! 64 bits counts as one. Health is exempt; with the demo, so is this machine.

use domain::Failure;
use domain::failure::Kind;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// How often peers that are quiet again are forgotten.
pub const FORGET_EVERY: Duration = Duration::from_mins(1);

/// So many requests in so much time, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    period: Duration,
    burst: NonZeroU32,
}

impl Rate {
    /// Reads `100/min,burst=20`; units are `s`, `min` and `h`, the burst is 1 where it is not said.
    pub fn read(text: &str) -> Option<Self> {
        let (rate, burst) = text.split_once(',').unwrap_or((text, "burst=1"));
        let (count, unit) = rate.split_once('/')?;
        let count: NonZeroU32 = count.trim().parse().ok()?;
        let unit = match unit.trim() {
            "s" | "sec" => Duration::from_secs(1),
            "min" => Duration::from_mins(1),
            "h" | "hour" => Duration::from_hours(1),
            _ => return None,
        };
        Some(Self { period: unit / count.get(), burst: burst.trim().strip_prefix("burst=")?.parse().ok()? })
    }
}

/// The buckets of all peers.
#[derive(Clone, Debug)]
pub struct Limiter {
    buckets: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    loopback_is_free: bool,
}

impl Limiter {
    /// Fresh buckets; none where the rate allows nothing.
    pub fn new(rate: Rate, loopback_is_free: bool) -> Option<Self> {
        let quota = Quota::with_period(rate.period)?.allow_burst(rate.burst);
        Some(Self { buckets: Arc::new(RateLimiter::keyed(quota)), loopback_is_free })
    }

    /// Takes one request of `peer` into account; the error says in how many seconds the next one may come.
    pub fn admit(&self, peer: IpAddr) -> Result<(), (Failure, u64)> {
        let peer = peer.to_canonical();
        if self.loopback_is_free && peer.is_loopback() {
            return Ok(());
        }
        self.buckets.check_key(&network(peer)).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            let detail = format!("This address sends too many requests; the next may come in {wait} s. --rate-limit sets how many.");
            (Failure::new(Kind::Busy, detail), wait)
        })
    }

    /// Forgets the peers whose buckets are full again.
    pub fn forget_quiet(&self) {
        self.buckets.retain_recent();
    }
}

fn network(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(limiter: &Limiter, peer: &str, times: usize) -> usize {
        (0..times).filter(|_| limiter.admit(peer.parse().expect("an address")).is_ok()).count()
    }

    #[test]
    fn a_burst_passes_and_then_each_peer_waits_for_itself() {
        let limiter = Limiter::new(Rate::read("1/h,burst=20").expect("a rate"), false).expect("a limiter");
        assert_eq!(admitted(&limiter, "10.0.0.1", 30), 20);
        assert_eq!(admitted(&limiter, "10.0.0.2", 30), 20);
        assert_eq!(admitted(&limiter, "::ffff:10.0.0.2", 30), 0);
        assert_eq!(admitted(&limiter, "2001:db8::1", 30) + admitted(&limiter, "2001:db8::2", 30), 20);
    }

    #[test]
    fn this_machine_is_free_with_the_demo() {
        let limiter = Limiter::new(Rate::read("1/h").expect("a rate"), true).expect("a limiter");
        assert_eq!(admitted(&limiter, "127.0.0.1", 30), 30);
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in ["", "100", "0/min", "100/day", "100/min,20", "100/min,burst=0"] {
            assert_eq!(Rate::read(text), None, "{text}");
        }
    }
}
