//! What every page is written with: leptos, and a `view!` of our own.

pub use leptos::prelude::*;

use leptos::tachys::reactive_graph::SharedReactiveFunction;
use std::sync::{Arc, Mutex};

/// A part of the markup that is drawn again by itself whenever what it reads changes; one type for all of them, as with `view!`.
pub fn dynamic<V: IntoAny>(mut part: impl FnMut() -> V + Send + 'static) -> SharedReactiveFunction<AnyView> {
    Arc::new(Mutex::new(move || part().into_any()))
}

/// Markup as leptos has it, its type forgotten: lists, options and branches of markup are then of one type,
/// and what draws them is compiled once and not once for each.
macro_rules! view {
    ($($markup:tt)*) => {
        ::leptos::prelude::IntoAny::into_any(::leptos::view! { $($markup)* })
    };
}

pub(crate) use view;
