// Have a report made by itself, and read it as it was.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

/** Calls a tool so many times as `caller`, who is nobody else's. */
async function call(server, caller, times) {
  const body = JSON.stringify({ input: { value: 1, from: 'km', to: 'mi' } });
  const headers = { 'content-type': 'application/json', 'x-meshdeck-caller': caller };
  for (let n = 0; n < times; n += 1) await fetch(`${server.url}/registry/tools/units.convert/call`, { method: 'POST', headers, body });
}

/** Sets a schedule through the machine API and has it make a report; its id. */
async function made(server, name, query) {
  const schedule = `${server.url}/registry/schedules/${name}`;
  const headers = { 'content-type': 'application/json' };
  await fetch(schedule, { method: 'PUT', headers, body: JSON.stringify({ when: { every: 'day', hour: 6 }, query }) });
  return (await (await fetch(`${schedule}/report`, { method: 'POST' })).json()).id;
}

stories('reports', (story) => {
  story('I set a schedule of what I look at, and its report says later what it said then', async (page, server) => {
    await call(server, 'weekly-reader', 3);
    await open(page, '/report?range=1h&query=caller+%3D+weekly-reader');
    const report = page.getByRole('article');
    await report.getByText('3 calls.').waitFor();

    const board = page.getByRole('complementary', { name: 'Reports that are made by themselves' });
    await board.getByText('Set a schedule').click();
    await board.getByRole('textbox', { name: 'Name' }).fill('readers');
    assert.equal(await board.getByRole('textbox', { name: 'Of which calls' }).inputValue(), 'caller = weekly-reader');
    await board.getByRole('textbox', { name: 'At, hour in UTC' }).fill('25');
    await board.getByRole('button', { name: 'Save schedule' }).click();
    await board.getByText(/write 0 to 23, in UTC/).waitFor();
    await board.getByRole('textbox', { name: 'At, hour in UTC' }).fill('6');
    await board.getByRole('button', { name: 'Save schedule' }).click();
    await board.getByText('every Monday at 06:00, where caller = weekly-reader').waitFor();

    await board.getByRole('button', { name: 'Make now: readers' }).click();
    const row = board.getByRole('row', { name: /readers/ });
    await row.getByRole('cell', { name: '3', exact: true }).waitFor();
    await row.getByRole('link').click();
    await page.waitForURL(/\/reports\/p_/);
    await report.getByText('3 calls.').waitFor();
    await page.getByRole('img', { name: /latency/i }).first().waitFor();

    // More calls of the same time come; what is kept stays, what is drawn now does not.
    await call(server, 'weekly-reader', 2);
    await page.reload();
    await report.getByText('3 calls.').waitFor();
    await report.getByText(/^Made at .* UTC, and kept as it was\./).waitFor();
    await page.getByRole('link', { name: 'Open the charts' }).click();
    await page.waitForURL(/\/analytics\?from=[^&]+&to=[^&]+&query=caller%20%3D%20weekly-reader/);
  }, { expected: [/status of 422/] });

  story('a report that is removed is gone, and its address says so', async (page, server) => {
    const id = await made(server, 'gone', '');
    await open(page, `/reports/${id}`);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove for good' }).click();
    await page.waitForURL(/\/report$/);
    await page.getByRole('heading', { name: 'Kept reports' }).waitFor();
    await until('it is not listed', async () => (await page.locator(`a[href="/reports/${id}"]`).count()) === 0);
    await page.goto(`/reports/${id}`);
    await page.getByText(/reports are kept for 400 days/).waitFor();
  }, { expected: [/status of 404/] });

  story('on paper a report is alone', async (page, server) => {
    const id = await made(server, 'paper', '');
    await open(page, '/report');
    await page.getByRole('heading', { name: 'Kept reports' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('heading', { name: 'Kept reports' }).isVisible(), false);
    await page.emulateMedia({ media: 'screen' });
    await open(page, `/reports/${id}`);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('link', { name: 'All reports' }).isVisible(), false);
    await page.emulateMedia({ media: 'screen' });
  });

  story('without scripts a report reads, and a schedule is set', async (page, server) => {
    await call(server, 'plain-reader', 1);
    const id = await made(server, 'plain', 'caller = plain-reader');
    await page.goto('/report', { waitUntil: 'domcontentloaded' });
    await page.getByText('Set a schedule').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('by-hand');
    await page.getByRole('combobox', { name: 'When' }).selectOption('The last day of every month');
    await page.getByRole('button', { name: 'Save schedule' }).click();
    await page.getByText('on the last day of every month at 06:00').waitFor();
    await page.locator(`a[href="/reports/${id}"]`).click();
    await page.getByRole('article').getByText('1 call.').waitFor();
  }, { scripts: false });
});
