// Plays a stretch of the mesh: a frame a moment, drawn into one SVG. It asks nobody for anything.
const { nodes, frames } = JSON.parse(document.getElementById('data').textContent);
const [map, scrub, play, at, told] = ['map', 'scrub', 'play', 'at', 'told'].map((id) => document.getElementById(id));

/** An element of SVG with its attributes and, where it has some, its text. */
function draw(parent, name, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

const REACH = 15;

/** As on the map: width is calls an hour, on a logarithmic scale; dashes are the share that failed. */
function line([from, to, calls, errors, p95], seconds) {
  const [a, b] = [nodes[from], nodes[to]];
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length < 2 * REACH) return;
  const [dx, dy] = [((b.x - a.x) / length) * (REACH + 3), ((b.y - a.y) / length) * (REACH + 3)];
  const share = calls ? errors / calls : 0;
  const hourly = Math.max(1, 1 + 1.3 * (Math.log10(Math.max(1, (calls * 3600) / seconds)) - 1));
  const dash = share < 0.01 ? 'none' : share < 0.05 ? '10 4' : share < 0.25 ? '5 4' : '2 4';
  const width = share < 0.01 ? hourly : Math.max(2, hourly);
  const path = draw(map, 'path', { d: `M${a.x + dx} ${a.y + dy}L${b.x - dx} ${b.y - dy}`, 'stroke-width': width, 'stroke-dasharray': dash, 'marker-end': 'url(#head)' });
  const slow = p95 === null ? '' : `, p95 ${Math.round(p95)} ms`;
  draw(path, 'title', {}, `${a.name} → ${b.name}: ${calls} calls, ${errors} failed${slow}`);
}

function node({ name, kind, x, y }, health) {
  const group = draw(map, 'g', { class: `${kind} ${health[0]}`, transform: `translate(${x} ${y})` });
  draw(group, 'title', {}, `${name}: ${health[0]}, ${health[1]}`);
  if (kind === 'registry') draw(group, 'rect', { x: -16, y: -16, width: 32, height: 32, rx: 2 });
  else if (kind === 'orchestrator') draw(group, 'path', { d: 'M0-20 20 0 0 20-20 0z' });
  else draw(group, 'circle', { r: kind === 'service' ? REACH : 9 });
  if (health[0] === 'degraded') draw(group, 'path', { class: 'cut', d: 'M-15 0H15' });
  if (health[0] === 'unhealthy') draw(group, 'path', { class: 'cut', d: 'M-9-9 9 9M-9 9 9-9' });
  draw(group, 'text', { y: 32 }, name);
}

function show(place) {
  const frame = frames[place];
  for (const old of map.querySelectorAll(':scope > g, :scope > path')) old.remove();
  for (const edge of frame.edges) line(edge, frame.seconds);
  frame.health.forEach((health, which) => health && node(nodes[which], health));
  at.textContent = `${frame.at} (${place + 1} of ${frames.length})`;
  const lines = frame.changes.length ? frame.changes : ['Nothing changed since the moment before.'];
  told.replaceChildren(...lines.map((text) => Object.assign(document.createElement('li'), { textContent: text })));
  scrub.value = place;
  scrub.setAttribute('aria-valuetext', frame.at);
}

let timer;
function stop() {
  clearInterval(timer);
  timer = undefined;
  play.textContent = 'Play';
}

play.addEventListener('click', () => {
  if (timer) return stop();
  if (Number(scrub.value) === frames.length - 1) show(0);
  play.textContent = 'Stop';
  timer = setInterval(() => (Number(scrub.value) < frames.length - 1 ? show(Number(scrub.value) + 1) : stop()), 700);
});
scrub.addEventListener('input', () => {
  stop();
  show(Number(scrub.value));
});
scrub.max = frames.length - 1;
show(0);
