//! A drawing that the server has as SVG, saved as PNG, for what takes no SVG.

use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, Url};

/// How many points of the picture are a pixel of the drawing, on a side: sharp on most screens, and on paper.
const SHARPNESS: f64 = 2.0;

/// The most points of a side, and of the whole, that every browser has room for; Safari on a phone has the least.
const SIDE_MAX: f64 = 16_384.0;
const POINTS_MAX: f64 = 16_777_216.0;

/// For how long a browser may fetch what it saves, in milliseconds.
const FETCHED_MS: u32 = 60_000;

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// The drawing did not come.
    Undrawn,
    /// The browser has no room for it.
    TooLarge,
}

/// Who is told what came of it.
type Done = Rc<dyn Fn(Result<(), Unsaved>)>;

/// Fetches the drawing at `url`, which is ours, and has the browser save it as the PNG file `name`.
pub fn save_png(url: &str, name: String, done: impl Fn(Result<(), Unsaved>) + 'static) {
    let done: Done = Rc::new(done);
    let Ok(image) = HtmlImageElement::new() else { return done(Err(Unsaved::Undrawn)) };
    let (drawing, on_load) = (image.clone(), Rc::clone(&done));
    // One of the two is called, once; the other goes with the image.
    let load = Closure::once_into_js(move || match painted(&drawing) {
        Some(canvas) => encode(&canvas, name, on_load),
        None => on_load(Err(Unsaved::TooLarge)),
    });
    let error = Closure::once_into_js(move || done(Err(Unsaved::Undrawn)));
    image.set_onload(Some(load.unchecked_ref()));
    image.set_onerror(Some(error.unchecked_ref()));
    image.set_src(url);
}

/// The drawing on a canvas of its own.
fn painted(image: &HtmlImageElement) -> Option<HtmlCanvasElement> {
    let (across, down) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = scale(across, down);
    let canvas: HtmlCanvasElement = web_sys::window()?.document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    let (across, down) = ((across * scale).floor(), (down * scale).floor());
    canvas.set_width(across as u32);
    canvas.set_height(down as u32);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    pen.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, across, down).ok()?;
    Some(canvas)
}

/// How much larger than its drawing a picture is; smaller where a browser has no room for it.
fn scale(across: f64, down: f64) -> f64 {
    let side = SIDE_MAX / across.max(down).max(1.0);
    let whole = (POINTS_MAX / (across * down).max(1.0)).sqrt();
    SHARPNESS.min(side).min(whole)
}

fn encode(canvas: &HtmlCanvasElement, name: String, done: Done) {
    let told = Rc::clone(&done);
    // A canvas without room has no bitmap to tell of.
    let encoded = Closure::once_into_js(move |bitmap: Option<Blob>| {
        told(bitmap.and_then(|bitmap| save(&bitmap, &name)).ok_or(Unsaved::TooLarge));
    });
    if canvas.to_blob(encoded.unchecked_ref()).is_err() {
        done(Err(Unsaved::TooLarge));
    }
}

/// Hands the browser a file, as a link that is followed at once.
fn save(bitmap: &Blob, name: &str) -> Option<()> {
    let url = Url::create_object_url_with_blob(bitmap).ok()?;
    let link: HtmlAnchorElement = web_sys::window()?.document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    gloo_timers::callback::Timeout::new(FETCHED_MS, move || drop(Url::revoke_object_url(&url))).forget();
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(across: f64, down: f64, expected: (f64, f64)) {
        let scale = scale(across, down);
        assert_eq!(((across * scale).floor(), (down * scale).floor()), expected);
    }

    #[test]
    fn a_picture_has_twice_the_points_of_its_drawing_on_a_side_where_there_is_room() {
        check(804.0, 216.0, (1608.0, 432.0));
        check(2048.0, 2048.0, (4096.0, 4096.0));
    }

    #[test]
    fn a_picture_is_no_larger_than_every_browser_has_room_for() {
        check(8192.0, 8192.0, (4096.0, 4096.0));
        check(40_000.0, 100.0, (16_384.0, 40.0));
        check(0.0, 0.0, (0.0, 0.0));
    }
}
