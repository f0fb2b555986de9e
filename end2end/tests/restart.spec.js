// The server restarts under an open page.
import assert from 'node:assert/strict';
import { badge, live, open } from '../support/browser.js';
import { AWAY, stories } from '../support/stories.js';
import { until } from '../support/wait.js';

stories('restart', (story) => {
  story('while the server is away the page says it is stale, and it lives again when the server is back', async (page, server) => {
    await open(page, '/');
    await page.evaluate(() => { globalThis.notReloaded = true; });
    await server.stop();
    await badge(page, /^Stale/).waitFor({ state: 'attached' });
    await page.getByText(/^Stale for \d+/).first().waitFor();
    await page.getByRole('heading', { name: 'Needs attention' }).waitFor();

    await server.start();
    await live(page);
    const seq = page.getByRole('contentinfo').getByText(/^seq /);
    const before = await seq.innerText();
    await until('events arrive again', async () => (await seq.innerText()) !== before);
    await page.getByRole('region', { name: 'Figures' }).getByText(/^\d+ of 17$/).waitFor();
    assert.equal(await page.evaluate(() => globalThis.notReloaded), true, 'the page was never loaded anew');
  }, { expected: AWAY, timeout: 120_000 });

  story('while the server is away no page shows what it knew of one question as the answer to another', async (page, server) => {
    await open(page, '/analytics?range=1h');
    const throughput = page.getByRole('heading', { name: 'Throughput' });
    await throughput.waitFor();
    await server.stop();
    await badge(page, /^Stale/).waitFor({ state: 'attached' });
    await throughput.waitFor();
    await page.getByRole('link', { name: '24 h', exact: true }).click();
    await page.getByRole('alert').getByRole('heading', { name: 'No connection to the server' }).waitFor();
    assert.equal(await throughput.count(), 0);
    await server.start();
    await live(page);
    await throughput.waitFor();
    await page.getByRole('link', { name: 'against the day before' }).waitFor();
  }, { expected: AWAY, timeout: 120_000 });
});
