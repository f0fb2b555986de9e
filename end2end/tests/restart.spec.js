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
});
