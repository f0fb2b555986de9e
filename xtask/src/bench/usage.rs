//! What a process uses, as the kernel tells it.

use crate::fault::{Explain as _, Fault, Result};
use std::{fs, time::Duration};

/// How long one of the kernel's ticks is, on every machine that Linux runs on today.
const TICK: Duration = Duration::from_millis(10);

/// The memory it holds, in megabytes.
pub fn memory(process: u32) -> Result<f64> {
    let place = format!("/proc/{process}/status");
    let text = fs::read_to_string(&place).explain("cannot read the memory", &place)?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map(|kilobytes| kilobytes * 1024.0 / 1e6).ok_or_else(|| Fault::new("no VmRSS").at(place))
}

/// The processor time that it and its children took so far.
pub fn time(process: u32) -> Result<Duration> {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|child| child.parse().ok());
    std::iter::once(process).chain(children).map(time_of_one).sum()
}

fn time_of_one(process: u32) -> Result<Duration> {
    let place = format!("/proc/{process}/stat");
    let text = fs::read_to_string(&place).explain("cannot read the time", &place)?;
    ticks(&text).map(|ticks| TICK * ticks).ok_or_else(|| Fault::new(format!("no times in {text}")).at(place))
}

/// User and system time; the name before them may hold anything but ends with the last bracket.
fn ticks(stat: &str) -> Option<u32> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u32>().ok()? + fields.next()?.parse::<u32>().ok()?)
}

/// How many sockets it holds.
pub fn sockets(process: u32) -> Result<usize> {
    let place = format!("/proc/{process}/fd");
    let files = fs::read_dir(&place).explain("cannot list the sockets", &place)?.flatten();
    let targets = files.filter_map(|file| fs::read_link(file.path()).ok());
    Ok(targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn the_ticks_stand_behind_the_name() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 100 0 0 0 30 12 5 5 20 0 1 0 100 0 0";
        assert_eq!(ticks(stat), Some(42));
        assert_eq!(ticks("7 (a"), None);
    }

    #[test]
    fn this_process_has_memory_and_a_socket() {
        let _listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let process = std::process::id();
        assert!(memory(process).expect("memory") > 1.0);
        assert!(sockets(process).expect("sockets") >= 1);
        assert!(time(process).is_ok());
    }
}
