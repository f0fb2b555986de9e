//! The page of alerts: the rules, and beside them one of them or the form for a new one.

use super::beside::Beside;
use super::form::AlertForm;
use super::place::Place;
use super::table::AlertTable;
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::loaded;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use domain::alert::{AlertBoard, RuleFields};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// The page.
#[component]
pub fn AlertsPage() -> impl IntoView {
    let live = use_live();
    let params = use_query_map();
    let place = Memo::new(move |_| params.with(|params| Place::read(|key| params.get(key))));
    let changes = RwSignal::new(0_u32);
    let board = Asked::new(move || (Ask::Alerts, live.versions([Topic::Services, Topic::Calls]).wrapping_add(changes.get())));
    let is_open = move || place.with(|place| *place != Place::Table);
    view! {
        <header class="page-bar">
            <h1>"Alerts"</h1>
            <p>"Rules over the figures of calls, judged every five seconds"</p>
            <div class="actions"><a class="button" class:primary=move || !is_open() href=Place::New.path()>"Make a rule"</a></div>
        </header>
        <div class="page alerts" class:open=is_open>
            <div>
                {loaded(board, 6, move |board: AlertBoard| (secret(&board), view! { <AlertTable board=board place=place /> }))}
            </div>
            {dynamic(move || view! { <aside aria-label="One alert" hidden=!is_open()>{beside(place.get(), changes)}</aside> })}
        </div>
    }
}

fn beside(place: Place, changes: RwSignal<u32>) -> Option<AnyView> {
    match place {
        Place::Table => None,
        Place::One(name) => Some(view! { <Beside name=name changes=changes /> }),
        Place::New => {
            let navigate = use_navigate();
            let done = Callback::new(move |name| {
                changes.update(|changes| *changes = changes.wrapping_add(1));
                navigate(&Place::One(name).path(), NavigateOptions::default());
            });
            Some(view! {
                <section class="section">
                    <header><h2>"A new rule"</h2></header>
                    <AlertForm fields=RuleFields::default() is_new=true done=done><a class="button quiet" href=Place::Table.path()>"Cancel"</a></AlertForm>
                </section>
            })
        }
    }
}

/// That nothing can be signed yet, where somebody wants to be told.
fn secret(board: &AlertBoard) -> AnyView {
    let is_wanted = board.alerts.iter().any(|alert| alert.rule.webhook.is_some());
    let is_missing = is_wanted && !board.can_sign;
    view! {
        <p class="note warn" hidden=!is_missing>
            <Icon name="warning" size=14 />
            <span>"No webhook can be told: deliveries are signed with the variable "<code>"_alerts_SECRET"</code>", which is not set."</span>
            <a href=paths::settings()>"Set it"</a>
        </p>
    }
}
