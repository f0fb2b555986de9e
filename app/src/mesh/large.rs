//! What laying out and drawing a large mesh takes: a part of its own, because most meshes are small.

use crate::browser::canvas::{self, Means};

/// From so many nodes on the map waits for it.
pub const MANY: usize = force_layout::MANY;

/// What lays a large mesh out, and what draws it.
#[derive(Clone, Copy)]
pub struct Large {
    /// For the stage.
    pub layout: force_layout::Large,
    /// For the canvas.
    pub means: Means,
}

/// Fetches it.
#[leptos::wasm_split::wasm_split(mesh_large, wasm_split_path = leptos::wasm_split)]
pub fn large() -> Large {
    here()
}

/// The same where nothing is fetched.
pub fn here() -> Large {
    Large { layout: force_layout::large(), means: Means { paint: canvas::paint, ground: canvas::under } }
}
