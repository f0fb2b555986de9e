//! Charts as SVG text, drawn on the server by plotters: the strips of the analytics page.
//!
//! A drawing holds no colour: each mark bears a class, so that theme, forced colours and print are the style
//! sheet's. Every chart is drawn for several widths of page, so that text is never scaled out of reach, and the style
//! sheet shows one of them; whoever knows the width of its page asks for that one. It is put into the page as it is and
//! never hydrated. As a file of its own, a drawing brings its colours along.

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
use domain::charts::Width;

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

/// The drawing for a page of a width, or for every one where none is told.
pub fn page(drawing: Drawing, strip: &Strip, width: Option<Width>) -> String {
    let widths = width.as_ref().map_or(&Width::ALL[..], std::slice::from_ref);
    drawn(drawing, strip, widths).into_iter().map(|drawn| drawn.svg).collect()
}

fn drawn(drawing: Drawing, strip: &Strip, widths: &[Width]) -> Vec<Drawn> {
    match drawing {
        Drawing::Throughput => throughput::throughput(strip, widths),
        Drawing::Success => success::success(strip, widths),
        Drawing::Latency => latency::latency(strip, widths),
        Drawing::Failed => failed::failed(strip, widths),
        Drawing::Week => week::week(strip, widths),
    }
}
