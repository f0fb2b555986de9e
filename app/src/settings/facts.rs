//! What this Meshdeck is.

use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::format;
use domain::overview::Sill;

/// Environment, version and size.
#[component]
pub fn Facts() -> impl IntoView {
    let live = use_live();
    let sill = Asked::new(move || (Ask::Sill, live.version(Topic::Services)));
    view! {
        <section class="section">
            <header><h2>"This Meshdeck"</h2></header>
            {loaded(sill, 3, draw)}
        </section>
    }
}

fn draw(sill: Sill) -> impl IntoView {
    view! {
        <dl class="facts">
            <dt>"Environment"</dt>
            <dd>{sill.environment}{sill.demo.then_some(", with the demo mesh")}</dd>
            <dt>"Version"</dt>
            <dd>{env!("CARGO_PKG_VERSION")}</dd>
            <dt>"Services"</dt>
            <dd>{format::count(sill.counts.total().into())}</dd>
        </dl>
    }
}
