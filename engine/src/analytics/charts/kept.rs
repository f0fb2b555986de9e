//! Charts as they are kept: their figures and what is drawn of them, so that whoever looks later sees them drawn as charts are
//! drawn then, and the figures as they were.

use super::steps;
use crate::analytics::draw::{self, Drawing, Strip};
use domain::charts::{Charts, Drawings};
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

    /// The charts with their drawings, but for the seven days.
    pub fn drawn(self) -> Charts {
        let Self { charts, strip } = self;
        let drawings = Drawings {
            throughput: draw::page(Drawing::Throughput, &strip),
            success: draw::page(Drawing::Success, &strip),
            latency: draw::page(Drawing::Latency, &strip),
            failed: draw::page(Drawing::Failed, &strip),
            week: String::new(),
        };
        let (steps, points, kinds) = (steps(&strip), strip.points(), strip.kinds());
        Charts { steps, points, kinds, drawings, fired: strip.annotations.fired, ..charts }
    }
}
