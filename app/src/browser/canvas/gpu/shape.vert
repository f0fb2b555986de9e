#version 300 es
// A rectangle around each shape, half a pixel and more wider than it.
uniform vec2 room;
layout(location = 0) in vec4 one;
layout(location = 1) in vec4 two;
layout(location = 2) in vec4 colour;
layout(location = 3) in vec4 dash;
layout(location = 4) in float polygon;
flat out vec4 a, b, ink, dashes;
flat out float corners;
out vec2 at;

void main() {
  a = one;
  b = two;
  ink = colour;
  dashes = dash / 4.0;
  corners = polygon;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 place;
  if (polygon > 0.0) {
    vec2 low = min(min(a.xy, a.zw), min(b.xy, b.zw)) - 1.0;
    vec2 high = max(max(a.xy, a.zw), max(b.xy, b.zw)) + 1.0;
    place = at = mix(low, high, corner);
  } else {
    at = (corner * 2.0 - 1.0) * (a.zw + b.w / 2.0 + 1.0);
    place = a.xy + vec2(at.x * b.x - at.y * b.y, at.x * b.y + at.y * b.x);
  }
  gl_Position = vec4((place / room * 2.0 - 1.0) * vec2(1.0, -1.0), 0.0, 1.0);
}
