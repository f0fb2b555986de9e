//! A tool's entry in the manual as it was fetched, and what Meshdeck knows of it.

use crate::prelude::*;
use crate::ui::copy::Copy;
use crate::ui::format::short_id;
use crate::ui::icon::Icon;
use domain::tool::{Callable, ToolPage, Version};

/// The raw entry, its definitions so far and who can call the tool.
#[component]
pub fn RawManual(page: Signal<ToolPage>) -> impl IntoView {
    let text = Signal::derive(move || page.with(|page| page.manual_text.clone()));
    view! {
        <div class="raw-manual">
            <section class="section">
                <header><h2>"Entry in the manual"</h2><small>"as it was fetched"</small><Copy text=text label="Copy" /></header>
                <pre tabindex="0">{text}</pre>
            </section>
            <div>
                {dynamic(move || page.with(|page| versions(&page.tool.definition.versions)))}
                {dynamic(move || page.with(|page| callable(&page.tool.definition.callable_from)))}
            </div>
        </div>
    }
}

fn versions(versions: &[Version]) -> impl IntoView + use<> {
    let row = |version: &Version| {
        let time = version.fetched_at.to_string();
        view! { <li><code title=version.digest.clone()>{short_id(&version.digest)}</code><time datetime=time.clone()>{day(&time)}</time></li> }
    };
    view! {
        <section class="section">
            <header><h2>"Its definitions"</h2><small>"newest first"</small></header>
            <ul class="rows">{versions.iter().map(row).collect_view()}</ul>
        </section>
    }
}

/// `2026-11-20 17:06:41` of an RFC 3339 time.
fn day(time: &str) -> String {
    time.get(..19).unwrap_or(time).replace('T', " ")
}

fn callable(from: &[Callable]) -> impl IntoView + use<> {
    let row = |from: &Callable| {
        let (icon, class) = if from.callable { ("check", "ok-text") } else { ("close", "bad-text") };
        view! { <li><span class=class><Icon name=icon size=12 /></span><span>{from.client.clone()}</span><span class="quietly" title=from.remedy.clone()>{from.because.clone()}</span></li> }
    };
    view! {
        <section class="section">
            <header><h2>"Who can call it"</h2></header>
            <ul class="rows">{from.iter().map(row).collect_view()}</ul>
        </section>
    }
}
