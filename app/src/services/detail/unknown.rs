//! An address at which there is no service.

use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use domain::Failure;

/// What was asked for, and what was probably meant.
#[component]
pub fn UnknownService(name: String, failure: Failure) -> impl IntoView {
    let link = |name: String| view! { <li><a href=paths::service(&name)>{name.clone()}</a></li> };
    let near = (!failure.near.is_empty())
        .then(|| view! { <p>"Near it:"</p><ul class="near">{failure.near.into_iter().map(link).collect_view()}</ul> });
    view! {
        <header class="page-bar"><h1>"No such service"</h1></header>
        <div class="page">
            <section class="failed">
                <h2><Icon name="warning" />"There is no service "<code>{name}</code></h2>
                <p>"It was removed, its last lease ended, or its name is written otherwise."</p>
                {near}
                <div class="actions"><a class="button" href=paths::services()>"All services"</a></div>
            </section>
        </div>
    }
}
