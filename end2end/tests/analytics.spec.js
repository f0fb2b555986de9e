// Read how the mesh did.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

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
    await page.getByRole('combobox', { name: 'Service', exact: true }).selectOption('units');
    await page.waitForURL(/service=units/);
    await page.getByText(/of units/).first().waitFor();
    await page.reload();
    await page.getByText(/of units/).first().waitFor();
  });

  story('the throughput grows as calls go through, and an open table stays open', async (page) => {
    await open(page, '/analytics');
    await page.getByText('The figures as a table').click();
    const reading = page.locator('.recorder').filter({ has: page.getByRole('heading', { name: 'Throughput' }) }).locator('.reading');
    const before = await reading.innerText();
    await until('the figure has moved', async () => (await reading.innerText()) !== before, 30_000);
    assert.ok(await page.getByRole('region', { name: 'The figures, step by step' }).isVisible());
  });
});
