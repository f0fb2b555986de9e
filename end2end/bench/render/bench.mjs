// node bench.mjs <folder with our map as wasm> : draws graphs with our renderer, force-graph and sigma in turn, in Chromium without
// a GPU, and prints figures as JSON. RENDER_ROUNDS and RENDER_HEAP_SECONDS make it shorter.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { meshLike } from './graph.mjs';

const folder = process.argv[2];
const here = import.meta.dirname;
const rounds = Number(process.env.RENDER_ROUNDS ?? 5);
const heapSeconds = Number(process.env.RENDER_HEAP_SECONDS ?? 120);
const ENGINES = ['meshdeck', 'force-graph', 'sigma'];
/** Those that have a layout of their own. */
const LIVE = ['meshdeck', 'force-graph'];
const SIZES = [[1_000, 2_000], [10_000, 20_000]];
const FIRST = [1_200, 1_900];
const EVENTS_PER_SECOND = 1_000;
const LENGTH = { least_ms: 2_500, frames: 200 };
const say = (words) => process.stderr.write(`${words}\n`);

const files = {
  '/': join(here, 'page.html'),
  '/engines.js': join(here, 'engines.js'),
  '/tokens.css': join(here, '../../../style/tokens.css'),
  '/registered.css': join(here, '../../../style/registered.css'),
  '/map.js': join(folder, 'map.js'),
  '/map_bg.wasm': join(folder, 'map_bg.wasm'),
  '/force-graph.js': join(here, 'node_modules/force-graph/dist/force-graph.min.js'),
  '/graphology.js': join(here, 'node_modules/graphology/dist/graphology.umd.min.js'),
  '/sigma.js': join(here, 'node_modules/sigma/dist/sigma.min.js'),
};
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

async function serve() {
  const server = createServer(async ({ url }, answer) => {
    const file = files[url];
    if (!file) return answer.writeHead(404).end();
    answer.writeHead(200, { 'content-type': types[extname(file)] }).end(await readFile(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

// No GPU: canvases are rasterised by the processor, and WebGL by SwiftShader. Frames come as fast as they are done.
const args = [
  '--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-frame-rate-limit',
  '--disable-gpu-vsync', '--disable-background-timer-throttling', '--disable-renderer-backgrounding',
];
const server = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });

/** A fresh page for each measurement: nothing is left of the one before. */
async function alone(act, picture) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => say(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => window.bench);
  try {
    const told = await act(page);
    if (process.env.RENDER_PICTURES && picture) await page.screenshot({ path: join(process.env.RENDER_PICTURES, `${picture}.png`) });
    return told;
  } finally {
    await page.close();
  }
}

const run = (what, ...given) => (page) => page.evaluate(([what, given]) => window.bench[what](...given), [what, given]);

async function rowsOf([nodes, links]) {
  const graph = { nodes, ends: meshLike(nodes, links) };
  graph.places = await alone(run('placed', graph));
  const rows = [];
  for (let round = 0; round < rounds; round++) {
    for (const engine of ENGINES) {
      const told = await alone(run('moving', engine, graph, LENGTH), `${engine}-${nodes}`);
      rows.push({ bench: 'moving', engine, nodes, links, round, ...told });
    }
    for (const engine of LIVE) {
      const told = await alone(run('live', engine, graph, LENGTH), `${engine}-${nodes}-live`);
      rows.push({ bench: 'live', engine, nodes, links, round, ...told });
    }
    say(`${nodes} nodes: round ${round + 1} of ${rounds}`);
  }
  return rows;
}

async function firsts([nodes, links]) {
  const graph = { nodes, ends: meshLike(nodes, links) };
  const rows = [];
  for (let round = 0; round < rounds; round++) rows.push({ bench: 'first', engine: 'meshdeck', nodes, links, round, ...(await alone(run('first', graph), 'first')) });
  return rows;
}

async function heap([nodes, links]) {
  const graph = { nodes, ends: meshLike(nodes, links) };
  return alone(async (page) => {
    const wire = await page.context().newCDPSession(page);
    const used = async () => {
      await wire.send('HeapProfiler.collectGarbage');
      return (await wire.send('Runtime.getHeapUsage')).usedSize;
    };
    await run('busy', graph, EVENTS_PER_SECOND)(page);
    await page.waitForTimeout(10_000);
    const before = await used();
    await page.waitForTimeout(heapSeconds * 1_000);
    const growth_bytes = (await used()) - before;
    return [{ bench: 'heap', engine: 'meshdeck', nodes, links, round: 0, seconds: heapSeconds, events_per_second: EVENTS_PER_SECOND, heap_bytes: before, growth_bytes }];
  });
}

try {
  const rows = [];
  for (const size of SIZES) rows.push(...(await rowsOf(size)));
  rows.push(...(await firsts(FIRST)));
  if (heapSeconds > 0) rows.push(...(await heap(FIRST)));
  console.log(JSON.stringify(rows));
} finally {
  await browser.close();
  server.close();
}
