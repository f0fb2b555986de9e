//! The page of one service: how it is and why, its instances, its manual, its tools, what happened.

mod callable;
mod calls;
mod head;
mod history;
mod instances;
mod manual;
mod objective;
mod remove;
mod tools;
mod traffic;
mod unknown;
mod versions;

use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::{loaded, looked_up};
use crate::prelude::*;
use callable::CallableFrom;
use calls::Calls;
use domain::Time;
use domain::review::Review;
use domain::service::ServiceDetail;
use head::Head;
use history::History;
use instances::Instances;
use leptos::html;
use leptos_router::hooks::use_params_map;
use manual::Manual;
use objective::{Asking, Objective};
use remove::RemoveDialog;
use tools::Tools;
use traffic::{Changing, Traffic};
use unknown::UnknownService;
use versions::Versions;

/// The page of a service; another service is another page.
#[component]
pub fn ServicePage() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("name").unwrap_or_default()));
    dynamic(move || view! { <One name=name.get() /> })
}

#[component]
fn One(name: String) -> impl IntoView {
    let live = use_live();
    let (dialog, changing, asking) = (NodeRef::<html::Dialog>::new(), Changing::new(), Asking::new());
    let detail = Asked::new({
        let name = name.clone();
        move || (Ask::Service(name.clone()), live.versions([Topic::Services, Topic::Calls]))
    });
    let review = Asked::new({
        let name = name.clone();
        move || (Ask::Review(name.clone()), live.version(Topic::Services))
    });
    let missing = {
        let name = name.clone();
        move |failure| view! { <UnknownService name=name.clone() failure=failure /> }
    };
    view! {
        {looked_up(detail, 14, move |detail| page(detail, review, dialog, (changing, asking)), missing)}
        <RemoveDialog name=name dialog=dialog />
    }
}

fn page(detail: ServiceDetail, review: Asked<Review>, dialog: NodeRef<html::Dialog>, (changing, asking): (Changing, Asking)) -> AnyView {
    let now = latest(&detail);
    let ServiceDetail { service, tools, manual_text, history, calls, figures, objective, alerts } = detail;
    let (name, of) = (service.name.clone(), service.name.clone());
    let callable = move |Review { tools, more, .. }| view! { <CallableFrom service=name.clone() tools=tools more=more /> };
    let versions = move |review| view! { <Versions service=of.clone() review=review now=now /> };
    view! {
        <Head service=service.clone() figures=figures alerts=alerts now=now dialog=dialog />
        <div class="service">
            <div>
                <Instances instances=service.instances now=now />
                <Tools tools=tools />
                {loaded(review, 2, callable)}
                <Calls service=service.name.clone() calls=calls now=now />
            </div>
            <aside aria-label="Objective, traffic, manual and history">
                <Objective service=service.name.clone() standing=objective asking=asking />
                <Traffic service=service.name rules=service.traffic changing=changing />
                <Manual manual=service.manual text=manual_text tools=service.tools now=now />
                {loaded(review, 2, versions)}
                <History history=history now=now />
            </aside>
        </div>
    }
}

/// The latest moment that the page tells of: what "today" means to it, on either side alike.
fn latest(detail: &ServiceDetail) -> Time {
    let times = [detail.service.source.as_of, detail.service.since, detail.service.manual.fetched_at.unwrap_or_default()];
    let calls = detail.calls.first().map(|call| call.at);
    let history = detail.history.first().map(|change| change.at);
    times.into_iter().chain(calls).chain(history).max().unwrap_or_default()
}
