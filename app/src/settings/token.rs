//! The registry's token, with which the console may change things.

use crate::api::KeepToken;
use crate::ui::icon::Icon;
use leptos::either::EitherOf3;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// The field; what it holds goes into a cookie that no script reads.
#[component]
pub fn TokenField() -> impl IntoView {
    let keep = ServerAction::<KeepToken>::new();
    let said = move || match keep.value().get() {
        None => EitherOf3::A(()),
        Some(Ok(())) => EitherOf3::B(view! { <p class="ok-text">"Kept. Calls, runs and changes are made with it from now on."</p> }),
        Some(Err(fault)) => EitherOf3::C(view! { <p class="field-error"><Icon name="warning" size=14 />{fault.0.detail}</p> }),
    };
    view! {
        <section class="section">
            <header><h2>"Registry token"</h2></header>
            <ActionForm action=keep attr:class="line">
                <label for="token">"Token"</label>
                <input id="token" name="token" type="password" class="mono" autocomplete="off" required=true aria-describedby="token-about" />
                <p id="token-about">"Needed to register, call or run where this Meshdeck asks for one. It goes into a cookie that scripts cannot read, for 30 days."</p>
                <div class="actions"><button type="submit" class="button">"Keep token"</button></div>
                <div aria-live="polite" class="actions">{said}</div>
            </ActionForm>
        </section>
    }
}
