//! Draws what a page asked for: a skeleton before it comes, the trouble where it fails, and while it
//! loads again what was there before.

use crate::api::{Asked, Fault, Reply};
use crate::ui::states::{Failed, Skeleton, Trouble};
use domain::Failure;
use domain::failure::Kind;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::sync::Arc;

type Answer = Option<Result<Reply, Fault>>;
type Draw = Arc<dyn Fn(&Reply) -> Result<AnyView, Failure> + Send + Sync>;

/// Draws the answer with `draw`; `rows` is how high it will be, in rows.
pub fn loaded<T: DeserializeOwned + 'static, V: IntoView + 'static>(
    asked: Asked<T>,
    rows: usize,
    draw: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView {
    drawn(Box::new(move || asked.reply()), rows, Arc::new(move |reply| reply.read().map(|data| draw(data).into_any())), None)
}

/// Draws the answer with `draw`, and with `missing` where there is no such thing, which is an answer too.
pub fn looked_up<T: DeserializeOwned + 'static, V: IntoView + 'static>(
    asked: Asked<T>,
    rows: usize,
    draw: impl Fn(T) -> V + Send + Sync + 'static,
    missing: impl Fn(Failure) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw: Draw = Arc::new(move |reply| reply.read().map(|data| draw(data).into_any()));
    drawn(Box::new(move || asked.reply()), rows, draw, Some(Arc::new(missing)))
}

/// Apart from the above, so that it is compiled once and not once a page.
fn drawn(
    answer: Box<dyn Fn() -> Answer + Send + Sync>,
    rows: usize,
    draw: Draw,
    missing: Option<Arc<dyn Fn(Failure) -> AnyView + Send + Sync>>,
) -> AnyView {
    let (answer, last) = (Arc::new(answer), StoredValue::new(None::<Reply>));
    let shown = move |answer: Result<Reply, Fault>| {
        let failure = match answer.map_err(|Fault(failure)| failure).and_then(|reply| draw(&reply).map(|view| (reply, view))) {
            Ok((reply, view)) => {
                last.set_value(Some(reply));
                return view;
            }
            Err(failure) => failure,
        };
        match &missing {
            Some(missing) if failure.kind == Kind::NotFound => return missing(failure),
            _ => {}
        }
        // What passes by itself, as a server that restarts, leaves the last data standing.
        let trouble = Trouble::from(failure);
        let before = last.get_value().filter(|_| trouble.passing).and_then(|reply| draw(&reply).ok());
        before.unwrap_or_else(|| view! { <Failed trouble=trouble /> }.into_any())
    };
    view! {
        <Transition fallback=move || view! { <Skeleton rows=rows /> }>
            {
                let (answer, shown) = (answer.clone(), shown.clone());
                move || answer().map(&shown)
            }
        </Transition>
    }
    .into_any()
}
