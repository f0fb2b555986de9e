// Say what a service owes, and see how it stands; see an alert where it shows.
import assert from 'node:assert/strict';
import { open, PHONE } from '../support/browser.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

/** What a browser says of an answer that refuses an objective. */
const REFUSED = /status of 422 .*\/api\/set_objective/;

const put = (server, path, body) => fetch(`${server.url}${path}`, {
  method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
});

const section = (page, name) => page.locator('section.section').filter({ has: page.getByRole('heading', { name, exact: true }) });

stories('objectives', (story) => {
  story('I set an objective on a page of a service; the analytics and the report tell how it stands, until I take it away', async (page, server) => {
    await open(page, '/services/units');
    await page.getByText('Set an objective').click();
    const form = page.getByRole('form', { name: 'What is asked of its calls' });
    await form.getByLabel('Good, %').fill('99.5');
    await form.getByLabel('Within, ms').fill('60000');
    await form.getByRole('button', { name: 'Save objective' }).click();
    await page.getByText(/^99\.5\s% < 1\smin, over 30 days$/).waitFor();

    await open(page, '/analytics');
    const row = section(page, 'Objectives').getByRole('row', { name: /^units/ });
    await row.getByText(/99\.5\s% < 1\smin/).waitFor();
    await until('its calls are told', async () => /^(−?[\d,]+\s%)\t[\d,]+(\.\d)?×\t[\d,]+(\.\d)?×$/.test((await row.innerText()).split('\t').slice(-3).join('\t')));
    await row.getByRole('link', { name: 'units', exact: true }).click();
    await page.waitForURL(/service=units/);
    await page.getByRole('img', { name: 'Success' }).locator('text', { hasText: /SLO|99\.5\s%/ }).first().waitFor();

    await page.getByRole('link', { name: 'Report', exact: true }).click();
    await page.getByRole('article').getByRole('heading', { name: 'Objectives' }).waitFor();

    await open(page, '/services/units');
    await page.getByText('Change the objective').click();
    await page.getByRole('button', { name: 'Remove objective' }).click();
    await page.getByText('None is set: which share of its calls shall be good, and how fast?').waitFor();
    assert.equal((await fetch(`${server.url}/registry/objectives/units`)).status, 404);
  });

  story('an objective that cannot be is refused with its remedy, and what was typed stays', async (page) => {
    await open(page, '/services/geo');
    await page.getByText('Set an objective').click();
    const form = page.getByRole('form', { name: 'What is asked of its calls' });
    await form.getByLabel('Good, %').fill('100');
    await form.getByRole('button', { name: 'Save objective' }).click();
    await page.getByText(/write 50 to 99\.999/).waitFor();
    assert.equal(await form.getByLabel('Good, %').inputValue(), '100');
  }, { expected: [REFUSED] });

  story('an alert that fires is on its chart, on the map and on the page of its service, and leads to its rule', async (page, server) => {
    const rule = { condition: { kind: 'budget', of: 'calls', above: 0 }, service: 'units', window_seconds: 3600, for_seconds: 0 };
    assert.equal((await put(server, '/registry/alerts/units-is-called', rule)).status, 201);
    await until('it fires', async () => (await (await fetch(`${server.url}/registry/alerts/units-is-called`)).json()).state === 'firing', 45_000);
    await open(page, '/analytics?service=units');
    const strip = page.locator('.recorder').filter({ has: page.getByRole('heading', { name: 'Throughput' }) });
    await strip.getByText(/units-is-called since \d\d:\d\d/).waitFor();
    await strip.locator('svg .alert').first().waitFor({ state: 'attached' });
    await strip.getByRole('link', { name: 'units-is-called' }).click();
    await page.waitForURL(/\/alerts\?alert=units-is-called/);

    await open(page, '/mesh?node=units');
    await page.getByRole('complementary', { name: 'Selected node' }).getByText(/Alert units-is-called fires since/).waitFor();
    await open(page, '/services/units');
    await page.getByText(/Alert units-is-called fires since/).waitFor();
    await page.setViewportSize(PHONE);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than a phone');
  }, { timeout: 90_000 });
});
