// Look for calls: by what they bear, by a query, one by one, and back to where they came from.
import assert from 'node:assert/strict';
import { open, PHONE } from '../support/browser.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';

const rows = (page) => page.getByRole('row').filter({ has: page.getByRole('rowheader') });

/** What is read is in the document: nothing else has to come. */
const READ = { waitUntil: 'domcontentloaded' };

/** Has `count` calls made of a tool of this story's own, the last of them without a service that answers. */
async function called(server, name, count) {
  const service = await startService();
  await server.post('/registry/services', { name, base_url: service.base_url });
  for (let n = 1; n < count; n += 1) await server.post(`/registry/tools/${name}.reverse/call`, { input: { text: `deck ${n}` } });
  service.close();
  const failed = await fetch(`${server.url}/registry/tools/${name}.reverse/call`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ input: { text: 'nobody' } }),
  });
  assert.ok(failed.status >= 500, `the last call fails: ${failed.status}`);
}

stories('calls', (story) => {
  story('I go from a tool to its calls, narrow them to those that failed, and read why one did', async (page, server) => {
    await called(server, 'told', 3);
    await open(page, '/tools/told/reverse');
    await page.getByRole('link', { name: 'All calls', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor();
    await rows(page).nth(2).waitFor();
    assert.equal(await rows(page).count(), 3);

    await page.getByLabel('Outcome').selectOption({ label: 'no good answer' });
    await rows(page).nth(1).waitFor({ state: 'detached' });
    assert.equal(await rows(page).count(), 1);
    await rows(page).first().getByRole('link', { name: /^Call at/ }).click();
    await page.getByText(/^anonymous called it; after /).waitFor();
    await page.getByText(/^anonymous called it/).locator('xpath=following-sibling::p').getByText(/refused/).waitFor();
    await page.getByRole('link', { name: 'Open tool' }).click();
    await page.waitForURL(/\/tools\/told\/reverse$/);
  });

  story('a query that cannot be read says so at its field, and one that can is answered', async (page, server) => {
    await called(server, 'asked', 3);
    await open(page, '/calls?service=asked');
    const query = page.getByLabel('Query');
    await query.fill('latency > 5');
    await query.press('Enter');
    await page.getByText('query: at byte 10: `5` is no value of latency; write a number with its unit, as 250ms, 1.5s or 2min.').waitFor();
    assert.equal(await query.getAttribute('aria-invalid'), 'true');
    assert.equal(await rows(page).count(), 0);

    await query.fill('outcome = ok AND sent >= 0');
    await query.press('Enter');
    await rows(page).nth(1).waitFor();
    assert.equal(await rows(page).count(), 2);
    assert.equal(await query.getAttribute('aria-invalid'), null);
    assert.match(page.url(), /service=asked&query=outcome%20%3D%20ok/);
    await page.goBack();
    await page.getByText(/^query: at byte 10/).waitFor();
  });

  story('calls that come in meanwhile are told of, and shown when I ask', async (page, server) => {
    await called(server, 'newer', 2);
    await open(page, '/calls?service=newer');
    await rows(page).nth(1).waitFor();
    const service = await startService();
    try {
      await server.post('/registry/services', { name: 'newer', base_url: service.base_url });
      await server.post('/registry/tools/newer.reverse/call', { input: { text: 'deck' } });
      await page.getByRole('button', { name: 'Show newer calls' }).click();
      await rows(page).nth(2).waitFor();
    } finally {
      service.close();
    }
  });

  story('older calls are a link away, and the newest are too', async (page, server) => {
    await called(server, 'older', 53);
    await open(page, '/calls?service=older');
    await page.getByText('50 calls', { exact: false }).first().waitFor();
    await page.getByRole('link', { name: 'Older calls' }).click();
    await rows(page).nth(3).waitFor({ state: 'detached' });
    assert.equal(await rows(page).count(), 3);
    await page.getByRole('link', { name: 'Newest calls' }).click();
    await rows(page).nth(49).waitFor();
  });

  story('without scripts the form asks, too, and keeps what was asked beside it', async (page, server) => {
    await called(server, 'plain', 3);
    await page.goto('/calls?tool=plain.reverse', READ);
    await page.getByLabel('Outcome').selectOption({ label: 'ok' });
    await page.getByRole('button', { name: 'Show calls' }).click({ noWaitAfter: true });
    await page.waitForURL(/tool=plain.reverse.*outcome=ok|outcome=ok.*tool=plain.reverse/, READ);
    assert.equal(await rows(page).count(), 2);
    await page.getByRole('link', { name: 'Any tool' }).click({ noWaitAfter: true });
    await page.waitForURL((url) => !url.searchParams.has('tool'), READ);
    await rows(page).nth(2).waitFor();
  }, { scripts: false });

  story('on a phone nothing is wider than the screen', async (page) => {
    await open(page, '/calls');
    await rows(page).first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
  }, { viewport: PHONE });

  story('nothing that fits is said in words, with the way back to all', async (page) => {
    await open(page, '/calls?caller=nobody-at-all');
    await page.getByRole('heading', { name: 'No call is like that' }).waitFor();
    await page.getByRole('link', { name: 'Show all calls' }).click();
    await rows(page).first().waitFor();
  });
});
