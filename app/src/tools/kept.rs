//! Draws a page once and hands it its data as a signal, so that what a person typed, folded or focused
//! outlives each reload.

use crate::api::Asked;
use crate::loaded::{Missing, failed};
use crate::prelude::*;
use crate::ui::states::{Skeleton, Trouble};
use domain::Failure;
use serde::de::DeserializeOwned;

#[derive(Clone, PartialEq)]
enum Stand {
    Waiting,
    There,
    Failed(Failure),
}

/// Draws the answer with `draw` as soon as it is there; later data only moves the signal.
///
/// Trouble that passes by itself leaves the last data standing;
/// `rows` is how high the page will be, in rows.
pub fn kept<T, V>(
    asked: Asked<T>,
    rows: usize,
    draw: impl Fn(Signal<T>) -> V + Clone + Send + Sync + 'static,
    missing: Option<Missing>,
) -> AnyView
where
    T: Clone + PartialEq + DeserializeOwned + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let content = move || {
        let stand = Memo::new(move |before: Option<&Stand>| match asked.get() {
            None => before.cloned().unwrap_or(Stand::Waiting),
            Some(Ok(_)) => Stand::There,
            Some(Err(failure)) if before == Some(&Stand::There) && Trouble::from(failure.clone()).passing => Stand::There,
            Some(Err(failure)) => Stand::Failed(failure),
        });
        let (draw, missing) = (draw.clone(), missing.clone());
        dynamic(move || match stand.get() {
            Stand::Waiting => ().into_any(),
            Stand::Failed(failure) => failed(failure, missing.as_ref()),
            Stand::There => follow(asked).map(&draw).into_any(),
        })
    };
    view! { <Transition fallback=move || view! { <Skeleton rows=rows /> }>{content.clone()()}</Transition> }
}

/// The data of an answer that is there, as a signal that keeps the last good one.
fn follow<T>(asked: Asked<T>) -> Option<Signal<T>>
where
    T: Clone + PartialEq + DeserializeOwned + Send + Sync + 'static,
{
    let first = untrack(|| asked.get())?.ok()?;
    let data = Memo::new(move |before: Option<&T>| match asked.get() {
        Some(Ok(data)) => data,
        _ => before.unwrap_or(&first).clone(),
    });
    Some(data.into())
}
