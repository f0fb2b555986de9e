//! The theme: the system's, or the one a person chose, which a cookie carries to the server.

use crate::browser;
use crate::prelude::*;

/// The theme a person chose; the server reads it from a cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in the cookie and on the document.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the word; anything else is the system's.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }

    /// Shows this theme at once and keeps it for the next page.
    pub fn choose(self, shown: RwSignal<Self>) {
        shown.set(self);
        browser::keep_theme(self.word());
    }

    /// Puts the theme of this page into context: as the server was told, or as the document says.
    pub(super) fn provide() {
        let told = use_context::<Self>().unwrap_or_else(|| Self::from_word(&browser::theme()));
        provide_context(RwSignal::new(told));
    }
}

/// The theme of this page.
pub fn use_theme() -> RwSignal<Theme> {
    expect_context()
}
