//! An address at which there is no run.

use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;

/// What was asked for, and where the runs are.
#[component]
pub fn UnknownRun(id: String) -> impl IntoView {
    view! {
        <header class="page-bar"><h1>"No such run"</h1></header>
        <div class="page">
            <section class="failed">
                <h2><Icon name="warning" />"There is no run "<code>{id}</code></h2>
                <p>"The list of runs has those that were kept."</p>
                <div class="actions"><a class="button" href=paths::runs()>"All runs"</a></div>
            </section>
        </div>
    }
}
