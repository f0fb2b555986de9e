//! The console's first page: the field for a requirement, and the runs, newest first.

mod order;
mod table;

use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::loaded;
use crate::prelude::*;
use leptos_router::hooks::use_query_map;
use order::OrderForm;
use table::RunTable;

/// The page.
#[component]
pub fn RunsPage() -> impl IntoView {
    let live = use_live();
    let params = use_query_map();
    let after = Memo::new(move |_| params.with(|params| params.get("after").filter(|after| !after.is_empty())));
    let asked = Memo::new(move |_| params.with(|params| params.get("ask").unwrap_or_default()));
    let runs = Asked::new(move || (Ask::Runs { after: after.get() }, live.version(Topic::Runs)));
    view! {
        <header class="page-bar"><h1>"Runs"</h1><p>"A requirement in words, the tools it takes, and the answer"</p></header>
        <div class="page runs">
            <OrderForm asked=asked />
            {loaded(runs, 8, move |runs| view! { <RunTable runs=runs is_first=after.with_untracked(Option::is_none) /> })}
        </div>
    }
}
