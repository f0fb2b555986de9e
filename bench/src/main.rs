//! What `cargo xtask bench gateway` and `analytics` measure with. Each part is a process of its own, so that none takes the
//! time of another:
//!
//! ```text
//! load ──▶ backend                     directly
//! load ──▶ nginx | through | meshdeck ──▶ backend
//! resolve ──▶ the engine                which instance a call goes to, by itself
//! analytics ──▶ SQLite | PostgreSQL     the store by itself
//! ```
//! Not a part of the product; it is built with optimisation and by that command alone.

mod analytics;
mod backend;
mod load;
mod manual;
mod resolve;
mod through;

use clap::Parser;
use serde_json::{Map, Value};
use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use tikv_jemallocator::Jemalloc;

/// The one of the product: what is measured here beside it must not have another.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// The result of every part.
type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Figures by key.
type Figures = Map<String, Value>;

/// What to be.
#[derive(Parser)]
#[command(name = "bench", about = "The parts of `cargo xtask bench`")]
enum Part {
    /// Answers calls, health checks and for manuals, as fast as it can
    Backend {
        /// Where to listen
        #[arg(long)]
        listen: SocketAddr,
    },
    /// Passes every request on and does nothing else
    Through {
        /// Where to listen
        #[arg(long)]
        listen: SocketAddr,
        /// Whom to pass requests to
        #[arg(long)]
        to: SocketAddr,
    },
    /// Sends requests and tells how long the answers took
    Load(load::Plan),
    /// Resolves a tool to an instance, again and again, and prints how long it took, as JSON
    Resolve(resolve::Plan),
    /// Fills a database with calls, asks for charts and prints how long it took, as JSON
    Analytics(analytics::Plan),
}

fn main() -> ExitCode {
    let done = match Part::parse() {
        Part::Backend { listen } => backend::run(listen),
        Part::Through { listen, to } => through::run(listen, to),
        Part::Load(plan) => load::run(&plan),
        Part::Resolve(plan) => resolve::run(&plan),
        Part::Analytics(plan) => analytics::run(plan),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The value at a share of some.
fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}
