//! Draws a crowd of shapes by the GPU: one upload and one call a frame, whatever there is to draw.
//!
//! A part that is loaded later (`mesh/large.rs`), because few maps are large. It draws on a sheet of its own that lies under the
//! canvas, which has its pen already; names are written by that pen, over it.

mod shapes;

use super::bitmap::Colours;
use super::draw::{Draw, Ink};
use super::{Element, Ground};
use shapes::{Number, PARTS, Part, Shapes, WORDS};
use wasm_bindgen::JsCast;
use web_sys::{WebGl2RenderingContext as Gl, WebGlContextAttributes, WebGlProgram, WebGlUniformLocation};

const SOURCES: [(u32, &str); 2] =
    [(Gl::VERTEX_SHADER, include_str!("gpu/shape.vert")), (Gl::FRAGMENT_SHADER, include_str!("gpu/shape.frag"))];
/// What names a renderer that has no GPU: there our own pixels are faster by far.
const SOFTWARE: [&str; 5] = ["swiftshader", "llvmpipe", "softpipe", "software", "basic render"];
/// The parameter of `WEBGL_debug_renderer_info` that names the renderer.
const RENDERER: u32 = 0x9246;

/// The sheet and what draws on it.
struct Gpu {
    sheet: Element,
    gl: Gl,
    room: Option<WebGlUniformLocation>,
    shapes: Shapes,
}

/// Lays a sheet under a canvas; none where no GPU would draw on it.
pub fn under(canvas: &Element) -> Option<Box<dyn Ground>> {
    let sheet: Element = canvas.owner_document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    let options = WebGlContextAttributes::new();
    options.set_alpha(false);
    options.set_antialias(false);
    options.set_depth(false);
    options.set_fail_if_major_performance_caveat(true);
    let gl: Gl = sheet.get_context_with_context_options("webgl2", &options).ok()??.dyn_into().ok()?;
    if is_software(&renderer(&gl)?) {
        return None;
    }
    let program = program(&gl)?;
    gl.use_program(Some(&program));
    let room = gl.get_uniform_location(&program, "room");
    prepare(&gl)?;
    sheet.set_attribute("aria-hidden", "true").ok()?;
    canvas.parent_node()?.insert_before(&sheet, Some(canvas)).ok()?;
    Some(Box::new(Gpu { sheet, gl, room, shapes: Shapes::default() }))
}

impl Ground for Gpu {
    fn paint(&mut self, drawing: &[Draw], colours: &Colours, (width, height): (u32, u32), ratio: f64) -> bool {
        if self.gl.is_context_lost() {
            return false;
        }
        if (self.sheet.width(), self.sheet.height()) != (width, height) {
            self.sheet.set_width(width);
            self.sheet.set_height(height);
        }
        self.sheet.set_hidden(false);
        self.shapes.take(drawing, colours, ratio);
        let [red, green, blue] = colours[Ink::Paper as usize].map(|part| f32::from(part) / 255.0);
        self.gl.viewport(0, 0, width as i32, height as i32);
        self.gl.clear_color(red, green, blue, 1.0);
        self.gl.clear(Gl::COLOR_BUFFER_BIT);
        self.gl.uniform2f(self.room.as_ref(), width as f32, height as f32);
        self.gl.buffer_data_with_u8_array(Gl::ARRAY_BUFFER, self.shapes.bytes(), Gl::STREAM_DRAW);
        self.gl.draw_arrays_instanced(Gl::TRIANGLE_STRIP, 0, 4, self.shapes.count() as i32);
        true
    }

    fn rest(&self) {
        self.sheet.set_hidden(true);
    }
}

impl Drop for Gpu {
    fn drop(&mut self) {
        self.sheet.remove();
    }
}

/// Who draws, as far as the browser tells.
fn renderer(gl: &Gl) -> Option<String> {
    // The parameter is answered only where the extension was asked for.
    gl.get_extension("WEBGL_debug_renderer_info").ok()??;
    gl.get_parameter(RENDERER).ok()?.as_string()
}

fn is_software(renderer: &str) -> bool {
    let renderer = renderer.to_lowercase();
    SOFTWARE.iter().any(|name| renderer.contains(name))
}

/// Compiles the shaders; none where the browser refuses them.
fn program(gl: &Gl) -> Option<WebGlProgram> {
    let program = gl.create_program()?;
    for (kind, source) in SOURCES {
        let shader = gl.create_shader(kind)?;
        gl.shader_source(&shader, source);
        gl.compile_shader(&shader);
        gl.attach_shader(&program, &shader);
    }
    gl.link_program(&program);
    gl.get_program_parameter(&program, Gl::LINK_STATUS).as_bool().filter(|linked| *linked).map(|_| program)
}

/// Says what a record is, and that colours lie over each other.
fn prepare(gl: &Gl) -> Option<()> {
    gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&gl.create_buffer()?));
    for (place, Part { first, numbers, kind }) in (0..).zip(PARTS) {
        let of = if kind == Number::Float { Gl::FLOAT } else { Gl::UNSIGNED_BYTE };
        gl.enable_vertex_attrib_array(place);
        gl.vertex_attrib_pointer_with_i32(place, numbers, of, kind == Number::Share, (WORDS * 4) as i32, (first * 4) as i32);
        gl.vertex_attrib_divisor(place, 1);
    }
    gl.enable(Gl::BLEND);
    gl.blend_func(Gl::ONE, Gl::ONE_MINUS_SRC_ALPHA);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(renderer: &str, expected: bool) {
        assert_eq!(is_software(renderer), expected, "{renderer}");
    }

    #[test]
    fn a_renderer_without_a_gpu_is_known_by_its_name() {
        check("ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)", true);
        check("llvmpipe (LLVM 19.1.7, 256 bits)", true);
        check("ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0)", true);
        check("Apple Software Renderer", true);
        check("ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0)", false);
        check("Mesa Intel(R) UHD Graphics 620 (KBL GT2)", false);
    }
}
