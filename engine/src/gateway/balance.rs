//! Whose turn it is.

use crate::registry::{Entry, InstanceState};
use domain::Time;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The instances of a service in the order in which a call tries them: round robin over those in rotation.
///
/// Where checks have failed for all of them, all are tried: a check may be wrong, and a call costs little.
pub fn in_turn(entry: &Entry, now: Time) -> Vec<Arc<InstanceState>> {
    let leased = |instance: &&Arc<InstanceState>| instance.lease_until().is_none_or(|until| until > now);
    let mut fit: Vec<_> = entry.instances.iter().filter(|instance| instance.is_in_rotation(now)).cloned().collect();
    if fit.is_empty() {
        fit = entry.instances.iter().filter(leased).cloned().collect();
    }
    if !fit.is_empty() {
        let turn = entry.turn.fetch_add(1, Ordering::Relaxed) % fit.len();
        fit.rotate_left(turn);
    }
    fit
}
