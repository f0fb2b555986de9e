//! Whose turn it is, and how many pulses a second are worth showing.

use crate::registry::{Entry, InstanceState};
use domain::Time;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

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

/// The most calls a second that are told one by one; all of them are folded into the edges.
pub const PULSES_PER_SECOND: u32 = 50;

/// Lets the first calls of each second pass.
#[derive(Debug, Default)]
pub struct Pulses(Mutex<Option<(Instant, u32)>>);

impl Pulses {
    /// Whether one more call of this second may be told.
    pub fn may_pass(&self, now: Instant) -> bool {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match window.as_mut().filter(|(begun, _)| now.duration_since(*begun) < Duration::from_secs(1)) {
            Some((_, told)) => {
                *told += 1;
                *told <= PULSES_PER_SECOND
            }
            None => {
                *window = Some((now, 1));
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn fifty_calls_of_a_second_are_told_and_the_next_second_begins_anew() {
        let (pulses, start) = (Pulses::default(), clock::instant());
        assert_eq!((0..80).filter(|_| pulses.may_pass(start)).count(), 50);
        assert!(pulses.may_pass(start + Duration::from_secs(1)));
    }
}
