//! The analytics page as the server writes it, on the database that was filled.

use crate::{
    fault::{Fault, Result},
    http,
    server::{Server, free_port},
};
use std::{path::Path, time::Instant};

/// How often each address is asked for, after once that does not count.
const ROUNDS: usize = 30;

/// The ranges of the page.
const PATHS: [&str; 4] =
    ["/analytics?range=24h", "/analytics?range=30d", "/analytics?range=24h&service=service-3", "/analytics?range=30d&service=service-3"];

/// How long the server took to write the page, in milliseconds.
pub fn measure(binary: &Path, url: &str) -> Result<Vec<f64>> {
    let port = free_port(3800)?;
    let server = Server::start_quietly(binary, port, &["--database-url", url, "--rate-limit", "off"].map(str::to_owned))?;
    let mut took = Vec::new();
    for round in 0..=ROUNDS {
        for path in PATHS {
            let begun = Instant::now();
            let answer = http::get(server.port, path).filter(|answer| answer.status == 200);
            answer.ok_or_else(|| Fault::new("the page does not come").at(path))?;
            if round > 0 {
                took.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    Ok(took)
}
