//! How much memory another process takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(20);

/// Somebody who looks at a process's memory again and again.
pub struct Watch {
    done: Arc<AtomicBool>,
    looking: JoinHandle<u64>,
}

/// The memory that a process holds right now, in bytes.
pub fn of(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the process lives");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it holds memory");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
}

impl Watch {
    /// Looks from now on.
    pub fn new(pid: u32) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&done);
        let looking = std::thread::spawn(move || {
            let mut highest = of(pid);
            while !seen.load(Ordering::Relaxed) {
                std::thread::park_timeout(PAUSE);
                highest = highest.max(of(pid));
            }
            highest
        });
        Self { done, looking }
    }

    /// The most that was seen, in bytes.
    pub fn highest(self) -> u64 {
        self.done.store(true, Ordering::Relaxed);
        self.looking.thread().unpark();
        self.looking.join().expect("it only looks")
    }
}
