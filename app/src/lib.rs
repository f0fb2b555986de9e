//! The console, compiled twice: on the server into pages that read well by themselves, in the browser into pages that live.
//!
//! Pages load, parts draw. Features (`overview`, `mesh`, `tools`, …) do not know each other;
//! they meet in `ui`, `loaded`, `paths`, `live` and the crate `domain`.

pub mod alerts;
pub mod analytics;
pub mod api;
pub mod browser;
pub mod calls;
pub mod live;
pub mod loaded;
pub mod mesh;
pub mod overview;
pub mod pages;
pub mod paths;
mod prelude;
pub mod runs;
pub mod services;
pub mod settings;
pub mod shell;
pub mod tools;
pub mod ui;
pub mod words;

pub use shell::{App, Assets, Document, Theme};
