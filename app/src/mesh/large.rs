//! What laying out a large mesh takes: a part of its own, because most meshes are small.

use force_layout::Large;

/// From so many nodes on the map waits for it.
pub const MANY: usize = force_layout::MANY;

/// Fetches it.
#[leptos::wasm_split::wasm_split(mesh_large, wasm_split_path = leptos::wasm_split)]
pub fn large() -> Large {
    force_layout::large()
}
