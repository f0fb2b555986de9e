// In the page: the engines behind one face. Each draws a graph that it is given, and again with every node elsewhere.
//
// A frame is done when its pixels are there: a pixel is read back, so that what a pen has only noted down is drawn. So nothing
// is measured of the compositor, and nothing hides behind the rate at which frames are shown.
import init, { Map as Ours } from '/map.js';

const ready = init({ module_or_path: fetch('/map_bg.wasm') });
const place = () => document.getElementById('map');

async function meshdeck({ nodes, ends, places }) {
  await ready;
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'display: block; width: 100%; height: 100%';
  place().append(canvas);
  const map = Ours.on(canvas);
  map.show(nodes, ends);
  map.frame(0);
  const draw = (moved) => {
    const before = performance.now();
    map.draw(moved);
    return done(before, [canvas]);
  };
  return { map, draw, places: () => places ?? map.places() };
}

async function forceGraph({ nodes, ends, places }) {
  const all = Array.from({ length: nodes }, (_, id) => ({ id, x: places[2 * id], y: places[2 * id + 1] }));
  const links = Array.from({ length: ends.length / 2 }, (_, at) => ({ source: ends[2 * at], target: ends[2 * at + 1] }));
  const graph = new ForceGraph(place()).width(innerWidth).height(innerHeight).cooldownTicks(0).warmupTicks(0).autoPauseRedraw(false);
  graph.d3Force('link').strength(0);
  graph.d3Force('charge').strength(0);
  graph.d3Force('center', null);
  graph.graphData({ nodes: all, links });
  await frame();
  graph.zoomToFit(0, 20);
  const canvas = place().querySelector('canvas');
  let [before, tell] = [0, () => {}];
  graph.onRenderFramePre(() => { before = performance.now(); });
  graph.onRenderFramePost(() => tell(done(before, [canvas])));
  // It draws by itself in every frame; whatever is moved before that is drawn there.
  const draw = (moved) => {
    all.forEach((node, at) => { [node.x, node.y] = [moved[2 * at], moved[2 * at + 1]]; });
    return new Promise((resolve) => { tell = resolve; });
  };
  return { draw };
}

async function sigma({ nodes, ends, places }) {
  const graph = new graphology.Graph();
  for (let id = 0; id < nodes; id++) graph.addNode(id, { x: places[2 * id], y: -places[2 * id + 1], size: 2, color: '#289050', label: `service-${id}` });
  for (let at = 0; at < ends.length; at += 2) graph.mergeEdge(ends[at], ends[at + 1]);
  const renderer = new Sigma(graph, place());
  const draw = (moved) => {
    const before = performance.now();
    graph.updateEachNodeAttributes((id, own) => {
      own.x = moved[2 * id];
      own.y = -moved[2 * id + 1];
      return own;
    }, { attributes: ['x', 'y'] });
    renderer.refresh();
    return done(before, [...place().querySelectorAll('canvas')]);
  };
  return { draw };
}

const engines = { meshdeck, 'force-graph': forceGraph, sigma };

/** What a frame took since `before`: the engine's own call, and until its pixels are there. */
function done(before, canvases) {
  const own_ms = performance.now() - before;
  for (const canvas of canvases) {
    const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
    if (gl) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    else canvas.getContext('2d').getImageData(0, 0, 1, 1);
  }
  return { own_ms, frame_ms: performance.now() - before };
}

function frame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Every node a little elsewhere, somewhere else in each frame. */
function moved(places, by, time, out) {
  for (let at = 0; at < places.length; at++) out[at] = places[at] + by * Math.sin(time + at);
  return out;
}

function extent(places) {
  const across = places.filter((_, at) => at % 2 === 0);
  return across.reduce((most, x) => Math.max(most, x), -Infinity) - across.reduce((least, x) => Math.min(least, x), Infinity);
}

/** Milliseconds a frame, and of these in the engine's own call, while all nodes move: the medians of so many frames. */
async function moving(name, graph, { least_ms, frames }) {
  const engine = await engines[name](graph);
  const [by, out] = [extent(graph.places) / 400, Float64Array.from(graph.places)];
  const drawn = async (time) => {
    await frame();
    return engine.draw(moved(graph.places, by, time, out));
  };
  for (let warm = 0; warm < 3; warm++) await drawn(warm);
  const [all, begun] = [[], performance.now()];
  while (all.length < frames && (all.length < 5 || performance.now() - begun < least_ms)) all.push(await drawn(all.length * 0.3));
  const median = (of) => all.map(of).sort((one, two) => one - two)[all.length >> 1];
  return { frame_ms: median((one) => one.frame_ms), own_ms: median((one) => one.own_ms), frames: all.length };
}

/** Milliseconds a frame while an engine lays the graph out and draws it in every frame, as hot as at the start: from the end of one
 * frame to the end of the next. */
async function live(name, graph, { least_ms, frames }) {
  const next = await { meshdeck: stirred, 'force-graph': simulated }[name](graph);
  for (let warm = 0; warm < 3; warm++) await next();
  const [all, begun] = [[], performance.now()];
  for (let before = begun; all.length < frames && (all.length < 5 || before - begun < least_ms);) {
    await next();
    all.push(performance.now() - before);
    before = performance.now();
  }
  return { frame_ms: all.sort((one, two) => one - two)[all.length >> 1], frames: all.length };
}

async function stirred(graph) {
  const { map } = await meshdeck(graph);
  const canvas = place().querySelector('canvas');
  return async () => {
    const now = await frame();
    map.stir();
    map.frame(now);
    done(now, [canvas]);
  };
}

/** force-graph with its own forces, which are d3's, at their defaults. */
async function simulated({ nodes, ends, places }) {
  const all = Array.from({ length: nodes }, (_, id) => ({ id, x: places[2 * id], y: places[2 * id + 1] }));
  const links = Array.from({ length: ends.length / 2 }, (_, at) => ({ source: ends[2 * at], target: ends[2 * at + 1] }));
  const graph = new ForceGraph(place()).width(innerWidth).height(innerHeight).cooldownTicks(Infinity).cooldownTime(Infinity).d3AlphaDecay(0);
  graph.graphData({ nodes: all, links });
  await frame();
  graph.zoomToFit(0, 20);
  const canvas = place().querySelector('canvas');
  let tell = () => {};
  graph.onRenderFramePost(() => tell(done(0, [canvas])));
  return () => new Promise((resolve) => { tell = resolve; });
}

/** Where our layout puts a graph. */
async function placed(graph) {
  const { places } = await meshdeck(graph);
  return Array.from(places());
}

/** Milliseconds from the data to the frame after which nothing moves. */
async function first({ nodes, ends }) {
  await ready;
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'display: block; width: 100%; height: 100%';
  place().append(canvas);
  await frame();
  const before = performance.now();
  const map = Ours.on(canvas);
  map.show(nodes, ends);
  const laid = performance.now() - before;
  while (map.frame(performance.now())) await frame();
  await frame();
  return { stable_ms: performance.now() - before, laid_ms: laid };
}

/** Begins so many pulses a second on the links of a map, drawn as they run. */
async function busy(graph, per_second) {
  const { map } = await meshdeck(graph);
  let link = 0;
  setInterval(() => {
    for (let sent = 0; sent < per_second / 100; sent++) map.pulse((link += 1) % (graph.ends.length / 2));
  }, 10);
  for (;;) map.frame(await frame());
}

window.bench = { moving, live, placed, first, busy: (...args) => { busy(...args); } };
