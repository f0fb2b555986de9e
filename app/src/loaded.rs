//! Draws what a page asked for: a skeleton before it comes, the trouble where it fails, and while it
//! loads again what was there before. And draws what is in a part, once that is there.

use crate::api::{Asked, Fault, IS_SERVER, Replies, Reply};
use crate::prelude::*;
use crate::ui::states::{Failed, Skeleton, Trouble};
use domain::Failure;
use domain::failure::Kind;
use leptos::tachys::reactive_graph::OwnedView;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use std::sync::Arc;

type Draw = Arc<dyn Fn(&Reply) -> Result<AnyView, Failure> + Send + Sync>;

/// What is drawn where there is no such thing, which is an answer too.
pub type Missing = Arc<dyn Fn(Failure) -> AnyView + Send + Sync>;

/// Draws the answer with `draw`; `rows` is how high it will be, in rows.
pub fn loaded<T: DeserializeOwned + 'static, V: IntoView + 'static>(
    asked: Asked<T>,
    rows: usize,
    draw: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView {
    drawn(asked.reply(), rows, reads(draw), None)
}

/// Draws the answer with `draw`, and with `missing` where there is no such thing.
pub fn looked_up<T: DeserializeOwned + 'static, V: IntoView + 'static>(
    asked: Asked<T>,
    rows: usize,
    draw: impl Fn(T) -> V + Send + Sync + 'static,
    missing: impl Fn(Failure) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    drawn(asked.reply(), rows, reads(draw), Some(Arc::new(missing)))
}

/// Draws what is in a part of the browser half, once that is loaded.
pub fn from_part(view: impl Future<Output = AnyView> + Send + 'static) -> AnyView {
    suspended(Box::pin(view))
}

/// Apart from the above, so that it is compiled once and not once a part.
fn suspended(view: Pin<Box<dyn Future<Output = AnyView> + Send>>) -> AnyView {
    // After a wait nobody's context is the current one, so the view brings along its own.
    Suspend::new(async move { OwnedView::new(view.await) }).into_any()
}

/// What only browsers without scripts show: the others are not sent what draws it.
pub fn without_scripts(view: impl FnOnce() -> AnyView) -> impl IntoView {
    let drawn = if IS_SERVER { view().to_html() } else { String::new() };
    view! { <noscript inner_html=drawn></noscript> }
}

/// The failure in words, or as `missing` has it.
pub fn failed(failure: Failure, missing: Option<&Missing>) -> AnyView {
    match missing.filter(|_| failure.kind == Kind::NotFound) {
        Some(missing) => missing(failure),
        None => view! { <Failed trouble=Trouble::from(failure) /> },
    }
}

fn reads<T: DeserializeOwned + 'static, V: IntoView + 'static>(draw: impl Fn(T) -> V + Send + Sync + 'static) -> Draw {
    Arc::new(move |reply| reply.read().map(|data| draw(data).into_any()))
}

/// Apart from the above, so that it is compiled once and not once a page.
fn drawn(asked: Replies, rows: usize, draw: Draw, missing: Option<Missing>) -> AnyView {
    let last = StoredValue::new(None::<Reply>);
    let shown = move |answer: Result<Reply, Fault>| {
        match answer.map_err(|Fault(failure)| failure).and_then(|reply| draw(&reply).map(|view| (reply, view))) {
            Ok((reply, view)) => {
                last.set_value(Some(reply));
                view
            }
            Err(failure) => {
                // What passes by itself, as a server that restarts, leaves the last data standing: that of this question only.
                let before = last.get_value().filter(|_| asked.hold() && Trouble::from(failure.clone()).passing);
                before.and_then(|reply| draw(&reply).ok()).unwrap_or_else(|| failed(failure, missing.as_ref()))
            }
        }
    };
    view! {
        <Transition fallback=move || view! { <Skeleton rows=rows /> }>
            {
                let shown = shown.clone();
                dynamic(move || asked.get().map(&shown))
            }
        </Transition>
    }
}
