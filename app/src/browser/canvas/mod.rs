//! A canvas: executes drawings in the colours of the page, sharp on every screen.
//!
//! Knows no mesh: whoever draws says what, where and in which named colour.

mod bitmap;
mod crowd;
mod draw;
mod frames;
mod gpu;
mod watch;

pub use bitmap::paint;
pub use crowd::{Ground, Means};
pub use draw::{Dash, Draw, Ink};
pub use frames::Frames;
pub use gpu::under;
pub use watch::{Watch, prefers_less_motion};

use bitmap::Colours;
use crowd::Crowd;
use force_layout::{Point, Size};
use js_sys::Array;
use std::f64::consts::TAU;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// The element of a page that is a canvas.
pub type Element = HtmlCanvasElement;

/// A canvas element with its pen and the colours of the page.
pub struct Canvas {
    element: HtmlCanvasElement,
    pen: CanvasRenderingContext2d,
    colours: [String; Ink::PROPERTIES.len()],
    sans: String,
    dashes: Vec<(Dash, Array)>,
    ratio: f64,
    crowd: Option<Crowd>,
}

impl Canvas {
    /// Takes the pen of an element; none where the browser has no canvas.
    pub fn new(element: HtmlCanvasElement) -> Option<Self> {
        let pen = element.get_context("2d").ok()??.dyn_into().ok()?;
        let (colours, sans, dashes) = (<[String; 14]>::default(), String::new(), Vec::new());
        let mut canvas = Self { element, pen, colours, sans, dashes, ratio: 1.0, crowd: None };
        canvas.read_colours();
        Some(canvas)
    }

    /// Reads the colours anew, after the theme has changed.
    pub fn read_colours(&mut self) {
        let Some(window) = web_sys::window() else { return };
        let Ok(Some(style)) = window.get_computed_style(&self.element) else { return };
        let read = |property| style.get_property_value(property).unwrap_or_default();
        self.colours = Ink::PROPERTIES.map(read);
        self.sans = read("font-family");
        let mixed = self.mixed();
        self.crowd = self.crowd.take().zip(mixed).map(|(crowd, colours)| crowd.with(colours));
    }

    /// Draws crowds all at once from now on, where the browser tells its colours.
    pub fn enlarge(&mut self, means: Means) {
        self.crowd = self.mixed().map(|colours| Crowd::new(means, &self.element, colours));
    }

    /// Gives the bitmap as many points as the screen has where the element lies; returns the element's size.
    pub fn measure(&mut self) -> Size {
        let (width, height) = (f64::from(self.element.client_width()), f64::from(self.element.client_height()));
        self.ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let (across, down) = ((width * self.ratio).round() as u32, (height * self.ratio).round() as u32);
        if (self.element.width(), self.element.height()) != (across, down) {
            self.element.set_width(across);
            self.element.set_height(down);
        }
        Size::new(width, height)
    }

    /// Wipes the canvas and draws.
    pub fn paint(&mut self, drawing: &[Draw]) {
        // A transform of finite numbers cannot fail.
        let _ = self.pen.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        let is_crowd = self.crowd.as_mut().is_some_and(|crowd| crowd.draw(drawing, &self.element, &self.pen, self.ratio));
        if !is_crowd {
            self.pen.clear_rect(0.0, 0.0, f64::from(self.element.width()), f64::from(self.element.height()));
        }
        let _ = self.pen.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        self.pen.set_global_alpha(1.0);
        self.pen.set_text_align("center");
        self.pen.set_line_join("round");
        let by_pen = |one: &&Draw| !is_crowd || matches!(one, Draw::Text { .. });
        for one in drawing.iter().filter(by_pen) {
            self.draw(one);
        }
    }

    /// Red, green and blue of each colour, as the browser mixes them; none where it falsifies what is read of a canvas. They are
    /// mixed on one that nobody sees: ours has no pixel while the table is seen.
    fn mixed(&self) -> Option<Colours> {
        let (white, count) = ("#fff".to_owned(), self.colours.len() as u32 + 1);
        let sheet: HtmlCanvasElement = self.element.owner_document()?.create_element("canvas").ok()?.dyn_into().ok()?;
        sheet.set_width(count);
        sheet.set_height(1);
        let pen: CanvasRenderingContext2d = sheet.get_context("2d").ok()??.dyn_into().ok()?;
        for (place, name) in self.colours.iter().chain([&white]).enumerate() {
            pen.set_fill_style_str(name);
            pen.fill_rect(place as f64, 0.0, 1.0, 1.0);
        }
        let read = pen.get_image_data(0.0, 0.0, f64::from(count), 1.0).ok()?.data();
        let (pixels, _) = read.as_chunks::<4>();
        let mut mixed = pixels.iter().map(|[red, green, blue, _]| [*red, *green, *blue]);
        let colours = std::array::from_fn(|_| mixed.next().unwrap_or_default());
        (mixed.next() == Some([255; 3])).then_some(colours)
    }

    fn draw(&mut self, one: &Draw) {
        match one {
            Draw::Alpha(alpha) => self.pen.set_global_alpha(*alpha),
            Draw::Line { from, to, width, ink, dash } => {
                self.begin(&[*from, *to]);
                self.stroke(*width, *ink, dash);
            }
            Draw::Area { corners, ink } => {
                self.begin(corners);
                self.fill(*ink);
            }
            Draw::Disc { at, radius, ink } => {
                self.circle(*at, *radius);
                self.fill(*ink);
            }
            Draw::Ring { at, radius, width, ink, dash } => {
                self.circle(*at, *radius);
                self.stroke(*width, *ink, dash);
            }
            Draw::Plate { at, size, round, ink } => {
                self.pen.begin_path();
                let corner = (at.x - size.width / 2.0, at.y - size.height / 2.0);
                // A radius is refused only where it is negative.
                let _ = self.pen.round_rect_with_f64(corner.0, corner.1, size.width, size.height, *round);
                self.fill(*ink);
            }
            Draw::Text { at, text, ink, font, halo } => self.write(*at, text, *ink, *font, *halo),
        }
    }

    fn begin(&self, points: &[Point]) {
        self.pen.begin_path();
        for (place, point) in points.iter().enumerate() {
            if place == 0 { self.pen.move_to(point.x, point.y) } else { self.pen.line_to(point.x, point.y) }
        }
    }

    fn circle(&self, at: Point, radius: f64) {
        self.pen.begin_path();
        // A radius is refused only where it is negative.
        let _ = self.pen.arc(at.x, at.y, radius.max(0.0), 0.0, TAU);
    }

    fn fill(&self, ink: Ink) {
        self.pen.set_fill_style_str(&self.colours[ink as usize]);
        self.pen.fill();
    }

    fn stroke(&mut self, width: f64, ink: Ink, dash: Dash) {
        let pattern = self.pattern(dash);
        // Lengths are refused only where they are negative.
        let _ = self.pen.set_line_dash(&pattern);
        self.pen.set_line_width(width);
        self.pen.set_stroke_style_str(&self.colours[ink as usize]);
        self.pen.stroke();
    }

    fn write(&mut self, at: Point, text: &str, ink: Ink, (size, bold): (f64, bool), halo: f64) {
        let weight = if bold { "600" } else { "400" };
        self.pen.set_font(&format!("{weight} {size}px {}", self.sans));
        // Both fail only where a coordinate is no number.
        if halo > 0.0 {
            let solid = self.pattern(&[]);
            let _ = self.pen.set_line_dash(&solid);
            self.pen.set_line_width(halo);
            self.pen.set_stroke_style_str(&self.colours[Ink::Paper as usize]);
            let _ = self.pen.stroke_text(text, at.x, at.y);
        }
        self.pen.set_fill_style_str(&self.colours[ink as usize]);
        let _ = self.pen.fill_text(text, at.x, at.y);
    }

    /// The dash as the browser wants it, made once.
    fn pattern(&mut self, dash: Dash) -> JsValue {
        if let Some((_, pattern)) = self.dashes.iter().find(|(known, _)| *known == dash) {
            return pattern.into();
        }
        let pattern: Array = dash.iter().map(|length| JsValue::from_f64(*length)).collect();
        self.dashes.push((dash, pattern.clone()));
        pattern.into()
    }
}
