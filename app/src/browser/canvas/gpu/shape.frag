#version 300 es
// How much of a pixel its shape covers, measured across the shape's edge.
precision highp float;
flat in vec4 a, b, ink, dashes;
flat in float corners;
in vec2 at;
out vec4 colour;

float within(float x, float from, float to) {
  return clamp(min(x + 0.5, to) - max(x - 0.5, from), 0.0, 1.0);
}

float strokes(float along) {
  float second = dashes.x + dashes.y;
  return within(along, 0.0, dashes.x) + within(along, second, second + dashes.z);
}

float polygon() {
  vec2 p[4] = vec2[](a.xy, a.zw, b.xy, b.zw);
  float area = 0.0;
  float outside = -1e9;
  for (int n = 0; n < 4; n++) {
    vec2 q = p[(n + 1) & 3];
    area += p[n].x * q.y - q.x * p[n].y;
  }
  for (int n = 0; n < 4; n++) {
    vec2 side = p[(n + 1) & 3] - p[n];
    vec2 from = at - p[n];
    float far = length(side);
    if (far > 0.001) outside = max(outside, sign(area) * (side.y * from.x - side.x * from.y) / far);
  }
  return clamp(0.5 - outside, 0.0, 1.0);
}

float box() {
  float round = b.z, stroke = b.w;
  if (round + stroke == 0.0) return within(at.x, -a.z, a.z) * within(at.y, -a.w, a.w);
  vec2 beyond = abs(at) - a.zw + round;
  float edge = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - round;
  return stroke > 0.0 ? within(edge, -stroke / 2.0, stroke / 2.0) : clamp(0.5 - edge, 0.0, 1.0);
}

void main() {
  float cover = corners > 0.0 ? polygon() : box();
  float period = dashes.x + dashes.y + dashes.z + dashes.w;
  if (period > 0.0) {
    float along = mod(b.w > 0.0 ? atan(at.y, at.x) * a.z : at.x + a.z, period);
    cover *= min(strokes(along) + strokes(along - period), 1.0);
  }
  colour = vec4(ink.rgb, 1.0) * (ink.a * cover);
}
