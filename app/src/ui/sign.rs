//! Signs: shape tells the kind, fill and cut tell the health; never colour alone.

use crate::prelude::*;

/// How well the thing behind a sign is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// A plain disc.
    Healthy,
    /// A disc with a horizontal cut.
    Degraded,
    /// A disc with a × cut.
    Unhealthy,
    /// A ring.
    #[default]
    Unknown,
}

impl Mark {
    /// The class that fills it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Healthy => "sign ok",
            Self::Degraded => "sign warn",
            Self::Unhealthy => "sign bad",
            Self::Unknown => "sign unknown",
        }
    }

    /// The path of its cut, in units of a tenth of the radius; empty where there is none.
    pub const fn cut(self) -> &'static str {
        match self {
            Self::Healthy | Self::Unknown => "",
            Self::Degraded => "M-5 0H5",
            Self::Unhealthy => "M-3.6-3.6 3.6 3.6M3.6-3.6-3.6 3.6",
        }
    }
}

/// What the thing behind a sign is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A disc, filled by health.
    #[default]
    Disc,
    /// The registry's square, in its own colour.
    Square,
    /// The orchestrator's diamond, in its own colour.
    Diamond,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Disc => "",
            Self::Square => "M-9-9H9V9H-9Z",
            Self::Diamond => "M0-10.5 10.5 0 0 10.5-10.5 0Z",
        }
    }

    const fn class(self, mark: Mark) -> &'static str {
        match self {
            Self::Disc => mark.class(),
            Self::Square => "sign registry",
            Self::Diamond => "sign orch",
        }
    }
}

/// The sign of a health; its word stands beside it, or in `label`.
#[component]
pub fn Sign(
    /// How well.
    mark: Mark,
    /// Its diameter in pixels.
    #[prop(default = 12)]
    size: u32,
    /// What it says to those who do not see it, where no word stands beside it.
    #[prop(optional, into)]
    label: String,
) -> impl IntoView {
    view! { <KindSign shape=Shape::Disc mark=mark size=size label=label /> }
}

/// The sign of a node: its kind's shape, with the cut of its health.
#[component]
pub fn KindSign(
    /// What it is.
    shape: Shape,
    /// How well.
    mark: Mark,
    /// Its diameter in pixels.
    #[prop(default = 12)]
    size: u32,
    /// What it says to those who do not see it, where no word stands beside it.
    #[prop(optional, into)]
    label: String,
) -> impl IntoView {
    let named = !label.is_empty();
    view! {
        <svg
            class=shape.class(mark)
            width=size
            height=size
            viewBox="-10 -10 20 20"
            role=if named { "img" } else { "presentation" }
            aria-label=named.then_some(label)
            aria-hidden=(!named).then_some("true")
        >
            <circle r=if mark == Mark::Unknown { "9.2" } else { "10" } />
            <path class="body" d=shape.path() />
            <path class="cut" d=mark.cut() />
        </svg>
    }
}
