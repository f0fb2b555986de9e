//! Charts as they are kept: their figures and what is drawn of them, so that whoever looks later sees them drawn as charts are
//! drawn then, and the figures as they were.

use super::steps;
use crate::analytics::draw::{self, Drawing, Strip};
use domain::charts::{Charts, Drawings, Width};
use domain::objective::Standing;
use serde::{Deserialize, Serialize};

/// Charts without their drawings, and without what is read off the strip again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptCharts {
    charts: Charts,
    strip: Strip,
}

impl KeptCharts {
    /// The figures beside a strip, and the strip.
    pub(super) const fn new(charts: Charts, strip: Strip) -> Self {
        Self { charts, strip }
    }

    /// How services stood then.
    #[must_use]
    pub fn beside(self, objectives: Vec<Standing>) -> Self {
        Self { charts: Charts { objectives, ..self.charts }, ..self }
    }

    /// How many calls there were, and how many of them without a good answer.
    pub const fn counts(&self) -> (u64, u64) {
        (self.charts.now.calls, self.charts.now.errors)
    }

    /// The charts with their drawings for a width, or for every one, but for the seven days.
    pub fn drawn(self, width: Option<Width>) -> Charts {
        let Self { charts, strip } = self;
        let drawings = Drawings {
            throughput: draw::page(Drawing::Throughput, &strip, width),
            success: draw::page(Drawing::Success, &strip, width),
            latency: draw::page(Drawing::Latency, &strip, width),
            failed: draw::page(Drawing::Failed, &strip, width),
            week: String::new(),
        };
        let (steps, points, kinds) = (steps(&strip), strip.points(), strip.kinds());
        Charts { steps, points, kinds, drawings, fired: strip.annotations.fired, ..charts }
    }
}
