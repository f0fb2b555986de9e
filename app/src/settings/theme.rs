//! The choice of the theme.

use crate::prelude::*;
use crate::shell::{Theme, use_theme};
use crate::ui::segments::Segments;

/// System, light or dark, shown at once.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let theme = use_theme();
    let current = Signal::derive(move || theme.get().word().to_owned());
    let choose = move |word: &'static str| Theme::from_word(word).choose(theme);
    view! {
        <section class="section">
            <header><h2>"Look"</h2></header>
            <div class="line">
                <span>"Theme"</span>
                <div><Segments label="Theme" options=vec![("system", "System"), ("light", "Light"), ("dark", "Dark")] current=current choose=choose /></div>
                <p>"System follows what this device is set to. Forced colours are always followed."</p>
            </div>
        </section>
    }
}
