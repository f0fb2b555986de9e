//! A badge: one outlined word, for what is out of the ordinary.

use crate::prelude::*;

/// What a badge warns of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// A plain fact.
    #[default]
    Plain,
    /// Well.
    Ok,
    /// Mind it.
    Warn,
    /// Bad, or dangerous.
    Bad,
}

impl Tone {
    /// The class that colours it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "badge",
            Self::Ok => "badge ok",
            Self::Warn => "badge warn",
            Self::Bad => "badge bad",
        }
    }
}

/// One outlined word.
#[component]
pub fn Badge(
    /// What it warns of.
    #[prop(optional)]
    tone: Tone,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! { <span class=tone.class()>{children()}</span> }
}
