//! The settings of this browser, and the facts of this Meshdeck.

mod facts;
mod sources;
mod theme;
mod token;

use crate::prelude::*;
use facts::Facts;
use sources::Sources;
use theme::ThemeChoice;
use token::TokenField;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! {
        <div class="page-bar"><h1>"Settings"</h1><p>"Kept in this browser"</p></div>
        <div class="page settings">
            <ThemeChoice />
            <TokenField />
            <Facts />
            <Sources />
        </div>
    }
}
