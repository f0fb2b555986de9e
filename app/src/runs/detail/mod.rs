//! The page of one run: its budgets, its steps on one time axis, its answer, where its time went.

mod answer;
mod axis;
mod beside;
mod budgets;
mod head;
mod offered;
mod steps;
mod unknown;

use crate::api::{Ask, Asked, cancel_run};
use crate::live::{Topic, use_live};
use crate::loaded::looked_up;
use crate::prelude::*;
use answer::Answer;
use beside::Beside;
use budgets::Budgets;
use domain::run::Run;
use head::{Cancelling, Head};
use leptos_router::hooks::use_params_map;
use steps::Steps;
use unknown::UnknownRun;

/// The page of a run; another run is another page.
#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    dynamic(move || view! { <One id=id.get() /> })
}

#[component]
fn One(id: String) -> impl IntoView {
    let live = use_live();
    let cancel = Action::new(|id: &String| cancel_run(id.clone()));
    let run = Asked::new({
        let id = id.clone();
        move || (Ask::Run(id.clone()), live.version(Topic::Runs))
    });
    let missing = move |_| view! { <UnknownRun id=id.clone() /> };
    view! {
        {looked_up(run, 12, move |run| page(run, cancel), missing)}
    }
}

fn page(run: Run, cancel: Cancelling) -> AnyView {
    view! {
        <Head run=run.clone() cancel=cancel />
        <Budgets run=run.clone() />
        <div class="run">
            <div>
                <Steps run=run.clone() />
                <Answer run=run.clone() />
            </div>
            <aside aria-label="Tools and time"><Beside run=run /></aside>
        </div>
    }
}
