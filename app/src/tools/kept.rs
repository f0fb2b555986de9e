//! Draws a page once and hands it its data as a signal, so that what a person typed, folded or focused
//! outlives each reload.

use crate::ui::states::{Failed, Skeleton, Trouble};
use leptos::prelude::*;

#[derive(Clone, PartialEq)]
enum Stand<T> {
    Waiting,
    There,
    Missing(T),
}

/// Draws the resource's data with `draw` as soon as it is there; later data only moves the signal.
///
/// Trouble that passes by itself leaves the last data standing; `rows` is how high the page will be, in rows.
pub fn kept<T, E, V>(
    resource: Resource<Result<T, E>>,
    rows: usize,
    draw: impl Fn(Signal<T>) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    E: Clone + Into<Trouble> + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let content = move || {
        let stand = Memo::new(move |before: Option<&Stand<Trouble>>| match resource.get() {
            None => before.cloned().unwrap_or(Stand::Waiting),
            Some(Ok(_)) => Stand::There,
            Some(Err(error)) => match error.into() {
                trouble if trouble.passing && before == Some(&Stand::There) => Stand::There,
                trouble => Stand::Missing(trouble),
            },
        });
        let draw = draw.clone();
        move || match stand.get() {
            Stand::Waiting => ().into_any(),
            Stand::Missing(trouble) => view! { <Failed trouble=trouble /> }.into_any(),
            Stand::There => follow(resource).map(&draw).into_any(),
        }
    };
    view! { <Transition fallback=move || view! { <Skeleton rows=rows /> }>{content.clone()()}</Transition> }
}

/// The data of a resource that has some, as a signal that keeps the last good one.
fn follow<T, E>(resource: Resource<Result<T, E>>) -> Option<Signal<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    E: Clone + Send + Sync + 'static,
{
    let first = untrack(|| resource.get())?.ok()?;
    let data = Memo::new(move |before: Option<&T>| match resource.get() {
        Some(Ok(data)) => data,
        _ => before.unwrap_or(&first).clone(),
    });
    Some(data.into())
}
