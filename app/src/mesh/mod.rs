//! The mesh: who is there and who calls whom, as a map to move about in and as a table that says the same.
//!
//! ```text
//! mesh → Graph → Stage (layout, camera, hands, pulses) → scene → Draw → canvas
//! ```
//! The map is a canvas and lives outside of the page's reactive state; table, legend and panel are plain
//! parts, which the server renders too. Measures and meanings stand in `marks` and `meaning` alone.

mod alone;
mod changes;
mod emphasis;
mod export;
mod finder;
mod foot;
mod graph;
mod hand;
mod large;
mod legend;
mod map;
mod marks;
mod meaning;
mod page;
mod panel;
mod picture;
mod place;
mod pulses;
mod replay;
#[cfg(test)]
mod sample;
mod scene;
mod sign;
mod stage;
mod traffic;
mod twin;
mod walk;

pub use alone::Alone;
pub use changes::load_changes;
pub use foot::load_scrubber;
pub use page::MeshPage;
pub use panel::load_panel;
pub use picture::picture;
pub use replay::replay;
pub use twin::load_twin;
