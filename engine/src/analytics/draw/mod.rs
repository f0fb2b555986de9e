//! Charts as SVG text, drawn on the server by plotters: the strips of the analytics page.
//!
//! A drawing holds no colour: each mark bears a class, so that theme, forced colours and print are the style
//! sheet's. Every chart is drawn for several widths of page, so that text is never scaled out of reach; the style
//! sheet shows one of them. It is put into the page as it is and never hydrated. As a file of its own, a drawing brings its
//! colours along.

mod chart;
mod failed;
mod file;
pub mod heat;
mod latency;
mod mark;
mod pattern;
mod scale;
mod sheet;
mod strip;
mod success;
mod throughput;
mod week;

pub use file::{colored, file};
pub use strip::{Step, Strip};

use chart::Drawn;

/// One of the drawings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// Calls a minute.
    Throughput,
    /// The share of good answers.
    Success,
    /// Where latencies lie.
    Latency,
    /// What failed, by kind.
    Failed,
    /// The last seven days, from which to choose.
    Week,
}

/// The drawing for a page: once for each width.
pub fn page(drawing: Drawing, strip: &Strip) -> String {
    drawn(drawing, strip).into_iter().map(|drawn| drawn.svg).collect()
}

fn drawn(drawing: Drawing, strip: &Strip) -> Vec<Drawn> {
    match drawing {
        Drawing::Throughput => throughput::throughput(strip),
        Drawing::Success => success::success(strip),
        Drawing::Latency => latency::latency(strip),
        Drawing::Failed => failed::failed(strip),
        Drawing::Week => week::week(strip),
    }
}
