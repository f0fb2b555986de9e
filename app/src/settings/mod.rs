//! The settings of this browser, and the variables and the facts of this Meshdeck.

mod facts;
mod sources;
mod theme;
mod token;
mod variables;

use crate::prelude::*;
use facts::Facts;
use sources::Sources;
use theme::ThemeChoice;
use token::TokenField;
use variables::Variables;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! {
        <div class="page-bar"><h1>"Settings"</h1><p>"Of this browser, and of this Meshdeck"</p></div>
        <div class="page settings">
            <ThemeChoice />
            <TokenField />
            <Variables />
            <Facts />
            <Sources />
        </div>
    }
}
