//! Draws what a resource brings: a skeleton before it comes, the trouble where it fails, and while it
//! loads again what was there before. Boxed, so that a page is no single type as deep as itself.

use super::states::{Failed, Skeleton, Trouble};
use leptos::prelude::*;

/// Draws the resource's data with `draw`; `rows` is how high it will be, in rows.
pub fn loaded<T, E, V>(
    resource: Resource<Result<T, E>>,
    rows: usize,
    draw: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    E: Clone + Into<Trouble> + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let last = StoredValue::new(None::<T>);
    let shown = move |result: Result<T, E>| match result.map_err(Into::into) {
        Ok(data) => {
            last.set_value(Some(data.clone()));
            draw(data).into_any()
        }
        // What passes by itself, as a server that restarts, leaves the last data standing.
        Err(trouble) => match last.get_value().filter(|_| trouble.passing) {
            Some(data) => draw(data).into_any(),
            None => view! { <Failed trouble=trouble /> }.into_any(),
        },
    };
    view! {
        <Transition fallback=move || view! { <Skeleton rows=rows /> }>
            {
                let shown = shown.clone();
                move || resource.get().map(shown.clone())
            }
        </Transition>
    }
}
