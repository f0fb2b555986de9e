// node bench.mjs <wasm's script> [graph.json]: measures layout engines beside d3-force and prints figures as JSON.
//
// Engines take turns, round by round, on the same graph and the same ticks of it; times are CPU time of this process, so
// that a busy machine counts less; a ratio is the median of the rounds' ratios. LAYOUT_SIZES=1000,10000 leaves large graphs out.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { engines, pushesOfD3 } from './engines.mjs';

const [script, file] = process.argv.slice(2);
const ours = createRequire(import.meta.url)(script);
const all = engines(ours);

/** How much is done for a size: ticks a round, copies of our engine, seeds for the quality of d3 and ours, of the others. */
const PLANS = [
  { upto: 3_000, ticks: 40, copies: 10, seeds: 5, others: 1 },
  { upto: 30_000, ticks: 15, copies: 3, seeds: 5, others: 1 },
  { upto: Infinity, ticks: 3, copies: 2, seeds: 0, others: 0 },
];
const ROUNDS = 7;
const WARM_MS = 400;
const FULL = 300;
const SAMPLES = 1_000;
const SEED = 42;
const say = (words) => process.stderr.write(`${words}\n`);

function planFor(graph) {
  return PLANS.find((plan) => graph.nodes <= plan.upto);
}

function made(kind, nodes, seed) {
  const ends = (kind === 'mesh' ? ours.mesh_like : ours.scale_free)(nodes, seed);
  return { name: `${kind}-${nodes}`, nodes, ends, kind };
}

/** A graph from a file: {nodes: [{id}], links: [{source, target}]}. */
function read(path) {
  const { nodes, links } = JSON.parse(readFileSync(path, 'utf8'));
  const place = new Map(nodes.map(({ id }, index) => [id, index]));
  const ends = links.flatMap(({ source, target }) => [place.get(source), place.get(target)]);
  if (ends.includes(undefined)) throw new Error('a link names a node that is not there');
  return { name: path.split('/').pop(), nodes: nodes.length, ends: Uint32Array.from(ends) };
}

function cpuOf(act) {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function median(values) {
  const sorted = [...values].sort((one, two) => one - two);
  return sorted.length % 2 ? sorted[sorted.length >> 1] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

const spread = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });

/** Lets the compiler see what will be hot. */
function warm(start, graph) {
  const small = graph.nodes > 3_000 ? made('mesh', 3_000, 1) : graph;
  const engine = start(small);
  for (const end = performance.now() + WARM_MS; performance.now() < end;) engine.tick(5);
  engine.end();
}

/** Milliseconds of CPU a tick, of each engine in each round. */
function ticksOf(graph) {
  const plan = planFor(graph);
  for (const start of Object.values(all)) warm(start, graph);
  const running = Object.entries(all).map(([name, start]) => {
    const copies = name === 'force-layout' ? plan.copies : 1;
    return { name, copies: Array.from({ length: copies }, () => start(graph)), times: [] };
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const { copies, times } of running) {
      globalThis.gc?.();
      times.push(cpuOf(() => copies.forEach((copy) => copy.tick(plan.ticks))) / plan.ticks / copies.length);
    }
    say(`${graph.name}: round ${round + 1} of ${ROUNDS}`);
  }
  running.forEach(({ copies }) => copies.forEach((copy) => copy.end()));
  return Object.fromEntries(running.map(({ name, times }) => [name, times]));
}

/** The root of the mean square of the errors of the pushes beside that of the pushes, on a sample. */
function forceErrors(places) {
  const [mine, d3s] = [ours.pushes(places), pushesOfD3(places)];
  const count = places.length / 2;
  const stride = Math.max(1, Math.floor(count / SAMPLES));
  let [total, own, other] = [0, 0, 0];
  for (let node = 0; node < count; node += stride) {
    const [x, y] = exactly(places, node);
    total += x * x + y * y;
    own += (mine[2 * node] - x) ** 2 + (mine[2 * node + 1] - y) ** 2;
    other += (d3s[2 * node] - x) ** 2 + (d3s[2 * node + 1] - y) ** 2;
  }
  return { 'force-layout': Math.sqrt(own / total), 'd3-force': Math.sqrt(other / total) };
}

function exactly(places, node) {
  let [x, y] = [0, 0];
  for (let other = 0; other < places.length / 2; other++) {
    if (other === node) continue;
    const [dx, dy] = [places[2 * other] - places[2 * node], places[2 * other + 1] - places[2 * node + 1]];
    const distance = Math.hypot(dx, dy);
    const weight = 1 / (distance * Math.max(distance, 1));
    [x, y] = [x + dx * weight, y + dy * weight];
  }
  return [x, y];
}

/** Stresses and lengths after d3's whole schedule, a list of figures for each engine; and how fast ours comes as far. */
function qualityOf(graph) {
  const plan = planFor(graph);
  const judged = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  const settled = [];
  for (let seed = SEED; seed < SEED + plan.seeds; seed++) {
    const one = graph.kind ? made(graph.kind, graph.nodes, seed) : graph;
    for (const [name, start] of Object.entries(all)) {
      const compared = ['force-layout', 'd3-force'].includes(name);
      if (!compared && seed >= SEED + plan.others) continue;
      const engine = start(one);
      engine.tick(FULL);
      judged[name].push(Array.from(ours.judged(one.ends, engine.places())));
      engine.end();
    }
    settled.push(settle(one, judged['d3-force'].at(-1)[0]));
    say(`${graph.name}: quality of seed ${seed}`);
    if (!graph.kind) break;
  }
  return { judged, settled };
}

/** The CPU time of a whole layout as a page does it, and its stress beside d3's. */
function settle(graph, wanted) {
  const times = [];
  let places;
  for (let time = 0; time < 5; time++) times.push(cpuOf(() => { places = ours.settled(graph.nodes, graph.ends); }));
  const [stress] = ours.judged(graph.ends, places);
  return { ms: median(times), stress, wanted };
}

function rowsOf(graph) {
  const times = ticksOf(graph);
  const { judged, settled } = qualityOf(graph);
  const sample = all['d3-force'](graph);
  sample.tick(graph.nodes > 30_000 ? 5 : 100);
  const errors = forceErrors(sample.places());
  const rows = Object.entries(times).map(([engine, own]) => {
    const [stress, kruskal, edge_cv] = [0, 1, 2].map((at) => (judged[engine].length ? median(judged[engine].map((one) => one[at])) : null));
    const ratio = spread(own.map((time, round) => times['d3-force'][round] / time));
    return {
      row: {
        engine, graph: graph.name, nodes: graph.nodes, links: graph.ends.length / 2, ms_per_tick: median(own),
        ratio_to_d3: ratio.median, force_rms_error: errors[engine] ?? null, stress, kruskal, edge_cv,
      },
      ratio,
    };
  });
  if (settled.length === 0) return { rows, settled: null };
  const stress_to_d3 = spread(settled.map(({ stress, wanted }) => stress / wanted));
  return { rows, settled: { ms: median(settled.map(({ ms }) => ms)), stress_to_d3 } };
}

function graphs() {
  if (file) return [read(file)];
  const sizes = (process.env.LAYOUT_SIZES ?? '1000,10000,100000').split(',').map(Number);
  return sizes.flatMap((nodes) => ['mesh', 'scale-free'].map((kind) => made(kind, nodes, SEED)));
}

console.log(JSON.stringify(graphs().map(rowsOf)));
