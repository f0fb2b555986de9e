//! Shapes onto pixels, with smooth edges; knows no canvas and no browser.
//!
//! ```text
//! Brush (colour, cover) + shape → Bitmap → bytes, as an `ImageData` wants them
//! ```
//! For pictures of very many small shapes, which a browser's pen rasterises far more slowly without a GPU: every shape here is a
//! loop over the few pixels that it covers. A pixel's cover is how much of it the shape's edge leaves, measured across the edge.
//!
//! To add a shape: one file, an `impl Bitmap` with one method, and a test of a few pixels with exact covers.

mod area;
mod bitmap;
mod brush;
mod dash;
mod hairs;
mod line;
mod round;

pub use bitmap::Bitmap;
pub use brush::{Brush, Colour};

/// A place on the bitmap: across and down, in pixels from its top left corner.
pub type Spot = (f32, f32);
