//! The form for a schedule of what the page shows: a report of the same calls, by itself.

use super::super::scope::Scope;
use super::board::Doings;
use crate::api::{SetSchedule, set_schedule};
use crate::prelude::*;
use crate::ui::post::PostForm;
use crate::words;
use domain::report::{ScheduleFields, Weekday};
use leptos::html;
use leptos::server_fn::ServerFn as _;

/// The days that can be chosen beside those of the week, as [`ScheduleFields`] has them.
const DAYS: [(&str, &str); 3] = [("day", "Every day"), ("first", "The first of every month"), ("last", "The last day of every month")];

/// Before people come to work in most of Europe.
const HOUR: &str = "6";

/// The form.
#[component]
pub fn Form(scope: Memo<Scope>, doings: Doings) -> impl IntoView {
    let [name, hour, days, query] = [(); 4].map(|()| NodeRef::<html::Input>::new());
    let on = NodeRef::<html::Select>::new();
    let set = Action::new(move |fields: &ScheduleFields| {
        let (asked, words) = (set_schedule(fields.clone()), format!("{} is set.", fields.name.trim()));
        async move { doings.settle(asked.await, words) }
    });
    let send = Callback::new(move |()| {
        let value = |input: NodeRef<html::Input>| input.get_untracked().map(|input| input.value()).unwrap_or_default();
        let on = on.get_untracked().map(|select| select.value()).unwrap_or_default();
        set.dispatch(ScheduleFields { name: value(name), on, hour: value(hour), days: value(days), query: value(query) });
    });
    let shown = Memo::new(move |_| scope.with(Scope::as_query));
    let weekday = |weekday: Weekday| view! { <option value=weekday.word()>{format!("Every {}", words::capital(weekday.word()))}</option> };
    let other = |(value, words): (&'static str, &'static str)| view! { <option value=value>{words}</option> };
    view! {
        <details class="raw">
            <summary>"Set a schedule"</summary>
            <PostForm url=SetSchedule::url() class="schedule" label="What makes a report by itself" send=send>
                {field("name", "Name", view! { <input id="schedule-name" name="fields[name]" node_ref=name type="text" autocomplete="off" placeholder="weekly" /> })}
                {field("on", "When", view! {
                    <select id="schedule-on" name="fields[on]" node_ref=on>
                        {Weekday::ALL.map(weekday).into_iter().collect_view()}{DAYS.map(other).into_iter().collect_view()}
                    </select>
                })}
                {field("hour", "At, hour in UTC", view! { <input id="schedule-hour" name="fields[hour]" node_ref=hour type="text" inputmode="numeric" autocomplete="off" value=HOUR /> })}
                {field("days", "Over, days", view! { <input id="schedule-days" name="fields[days]" node_ref=days type="text" inputmode="numeric" autocomplete="off" placeholder="since the one before" /> })}
                {field("query", "Of which calls", view! { <input id="schedule-query" name="fields[query]" node_ref=query type="text" autocomplete="off" spellcheck="false" placeholder="all" value=shown.get_untracked() prop:value=shown /> })}
                <div class="actions"><button type="submit" class="button">"Save schedule"</button></div>
            </PostForm>
        </details>
    }
}

fn field(name: &'static str, label: &'static str, input: AnyView) -> AnyView {
    view! { <div class="field"><label for=format!("schedule-{name}")>{label}</label>{input}</div> }
}
