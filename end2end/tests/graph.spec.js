// The graph as it is drawn, beside the pictures of it that are kept: light, dark, and in the colours that a person forces.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { difference, drawn, kept, seen, withGpu, withoutLetters } from '../support/likeness.js';
import { stories } from '../support/stories.js';
import { startService } from '../support/service.js';
import { until } from '../support/wait.js';

/** How much of what is drawn may be drawn otherwise: by another release of Chromium. A line that is dashed and was not is 4 %. */
const LIKE = 0.02;

const MANNERS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  forced: { colorScheme: 'light', forcedColors: 'active' },
};

/** Who calls whom, as Zipkin tells it: `[caller, callee, calls, failed]`. */
const CALLS = [['shop', 'orders', 90, 0], ['shop', 'stock', 40, 0], ['orders', 'stock', 30, 1], ['orders', 'payments', 60, 40], ['payments', 'ledger', 20, 0]];

/** The same of so many that they are drawn all at once: each calls three others, some often, some in vain. */
const MANY = 200;
const MANY_CALLS = Array.from({ length: 3 * MANY }, (_, edge) => {
  const [caller, turn, calls] = [edge % MANY, Math.floor(edge / MANY), 1 + (edge % 12)];
  return [`many-${caller}`, `many-${(caller * 7 + turn * 29 + 3) % MANY}`, calls, edge % 5 === 0 ? Math.min(calls, 1 + (edge % 2)) : 0];
});

/** How much may be drawn otherwise by a GPU, which measures edges in its own way. */
const AS_BY_GPU = 0.002;

/** What a browser without a GPU says of a sheet that it takes for one. */
const READ_BACK = /GPU stall due to ReadPixels/;

/** A mesh that is the same every time: five nodes, two of which are registered, one of those ill. */
async function people(server, service) {
  await server.post('/registry/services', { name: 'orders', base_url: service.base_url });
  await server.post('/registry/services', { name: 'stock', base_url: 'http://127.0.0.1:9' });
  const health = async (name) => (await server.get(`/registry/services/${name}`)).health;
  await until('one is well and one is ill', async () => (await health('orders')) === 'healthy' && (await health('stock')) === 'unhealthy');
  await server.post('/v1/traces', { resourceSpans: CALLS.flatMap(spans) });
}

/** The spans of some calls from one to the other. */
function spans([caller, callee, calls, failed], at) {
  const now = BigInt(Date.now()) * 1_000_000n;
  const id = (digits, number) => (at * 1000 + number + 1).toString(16).padStart(digits, '0');
  const one = (kind, number) => ({
    traceId: id(32, number),
    spanId: id(15, number) + kind,
    ...(kind === 2 && { parentSpanId: `${id(15, number)}3` }),
    name: 'call',
    kind,
    startTimeUnixNano: String(now - 2_000_000_000n),
    endTimeUnixNano: String(now - 1_990_000_000n),
    status: { code: number < failed ? 2 : 1 },
  });
  const told = (name, kind) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: name } }] },
    scopeSpans: [{ spans: Array.from({ length: calls }, (_, number) => one(kind, number)) }],
  });
  return [told(caller, 3), told(callee, 2)];
}

stories('graph', (story) => {
  story('the graph looks as it did', async (page, server) => {
    const service = await startService();
    try {
      await people(server, service);
      await page.addInitScript(withoutLetters);
      for (const [manner, media] of Object.entries(MANNERS)) {
        await page.emulateMedia({ forcedColors: 'none', ...media });
        await open(page, '/mesh');
        const now = await drawn(page, `graph-${manner}.png`);
        const share = await difference(page, await kept(`graph-${manner}.png`, now), now);
        assert.ok(share <= LIKE, `${manner}: ${share} of it is drawn otherwise; MESHDECK_KEEP_PICTURES=1 keeps it as it is now`);
      }
    } finally {
      service.close();
    }
  }, { timeout: 120_000 });
}, { demo: false });

stories('large graph', (story) => {
  story('a large graph looks alike with a GPU, without one, and when it is lost', async (page, server) => {
    await server.post('/v1/traces', { resourceSpans: MANY_CALLS.flatMap(spans) });
    await page.addInitScript(withoutLetters);
    await open(page, '/mesh');
    const without = await seen(page, 'large-without-gpu.png');
    await page.addInitScript(withGpu);
    await open(page, '/mesh');
    const sheet = page.locator('.stage > canvas[aria-hidden]');
    await sheet.waitFor();
    const byGpu = await seen(page, 'large-with-gpu.png');
    const share = await difference(page, without, byGpu);
    assert.ok(share <= AS_BY_GPU && !byGpu.equals(without), `${share} of it is drawn otherwise by a GPU`);
    await sheet.evaluate((canvas) => canvas.getContext('webgl2').getExtension('WEBGL_lose_context').loseContext());
    await page.getByRole('button', { name: 'Show everything' }).click();
    await sheet.waitFor({ state: 'detached' });
    assert.ok((await difference(page, without, await seen(page, 'large-gpu-lost.png'))) <= AS_BY_GPU, 'without it all is drawn as before');
  }, { timeout: 120_000, expected: [READ_BACK] });
}, { demo: false });
