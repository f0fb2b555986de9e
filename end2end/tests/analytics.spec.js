// Read how the mesh did.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { saved } from '../support/png.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

/** The layer on the charts, once there are charts. */
const charts = (page) => page.getByRole('application', { name: /^Charts, step by step/ });

/** The steps that the table lists, newest first: the cells of each. */
async function steps(page) {
  await page.getByText('The figures as a table').click();
  const rows = page.getByRole('region', { name: 'The figures, step by step' }).getByRole('row');
  await rows.nth(1).waitFor();
  return rows.evaluateAll((all) => all.slice(1).map((row) => [...row.cells].map((cell) => cell.innerText)));
}

/** Where the highest bar of the throughput is, in pixels of the page. */
const spike = (page) => page.locator('.recorder .drawing').first().evaluate((drawing) => {
  const chart = [...drawing.children].find((one) => one.getBoundingClientRect().width > 0);
  const bars = [...chart.querySelector('.bar').getAttribute('d').matchAll(/M(\d+) (\d+)h(\d+)v(\d+)/g)].map((bar) => bar.slice(1).map(Number));
  const [x, y, width, height] = bars.reduce((highest, bar) => (bar[3] > highest[3] ? bar : highest));
  const { left, top, width: room } = chart.getBoundingClientRect();
  const scale = room / chart.viewBox.baseVal.width;
  return { x: left + (x + width / 2) * scale, y: top + (y + height / 2) * scale };
});

stories('analytics', (story) => {
  story('I read a chart: its name says what it shows, and its figures are a table too', async (page) => {
    await open(page, '/analytics');
    await page.getByRole('img', { name: /throughput|calls/i }).first().waitFor();
    await page.getByRole('img', { name: /success/i }).first().waitFor();
    await page.getByRole('img', { name: /latency/i }).first().waitFor();

    await page.getByText('The figures as a table').click();
    const table = page.getByRole('region', { name: 'The figures, step by step' }).getByRole('table');
    for (const column of ['Calls', 'Failed', 'Success', 'p50', 'p95', 'p99']) await table.getByRole('columnheader', { name: column, exact: true }).waitFor();
    await table.getByRole('row').nth(1).waitFor();
  });

  story('I choose a range and a service, and the address keeps both', async (page) => {
    await open(page, '/analytics');
    await page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name: '6 h' }).click();
    await page.waitForURL(/range=6h/);
    const query = page.getByRole('combobox', { name: 'Query of the calls' });
    await query.fill('service = units');
    await query.press('Enter');
    await page.waitForURL(/query=service%20%3D%20units/);
    await page.getByText('where service = units').waitFor();
    await page.reload();
    await page.getByText('where service = units').waitFor();
    assert.equal(await query.inputValue(), 'service = units');
    assert.deepEqual(await page.getByRole('table', { name: /What changed/ }).getByRole('rowheader').allInnerTexts().then((all) => all.filter((name) => !/^units\./.test(name))), []);
  });

  story('what charts cannot tell is said with a way to the list that can', async (page) => {
    await open(page, '/analytics');
    const query = page.getByRole('combobox', { name: 'Query of the calls' });
    await query.fill('latency > 1ms');
    await query.press('Enter');
    await page.getByRole('heading', { name: 'No chart answers that query' }).waitFor();
    await page.reload();
    await page.getByText(/no more of `latency`/).waitFor();
    await page.getByRole('link', { name: 'Ask the list of calls' }).click();
    await page.waitForURL(/\/calls\?query=latency%20%3E%201ms/);
    await page.getByRole('table').getByRole('row').nth(1).waitFor();
  });

  story('the throughput grows as calls go through, and an open table stays open', async (page) => {
    await open(page, '/analytics');
    await page.getByText('The figures as a table').click();
    const reading = page.locator('.recorder').filter({ has: page.getByRole('heading', { name: 'Throughput' }) }).locator('.reading');
    const before = await reading.innerText();
    await until('the figure has moved', async () => (await reading.innerText()) !== before, 30_000);
    assert.ok(await page.getByRole('region', { name: 'The figures, step by step' }).isVisible());
  });

  story('I drag over a chart, and the address keeps the time that I chose', async (page) => {
    await open(page, '/analytics');
    const box = await charts(page).boundingBox();
    const [from, to, y] = [box.x + box.width * 0.25, box.x + box.width * 0.75, box.y + 60];
    await page.mouse.move(from, y);
    await page.mouse.down();
    await page.mouse.move(to, y, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=[^&]+&to=[^&]+/);
    const address = new URL(page.url()).searchParams;
    const minutes = (new Date(address.get('to')) - new Date(address.get('from'))) / 60_000;
    assert.ok(minutes >= 29 && minutes <= 32, `${minutes} minutes`);
    await page.getByRole('link', { name: 'Follow live' }).click();
    await page.waitForURL(/range=1h/);
  });

  story('I brush a spike, see its calls, and open the run behind one', async (page, server) => {
    for (let run = 0; run < 3; run += 1) await server.post('/registry/orchestrate', { requirement: 'convert 3 feet to metres' });
    await open(page, '/analytics?query=caller+%3D+orchestrator');
    const { y } = await until('the spike is drawn', () => spike(page).catch(() => undefined));
    const box = await charts(page).boundingBox();
    await page.mouse.move(box.x + box.width * 0.75, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, y, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=[^&]+&to=[^&]+/);
    await page.getByRole('link', { name: 'Follow live' }).waitFor();

    const peak = await spike(page);
    await page.mouse.click(peak.x, peak.y);
    await page.waitForURL(/\/calls\?from=[^&]+&to=[^&]+&query=caller/);
    await page.getByRole('heading', { name: 'Calls', level: 1 }).waitFor();
    const call = page.getByRole('row').filter({ has: page.getByRole('link', { name: /^Call at/ }) }).first();
    const tool = (await call.getByRole('rowheader').getByRole('link').innerText()).trim();
    await call.getByRole('link', { name: /^Call at/ }).click();
    await page.getByRole('link', { name: /^r_/ }).click();
    await page.waitForURL(/\/runs\/r_/);
    await page.getByRole('table', { name: 'Steps' }).getByRole('link', { name: tool }).first().waitFor();
  });

  story('I choose a time from the seven days by keyboard', async (page) => {
    await open(page, '/analytics');
    await page.getByRole('application', { name: /^Seven days/ }).focus();
    for (const key of ['End', 'Shift+ArrowLeft', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL(/from=[^&]+&to=[^&]+/);
    const address = new URL(page.url()).searchParams;
    assert.equal(new Date(address.get('to')) - new Date(address.get('from')), 2 * 3_600_000);
  });

  story('I read a chart by keyboard: each step is said, and Enter leads to its calls', async (page) => {
    await open(page, '/analytics');
    await charts(page).focus();
    await page.keyboard.press('End');
    const said = page.getByText(/^(\d+ \w+ )?\d\d:\d\d, 1\smin, /);
    await said.waitFor({ state: 'attached' });
    // A minute that has only just begun may have no figures yet.
    const newest = await until('a step with figures is said', async () => {
      const words = await said.textContent();
      if (/calls per min .*, success .*, p50, p95, p99 /.test(words)) return words;
      await page.keyboard.press('ArrowLeft');
    });
    await page.keyboard.press('Home');
    await until('another step is said', async () => (await said.textContent()) !== newest);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/calls\?from=[^&]+&to=[^&]+/);
    await page.getByRole('heading', { name: 'Calls', level: 1 }).waitFor();
  });

  story('I leave a kind of failures out of the chart, and draw it again', async (page, server) => {
    await until('something failed', async () => {
      await server.post('/registry/tools/units.convert/call', { input: { value: 'twelve' } }).catch(() => {});
      const { totals } = await server.get('/registry/metrics?by=outcome');
      return totals.some(({ key }) => key === 'invalid');
    }, 60_000);
    await open(page, '/analytics');
    const told = () => page.getByRole('img', { name: 'Failed by kind' }).locator('desc').textContent();
    await page.getByRole('link', { name: 'other, drawn' }).click();
    await page.waitForURL(/without=other/);
    await page.getByRole('link', { name: 'other, left out' }).waitFor();
    assert.match(await told(), /left out: \d+ other\.$/);
    await page.getByRole('link', { name: 'other, left out' }).press('Enter');
    await page.getByRole('link', { name: 'other, drawn' }).waitFor();
    assert.doesNotMatch(await told(), /left out/);
  });

  story('I switch the comparison off and on again', async (page) => {
    await open(page, '/analytics');
    const dashes = page.getByRole('img', { name: /throughput/i }).first().locator('.before');
    const throughput = page.locator('.recorder').filter({ has: page.getByRole('heading', { name: 'Throughput' }) });
    await throughput.getByText(/on the hour before|in the hour before/).waitFor();
    await page.getByRole('link', { name: /against the hour before/ }).click();
    await page.waitForURL(/compare=off/);
    await until('nothing is compared', async () => (await throughput.getByText(/hour before/).count()) === 0 && (await dashes.count()) === 0);
    await page.getByRole('link', { name: /compare with the hour before/ }).click();
    await throughput.getByText(/on the hour before|in the hour before/).waitFor();
  });

  story('the CSV holds the numbers of the page, and a chart is a picture', async (page, server) => {
    // Calls of the story alone: no other comes to them meanwhile.
    const body = JSON.stringify({ input: { value: 1, from: 'km', to: 'mi' } });
    const headers = { 'content-type': 'application/json', 'x-meshdeck-caller': 'reader' };
    for (let call = 0; call < 3; call += 1) await fetch(`${server.url}/registry/tools/units.convert/call`, { method: 'POST', headers, body });
    await open(page, '/analytics?caller=reader');
    const shown = (await steps(page)).map(([, calls, failed]) => `${calls},${failed}`);
    assert.equal(shown.reduce((sum, row) => sum + Number(row.split(',')[0]), 0), 3);
    await page.getByText('Export', { exact: true }).click();
    const link = await page.getByRole('link', { name: 'Figures as CSV' }).getAttribute('href');
    const csv = await (await fetch(server.url + link)).text();
    const rows = csv.trim().split('\r\n').slice(1).map((row) => row.split(',').slice(2, 4).join(','));
    assert.deepEqual(rows.reverse(), shown);
    const svg = await page.getByRole('link', { name: 'Latency as SVG' }).getAttribute('href');
    const picture = await fetch(server.url + svg);
    assert.equal(picture.headers.get('content-type'), 'image/svg+xml');
    assert.match(await picture.text(), /^<svg xmlns=.*Latency of answered calls/s);
  });

  story('I take a chart along as PNG: twice as sharp as its drawing, in its colours', async (page, server) => {
    await open(page, '/analytics');
    await page.getByText('Export', { exact: true }).click();
    const svg = await page.getByRole('link', { name: 'Latency as SVG' }).getAttribute('href');
    const [, width, height] = (await (await fetch(server.url + svg)).text()).match(/ width="(\d+)" height="(\d+)"/).map(Number);
    const picture = await saved(page, () => page.getByRole('button', { name: 'Latency as PNG' }).click());
    assert.deepEqual([picture.name, picture.width, picture.height], ['latency.png', 2 * width, 2 * height]);
    assert.ok(picture.colours > 20, `${picture.colours} colours`);
  });

  story('the crosshair stays while the page is drawn anew, and goes with the pointer', async (page) => {
    await open(page, '/analytics');
    const box = await charts(page).boundingBox();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
    const told = page.locator('.tip strong');
    const step = await told.innerText();
    const reading = page.locator('.recorder').filter({ has: page.getByRole('heading', { name: 'Throughput' }) });
    const before = await reading.innerText();
    await until('the page is drawn anew', async () => (await reading.innerText()) !== before, 30_000);
    assert.equal(await told.innerText(), step);
    await page.mouse.move(5, 5);
    await told.waitFor({ state: 'detached' });
  });

  story('without scripts a range and a filter are addresses', async (page) => {
    await page.goto('/analytics', { waitUntil: 'domcontentloaded' });
    await page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name: '24 h' }).click();
    await page.waitForURL(/range=24h/);
    // What the form sends when it is sent by a browser.
    await page.goto('/analytics?range=24h&query=service+%3D+units', { waitUntil: 'domcontentloaded' });
    const query = page.getByRole('search', { name: 'Filter the calls' }).getByRole('combobox', { name: 'Query of the calls' });
    assert.equal(await query.inputValue(), 'service = units');
    await page.getByText('where service = units').waitFor();
  }, { scripts: false });

  story('charts are drawn for the room there is, and for another when that is another', async (page) => {
    await open(page, '/analytics?range=1h');
    const drawings = page.locator('.recorders:not(.week) .drawing > svg');
    const charted = 4;
    await drawings.nth(charted * 3 - 1).waitFor({ state: 'attached' });
    await page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name: '6 h' }).click();
    await until('only those for this room are there', async () => (await drawings.count()) === charted);
    assert.deepEqual(await drawings.evaluateAll((all) => all.map((one) => one.classList[1])), Array(charted).fill('broad'));
    const window = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    await until('those for a phone are there', () => drawings.evaluateAll((all) => all.every((one) => one.classList[1] === 'slim')));
    await page.setViewportSize(window);
    await until('those for a desk are there', () => drawings.evaluateAll((all) => all.every((one) => one.classList[1] === 'broad')));
    assert.equal(await charts(page).isVisible(), true);
  });

  story('on paper there are charts and tables, and nothing to press', async (page) => {
    await open(page, '/analytics');
    await page.emulateMedia({ media: 'print' });
    await page.getByRole('img', { name: /latency/i }).first().waitFor();
    await page.getByRole('heading', { name: 'What changed' }).waitFor();
    for (const hidden of [page.getByRole('navigation', { name: 'Range' }), page.getByText('Export', { exact: true }), charts(page)]) {
      assert.equal(await hidden.isVisible(), false);
    }
    await page.emulateMedia({ media: 'screen' });
  });

  story('what is called next after what is told of runs and traces, and what nothing measured is not shown as nothing', async (page, server) => {
    for (const tool of ['units.convert', 'geo.distance']) {
      const input = tool === 'units.convert' ? { value: 12, from: 'mi', to: 'km' } : { from: 'Bern', to: 'Oslo' };
      await fetch(`${server.url}/registry/tools/${tool}/call`, {
        method: 'POST', body: JSON.stringify({ input }),
        headers: { 'content-type': 'application/json', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
      });
    }
    await open(page, '/analytics?query=tool+%3D+units.convert');
    const section = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Called next' }) });
    await section.getByRole('rowheader', { name: 'units.convert → geo.distance' }).waitFor();
    await section.getByText(/^From \d+ runs?.* of two calls or more, among [\d,]+ calls that were looked at\.$/).waitFor();
    await page.getByText('Not measured: no call of this time told of tokens or of a price.').waitFor();
  });

  story('the report says in words what the charts show, and is paper when it is printed', async (page) => {
    await open(page, '/analytics?range=24h');
    await page.getByRole('link', { name: 'Report', exact: true }).click();
    await page.getByRole('heading', { name: 'Report', level: 1 }).waitFor();
    const report = page.getByRole('article');
    await report.getByText(/^[\d,]+ calls?[.:]/).waitFor();
    await report.getByText(/had a good answer/).waitFor();
    for (const name of ['What changed', 'Latency', 'What went wrong', 'Slowest tools']) {
      await report.getByRole('heading', { name }).waitFor();
    }
    assert.equal(new URL(page.url()).search, '?range=24h');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('link', { name: 'Open the charts' }).isVisible(), false);
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('link', { name: 'Open the charts' }).click();
    await page.waitForURL(/\/analytics\?range=24h/);
  });
});
