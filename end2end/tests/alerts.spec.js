// Make a rule, see it fire and clear, have a receiver told of it, and look away for a while.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { open, PHONE } from '../support/browser.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

/** What a browser says of an answer that refuses a rule. */
const REFUSED = /status of 422 .*\/api\/set_alert/;

/** The open page of an alert that is removed asks for it once more, and browsers note that it is not there. */
const GONE = /status of 404 .*\/api\/read\?ask=.*too-loud/;

const SECRET = "a secret of the stories' own";

/** Rules are judged every five seconds, on a machine that has other things to do. */
const JUDGED = { timeout: 45_000 };

const row = (page, name) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

/** A webhook: what it was told, each with whether the signature was right. */
async function startReceiver() {
  const told = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const mine = `sha256=${createHmac('sha256', SECRET).update(`${request.headers['x-meshdeck-timestamp']}.${body}`).digest('hex')}`;
    told.push({ ...JSON.parse(body), is_right: request.headers['x-meshdeck-signature'] === mine });
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/hook`, told, close: () => server.close() };
}

const set = (server, path, body) => fetch(`${server.url}${path}`, {
  method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
});

stories('alerts', (story) => {
  story('I make a rule by form; it fires, its receiver is told with a valid signature, and it clears', async (page, server) => {
    const [service, receiver] = await Promise.all([startService(), startReceiver()]);
    try {
      await server.post('/registry/services', { name: 'watched', base_url: service.base_url });
      assert.equal((await set(server, '/registry/variables/_alerts_SECRET', { value: SECRET })).status, 204);
      await open(page, '/alerts');
      await page.getByRole('link', { name: 'Make a rule' }).first().click();
      await page.getByLabel('Name').fill('watched-quiet');
      await page.getByLabel('Looks for').selectOption({ label: 'nobody calls' });
      await page.getByLabel('Above').waitFor({ state: 'hidden' });
      await page.getByLabel('Only of service').fill('watched');
      await page.getByLabel('Over, min').fill('1');
      await page.getByLabel('Fires after, min').fill('0');
      await page.getByLabel('Clears after, min').fill('0');
      await page.getByLabel('Webhook').fill(receiver.url);
      await page.getByRole('button', { name: 'Make rule' }).click();
      await page.getByRole('heading', { name: 'watched-quiet' }).waitFor();

      await row(page, 'watched-quiet').getByText('firing', { exact: true }).waitFor(JUDGED);
      await row(page, 'watched-quiet').getByText('fired delivered').waitFor(JUDGED);
      await row(page, 'watched-quiet').getByRole('cell', { name: 'nobody calls', exact: true }).waitFor();
      // Only now: the judge would as soon fire before the trial as after it.
      await page.getByRole('button', { name: 'Test webhook' }).click();
      await page.getByText('test delivered', { exact: true }).first().waitFor();

      await open(page, '/');
      const attention = page.getByRole('listitem').filter({ hasText: 'The alert fires: nobody calls.' });
      await attention.getByRole('link', { name: 'Open alert' }).click();
      await page.getByRole('heading', { name: 'watched-quiet' }).waitFor();

      // Whoever calls ends the silence; the window is a minute, so it goes on being called until that is seen.
      await until('the alert is well again', async () => {
        await server.post('/registry/tools/watched.reverse/call', { input: { text: 'deck' } });
        return receiver.told.some(({ event }) => event === 'cleared');
      }, JUDGED.timeout);
      await row(page, 'watched-quiet').getByRole('img', { name: 'ok' }).waitFor(JUDGED);
      const told = receiver.told.map(({ event, alert, is_right }) => `${event} ${alert} ${is_right}`);
      assert.deepEqual(told, ['fired watched-quiet true', 'test watched-quiet true', 'cleared watched-quiet true']);
    } finally {
      service.close();
      receiver.close();
    }
  }, { timeout: 180_000 });

  story('a rule that cannot be is told at its field, and kept once it is mended', async (page) => {
    await open(page, '/alerts?new=1');
    await page.getByLabel('Name').fill('Too Loud');
    await page.getByLabel('Looks for').selectOption({ label: 'latency' });
    await page.getByLabel('Above').fill('much');
    await page.getByLabel('Over, min').fill('0.5');
    await page.getByRole('button', { name: 'Make rule' }).click();
    await page.getByText('`much` is no number: write a number, as 5 or 2.5.').waitFor();
    await page.getByText('that is out of range: write whole minutes, 1 to 43200.').waitFor();
    await page.getByLabel('Above').fill('250');
    await page.getByLabel('Over, min').fill('5');
    await page.getByRole('button', { name: 'Make rule' }).click();
    await page.getByText(/that is no name of an alert: write 1 to 63 of a-z, 0-9 and -\./).waitFor();
    await page.getByLabel('Name').fill('too-loud');
    await page.getByRole('button', { name: 'Make rule' }).click();
    await row(page, 'too-loud').getByText(/^p95 of calls is above 250.ms, over 5.min$/).waitFor();

    await page.getByLabel('Above').fill('300');
    await page.getByRole('button', { name: 'Save rule' }).click();
    await row(page, 'too-loud').getByText(/^p95 of calls is above 300.ms/).waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Remove for good' }).click();
    await row(page, 'too-loud').waitFor({ state: 'detached' });
  }, { expected: [REFUSED, GONE] });

  story('I silence an alert, and speak to it again', async (page, server) => {
    await set(server, '/registry/alerts/loud', { condition: { kind: 'budget', of: 'calls', above: 1e9 } });
    await open(page, '/alerts?alert=loud');
    await page.getByLabel('For how long').selectOption({ label: 'a day' });
    await page.getByRole('button', { name: 'Silence' }).click();
    await row(page, 'loud').getByText('silenced', { exact: true }).waitFor();
    await page.getByLabel('For how long').selectOption({ label: 'no longer' });
    await page.getByRole('button', { name: 'Silence' }).click();
    await row(page, 'loud').getByText('silenced', { exact: true }).waitFor({ state: 'detached' });
  });

  story('without scripts the form makes a rule, too', async (page) => {
    await page.goto('/alerts?new=1', { waitUntil: 'domcontentloaded' });
    await page.getByLabel('Name').fill('plain');
    await page.getByLabel('Looks for').selectOption({ label: 'latency' });
    await page.getByLabel('Above').fill('250');
    await page.getByRole('button', { name: 'Make rule' }).click({ noWaitAfter: true });
    await row(page, 'plain').getByText(/^p95 of calls is above 250/).waitFor(JUDGED);
  }, { scripts: false });

  story('on a phone nothing is wider than the screen', async (page, server) => {
    await set(server, '/registry/alerts/narrow', { condition: { kind: 'silence' } });
    await open(page, '/alerts?alert=narrow');
    await row(page, 'narrow').waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
  }, { viewport: PHONE });
});
