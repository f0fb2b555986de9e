//! Work on many things, between which others have the processor.
//!
//! A flush counts, numbers and packs thousands of calls. The kernel leaves a thread that it has chosen alone for a millisecond
//! and more, and whoever makes a call on that processor meanwhile waits as long: four times a second, of 14,000 calls one in a
//! hundred.

use std::thread;

/// After how many calls others may go on: some tens of microseconds of work.
pub const CALLS_AT_ONCE: usize = 64;

/// Each of `things`; after every `at_once` of them, whoever else wants the processor goes on first.
pub fn yielding<T>(things: impl IntoIterator<Item = T>, at_once: usize) -> impl Iterator<Item = T> {
    pausing(things, at_once, thread::yield_now)
}

fn pausing<T>(things: impl IntoIterator<Item = T>, at_once: usize, mut pause: impl FnMut()) -> impl Iterator<Item = T> {
    things.into_iter().enumerate().map(move |(n, thing)| {
        if n > 0 && n % at_once == 0 {
            pause();
        }
        thing
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(things: usize, at_once: usize, expected: usize) {
        let mut pauses = 0;
        assert!(pausing(0..things, at_once, || pauses += 1).eq(0..things));
        assert_eq!(pauses, expected, "{things} things, {at_once} at once");
    }

    #[test]
    fn others_go_on_between_as_many_as_are_done_at_once() {
        check(0, 3, 0);
        check(3, 3, 0);
        check(4, 3, 1);
        check(7, 3, 2);
        check(3, 1, 2);
    }
}
