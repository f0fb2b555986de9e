//! The page for an address that is none.

use crate::paths;
use crate::prelude::*;

/// Says so, and leads on.
#[component]
pub fn Lost() -> impl IntoView {
    view! {
        <div class="page-bar"><h1>"There is no such page"</h1></div>
        <div class="page">
            <section class="empty">
                <p>"Nothing is at this address. A service or a run may have been removed, or a letter is wrong."</p>
                <p class="actions">
                    <a class="button primary" href=paths::overview()>"Open the overview"</a>
                    <a class="button quiet" href=paths::tools()>"Search the tools"</a>
                </p>
            </section>
        </div>
    }
}
