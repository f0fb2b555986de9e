// Edges from outside: a trace draws one, and the mesh is taken along, at last as a file that plays without a network.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { open } from '../support/browser.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

const run = promisify(execFile);

/** The command of docs/edges.md, sent to this server with spans of its own; `caller` in place of its own. */
async function sendTrace(server, caller = 'checkout') {
  const text = await readFile(new URL('../../docs/edges.md', import.meta.url), 'utf8');
  const [, command] = text.match(/```sh\ncurl (.*?)```/s);
  const own = command.replaceAll('http://127.0.0.1:3000', server.url).replaceAll('checkout', caller);
  const [one, other] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
  const sent = own.replaceAll('b7ad6b7169203331', one).replaceAll('00f067aa0ba902b7', other);
  await run('sh', ['-c', `curl --silent --show-error --fail-with-body ${sent}`]);
}

const moments = async (server) => (await (await fetch(`${server.url}/registry/moments`)).json()).items;

stories('edges', (story, deck) => {
  story('a trace that I send draws its edge, and the panel says who tells of it', async (page, server) => {
    await sendTrace(server);
    await open(page, '/mesh?node=payments');
    const panel = page.getByRole('complementary', { name: 'Selected node' });
    await panel.getByText('No service of ours: traces tell of it, and it is not registered.').waitFor();
    const told = panel.getByRole('listitem').filter({ hasText: 'checkout → payments' });
    assert.match(await told.innerText(), /traces\s+1\s+0/);
    await open(page, '/mesh?view=table');
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'checkout' }) }).filter({ hasText: 'payments' });
    assert.match(await row.innerText(), /trace$/);
  });

  story('what a service says it calls is told from what it is seen to call', async (page, server) => {
    const service = await startService();
    try {
      await sendTrace(server, 'depot');
      await server.post('/registry/services', { name: 'depot', base_url: service.base_url, depends_on: ['geo', 'vault'] });
      await open(page, '/mesh?view=table');
      const known = async (callee) => {
        const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'depot' }) });
        return rows.filter({ has: page.getByRole('cell', { name: callee, exact: true }) }).getByRole('cell').last().innerText();
      };
      assert.deepEqual([await known('geo'), await known('vault'), await known('payments')], ['declaration', 'declaration', 'trace, not declared']);
      await open(page, '/mesh?node=vault');
      const panel = page.getByRole('complementary', { name: 'Selected node' });
      await panel.getByText('No service of ours: a service says that it calls it, and it is not registered.').waitFor();
      const undeclared = page.getByRole('button', { name: 'called, not declared' });
      await undeclared.press('Enter');
      await page.waitForURL(/show=undeclared/);
      // It never called the vault, and says so no more: nothing is left of that edge.
      const headers = { 'content-type': 'application/json' };
      await fetch(`${server.url}/registry/services/depot`, { method: 'PATCH', headers, body: JSON.stringify({ depends_on: [] }) });
      await open(page, '/mesh?view=table&query=depot');
      await page.getByRole('cell', { name: 'trace', exact: true }).waitFor();
      assert.equal(await page.getByRole('cell', { name: 'vault', exact: true }).count(), 0);
    } finally {
      service.close();
    }
  });

  story('I take the map along in the tongue of another tool', async (page, server) => {
    await sendTrace(server);
    await open(page, '/mesh?query=provenance%20%3D%20trace');
    await page.getByText('Export', { exact: true }).click();
    const links = page.locator('details').filter({ hasText: 'Export' }).getByRole('link');
    const files = {};
    for (const link of await links.all()) {
      const [name, href] = [await link.innerText(), await link.getAttribute('href')];
      if (!name.startsWith('Replay')) files[name] = await (await fetch(server.url + href)).text();
    }
    assert.deepEqual(Object.keys(files).length, 7);
    assert.match(files['DOT, for Graphviz'], /"checkout" -> "payments"/);
    assert.match(files['CSV of edges'], /^checkout,payments,/m);
    assert.match(files['SVG of the whole map'], /^<svg .*>checkout<\/text>/s);
    assert.doesNotMatch(files['SVG of the whole map'], /[{}]|currentColor/);
  });

  story('I keep what happened as a file, and scrub through it without a network', async (page, server) => {
    await until('a moment is kept', async () => (await moments(server)).length > 0, 150_000);
    await sendTrace(server, 'till');
    await until('one is kept that knows the trace', async () => {
      const { to } = (await moments(server)).at(-1);
      const { nodes } = await (await fetch(`${server.url}/registry/mesh?at=${to}`)).json();
      return nodes.some(({ id }) => id === 'till');
    }, 150_000);
    await open(page, '/mesh');
    await page.getByText('Export', { exact: true }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Replay of the last hour' }).click();
    const folder = await mkdtemp(join(tmpdir(), 'replay-'));
    const file = join(folder, 'replay.html');
    await (await download).saveAs(file);
    const context = await deck.browser.newContext({ offline: true });
    try {
      const replay = await context.newPage();
      const troubles = [];
      replay.on('pageerror', (error) => troubles.push(error.message));
      replay.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
      await replay.goto(`file://${file}`);
      await replay.getByRole('heading', { name: 'The mesh, replayed' }).waitFor();
      await replay.getByText('Nothing changed since the moment before.').waitFor();
      const scrub = replay.getByRole('slider', { name: 'Moment' });
      await scrub.focus();
      const news = replay.getByRole('listitem').filter({ hasText: 'till is new' });
      for (let left = Number(await scrub.getAttribute('max')); left > 0 && (await news.count()) === 0; left--) await replay.keyboard.press('ArrowRight');
      assert.equal(await news.count(), 1);
      await replay.locator('svg').getByText('till', { exact: true }).waitFor();
      await replay.keyboard.press('Home');
      assert.equal(await replay.locator('svg').getByText('till', { exact: true }).count(), 0);
      assert.deepEqual(troubles, []);
    } finally {
      await context.close();
      await rm(folder, { recursive: true });
    }
  }, { timeout: 400_000 });
}, { demo: false });
