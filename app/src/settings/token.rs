//! The registry's token, with which the console may change things.

use crate::api::{KeepToken, keep_token};
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use leptos::html;
use leptos::server_fn::ServerFn as _;

/// The field; what it holds goes into a cookie that no script reads.
#[component]
pub fn TokenField() -> impl IntoView {
    let keep = Action::new(|token: &String| keep_token(token.clone()));
    let field = NodeRef::<html::Input>::new();
    let send = Callback::new(move |()| {
        if let Some(field) = field.get_untracked() {
            keep.dispatch(field.value());
        }
    });
    let said = move || match keep.value().get() {
        None => ().into_any(),
        Some(Ok(())) => view! { <p class="ok-text">"Kept. Calls, runs and changes are made with it from now on."</p> },
        Some(Err(fault)) => view! { <p class="field-error"><Icon name="warning" size=14 />{fault.0.detail}</p> },
    };
    view! {
        <section class="section">
            <header><h2>"Registry token"</h2></header>
            <PostForm url=KeepToken::url() class="line" send=send>
                <label for="token">"Token"</label>
                <input id="token" name="token" node_ref=field type="password" class="mono" autocomplete="off" required=true aria-describedby="token-about" />
                <p id="token-about">"Needed to register, call or run where this Meshdeck asks for one. It goes into a cookie that scripts cannot read, for 30 days."</p>
                <div class="actions"><button type="submit" class="button">"Keep token"</button></div>
                <div aria-live="polite" class="actions">{dynamic(said)}</div>
            </PostForm>
        </section>
    }
}
