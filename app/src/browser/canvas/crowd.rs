//! Crowds of shapes, which the pen would draw one by one: by the GPU on a sheet under the canvas, or pixel by pixel.

use super::Element;
use super::bitmap::{Colours, Paint};
use super::draw::{Draw, Ink};
use raster::Bitmap;
use wasm_bindgen::Clamped;
use web_sys::{CanvasRenderingContext2d, ImageData};

/// From so many things to draw on, they are a crowd.
const CROWD: usize = 1500;

/// A sheet under the canvas.
pub trait Ground {
    /// Draws everything but text, so many pixels across and down; answers whether it could.
    fn paint(&mut self, drawing: &[Draw], colours: &Colours, size: (u32, u32), ratio: f64) -> bool;

    /// Is not seen until it paints again.
    fn rest(&self);
}

/// Both ways of drawing a crowd: pixel by pixel, and what lays a sheet for the GPU under a canvas where there is one.
#[derive(Clone, Copy)]
pub struct Means {
    /// Draws pixel by pixel.
    pub paint: Paint,
    /// Lays the sheet.
    pub ground: fn(&Element) -> Option<Box<dyn Ground>>,
}

/// What draws a crowd, and the colours it draws with.
pub(super) struct Crowd {
    colours: Colours,
    paint: Paint,
    bitmap: Bitmap,
    ground: Option<Box<dyn Ground>>,
}

impl Crowd {
    pub fn new(means: Means, canvas: &Element, colours: Colours) -> Self {
        Self { colours, paint: means.paint, bitmap: Bitmap::default(), ground: (means.ground)(canvas) }
    }

    /// Draws with other colours from now on.
    pub fn with(self, colours: Colours) -> Self {
        Self { colours, ..self }
    }

    /// Draws everything but text where that is a crowd, over what the canvas shows; answers whether it did.
    pub fn draw(&mut self, drawing: &[Draw], canvas: &Element, pen: &CanvasRenderingContext2d, ratio: f64) -> bool {
        if drawing.len() < CROWD {
            self.ground.iter().for_each(|ground| ground.rest());
            return false;
        }
        let size = (canvas.width(), canvas.height());
        if self.ground.as_mut().is_some_and(|ground| ground.paint(drawing, &self.colours, size, ratio)) {
            pen.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
            return true;
        }
        // A GPU that is gone does not come back to the same sheet.
        self.ground = None;
        self.bitmap.begin(size.0 as usize, size.1 as usize, self.colours[Ink::Paper as usize]);
        (self.paint)(&mut self.bitmap, drawing, &self.colours, ratio);
        let image = ImageData::new_with_u8_clamped_array(Clamped(self.bitmap.bytes()), size.0);
        image.is_ok_and(|image| pen.put_image_data(&image, 0.0, 0.0).is_ok())
    }
}
